"""Reports about several scenarios: what changes from one to the other, what a grid shows, who may be the best.

Made as `callfloor/report.py` makes its own: one page, the answer first, then the chart that shows it, then the tables.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from callfloor import __version__, courses, page, tables_compared, tables_ranked, tables_swept, verdicts, words
from callfloor.figures.differences import changed
from callfloor.figures.frontier import frontier
from callfloor.figures.maps import map_of
from callfloor.figures.ranks import ranks
from callfloor.figures.sweeps import lines

if TYPE_CHECKING:
    from callfloor.comparing import Comparison
    from callfloor.figures.picture import Picture
    from callfloor.ranking import Ranking
    from callfloor.sweeping import Sweep

SAME_DAYS = "All see the same contacts on the same days, so that what is left between them is what was changed."
CHOSEN = (
    "The best of many points looks a little better on the days that chose it than it is. Measure it once more on fresh "
    "days: the same command for this one point, with another --seed."
)


def comparing(comparison: Comparison) -> bytes:
    """The report of a comparison."""
    names = comparison.names
    others = range(1, len(names))
    head = [page.paragraph(f"{' · '.join(names)} · comparison on the same contacts", "about")]
    answers = [verdicts.in_a_sentence(comparison, other) for other in others]
    if len(answers) == 1:
        head.append(f"<h1>{escape(answers[0])}</h1>")
    else:
        head.append(f"<h1>{escape(f'{len(answers)} scenarios against {names[0]}')}</h1>{page.bullets(answers)}")
    body = [page.bullets(comparison.warnings)] if comparison.warnings else []
    if len(answers) > 1:
        body.append(page.section("At a glance", page.table(tables_compared.overview(comparison))))
    body += [page.chart(changed(comparison, other)) for other in others]
    for other in others:
        body.append(
            page.section(
                f"{names[other]} against {names[0]}",
                page.bullets(verdicts.sentences(comparison, other)),
                _what_changed(comparison, other),
                *(
                    [page.table(table)]
                    if (table := tables_compared.differences(comparison, other, same=False)).rows
                    else ()
                ),
            )
        )
    targets = tables_compared.targets(comparison)
    if targets.rows:
        body.append(page.section("Targets, each at its worst period", page.table(targets)))
    body.append(page.section("How to read this", page.glossary(_words(verdicts.days_of(comparison)))))
    first = comparison.results[0]
    return page.page(names[0], head, body, _foot(f"{verdicts.days_of(comparison)} of each", first.seed, first.engine))


def _what_changed(comparison: Comparison, other: int) -> str:
    found = tables_compared.changes(comparison, other)
    if found is None:
        return ""
    return f"<details open><summary>what was changed</summary>{page.table(found)}</details>"


def _words(days: str) -> tuple[tuple[str, str], ...]:
    return (
        ("same contacts", SAME_DAYS),
        ("95 % limits".replace(" %", f"{words.THIN}%"), f"of one difference by itself, from the {days} pair by pair"),
        (
            "real",
            "told apart from luck with all headline figures of the comparison taken together: the chance that luck alone makes "
            "even one of them real is at most 5\u202f% (Holm 1979). So limits may leave out zero and yet a difference is not shown.",
        ),
        (
            "not shown",
            "these days cannot tell the difference from luck; it may be there. More days (--replications) would tell.",
        ),
        ("the same", "equal on every single day"),
    )


def sweeping(sweep: Sweep) -> bytes:
    """The report of a sweep."""
    keys = " by ".join(axis.label for axis in sweep.grid.axes)
    title = sweep.scenario.title or sweep.scenario.name
    head = [page.paragraph(f"{title} · sweep of {keys} · {words.plural(len(sweep.done), 'point')}", "about")]
    head.append(f"<h1>{escape(courses.headline(sweep))}</h1>")
    body = [page.chart(picture) for picture in pictures(sweep)]
    body.append(page.section("Every point", page.table(tables_swept.points(sweep)), page.paragraph(SAME_DAYS, "about")))
    if courses.best(sweep) is not None:
        body.append(page.paragraph(CHOSEN, "about"))
    return page.page(title, head, body, _foot(_days(sweep), sweep.seed, sweep.done[0].summary.engine))


def pictures(sweep: Sweep) -> list[Picture]:
    """The charts of a sweep: lines along one key, maps of two and more, and what each step up costs."""
    if len(sweep.grid.axes) == 1:
        steps = frontier(sweep)
        return [lines(sweep), steps] if steps.figure is not None else [lines(sweep)]
    return [map_of(sweep), frontier(sweep)]


def _days(sweep: Sweep) -> str:
    fewest, most = sweep.replications
    return (
        f"{words.plural(most, 'day')} a point" if fewest == most else f"{fewest} to {words.plural(most, 'day')} a point"
    )


def ranking(found: Ranking) -> bytes:
    """The report of a screening."""
    title = found.scenario.title or found.scenario.name
    head = [page.paragraph(f"{title} · screening of {len(found.entries)} candidates by {found.by.said}", "about")]
    head.append(f"<h1>{escape(tables_ranked.headline(found))}</h1>")
    body = [page.bullets(found.warnings)] if found.warnings else []
    body.append(page.chart(ranks(found)))
    if found.screening.kept:
        body.append(page.section("Who may be the best", page.table(tables_ranked.kept(found))))
    if found.screening.dropped:
        body.append(page.section("Who cannot be", page.table(tables_ranked.dropped(found))))
    chance = (
        f"With a chance of {words.share(found.screening.chance)} at least, the best is among those kept: the best by the true "
        f"mean{' of those that truly keep their targets' if found.targets else ''}. Everybody sees the same contacts; the clearly "
        f"worse are dropped in rounds, and further days are spent on the others alone ({words.count(found.screening.days)} in all)."
    )
    body.append(page.section("How sure is this?", page.paragraph(chance)))
    return page.page(
        title, head, body, _foot(f"{words.count(found.screening.days)} days in all", found.seed, found.engine)
    )


def _foot(days: str, seed: int, engine: str) -> str:
    return escape(
        f"{days}, seed {seed}, engine {engine}, callfloor {__version__}. The same scenarios, seed and number of days give "
        "the same figures."
    )
