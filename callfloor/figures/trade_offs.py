"""What does each target cost? One panel a target: the least cost from a little less to a little more than is asked.

The plan is the dot at what is asked; the line is the least cost with another value, all other targets as they are, and its band how far
off that may be. Diamonds are values that were tried with whole people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.cost_words import cost_in_words, unit_of_cost
from callfloor.figures.asked import FLOORS, IN_EACH, SHARES, what
from callfloor.figures.look import BLUE, faint, scenario_colours
from callfloor.figures.panels import panels, square
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.language import later, plural, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from optimize.telling.telling import Telling
    from optimize.telling.trade_off import TradeOff
    from scenarios.schema import Scenario
    from scenarios.targets import Target

NAME, TITLE = "trade_off", later("What does each target cost?")
MOST = 6  # panels; of more targets, the dearest
COLUMNS = tuple(map(later, ("of", "target", "asked", "least cost", "more or less", "tried: cost", "reached")))


def trade_offs(scenario: Scenario, telling: Telling) -> Picture:
    """The curve of every target around the plan."""
    known = [curve for curve in telling.trade_offs if curve.price is not None]
    if not known:
        return nothing_to_draw(NAME, TITLE, later("What the targets cost could not be worked out for this plan."))
    dear = sorted(known, key=lambda curve: -(curve.price or 0.0))[:MOST]
    shown = [curve for curve in known if curve in dear]
    return Picture(NAME, say(TITLE), caption(scenario, telling), _figure(scenario, shown), table(scenario, telling))


def caption(scenario: Scenario, telling: Telling) -> str:
    """The dearest target, what the others cost, and how it is known."""
    known = sorted(
        (curve for curve in telling.trade_offs if curve.price is not None), key=lambda curve: -(curve.price or 0.0)
    )
    if not known:
        return say("What the targets cost could not be worked out for this plan.")
    costly = [curve for curve in known if _costs(curve)]
    free = len(known) - len(costly)
    said = words.chain([priced(scenario, curve) for curve in costly[:3]])
    said = (
        words.begun(said)
        if costly
        else say(
            "A step stricter costs nothing, of any single target: the plan keeps it, or another target asks for more."
        )
    )
    if costly and free:
        said += plural(
            " {n} other target costs nothing by itself.", " {n} other targets cost nothing by themselves.", free
        )
    return words.told_in_turn((said, how(telling)))


def how(telling: Telling) -> str:
    """How the costs are known."""
    if all(curve.proved for curve in telling.trade_offs):
        return say("Every cost is the proved optimum with that target.")
    tried = [point for curve in telling.trade_offs for point in curve.points if point.tried is not None]
    held = sum(point.tried.holds for point in tried if point.tried is not None)
    text = plural(
        "Estimates, by what was seen on {n} simulated day, as if a person could be split; they are right to about half a shift at best.",
        "Estimates, by what was seen on {n} simulated days, as if a person could be split; they are right to about half a shift at best.",
        telling.days,
    )
    if tried:
        text += plural(
            " Tried with whole people: {n} value, {held} of them kept all targets.",
            " Tried with whole people: {n} values, {held} of them kept all targets.",
            len(tried),
            held=held,
        )
    if any(point.held for curve in telling.trade_offs for point in curve.points):
        text += say(" Stricter values that the plan surely keeps as it is cost nothing more.")
    return text


def priced(scenario: Scenario, curve: TradeOff) -> str:
    """`one point more of vip answered within 15 s costs 297 CNY`."""
    target = curve.target
    return say(
        "{step} of {whose} {what} {each} costs {money}",
        step=step_in_words(curve), whose=whose(scenario, target), what=measure(target), each=each(target),
        money=cost_in_words(scenario, curve.price),
    )  # fmt: skip


def _costs(curve: TradeOff) -> bool:
    return (curve.price or 0.0) > 1e-6


def whose(scenario: Scenario, target: Target) -> str:
    """Whom a target is about."""
    return target.of_what or scenario.name


def measure(target: Target) -> str:
    """What a target asks, in words."""
    return what(target)


def each(target: Target) -> str:
    """`in each hour`, or over the whole horizon."""
    return say(IN_EACH[target.per]).strip()


def step_in_words(curve: TradeOff) -> str:
    """One step stricter: a point more, a point less, a tenth off a wait; or the last one, where nothing stricter is known."""
    target = curve.target
    if curve.at_its_end:
        return say("the last step")
    if target.measure == "mean_wait":
        return say("{time} less", time=words.duration(0.1 * target.asked))
    return say("one point more" if target.measure in FLOORS else "one point less")


def styled(target: Target, value: float | None) -> str:
    """A value of a target's measure."""
    return words.styled(value, "share" if target.measure in SHARES else "duration")


def table(scenario: Scenario, telling: Telling) -> Table:
    """Every value of every target with its least cost."""
    rows = []
    for curve in telling.trade_offs:
        here, target = curve.cost(0), curve.target
        for point in curve.points:
            least, tried = point.least, point.tried
            more = None if least is None or here is None else least.cost - here
            rows.append(
                (
                    whose(scenario, target),
                    f"{measure(target)} {each(target)}",
                    styled(target, point.asked) + (say(" (as asked)") if point.steps == 0 else ""),
                    say("no plan") if least is None else cost_in_words(scenario, least.cost),
                    words.NOTHING if more is None else f"{'+' if more > 0 else ''}{cost_in_words(scenario, more)}",
                    ""
                    if tried is None
                    else cost_in_words(scenario, tried.cost) + ("" if tried.holds else say(", misses")),
                    "" if tried is None else styled(target, point.reached),
                )
            )
    return Table(tuple(map(say, COLUMNS)), tuple(rows), labels=2)


def _figure(scenario: Scenario, shown: Sequence[TradeOff]) -> go.Figure:
    colour = scenario_colours(scenario)
    figure = panels(
        [_heading(scenario, curve, colour.get(curve.target.of_what, BLUE)) for curve in shown],
        [150] * len(shown),
        shared=False,
    )
    low, high = _range(shown)
    for row, curve in enumerate(shown, start=1):
        _panel(figure, row, scenario, curve, colour.get(curve.target.of_what, BLUE))
        figure.update_yaxes(row=row, col=1, range=[low, high], nticks=5, tickformat=",~r", fixedrange=True)
    figure.update_yaxes(
        title=say("least cost, {currency}", currency=unit_of_cost(scenario)).rstrip(", ，"), row=1, col=1
    )
    figure.update_layout(hovermode="closest", margin_r=24)
    return figure


def _heading(scenario: Scenario, curve: TradeOff, colour: str) -> str:
    price = (
        say("costs nothing by itself")
        if not _costs(curve)
        else say("{money} for {step}", money=cost_in_words(scenario, curve.price), step=step_in_words(curve))
    )
    return say(
        "{mark} <b>{whose}</b> {what}, {each}: {price}",
        mark=square(colour), whose=whose(scenario, curve.target), price=price, each=each(curve.target),
        what=measure(curve.target).replace("answered within", "within"),
    )  # fmt: skip


def _range(shown: Sequence[TradeOff]) -> tuple[float, float]:
    """One range for all panels, so that a steep line is a dear target."""
    costs = [point.least.cost for curve in shown for point in curve.points if point.least is not None]
    costs += [point.tried.cost for curve in shown for point in curve.points if point.tried is not None]
    for curve in shown:
        known = [point.least.cost for point in curve.points if point.least is not None]
        costs += [min(known) - (curve.error or 0.0), max(known) + (curve.error or 0.0)]
    pad = 0.12 * (max(costs) - min(costs)) or 0.01 * max(costs)
    return min(costs) - pad, max(costs) + pad


def _panel(figure: go.Figure, row: int, scenario: Scenario, curve: TradeOff, colour: str) -> None:
    import plotly.graph_objects as go

    target, scale = curve.target, 100.0 if curve.target.measure in SHARES else 1.0
    points = sorted((point for point in curve.points if point.least is not None), key=lambda point: point.asked)
    x = [point.asked * scale for point in points]
    y = [point.least.cost if point.least is not None else 0.0 for point in points]
    if curve.error:
        band = go.Scatter(
            x=[*x, *reversed(x)], y=[*(v + curve.error for v in y), *reversed([v - curve.error for v in y])], fill="toself",
            fillcolor=faint(colour, 0.18), mode="lines", line={"width": 0}, hoverinfo="skip",
        )  # fmt: skip
        figure.add_trace(band, row=row, col=1)
    said = [
        f"{styled(target, point.asked)}: {cost_in_words(scenario, cost)}" for point, cost in zip(points, y, strict=True)
    ]
    here = [point.steps == 0 for point in points]
    marker = {"size": [13 if one else 6 for one in here], "color": colour, "line": {"width": 0}}
    line = go.Scatter(
        x=x, y=y, mode="lines+markers", line={"color": colour, "width": 2}, marker=marker, text=said,
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    figure.add_trace(line, row=row, col=1)
    tried = [point for point in points if point.tried is not None]
    if tried:
        figure.add_trace(_diamonds(scenario, curve, colour, scale), row=row, col=1)
    for place, cost in zip(x, y, strict=True):
        if here[x.index(place)]:
            figure.add_annotation(
                x=place, y=cost, text=say("the plan"), row=row, col=1, showarrow=False, yshift=16, font={"size": 12},
                xanchor="center",
            )  # fmt: skip
    unit = f"{words.THIN}%" if target.measure in SHARES else f"{words.THIN}{words.unit_word('s')}"
    figure.update_xaxes(
        row=row,
        col=1,
        tickvals=x,
        ticktext=[f"{words.number(value)}{unit}" for value in x],
        tickangle=0,
        fixedrange=True,
    )


def _diamonds(scenario: Scenario, curve: TradeOff, colour: str, scale: float) -> go.Scatter:
    """What was tried, at what it reached of the target asked and what it cost; hollow where it missed a target."""
    import plotly.graph_objects as go

    tried = [(point, point.tried) for point in curve.points if point.tried is not None]
    return go.Scatter(
        x=[point.asked * scale for point, _ in tried],
        y=[one.cost for _, one in tried],
        mode="markers",
        marker={"symbol": ["diamond" if one.holds else "diamond-open" for _, one in tried], "size": 11, "color": colour,
                "line": {"width": 2, "color": colour}},
        text=[
            say(
                "tried: {money}, keeps all targets" if one.holds else "tried: {money}, misses a target",
                money=cost_in_words(scenario, one.cost),
            )
            for _, one in tried
        ],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
