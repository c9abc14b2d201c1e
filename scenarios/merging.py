"""Merging: a base and what overrides it.

Mappings are merged key by key; lists and distributions are replaced whole. An override of ``null`` takes a key out, and one
way of giving arrivals (``rate``, ``volumes``, ``replay``, ``bookings``) takes the place of another. A split that sums to 1
by itself replaces the old one. Every change is kept, old -> new.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenarios.document import Document, Place, dotted
from scenarios.faults import Fault, InputError, Path, choices, shown
from scenarios.units import is_number
from scenarios.walk import alternatives, is_split, is_whole, keys_at


@dataclass(frozen=True)
class Change:
    """What an override changed; ``None`` stands for a key that was not there."""

    key: str
    old: Any
    new: Any


def merge(base: Document, over: Document) -> tuple[Document, list[Change]]:
    """Lay one document over another."""
    changes: list[Change] = []
    data = _merge(base.data, over.data, (), changes)
    places = {path: place for path, place in base.places.items() if _stands(data, path)}
    return Document(data, {**places, **over.places}, (*base.faults, *over.faults)), changes


def _merge(old: Mapping[str, Any], new: Mapping[str, Any], path: Path, changes: list[Change]) -> dict[str, Any]:
    result = dict(old)
    for key, value in new.items():
        inner = (*path, key)
        rivals = [rival for rival in alternatives(path, key) if rival in result and rival not in new]
        changes += [Change(dotted((*path, rival)), result.pop(rival), None) for rival in rivals]
        before = result.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping) and not replaces(before, value, inner):
            result[key] = _merge(before, value, inner, changes)
            continue
        result[key] = value
        if value is None:
            del result[key]
        if before != value:
            changes.append(Change(dotted(inner), before, value))
    return result


def replaces(old: Mapping[str, Any], new: Mapping[str, Any], path: Path) -> bool:
    """Whether a mapping is one value that takes the place of the old one.

    Laid over each other, a split that is complete and anything else would never sum to 1; nor would one split for all and one for
    each contact type go together.
    """
    if not is_split(path):
        return is_whole(path)
    shares = [share for share in new.values() if is_number(share)]
    by_type = [any(isinstance(share, Mapping) for share in split.values()) for split in (old, new)]
    return by_type[0] != by_type[1] or (len(shares) == len(new) and abs(sum(shares) - 1) <= 1e-9)


def _stands(data: Mapping[str, Any], path: Path) -> bool:
    """Whether a path still leads to a value."""
    value: Any = data
    try:
        for key in path:
            value = value[key]
    except (LookupError, TypeError):
        return False
    return True


def override(document: Document, key: str, value: object) -> tuple[Document, list[Change]]:
    """Set one value, as ``--set KEY=VALUE`` does; a key that is not in the language or the file is a fault."""
    path = tuple(int(step) if step.lstrip("-").isdigit() else step for step in key.split("."))
    changes: list[Change] = []
    data: Any = _set(document.data, path, value, (), changes)
    places = {at: place for at, place in document.places.items() if at[: len(path)] != path}
    places[path] = Place("--set", None)
    return replace(document, data=data, places=places), changes


def _set(data: object, path: Path, value: object, done: Path, changes: list[Change]) -> object:
    """Copy ``data`` with the value at ``path`` set; ``done`` is the way so far."""
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        if not isinstance(step, int) or not 0 <= step < len(data):
            raise _no_such_key((*done, *path), f"{dotted(done)} has entries 0 to {len(data) - 1}, not {step}")
        if not rest:
            changes.append(Change(dotted((*done, step)), data[step], value))
        new = _set(data[step], rest, value, (*done, step), changes) if rest else value
        return [new if index == step else item for index, item in enumerate(data)]
    name = str(step)
    if not isinstance(data, Mapping):
        raise _no_such_key((*done, *path), f"{dotted(done)} is {shown(data)} and has no keys")
    if name not in data and (rest or keys_at(done)):
        known = list(keys_at(done) or data)
        if name not in known:
            where = dotted(done) or "a scenario"
            raise _no_such_key((*done, *path), f"{where} has no {name}; it has {choices(name, known)}")
    if not rest:
        return _merge(data, {name: value}, done, changes)
    return {**data, name: _set(data.get(name, {}), rest, value, (*done, name), changes)}


def _no_such_key(path: Path, message: str) -> InputError:
    return InputError([Fault("--set", None, dotted(path), message)])
