"""Workbooks: plans and forecasts as Excel sheets that planners edit and give back."""
