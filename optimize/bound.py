"""Bound: a cost that no plan can undercut, whatever its routing and its luck.

What the targets demand of the agents' time is written down in ``workload.py``; its dual bound, with whole people, is the bound. What
queues cost beyond that (agents must be idle now and then to answer within 20 s) is not in it, so plans lie a few percent above it.
Where nothing sure can be said (``no_bound``) there is no bound, and it is said why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimize.attendance import cost_of_reinforcements
from optimize.program import Roster
from optimize.solver import NoSolution
from optimize.workload import Workload, closings_of

if TYPE_CHECKING:
    from optimize.effort import Clock
    from scenarios.schema import Scenario

LARGE = 200  # kinds of shifts beyond which parts of people are counted: whole ones would lift the bound by a hundredth, and take long
BRANCHES, SECONDS = 1_000, 120.0  # of the solver, the time only as a net; its bound is valid whenever it stops
GAP = 0.003
SHARE = 0.25  # of the time that is left, where somebody set a limit: the search needs the rest

PROOF = (
    "Lower bound by workload: every plan needs agents' time for the contacts that the targets demand to be answered, at the "
    "mean handling of whoever answers, and on busy days and quiet ones there is no more done than there is time for or than comes. "
    "It assumes that contacts are not picked by how long they will take, and "
    "that what is carried past an interval's or a shift's end is at most one remaining contact for each agent. "
    "It leaves out the idle time that short waits need, so the true least cost lies between the bound and the cost."
)
TURNED_AWAY = (
    " Calls that find no line, or no port of the IVR, are not offered; it assumes that they are too few to matter."
)
NO_TIME = "No lower bound was worked out: there was no time left for it."
NO_BOUND = "No lower bound is known for this centre: {reason}. How far the plan is from the least cost is open."


def lower_bound(
    scenario: Scenario, roster: Roster, clock: Clock | None = None, branches: int = BRANCHES
) -> tuple[float, str]:
    """Lower bound on the cost of any plan that meets the targets, and how it was obtained; 0 where none is known, or no time is left.

    ``branches`` of the solver at most: with fewer the bound is sooner there, and no less valid.
    """
    reason = no_bound(scenario)
    if reason is not None:
        return 0.0, NO_BOUND.format(reason=reason)
    if clock is not None and clock.over:
        return 0.0, NO_TIME
    limited = scenario.lines is not None or any(node.ports is not None for node in scenario.ivr.values())
    proof = PROOF + (TURNED_AWAY if limited else "")
    fixed = sum(cost_of_reinforcements(scenario, group) for group in roster.planned)
    whole = len(roster.kinds) <= LARGE
    program = Workload(scenario, roster, whole=whole).program
    seconds = SECONDS if clock is None else min(SECONDS, max(SHARE * clock.left, 0.1))
    solution = program.solve(gap=GAP, seconds=seconds, branches=branches)
    if isinstance(solution, NoSolution):
        return fixed, proof  # the search will find out why, and say so
    return max(solution.bound, 0.0) + fixed, proof


def no_bound(scenario: Scenario) -> str | None:
    """Why nothing sure can be said about the least cost, if so.

    With ``serve_out`` people stay, unpaid, beyond the closing of a queue while somebody waits in it. If they then take contacts of
    queues that are still open, these are served by time that no shift brings.
    """
    if scenario.closing != "serve_out":
        return None
    in_time = any(target.measure == "on_time" for target in scenario.targets)
    for name, group in scenario.agent_groups.items():
        closings = {closings_of(scenario, queue) for queue in group.skills if not scenario.deferred(queue)}
        closings |= {() for queue in group.skills if scenario.deferred(queue) and in_time}
        if any(closings) and len(closings) > 1:
            return (
                f"{name} serves queues that close at different times, and who stays for one may serve the other, unpaid"
            )
    return None
