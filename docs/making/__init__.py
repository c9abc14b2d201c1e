"""Scripts that write pages of the documentation, with the figures that they were made of."""
