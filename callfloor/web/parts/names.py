"""Names that people give to scenarios and runs."""

from __future__ import annotations

from callfloor.language import say

LONGEST = 200  # letters, of which the store has room for no more


def checked(typed: str | None) -> tuple[str, str]:
    """A name as it was typed, and what is wrong with it: nothing, as a rule."""
    name = str(typed or "").strip()
    fits = 0 < len(name) <= LONGEST
    return name, "" if fits else say("Give it a name, of {n} letters at most.", n=LONGEST)
