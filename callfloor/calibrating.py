"""`callfloor calibrate`: read a log, estimate, simulate what was estimated, set it beside what happened, write all or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from callfloor.terminal import Terminal

if TYPE_CHECKING:
    from datetime import date

    from scenarios.history.calibrating.study import Study
    from scenarios.history.calls import Calls
    from sim.against_actual import Comparison

    Rules = Callable[[Study], Study]

PAGE = "calibration.html"
REPLICATIONS = 100
WEEK = 7


@dataclass(frozen=True)
class Wanted:
    """What the command was asked for."""

    log: Path
    out: Path
    start: date | None = None
    mapping: Path | None = None
    first_day: date | None = None
    interval: float = 1800.0
    week: bool = False
    replications: int = REPLICATIONS


def run(wanted: Wanted) -> int:
    """Do it and say what came out."""
    from callfloor import calibration_page
    from callfloor.figures.actual import compared
    from scenarios.history.calibrating.files import fill, write
    from scenarios.history.calibrating.study import study
    from scenarios.loading import load
    from sim.experiment import simulate

    terminal = Terminal()
    with terminal.telling(f"Reading {wanted.log}"):
        calls, rules = _read(wanted)
    with terminal.telling("Estimating"):
        made = rules(study(calls, wanted.start, wanted.interval))
    with tempfile.TemporaryDirectory() as draft, terminal.telling(f"Simulating {wanted.replications} days"):
        day = Path(draft) / "day"
        for folder, days in ((day, 1), *(((Path(draft) / "week", WEEK),) if wanted.week else ())):
            folder.mkdir()
            fill(made, folder, days)
            load(folder)
        results = simulate(load(day), replications=wanted.replications, workers=1)
        found = compared(results)
        page = calibration_page.report(made, results, found)
    write(made, wanted.out, WEEK if wanted.week else 1, {PAGE: page})
    _tell(terminal, made, found, wanted.out)
    return 0


def _read(wanted: Wanted) -> tuple[Calls, Rules]:
    """The log, if there is a place for what is made of it; all faults of both at once."""
    from scenarios.faults import Fault, InputError
    from scenarios.history.folder import free

    faults: list[Fault] = []
    try:
        free(wanted.out)
    except InputError as error:
        faults += error.faults
    try:
        found = read(wanted)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(faults)
    return found


def read(wanted: Wanted) -> tuple[Calls, Rules]:
    """The log as calls, and what adds to a study what is known of its centre besides."""
    from scenarios.history import bank_log, bank_log_calls
    from scenarios.history.calibrating import own_log

    log = wanted.log
    if own_log.is_own(log):
        return own_log.read(log, wanted.first_day or own_log.MONDAY), _nothing
    if wanted.mapping is None and bank_log.is_bank_log(log):
        return bank_log_calls.as_calls(bank_log.read(log), log.name), bank_log_calls.with_rules
    return _imported(log, wanted.mapping), _nothing


def _nothing(made: Study) -> Study:
    return made


def _imported(log: Path, mapping: Path | None) -> Calls:
    """Any other log, by its mapping or a guess at it."""
    from scenarios.history.imports import read_calls

    return read_calls(log, mapping)


def _tell(terminal: Terminal, made: Study, found: Sequence[Comparison], out: Path) -> None:
    """The figures of the day, simulated beside actual, on the terminal."""
    from callfloor import calibration_words

    terminal.headline(calibration_words.headline(made, found) + ".")
    for line in calibration_words.summary(made):
        terminal.say(line)
    terminal.table("Recorded and simulated, over the whole day", calibration_words.whole_day(found))
    for line in calibration_words.off(found, whole=False):
        terminal.say(f"Off: {line}.")
    for name, said in calibration_words.suspects(made, found):
        terminal.say(f"{name}: {said}")
    terminal.note(f"Written to {out}: scenario.yaml, its tables, {PAGE}.")
    terminal.say(
        "Targets, costs and shifts are not in a log: write them into scenario.yaml (docs: the scenario language), then plan."
    )
    terminal.say(
        f"Next: callfloor simulate {out}; for the weeks ahead callfloor import the log, then callfloor forecast its volumes.csv --extends {out}"
    )
