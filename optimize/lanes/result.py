"""Result: what a study of lanes found, as values that a report reads and computes nothing from.

Money is in the scenario's currency for one calendar, durations are seconds, shares are 0 to 1. An ``Estimate`` has 95 % limits over
simulated days, None where they are not known. A difference is of the same days, so what a hard day does to both cancels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from optimize.lanes.classes import Classes
    from optimize.lanes.designs import Design
    from optimize.lanes.measuring import Losses
    from optimize.outcome import ShiftChoice
    from scenarios.schema import Scenario
    from sim.staffing import Staffing
    from sim.targets import Verdict

Status = Literal["met", "missed", "infeasible"]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % limits; ``mean`` is None where it is undefined (0/0)."""

    mean: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ClassFigures:
    """What a class gets, over the whole calendar.

    ``answer_rate``: answered within ``within`` / offered. Percentiles are of the answered. ``lost``: customers lost for good in a calendar,
    ``cost_of_loss`` what they cost the business. ``waiting``: (seconds, share of the answered who waited longer).
    """

    within: float
    offered: Estimate
    answer_rate: Estimate
    abandonment: Estimate
    mean_wait: Estimate
    wait_p50: Estimate
    wait_p90: Estimate
    wait_p95: Estimate
    lost: Estimate
    cost_of_loss: Estimate
    waiting: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Crew:
    """The people of a group in a design: paid hours, what they cost, how many at the busiest moment, and people's shifts (None without shifts).

    ``floor_hours``: of them on the floor, breaks and absence left out; ``busy_hours``: of these with a contact, wrap-up included.
    """

    group: str
    lane: bool
    paid_hours: float
    cost: float
    most_at_once: float
    shifts: int | None
    floor_hours: float = 0.0
    busy_hours: float = 0.0


@dataclass(frozen=True)
class Found:
    """A design, sized and measured.

    ``cost``: of the planned people of the classes' groups, those who are there in every design left out. ``cost_of_loss`` and ``total`` (cost of people and of loss) with
    limits. ``against``: what each class gains (its figures less those of ``Study.reference`` on the same days), by class and
    measure (answer_rate, abandonment, mean_wait, cost_of_loss). ``verdicts``: of every target, on the days that it was measured on.
    ``status``: met, missed (the nearest plan misses a target; ``short`` says which), infeasible (no plan was found). ``by_rule``: cost of
    agents counted interval by interval, by the square-root rule that just meets the targets (``rule.py``): what shifts cost besides is not in it.
    ``why``: why its people cost more or less than those of the recommended design (``reasons.py``).
    """

    design: Design
    status: Status
    cost: float
    crews: tuple[Crew, ...]
    staffing: Staffing | None
    shifts: tuple[ShiftChoice, ...]
    classes: Mapping[str, ClassFigures]
    cost_of_loss: Estimate
    total: Estimate
    verdicts: tuple[Verdict, ...]
    against: Mapping[str, Mapping[str, Estimate]] = field(default_factory=dict)
    short: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    by_rule: float | None = None
    why: str = ""
    losses: Losses | None = None  # of its ``cost_of_loss``, day by day: to be priced anew

    @property
    def key(self) -> str:
        """The design's key."""
        return self.design.key

    @property
    def whole(self) -> float:
        """Cost of people and of lost customers: what designs are ranked by."""
        return self.cost + (self.cost_of_loss.mean or 0.0)

    @property
    def paid_hours(self) -> float:
        """Paid hours of all people."""
        return sum(crew.paid_hours for crew in self.crews)


@dataclass(frozen=True)
class Trial:
    """A number that was tried for a design: what agents by the square-root rule would cost with it, and what each class gets.

    ``cost``: None where no number of agents meets the targets. ``cost_of_loss``: of lost customers, which decides besides.
    """

    value: float
    cost: float | None
    cost_of_loss: float | None
    answer_rate: Mapping[str, Estimate]


@dataclass(frozen=True)
class Search:
    """How the number of a design was searched."""

    key: str
    name: str
    unit: str
    trials: tuple[Trial, ...]
    best: float


@dataclass(frozen=True)
class FrontierPoint:
    """A design at some staffing: more or fewer people (``scale`` of the ``scaled`` groups; 1 as sized).

    ``others_lose``: answer rate of the others less than in the reference design as sized, paired. ``dominated``: another point answers as many
    VIPs and takes no more from the others, for no more money.
    """

    key: str
    scale: float
    scaled: tuple[str, ...]
    cost: float
    vip: Estimate
    others: Estimate
    others_lose: Estimate
    dominated: bool


@dataclass(frozen=True)
class MapCell:
    """Lane against shared pool at one share of VIPs and one volume, both sized to the targets, agents by interval.

    ``dearer``: cost of the lane less that of the pool. ``saved``: VIPs lost in the pool less those lost in the lane. ``others_saved``: the same of the
    others. ``breaks_even``: value of a lost VIP from which on the lane pays, others counted at what the scenario says: 0 if it pays at once,
    None if never. ``up_to``: value beyond which it pays no more, for the lane costs less but loses more VIPs; None if there is no such value.
    ``counted``: the VIPs saved, each counting as what its type costs against the mean lost one; as they are, if left out. ``others_money``: what the
    others who are saved would have cost. ``met``: whether the targets are kept both ways; without that neither cost says anything.
    """

    share: float
    volume: float
    lane_cost: float
    pool_cost: float
    saved: float
    others_saved: float
    breaks_even: float | None
    up_to: float | None = None
    counted: float | None = None
    others_money: float = 0.0
    met: bool = True

    @property
    def dearer(self) -> float:
        """What the lane costs more."""
        return self.lane_cost - self.pool_cost

    def pays(self, value: float) -> bool:
        """Whether the lane pays if a lost VIP costs the business so much on average, and others what the scenario says."""
        saved = self.saved if self.counted is None else self.counted
        return self.met and self.dearer < value * saved + self.others_money


@dataclass(frozen=True)
class Map:
    """Where the lane starts to pay: ``lane`` against ``pool`` (keys of designs).

    ``shares``: of the VIPs among the classes' contacts; ``volumes``: times the scenario's; ``values``: of a VIP, for the third axis.
    """

    lane: str
    pool: str
    shares: tuple[float, ...]
    volumes: tuple[float, ...]
    values: tuple[float, ...]
    cells: tuple[MapCell, ...]
    said: str
    notes: tuple[str, ...] = ()
    worth: tuple[float, float] = (0.0, 0.0)  # what a lost customer of each class costs, on average over the lost

    def cell(self, share: float, volume: float) -> MapCell:
        """One point of the map."""
        return next(one for one in self.cells if one.share == share and one.volume == volume)


@dataclass(frozen=True)
class Shock:
    """A design, as sized, on days on which something goes wrong.

    ``answer_rate`` and ``change`` against undisturbed days (paired) by class, and the targets ``missed`` in words.
    """

    key: str
    shock: str
    says: str
    answer_rate: Mapping[str, Estimate]
    change: Mapping[str, Estimate]
    missed: tuple[str, ...]


@dataclass(frozen=True)
class LaneSize:
    """A lane in one interval: its load in erlangs, the agents of square-root staffing, and those of the dedicated lane as sized (on the floor)."""

    start: str
    load: float
    square_root: int
    simulated: float


@dataclass(frozen=True)
class SquareRoot:
    """The lane's size by the rule: load + beta x square root of the load, with the ``beta`` that the VIPs' target asks for."""

    beta: float
    said: str
    by_interval: tuple[LaneSize, ...]

    @property
    def busiest(self) -> LaneSize:
        """The interval of the largest load."""
        return max(self.by_interval, key=lambda one: one.load)


@dataclass(frozen=True)
class Region:
    """A region's own lane: its VIPs who ask for a person in a calendar, and what its agents cost if it is alone.

    ``cost_limits``: of 95 %, by the days on which the lane was sized. ``rate``: of its VIPs answered in time in its own lane, ``shared_rate`` in
    the shared one.
    """

    contact_type: str
    contacts: float
    cost: float
    paid_hours: float
    cost_limits: tuple[float, float]
    rate: Estimate
    shared_rate: Estimate


@dataclass(frozen=True)
class Pooling:
    """What regions gain by sharing one lane: ``alone`` the lanes of each, ``shared`` cost and paid hours of one for all."""

    regions: tuple[Region, ...]
    shared_cost: float
    shared_hours: float
    said: str
    notes: tuple[str, ...]
    shared_limits: tuple[float, float]
    promise: tuple[float, float]  # so large a share of every region's VIPs is answered within so many seconds

    @property
    def alone_limits(self) -> tuple[float, float]:
        """Limits of the cost of all the regions' lanes: those of each added up, which is wider than it would have to be."""
        low, high = (sum(one.cost_limits[end] for one in self.regions) for end in (0, 1))
        return low, high

    @property
    def alone_cost(self) -> float:
        """Cost of all the regions' lanes."""
        return sum(one.cost for one in self.regions)

    @property
    def alone_hours(self) -> float:
        """Paid hours of all the regions' lanes."""
        return sum(one.paid_hours for one in self.regions)


@dataclass(frozen=True)
class Recommendation:
    """What to do. ``equally_good``: keys of designs within the ``margin`` (money a calendar) of the recommended one, itself left out.

    ``why_no_lane``: what a lane costs besides, and whether theory says that it must; empty where a lane is recommended.
    """

    key: str | None
    words: str
    reason: str
    equally_good: tuple[str, ...]
    margin: float
    why_no_lane: str = ""


@dataclass(frozen=True)
class Study:
    """All that was found so far; ``complete`` once nothing is missing. Designs are in the order in which they are made."""

    scenario: Scenario
    classes: Classes
    designs: tuple[Found, ...]
    reference: str
    days: int
    seed: int
    searches: tuple[Search, ...] = ()
    frontier: tuple[FrontierPoint, ...] = ()
    map: Map | None = None
    shocks: tuple[Shock, ...] = ()
    square_root: SquareRoot | None = None
    recommendation: Recommendation | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    complete: bool = False
    twice: tuple[tuple[float, float], ...] = ()  # costs of designs that were sized twice: how sure a cost is
    every: tuple[str, ...] = ()  # titles of all designs that there are for these classes

    @property
    def untried(self) -> tuple[str, ...]:
        """Titles of designs that were not sized: they were not asked for, or there was no time."""
        done = {one.design.title for one in self.designs}
        return tuple(title for title in self.every if title not in done)

    def found(self, key: str) -> Found:
        """One design.

        Raises:
            KeyError: if it is not among them.

        """
        for one in self.designs:
            if one.key == key:
                return one
        raise KeyError(key)
