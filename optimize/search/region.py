"""Region: how far from known shifts a program may go, for what is predicted holds near what was measured, and not farther."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from optimize.program import Expression, ShiftProgram

if TYPE_CHECKING:
    import pulp

    from optimize.program import Shifts
    from optimize.shifts import ShiftKind

Hours: TypeAlias = tuple[str, float, float, bool]


def stay_near(program: ShiftProgram, shifts: Shifts, moved: float) -> None:
    """Let so many people at most work another shift than in ``shifts``; breaks are free.

    Who is new or gone counts as half a move. (Local branching: Fischetti and Lodi 2003.)
    """
    before: dict[Hours, int] = {}
    for kind, count in shifts.items():
        before[_hours(kind)] = before.get(_hours(kind), 0) + count
    alike: dict[Hours, list[pulp.LpVariable]] = {}
    for person, kind in zip(program.people, program.roster.kinds, strict=True):
        alike.setdefault(_hours(kind), []).append(person)
    changed = Expression()
    for number, (hours, people) in enumerate(alike.items()):
        change, now = program.variable(f"change_{number}"), Expression((person, 1.0) for person in people)
        program.demand(f"more_{number}", change - now, -float(before.get(hours, 0)))
        if hours in before:
            program.demand(f"fewer_{number}", change + now, float(before[hours]))
        changed += change
    program.demand("moved", -changed, -2.0 * moved)


def _hours(kind: ShiftKind) -> Hours:
    """What kinds of shifts share that differ only in their breaks."""
    return kind.group, kind.start, kind.length, kind.on_call
