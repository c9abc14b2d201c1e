"""The pictures of a forecast: the days ahead after the past ones, the busiest day, the models on the past, what the limits held."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from callfloor import words
from callfloor.figures.look import BLUE, GREY, MISSED, ORANGE, faint
from callfloor.figures.panels import panels, square, value_axis
from callfloor.figures.picture import Picture, Table
from callfloor.forecasting.tables import SHORT, ahead
from scenarios.history.forecasts.forecast import CHOSEN

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from scenarios.history.forecasts.forecast import Ahead, Forecast

SHOWN = 60  # past days
ROW = 26  # px of a model
ASKED, ROOM = 0.8, 0.05


def pictures(found: Forecast, one: Ahead) -> list[Picture]:
    """All of one contact type."""
    return [days_ahead(found, one), busiest_day(found, one), models(one), held(one)]


def days_ahead(found: Forecast, one: Ahead) -> Picture:
    """Totals of the latest past days, then of the days ahead with their limits."""
    import plotly.graph_objects as go

    history = found.history
    counts = np.nansum(history.of(one.name), axis=1)
    past = [(day, float(total)) for day, total in zip(history.days, counts, strict=True) if total > 0][-SHOWN:]
    totals, limits = one.guess.totals, one.band
    heading = f"<b>{one.name}, contacts a day</b> {square(GREY, '●')} came {square(BLUE, '◆')} expected {square(BLUE, '▒')} 80 % {square(BLUE, '░')} 95 %"
    figure = panels([heading], [300])
    for at, alpha in ((1, 0.16), (0, 0.3)):
        _band(figure, list(found.days), limits.day_low[at], limits.day_high[at], alpha)
    figure.add_trace(
        go.Scatter(
            x=[day for day, _ in past], y=[total for _, total in past], mode="lines+markers", line={"color": GREY, "width": 1},
            marker={"color": GREY, "size": 5}, hovertemplate="%{y:,.0f} came<extra></extra>",
        ),
        row=1, col=1,
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=list(found.days), y=totals.tolist(), mode="lines+markers", line={"color": BLUE, "width": 2.5},
            marker={"color": BLUE, "size": 7, "symbol": "diamond"}, hovertemplate="%{y:,.0f} expected<extra></extra>",
        ),
        row=1, col=1,
    )  # fmt: skip
    figure.update_xaxes(type="date", tickformat="%-d %b", hoverformat="%a %-d %b %Y")
    value_axis(figure, 1)
    most, least = int(np.argmax(totals)), int(np.argmin(totals))
    caption = (
        f"Most contacts are expected on {found.days[most]:%a %-d %b} ({words.count(float(totals[most]))}), fewest on {found.days[least]:%a %-d %b} "
        f"({words.count(float(totals[least]))}). 80 % limits of a day lie {words.share(_half(limits.day_low[0], limits.day_high[0], totals))} from what is expected, on average up and down."
    )
    rows = tuple(
        (f"{day:%a} {day}", words.count(float(totals[place])), words.count(float(limits.day_low[0, place])), words.count(float(limits.day_high[0, place])),
         words.count(float(limits.day_low[1, place])), words.count(float(limits.day_high[1, place])))
        for place, day in enumerate(found.days)
    )  # fmt: skip
    table = Table(("day", "expected", "80 % from", "to", "95 % from", "to"), rows)
    return Picture(f"days-{one.name}", f"How many {one.name} contacts will come each day?", caption, figure, table)


def _half(low: Any, high: Any, totals: Any) -> float:  # noqa: ANN401 - NumPy columns
    return float((high - low).sum() / 2 / max(totals.sum(), 1e-9))


def _band(figure: go.Figure, x: list[Any], low: Any, high: Any, alpha: float) -> None:  # noqa: ANN401 - NumPy columns
    import plotly.graph_objects as go

    for values, fill in ((low, None), (high, "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=x, y=values.tolist(), mode="lines", line={"width": 0, "color": BLUE}, fill=fill, fillcolor=faint(BLUE, alpha), hoverinfo="skip"
            ),
            row=1, col=1,
        )  # fmt: skip


def busiest_day(found: Forecast, one: Ahead) -> Picture:
    """The busiest day by interval, with its limits and the same weekday of the past weeks."""
    import plotly.graph_objects as go

    most = int(np.argmax(one.guess.totals))
    day, history = found.days[most], found.history
    x = [datetime.combine(day, time()) + timedelta(seconds=start) for start in history.starts]
    middle = [moment + timedelta(seconds=history.interval / 2) for moment in x]
    heading = f"<b>{one.name}, {day:%a %-d %b}</b> {square(BLUE, '◆')} expected {square(BLUE, '▒')} 80 % {square(GREY, '─')} last four such weekdays"
    figure = panels([heading], [280])
    for at, alpha in ((1, 0.16), (0, 0.3)):
        _band(figure, middle, one.band.low[at, most], one.band.high[at, most], alpha)
    same = [
        number for number, past in enumerate(history.days) if past.weekday() == day.weekday() and history.worked[number]
    ][-4:]
    for number in same:
        figure.add_trace(
            go.Scatter(
                x=middle, y=[None if np.isnan(value) else float(value) for value in history.of(one.name)[number]], mode="lines",
                line={"color": GREY, "width": 1, "dash": "dot"}, name=f"{history.days[number]:%-d %b}", hoverinfo="skip",
            ),
            row=1, col=1,
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=middle, y=one.guess.counts[most].tolist(), mode="lines+markers", line={"color": BLUE, "width": 2.5},
            marker={"color": BLUE, "size": 6, "symbol": "diamond"}, hovertemplate="%{y:,.0f} expected<extra></extra>",
        ),
        row=1, col=1,
    )  # fmt: skip
    figure.update_xaxes(type="date", tickformat="%H:%M", hoverformat="%H:%M")
    value_axis(figure, 1)
    peak = int(np.argmax(one.guess.counts[most]))
    caption = (
        f"On {day:%a %-d %b} most contacts come from {x[peak]:%H:%M}: {words.count(float(one.guess.counts[most, peak]))} in {words.duration(history.interval)}, with 80 % limits from "
        f"{words.count(float(one.band.low[0, most, peak]))} to {words.count(float(one.band.high[0, most, peak]))}."
    )
    rows = tuple(
        (f"{moment:%H:%M}", words.count(float(one.guess.counts[most, slot])), words.count(float(one.band.low[0, most, slot])), words.count(float(one.band.high[0, most, slot])))
        for slot, moment in enumerate(x)
    )  # fmt: skip
    return Picture(
        f"busiest-{one.name}",
        f"What does the busiest day of {one.name} look like?",
        caption,
        figure,
        Table(("from", "expected", "80 % from", "to"), rows),
    )


def models(one: Ahead) -> Picture:
    """The error of every model from the judged origins: a dot each, the one taken filled."""
    import plotly.graph_objects as go

    ranked = sorted((score for score in one.judged.scores if score.model != CHOSEN), key=lambda score: -score.wape)
    names = [SHORT.get(score.model, score.model) for score in ranked]
    figure = panels(["<b>off by, share of what came</b> ● by interval ○ by day"], [ROW * len(ranked) + 20])
    taken = [BLUE if score.model == one.model else GREY for score in ranked]
    for values, symbol, what in (
        ([score.wape for score in ranked], "circle", "by interval"),
        ([score.wape_days for score in ranked], "circle-open", "by day"),
    ):
        figure.add_trace(
            go.Scatter(
                x=[100 * value for value in values], y=names, mode="markers", marker={"color": taken, "size": 11, "symbol": symbol, "line": {"width": 2, "color": taken}},
                hovertemplate=f"%{{x:.2f}} % {what}<extra>%{{y}}</extra>",
            ),
            row=1, col=1,
        )  # fmt: skip
    figure.update_xaxes(ticksuffix="\u202f%", rangemode="tozero", showgrid=True)
    figure.update_yaxes(type="category", fixedrange=True)
    figure.update_layout(hovermode="closest")
    told, best = one.judged.score(CHOSEN), ranked[-1]
    simple = min((one.judged.score(name) for name in ("last_week", "median_of_four")), key=lambda score: score.wape)
    gain = 1 - told.wape / simple.wape if simple.wape > 0 else 0.0
    least = SHORT.get(best.model, best.model)
    beaten = f"{words.share(gain)} less than" if gain > 0 else "no less than"
    caption = (
        f"{least[0].upper()}{least[1:]} was least wrong. Chosen at each of {len(one.judged.origins)} origins by errors before it, the forecast was off by "
        f"{words.share(told.wape)} an interval, {beaten} the better of the two rules of thumb ({SHORT[simple.model]}, {words.share(simple.wape)})."
    )
    rows = tuple(
        (SHORT.get(score.model, score.model), words.share(score.wape), words.share(score.wape_days))
        for score in reversed(ranked)
    )
    return Picture(
        f"models-{one.name}",
        f"Which model forecasts {one.name} best?",
        caption,
        figure,
        Table(("model", "by interval", "by day"), rows),
    )


def held(one: Ahead) -> Picture:
    """The share of what came that lay within its 80 % limits, by how far ahead; 75 to 85 % is what one would call calibrated."""
    import plotly.graph_objects as go

    places = [place for place, _, _ in one.judged.by_ahead]
    shares = [100 * share for _, _, share in one.judged.by_ahead]
    errors = [100 * off for _, off, _ in one.judged.by_ahead]
    figure = panels([f"<b>held by 80 % limits</b> {square(MISSED, '┅')} stated", "<b>off by</b>"], [200, 140])
    figure.add_hrect(
        y0=100 * (ASKED - ROOM),
        y1=100 * (ASKED + ROOM),
        fillcolor=faint(GREY, 0.18),
        line_width=0,
        layer="below",
        row=1,
        col=1,
        exclude_empty_subplots=False,
    )
    figure.add_hline(
        y=100 * ASKED, line={"color": MISSED, "dash": "dash", "width": 1.5}, row=1, col=1, exclude_empty_subplots=False
    )
    for row, values, colour, symbol in ((1, shares, BLUE, "circle"), (2, errors, ORANGE, "square")):
        figure.add_trace(
            go.Scatter(
                x=places, y=values, mode="lines+markers", line={"color": colour, "width": 2}, marker={"color": colour, "size": 7, "symbol": symbol},
                hovertemplate="%{y:.1f} %<extra></extra>",
            ),
            row=row, col=1,
        )  # fmt: skip
    value_axis(figure, 1, unit="%", low=0, high=100)
    value_axis(figure, 2, unit="%")
    figure.update_xaxes(title="open days ahead", row=2, col=1)
    told = one.judged.score(CHOSEN)
    caption = (
        f"Limits that state 80 % held {words.share(told.coverage[0])} of {words.plural(one.judged.days, 'day')}' intervals, those that state 95 % held "
        f"{words.share(told.coverage[1])}; they were set before these days came. Of single steps ahead there are few days, so their shares scatter."
    )
    return Picture(f"held-{one.name}", f"Do the limits of {one.name} hold what they say?", caption, figure, ahead(one))
