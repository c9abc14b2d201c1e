"""What a study of lanes says in words: the answer, its reason, what a design is called, and what each class gets.

The study's own sentences (``optimize/lanes``) are kept; here numbers are brought into the one way in which callfloor writes them, and the
answer is made short enough for a heading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from callfloor import gauges, words
from callfloor.language import later, plural, say
from callfloor.language.below import retold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimize.lanes.designs import Design
    from optimize.lanes.result import Estimate, Found, Study
    from scenarios.schema import Scenario

MEASURES = ("answer_rate", "abandonment", "mean_wait", "wait_p50", "wait_p90", "wait_p95", "lost", "cost_of_loss")
STYLES = {"lost": "number", "offered": "count"}
SHORT = {
    "today": later("today's rules"),
    "one_queue": later("one queue"),
    "priority": later("priority"),
    "head_start": later("head start"),
    "reserved": later("reserved"),
    "callback": later("callback"),
    "dedicated": later("dedicated"),
    "overflow": later("overflow"),
    "pool_helps": later("pool helps"),
    "lane_helps": later("lane helps"),
    "tiers": later("tiers"),
    "bot_first": later("bot first"),
}  # names that fit beside a point
NAMED = 2  # equally good designs in the heading; where there are more, it counts them and the reasons name them
SLIGHT = {"answer_rate": 0.0005, "abandonment": 0.0005, "mean_wait": 0.5}  # changes that nobody would call one
WORDS = {"answer_rate": later("answered in time"), "abandonment": later("gave up"), "mean_wait": later("mean wait")}
STATUS = {"met": later("met"), "missed": later("MISSED"), "infeasible": later("no plan")}
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
PER_CENT = re.compile(r"(?<=\d) ?%")


def plainly(text: str) -> str:
    """A sentence of the study with its numbers written as everywhere: 67 600, 4.1 %."""
    said = retold(text)
    return said if said != text else PER_CENT.sub(f"{words.THIN}%", THOUSANDS.sub(words.THIN, text))


def title(design: Design) -> str:
    """A design's title with its number: `Head start (10 s)`."""
    return retold(design.called)


def short(found: Found) -> str:
    """A design's name beside a point: `overflow 10 s`."""
    name, number = say(SHORT.get(found.key, found.design.title)), found.design.parameter
    return name if number is None else f"{name} {number.shown}".replace(" ", "\u00a0")


def names(study: Study) -> dict[str, str]:
    """What the two classes are called, by key."""
    return {key: words.listed(tier.contact_types) for key, tier in study.classes.both.items()}


def per(study: Study) -> str:
    """For how long a cost is: a day, a week, or so many days."""
    return per_calendar(study.scenario)


def per_calendar(scenario: Scenario) -> str:
    """The same of a scenario."""
    days = scenario.calendar.days
    if days == 1:
        return say("a day")
    return say("a week") if days == 7 else say("for {days} days", days=days)


def heading(name: str) -> str:
    """`What vip gets`, `What silver and standard get`."""
    return say("What {name} get" if " and " in name else "What {name} gets", name=name)


def money(study: Study, value: float | None) -> str:
    """A cost with the currency of the scenario; agent-hours where nobody has a wage."""
    return words.money(value, study.scenario.currency)


def estimated(one: Estimate, show: str, currency: str = "") -> str:
    """A figure with its limits."""
    if show == "money":
        value = words.money(one.mean, currency)
        if one.mean is None or one.low is None or one.high is None or one.low == one.high:
            return value
        limits = f"{words.money(one.low, '').strip()}–{words.money(one.high, '').strip()}"
        return say("{value} ({limits})", value=value, limits=limits)
    return words.estimate(one.mean, one.low, one.high, show)


def style(measure: str) -> str:
    """How a measure of a class is written."""
    return STYLES.get(measure) or gauges.gauge(measure).show


def called(measure: str, within: float | None = None) -> str:
    """What a measure of a class is called, with its denominator where it is a share."""
    if measure == "answer_rate":
        return say("answered within {within}", within=words.duration(within))
    return say("customers lost") if measure == "lost" else gauges.called(measure)


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
    return say(SHORT.get(study.reference, study.reference))


def headline(study: Study) -> str:
    """The answer: which design, what it costs, and which are as good."""
    found = best(study)
    if found is None:
        return say("No design is sized yet.") if study.recommendation is None else plainly(study.recommendation.words)
    what = "No lane of its own for {vip}" if found.design.shared else "A lane of its own for {vip}"
    what = "Leave it as it is for {vip}" if found.key == "today" else what
    said = say(
        "{what}: {design} are the cheapest {which} that keeps the targets, {money} {per}"
        if found.key == "today"
        else "{what}: {design} is the cheapest {which} that keeps the targets, {money} {per}",
        what=say(what, vip=names(study)["vip"]), design=_lower(title(found.design)), which=_of_which(study),
        money=money(study, found.whole), per=per(study),
    )  # fmt: skip
    equal = equally_good(study)
    if not equal:
        return words.chain([said])
    if len(equal) > NAMED:
        return words.chain([said, say("{n} others are equally good", n=len(equal))])
    one = len(equal) == 1 and equal[0] != "today"
    told = "{designs} is equally good" if one else "{designs} are equally good"
    return words.chain([said, say(told, designs=_alike(study))])


def _alike(study: Study) -> str:
    """The designs that are as good as the recommended one, by title."""
    return words.listed([_lower(title(study.found(key).design)) for key in equally_good(study)])


def _of_which(study: Study) -> str:
    """`design`, or of which it is the cheapest where not all were tried: `of the 3 designs tried`."""
    tried = sum(one.design.rule for one in study.designs)
    if not study.untried:
        return say("design") if study.complete else say("design so far")
    if tried > 1:
        return say(
            "of the {count} designs tried" if study.complete else "of the {count} designs tried so far", count=tried
        )
    return say("design, the only one tried," if study.complete else "design so far, the only one tried,")


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
    lines = [retold(found.design.says), *map(retold, found.design.notes), plainly(advice.reason), gets(study, found)]
    if study.untried:
        left = words.listed([_lower(retold(one)) for one in study.untried])
        why = (
            "Not tried, for they were not asked for: {designs}."
            if study.complete
            else "Not tried, for there was no time for them: {designs}."
        )
        lines.append(say(why, designs=left))
    if advice.equally_good:
        lines.append(
            say(
                "Equally good, within {money} {per}: {designs}. The search for shifts and the days that were simulated cannot tell them apart.",
                designs=_alike(study),
                money=money(study, advice.margin),
                per=per(study),
            )
        )
    lines += [plainly(advice.why_no_lane)] if advice.why_no_lane else []
    other = next((one for one in study.designs if one.key == study.reference and one is not found), None)
    lines += (
        [say("{name}: {what}", name=title(other.design), what=plainly(other.why))]
        if other is not None and other.why
        else []
    )
    bot = next((one for one in study.designs if not one.design.rule and one.why), None)
    if bot is not None:
        saved = found.whole - bot.whole
        pays = (
            "{bot}: {why} What the bot itself costs is not in it, so it is not ranked: it pays if the bot costs less than {money} {per}."
            if saved > 0
            else "{bot}: {why} What the bot itself costs is not in it, so it is not ranked: it pays nowhere."
        )
        told = {"bot": title(bot.design), "why": plainly(bot.why), "money": money(study, saved), "per": per(study)}
        lines.append(say(pays, **told))
    return lines


def causes(study: Study) -> list[tuple[str, str]]:
    """Of every design why its people cost more or less than those of the recommended one, the cheapest first."""
    return [(title(one.design), plainly(one.why)) for one in sized(study) if one.why]


def misses(study: Study) -> list[str]:
    """Which targets each design misses, if it does."""
    return [
        say("{design} misses {targets}.", design=title(one.design), targets="; ".join(map(plainly, one.short)))
        for one in in_order(study)
        if one.short
    ]


def gets(study: Study, found: Found) -> str:
    """What each class gets in a design: `Of vip, 95.1 % (94.8–95.3) are answered within 15 s, ...`."""
    parts = [
        say(
            "{share} of the offered {name} are answered within {within}",
            share=words.estimate(rate.mean, rate.low, rate.high, "share"),
            name=names(study)[key],
            within=words.duration(figures.within),
        )
        for key, figures in found.classes.items()
        for rate in (figures.answer_rate,)
    ]
    changes = [
        f"{names(study)[key]} {_points(found.against[key]['answer_rate'])}{_besides(found, key)}"
        for key in found.classes
        if found.against.get(key) and found.key != study.reference
    ]
    if not changes:
        return words.chain([words.listed(parts)])
    told = say(
        "{parts} (against {reference}: {changes})",
        parts=words.listed(parts),
        reference=reference(study),
        changes=words.listed(changes),
    )
    return words.chain([told])


def _besides(found: Found, key: str) -> str:
    """What else surely changes for a class: `, gave up +1.2 points, mean wait +14 s`."""
    told = [
        f"{say(WORDS[measure])} {gauges.change(measure, found.against[key][measure].mean, '')}"
        for measure in ("abandonment", "mean_wait")
        if moves(found, key, measure)
    ]
    return "".join(say(", {figure}", figure=text) for text in told)


def _points(one: Estimate) -> str:
    if nothing_happens("answer_rate", one):
        return say("as many")
    text = gauges.change("answer_rate", one.mean, "")
    return text if surely(one) else say("{change}, which may be luck", change=text)


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
    return otherwise if study.complete else later("The study was broken off before this was done.")


def days_of(study: Study) -> str:
    """How much was simulated."""
    if study.scenario.calendar.days == 1:
        return plural(
            "{n} day of each design, seed {seed}", "{n} days of each design, seed {seed}", study.days, seed=study.seed
        )
    return plural(
        "{n} calendar of each design, seed {seed}",
        "{n} calendars of each design, seed {seed}",
        study.days,
        seed=study.seed,
    )
