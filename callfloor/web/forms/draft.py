"""Drafts: a scenario as it is edited: what it extends, and what differs from that.

A draft is the text of a scenario file that says `extends` and its overrides, so that what is edited by form, by table or by hand is one
and the same. Edits are laid into the merged data; what then differs from the base becomes the text, and comments that stood in it
stay. Whether it is sound is for the loader to say.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios import loading, merging
from scenarios.document import Document, plain, read_text
from scenarios.faults import Fault, InputError
from scenarios.merging import Change, merge
from scenarios.walk import is_split, is_whole

if TYPE_CHECKING:
    from scenarios.faults import Path as KeyPath
    from scenarios.schema import Scenario

NAME, KEPT, BASE = "changes.yaml", "scenario.yaml", "base.yaml"
EXTENDS = "extends"
REMOVED = None  # the value of a key that is taken out
WIDTH = 120


@dataclass(frozen=True)
class Origin:
    """What a draft begins with: a scenario of the library, or one that is kept in a folder; ``base``: what that one extends."""

    name: str
    folder: str | None = None
    base: str = ""

    @property
    def place(self) -> Path | None:
        """Where its files are read from."""
        return None if self.folder is None else Path(self.folder)


@dataclass(frozen=True)
class Draft:
    """A draft as it is read: base and merged data, what the overrides change, all that is wrong; ``scenario`` if nothing is."""

    text: str
    base: dict[str, Any]
    data: dict[str, Any]
    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    scenario: Scenario | None


def begun(origin: Origin) -> str:
    """The text of a draft nobody has edited yet."""
    if origin.place is None:
        return f"{EXTENDS}: {origin.name}\n"
    text = (origin.place / KEPT).read_text(encoding="utf-8-sig")
    try:
        whole = EXTENDS not in read_text(text, KEPT, origin.place).data
    except InputError:
        return text  # it is mended as it stands
    return f"{EXTENDS}: {KEPT}\n" if whole else text


def opened(origin: Origin, text: str) -> Draft:
    """Read a draft. Raises InputError where the text is no YAML, or what it extends cannot be found."""
    over = read_text(text, NAME, origin.place)
    base = Document({}, {(): over.place(())})
    own = over
    if EXTENDS in over.data:
        only = Document({EXTENDS: over.data[EXTENDS]}, over.places)
        base, _ = loading.extended(only, NAME, origin.place, ())
        own = Document({key: value for key, value in over.data.items() if key != EXTENDS}, over.places, over.faults)
    both, changes = merge(base, own)
    scenario, faults = None, tuple[Fault, ...]()
    try:
        scenario = loading.parse(text, origin.place, NAME)
    except InputError as wrong:
        faults = wrong.faults
    told = tuple(changes) if EXTENDS in over.data else ()
    return Draft(text, base.data, both.data, told, faults, scenario)


def edited(draft: Draft, edits: Mapping[str, Any]) -> str:
    """The draft's text with values set by key (`agent_groups.vip.shrinkage`); None takes a key out."""
    data = deepcopy(draft.data)
    for key, value in edits.items():
        path = _path(key)
        put(data, path, value)
        if value is REMOVED and path[0] == "events" and value_at(data, path[:-1]) == {}:
            put(data, path[:-1], REMOVED)  # an event that does a thing to nobody is at fault
    return written(draft.text, difference(draft.base, data))


def put(data: Any, path: KeyPath, value: Any) -> None:  # noqa: ANN401 - any piece of a scenario
    """Set a value in plain data; None takes it out, of a list the entry."""
    *above, last = path
    for step in above:
        if isinstance(data, list):
            data = data[int(step)]
            continue
        if not isinstance(data.get(step), Mapping | list):
            if value is REMOVED:
                return
            data[step] = {}
        data = data[step]
    if isinstance(data, list):
        place = int(last)
        if value is REMOVED:
            del data[place]
        else:
            data[place : place + 1] = [value]
    elif value is REMOVED:
        data.pop(last, None)
    else:
        data[last] = value


def value_at(data: Any, path: KeyPath) -> Any:  # noqa: ANN401 - any piece of a scenario
    """The value at a path; None where there is none."""
    for step in path:
        try:
            data = data[int(step)] if isinstance(data, list) else data[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return data


def _path(key: str) -> KeyPath:
    return tuple(key.split("."))


def difference(base: Mapping[str, Any], new: Mapping[str, Any], path: KeyPath = ()) -> dict[str, Any]:
    """What has to be laid over the base to get the new data, as `merge` reads it."""
    found: dict[str, Any] = {key: None for key in base if key not in new}
    for key, value in new.items():
        inner, before = (*path, key), base.get(key)
        if key in base and before == value:
            continue
        if not (isinstance(before, Mapping) and isinstance(value, Mapping)) or merging.replaces(before, value, inner):
            found[key] = plain(value)
        elif is_split(inner):  # laid over: what it lacks has to be said
            found[key] = {**{name: None for name in before if name not in value}, **value}
        else:
            found[key] = difference(before, value, inner)
    return found


# Writing


def written(text: str, overlay: Mapping[str, Any]) -> str:
    """The text with these overrides in place of its own; what stays keeps its form and its comments."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    yaml, out = YAML(), io.StringIO()
    yaml.width, yaml.allow_duplicate_keys, yaml.preserve_quotes = WIDTH, True, True
    tree = yaml.load(text)
    tree = tree if isinstance(tree, CommentedMap) else CommentedMap()
    named = {EXTENDS: tree[EXTENDS]} if EXTENDS in tree else {}
    _lay(tree, {**named, **overlay}, ())
    yaml.dump(tree, out)
    return out.getvalue()


def _lay(tree: Any, wanted: Mapping[str, Any], path: KeyPath) -> None:  # noqa: ANN401 - a mapping of ruamel's
    for key in [key for key in tree if key not in wanted]:
        del tree[key]
    for key, value in wanted.items():
        here, inner = tree.get(key), (*path, key)
        if isinstance(here, Mapping) and isinstance(value, Mapping) and not is_whole(inner):
            _lay(here, value, inner)
        elif key not in tree or here != value:
            tree[key] = _styled(value, inner)


def _styled(value: Any, path: KeyPath) -> Any:  # noqa: ANN401 - any piece of a scenario
    """In the form of the library's files: a distribution or an entry of a list on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, Mapping):
        made = CommentedMap({key: _styled(inner, (*path, key)) for key, inner in value.items()})
        if is_whole(path) or is_split(path) or (path and isinstance(path[-1], int)):
            made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        listed = CommentedSeq([_styled(inner, (*path, place)) for place, inner in enumerate(value)])
        if not any(isinstance(inner, Mapping) for inner in value):
            listed.fa.set_flow_style()
        return listed
    return value


# Keeping


@dataclass(frozen=True)
class Kept:
    """What is kept of a draft: its text, the files beside it, what it extends."""

    text: str
    files: dict[str, bytes]
    base: str


def kept(origin: Origin, text: str) -> Kept:
    """A draft as a folder of its own: one that extends the origin's own file takes that along, as its base."""
    over = read_text(text, NAME, origin.place)
    named = str(over.data.get(EXTENDS, ""))
    files: dict[str, bytes] = {}
    if origin.place is not None:
        inside = (one for one in sorted(origin.place.rglob("*")) if one.is_file())
        files = {one.relative_to(origin.place).as_posix(): one.read_bytes() for one in inside}
    own = files.pop(KEPT, None)
    if named == KEPT and own is not None:
        named = _free(files)
        files[named] = own
        text = _extending(text, named)
    return Kept(text, files, named)


def _free(files: Mapping[str, bytes]) -> str:
    return next(name for name in (BASE, *(f"base-{n}.yaml" for n in range(2, 1000))) if name not in files)


def _extending(text: str, base: str) -> str:
    from ruamel.yaml import YAML

    yaml, out = YAML(), io.StringIO()
    yaml.width, yaml.preserve_quotes = WIDTH, True
    tree = yaml.load(text)
    tree[EXTENDS] = base
    yaml.dump(tree, out)
    return out.getvalue()
