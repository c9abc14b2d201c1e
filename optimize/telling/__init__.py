"""Telling: what a plan says beyond its cost: the price of every target, what a skill would save, which limits bind."""
