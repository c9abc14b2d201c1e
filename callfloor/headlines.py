"""The answer first: one sentence that says how a run came out.

It opens the terminal's output and the report. A planner who reads nothing else should still act rightly on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import nearest, replanning, words
from callfloor.figures import judged
from callfloor.figures.shifts import work_kinds
from callfloor.language import plural, say
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
        return say(
            "{share} of contacts are answered within {within}, {lost} give up; no target is set.",
            share=words.share(reading.value("answer_rate", "centre", within=STANDARD)),
            within=words.duration(STANDARD),
            lost=words.share(_giving_up(reading)),
        )
    judged = tuple(verdict for verdict in verdicts if verdict.judged)
    if not judged:
        return say("No target can be judged: in no period are as many contacts offered as it asks for.")
    missed = [verdict for verdict in judged if not verdict.met]
    if not missed:
        return _all(len(judged), len(verdicts), _tightest(reading.scenario, judged))
    told = missed if len(missed) < 3 else [max(missed, key=_shortfall)]
    said = words.chain([miss(reading.scenario, one) for one in told])
    return _some(len(missed), len(verdicts), said, worst=len(told) < len(missed))


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
    return say(
        "Targets are computed exactly, all else is measured on {days} that the optimizer never saw (seed {seed})."
        if found.exact
        else "Measured on {days} that the optimizer never saw (seed {seed}).",
        days=days,
        seed=found.results.seed,
    )


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
            return say("No plan was found: the solver came to none in the time that it takes at most.")
        return say("The time limit came before any plan was found; allow more with --time-limit.")
    if ended.status == "tests_failed":
        return _tests_failed(ended, found)
    missed = [verdict for verdict in found.verdicts if not verdict.met]
    return say(
        "{which} costs {cost}{bound}. It {kept}; {who}.",
        which=_which(ended, found, missed=bool(missed)),
        cost=ended.priced(found.cost),
        bound=_bounded(ended, found),
        kept=_kept(ended, found, len(missed)),
        who=_who(ended, found),
    )


def _which(ended: Ended, found: Plan, *, missed: bool) -> str:
    """What the plan is: the plan, by formula, or the best or the nearest so far."""
    if ended.status != "time_limit":
        return say("The plan") if found.by_formula is None else say("The plan by formula")
    if missed:
        return say("Stopped at the time limit before a plan met every target; the nearest so far")
    return say("Stopped at the time limit; the best plan so far")


def _bounded(ended: Ended, found: Plan) -> str:
    """How far from least cost it can be, as the end of a phrase."""
    if ended.known_bound is None:
        return ""
    if found.gap == 0 and found.met and not found.learned:
        return say("; no plan can cost less")
    bound = ended.priced(ended.known_bound)
    if found.exact:
        return say("; no plan can cost less than {bound}", bound=bound)
    if found.learned:
        return say("; by what was measured, no plan costs less than {bound}", bound=bound)
    return say("; the lower bound for any plan is {bound}", bound=bound)


def _kept(ended: Ended, found: Plan, missed: int) -> str:
    """Whether it keeps the targets, and how that is known."""
    tested = say(", computed exactly") if found.exact else say(" over {days} together", days=_fresh(found))
    if missed:
        return say("{misses}{tested}", misses=words.missed(missed, len(found.verdicts)), tested=tested)
    judged = sum(verdict.judged for verdict in found.verdicts)
    kept = say(
        "meets {targets}{tested}",
        targets=_every(judged)
        if judged == len(found.verdicts)
        else say("the {judged} of {all} targets that can be judged", judged=judged, all=len(found.verdicts)),
        tested=tested,
    )
    doubt = say(", but by so little that other days may say otherwise") if ended.status == "missed" else ""
    return kept + doubt


def _tests_failed(ended: Ended, found: Plan) -> str:
    """All plans that were tested failed: how many, and by how little the nearest did."""
    tested = say("Every plan that was tested")
    if ended.tests is not None:
        tested = plural("The one plan that was tested", "All {n} plans that were tested", ended.tests)
    days, count = _fresh(found), len(found.verdicts)
    missed = nearest.misses(found)
    if missed:
        how = say(
            "{misses} over {days} together: {said}",
            misses=words.missed(len(missed), count),
            days=days,
            said=words.chain([nearest.sentence(ended, one) for one in missed[:2]]),
        )
    else:
        how = say(
            "meets {targets} over {days} together, but by so little that other days may say otherwise.",
            targets=_every(count),
            days=days,
        )
    return say(
        "{tested} missed a target, or met one by too little to be sure. The nearest, for {cost}, {how}",
        tested=tested,
        cost=ended.priced(found.cost),
        how=how,
    )


def _who(ended: Ended, found: Plan) -> str:
    """People and shifts; without shifts the most people at once."""
    if ended.by_interval:
        people, hours = words.people(found.most_at_once), words.number(found.paid_hours)
        return say("at most {people} at once, {hours} hours together", people=people, hours=hours)
    worked = sum(choice.agents for choice in found.shifts)
    if found.scenario.calendar.days > 1:  # somebody who works on five days works five shifts
        days = found.scenario.calendar.days
        return plural(
            "{n} shift is worked over {days} days", "{n} shifts are worked over {days} days", worked, days=days
        )
    return work_kinds(worked, len(found.shifts))


def _infeasible(ended: Ended) -> str:
    from optimize.conflict import WHOLE_PEOPLE

    why = ""
    if ended.conflict:
        what = words.listed([ended.by_the_clock(one) for one in ended.conflict])
        if ended.conflict == (WHOLE_PEOPLE,):
            why = say(": {what}", what=what)  # it is a sentence by itself
        else:
            why = say(
                ": {what} cannot all hold" if len(ended.conflict) > 1 else ": {what} stands in the way", what=what
            )
    said = [say("No plan can meet the targets{why}.", why=why)]
    if ended.remedies:
        said.append(say("What would free it: {how}.", how=ended.frees[0].split(";", maxsplit=1)[0]))
    missed = 0 if ended.plan is None else sum(not verdict.met for verdict in ended.plan.verdicts)
    if missed and ended.plan is not None:
        said.append(say("The nearest plan {misses}.", misses=words.missed(missed, len(ended.plan.verdicts))))
    return words.told_in_turn(said)


def _all(judged: int, count: int, said: str) -> str:
    if judged < count:
        return say(
            "Of {all} targets, {judged} can be judged, and all of these are met: {said}",
            all=count,
            judged=judged,
            said=said,
        )
    if count == 1:
        return say("The target is met: {said}", said=said)
    return say("All {n} targets are met: {said}", n=count, said=said)


def _every(count: int) -> str:
    if count == 0:
        return say("no target, since none is set,")
    return say("its target") if count == 1 else say("all {n} targets", n=count)


def _some(missed: int, count: int, said: str, *, worst: bool) -> str:
    """How many are missed, and which; ``worst``: of more than can be told the worst."""
    if count == 1:
        return say("The target is missed: {said}", said=said)
    if worst:
        return say("{missed} of {all} targets are missed, worst {said}", missed=missed, all=count, said=said)
    return plural(
        "{n} of {all} targets is missed: {said}",
        "{n} of {all} targets are missed: {said}",
        missed,
        all=count,
        said=said,
    )


def miss(scenario: Scenario, verdict: Verdict) -> str:
    """A target at its worst period, beside what is asked: `vip 87.1 % answered within 15 s at 13:30 (asked 90 %)`."""
    return say(
        "{name} {reached}{at} (asked {asked})",
        name=verdict.target.of_what or say("centre"),
        reached=judged.measured(verdict),
        at=at(scenario, verdict),
        asked=judged.asked(verdict.target),
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
        when = at(scenario, verdict)
        worst = say(
            "{name} {reached} at worst,{at} (asked {asked})" if when else "{name} {reached}{at} (asked {asked})",
            name=verdict.target.of_what or say("centre"),
            reached=judged.measured(verdict),
            at=when,
            asked=judged.asked(verdict.target),
        )
        said.append(worst)
    return words.chain(said)
