"""Logs written by hand, one attempt after the other, for figures that can be checked with a pencil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenarios.schema import Scenario
from sim.log import Cause, Log, Outcome, Presence, Sequel, Stays
from sim.staffing import Staffing
from sim.sums.tally import Tally, tally

NAN = float("nan")
Span = tuple[int, int, float, float]  # group, agent, from, to


@dataclass(frozen=True)
class Attempt:
    outcome: Outcome
    arrived: float
    joined: float = NAN
    answered: float = NAN
    ended: float = NAN
    released: float = NAN
    left: float = NAN
    kind: int = 0
    queue: int = 0
    group: int = -1
    agent: int = 0  # in his group, if there is one
    number: int | None = None  # the contact's; a new one if left out
    attempt: int = 1
    cause: Cause | None = None  # the first attempt, and retries after it, if left out
    taken: float | None = None  # when answered, if left out
    called_back: bool = False
    sequel: Sequel = Sequel.NOTHING
    due: float = NAN


def answered(joined: float, at: float, ended: float, released: float | None = None, **more: Any) -> Attempt:
    released = ended if released is None else released
    return Attempt(Outcome.ANSWERED, joined, joined, at, ended, released, **{"group": 0, **more})


def abandoned(joined: float, left: float, **more: Any) -> Attempt:
    return Attempt(Outcome.ABANDONED, joined, joined, left=left, **more)


def not_reached(joined: float, taken: float, left: float, **more: Any) -> Attempt:
    """A call-back that nobody picks up: the agent dials from ``taken`` to ``left``."""
    return abandoned(joined, left, **{"group": 0, "taken": taken, "released": left, "called_back": True, **more})


def cleared(joined: float, left: float, **more: Any) -> Attempt:
    return Attempt(Outcome.CLEARED, joined, joined, left=left, **more)


def blocked(at: float, **more: Any) -> Attempt:
    return Attempt(Outcome.BLOCKED, at, at, **more)


def unfinished(joined: float, **more: Any) -> Attempt:
    return Attempt(Outcome.UNFINISHED, joined, joined, **more)


def too_late(due: float, **more: Any) -> Attempt:
    return Attempt(Outcome.UNFINISHED, due, queue=-1, **more)


def never_offered(outcome: Outcome, arrived: float, **more: Any) -> Attempt:
    return Attempt(outcome, arrived, **{"queue": -1, **more})


def log(*attempts: Attempt, presence: Sequence[Span] = (), stays: Sequence[tuple[int, float, float]] = ()) -> Log:
    rows = [(place if one.number is None else one.number, one.attempt, one) for place, one in enumerate(attempts)]
    rows.sort(key=lambda row: row[:2])
    ordered = [one for _, _, one in rows]

    def floats(name: str) -> np.ndarray:
        return np.array([getattr(one, name) for one in ordered], float)

    def codes(name: str) -> np.ndarray:
        return np.array([getattr(one, name) for one in ordered], np.int16)

    there, kept = np.array(presence, float).reshape(-1, 4), np.array(stays, float).reshape(-1, 3)
    causes = [one.cause or (Cause.FIRST if one.attempt == 1 else Cause.RETRY) for one in ordered]
    sequels = [one.sequel if one.outcome == Outcome.ANSWERED else -1 for one in ordered]
    return Log(
        number=np.array([number for number, _, _ in rows], np.int64),
        attempt=codes("attempt"),
        cause=np.array(causes, np.int8),
        contact_type=codes("kind"),
        arrived_at=floats("arrived"),
        queue=codes("queue"),
        joined_at=floats("joined"),
        outcome=np.array([one.outcome for one in ordered], np.int8),
        taken_at=np.array([one.answered if one.taken is None else one.taken for one in ordered], float),
        answered_at=floats("answered"),
        ended_at=floats("ended"),
        released_at=floats("released"),
        left_at=floats("left"),
        group=codes("group"),
        agent=np.where(codes("group") >= 0, codes("agent"), -1).astype(np.int32),
        called_back=np.array([one.called_back for one in ordered], bool),
        sequel=np.array(sequels, np.int8),
        due_at=floats("due"),
        presence=Presence(there[:, 0].astype(np.int16), there[:, 1].astype(np.int32), there[:, 2], there[:, 3]),
        stays=Stays(kept[:, 0].astype(np.int16), kept[:, 1], kept[:, 2]),
    )


def on_the_floor(staffing: Staffing) -> list[Span]:
    """Spans of agents who come and go just as the staffing says, the lower numbers first."""
    spans = []
    for group, name in enumerate(staffing.groups):
        steps = staffing.on_floor_steps(name)
        ends = [*(moment for moment, _ in steps[1:]), staffing.horizon]
        for (begins, people), until in zip(steps, ends, strict=True):
            spans += [(group, agent, begins, until) for agent in range(people)]
    return spans


def tally_of(
    scenario: Scenario,
    *attempts: Attempt,
    overruns: Sequence[Span] = (),
    stays: Sequence[tuple[int, float, float]] = (),
) -> Tally:
    """Tally a hand-written day under the scenario's own staffing; ``overruns``: time on the floor beside it."""
    staffing = Staffing.of(scenario)
    there = [*on_the_floor(staffing), *overruns]
    return tally(scenario, log(*attempts, presence=there, stays=stays), staffing)
