"""A film as a browser gets it: arrays packed as numbers, names, colours, and the words in which it tells.

Numbers travel as bytes in base64 (whole numbers of 32 bits, moments as doubles), a tenth of what they would be as text. Sentences come
with their places, for the browser fills in moments and names as its reader moves through the day.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np

from callfloor import words as spoken
from callfloor.figures.look import scenario_colours
from callfloor.figures.reading import moment
from callfloor.films.film import DAY, STATES, Film, film
from callfloor.language import say
from sim.sums.spans import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

CODES = (
    "number",
    "attempt",
    "contact_type",
    "queue",
    "outcome",
    "cause",
    "cell",
    "group",
    "agent",
    "there_cell",
    "rest_cell",
)
MOMENTS = (
    "arrived", "joined", "gone", "taken", "answered", "ended", "released", "there_from", "there_to", "rest_from", "rest_to",
)  # fmt: skip
MINUTE = 60.0


def made(source: str, overrides: tuple[str, ...], seed: int | None, number: int, day: int) -> dict[str, Any]:
    """Simulate one day of a run once more and film it: ``number`` of the replication, ``day`` of its calendar, both from 0.

    The same seed brings the same day, so it is the very one that was measured.
    """
    from scenarios.loading import load
    from sim import experiment

    scenario = load(source, overrides)
    day = min(max(day, 0), scenario.calendar.days - 1)
    log = experiment.prepare(scenario, seed=seed, replications=number + 1).work.log(number)
    return reel(film(scenario, log, day), day)


def reel(shown: Film, day: int = 0) -> dict[str, Any]:
    """The film in pieces that JSON can carry."""
    scenario = shown.scenario
    colour = scenario_colours(scenario)
    deferred = [scenario.deferred(name) for name in scenario.queues]
    peaks, strip, fullest = _waiting(shown, deferred)
    at = moment(scenario, day * DAY)
    return {
        "date": spoken.day(at.date()),
        "days": scenario.calendar.days,
        "begins": shown.begins,
        "ends": shown.ends,
        "queues": [
            {"name": name, "colour": colour[name], "deferred": late, "peak": peak}
            for name, late, peak in zip(scenario.queues, deferred, peaks, strict=True)
        ],
        "groups": [{"name": name, "colour": colour[name]} for name in scenario.agent_groups],
        "types": list(scenario.contact_types),
        "strip": strip,
        "fullest": fullest,
        **{name: _packed(getattr(shown, name), "<i4") for name in CODES},
        **{name: _packed(getattr(shown, name), "<f8") for name in MOMENTS},
        "words": words(),
    }


def _packed(values: NDArray[Any], kind: str) -> str:
    return base64.b64encode(values.astype(kind).tobytes()).decode()


def _waiting(shown: Film, deferred: list[bool]) -> tuple[list[int], list[int], float]:
    """The most who wait in each queue at once; the most who wait on the line in all (else for work), minute by minute; and when."""
    inside = (shown.gone > shown.joined) & (shown.gone > shown.begins) & (shown.joined < shown.ends)
    begins, ends = np.maximum(shown.joined, shown.begins), np.minimum(shown.gone, shown.ends)
    peaks = []
    for code in range(len(deferred)):
        own = inside & (shown.queue == code)
        peaks.append(int(counted(begins[own], ends[own]).values.max()))
    late = np.array([*deferred, False])[shown.queue]
    own = inside & (late if all(deferred) else ~late) & (shown.queue >= 0)
    counts = counted(begins[own], ends[own])
    minutes = np.arange(shown.begins, shown.ends, MINUTE)
    moments = np.union1d(minutes, counts.moments[(counts.moments >= shown.begins) & (counts.moments < shown.ends)])
    values = counts.at(moments)
    strip = np.maximum.reduceat(values, np.searchsorted(moments, minutes))
    return peaks, strip.tolist(), float(moments[int(np.argmax(values))])


def words() -> dict[str, Any]:
    """What is said of a film in the browser, in the language of now."""
    return {
        "play": say("Play"),
        "pause": say("Pause"),
        "speed": say("Speed"),
        "moment": say("Moment of the day"),
        "goto": say("Go to"),
        "back": say("Back one minute"),
        "on": say("On one minute"),
        "strip": say("How many wait over the day; at most {most}, at {time}"),
        "queues": say("Queues"),
        "queue": say("queue"),
        "waiting": say("waiting"),
        "longest": say("longest wait"),
        "most": say("most that day"),
        "foremost": say("Waiting longest"),
        "nobody": say("Nobody waits."),
        "floor": say("Agents"),
        "group": say("group"),
        "summary": say("The floor in numbers"),
        "hint": say("Choose a contact or an agent to stop the clock and see its story."),
        "told": say("{time}: {queues}. {groups}."),
        "told_queue": say("{n} wait for {queue}, the longest {wait}"),
        "told_group": say("{group}: {talking} talking, {wrap_up} in wrap-up, {idle} idle"),
        "states": dict(zip(STATES, _states(), strict=True)),
        "agent": say("{group} {n}"),
        "agent_is": say("{group} {n}: {state}"),
        "contact": say("Contact {n}"),
        "contact_waits": say("contact {n}, {queue}, waiting {wait}"),
        "type": say("Type: {type}"),
        "close": say("Close the story"),
        "attempt": say("Attempt {n}, {cause}"),
        "causes": _causes(),
        "outcomes": _outcomes(),
        "arrived": say("arrives"),
        "joined": say("asks for {queue}"),
        "dialled": say("is called back by {agent}"),
        "answered": say("is answered by {agent} after {wait}"),
        "ended": say("the talk ends after {time}"),
        "released": say("{agent} is free after {time} of wrap-up"),
        "agent_none": say("Nobody was served."),
        "taken": say("from"),
        "talk": say("talk"),
        "wrap": say("wrap-up"),
        "free": say("idle before"),
        "agent_day": say("Contacts of the day: {n}"),
    }


def _states() -> tuple[str, ...]:
    return (say("idle"), say("talking or at work"), say("wrap-up"), say("break"), say("away"))


def _causes() -> list[str]:
    return [
        say("the first"), say("called again"), say("not settled the last time"), say("handed on"), say("a follow-up"), say("a complaint"),
    ]  # fmt: skip


def _outcomes() -> list[str]:
    """By code; what an attempt that was not answered came to."""
    return [
        say("answered"), say("gives up after {wait}"), say("finds the queue full"), say("is disconnected at closing after {wait}"),
        say("is still not served at the end"), say("finds no free line"), say("finds it closed"), say("is served by the IVR or the bot"),
        say("hangs up in the IVR"),
    ]  # fmt: skip
