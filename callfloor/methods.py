"""Two methods side by side: what is told of a plan that is searched for and one by formula, for the terminal, the JSON and the report.

What is told first is the difference: cost, people, targets on the same fresh days, and what the formula does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from callfloor import documents_planned, words
from callfloor.ended import Ended
from callfloor.figures import judged
from callfloor.figures.picture import Table
from callfloor.language import later, say
from callfloor.language.below import retold
from callfloor.tables import at, measure_words, style_of
from optimize.formula.why import ALL

if TYPE_CHECKING:
    from optimize.formula.methods import Methods
    from sim.targets import Verdict

STATUS = {
    "met": later("met"),
    "missed": later("missed"),
    "infeasible": later("infeasible"),
    "time_limit": later("time limit"),
    "tests_failed": later("tests failed"),
}
SAME = 0.005  # relative difference of cost that nobody would call one
NOTABLE = 0.005  # change of a share, or relative of a wait, that is worth a word


def ends(found: Methods) -> tuple[Ended, Ended]:
    """How both runs ended, in the shape that every face reads."""
    pairs = zip((found.searched, found.by_formula), found.seconds, strict=True)
    first, second = (Ended.of(found.scenario, outcome, seconds) for outcome, seconds in pairs)
    return first, second


def document(found: Methods) -> dict[str, Any]:
    """`callfloor/methods/1`: both plans as `callfloor/plan/1`, and what the formula's plan reaches without each cause."""
    first, second = ends(found)
    return {
        "format": "callfloor/methods/1",
        "scenario": found.scenario.name,
        "simulation": documents_planned.plan(first),
        "erlang": documents_planned.plan(second),
        "answer": sentence(found),
        "more_people": {
            group: None if (more := found.more_people(group)) is None else [float(value) for value in more]
            for group in _planned(found)
        },
        "without": [{"cause": cause.without, "reached": list(cause.reached)} for cause in found.causes],
        "reasons": list(reasons(found)),
    }


def sentence(found: Methods) -> str:
    """Which plan costs what, and whether they keep their targets."""
    first, second = ends(found)
    searched, by_formula = found.plans
    if searched is None or by_formula is None:
        search = "Only one plan can be shown: searching came to none."
        formula = "Only one plan can be shown: the formula came to none."
        return say(search if searched is None else formula)
    difference = (by_formula.cost - searched.cost) / searched.cost if searched.cost else 0.0
    about = "The plan by formula costs {money}, about as much as the one that is searched for and simulated ({other})."
    more = "The plan by formula costs {money}, {share} more than the one that is searched for and simulated ({other})."
    less = "The plan by formula costs {money}, {share} less than the one that is searched for and simulated ({other})."
    told = say(
        about if abs(difference) < SAME else more if difference > 0 else less,
        money=second.priced(by_formula.cost), share=words.share(abs(difference)), other=first.priced(searched.cost),
    )  # fmt: skip
    kept = say(
        "On the same fresh days it {first}, the other {second}.",
        first=_kept(by_formula.verdicts),
        second=_kept(searched.verdicts),
    )
    if by_formula.met and searched.met:
        every = "On the same fresh days both keep every target."
        nothing = "On the same fresh days there is no target to keep."
        kept = say(every if by_formula.verdicts else nothing)
    return words.told_in_turn([told, kept])


def _kept(verdicts: tuple[Verdict, ...]) -> str:
    missed = sum(not verdict.met for verdict in verdicts)
    return words.missed(missed, len(verdicts)) if missed else say("keeps every target")


def _planned(found: Methods) -> list[str]:
    plans = [one for one in found.plans if one is not None]
    return list(plans[0].required) if plans else []


def side_by_side(found: Methods) -> Table:
    """Cost, people and every target of both plans, row by row."""
    both_ends, plans = ends(found), found.plans

    def row(name: str, cells: list[str]) -> tuple[str, ...]:
        return (name, *cells)

    def each(say: Any) -> list[str]:  # noqa: ANN401 - a function of how a run ended
        return [words.NOTHING if ended.plan is None else say(ended) for ended in both_ends]

    rows = [
        row(say("when tested"), [say(STATUS[ended.status]) for ended in both_ends]),
        row(say("cost"), each(lambda ended: ended.priced(ended.plan.cost))),
        row(say("paid hours"), each(lambda ended: words.number(ended.plan.paid_hours))),
        row(say("most people at once"), each(lambda ended: words.number(ended.plan.most_at_once))),
        row(say("found in"), [words.duration(ended.seconds) for ended in both_ends]),
    ]
    for place, target in enumerate(found.scenario.targets):
        verdicts = [None if one is None else one.verdicts[place] for one in plans]
        known = next((verdict for verdict in verdicts if verdict is not None), None)
        if known is not None:
            name = say(
                "{name}: {measure}, asked {asked}",
                name=target.of_what or found.scenario.name, measure=measure_words(known), asked=_asked(known),
            )  # fmt: skip
            rows.append(row(name, [words.NOTHING if one is None else _reached(found, one) for one in verdicts]))
    return Table(("", say("simulation"), say("erlang")), tuple(rows))


def _asked(verdict: Verdict) -> str:
    from callfloor.figures.asked import asked_in_words

    return asked_in_words(verdict)


def _reached(found: Methods, verdict: Verdict) -> str:
    if verdict.worst is None:
        return say("not judged")
    value = judged.said(verdict.target, judged.figure(verdict.target, verdict.worst, {}).reached)
    told = f"{value}{at(found.scenario, verdict)}"
    return told if verdict.met else say("{value}, MISSED", value=told)


def why(found: Methods) -> Table:
    """What the formula promised, what the plan reached, and what it reaches without each thing that the formula leaves out."""
    plan_by_formula = found.plans[1]
    if plan_by_formula is None or plan_by_formula.by_formula is None:
        return Table((), ())
    verdicts = plan_by_formula.verdicts
    names = [
        say("{name}: {what}", name=verdict.target.of_what or found.scenario.name, what=measure_words(verdict))
        + (say(", mean||of days") if judged.of_days(verdict.target) else "")
        + at(found.scenario, verdict)
        for verdict in verdicts
    ]

    def row(name: str, values: tuple[float | None, ...]) -> tuple[str, ...]:
        told = (words.styled(value, style_of(verdict)) for value, verdict in zip(values, verdicts, strict=True))
        return (name, *told)

    measured = tuple(None if verdict.worst is None else verdict.worst.reached for verdict in verdicts)
    rows = [
        row(say("promised, at its worst"), plan_by_formula.by_formula.promised),
        row(say("simulated||beside the recorded"), measured),
    ]
    rows += [row(say("without {cause}", cause=retold(cause.without)), cause.reached) for cause in found.causes]
    return Table(("", *names), tuple(rows))


def reasons(found: Methods) -> tuple[str, ...]:
    """In words: where the two staff differently, and which cause moves each target most."""
    return (*_people(found), *_causes(found))


def _people(found: Methods) -> list[str]:
    said, hours = [], found.scenario.calendar.interval / 3600
    for group in _planned(found):
        more = found.more_people(group)
        if more is not None:
            added, saved = (float(part.sum()) * hours for part in (more.clip(min=0), (-more).clip(min=0)))
            said.append(
                say(
                    "{group}: the formula schedules {added} hours more where it has more people, and {saved} hours less "
                    "where it has fewer.",
                    group=group, added=words.number(added), saved=words.number(saved),
                )
            )  # fmt: skip
    return said


def _causes(found: Methods) -> list[str]:
    plan_by_formula = found.plans[1]
    if plan_by_formula is None or plan_by_formula.by_formula is None:
        return []
    said = []
    for place, verdict in enumerate(plan_by_formula.verdicts):
        if verdict.worst is None or verdict.worst.reached is None:
            continue
        reached, scale = verdict.worst.reached, 1.0 if style_of(verdict) == "share" else verdict.target.asked
        single = [(cause.without, cause.reached[place]) for cause in found.causes if cause.without != ALL]
        gone = [cause for cause, value in single if value is None]
        moved = [(c, value) for c, value in single if value is not None and abs(value - reached) / scale > NOTABLE]
        moved.sort(key=lambda one: -abs(one[1] - reached))
        name = say("{name}, {what}", name=verdict.target.of_what or found.scenario.name, what=measure_words(verdict))
        show = style_of(verdict)
        told = [say("without {cause} there would be nothing to judge", cause=retold(cause)) for cause in gone]
        told += [
            say("without {cause} it would be {value}", cause=retold(cause), value=words.styled(value, show))
            for cause, value in moved[:3]
        ]
        said.append(
            say(
                "{target}: {value} simulated; {causes}.",
                target=f"{name}{at(found.scenario, verdict)}",
                value=words.styled(reached, show),
                causes=say("; ").join(told) or say("none of what the formula leaves out changes it by much"),
            )
        )
    return said
