"""Covering: shifts that come near to given agents, hour by hour.

Whoever has agents by interval (``rule.py``) has to work shifts in the end. To cover every interval in full would cost far too much, for
shifts are long and needs are not; the search that begins with these shifts moves people about anyhow. So an agent who is missing may be
missing, at a price a little above his wage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from optimize.program import Expression, ShiftProgram, Solved

if TYPE_CHECKING:
    from optimize.program import Shifts
    from optimize.roster import Roster

MISSING = 1.6  # times what an agent costs in an hour of the cheapest shift
GAP, SECONDS = 0.005, 30.0
NEAR = 1.0  # of the cheapest shifts


def covering(roster: Roster, agents: Mapping[str, Sequence[float]]) -> Shifts | None:
    """Shifts that bring about so many agents on the floor, by planned group and interval; None if no shifts keep the rules."""
    program, hours = ShiftProgram(roster), roster.slot * roster.slots / 3600
    missing = []
    for group in roster.planned:
        wage = min(roster.kinds[place].cost / roster.kinds[place].paid_hours for place in roster.of_group(group))
        price = MISSING * wage * hours / (1 - roster.shrinkage[group])
        for interval, wanted in enumerate(agents.get(group, ())):
            if wanted > 0:
                short = program.variable(f"missing_{group}_{interval}")
                program.demand(f"cover_{group}_{interval}", program.on_floor(group, interval) + short, wanted)
                missing.append((short, price))
    program.charge(Expression(missing))
    solution = program.solve_near(gap=GAP, seconds=SECONDS, shifts=NEAR)
    return solution.shifts if isinstance(solution, Solved) else None
