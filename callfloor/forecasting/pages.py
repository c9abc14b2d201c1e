"""The page of a forecast: what comes, how sure that is, how it was found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import __version__, page, words
from callfloor.blocks import Answer, Block, Bullets, Chart, Rows, Section, Sheet, Tiles, Words
from callfloor.forecasting import pictures, tables
from scenarios.history.forecasts.forecast import CHOSEN

if TYPE_CHECKING:
    from scenarios.history.forecasts.forecast import Ahead, Forecast

WORDS = (
    ("off by", "sum of absolute differences between forecast and what came, over the sum of what came (WAPE), all judged origins together"),
    ("too much", "forecast over what came, less 1; below nought: too little"),
    ("80 % held", "share of open intervals in which what came lay within the 80 % limits, which were set before it came"),
    ("width of 80 %", "upper less lower 80 % limit, over what was expected"),
    ("as chosen each time", "at each origin the model with the least error on days before it, with limits from errors before it: how this procedure did, and what to expect of it"),
    ("busyness cv", "standard deviation over mean of a day's total (or of an interval) beyond the chance in single contacts"),
    ("origin", "a day of the past from which the open days after it were forecast again, with nothing known but the days before"),
)  # fmt: skip


def report(found: Forecast) -> bytes:
    """The page."""
    return page.made(lambda: sheet(found))


def sheet(found: Forecast) -> Sheet:
    """What a forecast says."""
    title = f"Forecast from {found.history.source}"
    span = f"{found.history.first} to {found.history.last}"
    sure = Bullets((tables.trust(found), *(tables.certainty(one) for one in found.types)))
    blocks: list[Block] = [Answer(tables.headline(found)), sure, Tiles(tuple(_tiles(found)))]
    for one in found.types:
        blocks += map(Chart, pictures.pictures(found, one))
        models = Rows(tables.models(one), stacked=True), Words(tuple(_models(one)))
        blocks.append(Section(f"{one.name}: the days ahead", (Rows(tables.days(found, one), stacked=True),)))
        blocks.append(Section(f"{one.name}: the models", models))
    if found.findings or found.notes:
        rows = (Rows(tables.findings(found), stacked=True),) if found.findings else ()
        notes = (*rows, Bullets(tuple(found.notes)))
        blocks.append(Section("What was found in the history, and what was done", notes))
    blocks.append(Section("How to read this", (Words(WORDS),)))
    about = f"{title} · history {span} · {words.plural(len(found.days), 'open day')} ahead"
    return Sheet(title, about, tuple(blocks), f"callfloor {__version__}")


def _tiles(found: Forecast) -> list[tuple[str, str, str]]:
    one = max(found.types, key=lambda each: float(each.guess.totals.sum()))
    told = one.judged.score(CHOSEN)
    naive = one.judged.score("last_week")
    return [
        ("contacts a day", words.count(float(one.guess.totals.mean())), f"{one.name}, mean of the days ahead"),
        (
            "off by",
            words.share(told.wape),
            f"per interval, on the past; last week's weekday: {words.share(naive.wape)}",
        ),
        ("80 % limits held", words.share(told.coverage[0]), "of what came on days not seen"),
        ("busyness cv", words.share(one.cv), f"of a day; {words.share(one.interval_cv)} of an interval"),
    ]


def _models(one: Ahead) -> list[tuple[str, str]]:
    return [(tables.SHORT.get(score.model, score.model), score.words) for score in one.judged.scores]
