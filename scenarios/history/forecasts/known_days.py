"""Holidays by country, and the file of special days.

Special days are a table: `date`, `name`, and if somebody knows it `multiplier` (of the usual volume; 0: closed). Without a multiplier the
effect is learnt from earlier days of the same name, so those of the past belong in the file too.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

from scenarios.faults import Fault, InputError, choices, shown
from scenarios.history.forecasts.almanac import Almanac, Special
from scenarios.history.forecasts.history import Finding, History

COLUMNS = ("date", "name", "multiplier")
MOST_FACTOR = 20.0


def country(code: str | None, first: date, last: date) -> dict[date, str]:
    """Holidays of a country (CN) or a region of it (DE-BY) between two dates, by name.

    Raises:
        InputError: there is no such country or region.

    """
    if code is None:
        return {}
    from holidays import country_holidays, list_supported_countries

    regions = list_supported_countries()
    nation, _, region = code.strip().upper().partition("-")
    if nation not in regions:
        text = f"no country has the code {shown(code)}; write two letters such as CN, US or DE, or with a region DE-BY"
        raise InputError([Fault("--holidays", None, "", text)])
    if region and region not in regions[nation]:
        have = f"it has {choices(region, regions[nation])}" if regions[nation] else f"write {nation}"
        raise InputError(
            [
                Fault(
                    "--holidays",
                    None,
                    "",
                    f"no region of {nation} with holidays of its own is called {shown(region)}; {have}",
                )
            ]
        )
    found = country_holidays(nation, subdiv=region or None, years=range(first.year, last.year + 1))
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def specials(path: Path | None) -> dict[date, Special]:
    """Read the file of special days.

    Raises:
        InputError: naming every row that cannot be read.

    """
    if path is None:
        return {}
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as reason:
        told = f"the file cannot be read: {(reason.strerror or str(reason)).lower()}"
        raise InputError([Fault(file, None, "", told)]) from None
    except UnicodeDecodeError:
        raise InputError([Fault(file, None, "", "the file is not UTF-8 text; save it as CSV UTF-8")]) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = [name.strip() for name in reader.fieldnames or []]
    lacking = [name for name in COLUMNS[:2] if name not in header]
    if lacking:
        told = f"the column {lacking[0]} is missing; the first row is date,name or date,name,multiplier"
        raise InputError([Fault(file, 1, lacking[0], told)])
    found: dict[date, Special] = {}
    faults: list[Fault] = []
    for row in reader:
        cells = {(key or "").strip(): (value or "").strip() for key, value in row.items() if isinstance(value, str)}
        if any(cells.values()):
            _row(file, reader.line_num, cells, found, faults)
    if faults:
        raise InputError(faults)
    return found


def _row(file: str, line: int, cells: dict[str, str], found: dict[date, Special], faults: list[Fault]) -> None:
    before = len(faults)
    day = None
    try:
        day = date.fromisoformat(cells["date"])
    except ValueError:
        faults.append(Fault(file, line, "date", f"{shown(cells['date'])} is no date; write it as 2003-03-31"))
    if not cells["name"]:
        faults.append(Fault(file, line, "name", "the cell is empty; days of one name share one effect"))
    factor = None
    if text := cells.get("multiplier", ""):
        try:
            factor = float(text)
        except ValueError:
            factor = -1.0
        if not 0 <= factor <= MOST_FACTOR:
            mend = f"write the volume over the usual, from 0 (closed) to {MOST_FACTOR:g}, or nothing to have it learnt"
            faults.append(Fault(file, line, "multiplier", f"{shown(text)} is no multiplier; {mend}"))
    if day in found:
        faults.append(Fault(file, line, "date", f"{day} is named twice; keep one row for a day"))
    if day is not None and len(faults) == before:
        found[day] = Special(day, cells["name"], factor)


def decisions(history: History, almanac: Almanac) -> list[Finding]:
    """What each day without contacts was taken for."""
    kinds: dict[str, list[date]] = {}
    for place, day in enumerate(history.days):
        if history.worked[place]:
            continue
        if day.weekday() not in almanac.open_weekdays:
            kind = "days closed by their weekday"
        elif day in almanac.specials:
            kind = "special days without contacts"
        elif day in almanac.holidays:
            kind = "holidays without contacts"
        else:
            kind = "days without contacts that no weekday, holiday or special day explains"
        kinds.setdefault(kind, []).append(day)
    named = bool(almanac.holidays)
    done = {
        True: "taken as closed",
        False: "left out, as missing from the record; name them as special days of multiplier 0 if they were closed",
    }
    found = [
        Finding(kind, len(days), f"{days[0]:%a} {days[0]}", done["that no" not in kind or not named])
        for kind, days in kinds.items()
    ]
    odd = [
        day
        for day in history.days
        if day.weekday() not in almanac.open_weekdays and history.worked[(day - history.first).days]
    ]
    if odd:
        found.append(
            Finding(
                "days with contacts on a weekday that is mostly closed",
                len(odd),
                f"{odd[0]:%a} {odd[0]}",
                "learnt from",
            )
        )
    return found


def reach(history: History, horizon: int) -> tuple[date, date]:
    """Dates over which holidays have to be known: the history, the days ahead however few a week are open, and around."""
    return history.first - timedelta(days=60), history.last + timedelta(days=7 * horizon + 120)
