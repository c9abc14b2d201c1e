"""Units: how durations, rates, times of day and money per hour are written, and what they are inside.

A quantity is written with its unit (``4 min``, ``50 per min``, ``10:30``, ``45 per h``); inside the code every duration is
seconds, every rate is per second, every time of day is seconds since midnight and every wage is per hour. A bare number is
refused: nobody can know whether 120 was meant as seconds or minutes.
"""

import math
import re
from datetime import date

from scenarios.faults import shown

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
SECONDS = {"d": DAY, "h": HOUR, "min": MINUTE, "s": 1.0}

_NUMBER = r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_PIECE = re.compile(rf"({_NUMBER})\s*(d|h|min|s)(?![A-Za-z])\s*")
_RATE = re.compile(rf"({_NUMBER})\s*(?:per\s+|/\s*)(d|h|min|s)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def duration(value: object) -> float:
    """Seconds of a written duration such as ``20 s``, ``4 min``, ``1 h 30 min`` or ``2 d``."""
    if is_number(value):
        if value == 0:
            raise ValueError("0 has no unit; write 0 s")
        if value < 0:  # type: ignore[operator]
            raise ValueError(f"{shown(value)} is negative and has no unit; write it like 20 s or 4 min")
        raise ValueError(f"{shown(value)} has no unit; write {shown(value)} s or {shown(value)} min")
    text = value.strip() if isinstance(value, str) else ""
    pieces = _PIECE.findall(text)
    if not pieces or _PIECE.sub("", text):
        if re.fullmatch(_NUMBER, text):
            raise ValueError(f"{shown(value)} has no unit; write {text} s or {text} min")
        negative = " (it may not be negative)" if text.startswith("-") else ""
        raise ValueError(f"{shown(value)} is not a duration{negative}; write it like 20 s, 4 min, 1 h 30 min or 2 d")
    return _finite(sum(float(number) * SECONDS[unit] for number, unit in pieces), value)


def _finite(found: float, value: object) -> float:
    if not math.isfinite(found):
        raise ValueError(f"{shown(value)} is too large a number")
    return found


def rate(value: object) -> float:
    """Per second, of a written rate such as ``50 per min`` or ``300 per h``."""
    number, unit = _rate(value, "50 per min or 300 per h", f"write {shown(value)} per min or {shown(value)} per h")
    return number / SECONDS[unit]


def wage(value: object) -> float:
    """Money per hour, of a written ``45 per h``."""
    number, unit = _rate(value, "45 per h", f"write {shown(value)} per h")
    return number * HOUR / SECONDS[unit]


def _rate(value: object, example: str, mend: str) -> tuple[float, str]:
    if is_number(value):
        if value < 0:  # type: ignore[operator]
            raise ValueError(f"{shown(value)} is negative and has no unit; write it like {example}")
        raise ValueError(f"{shown(value)} has no unit; {mend}")
    match = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        if isinstance(value, str) and _RATE.fullmatch(value.strip().removeprefix("-")):
            raise ValueError(f"{shown(value)} is negative; 0 is the least, write it like {example}")
        raise ValueError(f"{shown(value)} is not a rate; write it like {example}")
    return _finite(float(match[1]), value), match[2]


def clock(value: object) -> float:
    """Seconds since midnight of a time of day such as ``10:30`` (up to ``24:00``)."""
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'{shown(value)} is not a time of day; write it like "08:30"')
    seconds = int(match[1]) * HOUR + int(match[2]) * MINUTE + int(match[3] or 0)
    if int(match[2]) > 59 or int(match[3] or 0) > 59 or seconds > DAY:
        raise ValueError(f"{shown(value)} is not a time of day; they run from 00:00 to 24:00")
    return seconds


def day(value: object) -> date:
    """Give the date of a written ``2026-03-02``."""
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
            return date.fromisoformat(value.strip())
    except ValueError as reason:
        raise ValueError(f"{shown(value)} is not a date: {reason}") from None
    raise ValueError(f"{shown(value)} is not a date; write it like 2026-03-02")


def number(value: object) -> float:
    """Check for a plain number, neither infinite nor a truth value."""
    if not is_number(value):
        raise ValueError(f"{shown(value)} is not a number")
    try:
        found = float(value)  # type: ignore[arg-type]
    except OverflowError:
        found = math.inf
    if math.isnan(found):
        raise ValueError(f"{shown(value)} is not a number")
    return _finite(found, value)


def not_negative(value: object) -> float:
    """Check for a number that is 0 or more."""
    found = number(value)
    if found < 0:
        raise ValueError(f"{shown(value)} is negative; 0 is the least")
    return found


def whole(value: object) -> int:
    """Check for a whole number."""
    if not is_number(value) or not number(value).is_integer():
        raise ValueError(f"{shown(value)} is not a whole number")
    return int(value)  # type: ignore[call-overload,no-any-return]


def is_number(value: object) -> bool:
    """Tell numbers from truth values, which Python counts among the integers."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def show_duration(seconds: float) -> str:
    """Write seconds the way the language does: ``1 min 30 s``. Reads back as exactly the same number."""
    if math.isinf(seconds):
        return "never"
    rest, pieces = seconds, []
    for unit, size in SECONDS.items():
        count = math.floor(rest / size) if unit != "s" else round(rest, 9)
        if count:
            pieces.append(f"{count:.12g} {unit}")
            rest -= count * size
    written = " ".join(pieces) or "0 s"
    return written if duration(written) == seconds else f"{seconds!r} s"


def show_clock(seconds: float) -> str:
    """Write seconds since midnight as ``08:30``, wrapping at midnight."""
    minutes, rest = divmod(round(seconds) % int(DAY), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")
