"""The words of the tables and charts, each with its denominator.

`docs/measures.md` has the same with their formulas; both follow `sim/definitions.py`, which is what is computed. A report explains
the words that it uses: some hold only for centres that have chats, deadlines or a model of satisfaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import extras, words
from callfloor.figures.deadlines import deferred_queues
from callfloor.figures.reading import Reading
from callfloor.language import later, say

if TYPE_CHECKING:
    from scenarios.schema import Scenario

ALWAYS: tuple[tuple[str, str], ...] = (
    (later("offered"), later("contacts that asked for a person at an open queue: answered + abandoned + blocked + cleared + unfinished")),
    (later("answered within 20 s"), later("answered with a wait of at most 20 s / offered. Who gave up or was turned away stays in the denominator. "
        "The same for any other number of seconds; of the centre: over calls, chats and visitors")),
    (later("abandoned"), later("contacts that gave up waiting / offered")),
    (later("mean wait"), later("seconds from joining the queue to the answer / answered. “Of all who ask”: any end of the wait / offered")),
    (later("90 % wait at most"), later("90th percentile of the waits of the answered, all days pooled")),
    (later("longest wait"), later("mean of the days' longest waits")),
    (later("people waiting"), later("seconds waited in the queue / seconds; work left over waits until the end")),
    (later("occupancy"), later("time handling and wrapping up / time staffed; breaks are not staffed, being held in reserve is")),
    (later("people on the floor"), later("scheduled people x (1 - shrinkage), rounded half up; costs are of scheduled people")),
    (later("contacts an agent in 8 h"), later("contacts answered / time present x 8 h; the mean of a group's agents on one simulated day, and the most")),
    (later("longest stretch"), later("from taking a contact to the first moment with nothing in hand; the mean of a group's agents, and the worst")),
    (later("workload"), later("contacts offered x mean handling and wrap-up / length of the interval; deferred work is spread over the hours staffed")),
    (later("cost"), later("paid staff for the calendar; the cost of lost contacts stands apart")),
    (later("cost per contact"), later("cost / answered")),
    (later("cost of loss"), later("contacts whose customer was not served and neither tries again nor complains x what the scenario says one is worth")),
    (later("days met, calendars met"), later("days (calendars, if one is several days) on which the period reaches the target / those on which something was offered in it")),
    (later("chance of missing"), later("days on which the period misses the target / days on which it can be told. The cause is what sets those days "
        "apart: more contacts, longer ones, fewer people; or nothing does, and too few are scheduled")),
    (later("95 % limits"), later("where the mean over endless days would lie in 95 of 100 such runs; means are sums over days / sums over days. "
        "“Exact”: computed without chance, or the same on every day")),
)  # fmt: skip
FATES = {
    "contained": (
        later("contained"),
        later("finished in the IVR or by the bot; contained share: contained / (contained + offered)"),
    ),
    "closed": (later("closed"), later("asked for a closed queue, or called while the IVR was out; not offered")),
    "queue full": (later("queue full"), later("found as many waiting as the queue holds (blocked); its wait is 0")),
    "no line free": (
        later("no line free"),
        later("found no free line, or no free port of the IVR (blocked_lines); not offered"),
    ),
    "cleared": (later("cleared"), later("disconnected from the queue at closing")),
    "unfinished": (later("unfinished"), later("work left over at the calendar's end, and attempts due after it")),
    "repeats": (later("repeats"), later("offered contacts of customers who were answered and have to come again")),
    "resolved at once": (
        later("resolved at once"),
        later(
            "first-contact resolution: answered first attempts not followed by a repeat or an escalation / answered first attempts"
        ),
    ),
}
ON_TIME = (
    later("on time"),
    later("deferred work finished by its deadline / deferred work whose deadline falls inside the calendar"),
)
SLOTS = (
    later("chat slots in use"),
    later("chats in hand / chats that the people on the floor may have at once; anything else fills all slots"),
)
SATISFACTION = (
    later("satisfaction"),
    later(
        "mean score, 0 to 100, of the answered of calls, chats and visitors, after SERVPERF: waiting, an unsettled matter, being "
        "handed on and coming again take points off; the points are the scenario's assumption"
    ),
)
CHANNEL = (
    later("cost of a channel"),
    later(
        "each group's pay, interval by interval, shared out by the seconds its people spent on the contacts of the channel"
    ),
)


def glossary(reading: Reading) -> tuple[tuple[str, str], ...]:
    """The words that a report of this scenario uses."""
    scenario, fates = reading.scenario, extras.fates(reading)
    shown = {say(word): entry for word, entry in FATES.items()}
    found = [*ALWAYS, *(shown[column] for column in (fates.columns if fates else ()) if column in shown)]
    found += [ON_TIME] if deferred_queues(scenario) else []
    found += [SLOTS] if any(group.concurrency > 1 for group in scenario.agent_groups.values()) else []
    found += [CHANNEL] if extras.channels(reading) else []
    told = tuple((say(word), say(meaning)) for word, meaning in found)
    return (
        *told,
        *([(say(SATISFACTION[0]), say(SATISFACTION[1]) + _bands(scenario))] if scenario.satisfaction else []),
    )


def _bands(scenario: Scenario) -> str:
    model = scenario.satisfaction
    if model is None:
        return ""
    return say(
        ". From {good} on good, from {pass_} on a pass, below that to be improved",
        good=words.number(model.good),
        pass_=words.number(model.pass_),
    )
