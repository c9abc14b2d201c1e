"""The language as a tree: which keys stand at a place, and what kind of value a key has.

Read off the models of the schema, so that suggestions, merging and the reference page can never disagree with the checks.
"""

import types
from collections.abc import Mapping
from typing import Annotated, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from scenarios.arrivals import COUNTED, MULTIPLIERS, SOURCES
from scenarios.distributions import Distribution
from scenarios.faults import Path
from scenarios.fields import Exits, Part
from scenarios.schema import Scenario


def keys_at(path: Path) -> tuple[str, ...]:
    """Keys the language knows at a place; none where names are free, or where the value is not a mapping."""
    part = _kind(path)
    return tuple(fields_of(part)) if isinstance(part, type) and issubclass(part, Part) else ()


def needed_at(path: Path) -> tuple[str, ...]:
    """Keys that a part at a place cannot do without."""
    part = _kind(path)
    fields = fields_of(part) if isinstance(part, type) and issubclass(part, Part) else {}
    return tuple(key for key, info in fields.items() if info.is_required())


def is_whole(path: Path) -> bool:
    """Whether a mapping at this place is one value, replaced whole."""
    return _kind(path) is Distribution


def is_split(path: Path) -> bool:
    """Whether a mapping at this place says where contacts go from an IVR node, or those of one type."""
    return _kind(path) is Exits or (bool(path) and _kind(path[:-1]) is Exits)


def alternatives(path: Path, key: str) -> tuple[str, ...]:
    """Keys that a key takes the place of: one way of saying how many contacts come, that of another and what goes with it."""
    if key not in SOURCES or not set(SOURCES) <= set(keys_at(path)):
        return ()
    return (*(other for other in SOURCES if other != key), *(MULTIPLIERS if key in COUNTED else ()))


def fields_of(part: type[Part]) -> Mapping[str, FieldInfo]:
    """Fields of a part by the key they have in the file."""
    return {info.alias or name: info for name, info in part.model_fields.items()}


def field_at(path: Path) -> FieldInfo | None:
    """What the schema says of the key at the end of a path."""
    part = _kind(path[:-1])
    return fields_of(part).get(str(path[-1])) if path and isinstance(part, type) and issubclass(part, Part) else None


def meaning(path: Path) -> str:
    """What the key at the end of a path means."""
    info = field_at(path)
    return (info.description or "") if info else ""


def is_time(path: Path) -> bool:
    """Whether the value at a path is a duration."""
    info = field_at(path)
    extra = info.json_schema_extra if info else None
    return isinstance(extra, dict) and extra.get("unit") == "time"


def _kind(path: Path) -> object:
    """The type of the value at a path: a part, a mapping of names, a list, a distribution; None if there is none."""
    kind: object = Scenario
    for key in path:
        kind = _inner(kind, str(key))
    return kind


def _inner(kind: object, key: str) -> object:
    if isinstance(kind, type) and issubclass(kind, Part):
        info = fields_of(kind).get(key)
        if info is None:
            return None
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        return extra.get("part") or _bare(info.annotation)
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return _bare(arguments[1])
    return _bare(arguments[0]) if get_origin(kind) is tuple else None


def _bare(kind: object) -> object:
    """A type without its checks and without ``| None``."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, types.UnionType}:
        return next(_bare(choice) for choice in get_args(kind) if choice is not type(None))
    return kind
