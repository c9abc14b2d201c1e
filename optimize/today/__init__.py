"""The day as it goes: what the morning says of the rest, where targets are at risk, and what would mend it."""
