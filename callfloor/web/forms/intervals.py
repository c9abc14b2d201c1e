"""Tables by interval: volumes of all contact types, or the staffing of all groups, as one table; and changes of all by a percentage."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from callfloor.language import say
from callfloor.web.forms import values
from callfloor.web.forms.draft import Draft, value_at
from scenarios.faults import Fault, InputError
from scenarios.schema import Calendar
from scenarios.units import SECONDS, is_number, rate

VOLUMES, STAFFING = "volumes", "staffing"
SOURCES = {VOLUMES: ("contact_types", "arrivals.volumes"), STAFFING: ("agent_groups", "staffing")}
TIME, PLACE = "time", "place"  # of a row, beside its columns
LONGEST = 40  # letters of a cell
MOST_CELLS = 50_000  # more than a browser shows quickly
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Table:
    """Rows of one day or of the whole calendar; columns by key with the name of each; what has no column, and why."""

    rows: Rows
    columns: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()


def table(draft: Draft, kind: str) -> Table:
    """The numbers by interval that can be edited; one number for all day stands in each row."""
    found, left_out = {}, []
    starts, per_day = _starts(draft.data)
    for name, key, value in _each(draft.data, kind):
        cells = list(value) if _is_list(value) else values.numbers(value)
        if kind == STAFFING and is_number(value):
            cells = [float(value)] * per_day
        if not cells or len(cells) not in (per_day, len(starts)):
            left_out.append(name)
        else:
            found[name, key] = cells
    whole = any(len(cells) > per_day for cells in found.values())
    count = len(starts) if whole else per_day
    if count * len(found) > MOST_CELLS:
        raise InputError(
            [Fault(kind, None, "", say("the table is too long to be edited here; edit its file, and send it again"))]
        )
    times = starts if whole else [one[-5:] for one in starts[:per_day]]
    rows = [
        {PLACE: at, TIME: times[at].replace("T", " "), **{key: _cell(cells[at % len(cells)]) for (_, key), cells in found.items()}}
        for at in range(count)
    ]  # fmt: skip
    return Table(rows if found else [], tuple((key, name) for name, key in found), tuple(left_out))


def _is_list(value: Any) -> bool:  # noqa: ANN401 - any piece of a scenario
    """Whether it is a list of cells, sound or not: what was typed stays in its cell until somebody mends it."""
    return isinstance(value, list) and not any(isinstance(one, Mapping | list) for one in value)


def _each(data: Mapping[str, Any], kind: str) -> list[tuple[str, str, Any]]:
    above, below = SOURCES[kind]
    parts = data.get(above)
    names = list(parts) if isinstance(parts, Mapping) else []
    return [(name, f"{above}.{name}.{below}", value_at(data, (above, name, *below.split(".")))) for name in names]


def _starts(data: Mapping[str, Any]) -> tuple[list[str], int]:
    try:
        grid = Calendar.model_validate(data.get("calendar")).grid
    except ValueError:
        raise InputError(
            [Fault("calendar", None, "calendar", say("the calendar is at fault; mend it first"))]
        ) from None
    return [grid.moment(at) for at in range(grid.count)], grid.per_day


def times(data: Mapping[str, Any]) -> list[str]:
    """How each interval is called: by its time of day, where there are several days by its date, too. Empty where the calendar is at fault."""
    try:
        starts, per_day = _starts(data)
    except InputError:
        return []
    return [one.replace("T", " ") if len(starts) > per_day else one[-5:] for one in starts]


def edits(draft: Draft, kind: str, rows: Rows) -> dict[str, Any]:
    """The columns that are other than the draft's, as lists, by key."""
    now = table(draft, kind)
    if len(rows) != len(now.rows):
        return {}
    changed = {}
    for key, _ in now.columns:
        numbers = [_cell(row.get(key)) for row in rows]
        if numbers != [row[key] for row in now.rows]:
            before = value_at(draft.base, tuple(key.split(".")))  # as it was, be it from a file, is no change
            changed[key] = before if values.numbers(before) == numbers else numbers
    return changed


def _cell(value: Any) -> Any:  # noqa: ANN401 - whatever the browser sent
    """A number; anything else as it is, for the schema to say what is wrong with it."""
    if is_number(value) and math.isfinite(value):
        return values.tidy(value)
    if not isinstance(value, str) or not value.strip():
        return None
    number = _pasted(value)
    return value.strip()[:LONGEST] if number is None else number


def pasted(rows: Rows, columns: Sequence[str], row: int, column: str, text: str) -> Rows:
    """Rows with a block of cells laid in from a row and column on, as a spreadsheet copies it; what reaches past the table is a fault.

    Raises:
        InputError: a cell is no number, or the block is larger than the room for it.

    """
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").rstrip("\n").split("\n")]
    if column not in columns or not 0 <= row < len(rows):
        raise _fault(say("choose the cell where the numbers begin, then paste"))
    first = list(columns).index(column)
    wide = max(map(len, lines))
    if row + len(lines) > len(rows) or first + wide > len(columns):
        raise _fault(
            say(
                "{lines} rows and {columns} columns were copied; from the chosen cell there is room for {rows} and {room}",
                lines=len(lines), columns=wide, rows=len(rows) - row, room=len(columns) - first,
            )
        )  # fmt: skip
    made, wrong = [dict(one) for one in rows], []
    for down, cells in enumerate(lines):
        for along, cell in enumerate(cells):
            number = _pasted(cell)
            if number is None:
                wrong.append(cell)
            else:
                made[row + down][columns[first + along]] = number
    if wrong:
        raise _fault(say("{cell} is not a number; nothing was pasted", cell=f'"{wrong[0][:40]}"'))
    return made


def _pasted(cell: str) -> float | int | None:
    text = cell.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):  # 1,234: thousands, as a spreadsheet shows them
        text = text.replace(",", "")
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        return None
    return values.tidy(float(text))


def _fault(text: str) -> InputError:
    return InputError([Fault("", None, "", text)])


def changed_by(draft: Draft, kind: str, percent: float, names: Sequence[str] = ()) -> dict[str, Any]:
    """All volumes (rates too) or all staffing changed by a percentage, as edits; ``names``: of those alone. People stay whole.

    Raises:
        InputError: by less than -100 %, or there is nothing that could be changed so.

    """
    if not math.isfinite(percent) or percent < -100:
        raise _fault(say("the change must be a number of percent, -100 at least"))
    times = 1 + percent / 100
    found: dict[str, Any] = {}
    chosen = [one for one in _each(draft.data, kind) if not names or one[0] in names]
    if any(_is_at_fault(value) for _, _, value in chosen):
        raise _fault(say("mend the cells that are marked first, then change all by a percentage"))
    for _, key, value in chosen:
        numbers = values.numbers(value)
        if kind == STAFFING:
            if is_number(value):
                found[key] = _people(value * times)
            elif numbers:
                found[key] = [_people(one * times) for one in numbers]
            continue
        steady = key.removesuffix("volumes") + "rate"
        written = value_at(draft.data, tuple(steady.split(".")))
        if numbers:
            found[key] = [values.tidy(one * times) for one in numbers]
        elif isinstance(written, str):
            found[steady] = _rate(written, times)
    if not found:
        raise _fault(say("there is nothing here that a percentage could change"))
    return found


def _is_at_fault(value: Any) -> bool:  # noqa: ANN401 - any piece of a scenario
    """Whether a table has a cell that is no number of 0 or more."""
    return _is_list(value) and not all(is_number(one) and one >= 0 for one in value)


def _people(number: float) -> int:
    return math.floor(number + 0.5)


def _rate(text: str, times: float) -> str:
    unit = text.replace("/", " per ").split()[-1]
    try:
        return f"{values.tidy(rate(text) * times * SECONDS[unit])} per {unit}"
    except (ValueError, KeyError):
        return text
