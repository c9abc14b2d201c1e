"""Changed: what a planner changed about a plan, row by row, old -> new, and what each change costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.picture import Table
from callfloor.figures.reading import moment
from callfloor.language import say
from optimize.replanning.standing import ON_CALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callfloor.workbooks.plan_read import Given
    from optimize.replanning.standing import Post
    from scenarios.schema import Scenario

ARROW = " → "


@dataclass(frozen=True)
class Change:
    """One row: its number in the plan (None if new), what it was and is, and by how much people and cost change."""

    number: int | None
    what: str
    before: str
    after: str
    people: int
    cost: float
    calls_in: bool = False  # it is about people who are called in
    posts: tuple[Sequence[Post], Sequence[Post]] = ((), ())  # what it was and is


def changes(scenario: Scenario, given: Given) -> tuple[Change, ...]:
    """Every row that is not as it was: changed, dropped, new; then people who are called in."""
    found = []
    kept = {number for number, _ in given.rows if number is not None}
    for number, posts in given.rows:
        before = () if number is None else given.before_rows[number - 1]
        if posts != before:
            found.append(_change(scenario, number, before, posts))
    for number, before in enumerate(given.before_rows, 1):
        if number not in kept:
            found.append(_change(scenario, number, before, ()))
    found += _called(scenario, given)
    return tuple(sorted(found, key=lambda one: (one.number is None, one.number or 0)))


def _change(scenario: Scenario, number: int | None, before: Sequence[Post], after: Sequence[Post]) -> Change:
    texts = _what(scenario, before, after), _shown(scenario, before), _shown(scenario, after)
    return Change(number, *texts, _people(after) - _people(before), _cost(after) - _cost(before), posts=(before, after))


def _what(scenario: Scenario, before: Sequence[Post], after: Sequence[Post]) -> str:
    """What was changed about a row, in a few words."""
    if not (before and after):
        return say("dropped||of a shift") if before else say("new||of a shift")
    one, other = before[0], after[0]
    said = []
    if one.kind.group != other.kind.group:
        said.append(say("group"))
    if _day_list(scenario, before) != _day_list(scenario, after):
        said.append(say("days||on which"))
    if _clock(scenario, one.kind.start) != _clock(scenario, other.kind.start) or one.kind.length != other.kind.length:
        said.append(say("times||of a shift"))
    elif _breaks(scenario, one) != _breaks(scenario, other):
        said.append(say("breaks||of a shift"))
    if one.people != other.people:
        said.append(say("people {change}", change=f"{one.people}{ARROW}{other.people}"))
    return ", ".join(said)


def _called(scenario: Scenario, given: Given) -> list[Change]:
    before, after = (
        {(post.kind.group, post.kind.start, post.kind.end): post for post in standing.posts if post.rule == ON_CALL}
        for standing in (given.before, given.standing)
    )
    found = []
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one != other:
            posts = [() if post is None else (post,) for post in (one, other)]
            people = [_people(part) for part in posts]
            was, now = (_shown(scenario, part) for part in posts)
            text = _called_in(posts[0], posts[1])
            found.append(
                Change(
                    None,
                    text,
                    was,
                    now,
                    people[1] - people[0],
                    _cost(posts[1]) - _cost(posts[0]),
                    calls_in=True,
                    posts=(posts[0], posts[1]),
                )
            )
    return found


def _called_in(before: Sequence[Post], after: Sequence[Post]) -> str:
    return say("called in {change}", change=f"{_people(before)}{ARROW}{_people(after)}")


def _people(posts: Sequence[Post]) -> int:
    return sum(post.people for post in posts)


def _cost(posts: Sequence[Post]) -> float:
    return sum(post.people * post.kind.cost for post in posts)


def _clock(scenario: Scenario, seconds: float) -> str:
    return f"{moment(scenario, seconds):%H:%M}"


def _breaks(scenario: Scenario, post: Post) -> str:
    return ", ".join(f"{_clock(scenario, one)}-{_clock(scenario, other)}" for one, other, _ in post.kind.breaks)


def _day_list(scenario: Scenario, posts: Sequence[Post]) -> list[str]:
    return [moment(scenario, post.kind.start).date().isoformat() for post in posts]


def _shown(scenario: Scenario, posts: Sequence[Post]) -> str:
    """A row in words: `3 x team 08:00-14:00 (break 10:00-11:00) on 2026-03-02`."""
    if not posts:
        return words.NOTHING
    post = posts[0]
    rest = _breaks(scenario, post)
    text = f"{post.people} x {post.kind.group} {_clock(scenario, post.kind.start)}-{_clock(scenario, post.kind.end)}"
    text += say(" (break {rest})", rest=rest) if rest else ""
    days = _day_list(scenario, posts)
    return say("{shift} on {days}", shift=text, days=", ".join(days)) if scenario.calendar.days > 1 else text


def signed(amount: float, currency: str) -> str:
    """Money with its sign."""
    return f"{'+' if amount > 0 else ''}{words.money(amount, currency)}"


def table(scenario: Scenario, found: Sequence[Change]) -> Table:
    """The changes, old beside new, in the language of now."""
    rows = tuple(
        (
            words.NOTHING if one.number is None else str(one.number), _called_in(*one.posts) if one.calls_in else _what(scenario, *one.posts),
            *(_shown(scenario, posts) for posts in one.posts), words.signed(one.people), signed(one.cost, scenario.currency),
        )
        for one in found
    )  # fmt: skip
    columns = (
        say("no||number of a shift"), say("what||was changed"), say("was||before a change"), say("is||after a change"), say("person-shifts"), say("cost"),
    )  # fmt: skip
    return Table(columns, rows, labels=4)
