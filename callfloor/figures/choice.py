"""Which names a chart shows where there are more than anybody can read: the foremost few, and a word on the others.

The table behind a chart always has all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callfloor.language import say

MOST = 8  # panels or lines
TOLD = 5  # names in a sentence


def foremost(weights: Mapping[str, float], most: int = MOST) -> list[str]:
    """The names that weigh most, in the order in which they are given."""
    chosen = set(sorted(weights, key=lambda name: -weights[name])[:most])
    return [name for name in weights if name in chosen]


def others(names: Sequence[str], shown: Sequence[str], by: str) -> str:
    """` Shown are the 8 of 31 with most ...; the table has all.`; nothing where all are shown."""
    if len(shown) == len(names):
        return ""
    return say(" Shown are the {shown} of {all} {by}; the table has all.", shown=len(shown), all=len(names), by=say(by))
