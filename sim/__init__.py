"""What happens: traffic, the floor, its log, and the measures read off it."""
