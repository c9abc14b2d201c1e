"""In time: a simulation that a limit on time may cut short.

A test is one long run of thousands of days. Where its time is up before it ends, the days that were done are as good a sample as
any (in whichever order they came), only a smaller one; so they are given, and whoever asked sees that they are fewer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.experiment import Interrupted, simulate

if TYPE_CHECKING:
    from optimize.effort import Clock
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing

FEWEST = 8  # days, however late it is
GRACE, LEAST_GRACE = 0.1, 5.0  # share of a limit, and seconds, by which it may be overrun for the sake of an answer


class _Late(KeyboardInterrupt):
    """The time is up: the run ends as it does after Ctrl-C."""


def grace(clock: Clock) -> float:
    """Seconds by which a limit may be overrun."""
    return max(GRACE * (clock.seconds + clock.left), LEAST_GRACE)


def simulate_in_time(
    scenario: Scenario,
    staffing: Staffing,
    clock: Clock,
    *,
    late: float = 0.0,
    **asked: Any,  # noqa: ANN401 - what ``simulate`` takes
) -> Results:
    """Simulate until all days are done, or so many seconds after the limit; ``late`` are those seconds."""

    def tell(done: int, _: int) -> None:
        if done >= FEWEST and clock.left < -late:
            raise _Late

    try:
        return simulate(scenario, staffing, progress=tell, **asked)
    except Interrupted as stopped:
        if not isinstance(stopped.__context__, _Late):
            raise
        done = stopped.results
    if done is not None and done.replications >= FEWEST:
        return done
    return simulate(scenario, staffing, **{**asked, "replications": FEWEST})  # the first of them are not back yet
