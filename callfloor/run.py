"""Run: what the options that all commands share say, and what every command does with them: load, write its files, write its JSON."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from callfloor import documents, output, words
from callfloor.terminal import Terminal

if TYPE_CHECKING:
    from callfloor.options import Effort
    from scenarios.schema import Scenario

DONE, STOPPED = 0, 5
STDOUT = Path("-")


@dataclass(frozen=True)
class Run:
    """What the shared options say. ``begun``: when the command was started, from which a limit on its time counts."""

    source: str
    overrides: tuple[str, ...]
    effort: Effort
    out: Path | None
    json: Path | None
    begun: float = field(default_factory=monotonic)

    @property
    def terminal(self) -> Terminal:
        """Where to speak: nowhere on standard output if the JSON goes there."""
        return Terminal(quiet=self.json == STDOUT)

    def load(self, then: Callable[[Scenario], object] | None = None) -> Scenario:
        """The scenario with its overrides; ``then`` is as for ``scenarios.loading.load``."""
        from scenarios.loading import load

        return load(self.source, self.overrides, then=then)

    def folder(self, scenario: Scenario) -> Path | None:
        """Where the files go; nowhere if the JSON is all that is asked for (`--json -` without --out)."""
        if self.out is not None:
            return self.out
        return None if self.json == STDOUT else Path("callfloor-out") / (Path(scenario.name).name or "scenario")


def loaded(run: Run, then: Callable[[Scenario], object] | None = None) -> Scenario:
    """Load the scenario and pass on what is odd about it."""
    scenario = run.load(then)
    for warning in scenario.warnings:
        run.terminal.note(f"Warning: {warning}")
    return scenario


def write(terminal: Terminal, folder: Path, files: dict[str, bytes], stale: Collection[str] = ()) -> None:
    """Put the files of a run in their place, and say so."""
    paths = output.write_files(folder, files, stale)
    terminal.note(f"Written to {folder}: {words.listed([path.name for path in paths])}.")


def write_json(run: Run, document: documents.Document) -> None:
    """Write the JSON that was asked for."""
    if run.json == STDOUT:
        output.write_stdout(documents.text(document))
    elif run.json is not None:
        output.write_file(run.json, documents.text(document).encode())
