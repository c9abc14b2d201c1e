"""Films: one simulated day to be looked at, moment by moment: who waits, who works, and each contact's story."""
