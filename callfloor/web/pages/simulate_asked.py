"""What was typed into the form of Simulate, read: settings of a run, or a sentence for each field that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from callfloor.language import say

FIELDS = ("days", "points", "most", "seed", "changes")


@dataclass(frozen=True)
class Wanted:
    """What is to be run. ``replications``: with a precision the most of them."""

    replications: int | None = None
    precision: tuple[str, ...] = ()
    seed: int | None = None
    overrides: tuple[str, ...] = ()

    @property
    def amount_field(self) -> str:
        """The field that says how many days."""
        return "most" if self.precision else "days"

    @property
    def settings(self) -> dict[str, Any]:
        """As a run keeps them; what was left to the scenario is left out."""
        found: dict[str, Any] = {"replications": self.replications, "seed": self.seed}
        found = {name: value for name, value in found.items() if value is not None}
        if self.precision:
            found["precision"] = list(self.precision)
        if self.overrides:
            found["overrides"] = list(self.overrides)
        return found


def asked(by_precision: bool, typed: dict[str, Any]) -> tuple[Wanted, dict[str, str]]:
    """Read what was typed; what is wrong by field."""
    wrong: dict[str, str] = {}
    days = _whole(typed, "most" if by_precision else "days", 1, wrong, needed=by_precision)
    seed = _whole(typed, "seed", 0, wrong)
    precision = _precision(typed.get("points"), wrong) if by_precision else ()
    lines = [line.strip() for line in str(typed.get("changes") or "").splitlines()]
    overrides = tuple(line for line in lines if line)
    bad = [line for line in overrides if "=" not in line]
    if bad:
        wrong["changes"] = say("“{line}” is no change; write KEY=VALUE", line=bad[0])
    return Wanted(days, precision, seed, overrides), wrong


def _whole(typed: dict[str, Any], name: str, least: int, wrong: dict[str, str], *, needed: bool = False) -> int | None:
    value = typed.get(name)
    if value in (None, ""):
        if needed:
            wrong[name] = say("Say how many at most.")
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or value < least:
        wrong[name] = say("{value} is not a whole number of at least {least}.", value=value, least=least)
        return None
    return int(value)


def _precision(points: Any, wrong: dict[str, str]) -> tuple[str, ...]:  # noqa: ANN401 - whatever was typed
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 < points < 50:
        wrong["points"] = say("Say how near, in percentage points: more than 0 and less than 50.")
        return ()
    return (f"answer_rate={points / 100:.10g}",)
