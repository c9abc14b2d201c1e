"""Tables: the files that a scenario's distributions are read from (`empirical`), and where they lie.

Volumes and staffing are written out as numbers (``source.py``), but a measured distribution has thousands of values and stays in its table.
A table belongs to the file that names it, which may be a scenario that this one extends, in a folder of its own. So names of tables are
made to remember their folder here, and whoever saves a design saves its tables beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios import catalogue
from scenarios.document import read_text
from scenarios.loading import find
from scenarios.tables import FileName

Data = dict[str, Any]
KEY = "file"


def with_folders(data: Data, source: str | Path) -> Data:
    """Merged data in which the names of tables know the folder of the file that names them."""
    own = find(source)
    named = _Named(list(_chain(own)), own.parent)
    return {key: named.known(value, (key,)) for key, value in data.items()}


def _chain(path: Path) -> Iterator[Mapping[str, Any]]:
    """What a file says, then what it extends says, and so on."""
    while True:
        data = read_text(path.read_text(encoding="utf-8-sig"), str(path), path.parent).data
        yield data
        if "extends" not in data:
            return
        base = str(data["extends"])
        path = find(base if base in catalogue.folders() else path.parent / base)


@dataclass(frozen=True)
class _Named:
    """Who names a table: the files of a chain, and the folder of whoever sets something from outside."""

    documents: list[Mapping[str, Any]]
    folder: Path

    def known(self, value: Any, place: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any piece of a file
        """The same with names that know their folder: that of the first file that names them there."""
        if isinstance(value, dict):
            return {key: self.known(inner, (*place, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.known(inner, (*place, at)) for at, inner in enumerate(value)]
        if place[-1] != KEY or not isinstance(value, str):
            return value
        named = (_at(data, place) for data in self.documents)
        there = (name for name in named if isinstance(name, FileName) and name == value)
        return next(there, FileName(value, self.folder))


def _at(data: Any, place: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any piece of a file
    for key in place:
        there = isinstance(data, Mapping) and key in data
        there = there or (isinstance(data, list) and isinstance(key, int) and key < len(data))
        if not there:
            return None
        data = data[key]
    return data


def beside(data: Any, found: dict[str, bytes]) -> Any:  # noqa: ANN401 - any piece of a file
    """Data whose tables lie beside them; their contents are added to ``found`` by name."""
    if isinstance(data, Mapping):
        return {key: beside(inner, found) for key, inner in data.items()}
    if isinstance(data, list):
        return [beside(inner, found) for inner in data]
    if not isinstance(data, FileName) or data.folder is None:
        return data
    content, name = (data.folder / data).read_bytes(), Path(data).name
    while found.get(name, content) != content:
        name = f"other_{name}"
    found[name] = content
    return name
