"""What `callfloor forecast` does: read its options, forecast, write the files, say the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from callfloor import documents, output, words
from callfloor.terminal import Terminal
from scenarios.faults import Fault, InputError, listed, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenarios.history.forecasts.forecast import Forecast

DONE = 0
STDOUT = Path("-")
MINUTE = 60
STALE = ("forecast.xlsx",)


@dataclass(frozen=True)
class Asked:
    """What the options say."""

    volumes: Path
    days: int = 20
    interval: str | None = None
    columns: str | None = None
    holidays: str | None = None
    special: Path | None = None
    models: str | None = None
    period: str | None = None
    extends: str | None = None
    out: Path | None = None
    json: Path | None = None

    @property
    def folder(self) -> Path | None:
        """Where the files go; nowhere if the JSON is all that is asked for."""
        if self.out is not None:
            return self.out
        return None if self.json == STDOUT else Path("callfloor-out") / f"forecast-{self.volumes.stem or 'volumes'}"


def run(asked: Asked) -> int:
    """`callfloor forecast`."""
    from callfloor.forecasting import document, files, pages
    from callfloor.forecasting.overlay import base_of, overlay

    terminal = Terminal(quiet=asked.json == STDOUT)
    if asked.extends is not None:  # before the models are tried, which takes a while
        base_of(asked.extends, asked.folder or Path())
    with terminal.telling(f"Forecasting from {asked.volumes}") as tell:
        found = forecast_of(asked, tell)
    first, last = _period(asked.period, found)
    made = overlay(found, first, last, asked.extends, asked.folder)
    whole = document.document(found)
    if asked.folder is not None:
        written = {**files.files(found, first, last), "forecast.json": documents.text(whole).encode(), **made}
        written["report.html"] = pages.report(found)
        paths = output.write_files(asked.folder, written, STALE)
        terminal.note(f"Written to {asked.folder}: {words.listed([path.name for path in paths])}.")
    if asked.json == STDOUT:
        output.write_stdout(documents.text(whole))
    elif asked.json is not None:
        output.write_file(asked.json, documents.text(whole).encode())
    if not terminal.quiet:
        _tell(found, terminal)
    return DONE


def forecast_of(asked: Asked, tell: Callable[[str], None] = lambda _: None) -> Forecast:
    """The forecast that the options ask for."""
    from scenarios.history.forecasts.forecast import forecast

    faults: list[Fault] = []
    names = _names(asked.columns, faults)
    length = _interval(asked.interval, faults)
    models = tuple(one.strip() for one in (asked.models or "").split(",") if one.strip())
    try:
        found = forecast(
            asked.volumes, days=asked.days, interval=length, holidays=asked.holidays, special=asked.special,
            columns=tuple(names), models=models, progress=tell,
        )  # fmt: skip
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    if faults:
        raise InputError(faults)
    return renamed(found, names)


def renamed(found: Forecast, names: dict[str, str]) -> Forecast:
    """The same forecast with the names that contact types have in the scenario."""
    types = tuple(replace(one, name=names.get(one.name, one.name)) for one in found.types)
    history = replace(found.history, types=tuple(one.name for one in types))
    return replace(found, types=types, history=history)


def _names(text: str | None, faults: list[Fault]) -> dict[str, str]:
    """Columns, and what each is called in the scenario."""
    found: dict[str, str] = {}
    for piece in (text or "").split(","):
        column, equals, name = (part.strip() for part in piece.partition("="))
        if not column and not equals:
            continue
        if not column or (equals and not name):
            told = f'{shown(piece.strip())} names no column; write "calls" or "calls=standard"'
            faults.append(Fault("--columns", None, "", told))
        elif column in found or (name or column) in found.values():
            faults.append(Fault("--columns", None, "", f"{name or column} is named twice in {shown(text)}"))
        else:
            found[column] = name or column
    return found


def _interval(text: str | None, faults: list[Fault]) -> int | None:
    from scenarios import units

    if text is None:
        return None
    try:
        return round(units.duration(text))
    except ValueError as reason:
        faults.append(Fault("--interval", None, "", str(reason)))
        return None


def _period(text: str | None, found: Forecast) -> tuple[date, date]:
    """The first and the last day of the scenario's files."""
    first, last = found.days[0], found.days[-1]
    if text is None:
        return first, last
    start, dots, end = (part.strip() for part in text.partition(".."))
    try:
        days = date.fromisoformat(start), date.fromisoformat(end if dots else start)
    except ValueError:
        told = f"{shown(text)} is neither a date nor two; write 2026-03-02, or 2026-03-02..2026-03-08"
        raise InputError([Fault("--for", None, "", told)]) from None
    if not first <= days[0] <= days[1] <= last:
        told = f"{text} does not lie in the days forecast, {first} to {last}; ask for more days, or others"
        raise InputError([Fault("--for", None, "", told)])
    if not any(days[0] + timedelta(days=place) in found.days for place in range((days[1] - days[0]).days + 1)):
        raise InputError(
            [
                Fault(
                    "--for",
                    None,
                    "",
                    f"nothing is open in {text}; open days are {listed(str(day) for day in found.days[:5])} …",
                )
            ]
        )
    return days


def _tell(found: Forecast, terminal: Terminal) -> None:
    from callfloor.forecasting import tables

    terminal.headline(tables.headline(found))
    terminal.say(tables.trust(found))
    for one in found.types:
        terminal.table(f"{one.name}: the days ahead", tables.days(found, one))
        terminal.table(
            f"{one.name}: models on {len(one.judged.origins)} past origins, each judged on days it had not seen",
            tables.models(one),
        )
        terminal.say(tables.certainty(one))
    for finding in found.findings:
        terminal.say(f"  - {finding}")
    for note in found.notes:
        terminal.say(f"  - {note}")
