"""The overlay: what of a scenario a forecast replaces, as a scenario file that extends it.

It sets the calendar, the volumes and the busyness. The busyness is that of an interval, which is a little more than a day's: a plan's
promises are about intervals, and an interval is off by the day's error and by how the day spreads. Factors for weekdays and holidays that the
scenario has are taken out, for the forecast holds them already.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from callfloor import __version__
from callfloor.forecasting.files import volumes
from scenarios.faults import Fault, InputError, choices
from scenarios.units import show_duration

if TYPE_CHECKING:
    from scenarios.history.forecasts.forecast import Ahead, Forecast
    from scenarios.history.forecasts.history import FloatArray

NAME = "forecast.yaml"
LEAST_CV = 0.001
TOGETHER = 0.5  # errors of days of types that are correlated this much are drawn as one


def overlay(found: Forecast, first: date, last: date, extends: str | None, folder: Path | None) -> dict[str, bytes]:
    """The overlay's file by its name.

    Raises:
        InputError: the scenario cannot be extended, or does not fit.

    """
    factors: dict[str, list[str]] = {}
    named = extends
    if extends is not None:
        named, base = base_of(extends, folder or Path())
        factors = _factors(found, extends, base)
        _check(found, first, last, named, factors, folder or Path())
    return {NAME: _text(found, first, last, named, factors).encode()}


def shared(found: Forecast) -> bool:
    """Whether all types are drawn busy together."""
    count = len(found.types)
    return count > 1 and bool((found.correlation.sum() - count) / (count * (count - 1)) > TOGETHER)


def names(found: Forecast, first: date, last: date) -> dict[str, tuple[str, float]]:
    """The name of each type's busyness and its cv on these days."""
    cv = {one.name: max(spread(found, one, one.band.interval_cv, first, last), LEAST_CV) for one in found.types}
    if shared(found):
        return {name: ("forecast", max(cv.values())) for name in cv}
    return {name: (f"forecast_{name}", value) for name, value in cv.items()}


def spread(found: Forecast, one: Ahead, by_day: FloatArray, first: date, last: date) -> float:
    """The root mean square of the days of a period on which the type is open: far ones are less sure than near ones; 0 if there are none."""
    kept = [place for place, day in enumerate(found.days) if first <= day <= last and one.guess.totals[place] > 0]
    return float(np.sqrt(np.mean(by_day[kept] ** 2))) if kept else 0.0


def base_of(extends: str, folder: Path) -> tuple[str, dict[str, Any]]:
    """What the overlay writes for the scenario, and the scenario's data."""
    from scenarios.catalogue import folders
    from scenarios.loading import find, merged

    data = merged(extends).data
    if extends in folders() and not Path(extends).exists():
        return extends, data
    path = find(extends).resolve()
    if not path.is_relative_to(folder.resolve()):
        text = f"{extends} does not lie in {folder}, where the files go; give its folder as --out, so that they lie beside it"
        raise InputError([Fault("--extends", None, "", text)])
    relative = path.relative_to(folder.resolve()).as_posix()
    if relative == NAME:
        raise InputError(
            [
                Fault(
                    "--extends",
                    None,
                    "",
                    f"{extends} is the file that would be written; name the scenario it is to extend",
                )
            ]
        )
    return relative, data


def _factors(found: Forecast, extends: str, base: dict[str, Any]) -> dict[str, list[str]]:
    types = base.get("contact_types", {})
    faults = [
        Fault(extends, None, f"contact_types.{one.name}",
              f"the scenario has no such contact type; it has {choices(one.name, types)}. Write --columns \"COLUMN=TYPE\"")
        for one in found.types
        if one.name not in types
    ]  # fmt: skip
    if faults:
        raise InputError(faults)
    arrivals = {one.name: types[one.name].get("arrivals") or {} for one in found.types}
    return {name: [key for key in ("weekdays", "holidays") if key in given] for name, given in arrivals.items()}


def _check(found: Forecast, first: date, last: date, extends: str, factors: dict[str, list[str]], folder: Path) -> None:
    """Load what will be written, the volumes in place of their file."""
    from scenarios.loading import parse

    frame, cv = volumes(found, first, last), names(found, first, last)
    parse(
        {
            "extends": extends,
            "calendar": {
                "start": str(first),
                "days": (last - first).days + 1,
                "interval": show_duration(found.history.interval),
            },
            "contact_types": {
                one.name: {
                    "arrivals": {
                        "volumes": frame[one.name].tolist(),
                        "busyness": cv[one.name][0],
                        **dict.fromkeys(factors[one.name]),
                    }
                }
                for one in found.types
            },
            "busyness": {name: {"gamma": {"mean": 1, "cv": value}} for name, value in cv.values()},
        },
        folder,
        str(folder / NAME),
    )


def _text(found: Forecast, first: date, last: date, extends: str | None, factors: dict[str, list[str]]) -> str:
    cv = names(found, first, last)
    lines = [
        f"# A forecast from {found.history.source}, {found.history.first} to {found.history.last}, by callfloor {__version__}.",
        "# Busyness is the forecast's error of an interval, of level and of the day's shape included, as past origins had it.",
        *(
            f"# {one.name}: of an interval {spread(found, one, one.band.interval_cv, first, last):.4f}, of a day's total {spread(found, one, one.band.day_cv, first, last):.4f} (days.csv has each day's)."
            for one in found.types
        ),
    ]
    if shared(found):
        lines.append("# The types' errors go together, so they share one draw a day, with the greatest of their cvs.")
    if extends is None:
        lines.append(
            "# No scenario was named (--extends): write one here, or let your scenario extend this file and leave its arrivals out."
        )
    else:
        lines.append(f"extends: {_quoted(extends)}")
    days = (last - first).days + 1
    lines += [
        f"calendar: {{start: {first}, days: {days}, interval: {show_duration(found.history.interval)}}}",
        "contact_types:",
    ]
    for one in found.types:
        out = "".join(f", {key}: null" for key in factors.get(one.name, []))
        table = f"volumes: {{file: volumes.csv, column: {_quoted(one.name)}}}"
        lines.append(f"  {_quoted(one.name)}: {{arrivals: {{{table}, busyness: {_quoted(cv[one.name][0])}{out}}}}}")
    lines.append("busyness:")
    lines += [
        f"  {_quoted(name)}: {{gamma: {{mean: 1, cv: {value:.4f}}}}}" for name, value in dict(cv.values()).items()
    ]
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    import json

    return word if word.isidentifier() and word.isascii() else json.dumps(word, ensure_ascii=False)
