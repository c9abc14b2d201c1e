"""`callfloor roster`: a plan's shifts become a roster of named people; an edited roster is checked against the same rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor import output, words
from callfloor.language import later
from callfloor.rostering import asked, documents, rules, staff, wanted
from callfloor.rostering.made import Made
from callfloor.rostering.notes import Note
from callfloor.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from callfloor.rostering.rules import Rules
    from optimize.rostering.problem import Problem

DONE, AT_FAULT, OUT_OF_TIME = 0, 2, 4
STDOUT = Path("-")
GAP = 0.01


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    plan: Path
    staff: Path
    rules: Path | None = None
    scenario: str | None = None
    overrides: tuple[str, ...] = ()
    days: int | None = None
    seed: int = 1
    gap: float = GAP
    time_limit: float | None = None
    zone: str | None = None
    check: Path | None = None
    out: Path | None = None
    json: Path | None = None


@dataclass(frozen=True)
class Question:
    """A plan, rules and people, put together and found sound."""

    demand: wanted.Demand
    rules: Rules
    problem: Problem


def question(
    plan: Path,
    people: Path,
    *,
    rule_file: Path | None = None,
    scenario: str | None = None,
    overrides: Sequence[str] = (),
    days: int | None = None,
) -> Question:
    """Read all there is and put it together.

    Raises:
        InputError: all that is wrong with the file that is at fault.

    """
    demand = wanted.read(plan, days)
    kept = rules.load(rule_file, _labour(scenario), overrides)
    listed = staff.read(people, demand.start, demand.days, demand.groups, part=days is not None)
    if listed.outside:
        one = later("{count} person's row has days that are not among those of this roster; they were passed over.")
        more = later("{count} people's rows have days that are not among those of this roster; they were passed over.")
        note = Note(one if listed.outside == 1 else more, count=words.whole(listed.outside))
        demand = replace(demand, notes=(*demand.notes, note))
    return Question(demand, kept, asked.problem(demand, listed, kept))


def roster(  # noqa: PLR0913 - one for each option
    plan: str | Path,
    staff: str | Path,
    *,
    rules: str | Path | None = None,
    scenario: str | None = None,
    overrides: Sequence[str] = (),
    days: int | None = None,
    seed: int = 1,
    gap: float = GAP,
    time_limit: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> Made:
    """Make a roster: the shifts of ``plan`` (plan.json, or a table of shifts) for the people of ``staff`` (CSV or Excel).

    ``gap``: stop once the price is at most that share above a price below which no roster can be; ``time_limit`` in seconds.

    Raises:
        InputError: all that is wrong with the plan, the staff list or the rules.

    """
    from optimize.rostering.solving import solve

    file = None if rules is None else Path(rules)
    put = question(Path(plan), Path(staff), rule_file=file, scenario=scenario, overrides=overrides, days=days)
    solved = solve(put.problem, seed=seed, gap=gap, time_limit=time_limit, say=progress or (lambda _: None))
    return Made(put.demand, put.rules, solved.roster, solved, seed)


def _labour(scenario: str | None) -> dict[str, Any]:
    """The ``labour`` of a scenario, as rules have it."""
    if scenario is None:
        return {}
    from scenarios.loading import merged

    labour = merged(scenario).data.get("labour") or {}
    known = ("days_per_week", "most_in_a_row", "rest", "weekly_hours")
    return {key: labour[key] for key in known if key in labour}


def run(wish: Asked) -> int:
    """Do what the command line says; give the exit code."""
    from callfloor.rostering.calendars import zone

    terminal = Terminal(quiet=wish.json == STDOUT)
    where = zone(wish.zone)
    made = _checked(wish) if wish.check is not None else _made(wish, terminal)
    for note in made.demand.notes:
        terminal.note(note)
    folder = wish.out or (
        None if wish.json == STDOUT or wish.check else Path("callfloor-out") / f"{made.demand.name} roster"
    )
    if folder is not None:
        _write(made, folder, where, terminal)
    if wish.json is not None:
        from callfloor.documents import text

        content = text(documents.document(made))
        output.write_stdout(content) if wish.json == STDOUT else output.write_file(wish.json, content.encode())
    _tell(made, terminal)
    if wish.check is not None:
        return AT_FAULT if made.broken else DONE
    return OUT_OF_TIME if made.status == "time_limit" else DONE


def _made(wish: Asked, terminal: Terminal) -> Made:
    with terminal.telling(f"Rostering {wish.plan}") as progress:
        return roster(
            wish.plan, wish.staff, rules=wish.rules, scenario=wish.scenario, overrides=wish.overrides, days=wish.days,
            seed=wish.seed, gap=wish.gap, time_limit=wish.time_limit, progress=progress,
        )  # fmt: skip


def _checked(wish: Asked) -> Made:
    from callfloor.rostering import edited

    assert wish.check is not None
    put = question(
        wish.plan, wish.staff, rule_file=wish.rules, scenario=wish.scenario, overrides=wish.overrides, days=wish.days
    )
    return Made(put.demand, put.rules, edited.read(wish.check, put.problem), None, wish.seed)


def _write(made: Made, folder: Path, where: Any, terminal: Terminal) -> None:  # noqa: ANN401 - a time zone or None
    from callfloor.documents import text
    from callfloor.rostering import calendars, pages, workbook

    each = calendars.files(made, where)
    files = {
        "roster.xlsx": workbook.workbook(made),
        "roster.csv": documents.table(made),
        "roster.json": text(documents.document(made)).encode(),
        "report.html": pages.report(made),
        **each,
    }
    try:
        (folder / "calendars").mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        text_of = (reason.strerror or str(reason)).lower()
        raise output.OutputError(f"{folder}: could not be made: {text_of}. Choose another folder with --out.") from None
    before = {f"calendars/{path.name}" for path in (folder / "calendars").glob("*.ics")}
    output.write_files(folder, files, before - set(each))
    told = words.listed([name for name in files if "/" not in name])
    terminal.note(f"Written to {folder}: {told}, and {words.plural(len(each) - 1, 'calendar')} in calendars.")


def _tell(made: Made, terminal: Terminal) -> None:
    from callfloor.rostering import pages

    if terminal.quiet:
        return
    terminal.headline(pages.headline(made))
    if made.broken:
        terminal.table("Broken rules", pages.broken(made))
    unfilled = pages.unmet(made, pages.MOST_ROWS)
    if unfilled.rows:
        terminal.table("Unmet and surplus, the dearest first", unfilled)
    terminal.table("By group", pages.spread(made))
    for line in pages.unused(made):
        terminal.say(line)
    terminal.table("What costs how much, in points", pages.priced(made))
    if made.bound is not None:
        terminal.say(f"price {made.price:g}, bound {made.bound:g}, gap {words.share(made.gap)}; seed {made.seed}")
