"""Calibrating: everything that a table of calls says about its centre, each figure with its standard error."""
