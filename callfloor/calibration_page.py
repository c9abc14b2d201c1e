"""The calibration page: does the scenario behave as the recorded centre did, where not, and what would explain it.

Order: the answer, the figures of the whole day, the chart by hour, where the model is off and why, the contact types, then
what was read off the log with its standard errors, and how the log was treated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from callfloor import __version__, calibration_words, page, words
from callfloor.blocks import Answer, Block, Bullets, Chart, Folded, Paragraph, Rows, Section, Sheet, Words
from callfloor.figures.actual import SHOWN, against_actual
from callfloor.figures.fits import fits
from callfloor.figures.picture import Table
from callfloor.language import CHINESE, current, later, plural, say

if TYPE_CHECKING:
    from datetime import date

    from scenarios.history.calibrating.durations import Measured, Work
    from scenarios.history.calibrating.study import Study
    from sim.against_actual import Comparison
    from sim.experiment import Results

EXITS = {"contained": later("contained"), "hang_up": later("hang up")}  # of the IVR, besides queues
LIMITS = later(
    "Outside means beyond the 95 % limits of the difference between so many recorded and so many simulated days (Welch): one "
    "figure in twenty lies there by chance alone."
)


def report(made: Study, results: Results, found: Sequence[Comparison]) -> bytes:
    """The page; ``results`` are simulated days of the scenario that was written, ``found`` them beside what happened."""
    return page.made(lambda: sheet(made, results, found))


def sheet(made: Study, results: Results, found: Sequence[Comparison]) -> Sheet:
    """What a calibration says."""
    title = say("Calibration from {file}", file=made.calls.origin.name.rsplit("/", 1)[-1])
    about = say(
        "{title} · {contacts} on {days}, {first} to {last}",
        title=title, contacts=plural("{n} contact", "{n} contacts", len(made.calls)), days=words.days(len(made.sample.date_of)),
        first=_date(made.sample.date_of[0]), last=_date(made.sample.date_of[-1]),
    )  # fmt: skip
    blocks = (
        Answer(calibration_words.headline(made, found)),
        Section(say("The whole day"), (Paragraph(say(LIMITS)), Rows(calibration_words.whole_day(found)))),
        *map(Chart, against_actual(results)),
        *_off(made, found),
        *_by_type(found),
        *_read_off(made),
        *_treatments(made),
    )
    foot = plural(
        "callfloor {version} · {n} simulated day, seed {seed}, engine {engine} · ± is a standard error",
        "callfloor {version} · {n} simulated days, seed {seed}, engine {engine} · ± is a standard error",
        len(results.tallies),
        version=__version__,
        seed=results.seed,
        engine=results.engine,
    )
    return Sheet(title, about, blocks, foot)


def _date(on: date) -> str:
    return words.day(on) if current() == CHINESE else f"{on}"


def _off(made: Study, found: Sequence[Comparison]) -> list[Block]:
    """Where the model is off, and what would explain it."""
    where = calibration_words.off(found) or [say("Nowhere: no figure lies outside its limits.")]
    why = calibration_words.suspects(made, found)
    blocks: list[Block] = [Section(say("Where the model is off"), (Bullets(tuple(where)),))]
    if why:
        note = say("What the log shows and the scenario does not have, first what would explain the difference seen:")
        blocks.append(Section(say("What would explain it"), (Paragraph(note), Words(tuple(why)))))
    return blocks


def _by_type(found: Sequence[Comparison]) -> list[Block]:
    """The contact types: the whole day, then every hour."""
    day = calibration_words.whole_day(found, "contact_type")
    if not day.rows:
        return []
    rows = tuple(
        (one.name, one.period, say(SHOWN[one.measure][0]), *_figures(one))
        for one in found
        if one.scope == "contact_type" and one.period != "day"
    )
    columns = ("contact type", "hour", "measure", "recorded", "simulated||beside the recorded", "95 % of such days")
    hours = Table((*map(say, map(later, columns)), ""), rows, labels=3)
    every = Folded(say("every hour of every contact type"), (Rows(hours),))
    return [Section(say("By contact type"), (Rows(day), every))]


def _figures(one: Comparison) -> tuple[str, str, str, str]:
    show = SHOWN[one.measure][1]
    return (
        words.styled(one.actual, show),
        words.styled(one.simulated, show),
        calibration_words.possible(one),
        say("outside") if one.agrees is False else "",
    )


def _read_off(made: Study) -> list[Block]:
    """What was read off the log."""
    note = say(
        "What is left of the spread between days of one weekday once the chance of Poisson arrivals is taken away."
    )
    together = calibration_words.correlations(made)
    differ: list[Block] = [Paragraph(note), Rows(calibration_words.busyness(made))]
    differ += [Bullets(tuple(together))] if together else []
    patience = [one for one in made.patience if one]
    blocks: list[Block] = [
        Section(say("How much days differ"), tuple(differ)),
        Chart(fits("patience", later("How long do callers wait before they give up?"), patience)),
        Chart(fits("talk", later("How long do contacts take?"), _parts(made.work.values()))),
    ]
    if made.wrap_up:
        blocks.append(
            Chart(fits("wrap_up", later("How long is the work after a contact?"), _parts(made.wrap_up.values())))
        )
    if made.ivr:
        asked = list(made.ivr.values())
        blocks.append(Chart(fits("ivr", later("How long are callers in the IVR before they ask?"), asked)))
    if made.paths:
        blocks.append(Section(say("Where contacts go from the IVR"), (Rows(_paths(made)),)))
    if made.retries:
        blocks.append(Section(say("Who tries again after a loss"), (Rows(calibration_words.retries(made)),)))
    again = calibration_words.repeats(made)
    if again is not None:
        blocks.append(Section(say("Who comes again"), (Rows(again),)))
    return [*blocks, Section(say("People||of a log"), (Rows(_people(made)),))]


def _parts(works: Iterable[Work]) -> list[Measured]:
    """Every distribution of a kind of work."""
    found: list[Measured] = []
    for work in works:
        for parts in work.apart.values() or (work.together,):
            found += parts
    return found


def _paths(made: Study) -> Table:
    exits = dict.fromkeys(name for path in made.paths.values() for name in path.shares)
    rows = tuple(
        (made.sample.types[code], words.number(path.count), *(words.share(path.shares.get(name)) for name in exits))
        for code, path in made.paths.items()
    )
    heads = (say(EXITS[name]) if name in EXITS else name for name in exits)
    return Table((say("contact type"), say("contacts||number"), *heads), rows)


def _people(made: Study) -> Table:
    """Groups: who they are, what they serve, how many were there."""
    rows = tuple(
        (
            group.name,
            words.number(len(group.agents)) if len(group.agents) else words.NOTHING,
            words.number(group.answered),
            say(", ").join(
                say("{queue} (after {time})", queue=made.sample.queues[line], time=words.duration(after))
                if after
                else made.sample.queues[line]
                for line, after in sorted(group.skills.items())
            ),
            words.number(float(made.day.presence[place].max())),
            words.number(float(made.day.presence[place].sum() * made.interval / 3600)),
        )
        for place, group in enumerate(made.presence.groups)
    )
    columns = ("group", "people", "contacts answered", "serves", "most there at once", "hours a day")
    return Table(tuple(map(say, map(later, columns))), rows)


def _treatments(made: Study) -> list[Block]:
    """How the log was treated."""
    origin = made.calls.origin
    columns = (say("found||in a file"), say("rows"), say("became"))
    rows = Rows(Table(columns, tuple(calibration_words.treatments(made))))
    read, left_out = (plural("{n} row", "{n} rows", count) for count in (origin.rows, origin.left_out))
    said = say("{rows} read; {left_out} left out.", rows=read, left_out=left_out)
    return [Section(say("What was done with the log"), (Paragraph(said), rows))]
