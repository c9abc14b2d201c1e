"""The words of the tables and charts, each with its denominator.

`docs/measures.md` has the same with their formulas; both follow `sim/definitions.py`, which is what is computed. A report explains
the words that it uses: some hold only for centres that have chats, deadlines or a model of satisfaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import extras, words
from callfloor.figures.deadlines import deferred_queues
from callfloor.figures.reading import Reading

if TYPE_CHECKING:
    from scenarios.schema import Scenario

ALWAYS: tuple[tuple[str, str], ...] = (
    ("offered", "contacts that asked for a person at an open queue: answered + abandoned + blocked + cleared + unfinished"),
    (
        "answered within 20 s",
        "answered with a wait of at most 20 s / offered. Who gave up or was turned away stays in the denominator. "
        "The same for any other number of seconds; of the centre: over calls, chats and visitors",
    ),
    ("abandoned", "contacts that gave up waiting / offered"),
    ("mean wait", "seconds from joining the queue to the answer / answered. “Of all who ask”: any end of the wait / offered"),
    ("90 % wait at most", "90th percentile of the waits of the answered, all days pooled"),
    ("longest wait", "mean of the days' longest waits"),
    ("people waiting", "seconds waited in the queue / seconds; work left over waits until the end"),
    ("occupancy", "time handling and wrapping up / time staffed; breaks are not staffed, being held in reserve is"),
    ("people on the floor", "scheduled people x (1 - shrinkage), rounded half up; costs are of scheduled people"),
    ("contacts an agent in 8 h", "contacts answered / time present x 8 h; the mean of a group's agents on one simulated day, and the most"),
    ("longest stretch", "from taking a contact to the first moment with nothing in hand; the mean of a group's agents, and the worst"),
    ("workload", "contacts offered x mean handling and wrap-up / length of the interval; deferred work is spread over the hours staffed"),
    ("cost", "paid staff for the calendar; the cost of lost contacts stands apart"),
    ("cost per contact", "cost / answered"),
    ("cost of loss", "contacts whose customer was not served and neither tries again nor complains x what the scenario says one is worth"),
    ("days met, calendars met", "days (calendars, if one is several days) on which the period reaches the target / those on which something was offered in it"),
    (
        "chance of missing",
        "days on which the period misses the target / days on which it can be told. The cause is what sets those days "
        "apart: more contacts, longer ones, fewer people; or nothing does, and too few are scheduled",
    ),
    (
        "95 % limits",
        "where the mean over endless days would lie in 95 of 100 such runs; means are sums over days / sums over days. "
        "“Exact”: computed without chance, or the same on every day",
    ),
)  # fmt: skip
FATES = {
    "contained": ("contained", "finished in the IVR or by the bot; contained share: contained / (contained + offered)"),
    "closed": ("closed", "asked for a closed queue, or called while the IVR was out; not offered"),
    "queue full": ("queue full", "found as many waiting as the queue holds (blocked); its wait is 0"),
    "no line free": ("no line free", "found no free line, or no free port of the IVR (blocked_lines); not offered"),
    "cleared": ("cleared", "disconnected from the queue at closing"),
    "unfinished": ("unfinished", "work left over at the calendar's end, and attempts due after it"),
    "repeats": ("repeats", "offered contacts of customers who were answered and have to come again"),
    "resolved at once": (
        "resolved at once",
        "first-contact resolution: answered first attempts not followed by a repeat or an escalation / answered first attempts",
    ),
}
ON_TIME = ("on time", "deferred work finished by its deadline / deferred work whose deadline falls inside the calendar")
SLOTS = (
    "chat slots in use",
    "chats in hand / chats that the people on the floor may have at once; anything else fills all slots",
)
SATISFACTION = (
    "satisfaction",
    "mean score, 0 to 100, of the answered of calls, chats and visitors, after SERVPERF: waiting, an unsettled matter, being "
    "handed on and coming again take points off; the points are the scenario's assumption",
)
CHANNEL = (
    "cost of a channel",
    "each group's pay, interval by interval, shared out by the seconds its people spent on the contacts of the channel",
)


def glossary(reading: Reading) -> tuple[tuple[str, str], ...]:
    """The words that a report of this scenario uses."""
    scenario, fates = reading.scenario, extras.fates(reading)
    found = [*ALWAYS, *(FATES[column] for column in (fates.columns if fates else ()) if column in FATES)]
    found += [ON_TIME] if deferred_queues(scenario) else []
    found += [SLOTS] if any(group.concurrency > 1 for group in scenario.agent_groups.values()) else []
    found += [CHANNEL] if extras.channels(reading) else []
    return (*found, *([(SATISFACTION[0], SATISFACTION[1] + _bands(scenario))] if scenario.satisfaction else []))


def _bands(scenario: Scenario) -> str:
    model = scenario.satisfaction
    if model is None:
        return ""
    return f". From {words.number(model.good)} on good, from {words.number(model.pass_)} on a pass, below that to be improved"
