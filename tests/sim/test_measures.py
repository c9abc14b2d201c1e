"""Measures of days written by hand. The day has two intervals of 12 h (43,200 s); figures can be checked with a pencil."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.floor import run
from sim.log import ConservationError, Outcome
from sim.measures import daily, rows
from sim.sums.tally import tally
from tests.sim.by_hand import centre, contacts, staff
from tests.sim.halves import AFTERNOON, HALF, MORNING, Figures, two_halves
from tests.sim.logs import (
    Attempt,
    abandoned,
    answered,
    blocked,
    cleared,
    never_offered,
    tally_of,
    too_late,
    unfinished,
)

A_DAY = (
    answered(100, 100, 200, 250),
    answered(110, 130, 330),
    abandoned(120, 150),
    blocked(300),
    answered(43190, 43210, 43300),  # counts in the morning, works in the afternoon
    abandoned(43200, 43205),
)


@pytest.fixture(scope="module")
def figures() -> Figures:
    variants = [
        {"queue": "calls", "answer_rate": 0.5, "within": "20 s", "of": of}
        for of in ("answered", "offered_less_short_abandons")
    ]
    scenario = two_halves(targets=variants)
    return Figures(scenario, tally_of(scenario, *A_DAY))


@pytest.mark.parametrize("scope", ["centre", "contact_type", "queue"])
def test_contacts_count_where_they_joined(figures: Figures, scope: str) -> None:
    assert figures("offered", scope) == [6, 5, 1]
    assert figures("answered", scope) == [3, 3, 0]
    assert figures("abandoned", scope) == [2, 1, 1]
    assert figures("blocked", scope) == [1, 1, 0]
    assert figures("unfinished", scope) == [0, 0, 0]
    assert figures("repeats", scope) == [0, 0, 0]


def test_answer_rate_keeps_abandoned_and_blocked_in_its_denominator(figures: Figures) -> None:
    assert figures("answer_rate", within_s=20) == [3 / 6, 3 / 5, 0]


def test_variants_of_the_answer_rate_stand_beside_it(figures: Figures) -> None:
    assert figures("answer_rate", of="answered") == [1, 1, None]
    # Only the contact that left after 5 s abandoned within 20 s: the denominators are 5, 5 and 0.
    assert figures("answer_rate", of="offered_less_short_abandons") == [3 / 5, 3 / 5, None]


def test_waits(figures: Figures) -> None:
    assert figures("abandonment") == [2 / 6, 1 / 5, 1]
    assert figures("mean_wait") == [40 / 3, 40 / 3, None]
    assert figures("mean_wait_all") == [75 / 6, 70 / 5, 5]
    assert figures("wait_p50") == [20, 20, None]
    assert figures("longest_wait") == [30, 30, 5]
    assert figures("longest_wait", "agent_group") == [20, 20, None]
    assert figures("probability_of_wait") == [5 / 6, 4 / 5, 1]


def test_queue_length_counts_where_the_time_passes(figures: Figures) -> None:
    assert figures("mean_queue_length") == pytest.approx([75 / 86400, 60 / HALF, 15 / HALF])


@pytest.mark.parametrize("measure", ["occupancy", "slot_use"])
@pytest.mark.parametrize("scope", ["centre", "agent_group"])
def test_occupancy_counts_where_the_time_passes(figures: Figures, measure: str, scope: str) -> None:
    assert figures(measure, scope) == pytest.approx([440 / (4 * HALF), 350 / (2 * HALF), 90 / (2 * HALF)])


def test_money(figures: Figures) -> None:
    assert figures("cost", "agent_group") == [1728, 864, 864]
    assert figures("cost", "centre") == [1728, 864, 864]
    assert figures("cost", "queue") == figures("cost", "contact_type") == [1728, 864, 864]
    assert figures("cost_of_loss") == [15, 10, 5]
    for scope in ("centre", "contact_type", "queue", "agent_group"):
        assert figures("cost_per_contact", scope) == [576, 288, None]


def test_what_this_version_does_not_model_is_null_or_full(figures: Figures) -> None:
    assert figures("satisfaction", "centre") == [None, None, None]
    assert figures("on_time", "centre") == [None, None, None]
    assert figures("first_contact_resolution", "centre") == [1, 1, None]


def test_one_replication_has_no_limits(figures: Figures) -> None:
    assert all(row.low is None and row.high is None for row in figures.rows)


def test_means_are_ratios_of_sums_over_days() -> None:
    scenario = two_halves()
    quiet = tally_of(scenario, answered(0, 0, 60))
    busy = tally_of(scenario, answered(0, 40, 60), abandoned(0, 60), abandoned(0, 60))
    found = Figures(scenario, quiet, busy)
    assert found.row("offered").mean == 2
    row = found.row("answer_rate", within_s=20)
    assert row.mean == 1 / 4  # not the mean of 1 and 0
    # Residuals 1 - 1/4 and 0 - 3/4; their standard error 3/4 over a mean of 2 offered; t(1 df) is 12.706.
    assert row.low == 0
    assert row.high == 1
    offered = found.row("offered")
    assert (offered.low, offered.high) == (0, pytest.approx(2 + 12.7062047))
    assert found.row("mean_wait").mean == 20
    assert found.row("longest_wait").mean == 30  # the mean of 0 and 60
    assert found.row("wait_p90").mean == pytest.approx(36)  # of 0 and 40, as spreadsheets interpolate


def test_a_fan_of_days() -> None:
    scenario = two_halves()
    days = [tally_of(scenario, answered(0, 0, 60)), tally_of(scenario, answered(0, 40, 60), abandoned(0, 60))]
    fan = daily(scenario, days, "answer_rate", "queue", "calls", 20.0)
    assert fan[:, :2].tolist() == [[1, 1], [0, 0]]
    assert daily(scenario, days, "abandonment", "queue", "calls")[:, 0].tolist() == [0, 0.5]


def test_the_warm_up_leaves_contacts_out_but_not_the_time_they_take_after_it() -> None:
    scenario = two_halves(experiment={"warm_up": "12 h"})
    found = Figures(scenario, tally_of(scenario, *A_DAY))
    assert found("offered") == [1, 0, 1]
    assert found("answered", "agent_group") == [0, 0, 0]
    assert found("mean_wait") == [None, None, None]
    assert found("occupancy", "agent_group") == pytest.approx([90 / (2 * HALF), None, 90 / (2 * HALF)])
    assert found("mean_queue_length") == pytest.approx([15 / HALF, None, 15 / HALF])
    assert found("cost", "agent_group") == [1728, 864, 864]  # people are paid for it
    assert found("cost_of_loss") == [5, 0, 5]


def test_a_warm_up_may_end_inside_an_interval() -> None:
    scenario = two_halves(experiment={"warm_up": "150 s"})
    found = Figures(scenario, tally_of(scenario, answered(100, 140, 250), answered(150, 160, 260)))
    assert found("offered") == [1, 1, 0]
    assert found("occupancy", "agent_group")[1] == pytest.approx(200 / (2 * (HALF - 150)))
    assert found("mean_queue_length")[1] == pytest.approx(10 / (HALF - 150))


def test_time_past_the_calendars_end_does_not_count() -> None:
    scenario = two_halves()
    found = Figures(scenario, tally_of(scenario, answered(86300, 86390, 86500)))
    assert found("occupancy", "agent_group")[2] == pytest.approx(10 / (2 * HALF))
    assert found("mean_wait") == [90, None, 90]


@pytest.mark.parametrize(("paid", "overtime"), [(True, 2 * 36 / 60), (False, 0)])
def test_serving_out_is_paid_if_the_scenario_says_so(paid: bool, overtime: float) -> None:
    scenario = two_halves(overtime=paid)
    day = tally_of(
        scenario, answered(86390, 86460, 90000)
    )  # answered a minute after the end: two people stay that long
    assert Figures(scenario, day)("cost", "agent_group") == pytest.approx([1728 + overtime, 864, 864 + overtime])


def test_finishing_a_contact_after_the_shift_is_staffed_time() -> None:
    desk = {"skills": {"calls": {"handle_time": {"fixed": "1 min"}}}, "staffing": [1, 0]}
    scenario = two_halves(agent_groups={"desk": desk})
    day = tally_of(scenario, answered(43100, 43100, 43500), overruns=[(0, 0, 43200, 43500)])
    day.check()
    assert Figures(scenario, day)("occupancy", "agent_group") == [400 / 43500, 100 / HALF, 1]


def test_work_that_nobody_is_staffed_for_is_noticed() -> None:
    desk = {"skills": {"calls": {"handle_time": {"fixed": "1 min"}}}, "staffing": [1, 0]}
    scenario = two_halves(agent_groups={"desk": desk})
    with pytest.raises(ConservationError, match="busy for longer than they are staffed"):
        tally_of(scenario, answered(43100, 43100, 43500)).check()


def test_those_never_offered_count_where_they_arrived() -> None:
    scenario = two_halves()
    day = tally_of(
        scenario,
        never_offered(Outcome.BLOCKED_LINES, 5),
        never_offered(Outcome.CONTAINED, 6),
        never_offered(Outcome.HUNG_UP, 7),
        never_offered(Outcome.CLOSED, 43200),
    )
    found = Figures(scenario, day)
    assert found("blocked_lines", "centre") == [1, 1, 0]
    assert found("contained", "contact_type") == [1, 1, 0]
    assert found("closed", "centre") == [1, 0, 1]
    assert found("offered", "centre") == [0, 0, 0]
    assert found("answer_rate", "centre", within_s=20) == [None, None, None]


def test_contacts_after_the_end_count_in_the_last_interval() -> None:
    scenario = two_halves()
    late = (too_late(90000, number=0, attempt=2), cleared(86401, 86410), unfinished(86300))
    found = Figures(scenario, tally_of(scenario, abandoned(0, 5, number=0), *late))
    assert found("unfinished", "centre") == [2, 1, 1]  # the retry where the attempt before it was abandoned
    assert found("unfinished") == [1, 0, 1]  # a retry that never came asked for no queue
    assert found("cleared") == [1, 0, 1]
    # The unfinished contact has waited to the calendar's end, 100 s; the retry, which never came, not at all.
    assert found("mean_wait_all", "centre") == [(5 + 9 + 100) / 4, 5 / 2, 109 / 2]


def test_the_longest_wait_of_a_calendar_is_the_mean_of_its_days() -> None:
    scenario = two_halves(calendar={"start": "2026-03-02", "days": 2, "interval": "12 h"})
    day = tally_of(scenario, answered(0, 30, 60), answered(HALF, HALF + 50, HALF + 60), answered(86400, 86410, 86420))
    assert Figures(scenario, day).row("longest_wait").mean == 30


def test_how_often_a_target_is_met_names_its_target() -> None:
    scenario = two_halves(
        targets=[
            {"queue": "calls", "abandonment": 0.5},
            {"queue": "calls", "answer_rate": 0.6, "within": "20 s", "per": "interval"},
        ]
    )
    days = [tally_of(scenario, *A_DAY), tally_of(scenario, answered(0, 0, 60), answered(HALF, HALF + 20, HALF + 60))]
    found = Figures(scenario, *days)
    assert found("intervals_meeting_target", target=0) == [3 / 4, 1, 1 / 2]
    assert found("intervals_meeting_target", target=1) == [3 / 4, 1, 1 / 2]
    assert found.row("days_meeting_target", target=0).mean == 1
    assert found.row("days_meeting_target", target=1).mean == 1 / 2  # the first day's afternoon misses it


def test_rows_are_complete_and_in_a_fixed_order() -> None:
    scenario = two_halves()
    nobody, somebody = Figures(scenario, tally_of(scenario)), Figures(scenario, tally_of(scenario, *A_DAY))

    def keys(found: Figures) -> list[tuple[object, ...]]:
        return [(row.measure, row.scope, row.name, row.interval, row.within_s) for row in found.rows]

    assert keys(nobody) == keys(somebody)
    assert len(set(keys(nobody))) == len(nobody.rows)
    assert keys(nobody)[:3] == [("offered", "centre", "centre", start, None) for start in (None, MORNING, AFTERNOON)]
    at_centre = dict.fromkeys(row.measure for row in nobody.rows if row.scope == "centre")
    assert " ".join(at_centre) == (
        "offered answered abandoned blocked blocked_lines closed cleared contained unfinished repeats answer_rate "
        "abandonment mean_wait mean_wait_all wait_p50 wait_p90 wait_p95 longest_wait probability_of_wait "
        "mean_queue_length occupancy slot_use first_contact_resolution satisfaction on_time cost cost_of_loss "
        "cost_per_contact"
    )


# --- properties of any day ------------------------------------------------------------------------------------------

TWO = {
    "contact_types": {
        "vip": {"arrivals": {"rate": "1 per h"}, "enters": "first", "cost_of_loss": 3},
        "plain": {"arrivals": {"rate": "1 per h"}, "enters": "second", "cost_of_loss": 1},
    },
    "queues": {"first": {}, "second": {}},
    "agent_groups": {
        name: {"skills": {queue: {"handle_time": {"fixed": "1 min"}} for queue in ("first", "second")}, "staffing": 50}
        for name in ("desk", "pool")
    },
    "calendar": {"start": "2026-03-02", "days": 1, "interval": "2 h"},
}
PARTS = ("answered", "abandoned", "blocked", "cleared", "unfinished")
moments = st.floats(0, 90000, allow_nan=False)
lengths = st.one_of(st.just(0.0), st.floats(0, 9000))
code = st.integers(0, 1)


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    joined, wait, talk, wrap_up = draw(moments), draw(lengths), draw(lengths), draw(lengths)
    kind = {"kind": draw(code), "queue": draw(code)}
    ended = joined + wait + talk
    return draw(
        st.sampled_from(
            [
                answered(joined, joined + wait, ended, ended + wrap_up, group=draw(code), **kind),
                abandoned(joined, joined + wait, **kind),
                cleared(joined, joined + wait, **kind),
                blocked(joined, **kind),
                unfinished(min(joined, 86400.0), **kind),
                never_offered(Outcome.CONTAINED, joined, kind=kind["kind"]),
                never_offered(Outcome.BLOCKED_LINES, joined, kind=kind["kind"]),
            ]
        )
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(attempts(), max_size=40), st.sampled_from(["0 s", "3 h", "22 h 30 min"]))
def test_contacts_are_conserved_and_intervals_add_up(day: list[Attempt], warm_up: str) -> None:
    scenario = centre(**TWO, experiment={"warm_up": warm_up})
    figures = rows(scenario, [tally_of(scenario, *day)])
    mean = {(row.scope, row.name, row.measure, row.interval): row.mean or 0.0 for row in figures}
    starts = scenario.calendar.starts
    for (scope, name, measure, interval), value in mean.items():
        if measure == "offered":
            assert value == sum(mean[scope, name, part, interval] for part in PARTS)
        if measure in {*PARTS, "offered", "contained", "blocked_lines", "cost", "cost_of_loss"} and interval is None:
            assert value == sum(mean[scope, name, measure, start] for start in starts)
    for measure in ("offered", "contained", "blocked_lines", "cost_of_loss"):
        types = [mean["contact_type", name, measure, None] for name in scenario.contact_types]
        assert mean["centre", "centre", measure, None] == sum(types)
    for row in figures:
        assert row.mean is None or row.mean >= 0
        if row.measure in ("answer_rate", "abandonment", "probability_of_wait"):
            assert row.mean is None or row.mean <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(attempts(), max_size=40), st.sampled_from([0.0, 10000.0]))
def test_time_in_intervals_is_the_overlap_of_each_span(day: list[Attempt], warm_up: float) -> None:
    scenario = centre(**TWO, experiment={"warm_up": f"{warm_up} s"})
    busy = tally_of(scenario, *day).sums["agent_group"]["seconds busy"]
    for group in (0, 1):
        for place in range(12):
            begin, end = max(place * 7200.0, warm_up), max((place + 1) * 7200.0, warm_up)
            mine = [one for one in day if one.group == group]
            overlap = sum(max(min(one.released, end) - max(one.answered, begin), 0.0) for one in mine)
            assert busy[group, place] == pytest.approx(overlap, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 7200), lengths, lengths, lengths), max_size=30),
    st.lists(st.tuples(st.integers(0, 10800), st.integers(0, 4)), max_size=6),
)
def test_nobody_is_busier_than_always(
    calls: list[tuple[float, float, float, float]], changes: list[tuple[int, int]]
) -> None:
    """Shifts begin and end at any moment; whoever finishes a call after the shift is staffed as long as it takes."""
    scenario = centre()
    at, talk, wrap_up, patience = ([call[part] for call in sorted(calls)] for part in range(4))
    people = staff(scenario, desk={0: 2, **dict(sorted(changes))})
    traffic = contacts(scenario, at=at, talk=talk, wrap_up=wrap_up, patience=patience)
    one = tally(scenario, run(scenario, traffic, people), people)
    one.check()
    shares = [row.mean for row in rows(scenario, [one]) if row.measure == "occupancy" and row.mean is not None]
    assert all(0 <= share <= 1 for share in shares)


def test_percentiles_are_those_of_each_name_and_interval() -> None:
    scenario, rng = centre(**TWO), np.random.default_rng(5)
    days = [
        [
            answered(at, at + wait, at + wait, kind=kind, queue=queue, group=group)
            for at, wait in zip(rng.uniform(0, 86400, 300), np.float32(rng.exponential(30, 300)).tolist(), strict=True)
            for kind, queue, group in [rng.integers(0, 2, 3).tolist()]
        ]
        for _ in range(3)
    ]
    found = rows(scenario, [tally_of(scenario, *day) for day in days])
    pooled = [one for day in days for one in day]
    starts = scenario.calendar.starts
    names = {"kind": list(scenario.contact_types), "queue": list(scenario.queues), "group": list(scenario.agent_groups)}
    for scope, column in (("contact_type", "kind"), ("queue", "queue"), ("agent_group", "group")):
        for row in (row for row in found if row.scope == scope and row.measure == "wait_p90"):
            waits = [
                one.answered - one.joined
                for one in pooled
                if names[column][getattr(one, column)] == row.name
                and row.interval in (None, starts[int(one.joined // 7200)])
            ]
            assert row.mean == pytest.approx(np.quantile(waits, 0.9), rel=1e-5)
            assert row.low is not None
            assert row.high is not None
            assert row.low <= row.mean <= row.high
