"""Grids: what `--set` says where a key may take several values, and the points that come of it.

    --set agent_groups.vip_desk.staffing=8..16         8, 9, … 16
    --set agent_groups.vip_desk.staffing=8..16..2      8, 10, … 16
    --set "queues.general.callback.offer_above=1..5..1 min"
    --set routing.freed_agent=priority,longest_wait    these two
    --set ivr.bot.then="{contained: 0.2, general: 0.8}"    one value: a plain override, as everywhere

A value is YAML, as in the file. Commas part values only outside brackets, braces and quotes, so a list or a mapping is one
value and `[1,2],[3,4]` are two lists; a text that holds a comma is written in quotes. Ranges are counted in decimals, never in
binary fractions: 0.1..0.3..0.1 has three values. The grid is the cross product, the first key changing slowest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from scenarios.faults import Fault, InputError, shown
from scenarios.settings import added

MOST = 10_000  # points; a slip of the finger should not ask for a million
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
END = rf"\s*({NUMBER})\s*([A-Za-z][A-Za-z ]*?)?\s*"
RANGE = re.compile(rf"^{END}\.\.{END}(?:\.\.{END})?$")
MEANT_AS_RANGE = re.compile(r"^\s*([+-]?\d[^'\"\[{]*\.\.|\w[\w ]*\.\.[\w ]+(\.\.[\w ]+)?$)")
ROOMS = ("agent_groups.", "contact_types.", "queues.", "ivr.", "routing.")
BRACKETS = {"[": "]", "{": "}"}


@dataclass(frozen=True)
class Axis:
    """One key and the values that it takes, as they are written."""

    key: str
    values: tuple[str, ...]

    @property
    def label(self) -> str:
        """The key without the part that goes without saying: `vip_desk.staffing`."""
        return next((self.key.removeprefix(room) for room in ROOMS if self.key.startswith(room)), self.key)

    @property
    def numbers(self) -> tuple[float, ...] | None:
        """The values as numbers of one unit, for an axis of a chart; None if they are anything else."""
        found = [re.fullmatch(END, value) for value in self.values]
        if any(one is None for one in found) or len({one[2] for one in found if one}) > 1:
            return None
        return tuple(float(one[1]) for one in found if one)

    @property
    def unit(self) -> str:
        """The unit of the values where they are numbers with one."""
        found = re.fullmatch(END, self.values[0])
        return (found[2] or "") if found and self.numbers else ""


@dataclass(frozen=True)
class Point:
    """One place of the grid: for each axis the number of its value."""

    axes: tuple[Axis, ...]
    place: tuple[int, ...]

    @property
    def values(self) -> dict[str, str]:
        """The value of each swept key, as written."""
        return {axis.key: axis.values[at] for axis, at in zip(self.axes, self.place, strict=True)}

    @property
    def overrides(self) -> tuple[str, ...]:
        """What makes the scenario this point."""
        return tuple(f"{key}={value}" for key, value in self.values.items())

    @property
    def label(self) -> str:
        """The point as a reader says it: `vip_desk.staffing 12, lines 400`."""
        return ", ".join(f"{axis.label} {axis.values[at]}" for axis, at in zip(self.axes, self.place, strict=True))


@dataclass(frozen=True)
class Grid:
    """Keys that are swept, and overrides that hold at every point."""

    axes: tuple[Axis, ...]
    fixed: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many points there are."""
        return math.prod(len(axis.values) for axis in self.axes)

    @property
    def points(self) -> tuple[Point, ...]:
        """All points, the first key changing slowest."""
        places = product(*(range(len(axis.values)) for axis in self.axes))
        return tuple(Point(self.axes, place) for place in places)

    @property
    def coarse_first(self) -> tuple[int, ...]:
        """The order in which points are worth running: the ends and the middle of every key first, then between.

        Whoever stops a sweep half-way is left with a coarse picture of the whole instead of a fine one of a corner.
        """
        levels = [_levels(len(axis.values)) for axis in self.axes]
        found = [[level[at] for level, at in zip(levels, point.place, strict=True)] for point in self.points]
        return tuple(sorted(range(self.size), key=lambda number: (max(found[number], default=0), sum(found[number]))))


def _levels(count: int) -> list[int]:
    """How soon each value of a key comes: 0 for the two ends, 1 for the middle, 2 for the quarters, and so on."""
    levels = [0] * count
    gaps = [(0, count - 1, 1)]
    for first, last, level in gaps:
        if last - first > 1:
            middle = (first + last) // 2
            levels[middle] = level
            gaps += [(first, middle, level + 1), (middle, last, level + 1)]
    return levels


def grid(overrides: Sequence[str]) -> Grid:
    """Read every `--set`: those with several values make the grid, the others hold at every point.

    Raises:
        InputError: with all that is wrong with them.

    """
    axes: list[Axis] = []
    fixed: list[str] = []
    faults: list[Fault] = []
    for text in overrides:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not key:
            fixed.append(text)  # whoever loads the scenario says what is wrong with it
            continue
        try:
            values = read_values(value)
        except ValueError as reason:
            faults.append(Fault("--set", None, key, str(reason)))
            continue
        if len(values) == 1:
            fixed.append(f"{key}={values[0]}")
        else:
            axes.append(Axis(key, values))
    faults += _twice(axes, fixed)
    found = Grid(tuple(axes), tuple(fixed))
    if found.size > MOST:
        times = " x ".join(str(len(axis.values)) for axis in axes)
        faults.append(
            Fault("--set", None, "", f"{times} are {found.size} points; {MOST} are the most. Widen the steps")
        )
    if faults:
        raise InputError(faults)
    return found


def _twice(axes: Sequence[Axis], fixed: Sequence[str]) -> list[Fault]:
    """A swept key that is set once more: nobody could say which of the two is meant."""
    keys = [axis.key for axis in axes] + [text.partition("=")[0].strip() for text in fixed]
    swept = dict.fromkeys(axis.key for axis in axes)
    return [
        Fault("--set", None, key, "is set twice; write all its values in one --set")
        for key in swept
        if keys.count(key) > 1
    ]


def read_values(text: str) -> tuple[str, ...]:
    """The values that a text stands for; one if it is neither a list of values nor a range.

    Raises:
        ValueError: saying what is wrong and what to write.

    """
    pieces = list(parted(text, ","))
    if len(pieces) > 1 and not all(pieces):
        raise ValueError(f"{shown(text)} has a comma without a value beside it; write 8,12,16")
    values = tuple(value for piece in pieces for value in _piece(piece))
    if len(set(values)) < len(values):
        again = next(value for place, value in enumerate(values) if value in values[:place])
        raise ValueError(f"{shown(text)} names {again} twice")
    return values


def _piece(text: str) -> tuple[str, ...]:
    """A range written out, or the value itself."""
    if said := added(text):
        raise ValueError(said)
    found = RANGE.match(text)
    if found is None:
        if MEANT_AS_RANGE.match(text):
            raise ValueError(f"{shown(text)} is no range; write 8..16, or 8..16..2 for a step")
        return (text,)
    units = {unit for unit in found.group(2, 4, 6) if unit}
    if len(units) > 1:
        raise ValueError(f"{shown(text)} mixes {' and '.join(sorted(units))}; write a range in one unit")
    unit = f" {units.pop()}" if units else ""
    return tuple(f"{number}{unit}" for number in _counted(text, *(found.group(1, 3, 5))))


def _counted(text: str, first: str, last: str, written: str | None) -> Iterator[str]:
    start, end = Decimal(first), Decimal(last)
    if written is None and not (start == start.to_integral_value() and end == end.to_integral_value()):
        raise ValueError(f"{shown(text)} has no step; write {first}..{last}..0.05, or whichever step is meant")
    step = Decimal(1 if written is None else written)
    if step == 0 or not (start.is_finite() and end.is_finite()):
        raise ValueError(f"{shown(text)} never ends; its step must be above 0")
    if step < 0 and end > start:
        raise ValueError(f"{shown(text)} goes up by a step below 0; write {first}..{last}..{abs(step)}")
    step = abs(step) if end >= start else -abs(step)
    count = int((end - start) / step) + 1
    if count > MOST:
        raise ValueError(f"{shown(text)} are {count} values; {MOST} are the most. Widen the step")
    for number in range(count):
        yield f"{(start + step * number).normalize() + 0:f}"


def parted(text: str, mark: str) -> Iterator[str]:
    """The pieces of a text between marks that stand outside brackets, braces and quotes."""
    closing: list[str] = []
    quote, begun, last = "", 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"" and last in ("", *"[{,:=", mark):
            quote = letter  # within a word it is an apostrophe
        elif letter in BRACKETS:
            closing.append(BRACKETS[letter])
        elif closing and letter == closing[-1]:
            closing.pop()
        elif letter == mark and not closing:
            yield text[begun:place].strip()
            begun = place + 1
        last = last if letter.isspace() else letter
    yield text[begun:].strip()
