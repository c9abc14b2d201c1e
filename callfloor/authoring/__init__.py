"""Writing scenarios: the JSON Schema for editors, the reference of the language, and the starter of `callfloor new`."""
