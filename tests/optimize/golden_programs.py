"""Tiny programs, one for each kind of row, whose text stands in ``golden/``.

After a change of a row that is meant, ``python -m tests.optimize.golden_programs`` writes the texts anew; read the difference line by line.
Numbers are cut to six digits, so that the last bit of a computed one does not matter.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from optimize.beliefs import Beliefs
from optimize.master import Master
from optimize.model import Model
from optimize.program import Bundle, Expression, Roster, ShiftProgram
from optimize.visits import visits
from optimize.workload import Workload
from scenarios.loading import parse
from tests.optimize.centres import one_queue
from tests.optimize.whole_floor import orders

FOLDER = Path(__file__).parent / "golden"
PROGRAMS: dict[str, Callable[[], ShiftProgram]] = {}
NUMBER = re.compile(r"(?<![\w.])\d+\.\d{6,}(e-?\d+)?")


def golden(make):
    PROGRAMS[make.__name__] = make
    return make


def text_of(program: ShiftProgram) -> str:
    """The program as PuLP writes it in CPLEX's LP format, with short numbers."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "plan.lp")
        program.problem.writeLP(str(path))
        return NUMBER.sub(lambda found: f"{float(found[0]):.6g}", path.read_text(encoding="utf-8"))


def centre(shifts, target=None, volumes=(30, 30, 30), **group):
    """One queue from midnight on, one team."""
    asked = target or {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}
    return one_queue(list(volumes), shifts, [asked], **group)


TWO = {"groups": ["team"], "starts": ["00:00", "01:00"], "length": "2 h"}


def limited(shifts, headcount=None, staff_minimum=None, **group) -> Roster:
    scenario = centre(shifts, **group)
    return replace(Roster.of(scenario), headcount=headcount or {}, staff_minimum=staff_minimum or {})


@golden
def cost():
    """Three prices: hours at the group's cost less an unpaid break, a premium on top, a price of its own."""
    rest = [{"length": "30 min", "between": ["1 h", "1 h"], "paid": False}]
    shifts = [
        {"groups": ["team"], "start": "00:00", "length": "3 h", "breaks": rest},
        {"groups": ["team"], "start": "00:00", "length": "3 h", "premium": 1.5},
        {"groups": ["team"], "start": "01:00", "length": "2 h", "cost": 7},
    ]
    return ShiftProgram(Roster.of(centre(shifts)))


@golden
def coverage():
    """Scheduled people by hour, asked for one by one: who is there in the first, the second and the third hour."""
    made = ShiftProgram(limited([TWO]))
    for hour in range(3):
        made.demand(f"need_{hour}", made.on_floor("team", hour), hour + 1)
    return made


@golden
def coverage_within_an_interval():
    """A shift that begins at half past is there for half of its first hour and half of its last."""
    made = ShiftProgram(limited([{"groups": ["team"], "starts": ["00:00", "00:30"], "length": "2 h"}]))
    for hour in range(3):
        made.demand(f"need_{hour}", made.on_floor("team", hour), 1)
    return made


@golden
def coverage_past_midnight():
    """Two shifts over midnight: on a typical day they go on in its first hours."""
    late = {"groups": ["team"], "starts": ["22:00", "23:00"], "length": "3 h"}
    made = ShiftProgram(Roster.of(centre([late], cyclic=True)))
    for hour in (0, 1, 22, 23):
        made.demand(f"need_{hour}", made.on_floor("team", hour), 1)
    return made


@golden
def headcount():
    """Not more than four people over the day, in all their shifts."""
    return ShiftProgram(limited([TWO], headcount={"team": 4}))


@golden
def headcount_at_once():
    """Without shifts, by interval: not more than four people at any time."""
    asked = {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}
    scenario = one_queue([30, 60, 30], [], [asked], interval="8 h").model_copy(update={"headcount": {"team": 4}})
    made = ShiftProgram(Roster.of(scenario))
    made.demand("need_1", made.on_floor("team", 1), 2)
    return made


@golden
def staff_minimum():
    """At least one person wherever a shift can be; nothing is asked of the other hours."""
    return ShiftProgram(limited([TWO], staff_minimum={"team": 1}))


@golden
def rounding():
    """Of three people 30 % are away: 2.1, of whom two are on the floor (half up)."""
    made = ShiftProgram(limited([TWO], shrinkage=0.3))
    made.demand("need_1", made.on_floor("team", 1), 2)
    return made


@golden
def rounding_left_out():
    """Where it is not worth its while the mean is taken, with half a person's benefit of the doubt."""
    made = ShiftProgram(limited([TWO], shrinkage=0.3), coarse=frozenset({("team", 1)}), benefit=0.5)
    made.demand("need_1", made.on_floor("team", 1), 2)
    return made


@golden
def bundles():
    """Two people who have begun work until 02:00 or until 03:00; a third, who has not, may stay at home; a change costs 5."""
    shifts = [{"groups": ["team"], "start": "00:00", "length": ["2 h", "3 h"]}, {**TWO, "starts": ["01:00"]}]
    own = limited(shifts)
    return ShiftProgram(replace(own, bundles=(Bundle((0, 1), 2), Bundle((2,), 1, optional=True)), penalty={1: 5.0}))


@golden
def nobody_can():
    """What no shift covers cannot be had: the program says so by a variable that is nothing."""
    made = ShiftProgram(limited([TWO]))
    made.demand("need_5", made.on_floor("team", 5), 1)
    return made


@golden
def charges():
    """What is minimised besides the cost: a shortage of the second hour, at 100."""
    made = ShiftProgram(limited([TWO]))
    missing = made.variable("missing")
    made.charge(Expression([(missing, 100)]))
    made.demand("need_1", made.on_floor("team", 1) + Expression([(missing, 1)]), 3)
    return made


EIGHT_HOURS = [{"groups": ["team"], "starts": ["00:00", "08:00", "16:00"], "length": "8 h"}]
HALF = {"queue": "calls", "answer_rate": 0.5, "within": "20 s"}


def thirds(target, volumes=(0, 96, 48), **group):
    """One queue in a calendar of three intervals: 12 and 6 calls an hour of four minutes, 0.8 and 0.4 agents' work."""
    return one_queue(list(volumes), EIGHT_HOURS, [target], interval="8 h", **group)


def master(scenario, beliefs=None, **more) -> ShiftProgram:
    return Master(Model.of(scenario, Roster.of(scenario), visits(scenario)), beliefs or Beliefs(), **more).program


@golden
def target_of_an_interval():
    """So many agents serve the queue in each interval that has calls; no more serve than are there."""
    return master(thirds({**HALF, "per": "interval"}))


@golden
def target_of_an_interval_with_slopes():
    """Once it is known what an agent brings, agents count by that, and nobody is shared out."""
    slopes = {(0, "calls", "team"): 0.9}
    return master(thirds({**HALF, "per": "interval"}), Beliefs(slopes=slopes))


@golden
def target_of_the_day():
    """Scores of the intervals lie below the lines of their curves; weighted by their calls they add up to nothing less than 0."""
    return master(thirds({"queue": "calls", "abandonment": 0.2, "per": "horizon"}))


@golden
def target_that_may_be_missed():
    """Elastic: what is missing of agents or of calls is paid for, at far more than a shift."""
    return master(thirds({**HALF, "per": "interval"}), elastic=True)


@golden
def occupancy():
    """Work that was measured as 0.8 and 0.4 agents' is to be at most 80 % of the team's time: one agent, and half of one."""
    measured = Beliefs(rest={(0, 1): 0.8 / 0.8, (0, 2): 0.4 / 0.8})
    return master(thirds({"agent_group": "team", "occupancy": 0.8, "per": "interval"}), measured)


@golden
def groups_share_queues():
    """The floor serves both queues, a VIP by 4/5 of an agent of the desk: what it gives one it does not give the other."""

    def skill(mean):
        return {"handle_time": {"exponential": {"mean": mean}}}

    callers = {
        name: {"channel": "voice", "arrivals": {"volumes": [volume, 0]}, "enters": name, "patience": "never"}
        for name, volume in (("vip", 60), ("general", 120))
    }
    return master(
        parse(
            {
                "callfloor": 1, "calendar": {"start": "2026-03-02", "interval": "12 h"}, "contact_types": callers,
                "queues": {"vip": {}, "general": {}},
                "agent_groups": {
                    "desk": {"skills": {"vip": skill("4 min")}, "cost": "2 per h"},
                    "floor": {"skills": {"general": skill("4 min"), "vip": skill("5 min")}, "cost": "1 per h"},
                },
                "targets": [{**HALF, "queue": name, "per": "interval"} for name in ("vip", "general")],
                "shifts": [{"groups": ["desk", "floor"], "start": "00:00", "length": "12 h"}],
            }
        )
    )  # fmt: skip


@golden
def deferred_work():
    """Twenty orders of twenty minutes come in the second interval and are due about the middle of the third: 95 % are done by its beginning, none before they come."""
    team = {"skills": {"orders": {"handle_time": {"exponential": {"mean": "20 min"}}}}, "cost": "10 per h"}
    order = {"channel": "work_order", "arrivals": {"volumes": [0, 20, 0]}, "enters": "orders"}
    return master(
        orders(
            calls=False, deadline="8 h", contact_types={"order": order}, agent_groups={"team": team}, shifts=EIGHT_HOURS,
            calendar={"start": "2026-03-02", "days": 1, "interval": "8 h"},
        )
    )  # fmt: skip


@golden
def workload_of_the_bound():
    """What every plan needs: time for the calls that are answered, no more than come, and of them 80 % at least."""
    scenario = thirds({"queue": "calls", "abandonment": 0.2, "per": "horizon"}, volumes=(0, 96, 0))
    return Workload(scenario, Roster.of(scenario)).program


def texts() -> Iterator[tuple[str, str]]:
    for name, make in PROGRAMS.items():
        yield name, text_of(make())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts():
        (FOLDER / f"{name}.lp").write_text(text, encoding="utf-8")
