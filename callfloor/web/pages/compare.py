"""The page Compare: which runs are held against which; then the run's own page shows what differs, and what is only luck.

Runs of other seeds have no day in common, so all are simulated anew on the same days: what is left between them is what was
changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from callfloor.language import later, say
from callfloor.language.library import titled
from callfloor.web.pages import Page
from callfloor.web.parts import faults
from callfloor.web.store.listing import finished
from callfloor.web.visit import visiting
from scenarios.faults import InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.store.listing import Line
    from callfloor.web.visit import Visit

KINDS = ("simulate", "plan", "check")  # of runs that stand for one centre
DAYS, MOST = 100, 8


def layout(visit: Visit) -> list[Component]:
    """The form; `?runs=3,5` has these chosen already."""
    there = comparable(visit)
    options = [{"value": str(run.id), "label": f"#{run.id} {titled(run.title)}"} for run in there]
    heading = [
        dmc.Title(say("Compare"), order=1),
        html.P(
            say("Runs side by side on the same days: every difference with its limits, and which of them are real."),
            className="soft",
        ),
    ]
    if len(options) < 2:
        nothing = say("There are fewer than two finished runs. Simulate or plan first, then compare here.")
        return [*heading, html.P(nothing, className="empty"), dmc.Anchor(say("Simulate"), href="/simulate")]
    wanted = [one for one in visit.query.get("runs", "").split(",") if one in {option["value"] for option in options}]
    return [*heading, html.Div(id="compare-faults", role="alert"), _form(options, wanted)]


def _form(options: list[dict[str, str]], wanted: list[str]) -> Component:
    base = wanted[0] if wanted else None
    return dmc.Stack(
        [
            dmc.Select(id="compare-first", label=say("What the others are held against"), data=options, value=base, searchable=True),
            dmc.MultiSelect(
                id="compare-others", label=say("The others"), data=options, value=wanted[1:], searchable=True, maxValues=MOST
            ),
            dmc.NumberInput(
                id="compare-days", label=say("Days of each"), value=DAYS, min=2, step=50, allowDecimal=False, maw=300
            ),
            dmc.Group([dmc.Button(say("Compare"), id="compare-run", n_clicks=0)]),
        ],
        maw=620,
        gap="md",
    )  # fmt: skip


def comparable(visit: Visit) -> list[Line]:
    """Finished runs that stand for one centre."""
    return finished(visit.services.store, visit.user, KINDS)


def register(app: Dash, services: Services) -> None:
    """Callbacks of the form."""

    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Output("compare-faults", "children"),
        *[Output(f"compare-{name}", "error") for name in ("first", "others", "days")],
        Input("compare-run", "n_clicks"),
        State("compare-first", "value"),
        State("compare-others", "value"),
        State("compare-days", "value"),
        prevent_initial_call=True,
        running=[(Output("compare-run", "loading"), True, False)],
    )
    def run(clicks: int, first: str | None, others: list[str] | None, days: Any) -> tuple[Any, ...]:  # noqa: ANN401 - typed
        if not clicks:
            return (no_update,) * 5
        visit = visiting(services)
        there = {str(one.id): one for one in comparable(visit)}
        chosen = [one for one in dict.fromkeys([first, *(others or [])]) if one in there]
        wrong = _wrong(first, chosen, days, there)
        if any(wrong):
            return (no_update, None, *wrong)
        names = " · ".join(there[one].title for one in chosen)
        settings = {"runs": [int(one) for one in chosen], "replications": int(days)}
        try:
            waiting = services.settings.limits.waiting
            number = services.store.add_run(visit.user, "compare", names, settings, most=waiting)
        except InputError as fault:
            return (no_update, faults.listed(fault.faults), *wrong)
        return (f"/runs/{number}", None, *wrong)


def _wrong(first: str | None, chosen: list[str], days: Any, there: dict[str, Line]) -> tuple[str, str, str]:  # noqa: ANN401 - typed
    """What is wrong with each field; empty where nothing is."""
    return (
        "" if first in there else say("Choose a run."),
        "" if len(chosen) > 1 else say("Choose at least one other run."),
        "" if isinstance(days, int) and days >= 2 else say("Write a whole number of days, 2 or more."),
    )


PAGE = Page(
    "/compare",
    later("Compare"),
    50,
    layout,
    register,
    about=later("What does a change bring? Runs side by side on the same contacts."),
)
