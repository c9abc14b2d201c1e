"""Days: how many days of a scenario are run, by whom, and what is kept of them."""
