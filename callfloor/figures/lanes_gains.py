"""Who gains and who loses against the reference (today's rules, where they are among the designs)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import gauges, words
from callfloor.figures.lanes_dots import Panel, Row, dots
from callfloor.figures.picture import Picture, nothing_to_draw
from callfloor.lanes_tables import SHOCKS, gains, shocks
from callfloor.lanes_words import (
    WORDS,
    best,
    loses,
    names,
    nothing_happens,
    plainly,
    reference,
    short,
    sized,
    surely,
    why_missing,
)
from callfloor.language import later, say

if TYPE_CHECKING:
    from optimize.lanes.result import Estimate, Found, Study

NAME = "gains"


def who_gains(study: Study) -> Picture:
    """What each class gains in every design, and what the design saves."""
    title = say("Who gains and who loses against {reference}?", reference=reference(study))
    there = [one for one in sized(study) if one.against and one.key != study.reference]
    if not there:
        return nothing_to_draw(
            NAME, title, say("Nothing is sized yet that could be held against {reference}.", reference=reference(study))
        )
    called = names(study)
    rates = [
        Row(short(one), {key: one.against[key]["answer_rate"] for key in called}, _priced(study, one)) for one in there
    ]
    gone = [Row(short(one), {key: one.against[key]["abandonment"] for key in called}) for one in there]
    waits = [Row(short(one), {key: one.against[key]["mean_wait"] for key in called}) for one in there]
    found = [
        Panel(say("answered in time, points of the offered: right is better"), rates, 100, say(gauges.POINTS), 0.5),
        Panel(say("gave up, points of the offered: left is better"), gone, 100, say(gauges.POINTS), 0.2),
        Panel(say("mean wait of the answered, s: left is better"), waits, 1, words.unit_word("s"), 2.0),
    ]
    return Picture(NAME, title, _caption(study, there), dots(found, called), gains(study))


def _priced(study: Study, one: Found) -> str:
    """What a design costs more or less, people and lost customers together."""
    by = one.whole - study.found(study.reference).whole
    return gauges.change("cost", by, study.scenario.currency)


def _caption(study: Study, there: list[Found]) -> str:
    found, called = best(study), names(study)
    about = found if found is not None and found.key != study.reference else there[0]
    moves = words.listed(
        [
            say("{count} {name}", count=_moves(about.against[key]["answer_rate"]), name=name)
            for key, name in called.items()
        ]
    )
    text = [
        say(
            "With {design}, {moves} are answered in time than under {reference}.",
            design=short(about), moves=moves, reference=reference(study),
        )
    ]  # fmt: skip
    kept = [one for one in there if not any(loses(one, key) for key in called)]
    cheaper = [one for one in kept if one.whole < study.found(study.reference).whole]
    if cheaper:
        text.append(
            say(
                "Nobody surely loses, neither in answers in time nor by giving up or waiting more, at less cost, with {designs}.",
                designs=words.listed([short(one) for one in cheaper]),
            )
        )
    lost = [told for key, name in called.items() if (told := _losers(there, key, name))]
    text += [say("Surely worse off: {who}", who=words.chain(lost))] if lost else []
    text.append(say("In bold: what the design costs more or less, people and lost customers together."))
    return words.told_in_turn(text)


def _losers(there: list[Found], key: str, name: str) -> str:
    """With which designs a class loses, and by what: `standard with priority and reserved 1 (answered in time, mean wait), callback (mean wait)`."""
    by: dict[tuple[str, ...], list[str]] = {}
    for one in there:
        if measures := loses(one, key):
            by.setdefault(measures, []).append(short(one))
    if not by:
        return ""
    told = [
        say(
            "{value} ({limits})",
            value=words.listed(some) if len(some) < len(there) else say("every design"),
            limits=say(", ").join(say(WORDS[measure]) for measure in measures),
        )
        for measures, some in by.items()
    ]
    return say("{name} with {designs}", name=name, designs=say(", ").join(told))


def _moves(one: Estimate) -> str:
    """How many more of the offered of a class: `4.2 points more`."""
    if one.mean is None or not surely(one) or nothing_happens("answer_rate", one):
        return say("about as many")
    points = gauges.bare_change("answer_rate", abs(one.mean)).lstrip("+")
    return say("{points} points more" if one.mean > 0 else "{points} points fewer", points=points)


def on_bad_days(study: Study) -> Picture:
    """What each shock does to the answer rates of the classes, design by design, with the people as planned."""
    name, title, called = "shocks", later("How well does each design stand a bad day?"), names(study)
    if not study.shocks:
        return nothing_to_draw(name, title, why_missing(study, later("They were not asked for.")))
    found = []
    for key in dict.fromkeys(one.shock for one in study.shocks):
        some = {one.key: one for one in study.shocks if one.shock == key}
        rows = [
            Row(
                short(one), {klass: some[one.key].change[klass] for klass in called}, _missed(len(some[one.key].missed))
            )
            for one in sized(study)
            if one.key in some
        ]
        says = plainly(next(iter(some.values())).says)
        heading = say("{name}: {what}", name=say(SHOCKS.get(key, key)), what=says)
        found.append(Panel(heading, rows, 100, say(gauges.POINTS), 0.5))
    return Picture(name, say(title), _told(study), dots(found, called), shocks(study))


def _missed(count: int) -> str:
    return say("misses {count}", count=count) if count else ""


def _told(study: Study) -> str:
    """Which design loses least and most of the preferred class's answers under each shock."""
    called, parts = names(study), []
    for key in dict.fromkeys(one.shock for one in study.shocks):
        some = sorted(
            (one for one in study.shocks if one.shock == key and one.change["vip"].mean is not None),
            key=lambda one: -(one.change["vip"].mean or 0.0),
        )
        if some:
            ends = [
                say(
                    "{value} ({limits})",
                    value=short(study.found(one.key)),
                    limits=gauges.change("answer_rate", one.change["vip"].mean, ""),
                )
                for one in (some[0], some[-1])
            ]
            name = say(SHOCKS.get(key, key))
            parts.append(say("{name}: {best} best, {worst} worst", name=name, best=ends[0], worst=ends[1]))
    head = say(
        "Change of {name} answered in time, with the people as planned: {changes}",
        name=called["vip"],
        changes=words.chain(parts),
    )
    return words.told_in_turn([head, say("In bold: how many targets are then surely missed.")])
