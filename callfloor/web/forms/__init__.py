"""The form of a scenario: what may be edited, read off the schema; a draft of changes over a base; tables by interval."""
