"""The faces of a forecast: command, tables, files, pictures, page, and the overlay that takes it into a scenario."""
