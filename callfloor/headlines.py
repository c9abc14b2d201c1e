"""The answer first: one sentence that says how a run came out.

It opens the terminal's output and the report. A planner who reads nothing else should still act rightly on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import nearest, replanning, words
from callfloor.figures import judged
from callfloor.tables import STANDARD, at
from sim.targets import AT_MOST

if TYPE_CHECKING:
    from callfloor.ended import Ended
    from callfloor.figures.reading import Reading
    from optimize.outcome import Plan
    from scenarios.schema import Scenario
    from sim.targets import Verdict


def simulated(reading: Reading) -> str:
    """How the simulated days came out against the targets."""
    verdicts = reading.results.verdicts
    if not verdicts:
        return (
            f"{words.share(reading.value('answer_rate', 'centre', within=STANDARD))} of contacts are answered within "
            f"{words.duration(STANDARD)}, {words.share(_giving_up(reading))} give up; no target is set."
        )
    judged = tuple(verdict for verdict in verdicts if verdict.judged)
    if not judged:
        return "No target can be judged: in no period are as many contacts offered as it asks for."
    missed = [verdict for verdict in judged if not verdict.met]
    if not missed:
        return f"{_all(len(judged), len(verdicts))} met: {_tightest(reading.scenario, judged)}."
    told = missed if len(missed) < 3 else [max(missed, key=_shortfall)]
    said = "; ".join(miss(reading.scenario, one) for one in told)
    return f"{_some(len(missed), len(verdicts))} missed{':' if len(told) == len(missed) else ', worst'} {said}."


def _giving_up(reading: Reading) -> float | None:
    """Abandoned / offered of the contacts that the centre's answer rate is over: the immediate ones, if there are any."""
    scenario = reading.scenario
    names = [name for name in scenario.queues if not scenario.deferred(name)] or list(scenario.queues)
    abandoned, offered = (
        sum(reading.value(measure, "queue", name) or 0.0 for name in names) for measure in ("abandoned", "offered")
    )
    return abandoned / offered if offered else None


def verified(found: Plan) -> str:
    """How the plan was tested."""
    days = _fresh(found)
    what = "Targets are computed exactly, all else is measured" if found.exact else "Measured"
    return f"{what} on {days} that the optimizer never saw (seed {found.results.seed})."


def _fresh(found: Plan) -> str:
    return words.fresh(found.results.replications, found.scenario.calendar.days)


def planned(ended: Ended) -> str:
    """What the plan costs, whether it keeps the targets, and how far from least cost it can be."""
    found = ended.plan
    if ended.replanned is not None:
        return replanning.headline(ended)
    if ended.status == "infeasible":
        return _infeasible(ended)
    if found is None:
        if not ended.limited:
            return "No plan was found: the solver came to none in the time that it takes at most."
        return "The time limit came before any plan was found; allow more with --time-limit."
    if ended.status == "tests_failed":
        return _tests_failed(ended, found)
    least = "no plan can cost less than" if found.exact else "the lower bound for any plan is"
    if found.learned and not found.exact:
        least = "by what was measured, no plan costs less than"
    bound = "" if ended.known_bound is None else f"; {least} {ended.priced(ended.known_bound)}"
    if ended.known_bound is not None and found.gap == 0 and found.met and not found.learned:
        bound = "; no plan can cost less"
    missed = [verdict for verdict in found.verdicts if not verdict.met]
    tested = ", computed exactly" if found.exact else f" over {_fresh(found)} together"
    judged = sum(verdict.judged for verdict in found.verdicts)
    every = (
        _every(judged)
        if judged == len(found.verdicts)
        else f"the {judged} of {len(found.verdicts)} targets that can be judged"
    )
    kept = f"meets {every}{tested}"
    if missed:
        kept = f"{words.missed(len(missed), len(found.verdicts))}{tested}"
    elif ended.status == "missed":
        kept += ", but by so little that other days may say otherwise"
    stopped = (
        "Stopped at the time limit before a plan met every target; the nearest so far"
        if missed
        else "Stopped at the time limit; the best plan so far"
    )
    which = (
        stopped if ended.status == "time_limit" else "The plan" if found.by_formula is None else "The plan by formula"
    )
    return f"{which} costs {ended.priced(found.cost)}{bound}. It {kept}; {_who(ended, found)}."


def _tests_failed(ended: Ended, found: Plan) -> str:
    """All plans that were tested failed: how many, and by how little the nearest did."""
    tested = "Every plan that was tested" if ended.tests is None else f"All {ended.tests} plans that were tested"
    tested = "The one plan that was tested" if ended.tests == 1 else tested
    days, count = _fresh(found), len(found.verdicts)
    missed = nearest.misses(found)
    if missed:
        said = "; ".join(nearest.sentence(ended, one) for one in missed[:2])
        how = f"{words.missed(len(missed), count)} over {days} together: {said}"
    else:
        how = f"meets {_every(count)} over {days} together, but by so little that other days may say otherwise"
    return f"{tested} missed a target, or met one by too little to be sure. The nearest, for {ended.priced(found.cost)}, {how}."


def _who(ended: Ended, found: Plan) -> str:
    """People and shifts; without shifts the most people at once."""
    if ended.by_interval:
        most = found.most_at_once
        return f"at most {words.people(most)} at once, {words.number(found.paid_hours)} hours together"
    worked = sum(choice.agents for choice in found.shifts)
    if found.scenario.calendar.days > 1:  # somebody who works on five days works five shifts
        return f"{words.plural(worked, 'shift is', 'shifts are')} worked over {found.scenario.calendar.days} days"
    return f"{words.plural(worked, 'person works', 'people work')} {words.plural(len(found.shifts), 'kind')} of shift"


def _infeasible(ended: Ended) -> str:
    from optimize.conflict import WHOLE_PEOPLE

    together = " cannot all hold" if len(ended.conflict) > 1 else " stands in the way"
    if ended.conflict == (WHOLE_PEOPLE,):
        together = ""  # it is a sentence by itself
    why = f": {words.listed([ended.by_the_clock(one) for one in ended.conflict])}{together}" if ended.conflict else ""
    free = f" What would free it: {ended.frees[0].split(';', maxsplit=1)[0]}." if ended.remedies else ""
    if ended.plan is None:
        return f"No plan can meet the targets{why}.{free}"
    missed = sum(not verdict.met for verdict in ended.plan.verdicts)
    near = f" The nearest plan {words.missed(missed, len(ended.plan.verdicts))}." if missed else ""
    return f"No plan can meet the targets{why}.{free}{near}"


def _all(judged: int, count: int) -> str:
    if judged < count:
        return f"Of {count} targets, {judged} can be judged, and all of these are"
    return "The target is" if count == 1 else f"All {count} targets are"


def _every(count: int) -> str:
    if count == 0:
        return "no target, since none is set,"
    return "its target" if count == 1 else f"all {count} targets"


def _some(missed: int, count: int) -> str:
    if count == 1:
        return "The target is"
    return f"{missed} of {count} targets {'is' if missed == 1 else 'are'}"


def miss(scenario: Scenario, verdict: Verdict) -> str:
    """A target at its worst period, beside what is asked: `vip 87.1 % answered within 15 s at 13:30 (asked 90 %)`."""
    target = verdict.target
    return (
        f"{target.of_what or 'centre'} {judged.measured(verdict)}{at(scenario, verdict)} (asked {judged.asked(target)})"
    )


def _shortfall(verdict: Verdict) -> float:
    """How far the worst period falls short of what is asked, relative to it; with ``confidence`` in share of days."""
    worst, asked = verdict.worst, verdict.target.asked
    if worst is None or worst.reached is None:
        return float("inf")
    if verdict.target.confidence is not None:
        return verdict.target.confidence - (worst.days_met or 0.0)
    short = asked - worst.reached if verdict.target.measure not in AT_MOST else worst.reached - asked
    return short / (asked or 1.0)


def _tightest(scenario: Scenario, verdicts: tuple[Verdict, ...]) -> str:
    said = []
    for verdict in verdicts[:3]:
        worst = f" at worst,{at(scenario, verdict)}" if at(scenario, verdict) else ""
        said.append(
            f"{verdict.target.of_what or 'centre'} {judged.measured(verdict)}{worst} (asked {judged.asked(verdict.target)})"
        )
    return "; ".join(said)
