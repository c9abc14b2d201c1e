"""The page Learn: one queue on sliders, told by Erlang C, by Erlang A and by simulated days; what size, patience and load do.

Formulas answer at once. The simulated points are computed in a warm process and join the charts a moment later; they are kept with
the figures they belong to, so that a chart never shows those of another queue.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from callfloor.figures import learn_asked
from callfloor.figures.learn_asked import Asked, Filling, Found
from callfloor.figures.learn_load import empty, explode
from callfloor.figures.learn_models import models
from callfloor.figures.learn_patience import patience
from callfloor.figures.learn_size import pooling, square_root
from callfloor.language import later, say
from callfloor.web.pages import Page
from callfloor.web.parts import faults, picture
from scenarios.faults import InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.figures.picture import Picture
    from callfloor.web.services import Services
    from callfloor.web.visit import Visit

ENDLESS = 1800  # s: the end of the slider stands for patience without end
RANGES = {
    "rate": (10, 1200, 10),
    "handle": (30, 900, 10),
    "patience": (10, ENDLESS, 10),
    "agents": (1, 120, 1),
    "busy": (80, 105, 1),
}
START = {"rate": 300, "handle": 240, "patience": 120, "agents": 22, "busy": 99}
QUEUE, FILLED = ("rate", "handle", "patience", "agents"), ("handle", "agents", "busy")


def layout(visit: Visit) -> list[Component]:
    """The sliders, then the charts with what they answer now."""
    asked, share = _asked(START), START["busy"] / 100
    first = _charts(asked)
    return [
        dmc.Title(say("Learn"), order=1),
        html.P(say("One queue, one team. Move a slider, and every chart says what that changes."), className="soft"),
        html.Div(id="learn-fault", role="alert"),
        dcc.Store(id="learn-simulated"),
        dcc.Store(id="learn-filled"),
        dcc.Store(id="learn-rest"),
        dcc.Store(id="learn-words", data={"place": list(RANGES).index("patience"), "end": ENDLESS, "endless": say("without end")}),
        dmc.SimpleGrid([_slider(name) for name in QUEUE], cols={"base": 1, "sm": 2}, spacing="xl", className="learn-sliders"),
        _section(first[0], say(
            "Erlang C lets everybody wait for ever, so it asks for too many people; Erlang A lets them give up. The simulation lets days happen, "
            "call by call, and knows neither formula."
        )),
        *[_section(one, why) for one, why in zip(first[1:], _whys(), strict=True)],
        dmc.Title(say("Near full load"), order=2, className="callfloor-heading"),
        html.Div(_slider("busy"), className="learn-sliders"),
        _section(explode(asked, share), say(
            "What is free is what catches up with a burst of calls. Half as much of it takes twice as long, so the wait grows without "
            "bound before the load reaches the agents."
        ), level=3),
        _section(empty(asked, share), say(
            "A formula tells of a queue that has run for ever at one load. A day begins with nobody waiting and is over in some hours; "
            "near full load the queue would take days to settle."
        ), level=3),
    ]  # fmt: skip


def _whys() -> tuple[str, ...]:
    return (
        say(
            "Luck evens out: the more calls, the less they vary for their number. So a service of one quality takes the load and, beyond it, "
            "some times the load's square root."
        ),
        say("One agent idle while another team's callers wait: that is what separate teams lose, and a pool does not."),
        say(
            "Impatient callers make the answer rate better, and that is no good news: it counts those who have gone as well."
        ),
    )


def _charts(asked: Asked, found: tuple[Found, ...] = ()) -> list[Picture]:
    """Everything that hangs on the first four sliders."""
    return [models(asked, found), square_root(asked), pooling(asked), patience(asked)]


def _section(shown: Picture, why: str, level: int = 2) -> Component:
    """A chart whose figure, answer and numbers can be changed, and why it is so."""
    parts = [
        picture.caption(shown, shown.name),
        picture.graph(shown, shown.name),
        html.Div(picture.numbers(shown), id=f"{shown.name}-numbers"),
    ]
    return html.Section(
        [dmc.Title(shown.title, order=level, className="callfloor-heading"), html.Figure(parts), html.P(why, className="soft")],
        className="callfloor-chart",
    )  # fmt: skip


def _slider(name: str) -> Component:
    labels: dict[str, Callable[[], str]] = {
        "rate": lambda: say("Calls an hour"),
        "handle": lambda: say("Mean handle time, seconds"),
        "patience": lambda: say("Mean patience, seconds"),
        "agents": lambda: say("Agents"),
        "busy": lambda: say("Work offered, percent of the agents' time"),
    }
    low, high, step = RANGES[name]
    label = labels[name]()
    return html.Div(
        [
            html.Div([html.Span(label), html.Strong(str(START[name]), id=f"learn-{name}-shown")], className="learn-label", **{"aria-hidden": "true"}),
            dmc.Slider(
                id=f"learn-slider-{name}",  # a chart is called learn-patience
                value=START[name],
                min=low,
                max=high,
                step=step,
                label=None,
                updatemode="mouseup",
                thumbLabel=label,
            ),
        ]
    )  # fmt: skip


def register(app: Dash, services: Services) -> None:
    """Sliders to charts: formulas at once, simulated points when they are there; all of them for the place where the sliders rest."""
    sliders = [Input(f"learn-slider-{name}", "value") for name in RANGES]
    shown = [Output(f"learn-{name}-shown", "children") for name in RANGES]
    app.clientside_callback(ClientsideFunction("learn", "shown"), *shown, *sliders, State("learn-words", "data"))
    app.clientside_callback(ClientsideFunction("learn", "rest"), Output("learn-rest", "data"), *sliders)
    rest = Input("learn-rest", "data")

    @app.callback(
        _outputs("learn-models", "learn-square-root", "learn-pooling", "learn-patience"),
        rest,
        Input("learn-simulated", "data"),
        prevent_initial_call=True,
    )
    def formulas(values: Any, found: Any) -> list[Any]:  # noqa: ANN401 - numbers of sliders
        given = _only(_given(values), QUEUE)
        return _told(_charts(_asked(given), _of(found, given)))

    @app.callback(
        _outputs("learn-explode", "learn-empty"), rest, Input("learn-filled", "data"), prevent_initial_call=True
    )
    def loaded(values: Any, found: Any) -> list[Any]:  # noqa: ANN401 - numbers of sliders
        given = _given(values)
        filled = _filled(found, given)
        return _told([explode(_asked(given), given["busy"] / 100), empty(_asked(given), given["busy"] / 100, filled)])

    @app.callback(
        Output("learn-simulated", "data"),
        Output("learn-fault", "children"),
        rest,
        State("learn-simulated", "data"),
        prevent_initial_call=True,
    )
    def simulated(values: Any, last: Any) -> tuple[Any, Any]:  # noqa: ANN401 - numbers of sliders
        given = _only(_given(values), QUEUE)
        if isinstance(last, dict) and last.get("of") == given:
            return no_update, no_update
        asked = _asked(given)
        try:
            found = services.quick(learn_asked.simulated, asked, learn_asked.points(asked))
        except InputError as wrong:
            return None, faults.listed(wrong.faults)
        return {
            "of": given,
            "found": [[one.agents, one.answer_rate, one.abandonment, one.mean_wait] for one in found],
        }, None

    @app.callback(Output("learn-filled", "data"), rest, State("learn-filled", "data"), prevent_initial_call=True)
    def filled(values: Any, last: Any) -> Any:  # noqa: ANN401 - numbers of sliders
        given = _only(_given(values), FILLED)
        if isinstance(last, dict) and last.get("of") == given:
            return no_update
        from callfloor.figures.learn_load import at_load

        asked = at_load(Asked(0.0, float(given["handle"]), None, given["agents"]), given["busy"] / 100)
        try:
            found = services.quick(learn_asked.filling, asked)
        except InputError:
            return None
        return {"of": given, "days": found.days, "queue": found.queue}


def _outputs(*names: str) -> list[Output]:
    return [
        Output(f"{name}{end}", what)
        for name in names
        for end, what in (("", "figure"), ("-caption", "children"), ("-numbers", "children"))
    ]


def _told(pictures: list[Picture]) -> list[Any]:
    return [part for one in pictures for part in (_figure(one), one.caption, picture.numbers(one))]


def _figure(shown: Picture) -> dict[str, Any]:
    """The figure; before there is one, nothing at all, not empty axes."""
    if shown.figure is not None:
        return picture.figure(shown)
    return {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}}


def _given(values: Any) -> dict[str, int]:  # noqa: ANN401 - a dcc.Store's data
    """Where the sliders rest, within their ends whatever a browser sent."""
    numbers = values if isinstance(values, list) and len(values) == len(RANGES) else list(START.values())
    found = {}
    for (name, (low, high, _)), value in zip(RANGES.items(), numbers, strict=True):
        known = isinstance(value, int | float) and math.isfinite(value)
        found[name] = int(min(max(value, low), high)) if known else START[name]
    return found


def _only(given: Mapping[str, int], names: tuple[str, ...]) -> dict[str, int]:
    return {name: given[name] for name in names}


def _asked(given: Mapping[str, int]) -> Asked:
    kept = None if given["patience"] >= ENDLESS else float(given["patience"])
    return Asked(float(given["rate"]), float(given["handle"]), kept, given["agents"])


def _of(kept: Any, given: dict[str, int]) -> tuple[Found, ...]:  # noqa: ANN401 - a dcc.Store's data
    """The simulated points, if they are of this queue."""
    if not isinstance(kept, dict) or kept.get("of") != given:
        return ()
    return tuple(Found(agents, tuple(rate), lost, wait) for agents, rate, lost, wait in kept["found"])


def _filled(kept: Any, given: dict[str, int]) -> Filling | None:  # noqa: ANN401 - a dcc.Store's data
    """The simulated days, if they are of this queue."""
    if not isinstance(kept, dict) or kept.get("of") != _only(given, FILLED):
        return None
    return Filling(kept["days"], tuple(tuple(one) for one in kept["queue"]))


PAGE = Page(
    "/learn",
    later("Learn"),
    80,
    layout,
    register,
    about=later("Erlang's formulas and the simulation on one chart: what size, patience and full load do."),
)
