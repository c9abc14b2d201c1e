"""Scenarios read as small centres: what a chain needs of them, and what it cannot follow."""

from typing import Any

import pytest

from scenarios.faults import InputError
from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.exact.centre import INFINITE, Again, Callback, Escalation, Later, Skill
from sim.exact.floor import solve, solve_day
from sim.exact.reading import periods


def times(mean: str) -> dict[str, Any]:
    return {"exponential": {"mean": mean}}


def centre(**changes: Any) -> Scenario:
    """Calls and a desk; a change is laid over what stands under its name: ``calls``, ``queue``, ``desk``, ``skill`` or the top."""
    skill = {"handle_time": times("4 min"), **changes.pop("skill", {})}
    return parse(
        {
            "calendar": {"start": "2026-03-02", "interval": "1 h"},
            "contact_types": {
                "calls": {"arrivals": {"rate": "36 per h"}, "enters": "calls", **changes.pop("calls", {})},
                **changes.pop("types", {}),
            },
            "queues": {"calls": changes.pop("queue", {}), **changes.pop("queues", {})},
            "agent_groups": {"desk": {"skills": {"calls": skill, **changes.pop("skills", {})}, "staffing": 6, **changes.pop("desk", {})}},
            **changes,
        }
    )  # fmt: skip


def test_a_plain_scenario() -> None:
    scenario = centre(
        calls={
            "patience": {"mixture": [{"weight": 0.1, "of": {"fixed": "0 s"}}, {"weight": 0.9, "of": times("2 min")}]},
            "retry": {"after_abandoning": 0.5, "delay": times("5 min"), "attempts": 3},
        },
        queue={
            "capacity": 7,
            "callback": {"offer_above": "3 min", "accept": 0.4, "dial": times("20 s"), "reached": 0.9},
        },
        skill={"wrap_up": times("1 min")},
        desk={"shrinkage": 0.3},
        lines=9,
    )
    (period,) = periods(scenario, room=30, away=20)
    found, kind, queue = period.centre, period.centre.kinds["calls"], period.centre.queues["calls"]
    assert (period.begins, period.span) == (0.0, 86400.0)
    assert (kind.arrivals, kind.leaving, kind.balks, kind.holds_line) == (pytest.approx(0.01), 1 / 120, 0.1, True)
    assert kind.again == Again(0.5, 0.0, 1 / 300, 3)
    assert (queue.capacity, queue.room, found.lines, found.away) == (7, 7, 9, 20)
    assert found.groups["desk"].staff == 4  # 6 x 0.7 = 4.2
    assert found.groups["desk"].skills["calls"] == Skill(1 / 240, 1 / 60)
    # Each of the waiting and the new one takes 300 s / 4 agents: with two waiting, 225 s are more than 180 s.
    assert queue.callback == Callback(pytest.approx(1.4), 0.4, 1 / 20, 0.9)


def test_what_follows_an_answer() -> None:
    after = {"escalate": {"to": "back", "share": 0.2}, "repeat": {"share": 0.5, "delay": times("1 h")}}
    complaint = {"contact_type": "care", "after_abandoning": 0.3, "unresolved": 0.1, "delay": times("2 h")}
    scenario = centre(
        calls={"complaint": complaint, "follow_up": {"share": 0.4, "contact_type": "care", "delay": times("1 d")}},
        types={"care": {"channel": "outbound", "arrivals": {"rate": "0 per h"}, "enters": "care"}},
        queues={"back": {"deadline": "48 h"}, "care": {}},
        skill={"resolves": 0.8, "unresolved": after},
        skills={"back": {"handle_time": times("9 min")}, "care": {"handle_time": times("3 min")}},
    )
    found = periods(scenario, room=30, away=20)[0].centre
    skill, kind = found.groups["desk"].skills["calls"], found.kinds["calls"]
    assert skill.escalates == Escalation("back", pytest.approx(0.04))
    assert skill.repeats == (pytest.approx(0.1), 1 / 3600)
    assert (kind.complaint, kind.grievance) == (Later(0.3, "care", 1 / 7200), Later(0.1, "care", 1 / 7200))
    assert kind.follow_up == Later(0.4, "care", 1 / 86400)
    assert (found.queues["back"].deferred, found.queues["calls"].deferred) == (True, False)
    assert (found.kinds["care"].leaving, found.kinds["care"].holds_line) == (0.0, False)


def test_chats_are_not_alone_and_a_way_without_time_is_gone_at_once() -> None:
    scenario = centre(
        types={"chats": {"channel": "chat", "arrivals": {"rate": "9 per h"}, "enters": "chats"}},
        calls={"enters": "menu"},
        queues={"chats": {}},
        skills={"chats": {"handle_time": times("5 min")}},
        desk={"concurrency": 2, "slowdown": [1, 1.4]},
        ivr={"menu": {"takes": {"fixed": "0 s"}, "then": {"calls": 1}}},
    )
    found = periods(scenario, room=30, away=20)[0].centre
    assert found.nodes["menu"].takes == INFINITE
    assert [skill.alone for skill in found.groups["desk"].skills.values()] == [True, False]
    assert found.groups["desk"].slowdown == (1, 1.4)


def test_a_day_is_cut_where_it_changes() -> None:
    scenario = centre(desk={"staffing": [2] * 8 + [6] * 16})
    course = periods(scenario, room=30, away=20)
    assert [(period.begins, period.span) for period in course] == [(0.0, 8 * 3600.0), (8 * 3600.0, 16 * 3600.0)]
    assert [period.centre.groups["desk"].staff for period in course] == [2, 6]
    assert len(solve_day(scenario)) == 24
    with pytest.raises(ValueError, match="change 1 times"):
        solve(scenario)


def test_all_that_a_chain_cannot_follow_is_told_at_once() -> None:
    after = {
        "escalate": {"to": "calls2", "share": 0.2, "warm": 0.5},
        "repeat": {"share": 0.5, "delay": {"fixed": "1 h"}, "same_agent": "60 s"},
    }
    scenario = centre(
        calls={"patience": {"lognormal": {"mean": "2 min", "cv": 1}}},
        queues={"calls2": {}},
        skill={"after": "10 s", "wrap_up": {"fixed": "30 s"}, "resolves": 0.5, "unresolved": after},
        skills={"calls2": {"handle_time": times("5 min")}},
        desk={"absence": 0.1, "late": times("5 min")},
        events=[{"at": "10:00", "lasts": "1 h", "surge": {"calls": 2}}],
        open={"calls": "08:00-20:00"},
        routing={"freed_agent": "longest_wait", "wait_weights": {"calls": 2}},
    )
    with pytest.raises(InputError) as caught:
        solve(scenario)
    desk = "agent_groups.desk"
    assert {fault.key for fault in caught.value.faults} == {
        "contact_types.calls.patience",
        f"{desk}.skills.calls.after",
        f"{desk}.skills.calls.wrap_up",
        f"{desk}.skills.calls.unresolved.escalate.handover",
        f"{desk}.skills.calls.unresolved.repeat.delay",
        f"{desk}.skills.calls.unresolved.repeat.same_agent",
        f"{desk}.absence",
        f"{desk}.late",
        "events",
        "open",
        "routing.wait_weights",
    }
    assert "is not exponential; an exact solution needs exponential: {mean: ...}" in str(caught.value)


def test_call_backs_that_take_no_time_must_reach_all() -> None:
    offer = {"offer_above": "1 min", "accept": 1, "reached": 0.5}
    with pytest.raises(InputError, match="takes no time"):
        solve(centre(queue={"callback": offer}))


def test_a_group_without_staffing_is_told() -> None:
    with pytest.raises(InputError, match="how many people"):
        solve(centre(desk={"staffing": None}))
