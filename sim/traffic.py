"""Traffic: chance, drawn before anything happens.

A day's traffic is a table with one row for each contact attempt that may come: when it arrives, how long it stays in the IVR
and where that leads, how long it is prepared to wait, how long each group's agents would talk to it, and whether it tries
again when nobody answers. The floor (``sim/floor.py``) turns this table into a log without throwing any more dice, so the same
contacts can meet another staffing or another routing.

Every value is one addressed uniform (``sim/luck.py``) mapped through a quantile function. The talk of a contact is the same
uniform for whoever answers: a hard case is hard for every group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from sim.contacts import (
    CONTAINED,
    HANG_UP,
    NO_ROW,
    TO_NODE,
    CallbackLuck,
    Sequel,
    Sequels,
    StaffLuck,
    Step,
    Traffic,
)
from sim.log import NONE, Outcome
from sim.luck import Luck

if TYPE_CHECKING:
    from scenarios.schema import Scenario

__all__ = [
    "CONTAINED",
    "HANG_UP",
    "NO_ROW",
    "TO_NODE",
    "CallbackLuck",
    "Sequel",
    "Sequels",
    "StaffLuck",
    "Step",
    "Traffic",
    "draw",
]

DAY = 86400.0
NEVER_ASKS = NONE  # the row's way through the IVR does not end at a queue

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _VoiceTraffic:
    """One row a possible attempt: first attempts in order of arrival, then the retries they may lead to.

    Moments are seconds since the calendar's start, lengths seconds. ``talk[queue, group]`` and ``wrap_up[queue, group]`` hold
    the lengths for the rows that ask for the queue, NaN elsewhere.
    """

    contacts: int  # first attempts
    number: Ints
    attempt: Ints
    contact_type: Ints
    arrives_at: Floats  # first attempts; NaN for retries, whose moment the floor decides
    ivr_time: Floats
    asks_for: Ints  # queue, or NEVER_ASKS
    ivr_outcome: Ints  # CONTAINED or HUNG_UP where the row never asks
    patience: Floats
    retry_row: Ints  # row of the next attempt, or -1: then it never tries again
    retries_abandoning: NDArray[np.bool_]
    retries_blocked: NDArray[np.bool_]
    retry_delay: Floats
    talk: Mapping[tuple[int, int], Floats]
    wrap_up: Mapping[tuple[int, int], Floats]
    busyness: Mapping[str, tuple[float, ...]]  # the factor drawn for each day of the calendar


def draw(scenario: Scenario, seed: int, day: int, luck: Mapping[str, float] | None = None) -> _VoiceTraffic:
    """Draw the contacts of one calendar, whose first day has the address ``day``.

    ``luck`` fixes the uniform behind a busyness by name (for days stratified over its quantiles).
    """
    busyness = _busyness(scenario, seed, day, luck or {})
    blocks = [
        _block(scenario, name, Luck(seed, day + offset), offset, busyness)
        for name in scenario.contact_types
        for offset in range(scenario.calendar.days)
    ]
    return _assemble(scenario, [block for block in blocks if len(block.arrives_at)], busyness)


def _busyness(scenario: Scenario, seed: int, day: int, fixed: Mapping[str, float]) -> dict[str, tuple[float, ...]]:
    factors = {}
    for name, distribution in scenario.busyness.items():
        uniforms = [
            fixed.get(name, Luck(seed, day + offset).one(f"busyness/{name}"))
            for offset in range(scenario.calendar.days)
        ]
        factors[name] = tuple(float(factor) for factor in distribution.quantile(np.array(uniforms)))
    return factors


@dataclass(frozen=True)
class _Block:
    """The first attempts of one contact type on one day, in order of interval and number, with access to their luck."""

    contact_type: str
    counts: tuple[int, ...]
    luck: Luck
    arrives_at: Floats

    def uniforms(self, purpose: str, attempt: int) -> Floats:
        return self.luck.streams(f"{self.contact_type}/{purpose}", self.counts, attempt)


def _block(scenario: Scenario, name: str, luck: Luck, offset: int, busyness: Mapping[str, tuple[float, ...]]) -> _Block:
    calendar = scenario.calendar
    arrivals = scenario.contact_types[name].arrivals
    first = offset * calendar.per_day
    expected = np.array(arrivals.volumes[first : first + calendar.per_day])
    if arrivals.busyness is not None:
        expected = expected * busyness[arrivals.busyness][offset]
    uniforms = luck.streams(f"{name}/volume", [1] * calendar.per_day)
    counts = tuple(np.asarray(poisson.ppf(uniforms, expected)).astype(int).tolist())
    starts = np.repeat(offset * DAY + np.arange(calendar.per_day) * calendar.interval, counts)
    moments = starts + luck.streams(f"{name}/moment", counts) * calendar.interval
    return _Block(name, counts, luck, moments)


Columns = dict[str, NDArray[Any]]


def _attempts(scenario: Scenario, block: _Block, attempt: int, places: Ints, numbers: Ints) -> Columns:
    """Draw the given attempt of the block's contacts at ``places``, whose contact numbers are ``numbers``."""
    contact_type = scenario.contact_types[block.contact_type]
    arrived = block.arrives_at[places]
    ivr_time, asks_for, ivr_outcome = _walk_ivr(scenario, block, attempt, places)

    def uniforms(purpose: str) -> Floats:
        return block.uniforms(purpose, attempt)[places]

    columns: Columns = {
        "number": numbers,
        "attempt": np.full(len(places), attempt),
        "contact_type": np.full(len(places), list(scenario.contact_types).index(block.contact_type)),
        "arrived": arrived,
        "ivr_time": ivr_time,
        "asks_for": asks_for,
        "ivr_outcome": ivr_outcome,
        "patience": contact_type.patience.quantile(uniforms("patience"), arrived),
        "talk_luck": uniforms("talk"),
        "wrap_up_luck": uniforms("wrap-up"),
        "retries_abandoning": np.zeros(len(places), bool),
        "retries_blocked": np.zeros(len(places), bool),
        "retry_delay": np.full(len(places), np.inf),
    }
    retry = contact_type.retry
    if retry is not None and attempt < retry.attempts:
        luck = uniforms("retry")
        # With a limit on lines any attempt can fail, even one that the IVR would have contained.
        can_fail = (asks_for != NEVER_ASKS) | (scenario.lines is not None)
        columns["retries_abandoning"] = can_fail & (luck < retry.after_abandoning)
        columns["retries_blocked"] = can_fail & (luck < retry.after_blocking)
        columns["retry_delay"] = retry.delay.quantile(uniforms("retry delay"), arrived)
    return columns


def _walk_ivr(scenario: Scenario, block: _Block, attempt: int, places: Ints) -> tuple[Floats, Ints, Ints]:
    """Follow each row from where it enters until it asks for a queue or leaves: (seconds, queue, outcome)."""
    queues = {name: index for index, name in enumerate(scenario.queues)}
    time = np.zeros(len(places))
    asks_for = np.full(len(places), NEVER_ASKS, dtype=np.int64)
    outcome = np.full(len(places), Outcome.CONTAINED, dtype=np.int64)
    standing = {scenario.contact_types[block.contact_type].enters: np.arange(len(places))}
    while standing:
        where, rows = standing.popitem()
        if where in queues:
            asks_for[rows] = queues[where]
        elif where in ("contained", "hang_up"):
            outcome[rows] = Outcome.CONTAINED if where == "contained" else Outcome.HUNG_UP
        else:
            node = scenario.ivr[where]
            time[rows] += node.takes.quantile(
                block.uniforms(f"ivr/{where}/time", attempt)[places][rows], block.arrives_at[places][rows]
            )
            exits = node.exits(block.contact_type)
            bounds = np.cumsum([share for _, share in exits])[:-1]
            chosen = np.searchsorted(bounds, block.uniforms(f"ivr/{where}/exit", attempt)[places][rows], side="right")
            for index, (destination, _) in enumerate(exits):
                there = rows[chosen == index]
                if len(there):
                    standing[destination] = np.concatenate([standing.get(destination, there[:0]), there])
    return time, asks_for, outcome


def _assemble(scenario: Scenario, blocks: list[_Block], busyness: Mapping[str, tuple[float, ...]]) -> _VoiceTraffic:
    """Number the contacts by arrival (then by type, then by place) and lay the attempts of all blocks into one table."""
    arrived = np.concatenate([block.arrives_at for block in blocks]) if blocks else np.empty(0)
    numbers = np.empty(len(arrived), dtype=np.int64)
    numbers[np.argsort(arrived, kind="stable")] = np.arange(len(arrived))
    parts: list[Columns] = []
    first = 0
    for block in blocks:
        own = numbers[first : first + len(block.arrives_at)]
        first += len(own)
        places, attempt = np.arange(len(own)), 1
        while len(places):
            part = _attempts(scenario, block, attempt, places, own[places])
            parts.append(part)
            places, attempt = places[part["retries_abandoning"] | part["retries_blocked"]], attempt + 1
    parts = parts or [_attempts(scenario, _nobody(scenario), 1, np.empty(0, np.int64), numbers)]
    table = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((table["number"], table["attempt"]))
    return _table(scenario, {name: column[order] for name, column in table.items()}, busyness)


def _nobody(scenario: Scenario) -> _Block:
    return _Block(next(iter(scenario.contact_types)), (), Luck(0, 0), np.empty(0))


def _table(scenario: Scenario, columns: Columns, busyness: Mapping[str, tuple[float, ...]]) -> _VoiceTraffic:
    arrived, talk_luck, wrap_up_luck = (columns.pop(name) for name in ("arrived", "talk_luck", "wrap_up_luck"))
    first = columns["attempt"] == 1
    talk, wrap_up = _service(scenario, columns["asks_for"], arrived, talk_luck, wrap_up_luck)
    return _VoiceTraffic(
        contacts=int(first.sum()),
        arrives_at=np.where(first, arrived, np.nan),
        retry_row=_retry_rows(columns["number"], columns["attempt"]),
        talk=talk,
        wrap_up=wrap_up,
        busyness=busyness,
        **columns,
    )


def _retry_rows(number: Ints, attempt: Ints) -> Ints:
    """For each row the row of the same contact's next attempt, or -1."""
    by_contact = np.lexsort((attempt, number))
    following = np.full(len(number), NONE, dtype=np.int64)
    same = number[by_contact][1:] == number[by_contact][:-1]
    following[by_contact[:-1][same]] = by_contact[1:][same]
    return following


def _service(
    scenario: Scenario, asks_for: Ints, moments: Floats, talk_luck: Floats, wrap_up_luck: Floats
) -> tuple[dict[tuple[int, int], Floats], dict[tuple[int, int], Floats]]:
    """Map the luck of each row through the quantile functions of every group that may answer it."""
    talk: dict[tuple[int, int], Floats] = {}
    wrap_up: dict[tuple[int, int], Floats] = {}
    for queue, queue_name in enumerate(scenario.queues):
        rows = asks_for == queue
        for group, members in enumerate(scenario.agent_groups.values()):
            skill = members.skills.get(queue_name)
            if skill is not None:
                talk[queue, group] = _spread(rows, skill.handle_time.quantile(talk_luck[rows], moments[rows]))
                wrap_up[queue, group] = _spread(rows, skill.wrap_up.quantile(wrap_up_luck[rows], moments[rows]))
    return talk, wrap_up


def _spread(rows: NDArray[np.bool_], values: Floats) -> Floats:
    spread = np.full(len(rows), np.nan)
    spread[rows] = values
    return spread
