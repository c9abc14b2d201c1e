"""What a re-planned day says: what changes for whom, and why; for the terminal, the JSON, the report and the spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from callfloor import words
from callfloor.blocks import Block, Bullets, Paragraph, Rows, Section
from callfloor.ended import Ended
from callfloor.figures.picture import Picture, Table
from callfloor.figures.reading import moment
from callfloor.language import later, say

if TYPE_CHECKING:
    from callfloor.terminal import Terminal
    from optimize.replanning.changes import Change
    from optimize.replanning.replan import Replanned
    from optimize.replanning.standing import Post
    from optimize.shifts import ShiftKind
    from scenarios.schema import Scenario

Document = dict[str, Any]
FILE = "changes.csv"
MARKED = ("shifts", "staffing", "targets")  # charts of the day by the clock
WHAT = {
    "longer": later("stays longer"), "shorter": later("goes earlier"), "break": later("break moves"), "dropped": later("does not come"),
    "called in": later("is called in"),
}  # fmt: skip


def headline(ended: Ended) -> str:
    """The answer: whether anything is to be changed, for whom, and what it costs."""
    found = ended.replanned
    assert found is not None
    clock, currency = f"{moment(ended.scenario, found.now):%H:%M}", ended.scenario.currency
    people = sum(change.people for change in found.changes)
    if ended.status == "time_limit":
        return say(
            "Time ran out before a change after {clock} was found that meets every target; the best so far changes {people}."
            if people
            else "Time ran out before a change after {clock} was found that meets every target; the plan is left as it stands.",
            clock=clock,
            people=words.people(people),
        )
    if ended.status != "met":
        return say(
            "Nothing that may still be changed after {clock} was found to meet every target; the nearest plan changes {people}."
            if people
            else "Nothing that may still be changed after {clock} was found to meet every target; the plan is left as it stands.",
            clock=clock,
            people=words.people(people),
        )
    if not found.changes:
        return say(
            "Nothing is to be changed: the plan keeps its targets for the rest of the day."
            if found.kept
            else "Nothing is to be changed: the plan would miss targets for the rest of the day."
        )
    more = _signed((found.outcome_cost or 0.0) - found.before, currency)
    return say(
        "From {clock} the plan keeps its targets as it stands; with changes for {people} it keeps them, for {more}."
        if found.kept
        else "From {clock} the plan would miss targets as it stands; with changes for {people} it keeps them, for {more}.",
        clock=clock,
        people=words.people(people),
        more=more,
    )


def title(ended: Ended) -> str:
    """What the report calls itself: `shift plan, re-planned from 11:00 on`; nothing where nothing was re-planned."""
    found = ended.replanned
    if found is None:
        return ""
    return say("shift plan, re-planned from {clock} on", clock=f"{moment(ended.scenario, found.now):%H:%M}")


def tiles(ended: Ended) -> list[tuple[str, str, str]]:
    """Key figures of a re-planned day: its cost, what that is more or less than before, and for how many the day changes."""
    found, currency = ended.replanned, ended.scenario.currency
    if found is None or found.outcome_cost is None:
        return []
    people = sum(change.people for change in found.changes)
    return [
        (say("cost of the day"), words.money(found.outcome_cost, currency), say("paid staff, from its start")),
        (say("against the plan at work"), _signed(found.outcome_cost - found.before, currency),
         say("it costs {money}", money=words.money(found.before, currency))),
        (say("people changed"), words.number(people), say("their day is another from now on")),
    ]  # fmt: skip


def marked(ended: Ended, picture: Picture) -> Picture:
    """A chart of the day with a line at the moment from which on it is planned anew."""
    import plotly.graph_objects as go

    found = ended.replanned
    if found is None or picture.figure is None or picture.name not in MARKED:
        return picture
    now = moment(ended.scenario, found.now)
    figure = go.Figure(picture.figure)
    figure.add_vline(x=now, line_width=1.5, line_dash="dot")
    figure.add_annotation(
        text=say("now {clock}", clock=f"{now:%H:%M}"), x=now, y=0.98, yref="y domain", xanchor="left", yanchor="top", xshift=4,
        font={"size": 12}, showarrow=False,
    )  # fmt: skip
    return replace(picture, figure=figure)


def document(ended: Ended) -> Document:
    """The keys that a re-planned plan has besides: `replanned` and `changes`; its shifts say how they were planned."""
    found, scenario = ended.replanned, ended.scenario
    if found is None:
        return {}
    rows = post_rows(scenario, found.posts)
    return {
        "shifts": rows,
        "gap": None,
        "replanned": {
            "after": f"{moment(scenario, found.now):%Y-%m-%dT%H:%M}",
            "counted": bool(found.learned) or found.counted,
            "cost_before": found.before,
            "met_unchanged": found.kept,
            "as_made": found.as_made,
            "price_of_changes": found.price,
            "price_of_one": dict(found.of_one),
            "busyness": [
                {
                    "name": one.name,
                    "came": one.came,
                    "expected": one.expected,
                    "factor": one.factor.mean,
                    "cv": one.factor.cv,
                }
                for one in found.learned
            ],
        },
        "changes": [_change(scenario, change) for change in found.changes],
    }


def post_rows(scenario: Scenario, posts: Sequence[Post]) -> list[Document]:
    """A row for each post, with how it was planned where that has been changed."""
    from callfloor import documents

    rows = []
    for post in posts:
        if post.kind.on_call:  # `called_in`
            continue
        row = documents.shift(scenario, [_choice(post.kind, post.people)])
        if post.kind != post.planned:
            planned = documents.shift(scenario, [_choice(post.planned, post.people)])
            row["planned"] = {key: planned[key] for key in ("start", "end", "breaks")}
        rows.append(row)
    return rows


def _choice(kind: ShiftKind, people: int) -> Any:  # noqa: ANN401 - a ShiftChoice, imported where it is used
    from optimize.outcome import ShiftChoice

    return ShiftChoice(kind, people, people * kind.cost)


def _change(scenario: Scenario, change: Change) -> Document:
    def written(kind: ShiftKind | None) -> Document | None:
        if kind is None:
            return None
        start, end, breaks = _times(scenario, kind)
        return {"start": start, "end": end, "breaks": [list(pair) for pair in breaks]}

    return {
        "group": change.group, "what": change.what, "agents": change.people, "before": written(change.before),
        "after": written(change.after), "cost": change.cost,
    }  # fmt: skip


def _times(scenario: Scenario, kind: ShiftKind) -> tuple[str, str, list[tuple[str, str]]]:
    def clock(seconds: float) -> str:
        return f"{moment(scenario, seconds):%H:%M}"

    return clock(kind.start), clock(kind.end), [(clock(start), clock(end)) for start, end, _ in kind.breaks]


def frame(scenario: Scenario, found: Replanned) -> pd.DataFrame:
    """The changes as a table, for whoever phones people."""
    rows = []
    for change in found.changes:
        before, after = (
            ("", "", []) if kind is None else _times(scenario, kind) for kind in (change.before, change.after)
        )
        rows.append(
            {
                "group": change.group, "what": change.what, "agents": change.people, "start": before[0], "end": before[1],
                "breaks": _breaks(before[2]), "new_start": after[0], "new_end": after[1], "new_breaks": _breaks(after[2]),
                "cost": change.cost,
            }
        )  # fmt: skip
    columns = ("group", "what", "agents", "start", "end", "breaks", "new_start", "new_end", "new_breaks", "cost")
    return pd.DataFrame(rows, columns=list(columns))


def _breaks(breaks: list[tuple[str, str]]) -> str:
    return "; ".join(f"{start}-{end}" for start, end in breaks)


def table(scenario: Scenario, found: Replanned) -> Table:
    """The changes in words, by shift."""
    rows = []
    for change in found.changes:
        before, after = (
            words.NOTHING if kind is None else _shown(scenario, kind) for kind in (change.before, change.after)
        )
        rows.append(
            (
                change.group,
                say(WHAT[change.what]),
                before,
                after,
                words.number(change.people),
                _signed(change.cost, scenario.currency),
            )
        )
    columns = ("group", "what||of a change", "shift as it was", "shift from now on", "people", "cost")
    return Table(tuple(map(say, map(later, columns))), tuple(rows), labels=4)


def _shown(scenario: Scenario, kind: ShiftKind) -> str:
    start, end, breaks = _times(scenario, kind)
    if not breaks:
        return f"{start}–{end}"
    rest = say(", ").join(f"{first}–{last}" for first, last in breaks)
    return say("{start}–{end} (break {breaks})", start=start, end=end, breaks=rest)


def _signed(amount: float, currency: str) -> str:
    return f"{'+' if amount > 0 else ''}{words.money(amount, currency)}"


def remarks(ended: Ended) -> list[str]:
    """What the morning says, what a change was priced at, what is not judged."""
    found, scenario = ended.replanned, ended.scenario
    if found is None:
        return []
    clock = f"{moment(scenario, found.now):%H:%M}"
    said = [
        say(
            "{came} contacts came by {clock} where {expected} were forecast ({name}): the rest of the day is expected at {share} of its "
            "forecast, give or take {cv}.",
            came=words.count(one.came),
            clock=clock,
            expected=words.count(one.expected),
            name=one.name,
            share=words.share(one.factor.mean),
            cv=words.share(one.factor.cv),
        )
        for one in found.learned
    ]
    if not found.counted:
        said.append(say("The contacts up to {clock} are not known (--so-far), so they are as forecast.", clock=clock))
    elif not found.learned:
        said.append(
            say(
                "No busyness is counted, so the rest of the day stays as forecast: give the contact types a busyness to learn from a morning."
            )
        )
    prices = say(", ").join(
        say("{money} for {group}", money=words.money(price, scenario.currency), group=group)
        for group, price in found.of_one.items()
        if price > 0
    )
    weight = prices or say("nothing")
    said.append(
        say("Each changed person weighs {weight} in the choice; this is not paid (--change-cost).", weight=weight)
    )
    return said


def tell(terminal: Terminal, ended: Ended) -> None:
    """Say in the terminal what changes."""
    found = ended.replanned
    if found is None:
        return
    if found.changes:
        terminal.table("What changes", table(ended.scenario, found))
    for line in remarks(ended):
        terminal.say(line)


def sections(ended: Ended) -> list[Block]:
    """The report's part: what changes, and why."""
    found = ended.replanned
    if found is None:
        return []
    what = Rows(table(ended.scenario, found)) if found.changes else Paragraph(say("Nothing."))
    return [Section(say("What changes?"), (what, Bullets(tuple(remarks(ended)))))]
