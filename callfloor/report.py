"""The report: one self-contained page that answers first and explains after.

Order: the answer in a sentence, key figures and cost, the targets with their limits, the charts, the tables, the words and
their denominators, and how to get the same figures again.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
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
from callfloor.figures import judged
from callfloor.figures.outlook import at_risk
from callfloor.figures.reading import Reading
from callfloor.glossary import glossary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callfloor.ended import Ended
    from callfloor.figures.picture import Picture, Table
    from optimize.formula.methods import Methods
    from optimize.outcome import Plan
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.targets import Verdict


def simulation(reading: Reading, extra: Sequence[Picture] = ()) -> bytes:
    """The report of a simulation; `extra` charts (against a recorded day) come right after the targets."""
    results = reading.results
    head = [*_title(reading.scenario, "simulation"), *_answer(headlines.simulated(reading), results.verdicts)]
    pictures = [*extra, *figures.of_simulation(reading)]
    days = judged.days_of(results)
    body = [
        page.tiles(_key_figures(reading)),
        *_targets(reading.scenario, results.verdicts, days=days),
        *_at_risk(reading),
    ]
    body += [page.chart(picture) for picture in pictures]
    body += _measures(reading)
    return page.page(_name(reading.scenario), head, body, _foot(results))


def planning(ended: Ended) -> bytes:
    """The report of a plan, or of why there is none."""
    scenario = ended.scenario
    head = _title(scenario, replanning.title(ended) or "shift plan")
    headline = headlines.planned(ended)
    if ended.plan is None:
        head += _badge(headline, good=False, word=ended.status.replace("_", " "))
        return page.page(
            _name(scenario),
            head,
            [*_conflict(ended), page.section("How it is known", _proof(ended))],
            escape(f"callfloor {__version__}"),
        )
    found, reading = ended.plan, Reading(ended.plan.results)
    head += _badge(headline, good=ended.status == "met", word=_status_word(ended))
    body = _nearest(ended, found) if ended.no_solution else _plan(ended, found)
    shifts, *others = [replanning.marked(ended, picture) for picture in figures.of_plan(found, reading)]
    if ended.no_solution:
        shifts = replace(shifts, title=f"The nearest plan: {shifts.title[:1].lower()}{shifts.title[1:]}")
    body += [page.chart(shifts), *telling.sections(ended), *map(page.chart, others)]
    body += _measures(reading)
    return page.page(_name(scenario), head, body, _foot(found.results))


def _plan(ended: Ended, found: Plan) -> list[str]:
    """A plan that is one: what it costs, what changes, its targets, and how it is known."""
    return [
        page.tiles(plan_figures(ended)),
        *replanning.sections(ended),
        *_plan_targets(ended, found),
        page.section("How good is this plan?", _proof(ended)),
    ]


def _nearest(ended: Ended, found: Plan) -> list[str]:
    """A plan that does not do: what stands in the way and what it misses first; its cost is no answer, and so no figure of its own."""
    short = nearest.lines(ended)
    misses = [page.section("What the nearest plan misses", page.bullets(short))] if short else []
    cost = (
        f"It is no solution, only the nearest to one that was found: {ended.priced(found.cost)}, {words.number(found.paid_hours)} paid hours. "
        "What a plan that meets the targets would cost is not known."
    )
    return [
        *(
            _conflict(ended) if ended.replanned is None else []
        ),  # what is missed is all that is known to stand in the way
        *misses,
        *replanning.sections(ended),
        *_plan_targets(ended, found, heading="The targets under the nearest plan"),
        page.section("What is this plan worth?", page.paragraph(cost), _proof(ended)),
    ]


def _plan_targets(ended: Ended, found: Plan, heading: str = "Targets") -> list[str]:
    promised = None if found.by_formula is None else found.by_formula.promised
    said, days = headlines.verified(found), judged.days_of(found.results)
    return _targets(
        ended.scenario, found.verdicts, said, exact=found.exact, promised=promised, days=days, heading=heading
    )


def methods(found: Methods, first: Ended, second: Ended) -> bytes:
    """The report of two methods: the difference first, then the plan that is searched for, whole."""
    from callfloor import methods as told
    from callfloor.figures.methods import people

    head = [*_title(found.scenario, "shift plan by two methods"), f"<h1>{escape(told.sentence(found))}</h1>"]
    body = [page.section("The two plans, on the same fresh days", page.table(told.side_by_side(found)))]
    body.append(page.chart(people(found)))
    if found.causes:
        note = (
            "Each row is the plan by formula on the same days, one thing left out of the world that the formula does not "
            "know. Parts do not add up, for they work on each other."
        )
        blocks = (page.paragraph(note), page.table(told.why(found)), page.bullets(told.reasons(found)))
        body.append(page.section("Why the formula is off", *blocks))
    formula = [page.section("The plan by formula", page.paragraph(headlines.planned(second)), _proof(second))]
    if first.plan is None:
        body += [*_conflict(first), *formula]
        return page.page(_name(found.scenario), head, body, escape(f"callfloor {__version__}"))
    reading = Reading(first.plan.results)
    body.append(page.section("The plan that is searched for", page.paragraph(headlines.planned(first))))
    body += _nearest(first, first.plan) if first.no_solution else _plan(first, first.plan)
    body += [page.chart(picture) for picture in figures.of_plan(first.plan, reading)]
    body += formula
    return page.page(_name(found.scenario), head, body, _foot(first.plan.results))


def plan_figures(ended: Ended) -> list[tuple[str, str, str]]:
    """Key figures of a plan."""
    found = ended.plan
    if found is None:
        return []
    if ended.replanned is not None:
        return [*replanning.tiles(ended), *_people(ended, found), ("paid hours", words.number(found.paid_hours), "")]
    bounded = "no plan costs less" + ("" if found.exact else ", as assumed below")
    bounded = bounded if ended.known_bound else "none is known"
    return [
        ("cost", ended.priced(found.cost), "paid staff"),
        (
            "least possible" if found.exact else "lower bound",
            ended.priced(ended.known_bound),
            bounded,
        ),
        (
            "gap",
            words.share(found.gap) if ended.known_bound and found.met else words.NOTHING,
            "(cost - bound) / cost" if found.met else "the plan misses a target",
        ),
        *_people(ended, found),
        ("paid hours", words.number(found.paid_hours), ""),
        ("full-time equivalents", words.number(found.fte), f"of {words.number(found.full_time)} paid hours each"),
    ]


def _people(ended: Ended, found: Plan) -> list[tuple[str, str, str]]:
    if ended.by_interval:
        most = found.most_at_once
        return [("most people at once", words.number(most), "scheduled, all planned groups")]
    worked = sum(choice.agents for choice in found.shifts)
    if ended.scenario.calendar.days > 1:
        return [("shifts worked", words.number(worked), f"over {ended.scenario.calendar.days} days")]
    return [("people", words.number(worked), words.plural(len(found.shifts), "kind") + " of shift")]


def _name(scenario: Scenario) -> str:
    return scenario.title or scenario.name


def _title(scenario: Scenario, kind: str) -> list[str]:
    calendar = scenario.calendar
    days = words.plural(calendar.days, "day")
    text = f"{_name(scenario)} · {kind} · {days} from {calendar.start:%A} {calendar.start.day} {calendar.start:%B %Y}"
    return [page.paragraph(text, "about")]


def _answer(headline: str, verdicts: Sequence[Verdict]) -> list[str]:
    if not verdicts:
        return [f"<h1>{escape(headline)}</h1>"]
    met = sum(verdict.met and verdict.judged for verdict in verdicts)
    return _badge(
        headline,
        good=all(verdict.met for verdict in verdicts),
        word=f"{met} of {words.plural(len(verdicts), 'target')} met",
    )


def _badge(headline: str, *, good: bool, word: str) -> list[str]:
    mark = "✓" if good else "✗"
    return [
        f"<h1>{escape(headline)}</h1>",
        f'<p><span class="verdict {"good" if good else "bad"}">{mark} {escape(word)}</span></p>',
    ]


def _status_word(ended: Ended) -> str:
    return {
        "met": "targets met",
        "infeasible": "no plan meets the targets",
        "time_limit": "stopped at the time limit"
        if ended.plan is not None and ended.plan.met
        else "stopped at the time limit before a plan met every target",
        "tests_failed": "no plan passed its test",
        "missed": "targets kept by too little"
        if ended.plan is not None and ended.plan.met
        else "targets missed when tested",
    }[ended.status]


def _key_figures(reading: Reading) -> list[tuple[str, str, str]]:
    scenario = reading.scenario
    within = tables.withins(scenario)[-1] if len(tables.withins(scenario)) == 1 else tables.STANDARD
    horizon = "a day" if scenario.calendar.days == 1 else f"in {words.plural(scenario.calendar.days, 'day')}"
    each = reading.value("cost_per_contact", "centre")
    priced = any(group.cost is not None for group in scenario.agent_groups.values())
    costs = [
        ("cost of staff", words.money(reading.value("cost", "centre"), scenario.currency), horizon),
        ("cost per contact", words.money(each, scenario.currency), "per answered contact"),
    ]
    return [
        *(costs if priced else []),
        ("offered", words.count(reading.value("offered", "centre")), f"contacts {horizon}"),
        (
            "answered in time",
            words.share(reading.value("answer_rate", "centre", within=within)),
            f"within {words.duration(within)}, of the offered",
        ),
        ("abandoned", words.share(reading.value("abandonment", "centre")), "of the offered"),
        ("occupancy", words.share(reading.value("occupancy", "centre")), "of the time staffed"),
        *_further_figures(reading),
    ]


def _further_figures(reading: Reading) -> list[tuple[str, str, str]]:
    """Key figures of what not every centre has: deadlines, contacts that come again, a model of satisfaction."""
    on_time, score = reading.value("on_time", "centre"), reading.value("satisfaction", "centre")
    found = []
    if on_time is not None:
        found.append(("work on time", words.share(on_time), "of the work due"))
    if extras.comes_again(reading):
        resolved = reading.value("first_contact_resolution", "centre")
        found.append(("resolved at once", words.share(resolved), "of the answered first contacts"))
    if score is not None:
        found.append(("satisfaction", words.number(score), f"{extras.band(reading.scenario, score)}, of 100"))
    return found


def _targets(
    scenario: Scenario,
    verdicts: tuple[Verdict, ...],
    remark: str = "",
    *,
    exact: bool = False,
    promised: tuple[float | None, ...] | None = None,
    days: Sequence[judged.Days] = (),
    heading: str = "Targets",
) -> list[str]:
    if not verdicts:
        return [page.section("Targets", page.paragraph("The scenario sets no target."))]
    blocks = [page.paragraph(remark)] if remark else []
    blocks.append(page.stack(tables.targets(scenario, verdicts, exact=exact, promised=promised, days=days)))
    left_out = tables.skipped(scenario, verdicts)
    if left_out:
        blocks.append(
            f"<details><summary>periods that no target judges, and why</summary>{page.bullets(left_out)}</details>"
        )
    return [page.section(heading, *blocks)]


def _at_risk(reading: Reading) -> list[str]:
    """The warning ahead: the periods most likely to miss a target, and why; nothing where none is likely to."""
    found = at_risk(reading)
    return [page.section("Targets at risk", page.table(found))] if found.rows else []


def _conflict(ended: Ended) -> list[str]:
    parts = (("What stands in the way", ended.stands), ("What would free it", ended.frees))
    return [page.section(heading, page.bullets(lines)) for heading, lines in parts if lines]


def _proof(ended: Ended) -> str:
    found = ended.plan
    notes = [] if found is None else beside.sentences(found)
    assumed = () if found is None or found.by_formula is None else found.by_formula.assumes
    return page.paragraph(ended.proof) + "".join(page.bullets(lines) for lines in (assumed, notes) if lines)


def _measures(reading: Reading) -> list[str]:
    parts = [("Contacts", tables.contacts(reading)), *tables.more(reading), ("Agents", tables.groups(reading))]
    return [
        *(page.section(heading, _table(content)) for heading, content in parts),
        page.paragraph(tables.ONE_DAY, "about"),
        page.section("What the words mean", page.glossary(glossary(reading))),
    ]


def _table(content: Table) -> str:
    return page.table(content) + page.paragraph("In brackets: 95 % limits.".replace(" %", f"{words.THIN}%"), "about")


def _days(results: Results) -> str:
    return amount.days(results, "simulated day" if results.scenario.calendar.days == 1 else "calendar")


def _foot(results: Results) -> str:
    return escape(
        "".join(f"{sentence} " for sentence in amount.precision(results))
        + f"{_days(results)}, seed {results.seed}, engine {results.engine}, callfloor {__version__}. "
        "The same scenario, seed and number of days give the same figures."
    )
