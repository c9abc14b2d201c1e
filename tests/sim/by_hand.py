"""Small days written by hand: a scenario in a few words, contacts as a table, and the log they must give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.chance.contacts import CONTAINED, HANG_UP, TO_NODE, CallbackLuck, Sequels, StaffLuck, Step
from sim.floor import run
from sim.log import Log, Sequel
from sim.service.duty import reinforced
from sim.staffing import Staffing
from sim.traffic import Traffic

ONE_QUEUE = {
    "queues": {"calls": {}},
    "agent_groups": {"desk": {"skills": {"calls": {"handle_time": {"fixed": "1 s"}}}}},
}


def centre(**changes: Any) -> Scenario:
    """A centre with one queue, one group and one contact type, where nothing else is said.

    A contact type, an IVR node, a queue or a group is named by giving its part of the scenario.
    """
    data: dict[str, Any] = {
        "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"},
        "contact_types": {"call": {"arrivals": {"rate": "1 per h"}, "enters": "calls"}},
        **ONE_QUEUE,
        **changes,
    }
    return parse(data)


@dataclass(frozen=True)
class Again:
    """One more attempt that a contact may make: what leads to it, and what it is like.

    ``sequel``: it follows the answer of the attempt before; left out, it is a retry of one that gave up or was turned away.
    """

    delay: float = 0.0
    talk: float = 0.0
    patience: float = np.inf
    sequel: Sequel | None = None
    handover: float = 0.0
    wrap_up: float = 0.0


def contacts(
    scenario: Scenario,
    at: Sequence[float],
    talk: Sequence[float],
    *,
    wrap_up: Sequence[float] | None = None,
    patience: Sequence[float] | None = None,
    kind: Sequence[str] | None = None,
    queue: Sequence[str | None] | None = None,
    ivr: Sequence[float] | None = None,
    nodes: Mapping[str, Sequence[tuple[float, str]]] | None = None,
    retries: Mapping[int, tuple[float, float, float]] | None = None,
    again: Mapping[int, Sequence[Again]] | None = None,
    call_back: tuple[Sequence[bool], Sequence[float], Sequence[bool]] | None = None,
    absent: Mapping[str, Sequence[float]] | None = None,
    late: Mapping[str, Sequence[float]] | None = None,
) -> Traffic:
    """Write down contacts by hand, in order of arrival.

    ``ivr`` and ``queue``: seconds in the one node of the IVR, and the queue it leads to (None: contained). ``nodes``: node ->
    (seconds, place) of each contact. ``again``: contact -> its further attempts; ``retries``: contact -> (delay, talk, patience)
    of its one retry. ``call_back``: who accepts, seconds, who is reached. ``absent``, ``late``: group -> uniforms by position, coming.
    """
    first = len(at)
    numbers, attempts, more = _attempts(first, retries, again)
    place = {(contact, attempt): row for row, (contact, attempt) in enumerate(zip(numbers, attempts, strict=True))}
    next_row = np.array([place.get((n, a + 1), -1) for n, a in zip(numbers, attempts, strict=True)], np.int64)
    leads = [more[row - first] if row >= 0 else None for row in next_row]  # what each row leads to
    types, skills = list(scenario.contact_types), _skills(scenario)
    kinds = np.array([types.index(name) for name in (kind or [types[0]] * first)], np.int64)

    def column(values: Sequence[Any] | None, default: Any, of_more: Sequence[Any]) -> Any:
        return np.array([*(values or [default] * first), *of_more])

    retry, nobody = np.array([one is not None and one.sequel is None for one in leads]), np.zeros(len(numbers), bool)
    delay = np.array([np.inf if one is None else one.delay for one in leads])
    return Traffic.of_columns(
        contacts=first,
        number=np.array(numbers, np.int64),
        attempt=np.array(attempts, np.int64),
        contact_type=kinds[numbers] if numbers else kinds,
        arrives_at=column(at, 0.0, [np.nan] * len(more)).astype(float),
        ivr=_steps(scenario, numbers, ivr, queue, nodes),
        patience=column(patience, np.inf, [one.patience for one in more]).astype(float),
        next_row=next_row,
        retries_abandoning=retry,
        retries_blocked=retry,
        retry_delay=delay,
        complains_abandoning=nobody,
        complains_waiting=nobody,
        complaint_delay=delay,
        callbacks=dict.fromkeys(range(len(scenario.queues)), _call_back(call_back, first, len(more))),
        talk=dict.fromkeys(skills, column(talk, 0.0, [one.talk for one in more]).astype(float)),
        wrap_up=dict.fromkeys(skills, column(wrap_up, 0.0, [one.wrap_up for one in more]).astype(float)),
        sequels={(*skill, kind): _sequels(leads) for skill in skills for kind in range(len(types))},
        calls_again_after=np.full(len(numbers), np.inf),
        fault_ends=np.full(len(numbers), np.inf),
        staff_luck=WrittenLuck(absent or {}, late or {}),
        busyness={},
    )


def _skills(scenario: Scenario) -> list[tuple[int, int]]:
    queues = list(scenario.queues)
    groups = enumerate(scenario.agent_groups.values())
    return [(queues.index(name), place) for place, group in groups for name in group.skills]


def _call_back(
    luck: tuple[Sequence[bool], Sequence[float], Sequence[bool]] | None, first: int, more: int
) -> CallbackLuck:
    """Who accepts, seconds of dialling, who is reached, of first attempts; nobody is called back at further ones."""
    accepts, dial, reached = luck or ([False] * first, [0.0] * first, [True] * first)
    nobody = [False] * more
    return CallbackLuck(
        np.array([*accepts, *nobody]), np.array([*dial, *([0.0] * more)]), np.array([*reached, *nobody])
    )


def _sequels(leads: Sequence[Again | None]) -> Sequels:
    """What follows an answer, whoever gives it."""
    return Sequels(
        kind=np.array([0 if one is None or one.sequel is None else one.sequel for one in leads], np.int8),
        delay=np.array([np.inf if one is None else one.delay for one in leads]),
        handover=np.array([0.0 if one is None else one.handover for one in leads]),
    )


def _attempts(
    first: int,
    retries: Mapping[int, tuple[float, float, float]] | None,
    again: Mapping[int, Sequence[Again]] | None,
) -> tuple[list[int], list[int], list[Again]]:
    """Contact and attempt of each row, first attempts first, and what the further ones are like."""
    chains = {contact: [Again(*values)] for contact, values in (retries or {}).items()} | {**(again or {})}
    further = sorted((place + 2, contact, one) for contact, chain in chains.items() for place, one in enumerate(chain))
    numbers = [*range(first), *(contact for _, contact, _ in further)]
    return numbers, [1] * first + [attempt for attempt, _, _ in further], [one for _, _, one in further]


def _steps(
    scenario: Scenario,
    numbers: Sequence[int],
    ivr: Sequence[float] | None,
    queue: Sequence[str | None] | None,
    nodes: Mapping[str, Sequence[tuple[float, str]]] | None,
) -> dict[int, Step]:
    """Steps of the IVR: those written down node by node, or one node with the seconds and the queue of each contact."""
    codes = {name: TO_NODE - place for place, name in enumerate(scenario.ivr)}
    codes |= {name: place for place, name in enumerate(scenario.queues)} | {"contained": CONTAINED, "hang_up": HANG_UP}
    if nodes is None:
        asked = [name or "contained" for name in queue or [next(iter(scenario.queues))] * len(numbers)]
        nodes = {name: list(zip(ivr or [0.0] * len(numbers), asked, strict=False)) for name in scenario.ivr}
    return {
        place: Step(
            takes=np.array([nodes[name][number][0] for number in numbers], float),
            leads_to=np.array([codes[nodes[name][number][1]] for number in numbers], np.int64),
        )
        for place, name in enumerate(scenario.ivr)
    }


@dataclass(frozen=True)
class WrittenLuck(StaffLuck):
    """The staff's luck as it is written down; what is not written is the best of luck."""

    absences: Mapping[str, Sequence[float]] = field(default_factory=dict)
    lates: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def __init__(self, absences: Mapping[str, Sequence[float]], lates: Mapping[str, Sequence[float]]) -> None:
        super().__init__(0, 0)
        object.__setattr__(self, "absences", absences)
        object.__setattr__(self, "lates", lates)

    def absent(self, group: str, day_offset: int, positions: int) -> Any:
        return np.array([*self.absences.get(group, ()), *[1.0] * positions])[:positions]

    def late(self, group: str, day_offset: int, count: int) -> Any:
        return np.array([*self.lates.get(group, ()), *[0.0] * count])[:count]


def staff(scenario: Scenario, **steps: Mapping[float, float]) -> Staffing:
    """Staff the groups: moment -> people from then on."""
    calendar = scenario.calendar
    return Staffing(
        steps={name: tuple(sorted(changes.items())) for name, changes in steps.items()},
        shrinkage={name: group.shrinkage for name, group in scenario.agent_groups.items()},
        cost={name: np.zeros(calendar.intervals) for name in steps},
        interval=calendar.interval,
        horizon=calendar.horizon,
    )


def day(scenario: Scenario, traffic: Traffic, **steps: Mapping[float, float]) -> Log:
    """Let the contacts meet the staff."""
    return run(scenario, traffic, reinforced(scenario, staff(scenario, **steps)))


def presence(log: Log) -> list[tuple[int, int, float, float]]:
    """(group, agent, from, until) of every span on the floor."""
    spans = log.presence
    columns = (spans.group.tolist(), spans.agent.tolist(), spans.begins.tolist(), spans.ends.tolist())
    return list(zip(*columns, strict=True))
