"""What is kept between two visits: scenarios, runs and how far they are (a database), and their files (folders beside it)."""
