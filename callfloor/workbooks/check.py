"""What `check` does: read an edited plan again, simulate it and the one it came from on the same fresh days, price both, say what changed."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from callfloor import __version__, documents, documents_planned, figures, page, tables, words
from callfloor.blocks import Answer, Block, Bullets, Chart, Rows, Section, Sheet
from callfloor.ended import Ended
from callfloor.figures import judged
from callfloor.figures.asked import what as what_is_asked
from callfloor.figures.picture import Picture, Table
from callfloor.figures.staffing import NAME as STAFFING
from callfloor.language import later, plural, say
from callfloor.language.below import retold
from callfloor.workbooks import changed, plan_book
from callfloor.workbooks.changed import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from concurrent.futures import Executor

    from callfloor.run import Run
    from callfloor.terminal import Terminal
    from callfloor.workbooks.plan_read import Given
    from optimize.outcome import Plan
    from optimize.replanning.standing import Standing
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario
    from sim.targets import Verdict

    Effort = tuple[int | None, int | None, int | Executor, str | None]  # seed, days, workers, engine

Document = dict[str, Any]
FRESH = 2_000_003  # seeds apart from the planner's
FILE = "changes.csv"
MISSED = 4  # the exit code of a plan that misses targets when it is tested
PROOF = "Read again from a workbook. Simulated on {days} that no planner has seen (seed {seed}); it was not searched for, so nothing is said about cheaper plans."
KEPT = (
    "The plan kept its targets when it was made. On these days {periods} fell short by no more than the plan as it was made did (two standard errors of "
    "the difference): by chance, and counted as kept."
)

PER = {
    "interval": later("interval||per"),
    "hour": later("hour||per"),
    "day": later("day||per"),
    "horizon": later("horizon||per"),
}


@dataclass(frozen=True)
class Checked:
    """An edited plan and the one it came from, on the same fresh days. ``before`` is None where nothing was changed."""

    plan: Plan
    before: Plan | None
    changes: tuple[Change, ...]
    standing: Standing

    @property
    def met(self) -> bool:
        """Whether every target is met."""
        return self.plan.met

    @property
    def first(self) -> Plan:
        """The plan as it was made."""
        return self.before or self.plan


def check(
    scenario: Scenario,
    plan: str | Path,
    *,
    seed: int | None = None,
    replications: int | None = None,
    workers: int | Executor = 1,
    engine: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Checked:
    """Read a plan's workbook (or its plan.json) again, simulate it on fresh days, price it, and say what was changed.

    Raises:
        InputError: all that is wrong with the workbook, cell by cell.

    """
    given = _given(Path(plan), scenario)
    effort = (seed, replications, workers, engine)
    now = _standing(Path(plan), scenario) if given is None else given.standing
    return _checked(scenario, given, now, effort, progress or (lambda _: None))


def check_rows(
    scenario: Scenario,
    given: Given,
    *,
    seed: int | None = None,
    replications: int | None = None,
    workers: int | Executor = 1,
    engine: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Checked:
    """The same of rows that were read already, such as those of the page (``rows.py``)."""
    effort = (seed, replications, workers, engine)
    return _checked(scenario, given, given.standing, effort, progress or (lambda _: None))


def _checked(
    scenario: Scenario, given: Given | None, now: Standing, effort: Effort, tell: Callable[[str], None]
) -> Checked:
    moved = () if given is None else changed.changes(scenario, given)
    tell("the plan as it is now")
    found = _simulated(scenario, now, effort)
    if given is not None:
        found = replace(found, required=required_of(scenario, given.document, found.required))
    before = None
    if given is not None and moved:
        tell("the plan as it was made, on the same days")
        before = _simulated(scenario, given.before, effort)
    made = now if given is None else given.before
    if made.as_made:
        first = before or found
        found, before = _kept(found, first), None if before is None else _kept(before, first)
    found = replace(found, notes=(*found.notes, *made.notes))
    return Checked(found, before, moved, now)


def required_of(scenario: Scenario, document: Mapping[str, Any], groups: Iterable[str]) -> dict[str, FloatArray]:
    """The people that the plan required when it was made, by group and interval; NaN where it said nothing."""
    found = {group: np.full(scenario.calendar.intervals, np.nan) for group in groups}
    place = {start: at for at, start in enumerate(scenario.calendar.starts)}
    for row in document.get("staffing", ()):
        if row["group"] in found and row["required"] is not None:
            found[row["group"]][place[row["interval"]]] = row["required"]
    return found


def when_made(plan: Plan, staffed: Picture) -> Picture:
    """Say whose requirements are drawn, where any are."""
    if all(np.isnan(people).all() for people in plan.required.values()):
        return staffed
    told = say("The people required are those that the plan required when it was made.")
    return replace(staffed, caption=f"{staffed.caption} {told}")


def _kept(found: Plan, first: Plan) -> Plan:
    """The plan with its periods judged as re-planning judges them: no worse than those of the plan that kept its targets when it was made."""
    from optimize.replanning.passing import judged as judged_again
    from optimize.replanning.passing import worse

    lacking = {
        (place, period.first): 1.0
        for place, verdict in enumerate(found.results.verdicts)
        for period in verdict.periods
        if period.skipped is None and not period.met
    }
    missed = worse(lacking, found.results, first.results)
    if len(missed) == len(lacking):
        return found
    note = KEPT.format(periods=words.plural(len(lacking) - len(missed), "period"))
    return replace(found, corrected_verdicts=judged_again(found.results, missed), notes=(*found.notes, note))


def _given(path: Path, scenario: Scenario) -> Given | None:
    from callfloor.workbooks.plan_read import read
    from scenarios.workbooks import is_workbook

    return read(path, scenario) if is_workbook(path) else None


def _standing(path: Path, scenario: Scenario) -> Standing:
    from callfloor.workbooks.plans import standing

    return standing(path, scenario)


def _simulated(scenario: Scenario, standing: Standing, effort: Effort) -> Plan:
    from optimize.attendance import cost_of_reinforcements
    from optimize.effort import Effort as Days
    from optimize.on_call import on_shifts
    from optimize.outcome import Plan, choices, notes
    from optimize.replanning.at_work import people_of, roster_for, staffed
    from sim.experiment import simulate

    seed, replications, workers, engine = effort
    begun = time.monotonic()
    days = Days.of(scenario, replications, workers, seed, engine)
    staffing, people = staffed(scenario, standing.posts), people_of(standing.posts)
    roster = roster_for(scenario, people)
    results = simulate(
        scenario, staffing, replications=days.check_days, seed=days.seed + FRESH, workers=workers, engine=engine, stratify=True
    )  # fmt: skip
    called = sum(cost_of_reinforcements(scenario, group) for group in roster.planned)
    return Plan(
        scenario=scenario,
        shifts=choices(roster, on_shifts(people)),
        staffing=staffing,
        cost=roster.cost(people) + called,
        bound=0.0,
        seconds=time.monotonic() - begun,
        results=results,
        required={group: np.full(roster.intervals, np.nan) for group in roster.planned},
        proof=PROOF.format(days=words.plural(results.replications, "day"), seed=results.seed),
        notes=notes(scenario, roster),
    )


def run(given: Run, plan: Path) -> int:
    """`callfloor check`."""
    from callfloor import exports
    from callfloor.run import loaded, write, write_json

    scenario, terminal = loaded(given), given.terminal
    with (
        given.effort.crew(terminal.note) as workers,
        terminal.telling(f"Checking {plan}") as progress,
    ):
        found = check(
            scenario, plan, seed=given.effort.seed, replications=given.effort.replications, workers=workers, engine=given.effort.engine,
            progress=progress,
        )  # fmt: skip
    ended = Ended(scenario, "met" if found.met else "missed", found.plan, None, found.plan.seconds, found.plan.proof)
    document = as_document(found, ended)
    if given.out is not None:
        files = exports.planning(ended)
        files["plan.json"] = documents.text(document).encode()
        files["plan.xlsx"] = plan_book.workbook(ended, document)
        files |= {FILE: exports.csv(frame(found)), "report.html": report(found, ended)}
        write(terminal, given.out, files, stale=(*exports.PLAN_TABLES, FILE))
    write_json(given, document)
    tell(found, terminal)
    return 0 if found.met else MISSED


def as_document(found: Checked, ended: Ended) -> Document:
    """The plan as `callfloor/plan/1`, with what was changed; it can be re-planned, rostered and checked again."""
    from callfloor import replanning

    document = documents_planned.plan(ended)
    if any(post.kind != post.planned for post in found.standing.posts):  # an earlier re-planning changed them
        document["shifts"] = replanning.post_rows(ended.scenario, found.standing.posts)
        document["replanned"] = {"as_made": False}
    document["checked"] = {
        "cost_before": found.first.cost,
        "paid_hours_before": found.first.paid_hours,
        "changes": frame(found).to_dict("records"),
        "targets_before": documents.targets(found.first.results, found.first.verdicts),
    }
    return document


def frame(found: Checked) -> pd.DataFrame:
    """The changes as a table."""
    columns = ["no", "what", "was", "is", "person_shifts", "cost"]
    rows = [[one.number, one.what, one.before, one.after, one.people, one.cost] for one in found.changes]
    return pd.DataFrame(rows, columns=columns, dtype=object)  # else a number beside a new row's None becomes a fraction


def headline(found: Checked) -> str:
    """The answer: what was changed, whether the targets are met, what it costs."""
    scenario, first = found.plan.scenario, found.first
    missed = [verdict for verdict in found.plan.verdicts if not verdict.met]
    judged_ones = sum(verdict.judged for verdict in found.plan.verdicts)
    every = say("keeps every target") if judged_ones else say("has no target that can be judged")
    kept = words.missed(len(missed), len(found.plan.verdicts)) if missed else every
    cost = words.money(found.plan.cost, scenario.currency)
    if not found.changes:
        return say("Nothing was changed: the plan {kept} and costs {cost}.", kept=kept, cost=cost)
    more = changed.signed(found.plan.cost - first.cost, scenario.currency)
    return plural(
        "With {n} change the plan {kept} and costs {cost} ({more}).",
        "With {n} changes the plan {kept} and costs {cost} ({more}).",
        len(found.changes),
        kept=kept,
        cost=cost,
        more=more,
    )


def target_table(found: Checked) -> Table:
    """The targets as they were and as they are now, on the same days."""
    rows, scenario = [], found.plan.scenario
    both = [zip(plan.verdicts, plan.results.verdicts, strict=True) for plan in (found.first, found.plan)]
    for (old, old_measured), (new, measured) in zip(*both, strict=True):
        target = new.target
        words_of = (_word(old, old_measured), _word(new, measured))
        what = say("{value} {what}", value=judged.asked(target), what=what_is_asked(target))
        name = say("{name}: {what}", name=target.of_what or say("centre"), what=what)
        rows.append((name, say(PER[target.per]), _reached(scenario, old), _reached(scenario, new), *words_of))
    columns = (
        say("was||before a change"),
        say("is||after a change"),
        say("then||of a verdict"),
        say("now||of a verdict"),
    )
    return Table((say("target"), say("per||of a target"), *columns), tuple(rows), labels=2)


def _reached(scenario: Scenario, verdict: Verdict) -> str:
    if verdict.worst is None:
        return words.NOTHING
    figure = judged.figure(verdict.target, verdict.worst, {})
    return f"{judged.said(verdict.target, figure.reached)}{tables.at(scenario, verdict)}"


def _word(verdict: Verdict, measured: Verdict) -> str:
    """What a target came to; where the figure beside it falls short and it counts as kept all the same (``KEPT``), that is said."""
    if not verdict.judged:
        return say("not judged")
    if verdict.met and not measured.met:
        return say("met, short by chance")
    short = sum(period.skipped is None and not period.met for period in verdict.periods)
    return say("met") if verdict.met else say("MISSED {n}||periods", n=short)


def figures_table(found: Checked) -> Table:
    """Cost and hours, old and new."""
    currency, first, now = found.plan.scenario.currency, found.first, found.plan
    rows = (
        (
            say("cost"),
            words.money(first.cost, currency),
            words.money(now.cost, currency),
            changed.signed(now.cost - first.cost, currency),
        ),
        (
            say("paid hours"),
            words.number(first.paid_hours),
            words.number(now.paid_hours),
            words.signed(now.paid_hours - first.paid_hours),
        ),
        (
            say("full-time equivalents"),
            words.number(first.fte),
            words.number(now.fte),
            words.signed(now.fte - first.fte),
        ),
    )
    return Table(("", say("was||before a change"), say("is||after a change"), say("difference")), rows)


def tell(found: Checked, terminal: Terminal) -> None:
    """Say it in the terminal."""
    if terminal.quiet:
        return
    terminal.headline(headline(found))
    if found.changes:
        terminal.table("What was changed", changed.table(found.plan.scenario, found.changes))
    terminal.table("What it costs", figures_table(found))
    if found.plan.verdicts:
        terminal.table("Targets, each at its worst period, on the same fresh days", target_table(found))
    terminal.say(found.plan.proof)
    for note in found.plan.notes:
        terminal.say(note)


def report(found: Checked, ended: Ended) -> bytes:
    """The page: what was changed, what it costs, the targets, the day."""
    return page.made(lambda: sheet(found, ended))


def sheet(found: Checked, ended: Ended) -> Sheet:
    """The same as blocks."""
    from callfloor.figures.reading import Reading

    scenario, good = found.plan.scenario, found.met
    name = scenario.title or scenario.name
    blocks: list[Block] = [Answer(headline(found), say("targets met") if good else say("targets missed"), good)]
    if found.changes:
        blocks.append(Section(say("What was changed?"), (Rows(changed.table(scenario, found.changes), stacked=True),)))
    blocks.append(Section(say("What does it cost?"), (Rows(figures_table(found)),)))
    if found.plan.verdicts:
        blocks.append(Section(say("Are the targets met?"), (Rows(target_table(found)),)))
    blocks += [
        Chart(when_made(found.plan, picture) if picture.name == STAFFING else picture)
        for picture in figures.of_plan(found.plan, Reading(found.plan.results))
    ]
    blocks.append(Section(say("How it is known"), (Bullets(tuple(map(retold, (ended.proof, *found.plan.notes)))),)))
    return Sheet(name, say("{name} · plan as edited", name=name), tuple(blocks), f"callfloor {__version__}")
