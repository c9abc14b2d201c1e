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
from callfloor.language import CHINESE, current, plural, say
from callfloor.language.histories import retold
from callfloor.language.library import titled

if TYPE_CHECKING:
    from callfloor.documents import Document
    from callfloor.terminal import Terminal
    from optimize.lanes.result import Estimate, Pooling
    from scenarios.schema import Scenario

ROW = 26  # px of a bar


def said(found: Pooling, scenario: Scenario) -> str:
    """The answer: what the lanes cost, and who gains most."""
    return words.told_in_turn([answer(found, scenario), smallest(found)])


def answer(found: Pooling, scenario: Scenario) -> str:
    """What lanes of their own cost, and one that all share."""
    saved = 1 - found.shared_cost / found.alone_cost if found.alone_cost else 0.0
    less = "{count} lanes of their own cost {alone} {per}, one that all share {shared}: {share} less."
    more = "{count} lanes of their own cost {alone} {per}, one that all share {shared}: {share} more."
    return say(
        less if saved >= 0 else more, count=len(found.regions), alone=_money(found.alone_cost, scenario.currency),
        per=per_calendar(scenario), shared=_money(found.shared_cost, scenario.currency if current() == CHINESE else ""),
        share=words.share(round(abs(saved), 2)),
    )  # fmt: skip


def smallest(found: Pooling) -> str:
    """What the smallest region pays for a contact, by itself and in the shared lane."""
    least = min(found.regions, key=lambda one: one.contacts)
    shared = f"{found.shared_cost / sum(one.contacts for one in found.regions):,.1f}"
    return say(
        "{name}, the smallest, has {count} VIPs and pays {alone} for each by itself, {shared} in the shared lane.",
        name=least.contact_type, count=words.whole(least.contacts), alone=words.whole(least.cost / max(least.contacts, 1e-9)),
        shared=shared if current() == CHINESE else shared.replace(",", words.THIN),
    )  # fmt: skip


def _money(value: float, currency: str) -> str:
    return words.money(round(value), currency)


def terms(found: Pooling) -> list[str]:
    """What each region is promised, and what was assumed."""
    asked, within = found.promise
    promise = say(
        "Each region is promised that {share} of its offered VIPs are answered within {within}.",
        share=words.share(asked),
        within=words.duration(within),
    )
    return [promise, *map(_note, found.notes)]


def _note(text: str) -> str:
    said = retold(text)
    return said if said != text else plainly(text)


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
        (say("all lanes of their own"), contacts, found.alone_cost, found.alone_limits, found.alone_hours, "", ""),
        (say("one shared lane"), contacts, found.shared_cost, found.shared_limits, found.shared_hours, "", ""),
    ]
    cells = tuple(
        (name, words.count(came), _cost(cost, limits), words.count(hours), words.money(cost / max(came, 1e-9), ""), *rates)
        for name, came, cost, limits, hours, *rates in rows
    )  # fmt: skip
    unit = scenario.currency or say("money")
    columns = (
        say("region"),
        say("VIP contacts"),
        say("cost, {unit}", unit=unit),
        say("paid hours"),
        say("{unit} a contact", unit=unit),
        say("answered in time in its own lane"),
        say("in the shared lane"),
    )
    return Table(columns, cells)


def _rate(one: Estimate) -> str:
    return words.estimate(one.mean, one.low, one.high, "share")


def _cost(cost: float, limits: tuple[float, float]) -> str:
    low, high = (words.money(limit, "") for limit in limits)
    return (
        words.money(cost, "")
        if low == high
        else say("{value} ({limits})", value=words.money(cost, ""), limits=f"{low}–{high}")
    )


def picture(found: Pooling, scenario: Scenario) -> Picture:
    """Lanes of their own, stacked in one bar, over the shared lane."""
    import plotly.graph_objects as go

    heading = say("<b>cost of the lane's people, {unit}</b>", unit=scenario.currency or say("money"))
    figure = panels([heading], [3 * ROW + 40], shared=False)
    for name, cost, colour in (
        (say("one that all share"), found.shared_cost, BLUE),
        (say("a lane in each region"), found.alone_cost, ORANGE),
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
        "regions", say("What does sharing the lane bring?"), said(found, scenario), figure, table(found, scenario)
    )


def report(found: Pooling, scenario: Scenario) -> bytes:
    """The page."""
    return page.made(lambda: sheet(found, scenario))


def sheet(found: Pooling, scenario: Scenario) -> Sheet:
    """What sharing a lane brings."""
    title = titled(scenario.title) or scenario.name
    blocks = (
        Answer(answer(found, scenario)),
        Chart(picture(found, scenario)),
        Section(say("Region by region"), (Rows(table(found, scenario)),)),
        Section(say("On what terms"), (Bullets(tuple(terms(found))),)),
    )
    about = plural(
        "{title} · one lane for {n} region, or one each",
        "{title} · one lane for {n} regions, or one each",
        len(found.regions),
        title=title,
    )
    return Sheet(say("{title}: regional lanes", title=title), about, blocks, f"callfloor {__version__}")


def tell(terminal: Terminal, found: Pooling, scenario: Scenario) -> None:
    """The answer, and the regions."""
    terminal.headline(said(found, scenario))
    terminal.table("Each region's own lane, and one for all", table(found, scenario))
    for note in terms(found):
        terminal.say(note)
