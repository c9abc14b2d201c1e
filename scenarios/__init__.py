"""Scenarios: what a contact centre is, and what is asked of it. Imports nothing of ours."""
