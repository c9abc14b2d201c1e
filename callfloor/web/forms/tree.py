"""The form's fields, read off the schema: every key of a part of a scenario with its label, its meaning, its unit and what may stand there.

There is no other list of fields: a key that the language gets is in the form at once. What is said here is only which keys of the
busiest parts a planner meets first; of the other parts, those that are needed or given. The rest is folded away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, get_args, get_origin

from callfloor.authoring.kinds import kind_of
from callfloor.authoring.parts import Entry, entries, is_part
from callfloor.language import say
from callfloor.web.forms import intervals, rows, speech, values
from callfloor.web.forms.draft import value_at
from callfloor.web.forms.nodes import About, Field, Group, Node, Series, label_of
from scenarios import fields
from scenarios.document import dotted
from scenarios.faults import Path as KeyPath
from scenarios.fields import Part
from scenarios.schema import AgentGroup, ContactType, Scenario, Skill

MAIN: dict[type[Part], tuple[str, ...]] = {  # what a planner meets first of the busiest parts
    ContactType: ("arrivals", "patience"),
    AgentGroup: ("staffing", "skills", "shrinkage", "cost"),
    Skill: ("handle_time", "wrap_up", "preference", "resolves"),
}


def form(data: Mapping[str, Any], base: Mapping[str, Any], key: str) -> Group:
    """The fields of the part at a key (`contact_types.vip`, `targets`); of the whole for an empty key: what stands outside of parts."""
    about = About.of(data, base)
    if not key:
        plain = [one for one in entries(Scenario) if _is_plain(one) and one.key != "callfloor"]
        return Group("", say("General"), "", tuple(_node(about, one, (one.key,)) for one in plain))
    first, _, name = key.partition(".")
    entry = next(one for one in entries(Scenario) if one.key == first)
    if name:
        part = get_args(entry.hint)[1]
        return _named(about, part, (first, name))
    if get_origin(entry.hint) is dict and is_part(
        get_args(entry.hint)[1]
    ):  # each has a form of its own: here a new one begins
        return Group(first, label_of(first), speech.meaning(entry.info.description or ""), named=True)
    node = _node(about, entry, (first,))
    return node if isinstance(node, Group) else Group(first, label_of(first), "", (node,))


def panels(data: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """What there is to edit: the keys of the language's parts, with the names that stand under those that have names of parts."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for one in entries(Scenario):
        if _is_plain(one):
            continue
        of_parts = get_origin(one.hint) is dict and is_part(get_args(one.hint)[1])
        given = data.get(one.key)
        found.append((one.key, tuple(given) if of_parts and isinstance(given, Mapping) else ()))
    return found


def _is_plain(entry: Entry) -> bool:
    """Whether a key holds one value, and no part, list or mapping."""
    kind = kind_of(entry.hint)
    return get_origin(entry.hint) is Literal or (kind is not None and kind.name in ("number", "truth", "words"))


def _named(about: About, part: type[Part], path: KeyPath) -> Group:
    main, more = _fields(about, part, path)
    return Group(dotted(path), str(path[-1]), "", main, more, removable=True, old=about.old(path) and values.NOTHING)


def _fields(about: About, part: type[Part], path: KeyPath) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The keys of a part: those met first, and the rest."""
    given = value_at(about.data, path)
    stated = set(given) if isinstance(given, Mapping) else set()
    main: list[Node] = []
    more: list[Node] = []
    for entry in entries(part):
        first = entry.key in MAIN[part] if part in MAIN else entry.needed or entry.key in stated
        (main if first else more).append(_node(about, entry, (*path, entry.key)))
    return tuple(main), tuple(more)


def _node(about: About, entry: Entry, path: KeyPath) -> Node:  # noqa: PLR0911 - one for each kind
    """One key with what stands there."""
    hint, value = entry.hint, value_at(about.data, path)
    kind = kind_of(hint)
    meaning = speech.meaning(entry.info.description or "")
    if kind is not None and kind.name == "distribution":
        return rows.distribution(about, path, label_of(entry.key), meaning, endless=entry.hint == fields.Patience)
    if kind is not None and kind.name == "split":
        return rows.split(about, path, label_of(entry.key), meaning)
    if kind is not None and kind.name == "outage":
        return rows.outage(about, path, label_of(entry.key), meaning)
    if kind is not None and kind.name == "by-interval":
        return _series(about, entry, path, value)
    if kind is None and is_part(hint):
        return _part(about, entry, path, hint)
    if kind is None and get_origin(hint) is dict:
        return _mapping(about, entry, path)
    if kind is None and get_origin(hint) is tuple and is_part(get_args(hint)[0]):
        return _list(about, entry, path, get_args(hint)[0])
    return _field(about, entry.info.description or "", hint, path, entry)


def _field(about: About, meaning: str, hint: Any, path: KeyPath, entry: Entry | None = None) -> Field:  # noqa: ANN401 - a type may be anything
    widget, options = _widget(about, hint, entry)
    value = value_at(about.data, path)
    if options and value is not None and widget == "choice" and str(value) not in options:
        options = (*options, str(value))  # what is at fault is shown too
    default = "" if entry is None or entry.default is None else values.brief(entry.default, widget)
    default = speech.choice(default) if options else default
    unit = {"percent": "%", "money": say("per h")}.get(widget, "")
    return Field(
        dotted(path), label_of(str(path[-1])), speech.meaning(meaning) if meaning else "", widget, values.shown(widget, value), unit, default,
        options, 0 if widget in ("percent", "money") else (entry.bound("ge") if entry else None), bool(entry and entry.needed),
        about.old(path, widget),
    )  # fmt: skip


def _widget(about: About, hint: Any, entry: Entry | None) -> tuple[values.Widget, tuple[str, ...]]:  # noqa: ANN401, PLR0911 - a type may be anything; one for each kind
    if get_origin(hint) is Literal:
        return "choice", tuple(map(str, get_args(hint)))
    if get_origin(hint) is tuple:
        names = names_of(about, get_args(hint)[0])
        return ("choices", names) if names else ("written", ())
    names = names_of(about, hint)
    if names:
        return "choice", names
    kind = kind_of(hint)
    name = "" if kind is None else kind.name
    if name == "share":
        return "percent", ()
    if name == "money-per-hour":
        return "money", ()
    if name == "number":
        return ("whole" if hint in (fields.Whole, fields.People) else "number"), ()
    if name == "truth":
        return "yes", (values.YES, values.NO)
    texts = ("duration", "rate", "words", "date", "time-of-day", "name", "moment", "deadline")
    return ("text" if name in texts else "written"), ()


def names_of(about: About, hint: Any) -> tuple[str, ...]:  # noqa: ANN401 - a type may be anything
    """The names of this scenario that may stand there."""
    sources: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (fields.QueueName, ("queues",)), (fields.GroupName, ("agent_groups",)), (fields.ContactTypeName, ("contact_types",)),
        (fields.BusynessName, ("busyness",)), (fields.Entry, ("ivr", "queues")), (fields.Overflow, ("ivr", "queues")),
    )  # fmt: skip
    found = next((kinds for known, kinds in sources if known == hint), ())
    names = tuple(name for kind in found for name in about.names.get(kind, ()))
    return (*names, "hang_up") if hint == fields.Overflow else names


def _series(about: About, entry: Entry, path: KeyPath, value: Any) -> Node:  # noqa: ANN401 - any piece of a scenario
    meaning = speech.meaning(entry.info.description or "")
    if values.numbers(value) or isinstance(value, Mapping | list):
        counted = values.PEOPLE if entry.key == intervals.STAFFING else ""
        return Series(
            dotted(path), label_of(entry.key), meaning, values.brief(value, counted), about.old(path, counted)
        )
    if entry.key == "volumes":
        return Series(
            dotted(path),
            label_of(entry.key),
            meaning,
            say("none; another way of saying how many come is used"),
            about.old(path),
        )
    return Field(
        dotted(path),
        label_of(entry.key),
        meaning,
        "number",
        values.shown("number", value),
        "",
        "",
        (),
        0,
        False,
        about.old(path),
    )


def _part(about: About, entry: Entry, path: KeyPath, part: type[Part]) -> Group:
    meaning = speech.meaning(entry.info.description or "")
    if value_at(about.data, path) is None and not entry.needed:
        add = ((dotted(path), label_of(entry.key)),)
        return Group(dotted(path), label_of(entry.key), meaning, add=add, old=about.old(path))
    main, more = _fields(about, part, path)
    return Group(
        dotted(path), label_of(entry.key), meaning, main, more, removable=not entry.needed, old=about.old(path) and ""
    )


def _mapping(about: About, entry: Entry, path: KeyPath) -> Group:
    """Names with what belongs to each: parts, distributions, or plain values."""
    key_hint, hint = get_args(entry.hint)
    given = value_at(about.data, path)
    stated = list(given) if isinstance(given, Mapping) else []
    known = names_of(about, key_hint)
    meaning = speech.meaning(entry.info.description or "")
    if is_part(hint):
        groups = tuple(_named(about, hint, (*path, name)) for name in stated)
        add = tuple((dotted((*path, name)), name) for name in known if name not in stated)
        return Group(dotted(path), label_of(entry.key), meaning, groups, add=add, named=not known)
    kind = kind_of(hint)
    if kind is not None and kind.name == "distribution":
        parts = tuple(rows.distribution(about, (*path, name), name, "") for name in stated)
        return Group(dotted(path), label_of(entry.key), meaning, parts, named=not known)
    names = list(dict.fromkeys([*stated, *known]))
    if kind is not None and kind.name == "opening-hours":
        each = tuple(rows.hours(about, (*path, name)) for name in names)
        return Group(dotted(path), label_of(entry.key), meaning, each)
    plain = tuple(_plain_named(_field(about, "", hint, (*path, name)), name) for name in names)
    return Group(dotted(path), label_of(entry.key), meaning, plain)


def _plain_named(one: Field, name: str) -> Field:
    return replace(one, label=name)


def _list(about: About, entry: Entry, path: KeyPath, part: type[Part]) -> Group:
    given = value_at(about.data, path)
    items: Sequence[Any] = given if isinstance(given, list) else ()
    groups = []
    for place, item in enumerate(items):
        main, more = _fields(about, part, (*path, str(place)))
        groups.append(
            Group(dotted((*path, str(place))), _title(entry.key, item, place), "", main, more, removable=True)
        )
    add = ((dotted((*path, str(len(items)))), say("one more")),)
    return Group(
        dotted(path), label_of(entry.key), speech.meaning(entry.info.description or ""), tuple(groups), add=add
    )


def _title(key: str, item: Any, place: int) -> str:  # noqa: ANN401 - any piece of a scenario
    """Which one of a list: its number, and the name of what it is about."""
    about = next(
        (
            str(item[of])
            for of in ("queue", "contact_type", "agent_group")
            if isinstance(item, Mapping) and item.get(of)
        ),
        "",
    )
    return f"{place + 1} · {about}" if about else f"{place + 1}"
