"""A first scenario, out of six answers: a file with a comment at each value, which loads, simulates and plans as it is.

Contacts follow a working day with two humps over the opening hours; the roster it begins with is what Erlang's formula asks for,
half-hour by half-hour. Both are there to be replaced, and the comments say by what.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import numpy as np

from callfloor.authoring.questions import Pay, Promise
from scenarios.hours import Spans
from scenarios.units import DAY, HOUR, show_clock, show_duration
from sim.erlang import Demand, Goal, fewest_agents, with_shrinkage

INTERVAL, PER_DAY = 1800.0, 48
SHRINKAGE = 0.30
BUSY_HOUR = 10  # contacts an hour from which each hour is judged by itself; below, a single contact would decide
HUMPS = ((10.25, 1.9, 1.0), (15.25, 2.4, 0.85))  # hour of the day, width in hours, height; peaks as in telecom_hotline
FLOOR = 0.12  # what comes outside of them, beside the higher hump


def starter(name: str, answers: dict[str, Any], today: date) -> str:
    """The text of the file."""
    spans: Spans = answers["hours"]
    promise: Promise = answers["promise"]
    pay: Pay = answers["pay"]
    volumes = by_half_hour(answers["contacts"], spans)
    staff = [people(volume, answers) for volume in volumes]
    hourly = answers["contacts"] / hours_open(spans) >= BUSY_HOUR
    each = f"per: hour, at_least: {BUSY_HOUR}" if hourly else "per: horizon"
    told = "in each hour that expects ten contacts" if hourly else "over the whole day"
    patience = answers["patience"]
    monday = today + timedelta(days=-today.weekday() % 7)
    return TEMPLATE.format(
        name=name,
        title=name.replace("\\", "\\\\").replace('"', '\\"'),
        monday=monday,
        currency=pay.currency or "CNY",
        volumes=_rows(volumes),
        staffing=_rows(staff),
        patience="never" if patience is None else f"{{exponential: {{mean: {show_duration(patience)}}}}}",
        handle=show_duration(answers["handle_time"]),
        shrinkage=SHRINKAGE,
        pay=f"{pay.per_hour:g}",
        share=f"{promise.share:.6g}",
        within=show_duration(promise.within),
        each=each,
        told=told,
        hours=" and ".join(_span(span) for span in spans),
        shifts=shifts(spans),
        most=math.ceil(max(max(staff) * 1.5, sum(staff) / 8)),
    )


def hours_open(spans: Spans) -> float:
    """Hours of a day that the line is open."""
    return sum(end - begin for begin, end in spans) / HOUR


def by_half_hour(contacts: float, spans: Spans) -> list[float]:
    """Contacts of each half-hour of the day; they add up to what was said, to a tenth of a contact."""
    middles = (np.arange(PER_DAY) + 0.5) * INTERVAL
    shape = FLOOR + sum(height * np.exp(-(((middles / HOUR - at) / width) ** 2) / 2) for at, width, height in HUMPS)
    is_open = np.zeros(PER_DAY, dtype=bool)
    for begin, end in spans:
        for shift in (0.0, DAY):  # a span over midnight is open early in the day too
            is_open |= (begin <= middles + shift) & (middles + shift < end)
    shape = np.where(is_open, shape, 0.0)
    tenths = np.floor(np.cumsum(shape) / shape.sum() * contacts * 10 + 0.5)
    return [float(value) for value in np.diff(tenths, prepend=0.0) / 10]


def people(volume: float, answers: dict[str, Any]) -> int:
    """Scheduled people of a half-hour: by Erlang A (or C where nobody gives up), for those on leave and in training too."""
    if not volume:
        return 0
    promise: Promise = answers["promise"]
    patience = answers["patience"]
    demand = Demand(
        volume / INTERVAL, answers["handle_time"], math.inf if patience is None else patience, promise.within
    )
    needed = fewest_agents("c" if patience is None else "a", demand, Goal(promise.share))
    return with_shrinkage(max(needed.agents, 1), SHRINKAGE)


def shifts(spans: Spans) -> str:
    """Shifts of eight, six and four hours wherever the opening hours hold them; one as long as the day where none fits."""
    begin, end = spans[0][0], spans[-1][1]
    if end - begin >= DAY:
        return "\n".join(_rule("00:00", "23:30", length, more) for length, more in LENGTHS)
    fitting = [(length, more) for length, more in LENGTHS if length <= end - begin]
    if not fitting:
        return f'  - {{groups: [team], start: "{show_clock(begin)}", length: {show_duration(end - begin)}}}'
    return "\n".join(rule for length, more in fitting for rule in _rules(begin, end - length, length, more))


LENGTHS = (
    (8.5 * HOUR, "breaks: [{length: 30 min, between: [3 h, 5 h], paid: false}]"),
    (6.0 * HOUR, "premium: 1.05"),
    (4.0 * HOUR, "premium: 1.15"),
)


def _rules(first: float, last: float, length: float, more: str) -> list[str]:
    """Starts each half-hour, from the opening to the latest that ends at the closing; in two rules where they pass midnight."""
    if last < DAY:
        return [_rule(show_clock(first), show_clock(last), length, more)]
    return [
        _rule(show_clock(first), "23:30", length, more),
        _rule("00:00", show_clock(last - DAY), length, more),
    ]


def _rule(first: str, last: str, length: float, more: str) -> str:
    starts = f'starts: {{from: "{first}", to: "{last}", every: 30 min}}'
    return f"  - {{groups: [team], {starts}, length: {show_duration(length)},\n     {more}}}"


def _span(span: tuple[float, float]) -> str:
    begin, end = span
    until = "24:00" if end == DAY else show_clock(end)
    return f"{show_clock(begin)}-{until}"


def _rows(values: list[float] | list[int]) -> str:
    """A list of 48, in rows of twelve half-hours, each row told when it begins."""
    rows = []
    for start in range(0, PER_DAY, 12):
        row = ", ".join(f"{value:g}" for value in values[start : start + 12])
        rows.append(f"      {row},{' ' * max(1, 84 - len(row))}# from {show_clock(start * INTERVAL)}")
    return "\n".join(rows)


TEMPLATE = """\
# {name}: a first scenario, written by `callfloor new`. Every value may be changed; each comment says what replaces it.
#
#     callfloor simulate FILE     how the roster below would do: waits, answer rate, cost, where the promise is at risk
#     callfloor plan FILE         the shifts that keep the promise at least cost
#     callfloor show FILE --set agent_groups.team.shrinkage=0.25     what one change changes
#
# All keys: docs/language.md. For completion in an editor, run `callfloor schema callfloor.schema.json` in this folder and
# make this the first line:  # yaml-language-server: $schema=callfloor.schema.json

callfloor: 1
title: "{title}"
currency: {currency}

calendar: {{start: {monday}, days: 1, interval: 30 min, cyclic: true}}   # one typical day; night shifts wrap round to its morning

contact_types:
  call:
    channel: voice                      # or chat, counter, email, work_order
    # Contacts of each half-hour. The day's total is yours, its shape is an assumption (two humps): replace it by your switch's
    # counts, as a list or as a table beside this file: volumes: {{file: volumes.csv, column: calls}}
    arrivals: {{busyness: day, volumes: [
{volumes}
    ]}}
    enters: calls
    patience: {patience}    # mean patience; `callfloor calibrate` reads it off a call log
    # retry: {{after_abandoning: 0.4, delay: {{exponential: {{mean: 10 min}}}}, attempts: 3}}   # who gives up may call again

busyness:                               # how far a day strays from its forecast as a whole; an assumption: compare your
  day: {{gamma: {{mean: 1, cv: 0.06}}}}      # days' totals with what was forecast

queues:
  calls: {{priority: 1}}                  # a second line: `vip: {{priority: 0}}`, and a skill for it below

agent_groups:
  team:
    skills:
      calls: {{handle_time: {{lognormal: {{mean: {handle}, cv: 1}}}}}}   # wrap-up included; how it varies (cv) is an assumption
    # Scheduled people of each half-hour: what Erlang's formula asks for. Replace by your roster; `plan` finds its own.
    staffing: [
{staffing}
    ]
    shrinkage: {shrinkage:g}                      # assumption: of ten who are paid three are on leave, ill or in training
    cost: {pay} per h

targets:                                # what is promised, {told}
  - {{queue: calls, answer_rate: {share}, within: {within}, {each}}}
  # - {{queue: calls, abandonment: 0.05}}   # at most, over the day

open: {{calls: "{hours}"}}

# Shifts that may be worked: put in what your works agreement allows. Here short ones cost more, so that the plan does not live on them.
shifts:
{shifts}

headcount: {{team: {most}}}                  # people who can work on one day; an assumption, ample

experiment: {{replications: 100, seed: 1}}   # days simulated; the same seed brings the same contacts
"""
