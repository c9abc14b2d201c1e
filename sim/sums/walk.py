"""Walk: a log is read row by row, and each row adds to the sums of contacts that it belongs to. Compiled.

Whose sums are kept is numbered through: the centre, then the contact types, the queues, the agent groups. What a row adds is said
here and nowhere else; what the sums are called in ``sim/sums/names.py``, and what they mean in ``sim/sums/tally.py``. Rows are
added in the order of the log, so a sum is the same to the last digit whoever makes it.

For speed compiled functions hand numbers to one another, not arrays: each array that is handed over in a loop is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled.jit import njit
from sim.log import Cause, Outcome, Sequel
from sim.sums.channels import has_immediate
from sim.sums.grid import Grid
from sim.sums.money import is_lost
from sim.sums.names import INSTANT, OF_ALL, OF_PROMPT, PER_THRESHOLD, SCOPES, names_of, thresholds
from sim.sums.rows import ANSWERED, UNFINISHED, Flags, Floats, Ints, Rows, lay, place_of, stretch, waited
from sim.sums.satisfaction import scores

if TYPE_CHECKING:
    from scenarios.schema import Scenario

# Numbers in place of names: constants, for the compiler. Outcomes are also the places of their sums.
ABANDONED, HUNG_UP = int(Outcome.ABANDONED), int(Outcome.HUNG_UP)
IS_FIRST, IS_REPEAT = int(Cause.FIRST), int(Cause.REPEAT)
NEEDS_ANOTHER = (
    int(Sequel.REPEAT),
    int(Sequel.COLD),
    int(Sequel.WARM),
)  # sequels in which the contact is answered again
OFFERED, REPEATS = OF_ALL.index("offered"), OF_ALL.index("repeats")
FIRST, RESOLVED = OF_ALL.index("answered first attempts"), OF_ALL.index("resolved first attempts")
DUE, ON_TIME = OF_ALL.index("due"), OF_ALL.index("on time")
RATED, GOOD, PASS = OF_ALL.index("rated contacts"), OF_ALL.index("rated good"), OF_ALL.index("rated pass")
LOSS, HANDLING, POINTS = OF_ALL.index("cost of loss"), OF_ALL.index("seconds of handling"), OF_ALL.index("satisfaction")
PROMPT_OFFERED, PROMPT_ANSWERED, NOT_AT_ONCE, WAIT_ANSWERED, WAIT_OFFERED = range(len(OF_PROMPT))
WITHIN = len(OF_PROMPT)  # from here on two for each threshold
AT_A_TIME = 1 << 15  # rows
NOTHING_SAID: Floats = np.empty(0)  # nobody is asked


class Rules(NamedTuple):
    """What the scenario says that matters to a row."""

    interval: float
    intervals: int
    warm_up: float
    end: float
    first: Ints  # by scope, the number of its first name; the last is the number of all names
    deferred_queue: Flags
    deferred_type: Flags
    immediate: (
        Flags  # by name: whether it has anything immediate, and leaves deferred work out of its waits and answer rates
    )
    chat: Flags  # by queue
    slots: Floats  # by group: how many chats an agent has at a time
    price: Floats  # by contact type: what it costs to lose a customer
    within: Floats
    good: float  # scores from here on
    enough: float

    @classmethod
    def of(cls, scenario: Scenario) -> Rules:
        """Take what matters from a scenario."""
        channels = scenario.channel_of
        grid, names, immediate, model = (
            Grid.of(scenario),
            names_of(scenario),
            has_immediate(scenario, channels),
            scenario.satisfaction,
        )
        return cls(
            interval=grid.interval,
            intervals=grid.intervals,
            warm_up=grid.warm_up,
            end=grid.end,
            first=np.cumsum([0, *(len(names[scope]) for scope in SCOPES)]),
            deferred_queue=~immediate["queue"],
            deferred_type=~immediate["contact_type"],
            immediate=np.concatenate([immediate[scope] for scope in SCOPES]),
            chat=np.array([channels[name] == "chat" for name in scenario.queues], bool),
            slots=np.array([group.concurrency for group in scenario.agent_groups.values()], float),
            price=np.array([kind.cost_of_loss for kind in scenario.contact_types.values()], float),
            within=np.array(thresholds(scenario)),
            good=model.good - INSTANT if model else 0.0,
            enough=model.pass_ - INSTANT if model else 0.0,
        )


class Seen(NamedTuple):
    """What is written down about some rows while they are added up."""

    place: NDArray[np.int32]  # interval in which it counts, -1: in none
    who: NDArray[np.int32]  # (rows, scopes) number of its name, -1: it has none
    wait: Floats  # s
    deferred: Flags

    @classmethod
    def room(cls, rows: int) -> Seen:
        """Make room for so many rows."""
        return cls(
            np.empty(rows, np.int32), np.empty((rows, len(SCOPES)), np.int32), np.empty(rows), np.empty(rows, bool)
        )


class Walk(NamedTuple):
    """What a log comes to, by name and interval."""

    of_all: Floats  # (names, intervals, sums)
    of_prompt: Floats  # (names, intervals, sums)
    longest: Floats  # longest wait of the offered, -1 where there are none
    in_queue: Floats  # time spent there, as spans (``lay``)
    latest: (
        Floats  # by queue the last moment, if after the end, at which an immediate contact joined, was taken or gave up
    )
    served: Flags  # (queues, groups): who answered anybody that counts
    place: NDArray[np.int32]  # by row, the interval of an answered contact that counts, else -1
    wait: NDArray[np.float32]  # by row (s)

    @classmethod
    def over(cls, scenario: Scenario, rules: Rules, rows: Rows) -> Walk:
        """Walk over all rows, some at a time: what is written down about them stays small."""
        shape, many = (int(rules.first[-1]), rules.intervals), len(rows.number)
        walk = cls(
            of_all=np.zeros((*shape, len(OF_ALL))),
            of_prompt=np.zeros((*shape, len(OF_PROMPT) + len(PER_THRESHOLD) * len(rules.within))),
            longest=np.full(shape, -1.0),
            in_queue=np.zeros((3, shape[0], shape[1] + 1)),
            latest=np.full(len(rules.deferred_queue), rules.end),
            served=np.zeros((len(rules.deferred_queue), int(rules.first[-1] - rules.first[-2])), bool),
            place=np.empty(many, np.int32),
            wait=np.empty(many, np.float32),
        )
        begin = 0
        while begin < many:
            end = _end_of_contact(rows.number, begin + AT_A_TIME)
            walk._add(scenario, rules, rows.some(begin, end), begin)
            begin = end
        return walk

    def _add(self, scenario: Scenario, rules: Rules, rows: Rows, begin: int) -> None:
        """Add all rows of some contacts, of which ``begin`` is the first."""
        seen, model, here = Seen.room(len(rows.number)), scenario.satisfaction, slice(begin, begin + len(rows.number))
        _see(rows, rules, seen, self.latest)
        said = scores(model, rows, seen.wait) if model else NOTHING_SAID
        _add_fates(rows, rules, seen, self.of_all)
        _add_answers(rows, rules, seen, said, self.served, self.of_all)
        _add_prompt(rows.outcome, rules, seen, self.of_prompt, self.longest)
        _add_time(rows.joined_at, rules, seen, self.in_queue)
        self.place[here], self.wait[here] = np.where(rows.outcome == ANSWERED, seen.place, -1), seen.wait


def _end_of_contact(number: Ints, row: int) -> int:
    """First row from this one on at which another contact begins; the end of the log if there is none."""
    while row < len(number) and number[row] == number[row - 1]:
        row += 1
    return min(row, len(number))


@njit
def _see(rows: Rows, rules: Rules, seen: Seen, latest: Floats) -> None:
    """See of each row where it counts, whose it is, how long it waited and whether it is deferred work."""
    outcome, contact_type, queue, group = rows.outcome, rows.contact_type, rows.queue, rows.group
    arrived, joined, taken, answered, left = (
        rows.arrived_at,
        rows.joined_at,
        rows.taken_at,
        rows.answered_at,
        rows.left_at,
    )
    place, who, wait, deferred = seen
    first, deferred_queue, deferred_type, end = rules.first, rules.deferred_queue, rules.deferred_type, rules.end
    before = 0.0
    for row in range(len(outcome)):
        moment = joined[row] if outcome[row] <= UNFINISHED else arrived[row]
        if np.isnan(moment):  # due after the calendar's end: it counts where the attempt before it does
            moment = before
        before = moment
        place[row] = place_of(moment, rules.interval, rules.intervals) if moment >= rules.warm_up else -1
        who[row, 0] = 0
        who[row, 1] = first[1] + contact_type[row]
        who[row, 2] = first[2] + queue[row] if queue[row] >= 0 else -1
        who[row, 3] = first[3] + group[row] if group[row] >= 0 else -1
        wait[row] = waited(outcome[row], joined[row], answered[row], left[row], end)
        deferred[row] = deferred_queue[queue[row]] if queue[row] >= 0 else deferred_type[contact_type[row]]
        if outcome[row] <= UNFINISHED and queue[row] >= 0 and not deferred[row]:
            for until in (joined[row], taken[row], left[row]):
                latest[queue[row]] = until if until > latest[queue[row]] else latest[queue[row]]


@njit
def _add_fates(rows: Rows, rules: Rules, seen: Seen, sums: Floats) -> None:
    """Add up which fate contacts met, and what the loss of those costs who give up for good."""
    number, cause, outcome, due_at, joined = rows.number, rows.cause, rows.outcome, rows.due_at, rows.joined_at
    contact_type, price, (place, who, _, deferred) = rows.contact_type, rules.price, seen
    for row in range(len(outcome)):
        here, fate, offered = place[row], outcome[row], outcome[row] <= UNFINISHED
        if here < 0 or fate == HUNG_UP:
            continue
        again = row + 1 < len(outcome) and number[row + 1] == number[row]
        lost = price[contact_type[row]] if is_lost(fate, again, joined[row], deferred[row]) else 0.0
        for scope in range(who.shape[1]):
            name = who[row, scope]
            if name < 0:
                continue
            sums[name, here, fate] += 1
            sums[name, here, LOSS] += lost
            if offered:
                sums[name, here, OFFERED] += 1
                sums[name, here, REPEATS] += cause[row] == IS_REPEAT
                sums[name, here, DUE] += due_at[row] <= rules.end


@njit
def _add_answers(rows: Rows, rules: Rules, seen: Seen, said: Floats, served: Flags, sums: Floats) -> None:
    """Add up what came of the answered: settled at once, done on time, how much handling, how they rate it."""
    cause, outcome, sequel, due_at, ended = rows.cause, rows.outcome, rows.sequel, rows.due_at, rows.ended_at
    taken, released, (place, who, _, deferred) = rows.taken_at, rows.released_at, seen
    queue, group = rows.queue, rows.group
    for row in range(len(outcome)):
        here, first = place[row], cause[row] == IS_FIRST
        if here < 0 or outcome[row] != ANSWERED:
            continue
        served[queue[row], group[row]] = True
        resolved = first and sequel[row] not in NEEDS_ANOTHER
        on_time = due_at[row] <= rules.end and ended[row] <= due_at[row] + INSTANT
        rated = len(said) > 0 and not deferred[row]
        for scope in range(who.shape[1]):
            name = who[row, scope]
            if name < 0:
                continue
            sums[name, here, FIRST] += first
            sums[name, here, RESOLVED] += resolved
            sums[name, here, ON_TIME] += on_time
            sums[name, here, HANDLING] += released[row] - taken[row]
            if rated:
                sums[name, here, RATED] += 1
                sums[name, here, POINTS] += said[row]
                sums[name, here, GOOD] += said[row] >= rules.good
                sums[name, here, PASS] += rules.enough <= said[row] < rules.good


@njit
def _add_prompt(outcome: Ints, rules: Rules, seen: Seen, sums: Floats, longest: Floats) -> None:
    """Add up how promptly the offered were served: over the immediate ones of a name that has any."""
    within, immediate, (place, who, wait, deferred) = rules.within, rules.immediate, seen
    for row in range(len(outcome)):
        here, waited = place[row], wait[row]
        if here < 0 or outcome[row] > UNFINISHED:
            continue
        answered, abandoned = outcome[row] == ANSWERED, outcome[row] == ABANDONED
        for scope in range(who.shape[1]):
            name = who[row, scope]
            if name < 0 or (deferred[row] and immediate[name]):
                continue
            sums[name, here, PROMPT_OFFERED] += 1
            sums[name, here, PROMPT_ANSWERED] += answered
            sums[name, here, NOT_AT_ONCE] += not (answered and waited <= INSTANT)
            sums[name, here, WAIT_ANSWERED] += waited if answered else 0.0
            sums[name, here, WAIT_OFFERED] += waited
            for k in range(len(within)):
                soon = waited <= within[k] + INSTANT
                sums[name, here, WITHIN + 2 * k] += answered and soon
                sums[name, here, WITHIN + 2 * k + 1] += not (abandoned and soon)
            longest[name, here] = max(longest[name, here], waited)


@njit
def _add_time(joined: Floats, rules: Rules, seen: Seen, spans: Floats) -> None:
    """Lay the waits over the intervals, those of the warm-up too."""
    _, who, wait, _ = seen
    interval, warm_up, end = rules.interval, rules.warm_up, rules.end
    for row in range(len(joined)):
        if wait[row] > 0:
            over = stretch(joined[row], joined[row] + wait[row], interval, warm_up, end)
            for scope in range(who.shape[1]):
                if who[row, scope] >= 0:
                    lay(spans, who[row, scope], over, 1.0)
