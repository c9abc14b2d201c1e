"""Nodes of the form: inputs, tables in words, and groups of them; and what they are read off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callfloor.web.forms import speech, values
from callfloor.web.forms.draft import value_at
from scenarios.faults import Path as KeyPath

NAMED = ("contact_types", "queues", "agent_groups", "busyness", "ivr")  # parts whose names others refer to


@dataclass(frozen=True)
class Field:
    """One input. ``old``: what the base has there, in words, where that is something else."""

    key: str
    label: str
    help: str
    widget: values.Widget
    value: Any
    unit: str = ""
    default: str = ""
    options: tuple[str, ...] = ()
    least: float | None = None
    needed: bool = False
    old: str = ""


@dataclass(frozen=True)
class Series:
    """Numbers by interval, edited in their table: in words here."""

    key: str
    label: str
    help: str
    text: str
    old: str = ""


@dataclass(frozen=True)
class Group:
    """Fields that belong together. ``families``: of a distribution or another thing that may be said in several ways, to choose from; ``add``: what may be added, by key and label."""

    key: str
    label: str
    help: str = ""
    main: tuple[Node, ...] = ()
    more: tuple[Node, ...] = ()
    families: tuple[str, ...] = ()
    family: str = ""
    add: tuple[tuple[str, str], ...] = ()
    named: bool = False  # whether what is added gets a name of its own
    removable: bool = False
    old: str = ""
    asks: str = ""  # for the name of what is added


Node = Field | Series | Group


@dataclass(frozen=True)
class About:
    """What a form is read off: the merged data and the base."""

    data: Mapping[str, Any]
    base: Mapping[str, Any]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any], base: Mapping[str, Any]) -> About:
        """With the names that data gives its parts."""
        return cls(
            data, base, {kind: tuple(data[kind]) if isinstance(data.get(kind), Mapping) else () for kind in NAMED}
        )

    def old(self, path: KeyPath, widget: str = "") -> str:
        """What the base has at a path, where that is something else."""
        was, now = value_at(self.base, path), value_at(self.data, path)
        return "" if was == now else values.brief(was, widget)


def label_of(key: str) -> str:
    """A key in plain words."""
    return speech.label(key)
