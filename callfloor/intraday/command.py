"""What `today` does: read the morning, look at the rest of the day, say and draw it, hand over to re-planning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from callfloor import __version__, page, words
from callfloor.blocks import Answer, Block, Bullets, Chart, Paragraph, Rows, Section, Sheet
from callfloor.figures.outlook import asked as asked_of
from callfloor.intraday import documents, telling
from callfloor.intraday.picture import picture
from callfloor.language import plural, say
from callfloor.language.library import titled
from optimize.today.expected import SPREAD
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from callfloor.run import Run
    from callfloor.terminal import Terminal
    from optimize.replanning.morning import Morning
    from optimize.replanning.standing import Standing
    from optimize.today.day import Today
    from scenarios.schema import Scenario


@dataclass(frozen=True)
class Asked:
    """What the options say, as they were typed."""

    so_far: Path | None
    plan: Path | None = None
    at: str | None = None
    spread: float = SPREAD
    mend: bool = True
    replan: bool = False


def today(  # noqa: PLR0913 - one for each option
    scenario: Scenario,
    so_far: str | Path | Mapping[str, Sequence[int]],
    *,
    plan: str | Path | None = None,
    at: str | None = None,
    spread: float = SPREAD,
    mend: bool = True,
    seed: int | None = None,
    replications: int | None = None,
    workers: int | Executor = 1,
    engine: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Today:
    """Look at the rest of a day once its morning is known.

    ``so_far``: a table of the contacts that came (``plan --so-far``), or contacts by type and interval from the calendar's start; ``at``: the
    moment, the end of what is counted if left out; ``plan``: the plan.json or plan.xlsx that is worked, the scenario's staffing if left out.
    ``spread``: assumed of types without busyness (one standard deviation as a share), 0 for none.

    Raises:
        InputError: all that is wrong with the table, the moment or the plan.

    """
    from optimize.today.day import look

    seen = _morning(scenario, so_far, at)
    return look(
        scenario, seen, _standing(plan, scenario), spread=spread, mend=mend, seed=seed, replications=replications,
        workers=workers, engine=engine, progress=progress,
    )  # fmt: skip


def _morning(scenario: Scenario, so_far: str | Path | Mapping[str, Sequence[int]] | None, at: str | None) -> Morning:
    from optimize.replanning import morning

    if so_far is None:
        if at is None:
            text = (
                "is missing: say what the time is (--at 11:00), or give the contacts that came (--so-far volumes.csv)"
            )
            raise InputError([Fault("--at", None, "", text)])
        return morning.Morning(morning.moment(scenario, at, "--at"), {})
    if isinstance(so_far, Mapping):
        return _counted(scenario, so_far, at)
    path = Path(so_far)
    until = morning.last_counted(path, scenario) if at is None else morning.moment(scenario, at, "--at")
    return morning.read(path, scenario, until)


def _counted(scenario: Scenario, so_far: Mapping[str, Sequence[int]], at: str | None) -> Morning:
    from optimize.replanning import morning
    from scenarios.faults import choices, shown

    step = scenario.calendar.interval
    lengths = {len(counts) for counts in so_far.values()}
    faults = [
        Fault(
            "so_far", None, name, f"no contact type is called that; there are {choices(name, scenario.contact_types)}"
        )
        for name in so_far
        if name not in scenario.contact_types
    ]
    faults += [
        Fault("so_far", None, f"{name}[{place}]", f"{shown(count)} is no count; give a whole number, 0 if nobody came")
        for name, counts in so_far.items()
        for place, count in enumerate(counts)
        if count < 0 or count != int(count)
    ]
    until = morning.moment(scenario, at, "at") if at is not None else max(lengths, default=0) * step
    last = round(until / step)
    if not 0 < last < scenario.calendar.intervals or any(length < last for length in lengths):
        text = f"every type needs a count for each of the same intervals from the calendar's start, fewer than {scenario.calendar.intervals}"
        faults.append(Fault("so_far", None, "", text))
    if faults:
        raise InputError(faults)
    return morning.Morning(until, {name: tuple(int(one) for one in counts[:last]) for name, counts in so_far.items()})


def _standing(plan: str | Path | None, scenario: Scenario) -> Standing | None:
    from callfloor.workbooks.plans import standing

    return None if plan is None else standing(Path(plan), scenario)


def run(given: Run, asked: Asked) -> int:
    """`callfloor today`."""
    from callfloor.exports import csv, parquet
    from callfloor.run import STDOUT, loaded, write, write_json
    from callfloor.workbooks import forecast_book

    _checked(asked, alone=given.json == STDOUT)
    scenario, terminal = loaded(given), given.terminal
    with (
        given.effort.crew(terminal.note) as workers,
        terminal.telling(f"Looking at the rest of the day of {scenario.name}") as progress,
    ):
        seen = _morning(scenario, asked.so_far, asked.at)
        from optimize.today.day import look

        found = look(
            scenario, seen, _standing(asked.plan, scenario), spread=asked.spread, mend=asked.mend, seed=given.effort.seed,
            replications=given.effort.replications, workers=workers, engine=given.effort.engine, progress=progress,
        )  # fmt: skip
    command = _command(found, given, asked)
    folder = given.folder(scenario)
    if folder is not None:
        rows = documents.volumes(found)
        files = {
            "report.html": report(found, command),
            "today.json": documents.text(found, command).encode(),
            "volumes.csv": csv(rows),
            "volumes.parquet": parquet(rows),
            "forecast.xlsx": forecast_book.workbook(documents.day(found), title=_title(found)),
            "risks.csv": csv(documents.risks(found)),
        }
        write(terminal, folder, files)
    if given.json is not None:
        write_json(given, documents.document(found, command))
    if given.json != STDOUT:
        tell(found, command, terminal)
    return _replanned(given, asked, found) if asked.replan else 0


def _checked(asked: Asked, *, alone: bool) -> None:
    faults = []
    if asked.spread < 0 or asked.spread > 2:
        faults.append(
            Fault("--spread", None, "", f"{asked.spread:g} is no spread; write a share such as 0.1, 0 for none")
        )
    if asked.replan and asked.plan is None:
        faults.append(
            Fault("--replan", None, "", "there is no plan to begin with; name the one that is worked: --plan plan.json")
        )
    if asked.replan and alone:
        text = "says its own; leave out --json -, or run the command that the JSON has as replan"
        faults.append(Fault("--replan", None, "", text))
    if faults:
        raise InputError(faults)


def _command(found: Today, given: Run, asked: Asked) -> str | None:
    if asked.plan is None or asked.so_far is None:
        return None
    return telling.command(found, given.source, str(asked.so_far), str(asked.plan), given.overrides)


def _replanned(given: Run, asked: Asked, found: Today) -> int:
    """Plan the rest of the day anew, with what is assumed here; its files stand in a folder of their own."""
    from callfloor import replanning_command
    from callfloor.figures.reading import moment

    at = moment(found.scenario, found.until)
    text = f"{at:%Y-%m-%d %H:%M}" if found.scenario.calendar.days > 1 else f"{at:%H:%M}"
    assert asked.plan is not None
    folder = given.folder(found.scenario)
    again = replace(
        given,
        overrides=(*given.overrides, *found.settings),
        out=None if folder is None else folder / "replanned",
        json=None,
    )
    given.terminal.say("")
    return replanning_command.plan(again, replanning_command.asked(asked.plan, text, asked.so_far, None, "2 h", "1 h"))


def tell(found: Today, command: str | None, terminal: Terminal) -> None:
    """Say it in the terminal."""
    terminal.headline(telling.headline(found))
    worst = telling.worst(found)
    if worst:
        more = len(found.at_risk) - len(worst)
        terminal.table(
            "At risk" + (f", the likeliest ({more} more in risks.csv)" if more else ""),
            telling.risk_table(found, worst),
        )
    if found.mended.short:
        terminal.table("People short on the floor", telling.mend_table(found))
    for line in telling.remarks(found):
        terminal.say(line)
    terminal.say(handed_over(found, command))


def handed_over(found: Today, command: str | None) -> str:
    """How to go on."""
    if command is not None:
        return say("To plan the rest of the day anew: {command}", command=command)
    if not found.scenario.shifts:
        return say("The scenario has no shifts, so there is no plan to be changed.")
    return say(
        "With the plan that is worked (--plan plan.json) and the contacts that came (--so-far) the rest of the day can be planned anew."
    )


def _title(found: Today) -> str:
    return say(
        "{title}, as it looks at {now}",
        title=titled(found.scenario.title) or found.scenario.name,
        now=telling.clock(found),
    )


def report(found: Today, command: str | None) -> bytes:
    """The page."""
    return page.made(lambda: sheet(found, command))


def sheet(found: Today, command: str | None) -> Sheet:
    """What the rest of the day says: the answer, one picture, and what it rests on."""
    at_risk, shown = found.at_risk, picture(found)
    word = plural("{n} period at risk", "{n} periods at risk", len(at_risk)) if at_risk else say("nothing at risk")
    blocks: list[Block] = [
        Answer(telling.risk_sentence(found), word, good=not at_risk),
        Chart(replace(shown, caption=words.told_in_turn([shown.caption, _caption(found)]))),
    ]
    if found.mended.short:
        blocks.append(Section(say("Who is short?"), (Rows(telling.mend_table(found)),)))
    if at_risk:
        blocks.append(Section(say("What is at risk?"), (Rows(telling.risk_table(found, at_risk), stacked=True),)))
    blocks.append(Section(say("What to do"), (Paragraph(handed_over(found, command)),)))
    blocks.append(Section(say("What this rests on"), (Bullets(tuple(telling.remarks(found))),)))
    foot = say("callfloor {version}. The same scenario, counts and seed give the same figures.", version=__version__)
    return Sheet(_title(found), _title(found), tuple(blocks), foot)


def _caption(found: Today) -> str:
    if not found.risks:
        return say("No target is judged in what is left of the day.")
    worst = max(found.risks, key=lambda risk: (risk.at_risk, not telling.whole_day(found, risk), risk.chance))
    target = asked_of(found.scenario.targets[worst.target])
    return say(
        "Likeliest to be missed: {target}, {when}, with a chance of {chance}.",
        target=target,
        when=telling.when(found, worst),
        chance=telling.chance(worst),
    )
