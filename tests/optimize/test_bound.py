"""The workload bound against a plan that was simulated."""

from optimize.bound import lower_bound
from optimize.outcome import staffing_of
from optimize.program import Roster
from scenarios.distributions import Fixed
from sim.experiment import simulate
from tests.optimize.centres import one_queue


def test_contacts_begun_just_before_a_shift_ends_are_finished_after_it():
    """All agents begin at 09:00, finish at 09:50 and take a second contact of 50 min: two in a shift of an hour."""
    asked = [{"queue": "calls", "answer_rate": 0.16, "within": "20 s"}]
    shifts = [{"groups": ["team"], "start": "09:00", "length": "1 h"}]
    scenario = one_queue([0] * 9 + [120], shifts, asked, patience="20 s")
    team = scenario.agent_groups["team"]
    skill = team.skills["calls"].model_copy(update={"handle_time": Fixed(3000.0)})
    scenario = scenario.model_copy(
        update={"agent_groups": {"team": team.model_copy(update={"skills": {"calls": skill}})}}
    )
    roster = Roster.of(scenario)
    verdict = simulate(scenario, staffing_of(scenario, roster, roster.shifts([10])), replications=100, seed=7).verdicts[
        0
    ]
    assert verdict.met
    assert lower_bound(scenario, roster)[0] <= 10
