"""The one queue in other simulators, each program written as that simulator's own documentation writes such a thing."""
