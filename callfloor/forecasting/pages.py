"""The page of a forecast: what comes, how sure that is, how it was found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import __version__, page, words
from callfloor.blocks import Answer, Block, Bullets, Chart, Rows, Section, Sheet, Tiles, Words
from callfloor.forecasting import pictures, tables
from callfloor.language import CHINESE, current, later, plural, say
from callfloor.language.histories import retold
from scenarios.history.forecasts.forecast import CHOSEN

if TYPE_CHECKING:
    from datetime import date

    from scenarios.history.forecasts.forecast import Ahead, Forecast

WORDS = (
    (later("off by"), later("sum of absolute differences between forecast and what came, over the sum of what came (WAPE), all judged origins together")),
    (later("too much"), later("forecast over what came, less 1; below nought: too little")),
    (later("80 % held"), later("share of open intervals in which what came lay within the 80 % limits, which were set before it came")),
    (later("width of 80 %"), later("upper less lower 80 % limit, over what was expected")),
    (
        later("as chosen each time"),
        later("at each origin the model with the least error on days before it, with limits from errors before it: how this procedure did, and what to expect of it"),
    ),
    (later("busyness cv"), later("standard deviation over mean of a day's total (or of an interval) beyond the chance in single contacts")),
    (later("origin"), later("a day of the past from which the open days after it were forecast again, with nothing known but the days before")),
)  # fmt: skip


def report(found: Forecast) -> bytes:
    """The page."""
    return page.made(lambda: sheet(found))


def sheet(found: Forecast) -> Sheet:
    """What a forecast says."""
    title = say("Forecast from {file}", file=found.history.source)
    sure = Bullets((tables.trust(found), *(tables.certainty(one) for one in found.types)))
    blocks: list[Block] = [Answer(tables.headline(found)), sure, Tiles(tuple(_tiles(found)))]
    for one in found.types:
        blocks += map(Chart, pictures.pictures(found, one))
        models = Rows(tables.models(one), stacked=True), Words(tuple(_models(one)))
        blocks.append(
            Section(say("{name}: the days ahead", name=one.name), (Rows(tables.days(found, one), stacked=True),))
        )
        blocks.append(Section(say("{name}: the models", name=one.name), models))
    if found.findings or found.notes:
        rows = (Rows(tables.findings(found), stacked=True),) if found.findings else ()
        notes = (*rows, Bullets(tuple(map(retold, found.notes))))
        blocks.append(Section(say("What was found in the history, and what was done"), notes))
    terms = tuple((say(word), say(meaning)) for word, meaning in WORDS)
    blocks.append(Section(say("How to read this"), (Words(terms),)))
    about = say(
        "{title} · history {first} to {last} · {days} ahead",
        title=title, first=_date(found.history.first), last=_date(found.history.last),
        days=plural("{n} open day", "{n} open days", len(found.days)),
    )  # fmt: skip
    return Sheet(title, about, tuple(blocks), f"callfloor {__version__}")


def _date(on: date) -> str:
    return words.day(on) if current() == CHINESE else f"{on}"


def _tiles(found: Forecast) -> list[tuple[str, str, str]]:
    one = max(found.types, key=lambda each: float(each.guess.totals.sum()))
    told = one.judged.score(CHOSEN)
    naive = one.judged.score("last_week")
    return [
        (
            say("contacts a day"),
            words.count(float(one.guess.totals.mean())),
            say("{name}, mean of the days ahead", name=one.name),
        ),
        (
            say("off by"),
            words.share(told.wape),
            say("per interval, on the past; last week's weekday: {share}", share=words.share(naive.wape)),
        ),
        (say("80 % limits held"), words.share(told.coverage[0]), say("of what came on days not seen")),
        (
            say("busyness cv"),
            words.share(one.cv),
            say("of a day; {share} of an interval", share=words.share(one.interval_cv)),
        ),
    ]


def _models(one: Ahead) -> list[tuple[str, str]]:
    return [(tables.called(score.model), tables.method(score.words)) for score in one.judged.scores]
