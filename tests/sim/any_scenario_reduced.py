"""What a failure needs: a day without all that can be left out of it.

Hypothesis shrinks the choices behind a scenario; here whole queues, groups, keys and entries are taken out of what it has left,
one after the other, for as long as the day still fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from scenarios.faults import InputError
from tests.sim.any_scenario_day import Day

Path = tuple[Any, ...]
NAMED = ("queues", "agent_groups", "contact_types", "ivr")
LEADS = ("enters", "to", "contact_type")  # keys without which their part means nothing
PLAIN: dict[str, Any] = {"handle_time": {"fixed": "10 min"}, "staffing": 1, "seed": 0, "arrivals": {"rate": "1 per h"}}


def reduced(day: Day, fails: Callable[[Day], bool]) -> Day:
    """Leave out of a day whatever it does not need to fail."""

    def still(smaller: Day) -> bool:
        try:
            return smaller != day and fails(smaller)
        except InputError:
            return False  # it is no scenario any more

    before = None
    while before != day:
        before = day
        for change in _changes(before):
            smaller = change(day)
            if still(smaller):
                day = smaller
    return day


def _changes(day: Day) -> Iterator[Callable[[Day], Day]]:
    """Ways of making a day smaller, the largest first; each can be tried on what the others have left."""
    for kind in NAMED:
        for name in day.document.get(kind, ()):
            yield lambda one, name=name: replace(one, document=_erased(one.document, name), breaks=_kept(one, name))
    for path in sorted(_paths(day.document), key=len):
        yield lambda one, path=path: replace(one, document=_without(one.document, path))
    for path in _paths(day.document):
        if path[-1] in PLAIN:
            yield lambda one, path=path: replace(one, document=_without(one.document, path, PLAIN[path[-1]]))
    for pause in day.breaks:
        yield lambda one, pause=pause: replace(one, breaks=tuple(other for other in one.breaks if other != pause))
    for grain in ("0 s", "1 h", "10 min"):
        yield lambda one, grain=grain: replace(one, grain=grain)
    for seed in range(5):
        yield lambda one, seed=seed: replace(one, seed=seed if seed < one.seed else one.seed)


def _kept(day: Day, name: str) -> Any:
    return tuple(one for one in day.breaks if one.group != name)


def _paths(data: object, above: Path = ()) -> Iterator[Path]:
    items = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*above, key)
        yield from _paths(value, (*above, key))


def _without(data: Any, path: Path, instead: Any = None) -> Any:
    """The data without what stands at a path, or with something else there; as it is if nothing does."""
    key, rest = path[0], path[1:]
    if isinstance(data, Mapping) and key in data:
        value = _without(data[key], rest, instead) if rest else instead
        found = {k: value if k == key else v for k, v in data.items() if k != key or value is not None}
        return _evened(data, found) if not rest and instead is None else found
    if isinstance(data, list) and key < len(data):
        value = _without(data[key], rest, instead) if rest else instead
        return [value if k == key else v for k, v in enumerate(data) if k != key or value is not None]
    return data


def _erased(data: Any, name: str) -> Any:
    """The data without a name: what is called so, and whatever leads there; None if nothing is left to say."""
    if isinstance(data, list):
        return [_erased(value, name) for value in data if value != name and _erased(value, name) is not None]
    if not isinstance(data, Mapping):
        return data
    if any(data.get(key) == name for key in LEADS):
        return None
    kept = {key: _erased(value, name) for key, value in data.items() if name not in (key, value)}
    kept = {key: value for key, value in kept.items() if value is not None and (value != {} or data[key] == {})}
    return _evened(data, kept)


def _evened(data: Any, kept: Any) -> Any:
    """A split of 1 from which an exit was taken out: the first one left gets its share."""
    shares = [value for value in data.values() if isinstance(value, float)]
    if kept and len(shares) == len(data) and abs(sum(shares) - 1) < 1e-9:
        first = next(iter(kept))
        return kept | {first: round(1 - sum(kept.values()) + kept[first], 9)}
    return kept
