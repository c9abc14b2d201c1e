"""Gauges: how each measure is called, written and read where scenarios stand side by side.

A planner who compares wants to know what is better, so each measure says which way that is: more, less, or neither (a higher
occupancy is cheaper and harder on people). Differences of shares are in percentage points.
"""

from __future__ import annotations

from dataclasses import dataclass

from callfloor import words
from callfloor.extras import SCOPE_WORDS
from callfloor.language import CHINESE, current, later, say

MORE, LESS, NEITHER = 1, -1, 0
POINTS = later("points")
SIGNS = f"+{words.MINUS}"


@dataclass(frozen=True)
class Gauge:
    """One measure: its words, how `words` writes it, and which way is better."""

    word: str
    show: str
    better: int


GAUGES = {
    "answer_rate": Gauge(later("answered within"), "share", MORE),
    "on_time": Gauge(later("work on time"), "share", MORE),
    "abandonment": Gauge(later("abandoned"), "share", LESS),
    "mean_wait": Gauge(later("mean wait"), "duration", LESS),
    "occupancy": Gauge(later("occupancy"), "share", NEITHER),
    "slot_use": Gauge(later("chat slots in use"), "share", NEITHER),
    "first_contact_resolution": Gauge(later("resolved at once"), "share", MORE),
    "satisfaction": Gauge(later("satisfaction"), "number", MORE),
    "cost": Gauge(later("cost of staff"), "money", LESS),
    "cost_of_loss": Gauge(later("cost of loss"), "money", LESS),
    "cost_per_contact": Gauge(later("cost per contact"), "money", LESS),
    "intervals_meeting_target": Gauge(later("intervals that meet the target"), "share", MORE),
    "days_meeting_target": Gauge(later("days that meet the target"), "share", MORE),
    "mean_wait_all": Gauge(later("mean wait of all who ask"), "duration", LESS),
    "wait_p50": Gauge(later("half wait at most"), "duration", LESS),
    "wait_p90": Gauge(later("90 % wait at most"), "duration", LESS),
    "wait_p95": Gauge(later("95 % wait at most"), "duration", LESS),
    "longest_wait": Gauge(later("longest wait"), "duration", LESS),
    "probability_of_wait": Gauge(later("not answered at once"), "share", LESS),
    "mean_queue_length": Gauge(later("people waiting"), "number", LESS),
    "offered": Gauge(later("offered"), "count", NEITHER),
    "answered": Gauge(later("answered"), "count", MORE),
    "abandoned": Gauge(later("gave up||number"), "count", LESS),
    "blocked": Gauge(later("found the queue full"), "count", LESS),
    "blocked_lines": Gauge(later("found no line free"), "count", LESS),
    "closed": Gauge(later("found it closed"), "count", LESS),
    "cleared": Gauge(later("cleared at closing"), "count", LESS),
    "contained": Gauge(later("contained"), "count", NEITHER),
    "unfinished": Gauge(later("unfinished"), "count", LESS),
    "repeats": Gauge(later("repeats"), "count", LESS),
}
LOST = (
    "blocked",
    "blocked_lines",
    "closed",
    "cleared",
    "unfinished",
)  # or fewer who give up could hide more turned away
HEADLINE = (
    "answer_rate", "on_time", "abandonment", "mean_wait", *LOST, "occupancy", "slot_use", "first_contact_resolution",
    "satisfaction", "cost", "cost_of_loss", "cost_per_contact",
)  # fmt: skip
BY_PEOPLE = ("occupancy", "slot_use")  # said of groups
OF_THE_CENTRE = ("cost", "cost_of_loss", "satisfaction", "first_contact_resolution", *LOST)
OF_CUSTOMERS = ("answer_rate", "on_time", "abandonment", "mean_wait")  # said of queues


def called(measure: str, within: float | None = None, of: str | None = None) -> str:
    """The words of a measure: `answered within 15 s`, `mean wait`."""
    word = say(GAUGES[measure].word) if measure in GAUGES else measure.replace("_", " ")
    if within is not None and measure == "answer_rate":
        word = say("answered within {within}", within=words.duration(within))
    elif within is not None:
        word += f" {words.duration(within)}"
    return word if of in (None, "offered") else say("{measure}, of {whom}", measure=word, whom=of.replace("_", " "))


def place(scope: str, name: str) -> str:
    """Where it is measured: a name, with its kind where a name alone would mislead."""
    if scope == "centre":
        return say("centre")
    return f"{say(SCOPE_WORDS[scope])} {name}" if scope == "contact_type" else name


def gauge(measure: str) -> Gauge:
    """How to read a measure; one that nobody told us about is a number, neither good nor bad."""
    return GAUGES.get(measure, Gauge(measure.replace("_", " "), "number", NEITHER))


def value(measure: str, found: float | None, currency: str) -> str:
    """A value as it is written."""
    show = gauge(measure).show
    return words.count(found) if show == "count" else words.styled(found, show, currency)


def unit(measure: str, currency: str) -> str:
    """The unit in which differences of the measure are written: points, s, EUR."""
    units = {"share": say(POINTS), "duration": words.unit_word("s"), "money": currency, "count": say("contacts")}
    return units.get(gauge(measure).show, "")


def change(measure: str, found: float | None, currency: str) -> str:
    """A difference with its sign and unit: `+4.2 points`, `−12 s`, `+300 EUR`."""
    if found is None:
        return words.NOTHING
    bare = bare_change(measure, found)
    if current() == CHINESE and currency and gauge(measure).show == "money":
        return f"{bare[0]}{words.money(abs(found), currency)}" if bare[0] in SIGNS else words.money(0, currency)
    return f"{bare}{words.THIN}{unit(measure, currency)}".rstrip()


def bare_change(measure: str, found: float) -> str:
    """A difference with its sign, in the unit of its measure, without saying it."""
    show = gauge(measure).show
    if show == "share":
        return _signed(f"{100 * found:.1f}", 100 * found)
    if show == "money":
        return _signed(words.money(found, "").strip(), found)
    if show == "count":
        return _signed(words.count(abs(found)), found)
    return words.signed(round(found, 2) if show == "duration" and abs(found) >= 0.005 else found)


def _signed(text: str, found: float) -> str:
    text = text.removesuffix(".0").lstrip("-\u2212+")
    if not any(letter in "123456789" for letter in text):
        return "0"
    return f"{'+' if found > 0 else words.MINUS}{text}"


def limits(measure: str, low: float | None, high: float | None) -> str:
    """Limits of a difference: `+3.6 to +4.8`."""
    if low is None or high is None:
        return words.NOTHING
    return say("{start} to {end}", start=bare_change(measure, low), end=bare_change(measure, high))
