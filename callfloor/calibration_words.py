"""What a calibration says in words: what was read, how well the simulation agrees, what would explain where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.actual import CENTRE, DAY, SHOWN
from callfloor.figures.picture import Table
from callfloor.language import later, plural, say
from callfloor.language.histories import retold
from scenarios.history.calibrating.clues import clues

if TYPE_CHECKING:
    from scenarios.history.calibrating.clues import Clue
    from scenarios.history.calibrating.study import Study
    from sim.against_actual import Comparison

AFTER = {
    "answered": later("answered||contact"),
    "abandoned": later("abandoned||contact"),
}  # what became of the first contact
WAITS = {"answer_rate": -1, "answered_within_20_s": -1, "abandonment": 1, "mean_wait": 1}  # sign of longer waits


def summary(made: Study) -> list[str]:
    """What was read and how it was treated, in plain lines."""
    origin = made.calls.origin
    lines = [
        f"{words.plural(origin.rows, 'row')} read from {origin.name}; {words.plural(origin.left_out, 'row')} left out."
    ]
    lines += [f"  {one}" for one in origin.bad[:20]]
    lines += [f"  and {len(origin.bad) - 20} more broken rows, in calibration.json"] if len(origin.bad) > 20 else []
    return lines + [f"  {count}  {what} ({became})" for what, count, became in treatments(made)]


def treatments(made: Study) -> list[tuple[str, str, str]]:
    """Everything odd that was met, how often, and what became of it."""
    found = [
        (retold(one.name), plural("{n} row", "{n} rows", one.rows), retold(one.treatment))
        for one in made.calls.origin.findings
    ]
    return found + [(retold(name), words.count(count), say("counted")) for name, count in made.notes.items()]


def whole_day(found: Iterable[Comparison], scope: str = CENTRE) -> Table:
    """The figures of the whole day, recorded beside simulated."""
    rows = tuple(
        (
            *((one.name,) if scope != CENTRE else ()),
            say(SHOWN[one.measure][0]),
            words.styled(one.actual, SHOWN[one.measure][1]),
            words.styled(one.simulated, SHOWN[one.measure][1]),
            possible(one),
            words.NOTHING if one.standard_errors is None else words.signed(round(one.standard_errors, 1)),
            say("outside") if one.agrees is False else "",
        )
        for one in found
        if one.period == DAY and one.scope == scope
    )
    named = (say("contact type"),) if scope != CENTRE else ()
    columns = (
        *named,
        say("measure"),
        say("recorded"),
        say("simulated||beside the recorded"),
        say("95 % of such days"),
        say("standard errors apart"),
        "",
    )
    return Table(columns, rows, labels=len(named) + 1)


def possible(one: Comparison) -> str:
    """The limits, cut to what the measure can be."""
    show = SHOWN[one.measure][1]
    low = None if one.low is None else max(one.low, 0.0)
    high = one.high if one.high is None or show != "share" else min(one.high, 1.0)
    return words.limits(low, high, show)


def headline(made: Study, found: Sequence[Comparison]) -> str:
    """Whether the simulated centre behaves as the recorded one did."""
    known = [one for one in found if one.period == DAY and one.scope == CENTRE and one.agrees is not None]
    if not known:
        return say("Calibrated; with one recorded day of its weekday, agreement cannot be told from chance")
    outside = [one for one in known if not one.agrees]
    days = plural(
        "{n} recorded {weekday}", "{n} recorded {weekday}s", len(made.day.days), weekday=words.weekday(made.start)
    )
    if not outside:
        return say(
            "The simulated day agrees with {days} in all {count} figures of the whole day", days=days, count=len(known)
        )
    return say(
        "The simulated day agrees with {days} in {count} of {all} figures of the whole day",
        days=days,
        count=len(known) - len(outside),
        all=len(known),
    )


def off(found: Sequence[Comparison], *, whole: bool = True) -> list[str]:
    """Where the model is off: figures of the ``whole`` day, then how many hours, by measure."""
    lines = []
    for one in found:
        if whole and one.agrees is False and one.period == DAY:
            name, show, of = SHOWN[one.measure]
            what = say(name) if one.scope == CENTRE else say("{measure} of {name}", measure=say(name), name=one.name)
            lines.append(
                say(
                    "{what} over the whole day: recorded {actual}, simulated {simulated} ({apart} standard errors, {of})",
                    what=what, actual=words.styled(one.actual, show), simulated=words.styled(one.simulated, show),
                    apart=words.signed(round(one.standard_errors or 0.0, 1)), of=say(of),
                )
            )  # fmt: skip
    for scope, name in dict.fromkeys((one.scope, one.name) for one in found):
        hours = [
            one
            for one in found
            if (one.scope, one.name) == (scope, name) and one.period != DAY and one.agrees is not None
        ]
        outside = [one for one in hours if not one.agrees]
        if not outside:
            continue
        listed = say(", ").join(
            say("{measure} at {hour}", measure=say(SHOWN[one.measure][0]), hour=one.period) for one in outside[:8]
        )
        if len(outside) > 8:
            listed = say("{figures} and {count} more", figures=listed, count=len(outside) - 8)
        lines.append(
            say(
                "by hour, {name}: {count} of {all} figures outside (chance alone puts {chance} there): {figures}",
                name=say("the centre") if scope == CENTRE else name, count=len(outside), all=len(hours),
                chance=f"{0.05 * len(hours):.0f}", figures=listed,
            )
        )  # fmt: skip
    return lines


def pull(found: Sequence[Comparison]) -> str | None:
    """Whether simulated waits are longer or shorter than recorded ones, over the whole day; None where neither is shown."""
    signs = [
        WAITS[one.measure] * (1 if one.simulated > one.actual else -1)
        for one in found
        if one.scope == CENTRE and one.period == DAY and one.measure in WAITS and abs(one.standard_errors or 0.0) >= 1
    ]
    return None if not signs or sum(signs) == 0 else ("longer" if sum(signs) > 0 else "shorter")


def suspects(made: Study, found: Sequence[Comparison]) -> list[tuple[str, str]]:
    """What the scenario does not have, those first that would explain the difference seen."""
    seen = pull(found)
    ordered = sorted(clues(made), key=lambda clue: (clue.pull != seen, clue.pull == "either"))
    return [(retold(clue.name), _told(clue, seen)) for clue in ordered]


def _told(clue: Clue, seen: str | None) -> str:
    """A clue and what it does to simulated waits."""
    said = words.chain([words.begun(retold(clue.said))])
    if clue.pull == "either":
        return said
    if seen is None:
        does = "; none of that is seen here"
    else:
        does = ", as is seen here" if clue.pull == seen else ", the opposite of what is seen here"
    longer = "That makes simulated waits longer than recorded ones{here}."
    shorter = "That makes simulated waits shorter than recorded ones{here}."
    return words.told_in_turn([said, say(longer if clue.pull == "longer" else shorter, here=say(does))])


def busyness(made: Study) -> Table:
    """How much days differ, type by type."""
    rows = tuple(
        (
            one.names[0],
            words.number(one.per_day),
            f"{one.cv:.3f}" + (f" ± {one.error:.3f}" if one.there else ""),
            say("shown||told apart from chance" if one.there else "not shown"),
            f"{one.chance:.2g}",
            made.busyness.of(one.names[0]) or words.NOTHING,
        )
        for one in made.busyness.types
    )
    columns = (
        say("contact type"),
        say("contacts a day"),
        say("cv of busyness"),
        "",
        say("by chance alone with probability"),
        say("shares the draw"),
    )
    return Table(columns, rows)


def correlations(made: Study) -> list[str]:
    """How types go together."""
    shared = "{one} and {other}: correlation {value} ± {error}; the scenario has 1 (they share a draw)"
    own = "{one} and {other}: correlation {value} ± {error}; the scenario has 0 (draws of their own)"
    return [
        say(
            shared if made.busyness.of(one.one) == made.busyness.of(one.other) else own,
            one=one.one, other=one.other, value=f"{one.correlation:.2f}", error=f"{one.error:.2f}",
        )
        for one in made.busyness.pairs
    ]  # fmt: skip


def retries(made: Study) -> Table:
    """Who comes again after a loss."""
    rows = tuple(
        (
            made.sample.types[code],
            words.number(one.losses),
            words.number(one.returned),
            f"{words.share(one.after_abandoning)} ± {words.share(one.after_abandoning_error)}",
            words.share(one.chance),
            f"{words.duration(one.mean)} ± {words.duration(one.mean_error)}",
            f"{one.attempts}" if one.limit_shown else say("no limit shown"),
        )
        for code, one in made.retries.items()
    )
    columns = ("contact type", "losses", "seen again that day", "try again", "by chance", "mean delay", "attempts")
    return Table(tuple(map(say, map(later, columns))), rows)


def repeats(made: Study) -> Table | None:
    """Customers who come again within a day and a week."""
    found = made.repeats
    if found is None:
        return None
    rows = []
    for name, shares, chance in (
        (later("{after}, again within 24 h"), found.within_day, found.chance_day),
        (later("{after}, again within 7 days"), found.within_week, found.chance_week),
    ):
        base = words.share(chance.value) if chance else words.NOTHING
        rows += [
            (
                say(name, after=say(AFTER[after]) if after in AFTER else after),
                f"{words.share(one.value)} ± {words.share(one.error)}",
                words.number(one.of),
                base,
            )
            for after, one in shares.items()
        ]
    columns = ("customers", "come again", "of contacts", "by chance, a week later")
    return Table(tuple(map(say, map(later, columns))), tuple(rows))
