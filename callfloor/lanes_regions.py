"""A lane in every region or one that all share: the faces of what sharing brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from callfloor import __version__, page, words
from callfloor.blocks import Answer, Bullets, Chart, Rows, Section, Sheet
from callfloor.figures.look import BLUE, ORANGE, ink_on
from callfloor.figures.panels import panels
from callfloor.figures.picture import Picture, Table
from callfloor.lanes_words import per_calendar, plainly

if TYPE_CHECKING:
    from callfloor.documents import Document
    from callfloor.terminal import Terminal
    from optimize.lanes.result import Estimate, Pooling
    from scenarios.schema import Scenario

ROW = 26  # px of a bar


def said(found: Pooling, scenario: Scenario) -> str:
    """The answer."""
    return plainly(found.said).replace("a calendar", per_calendar(scenario))


def terms(found: Pooling) -> list[str]:
    """What each region is promised, and what was assumed."""
    asked, within = found.promise
    promise = f"Each region is promised that {words.share(asked)} of its offered VIPs are answered within {words.duration(within)}."
    return [promise, *map(plainly, found.notes)]


def document(found: Pooling, scenario: Scenario) -> Document:
    """`callfloor/regions/1`: each region's own lane, and the shared one."""
    return {
        "format": "callfloor/regions/1",
        "scenario": scenario.name,
        "currency": scenario.currency,
        "said": found.said,
        "promise": {"answer_rate": found.promise[0], "within_s": found.promise[1]},
        "shared": {"cost": found.shared_cost, **_limits(found.shared_limits), "paid_hours": found.shared_hours},
        "alone": {"cost": found.alone_cost, **_limits(found.alone_limits), "paid_hours": found.alone_hours},
        "regions": [
            {
                "contact_type": one.contact_type,
                "contacts": one.contacts,
                "cost": one.cost,
                **_limits(one.cost_limits),
                "paid_hours": one.paid_hours,
                "answer_rate": dict(vars(one.rate)),
                "answer_rate_shared": dict(vars(one.shared_rate)),
            }
            for one in found.regions
        ],
        "notes": list(found.notes),
    }


def _limits(limits: tuple[float, float]) -> dict[str, float]:
    return dict(zip(("cost_low", "cost_high"), limits, strict=True))


def frame(found: Pooling) -> pd.DataFrame:
    """One row a region."""
    rows = []
    for one in found.regions:
        row: dict[str, object] = {"contact_type": one.contact_type, "contacts": one.contacts, "cost": one.cost}
        row |= {**_limits(one.cost_limits), "paid_hours": one.paid_hours}
        for name, rate in (("answer_rate", one.rate), ("answer_rate_shared", one.shared_rate)):
            row |= {name: rate.mean, f"{name}_low": rate.low, f"{name}_high": rate.high}
        rows.append(row)
    return pd.DataFrame(rows)


def table(found: Pooling, scenario: Scenario) -> Table:
    """Every region, the dearest contact first, then all of them and the shared lane."""
    order = sorted(found.regions, key=lambda one: -one.cost / max(one.contacts, 1e-9))
    contacts = sum(one.contacts for one in found.regions)
    rows: list[tuple[str, float, float, tuple[float, float], float, str, str]] = [
        (one.contact_type, one.contacts, one.cost, one.cost_limits, one.paid_hours, _rate(one.rate), _rate(one.shared_rate))
        for one in order
    ]  # fmt: skip
    rows += [
        ("all lanes of their own", contacts, found.alone_cost, found.alone_limits, found.alone_hours, "", ""),
        ("one shared lane", contacts, found.shared_cost, found.shared_limits, found.shared_hours, "", ""),
    ]
    cells = tuple(
        (name, words.count(came), _cost(cost, limits), words.count(hours), words.money(cost / max(came, 1e-9), ""), *rates)
        for name, came, cost, limits, hours, *rates in rows
    )  # fmt: skip
    unit = scenario.currency or "money"
    columns = ("region", "VIP contacts", f"cost, {unit}", "paid hours", f"{unit} a contact")
    return Table((*columns, "answered in time in its own lane", "in the shared lane"), cells)


def _rate(one: Estimate) -> str:
    return words.estimate(one.mean, one.low, one.high, "share")


def _cost(cost: float, limits: tuple[float, float]) -> str:
    low, high = (words.money(limit, "") for limit in limits)
    return words.money(cost, "") if low == high else f"{words.money(cost, '')} ({low}–{high})"


def picture(found: Pooling, scenario: Scenario) -> Picture:
    """Lanes of their own, stacked in one bar, over the shared lane."""
    import plotly.graph_objects as go

    figure = panels([f"<b>cost of the lane's people, {scenario.currency or 'money'}</b>"], [3 * ROW + 40], shared=False)
    for name, cost, colour in (
        ("one that all share", found.shared_cost, BLUE),
        ("a lane in each region", found.alone_cost, ORANGE),
    ):
        figure.add_trace(
            go.Bar(
                x=[cost], y=[name], orientation="h", marker={"color": colour}, text=[words.money(cost, scenario.currency)],
                textposition="inside", insidetextanchor="end", insidetextfont={"color": ink_on(colour)}, hoverinfo="skip",
            ),
            row=1, col=1,
        )  # fmt: skip
    figure.update_xaxes(rangemode="tozero", fixedrange=True, nticks=5, tickformat=",~r")
    figure.update_yaxes(fixedrange=True, showgrid=False, ticks="")
    figure.update_layout(bargap=0.25)
    return Picture(
        "regions", "What does sharing the lane bring?", said(found, scenario), figure, table(found, scenario)
    )


def report(found: Pooling, scenario: Scenario) -> bytes:
    """The page."""
    return page.made(lambda: sheet(found, scenario))


def sheet(found: Pooling, scenario: Scenario) -> Sheet:
    """What sharing a lane brings."""
    title = scenario.title or scenario.name
    blocks = (
        Answer(f"{said(found, scenario).split('. ')[0]}."),
        Chart(picture(found, scenario)),
        Section("Region by region", (Rows(table(found, scenario)),)),
        Section("On what terms", (Bullets(tuple(terms(found))),)),
    )
    about = f"{title} · one lane for {words.plural(len(found.regions), 'region')}, or one each"
    return Sheet(f"{title}: regional lanes", about, blocks, f"callfloor {__version__}")


def tell(terminal: Terminal, found: Pooling, scenario: Scenario) -> None:
    """The answer, and the regions."""
    terminal.headline(said(found, scenario))
    terminal.table("Each region's own lane, and one for all", table(found, scenario))
    for note in terms(found):
        terminal.say(note)
