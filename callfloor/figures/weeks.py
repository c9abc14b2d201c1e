"""What did we buy, over several days? A plan of weeks, day by day.

For each group: above, the people required and on the floor over the calendar; below, a row for each shift by its clock times and a column for each
day, with the people who begin that shift on that day. A shift past midnight stands at the day on which it begins. Shifts that differ
in their breaks alone are one row here; the table has them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.choice import foremost, others
from callfloor.figures.look import faint, scenario_colours
from callfloor.figures.panels import add_heading, panels, time_axis
from callfloor.figures.picture import Picture, Table
from callfloor.figures.reading import edges, moment
from callfloor.language import later, plural, say
from callfloor.language.below import retold

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from optimize.outcome import Plan, ShiftChoice
    from scenarios.schema import Scenario

NAME, TITLE = "shifts", later("What did we buy?")
DAY, WEEK = 86400.0, 7
ROW = 22  # px a shift
MOST_ROWS = 18  # shifts of a group with a row of their own
OTHERS, ALL = later("all others"), later("all shifts")
GAP = 66  # px between two panels: names of days, and a heading
LABELS, CELL = 108, 34  # px: of the times at the left, and of a day's column at least
FAINTEST, STRONGEST = 0.12, 0.55  # of a cell's colour: ink can be read on either


@dataclass(frozen=True)
class Row:
    """One shift by the clock and the people who begin it on each day of the calendar."""

    label: str
    people: tuple[int, ...]


def alike(plan: Plan) -> list[list[ShiftChoice]]:
    """Choices that differ in their day alone: the same shift and breaks, worked by as many people."""
    found: dict[object, list[ShiftChoice]] = {}
    for choice in plan.shifts:
        kind = choice.kind
        day = kind.start // DAY * DAY
        breaks = tuple((start - day, end - day, paid) for start, end, paid in kind.breaks)
        key = (kind.group, kind.start - day, kind.length, breaks, kind.premium, choice.agents)
        found.setdefault(key, []).append(choice)
    return list(found.values())


def staff_of(plan: Plan) -> dict[str, tuple[int, str]]:
    """By planned group the fewest people who can work its shifts, and the rule that asks for so many."""
    from optimize.labour import Rules

    rules, found = Rules.of(plan.scenario), {}
    for group in plan.required:
        shifts = {choice.kind: choice.agents for choice in plan.shifts if choice.kind.group == group}
        if shifts:
            found[group] = rules.staff(shifts)[:2]
    return found


def staff_in_words(plan: Plan) -> str:
    """Words such as: It takes at least 34 people of day_team (limit: days a week)."""
    said = [
        say("{people} of {group} (limit: {why})", people=words.people(people), group=group, why=retold(why))
        for group, (people, why) in staff_of(plan).items()
    ]
    return say("It takes at least {who}.", who=words.listed(said)) if said else ""


def rows_of(scenario: Scenario, chosen: Sequence[ShiftChoice], most: int | None = None) -> list[Row]:
    """The shifts by start and end; where there are more than ``most``, those worked least together, before the last."""
    times = {(choice.kind.start % DAY, choice.kind.length) for choice in chosen}
    people = {time: [0] * scenario.calendar.days for time in sorted(times)}
    for choice in chosen:
        people[choice.kind.start % DAY, choice.kind.length][int(choice.kind.start // DAY)] += choice.agents
    shown = set(people)
    if most is not None and len(people) > most:
        shown = set(sorted(people, key=lambda time: -sum(people[time]))[: most - 1])
    found = [Row(_clock(scenario, *time), tuple(count)) for time, count in people.items() if time in shown]
    rest = [count for time, count in people.items() if time not in shown]
    return [*found, *([Row(OTHERS, tuple(map(sum, zip(*rest, strict=True))))] if rest else [])]


def _clock(scenario: Scenario, start: float, length: float) -> str:
    return f"{words.clock(moment(scenario, start))}–{words.clock(moment(scenario, start + length))}"


def weeks(plan: Plan) -> Picture:
    """The shifts of a plan of several days: people by shift and day, under the demand."""
    hours = dict.fromkeys(plan.scenario.agent_groups, 0.0)
    for choice in plan.shifts:
        hours[choice.kind.group] += choice.agents * choice.kind.paid_hours
    groups = [name for name, worked in hours.items() if worked]
    shown = foremost({name: hours[name] for name in groups})
    caption = _caption(plan) + others(groups, shown, later("with most paid hours"))
    return Picture(NAME, say(TITLE), caption, _figure(plan, shown), detailed(plan))


def _caption(plan: Plan) -> str:
    scenario = plan.scenario
    by_day = [0] * scenario.calendar.days
    for choice in plan.shifts:
        by_day[int(choice.kind.start // DAY)] += choice.agents
    most, least = (pick(range(len(by_day)), key=by_day.__getitem__) for pick in (max, min))
    days = [f"{day_in_words(scenario, day)} ({words.number(by_day[day])})" for day in (most, least)]
    apart = (
        say(": most on {most}, fewest on {fewest}", most=days[0], fewest=days[1])
        if by_day[most] > by_day[least]
        else say(", as many every day")
    )
    lead = plural(
        "{n} shift is worked on {days} days for {money}{apart}.", "{n} shifts are worked on {days} days for {money}{apart}.",
        sum(by_day), days=len(by_day), money=words.money(plan.cost, scenario.currency), apart=apart,
    )  # fmt: skip
    note = say("A number is the people who begin that shift on that day; breaks are in the table.")
    return words.told_in_turn((lead, staff_in_words(plan), note))


def day_in_words(scenario: Scenario, day: int) -> str:
    """`Mon 2 Mar`."""
    return words.day(moment(scenario, day * DAY), full=False)


def days_in_words(scenario: Scenario, days: Sequence[int]) -> str:
    """Days, those in a row together: `Mon 2 Mar to Fri 6 Mar, Sun 8 Mar`; `every day`."""
    if len(days) == scenario.calendar.days:
        return say("every day")
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = [[day_in_words(scenario, day) for day in (run[0], run[-1])] for run in runs]
    return say(", ").join(
        first if first == last else say("{start} to {end}", start=first, end=last) for first, last in said
    )


def by_day(plan: Plan) -> Table:
    """One row a shift (and week), one column a day: people who begin it then; for the terminal."""
    scenario = plan.scenario
    days, several = scenario.calendar.days, scenario.calendar.days > WEEK
    columns = [say("group"), say("shift"), *([say("week from")] if several else [])]
    columns += [words.weekday(moment(scenario, day * DAY), short=True) for day in range(min(days, WEEK))]
    found = []
    for group in plan.required:
        chosen = [choice for choice in plan.shifts if choice.kind.group == group]
        for row in [*rows_of(scenario, chosen), *_all(scenario, chosen)]:
            for first in range(0, days, WEEK):
                week = row.people[first : first + WEEK]
                if any(week):
                    cells = [words.number(people) if people else "" for people in week]
                    cells += [""] * (min(days, WEEK) - len(cells))
                    since = [day_in_words(scenario, first)] if several else []
                    found.append((group, say(row.label), *since, *cells, words.number(sum(week))))
    return Table((*columns, say("together")), tuple(found), labels=3 if several else 2)


def _all(scenario: Scenario, chosen: Sequence[ShiftChoice]) -> list[Row]:
    """All shifts of a group together, where there are several."""
    found = rows_of(scenario, chosen)
    people = tuple(map(sum, zip(*(row.people for row in found), strict=True)))
    return [Row(ALL, people)] if len(found) > 1 else []


def detailed(plan: Plan) -> Table:
    """One row a shift with its breaks, and the days on which as many people work it."""
    from callfloor.figures.shifts import breaks_in_words

    scenario, rows = plan.scenario, []
    groups = list(scenario.agent_groups)
    for same in sorted(alike(plan), key=lambda one: (groups.index(one[0].kind.group), one[0].kind.start % DAY)):
        kind, agents = same[0].kind, same[0].agents
        rows.append(
            (
                kind.group,
                _clock(scenario, kind.start % DAY, kind.length),
                breaks_in_words(scenario, kind),
                days_in_words(scenario, [int(choice.kind.start // DAY) for choice in same]),
                words.number(agents),
                words.number(sum(choice.kind.paid_hours for choice in same) * agents),
                words.money(sum(choice.cost for choice in same), scenario.currency),
            )
        )
    columns = ("group", "shift", "breaks", "days||on which", "agents each day", "hours paid", "cost")
    return Table(tuple(map(say, map(later, columns))), tuple(rows), labels=4)


def _figure(plan: Plan, groups: Sequence[str]) -> go.Figure:
    from callfloor.figures.shifts import demand, floor_heading

    scenario, colour = plan.scenario, scenario_colours(plan.scenario)
    rows: dict[str, list[Row]] = {}
    for name in groups:
        chosen = [choice for choice in plan.shifts if choice.kind.group == name]
        rows[name] = [*rows_of(scenario, chosen, MOST_ROWS), *_all(scenario, chosen)]
    figure = panels([], [height for name in groups for height in (120, ROW * len(rows[name]) + 6)], spacing=GAP)
    for place, name in enumerate(groups):
        row = 2 * place + 1
        add_heading(figure, floor_heading(name, colour[name]), row)
        add_heading(figure, say("people who begin each shift, by day"), row + 1)
        demand(figure, row, plan, name, colour[name])
        _cells(figure, row + 1, scenario, rows[name], colour[name])
    at = edges(scenario)
    time_axis(figure, scenario, at[0], at[-1])
    _days(figure, scenario)
    for row in range(2, 2 * len(groups) + 1, 2):
        figure.update_xaxes(row=row, col=1, showticklabels=True)
    least = LABELS + CELL * scenario.calendar.days
    figure.update_layout(hovermode="closest", meta={"least_width": least})
    return figure


def _noon(scenario: Scenario, day: int) -> datetime:
    return moment(scenario, day * DAY) + timedelta(hours=12)


def _days(figure: go.Figure, scenario: Scenario) -> None:
    """A name under the middle of each day, at every panel, and a line between two days."""
    days = range(scenario.calendar.days)
    said = [f"{words.weekday(at, short=True)}<br>{at.day}" for at in (moment(scenario, day * DAY) for day in days)]
    figure.update_xaxes(
        tickmode="array", tickvals=[_noon(scenario, day) for day in days], ticktext=said, tickangle=0, ticks="",
        tickformatstops=[], fixedrange=True,
    )  # fmt: skip
    for day in days[1:]:
        figure.add_vline(x=moment(scenario, day * DAY), line_width=1, line_color=faint("#808080", 0.45), layer="below")


def _cells(figure: go.Figure, row: int, scenario: Scenario, rows: Sequence[Row], colour: str) -> None:
    """A cell for each shift and day on which it is begun, the darker the more people, with their number in it."""
    import plotly.graph_objects as go

    most = max((max(one.people) for one in rows if one.label != ALL), default=1) or 1
    cells = [(place, day, one) for place, one in enumerate(rows) for day, people in enumerate(one.people) if people]
    counts = [one.people[day] for _, day, one in cells]
    shades = [
        faint(colour, 0.0 if one.label == ALL else FAINTEST + (STRONGEST - FAINTEST) * one.people[day] / most)
        for _, day, one in cells
    ]
    figure.add_trace(
        go.Bar(
            base=[moment(scenario, day * DAY + 0.03 * DAY) for _, day, _ in cells], x=[0.94 * DAY * 1000] * len(cells),
            y=[place for place, _, _ in cells], orientation="h", width=0.86, marker={"color": shades, "line": {"width": 0}},
            text=[
                say("{shift} on {day}: {people}", shift=say(one.label), day=day_in_words(scenario, day), people=words.people(one.people[day]))
                for _, day, one in cells
            ],
            textposition="none", hovertemplate="%{text}<extra></extra>",
        ),
        row=row, col=1,
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[_noon(scenario, day) for _, day, _ in cells], y=[place for place, _, _ in cells], mode="text",
            text=[f"<b>{count}</b>" if one.label == ALL else f"{count}" for count, (_, _, one) in zip(counts, cells, strict=True)],
            textfont={"size": 12}, hoverinfo="skip",
        ),
        row=row, col=1,
    )  # fmt: skip
    figure.update_yaxes(
        row=row, col=1, tickvals=list(range(len(rows))), ticktext=[say(one.label) for one in rows],
        range=[len(rows) - 0.5, -0.5], showgrid=False, fixedrange=True, zeroline=False,
    )  # fmt: skip
