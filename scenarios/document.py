"""Documents: a YAML file as plain values, with the file and line of each.

YAML 1.2, read from the node graph: a scalar is a number, true, false, null, or else the words as they stand (``no`` is a
word, ``10:30`` is no base-sixty number, ``2026-03-02`` stays as written). Keys are always words. JSON is YAML too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from scenarios.faults import Fault, InputError, Path, shown
from scenarios.tables import FileName

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"", "~", "null", "Null", "NULL"}
NAMES_A_FILE = ("file", "log")  # keys whose value is read relative to the scenario that writes it
MOST_VALUES = 1_000_000  # more than any scenario has; stops a small file whose references unfold without end


@dataclass(frozen=True)
class Place:
    """Where a value stands."""

    file: str
    line: int | None


@dataclass(frozen=True)
class Document:
    """What a scenario file says, where it says it, and what was wrong with its form."""

    data: dict[str, Any]
    places: dict[Path, Place]
    faults: tuple[Fault, ...] = ()

    def place(self, path: Path) -> Place:
        """The place of a key, or of the nearest one around it that is in the file."""
        return nearest(self.places, path)


def nearest(places: Mapping[Path, Place], path: Path) -> Place:
    """The place of a key, or of the nearest one around it that has a place; the whole's is at ``()``."""
    while path not in places and path:
        path = path[:-1]
    return places[path]


@dataclass(frozen=True)
class Origin:
    """Where the keys of a scenario stand. No part of what the scenario is: two that say the same are equal."""

    places: Mapping[Path, Place] = field(default_factory=dict, compare=False)


def dotted(path: Path) -> str:
    """Write a path the way messages and ``--set`` do: ``targets.0.answer_rate``."""
    return ".".join(str(key) for key in path)


def read_text(text: str, file: str, folder: FilePath | None) -> Document:
    """Read a scenario's text; refuse what is not a mapping, and note keys that are given twice."""
    node = _compose(text, file)
    if node is None:
        raise InputError(
            [Fault(file, 1, "", "the file is empty; a scenario needs calendar, contact_types, queues and agent_groups")]
        )
    reader = _Reader(file, folder)
    data = reader.value(node, ())
    if not isinstance(data, dict):
        raise InputError([Fault(file, 1, "", f"the file holds {shown(data)}, not keys and values such as title: ...")])
    reader.places[()] = Place(file, 1)
    return Document(data, reader.places, tuple(reader.faults))


def read_value(text: str, key: str, folder: FilePath | None) -> object:
    """Read one value as it stands after ``--set KEY=``."""
    node = _compose(text, "--set", key)
    reader = _Reader("--set", folder)
    value = None if node is None else reader.value(node, ())
    if reader.faults:
        raise InputError(Fault("--set", None, key, fault.message) for fault in reader.faults)
    names_a_file = isinstance(value, str) and key.rpartition(".")[2] in NAMES_A_FILE
    return FileName(str(value), folder) if names_a_file else value


def _compose(text: str, file: str, key: str = "") -> Node | None:
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except RecursionError:
        raise InputError([Fault(file, None, key, "the values are nested too deeply to be a scenario")]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(str(part) for part in (error.context, error.problem) if part)
        if "'\\t'" in problem:
            problem = "a tab cannot indent or separate; write spaces"
        line = mark.line + 1 if mark and file != "--set" else None
        raise InputError([Fault(file, line, key, f"this is not YAML: {problem}")]) from None
    except YAMLError as error:
        raise InputError([Fault(file, None, key, f"this is not YAML: {' '.join(str(error).split())}")]) from None
    return node


@dataclass
class _Reader:
    """Walks the nodes of one file."""

    file: str
    folder: FilePath | None
    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    open_nodes: set[int] = field(default_factory=set)
    count: int = 0

    def value(self, node: Node, path: Path) -> object:
        """Give the plain value of a node and note the places of everything in it."""
        self.count += 1
        if id(node) in self.open_nodes or self.count > MOST_VALUES:
            raise InputError([self._fault(node, path, "a reference (*) unfolds without end; write the values out")])
        if not str(node.tag or "").startswith("tag:yaml.org,2002:"):
            self.faults.append(self._fault(node, path, f"{node.tag} is not known; leave tags out"))
        self.places.setdefault(path, self._place(node))
        if isinstance(node, ScalarNode):
            return _scalar(node)
        self.open_nodes.add(id(node))
        value = self._mapping(node, path) if isinstance(node, MappingNode) else self._list(node.value, path)
        self.open_nodes.discard(id(node))
        return value

    def _list(self, items: Sequence[Node], path: Path) -> list[Any]:
        return [self.value(item, (*path, index)) for index, item in enumerate(items)]

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.faults.append(self._fault(key_node, path, "a key must be a word"))
                continue
            key = str(key_node.value)
            inner = (*path, key)
            if key in found:
                first = self.places[inner].line
                self.faults.append(
                    self._fault(key_node, inner, f"{key} is given twice, first on line {first}; keep one")
                )
                continue
            self.places[inner] = self._place(key_node)
            found[key] = self.value(value_node, inner)
            if key in NAMES_A_FILE and isinstance(found[key], str):
                found[key] = FileName(found[key], self.folder)
        return found

    def _place(self, node: Node) -> Place:
        return Place(self.file, node.start_mark.line + 1)

    def _fault(self, node: Node, path: Path, message: str) -> Fault:
        return Fault(self.file, node.start_mark.line + 1, dotted(path), message)


def _scalar(node: ScalarNode) -> object:
    text = str(node.value)
    if node.style is not None:  # quoted or a block: words, whatever they look like
        return text
    if text in _NOTHING:
        return None
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def plain(value: object) -> object:
    """Copy, file names being words again: what may be printed or written to a file."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, FileName) else value


def from_mapping(data: Mapping[str, Any], file: str, folder: FilePath | None) -> Document:
    """Take a scenario that is already a mapping; it has no lines."""
    return Document(_with_folder(data, folder), {(): Place(file, None)})


def _with_folder(data: Mapping[str, Any], folder: FilePath | None) -> dict[str, Any]:
    """Copy; file names learn the folder they are read from."""
    copy = {str(key): _copy(value, folder) for key, value in data.items()}
    for key in NAMES_A_FILE:
        name = copy.get(key)
        if isinstance(name, str) and not isinstance(name, FileName):
            copy[key] = FileName(name, folder)
    return copy


def _copy(value: object, folder: FilePath | None) -> object:
    if isinstance(value, Mapping):
        return _with_folder(value, folder)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_copy(inner, folder) for inner in value]
    return value
