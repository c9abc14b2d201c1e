"""Random days for tests: a small centre with every feature by lot, and contacts and staff on whole seconds, so that much ties.

A day is the last half hour of a calendar, or the half hour around its midnight: closing times, the calendar's end, breaks,
outages and random absence all fall into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng

from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.chance.contacts import CONTAINED, HANG_UP, TO_NODE, CallbackLuck, Sequels, StaffLuck, Step, Traffic
from sim.log import Sequel
from sim.staffing import Staffing

LENGTH = 1500
DAY = 86400
CLOSINGS = (420, 720, 900)  # when queues close, and staff often changes, after the beginning
ROWS = 6  # most attempts of one contact
ORDER = ("chat", "a", "b", "c", "later", "last")  # queues, in the order in which contacts are handed on
CALLS, DEFERRED = ORDER[1:4], ORDER[4:]
Data = dict[str, Any]


class Lot:
    """The dice of one day."""

    def __init__(self, seed: int) -> None:
        self.luck: Generator = default_rng(seed)
        self.days = 2 if self("a third") else 1
        self.grain = self(1, 1, 10)  # s; the coarser, the more happens at one moment
        self.dated = DEFERRED if self("a third") else DEFERRED[1:]  # queues with a deadline
        self.begins = self.days * DAY - LENGTH - (DAY - 720 if self.days == 2 and self("a third") else 0)

    def __call__(self, *choices: Any) -> Any:
        if choices == ("a third",):
            return self.luck.random() < 1 / 3
        return choices[self.luck.integers(len(choices))]

    def whole(self, most: int, rows: int) -> Any:
        """Whole seconds below ``most``."""
        return (self.luck.integers(0, -(-most // self.grain), rows) * self.grain).astype(float)

    def clock(self, *choices: int) -> str:
        """A time of day, so many seconds after the beginning."""
        moment = (self.begins + self(*choices)) % DAY
        return f"{moment // 3600:02}:{moment % 3600 // 60:02}"

    def seconds(self, *choices: int) -> Data:
        return {"fixed": f"{self(*choices)} s"}


# --- the centre -------------------------------------------------------------------------------------------------------


def a_scenario(lot: Lot) -> Scenario:
    queues = [*("a", "b", "c")[: lot(1, 2, 3)], "later"]
    queues += ["chat"] if lot(True, False) else []
    queues += ["last"] if lot("a third") else []
    groups = ["x", "y", "z"][: lot(1, 2, 3)]
    skilled = {g: [q for q in queues if lot.luck.random() < 0.6] or [lot(*queues)] for g in groups}
    skilled[groups[0]] += [q for q in queues if not any(q in known for known in skilled.values())]
    kinds = _kinds(lot, queues)
    calls = CALLS if kinds["direct"]["channel"] == "voice" else ()  # nobody calls back who stands at the counter
    return parse(
        {
            "calendar": {"start": "2026-03-02", "days": lot.days},
            "contact_types": kinds,
            "ivr": _ivr(lot, queues),
            "queues": {q: _queue(lot, q, [g for g in groups if q in skilled[g]], calls) for q in queues},
            "agent_groups": {g: _group(lot, skilled[g], queues) for g in groups},
            "routing": _routing(lot, queues),
            "closing": lot("serve_out", "serve_out", "clear"),
            "events": _events(lot, groups),
            "open": {q: _hours(lot) for q in queues if lot.luck.random() < 0.25},
            **({"lines": int(lot.luck.integers(2, 9))} if lot("a third") else {}),
        }
    )


def _kinds(lot: Lot, queues: list[str]) -> dict[str, Data]:
    calls = lot("voice", "voice", "counter")
    kinds: dict[str, Data] = {
        "menu": {"channel": "voice", "enters": "start"},
        "direct": {"channel": calls, "enters": "a"},
        "mail": {"channel": lot("email", "work_order"), "enters": "later"},
        "asking": {"channel": "outbound", "enters": "later"},
        "anger": {"channel": "work_order", "enters": lot(*(q for q in queues if q in DEFERRED))},
    }
    if "chat" in queues:
        kinds["typing"] = {"channel": "chat", "enters": "chat"}
    for name, kind in kinds.items():
        kind["arrivals"] = {"rate": "1 per h"}
        if lot("a third"):
            delay = lot.seconds(0, 30, 300)
            kind["retry"] = {"after_abandoning": 0.5, "after_blocking": 0.5, "delay": delay, "attempts": lot(2, 3, 4)}
        if name in ("asking", "anger"):
            continue
        if lot("a third"):
            kind["follow_up"] = {"share": 0.5, "contact_type": "asking", "delay": lot.seconds(0, 60)}
        if lot("a third"):
            parts = {"after_abandoning": 0.5, "after_waiting": 0.5, "longer_than": "20 s", "unresolved": 0.1}
            kind["complaint"] = {"contact_type": "anger", "delay": lot.seconds(0, 60), **parts}
    return kinds


def _ivr(lot: Lot, queues: list[str]) -> dict[str, Data]:
    calls = [q for q in queues if q in CALLS]
    ends = {"contained": 0.1, "hang_up": 0.1}
    nodes: dict[str, Data] = {
        "start": {"takes": lot.seconds(5), "then": {**ends, "menu_2": 0.3, lot(*calls): 0.5}},
        "menu_2": {"takes": lot.seconds(5), "then": {**ends, lot(*calls): 0.8}},
    }
    for name, onward in (("start", "menu_2"), ("menu_2", None)):
        if lot("a third"):
            nodes[name]["ports"] = lot(1, 2, 4)
            full = lot(None, "hang_up", lot(*calls), onward)
            nodes[name] |= {} if full is None else {"when_full": full}
    return nodes


def _queue(lot: Lot, name: str, able: list[str], calls: Sequence[str]) -> Data:
    part: Data = {"priority": lot(1, 2), "tries": list(lot.luck.permutation(able)[: lot.luck.integers(len(able) + 1)])}
    if lot("a third"):
        part["capacity"] = lot(0, 1, 2, 3, 5)
    if name in calls and lot(True, False):
        luck = {"accept": 0.5, "dial": lot.seconds(5), "reached": 0.5}
        part["callback"] = {"offer_above": lot("0 s", "20 s", "60 s"), **luck}
    if name in lot.dated:
        part["deadline"] = lot("2 min", "20 min", "1 working days")
        part["deadline_from"] = lot("joining", "first_arrival")
    return part


def _group(lot: Lot, skills: list[str], queues: list[str]) -> Data:
    part: Data = {
        "skills": {q: _skill(lot, q, queues) for q in skills},
        "reserve": lot(0, 0, 1, 2),
        "shrinkage": lot(0, 0, 0.3),
    }
    if "chat" in skills and lot(True, False):
        part["concurrency"] = lot(2, 3)
        part["slowdown"] = [1, lot(1, 1.5), 2][: part["concurrency"]]
    if lot("a third"):
        part["absence"] = 0.3
    if lot("a third"):
        late = [{"weight": 0.5, "of": {"fixed": "0 s"}}, {"weight": 0.3, "of": {"fixed": "20 s"}}]
        part["late"] = {"mixture": [*late, {"weight": 0.2, "of": {"fixed": "5 min"}}]}
    return part


def _skill(lot: Lot, queue: str, queues: list[str]) -> Data:
    part: Data = {
        "handle_time": lot.seconds(20, 60),
        "wrap_up": lot.seconds(0, 10),
        "preference": lot(1, 2, 3),
        "after": lot("0 s", "0 s", "5 s", "60 s"),
    }
    onward = [to for to in queues if ORDER.index(to) > ORDER.index(queue)]
    onward = [to for to in onward if to in lot.dated or (to in CALLS and queue in CALLS)]
    unresolved: Data = {}
    if onward and lot(True, False):
        warm = {"warm": 0.5, "handover": lot.seconds(0, 15)} if queue not in DEFERRED else {}
        unresolved["escalate"] = {"to": lot(*onward), "share": 0.5, **warm}
    if lot("a third"):
        same = {"same_agent": lot("20 s", "2 min")} if lot(True, False) else {}
        unresolved["repeat"] = {"share": 0.4, "delay": lot.seconds(60), **same}
    return {**part, "resolves": 0.4, **({"unresolved": unresolved} if unresolved else {})}


def _routing(lot: Lot, queues: list[str]) -> Data:
    rule = lot("priority", "longest_wait", "preference")
    if rule != "longest_wait":
        return {"freed_agent": rule}
    head_start, weights = {queues[0]: lot("0 s", "7 s", "90 s")}, {queues[-1]: lot(0.5, 1, 3)}
    return {"freed_agent": rule, "head_start": head_start, "wait_weights": weights}


def _events(lot: Lot, groups: list[str]) -> list[Data]:
    def event(part: Data) -> Data:
        spell = {"at": lot.clock(120, 300, 600, 900, 1200), "lasts": lot("100 s", "5 min", "20 min")}
        return {**spell, **({"after": "30 s"} if lot("a third") else {}), **part}

    events = [event({"outage": {"ivr": True}})] if lot("a third") else []
    for group in groups:
        events += [event({"outage": {group: lot(0.3, 0.5, 1)}})] if lot(True, False) else []
        events += [event({"absence": {group: lot(0.3, 0.5, 1)}})] if lot("a third") else []
        events += [event({"reinforce": {group: lot(1, 3)}})] if lot("a third") else []
    return events


def _hours(lot: Lot) -> Any:
    first = lot.clock(*CLOSINGS)
    if lot("a third"):
        return [f"00:00-{first}", f"{lot.clock(1020, 1200)}-24:00"] if first < lot.clock(1020) else f"00:00-{first}"
    return f"00:00-{first}" if first > "00:30" else f"{first}-24:00"


# --- contacts ---------------------------------------------------------------------------------------------------------


def some_traffic(lot: Lot, scenario: Scenario, contacts: int) -> Traffic:
    luck, rows = lot.luck, ROWS * contacts
    kinds = list(scenario.contact_types.values())
    weights = np.array([4 if kind.immediate else 1 for kind in kinds], float)
    first = luck.choice(len(kinds), contacts, p=weights / weights.sum())
    kind = np.tile(first, ROWS)
    last = np.arange(rows) >= (ROWS - 1) * contacts
    arrives = lot.begins + np.sort(lot.whole(LENGTH, contacts))
    queues, groups = list(scenario.queues), list(scenario.agent_groups.values())
    skills = [(queues.index(q), g) for g, group in enumerate(groups) for q in group.skills]
    long, called_in = lot(20, 60, 200), ~last & (luck.random(rows) < 0.1)

    def flags(share: float) -> Any:
        return ~last & (luck.random(rows) < share)

    def whole(most: int) -> Any:
        return lot.whole(most, rows)

    tries = np.array([one.retry is not None for one in kinds])[kind]
    angry = np.array([one.complaint is not None for one in kinds])[kind]
    patient = np.array([not one.immediate for one in kinds])[kind] | (luck.random(rows) < 0.2)
    return Traffic.of_columns(
        contacts=contacts,
        number=np.tile(np.arange(contacts), ROWS),
        attempt=np.repeat(np.arange(1, ROWS + 1), contacts),
        contact_type=kind,
        arrives_at=np.concatenate([arrives, np.full(rows - contacts, np.nan)]),
        ivr={node: Step(whole(lot(40, 150)), _exits(lot, scenario, node, rows)) for node in range(len(scenario.ivr))},
        patience=np.where(patient, np.inf, whole(90)),
        next_row=np.where(last, -1, np.arange(rows) + contacts),
        retries_abandoning=tries & flags(0.5),
        retries_blocked=tries & flags(0.5),
        retry_delay=whole(lot(1, 60, 300)),
        complains_abandoning=angry & flags(0.5),
        complains_waiting=angry & flags(0.5),
        complaint_delay=whole(60),
        callbacks={
            q: CallbackLuck(flags(0.7), whole(20), luck.random(rows) < 0.6)
            for q, queue in enumerate(scenario.queues.values())
            if queue.callback is not None
        },
        talk={skill: whole(long) for skill in skills},
        wrap_up={skill: whole(15) for skill in skills},
        sequels=_sequels(lot, scenario, rows, last),
        calls_again_after=np.where(called_in, whole(200), np.inf),
        fault_ends=np.where(called_in, lot.begins + whole(LENGTH), np.inf),
        staff_luck=StaffLuck(int(luck.integers(1000)), 0),
        busyness={},
    )


def _exits(lot: Lot, scenario: Scenario, node: int, rows: int) -> Any:
    codes = {name: TO_NODE - number for number, name in enumerate(scenario.ivr)}
    codes |= {name: number for number, name in enumerate(scenario.queues)} | {
        "contained": CONTAINED,
        "hang_up": HANG_UP,
    }
    exits = [codes[name] for name, _ in list(scenario.ivr.values())[node].exits("menu")]
    return np.array(exits)[lot.luck.integers(0, len(exits), rows)]


def _sequels(lot: Lot, scenario: Scenario, rows: int, last: Any) -> dict[tuple[int, int, int], Sequels]:
    found = {}
    for g, group in enumerate(scenario.agent_groups.values()):
        for q, queue in enumerate(scenario.queues):
            skill = group.skills.get(queue)
            for k, kind in enumerate(scenario.contact_types.values()):
                if skill is None:
                    continue
                able = [Sequel.NOTHING, Sequel.UNRESOLVED]
                able += [Sequel.FOLLOW_UP] if kind.follow_up is not None else []
                able += [Sequel.COMPLAINT] if kind.complaint is not None else []
                if skill.unresolved is not None:
                    able += [Sequel.COLD, Sequel.WARM, Sequel.WARM] if skill.unresolved.escalate is not None else []
                    able += [Sequel.REPEAT, Sequel.REPEAT] if skill.unresolved.repeat is not None else []
                codes = np.where(last, Sequel.NOTHING, np.array(able)[lot.luck.integers(0, len(able), rows)])
                delay = np.where(np.isin(codes, (2, 5, 6)), lot.whole(200, rows), np.inf)
                handover = np.where(codes == Sequel.WARM, lot.whole(20, rows), 0.0)
                found[q, g, k] = Sequels(codes.astype(np.int8), delay, handover)
    return found


# --- staff ------------------------------------------------------------------------------------------------------------


def some_staff(lot: Lot, scenario: Scenario) -> Staffing:
    """Staff that changes every few minutes, groups often at the same moment, some with breaks."""
    luck, end = lot.luck, scenario.calendar.horizon
    grid = np.arange(lot.begins, lot.begins + LENGTH, 60)
    changes = {*luck.choice(grid, 5, replace=False).tolist(), *(lot.begins + m for m in lot(CLOSINGS, ()))}
    moments = [0, *sorted(changes)]
    present, steps = {}, {}
    for name in scenario.agent_groups:
        most = {moment: lot(2, 6) if moment - lot.begins in CLOSINGS else lot(3, 7) for moment in moments}
        present[name] = tuple((float(moment), float(luck.integers(0, most[moment]))) for moment in moments)
        breaks = [(m, m + lot(60, 120, 300)) for m in luck.choice(grid, lot(0, 0, 3, 6)).tolist()]
        steps[name] = _without(present[name], breaks, end)
    return Staffing(
        steps=steps,
        present=present,
        shrinkage={name: group.shrinkage for name, group in scenario.agent_groups.items()},
        cost={name: np.zeros(scenario.calendar.intervals) for name in steps},
        interval=scenario.calendar.interval,
        horizon=end,
    )


def _without(present: Any, breaks: list[tuple[int, int]], end: float) -> Any:
    """Those present who are not on a break."""
    moments = sorted({float(m) for one in breaks for m in one if m < end} | {m for m, _ in present})
    people = [[count for begin, count in present if begin <= moment][-1] for moment in moments]
    resting = [sum(begins <= moment < ends for begins, ends in breaks) for moment in moments]
    return tuple((m, max(count - k, 0.0)) for m, count, k in zip(moments, people, resting, strict=True))


def a_day(seed: int) -> tuple[Scenario, Traffic, Staffing]:
    """One random day."""
    lot = Lot(seed)
    scenario = a_scenario(lot)
    return scenario, some_traffic(lot, scenario, int(lot.luck.integers(20, 200))), some_staff(lot, scenario)
