"""Service: the parts of the floor."""
