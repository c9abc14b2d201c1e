"""What the commands do: load, run, say the answer, write the files. Each gives its exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor import amount, documents, headlines, output
from callfloor.run import DONE, STDOUT, STOPPED, Run, loaded, write, write_json
from callfloor.terminal import Terminal

if TYPE_CHECKING:
    from callfloor.figures.picture import Picture
    from callfloor.figures.reading import Reading
    from scenarios.schema import Scenario
    from sim.experiment import Results

OUTLOOK = "outlook.csv"  # where there are targets


def simulate(run: Run, *, log: bool = False, logs: Path | None = None) -> int:
    """`callfloor simulate`."""
    from callfloor.figures.actual import against_actual
    from callfloor.figures.reading import Reading

    scenario, terminal = loaded(run), run.terminal
    folder = run.folder(scenario)
    results = simulated(run, scenario, folder, logs=logs)
    reading = Reading(results)
    extra = against_actual(results)
    if folder is not None:  # before anything is said: whoever reads us may stop listening
        from callfloor import exports, report

        files = {
            "report.html": report.simulation(reading, lambda: against_actual(results)),
            **exports.simulation(reading),
        }
        files |= {exports.LOG: exports.day_log(reading)} if log else {}
        write(terminal, folder, files, stale=(exports.LOG, OUTLOOK))
    if logs is not None:
        terminal.note(f"Written to {logs}: the logs of {amount.days(results)}.")
    write_json(run, documents.measures(results))
    kept = _kept(run, results, folder)
    _tell_simulation(terminal, reading, extra)
    if results.complete:
        return DONE
    go_on = " The same command with --resume goes on from here." if kept else ""
    terminal.note(f"Interrupted after {amount.days(results)}: the figures are of these alone.{go_on}")
    return STOPPED


def simulated(run: Run, scenario: Scenario, folder: Path | None, *, logs: Path | None = None) -> Results:
    """Simulate as the options say; after Ctrl-C these are the results of the days that were done."""
    from scenarios.faults import Fault, InputError
    from sim import experiment

    effort, terminal = run.effort, run.terminal
    asked = effort.asked(effort.days(folder))  # what does not go together is said before a cluster is waited for
    try:
        with (
            effort.crew(terminal.note) as workers,
            terminal.counting(f"Simulating {effort.amount(scenario)}") as progress,
        ):
            results = experiment.simulate(scenario, workers=workers, progress=progress, logs=logs, **asked)
    except experiment.Interrupted as stop:
        if stop.results is None:
            raise
        results = stop.results
    except FileExistsError as fault:  # the logs of another run
        raise InputError([Fault("--logs", None, "", str(fault))]) from None
    for note in (*results.notes, *amount.in_vain(results, stratify=effort.stratify)):
        terminal.note(note)
    return results


def _kept(run: Run, results: Results, folder: Path | None) -> bool:
    """Whether the days of a run are kept on disk: only as long as they may be needed to go on."""
    from sim.days.keep import Keeper

    days = run.effort.days(folder)
    if days is not None and results.complete:
        Keeper(days, results.work, resume=True).forget()
    return days is not None and not results.complete


def _tell_simulation(terminal: Terminal, reading: Reading, extra: list[Picture]) -> None:
    from callfloor import tables
    from callfloor.figures import judged
    from callfloor.figures.actual import by_hour
    from callfloor.figures.outlook import at_risk

    if terminal.quiet:
        return
    results = reading.results
    terminal.headline(headlines.simulated(reading))
    if results.verdicts:
        rows = tables.targets(results.scenario, results.verdicts, days=judged.days_of(results))
        terminal.table("Targets, each at its worst period", rows)
    warnings = at_risk(reading)
    if warnings.rows:
        terminal.table("Targets at risk", warnings)
    terminal.table("Contacts, with 95 % limits", tables.contacts(reading))
    for title, content in tables.more(reading):
        terminal.table(title, content)
    terminal.table("Agents, with 95 % limits", tables.groups(reading))
    terminal.say(tables.ONE_DAY)
    for picture in extra:
        terminal.say(picture.caption)
        terminal.table(picture.title, by_hour(results))
    for sentence in amount.precision(results):
        terminal.say(sentence)
    terminal.say(
        f"{amount.days(results)}, seed {results.seed}, engine {results.engine}. "
        "Shares are of the offered unless said; the report explains every word."
    )


def erlang(json: Path | None, **question: Any) -> int:  # noqa: ANN401 - passed on as they are
    """`callfloor erlang`."""
    from callfloor import formulas

    answer = formulas.erlang(**question)
    terminal = Terminal(quiet=json == STDOUT)
    terminal.headline(formulas.sentence(answer))
    terminal.table("", formulas.table(answer))
    if json == STDOUT:
        output.write_stdout(documents.text(answer))
    elif json is not None:
        output.write_file(json, documents.text(answer).encode())
    return DONE


def scenarios() -> int:
    """`callfloor scenarios`."""
    from callfloor.figures.picture import Table
    from scenarios.catalogue import library

    rows = tuple((entry.name, entry.title, _first_sentence(entry.story)) for entry in library())
    Terminal().table("", Table(("name", "title", "story"), rows, labels=3))
    return DONE


def _first_sentence(story: str) -> str:
    """Where a story begins: enough to choose by."""
    text = " ".join(story.split())
    return text.split(". ")[0].rstrip(".") + "." if text else ""


def show(source: str, overrides: tuple[str, ...]) -> int:
    """`callfloor show`: YAML on standard output, the changes as comments, so that the whole can be read in again.

    What is at fault is shown too, for it is where an override's fault is seen; the faults follow on standard error.
    """
    from scenarios.loading import load, merged

    found = merged(source, overrides)
    lines = [f"# {change.key}: {_short(change.old)} -> {_short(change.new)}" for change in found.changes]
    if lines:
        lines = ["# Overridden, old -> new:", *lines, ""]
    output.write_stdout("\n".join([*lines, _yaml(found.data)]))
    load(source, overrides)
    return DONE


def _short(value: object) -> str:
    """A value on one line, as the file has it."""
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _yaml(data: dict[str, Any]) -> str:
    import io

    from ruamel.yaml import YAML

    yaml, buffer = YAML(), io.StringIO()
    yaml.width = 120
    yaml.dump(_plain(data), buffer)
    return buffer.getvalue()


def _plain(value: Any) -> Any:  # noqa: ANN401 - any piece of a YAML file
    """The data without what the loader knows beside it: plain mappings, lists, words and numbers."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, str) else value
