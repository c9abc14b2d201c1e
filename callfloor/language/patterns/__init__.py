"""Patterns of English sentences from below, by subject; `callfloor.language.below` says how they are read."""
