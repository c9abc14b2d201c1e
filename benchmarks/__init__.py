"""How fast callfloor is, beside other simulators and beside itself: ``make bench``."""
