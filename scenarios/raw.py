"""Raw data: looking into a scenario that need not be sound.

Checks that look at several parts work on the plain data, so that their findings stand beside those of the parts. Whatever is not of
the kind it should be is told elsewhere; here it counts as nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios import units
from scenarios.units import is_number


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def inside(data: object, *path: str) -> object:
    """What stands at the end of a path of keys; None if it does not lead there."""
    for key in path:
        data = mapping(data).get(key)
    return data


def word(value: object) -> str:
    """The value if it is a word, else an empty one."""
    return value if isinstance(value, str) else ""


def share(value: object) -> float:
    """The value if it is a number that can be a share, else 0."""
    return float(value) if is_number(value) and 0 <= value <= 1 else 0.0  # type: ignore[arg-type,operator]


def duration(value: object) -> float:
    """Seconds if the value is a duration, else 0."""
    try:
        return units.duration(value)
    except ValueError:
        return 0.0


def skills(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every group, queue it has a skill for, and the skill."""
    for group, part in mapping(data.get("agent_groups")).items():
        for queue, skill in mapping(mapping(part).get("skills")).items():
            yield group, queue, mapping(skill)
