"""Reasons: why one design costs more than another.

People are paid for the hours in which they talk (and write up) and for those in which they are free. So what a design's people cost more than another's
is, to the last coin: what its hours cost more each, and how many more hours of talk and of standing ready it takes. An hour costs more where people with
a dearer wage work it, or where it lies in dearer shifts; talk takes more hours where slower people take the contacts; and more hours are free where more
people have to stand ready. What for is told by the answers: a class that is answered sooner than in the other design, and
sooner than anybody asked, is served so well only because the rules cannot give less.

An hour is one on the floor. It costs more than the wage, for breaks and absence are paid besides, and premiums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.faults import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimize.lanes.classes import Classes, Tier
    from optimize.lanes.result import Crew, Found
    from sim.targets import Verdict

SLIGHT = 0.005  # of the cost: less is no difference
CLEARLY = 0.02  # of an answer rate
PART = 0.15  # of a difference, from which on a part of it is told; smaller ones are told together
VISIBLE = 0.5  # money: less is written as 0


@dataclass(frozen=True)
class Parts:
    """What a design's people cost more than another's: for other wages, for hours in dearer shifts, for more hours of talk, and for more free ones.

    Hours are priced at what both designs pay on average, and prices count for the hours that both have on average, so that neither design is the measure.
    """

    wages: float
    shifts: float
    busy: float
    free: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.wages + self.shifts + self.busy + self.free


@dataclass(frozen=True)
class _Hours:
    """The hours of a design's people on the floor, the busy ones among them, what an hour costs, and what it would at the plain wage."""

    all: float
    busy: float
    price: float
    plain: float


def parts(one: Found, other: Found) -> Parts:
    """What one design's people cost more than another's, by what it is for."""
    mine, theirs = _hours(one), _hours(other)
    hours, price = (mine.all + theirs.all) / 2, (mine.price + theirs.price) / 2
    wages = (mine.plain - theirs.plain) * hours
    busy, all_of_it = (mine.busy - theirs.busy) * price, (mine.all - theirs.all) * price
    return Parts(wages, (mine.price - theirs.price) * hours - wages, busy, all_of_it - busy)


def _hours(found: Found) -> _Hours:
    groups = found.design.scenario.agent_groups
    there = sum(crew.floor_hours for crew in found.crews)
    busy = sum(min(crew.busy_hours, crew.floor_hours) for crew in found.crews)
    plain = sum(
        crew.floor_hours * (groups[crew.group].cost or 1.0) / (1 - groups[crew.group].shrinkage) for crew in found.crews
    )
    cost = sum(crew.cost for crew in found.crews)
    return _Hours(there, busy, cost / there, plain / there) if there > 0 else _Hours(0.0, 0.0, 0.0, 0.0)


def occupancy(crews: Sequence[Crew]) -> float | None:
    """Share of their time on the floor that people are busy."""
    there = sum(crew.floor_hours for crew in crews)
    return sum(crew.busy_hours for crew in crews) / there if there > 0 else None


def why(one: Found, other: Found, classes: Classes, currency: str) -> str:
    """Why a design's people cost more, or less, than those of another (the recommended one): a sentence or two."""
    found, unit = parts(one, other), f" {currency}".rstrip()
    than = _lower(other.design.called)
    if abs(found.whole) < SLIGHT * other.cost:
        return f"Its people cost as much as those of {than}, within {SLIGHT:.1%}."
    less = "more" if found.whole > 0 else "less"
    mine, theirs = _hours(one), _hours(other)
    hour = f"an hour on the floor costs {mine.price:.1f}{unit}, there {theirs.price:.1f}"
    there = [
        (found.wages, f"for wages ({hour})"),
        (found.shifts, "for dearer or cheaper shifts" + ("" if _tells(found.wages, found) else f" ({hour})")),
        (found.busy, f"for talk and wrap-up ({mine.busy:,.0f} hours, there {theirs.busy:,.0f})"),
        (found.free, f"for time in which they are free (busy {_share(one)} of the time, there {_share(other)})"),
    ]
    large = [(money, what) for money, what in there if _tells(money, found)]
    rest = found.whole - sum(money for money, _ in large)
    told = [
        f"{abs(money):,.0f}{unit} {'more' if money > 0 else 'less'} {what}"
        for money, what in (*large, (rest, "for the rest"))
        if abs(money) >= VISIBLE
    ]
    text = f"Its people cost {abs(found.whole):,.0f}{unit} {less} than those of {than}: {listed(told, 'and')}."
    return " ".join([text, *_what_for(one, other, classes)])


def _tells(money: float, found: Parts) -> bool:
    """Whether a part is worth being told."""
    return abs(money) >= PART * abs(found.whole)


def _share(found: Found) -> str:
    busy = occupancy(found.crews)
    return "none" if busy is None else f"{busy:.0%}"


def _what_for(one: Found, other: Found, classes: Classes) -> Iterator[str]:
    """Whom the free time serves: a class that gets more than in the other design, and than is asked."""
    for key, tier in classes.both.items():
        mine, theirs = (found.classes[key].answer_rate.mean for found in (one, other))
        asked = _asked(one.verdicts, tier, one.classes[key].within)
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


def _asked(verdicts: Sequence[Verdict], tier: Tier, within: float) -> float | None:
    """The share of a class's contacts that is asked to be answered so soon; None where not the same is asked of all of them."""
    asked = {
        one.target.of_what: one.target.asked
        for one in verdicts
        if one.target.measure == "answer_rate" and one.target.within == within
    }
    for parts in (tier.queues, tier.contact_types):
        shares = {asked.get(name) for name in parts}
        if len(shares) == 1:
            return shares.pop()
    return None


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
