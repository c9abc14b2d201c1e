"""Reports about several scenarios: what changes from one to the other, what a grid shows, who may be the best.

Made as `callfloor/report.py` makes its own: one page, the answer first, then the chart that shows it, then the tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import __version__, courses, page, tables_compared, tables_ranked, tables_swept, verdicts, words
from callfloor.blocks import Answer, Block, Bullets, Chart, Folded, Paragraph, Rows, Section, Sheet, Words
from callfloor.figures.differences import changed
from callfloor.figures.frontier import frontier
from callfloor.figures.maps import map_of
from callfloor.figures.ranks import ranks
from callfloor.figures.sweeps import lines
from callfloor.language import later, plural, say
from callfloor.language.below import retold
from callfloor.language.library import titled

if TYPE_CHECKING:
    from callfloor.comparing import Comparison
    from callfloor.figures.picture import Picture
    from callfloor.ranking import Ranking
    from callfloor.sweeping import Sweep

SAME_DAYS = later("All see the same contacts on the same days, so that what is left between them is what was changed.")
CHOSEN = later(
    "The best of many points looks a little better on the days that chose it than it is. Measure it once more on fresh "
    "days: the same command for this one point, with another --seed."
)


def comparing(comparison: Comparison) -> bytes:
    """The report of a comparison."""
    return page.made(lambda: comparing_sheet(comparison))


def comparing_sheet(comparison: Comparison) -> Sheet:
    """What a comparison says."""
    names = comparison.names
    others = range(1, len(names))
    answers = [verdicts.in_a_sentence(comparison, other) for other in others]
    blocks: list[Block] = [Answer(answers[0])]
    if len(answers) > 1:
        blocks = [
            Answer(say("{count} scenarios against {name}", count=len(answers), name=names[0])),
            Bullets(tuple(answers)),
        ]
    blocks += [Bullets(tuple(map(retold, comparison.warnings)))] if comparison.warnings else []
    if len(answers) > 1:
        blocks.append(Section(say("At a glance"), (Rows(tables_compared.overview(comparison)),)))
    blocks += [Chart(changed(comparison, other)) for other in others]
    blocks += [_against(comparison, other) for other in others]
    targets = tables_compared.targets(comparison)
    if targets.rows:
        blocks.append(Section(say("Targets, each at its worst period"), (Rows(targets),)))
    days, first = verdicts.days_of(comparison), comparison.results[0]
    blocks.append(Section(say("How to read this"), (Words(_words(days)),)))
    about = say("{names} · comparison on the same contacts", names=" · ".join(names))
    return Sheet(names[0], about, tuple(blocks), _foot(say("{days} of each", days=days), first.seed, first.engine))


def _against(comparison: Comparison, other: int) -> Section:
    """One of the others against the first: sentences, what was changed, the differences."""
    names, changes = comparison.names, tables_compared.changes(comparison, other)
    found = tables_compared.differences(comparison, other, same=False)
    blocks: list[Block] = [Bullets(tuple(verdicts.sentences(comparison, other)))]
    blocks += [] if changes is None else [Folded(say("what was changed"), (Rows(changes),), shown=True)]
    blocks += [Rows(found)] if found.rows else []
    return Section(say("{name} against {first}", name=names[other], first=names[0]), tuple(blocks))


def _words(days: str) -> tuple[tuple[str, str], ...]:
    return (
        (say("same contacts"), say(SAME_DAYS)),
        (
            say("95 % limits").replace(" %", f"{words.THIN}%"),
            say("of one difference by itself, from the {days} pair by pair", days=days),
        ),
        (
            say("real"),
            say(
                "told apart from luck with all headline figures of the comparison taken together: the chance that luck alone makes "
                "even one of them real is at most 5\u202f% (Holm 1979). So limits may leave out zero and yet a difference is not shown."
            ),
        ),
        (
            say("not shown"),
            say(
                "these days cannot tell the difference from luck; it may be there. More days (--replications) would tell."
            ),
        ),
        (say("the same"), say("equal on every single day")),
    )


def sweeping(sweep: Sweep) -> bytes:
    """The report of a sweep."""
    return page.made(lambda: sweeping_sheet(sweep))


def sweeping_sheet(sweep: Sweep) -> Sheet:
    """What a sweep says."""
    keys = say(" by ").join(axis.label for axis in sweep.grid.axes)
    title = titled(sweep.scenario.title) or sweep.scenario.name
    blocks: list[Block] = [Answer(courses.headline(sweep)), *map(Chart, pictures(sweep))]
    blocks.append(Section(say("Every point"), (Rows(tables_swept.points(sweep)), Paragraph(say(SAME_DAYS), soft=True))))
    if courses.best(sweep) is not None:
        blocks.append(Paragraph(say(CHOSEN), soft=True))
    count = len(sweep.done)
    about = plural(
        "{title} · sweep of {keys} · {n} point", "{title} · sweep of {keys} · {n} points", count, title=title, keys=keys
    )
    return Sheet(title, about, tuple(blocks), _foot(_days(sweep), sweep.seed, sweep.done[0].summary.engine))


def pictures(sweep: Sweep) -> list[Picture]:
    """The charts of a sweep: lines along one key, maps of two and more, and what each step up costs."""
    if len(sweep.grid.axes) == 1:
        steps = frontier(sweep)
        return [lines(sweep), steps] if steps.figure is not None else [lines(sweep)]
    return [map_of(sweep), frontier(sweep)]


def _days(sweep: Sweep) -> str:
    fewest, most = sweep.replications
    if fewest == most:
        return plural("{n} day a point", "{n} days a point", most)
    return plural("{fewest} to {n} day a point", "{fewest} to {n} days a point", most, fewest=fewest)


def ranking(found: Ranking) -> bytes:
    """The report of a screening."""
    return page.made(lambda: ranking_sheet(found))


def ranking_sheet(found: Ranking) -> Sheet:
    """What a screening says."""
    title = titled(found.scenario.title) or found.scenario.name
    blocks: list[Block] = [Answer(tables_ranked.headline(found))]
    blocks += [Bullets(tuple(map(retold, found.warnings)))] if found.warnings else []
    blocks.append(Chart(ranks(found)))
    if found.screening.kept:
        blocks.append(Section(say("Who may be the best"), (Rows(tables_ranked.kept(found)),)))
    if found.screening.dropped:
        blocks.append(Section(say("Who cannot be"), (Rows(tables_ranked.dropped(found)),)))
    chance = say(
        "With a chance of {chance} at least, the best is among those kept: the best by the true "
        "mean of those that truly keep their targets. Everybody sees the same contacts; the clearly "
        "worse are dropped in rounds, and further days are spent on the others alone ({days} in all)."
        if found.targets
        else "With a chance of {chance} at least, the best is among those kept: the best by the true "
        "mean. Everybody sees the same contacts; the clearly "
        "worse are dropped in rounds, and further days are spent on the others alone ({days} in all).",
        chance=words.share(found.screening.chance),
        days=words.count(found.screening.days),
    )
    blocks.append(Section(say("How sure is this?"), (Paragraph(chance),)))
    count = len(found.entries)
    about = say(
        "{title} · screening of {count} candidates by {measure}", title=title, count=count, measure=found.by.said
    )
    foot = _foot(say("{days} days in all", days=words.count(found.screening.days)), found.seed, found.engine)
    return Sheet(title, about, tuple(blocks), foot)


def _foot(days: str, seed: int, engine: str) -> str:
    return say(
        "{days}, seed {seed}, engine {engine}, callfloor {version}. The same scenarios, seed and number of days give the same figures.",
        days=days, seed=seed, engine=engine, version=__version__,
    )  # fmt: skip
