"""Compiled: the rules of the floor on arrays, for Numba."""
