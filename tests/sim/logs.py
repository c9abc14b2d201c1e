"""Logs written by hand, one attempt after the other, for figures that can be checked with a pencil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.schema import Scenario
from sim.log import Log, Outcome, Overruns
from sim.staffing import Staffing
from sim.tally import Tally, tally

NAN = float("nan")


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
    number: int | None = None  # the contact's; a new one if left out
    attempt: int = 1


def answered(joined: float, at: float, ended: float, released: float | None = None, **more: int) -> Attempt:
    released = ended if released is None else released
    return Attempt(Outcome.ANSWERED, joined, joined, at, ended, released, **{"group": 0, **more})


def abandoned(joined: float, left: float, **more: int) -> Attempt:
    return Attempt(Outcome.ABANDONED, joined, joined, left=left, **more)


def cleared(joined: float, left: float, **more: int) -> Attempt:
    return Attempt(Outcome.CLEARED, joined, joined, left=left, **more)


def blocked(at: float, **more: int) -> Attempt:
    return Attempt(Outcome.BLOCKED, at, at, **more)


def unfinished(joined: float, **more: int) -> Attempt:
    return Attempt(Outcome.UNFINISHED, joined, joined, **more)


def too_late(due: float, **more: int) -> Attempt:
    return Attempt(Outcome.UNFINISHED, due, queue=-1, **more)


def never_offered(outcome: Outcome, arrived: float, **more: int) -> Attempt:
    return Attempt(outcome, arrived, queue=-1, **more)


def log(*attempts: Attempt, overruns: Sequence[tuple[int, float, float]] = ()) -> Log:
    rows = [(place if one.number is None else one.number, one.attempt, one) for place, one in enumerate(attempts)]
    rows.sort(key=lambda row: row[:2])
    ordered = [one for _, _, one in rows]

    def floats(name: str) -> np.ndarray:
        return np.array([getattr(one, name) for one in ordered], float)

    def codes(name: str) -> np.ndarray:
        return np.array([getattr(one, name) for one in ordered], np.int16)

    late = np.array(overruns, float).reshape(-1, 3)
    return Log(
        number=np.array([number for number, _, _ in rows], np.int64),
        attempt=codes("attempt"),
        contact_type=codes("kind"),
        arrived_at=floats("arrived"),
        queue=codes("queue"),
        joined_at=floats("joined"),
        outcome=np.array([one.outcome for one in ordered], np.int8),
        answered_at=floats("answered"),
        ended_at=floats("ended"),
        released_at=floats("released"),
        left_at=floats("left"),
        group=codes("group"),
        agent=np.where(codes("group") >= 0, 0, -1).astype(np.int32),
        overruns=Overruns(late[:, 0].astype(np.int16), late[:, 1], late[:, 2]),
    )


def tally_of(scenario: Scenario, *attempts: Attempt, overruns: Sequence[tuple[int, float, float]] = ()) -> Tally:
    """Tally a hand-written day under the scenario's own staffing."""
    return tally(scenario, log(*attempts, overruns=overruns), Staffing.of(scenario))
