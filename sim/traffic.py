"""Traffic: chance, drawn before anything happens.

A calendar's traffic is a table with one row for each contact attempt that may come (``sim/chance/contacts.py``): when it arrives, how
long it stays in the IVR and where that leads, how long it is prepared to wait, how long each group's agents would talk to it,
whether that would settle it and what would follow, and whether it tries again when nobody answers. The floor
(``sim/floor.py``) turns this table into a log without throwing any more dice, so the same contacts can meet another staffing
or another routing.

Every value is one addressed uniform (``sim/chance/luck.py``) mapped through a quantile function. The talk of a contact is the same
uniform for whoever answers: a hard case is hard for every group. Who comes is drawn in ``sim/chance/arrivals.py``, what may become
of them in ``sim/chance/chain.py``; here it is laid into one table.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.chance.arrivals import Block, blocks
from sim.chance.chain import DEFAULTS, Columns, attempts
from sim.chance.contacts import (
    NO_ROW,
    CallbackLuck,
    Ints,
    Sequels,
    StaffLuck,
    Step,
    Traffic,
)
from sim.chance.luck import Luck
from sim.chance.sequels import Centre

if TYPE_CHECKING:
    from scenarios.schema import Scenario

__all__ = ["Traffic", "draw"]

PLAIN: dict[str, type] = {  # columns that every table has
    "number": np.int64,
    "attempt": np.int64,
    "contact_type": np.int64,
    "arrived": np.float64,
    "patience": np.float64,
    "retries_abandoning": np.bool_,
    "retries_blocked": np.bool_,
    "retry_delay": np.float64,
    "complains_abandoning": np.bool_,
    "complains_waiting": np.bool_,
    "complaint_delay": np.float64,
    "calls_again_after": np.float64,
    "fault_ends": np.float64,
}


def draw(scenario: Scenario, seed: int, day: int, luck: Mapping[str, Sequence[float]] | None = None) -> Traffic:
    """Draw the contacts of one calendar, whose first day has the address ``day``.

    ``luck`` fixes the uniforms behind a busyness by name, one a day (for days stratified over its quantiles).
    """
    busyness = _busyness(scenario, seed, day, luck or {})
    centre = Centre(scenario)
    columns = _columns(centre, blocks(scenario, seed, day, busyness))
    first = columns["attempt"] == 1
    return Traffic.of_columns(
        contacts=int(first.sum()),
        arrives_at=np.where(first, columns["arrived"], np.nan),
        ivr={node: Step(takes, leads_to) for (node,), (takes, leads_to) in _by(columns, "takes", "leads_to")},
        next_row=_next_rows(columns["number"], columns["attempt"]),
        callbacks={queue: CallbackLuck(*luck) for (queue,), luck in _by(columns, "accepts", "dial", "reached")},
        talk={(queue, group): lengths for (queue, group), (lengths,) in _by(columns, "talk")},
        wrap_up={(queue, group): lengths for (queue, group), (lengths,) in _by(columns, "wrap_up")},
        sequels={
            (queue, group, kind): Sequels(found.astype(np.int8), delay, handover)
            for (queue, group, kind), (found, delay, handover) in _by(columns, "kind", "delay", "handover")
        },
        staff_luck=StaffLuck(seed, day),
        busyness=busyness,
        ports_found=False,
        **{name: columns[name] for name in PLAIN if name != "arrived"},
    )


def _busyness(
    scenario: Scenario, seed: int, day: int, fixed: Mapping[str, Sequence[float]]
) -> dict[str, tuple[float, ...]]:
    factors = {}
    for name, distribution in scenario.busyness.items():
        uniforms = [
            float(fixed[name][offset]) if name in fixed else Luck(seed, day + offset).one(f"busyness/{name}")
            for offset in range(scenario.calendar.days)
        ]
        factors[name] = tuple(float(factor) for factor in distribution.quantile(np.array(uniforms)))
    return factors


def _columns(centre: Centre, came: list[Block]) -> Columns:
    """Number the contacts by arrival (then by type, then by place) and lay the attempts of all blocks into one table."""
    arrived = np.concatenate([block.arrives_at for block in came]) if came else np.empty(0)
    numbers = np.empty(len(arrived), dtype=np.int64)
    numbers[np.argsort(arrived, kind="stable")] = np.arange(len(arrived))
    parts: list[Columns] = []
    first = 0
    for block in came:
        own = numbers[first : first + len(block.places)]
        first += len(own)
        parts += [attempt.columns | {"number": own[attempt.rows]} for attempt in attempts(centre, block)]
    table = {name: np.concatenate([np.empty(0, kind), *(part[name] for part in parts)]) for name, kind in PLAIN.items()}
    order = np.lexsort((table["number"], table["attempt"]))
    lengths = [len(part["number"]) for part in parts]
    special = dict.fromkeys(key for part in parts for key in part if key not in PLAIN)
    return {name: column[order] for name, column in table.items()} | {
        key: _stacked(key, parts, lengths)[order] for key in special
    }


def _stacked(key: Hashable, parts: list[Columns], lengths: list[int]) -> NDArray[Any]:
    """Lay a column of all parts end to end; parts that do not have it get what stands for nothing."""
    default = DEFAULTS[key[0] if isinstance(key, tuple) else str(key)]
    kind = next(part[key].dtype for part in parts if key in part)
    return np.concatenate(
        [
            part[key] if key in part else np.full(length, default, kind)
            for part, length in zip(parts, lengths, strict=True)
        ]
    )


def _by(columns: Columns, *names: str) -> list[tuple[tuple[int, ...], tuple[NDArray[Any], ...]]]:
    """Gather the columns of these names by what they are about."""
    about = [key[1:] for key in columns if isinstance(key, tuple) and key[0] == names[0]]
    return [(place, tuple(columns[name, *place] for name in names)) for place in sorted(about)]


def _next_rows(number: Ints, attempt: Ints) -> Ints:
    """For each row the row of the same contact's next attempt, or NO_ROW."""
    by_contact = np.lexsort((attempt, number))
    following = np.full(len(number), NO_ROW, dtype=np.int64)
    same = number[by_contact][1:] == number[by_contact][:-1]
    following[by_contact[:-1][same]] = by_contact[1:][same]
    return following
