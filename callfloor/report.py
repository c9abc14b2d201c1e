"""The report of a simulation or a plan: a sheet that answers first and explains after.

Order: the answer in a sentence, key figures and cost, the targets with their limits, the charts, the tables, the words and
their denominators, and how to get the same figures again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callfloor import (
    __version__,
    amount,
    beside,
    extras,
    figures,
    headlines,
    nearest,
    page,
    replanning,
    tables,
    telling,
    words,
)
from callfloor.blocks import Answer, Block, Bullets, Chart, Folded, Paragraph, Rows, Section, Sheet, Tiles, Words
from callfloor.figures import judged
from callfloor.figures.outlook import at_risk
from callfloor.figures.reading import Reading
from callfloor.glossary import glossary
from callfloor.language import later, plural, say
from callfloor.language.below import retold
from callfloor.language.library import titled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from callfloor.ended import Ended
    from callfloor.figures.picture import Picture
    from optimize.formula.methods import Methods
    from optimize.outcome import Plan
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.targets import Verdict


NO_PLAN = {
    "infeasible": later("infeasible"),
    "time_limit": later("time limit"),
    "tests_failed": later("tests failed"),
    "missed": later("missed"),
    "met": later("met"),
}


def simulation(reading: Reading, extra: Callable[[], Sequence[Picture]] = tuple) -> bytes:
    """The report of a simulation; `extra` draws the charts against a recorded day, in the language of the report."""
    return page.made(lambda: simulation_sheet(reading, extra()))


def simulation_sheet(reading: Reading, extra: Sequence[Picture] = ()) -> Sheet:
    """What a simulation says; `extra` charts (against a recorded day) come right after the targets."""
    results, scenario = reading.results, reading.scenario
    blocks = [
        _answer(headlines.simulated(reading), results.verdicts),
        Tiles(tuple(_key_figures(reading))),
        *_targets(scenario, results.verdicts, days=judged.days_of(results)),
        *_at_risk(reading),
        *map(Chart, (*extra, *figures.of_simulation(reading))),
        *_measures(reading),
    ]
    return _sheet(scenario, say("simulation"), blocks, _foot(results))


def planning(ended: Ended) -> bytes:
    """The report of a plan, or of why there is none."""
    return page.made(lambda: planning_sheet(ended))


def planning_sheet(ended: Ended) -> Sheet:
    """What a plan says, or why there is none."""
    scenario = ended.scenario
    kind, headline = replanning.title(ended) or say("shift plan"), headlines.planned(ended)
    if ended.plan is None:
        answer = Answer(headline, say(NO_PLAN[ended.status]), good=False)
        blocks = [answer, *_conflict(ended), Section(say("How it is known"), _proof(ended))]
        return _sheet(scenario, kind, blocks, f"callfloor {__version__}")
    found, reading = ended.plan, Reading(ended.plan.results)
    shifts, *others = [replanning.marked(ended, picture) for picture in figures.of_plan(found, reading)]
    if ended.no_solution:
        shifts = replace(
            shifts, title=say("The nearest plan: {what}", what=f"{shifts.title[:1].lower()}{shifts.title[1:]}")
        )
    blocks = [
        Answer(headline, _status_word(ended), good=ended.status == "met"),
        *(_nearest(ended, found) if ended.no_solution else _plan(ended, found)),
        Chart(shifts),
        *telling.sections(ended),
        *map(Chart, others),
        *_measures(reading),
    ]
    return _sheet(scenario, kind, blocks, _foot(found.results))


def _plan(ended: Ended, found: Plan) -> list[Block]:
    """A plan that is one: what it costs, what changes, its targets, and how it is known."""
    return [
        Tiles(tuple(plan_figures(ended))),
        *replanning.sections(ended),
        *_plan_targets(ended, found),
        Section(say("How good is this plan?"), _proof(ended)),
    ]


def _nearest(ended: Ended, found: Plan) -> list[Block]:
    """A plan that does not do: what stands in the way and what it misses first; its cost is no answer, and so no figure of its own."""
    short = nearest.lines(ended)
    misses = [Section(say("What the nearest plan misses"), (Bullets(tuple(short)),))] if short else []
    cost = say(
        "It is no solution, only the nearest to one that was found: {cost}, {hours} paid hours. "
        "What a plan that meets the targets would cost is not known.",
        cost=ended.priced(found.cost),
        hours=words.number(found.paid_hours),
    )
    return [
        *(
            _conflict(ended) if ended.replanned is None else []
        ),  # what is missed is all that is known to stand in the way
        *misses,
        *replanning.sections(ended),
        *_plan_targets(ended, found, heading=say("The targets under the nearest plan")),
        Section(say("What is this plan worth?"), (Paragraph(cost), *_proof(ended))),
    ]


def _plan_targets(ended: Ended, found: Plan, heading: str = "") -> list[Block]:
    promised = None if found.by_formula is None else found.by_formula.promised
    said, days = headlines.verified(found), judged.days_of(found.results)
    return _targets(
        ended.scenario, found.verdicts, said, exact=found.exact, promised=promised, days=days, heading=heading
    )


def methods(found: Methods, first: Ended, second: Ended) -> bytes:
    """The report of two methods."""
    return page.made(lambda: methods_sheet(found, first, second))


def methods_sheet(found: Methods, first: Ended, second: Ended) -> Sheet:
    """Two methods: the difference first, then the plan that is searched for, whole."""
    from callfloor import methods as told
    from callfloor.figures.methods import people

    kind = say("shift plan by two methods")
    blocks: list[Block] = [
        Answer(told.sentence(found)),
        Section(say("The two plans, on the same fresh days"), (Rows(told.side_by_side(found)),)),
        Chart(people(found)),
    ]
    if found.causes:
        note = say(
            "Each row is the plan by formula on the same days, one thing left out of the world that the formula does not "
            "know. Parts do not add up, for they work on each other."
        )
        why = (Paragraph(note), Rows(told.why(found)), Bullets(told.reasons(found)))
        blocks.append(Section(say("Why the formula is off"), why))
    formula = Section(say("The plan by formula"), (Paragraph(headlines.planned(second)), *_proof(second)))
    if first.plan is None:
        return _sheet(found.scenario, kind, [*blocks, *_conflict(first), formula], f"callfloor {__version__}")
    reading = Reading(first.plan.results)
    blocks.append(Section(say("The plan that is searched for"), (Paragraph(headlines.planned(first)),)))
    blocks += _nearest(first, first.plan) if first.no_solution else _plan(first, first.plan)
    blocks += map(Chart, figures.of_plan(first.plan, reading))
    return _sheet(found.scenario, kind, [*blocks, formula], _foot(first.plan.results))


def plan_figures(ended: Ended) -> list[tuple[str, str, str]]:
    """Key figures of a plan."""
    found = ended.plan
    if found is None:
        return []
    if ended.replanned is not None:
        return [
            *replanning.tiles(ended),
            *_people(ended, found),
            (say("paid hours"), words.number(found.paid_hours), ""),
        ]
    bounded = say("none is known")
    if ended.known_bound:
        bounded = say("no plan costs less") if found.exact else say("no plan costs less, as assumed below")
    return [
        (say("cost"), ended.priced(found.cost), say("paid staff")),
        (
            say("least possible") if found.exact else say("lower bound"),
            ended.priced(ended.known_bound),
            bounded,
        ),
        (
            say("gap"),
            words.share(found.gap) if ended.known_bound and found.met else words.NOTHING,
            say("(cost - bound) / cost") if found.met else say("the plan misses a target"),
        ),
        *_people(ended, found),
        (say("paid hours"), words.number(found.paid_hours), ""),
        (
            say("full-time equivalents"),
            words.number(found.fte),
            say("of {hours} paid hours each", hours=words.number(found.full_time)),
        ),
    ]


def _people(ended: Ended, found: Plan) -> list[tuple[str, str, str]]:
    if ended.by_interval:
        most = found.most_at_once
        return [(say("most people at once"), words.number(most), say("scheduled, all planned groups"))]
    worked = sum(choice.agents for choice in found.shifts)
    if ended.scenario.calendar.days > 1:
        over = say("over {days} days", days=ended.scenario.calendar.days)
        return [(say("shifts worked"), words.number(worked), over)]
    kinds = plural("{n} kind of shift", "{n} kinds of shift", len(found.shifts))
    return [(say("people"), words.number(worked), kinds)]


def _name(scenario: Scenario) -> str:
    return titled(scenario.title) or scenario.name


def _sheet(scenario: Scenario, kind: str, blocks: Sequence[Block], foot: str) -> Sheet:
    """The sheet, and what was run: `Hotline · simulation · 1 day from Monday 2 March 2026`."""
    calendar = scenario.calendar
    days = say("{days} from {start}", days=words.days(calendar.days), start=words.day(calendar.start))
    about = f"{_name(scenario)} · {kind} · {days}"
    return Sheet(_name(scenario), about, tuple(blocks), foot)


def _answer(headline: str, verdicts: Sequence[Verdict]) -> Answer:
    if not verdicts:
        return Answer(headline)
    met = sum(verdict.met and verdict.judged for verdict in verdicts)
    word = plural("{met} of {n} target met", "{met} of {n} targets met", len(verdicts), met=met)
    return Answer(headline, word, good=all(verdict.met for verdict in verdicts))


def _status_word(ended: Ended) -> str:
    met = ended.plan is not None and ended.plan.met
    return {
        "met": say("targets met"),
        "infeasible": say("no plan meets the targets"),
        "time_limit": say("stopped at the time limit")
        if met
        else say("stopped at the time limit before a plan met every target"),
        "tests_failed": say("no plan passed its test"),
        "missed": say("targets kept by too little") if met else say("targets missed when tested"),
    }[ended.status]


def _key_figures(reading: Reading) -> list[tuple[str, str, str]]:
    scenario = reading.scenario
    within = tables.headline_within(scenario)
    days = scenario.calendar.days
    horizon = say("a day") if days == 1 else say("in {days}", days=words.days(days))
    asked = say("contacts a day") if days == 1 else say("contacts in {days}", days=words.days(days))
    each = reading.value("cost_per_contact", "centre")
    priced = any(group.cost is not None for group in scenario.agent_groups.values())
    costs = [
        (say("cost of staff"), words.money(reading.value("cost", "centre"), scenario.currency), horizon),
        (say("cost per contact"), words.money(each, scenario.currency), say("per answered contact")),
    ]
    return [
        *(costs if priced else []),
        (say("offered"), words.count(reading.value("offered", "centre")), asked),
        (
            say("answered"),
            words.share(reading.value("answer_rate", "centre", within=within)),
            say("within {within}, of the offered", within=words.duration(within)),
        ),
        (say("abandoned"), words.share(reading.value("abandonment", "centre")), say("of the offered")),
        (say("occupancy"), words.share(reading.value("occupancy", "centre")), say("of the time staffed")),
        *_further_figures(reading),
    ]


def _further_figures(reading: Reading) -> list[tuple[str, str, str]]:
    """Key figures of what not every centre has: deadlines, contacts that come again, a model of satisfaction."""
    on_time, score = reading.value("on_time", "centre"), reading.value("satisfaction", "centre")
    found = []
    if on_time is not None:
        found.append((say("work on time"), words.share(on_time), say("of the work due")))
    if extras.comes_again(reading):
        resolved = reading.value("first_contact_resolution", "centre")
        found.append((say("resolved at once"), words.share(resolved), say("of the answered first contacts")))
    if score is not None:
        band = say("{band}, of 100", band=extras.band(reading.scenario, score))
        found.append((say("satisfaction"), words.number(score), band))
    return found


def _targets(
    scenario: Scenario,
    verdicts: tuple[Verdict, ...],
    remark: str = "",
    *,
    exact: bool = False,
    promised: tuple[float | None, ...] | None = None,
    days: Sequence[judged.Days] = (),
    heading: str = "",
) -> list[Block]:
    if not verdicts:
        return [Section(say("Targets"), (Paragraph(say("The scenario sets no target.")),))]
    blocks: list[Block] = [Paragraph(remark)] if remark else []
    blocks.append(Rows(tables.targets(scenario, verdicts, exact=exact, promised=promised, days=days), stacked=True))
    left_out = tables.skipped(scenario, verdicts)
    if left_out:
        blocks.append(Folded(say("periods that no target judges, and why"), (Bullets(tuple(left_out)),)))
    return [Section(heading or say("Targets"), tuple(blocks))]


def _at_risk(reading: Reading) -> list[Block]:
    """The warning ahead: the periods most likely to miss a target, and why; nothing where none is likely to."""
    found = at_risk(reading)
    return [Section(say("Targets at risk"), (Rows(found, stacked=True),))] if found.rows else []


def _conflict(ended: Ended) -> list[Block]:
    parts = ((say("What stands in the way"), ended.stands), (say("What would free it"), ended.frees))
    return [Section(heading, (Bullets(lines),)) for heading, lines in parts if lines]


def _proof(ended: Ended) -> tuple[Block, ...]:
    found = ended.plan
    notes = [] if found is None else beside.sentences(found)
    assumed = () if found is None or found.by_formula is None else tuple(map(retold, found.by_formula.assumes))
    return (Paragraph(retold(ended.proof)), *(Bullets(tuple(lines)) for lines in (assumed, notes) if lines))


def _measures(reading: Reading) -> list[Block]:
    contacts, agents = (say("Contacts"), tables.contacts(reading)), (say("Agents"), tables.groups(reading))
    parts = [contacts, *tables.more(reading), agents]
    limits = Paragraph(say("In brackets: 95 % limits.").replace(" %", f"{words.THIN}%"), soft=True)
    return [
        *(Section(heading, (Rows(content), limits)) for heading, content in parts),
        Paragraph(say(tables.ONE_DAY), soft=True),
        Section(say("What the words mean"), (Words(tuple(glossary(reading))),)),
    ]


def _days(results: Results) -> str:
    return amount.days(results, "simulated day" if results.scenario.calendar.days == 1 else "calendar")


def _foot(results: Results) -> str:
    return "".join(f"{sentence} " for sentence in amount.precision(results)) + say(
        "{days}, seed {seed}, engine {engine}, callfloor {version}. "
        "The same scenario, seed and number of days give the same figures.",
        days=_days(results),
        seed=results.seed,
        engine=results.engine,
        version=__version__,
    )
