"""The rules of a roster and its prices: what nobody may be asked, and what each thing left undone costs in points.

They are read from a YAML file (``--rules``), from the ``labour`` of a scenario (``--scenario``) and from ``--set KEY=VALUE``, the later
over the earlier. A price is in points; only how prices relate matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.faults import Fault, InputError, RefusedError, choices, listed, shown
from scenarios.fields import Factor, Part, PositiveSeconds, Seconds, Share, TimeOfDay, Truth, Whole, field
from scenarios.labour import DaysOfAWeek, WeeklyHours
from scenarios.units import DAY, HOUR


class Night(Part):
    """What makes a night shift: so long inside these hours."""

    start: TimeOfDay = field("From this time of day.", alias="from", default=23 * HOUR)
    to: TimeOfDay = field("To this one.", default=6 * HOUR)
    at_least: PositiveSeconds = field(
        "A shift with so much time inside is a night shift.", unit="time", default=3 * HOUR
    )

    def holds(self, start: float, end: float) -> bool:
        """Whether a shift is one."""
        first, last = self.start, self.to if self.to > self.start else self.to + DAY
        inside = sum(max(min(end, last + day) - max(start, first + day), 0.0) for day in (-DAY, 0.0, DAY))
        return inside >= self.at_least - 1e-6


class Prices(Part):
    """Points."""

    unmet: Factor = field("For each paid hour that a wanted shift stays empty.", default=10.0)
    surplus: Factor = field("For each paid hour that somebody works a shift beyond the people wanted.", default=1.0)
    request: Factor = field("For a request that is not granted, times its weight.", default=1.0)
    other_group: Factor = field("For a shift worked in another group than the first.", default=1.0)
    night: Factor = field(
        "For a night above the fair share; the second above it costs twice that, and so on.", default=2.0
    )
    weekend: Factor = field("For a day on a weekend above the fair share, likewise.", default=3.0)


class Seniority(Part):
    """How seniority lowers the fair share of nights and weekends."""

    relief: Share = field("By so much a year.", default=0.02)
    most: Share = field("By so much in all.", default=0.5)


class Rules(Part):
    """Labour rules, what a night is, and the prices."""

    rest: Seconds = field("Least time between two shifts.", unit="time", default=11 * HOUR)
    days_per_week: DaysOfAWeek | None = field("Most days worked in a week.", default=5)
    most_in_a_row: Whole | None = field("Most days worked in a row.", default=6, at_least=1)
    fewest_in_a_row: Whole = field("Fewest days worked in a row.", default=1, at_least=1)
    fewest_days_off: Whole = field("Fewest days off in a row.", default=1, at_least=1)
    weekly_hours: WeeklyHours = field(
        "Paid time in a week, {min, max}, where the staff list says none.", default=WeeklyHours()
    )
    most_weekends: Whole | None = field("Most weekends on which one works.", default=None, at_least=0)
    whole_weekends: Truth = field("Both days of a weekend or none.", default=False)
    night: Night = field("What a night shift is.", default=Night())
    prices: Prices = field("What costs how much.", default=Prices())
    seniority: Seniority = field("How it counts.", default=Seniority())


def load(file: Path | None, labour: Mapping[str, Any], overrides: Sequence[str]) -> Rules:
    """Rules from a file, over those of a scenario's ``labour``, under what is set on the command line.

    Raises:
        InputError: every key that is unknown or has a value it cannot have.

    """
    from scenarios.document import plain, read_text
    from scenarios.settings import setting

    data: dict[str, Any] = dict(labour)
    where: dict[str, str] = {}
    if file is not None:
        try:
            document = read_text(file.read_text(encoding="utf-8-sig"), str(file), file.parent)
        except (OSError, UnicodeDecodeError) as reason:
            raise InputError([Fault(str(file), None, "", f"the file cannot be read as text: {reason}")]) from None
        if document.faults:
            raise InputError(document.faults)
        data |= {key: plain(value) for key, value in document.data.items()}
        where = dict.fromkeys(data, str(file))
    for text in overrides:
        key, value = setting(text, Path())
        _put(data, key.split("."), plain(value))
        where[key.split(".")[0]] = "--set"
    try:
        return Rules.model_validate(data)
    except ValidationError as error:
        raise InputError(_faults(error, where)) from None


def _put(data: dict[str, Any], path: Sequence[str], value: object) -> None:
    for step in path[:-1]:
        inner = data.get(step)
        data[step] = dict(inner) if isinstance(inner, Mapping) else {}
        data = data[step]
    data[path[-1]] = value


def _faults(error: ValidationError, where: Mapping[str, str]) -> list[Fault]:
    faults = []
    for item in error.errors(include_url=False):
        path = [str(step) for step in item["loc"]]
        file = where.get(path[0], "labour of the scenario") if path else ""
        reason = item.get("ctx", {}).get("error")
        if isinstance(reason, RefusedError | ValueError):
            text = str(reason)
        elif item["type"] == "extra_forbidden":
            text = f"no key is called {shown(path[-1])}; keys here are {choices(path[-1], _keys(path[:-1]))}"
        elif item["type"] == "greater_than_equal":
            text = f"{shown(item['input'])} is too little; {item['ctx']['ge']} is the least"
        elif item["type"] == "less_than_equal":
            text = f"{shown(item['input'])} is too much; {item['ctx']['le']} is the most"
        else:
            text = f"{shown(item['input'])} stands where keys belong: {listed(_keys(path))}"
        faults.append(Fault(file, None, ".".join(path), text))
    return faults


def _keys(path: Sequence[str]) -> list[str]:
    part: Any = Rules
    for step in path:
        part = {"night": Night, "prices": Prices, "seniority": Seniority, "weekly_hours": WeeklyHours}.get(step, Part)
    return [one.alias or name for name, one in part.model_fields.items()]
