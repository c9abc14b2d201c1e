"""The report of a study of lanes: which design, why, what each costs and gives, and how all that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import __version__, gauges, lanes_tables, page, words
from callfloor.blocks import Answer, Block, Bullets, Chart, Paragraph, Rows, Section, Sheet, Tiles, Words
from callfloor.figures.lanes_frontier import frontier
from callfloor.figures.lanes_gains import on_bad_days, who_gains
from callfloor.figures.lanes_map import where_it_pays
from callfloor.figures.lanes_size import lane_size
from callfloor.figures.lanes_waits import waits
from callfloor.lanes_words import (
    best,
    causes,
    days_of,
    heading,
    headline,
    money,
    names,
    per,
    plainly,
    reasons,
    reference,
    sized,
)
from callfloor.lanes_words import title as design_title
from callfloor.language import later, plural, say
from callfloor.language.library import titled

if TYPE_CHECKING:
    from callfloor.figures.picture import Picture
    from optimize.lanes.result import Found, Study

PARTIAL = later("The study was broken off: what is here stands, what is missing was not done.")


def report(study: Study) -> bytes:
    """The page."""
    return page.made(lambda: sheet(study))


def sheet(study: Study) -> Sheet:
    """What the study says."""
    title = titled(study.scenario.title) or study.scenario.name
    first, *others = pictures(study)
    designs = Rows(lanes_tables.designs(study), stacked=True), Paragraph(_legend(study), soft=True)
    blocks = [
        Answer(headline(study)),
        Bullets((*reasons(study), *(() if study.complete else (say(PARTIAL),)))),
        *_tiles(study),
        Chart(first),
        Section(say("The designs, the cheapest first"), designs),
        *map(Chart, others),
        *(Section(heading(name), (Rows(lanes_tables.of_class(study, key)),)) for key, name in names(study).items()),
        *_explained(study),
    ]
    both = words.listed(list(names(study).values()))
    count = len(study.designs)
    about = plural(
        "{title} · lanes for {both} · {n} design",
        "{title} · lanes for {both} · {n} designs",
        count,
        title=title,
        both=both,
    )
    return Sheet(say("{title}: lanes", title=title), about, tuple(blocks), _foot(study))


def _explained(study: Study) -> list[Block]:
    """Why the designs cost what they do, what they are, how their numbers were found, and on what terms."""
    blocks: list[Block] = []
    if why := causes(study):
        blocks.append(Section(say("Why the others cost what they do"), (Words(tuple(why)),)))
    blocks.append(Section(say("The designs, what they are"), (Words(tuple(map(_told, study.designs))),)))
    if study.searches:
        note = say(
            "The number of a design is not guessed: all of these are sized on the same days, and the one that costs least, agents and lost "
            "customers together, is taken."
        )
        found = Rows(lanes_tables.searches(study))
        blocks.append(Section(say("How the numbers were found"), (Paragraph(note), found)))
    notes = (*study.notes, *_of_plans(study), *(study.map.notes if study.map else ()))
    blocks.append(Section(say("On what terms"), (Bullets(tuple(map(plainly, notes))),)))
    return [*blocks, Section(say("How to read this"), (Words(_words(study)),))]


def pictures(study: Study) -> list[Picture]:
    """The charts, in the order of a manager's questions."""
    return [frontier(study), who_gains(study), where_it_pays(study), waits(study), on_bad_days(study), lane_size(study)]


def _tiles(study: Study) -> list[Block]:
    """The recommended design in four figures."""
    found = best(study)
    if found is None:
        return []
    cost = say("people {per}", per=per(study)), money(study, found.cost), _against(study, found)
    loss, tiles = found.cost_of_loss, [cost]
    limits = say("95\u202f% limits {limits}", limits=words.limits(loss.low, loss.high, "number"))
    tiles.append((say("lost customers {per}", per=per(study)), money(study, loss.mean), limits))
    for key, name in names(study).items():
        rate = found.classes[key].answer_rate
        remark = say(
            "of the offered, within {within}; {limits}",
            within=words.duration(found.classes[key].within), limits=words.limits(rate.low, rate.high, "share"),
        )  # fmt: skip
        tiles.append((say("{name} answered", name=name), words.share(rate.mean), remark))
    return [Tiles(tuple(tiles))]


def _against(study: Study, found: Found) -> str:
    other = next((one for one in sized(study) if one.key == study.reference), None)
    if other is None or other is found:
        return say("{hours} paid hours", hours=words.count(found.paid_hours))
    return say(
        "{change} against {reference} ({share})",
        change=gauges.change("cost", found.cost - other.cost, study.scenario.currency), reference=reference(study),
        share=words.share((found.cost - other.cost) / other.cost),
    )  # fmt: skip


def _legend(study: Study) -> str:
    return say(
        "✓ recommended, = equally good. {unit} {per}; lost customers with 95\u202f% limits. All designs, today's rules among them, "
        "are staffed anew for the same targets: what differs is the rules, and so whom they let work. People: those who work a shift; lane + pool where there is a lane.",
        unit=study.scenario.currency or say("Money"),
        per=per(study),
    )


def _told(one: Found) -> tuple[str, str]:
    return design_title(one.design), words.told_in_turn([*map(plainly, (one.design.says, *one.notes)), *_short(one)])


def _short(one: Found) -> tuple[str, ...]:
    if one.status == "infeasible":
        return (say("No plan was found that serves it."),)
    return (say("It misses {targets}.", targets=words.listed(list(map(plainly, one.short)))),) if one.short else ()


def _of_plans(study: Study) -> tuple[str, ...]:
    """Why a plan of the same rules costs something else."""
    if not study.scenario.shifts:
        return ()
    return (
        say(
            "callfloor plan prices the same rules otherwise, by a percent or so either way: it keeps a margin, so that its test on fresh days is passed, which "
            "costs more, and it searches several times as long, which costs less. Here all designs get the same short search and no margin: what they differ by "
            "is to be read here, what the chosen one will cost there."
        ),
    )


def _words(study: Study) -> tuple[tuple[str, str], ...]:
    called = names(study)
    within = next((one.classes for one in sized(study)), {})
    seconds = words.listed(
        [say("{time} for {name}", time=words.duration(within[key].within), name=called[key]) for key in within]
    )
    return (
        (
            say("answered in time"),
            say(
                "answered within {times} / offered; who gave up or found the queue full stays in the denominator",
                times=seconds,
            ),
        ),
        (say("gave up"), say("abandoned / offered")),
        (
            say("wait"),
            say(
                "from joining the queue to the answer, of the answered of all days pooled; 90\u202f% wait at most: nine in ten of them"
            ),
        ),
        (
            say("lost customers"),
            say(
                "who gave up or was turned away and did not come back, times what the scenario says one costs (cost_of_loss)"
            ),
        ),
        (say("both"), say("people and lost customers together: what designs are ranked by")),
        (
            say("targets: met"),
            say("no period misses a target by more than its 95\u202f% limits, on days that the search has not seen"),
        ),
        (
            say("equally good"),
            say("dearer by less than two searches for the same design differ, lost customers' limits included"),
        ),
        (
            say("against"),
            say("differences are of the same contacts on the same days, so that a hard day is hard for both"),
        ),
        (
            say("an hour on the floor"),
            say(
                "what people cost / the hours in which they are there to take contacts: more than the wage, for absence and breaks (shrinkage) are paid besides, and "
                "so are premiums of shifts"
            ),
        ),
        (
            say("for wages, for shifts, for talk, for free time"),
            say(
                "what two designs' people differ by, to the last coin: hours at another wage or in dearer shifts, more hours of talk, more hours free; hours are priced "
                "at what both pay on average"
            ),
        ),
        (
            say("by the rule"),
            say("agents counted interval by interval without shifts: load + beta x square root of the load"),
        ),
    )


def _foot(study: Study) -> str:
    return say(
        "{days}, callfloor {version}. Each design is saved beside this page as design_….yaml: callfloor simulate reads it. "
        "The same scenario, classes and seed give the same study.",
        days=days_of(study),
        version=__version__,
    )
