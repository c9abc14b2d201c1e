"""The report of a study of lanes: which design, why, what each costs and gives, and how all that is known."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from callfloor import __version__, gauges, lanes_tables, page, words
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

if TYPE_CHECKING:
    from callfloor.figures.picture import Picture
    from optimize.lanes.result import Found, Study

PARTIAL = "The study was broken off: what is here stands, what is missing was not done."


def report(study: Study) -> bytes:
    """The page."""
    title = study.scenario.title or study.scenario.name
    both = words.listed(list(names(study).values()))
    head = [page.paragraph(f"{title} · lanes for {both} · {words.plural(len(study.designs), 'design')}", "about")]
    head.append(f"<h1>{escape(headline(study))}</h1>")
    head.append(page.bullets([*reasons(study), *([] if study.complete else [PARTIAL])]))
    body = _tiles(study)
    first, *others = pictures(study)
    designs = page.stack(lanes_tables.designs(study)), page.paragraph(_legend(study), "about")
    body += [page.chart(first), page.section("The designs, the cheapest first", *designs), *map(page.chart, others)]
    body += [
        page.section(heading(name), page.table(lanes_tables.of_class(study, key))) for key, name in names(study).items()
    ]
    if why := causes(study):
        body.append(page.section("Why the others cost what they do", page.glossary(why)))
    body.append(page.section("The designs, what they are", page.glossary([_told(one) for one in study.designs])))
    if study.searches:
        note = "The number of a design is not guessed: all of these are sized on the same days, and the one that costs least, agents and lost customers together, is taken."
        body.append(
            page.section("How the numbers were found", page.paragraph(note), page.table(lanes_tables.searches(study)))
        )
    body.append(
        page.section(
            "On what terms",
            page.bullets(
                [plainly(note) for note in (*study.notes, *_of_plans(study), *(study.map.notes if study.map else ()))]
            ),
        )
    )
    body.append(page.section("How to read this", page.glossary(_words(study))))
    return page.page(f"{title}: lanes", head, body, _foot(study))


def pictures(study: Study) -> list[Picture]:
    """The charts, in the order of a manager's questions."""
    return [frontier(study), who_gains(study), where_it_pays(study), waits(study), on_bad_days(study), lane_size(study)]


def _tiles(study: Study) -> list[str]:
    """The recommended design in four figures."""
    found = best(study)
    if found is None:
        return []
    loss, tiles = found.cost_of_loss, [(f"people {per(study)}", money(study, found.cost), _against(study, found))]
    limits = words.limits(loss.low, loss.high, "number")
    tiles.append((f"lost customers {per(study)}", money(study, loss.mean), f"95{words.THIN}% limits {limits}"))
    for key, name in names(study).items():
        rate = found.classes[key].answer_rate
        remark = f"of the offered, within {words.duration(found.classes[key].within)}; {words.limits(rate.low, rate.high, 'share')}"
        tiles.append((f"{name} answered", words.share(rate.mean), remark))
    return [page.tiles(tiles)]


def _against(study: Study, found: Found) -> str:
    other = next((one for one in sized(study) if one.key == study.reference), None)
    if other is None or other is found:
        return f"{words.count(found.paid_hours)} paid hours"
    by = gauges.change("cost", found.cost - other.cost, study.scenario.currency)
    return f"{by} against {reference(study)} ({words.share((found.cost - other.cost) / other.cost)})"


def _legend(study: Study) -> str:
    return (
        f"✓ recommended, = equally good. {study.scenario.currency or 'Money'} {per(study)}; lost customers with 95{words.THIN}% limits. All designs, today's rules among them, "
        "are staffed anew for the same targets: what differs is the rules, and so whom they let work. People: those who work a shift; lane + pool where there is a lane."
    )


def _told(one: Found) -> tuple[str, str]:
    return one.design.called, plainly(" ".join((one.design.says, *one.notes, *_short(one))))


def _short(one: Found) -> tuple[str, ...]:
    if one.status == "infeasible":
        return ("No plan was found that serves it.",)
    return (f"It misses {words.listed(one.short)}.",) if one.short else ()


def _of_plans(study: Study) -> tuple[str, ...]:
    """Why a plan of the same rules costs something else."""
    if not study.scenario.shifts:
        return ()
    return (
        "callfloor plan prices the same rules otherwise, by a percent or so either way: it keeps a margin, so that its test on fresh days is passed, which "
        "costs more, and it searches several times as long, which costs less. Here all designs get the same short search and no margin: what they differ by "
        "is to be read here, what the chosen one will cost there.",
    )


def _words(study: Study) -> tuple[tuple[str, str], ...]:
    called = names(study)
    within = next((one.classes for one in sized(study)), {})
    seconds = words.listed([f"{words.duration(within[key].within)} for {called[key]}" for key in within])
    return (
        (
            "answered in time",
            f"answered within {seconds} / offered; who gave up or found the queue full stays in the denominator",
        ),
        ("gave up", "abandoned / offered"),
        (
            "wait",
            "from joining the queue to the answer, of the answered of all days pooled; 90\u202f% wait at most: nine in ten of them",
        ),
        (
            "lost customers",
            "who gave up or was turned away and did not come back, times what the scenario says one costs (cost_of_loss)",
        ),
        ("both", "people and lost customers together: what designs are ranked by"),
        (
            "targets: met",
            "no period misses a target by more than its 95\u202f% limits, on days that the search has not seen",
        ),
        (
            "equally good",
            "dearer by less than two searches for the same design differ, lost customers' limits included",
        ),
        ("against", "differences are of the same contacts on the same days, so that a hard day is hard for both"),
        (
            "an hour on the floor",
            "what people cost / the hours in which they are there to take contacts: more than the wage, for absence and breaks (shrinkage) are paid besides, and "
            "so are premiums of shifts",
        ),
        (
            "for wages, for shifts, for talk, for free time",
            "what two designs' people differ by, to the last coin: hours at another wage or in dearer shifts, more hours of talk, more hours free; hours are priced "
            "at what both pay on average",
        ),
        ("by the rule", "agents counted interval by interval without shifts: load + beta x square root of the load"),
    )


def _foot(study: Study) -> str:
    return escape(
        f"{days_of(study)}, callfloor {__version__}. Each design is saved beside this page as design_….yaml: callfloor simulate reads it. "
        "The same scenario, classes and seed give the same study."
    )
