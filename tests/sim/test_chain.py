"""Chains: what may follow an attempt follows in the shares that the scenario says, and adds nobody's luck to anybody's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.faults import InputError
from scenarios.schema import Scenario
from sim.chance.contacts import NO_ROW, Sequel, Traffic
from sim.floor import run
from sim.log import Cause
from sim.service.duty import reinforced
from sim.service.journal import Journal
from sim.staffing import Staffing
from sim.traffic import draw
from tests.sim.centres import EVERYTHING
from tests.sim.drawing import about_share, alike, centre

TALK = {"handle_time": {"exponential": {"mean": "3 min"}}}
SOON = {"exponential": {"mean": "10 min"}}


def skill(resolves: float = 0.6, **unresolved: Any) -> dict[str, Any]:
    return {**TALK, "resolves": resolves, **({"unresolved": unresolved} if unresolved else {})}


ESCALATE = {"to": "experts", "share": 0.25, "warm": 0.6, "handover": {"exponential": {"mean": "30 s"}}}
REPEAT = {"share": 0.5, "delay": SOON}


def two_levels(first: dict[str, Any], second: dict[str, Any] = TALK, call: Any = None, **changes: Any) -> Scenario:
    """A first line that may hand on to experts; no IVR."""
    return centre(
        **{
            "call": {"arrivals": {"rate": "5 per min"}, "enters": "calls", **(call or {})},
            "ivr": {},
            "queues": {"calls": {}, "experts": {}, "desk": {"deadline": "24 h"}},
            "agent_groups": {
                "line": {"skills": {"calls": first, "desk": TALK}},
                "old hands": {"skills": {"calls": second, "experts": TALK}},
            },
            "others": {name: part(name) for name in ("complaint", "service")},
            **changes,
        }
    )


def part(name: str) -> dict[str, Any]:
    channel = "outbound" if name == "service" else "work_order"
    return {"channel": channel, "arrivals": {"rate": "0 per h"}, "enters": "desk"}


def kinds(day: Traffic, group: int = 0, kind: int = 0, queue: int = 0, attempt: int = 1) -> Any:
    return day.sequels[queue, group, kind].kind[day.attempt == attempt]


def test_what_is_not_settled_is_split_as_the_skill_says() -> None:
    day = draw(two_levels(skill(0.6, escalate=ESCALATE, repeat=REPEAT)), 1, 0)
    found = kinds(day)
    for sequel, share in (
        (Sequel.NOTHING, 0.6),
        (Sequel.UNRESOLVED, 0.4 * 0.25),
        (Sequel.REPEAT, 0.4 * 0.5),
        (Sequel.COLD, 0.4 * 0.25 * 0.4),
        (Sequel.WARM, 0.4 * 0.25 * 0.6),
    ):
        about_share(float(np.mean(found == sequel)), share, len(found))


def test_delays_and_handovers_stand_where_they_belong() -> None:
    day = draw(two_levels(skill(0.2, escalate=ESCALATE, repeat=REPEAT)), 1, 0)
    sequels = day.sequels[0, 0, 0]
    repeats, warm = sequels.kind == Sequel.REPEAT, sequels.kind == Sequel.WARM
    assert abs(sequels.delay[repeats].mean() - 600) < 5 * 600 / np.sqrt(repeats.sum())
    assert np.all(np.isinf(sequels.delay[~repeats]))
    assert abs(sequels.handover[warm].mean() - 30) < 5 * 30 / np.sqrt(warm.sum())
    assert np.all(sequels.handover[~warm] == 0)


def test_who_settles_more_settles_the_same_and_some_more() -> None:
    day = draw(two_levels(skill(0.5, repeat=REPEAT), skill(0.8, repeat=REPEAT)), 1, 0)
    lesser, better = (kinds(day, group) == Sequel.NOTHING for group in (0, 1))
    assert np.all(better[lesser])
    about_share(float(better.mean()), 0.8, len(better))


def test_sequels_shift_nobodys_luck() -> None:
    retry = {"after_blocking": 0.5, "delay": SOON, "attempts": 3}
    plain = draw(two_levels(TALK, call={"retry": retry}), 1, 0)
    more = draw(
        two_levels(
            skill(0.6, escalate=ESCALATE, repeat=REPEAT),
            call={
                "retry": retry,
                "follow_up": {"share": 0.3, "contact_type": "service", "delay": SOON},
                "complaint": {"contact_type": "complaint", "after_abandoning": 0.2, "delay": SOON},
            },
        ),
        1,
        0,
    )
    first = more.attempt == 1
    for name in ("arrives_at", "patience", "retries_blocked", "retry_delay"):
        assert np.array_equal(getattr(plain, name)[plain.attempt == 1], getattr(more, name)[first]), name
    assert np.array_equal(plain.talk[0, 0][plain.attempt == 1], more.talk[0, 0][first])
    # and second attempts are as they would have been, whatever makes them come
    again = np.flatnonzero(plain.attempt == 2)
    same = more.next_row[plain.number[again]]
    assert np.array_equal(plain.talk[0, 1][again], more.talk[0, 1][same])
    assert np.array_equal(plain.patience[again], more.patience[same])


def test_more_of_one_sequel_changes_nothing_about_the_contacts() -> None:
    few, many = (draw(two_levels(skill(0.6, repeat={**REPEAT, "share": share})), 1, 0) for share in (0.1, 0.9))
    alike_first = few.contacts == many.contacts
    assert alike_first
    assert np.all(kinds(many)[kinds(few) == Sequel.REPEAT] == Sequel.REPEAT)
    assert few.attempt.max() < many.attempt.max()


def test_service_calls_follow_what_was_settled() -> None:
    call = {"follow_up": {"share": 0.3, "contact_type": "service", "delay": SOON}}
    day = draw(two_levels(skill(0.7), call=call), 1, 0)
    found = kinds(day)
    about_share(float(np.mean(found == Sequel.FOLLOW_UP)), 0.7 * 0.3, len(found))
    about_share(float(np.mean(found == Sequel.UNRESOLVED)), 0.3, len(found))
    second = day.attempt == 2
    service = list(day.talk).index((2, 0)) >= 0  # the desk's lengths are drawn for them
    assert service
    assert np.all(np.isfinite(day.talk[2, 0][second]))
    assert np.all(day.next_row[second] == -1)


def test_complaints_come_of_giving_up_of_waiting_and_of_poor_answers() -> None:
    complaint = {
        "contact_type": "complaint",
        "after_abandoning": 0.2,
        "after_waiting": 0.1,
        "longer_than": "3 min",
        "unresolved": 0.25,
        "delay": SOON,
    }
    day = draw(two_levels(skill(0.5, repeat={**REPEAT, "share": 0.6}), call={"complaint": complaint}), 1, 0)
    first, found = day.attempt == 1, kinds(day)
    about_share(float(day.complains_abandoning[first].mean()), 0.2, len(found))
    about_share(float(day.complains_waiting[first].mean()), 0.1, len(found))
    about_share(float(np.mean(found == Sequel.COMPLAINT)), 0.5 * 0.25, len(found))
    about_share(float(np.mean(found == Sequel.REPEAT)), 0.5 * 0.6, len(found))
    leads_on = (day.complains_abandoning | day.complains_waiting) & (day.arrives_at < 20 * 3600)
    assert np.all(day.next_row[first & leads_on] >= 0)


def test_a_complaint_has_sequels_of_its_own_type() -> None:
    data = {"complaint": {**part("complaint"), "follow_up": {"share": 1, "contact_type": "service", "delay": SOON}}}
    complaint = {"contact_type": "complaint", "after_abandoning": 1, "delay": SOON}
    call = {"arrivals": {"rate": "1 per min"}, "complaint": complaint}
    day = draw(two_levels(TALK, call=call, others={**data, "service": part("service")}), 1, 0)
    second = (day.attempt == 2) & (day.next_row >= 0)
    assert np.all(day.sequels[2, 0, 1].kind[second] == Sequel.FOLLOW_UP)
    assert (0, 0, 0) not in day.sequels
    assert day.attempt.max() == 3


def test_a_warm_escalation_to_deferred_work_is_a_cold_one() -> None:
    day = draw(two_levels(skill(0.4, escalate={**ESCALATE, "to": "desk", "share": 1})), 1, 0)
    assert not np.any(kinds(day) == Sequel.WARM)
    about_share(float(np.mean(kinds(day) == Sequel.COLD)), 0.6, day.contacts)


def test_every_row_that_may_lead_on_has_a_next_row() -> None:
    retry = {"after_abandoning": 0.4, "after_blocking": 0.5, "delay": SOON, "attempts": 2}
    day = draw(two_levels(skill(0.5, escalate=ESCALATE, repeat=REPEAT), call={"retry": retry}), 1, 0)
    for sequels in day.sequels.values():
        leads_on = (sequels.kind > Sequel.UNRESOLVED) & (day.arrives_at < 20 * 3600)  # unless it is for the day after
        assert np.all(day.next_row[leads_on] >= 0)
    after = day.next_row[day.next_row >= 0]
    assert len(np.unique(after)) == len(after)
    assert np.array_equal(np.sort(after), np.flatnonzero(day.attempt > 1))
    # Somebody who repeats may try twice again: there are fourth attempts though only two tries in a row.
    assert day.attempt.max() >= 4


def test_chains_end_with_the_calendar() -> None:
    day = draw(two_levels(skill(0, repeat={"share": 1, "delay": {"fixed": "5 h"}})), 1, 0)
    arrives, follows = day.arrives_at.copy(), day.next_row >= 0
    for attempt in range(1, int(day.attempt.max())):
        rows = (day.attempt == attempt) & follows
        arrives[day.next_row[rows]] = arrives[rows] + day.talk[0, 0][rows] + 5 * 3600
    again = arrives + day.talk[0, 0] + 5 * 3600
    assert np.array_equal(follows, again < 86400)


def test_chats_at_once_do_not_stretch_the_calls_of_a_chain() -> None:
    calls = {
        "handle_time": {"fixed": "1 h"},
        "resolves": 0,
        "unresolved": {"repeat": {"share": 1, "delay": {"fixed": "1 h"}}},
    }
    desk = {"skills": {"calls": calls, "chats": TALK}, "concurrency": 2, "slowdown": [3, 4]}
    chat = {"channel": "chat", "arrivals": {"rate": "1 per h"}, "enters": "chats"}
    call = {"arrivals": {"rate": "10 per h"}, "enters": "calls"}
    queues: dict[str, Any] = {"calls": {}, "chats": {}}
    day = draw(centre(call=call, others={"chat": chat}, ivr={}, queues=queues, agent_groups={"desk": desk}), 1, 0)
    first = (day.attempt == 1) & (day.contact_type == 0)
    assert np.array_equal(day.next_row[first] >= 0, day.arrives_at[first] + 7200 < 86400)


def test_who_comes_back_without_end_is_a_fault() -> None:
    fixed = {"handle_time": {"fixed": "0 s"}, "resolves": 0}
    repeat = {"share": 1, "delay": {"fixed": "1 s"}}
    with pytest.raises(InputError, match="more than 1000 times before the calendar ends"):
        draw(two_levels({**fixed, "unresolved": {"repeat": repeat}}, call={"arrivals": {"rate": "2 per h"}}), 1, 0)


def test_without_anything_unresolved_nothing_is_said() -> None:
    day = draw(two_levels(TALK), 1, 0)
    assert not day.sequels
    assert np.all(day.next_row == -1)
    assert np.all(np.isinf(day.fault_ends))


@pytest.mark.parametrize("week", [0, 1])
def test_learning_raises_the_share_resolved(week: int) -> None:
    groups = {"line": {"skills": {"calls": skill(0.8)}, "learning": {"resolves": [0.5, 1.0]}}}
    calendar = {"start": "2026-03-02", "days": 14, "interval": "30 min"}
    call = {"arrivals": {"rate": "1 per min"}, "enters": "calls"}
    day = draw(centre(call=call, ivr={}, agent_groups=groups, calendar=calendar), 1, 0)
    rows = (day.arrives_at // (7 * 86400)) == week
    settled = day.sequels[0, 0, 0].kind[rows] == Sequel.NOTHING
    about_share(float(settled.mean()), (0.4, 0.8)[week], rows.sum())


def test_an_added_group_or_queue_shifts_nobody() -> None:
    first = skill(0.6, escalate=ESCALATE)
    plain = two_levels(first)
    groups = {
        "line": {"skills": {"calls": first, "desk": TALK}},
        "old hands": {"skills": {"calls": TALK, "experts": TALK}},
    }
    more = two_levels(first, agent_groups={**groups, "new": {"skills": {"experts": TALK}}})
    alike(draw(plain, 1, 0), draw(more, 1, 0))


@pytest.mark.parametrize("make", EVERYTHING)
def test_the_floor_finds_a_row_for_whatever_follows(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    follow = Journal.follow

    def followed(journal: Journal, row: int, cause: Cause) -> int:
        assert journal.next_row[row] != NO_ROW, (row, cause)
        return follow(journal, row, cause)

    monkeypatch.setattr(Journal, "follow", followed)
    scenario = make()
    run(scenario, draw(scenario, 3, 0), reinforced(scenario, Staffing.of(scenario)))
