"""The tables of a study of lanes: the same rows in the terminal, in the report and, in full, in its CSV files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from callfloor import gauges, words
from callfloor.figures.picture import Table
from callfloor.lanes_words import (
    MEASURES,
    STATUS,
    called,
    crews,
    equally_good,
    estimated,
    in_order,
    names,
    plainly,
    short,
    sized,
    style,
    title,
)
from callfloor.language import later, say
from callfloor.language.below import retold

if TYPE_CHECKING:
    from optimize.lanes.result import ClassFigures, Estimate, Found, Study

OF_CLASS = ("answer_rate", "abandonment", "mean_wait", "wait_p90", "wait_p95", "cost_of_loss")
SHOCKS = {"more_vips": later("more VIPs"), "surge": later("surge"), "absent": later("people absent")}


def designs(study: Study) -> Table:
    """Every design: what it costs and how many people, the cheapest that meets its targets first."""
    best = None if study.recommendation is None else study.recommendation.key
    marks: dict[str | None, str] = dict.fromkeys(equally_good(study), "= ")
    marks[best] = "✓ "
    rows = []
    for one in in_order(study):
        name = f"{marks.get(one.key, '')}{title(one.design)}"
        if one.staffing is None:
            rows.append((name, say(STATUS[one.status]), *[words.NOTHING] * 5))
            continue
        loss = estimated(one.cost_of_loss, "money")
        people = (crews(one), words.count(one.paid_hours))
        rows.append(
            (name, say(STATUS[one.status]), words.money(one.cost, ""), loss, words.money(one.whole, ""), *people)
        )
    unit = study.scenario.currency or say("money")
    shifts = any(crew.shifts is not None for one in study.designs for crew in one.crews)
    who = "people at once: lane + pool"
    if shifts:
        who = "people: lane + pool" if study.scenario.calendar.days == 1 else "shifts: lane + pool"
    columns = (
        say("design"),
        say("targets"),
        say("people, {unit}", unit=unit),
        say("lost customers, {unit}", unit=unit),
        say("both, {unit}", unit=unit),
        say(who),
    )
    return Table((*columns, say("paid hours")), tuple(rows), labels=1)


def of_class(study: Study, key: str) -> Table:
    """What a class gets in every design, with 95 % limits."""
    there = [one for one in sized(study) if key in one.classes]
    rows = tuple(
        (short(one), *(estimated(getattr(one.classes[key], measure), style(measure)) for measure in OF_CLASS))
        for one in there
    )
    within = there[0].classes[key].within if there else None
    loss = say("cost of loss, {unit}", unit=study.scenario.currency).rstrip(", ，")
    waits = (say("{share} wait at most", share=words.share(level)) for level in (0.9, 0.95))
    return Table((say("design"), called("answer_rate", within), say("gave up"), say("mean wait"), *waits, loss), rows)


def gains(study: Study) -> Table:
    """What each class gains against the reference, the same days side by side."""
    rows = []
    for one in sized(study):
        for key, changes in one.against.items():
            cells = [
                _change(changes.get(measure), measure, study) for measure in ("answer_rate", "abandonment", "mean_wait")
            ]
            rows.append(
                (
                    title(one.design),
                    names(study)[key],
                    *cells,
                    _change(changes.get("cost_of_loss"), "cost_of_loss", study),
                )
            )
    columns = ("design", "class", "answered in time", "gave up", "mean wait", "cost of loss")
    return Table(tuple(map(say, map(later, columns))), tuple(rows), labels=2)


def _change(one: Estimate | None, measure: str, study: Study) -> str:
    if one is None or one.mean is None:
        return words.NOTHING
    text = gauges.change(measure, one.mean, study.scenario.currency)
    if one.low == one.high:
        return text
    return say("{value} ({limits})", value=text, limits=gauges.limits(measure, one.low, one.high))


def shocks(study: Study) -> Table:
    """What each shock does to each design."""
    rows = []
    for one in study.shocks:
        found = study.found(one.key)
        rates = [estimated(one.answer_rate[key], "share") for key in names(study)]
        changes = [_change(one.change[key], "answer_rate", study) for key in names(study)]
        misses = "; ".join(map(plainly, one.missed)) or say("none")
        rows.append((say(SHOCKS.get(one.shock, one.shock)), title(found.design), *rates, *changes, misses))
    both = list(names(study).values())
    columns = (
        say("what happens"),
        say("design"),
        *(say("{name} answered in time", name=name) for name in both),
        *(say("{name} change", name=name) for name in both),
    )
    return Table((*columns, say("targets missed")), tuple(rows), labels=2)


def searches(study: Study) -> Table:
    """The numbers that were tried."""
    rows = []
    for one in study.searches:
        for trial in one.trials:
            unit = f"{words.duration(trial.value)}" if one.unit == "s" else f"{trial.value:g}"
            cost = say("misses a target") if trial.cost is None else words.money(trial.cost, "")
            rates = [words.share(trial.answer_rate[key].mean) for key in names(study)]
            chosen = say("chosen") if trial.value == one.best else ""
            rows.append(
                (
                    retold(study.found(one.key).design.title),
                    f"{retold(one.name)} {unit}",
                    cost,
                    words.money(trial.cost_of_loss, ""),
                    *rates,
                    chosen,
                )
            )
    unit = study.scenario.currency or say("money")
    columns = (
        say("design"),
        say("tried"),
        say("agents by the rule, {unit}", unit=unit),
        say("lost customers, {unit}", unit=unit),
    )
    heads = (say("{name} answered in time", name=name) for name in names(study).values())
    return Table((*columns, *heads, ""), tuple(rows), labels=2)


def frontier(study: Study) -> Table:
    """Every point of the frontier."""
    rows = tuple(
        (
            short(study.found(one.key)),
            say("{count} times", count=words.number(one.scale)),
            words.money(one.cost, ""),
            estimated(one.vip, "share"),
            estimated(one.others, "share"),
            _change(one.others_lose, "answer_rate", study),
            say("yes") if one.dominated else say("no"),
        )
        for one in study.frontier
    )
    both = list(names(study).values())
    columns = (
        say("design"),
        say("people"),
        say("cost, {unit}", unit=study.scenario.currency or say("money")),
        *(say("{name} answered in time", name=name) for name in both),
    )
    return Table((*columns, say("{name} lose", name=both[1]), say("beaten by another")), rows)


def map_cells(study: Study) -> Table:
    """Every point of the map."""
    if study.map is None:
        return Table((), ())
    unit = study.scenario.currency or say("money")
    rows = tuple(
        (
            words.share(one.share),
            say("{count} times", count=f"{one.volume:g}"),
            words.money(one.lane_cost, ""),
            words.money(one.pool_cost, ""),
            words.number(one.saved),
            words.number(one.others_saved),
            (say("never") if one.met else say("targets not kept"))
            if one.breaks_even is None
            else words.money(one.breaks_even, study.scenario.currency),
            words.NOTHING if one.up_to is None else words.money(one.up_to, study.scenario.currency),
        )
        for one in study.map.cells
    )
    both = names(study)
    return Table(
        (
            say("share of {name}", name=both["vip"]),
            say("volume||of contacts"),
            say("lane, {unit}", unit=unit),
            say("shared pool, {unit}", unit=unit),
            say("{name} saved", name=both["vip"]),
            say("{name} saved", name=both["others"]),
            say("pays from this value of a lost {name} on", name=both["vip"]),
            say("and up to"),
        ),
        rows,
        labels=2,
    )


# For spreadsheets


def frames(study: Study) -> dict[str, pd.DataFrame]:
    """The CSV files beside the report."""
    found = {
        "designs.csv": pd.DataFrame([_design(study, one) for one in in_order(study)]),
        "classes.csv": pd.DataFrame(
            [row for one in sized(study) for key, figures in one.classes.items() for row in _class(study, one, key, figures)]
        ),
        "waits.csv": pd.DataFrame(
            [
                {"design": one.key, "class": names(study)[key], "longer_than_s": at, "share_of_answered": share}
                for one in sized(study)
                for key, figures in one.classes.items()
                for at, share in figures.waiting
            ]
        ),
        "frontier.csv": pd.DataFrame([_point(study, one) for one in study.frontier]),
        "shocks.csv": pd.DataFrame(
            [
                {"design": one.key, "shock": one.shock, "class": names(study)[key], **_limits("answer_rate", one.answer_rate[key]),
                 **_limits("change", one.change[key]), "missed": "; ".join(one.missed)}
                for one in study.shocks
                for key in names(study)
            ]
        ),
        "map.csv": pd.DataFrame([] if study.map is None else [{**vars(one), "dearer": one.dearer} for one in study.map.cells]),
        "searches.csv": pd.DataFrame(
            [
                {"design": one.key, "number": one.name, "unit": one.unit, "value": trial.value, "cost": trial.cost,
                 "cost_of_loss": trial.cost_of_loss, "chosen": trial.value == one.best}
                for one in study.searches
                for trial in one.trials
            ]
        ),
    }  # fmt: skip
    return {name: frame for name, frame in found.items() if len(frame)}


def _design(study: Study, one: Found) -> dict[str, object]:
    there = one.staffing is not None
    number = one.design.parameter
    return {
        "design": one.key,
        "called": one.design.called,
        "number": None if number is None else number.value,
        "status": one.status,
        "cost": one.cost if there else None,
        **_limits("cost_of_loss", one.cost_of_loss),
        "total": one.whole if there else None,
        "by_rule": one.by_rule,
        "paid_hours": one.paid_hours if there else None,
        "equally_good": one.key in equally_good(study),
        "missed": "; ".join(one.short),
    }


def _class(study: Study, one: Found, key: str, figures: ClassFigures) -> list[dict[str, object]]:
    rows = []
    for measure in ("offered", *MEASURES):
        against = one.against.get(key, {}).get(measure)
        within = figures.within if measure == "answer_rate" else None
        row: dict[str, object] = {"design": one.key, "class": names(study)[key], "measure": measure, "within_s": within}
        row |= _limits("mean", getattr(figures, measure))
        rows.append({**row, "called": called(measure, within), **(_limits("against", against) if against else {})})
    return rows


def _point(study: Study, one: object) -> dict[str, object]:
    from optimize.lanes.result import FrontierPoint

    assert isinstance(one, FrontierPoint)
    plain = {"design": one.key, "people_times": one.scale, "scaled": " ".join(one.scaled), "cost": one.cost}
    rates = {**_limits("vip", one.vip), **_limits("others", one.others), **_limits("others_lose", one.others_lose)}
    return {**plain, **rates, "dominated": one.dominated}


def _limits(name: str, one: Estimate) -> dict[str, float | None]:
    low, high = ("low", "high") if name == "mean" else (f"{name}_low", f"{name}_high")
    return {name: one.mean, low: one.low, high: one.high}
