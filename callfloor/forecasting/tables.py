"""The tables and sentences of a forecast, for terminal and page alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures.picture import Table
from scenarios.history.forecasts.forecast import CHOSEN

if TYPE_CHECKING:
    from scenarios.history.forecasts.forecast import Ahead, Forecast, Score

SHORT = {
    "last_week": "last week", "median_of_four": "median of four", "smoothing": "smoothing", "mean_day": "mean of days", "regression": "regression", "ets": "AutoETS",
    "arima": "AutoARIMA", "theta": "AutoTheta", "combination": "combination", CHOSEN: "as chosen each time",
}  # fmt: skip


def headline(found: Forecast) -> str:
    """The answer, of the type with the most contacts."""
    one = _largest(found)
    totals = one.guess.totals
    peak = int(np.argmax(totals))
    others = f" ({one.name}; {len(found.types) - 1} more below)" if len(found.types) > 1 else ""
    return (
        f"{words.count(float(totals.mean()))} contacts a day on average over {words.plural(len(found.days), 'open day')} from "
        f"{found.days[0]:%a %-d %b %Y}{others}; most on {found.days[peak]:%a %-d %b}: {words.count(float(totals[peak]))} "
        f"(80 % limits {words.count(float(one.band.day_low[0, peak]))}–{words.count(float(one.band.day_high[0, peak]))})"
    )


def trust(found: Forecast) -> str:
    """How far off that was on the past."""
    one = _largest(found)
    told = one.judged.score(CHOSEN)
    return (
        f"Tried on {words.plural(one.judged.days, 'past day')}, an interval was off by {words.share(told.wape)}, and 80 % limits held "
        f"{words.share(told.day_coverage[0])} of the days."
    )


def _largest(found: Forecast) -> Ahead:
    return max(found.types, key=lambda each: float(each.guess.totals.sum()))


def days(found: Forecast, one: Ahead) -> Table:
    """What each day ahead will bring."""
    rows = tuple(
        (
            f"{day:%a %-d %b}", words.count(float(one.guess.totals[place])),
            f"{words.count(float(one.band.day_low[0, place]))}–{words.count(float(one.band.day_high[0, place]))}",
            f"{words.count(float(one.band.day_low[1, place]))}–{words.count(float(one.band.day_high[1, place]))}",
            words.share(float(one.band.day_cv[place])), _remark(found, place),
        )
        for place, day in enumerate(found.days)
    )  # fmt: skip
    columns = ("day", "contacts", "80 % from–to", "95 % from–to", "busyness cv", "what is special")
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
        "",
    )
    return Table(columns, rows)


def _model(one: Ahead, score: Score) -> tuple[str, ...]:
    mark = "✓ taken" if score.model == one.model else ""
    return (
        SHORT.get(score.model, score.model), words.share(score.wape), words.share(score.wape_days), words.share(score.bias),
        *(words.share(held) for held in score.coverage), words.share(score.day_coverage[0]), words.share(score.width), mark,
    )  # fmt: skip


def certainty(one: Ahead) -> str:
    """What was stated and what was reached."""
    told = one.judged.score(CHOSEN)
    return (
        f"{one.name}: {SHORT.get(one.model, one.model)} is taken ({one.words}). Of {len(one.judged.origins)} origins from {one.judged.origins[0]} on, over "
        f"{words.plural(one.judged.days, 'day')}, 80 % intervals held {words.share(told.coverage[0])} and 95 % intervals {words.share(told.coverage[1])} of what "
        f"came. A day's busyness has a cv of {words.share(one.cv)}, an interval's {words.share(one.interval_cv)}; "
        f"a whole horizon was off by {words.share(one.calibration.period_cv)}."
    )


def ahead(one: Ahead) -> Table:
    """Error and coverage by how far ahead."""
    rows = tuple((f"{place}", words.share(off), words.share(held)) for place, off, held in one.judged.by_ahead)
    return Table(("open days ahead", "off by", "80 % held"), rows)


def findings(found: Forecast) -> Table:
    """What was found in the file."""
    rows = tuple((one.what, f"{one.count}", one.where, one.done) for one in found.findings)
    return Table(("found", "how many", "first", "what was done"), rows, labels=4)
