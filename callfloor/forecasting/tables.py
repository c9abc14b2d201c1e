"""The tables and sentences of a forecast, for terminal and page alike."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures.picture import Table
from callfloor.language import CHINESE, current, later, plural, say
from callfloor.language.histories import retold
from scenarios.history.forecasts.forecast import CHOSEN

if TYPE_CHECKING:
    from scenarios.history.forecasts.forecast import Ahead, Forecast, Score

MODEL = re.compile(r"\b(last_week|median_of_four|smoothing|mean_day|regression|ets|arima|theta)\b")
DAY = re.compile(r"(?:[A-Z][a-z]{2} )?(\d{4}-\d\d-\d\d)")
SHORT = {
    "last_week": later("last week"), "median_of_four": later("median of four"), "smoothing": later("smoothing"),
    "mean_day": later("mean of days"), "regression": later("regression"), "ets": "AutoETS", "arima": "AutoARIMA",
    "theta": "AutoTheta", "combination": later("combination"), CHOSEN: later("as chosen each time"),
}  # fmt: skip


def called(model: str) -> str:
    """A model's short name."""
    return say(SHORT.get(model, model))


def method(told: str) -> str:
    """What a model does, in words; models that it is made of by their short names."""
    said = retold(told)
    if current() != CHINESE:
        return said
    return MODEL.sub(lambda found: called(found[0]), said).replace(", ", say(", "))


def dated(on: date) -> str:
    """A day with its year: Mon 2 Mar 2026."""
    return words.day(on) if current() == CHINESE else f"{on:%a %-d %b %Y}"


def headline(found: Forecast) -> str:
    """The answer, of the type with the most contacts."""
    one = _largest(found)
    totals = one.guess.totals
    peak = int(np.argmax(totals))
    more = say(" ({name}; {count} more below)", name=one.name, count=len(found.types) - 1)
    return say(
        "{mean} contacts a day on average over {days} from {first}{others}; most on {day}: {most} (80 % limits {low}–{high})",
        mean=words.count(float(totals.mean())), days=plural("{n} open day", "{n} open days", len(found.days)),
        first=dated(found.days[0]), others=more if len(found.types) > 1 else "", day=words.day(found.days[peak], full=False),
        most=words.count(float(totals[peak])), low=words.count(float(one.band.day_low[0, peak])),
        high=words.count(float(one.band.day_high[0, peak])),
    )  # fmt: skip


def trust(found: Forecast) -> str:
    """How far off that was on the past."""
    one = _largest(found)
    told = one.judged.score(CHOSEN)
    return plural(
        "Tried on {n} past day, an interval was off by {off}, and 80 % limits held {held} of the days.",
        "Tried on {n} past days, an interval was off by {off}, and 80 % limits held {held} of the days.",
        one.judged.days,
        off=words.share(told.wape),
        held=words.share(told.day_coverage[0]),
    )


def _largest(found: Forecast) -> Ahead:
    return max(found.types, key=lambda each: float(each.guess.totals.sum()))


def days(found: Forecast, one: Ahead) -> Table:
    """What each day ahead will bring."""
    rows = tuple(
        (
            words.day(day, full=False), words.count(float(one.guess.totals[place])),
            f"{words.count(float(one.band.day_low[0, place]))}–{words.count(float(one.band.day_high[0, place]))}",
            f"{words.count(float(one.band.day_low[1, place]))}–{words.count(float(one.band.day_high[1, place]))}",
            words.share(float(one.band.day_cv[place])), _remark(found, place),
        )
        for place, day in enumerate(found.days)
    )  # fmt: skip
    heads = ("day", "contacts||number", "80 % from–to", "95 % from–to", "busyness cv", "what is special")
    columns = tuple(map(say, map(later, heads)))
    if not any(row[-1] for row in rows):
        return Table(columns[:-1], tuple(row[:-1] for row in rows))
    return Table(columns, rows)


def _remark(found: Forecast, place: int) -> str:
    day = found.days[place]
    special = found.almanac.specials.get(day)
    if special is not None:
        return special.name if special.multiplier is None else f"{special.name} × {special.multiplier:g}"
    return found.almanac.holidays.get(day, "")


def models(one: Ahead) -> Table:
    """The models, the best first, then how the procedure did."""
    ranked = sorted((each for each in one.judged.scores if each.model != CHOSEN), key=lambda each: each.wape)
    rows = tuple(_model(one, each) for each in (*ranked, one.judged.score(CHOSEN)))
    columns = (
        "model",
        "off by (intervals)",
        "off by (days)",
        "too much",
        "80 % held",
        "95 % held",
        "80 % of days held",
        "width of 80 %",
    )
    return Table((*map(say, map(later, columns)), ""), rows)


def _model(one: Ahead, score: Score) -> tuple[str, ...]:
    mark = say("✓ taken") if score.model == one.model else ""
    return (
        called(score.model), words.share(score.wape), words.share(score.wape_days), words.share(score.bias),
        *(words.share(held) for held in score.coverage), words.share(score.day_coverage[0]), words.share(score.width), mark,
    )  # fmt: skip


def certainty(one: Ahead) -> str:
    """What was stated and what was reached."""
    told = one.judged.score(CHOSEN)
    first = one.judged.origins[0]
    return say(
        "{name}: {model} is taken ({words}). Of {count} origins from {first} on, over {days}, 80 % intervals held {held} and "
        "95 % intervals {most} of what came. A day's busyness has a cv of {cv}, an interval's {interval_cv}; a whole horizon was off by {off}.",
        name=one.name, model=called(one.model), words=method(one.words), count=len(one.judged.origins),
        first=words.day(first) if current() == CHINESE else f"{first}", days=words.days(one.judged.days),
        held=words.share(told.coverage[0]), most=words.share(told.coverage[1]), cv=words.share(one.cv),
        interval_cv=words.share(one.interval_cv), off=words.share(one.calibration.period_cv),
    )  # fmt: skip


def _where(text: str) -> str:
    """Where a thing was found first: a day, or a place in the file; days as the language of now writes them."""
    if current() != CHINESE:
        return text
    return DAY.sub(lambda found: words.day(date.fromisoformat(found[1])), text)


def ahead(one: Ahead) -> Table:
    """Error and coverage by how far ahead."""
    rows = tuple((f"{place}", words.share(off), words.share(held)) for place, off, held in one.judged.by_ahead)
    return Table((say("open days ahead"), say("off by"), say("80 % held")), rows)


def findings(found: Forecast) -> Table:
    """What was found in the file."""
    rows = tuple((retold(one.what), f"{one.count}", _where(one.where), retold(one.done)) for one in found.findings)
    columns = (say("found||in a file"), say("how many"), say("first||place"), say("what was done"))
    return Table(columns, rows, labels=4)
