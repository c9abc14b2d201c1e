"""What `compare`, `sweep` and `screen` do: many scenarios on the same contacts. Each gives its exit code, as in `callfloor/commands.py`."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from callfloor import amount, documents, documents_compared, output, words
from callfloor.options import Effort
from callfloor.run import DONE, STDOUT, STOPPED
from callfloor.terminal import Terminal

if TYPE_CHECKING:
    from callfloor.comparing import Comparison
    from callfloor.ranking import Ranking
    from callfloor.sweeping import Sweep

REAL = "better, worse, more and less are real"
GO_ON = " The same command with --resume goes on from here."


@dataclass(frozen=True)
class Many:
    """What the options of a command about several scenarios say."""

    command: str
    sources: tuple[str, ...]
    overrides: tuple[str, ...]
    effort: Effort
    out: Path | None
    json: Path | None

    @property
    def terminal(self) -> Terminal:
        """Where to speak: nowhere on standard output if the JSON goes there."""
        return Terminal(quiet=self.json == STDOUT)

    @property
    def folder(self) -> Path | None:
        """Where the files go; nowhere if the JSON is all that is asked for."""
        if self.out is not None:
            return self.out
        path = Path(self.sources[0])
        name = path.parent.resolve().name if path.name == "scenario.yaml" else path.stem
        return None if self.json == STDOUT else Path("callfloor-out") / f"{self.command}-{name or 'scenario'}"

    def write(self, files: dict[str, bytes], document: documents.Document) -> None:
        """Put the files in place and the JSON where it was asked for, before anything is said."""
        text = documents.text(document)
        if self.folder is not None:
            paths = output.write_files(self.folder, {**files, f"{self.command}.json": text.encode()})
            self.terminal.note(f"Written to {self.folder}: {words.listed([path.name for path in paths])}.")
        if self.json == STDOUT:
            output.write_stdout(text)
        elif self.json is not None:
            output.write_file(self.json, text.encode())

    def settle(self, *, complete: bool) -> None:
        """What is kept to go on from is kept only as long as it may be needed."""
        kept = self.effort.days(self.folder)
        if complete and kept is not None:
            shutil.rmtree(kept, ignore_errors=True)

    def ended(self, *, complete: bool, done: str) -> int:
        """Say how it ended, and give the exit code."""
        if complete:
            return DONE
        go_on = "" if self.effort.days(self.folder) is None else GO_ON
        self.terminal.note(f"Interrupted after {done}: the figures are of these alone.{go_on}")
        return STOPPED

    def say_what_is_kept(self) -> None:
        """Whoever is interrupted before there is any figure is told whether the days done are kept."""
        kept = self.effort.days(self.folder)
        if kept is not None and kept.is_dir():
            self.terminal.note(f"The days done so far are kept.{GO_ON}")


def compare(asked: Many, variations: tuple[str, ...]) -> int:
    """`callfloor compare`."""
    from callfloor import comparing, exports, report_compared, tables_compared

    terminal, folder = asked.terminal, asked.folder
    count = words.plural(len(asked.sources) + len(variations), "scenario")
    try:
        with (
            asked.effort.crew(asked.terminal.note) as workers,
            terminal.counting(f"Comparing {count}") as progress,
        ):
            comparison = comparing.compare(
                *asked.sources,
                variations=variations,
                overrides=asked.overrides,
                workers=workers,
                progress=progress,
                **asked.effort.asked(asked.effort.days(folder)),
            )
    except comparing.Stopped as stop:
        if stop.comparison is None:
            asked.say_what_is_kept()
            raise
        comparison = stop.comparison
    odd = [warning for one in comparison.contenders for warning in one.scenario.warnings]
    for warning in dict.fromkeys([*odd, *comparison.warnings]):
        terminal.note(f"Warning: {warning}")
    files = {
        "report.html": report_compared.comparing(comparison),
        "differences.csv": exports.csv(tables_compared.frame(comparison)),
    }
    asked.write(files, documents_compared.compare(comparison))
    complete = all(results.complete for results in comparison.results)
    asked.settle(complete=complete)  # before anything is said: whoever reads us may stop listening
    _tell_comparison(terminal, comparison)
    days = min(results.replications for results in comparison.results)
    return asked.ended(complete=complete, done=f"{words.plural(days, 'day')} of each scenario")


def _tell_comparison(terminal: Terminal, comparison: Comparison) -> None:
    from callfloor import tables_compared, verdicts

    if terminal.quiet:
        return
    others = range(1, len(comparison.names))
    for other in others:
        terminal.headline(verdicts.in_a_sentence(comparison, other))
    if len(others) == 1:
        for line in verdicts.sentences(comparison, 1):
            terminal.say(f"  {line}")
    else:
        terminal.table(
            f"Differences from {comparison.names[0]} ({REAL}); the report has their limits",
            tables_compared.overview(comparison),
        )
    for other in others:
        changes = tables_compared.changes(comparison, other)
        if changes is not None:
            of = f" in {comparison.names[other]}" if len(others) > 1 else ""
            terminal.table(f"What was changed{of}", changes)
    if len(others) == 1:
        title = f"{comparison.names[1]} against {comparison.names[0]}, with 95 % limits of the difference ({REAL})"
        table = tables_compared.differences(comparison, 1, same=False)
        if table.rows:
            terminal.table(title, table)
    targets = tables_compared.targets(comparison)
    if targets.rows:
        terminal.table("Targets, each at its worst period", targets)
    first = comparison.results[0]
    terminal.say(
        f"{words.plural(first.replications, 'replication')} of each on the same contacts, seed {first.seed}, engine "
        f"{first.engine}. Real: told apart from luck, all headline figures taken together."
    )


def sweep(asked: Many) -> int:
    """`callfloor sweep`."""
    from callfloor import exports, report_compared, sweeping, tables_swept
    from callfloor.grid import grid
    from scenarios.faults import InputError

    terminal = asked.terminal
    found = grid(asked.overrides)
    if not found.axes:
        raise InputError(sweeping.nothing_swept(asked.sources[0], asked.overrides))
    try:
        with (
            asked.effort.crew(asked.terminal.note) as workers,
            terminal.counting(f"Sweeping {words.plural(found.size, 'point')} of {asked.sources[0]}") as progress,
        ):
            swept = sweeping.sweep(
                asked.sources[0],
                asked.overrides,
                workers=workers,
                progress=progress,
                **asked.effort.asked(asked.effort.days(asked.folder)),
            )
    except sweeping.Stopped as stop:
        if stop.sweep is None:
            asked.say_what_is_kept()
            raise
        swept = stop.sweep
    for warning in sweeping.everywhere(swept.scenario.warnings):
        terminal.note(f"Warning: {warning}")
    files = {
        "report.html": report_compared.sweeping(swept),
        "points.csv": exports.csv(tables_swept.wide(swept)),
        "measures.csv": exports.csv(tables_swept.frame(swept)),
    }
    asked.write(files, documents_compared.sweep(swept))
    asked.settle(complete=swept.complete)
    _tell_sweep(terminal, swept)
    return asked.ended(complete=swept.complete, done=f"{len(swept.done)} of {words.plural(swept.grid.size, 'point')}")


def _tell_sweep(terminal: Terminal, swept: Sweep) -> None:
    from callfloor import courses, tables_swept

    if terminal.quiet:
        return
    terminal.headline(f"{courses.headline(swept)}{courses.doubt(swept)}")
    terminal.table("Every point; targets at their worst period", tables_swept.points(swept))
    fewest, most = swept.replications
    days = words.plural(most, "replication") if fewest == most else f"{fewest} to {words.plural(most, 'replication')}"
    engine = swept.done[0].summary.engine
    terminal.say(f"{days} of each point on the same contacts, seed {swept.seed}, engine {engine}.")
    if swept.control:
        terminal.say(amount.CONTROL)
    best = courses.best(swept)
    if best is not None:
        terminal.say(
            "The best of many looks a little better on the days that chose it; measure it on fresh ones: callfloor simulate "
            f"{swept.scenario.name} {' '.join(f'--set {_quoted(text)}' for text in (*swept.grid.fixed, *best.point.overrides))} "
            f"--seed {swept.seed + 1}"
        )


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def screen(asked: Many, *, by: str | None, targets: bool | None, chance: float) -> int:
    """`callfloor screen`."""
    from callfloor import exports, ranking, report_compared, sweeping, tables_ranked

    terminal = asked.terminal
    try:
        with (
            asked.effort.crew(asked.terminal.note) as workers,
            terminal.counting("Screening in rounds") as progress,
        ):
            options = asked.effort.asked(asked.effort.days(asked.folder))
            options.pop("precision")
            ranked = ranking.screen(
                *asked.sources,
                settings=asked.overrides,
                by=by,
                targets=targets,
                chance=chance,
                workers=workers,
                progress=progress,
                **options,
            )
    except ranking.Stopped as stop:
        if stop.ranking is None:
            asked.say_what_is_kept()
            raise
        ranked = stop.ranking
    for warning in (*sweeping.everywhere(ranked.scenario.warnings), *ranked.warnings):
        terminal.note(f"Warning: {warning}")
    files = {"report.html": report_compared.ranking(ranked), "ranking.csv": exports.csv(tables_ranked.frame(ranked))}
    asked.write(files, documents_compared.screen(ranked))
    asked.settle(complete=ranked.complete)
    _tell_ranking(terminal, ranked)
    return asked.ended(complete=ranked.complete, done=f"{words.count(ranked.screening.days)} days in all")


def _tell_ranking(terminal: Terminal, ranked: Ranking) -> None:
    from callfloor import tables_ranked

    if terminal.quiet:
        return
    terminal.headline(tables_ranked.headline(ranked))
    screening = ranked.screening
    if screening.kept:
        terminal.table("Who may be the best", tables_ranked.kept(ranked))
    if screening.dropped:
        terminal.table("Who cannot be", tables_ranked.dropped(ranked))
    for what, count in (("that may be", len(screening.kept)), ("that cannot be", len(screening.dropped))):
        if count > tables_ranked.MOST:
            terminal.say(f"{words.plural(count - tables_ranked.MOST, 'more candidate')} {what}: see ranking.csv.")
    terminal.say(f"{words.count(screening.days)} days in all, seed {ranked.seed}, engine {ranked.engine}.")
