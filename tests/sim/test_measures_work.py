"""Who is occupied, who is there, what it costs and for whom. Two intervals of 12 h (43,200 s)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.schema import Scenario
from sim.log import Cause, ConservationError, Sequel
from sim.measures import rows
from sim.sums.money import by_channel
from sim.sums.spans import Spans, counted, merged
from tests.sim.halves import HALF, Figures, two_halves
from tests.sim.logs import Attempt, answered, tally_of, unfinished

CALLS, CHATS = 0, 1
MINUTE = {"handle_time": {"fixed": "1 min"}}


def chatting(**changes: Any) -> Scenario:
    """One agent who takes calls and up to three chats, at 36 an hour, and one who takes calls only, at 18."""
    return two_halves(
        **{
            "contact_types": {
                "call": {"arrivals": {"rate": "1 per h"}, "enters": "calls", "cost_of_loss": 5},
                "chat": {"channel": "chat", "arrivals": {"rate": "1 per h"}, "enters": "chats"},
            },
            "queues": {"calls": {}, "chats": {}},
            "agent_groups": {
                "both": {
                    "skills": {"calls": MINUTE, "chats": MINUTE},
                    "concurrency": 3,
                    "staffing": 1,
                    "cost": "36 per h",
                },
                "desk": {"skills": {"calls": MINUTE}, "staffing": 1, "cost": "18 per h"},
            },
            **changes,
        }
    )


def chat(joined: float, ended: float, **more: Any) -> Attempt:
    return answered(joined, joined, ended, **{"kind": CHATS, "queue": CHATS, **more})


SOME_CHATS = (
    chat(0, 600),
    chat(300, 900),
    chat(400, 500),
    chat(900, 1000),  # begins as the second ends: no pause
    answered(2000, 2000, 2100),  # a call
    answered(2000, 2000, 2600, group=1),
)


def test_with_several_chats_an_agent_is_busy_once_and_his_slots_are_filled_by_each() -> None:
    scenario = chatting()
    day = tally_of(scenario, *SOME_CHATS)
    day.check()
    found = Figures(scenario, day)
    assert found("occupancy", "agent_group", name="both")[1] == pytest.approx(1100 / HALF)
    chats, call = 600 + 600 + 100 + 100, 3 * 100
    assert found("slot_use", "agent_group", name="both")[1] == pytest.approx((chats + call) / (3 * HALF))
    assert found("slot_use", "agent_group", name="desk") == found("occupancy", "agent_group", name="desk")
    assert found("slot_use", "centre")[1] == pytest.approx((chats + call + 600) / (4 * HALF))


def test_more_chats_than_slots_are_noticed() -> None:
    four = [chat(0, 43200.0)] * 4
    with pytest.raises(ConservationError, match="more contacts in hand than slots"):
        tally_of(chatting(), *four).check()


def test_breaks_are_not_staffed_and_overruns_are() -> None:
    scenario = two_halves(agent_groups={"desk": {"skills": {"calls": MINUTE}, "staffing": 0}})
    there = [(0, 0, 0.0, 20000.0), (0, 0, 21000.0, 43300.0), (0, 1, 80000.0, 90000.0)]
    found = Figures(scenario, tally_of(scenario, answered(43000, 43000, 43300), overruns=there))
    assert found("occupancy", "agent_group") == [300 / (42300 + 6400), 200 / 42200, 100 / 6500]


def test_a_warm_transfer_occupies_both_agents() -> None:
    """The first agent talks 100 s, waits 20 s for the second, hands over for 30 s and wraps up for 10 s."""
    day = (
        answered(0, 0, 150, 160, number=0, sequel=Sequel.WARM),
        answered(100, 120, 250, number=0, attempt=2, cause=Cause.ESCALATION, agent=1),
    )
    assert tally_of(two_halves(), *day).sums["agent_group"]["seconds busy"].tolist() == [[290, 0]]


# --- money ----------------------------------------------------------------------------------------------------------


def test_a_groups_cost_is_that_of_the_contacts_it_worked_on() -> None:
    """``both`` costs 432 a half day: 1,400 of its 1,500 contact-seconds are chats. ``desk`` costs 216, all for calls."""
    scenario = chatting()
    found = Figures(scenario, tally_of(scenario, *SOME_CHATS))
    calls, chats = 432 / 15 + 216, 432 * 14 / 15
    for scope, one, other in (("queue", "calls", "chats"), ("contact_type", "call", "chat")):
        assert found("cost", scope, name=one) == pytest.approx([2 * calls, calls, calls])
        assert found("cost", scope, name=other) == pytest.approx([2 * chats, chats, chats])
        assert found("cost_per_contact", scope, name=other) == [
            pytest.approx(chats / 2),
            pytest.approx(chats / 4),
            None,
        ]


def test_what_an_idle_group_costs_is_nobodys() -> None:
    scenario = chatting()
    found = Figures(scenario, tally_of(scenario, chat(0, 600)))
    assert found("cost", "queue", name="chats") == [864, 432, 432]
    assert found("cost", "queue", name="calls") == [0, 0, 0]
    assert found("cost", "centre") == [1296, 648, 648]


def test_the_table_of_channels_adds_up_contact_types() -> None:
    class OneDay:
        scenario = chatting()
        tallies = (tally_of(scenario, *SOME_CHATS), tally_of(scenario, unfinished(100)))

    voice, chats, nobody = by_channel(OneDay)  # type: ignore[arg-type]
    assert (voice.channel, voice.offered, voice.answered, voice.cost_of_loss) == ("voice", 3 / 2, 1, 5 / 2)
    assert voice.cost == pytest.approx(432 / 15 + 216)  # of the first day only; on the second nobody worked
    assert (chats.channel, chats.cost_per_contact) == ("chat", pytest.approx(432 * 14 / 15 / 2))
    assert (nobody.channel, nobody.answered, nobody.cost_per_contact) == ("nobody", 0, None)
    assert voice.cost + chats.cost + nobody.cost == pytest.approx(1296)


def test_pay_is_shared_out_by_what_is_done_in_each_interval() -> None:
    """Two at the desk all day; calls take 100 s in the first half, 300 s in the second, chats 200 s in the first only."""
    scenario = chatting()
    day = (answered(0, 0, 100, group=0), chat(200, 400), answered(50000, 50000, 50300, group=0))
    cost = Figures(scenario, tally_of(scenario, *day))
    assert cost("cost", "queue", name="calls") == pytest.approx([432 / 3 + 432, 432 / 3, 432])
    assert cost("cost", "queue", name="chats") == pytest.approx([432 * 2 / 3, 432 * 2 / 3, 0])


STAYED = [(0, 40000.0, 46800.0), (0, 86000.0, 87000.0)]  # 3,200 s in the morning, 3,600 s and 1,000 s later


@pytest.mark.parametrize(("shrinkage", "came"), [(0, 2), (0.2, 2), (0.3, 1)])
def test_overtime_pays_as_many_as_were_scheduled_for_those_who_were_kept_on(shrinkage: float, came: int) -> None:
    desk = {"skills": {"calls": MINUTE}, "staffing": 2, "cost": "36 per h", "shrinkage": shrinkage}
    for overtime, each in ((True, 0.01 * 2 / came), (False, 0)):
        scenario = two_halves(agent_groups={"desk": desk}, overtime=overtime)
        found = Figures(scenario, tally_of(scenario, answered(0, 0, 60), stays=STAYED))
        paid = [1728 + 7800 * each, 864 + 3200 * each, 864 + 4600 * each]
        assert found("cost", "agent_group") == pytest.approx(paid)
        assert found("cost", "queue") == pytest.approx(paid)


def test_the_warm_up_is_paid_and_so_is_staying_on_in_it() -> None:
    scenario = two_halves(overtime=True, experiment={"warm_up": "12 h"})
    found = Figures(scenario, tally_of(scenario, answered(0, 0, 60), stays=STAYED))
    assert found("cost", "agent_group") == pytest.approx([1728 + 78, 864 + 32, 864 + 46])
    assert found("cost", "queue") == found("cost", "agent_group")


# --- properties -----------------------------------------------------------------------------------------------------

SOME_SPANS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(0, 10)), max_size=20)


def spans(given_: list[tuple[int, int, int]]) -> Spans:
    owner, begins, lengths = (np.array([one[part] for one in given_], np.int64) for part in range(3))
    return Spans(owner, begins.astype(float), (begins + lengths).astype(float))


@settings(max_examples=100, deadline=None)
@given(SOME_SPANS)
def test_merged_spans_cover_the_same_seconds_once(given_: list[tuple[int, int, int]]) -> None:
    found = merged(spans(given_))
    for owner in range(3):
        seconds = {
            second for one, begins, length in given_ if one == owner for second in range(begins, begins + length)
        }
        own = found.owner == owner
        assert (found.ends - found.begins)[own].sum() == len(seconds)
        assert np.all(found.begins[own][1:] > found.ends[own][:-1])


@settings(max_examples=100, deadline=None)
@given(SOME_SPANS)
def test_counts_say_how_many_spans_are_open(given_: list[tuple[int, int, int]]) -> None:
    all_of_them = spans(given_)
    found = counted(all_of_them.begins, all_of_them.ends)
    for second in range(45):
        is_open = [begins <= second < begins + length for _, begins, length in given_]
        assert found.at(np.array([float(second)])).tolist() == [sum(is_open)]
    assert np.all(np.diff(found.values) != 0)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 86000), st.integers(0, 500), st.integers(0, 1), st.integers(0, 1)), max_size=20)
)
def test_costs_of_queues_add_up_to_those_of_the_groups_that_worked(day: list[tuple[int, int, int, int]]) -> None:
    scenario = chatting()
    contacts = [answered(at, at, at + length, kind=queue, queue=queue, group=group) for at, length, queue, group in day]
    cost = {
        (row.scope, row.name): row.mean or 0.0
        for row in rows(scenario, [tally_of(scenario, *contacts)])
        if row.measure == "cost" and row.interval is None
    }
    worked = {group for _, length, _, group in day if length}
    spent = sum(cost["agent_group", name] for code, name in enumerate(("both", "desk")) if code in worked)
    assert cost["queue", "calls"] + cost["queue", "chats"] == pytest.approx(spent)
    assert cost["contact_type", "call"] == pytest.approx(cost["queue", "calls"])
