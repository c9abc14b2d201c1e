"""What to do about it: the cheapest shifts that keep the promises a scenario makes."""
