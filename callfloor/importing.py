"""What `callfloor import` does: read, say what was found, write the table, its mapping and its volumes."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor import documents, output, words
from callfloor.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from callfloor.figures.picture import Table
    from scenarios.history.calls import Calls
    from scenarios.history.imports import Imported
    from scenarios.history.imports.summary import Figures, Volumes
    from scenarios.history.intervals import Intervals

STDOUT = Path("-")
FORMAT = "callfloor/import/1"
ALL = ("calls.parquet", "intervals.parquet", "volumes.csv", "findings.csv", "import.json", "mapping.yaml")
MOST_SHOWN = 12  # kinds of contacts in the terminal's table; all are in import.json


def run(file: Path, mapping: Path | None, out: Path | None, json: Path | None) -> int:
    """`callfloor import`."""
    from scenarios.history import imports
    from scenarios.history.imports.keeping import parquet

    terminal = Terminal(quiet=json == STDOUT)
    try:
        with terminal.telling(f"Reading {file}"):
            found = imports.imported(file, mapping)
    except imports.UnsureError as unsure:
        sys.stderr.write(f"A mapping to write, and to give with --mapping:\n\n{unsure.mapping}\n")
        raise
    document, following = described(found), ""
    folder = out if out is not None else None if json == STDOUT else Path("callfloor-out") / f"import-{file.name}"
    if folder is not None:
        files = {
            f"{document['table']}.parquet": parquet(found.table),
            **_volumes(found, terminal),
            "findings.csv": _findings(found),
            "import.json": documents.text(document).encode(),
            **({"mapping.yaml": found.mapping.encode()} if found.mapping else {}),
        }
        paths = output.write_files(folder, files, stale=ALL)
        terminal.note(f"Written to {folder}: {words.listed([path.name for path in paths])}.")
        following = _next(document["table"], folder)
    if json == STDOUT:
        output.write_stdout(documents.text(document))
    elif json is not None:
        output.write_file(json, documents.text(document).encode())
    _tell(terminal, found)
    if following:
        terminal.say(following)
    return 0


def _next(table: str, folder: Path) -> str:
    """What can be done with it."""
    calibrated = (
        f"callfloor calibrate {folder / 'calls.parquet'} --out SCENARIO_FOLDER, or " if table == "calls" else ""
    )
    return f"Next: {calibrated}callfloor forecast {folder / 'volumes.csv'}. What was read wrongly is mended in {folder / 'mapping.yaml'}, given with --mapping."


def described(found: Imported) -> dict[str, Any]:
    """Everything about an import as JSON."""
    from scenarios.history.calls import Calls
    from scenarios.history.imports import summary

    table, origin = found.table, found.table.origin
    first, last, count = summary.days(table)
    sure = found.confidence or {}
    return {
        "format": FORMAT,
        "file": origin.name,
        "table": "calls" if isinstance(table, Calls) else "intervals",
        "rows_read": origin.rows,
        "rows_kept": len(table),
        "time_zone": origin.time_zone or None,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "days": count,
        "columns": {
            name: {"column": column, "confidence": sure.get(name)} for name, column in (found.columns or {}).items()
        },
        "not_used": list(found.unused),
        "read_as": {name: word for name, word in origin.details.items() if not name.startswith("column ")},
        "findings": [
            {"found": one.name, "rows": one.rows, "treatment": one.treatment, "first_rows": list(one.first)}
            for one in origin.findings
        ],
        "bad_rows": [{"row": one.row, "reason": one.reason} for one in origin.bad],
        "figures": [_figures(one) for one in summary.by_type(table)],
        "volumes": _of_volumes(table, summary.volumes(table)),
    }


def _figures(one: Figures) -> dict[str, Any]:
    return {
        "name": one.name, "rows": one.rows, "offered": one.offered, "answered": one.answered, "abandoned": one.abandoned,
        "outcomes": one.outcomes, "answer_rate": one.answer_rate, "within": one.within, "abandonment": one.abandonment,
        "mean_wait": one.mean_wait, "mean_handle": one.mean_handle, "answered_with_unknown_wait": one.wait_unknown,
    }  # fmt: skip


def _volumes(found: Imported, terminal: Terminal) -> dict[str, bytes]:
    """volumes.csv; none where dates lie so far apart that it would be noughts."""
    from scenarios.history.imports import summary

    made = summary.volumes(found.table)
    if made is None:
        terminal.note(
            f"volumes.csv is not written: it would have more than {summary.MOST_VALUES:,} values; look at the dates and the contact types."
        )
        return {}
    rows = [("time", *made.names)]
    rows += [
        (time, *(f"{value:g}" for value in counts))
        for time, counts in zip(made.times, made.counts.tolist(), strict=True)
    ]
    return {"volumes.csv": _csv(rows)}


def _findings(found: Imported) -> bytes:
    origin = found.table.origin
    rows: list[tuple[object, ...]] = [("found", "rows", "treatment", "first_rows")]
    rows += [(one.name, one.rows, one.treatment, " ".join(map(str, one.first))) for one in origin.findings]
    rows += [(f"row {one.row}: {one.reason}", 1, "this row", one.row) for one in origin.bad]
    return _csv(rows)


def _csv(rows: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _tell(terminal: Terminal, found: Imported) -> None:
    """The answer in a sentence, the columns, the findings, the first look."""
    from callfloor.figures.picture import Table
    from scenarios.history.calls import Calls
    from scenarios.history.imports import summary

    if terminal.quiet:
        return
    table, origin = found.table, found.table.origin
    first, last, count = summary.days(table)
    what = "call" if isinstance(table, Calls) else "interval row"
    zone = f", on the clock of {origin.time_zone}" if origin.time_zone else ", on a clock whose time zone nobody said"
    terminal.headline(
        f"{words.plural(len(table), what)} of {words.plural(count, 'day')}, {first} to {last}{zone}; "
        f"{origin.left_out:,} of {origin.rows:,} rows left out."
    )
    if found.columns:
        sure = found.confidence or {}
        rows = tuple(
            (name, column, f"{sure[name]:.0%}" if name in sure else "given") for name, column in found.columns.items()
        )
        terminal.table("Columns, and how sure the guess is", Table(("field", "column", "sure"), rows, labels=2))
        if found.unused:
            terminal.say(f"Not used: {words.listed(list(found.unused))}.")
    told = [f"{name} {word}" for name, word in origin.details.items() if not name.startswith("column ")]
    if told:
        terminal.say(f"Read as: {', '.join(told)}.")
    if origin.findings:
        found_rows = tuple(
            (one.name, one.treatment, f"{one.rows:,}", " ".join(map(str, one.first))) for one in origin.findings
        )
        terminal.table("Found", Table(("what", "treatment", "count", "first rows"), found_rows, labels=2))
    else:
        terminal.say("Nothing odd was found.")
    terminal.table("First look", _look(found))
    for note in _of_volumes(table, summary.volumes(table)):
        terminal.note(note)


def _of_volumes(table: Calls | Intervals, made: Volumes | None) -> list[str]:
    """What is to be known of volumes.csv."""
    from scenarios.history.calls import Calls
    from scenarios.history.imports import summary

    if made is None:
        return []
    told = []
    offered = summary.by_type(table)[0].offered
    if isinstance(table, Calls) and offered is not None and round(offered) != len(table):
        told.append(
            f"volumes.csv counts every contact where it comes in, {words.plural(len(table), 'contact')}, before any IVR, as a scenario's "
            f"volumes do; offered, over which the shares are, are the {offered:,.0f} of them that asked for a person at an open queue "
            f"({_other_ends(summary.by_type(table)[0].outcomes)})."
        )
    if made.missing or made.unknown:
        told.append(
            f"volumes.csv has noughts for {words.plural(made.missing, 'day')} without a row and {words.plural(made.unknown, 'row')} "
            "whose offered is not known; take such days out of it before you simulate."
        )
    if made.skipped or made.twice:
        told.append(
            f"volumes.csv leaves out {words.plural(made.skipped, 'interval')} that the clocks skip, and gives {words.plural(made.twice, 'interval')} "
            "that came twice with the mean of both times."
        )
    return told


def _other_ends(outcomes: Mapping[str, int]) -> str:
    """How the contacts that did not ask for a person ended, with their counts."""
    told = {
        "contained": "contained in the IVR",
        "hang up": "left in the IVR",
        "closed": "to a closed queue",
        "unknown": "of unknown outcome",
    }
    return "the others: " + words.listed(
        [f"{outcomes[name]:,} {said}" for name, said in told.items() if outcomes.get(name)]
    )


def _look(found: Imported) -> Table:
    from callfloor.figures.picture import Table
    from scenarios.history.imports import summary

    figures = summary.by_type(found.table)
    within = next((one.within for one in figures if one.within is not None), None)
    rate = f"answered within {within:g} s" if within is not None else "answered in time"
    columns = ("", "rows", "offered", "answered", "abandoned", rate, "abandonment", "mean wait", "mean handle time")
    rows = tuple(
        (
            one.name, f"{one.rows:,}", _count(one.offered), _count(one.answered), _count(one.abandoned), _share(one.answer_rate),
            _share(one.abandonment), _seconds(one.mean_wait), _seconds(one.mean_handle),
        )
        for one in figures[: MOST_SHOWN + 1]
    )  # fmt: skip
    return Table(columns, rows)


def _count(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"
