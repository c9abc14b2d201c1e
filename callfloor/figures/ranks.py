"""Which is best? Candidates as dots with their limits, the best on top; who is surely out stands below, faint, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callfloor import gauges, tables_ranked, words
from callfloor.figures.look import BLUE, GREEN, GREY
from callfloor.figures.panels import FOOT, HEADING, HEADINGS, LINE, square, wrapped
from callfloor.figures.picture import Picture, nothing_to_draw
from callfloor.language import later, plural, say
from sim.screening import Contender, Dropped

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from callfloor.ranking import Ranking

NAME, TITLE = "ranking", later("Which may be the best?")
KEPT, DROPPED = 20, 10  # rows
NOTHING = 1e-6  # of a figure: less than anybody would draw
ROW = 36  # px: two lines of a name
LONGEST, NARROW = 26, 28  # characters of one line of a name; of the heading beside it on a phone


def ranks(ranking: Ranking) -> Picture:
    """Everybody who may be the best, and the nearest of those who are out."""
    kept = [one for one in ranking.screening.kept if one.mean is not None][:KEPT]
    better = -1.0 if ranking.by.largest else 1.0
    out = sorted(
        (one for one in ranking.screening.dropped if one.mean is not None), key=lambda one: better * (one.mean or 0)
    )
    if not kept and not out:
        return nothing_to_draw(NAME, TITLE, later("The measure is undefined for every candidate."))
    shown = out[:DROPPED] if kept else out[: KEPT + DROPPED]
    return Picture(
        NAME,
        say(TITLE),
        _caption(ranking, len(shown)),
        _figure(ranking, shown),
        tables_ranked.kept(ranking, len(ranking.entries)),
    )


def _caption(ranking: Ranking, shown: int) -> str:
    screening = ranking.screening
    text = tables_ranked.headline(ranking)
    if screening.dropped:
        missing = sum(one.misses is not None for one in screening.dropped)
        reasons = [plural("{n} surely misses a target", "{n} surely miss a target", missing)] if missing else []
        worse = len(screening.dropped) - missing
        reasons += [say("{count} surely worse", count=worse)] if worse else []
        drawn = "Out: {reasons} (the {count} nearest are drawn)."
        out = say(
            drawn if shown < len(screening.dropped) else "Out: {reasons}.", reasons=words.listed(reasons), count=shown
        )
        return words.told_in_turn([text, out])
    return text


def _figure(ranking: Ranking, out: Sequence[Dropped]) -> go.Figure:
    import plotly.graph_objects as go

    figure = go.Figure()
    kept = [one for one in ranking.screening.kept if one.mean is not None][:KEPT]
    measure, currency = ranking.by.measure, ranking.scenario.currency
    scale = 100.0 if gauges.gauge(measure).show == "share" else 1.0
    names = [*(one.place for one in kept), *(one.place for one in out)]
    best = None if tables_ranked.tied(ranking) else ranking.screening.best
    rivals = [one for one in kept if one is not best]
    looks = (
        (later("best by the estimate"), GREEN, "star", "★", [one for one in kept if one is best]),
        (later("may be the best"), BLUE, "circle", "●", [one for one in rivals if one.keeps_targets]),
        (
            later("only if it keeps its targets after all"),
            BLUE,
            "circle-open",
            "○",
            [one for one in rivals if not one.keeps_targets],
        ),
        (later("surely not"), GREY, "x-thin", "✕", out),
    )
    said = []
    for label, colour, symbol, glyph, some in looks:
        if not some:
            continue
        said.append(f"{square(colour, glyph)} {say(label)}")
        figure.add_trace(
            go.Scatter(
                x=[(one.mean or 0.0) * scale for one in some],
                y=[names.index(one.place) for one in some],
                mode="markers",
                marker={
                    "symbol": symbol,
                    "size": 14 if symbol == "star" else 10,
                    "color": colour,
                    "line": {"width": 2, "color": colour},
                },
                error_x=_bars(some, scale, colour),
                text=[_hover(ranking, one, currency) for one in some],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    key = wrapped(" ".join(said), NARROW)
    top = HEADING + LINE * key.count("<br>")
    figure.add_annotation(
        text=key, name=HEADINGS, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom", align="left",
        yshift=6, showarrow=False,
    )  # fmt: skip
    _axes(figure, ranking, [*kept, *out], scale)
    figure.update_layout(
        height=ROW * len(names) + top + FOOT + 20, margin={"l": 8, "r": 16, "t": top, "b": FOOT + 20}, dragmode=False,
        hovermode="closest",
    )  # fmt: skip
    return figure


def _bars(some: Sequence[Contender | Dropped], scale: float, colour: str) -> dict[str, object]:
    """The 95 % limits, where they are known."""

    def arms(far: str, way: float) -> list[float]:
        ends = [(getattr(one, far, None), one.mean) for one in some]
        return [0.0 if end is None or mean is None else max(way * (end - mean), 0.0) * scale for end, mean in ends]

    high, low = arms("high", 1.0), arms("low", -1.0)
    return {
        "type": "data",
        "symmetric": False,
        "array": high,
        "arrayminus": low,
        "color": colour,
        "thickness": 2,
        "width": 0,
    }


def _axes(figure: go.Figure, ranking: Ranking, shown: Sequence[Contender | Dropped], scale: float) -> None:
    """Names down, the figure across."""
    units = {"share": "%", "duration": words.unit_word("s"), "money": ranking.scenario.currency}
    unit = units.get(gauges.gauge(ranking.by.measure).show, "")
    figure.update_yaxes(
        tickvals=list(range(len(shown))), ticktext=[_cut(ranking.names[one.place]) for one in shown], fixedrange=True,
        range=[len(shown) - 0.5, -0.5], showgrid=False, ticks="",
    )  # fmt: skip
    ends = [end * scale for one in shown for end in _ends(one)]
    if max(ends) - min(ends) <= NOTHING * abs(max(ends)):  # all the same: an axis around it, not into its last digits
        room = 0.1 * abs(ends[0]) or 1.0
        figure.update_xaxes(range=[ends[0] - room, ends[0] + room])
    title = say("{what} ({unit})", what=ranking.by.said, unit=unit) if unit else ranking.by.said
    figure.update_xaxes(title=title, fixedrange=True, tickformat=",~r", showgrid=True, nticks=6)


def _ends(one: Contender | Dropped) -> list[float]:
    """How far a candidate reaches in the chart."""
    found = (one.mean, getattr(one, "low", None), getattr(one, "high", None))
    return [end for end in found if end is not None]


def _hover(ranking: Ranking, one: Contender | Dropped, currency: str) -> str:
    text = f"<b>{ranking.names[one.place]}</b><br>{gauges.value(ranking.by.measure, one.mean, currency)}"
    return f"{text}<br>{tables_ranked.why(ranking, one)}" if isinstance(one, Dropped) else text


def _cut(name: str) -> str:
    """A name in one line or two."""
    lines = name.split(", ")
    half = next((at for at in range(1, len(lines)) if len(", ".join(lines[: at + 1])) > LONGEST), len(lines))
    parts = [part for part in (", ".join(lines[:half]), ", ".join(lines[half:])) if part]
    return "<br>".join(part if len(part) <= LONGEST + 4 else f"{part[: LONGEST + 3]}…" for part in parts)
