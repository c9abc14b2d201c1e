"""The page Simulate: which scenario, how many days or how near the limits, which seed; then the run's own page shows it going on.

What is wrong with what is asked for is found before anything is run, in one of the warm processes, and said beside its field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from callfloor import words
from callfloor.language import later, plural, say
from callfloor.language.below import retold
from callfloor.web.pages import Page, simulate_missing
from callfloor.web.pages.simulate_asked import FIELDS, Wanted, asked
from callfloor.web.parts import faults, sources
from callfloor.web.visit import NotFound, visiting
from callfloor.web.work import simulating
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services
    from callfloor.web.visit import Visit
    from callfloor.web.work.simulating import Outline

POINTS = 0.5  # percentage points either way, as a first offer
MOST = 1000  # days, where the limits decide


def layout(visit: Visit) -> list[Component]:
    """The form."""
    return [
        dmc.Title(say("Simulate"), order=1),
        html.P(say("Whole days, call by call, with the staffing that the scenario states."), className="soft"),
        html.Div(id="simulate-faults", role="alert"),
        dmc.Stack(
            [
                sources.choice(visit, "simulate-scenario"),
                html.Div(id="simulate-outline", className="simulate-outline"),
                _amount(),
                _more(),
                dmc.Group([dmc.Button(say("Run"), id="simulate-run", n_clicks=0)]),
            ],
            maw=620,
            gap="md",
        ),
    ]


def _amount() -> Component:
    """How much: so many days, or until the limits are near enough."""
    kinds = [("days", say("A number of days")), ("precision", say("Until the limits are near enough"))]
    return dmc.Stack(
        [
            dmc.RadioGroup(
                dmc.Group([dmc.Radio(label=label, value=value) for value, label in kinds]),
                id="simulate-amount",
                label=say("How much"),
                value="days",
            ),
            html.Div(
                dmc.NumberInput(
                    id="simulate-days",
                    label=say("Days"),
                    min=1,
                    step=10,
                    allowDecimal=False,
                    clampBehavior="none",
                    maw=300,
                ),
                id="simulate-by-days",
            ),
            html.Div(
                dmc.Group(
                    [
                        dmc.NumberInput(
                            id="simulate-points",
                            label=say("20-second answer rate, ± percentage points"),
                            value=POINTS,
                            min=0.01,
                            max=50,
                            step=0.1,
                            clampBehavior="none",
                            w=300,
                        ),
                        dmc.NumberInput(
                            id="simulate-most",
                            label=say("Days at most"),
                            value=MOST,
                            min=1,
                            step=100,
                            clampBehavior="none",
                            allowDecimal=False,
                            w=180,
                        ),
                    ],
                    align="flex-start",
                ),
                id="simulate-by-precision",
                hidden=True,
            ),
        ],
        gap="xs",
    )


def _more() -> Component:
    return html.Details(
        [
            html.Summary(say("Seed and changes")),
            dmc.Stack(
                [
                    dmc.NumberInput(
                        id="simulate-seed",
                        label=say("Seed"),
                        description=say("The same seed brings the same contacts, whatever the staffing."),
                        min=0,
                        allowDecimal=False,
                        clampBehavior="none",
                        maw=300,
                    ),
                    dmc.Textarea(
                        id="simulate-changes",
                        label=say("What if: one change a line, KEY=VALUE"),
                        description=say(
                            "Such as agent_groups.generalists.shrinkage=0.25; the scenario itself stays as it is."
                        ),
                        autosize=True,
                        minRows=2,
                    ),
                ],
                gap="xs",
            ),
        ]
    )


def register(app: Dash, services: Services) -> None:
    """Callbacks of the form."""
    simulate_missing.register(app, services)

    @app.callback(
        Output("simulate-outline", "children"),
        Output("simulate-days", "value"),
        Output("simulate-days", "label"),
        Output("simulate-most", "label"),
        Output("simulate-seed", "placeholder"),
        Input("simulate-scenario", "value"),
    )
    def outline(value: str | None) -> tuple[Any, ...]:
        visit = visiting(services)
        try:
            found = services.quick(simulating.outline, sources.chosen(visit, value).path)
        except InputError as wrong:
            return faults.listed(wrong.faults), no_update, no_update, no_update, ""
        several = found.calendar > 1
        days = plural("Calendars of {n} day", "Calendars of {n} days", found.calendar) if several else say("Days")
        most = say("Calendars at most") if several else say("Days at most")
        return _outline(found), found.replications, days, most, str(found.seed)

    @app.callback(
        Output("simulate-by-days", "hidden"),
        Output("simulate-by-precision", "hidden"),
        Input("simulate-amount", "value"),
    )
    def amount(kind: str) -> tuple[bool, bool]:
        return kind != "days", kind != "precision"

    @app.callback(
        Output("shell-at", "href", allow_duplicate=True),
        Output("simulate-faults", "children"),
        *[Output(f"simulate-{name}", "error") for name in FIELDS],
        Input("simulate-run", "n_clicks"),
        State("simulate-scenario", "value"),
        State("simulate-amount", "value"),
        *[State(f"simulate-{name}", "value") for name in FIELDS],
        prevent_initial_call=True,
        running=[(Output("simulate-run", "loading"), True, False)],
    )
    def run(clicks: int, scenario: str | None, kind: str, *values: Any) -> tuple[Any, ...]:  # noqa: ANN401 - whatever was typed
        if not clicks:
            return (no_update,) * (2 + len(FIELDS))
        wanted, wrong = asked(kind == "precision", dict(zip(FIELDS, values, strict=True)))
        number, rest = (None, []) if wrong else _begun(visiting(services), scenario, wanted, wrong)
        told = [wrong.get(name, "") for name in FIELDS]
        return (no_update if number is None else f"/runs/{number}", faults.listed(rest), *told)


def _begun(visit: Visit, scenario: str | None, wanted: Wanted, wrong: dict[str, str]) -> tuple[int | None, list[Any]]:
    """Check what is asked for and ask for the run: its number, or what is wrong, beside its field (``wrong``) or not."""
    services = visit.services
    try:
        source = sources.chosen(visit, scenario)
        found = services.quick(
            simulating.faults,
            source.path,
            wanted.overrides,
            wanted.replications,
            wanted.precision,
            services.settings.limits,
        )
        if found:
            beside, rest = faults.beside(found, ("experiment.replications",))
            if beside:
                wrong[wanted.amount_field] = beside["experiment.replications"]
            return None, rest
        settings = {**source.settings, **wanted.settings}
        waiting = services.settings.limits.waiting
        return services.store.add_run(visit.user, "simulate", source.title, settings, source.scenes, most=waiting), []
    except InputError as fault:
        return None, list(fault.faults)
    except NotFound as fault:
        return None, [Fault(say("Scenario"), None, "", str(fault))]


def _outline(found: Outline) -> list[Component]:
    """What the chosen scenario is, in a line or two."""
    contacts = words.number(round(found.contacts))
    size = plural(
        "About {contacts} contacts in {n} day, ",
        "About {contacts} contacts in {n} days, ",
        found.calendar,
        contacts=contacts,
    ) + plural("{n} target.", "{n} targets.", found.targets)
    story = [html.P(found.story, className="soft")] if found.story else []
    odd = [html.P(say("Warning: {warning}", warning=retold(text)), className="bad") for text in found.warnings]
    return [*story, html.P(size), *odd]


PAGE = Page(
    "/simulate",
    later("Simulate"),
    20,
    layout,
    register,
    about=later("Will the staffing do? Days of a scenario, call by call, with limits and a replay."),
)
