"""A day of any scenario: a file, a seed, and the breaks that a plan would give; and how to tell what two engines make of it.

The traffic is drawn from the scenario. With a ``grain`` all its times are then rounded up to whole seconds, minutes or more, so that much
ties. A day that fails is written as a scenario
file whose first lines say the rest, so that ``Day.read`` brings it back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scenarios import units
from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.chance.contacts import Traffic
from sim.log import CODES, Log
from sim.staffing import Staffing, Steps
from sim.traffic import draw
from tests.sim.any_scenario import CLOCK, FAMILIES, Data, one_of, scenarios

Engine = Callable[[Scenario, Traffic, Staffing], Log]
HEAD = "# day: "


@dataclass(frozen=True)
class Break:
    """People of a group are away, from a time of day for a while."""

    group: str
    at: str
    lasts: str
    people: int


@dataclass(frozen=True)
class Day:
    """One calendar of a scenario."""

    document: Data
    seed: int = 1
    grain: str = "0 s"  # all times are rounded up to a multiple of it
    breaks: tuple[Break, ...] = ()  # of every day

    def scenario(self) -> Scenario:
        return parse(self.document)

    def parts(self) -> tuple[Scenario, Traffic, Staffing]:
        """What an engine is given, but for whom events call in (``sim.service.duty.reinforced``)."""
        scenario = self.scenario()
        traffic = draw(scenario, self.seed, 0)
        traffic = rounded(traffic, units.duration(self.grain), scenario.calendar.horizon)
        return scenario, traffic, self._with_breaks(Staffing.of(scenario))

    def _with_breaks(self, staffing: Staffing) -> Staffing:
        if not self.breaks:
            return staffing
        away: dict[str, list[tuple[float, float, int]]] = {}
        for one in self.breaks:
            for day in range(round(staffing.horizon / units.DAY)):
                begins = day * units.DAY + units.clock(one.at)
                span = begins, min(begins + units.duration(one.lasts), staffing.horizon), one.people
                away.setdefault(one.group, []).append(span)
        steps = {**staffing.steps, **{name: without(staffing.steps[name], spans) for name, spans in away.items()}}
        return replace(staffing, steps=steps, present={name: staffing.steps[name] for name in away})

    def text(self, *words: str) -> str:
        """The day as a scenario file."""
        yaml, told = YAML(), StringIO()
        yaml.default_flow_style, yaml.width = None, 120
        yaml.dump(json.loads(json.dumps(self.document)), told)  # copied, or shared values would become anchors
        rest = {key: value for key, value in asdict(self).items() if key != "document"}
        return (
            "".join(f"{line}\n" for line in (*(f"# {one}" for one in words), HEAD + json.dumps(rest))) + told.getvalue()
        )

    @classmethod
    def read(cls, path: Path) -> Day:
        """Read a file that ``text`` wrote."""
        text = path.read_text(encoding="utf-8")
        rest = next(json.loads(line.removeprefix(HEAD)) for line in text.splitlines() if line.startswith(HEAD))
        rest["breaks"] = tuple(Break(**one) for one in rest["breaks"])
        return cls(YAML(typ="safe", pure=True).load(text), **rest)


@st.composite
def days(draw_one: Callable[[st.SearchStrategy[Any]], Any], families: Sequence[str] = tuple(FAMILIES)) -> Day:
    """Any day of any scenario."""
    document = draw_one(scenarios(families))
    pauses = st.builds(
        Break, one_of(*document["agent_groups"]), CLOCK, one_of("30 min", "10 min", "1 h", "3 h"), one_of(1, 2)
    )
    return Day(
        document,
        seed=draw_one(st.integers(0, 1000)),
        grain=draw_one(one_of("0 s", "1 s", "1 min", "10 min", "30 min", "1 h")),
        breaks=tuple(draw_one(st.one_of(st.just([]), st.lists(pauses, min_size=1, max_size=4)))),
    )


def without(steps: Steps, away: list[tuple[float, float, int]]) -> Steps:
    """Those present who are not on a break."""
    horizon = max(ends for _, ends, _ in away)
    edges = {moment for span in away for moment in span[:2]} - {horizon}
    moments = sorted(edges | {horizon} | {moment for moment, _ in steps})
    people = [[count for begin, count in steps if begin <= moment][-1] for moment in moments]
    resting = [sum(count for begins, ends, count in away if begins <= moment < ends) for moment in moments]
    return tuple((at, max(count - gone, 0.0)) for at, count, gone in zip(moments, people, resting, strict=True))


def rounded(traffic: Traffic, grain: float, horizon: float) -> Traffic:
    """Round all times up to a grain; nobody arrives sooner for it, but for those in the calendar's last grain."""
    if not grain:
        return traffic

    def up(lengths: Any) -> Any:
        return np.ceil(lengths / grain) * grain

    visits, answers = traffic.visits, traffic.answers
    return replace(
        traffic,
        arrives_at=np.minimum(up(traffic.arrives_at), horizon - grain),
        patience=up(traffic.patience),
        retry_delay=up(traffic.retry_delay),
        complaint_delay=up(traffic.complaint_delay),
        calls_again_after=up(traffic.calls_again_after),
        walks=replace(traffic.walks, takes=up(traffic.walks.takes)),
        visits=replace(visits, talk=up(visits.talk), wrap_up=up(visits.wrap_up), dial=up(visits.dial)),
        answers=replace(answers, delay=up(answers.delay), handover=up(answers.handover)),
    )


# --- two logs ----------------------------------------------------------------------------------------------------------


def difference(one: Log, other: Log, names: tuple[str, str]) -> str | None:
    """Tell in words where two logs first differ; None if they are the same to the last bit."""
    return next(_differences(one, other, names), None)


def _differences(one: Log, other: Log, names: tuple[str, str]) -> Iterator[str]:
    keys = [set(zip(log.number.tolist(), log.attempt.tolist(), strict=True)) for log in (one, other)]
    for key in sorted(keys[0] ^ keys[1]):
        yield f"contact {key[0]}, attempt {key[1]}: only {names[key in keys[1]]} has it"
    differing: dict[int, list[str]] = {}
    for name in [column.name for column in fields(Log)[:-2]] if keys[0] == keys[1] else ():
        mine, yours = getattr(one, name), getattr(other, name)
        if mine.dtype != yours.dtype:
            yield f"{name} is of {mine.dtype} ({names[0]}) and of {yours.dtype} ({names[1]})"
        for row in np.flatnonzero(~_same(mine, yours)).tolist():
            differing.setdefault(row, []).append(name)
    for row in sorted(differing, key=lambda row: (one.arrived_at[row], row)):
        told = [[f"{name} {_told(log, name, row)}" for name in differing[row]] for log in (one, other)]
        both = "; ".join(f"{name}: {', '.join(values)}" for name, values in zip(names, told, strict=True))
        yield f"contact {one.number[row]}, attempt {one.attempt[row]}, arrived {one.arrived_at[row]}. {both}"
    for part in ("presence", "stays"):
        yield from _of_tables(part, getattr(one, part), getattr(other, part), names)


def _same(mine: Any, yours: Any) -> Any:
    nothing = np.isnan(mine) & np.isnan(yours) if mine.dtype.kind == "f" else False
    return (mine == yours) | nothing


def _told(log: Log, name: str, row: int) -> Any:
    value = getattr(log, name)[row].item()
    return CODES[name](value).name.lower() if name in CODES and value >= 0 else value


def _of_tables(what: str, one: Any, other: Any, names: tuple[str, str]) -> Iterator[str]:
    columns = [column.name for column in fields(one)]
    mine, yours = (
        list(zip(*(getattr(table, name).tolist() for name in columns), strict=True)) for table in (one, other)
    )
    for row in range(max(len(mine), len(yours))):
        pair = [table[row] if row < len(table) else "nothing" for table in (mine, yours)]
        if pair[0] != pair[1]:
            yield f"{what} ({', '.join(columns)}), row {row}: {pair[0]} ({names[0]}), {pair[1]} ({names[1]})"
    for name in columns:
        if getattr(one, name).dtype != getattr(other, name).dtype:
            yield f"{what}.{name}: other types of number"
