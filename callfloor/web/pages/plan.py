"""Plan: which shifts keep the promises at least cost. A form with the targets, the shifts and the limits of a scenario, and a run of it.

What the form has comes from the scenario (`work/asking.py`); what was changed goes to the run as overrides, so that the plan is that of
`callfloor plan` with the same `--set`. How a run goes on, and its result, stand on the run's own page (`plan_view.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from callfloor.language import later, say
from callfloor.web.pages import Page, plan_edit
from callfloor.web.parts import faults as shown_faults
from callfloor.web.parts import sources
from callfloor.web.visit import visiting
from callfloor.web.work import asking, asking_fields

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.visit import Visit

FIELD, EDIT = "plan-field", "plan-edit-form"
MINUTES = 5  # of time, unless somebody says otherwise


def layout(visit: Visit) -> list[Component]:
    """The choice of a scenario; the rest comes once it is made."""
    return [
        dmc.Title(say("Which shifts keep the promises at least cost?"), order=1),
        sources.choice(visit, "plan-scenario"),
        dcc.Loading(html.Div(id="plan-form"), delay_show=400),
    ]


def _form(found: asking.Form) -> list[Component]:
    if found.faults:
        return [one for one in [shown_faults.listed(found.faults)] if one is not None]
    asks = html.P(say("No target is set yet: add one, for nothing can be planned without."))
    by_interval = html.P(say("There are no shifts yet: planned are the people of each interval, unless you add some."))
    return [
        dcc.Store(id="plan-so-far", data=list(found.so_far)),
        _heading(say("What is asked")),
        _cards(found.targets, "targets") if found.targets else asks,
        _add_target(found),
        _heading(say("Which shifts may be worked")),
        _cards(found.shifts, "shifts") if found.shifts else by_interval,
        dmc.Button(say("Add a shift rule"), id={"type": EDIT, "what": "shifts"}, variant="default", mt="sm"),
        _heading(say("People")),
        _cards(found.people),
        _heading(say("Rules of work")),
        _cards(found.rules),
        *([_cards(found.part_time, "part_time")] if found.part_time else []),
        dmc.Button(say("Add a part-time rule"), id={"type": EDIT, "what": "part_time"}, variant="default", mt="sm"),
        _heading(say("How to look for it")),
        _how(found),
        html.Div(id="plan-faults"),
        _go(),
    ]


def _add_target(found: asking.Form) -> Component:
    data = [{"value": value, "label": name} for value, name in found.about]
    return dmc.Group(
        [
            dmc.Select(
                id="plan-about", label=say("A target for"), data=data, value=data[0]["value"], allowDeselect=False
            ),
            dmc.Button(say("Add a target"), id={"type": EDIT, "what": "targets"}, variant="default"),
        ],
        align="end",
        mt="sm",
    )


def _heading(text: str) -> Component:
    return dmc.Title(text, order=2, className="callfloor-heading")


def _cards(groups: tuple[asking_fields.Group, ...], key: str = "") -> Component:
    """A card for each group of fields; those of a list, ``key``, can be taken out of it."""
    cards = [
        dmc.Fieldset(
            [
                dmc.SimpleGrid([field(one) for one in group.fields], cols=2, spacing="xs", verticalSpacing="xs"),
                *([_remove(f"{key}.{place}", group.title)] if key else []),
            ],
            legend=group.title,
        )
        for place, group in enumerate(groups)
        if group.fields
    ]
    return dmc.SimpleGrid(cards, cols={"base": 1, "md": 2, "xl": 3})


def _remove(what: str, name: str) -> Component:
    ident = {"type": EDIT, "what": what}
    return dmc.Button(
        say("Remove"),
        id=ident,
        variant="subtle",
        size="compact-sm",
        mt="xs",
        **{"aria-label": say("Remove {name}", name=name)},
    )


def field(one: asking_fields.Field) -> Component:
    """A field of the form, by how it is typed."""
    ident = {"type": FIELD, "key": one.key}
    if one.kind == "choices":
        return dmc.MultiSelect(
            id=ident, label=one.label, data=list(one.options), value=one.value, className="plan-whole"
        )
    if one.kind in ("choice", "yes"):
        data = [{"value": value, "label": _said(value)} for value in one.options]
        return dmc.Select(id=ident, label=one.label, data=data, value=one.value, allowDeselect=False)
    if one.kind in ("percent", "number"):
        value = "" if one.value is None else one.value
        return dmc.NumberInput(
            id=ident, label=one.label, value=value, min=0, clampBehavior="none"
        )  # -1 is refused, not made 0
    return dmc.TextInput(id=ident, label=one.label, value=one.value)


def _said(value: str) -> str:
    words = {
        "interval": say("in each interval"), "hour": say("in each hour"), "day": say("on each day"), "horizon": say("over the whole calendar"),
        "yes": say("yes"), "no": say("no"),
    }  # fmt: skip
    return words.get(value, value)


def _how(found: asking.Form) -> Component:
    methods = [
        {"value": "simulation", "label": say("by simulation: searched for and tested, a minute or several")},
        {"value": "erlang", "label": say("by formula: a first look in seconds")},
    ]
    return dmc.Stack(
        [
            dmc.RadioGroup(
                dmc.Stack([dmc.Radio(label=one["label"], value=one["value"]) for one in methods], gap="xs"),
                id="plan-method", value="simulation", label=say("Method"),
            ),
            dmc.SimpleGrid(
                [
                    dmc.NumberInput(id="plan-minutes", label=say("Minutes at most (empty: no limit)"), value=MINUTES, min=0.1, step=1),
                    dmc.NumberInput(id="plan-seed", label=say("Seed"), value=found.seed, min=0, allowDecimal=False),
                    dmc.NumberInput(
                        id="plan-days", label=say("Days of the test (empty: as many as it takes)"), value="", min=2, allowDecimal=False
                    ),
                ],
                cols={"base": 1, "sm": 3},
            ),
            dmc.Checkbox(id="plan-explain", label=say("Say what each target costs, and which limits bind"), checked=True),
        ]
    )  # fmt: skip


def _go() -> Component:
    return dmc.Group([dmc.Button(say("Plan"), id="plan-go", size="md")], mt="md")


def register(app: Dash, services: Services) -> None:
    """The form of a scenario once it is chosen, and its run; and the table in which a plan is edited (`plan_edit.py`)."""
    plan_edit.register(app, services)
    _forms(app, services)
    _runs(app, services)


def _forms(app: Dash, services: Services) -> None:
    @app.callback(Output("plan-form", "children"), Input("plan-scenario", "value"))
    def show(value: str | None) -> list[Component]:
        if not value:
            return []
        return _form(services.quick(asking.form, sources.chosen(visiting(services), value).path))

    @app.callback(
        Output("plan-form", "children", allow_duplicate=True),
        Input({"type": EDIT, "what": ALL}, "n_clicks"),
        State("plan-scenario", "value"),
        State("plan-about", "value"),
        State("plan-so-far", "data"),
        State({"type": FIELD, "key": ALL}, "value"),
        State({"type": FIELD, "key": ALL}, "id"),
        prevent_initial_call=True,
    )
    def edit(
        clicks: list[int | None],
        value: str | None,
        about: str,
        so_far: list[str],
        values: list[Any],
        idents: list[dict[str, str]],
    ) -> Any:  # noqa: ANN401 - components, or nothing new
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            return no_update
        path = sources.chosen(visiting(services), value).path
        shown = {ident["key"]: one for ident, one in zip(idents, values, strict=True)}
        return _form(services.quick(asking.edited, path, shown, so_far, str(ctx.triggered_id["what"]), about or ""))


def _runs(app: Dash, services: Services) -> None:
    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Output("plan-faults", "children"),
        Output({"type": FIELD, "key": ALL}, "error"),
        Input("plan-go", "n_clicks"),
        State("plan-scenario", "value"),
        State("plan-so-far", "data"),
        State({"type": FIELD, "key": ALL}, "value"),
        State({"type": FIELD, "key": ALL}, "id"),
        State("plan-method", "value"),
        State("plan-minutes", "value"),
        State("plan-seed", "value"),
        State("plan-days", "value"),
        State("plan-explain", "checked"),
        running=[(Output("plan-go", "loading"), True, False)],
        prevent_initial_call=True,
    )
    def go(  # noqa: PLR0913, PLR0917 - one for each field
        clicks: int | None, value: str | None, so_far: list[str], values: list[Any], idents: list[dict[str, str]], method: str,
        minutes: float | str | None, seed: float | str | None, days: float | str | None, explain: bool,
    ) -> tuple[Any, Any, list[str | None]]:  # fmt: skip
        if not clicks:
            return no_update, no_update, [no_update for _ in idents]
        visit = visiting(services)
        scenario, keys = sources.chosen(visit, value), [ident["key"] for ident in idents]
        found = services.quick(asking.changed, scenario.path, dict(zip(keys, values, strict=True)), so_far)
        if found.faults:
            said, rest = shown_faults.beside(found.faults, keys)
            return (
                no_update,
                shown_faults.listed(rest or found.faults, place=lambda key: found.places.get(key, "")),
                [said.get(key) for key in keys],
            )
        settings = {
            **scenario.settings,
            "overrides": list(found.overrides),
            "changes": [list(one) for one in found.told],
            "method": method if method in ("simulation", "erlang") else "simulation",
            "time_limit": _number(minutes, 60.0) or None,
            "explain": bool(explain),
        }
        for name, number in (("seed", seed), ("replications", days)):
            whole = _number(number)
            settings |= {} if whole is None else {name: int(whole)}
        most = services.settings.limits.waiting
        run = services.store.add_run(visit.user, "plan", scenario.title, settings, scenario.scenes, most)
        return f"/runs/{run}", None, [None for _ in keys]


def _number(value: Any, times: float = 1.0) -> float | None:  # noqa: ANN401 - whatever the browser sent
    try:
        number = float(value) * times
    except (TypeError, ValueError):
        return None
    return number if 0 <= number < float("inf") else None


PAGE = Page(
    "/plan", later("Plan"), 30, layout, register,
    about=later("Targets, shifts and rules; the plan of least cost with its bound, and what happens when it is edited by hand."),
)  # fmt: skip
