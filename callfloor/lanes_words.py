"""What a study of lanes says in words: the answer, its reason, what a design is called, and what each class gets.

The study's own sentences (``optimize/lanes``) are kept; here numbers are brought into the one way in which callfloor writes them, and the
answer is made short enough for a heading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from callfloor import gauges, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimize.lanes.result import Estimate, Found, Study
    from scenarios.schema import Scenario

MEASURES = ("answer_rate", "abandonment", "mean_wait", "wait_p50", "wait_p90", "wait_p95", "lost", "cost_of_loss")
STYLES = {"lost": "number", "offered": "count"}
SHORT = {
    "today": "today's rules",
    "one_queue": "one queue",
    "priority": "priority",
    "head_start": "head start",
    "reserved": "reserved",
    "callback": "callback",
    "dedicated": "dedicated",
    "overflow": "overflow",
    "pool_helps": "pool helps",
    "lane_helps": "lane helps",
    "tiers": "tiers",
    "bot_first": "bot first",
}  # names that fit beside a point
SLIGHT = {"answer_rate": 0.0005, "abandonment": 0.0005, "mean_wait": 0.5}  # changes that nobody would call one
WORDS = {"answer_rate": "answered in time", "abandonment": "gave up", "mean_wait": "mean wait"}
STATUS = {"met": "met", "missed": "MISSED", "infeasible": "no plan"}
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
PER_CENT = re.compile(r"(?<=\d) ?%")


def plainly(text: str) -> str:
    """A sentence of the study with its numbers written as everywhere: 67 600, 4.1 %."""
    return PER_CENT.sub(f"{words.THIN}%", THOUSANDS.sub(words.THIN, text))


def short(found: Found) -> str:
    """A design's name beside a point: `overflow 10 s`."""
    name, number = SHORT.get(found.key, found.design.title), found.design.parameter
    return name if number is None else f"{name} {number.shown}".replace(" ", "\u00a0")


def names(study: Study) -> dict[str, str]:
    """What the two classes are called, by key."""
    return {key: tier.name for key, tier in study.classes.both.items()}


def per(study: Study) -> str:
    """For how long a cost is: a day, a week, or so many days."""
    return per_calendar(study.scenario)


def per_calendar(scenario: Scenario) -> str:
    """The same of a scenario."""
    days = scenario.calendar.days
    return {1: "a day", 7: "a week"}.get(days, f"for {days} days")


def heading(name: str) -> str:
    """`What vip gets`, `What silver and standard get`."""
    return f"What {name} {'get' if ' and ' in name else 'gets'}"


def money(study: Study, value: float | None) -> str:
    """A cost with the currency of the scenario; agent-hours where nobody has a wage."""
    return words.money(value, study.scenario.currency)


def estimated(one: Estimate, show: str, currency: str = "") -> str:
    """A figure with its limits."""
    if show == "money":
        value = words.money(one.mean, currency)
        if one.mean is None or one.low is None or one.high is None or one.low == one.high:
            return value
        return f"{value} ({words.money(one.low, '').strip()}–{words.money(one.high, '').strip()})"
    return words.estimate(one.mean, one.low, one.high, show)


def style(measure: str) -> str:
    """How a measure of a class is written."""
    return STYLES.get(measure) or gauges.gauge(measure).show


def called(measure: str, within: float | None = None) -> str:
    """What a measure of a class is called, with its denominator where it is a share."""
    if measure == "answer_rate":
        return f"answered within {words.duration(within)}"
    return {"lost": "customers lost"}.get(measure) or gauges.called(measure)


def sized(study: Study) -> list[Found]:
    """Designs that have people, the cheapest that meets its targets first, those that miss one after them."""
    there = [one for one in study.designs if one.staffing is not None]
    return sorted(there, key=lambda one: (one.status != "met", one.whole))


def in_order(study: Study) -> list[Found]:
    """All designs, those without a plan last."""
    return [*sized(study), *(one for one in study.designs if one.staffing is None)]


def best(study: Study) -> Found | None:
    """The design that is recommended."""
    advice = study.recommendation
    return None if advice is None or advice.key is None else study.found(advice.key)


def reference(study: Study) -> str:
    """What designs are held against, in a sentence: `today's rules`."""
    return SHORT.get(study.reference, study.reference)


def headline(study: Study) -> str:
    """The answer: which design, what it costs, and which are as good."""
    found = best(study)
    if found is None:
        return "No design is sized yet." if study.recommendation is None else plainly(study.recommendation.words)
    what = "No lane of its own" if found.design.shared else "A lane of its own"
    what = "Leave it as it is" if found.key == "today" else what
    equal, is_ = equally_good(study), _is([found.key])
    text = f"{what} for {names(study)['vip']}: {_lower(found.design.called)} {is_} the cheapest {_of_which(study)} that keeps the targets, {money(study, found.whole)} {per(study)}"
    if equal:
        text += f"; {words.listed([_lower(study.found(key).design.called) for key in equal])} {_is(equal)} equally good"
    return f"{text}."


def _of_which(study: Study) -> str:
    """`design`, or of which it is the cheapest where not all were tried: `of the 3 designs tried`."""
    so_far = "" if study.complete else " so far"
    tried = [one for one in study.designs if one.design.rule]
    if not study.untried:
        return f"design{so_far}"
    return f"of the {len(tried)} designs tried{so_far}" if len(tried) > 1 else f"design{so_far}, the only one tried,"


def _is(keys: Sequence[str]) -> str:
    """The verb: rules are, a lane is."""
    return "is" if len(keys) == 1 and keys[0] != "today" else "are"


def equally_good(study: Study) -> tuple[str, ...]:
    """Keys of the designs that are as good as the recommended one."""
    return () if study.recommendation is None else study.recommendation.equally_good


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def reasons(study: Study) -> list[str]:
    """Why: what the design does, what it costs, what a lane would cost besides, and what each class gets."""
    advice, found = study.recommendation, best(study)
    if advice is None:
        return []
    if found is None:
        return misses(study) or [plainly(advice.reason)]
    # Who is not hired any more is the first thing that a manager has to know of a design.
    lines = [found.design.says, *found.design.notes, plainly(advice.reason), gets(study, found)]
    if study.untried:
        why = "there was no time for them" if not study.complete else "they were not asked for"
        lines.append(f"Not tried, for {why}: {words.listed([_lower(one) for one in study.untried])}.")
    if advice.equally_good:
        lines.append(
            f"Equally good means within {money(study, advice.margin)} {per(study)}: the search for shifts and the days that were simulated "
            "cannot tell them apart."
        )
    lines += [plainly(advice.why_no_lane)] if advice.why_no_lane else []
    other = next((one for one in study.designs if one.key == study.reference and one is not found), None)
    lines += [f"{other.design.called}: {plainly(other.why)}"] if other is not None and other.why else []
    bot = next((one for one in study.designs if not one.design.rule and one.why), None)
    if bot is not None:
        saved = found.whole - bot.whole
        pays = (
            f"it pays if the bot costs less than {money(study, saved)} {per(study)}" if saved > 0 else "it pays nowhere"
        )
        lines.append(
            f"{bot.design.called}: {plainly(bot.why)} What the bot itself costs is not in it, so it is not ranked: {pays}."
        )
    return lines


def causes(study: Study) -> list[tuple[str, str]]:
    """Of every design why its people cost more or less than those of the recommended one, the cheapest first."""
    return [(one.design.called, plainly(one.why)) for one in sized(study) if one.why]


def misses(study: Study) -> list[str]:
    """Which targets each design misses, if it does."""
    return [plainly(f"{one.design.called} misses {'; '.join(one.short)}.") for one in in_order(study) if one.short]


def gets(study: Study, found: Found) -> str:
    """What each class gets in a design: `Of vip, 95.1 % (94.8–95.3) are answered within 15 s, ...`."""
    parts = [
        f"{words.estimate(rate.mean, rate.low, rate.high, 'share')} of the offered {names(study)[key]} are answered within "
        f"{words.duration(figures.within)}"
        for key, figures in found.classes.items()
        for rate in (figures.answer_rate,)
    ]
    changes = [
        f"{names(study)[key]} {_points(found.against[key]['answer_rate'])}{_besides(found, key)}"
        for key in found.classes
        if found.against.get(key) and found.key != study.reference
    ]
    against = f" (against {reference(study)}: {words.listed(changes)})" if changes else ""
    return f"{words.listed(parts)}{against}."


def _besides(found: Found, key: str) -> str:
    """What else surely changes for a class: `, gave up +1.2 points, mean wait +14 s`."""
    told = [
        f"{WORDS[measure]} {gauges.change(measure, found.against[key][measure].mean, '')}"
        for measure in ("abandonment", "mean_wait")
        if moves(found, key, measure)
    ]
    return "".join(f", {text}" for text in told)


def _points(one: Estimate) -> str:
    if nothing_happens("answer_rate", one):
        return "as many"
    text = gauges.change("answer_rate", one.mean, "")
    return text if surely(one) else f"{text}, which may be luck"


def surely(one: Estimate) -> bool:
    """Whether a difference is told apart from luck: zero lies outside its limits."""
    return one.low is not None and one.high is not None and not one.low <= 0 <= one.high


def nothing_happens(measure: str, one: Estimate) -> bool:
    """Whether a change is so small that it would be written as none."""
    return one.mean is None or abs(one.mean) < SLIGHT[measure]


def moves(found: Found, key: str, measure: str) -> int:
    """Whether a class surely gains (1) or loses (-1) by a measure against the reference; 0 where it cannot be told, or is nothing."""
    one = found.against.get(key, {}).get(measure)
    if one is None or one.mean is None or not surely(one) or nothing_happens(measure, one):
        return 0
    return gauges.gauge(measure).better * (1 if one.mean > 0 else -1)


def loses(found: Found, key: str) -> tuple[str, ...]:
    """By which measures a class surely loses: answers in time, giving up, waits."""
    return tuple(measure for measure in SLIGHT if moves(found, key, measure) < 0)


def people(found: Found, groups: Sequence[str]) -> float:
    """Shifts that are worked, or, without shifts, people at the busiest moment of each group."""
    return sum(
        crew.most_at_once if crew.shifts is None else crew.shifts for crew in found.crews if crew.group in groups
    )


def crews(found: Found) -> str:
    """People of a design: `24 + 140` where there is a lane, else `152`."""
    lane, pool = (people(found, groups) for groups in (found.design.lane, found.design.pool))
    every = f"{words.count(pool)}"
    return f"{words.count(lane)}{words.THIN}+{words.THIN}{every}" if found.design.lane else every


def why_missing(study: Study, otherwise: str) -> str:
    """Why a part of a study is not there."""
    return otherwise if study.complete else "The study was broken off before this was done."


def days_of(study: Study) -> str:
    """How much was simulated."""
    return f"{words.plural(study.days, 'day' if study.scenario.calendar.days == 1 else 'calendar')} of each design, seed {study.seed}"
