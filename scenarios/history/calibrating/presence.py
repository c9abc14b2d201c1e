"""Who was there: groups, skills and presence, read off who answered what.

A person is present from the first contact of a stretch of work to the last. A gap between two contacts is absence where a
caller whom the person serves went on waiting in it for longer than `AWAY_AFTER`, or where it is too long to be idle. How long
a person was idle before the first contact of a stretch and after the last, ``shift_bounds.py`` says.

Talk that names nobody is presence without a name, shared among the groups that are there. A log that names nobody at all
still shows how many were there: while somebody waits, everybody is busy.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenarios.history.calibrating.sample import HOUR, Sample
from scenarios.history.calibrating.shift_bounds import located
from scenarios.history.calibrating.stretches import NOBODY, Span, Stretches
from scenarios.history.coded import Coded
from scenarios.history.columns import DAY
from scenarios.history.staffing import AWAY_AFTER, LONGEST_IDLE, SKILLED
from scenarios.history.staffing import wrap_up as wrap_up_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

OVERNIGHT = 4 * HOUR  # a longer gap lies between two shifts
RARE = 4.0  # mean idle times that are no sign of absence
ENOUGH = 10  # idle times from which their mean is known
KNOWN = 0.5  # share of answered contacts that name their group (or agent) from which the column is used
FEWEST = 0.005  # share of a named group's contacts from which a queue is one of its skills
SMALLEST = 0.05  # a skill set under which a smaller share of contacts was handled joins the nearest
OVERFLOW = 5.0  # s: a queue of which a group never took a contact sooner than this is an overflow
MOMENT = 5.0  # s from which a wait beyond an `after` says that nobody of the group was free
SURE = 50  # contacts from which that is said


@dataclass(frozen=True)
class Group:
    """People with the same skills: lines that they serve, each with the wait before which they never took a contact."""

    name: str
    skills: Mapping[int, float]
    agents: IntArray  # codes
    answered: int


@dataclass(frozen=True)
class Presence:
    """Groups, who answered each row (place of the group, -1), stretches of presence, how gaps were told apart."""

    groups: tuple[Group, ...]
    group: IntArray
    stretches: Stretches
    notes: Mapping[str, int]
    named: bool
    teams: bool  # the log names groups itself
    pauses: FloatArray  # bounds of the pause after each contact, where wrap-up is not recorded


def presence(sample: Sample, interval: float) -> Presence:
    """Groups and presence of the whole log."""
    groups, group = _groups(sample)
    calls = sample.calls
    answered = sample.answered & ~np.isnan(calls.handled)
    wrap_up = np.nan_to_num(calls.wrap_up)
    start, end = calls.answered, calls.answered + np.nan_to_num(calls.handled) + wrap_up
    agent = calls.agent.codes.astype(np.int64)
    named = bool((agent[answered] >= 0).mean() >= KNOWN) if answered.any() else False
    spans: list[Span] = []
    seen = _Seen()
    notes = seen.notes
    pause, longest = 0.0, np.empty((0, 24))
    nameless = np.flatnonzero(answered & (agent < 0) & named)
    if named:
        rows = np.flatnonzero(answered & (agent >= 0) & (group >= 0))
        rows = rows[np.lexsort((start[rows], agent[rows]))]
        soonest = [_soonest(sample, one) for one in groups]
        waits = [_waits(sample, one) for one in soonest]
        cuts = np.flatnonzero(np.diff(agent[rows])) + 1
        proof = np.array([_proof(one) for one in soonest])[group[rows], sample.line[rows]]
        longest = _longest(start[rows], end[rows], calls.waited[rows] > proof, agent[rows], group[rows])
        for own in np.split(rows, cuts) if len(rows) else []:
            place = int(np.bincount(group[own]).argmax())
            waited = calls.waited[own] > _proof(soonest[place][sample.line[own]])
            spans += _stretches(start[own], end[own], waited, waits[place], seen, group=place, longest=longest[place])
        unrecorded = bool(np.isnan(calls.wrap_up[rows]).mean() > KNOWN)
        pause = float(wrap_up_of(_stacked(seen.pauses)).mean()) if unrecorded and len(_stacked(seen.pauses)) else 0.0
    notes["answered contacts that name nobody: kept; their time is presence without a name"] = len(nameless)
    there = located(spans, _stacked(seen.idle, 3), longest, interval, pause)
    there = there.and_nobody(np.vstack((_stacked(seen.held), np.column_stack((start[nameless], end[nameless])))))
    return Presence(groups, group, there, dict(notes), named, _known(sample, calls.group), _stacked(seen.pauses))


def _hour(moment: FloatArray) -> IntArray:
    """Hour of the day."""
    return (moment % DAY // HOUR).astype(np.int64)


def _longest(start: FloatArray, end: FloatArray, waited: BoolArray, agent: IntArray, group: IntArray) -> FloatArray:
    """The longest time to be idle by group (row) and hour of the day: LONGEST_IDLE, and more where contacts are rare.

    Rows are in order of agents, then of time. Where idle times are exponential their mean is the median over log 2, which
    breaks among them hardly move.
    """
    gap = start[1:] - end[:-1]
    idle = (agent[1:] == agent[:-1]) & (gap > 0) & (gap < OVERNIGHT) & ~waited[1:]
    found = np.full((int(group.max(initial=-1)) + 1, 24), LONGEST_IDLE)
    place, gap = (group[:-1] * 24 + _hour(end[:-1]))[idle], gap[idle]
    for one in np.flatnonzero(np.bincount(place) >= ENOUGH):
        usual = float(np.median(gap[place == one])) / np.log(2)
        found.flat[one] = np.clip(RARE * usual, LONGEST_IDLE, OVERNIGHT)
    return found


@dataclass
class _Seen:
    """What gaps between contacts show: bounds of the pause, idle times that a contact ended (end, length, group), and counts."""

    pauses: list[FloatArray] = field(default_factory=list)
    idle: list[FloatArray] = field(default_factory=list)
    held: list[FloatArray] = field(default_factory=list)  # contacts that one person can not have held beside another
    notes: Counter[str] = field(default_factory=Counter)


def _stacked(parts: list[FloatArray], columns: int = 2) -> FloatArray:
    return np.concatenate([np.empty((0, columns)), *parts])


def _stretches(
    start: FloatArray,
    end: FloatArray,
    waited: BoolArray,
    waits: FloatArray,
    seen: _Seen,
    *,
    group: int,
    longest: FloatArray,
) -> list[Span]:
    """Unbroken presence of one person, from contacts in order; what is seen in the gaps is added to ``seen``.

    ``longest``: longest idle time by hour of the day.
    """
    ends = np.maximum.accumulate(end)
    low, gap = np.zeros(len(start) - 1), start[1:] - ends[:-1]
    if len(waits):
        # Logs have whole seconds: a wait that only touches the gap says nothing.
        first = np.searchsorted(waits[:, 1], ends[:-1] + 1, side="right")
        last = np.searchsorted(waits[:, 0], start[1:] - 1) - 1
        inside = last >= first
        low[inside] = np.minimum(waits[np.maximum(last, 0), 1], start[1:])[inside] - ends[:-1][inside]
    low = np.maximum(np.where(waited[1:], gap, low), 0.0)
    seen.pauses.append(np.column_stack((np.minimum(low, np.maximum(gap, 0)), np.maximum(gap, 0.0))))
    overlap = gap < -1  # logs have whole seconds
    away = ~overlap & ((low > AWAY_AFTER) | (gap > longest[_hour(ends[:-1])]))
    called = ~away & ~overlap & ~waited[1:]
    seen.idle.append(np.column_stack((start[1:], np.maximum(gap, 0.0), np.full(len(gap), group)))[called])
    notes = seen.notes
    notes["gaps between contacts taken as absence: callers waited in it"] += int((away & (low > AWAY_AFTER)).sum())
    notes["gaps between contacts taken as absence: too long to be idle"] += int((away & (low <= AWAY_AFTER)).sum())
    notes["gaps between contacts taken as presence"] += int((~away & ~overlap).sum())
    notes["contacts that overlap the same person's last: the overlap is presence without a name"] += int(overlap.sum())
    held = np.minimum(ends[:-1], end[1:])
    seen.held.append(np.column_stack((start[1:], held))[overlap])
    return _cut(np.flatnonzero(away), start, ends, waited, waits, low, group=group)


def _cut(
    cuts: IntArray,
    start: FloatArray,
    ends: FloatArray,
    waited: BoolArray,
    waits: FloatArray,
    low: FloatArray,
    *,
    group: int,
) -> list[Span]:
    """Stretches of one person, parted after the contacts ``cuts``."""
    firsts, lasts = np.concatenate(([0], cuts + 1)), np.concatenate((cuts, [len(start) - 1]))
    came = np.concatenate(([np.inf], start[1:] - ends[:-1]))[firsts] > OVERNIGHT
    left = np.concatenate((start[1:] - ends[:-1], [np.inf]))[lasts] > OVERNIGHT
    ahead = np.searchsorted(waits[:, 1], ends[lasts] + 1, side="right")
    until = np.append(waits[:, 0], np.inf)[ahead]
    behind = np.searchsorted(waits[:, 0], start[0] - 1)  # before the person's first contact of all
    earliest = min(float(np.append(-np.inf, waits[:, 1])[behind]), float(start[0]))
    since = np.concatenate(([earliest], ends[:-1] + low))[firsts]
    moments = np.column_stack((start[firsts], ends[lasts], np.maximum(until, ends[lasts]), since, start[lasts]))
    flags = np.column_stack((~waited[firsts], came, left))
    return [
        Span(begins, finish, group, in_line, new, gone, until, since, last)
        for (begins, finish, until, since, last), (in_line, new, gone) in zip(
            moments.tolist(), flags.tolist(), strict=True
        )
    ]


def _soonest(sample: Sample, group: Group) -> FloatArray:
    """The wait from which the group may take a contact of each line (the last: of none)."""
    after = np.full(len(sample.queues) + 1, np.inf)
    for line, wait in group.skills.items():
        after[line] = wait
    return after


def _proof(after: FloatArray) -> FloatArray:
    """The wait beyond which somebody who might have taken the contact was not to be had."""
    return np.where(after > 0, after + MOMENT, 0.0)


def _waits(sample: Sample, after: FloatArray) -> FloatArray:
    """Stretches of time in which callers waited whom the group could have taken, as rows (from, to), apart and in order."""
    calls = sample.calls
    sooner = after[sample.line]
    chosen = (calls.waited > _proof(sooner)) & ~np.isnan(calls.asked)
    begins = (calls.asked + np.where(np.isinf(sooner), 0.0, sooner))[chosen]
    ends = (calls.asked + calls.waited)[chosen]
    if not len(begins):
        return np.empty((0, 2))
    order = np.argsort(begins, kind="stable")
    begins, ends = begins[order], np.maximum.accumulate(ends[order])
    fresh = np.concatenate(([True], begins[1:] > ends[:-1]))
    lasts = np.concatenate((np.flatnonzero(fresh)[1:] - 1, [len(begins) - 1]))
    return np.column_stack((begins[fresh], ends[lasts]))


def _known(sample: Sample, column: Coded) -> bool:
    """Whether a column is known of enough of the answered contacts to be used."""
    return bool(sample.answered.any() and (column.codes[sample.answered] >= 0).mean() >= KNOWN)


def _groups(sample: Sample) -> tuple[tuple[Group, ...], IntArray]:
    """Groups and the place of the group that answered each row."""
    calls, answered = sample.calls, sample.answered & (sample.line >= 0)
    if _known(sample, calls.group):
        return _named(sample, answered)
    if _known(sample, calls.agent):
        return _by_skills(sample, answered)
    lines = np.unique(sample.line[answered])
    everybody = Group("agents", {int(line): 0.0 for line in lines}, np.empty(0, np.int64), int(answered.sum()))
    return (everybody,), np.where(answered, 0, -1).astype(np.int64)


def _named(sample: Sample, answered: BoolArray) -> tuple[tuple[Group, ...], IntArray]:
    """The log's own groups."""
    calls = sample.calls
    codes = calls.group.codes.astype(np.int64)
    found: list[Group] = []
    group = np.full(len(codes), -1, dtype=np.int64)
    for code in np.unique(codes[answered & (codes >= 0)]):
        own = answered & (codes == code)
        count = np.bincount(sample.line[own], minlength=len(sample.queues))
        skills = {}
        for line in np.flatnonzero(count >= max(FEWEST * count.sum(), 1)):
            waited = calls.waited[own & (sample.line == line)]
            least = float(np.nanmin(waited)) if np.isfinite(waited).any() else 0.0
            skills[int(line)] = float(np.floor(least + 1e-6)) if count[line] >= SURE and least >= OVERFLOW else 0.0
        group[own] = len(found)
        agents = np.unique(calls.agent.codes[own])
        name = calls.group.names[code].replace(".", " ").strip() or "unnamed"
        found.append(Group(name, skills, agents[agents >= 0].astype(np.int64), int(own.sum())))
    return tuple(_all_served(found, sample, answered)), group


def _by_skills(sample: Sample, answered: BoolArray) -> tuple[tuple[Group, ...], IntArray]:
    """People with the same skills, those of few contacts with the nearest."""
    agent = sample.calls.agent.codes.astype(np.int64)
    rows = answered & (agent >= 0)
    table = np.zeros((int(agent.max(initial=0)) + 1, len(sample.queues)), dtype=np.int64)
    np.add.at(table, (agent[rows], sample.line[rows]), 1)
    overall = table.sum(axis=0) / max(table.sum(), 1)
    total = table.sum(axis=1)
    skilled = (table > 0) & (table >= SKILLED * overall * total[:, None])
    sets = {who: frozenset(np.flatnonzero(skilled[who]).tolist()) for who in np.flatnonzero(total)}
    held: Counter[frozenset[int]] = Counter()
    for who, own in sets.items():
        held[own] += int(total[who])
    large = [own for own, count in held.items() if count >= SMALLEST * held.total()]
    home = {
        own: own if own in large else min(large, key=lambda other: (len(own ^ other), len(other), sorted(other)))
        for own in held
    }
    kept = sorted(set(home.values()), key=lambda own: (len(own), sorted(own)))
    place = np.full(len(table), -1, dtype=np.int64)
    for who, own in sets.items():
        place[who] = kept.index(home[own])
    found = [
        Group(
            "_".join(sample.queues[line] for line in sorted(own)), dict.fromkeys(sorted(own), 0.0),
            np.flatnonzero(place == number), int(total[place == number].sum()),
        )
        for number, own in enumerate(kept)
    ]  # fmt: skip
    group = np.where(rows, place[np.maximum(agent, 0)], -1).astype(np.int64)
    return tuple(_all_served(found, sample, answered)), group


def _all_served(groups: list[Group], sample: Sample, answered: BoolArray) -> list[Group]:
    """The groups; lines that nobody is skilled in are served by all."""
    asked = np.unique(sample.line[sample.offered & (sample.line >= 0)])
    served = {line for one in groups for line in one.skills}
    missing = {int(line): 0.0 for line in asked if int(line) not in served}
    return [Group(one.name, {**one.skills, **missing}, one.agents, one.answered) for one in groups]


def by_interval(sample: Sample, found: Presence, days: IntArray, interval: float) -> FloatArray:
    """Mean people present on the given days by group (row) and interval (column)."""
    per_day = round(DAY / interval)
    firsts = np.unique(sample.calls.day)[days]
    table = np.zeros((len(found.groups), per_day))
    nameless = np.zeros(per_day)
    for first in firsts:
        edges = first * DAY + np.arange(per_day + 1.0) * interval
        if not found.named:
            table[0] += _while_waiting(sample, edges)
            continue
        for place in range(len(found.groups)):
            table[place] += found.stretches.seconds(edges, place) / interval
        nameless += found.stretches.seconds(edges, NOBODY) / interval
    named = table.sum(axis=0)
    overall = table.sum(axis=1) / table.sum() if table.sum() > 0 else np.full(len(table), 1 / max(len(table), 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(named > 0, table / named, overall[:, None])
    return np.asarray((table + share * nameless) / max(len(firsts), 1), dtype=np.float64)


def _while_waiting(sample: Sample, edges: FloatArray) -> FloatArray:
    """People there in each interval of a day, by how many are busy while somebody waits; where nobody does, the most who are."""
    calls = sample.calls
    today = sample.answered & (calls.answered >= edges[0] - DAY) & (calls.answered < edges[-1])
    start = calls.answered[today]
    end = start + np.nan_to_num(calls.handled[today]) + np.nan_to_num(calls.wrap_up[today])
    queued = (calls.waited > 0) & (calls.asked >= edges[0] - DAY) & (calls.asked < edges[-1])
    joins, leaves = calls.asked[queued], (calls.asked + calls.waited)[queued]
    moments = np.unique(np.concatenate((start, end, joins, leaves, edges)))
    middle = (moments[:-1] + moments[1:]) / 2
    busy = np.searchsorted(np.sort(start), middle) - np.searchsorted(np.sort(end), middle)
    waiting = np.searchsorted(np.sort(joins), middle) > np.searchsorted(np.sort(leaves), middle)
    place, length = np.searchsorted(edges, middle) - 1, np.diff(moments)
    found = np.zeros(len(edges) - 1)
    for number in range(len(found)):
        own = place == number
        full = own & waiting
        if length[full].sum() >= 60:
            found[number] = float((busy[full] * length[full]).sum() / length[full].sum())
        elif own.any():
            found[number] = float(busy[own].max())
    return found
