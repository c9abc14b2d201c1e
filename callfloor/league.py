"""The league: every centre of a run, or many runs, beside what is asked of it, and where it is at risk.

A centre is a queue of a run (a province among thirty-one) or a run as a whole (one week of many). What is asked is the scenario's own
answer-rate target of it; where it has none, its rate is held against the trade's 80 % within 20 s, and that is said. The verdict is that on
targets, each in its own periods, as the run's page judges it: on all of them for a run as a whole, on those about it for a queue; so a rate that
is good over the week does not hide a bad Saturday. At risk is an hour in which the centre may miss this share: so all centres are warned
of by one rule, whatever periods their own targets have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from callfloor import extras
from callfloor.figures.deadlines import deferred_queues
from callfloor.figures.outlook import LIKELY, Risk, when
from callfloor.tables import STANDARD
from scenarios.targets import Target
from sim.outlook import outlook

if TYPE_CHECKING:
    from callfloor.figures.reading import Reading
    from scenarios.schema import Scenario

USUAL = 0.8  # asked within 20 s where a scenario asks nothing


@dataclass(frozen=True)
class Cause:
    """One hour at risk: when, the chance of missing what is asked, why."""

    period: str
    chance: float
    why: str


@dataclass(frozen=True)
class Standing:
    """One centre. Shares are of 1; None is undefined (nothing was offered) or not modelled.

    ``rate``: answered within ``within`` s of the offered, with 95 % limits; ``asked``: what it is held against, ``own`` if the scenario says
    so. ``reached``: intervals whose rate over all days reaches it, of ``intervals`` that had contacts. ``complaints``: a calendar.
    ``targets``: how many of its targets it misses, of how many that are judged; a run as a whole has all of them, a queue those about it.
    """

    name: str
    offered: float | None
    rate: float | None
    low: float | None
    high: float | None
    within: float
    asked: float
    own: bool
    reached: int
    intervals: int
    complaints: float | None
    satisfaction: float | None
    band: str
    causes: tuple[Cause, ...]
    targets: tuple[int, int] | None = None

    @property
    def reaches(self) -> bool | None:
        """Whether the answer rate reaches what is asked; None where nothing was offered."""
        return None if self.rate is None else self.rate >= self.asked

    @property
    def met(self) -> bool | None:
        """Whether it keeps its targets, or, where it has none, what is asked of its answer rate."""
        return self.reaches if self.targets is None or self.targets[1] == 0 else self.targets[0] == 0

    @property
    def share_reached(self) -> float | None:
        """Intervals that reach what is asked, of those that had contacts."""
        return self.reached / self.intervals if self.intervals else None


def standings(reading: Reading, name: str) -> list[Standing]:
    """The run as a whole, under this name, then each of its queues where people wait."""
    deferred = deferred_queues(reading.scenario)
    prompt = [queue for queue in reading.scenario.queues if queue not in deferred]
    queues = ["", *prompt]
    held = [_held(reading.scenario, queue) for queue in queues]
    if len(prompt) == 1 and held[0] not in reading.scenario.targets:
        held[0] = held[1]  # its queue is all of it
    causes = _causes(reading, held)
    return [
        _standing(reading, queue or name, target, causes[place], whole=not queue)
        for place, (queue, target) in enumerate(zip(queues, held, strict=True))
    ]


def _held(scenario: Scenario, queue: str) -> Target:
    """What a centre is held against: its own answer-rate target, else the trade's."""
    for one in scenario.targets:
        if one.answer_rate is not None and one.scope == ("queue" if queue else "centre") and one.of_what == queue:
            return one
    return Target.model_validate({"queue": queue or None, "answer_rate": USUAL, "within": f"{STANDARD:g} s"})


def _standing(reading: Reading, name: str, target: Target, causes: Sequence[Cause], *, whole: bool) -> Standing:
    scope, queue, within = target.scope, target.of_what, target.within or STANDARD
    row = reading.row("answer_rate", scope, queue, within=within, of=target.of)
    line = reading.line("answer_rate", scope, queue, within=within, of=target.of)
    known = [one for one in line.mean if one is not None]
    score = reading.value("satisfaction", scope, queue)
    rate, low, high = (None, None, None) if row is None else (row.mean, row.low, row.high)
    return Standing(
        name, reading.value("offered", scope, queue), rate, low, high, within, target.asked, target in reading.scenario.targets,
        sum(one >= target.asked for one in known), len(known), _complaints(reading) if whole else None,
        score, "" if score is None else extras.band(reading.scenario, score), tuple(causes),
        _targets(reading, None if whole else queue),
    )  # fmt: skip


def _targets(reading: Reading, queue: str | None) -> tuple[int, int]:
    """Targets missed, of those judged: of a queue, or of the whole."""
    judged = [
        verdict
        for verdict in reading.results.verdicts
        if verdict.judged and (queue is None or (verdict.target.scope, verdict.target.of_what) == ("queue", queue))
    ]
    return sum(not verdict.met for verdict in judged), len(judged)


def _complaints(reading: Reading) -> float | None:
    """Complaints in a calendar: contacts of the types that complaints come as; None where nobody complains."""
    kinds = {
        kind.complaint.contact_type for kind in reading.scenario.contact_types.values() if kind.complaint is not None
    }
    found = [reading.value("offered", "contact_type", name) for name in sorted(kinds)]
    return sum(one or 0.0 for one in found) if kinds else None


def _causes(reading: Reading, held: Sequence[Target]) -> list[list[Cause]]:
    """Of each centre the hours that are likely to be missed, the likeliest first."""
    hourly = tuple(one.model_copy(update={"per": "hour", "confidence": None}) for one in held)
    scenario = reading.scenario.model_copy(update={"targets": hourly})
    starts = scenario.calendar.starts
    step = max(1, round(3600 / scenario.calendar.interval))
    found: list[list[Cause]] = [[] for _ in held]
    for one in outlook(scenario, reading.results.tallies):
        if one.chance is not None and one.chance >= LIKELY:
            first = starts.index(one.start)
            risk = Risk(first, min(first + step, len(starts)) - 1, one)
            found[one.target].append(Cause(when(scenario, hourly[one.target], risk), one.chance, risk.why))
    return [sorted(causes, key=lambda cause: -cause.chance) for causes in found]


def to_data(found: Sequence[Standing]) -> list[dict[str, Any]]:
    """As JSON keeps it."""
    return [asdict(one) for one in found]


def from_data(found: Sequence[dict[str, Any]]) -> list[Standing]:
    """What `to_data` wrote."""
    return [
        Standing(
            **{
                **one,
                "causes": tuple(Cause(**cause) for cause in one["causes"]),
                "targets": None if one.get("targets") is None else tuple(one["targets"]),
            }
        )
        for one in found
    ]
