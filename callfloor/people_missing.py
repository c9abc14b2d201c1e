"""People missing: what a planner is told of who would have to be there besides for the targets to be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import blocks, words
from callfloor.figures.outlook import asked, when
from callfloor.figures.picture import Table
from callfloor.intraday.telling import mend_table, mends_said
from callfloor.language import plural, say
from optimize.missing import missed

if TYPE_CHECKING:
    from optimize.missing import Missing
    from optimize.today.mends import Mend


def headline(found: Missing) -> str:
    """The answer in two sentences."""
    if not found.missed:
        return say("On days whose busyness is spread evenly all targets are met as it is: nobody is missing.")
    count = plural("{n} target is missed.", "{n} targets are missed.", found.missed)
    return words.told_in_turn(list(filter(None, (count, mends_said(found), _elsewhere(found)))))


def _elsewhere(found: Missing) -> str:
    """What other days make of them, where that is less."""
    if found.others is None or not missed(found.others):
        return ""
    count = len(found.others.verdicts)
    return say("On other days {n} of {all} targets are met with them.", n=count - missed(found.others), all=count)


def sheet(found: Missing) -> blocks.Sheet:
    """As the page shows it and as a report."""
    title = say("People missing")
    about = say("{name} · people missing", name=found.scenario.title or found.scenario.name)
    good = not found.missed
    parts: list[blocks.Block] = [blocks.Answer(headline(found), say("met") if good else say("MISSED"), good)]
    if found.mended.mends:
        parts += [blocks.Tiles(_figures(found)), blocks.Paragraph(_how(), soft=True)]
        parts.append(blocks.Section(say("Who is missing, and when"), (blocks.Rows(mend_table(found), stacked=True),)))
        parts.append(blocks.Section(say("What each period lacks"), (blocks.Rows(_lacking(found), stacked=True),)))
    return blocks.Sheet(title, about, tuple(parts), foot=_days(found))


def _figures(found: Missing) -> tuple[tuple[str, str, str], ...]:
    hours = sum(float(column.sum()) for column in found.mended.short.values()) * found.scenario.calendar.interval / 3600
    count = len(found.results.verdicts)
    figures = [
        (say("more time on the floor"), words.number(hours), say("hours, over the calendar")),
        (say("targets met as it is"), words.count(count - found.missed), say("of {n}", n=count)),
    ]
    trials = ((say("with all of them"), found.mended.results), (say("with all of them, on other days"), found.others))
    figures += [
        (name, words.count(count - missed(one)), say("of {n}", n=count)) for name, one in trials if one is not None
    ]
    return tuple(figures)


def _how() -> str:
    return say(
        "Simulated with the whole floor: more people of the group that takes a period's contacts first were put to work, until its target was "
        "kept on these days, whose busyness is spread evenly; the fewest as far as periods do not depend on each other. They are people at work: schedule more, as "
        "breaks and shrinkage take some away. Who is cheapest, in which shifts, is what a plan finds."
    )


def _lacking(found: Missing) -> Table:
    rows = []
    for one in found.mended.mends:
        target = found.scenario.targets[one.risk.target]
        rows.append(
            (asked(target), when(found.scenario, target, one.risk.period), one.group or words.NOTHING, _people(one))
        )
    return Table((say("target"), say("period"), say("group"), say("more people")), tuple(rows), labels=3)


def _people(mend: Mend) -> str:
    if mend.people is None:
        return say("as many as were tried do not keep it")
    return words.count(mend.people) if mend.people else say("none: it is kept once the others are")


def _days(found: Missing) -> str:
    told = {"seed": found.results.seed, "engine": found.results.engine}
    return plural(
        "{n} day simulated; seed {seed}, engine {engine}.",
        "{n} days simulated; seed {seed}, engine {engine}.",
        found.results.replications,
        **told,
    )
