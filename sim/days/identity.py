"""Identity: which code runs, and which experiment it is.

Days that were kept may be used again, and days from another machine may be mixed with our own, only if they are the very days
that would be run here and now. So the code is known by a digest of its sources, and an experiment by one of everything that
its days depend on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.days.work import Work

DECIDING = ("scenarios", "sim")  # the rooms whose code decides what happens on a day
SILENT = ("_name", "_folder", "_warnings", "_origin")  # what a scenario knows about its file; no day depends on it


@cache
def identity() -> str:
    """Name the callfloor that runs here: its version, and a digest of the code that decides what happens on a day."""
    try:
        version = metadata.version("callfloor")
    except metadata.PackageNotFoundError:
        version = "(not installed)"
    return f"callfloor {version}, code {code()}"


@cache
def code() -> str:
    """A digest of the sources that decide what happens on a day."""
    digest = blake2b(digest_size=6)
    for room in DECIDING:
        for name, source in sorted(_sources(resources.files(room), room)):
            digest.update(name.encode() + b"\0" + source + b"\0")
    return digest.hexdigest()


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith(("_", ".", "library")):
            yield from _sources(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(".py"):
            yield f"{name}/{entry.name}", entry.read_bytes()


def parts(work: Work) -> dict[str, str]:
    """Everything that a work's days depend on, part by part, long parts as digests. The engine is not among them."""
    found: dict[str, object] = {
        "scenario": _of_days(work.scenario),
        "staffing": work.staffing,
        "stratified busyness": work.busyness or None,
        "router": work.router,
    }
    digests = {name: "" if part is None else digest_of(part) for name, part in found.items()}
    return {**digests, "seed": str(work.seed), "first day": str(work.first_day), "callfloor": identity()}


def fingerprint(work: Work) -> str:
    """One digest of all parts: the same for two works only if their days are the same."""
    return digest_of(parts(work))


def digest_of_scenario(scenario: Scenario) -> str:
    """One digest of all that days and their targets depend on: the same for two scenarios only if they ask the same of the same days."""
    return digest_of(_of_days(scenario))


def digest_of(value: object) -> str:
    """A digest of a value made of models, records, containers, arrays and plain values."""
    digest = blake2b(digest_size=8)
    _feed(digest.update, value)
    return digest.hexdigest()


def _of_days(scenario: Scenario) -> dict[str, object]:
    return {**_model(scenario), "experiment": scenario.experiment.warm_up}


def _model(model: BaseModel) -> dict[str, Any]:
    private = {name: value for name, value in (model.__pydantic_private__ or {}).items() if name not in SILENT}
    return {**model.__dict__, **private}


def _feed(take: Callable[[bytes], object], value: object) -> None:
    """Pass on a value byte by byte, each kind under its name, so that no two values read alike."""
    take(f"<{type(value).__module__}.{type(value).__qualname__}>".encode())
    if isinstance(value, BaseModel):
        _feed(take, _model(value))
    elif is_dataclass(value) and not isinstance(value, type):
        _feed(take, {field.name: getattr(value, field.name) for field in fields(value)})
    elif isinstance(value, Mapping):
        take(str(len(value)).encode())
        for key, part in value.items():  # in their order: it decides in the file who comes first
            _feed(take, key)
            _feed(take, part)
    elif isinstance(value, list | tuple):
        take(str(len(value)).encode())
        for part in value:
            _feed(take, part)
    elif isinstance(value, set | frozenset):
        _feed(take, sorted(value, key=repr))
    elif isinstance(value, np.ndarray):
        take(f"{value.dtype.str}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    elif callable(value):
        take(f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', repr(value))}".encode())
    else:
        take(repr(value).encode() + b";")
