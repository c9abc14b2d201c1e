"""The frame of every page: header, navigation, the place for faults, and the router that fills the middle.

The browser's address says which page is shown. The router asks that page for its components; what it shows, its title and
its language are said to the browser and to screen readers, and the keyboard's focus goes to the new page's heading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from callfloor.figures.look import FONT
from callfloor.language import LANGUAGES, say
from callfloor.web import visit as visits
from callfloor.web.pages import Page, page_of, pages
from callfloor.web.parts import faults
from callfloor.web.visit import NotFound, visiting

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.services import Services

LANGUAGE_TAGS = {"en": "en", "zh": "zh-Hans"}
# Mantine's own blue is too pale for small text; this scale has #0072B2, the house's blue, where Mantine takes its main shade.
BLUES = ["#e7f5ff", "#cfe8f7", "#a3d2f0", "#6cbcf0", "#42a5e0", "#1f8fd0", "#0072b2", "#005f95", "#004d7a", "#003a5d"]
THEME = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT, "fontWeight": "650"},
    "colors": {"house": BLUES},
    "primaryColor": "house",
    "primaryShade": {"light": 6, "dark": 7},
    "respectReducedMotion": True,
    "autoContrast": True,
    # A link among other words is told from them by more than its colour.
    "components": {"Anchor": {"defaultProps": {"underline": "always"}}},
}


def layout(services: Services) -> Component:
    """Everything around the page; asked for once, when the browser opens us."""
    return dmc.MantineProvider(
        [
            dcc.Location(id="shell-at", refresh="callback-nav"),
            dcc.Store(id="shell-title"),
            html.A(say("Skip to the page"), href="#main", className="callfloor-skip"),
            dmc.AppShell(
                [_header(services), _navigation(), _main()],
                id="shell",
                header={"height": 56},
                navbar={"width": 208, "breakpoint": "sm", "collapsed": {"mobile": True}},
                padding="md",
            ),
        ],
        theme=THEME,
        defaultColorScheme="auto",
    )


def _header(services: Services) -> Component:
    burger = dmc.Burger(
        id="shell-burger",
        hiddenFrom="sm",
        size="sm",
        **{"aria-label": say("Navigation"), "aria-controls": "shell-navigation"},
    )
    name = dmc.Anchor("callfloor", href="/", underline="never", className="callfloor-name")
    return dmc.AppShellHeader(
        dmc.Group(
            [
                dmc.Group([burger, name], gap="xs", wrap="nowrap"),
                dmc.Group([_languages(), _scheme(), *_leave(services)], gap="sm", wrap="nowrap"),
            ],
            justify="space-between",
            wrap="nowrap",
            h="100%",
            px="md",
        )
    )


def _languages() -> Component:
    """The other languages, each under its own name."""
    links: list[Component] = [
        html.A(LANGUAGES[code], href=f"/language/{code}", lang=LANGUAGE_TAGS[code], hrefLang=LANGUAGE_TAGS[code])
        for code in LANGUAGES
        if code != visits.language()
    ]
    return html.Div(links, className="callfloor-languages")


def _scheme() -> Component:
    """Light, dark, or as the system has it."""
    kinds = (
        ("auto", "◐", say("Light or dark as the system has it")),
        ("light", "☀", say("Light")),
        ("dark", "☾", say("Dark")),
    )
    return dmc.SegmentedControl(
        id="shell-scheme",
        value="auto",
        data=[
            {
                "value": value,
                "label": html.Span([html.Span(sign, **{"aria-hidden": "true"}), dmc.VisuallyHidden(name)], title=name),
            }
            for value, sign, name in kinds
        ],
        size="xs",
        persistence=True,
        persistence_type="local",
        **{"aria-label": say("Light or dark")},
    )


def _leave(services: Services) -> list[Component]:
    """The way out, where there is a login."""
    if services.settings.users is None:
        return []
    button = html.Button(say("Log out"), type="submit", className="callfloor-plain", title=visits.user())
    return [html.Form(button, action="/logout", method="POST")]


def _navigation() -> Component:
    links = [_link(page) for page in pages() if page.listed]
    return dmc.AppShellNavbar(links, id="shell-navigation", p="xs", **{"aria-label": say("Pages")})


def _link(page: Page) -> Component:
    return dmc.NavLink(label=say(page.name), href=page.path, active="partial" if page.deep else "exact")


def _main() -> Component:
    return dmc.AppShellMain(
        dmc.Container(
            [html.Div(id="shell-fault", role="alert"), html.Div(id="shell-page")],
            size=1240,
            px=0,
        ),
        id="main",
        tabIndex=-1,
    )


def register(app: Dash, services: Services) -> None:
    """The router, and what the frame does in the browser itself (assets/shell.js)."""

    @app.callback(
        Output("shell-page", "children"),
        Output("shell-title", "data"),
        Output("shell-fault", "children"),
        Input("shell-at", "pathname"),
        State("shell-at", "search"),
    )
    def show(path: str | None, search: str | None) -> tuple[list[Component], str, None]:
        content, title = shown(services, path or "/", search or "")
        return content, title, None

    app.clientside_callback(
        ClientsideFunction("callfloor", "arrive"), Output("shell", "navbar"), Input("shell-title", "data")
    )
    app.clientside_callback(
        ClientsideFunction("callfloor", "unfold"),
        Output("shell", "navbar", allow_duplicate=True),
        Input("shell-burger", "opened"),
        State("shell", "navbar"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("callfloor", "scheme"), Output("shell-scheme", "size"), Input("shell-scheme", "value")
    )


def shown(services: Services, path: str, search: str) -> tuple[list[Component], str]:
    """What stands in the middle at an address, and the title of the window."""
    page = page_of(path)
    try:
        if page is None:
            raise NotFound
        content = page.layout(visiting(services, path, search))
    except NotFound as fault:
        return missing(str(fault)), f"{say('Not found')} · callfloor"
    return content if isinstance(content, list) else [content], f"{say(page.name)} · callfloor"


def missing(sentence: str = "") -> list[Component]:
    """The page for addresses that have none."""
    return [
        dmc.Title(say("Not found"), order=1),
        faults.problem(sentence or say("There is no page at this address.")),
        html.P(dmc.Anchor(say("To the first page"), href="/")),
    ]
