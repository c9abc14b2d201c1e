"""Telling: what a plan says beyond its cost, for the terminal, the JSON, the report and the spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from callfloor import words
from callfloor.blocks import Block, Chart, Paragraph, Rows, Section
from callfloor.cost_words import cost_in_words
from callfloor.figures import trade_offs as chart
from callfloor.figures.picture import Table
from callfloor.language import later, say
from callfloor.language.below import retold

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from callfloor.ended import Ended
    from callfloor.terminal import Terminal
    from optimize.telling.binding import Binding
    from optimize.telling.telling import Telling
    from optimize.telling.trade_off import TradeOff
    from scenarios.schema import Scenario

Document = dict[str, Any]
FILE = "trade_off.csv"
RULE = re.compile(r"shifts\[(\d+)\](?:\.breaks\[(\d+)\])? \((.*)\)")  # as the scenario names it
TOLD = 5  # rows in the terminal
KINDS = {
    "headcount": later("headcount of {of}"), "staff_minimum": later("staff minimum of {of}"), "labour": later("labour rule {of}"),
}  # fmt: skip


def document(telling: Telling | None) -> Document:
    """The keys `trade_off`, `skills` and `binding` of a plan's JSON; null where nothing was worked out."""
    if telling is None:
        return {"trade_off": None, "skills": None, "binding": None}
    return {
        "trade_off": [_curve(curve) for curve in telling.trade_offs],
        "skills": [
            {"group": one.group, "queue": one.queue, "people": one.people, "saves": one.saves, "low": one.low, "high": one.high}
            for one in telling.savings
        ],
        "binding": [
            {"limit": one.limit.kind, "of": one.limit.of, "now": one.limit.now, "moved": one.limit.moved, "saves": one.saves,
             "proved": one.proved}
            for one in telling.bindings
        ],
        "explained": {"days": telling.days, "left_out": list(telling.left_out)},
    }  # fmt: skip


def _curve(curve: TradeOff) -> Document:
    target = curve.target
    return {
        "target": curve.place,
        target.scope: target.of_what or None,
        "measure": target.measure,
        "within_s": target.within,
        "per": target.per,
        "asked": target.asked,
        "step": abs(_step(curve)),
        "price": curve.price,
        "error": curve.error,
        "proved": curve.proved,
        "points": [
            {
                "asked": point.asked,
                "cost": None if point.least is None else point.least.cost,
                "tried": None
                if point.tried is None
                else {"cost": point.tried.cost, "reached": point.reached, "holds": point.tried.holds},
            }
            for point in curve.points
        ],
    }


def _step(curve: TradeOff) -> float:
    from optimize.telling.moves import unit

    return unit(curve.target)


def frame(telling: Telling, scenario: Scenario) -> pd.DataFrame:
    """The curves as a table: one row a value of a target."""
    rows = [
        {
            "target": curve.place, "of": curve.target.of_what or scenario.name, "measure": curve.target.measure,
            "within_s": curve.target.within, "per": curve.target.per, "asked": point.asked, "steps": point.steps,
            "cost": None if point.least is None else point.least.cost,
            "proved": point.least is not None and point.least.proved, "error": curve.error,
            "tried_cost": None if point.tried is None else point.tried.cost, "reached": point.reached,
            "holds": None if point.tried is None else point.tried.holds,
        }
        for curve in telling.trade_offs for point in curve.points
    ]  # fmt: skip
    return pd.DataFrame(rows)


def prices(scenario: Scenario, telling: Telling) -> Table:
    """One row a target: what steps looser and stricter make of the cost."""
    rows = []
    for curve in telling.trade_offs:
        here = curve.cost(0)
        sides = []
        for steps in (-2, -1, 1, 2):
            cost = curve.cost(steps)
            sides.append(words.NOTHING if cost is None or here is None else _signed(scenario, cost - here))
        rows.append(
            (
                chart.whose(scenario, curve.target),
                f"{chart.measure(curve.target)} {chart.each(curve.target)}",
                chart.styled(curve.target, curve.target.asked),
                *sides,
                cost_in_words(scenario, curve.error) if curve.error is not None else words.NOTHING,
            )
        )
    columns = (
        "of",
        "target",
        "asked",
        "two steps looser",
        "a step looser",
        "a step stricter",
        "two steps stricter",
        "known to",
    )
    return Table(tuple(map(say, map(later, columns))), tuple(rows), labels=2)


def _signed(scenario: Scenario, amount: float) -> str:
    return f"{'+' if amount > 0 else ''}{cost_in_words(scenario, amount)}"


def limits(scenario: Scenario, telling: Telling, most: int | None = None) -> Table:
    """Limits that cost something, the dearest first."""
    rows = tuple(
        (
            limit_in_words(one),
            retold(one.limit.now),
            retold(one.limit.moved),
            cost_in_words(scenario, one.saves),
            say("proved") if one.proved else say("estimate"),
        )
        for one in telling.bindings[:most]
    )
    columns = ("limit", "now||of a limit", "moved to", "would save", "known as")
    return Table(tuple(map(say, map(later, columns))), rows, labels=3)


def limit_in_words(one: Binding) -> str:
    """`headcount of vip_desk`, `break 1 of shift rule 2 (vip_desk)`: rules and breaks are counted from 1, as a form has them."""
    rule = RULE.fullmatch(one.limit.of)
    if rule:
        n, groups = int(rule[1]) + 1, rule[3]
        if rule[2] is None:
            return say("starts of shift rule {n} ({groups})", n=n, groups=groups)
        return say("break {rest} of shift rule {n} ({groups})", rest=int(rule[2]) + 1, n=n, groups=groups)
    of = retold(one.limit.of)
    return say(KINDS[one.limit.kind], of=of) if one.limit.kind in KINDS else of


def skills(scenario: Scenario, telling: Telling, most: int | None = None) -> Table:
    """What further skills would save, the best first."""
    rows = tuple(
        (one.group, one.queue, words.number(one.people), cost_in_words(scenario, one.saves),
         say("{start} to {end}", start=cost_in_words(scenario, one.low), end=cost_in_words(scenario, one.high)))
        for one in telling.savings[:most]
    )  # fmt: skip
    columns = ("people of", "who also serve", "people", "would save", "95 % limits")
    return Table(tuple(map(say, map(later, columns))), rows, labels=2)


def nothing_binds(telling: Telling) -> str:
    """That no limit costs anything, of those that were looked at."""
    exact = all(curve.proved for curve in telling.trade_offs)
    if exact:
        return say("No headcount or staff minimum costs anything: one more unit would save nothing.")
    return say("No headcount, staff minimum, start or break window costs anything: one more unit would save nothing.")


def no_skill(telling: Telling) -> str:
    """Why nothing is said of skills, where nothing is."""
    if telling.savings:
        return ""
    return say(
        "Of further skills nothing is said: every group serves every queue that a target is about, or nobody else serves it."
    )


def told(
    ended: Ended, workers: int | Executor, engine: str | None, time_limit: float | None, progress: Callable[[str], None]
) -> Ended:
    """The end of a run with what its plan says beyond its cost; as it is where there is no time for it. ``time_limit``: seconds."""
    from optimize.effort import kept_on
    from optimize.telling.telling import tell as work_out

    if ended.plan is None or (time_limit is not None and time_limit <= 0):
        return ended
    try:
        with kept_on(workers) as crew:
            found = work_out(ended.plan, workers=crew, engine=engine, time_limit=time_limit, progress=progress)
    except Exception as fault:  # the plan stands, and is not lost for want of what may be said about it
        progress(f"what the targets cost could not be worked out ({type(fault).__name__}: {fault})")
        return ended
    return replace(ended, telling=found)


def tell(terminal: Terminal, ended: Ended) -> None:
    """Say it in the terminal, in short."""
    telling, scenario = ended.telling, ended.scenario
    if telling is None:
        return
    if telling.trade_offs:
        terminal.table("What the targets cost", prices(scenario, telling))
        terminal.say(chart.how(telling))
    if telling.bindings:
        terminal.table("Limits that cost something: what one more unit would save", limits(scenario, telling, TOLD))
    elif telling.trade_offs:
        terminal.say(nothing_binds(telling))
    if telling.savings:
        terminal.table("What a further skill would save", skills(scenario, telling, TOLD))
    for line in telling.left_out:
        terminal.say(line)


def sections(ended: Ended) -> list[Block]:
    """The report's parts: the chart of the targets, then limits and skills."""
    telling, scenario = ended.telling, ended.scenario
    if telling is None:
        return []
    parts: list[Block] = [Chart(chart.trade_offs(scenario, telling))]
    if telling.bindings:
        note = say(
            "One more of each: a person, a start earlier or later, half an hour of a window. Savings of several do not add up."
        )
        parts.append(Section(say("Which limits cost money?"), (Paragraph(note), Rows(limits(scenario, telling)))))
    if telling.savings:
        note = say(
            "Ten people of the group who could serve one queue more, after what they prefer and as slowly as the slowest who serve it now. What a "
            "plan made for them would save, estimated from paired days; training is not in it."
        )
        parts.append(
            Section(say("What would a further skill save?"), (Paragraph(note), Rows(skills(scenario, telling))))
        )
    left = [line for line in (*map(retold, telling.left_out), no_skill(telling)) if line]
    return [*parts, *(Paragraph(line, soft=True) for line in left)]
