"""Tables that only some centres need: what became of contacts, deferred work, chats, satisfaction, channels, single agents.

Each gives rows only for what the scenario has, and no table at all where there is nothing to say: a plain voice centre sees
none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.deadlines import deferred_queues
from callfloor.figures.picture import Table
from callfloor.figures.reading import Reading
from callfloor.language import later, plural, say
from sim.sums.money import NOBODY, by_channel
from sim.sums.satisfaction import bands
from sim.sums.tally import names_of

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.deadlines import Deadline
    from scenarios.schema import Scenario

SCOPE_WORDS = {
    "centre": later("centre"),
    "contact_type": later("contact type"),
    "queue": later("queue"),
    "agent_group": later("group"),
}
FATES = (
    ("contained", later("contained")),
    ("closed", later("closed")),
    ("blocked", later("queue full")),
    ("blocked_lines", later("no line free")),
    ("cleared", later("cleared")),
    ("unfinished", later("unfinished")),
    ("repeats", later("repeats")),
)
BANDS = (later("● good"), later("◐ pass"), later("○ to be improved"))

HOUR = 3600.0

Row = Callable[[str, str], str]


def places(scenario: Scenario, *scopes: str) -> list[tuple[str, str, str]]:
    """Scope, name and what a reader calls it, of every row of a table."""
    names = names_of(scenario)
    return [(scope, name, scenario.name if scope == "centre" else name) for scope in scopes for name in names[scope]]


def estimate(reading: Reading, measure: str, scope: str, name: str, show: str, within: float | None = None) -> str:
    """A measure with its limits: `91.2 % (90.5–91.9)`."""
    row = reading.row(measure, scope, name, within=within)
    return words.NOTHING if row is None else words.estimate(row.mean, row.low, row.high, show)


def fates(reading: Reading) -> Table | None:
    """What else became of contacts: one column for each fate that anybody met."""
    scenario = reading.scenario
    found = places(scenario, "centre", "contact_type", "queue")

    def counted(measure: str) -> Row:
        return lambda scope, name: words.count(reading.value(measure, scope, name))

    columns: list[tuple[str, Row]] = []
    for measure, word in FATES:
        if any((reading.value(measure, scope, name) or 0) > 0 for scope, name, _ in found):
            columns.append((say(word), counted(measure)))
            if measure == "contained":
                columns.append(
                    (say("contained share"), lambda scope, name: words.share(contained_share(reading, scope, name)))
                )
    if comes_again(reading):
        columns.append(
            (
                say("resolved at once"),
                lambda scope, name: estimate(reading, "first_contact_resolution", scope, name, "share"),
            )
        )
    if not columns:
        return None
    rows = tuple(
        (say(SCOPE_WORDS[scope]), label, *(cell(scope, name) for _, cell in columns)) for scope, name, label in found
    )
    return Table(("", say("name"), *(word for word, _ in columns)), rows, labels=2)


def contained_share(reading: Reading, scope: str, name: str = "centre") -> float | None:
    """Contained / (contained + offered): of those who were settled by the IVR or asked for a person."""
    contained, offered = (reading.value(measure, scope, name) for measure in ("contained", "offered"))
    if contained is None or offered is None or contained + offered == 0:
        return None
    return contained / (contained + offered)


def comes_again(reading: Reading) -> bool:
    """Whether any contact has to come again or is handed on."""
    resolved = reading.value("first_contact_resolution", "centre")
    return resolved is not None and resolved < 1.0


def work(reading: Reading) -> Table | None:
    """Deferred work: by when it is due, how much of it was, and what share of that was done in time."""
    scenario = reading.scenario
    names = deferred_queues(scenario)
    if not names:
        return None
    rows = tuple(
        (
            name,
            _deadline(scenario.queues[name].deadline, scenario.queues[name].deadline_from),
            words.count(reading.value("offered", "queue", name)),
            words.count(due_in_calendar(reading, name)),
            estimate(reading, "on_time", "queue", name, "share"),
            words.count(reading.value("unfinished", "queue", name)),
            estimate(reading, "mean_wait", "queue", name, "duration"),
            words.duration(reading.value("wait_p90", "queue", name)),
        )
        for name in names
    )
    columns = ("queue", "deadline", "came", "due", "on time, of the due", "left over", "mean wait", "90 % wait at most")
    return Table(tuple(map(say, map(later, columns))), rows, labels=2)


def due_in_calendar(reading: Reading, queue: str) -> float:
    """Work whose deadline falls inside the calendar; mean per calendar."""
    row = names_of(reading.scenario)["queue"].index(queue)
    tallies = reading.results.tallies
    return float(sum(one.sums["queue"]["due"][row].sum() for one in tallies)) / len(tallies)


def _deadline(deadline: Deadline | None, since: str) -> str:
    if deadline is None:
        return say("none")
    text = plural("{n} working day", "{n} working days", deadline.working_days or 0)
    if deadline.seconds is not None:
        text = words.duration(deadline.seconds)
    return say("{time} from the first arrival", time=text) if since == "first_arrival" else text


def satisfaction(reading: Reading) -> Table | None:
    """How contacts score their service: the mean, its band, and how many are in each band."""
    scenario = reading.scenario
    if scenario.satisfaction is None:
        return None
    rows = []
    for scope, name, label in places(scenario, "centre", "contact_type", "queue", "agent_group"):
        score = reading.value("satisfaction", scope, name)
        if score is None:
            continue
        shares = bands(scenario, reading.results.tallies, scope, name)
        rows.append(
            (
                say(SCOPE_WORDS[scope]),
                label,
                band(scenario, score),
                estimate(reading, "satisfaction", scope, name, "number"),
                *(words.share(value) for value in (shares.good, shares.passed, shares.poor)),
            )
        )
    return Table(("", say("name"), say("band"), say("score of 100"), *map(say, BANDS)), tuple(rows), labels=3)


def band(scenario: Scenario, score: float) -> str:
    """The band of a score, by shape and word."""
    model = scenario.satisfaction
    if model is None:
        return ""
    return say(BANDS[0] if score >= model.good else BANDS[1] if score >= model.pass_ else BANDS[2])


def channels(reading: Reading) -> Table | None:
    """What each channel costs, where there are several."""
    found = by_channel(reading.results)
    if len({row.channel for row in found} - {NOBODY}) < 2:
        return None
    currency, priced = reading.scenario.currency, is_priced(reading.scenario)
    rows = tuple(
        (
            say("groups without a contact") if row.channel == NOBODY else say(row.channel.replace("_", " ")),
            words.count(row.offered),
            words.count(row.answered),
            words.money(row.cost, currency) if priced else words.NOTHING,
            words.money(row.cost_per_contact, currency) if priced else words.NOTHING,
            words.money(row.cost_of_loss, currency),
        )
        for row in found
    )
    columns = ("channel", "offered", "answered", "cost", "cost per contact", "cost of loss")
    return Table(tuple(map(say, map(later, columns))), rows)


def is_priced(scenario: Scenario) -> bool:
    """Whether any wage is stated: work that nobody has priced is not free."""
    return any(group.cost is not None for group in scenario.agent_groups.values())


def agents(reading: Reading) -> pd.DataFrame:
    """Every agent of one simulated day: one row each."""
    from sim.agents import by_agent

    return by_agent(reading.scenario, reading.log)


def agent_columns(reading: Reading) -> dict[str, tuple[str, str, str]]:
    """By group: contacts in 8 h of presence, share busy and longest stretch of its agents, each the mean and the most.

    Agents who were there for less than an hour are left out, for one call would be their whole day.
    """
    found = {}
    for group, table in agents(reading).groupby("group", sort=False):
        each = table[table["seconds_present"] >= HOUR]
        contacts, busy, stretch = (
            each["contacts"] / each["seconds_present"] * 8 * HOUR,
            each["occupancy"],
            each["longest_stretch"],
        )
        if len(each):
            found[str(group)] = (
                f"{words.count(contacts.mean())} ({words.count(contacts.max())})",
                f"{words.share(busy.mean())} ({words.share(busy.max())})",
                f"{words.duration(stretch.mean())} ({words.duration(stretch.max())})",
            )
    return found
