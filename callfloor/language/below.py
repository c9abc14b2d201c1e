"""Sentences that come from below in English, said again in the language of now.

What is simulated and planned knows nothing of languages: a reason, a proof or a remedy comes up as an English sentence. Here stand
their patterns. One that fits a text whole is said with what stood in its places, which may be such sentences themselves; a text of
several sentences is said pattern by pattern. What no pattern fits stays English, whole. More patterns stand in `patterns/`, by subject.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from callfloor.language import ENGLISH, OF, current, later, say
from callfloor.language.patterns import faults, formula, lanes, runs

SKIPPED = tuple(map(later, (
    "in the warm-up",
    "over||of a period",
    "closed||of a period",
    "nothing offered",
    "nobody staffed",
    "nothing due",
    "expects {count} contacts, fewer than {least}",
)))  # fmt: skip
PROOFS = tuple(map(later, (
    "Read again from a workbook. Simulated on {count} days that no planner has seen (seed {seed}); it was not searched for, so nothing is said about "
    "cheaper plans.",
    "The plan kept its targets when it was made. On these days 1 period fell short by no more than the plan as it was made did (two standard "
    "errors of the difference): by chance, and counted as kept.",
    "The plan kept its targets when it was made. On these days {count} periods fell short by no more than the plan as it was made did (two standard "
    "errors of the difference): by chance, and counted as kept.",
    "The optimum, proved: every plan was bounded by what its intervals lose at least, computed exactly (Markov chain, one queue, "
    "exponential times, empty floor at the start). No plan with these kinds of shifts is cheaper.",
    "A lower bound computed exactly (Markov chain, one queue, exponential times, empty floor at the start): no plan with these "
    "kinds of shifts costs less. Whether one exists between the bound and the cost is not settled.",
    "A lower bound computed exactly (Markov chain, one queue, exponential times, empty floor at the start): no plan with these "
    "kinds of shifts costs less. Late breaks spoil this plan; whether another one keeps every target was not settled.",
    "It is computed as if breaks began and ended on time. On the floor they begin when a contact ends and keep their length, which only "
    "takes people away; with patience not shorter than handling that never makes a plan better, so the bound holds there, too.",
    "Lower bound by workload: every plan needs agents' time for the contacts that the targets demand to be answered, at the "
    "mean handling of whoever answers, and on busy days and quiet ones there is no more done than there is time for or than comes. "
    "It assumes that contacts are not picked by how long they will take, and "
    "that what is carried past an interval's or a shift's end is at most one remaining contact for each agent. "
    "It leaves out the idle time that short waits need, so the true least cost lies between the bound and the cost.",
    "Calls that find no line, or no port of the IVR, are not offered; it assumes that they are too few to matter.",
    "No lower bound was worked out: there was no time left for it.",
    "No lower bound is known for this centre: {reason}. How far the plan is from the least cost is open.",
    "Learned from simulation, not proved: the least that shifts could cost if people brought everywhere what was measured around this "
    "plan. It holds if adding or moving people never brings more than that (what agents are worth to each queue is a figure for a "
    "group and an interval, measured on some days, and falls the more there are: where many groups share queues, other days give another bound), "
    "and if choosing numbers that round well after shrinkage is worth no more than {rounding} agents a group and interval (nor, where "
    "nothing is rounded, is what is predicted away from the plan off by more). Every measured score counts a standard error in the bound's disfavour.",
    "There was no time to find a better plan: this one is by formula.",
    "By formula: nothing was searched for or learned from simulation, and nothing is proved.",
    "By formula: nothing is proved. The nearest plan was simulated, and misses targets too.",
    "By formula: no shifts keep the limits on people even where targets may be missed, so that no plan could be simulated.",
    "Estimated by formulas corrected by simulation.",
    "Estimated by formulas corrected by simulation; the nearest plan was simulated, and misses targets too.",
    "There was no time left to find out what stands in the way.",
    "Stopped before any plan was found.",
    "Proved by exact computation.",
    "Proved by exact computation for breaks that are on time.",
    "Found by search from the plan as it stood: formulas tuned to it, corrected by simulation. No bound is known on what the rest of the "
    "day must cost. Periods of targets that ended by {now} are not judged any more; those that go on are judged as a whole, with what has "
    "become of them until then.",
    "The plan kept its targets when it was made. A period that misses on these days by no more than on the same days as they were forecast counts as kept.",
    "The plan is not known to be made for the scenario as it is now. So no period counts as kept because the plan kept its targets when it was made.",
    "A lower bound of {bound} was worked out, and this plan meets its targets for less: what that bound rests on does not hold here, "
    "and the gap says nothing. Please report it.",
)))  # fmt: skip
NOTES = tuple(map(later, (
    "Shifts have breaks, and on the floor a break begins when a contact ends. So targets are judged by the value computed for breaks "
    "on time plus what late breaks change about it, measured on fresh days simulated with and without.",
    "Targets were computed exactly; the simulated days are a check beside it.",
    "Staffing of {groups} is ignored: shifts name the group, so it is planned.",
    "Staffing of {groups} is ignored: shifts name these groups, so they are planned.",
    "Staffing of {groups} is ignored: there are no shifts, and every group has staffing, so it is planned.",
    "Staffing of {groups} is ignored: there are no shifts, and every group has staffing, so they are planned.",
    "Staffing of {groups} stays as it is, and its cost is not in the plan's cost.",
    "The cost includes {paid} for people of {groups} whom events call in, whatever the shifts.",
    "Overtime at a closing is paid besides; the plan's cost is that of its shifts.",
    "No target asks for deferred work of {queues} that is due before the calendar's end: it gets what time is left.",
    "targets[{place}] says the same as targets[{other}], which asks for as much or more.",
    "targets[{place}] does nothing beside targets[{other}], which asks for as much or more.",
    "targets[{place}] does nothing: nobody who waits there ever abandons (patience: never).",
    "The minimum of {group} ({least}) is not kept where no shift can be: {when}.",
    "There was no time left to look at everything.",
)))  # fmt: skip
CONFLICTS = tuple(map(later, (
    "they could be met if a person could be split, but not with whole people",
    "the targets could be met if a person could be split, but not with whole people",
    "no shift covers {when} for queue {queue} (groups with the skill: {groups})",
    "the staff minimum of {group} ({count})",
    "the headcount of {group} ({count})",
    "the shares of part-time",
    "the labour rules",
    "the hours of the shifts of {group}",
    "the target of {who} ({asked}) over the whole calendar",
    "the target of {who} ({asked}) in the interval from {when}",
    "the target of {who} ({asked}) in the hour from {when}",
    "the target of {who} ({asked}) in the day from {when}",
    "the centre",
    "queue {name}",
    "contact type {name}",
    "agent group {name}",
    "{value} % answered within {time} s",
    "at most {value} % abandon",
    "at most {value} % occupied",
    "{value} % on time",
    "a mean wait of at most {time} s",
    "{start} to {end}",
)))  # fmt: skip
DESIGNS = tuple(map(later, (
    "Today's rules",
    "One queue for all",
    "Priority in the shared pool",
    "Head start",
    "Head start ({number})",
    "Reserved agents",
    "Reserved agents ({number})",
    "Callback for {name}",
    "Callback for {name} ({number})",
    "Dedicated lane",
    "Lane with overflow",
    "Lane with overflow ({number})",
    "Lane, the pool may help it",
    "Lane, it may help the pool",
    "Lane, it may help the pool ({number})",
    "A lane by tiers",
    "The rules as they stand in the scenario.",
    "Everybody waits in one line, and everybody serves it: first come, first served.",
    "Everybody serves everybody; whoever becomes free takes a VIP first. Nobody is interrupted, nobody kept free.",
    "Everybody serves everybody, the longest wait first; a VIP joins as if it had waited {number} already.",
    "Everybody serves everybody, VIPs first; others are taken only while {number} stay free for a VIP.",
    "Everybody serves everybody, VIPs first; others are taken only while {number} stays free for a VIP.",
    "Priority in the shared pool; {name} may choose to be called back where more than {number} of waiting are expected.",
    "The lane serves VIPs and nobody else; the pool serves the others and no VIP.",
    "VIPs have a lane; one who has waited {number} may be taken by the pool too, before all others there.",
    "VIPs have a lane; one who finds nobody free in it may be taken by the pool too, before all others there.",
    "VIPs have a lane; whoever is idle in the pool, with nobody of its own waiting, takes a VIP at once.",
    "VIPs have a lane, which helps the pool while {number} stay free in it; the pool serves no VIP.",
    "VIPs have a lane, which helps the pool while {number} stays free in it; the pool serves no VIP.",
    "VIPs have a lane, which helps the pool whenever anybody in it is free; the pool serves no VIP.",
    "Each of {names} has a lane, and nobody helps anybody.",
    "{seconds} s",
    "{minutes} min",
    "{agents} agents",
    "{agents} agent",
    "{share} more VIPs than forecast",
    "{number} times as many contacts of both classes for {hours} hours from {clock} on",
    "{number} paid hours absent (a fifth of a dedicated lane), of the lane first where there is one",
)))  # fmt: skip
WARNINGS = tuple(map(later, (
    "{names}: arrivals differ in {scenario}; its differences are also those of the volumes.",
    "Only {scenario} has {names}; figures of the centre are not of the same contacts.",
    "Busyness differs in {scenario}: the same day is not equally busy in both.",
    "{first} counts in {one}, {second} in {another}: costs are not compared.",
    "The warm-up of {scenario} is another: figures are not of the same hours.",
)))  # fmt: skip
REMEDIES = tuple(map(later, (
    "allow shifts that cover these hours, {wanted}",
    "allow shifts that cover these hours, {wanted} (that alone is not enough)",
    "allow shifts of {group} that cover {wanted}",
    "lower the staff minimum of {group}",
    "lower the staff minimum of {group} (that alone is not enough)",
    "lower the staff minimum of {group}, or raise its headcount",
    "lower the staff minimum of {group}, or raise its headcount (that alone is not enough)",
    "allow {group} to work other shifts, beginning at other times",
    "allow {group} to work other shifts, beginning at other times (that alone is not enough)",
    "loosen the labour rules",
    "loosen the labour rules (that alone is not enough)",
    "loosen the labour rules, or raise the headcount",
    "loosen the labour rules, or raise the headcount (that alone is not enough)",
    "allow more people in short shifts (part_time), or offer longer ones",
    "allow more people in short shifts (part_time), or offer longer ones (that alone is not enough)",
    "raise the headcount {changes}, by estimate; it was not tested",
    "raise the headcount {changes}, by estimate; there was no time to test it",
    "raise the headcount {changes}, by estimate",
    "raise the headcount {changes} at least, by estimate: no plan was found with {people} either",
    "raise the headcount {changes}: tested, a plan for {cost} then meets every target",
    "raise the headcount {changes}: tested, a plan for {cost} then meets every target; with {people} none was found",
    "raise the headcount {changes}: tested, a plan for {hours} agent-hours then meets every target",
    "raise the headcount {changes}: tested, a plan for {hours} agent-hours then meets every target; with {people} none was found",
    "lower {what}: about {best} can be reached",
    "lower {what}: about {best} can be reached (that alone is not enough)",
    "of {group} from {now} to {most}",
    "earliest start {clock}",
    "latest start {clock}",
    "days a week",
    "hours a week",
    "days in a row",
    "shifts and rests that overlap",
)))  # fmt: skip
MONEY = {"cost", "money", "lost", "from_cost", "up_to", "bound"}
SHARES = {"share", "other_share", "asked_share", "given"}
WRITTEN = {"found", "written", "key", "name", "queue", "group", "file"}
NUMBERS = (
    "seconds",
    "minutes",
    "agents",
    "hours",
    "count",
    "least",
    "most",
    "place",
    "other",
    "value",
    "time",
    "number_of",
)
SHAPES = {
    **dict.fromkeys(("start", "end", "now", "clock"), r"[\d :T-]+"),
    **dict.fromkeys(NUMBERS, r"[\d.,\u202f]+"),
    **dict.fromkeys(MONEY, r"-?[\d.,\u202f]+(?:[ \u202f][^\W\d]+)?"),
    **dict.fromkeys(SHARES, r"[+-]?[\d.,]+[ \u202f]?%"),
    **dict.fromkeys(("names", "queues", "groups", "known"), "[^;]+?"),
    **dict.fromkeys(WRITTEN, r'(?:"[^"]*"|[^;]+?)'),
}  # of what stands in a place
NAMES = WRITTEN | {"names", "known", "groups", "queues", "example", "length"}  # never translated
PHRASES = {
    "mend",
    "have",
    "part",
    "because",
    "hour",
    "fault",
    "step",
    "short",
    "thing",
    "other_thing",
}  # to be known, else all stays English
LISTS = {"designs", "parts", "things", "formulas"}  # several phrases, with commas and an `and` between
MEANT = ". Did you mean "
SENTENCES = (*PROOFS, *NOTES, *lanes.SENTENCES)
PATTERNS = (
    *SKIPPED, *PROOFS, *NOTES, *CONFLICTS, *REMEDIES, *WARNINGS, *DESIGNS,
    *lanes.PATTERNS, *formula.PATTERNS, *runs.PATTERNS, *runs.SHORTS, *faults.PATTERNS,
)  # fmt: skip


@cache
def _matcher(pattern: str, then: str = "") -> re.Pattern[str]:
    """The pattern as an expression: each of its {places} takes what stands there, of the shape that it has."""
    parts = Formatter().parse(pattern.partition(OF)[0])
    shaped = (
        re.escape(before) + (f"(?P<{place}>{SHAPES.get(place, '.+?')})" if place else "") for before, place, *_ in parts
    )
    return re.compile("".join(shaped) + then, re.DOTALL)


def _braced(text: str) -> str:
    """Doubled braces as they are shown."""
    return text.replace("{{", "{").replace("}}", "}")


def retold(text: str) -> str:
    """The sentence, or the sentences, in the language of now; English, and what no pattern fits, as it is."""
    if current() == ENGLISH or not text:
        return text
    said = _said(str(text))
    return text if said is None else said


def _said(text: str) -> str | None:
    """The text by a pattern, or sentence by sentence; None where a part of it is known by none: nothing is half translated."""
    whole = _whole(text)
    return _in_turn(text) if whole is None else whole


def _whole(text: str) -> str | None:
    for pattern in PATTERNS:
        found = _matcher(pattern).fullmatch(text)
        said = None if found is None else _filled(pattern, found)
        if said is not None:
            return said
    return None


def _filled(pattern: str, found: re.Match[str]) -> str | None:
    values = {place: _in_place(place, value) for place, value in found.groupdict().items()}
    if None in values.values():
        return None
    return say(pattern, **values) if values else _braced(say(pattern))


def _in_place(place: str, value: str) -> str | None:
    """What stands in a place, in the language of now; None: that is not known."""
    if place in NAMES:
        return _names(value)
    if place in MONEY or place in SHARES or place in NUMBERS:
        return re.sub("(?<=\\d)\u202f(?=\\d)", ",", value).replace(" %", "%").replace("\u202f%", "%")
    if place in LISTS:
        return _listed(value)
    if place == "design":  # it stands within a sentence, so that it may begin small
        return _said(value) or _said(f"{value[:1].upper()}{value[1:]}")
    return _said(value) if place in PHRASES else retold(value)


def _names(text: str) -> str:
    """Names as they are, with what stands between several and what is asked behind them."""
    names, meant, one = text.partition(MEANT)
    if meant:
        return say("{written}. Did you mean {name}?", written=_names(names), name=one.removesuffix("?"))
    if text == "none":
        return say("none||in a list of names")
    return BEFORE_LAST.sub(_joined, text) if SEVERAL.fullmatch(text) else text


SEVERAL = re.compile(r"[^\s,]+(, [^\s,]+)* (and|or) [^\s,]+")
BEFORE_LAST = re.compile(r", | (and|or) ")


def _joined(found: re.Match[str]) -> str:
    return {"and": "和", "or": "或"}.get(found[1], "、")


def _listed(text: str) -> str | None:
    """Several phrases in a row; a phrase may have a comma of its own."""
    whole = _said(text)
    if whole is not None:
        return whole
    for between in re.finditer(r", |; | and | or ", text):
        first = _said(text[: between.start()])
        rest = None if first is None else _listed(text[between.end() :])
        if rest is not None:
            return f"{first}、{rest}"
    return None


def _in_turn(text: str) -> str | None:
    """Several sentences, each by its pattern: the longest that begins the text, then the rest."""
    starts = [(found, pattern) for pattern in SENTENCES if (found := _matcher(pattern, "(?= )").match(text))]
    for found, pattern in sorted(starts, key=lambda start: -start[0].end()):
        first, rest = _filled(pattern, found), _said(text[found.end() + 1 :])
        if first is not None and rest is not None:
            return first + rest
    return None
