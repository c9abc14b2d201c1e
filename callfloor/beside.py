"""Beside: what the reader of a plan should know besides its figures, a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import called_in, words
from callfloor.language import say
from callfloor.language.below import retold

if TYPE_CHECKING:
    from optimize.outcome import Plan

CENT = 0.005


def sentences(found: Plan) -> list[str]:
    """Who is called in, what is paid after the end, and the plan's own notes."""
    return [*called_in.sentences(found.scenario, found.called_in), *notes(found)]


def notes(found: Plan) -> list[str]:
    """The plan's notes, and what is paid after the end."""
    after = found.after_the_end
    if after < CENT:
        return list(map(retold, found.notes))
    paid = words.money(after, found.scenario.currency)
    return [
        say(
            "{paid} of the cost are paid for hours after the calendar's end; where cost is by interval they stand in the last one.",
            paid=paid,
        ),
        *map(retold, found.notes),
    ]
