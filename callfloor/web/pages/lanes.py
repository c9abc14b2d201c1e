"""VIP lanes: should the best customers get a lane of their own? A study is asked for here; its sliders stand on its own page (`lanes_view.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from callfloor.language import later, say
from callfloor.language.below import retold
from callfloor.language.library import titled
from callfloor.web.pages import Page, lanes_view
from callfloor.web.parts import faults as shown_faults
from callfloor.web.parts import sources
from callfloor.web.store.listing import finished
from callfloor.web.visit import NotFound, visiting
from callfloor.web.work import asking

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.visit import Visit

LIKELY = ("vip", "gold", "silver", "premium")  # names of those who are likely to be preferred
FAST, WHOLE = ["today", "one_queue", "priority", "dedicated", "overflow"], None
RECENT = 5


def layout(visit: Visit) -> list[Component]:
    """Studies that there are, and the form of a new one; with `?run=3` the sliders of that one."""
    number = visit.query.get("run", "")
    if number.isascii() and number.isdigit():
        run = visit.services.store.run(visit.user, int(number))
        if not lanes_view.slides(run):
            raise NotFound(say("There is no study of lanes in this run."))
        return lanes_view.page(run, visit)
    store = visit.services.store
    every = finished(store, visit.user, ("lanes",))
    done = [run for run in every if lanes_view.movable(store.folder(run.id))][:RECENT]
    links = [
        html.Li([dmc.Anchor(titled(run.title), href=f"/lanes?run={run.id}"), f": {run.headline_in(visit.language)}"])
        for run in done
    ]
    there = (
        [dmc.Title(say("Studies with their sliders"), order=2, className="callfloor-heading"), html.Ul(links)]
        if links
        else []
    )
    return [
        dmc.Title(say("Should the best customers get a lane, and how big?"), order=1),
        html.P(
            say(
                "Ten ways to serve them are sized to the same promises at least cost, on the same contacts. That takes some minutes; afterwards sliders move value, share "
                "and targets, and answer within two seconds."
            ),
            className="soft",
        ),
        *there,
        dmc.Title(say("A new study"), order=2, className="callfloor-heading"),
        sources.choice(visit, "lanes-scenario"),
        dcc.Loading(html.Div(id="lanes-form"), delay_show=400),
    ]  # fmt: skip


def _form(found: asking.Form) -> list[Component]:
    if found.faults:
        return [one for one in [shown_faults.listed(found.faults)] if one is not None]
    likely = [name for name in found.types if any(part in name.lower() for part in LIKELY)][:1]
    others = [name for name in found.types if name not in likely] if likely and len(found.types) == 2 else []
    types = list(found.types)
    return [
        dmc.SimpleGrid(
            [
                dmc.MultiSelect(id="lanes-vip", label=say("Preferred (contact types)"), data=types, value=likely),
                dmc.MultiSelect(id="lanes-others", label=say("The others (contact types)"), data=types, value=others),
                dmc.NumberInput(id="lanes-seed", label=say("Seed"), value=found.seed, min=0, allowDecimal=False),
            ],
            cols={"base": 1, "sm": 3},
            mt="md",
        ),
        dmc.RadioGroup(
            dmc.Stack(
                [
                    dmc.Radio(value="whole", label=say("all designs, bad days, and the map of where a lane pays: some minutes")),
                    dmc.Radio(value="fast", label=say("five designs with their frontier: a minute or two")),
                ],
                gap="xs",
            ),
            id="lanes-how", value="whole", label=say("How much"), mt="md",
        ),
        html.Div(id="lanes-faults"),
        dmc.Group([dmc.Button(say("Study"), id="lanes-go", size="md")], mt="md"),
    ]  # fmt: skip


def register(app: Dash, services: Services) -> None:
    """The classes of a scenario once it is chosen, the run, and the sliders of a study."""
    lanes_view.register(app, services)

    @app.callback(Output("lanes-form", "children"), Input("lanes-scenario", "value"))
    def show(value: str | None) -> list[Component]:
        if not value:
            return []
        return _form(services.quick(asking.form, sources.chosen(visiting(services), value).path))

    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Output("lanes-faults", "children"),
        Output("lanes-vip", "error"),
        Output("lanes-others", "error"),
        Input("lanes-go", "n_clicks"),
        State("lanes-scenario", "value"),
        State("lanes-vip", "value"),
        State("lanes-others", "value"),
        State("lanes-seed", "value"),
        State("lanes-how", "value"),
        running=[(Output("lanes-go", "loading"), True, False)],
        prevent_initial_call=True,
    )
    def go(
        clicks: int | None, value: str | None, vip: list[str], others: list[str], seed: float | str | None, how: str
    ) -> tuple[Any, Any, Any, Any]:
        if not clicks:
            return no_update, no_update, no_update, no_update
        visit = visiting(services)
        scenario = sources.chosen(visit, value)
        found = services.quick(asking.classes, scenario.path, tuple(vip or ()), tuple(others or ()))
        if found:
            own = {
                place: "; ".join(retold(one.message) for one in found if one.file == place)
                for place in ("--vip", "--others")
            }
            rest = [one for one in found if one.file not in own]
            return no_update, shown_faults.listed(rest), own["--vip"] or None, own["--others"] or None
        settings: dict[str, Any] = {**scenario.settings, "vip": list(vip), "others": list(others)}
        settings |= {"seed": int(seed)} if isinstance(seed, int | float) else {}
        settings |= {"only": FAST, "parts": ["frontier"]} if how == "fast" else {}
        most = services.settings.limits.waiting
        run = services.store.add_run(visit.user, "lanes", scenario.title, settings, scenario.scenes, most)
        return f"/runs/{run}", None, None, None


PAGE = Page(
    "/lanes", later("VIP lanes"), 40, layout, register,
    about=later("Ten ways to serve the best customers on equal terms: which to take, who gains, who loses; sliders for value, share and targets."),
)  # fmt: skip
