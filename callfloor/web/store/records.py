"""What the store hands out: kept scenarios, runs, and how far a run is. Frozen; a change goes through the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

Status = Literal["waiting", "running", "done", "failed", "cancelled", "interrupted"]
OVER: tuple[Status, ...] = ("done", "failed", "cancelled", "interrupted")
WHOLE, SO_FAR = "sheet", "so-far"  # files of a run that its page shows, one in each language


def file_name(title: str) -> str:
    """A scenario's title as the name of a file: what is downloaded, and what its plans call it."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in title)[:60] or "scenario"


@dataclass(frozen=True)
class Scene:
    """A kept scenario. ``base``: the library scenario it began with; ``text``: its YAML. It never changes: what is saved over it is another one."""

    id: int
    owner: str
    name: str
    title: str
    base: str | None
    text: str
    created: datetime
    shared: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a run is. ``course``: what closes in as it goes on, a row a moment, such as limits of the answer rate against days done."""

    done: int = 0
    total: int | None = None
    note: str = ""
    seconds_left: float | None = None
    course: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Run:
    """A run: what was asked, how far it is, how it ended. ``faults``: what was wrong with the input, as `Fault` has it."""

    id: int
    owner: str
    kind: str
    title: str
    status: Status
    scenes: tuple[int, ...]
    settings: dict[str, Any]
    progress: Progress
    created: datetime
    started: datetime | None
    ended: datetime | None
    fault: str
    headline: Mapping[str, str]
    shared: bool
    folder: Path
    faults: tuple[dict[str, Any], ...] = field(default=())

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in OVER

    def headline_in(self, language: str) -> str:
        """Its answer in a sentence; empty as long as there is none."""
        return self.headline.get(language) or self.headline.get("en", "")

    @property
    def files(self) -> tuple[str, ...]:
        """What can be downloaded, by name."""
        if not self.folder.is_dir():
            return ()
        hidden = (f"{WHOLE}.", f"{SO_FAR}.", ".", "job.")
        return tuple(
            sorted(path.name for path in self.folder.iterdir() if path.is_file() and not path.name.startswith(hidden))
        )
