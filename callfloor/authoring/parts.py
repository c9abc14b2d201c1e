"""The parts of the language, as their models state them: each key with its type, its meaning and what holds without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from scenarios.distributions import Distribution
from scenarios.fields import Part
from scenarios.schema import Scenario
from scenarios.units import show_duration
from scenarios.walk import fields_of


@dataclass(frozen=True)
class Entry:
    """One key of a part: ``hint`` is its type with all that is said of it, without ``| None``, for which ``nothing`` stands."""

    key: str
    hint: Any
    info: FieldInfo
    nothing: bool = False

    @property
    def needed(self) -> bool:
        """Whether the part cannot do without it."""
        return self.info.is_required()

    @property
    def extra(self) -> dict[str, Any]:
        """What ``field`` notes beside the type: the unit, and the part that may stand in place of a value."""
        found = self.info.json_schema_extra
        return found if isinstance(found, dict) else {}

    @property
    def default(self) -> object:
        """What holds if it is left out, as a file would have it; None where the meaning says it, or nothing holds."""
        value = None if self.needed else self.info.default
        if isinstance(value, Distribution):
            return value.to_data()
        if isinstance(value, bool | str | int):
            return value
        if isinstance(value, float):
            return show_duration(value) if self.extra.get("unit") == "time" else _plain(value)
        return [_plain(one) for one in value] if isinstance(value, tuple) and value else None

    def bound(self, name: str) -> float | None:
        """One of the bounds stated beside the type: ge, gt, min_length."""
        return next((getattr(note, name) for note in self.info.metadata if hasattr(note, name)), None)


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def entries(part: type[Part]) -> tuple[Entry, ...]:
    """The keys of a part, in the order in which the language states them."""
    hints = get_type_hints(part, include_extras=True)
    names = {info.alias or name: name for name, info in part.model_fields.items()}
    return tuple(Entry(key, *_given(hints[names[key]], info)) for key, info in fields_of(part).items())


def _given(hint: Any, info: FieldInfo) -> tuple[Any, FieldInfo, bool]:  # noqa: ANN401 - a type may be anything
    """A type without ``| None``, and whether that was there."""
    if get_origin(hint) in {Union, UnionType}:
        choices = [choice for choice in get_args(hint) if choice is not type(None)]
        return (choices[0] if len(choices) == 1 else hint), info, len(choices) < len(get_args(hint))
    return hint, info, False


def is_part(hint: object) -> bool:
    """Whether a type is a part of the language."""
    return isinstance(hint, type) and issubclass(hint, Part)


@dataclass(frozen=True)
class Place:
    """Where a part stands: its keys from the outside, names of one's own in capitals."""

    part: type[Part]
    path: str


def places() -> Iterator[Place]:
    """Every part with every place that it has in a file, the whole scenario first."""
    yield from _places(Scenario, "")


def _places(part: type[Part], path: str) -> Iterator[Place]:
    yield Place(part, path)
    for entry in entries(part):
        here = f"{path}.{entry.key}" if path else entry.key
        for found, suffix in inner(entry):
            yield from _places(found, here + suffix)


def inner(entry: Entry) -> Iterator[tuple[type[Part], str]]:
    """Parts that a key leads to, and how a path goes on to them."""
    hint = entry.hint
    beside = entry.extra.get("part")
    if beside is not None:
        yield beside, ""
    if is_part(hint):
        yield hint, ""
    elif get_origin(hint) is dict:
        yield from ((found, ".NAME" + more) for found, more in _of(get_args(hint)[1]))
    elif get_origin(hint) is tuple:
        yield from ((found, "[]" + more) for found, more in _of(get_args(hint)[0]))


def _of(hint: Any) -> Iterator[tuple[type[Part], str]]:  # noqa: ANN401 - a type may be anything
    if is_part(hint):
        yield hint, ""
    elif "OnCall" in str(hint):  # a number, or people on call
        from scenarios.events import OnCall

        yield OnCall, ""


def parts() -> tuple[type[Part], ...]:
    """Every part once, in the order in which a reader of a scenario meets them."""
    return tuple(dict.fromkeys(place.part for place in places()))
