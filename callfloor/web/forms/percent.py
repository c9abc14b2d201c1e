"""Percentages: typed as planners write them, kept as the shares of one that the language has, and faults said in percent again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from callfloor.language import say
from callfloor.web.forms.draft import value_at
from scenarios.units import is_number

if TYPE_CHECKING:
    from scenarios.faults import Fault

WRITTEN = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)\s*[%％]\s*")
NO_SHARE = "is not a share"  # of `scenarios/fields.py`
SUM = re.compile(r"the (?:shares|weights) sum to ([\d.e+-]+), not 1; change them")  # of splits and mixtures


def number(typed: Any) -> float:  # noqa: ANN401 - whatever the browser sent
    """The number of percent that was typed, with its sign or without. Raises ValueError where there is none."""
    found = WRITTEN.fullmatch(typed) if isinstance(typed, str) else None
    return float(found[1] if found else typed)


def share(percent: float) -> float | str:
    """The share of one; above 100 % as it was typed, so that whoever refuses it says what was typed."""
    return round(percent / 100, 10) if percent <= 100 else f"{percent:g} %"


def shares(value: Any) -> Any:  # noqa: ANN401 - any piece of a scenario
    """The same with shares for all percentages in it."""
    if isinstance(value, Mapping):
        return {key: shares(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shares(inner) for inner in value]
    return share(number(value)) if isinstance(value, str) and WRITTEN.fullmatch(value) else value


def in_percent(faults: Sequence[Fault], data: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Faults of shares as one says them who types percentages."""
    return tuple(replace(fault, message=_said(fault, data)) for fault in faults)


def _said(fault: Fault, data: Mapping[str, Any]) -> str:
    if NO_SHARE in fault.message:
        value = value_at(data, tuple(fault.key.split(".")))
        typed = f"{round(100 * value, 8):g} %" if is_number(value) and value < 0 else value
        return say("{value} is no share: write a percentage from 0 to 100 %", value=typed)
    if found := SUM.match(fault.message):
        return say("they add up to {total} %; change them until it is 100 %", total=f"{100 * float(found[1]):g}")
    return fault.message
