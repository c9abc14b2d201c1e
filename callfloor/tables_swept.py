"""The tables of a grid: one row a point, the same in the terminal, the report and the CSV file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from callfloor import courses, words
from callfloor.courses import Course
from callfloor.figures.picture import Table
from callfloor.language import say

if TYPE_CHECKING:
    from callfloor.summary import Summary
    from callfloor.sweeping import Sweep

CENTRE = ("abandonment", "mean_wait", "occupancy")
ROOMY = 2  # targets that leave room for their limits; the CSV files always have them


def points(sweep: Sweep) -> Table:
    """Every point: its values, its targets at their worst, what customers meet, how busy people are, what it costs."""
    shown = courses.courses(sweep)
    asked = [one for one in shown if one.target]
    said = {(one.name, one.what) for one in shown}
    others = [one for one in shown if not one.target and one.show != "money"]
    others += [one for one in (courses.course(sweep, name) for name in CENTRE) if (one.name, one.what) not in said]
    money = [courses.course(sweep, name) for name in ("cost", "cost_per_contact")] if courses.priced(sweep) else []
    columns = [*(axis.label.replace(".", " ") for axis in sweep.grid.axes), *((say("targets"),) if asked else ())]
    figures = [*asked, *others, *money]
    currency = sweep.scenario.currency
    rows = tuple(
        (
            *one.point.values.values(),
            *((_met(one.summary),) if asked else ()),
            *(_cell(course, place, currency, limits=len(asked) <= ROOMY) for course in figures),
        )
        for place, one in enumerate(sweep.done)
    )
    named = len({one.name for one in figures}) > 1
    heads = [
        say("{name} {measure}", name=one.name, measure=one.what) if named and one.name != say("centre") else one.what
        for one in figures
    ]
    return Table((*columns, *heads), rows, labels=len(columns))


def _met(summary: Summary) -> str:
    if summary.missed is None:
        return say("not judged")
    if summary.met:
        return say("met")
    return say("MISSED") if len(summary.verdicts) == 1 else f"{say('MISSED')} {summary.missed}"


def _cell(course: Course, place: int, currency: str, *, limits: bool) -> str:
    value = course.values[place]
    if course.show == "money":
        return words.money(value.mean, currency)
    if not course.target:
        return words.styled(value.mean, course.show)
    text = words.styled(value.mean, course.show)
    if limits:
        text = words.estimate(value.mean, value.low, value.high, course.show)
    return f"{text} ✗" if value.missed else text


def frame(sweep: Sweep) -> pd.DataFrame:
    """One row a point and figure, for sheets and notebooks: the values of the point in columns of their own."""
    fields = ("measure", "scope", "name", "within_s", "of", "target", "mean", "low", "high")
    rows = [
        [*one.point.values.values(), one.summary.replications, *(getattr(row, field) for field in fields)]
        for one in sweep.done
        for row in one.summary.rows
    ]
    return pd.DataFrame(rows, columns=[*(axis.key for axis in sweep.grid.axes), "replications", *fields])


def wide(sweep: Sweep) -> pd.DataFrame:
    """One row a point: its values, whether each target is met and what it reaches, and the centre's main figures."""
    columns: dict[str, list[object]] = {
        axis.key: [one.point.values[axis.key] for one in sweep.done] for axis in sweep.grid.axes
    }
    columns["replications"] = [one.summary.replications for one in sweep.done]
    columns["targets missed"] = [one.summary.missed for one in sweep.done]
    for course in (*courses.courses(sweep), *(courses.course(sweep, name) for name in (*CENTRE, "cost_per_contact"))):
        for part in ("mean", "low", "high"):
            heading = f"{course.name} {course.what}" + ("" if part == "mean" else f" {part}")
            columns.setdefault(heading, [getattr(value, part) for value in course.values])
    return pd.DataFrame(columns)
