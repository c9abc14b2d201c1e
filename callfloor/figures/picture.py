"""What a figure is here: an answer in a sentence, a chart that shows it, and the table behind it.

A planner reads the caption first, so the caption states the answer; the chart shows where it comes from; the table has
the numbers to copy. A chart without data has no figure but says why in its caption.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callfloor.language import say

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Table:
    """Rows of ready words; the first `labels` columns are names (left), the rest figures (right)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: int = 1


@dataclass(frozen=True)
class Picture:
    """One figure with its caption and its table; `figure` is None when there is nothing to draw."""

    name: str
    title: str
    caption: str
    figure: go.Figure | None
    table: Table


def nothing_to_draw(name: str, title: str, why: str) -> Picture:
    """A chart with no data says why; title and reason are marked by `later`."""
    return Picture(name, say(title), say(why), None, Table((), ()))


def verdict_in(cell: str) -> str:
    """What a cell of a table says of a target: `good` for met, `bad` for MISSED (with or without a count), else nothing."""
    word = re.sub(r" \d+$", "", cell)
    if not word:
        return ""
    return {say("met"): "good", say("MISSED"): "bad"}.get(word, "")
