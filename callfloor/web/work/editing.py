"""A plan edited by hand: what is wrong with it, what it costs now, and, on a few fresh days, what it does. Each within a second or two.

`price` simulates nothing. `look` simulates the plan as it is now and as it was made on the same few days that no planner has seen: enough to see
where it falls short, too few for a verdict; the run of kind `check` gives that. Both read rows as `callfloor check` reads a workbook, and
price them by the same functions. They are called in processes of their own, so they take and give plain data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from callfloor.blocks import Answer, Block, Chart, Paragraph, Rows, Section, Sheet, to_json
from callfloor.language import plural, say
from callfloor.workbooks import changed, rows
from callfloor.workbooks.check import check_rows, figures_table, required_of, target_table, when_made
from scenarios.faults import Fault, InputError
from scenarios.loading import load

if TYPE_CHECKING:
    from callfloor.workbooks.plan_read import Given
    from optimize.outcome import Plan
    from scenarios.schema import Scenario

CONTACTS, FEWEST, MOST = 250_000, 4, 100  # simulated of each plan, and days of that


@dataclass(frozen=True)
class Edit:
    """A plan and its rows as somebody left them: the scenario's file, what was set in it, the plan's JSON."""

    scenario: str
    overrides: tuple[str, ...]
    document: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """What came of an edit: a sheet (as JSON) if nothing is wrong, else faults by row and column, and those that no cell shows."""

    sheet: str = ""
    cells: tuple[tuple[int, str, str], ...] = ()
    rest: tuple[Fault, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return bool(self.sheet)


def table(edit: Edit) -> tuple[tuple[str, ...], tuple[str, ...], list[dict[str, Any]]]:
    """Columns, groups and rows of a plan as it was made."""
    scenario = load(edit.scenario, edit.overrides)
    return rows.columns(scenario, edit.document), tuple(scenario.agent_groups), rows.rows_of(scenario, edit.document)


def price(edit: Edit) -> Told:
    """Read the rows, and say what was changed and what it costs."""
    return _told(edit, _priced)


def look(edit: Edit) -> Told:
    """The same plan on a few fresh days, beside the one that it came from."""
    return _told(edit, _looked)


def given_back(edit: Edit, workbook: bytes) -> tuple[list[dict[str, Any]], Told]:
    """The rows of a workbook that was edited in Excel; it has to be one of this very plan."""
    import tempfile

    from callfloor.workbooks.plan_read import read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / rows.FILE
        path.write_bytes(workbook)
        try:
            scenario = load(edit.scenario, edit.overrides)
            given = read(path, scenario)
            if any(given.document.get(name) != edit.document.get(name) for name in ("shifts", "called_in")):
                text = say("is the workbook of another plan; open that plan's run, and give it back there")
                raise InputError([Fault(str(rows.FILE), None, "", text)])
            return rows.rows_of_workbook(scenario, edit.document, given), Told(sheet="{}")
        except InputError as wrong:
            return [], Told(rest=tuple(replace(fault, file=str(rows.FILE)) for fault in wrong.faults))


def _told(edit: Edit, make: Callable[[Scenario, Edit, Given], Sheet]) -> Told:
    try:
        scenario = load(edit.scenario, edit.overrides)
        return Told(to_json(make(scenario, edit, rows.read_rows(scenario, edit.document, edit.rows))))
    except InputError as wrong:
        cells, rest = rows.beside(wrong.faults, edit.rows)
        return Told("", tuple((row, column, text) for (row, column), text in cells.items()), tuple(rest))


def _priced(scenario: Scenario, edit: Edit, given: Given) -> Sheet:
    from callfloor import words
    from callfloor.figures.shifts import shifts

    plan = unsimulated(scenario, edit.document, given)
    found, before = changed.changes(scenario, given), float(edit.document["cost"])
    now = words.money(plan.cost, scenario.currency)
    if found:
        more = changed.signed(plan.cost - before, scenario.currency)
        text = plural(
            "{n} change: the plan costs {now} ({more}).",
            "{n} changes: the plan costs {now} ({more}).",
            len(found),
            now=now,
            more=more,
        )
    else:
        text = say("Nothing was changed: the plan costs {now}.", now=now)
    blocks: list[Block] = [Answer(text)]
    if found:
        blocks.append(Rows(changed.table(scenario, found), stacked=True))
    return Sheet("", "", (*blocks, Chart(shifts(plan))))


def unsimulated(scenario: Scenario, document: Mapping[str, Any], given: Given) -> Plan:
    """The edited plan before anybody has simulated it: its shifts, its people, its price."""
    from optimize.attendance import cost_of_reinforcements
    from optimize.on_call import on_shifts
    from optimize.outcome import Plan, choices
    from optimize.replanning.at_work import people_of, roster_for, staffed

    posts = given.standing.posts
    people = people_of(posts)
    roster = roster_for(scenario, people)
    called = sum(cost_of_reinforcements(scenario, group) for group in roster.planned)
    return Plan(
        scenario=scenario, shifts=choices(roster, on_shifts(people)), staffing=staffed(scenario, posts), cost=roster.cost(people) + called,
        bound=0.0, seconds=0.0, results=None, required=required_of(scenario, document, roster.planned), proof="", exact_verdicts=(),  # type: ignore[arg-type]
    )  # fmt: skip


def _looked(scenario: Scenario, edit: Edit, given: Given) -> Sheet:
    from callfloor.figures.goals import goals
    from callfloor.figures.needed import needed, unknown
    from callfloor.figures.reading import Reading
    from callfloor.figures.staffing import staffing

    checked = check_rows(scenario, given, replications=days_of(scenario))
    plan = checked.plan
    reading = Reading(plan.results)
    missed = sum(not verdict.met for verdict in plan.verdicts)
    days = plural("{n} fresh day", "{n} fresh days", plan.results.replications)
    text = say("On {days} every target is kept.", days=days)
    if missed:
        text = plural("On {days} {n} target is missed.", "On {days} {n} targets are missed.", missed, days=days)
    note = say(
        "A first look: so few days tell where the plan falls short, not by how much. A test on all fresh days gives the verdict."
    )
    blocks: list[Block] = [
        Answer(text, _verdict(missed, len(plan.verdicts)), not missed) if plan.verdicts else Answer(text),
        Paragraph(note, soft=True),
    ]
    if plan.verdicts:
        blocks.append(Section(say("Targets, as it was made and as it is now"), (Rows(target_table(checked)),)))
    blocks.append(Section(say("Cost"), (Rows(figures_table(checked)),)))
    staffed = when_made(plan, staffing(reading, needed(plan), unknown(plan)))
    return Sheet("", "", (*blocks, Chart(staffed), Chart(goals(reading, plan.verdicts))))


def _verdict(missed: int, targets: int) -> str:
    return say("{missed} of {targets} missed", missed=missed, targets=targets) if missed else say("targets kept")


def days_of(scenario: Scenario) -> int:
    """So many days as are simulated in a second or so."""
    coming = sum(sum(kind.arrivals.volumes) for kind in scenario.contact_types.values())
    return int(np.clip(round(CONTACTS / max(coming, 1.0)), FEWEST, MOST))


def document_of(folder: Path) -> dict[str, Any]:
    """The plan's JSON in a run's folder: what it takes to edit it."""
    found = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return {**rows.slim(found), "staffing": found["staffing"]}
