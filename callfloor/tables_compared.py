"""The tables of scenarios side by side: the same rows in the terminal and in the report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from callfloor import gauges, tables, words
from callfloor.extras import SCOPE_WORDS
from callfloor.figures.asked import asked_in_words, asked_variously, on_days, value_asked
from callfloor.figures.picture import Table
from callfloor.language import say
from callfloor.verdicts import SAME, charted, headline, said, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callfloor.comparing import Comparison
    from scenarios.targets import Target
    from sim.pairs import Difference
    from sim.targets import Verdict


def differences(comparison: Comparison, other: int, *, same: bool = True) -> Table:
    """Every headline measure of two scenarios with its difference and what it comes to; ``same``: also what never differs."""
    names = comparison.names
    currency = comparison.contenders[0].scenario.currency
    rows = tuple(
        (
            say(SCOPE_WORDS[one.scope]),
            one.name if one.scope != "centre" else "",
            gauges.called(one.measure, one.within_s, one.of),
            gauges.value(one.measure, one.first, currency),
            gauges.value(one.measure, one.second, currency),
            gauges.change(one.measure, one.mean, currency),
            gauges.limits(one.measure, one.low, one.high),
            say(verdict(one)),
        )
        for one in headline(comparison, other)
        if same or verdict(one) != SAME
    )
    columns = ("", say("name"), say("measure"), names[0], names[other])
    return Table((*columns, say("difference"), say("95 % limits"), say("verdict")), rows, labels=3)


def overview(comparison: Comparison) -> Table:
    """Several scenarios at a glance: the figures of the charts, one row each, and every scenario's difference."""
    names, currency = comparison.names, comparison.contenders[0].scenario.currency
    others = range(1, len(names))
    shown = {_key(one): one for other in others for one in charted(comparison, other)}
    found = {(other, _key(one)): one for other in others for one in comparison.of(other)}
    rows = tuple(
        (
            said(one),
            gauges.value(one.measure, one.first, currency),
            *(_difference(found.get((other, key)), currency) for other in others),
        )
        for key, one in shown.items()
    )
    return Table(("", names[0], *names[1:]), rows)


def _key(one: Difference) -> tuple[object, ...]:
    return one.measure, one.scope, one.name, one.within_s, one.of, one.target


def _difference(one: Difference | None, currency: str) -> str:
    """A difference with what it comes to: `+4.2 points, better`."""
    if one is None:
        return words.NOTHING
    found = verdict(one)
    if found == SAME:
        return say(found)
    return say("{value}, {verdict}", value=gauges.change(one.measure, one.mean, currency), verdict=say(found))


def targets(comparison: Comparison) -> Table:
    """Every target in every scenario: its worst value, and whether it is met; one that asks for other values stays in one row."""
    places: dict[tuple[object, ...], list[Verdict | None]] = {}
    for column, results in enumerate(comparison.results):
        alike = Counter[tuple[object, ...]]()
        for one in results.verdicts:
            measured = _measured(one.target)
            there = places.setdefault((measured, alike[measured]), [None] * len(comparison.results))
            there[column] = one
            alike[measured] += 1
    rows = tuple(_side_by_side(found) for found in places.values())
    return Table((say("of"), say("measure"), say("asked"), *comparison.names), rows, labels=3)


def _measured(target: Target) -> tuple[object, ...]:
    """What a target measures, whatever the value that it asks for."""
    by_days = target.confidence is not None
    return target.scope, target.of_what, target.measure, target.of, target.within, target.per, by_days


def _side_by_side(found: Sequence[Verdict | None]) -> tuple[str, ...]:
    """A row: the value asked is said once where it is the same for all, else in each cell."""
    first, *others = (one for one in found if one is not None)
    same = all(asked_in_words(one) == asked_in_words(first) for one in others)
    asked = asked_in_words(first) if same else asked_variously(first.target)
    cells = (words.NOTHING if one is None else _worst(one) if same else _worst_of_asked(one) for one in found)
    return first.target.of_what or say("centre"), tables.measure_words(first), asked, *cells


def _worst_of_asked(one: Verdict) -> str:
    asked = value_asked(one.target) + on_days(one.target)
    return say("{value}; asked: {asked}", value=_worst(one), asked=asked)


def _worst(one: Verdict) -> str:
    if one.worst is None:
        return say("not judged")
    show = gauges.gauge(one.target.measure).show
    value = words.styled(one.worst.reached, show)
    if one.target.confidence is not None:
        value += say(" on {share} of days||after a value", share=words.share(one.worst.days_met))
    return say("{value}, {verdict}", value=value, verdict=say("met") if one.met else say("MISSED"))


def changes(comparison: Comparison, other: int, most: int = 24) -> Table | None:
    """What was changed in the file; nothing where the scenarios are strangers with more differences than anybody reads."""
    found = comparison.changes(other)
    if not found:
        return None
    rows = [(change.key, _short(change.old), _short(change.new)) for change in found[:most]]
    if len(found) > most:
        rows.append((say("and {count} more", count=len(found) - most), "", ""))
    return Table((say("key"), comparison.names[0], comparison.names[other]), tuple(rows), labels=3)


def _short(value: object, most: int = 60) -> str:
    import json

    if value is None:
        return words.NOTHING
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def frame(comparison: Comparison) -> pd.DataFrame:
    """One row a difference: every figure that two scenarios share."""
    fields = (
        "measure",
        "scope",
        "name",
        "within_s",
        "of",
        "target",
        "first",
        "second",
        "mean",
        "low",
        "high",
        "p",
        "real",
    )
    rows = [
        [comparison.names[0], comparison.names[one.other], *(getattr(one, field) for field in fields), verdict(one)]
        for one in comparison.differences
    ]
    named = [
        "measure",
        "scope",
        "name",
        "within_s",
        "of",
        "target",
        "mean first",
        "mean second",
        "difference",
        *fields[9:],
    ]
    return pd.DataFrame(rows, columns=["first", "second", *named, "verdict"])
