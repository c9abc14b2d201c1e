"""Reasons: why one design costs more than another.

People are paid while they talk (and write up) and while they are free. So what a design's people cost more than another's is, to the last coin,
what their talking costs more and what their idling costs more. Talking costs more where dearer or slower people take the contacts; idling,
where more people have to stand ready. What for is told by the answers: a class that is answered sooner than in the other design, and
sooner than anybody asked, is served so well only because the rules cannot give less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.faults import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimize.lanes.classes import Classes
    from optimize.lanes.result import Crew, Found
    from sim.targets import Verdict

SLIGHT = 0.005  # of the cost: less is no difference
CLEARLY = 0.02  # of an answer rate
PART = 0.15  # of a difference, from which on a part of it is told


@dataclass(frozen=True)
class Parts:
    """What a design's people cost more than another's: for the hours in which they are busy, and for those in which they are free."""

    busy: float
    free: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.busy + self.free


def parts(one: Found, other: Found) -> Parts:
    """What one design's people cost more than another's, by what they do."""
    mine, theirs = (_paid(found.crews) for found in (one, other))
    return Parts(*(a - b for a, b in zip(mine, theirs, strict=True)))


def _paid(crews: Sequence[Crew]) -> tuple[float, float]:
    """Money for busy hours, and for free ones."""
    busy = sum(crew.cost * min(crew.busy_hours / crew.floor_hours, 1.0) for crew in crews if crew.floor_hours > 0)
    return busy, sum(crew.cost for crew in crews) - busy


def occupancy(crews: Sequence[Crew]) -> float | None:
    """Share of their time on the floor that people are busy."""
    there = sum(crew.floor_hours for crew in crews)
    return sum(crew.busy_hours for crew in crews) / there if there > 0 else None


def why(one: Found, other: Found, classes: Classes, money: str) -> str:
    """Why a design's people cost more, or less, than those of another (the recommended one): a sentence or two."""
    found, unit = parts(one, other), f" {money}".rstrip()
    than = _lower(other.design.called)
    if abs(found.whole) < SLIGHT * other.cost:
        return f"Its people cost as much as those of {than}, within {SLIGHT:.1%}."
    less = "more" if found.whole > 0 else "less"
    told = [text for text in (_busy(found, one, other, unit), _free(found, one, other, unit)) if text]
    text = f"Its people cost {abs(found.whole):,.0f}{unit} {less} than those of {than}: {listed(told, 'and')}."
    return " ".join([text, *_what_for(one, other, classes)])


def _busy(found: Parts, one: Found, other: Found, unit: str) -> str:
    if abs(found.busy) < PART * abs(found.whole):
        return ""
    mine, theirs = ((sum(crew.busy_hours for crew in design.crews), _paid(design.crews)[0]) for design in (one, other))
    text = f"{abs(found.busy):,.0f}{unit} {'more' if found.busy > 0 else 'less'} for talk and wrap-up"
    if not mine[0] or not theirs[0]:
        return text
    return f"{text} ({mine[0]:,.0f} hours at {mine[1] / mine[0]:.1f}{unit}, there {theirs[0]:,.0f} at {theirs[1] / theirs[0]:.1f})"


def _free(found: Parts, one: Found, other: Found, unit: str) -> str:
    if abs(found.free) < PART * abs(found.whole):
        return ""
    mine, theirs = occupancy(one.crews), occupancy(other.crews)
    sign = "more" if found.free > 0 else "less"
    text = f"{abs(found.free):,.0f}{unit} {sign} for time in which they are free"
    return text if mine is None or theirs is None else f"{text} (busy {mine:.0%} of the time, there {theirs:.0%})"


def _what_for(one: Found, other: Found, classes: Classes) -> Iterator[str]:
    """Whom the free time serves: a class that gets more than in the other design, and than is asked."""
    for key, tier in classes.both.items():
        mine, theirs = (found.classes[key].answer_rate.mean for found in (one, other))
        asked = _asked(one.verdicts, (*tier.queues, *tier.contact_types), one.classes[key].within)
        if mine is None or theirs is None or asked is None or mine - max(theirs, asked) < CLEARLY:
            continue
        text = f"{tier.name} is answered in time in {mine:.0%} of all cases, where {asked:.0%} are asked and the other design gives {theirs:.0%}"
        yield f"{text}: {_because(one, classes)}."
    lane = [crew for crew in one.crews if crew.lane]
    mine, all_of_it = occupancy(lane), occupancy(other.crews)
    if lane and mine is not None and all_of_it is not None and all_of_it - mine > CLEARLY:
        yield f"Those in the lane are busy {mine:.0%} of the time: the fewer people a group has, the more of them must be free for the same promise."


def _because(one: Found, classes: Classes) -> str:
    if one.key == "one_queue":
        return f"one line cannot tell {classes.vip.name} from {classes.others.name}, so the strictest promise to either is kept to all"
    return "its rules and its people cannot give less without breaking another promise"


def _asked(verdicts: Sequence[Verdict], names: Sequence[str], within: float) -> float | None:
    """The largest share of a class's contacts that is asked to be answered so soon."""
    asked = [
        one.target.asked
        for one in verdicts
        if one.target.measure == "answer_rate" and one.target.within == within and one.target.of_what in names
    ]
    return max(asked, default=None)


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
