"""What is said of a roster, on the screen and on the page: the answer, what is unmet, what people got."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from callfloor import __version__, page, words
from callfloor.figures.picture import Table
from callfloor.language import CHINESE, current, later, of_reports, plural, say, using
from callfloor.language.histories import retold
from callfloor.rostering.made import KINDS, Made, day_of, what
from callfloor.rostering.workbook import sort

if TYPE_CHECKING:
    from datetime import date

    from optimize.rostering.judge import Charge

MOST_ROWS = 40  # on the screen
MOST_NAMES = 30
STYLE = """<style>
.roster table { border-collapse: separate; border-spacing: 2px; } .roster td { text-align: center; padding: 2px 6px; border: 0; border-radius: 3px; }
.roster th { text-align: center; } .roster td.name, .roster th.name { text-align: left; } .roster td.early { background: #cfe8f7; } .roster td.day { background: #fbf3c4; }
.roster td.late { background: #fadbb0; } .roster td.night { background: #c9cfe8; } .roster td.early, .roster td.day, .roster td.late,
.roster td.night { color: #1f2328; } .roster td.away { color: var(--soft); } @media print { .roster { font-size: 8pt; } }
</style>"""
SORTS = ("early", "day", "late", "night")
NAMES = {
    "unmet": later("shifts unmet"),
    "surplus": later("people too many"),
    "request": later("requests refused"),
    "other_group": later("shifts in another group"),
    "nights": later("nights above the fair share"),
    "weekends": later("weekend days above the fair share"),
}


def headline(made: Made) -> str:
    """The answer in a sentence."""
    wanted = sum(need.people for need in made.problem.needs)
    missing = round(made.counted("unmet"))
    filled = say(
        "{missing} of {wanted} wanted shifts are unmet" if missing else "All {wanted} wanted shifts are filled",
        missing=missing,
        wanted=wanted,
    )
    if made.solved is None:
        rules = plural("{n} rule is broken", "{n} rules are broken", len(made.broken))
        return say(
            "{rules}; {filled}; the roster costs {price} points.",
            rules=rules if made.broken else say("No rule is broken"), filled=f"{filled[0].lower()}{filled[1:]}", price=points(made.price),
        )  # fmt: skip
    how = {
        "optimal": later("no roster costs less"),
        "near": later("of which another could save {share} at most"),
        "time_limit": later("of which another could save {share} at most (stopped at the time limit)"),
    }[made.status]
    return say(
        "{filled} by {people} in {days}; the roster costs {price} points, {how}.",
        filled=filled, people=plural("{n} person", "{n} people", len(made.problem.people)), days=words.days(made.demand.days),
        price=points(made.price), how=say(how, share=words.share(made.gap)),
    )  # fmt: skip


def points(value: float) -> str:
    """A price or a count, in full: 12.5."""
    return f"{value:,g}" if current() == CHINESE else f"{value:g}"


def unused(made: Made) -> list[str]:
    """Who works no shift at all, by name, and why that may be; nothing if everybody works."""
    idle = [one for one in made.got if one.shifts == 0]
    if not idle:
        return []
    names = [one.person.name for one in idle]
    listed = say(", ").join(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        listed = say("{names} and {count} more", names=listed, count=len(names) - MOST_NAMES)
    told = [
        plural("{n} person works no shift: {names}.", "{n} people work no shift: {names}.", len(names), names=listed)
    ]
    free = sum(one.least == 0 for one in idle)
    if free:
        all_of_them = "Nothing asks for least hours: in the staff list 40 means at most 40, 32-40 at least 32."
        some = (
            "Of {count} of them nothing asks for least hours: in the staff list 40 means at most 40, 32-40 at least 32."
        )
        told.append(say(all_of_them if free == len(idle) else some, count=free))
    return [words.told_in_turn(told)]


def priced(made: Made) -> Table:
    """What costs how much."""
    rows = [(say(NAMES[kind]), points(made.counted(kind)), points(made.prices[kind])) for kind in KINDS]
    columns = (say("what||has a price"), say("count"), say("points||of a roster"))
    return Table(columns, (*rows, (say("all||prices"), "", points(made.price))))


def unmet(made: Made, most: int | None = None) -> Table:
    """Needs left short or overfilled, the dearest first."""
    charges = sorted((one for one in made.charges if one.kind in ("unmet", "surplus")), key=lambda one: -one.price)
    shown = charges if most is None else charges[:most]
    rows = [_need(made, one) for one in shown]
    if len(charges) > len(shown):
        more = say("and {count} more, in roster.xlsx", count=len(charges) - len(shown))
        rows.append((more, "", "", "", "", ""))
    columns = ("shift", "date", "wanted||people", "there||people", "which is", "points||of a roster")
    return Table(tuple(map(say, map(later, columns))), tuple(rows), labels=2)


def _need(made: Made, charge: Charge) -> tuple[str, ...]:
    problem = made.problem
    assert charge.day is not None
    assert charge.duty is not None
    place = problem.cells[charge.day, charge.duty]
    which = say("{count} missing" if charge.kind == "unmet" else "{count} too many", count=points(charge.count))
    there = made.roster.staffed()[place]
    return (
        problem.duties[charge.duty].name,
        day_of(problem.date(charge.day)),
        str(problem.needs[place].people),
        str(there),
        which,
        points(charge.price),
    )


def broken(made: Made) -> Table:
    """Rules that are broken, by person and day."""
    rows = tuple(
        (one.person, day_of(made.problem.date(one.day)), retold(one.rule), retold(one.text)) for one in made.broken
    )
    return Table((say("name||of a person"), say("date"), say("rule"), say("what||is broken")), rows, labels=4)


def spread(made: Made) -> Table:
    """By group, how nights and weekend days are spread over the people whose first group it is."""
    rows = []
    for group in dict.fromkeys(one.person.groups[0] for one in made.got):
        own = [one for one in made.got if one.person.groups[0] == group]
        rows.append(
            (
                group, str(len(own)), words.number(sum(one.hours for one in own)),
                *(_ends([getattr(one, name) for one in own]) for name in ("nights", "weekend_days")),
                _of(sum(one.granted for one in own), sum(one.granted + one.refused for one in own)),
            )
        )  # fmt: skip
    columns = ("group", "people", "hours", "nights each", "weekend days each", "requests granted")
    return Table(tuple(map(say, map(later, columns))), tuple(rows))


def _of(part: int, whole: int) -> str:
    return say("{count} of {all}", count=part, all=whole)


def _ends(counts: list[int]) -> str:
    if min(counts) == max(counts):
        return f"{min(counts)}"
    return say("{start} to {end}", start=min(counts), end=max(counts))


def people(made: Made) -> Table:
    """What each person got."""
    rows = [
        (
            one.person.name, say(", ").join(one.person.groups), str(one.shifts), points(one.hours), str(one.nights),
            str(one.weekend_days), _of(one.granted, one.granted + one.refused), points(one.price),
        )
        for one in made.got
    ]  # fmt: skip
    columns = (
        "name||of a person", "groups", "shifts", "hours", "nights", "weekend days", "requests granted", "points||of a roster",
    )  # fmt: skip
    return Table(tuple(map(say, map(later, columns))), tuple(rows), labels=2)


def report(made: Made) -> bytes:
    """The whole on one page, to be mailed and printed, in the language that reports are asked for."""
    with using(of_reports()):
        return _report(made)


def _report(made: Made) -> bytes:
    good = not made.broken and not made.prices["unmet"]
    mark = f'<p><span class="verdict {"good" if good else "bad"}">{"✓" if good else "✗"} {escape(_verdict(made))}</span></p>'
    head = [STYLE, page.paragraph(_about(made), "about")]
    head += [f"<h1>{escape(headline(made))}</h1>", mark]
    body = [page.tiles(_tiles(made))]
    if made.broken:
        body.append(page.section(say("Broken rules"), page.table(broken(made))))
    unfilled = unmet(made)
    nothing = page.paragraph(say("Every wanted shift has its people, and none too many."))
    body.append(page.section(say("Unmet and surplus"), page.table(unfilled) if unfilled.rows else nothing))
    body.append(
        page.section(
            say("Who works when"),
            _grid(made),
            page.paragraph(say("Blue: early. Yellow: by day. Orange: late. Violet: night."), "about"),
        )
    )
    body.append(page.section(say("How it is spread"), page.table(spread(made)), *map(page.paragraph, unused(made))))
    notes = page.bullets([note.said for note in made.demand.notes])
    body.append(page.section(say("What costs how much"), page.table(priced(made)), notes))
    body.append(page.section(say("What each person got"), page.table(people(made))))
    refused = [what(made, one) for one in made.charges if one.kind == "request"]
    if refused:
        body.append(page.section(say("Requests refused"), page.bullets(refused)))
    foot = say(
        "Seed {seed}, callfloor {version}. The same plan, staff list, rules and seed give the same roster.",
        seed=made.seed,
        version=__version__,
    )
    return page.page(say("Roster: {name}", name=made.demand.name), head, body, escape(foot))


def _about(made: Made) -> str:
    return say("{name} · roster · from {day}", name=made.demand.name, day=words.day(made.demand.start))


def _verdict(made: Made) -> str:
    if made.broken:
        return plural("{n} broken rule", "{n} broken rules", len(made.broken))
    return say("demand is unmet" if made.prices["unmet"] else "every wanted shift is filled")


def _tiles(made: Made) -> list[tuple[str, str, str]]:
    granted, asked = sum(one.granted for one in made.got), sum(one.granted + one.refused for one in made.got)
    bound = words.NOTHING if made.bound is None else points(made.bound)
    shifts, hours = sum(need.people for need in made.problem.needs), words.number(sum(one.hours for one in made.got))
    gap = words.NOTHING if made.gap is None else words.share(made.gap)
    return [
        (say("price||of a roster"), points(made.price), say("points, of all that is left undone")),
        (say("bound"), bound, say("points; no roster costs less")),
        (say("gap"), gap, say("(price - bound) / price")),
        (say("unmet||shifts"), points(made.counted("unmet")), say("of {count} shifts", count=shifts)),
        (say("requests granted"), f"{granted}", say("of {count}", count=asked)),
        (say("people"), f"{len(made.got)}", say("{hours} paid hours", hours=hours)),
    ]


def _headed(day: date) -> str:
    """A day over its column: its weekday, then 2.3."""
    under = words.month_day(day) if current() == CHINESE else f"{day.day}.{day.month}."
    return f"{words.weekday(day, short=True)}<br>{under}"


def _grid(made: Made) -> str:
    problem = made.problem
    days = [problem.date(day) for day in range(problem.days)]
    stints = {(stint.person, stint.day): stint for stint in made.stints}
    head = "".join(f"<th>{_headed(day)}</th>" for day in days)
    lines = []
    for person in problem.people:
        cells = []
        for day in range(problem.days):
            stint = stints.get((person.name, day))
            if stint is None:
                away = say("leave") if day in person.leave else say("off||of a day") if day in person.off else ""
                cells.append(f'<td class="away">{away}</td>')
            else:
                group = "" if stint.duty.group == person.groups[0] else f"<br>{escape(stint.duty.group)}"
                cells.append(f'<td class="{SORTS[sort(stint)]}">{escape(stint.clock)}{group}</td>')
        lines.append(f'<tr><td class="name">{escape(person.name)}</td>{"".join(cells)}</tr>')
    return f'<div class="wide roster"><table><thead><tr><th class="name">{say("name||of a person")}</th>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
