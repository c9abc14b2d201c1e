"""Pieces of a scenario in words: distributions, tables, hours, shares, places; and faults of cells with their hour.

The language has braces and dotted keys for those who write it; here they become what a planner would say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from callfloor.language import later, say
from callfloor.web.forms import speech
from scenarios.units import is_number

if TYPE_CHECKING:
    from scenarios.faults import Fault

FAMILIES = {
    "fixed": later("always the same"), "exponential": later("exponential"), "lognormal": later("lognormal"), "gamma": later("gamma"),
    "weibull": later("Weibull"), "hyperexponential": later("hyperexponential"), "uniform": later("anything between two limits"),
    "triangular": later("triangular"), "empirical": later("as recorded in a file"), "mixture": later("a mixture"),
    "by_time": later("changing over the day"), "never": later("never gives up"),
}  # fmt: skip
SERIES = re.compile(r"(contact_types|agent_groups)\.([^.]+)\.(?:arrivals\.volumes|staffing)\.(\d+)")
STAFFING = "agent_groups"


def distribution(value: Mapping[str, Any]) -> str:
    """A distribution in words: `exponential, mean 4 min`; empty if it is none."""
    name = str(next(iter(value))) if len(value) == 1 else ""
    given = value.get(name)
    if name == "fixed" and not isinstance(given, Mapping | list):
        return say("always {value}", value=given)
    if name == "mixture" and isinstance(given, list):
        return say("a mixture: {parts}", parts="; ".join(map(_weighed, given)))
    if name == "by_time" and isinstance(given, Mapping):
        parts = (say("from {time} {value}", time=at, value=piece(of)) for at, of in given.items())
        return say("by time of day: {parts}", parts="; ".join(parts))
    if name == "empirical" and isinstance(given, Mapping):
        return say("as recorded: {table}", table=piece(given))
    if name not in FAMILIES or not isinstance(given, Mapping):
        return ""
    return ", ".join([say(FAMILIES[name]), *(f"{speech.label(str(key))} {inner}" for key, inner in given.items())])


def _weighed(part: Any) -> str:  # noqa: ANN401 - any piece of a scenario
    if not isinstance(part, Mapping) or not {"weight", "of"} <= set(part):
        return piece(part)
    return say("{share} {value}", share=share(part["weight"]), value=piece(part["of"]))


def share(value: Any) -> str:  # noqa: ANN401 - any piece of a scenario
    """A share in percent."""
    return f"{round(100 * float(value), 8):g} %" if is_number(value) else str(value)


def piece(value: Any) -> str:  # noqa: ANN401 - any piece of a scenario
    """Any value in words, without braces."""
    if isinstance(value, Mapping):
        if {"file", "column"} <= set(value):
            return say("column {column} of file {file}", column=value["column"], file=value["file"])
        return distribution(value) or "; ".join(_pair(str(key), inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        between = "; " if any(isinstance(one, Mapping) for one in value) else ", "
        return between.join(map(piece, value))
    if isinstance(value, bool):
        return speech.choice("yes" if value else "no")
    return say("nothing||value") if value is None else str(value)


def _pair(key: str, value: Any) -> str:  # noqa: ANN401 - any piece of a scenario
    """A key with its value; all the shares of a split sum to one, but so may other numbers: they stay as they are."""
    label = speech.label(key)
    inner = piece(value)
    return f"{label}: ({inner})" if isinstance(value, Mapping) else f"{label}: {inner}"


# Cells


def in_words(faults: Sequence[Fault], data: Mapping[str, Any], times: Callable[[], Sequence[str]]) -> tuple[Fault, ...]:
    """Faults of cells said with the hour and the name of the column; all others as they are."""
    starts: Sequence[str] = ()
    made = []
    for fault in faults:
        found = SERIES.fullmatch(fault.key)
        if found is None:
            made.append(fault)
            continue
        starts = starts or times()
        part, name, place = found[1], found[2], int(found[3])
        time = starts[place] if place < len(starts) else str(place + 1)
        made.append(replace(fault, message=_cell(part == STAFFING, time, name, _value(data, fault.key))))
    return tuple(made)


def _value(data: Any, key: str) -> Any:  # noqa: ANN401 - any piece of a scenario
    for step in key.split("."):
        data = data[int(step)] if isinstance(data, list) else data.get(step) if isinstance(data, Mapping) else None
    return data


def _cell(people: bool, time: str, name: str, value: Any) -> str:  # noqa: ANN401 - whatever was typed
    said = {"time": time, "name": name, "value": value}
    if value is None:
        return (
            say("{time} {name}: the cell is empty; write how many agents, 0 or more", **said)
            if people
            else say("{time} {name}: the cell is empty; write how many contacts, 0 or more", **said)
        )
    if is_number(value):
        return (
            say("{time} {name}: {value} is less than nothing; write how many agents, 0 or more", **said)
            if people
            else say("{time} {name}: {value} is less than nothing; write how many contacts, 0 or more", **said)
        )
    return (
        say("{time} {name}: {value} is no number; write how many agents, 0 or more", **said)
        if people
        else say("{time} {name}: {value} is no number; write how many contacts, 0 or more", **said)
    )
