"""Sums: what a log adds up to."""
