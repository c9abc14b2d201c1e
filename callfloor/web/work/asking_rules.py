"""Rules of work in the form of a plan: days, rest and hours of one person, part-time, premium hours; as fields, and as they are read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from callfloor.language import say

LABOUR, PART_TIME, PREMIUMS = "labour", "part_time", "premium_hours"
TIMES = "×"
NEW_PART_TIME: dict[str, Any] = {"below": "6 h", "most": 0.3}
Told = tuple[str, str, str, Any]  # key, label, kind, value


def labour(data: Mapping[str, Any]) -> Iterator[Told]:
    """Fields of what one person may be asked."""
    known = data.get(LABOUR) or {}
    hours = known.get("weekly_hours") or {}
    yield f"{LABOUR}.days_per_week", say("days a week, at most"), "number", known.get("days_per_week")
    yield f"{LABOUR}.most_in_a_row", say("days in a row, at most"), "number", known.get("most_in_a_row")
    yield f"{LABOUR}.rest", say("rest between two shifts, at least"), "text", str(known.get("rest", ""))
    yield f"{LABOUR}.weekly_hours.min", say("paid time a week, at least"), "text", str(hours.get("min", ""))
    yield f"{LABOUR}.weekly_hours.max", say("paid time a week, at most"), "text", str(hours.get("max", ""))


def part_time(place: int, rule: Mapping[str, Any]) -> Iterator[Told]:
    """Fields of one rule of part-time."""
    key = f"{PART_TIME}.{place}"
    most = rule.get("most")
    yield f"{key}.groups", say("groups"), "choices", [str(one) for one in rule.get("groups") or ()]
    yield f"{key}.below", say("shifts shorter than"), "text", str(rule.get("below", ""))
    yield f"{key}.most", say("people of a day, % at most"), "percent", None if most is None else round(100 * most, 6)


def premiums(data: Mapping[str, Any]) -> Iterator[Told]:
    """One field of all premium hours: `22:00-06:00 × 1.35, sun × 1.5`."""
    known = data.get(PREMIUMS) or {}
    text = ", ".join(f"{when} {TIMES} {factor}" for when, factor in known.items())
    yield PREMIUMS, say("hours or days × times the wage, such as 22:00-06:00 × 1.35, sun × 1.5"), "premiums", text


def read_premiums(text: str) -> dict[str, float]:
    """What stands in that field, as a file has it. Raises ValueError where it is not written so."""
    found: dict[str, float] = {}
    for part in filter(None, (one.strip() for one in text.replace("，", ",").split(","))):
        when, sign, factor = part.replace("*", TIMES).rpartition(TIMES)
        try:
            if not sign or not when.strip() or when.strip() in found:
                raise ValueError
            found[when.strip()] = float(factor)
        except ValueError:
            raise ValueError(say("{part} is not written like sun × 1.5", part=part)) from None
    return found
