"""Conserved: does a log add up? Each contact that arrived has its attempts 1, 2, ... once, and no row contradicts itself. Compiled."""

from __future__ import annotations

import numpy as np

from sim.compiled.jit import njit, part
from sim.log import LEFT, Cause, Log, Outcome
from sim.sums.rows import ANSWERED, BLOCKED, Flags, Ints, Rows

# Numbers in place of names: constants, for the compiler.
ABANDONED, BLOCKED_LINES, IS_FIRST = int(Outcome.ABANDONED), int(Outcome.BLOCKED_LINES), int(Cause.FIRST)
ENDS = tuple(int(outcome) for outcome in LEFT)

FAULTS = (
    "attempts are not counted 1, 2, ...",
    "an attempt and its cause disagree",
    "answered and its moment disagree",
    "answered and its agent disagree",
    "an agent never falls free",
    "leaving unanswered and its moment disagree",
    "a wait is negative",
    "the answer comes before the agent",
    "wrap-up ends before the talk",
    "the talk ends before it begins",
)
NO_FAULT = -1


def audit(log: Log) -> tuple[int, str | None]:
    """Count the first attempts of a log, and say of the first row that does not add up what is wrong with it."""
    attempt = np.ascontiguousarray(log.attempt, np.int16)
    called_back = np.ascontiguousarray(log.called_back, np.bool_)
    firsts, row, fault = _audit(Rows.of(log), attempt, called_back)
    return (
        firsts,
        None if fault == NO_FAULT else f"contact {log.number[row]}, attempt {log.attempt[row]}: {FAULTS[fault]}",
    )


@njit
def _audit(rows: Rows, attempt: Ints, called_back: Flags) -> tuple[int, int, int]:
    """Give the number of first attempts, the first row that does not add up, and its fault."""
    number, cause, outcome, agent, joined = rows.number, rows.cause, rows.outcome, rows.agent, rows.joined_at
    taken, answered, ended, released, left = (
        rows.taken_at,
        rows.answered_at,
        rows.ended_at,
        rows.released_at,
        rows.left_at,
    )
    firsts, found, which = 0, -1, NO_FAULT
    for row in range(len(outcome) - 1, -1, -1):
        first, fate = attempt[row] == 1, outcome[row]
        firsts += first
        follows = row > 0 and number[row] == number[row - 1] and attempt[row] == attempt[row - 1] + 1
        fault = _fault_of_end(
            fate,
            called_back[row],
            agent[row],
            not np.isnan(answered[row]),
            not np.isnan(released[row]),
            not np.isnan(left[row]),
        )
        if not (first or follows):
            fault = 0
        elif first != (cause[row] == IS_FIRST):
            fault = 1
        elif fault == NO_FAULT:
            until = answered[row] if fate == ANSWERED else left[row]
            fault = _fault_of_time(fate, joined[row], taken[row], until, ended[row], released[row])
        if fault != NO_FAULT:
            found, which = row, fault
    return firsts, found, which


@part
def _fault_of_end(
    fate: int, called_back: bool, agent: int, is_answered: bool, is_released: bool, has_left: bool
) -> int:
    """See whether the outcome goes with who and what is there of it."""
    taken = fate == ANSWERED or (called_back and fate == ABANDONED)
    if is_answered != (fate == ANSWERED):
        return 2
    if taken != (agent >= 0):
        return 3
    if taken != is_released:
        return 4
    # Who found no port may have been on the line already, and left at a moment of his own.
    if fate != BLOCKED_LINES and has_left != (fate in ENDS):
        return 5
    return NO_FAULT


@part
def _fault_of_time(fate: int, joined: float, taken: float, until: float, ended: float, released: float) -> int:
    """See whether the moments come one after the other. ``until``: the answer, or else the end of the wait; NaN where it never came."""
    if fate != BLOCKED and until < joined:
        return 6
    if fate == ANSWERED and not until >= taken:
        return 7
    if fate == ANSWERED and not released >= ended:
        return 8
    if fate == ANSWERED and not ended >= until:
        return 9
    return NO_FAULT
