"""What a calibration says in words: what was read, how well the simulation agrees, what would explain where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.actual import CENTRE, DAY, SHOWN
from callfloor.figures.picture import Table
from scenarios.history.calibrating.clues import clues

if TYPE_CHECKING:
    from scenarios.history.calibrating.clues import Clue
    from scenarios.history.calibrating.study import Study
    from sim.against_actual import Comparison

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
    found = [(one.name, words.plural(one.rows, "row"), one.treatment) for one in made.calls.origin.findings]
    return found + [(name, words.count(count), "counted") for name, count in made.notes.items()]


def whole_day(found: Iterable[Comparison], scope: str = CENTRE) -> Table:
    """The figures of the whole day, recorded beside simulated."""
    rows = tuple(
        (
            *((one.name,) if scope != CENTRE else ()),
            SHOWN[one.measure][0],
            words.styled(one.actual, SHOWN[one.measure][1]),
            words.styled(one.simulated, SHOWN[one.measure][1]),
            possible(one),
            words.NOTHING if one.standard_errors is None else words.signed(round(one.standard_errors, 1)),
            "outside" if one.agrees is False else "",
        )
        for one in found
        if one.period == DAY and one.scope == scope
    )
    named = ("contact type",) if scope != CENTRE else ()
    columns = (*named, "measure", "recorded", "simulated", "95 % of such days", "standard errors apart", "")
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
        return "Calibrated; with one recorded day of its weekday, agreement cannot be told from chance"
    outside = [one for one in known if not one.agrees]
    days = f"{words.plural(len(made.day.days), 'recorded ' + made.day.name.capitalize())}"
    if not outside:
        return f"The simulated day agrees with {days} in all {len(known)} figures of the whole day"
    return (
        f"The simulated day agrees with {days} in {len(known) - len(outside)} of {len(known)} figures of the whole day"
    )


def off(found: Sequence[Comparison], *, whole: bool = True) -> list[str]:
    """Where the model is off: figures of the ``whole`` day, then how many hours, by measure."""
    lines = []
    for one in found:
        if whole and one.agrees is False and one.period == DAY:
            name, show, of = SHOWN[one.measure]
            whose = "" if one.scope == CENTRE else f" of {one.name}"
            lines.append(
                f"{name}{whose} over the whole day: recorded {words.styled(one.actual, show)}, simulated {words.styled(one.simulated, show)} "
                f"({words.signed(round(one.standard_errors or 0.0, 1))} standard errors, {of})"
            )
    for scope, name in dict.fromkeys((one.scope, one.name) for one in found):
        hours = [
            one
            for one in found
            if (one.scope, one.name) == (scope, name) and one.period != DAY and one.agrees is not None
        ]
        outside = [one for one in hours if not one.agrees]
        if not outside:
            continue
        whose = "the centre" if scope == CENTRE else name
        listed = ", ".join(f"{SHOWN[one.measure][0]} at {one.period}" for one in outside[:8])
        more = f" and {len(outside) - 8} more" if len(outside) > 8 else ""
        chance = f"chance alone puts {0.05 * len(hours):.0f} there"
        lines.append(f"by hour, {whose}: {len(outside)} of {len(hours)} figures outside ({chance}): {listed}{more}")
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
    return [(clue.name, _told(clue, seen)) for clue in ordered]


def _told(clue: Clue, seen: str | None) -> str:
    """A clue and what it does to simulated waits."""
    said = f"{clue.said[:1].upper()}{clue.said[1:]}."
    if clue.pull == "either":
        return said
    would = f"That makes simulated waits {clue.pull} than recorded ones"
    if seen is None:
        return f"{said} {would}; none of that is seen here."
    return f"{said} {would}, {'as is seen here' if clue.pull == seen else 'the opposite of what is seen here'}."


def busyness(made: Study) -> Table:
    """How much days differ, type by type."""
    rows = tuple(
        (
            one.names[0],
            words.number(one.per_day),
            f"{one.cv:.3f}" + (f" ± {one.error:.3f}" if one.there else ""),
            "shown" if one.there else "not shown",
            f"{one.chance:.2g}",
            made.busyness.of(one.names[0]) or words.NOTHING,
        )
        for one in made.busyness.types
    )
    columns = (
        "contact type",
        "contacts a day",
        "cv of busyness",
        "",
        "by chance alone with probability",
        "shares the draw",
    )
    return Table(columns, rows)


def correlations(made: Study) -> list[str]:
    """How types go together."""
    return [
        f"{one.one} and {one.other}: correlation {one.correlation:.2f} ± {one.error:.2f}; the scenario has "
        f"{'1 (they share a draw)' if made.busyness.of(one.one) == made.busyness.of(one.other) else '0 (draws of their own)'}"
        for one in made.busyness.pairs
    ]


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
            f"{one.attempts}" if one.limit_shown else "no limit shown",
        )
        for code, one in made.retries.items()
    )
    columns = ("contact type", "losses", "seen again that day", "try again", "by chance", "mean delay", "attempts")
    return Table(columns, rows)


def repeats(made: Study) -> Table | None:
    """Customers who come again within a day and a week."""
    found = made.repeats
    if found is None:
        return None
    rows = []
    for name, shares, chance in (
        ("24 h", found.within_day, found.chance_day),
        ("7 days", found.within_week, found.chance_week),
    ):
        base = words.share(chance.value) if chance else words.NOTHING
        rows += [
            (
                f"{after}, again within {name}",
                f"{words.share(one.value)} ± {words.share(one.error)}",
                words.number(one.of),
                base,
            )
            for after, one in shares.items()
        ]
    return Table(("customers", "come again", "of contacts", "by chance, a week later"), tuple(rows))
