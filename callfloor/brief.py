"""Every kind of result in a few blocks: the answer, and what it rests on. What a notebook shows below a cell.

The report of a result says all that is known of it; here stands what a reader wants to see before asking more. Nothing is
computed here: sentences, tables and pictures are those of the reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import headlines, tables, words
from callfloor.blocks import Answer, Block, Bullets, Chart, Folded, Paragraph, Rows, Section, Tiles
from callfloor.figures.picture import Table
from callfloor.language import say

if TYPE_CHECKING:
    from callfloor.blocks import Sheet
    from callfloor.comparing import Comparison
    from callfloor.ended import Ended
    from callfloor.figures.picture import Picture
    from callfloor.ranking import Ranking
    from callfloor.sweeping import Sweep
    from optimize.outcome import Outcome, Plan
    from scenarios.schema import Scenario
    from sim.experiment import Results

Blocks = list[Block]


def picture(found: Picture) -> Blocks:
    """A picture under its question."""
    return [Chart(found)]


def table(found: Table) -> Blocks:
    """A table."""
    return [Rows(found)]


def sheet(found: Sheet) -> Blocks:
    """A whole report; charts in a section stand beside it, for a notebook draws them one by one."""
    blocks: Blocks = []
    for block in found.blocks:
        charted = isinstance(block, Section) and any(isinstance(inner, Chart) for inner in block.blocks)
        blocks += block.blocks if isinstance(block, Section) and charted else [block]
    return [Paragraph(found.about, soft=True), *blocks, *([Paragraph(found.foot, soft=True)] if found.foot else [])]


def scenario(found: Scenario) -> Blocks:
    """What the centre is: its calendar, who contacts it, who serves, what is asked."""
    from callfloor.figures import asked
    from callfloor.figures.asked import OF_EACH

    calendar = found.calendar
    about = say(
        "{name} · from {day} · {days} in intervals of {interval}",
        name=found.name, day=words.day(calendar.start), days=words.plural(calendar.days, "day"),
        interval=words.duration(calendar.interval),
    )  # fmt: skip
    came = [(name, kind.channel, words.count(sum(kind.arrivals.volumes))) for name, kind in found.contact_types.items()]
    serve = [
        (name, words.listed(list(group.skills)), words.money(group.cost, found.currency))
        for name, group in found.agent_groups.items()
    ]
    goals = [
        f"{target.of_what or say('centre')}: {asked.on_a_day(target)}"
        + ("" if target.per == "horizon" else say(OF_EACH[target.per]))
        for target in found.targets
    ]
    expected = say("contacts expected, but for events") if found.events else say("contacts expected")
    return [
        Answer(found.title or found.name),
        Paragraph(about, soft=True),
        Rows(Table((say("contact type"), say("channel"), expected), tuple(came), labels=2)),
        Rows(Table((say("agent group"), say("serves"), say("an hour costs")), tuple(serve), labels=2)),
        *([Section(say("asked"), (Bullets(tuple(goals)),))] if goals else []),
        *([Bullets(found.warnings)] if found.warnings else []),
    ]


def results(found: Results) -> Blocks:
    """A simulation: the answer, the targets, and folded what happened by queue and group."""
    from callfloor.figures import judged
    from callfloor.figures.reading import Reading

    reading, verdicts = Reading(found), found.verdicts
    days = words.plural(found.replications, words.what_is_simulated(found.scenario.calendar.days))
    goals = tables.targets(found.scenario, verdicts, days=judged.days_of(found)) if verdicts else None
    more = (Rows(tables.contacts(reading)), Rows(tables.groups(reading)))
    return [
        Answer(headlines.simulated(reading)),
        *([Rows(goals)] if goals else []),
        Folded(say("contacts and agents"), more, shown=goals is None),
        Paragraph(say("{days} simulated, seed {seed}", days=days, seed=found.seed), soft=True),
    ]


def outcome(found: Outcome) -> Blocks:
    """How a planning ended: the plan, or what stands in the way."""
    from optimize.outcome import Infeasible, OutOfTime

    near = (
        found.nearest if isinstance(found, Infeasible) else found.best if isinstance(found, OutOfTime) else found.plan
    )
    if near is None:
        lines = found.message.splitlines() if isinstance(found, Infeasible) else []
        return [Answer(lines[0] if lines else say("No plan was found.")), Bullets(tuple(lines[1:]))]
    return _ended(near, found)


def plan(found: Plan) -> Blocks:
    """A plan by itself."""
    from optimize.outcome import Met, Missed

    return _ended(found, Met(found) if found.met else Missed(found))


def _ended(found: Plan, outcome: Outcome) -> Blocks:
    from callfloor import report
    from callfloor.ended import Ended
    from callfloor.figures.shifts import shifts

    ended: Ended = Ended.of(found.scenario, outcome, found.seconds)
    lines = (*ended.stands, *ended.frees)
    return [
        Answer(headlines.planned(ended)),
        *([Bullets(lines)] if lines else []),
        *([] if ended.no_solution else [Tiles(tuple(report.plan_figures(ended)))]),
        Rows(tables.targets(found.scenario, found.verdicts, exact=found.exact)),
        *([Chart(shifts(found))] if found.scenario.shifts else []),
    ]


def comparison(found: Comparison) -> Blocks:
    """Scenarios on the same contacts: a sentence for each, and the differences drawn."""
    from callfloor import tables_compared, verdicts
    from callfloor.figures.differences import changed

    others = range(1, len(found.names))
    lead: Blocks = [Answer(verdicts.in_a_sentence(found, 1))]
    if len(others) > 1:
        lead = [
            Bullets(tuple(verdicts.in_a_sentence(found, other) for other in others)),
            Rows(tables_compared.overview(found)),
        ]
    return [
        *lead,
        *([Bullets(found.warnings)] if found.warnings else []),
        *([Chart(changed(found, 1))] if len(others) == 1 else []),
    ]


def sweep(found: Sweep) -> Blocks:
    """A grid: where all targets are met, drawn."""
    from callfloor import courses, report_compared, tables_swept

    drawn = report_compared.pictures(found)[0]
    return [
        Answer(courses.headline(found)),
        Chart(drawn),
        Folded(say("every point"), (Rows(tables_swept.points(found)),)),
    ]


def ranking(found: Ranking) -> Blocks:
    """A screening: who may be the best."""
    from callfloor import tables_ranked
    from callfloor.figures.ranks import ranks

    return [Answer(tables_ranked.headline(found)), Chart(ranks(found))]
