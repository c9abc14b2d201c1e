"""The kinds of run, by name: modules with `run(job: Job) -> None`. A kind writes its files through the job and says its headline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callfloor.web.work.job import Job

MODULES: Mapping[str, str] = MappingProxyType(
    {
        "simulate": "simulate",
        "plan": "plan",
        "check": "check",
        "compare": "compare",
        "lanes": "lanes",
        "missing": "missing",
    }
)


def of(kind: str) -> Callable[[Job], None]:
    """What runs a kind; KeyError for one that there is not."""
    found: Callable[[Job], None] = import_module(f"{__name__}.{MODULES[kind]}").run
    return found
