"""What is said of a roster, on the screen and on the page: the answer, what is unmet, what people got."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from callfloor import __version__, page, words
from callfloor.figures.picture import Table
from callfloor.rostering.made import KINDS, Made, what
from callfloor.rostering.workbook import sort

if TYPE_CHECKING:
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
    "unmet": "shifts unmet",
    "surplus": "people too many",
    "request": "requests refused",
    "other_group": "shifts in another group",
    "nights": "nights above the fair share",
    "weekends": "weekend days above the fair share",
}


def headline(made: Made) -> str:
    """The answer in a sentence."""
    wanted = sum(need.people for need in made.problem.needs)
    missing = round(made.counted("unmet"))
    people = words.plural(len(made.problem.people), "person", "people")
    filled = (
        f"All {wanted} wanted shifts are filled" if not missing else f"{missing} of {wanted} wanted shifts are unmet"
    )
    if made.solved is None:
        rules = words.plural(len(made.broken), "rule is", "rules are") if made.broken else "No rule is"
        return f"{rules} broken; {filled[0].lower()}{filled[1:]}; the roster costs {made.price:g} points."
    how = {
        "optimal": "no roster costs less",
        "near": f"of which another could save {words.share(made.gap)} at most",
        "time_limit": f"of which another could save {words.share(made.gap)} at most (stopped at the time limit)",
    }[made.status]
    return f"{filled} by {people} in {words.plural(made.demand.days, 'day')}; the roster costs {made.price:g} points, {how}."


def unused(made: Made) -> list[str]:
    """Who works no shift at all, by name, and why that may be; nothing if everybody works."""
    idle = [one for one in made.got if one.shifts == 0]
    if not idle:
        return []
    names = [one.person.name for one in idle]
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    works = words.plural(len(names), "person works", "people work")
    free = sum(one.least == 0 for one in idle)
    why = ""
    if free:
        whose = "Nothing asks" if free == len(idle) else f"Of {free} of them nothing asks"
        why = f" {whose} for least hours: in the staff list 40 means at most 40, 32-40 at least 32."
    return [f"{works} no shift: {', '.join(names[:MOST_NAMES])}{more}.{why}"]


def priced(made: Made) -> Table:
    """What costs how much."""
    rows = [(NAMES[kind], f"{made.counted(kind):g}", f"{made.prices[kind]:g}") for kind in KINDS]
    return Table(("what", "count", "points"), (*rows, ("all", "", f"{made.price:g}")))


def unmet(made: Made, most: int | None = None) -> Table:
    """Needs left short or overfilled, the dearest first."""
    charges = sorted((one for one in made.charges if one.kind in ("unmet", "surplus")), key=lambda one: -one.price)
    shown = charges if most is None else charges[:most]
    rows = [_need(made, one) for one in shown]
    if len(charges) > len(shown):
        rows.append((f"and {len(charges) - len(shown)} more, in roster.xlsx", "", "", "", "", ""))
    return Table(("shift", "date", "wanted", "there", "which is", "points"), tuple(rows), labels=2)


def _need(made: Made, charge: Charge) -> tuple[str, ...]:
    problem = made.problem
    assert charge.day is not None
    assert charge.duty is not None
    place = problem.cells[charge.day, charge.duty]
    which = f"{charge.count:g} {'missing' if charge.kind == 'unmet' else 'too many'}"
    there = made.roster.staffed()[place]
    day = problem.date(charge.day)
    return (
        problem.duties[charge.duty].name,
        f"{day:%a} {day}",
        str(problem.needs[place].people),
        str(there),
        which,
        f"{charge.price:g}",
    )


def broken(made: Made) -> Table:
    """Rules that are broken, by person and day."""
    rows = tuple(
        (one.person, f"{made.problem.date(one.day):%a} {made.problem.date(one.day)}", one.rule, one.text)
        for one in made.broken
    )
    return Table(("name", "date", "rule", "what"), rows, labels=4)


def spread(made: Made) -> Table:
    """By group, how nights and weekend days are spread over the people whose first group it is."""
    rows = []
    for group in dict.fromkeys(one.person.groups[0] for one in made.got):
        own = [one for one in made.got if one.person.groups[0] == group]
        rows.append(
            (
                group, str(len(own)), words.number(sum(one.hours for one in own)),
                *(_ends([getattr(one, name) for one in own]) for name in ("nights", "weekend_days")),
                f"{sum(one.granted for one in own)} of {sum(one.granted + one.refused for one in own)}",
            )
        )  # fmt: skip
    return Table(("group", "people", "hours", "nights each", "weekend days each", "requests granted"), tuple(rows))


def _ends(counts: list[int]) -> str:
    return f"{min(counts)} to {max(counts)}" if min(counts) < max(counts) else f"{min(counts)}"


def people(made: Made) -> Table:
    """What each person got."""
    rows = [
        (
            one.person.name, ", ".join(one.person.groups), str(one.shifts), f"{one.hours:g}", str(one.nights),
            str(one.weekend_days), f"{one.granted} of {one.granted + one.refused}", f"{one.price:g}",
        )
        for one in made.got
    ]  # fmt: skip
    columns = ("name", "groups", "shifts", "hours", "nights", "weekend days", "requests granted", "points")
    return Table(columns, tuple(rows), labels=2)


def report(made: Made) -> bytes:
    """The whole on one page, to be mailed and printed."""
    good = not made.broken and not made.prices["unmet"]
    mark = f'<p><span class="verdict {"good" if good else "bad"}">{"✓" if good else "✗"} {escape(_verdict(made))}</span></p>'
    head = [STYLE, page.paragraph(f"{made.demand.name} · roster · from {made.demand.start:%A %d %B %Y}", "about")]
    head += [f"<h1>{escape(headline(made))}</h1>", mark]
    body = [page.tiles(_tiles(made))]
    if made.broken:
        body.append(page.section("Broken rules", page.table(broken(made))))
    unfilled = unmet(made)
    nothing = page.paragraph("Every wanted shift has its people, and none too many.")
    body.append(page.section("Unmet and surplus", page.table(unfilled) if unfilled.rows else nothing))
    body.append(
        page.section(
            "Who works when",
            _grid(made),
            page.paragraph("Blue: early. Yellow: by day. Orange: late. Violet: night.", "about"),
        )
    )
    body.append(page.section("How it is spread", page.table(spread(made)), *map(page.paragraph, unused(made))))
    body.append(page.section("What costs how much", page.table(priced(made)), page.bullets(made.demand.notes)))
    body.append(page.section("What each person got", page.table(people(made))))
    refused = [what(made, one) for one in made.charges if one.kind == "request"]
    if refused:
        body.append(page.section("Requests refused", page.bullets(refused)))
    foot = escape(
        f"Seed {made.seed}, callfloor {__version__}. The same plan, staff list, rules and seed give the same roster."
    )
    return page.page(f"Roster: {made.demand.name}", head, body, foot)


def _verdict(made: Made) -> str:
    if made.broken:
        return words.plural(len(made.broken), "broken rule", "broken rules")
    return "every wanted shift is filled" if not made.prices["unmet"] else "demand is unmet"


def _tiles(made: Made) -> list[tuple[str, str, str]]:
    granted, asked = sum(one.granted for one in made.got), sum(one.granted + one.refused for one in made.got)
    bound = words.NOTHING if made.bound is None else f"{made.bound:g}"
    gap = words.NOTHING if made.gap is None else words.share(made.gap)
    return [
        ("price", f"{made.price:g}", "points, of all that is left undone"),
        ("bound", bound, "points; no roster costs less"),
        ("gap", gap, "(price - bound) / price"),
        ("unmet", f"{made.counted('unmet'):g}", f"of {sum(need.people for need in made.problem.needs)} shifts"),
        ("requests granted", f"{granted}", f"of {asked}"),
        ("people", f"{len(made.got)}", f"{words.number(sum(one.hours for one in made.got))} paid hours"),
    ]


def _grid(made: Made) -> str:
    problem = made.problem
    days = [problem.date(day) for day in range(problem.days)]
    stints = {(stint.person, stint.day): stint for stint in made.stints}
    head = "".join(f"<th>{day:%a}<br>{day.day}.{day.month}.</th>" for day in days)
    lines = []
    for person in problem.people:
        cells = []
        for day in range(problem.days):
            stint = stints.get((person.name, day))
            if stint is None:
                away = "leave" if day in person.leave else "off" if day in person.off else ""
                cells.append(f'<td class="away">{away}</td>')
            else:
                group = "" if stint.duty.group == person.groups[0] else f"<br>{escape(stint.duty.group)}"
                cells.append(f'<td class="{SORTS[sort(stint)]}">{escape(stint.clock)}{group}</td>')
        lines.append(f'<tr><td class="name">{escape(person.name)}</td>{"".join(cells)}</tr>')
    return f'<div class="wide roster"><table><thead><tr><th class="name">name</th>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
