"""Chance: what is uncertain about a day, drawn before it begins."""
