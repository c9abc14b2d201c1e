"""What the page asks of a draft: one call each, in a process of its own, for a scenario may come from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from callfloor.language import say
from callfloor.web.forms import adding, intervals, nodes, percent, rows, told, tree, values, wording
from callfloor.web.forms import draft as drafts
from callfloor.web.forms.draft import Draft, Origin, value_at
from scenarios.faults import Fault, InputError
from scenarios.walk import alternatives

TABLES = (intervals.VOLUMES, intervals.STAFFING)


@dataclass(frozen=True)
class Answer:
    """A draft as the page shows it. ``broken``: the text cannot be read, so that there is no form."""

    text: str
    title: str = ""
    changes: tuple[tuple[str, str, str, str], ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[str, ...] = ()
    panels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    summary: Mapping[str, str] | None = None
    broken: bool = False


def answer(origin: Origin, text: str, *, as_text: bool = False) -> Answer:
    """All that is said of a draft besides its fields; ``as_text``: to one who edits the text, where a share is a number up to 1."""
    try:
        return _of(drafts.opened(origin, text), as_text=as_text)
    except InputError as wrong:
        return Answer(text, faults=tuple(wrong.faults), broken=True)


def _of(draft: Draft, *, as_text: bool = False) -> Answer:
    title = str(draft.data.get("title") or "")
    warnings = () if draft.scenario is None else tuple(map(str, draft.scenario.warnings))
    faults = draft.faults if as_text else percent.in_percent(draft.faults, draft.data)
    faults = wording.in_words(faults, draft.data, lambda: intervals.times(draft.data))
    return Answer(
        draft.text,
        title,
        tuple(told.changes(draft)),
        faults,
        warnings,
        tuple(tree.panels(draft.data)),
        told.summary(draft),
    )


def begun(origin: Origin) -> Answer:
    """The draft nobody has edited yet."""
    return answer(origin, drafts.begun(origin))


def panel(origin: Origin, text: str, key: str) -> nodes.Group | intervals.Table:
    """The fields at a key, or a table by interval. Raises InputError where the text cannot be read."""
    draft = drafts.opened(origin, text)
    if key in TABLES:
        return intervals.table(draft, key)
    if value_at(draft.data, tuple(key.split("."))) is None and "." in key:
        key = key.partition(".")[0]  # it was removed
    return tree.form(draft.data, draft.base, key)


def filled(origin: Origin, text: str, panel_key: str, typed: Mapping[str, Any]) -> Answer:
    """The draft with what stands in a panel's fields now; what is as it was shown stays as it is in the file."""
    draft = drafts.opened(origin, text)
    shown = {one.key: one for one in fields(tree.form(draft.data, draft.base, panel_key))}
    edits = {}
    for key, value in typed.items():
        one = shown.get(key)
        if one is not None and not _same(value, one.value):
            edits[key] = values.typed(one.widget, value, key)
    return answer(origin, drafts.edited(draft, edits)) if edits else _of(draft)


def fields(group: nodes.Node) -> list[nodes.Field]:
    """All inputs of a group."""
    if isinstance(group, nodes.Field):
        return [group]
    return (
        [one for inner in (*group.main, *group.more) for one in fields(inner)] if isinstance(group, nodes.Group) else []
    )


def _same(typed: Any, shown: Any) -> bool:  # noqa: ANN401 - whatever the browser sent
    empty: tuple[Any, ...] = (None, "", [])
    if typed in empty or shown in empty:
        return typed in empty and shown in empty
    if isinstance(shown, int | float) or isinstance(typed, int | float):
        try:
            return float(typed) == float(shown)
        except (TypeError, ValueError):
            return False
    return bool(typed == shown)


@dataclass(frozen=True)
class Asked:
    """What a button asks of a draft: add, remove, undo, family, scale or paste; with what the act needs."""

    act: str
    key: str
    text: str = ""
    number: float = 0.0
    names: tuple[str, ...] = ()


def acted(origin: Origin, text: str, at: str, asked: Asked) -> Answer | None:
    """The draft after it; None where nothing is to be done. Raises InputError where it cannot be done."""
    draft = drafts.opened(origin, text)
    edits = _edits(draft, at, asked)
    return answer(origin, drafts.edited(draft, edits)) if edits else None


def _edits(draft: Draft, at: str, asked: Asked) -> dict[str, Any]:  # noqa: PLR0911 - one for each act
    path, name = tuple(asked.key.split(".")), asked.text.strip()
    match asked.act:
        case "add" if name and ("." in name or value_at(draft.data, (*path, name)) is not None):
            said = say("{name} cannot be the name of a new one: it is taken, or has a full stop in it", name=name)
            raise InputError([Fault("", None, asked.key, said)])
        case "add":
            new = f"{asked.key}.{name}" if name else asked.key
            return {new: adding.started(draft.data, new)}
        case "remove":
            return {asked.key: drafts.REMOVED}
        case "family" if asked.text in rows.WAYS:
            return {asked.key: rows.said_otherwise(draft.data, path, asked.text)}
        case "family" if values.family(value_at(draft.data, path)) != asked.text and told.is_distribution(path):
            unit = "number" if path[0] == "busyness" else "time"
            return {asked.key: values.of_family(asked.text, value_at(draft.data, path), unit)}
        case "undo":
            return _undone(draft, path)
        case "scale":
            return intervals.changed_by(draft, at, asked.number, asked.names)
        case "paste":
            table = intervals.table(draft, at)
            columns = [key for key, _ in table.columns]
            pasted = intervals.pasted(table.rows, columns, int(asked.number), asked.key, asked.text)
            return intervals.edits(draft, at, pasted)
    return {}


def _undone(draft: Draft, path: tuple[str, ...]) -> dict[str, Any]:
    """One change back to what the base has; a cell within its table, one of several ways to say a thing with the others."""
    *above, last = path
    table = tuple(above)
    now, before = value_at(draft.data, table), value_at(draft.base, table)
    if told.is_series(table) and isinstance(now, list):
        cells, old = list(now), values.numbers(before)
        cells[int(last)] = values.tidy(old[int(last)])
        return {".".join(table): before if cells == old else cells}
    each = (last, *alternatives(table, last))
    found = {".".join((*table, one)): value_at(draft.base, (*table, one)) for one in each}
    return {key: deepcopy(value) for key, value in found.items()}


def tabled(origin: Origin, text: str, kind: str, rows: intervals.Rows) -> Answer:
    """The draft with a table's cells as they are now."""
    draft = drafts.opened(origin, text)
    edits = intervals.edits(draft, kind, rows)
    return answer(origin, drafts.edited(draft, edits)) if edits else _of(draft)


def story_of(origin: Origin) -> tuple[str, str]:
    """Title and story of a scenario of the library, and of a kept one that extends it; empty for others."""
    from callfloor.language.library import library

    name = origin.name if origin.place is None else origin.base
    found = next((one for one in library() if one.name == name), None)
    return ("", "") if found is None else (found.title, found.story)


def named(origin: Origin, text: str, title: str) -> str:
    """The draft's text with a title of its own."""
    return drafts.edited(drafts.opened(origin, text), {"title": title})


def kept(origin: Origin, text: str) -> drafts.Kept:
    """What is kept of a draft."""
    return drafts.kept(origin, text)


@dataclass(frozen=True)
class Titled:
    """Title and base that a text states."""

    title: str = ""
    base: str = ""


def titled(text: str) -> Titled:
    """What an uploaded text says of itself; nothing where it cannot be read."""
    from scenarios.document import read_text

    try:
        data = read_text(text, drafts.KEPT, None).data
    except InputError:
        return Titled()
    title, base = data.get("title"), data.get(drafts.EXTENDS)
    return Titled(title[:200] if isinstance(title, str) else "", base[:200] if isinstance(base, str) else "")
