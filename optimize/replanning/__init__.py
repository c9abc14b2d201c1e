"""Re-planning: the rest of a day that has begun, with what the morning has shown, changing as little as it pays."""
