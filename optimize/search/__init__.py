"""Search: the least-cost plan of a centre that cannot be computed exactly, by simulation on common days."""
