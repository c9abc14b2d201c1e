"""Names on shifts: a plan's shifts are given to people, under their contracts, at the least price of what is left undone."""
