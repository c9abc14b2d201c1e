"""Asides: what concerns only some rows of the traffic, kept beside it in the order of its rows.

A row comes to few nodes of the IVR and mostly to one queue, and the agents of most groups would be occupied with it for the same
time. So what was drawn for a row at a node, in a queue or with a group is not a column of the traffic (there would be one for each
node, queue and group): it stands in a list, and every row says where its part of the list begins and how long it is. The list itself
may be in any order; a row's own stands together.

- ``Walks``: the nodes of the IVR that a row may come to, and how long it stays there.
- ``Visits``: the queues that it may come to, and how long each group would be occupied with it.
- ``Answers``: what follows if it is answered in a queue as an attempt of a contact type.

Groups that would serve a queue alike share a *variant*: ``variant[queue, group]`` numbers them, -1 where the group lacks the skill.
A row has one length for each variant of its queue, one after the other from where its visit says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.integer[Any]]
Flags: TypeAlias = NDArray[np.bool_]
Skill: TypeAlias = tuple[int, int]  # queue, group
Case: TypeAlias = tuple[int, int, int]  # queue, group, contact type of the attempt


@dataclass(frozen=True)
class Step:
    """One IVR node as columns: for each row the seconds in it and where it leads."""

    takes: Floats
    leads_to: Ints  # a queue, CONTAINED, HANG_UP, or TO_NODE - node


@dataclass(frozen=True)
class CallbackLuck:
    """What becomes of an offer to call back in one queue, as columns."""

    accepts: Flags
    dial: Floats
    reached: Flags


@dataclass(frozen=True)
class Sequels:
    """What follows each row if a certain group answers it in a certain queue, as columns."""

    kind: NDArray[np.int8]  # Sequel
    delay: Floats  # from the end of talk to a repeat, follow-up or complaint; infinite for what does not come later
    handover: Floats  # of a warm escalation, else 0


@dataclass(frozen=True)
class Walks:
    """The nodes that rows may come to: row r has ``count[r]`` of them, from ``first[r]`` on."""

    first: NDArray[np.int32]
    count: NDArray[np.int16]
    node: NDArray[np.int16]
    takes: Floats
    leads_to: NDArray[np.int16]


@dataclass(frozen=True)
class Visits:
    """The queues that rows may come to: row r has ``count[r]`` of them, from ``first[r]`` on.

    Visit v would occupy an agent of a group for ``talk[at[v] + variant[queue[v], group]]``. The columns of call-backs are empty where
    no queue offers any.
    """

    first: NDArray[np.int32]
    count: NDArray[np.int16]
    queue: NDArray[np.int16]
    at: NDArray[np.int32]
    talk: Floats
    wrap_up: Floats
    accepts: Flags  # a call-back, by visit
    dial: Floats
    reached: Flags
    variant: NDArray[np.int16]  # (queues, groups)


@dataclass(frozen=True)
class Answers:
    """What follows answers that do not settle everything: row r has ``count[r]`` cases, from ``first[r]`` on.

    A case is a queue and a contact type; answered by a group, ``at[case] + variant[queue, group]`` says what follows. A row without
    the case is settled by whoever answers it.
    """

    first: NDArray[np.int32]
    count: NDArray[np.int16]
    queue: NDArray[np.int16]
    contact_type: NDArray[np.int16]
    at: NDArray[np.int32]
    kind: NDArray[np.int8]  # Sequel
    delay: Floats
    handover: Floats


def _parts(rows: NDArray[np.integer[Any]], count: int) -> dict[str, NDArray[Any]]:
    """Where each row's part begins in a list sorted by row, and how long it is."""
    starts = np.searchsorted(rows, np.arange(count + 1))
    return {"first": starts[:-1].astype(np.int32), "count": np.diff(starts).astype(np.int16)}


def every_variant(skills: Sequence[Skill]) -> NDArray[np.int16]:
    """Number the groups of each queue one by one, as if no two of them served it alike."""
    queues, groups = (max(place) + 1 for place in zip(*skills, strict=True)) if skills else (0, 0)
    variant = np.full((queues, groups), -1, np.int16)
    for queue, group in sorted(skills):
        variant[queue, group] = variant[queue].max() + 1
    return variant


def _sorted_by_row(parts: Sequence[Ints]) -> tuple[NDArray[np.intp], Ints]:
    """Lay parts (rows of each) end to end and give the order that sorts them by row, earlier parts first; and the rows."""
    rows = np.concatenate([np.empty(0, np.int64), *parts])
    order = np.argsort(rows, kind="stable")
    return order, rows[order]


def _column(parts: Sequence[Any], kind: type[Any], order: NDArray[np.intp]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *parts]).astype(kind, copy=False)[order]


def _starts(lengths: Ints) -> NDArray[np.int32]:
    return (np.cumsum(lengths) - lengths).astype(np.int32)


def walks_of(ivr: Mapping[int, Step], count: int) -> Walks:
    """Pack columns by node."""
    everyone = np.arange(count)
    order, rows = _sorted_by_row([everyone for _ in ivr])
    return Walks(
        **_parts(rows, count),
        node=_column([np.full(count, node) for node in ivr], np.int16, order),
        takes=_column([step.takes for step in ivr.values()], np.float64, order),
        leads_to=_column([step.leads_to for step in ivr.values()], np.int16, order),
    )


def visits_of(
    talk: Mapping[Skill, Floats], wrap_up: Mapping[Skill, Floats], callbacks: Mapping[int, CallbackLuck], count: int
) -> Visits:
    """Pack columns by queue and group; a row visits the queues in which somebody's talk with it has a length."""
    variant, queues = every_variant(list(talk)), sorted({queue for queue, _ in talk})
    servers = {queue: sorted(group for other, group in talk if other == queue) for queue in queues}
    comes = [
        np.flatnonzero(np.any([~np.isnan(talk[queue, group]) for group in servers[queue]], axis=0)) for queue in queues
    ]
    order, rows = _sorted_by_row(comes)
    queue = _column([np.full(len(of), q) for q, of in zip(queues, comes, strict=True)], np.int16, order)
    lengths = np.array([len(servers[q]) for q in queue.tolist()], np.int64)
    at = _starts(lengths)
    flat = np.zeros((2, int(lengths.sum())))
    called = {name: np.zeros(len(rows) if callbacks else 0, kind) for name, kind in CALLED.items()}
    for q in queues:
        here = queue == q
        for group in servers[q]:
            for column, source in zip(flat, (talk, wrap_up), strict=True):
                column[at[here] + variant[q, group]] = source[q, group][rows[here]]
        for name in CALLED if q in callbacks else ():
            called[name][here] = getattr(callbacks[q], name)[rows[here]]
    return Visits(**_parts(rows, count), queue=queue, at=at, talk=flat[0], wrap_up=flat[1], **called, variant=variant)


CALLED: dict[str, type[Any]] = {"accepts": np.bool_, "dial": np.float64, "reached": np.bool_}


def answers_of(sequels: Mapping[Case, Sequels], variant: NDArray[np.int16], count: int) -> Answers:
    """Pack columns by queue, group and contact type."""
    cases = sorted({(queue, kind) for queue, _, kind in sequels})
    everyone = np.arange(count)
    order, rows = _sorted_by_row([everyone for _ in cases])
    queue = _column([np.full(count, queue) for queue, _ in cases], np.int16, order)
    kinds = _column([np.full(count, kind) for _, kind in cases], np.int16, order)
    lengths = (variant.max(axis=1, initial=-1).astype(np.int64) + 1)[queue] if len(queue) else np.empty(0, np.int64)
    at, total = _starts(lengths), int(lengths.sum())
    found, delay, handover = np.zeros(total, np.int8), np.full(total, np.inf), np.zeros(total)
    for (q, group, kind), part in sequels.items():
        here = (queue == q) & (kinds == kind)
        places = at[here] + variant[q, group]
        found[places], delay[places], handover[places] = part.kind, part.delay, part.handover
    return Answers(
        **_parts(rows, count), queue=queue, contact_type=kinds, at=at, kind=found, delay=delay, handover=handover
    )


def _rows_of(found: Walks | Visits | Answers) -> NDArray[np.intp]:
    """Give the row to which each place of a list belongs."""
    counts = found.count.astype(np.int64)
    rows = np.repeat(np.arange(len(counts)), counts)
    into = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    owner = np.empty(len(rows), np.intp)
    owner[found.first[rows] + into] = rows
    return owner


def steps_as_columns(walks: Walks, outside: int) -> dict[int, Step]:
    """Unpack the walks: by node, ``outside`` where a row that does not come there would lead."""
    rows, count = _rows_of(walks), len(walks.first)
    steps = {}
    for node in np.unique(walks.node).tolist():
        here = walks.node == node
        takes, leads_to = np.zeros(count), np.full(count, outside, np.int64)
        takes[rows[here]], leads_to[rows[here]] = walks.takes[here], walks.leads_to[here]
        steps[node] = Step(takes, leads_to)
    return steps


def lengths_as_columns(visits: Visits, lengths: Floats) -> dict[Skill, Floats]:
    """Unpack the lengths of visits: by queue and group, NaN for rows that do not come there."""
    rows, count = _rows_of(visits), len(visits.first)
    columns = {}
    for queue in np.unique(visits.queue).tolist():
        here = np.flatnonzero(visits.queue == queue)
        for group in np.flatnonzero(visits.variant[queue] >= 0).tolist():
            columns[queue, group] = np.full(count, np.nan)
            columns[queue, group][rows[here]] = lengths[visits.at[here] + visits.variant[queue, group]]
    return columns


def call_backs_as_columns(visits: Visits) -> dict[int, CallbackLuck]:
    """Unpack the luck of call-backs, by queue; empty where no queue offers any."""
    rows, count = _rows_of(visits), len(visits.first)
    columns = {}
    for queue in np.unique(visits.queue).tolist() if len(visits.accepts) else ():
        here = visits.queue == queue
        luck = CallbackLuck(np.zeros(count, bool), np.zeros(count), np.zeros(count, bool))
        for name in CALLED:
            getattr(luck, name)[rows[here]] = getattr(visits, name)[here]
        columns[queue] = luck
    return columns


def sequels_as_columns(answers: Answers, variant: NDArray[np.int16]) -> dict[Case, Sequels]:
    """Unpack what follows answers, by queue, group and contact type."""
    rows, count = _rows_of(answers), len(answers.first)
    columns = {}
    for queue, kind in sorted(set(zip(answers.queue.tolist(), answers.contact_type.tolist(), strict=True))):
        here = np.flatnonzero((answers.queue == queue) & (answers.contact_type == kind))
        for group in np.flatnonzero(variant[queue] >= 0).tolist():
            part = Sequels(np.zeros(count, np.int8), np.full(count, np.inf), np.zeros(count))
            places = answers.at[here] + variant[queue, group]
            part.kind[rows[here]], part.delay[rows[here]] = answers.kind[places], answers.delay[places]
            part.handover[rows[here]] = answers.handover[places]
            columns[queue, group, kind] = part
    return columns
