"""The pictures of a forecast: the days ahead after the past ones, the busiest day, the models on the past, what the limits held."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from callfloor import words
from callfloor.figures.look import BLUE, GREY, MISSED, ORANGE, faint
from callfloor.figures.panels import date_form, panels, square, value_axis
from callfloor.figures.picture import Picture, Table
from callfloor.forecasting.tables import ahead, called
from callfloor.language import CHINESE, current, later, say
from scenarios.history.forecasts.forecast import CHOSEN

if TYPE_CHECKING:
    from datetime import date

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
    heading = say(
        "<b>{name}, contacts a day</b> {dot} came {mark} expected {inner} 80 % {outer} 95 %",
        name=one.name, dot=square(GREY, "●"), mark=square(BLUE, "◆"), inner=square(BLUE, "▒"), outer=square(BLUE, "░"),
    )  # fmt: skip
    figure = panels([heading], [300])
    for at, alpha in ((1, 0.16), (0, 0.3)):
        _band(figure, list(found.days), limits.day_low[at], limits.day_high[at], alpha)
    figure.add_trace(
        go.Scatter(
            x=[day for day, _ in past], y=[total for _, total in past], mode="lines+markers", line={"color": GREY, "width": 1},
            marker={"color": GREY, "size": 5}, hovertemplate=f"{say('{count} came', count='%{y:,.0f}')}<extra></extra>",
        ),
        row=1, col=1,
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=list(found.days), y=totals.tolist(), mode="lines+markers", line={"color": BLUE, "width": 2.5},
            marker={"color": BLUE, "size": 7, "symbol": "diamond"}, hovertemplate=f"{say('{count} expected', count='%{y:,.0f}')}<extra></extra>",
        ),
        row=1, col=1,
    )  # fmt: skip
    figure.update_xaxes(type="date", tickformat=date_form("%-d %b"), hoverformat=date_form("%a %-d %b %Y"))
    value_axis(figure, 1)
    most, least = int(np.argmax(totals)), int(np.argmin(totals))
    caption = say(
        "Most contacts are expected on {day} ({most}), fewest on {other} ({least}). 80 % limits of a day lie {share} from what is expected, "
        "on average up and down.",
        day=words.day(found.days[most], full=False), most=words.count(float(totals[most])), other=words.day(found.days[least], full=False),
        least=words.count(float(totals[least])), share=words.share(_half(limits.day_low[0], limits.day_high[0], totals)),
    )  # fmt: skip
    rows = tuple(
        (_day(day), words.count(float(totals[place])), words.count(float(limits.day_low[0, place])), words.count(float(limits.day_high[0, place])),
         words.count(float(limits.day_low[1, place])), words.count(float(limits.day_high[1, place])))
        for place, day in enumerate(found.days)
    )  # fmt: skip
    columns = ("day", "expected", "80 % from", "to||of limits", "95 % from", "to||of limits")
    table = Table(tuple(map(say, map(later, columns))), rows)
    title = say("How many {name} contacts will come each day?", name=one.name)
    return Picture(f"days-{one.name}", title, caption, figure, table)


def _day(on: date) -> str:
    return words.day(on, full=False) if current() == CHINESE else f"{on:%a} {on}"


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
    heading = say(
        "<b>{name}, {day}</b> {mark} expected {band} 80 % {line} last four such weekdays",
        name=one.name, day=words.day(day, full=False), mark=square(BLUE, "◆"), band=square(BLUE, "▒"), line=square(GREY, "─"),
    )  # fmt: skip
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
                line={"color": GREY, "width": 1, "dash": "dot"}, name=words.month_day(history.days[number]), hoverinfo="skip",
            ),
            row=1, col=1,
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=middle, y=one.guess.counts[most].tolist(), mode="lines+markers", line={"color": BLUE, "width": 2.5},
            marker={"color": BLUE, "size": 6, "symbol": "diamond"}, hovertemplate=f"{say('{count} expected', count='%{y:,.0f}')}<extra></extra>",
        ),
        row=1, col=1,
    )  # fmt: skip
    figure.update_xaxes(type="date", tickformat="%H:%M", hoverformat="%H:%M")
    value_axis(figure, 1)
    peak = int(np.argmax(one.guess.counts[most]))
    caption = say(
        "On {day} most contacts come from {time}: {count} in {interval}, with 80 % limits from {low} to {high}.",
        day=words.day(day, full=False), time=f"{x[peak]:%H:%M}", count=words.count(float(one.guess.counts[most, peak])),
        interval=words.duration(history.interval), low=words.count(float(one.band.low[0, most, peak])),
        high=words.count(float(one.band.high[0, most, peak])),
    )  # fmt: skip
    rows = tuple(
        (f"{moment:%H:%M}", words.count(float(one.guess.counts[most, slot])), words.count(float(one.band.low[0, most, slot])), words.count(float(one.band.high[0, most, slot])))
        for slot, moment in enumerate(x)
    )  # fmt: skip
    return Picture(
        f"busiest-{one.name}",
        say("What does the busiest day of {name} look like?", name=one.name),
        caption,
        figure,
        Table((say("from||time of a row"), say("expected"), say("80 % from"), say("to||of limits")), rows),
    )


def models(one: Ahead) -> Picture:
    """The error of every model from the judged origins: a dot each, the one taken filled."""
    import plotly.graph_objects as go

    ranked = sorted((score for score in one.judged.scores if score.model != CHOSEN), key=lambda score: -score.wape)
    names = [called(score.model) for score in ranked]
    figure = panels([say("<b>off by, share of what came</b> ● by interval ○ by day")], [ROW * len(ranked) + 20])
    taken = [BLUE if score.model == one.model else GREY for score in ranked]
    for values, symbol, what in (
        ([score.wape for score in ranked], "circle", say("by interval")),
        ([score.wape_days for score in ranked], "circle-open", say("by day")),
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
    less = (
        "{best} was least wrong. Chosen at each of {count} origins by errors before it, the forecast was off by {off} an interval, "
        "{gain} less than the better of the two rules of thumb ({rule}, {share})."
    )
    no_less = (
        "{best} was least wrong. Chosen at each of {count} origins by errors before it, the forecast was off by {off} an interval, "
        "no less than the better of the two rules of thumb ({rule}, {share})."
    )
    caption = say(
        less if gain > 0 else no_less,
        best=words.begun(called(best.model)), count=len(one.judged.origins), off=words.share(told.wape), gain=words.share(gain),
        rule=called(simple.model), share=words.share(simple.wape),
    )  # fmt: skip
    rows = tuple(
        (called(score.model), words.share(score.wape), words.share(score.wape_days)) for score in reversed(ranked)
    )
    return Picture(
        f"models-{one.name}",
        say("Which model forecasts {name} best?", name=one.name),
        caption,
        figure,
        Table((say("model"), say("by interval"), say("by day")), rows),
    )


def held(one: Ahead) -> Picture:
    """The share of what came that lay within its 80 % limits, by how far ahead; 75 to 85 % is what one would call calibrated."""
    import plotly.graph_objects as go

    places = [place for place, _, _ in one.judged.by_ahead]
    shares = [100 * share for _, _, share in one.judged.by_ahead]
    errors = [100 * off for _, off, _ in one.judged.by_ahead]
    heading = say("<b>held by 80 % limits</b> {mark} stated", mark=square(MISSED, "┅"))
    figure = panels([heading, say("<b>off by</b>")], [200, 140])
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
    figure.update_xaxes(title=say("open days ahead"), row=2, col=1)
    told = one.judged.score(CHOSEN)
    caption = say(
        "Limits that state 80 % held {held} of {days}' intervals, those that state 95 % held {most}; they were set before these days "
        "came. Of single steps ahead there are few days, so their shares scatter.",
        held=words.share(told.coverage[0]), days=words.days(one.judged.days), most=words.share(told.coverage[1]),
    )  # fmt: skip
    title = say("Do the limits of {name} hold what they say?", name=one.name)
    return Picture(f"held-{one.name}", title, caption, figure, ahead(one))
