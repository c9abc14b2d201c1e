"""Films of a day: by pencil, and against a count over the log, row by row."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from callfloor.films.film import STATES, Film, film
from callfloor.films.reel import CODES, MOMENTS, reel
from scenarios.loading import load
from sim import experiment
from sim.log import Log, Outcome
from tests.sim.halves import two_halves
from tests.sim.logs import Attempt, abandoned, answered, blocked, log, not_reached, unfinished

SCENARIO = two_halves()
THERE = [(0, 0, 0.0, 20000.0), (0, 0, 21000.0, 86400.0), (0, 1, 0.0, 1000.0)]


def of(*attempts: Attempt, rests: tuple[float, ...] = ()) -> Film:
    return film(SCENARIO, log(*attempts, presence=THERE), rests=rests)


def seen(shown: Film, moment: float) -> tuple[int, float]:
    queue = shown.at(moment).queues["calls"]
    return queue.waiting, queue.longest


def test_who_waits_joined_at_the_moment_or_before_and_goes_after_it() -> None:
    shown = of(
        answered(100, 130, 200),
        abandoned(110, 150),
        answered(130, 130, 200),  # at once: never waits
        blocked(140),
        answered(300, 340, 400, taken=320, called_back=True),  # waits until it is reached
        not_reached(300, 320, 345),
        unfinished(86000),
    )
    moments = (99, 100, 110, 129, 130, 149, 150, 330, 340, 344, 345, 86100)
    assert [seen(shown, at) for at in moments] == [
        (0, 0), (1, 0), (2, 10), (2, 29), (1, 20), (1, 39), (0, 0), (2, 30), (1, 40), (1, 44), (0, 0), (1, 100),
    ]  # fmt: skip


def test_agents_are_idle_talking_in_wrap_up_or_away() -> None:
    shown = of(answered(100, 100, 190, 200), answered(200, 200, 300), answered(150, 150, 400, agent=1))

    def states(moment: float) -> list[str]:
        return [STATES[place] for place in shown.states(moment)]

    assert states(99) == ["idle", "idle"]
    assert states(150) == ["talking", "talking"]
    assert states(190) == ["wrap_up", "talking"]
    assert states(200) == ["talking", "talking"]  # the next contact comes as the last one ends
    assert states(300) == ["idle", "talking"]
    assert states(1000) == ["idle", "away"]
    assert states(20500) == ["away", "away"]


def test_a_gap_as_long_as_a_break_is_one() -> None:
    shown = of(answered(100, 100, 190), rests=(1000.0,))
    assert STATES[shown.states(20500)[0]] == "break"
    assert STATES[shown.states(1500)[1]] == "away"  # gone home, not on a break


def test_dialling_somebody_who_does_not_answer_is_work() -> None:
    shown = of(not_reached(300, 320, 345))
    assert STATES[shown.states(330)[0]] == "talking"


def test_the_calendar_has_no_such_day() -> None:
    with pytest.raises(ValueError, match="day"):
        film(SCENARIO, log(answered(0, 0, 1)), day=SCENARIO.calendar.days)


def waiting_by_hand(happened: Log, horizon: float, queue: int, moment: float) -> list[float]:
    """Since when each contact of a queue waits at a moment: row by row, with nothing but the log's own columns."""
    since = []
    for row in range(len(happened)):
        if happened.queue[row] != queue or np.isnan(happened.joined_at[row]):
            continue
        fate = Outcome(happened.outcome[row])
        if fate == Outcome.ANSWERED:
            ends = happened.answered_at[row]
        elif fate == Outcome.UNFINISHED:
            ends = horizon
        elif fate in {Outcome.ABANDONED, Outcome.CLEARED}:
            ends = happened.left_at[row]
        else:  # turned away, or never asked for anybody: no wait
            continue
        if happened.joined_at[row] <= moment < ends:
            since.append(float(happened.joined_at[row]))
    return since


def agents_by_hand(happened: Log, moment: float) -> dict[int, dict[str, int]]:
    """States of a group's agents at a moment, agent by agent."""
    there, found = set(), dict[tuple[int, int], str]()
    for row in range(len(happened.presence.group)):
        if happened.presence.begins[row] <= moment < happened.presence.ends[row]:
            there.add((int(happened.presence.group[row]), int(happened.presence.agent[row])))
    for row in np.flatnonzero((happened.taken_at <= moment) & (moment < happened.released_at)).tolist():
        owner = int(happened.group[row]), int(happened.agent[row])
        talks = np.isnan(happened.ended_at[row]) or moment < happened.ended_at[row]
        if talks or owner not in found:
            found[owner] = "talking" if talks else "wrap_up"
    counts: dict[int, dict[str, int]] = {}
    for owner in there | set(found):
        state = found.get(owner, "idle")
        counts.setdefault(owner[0], {}).setdefault(state, 0)
        counts[owner[0]][state] += 1
    return counts


@pytest.mark.parametrize(
    ("name", "day"), [("telecom_hotline", 0), ("bot_and_chat", 0), ("night_and_weekend", 5), ("outage_surge", 0)]
)
def test_what_is_seen_is_what_the_log_counts(name: str, day: int) -> None:
    scenario = load(name)
    happened = experiment.prepare(scenario, seed=3).work.log(0)
    shown = film(scenario, happened, day)
    start = day * 86400.0
    for moment in (0.0, 9 * 3600.0, 10.5 * 3600.0, 37_803.25, 16 * 3600.0, 86_399.0):
        found = shown.at(moment)
        for code, queue in enumerate(scenario.queues):
            since = waiting_by_hand(happened, scenario.calendar.horizon, code, start + moment)
            assert found.queues[queue].waiting == len(since)
            assert found.queues[queue].longest == pytest.approx(start + moment - min(since) if since else 0.0, abs=1e-6)
        by_hand = agents_by_hand(happened, start + moment)
        for code, group in enumerate(scenario.agent_groups):
            states = {state: n for state, n in found.groups[group].items() if n and state != "away"}
            assert states == by_hand.get(code, {})


def test_contacts_of_a_story_are_whole() -> None:
    """Whoever is seen on a day is there with all attempts, also with those of another day."""
    scenario = load("night_and_weekend")
    happened = experiment.prepare(scenario, seed=3).work.log(0)
    shown = film(scenario, happened, 2)
    for number in np.unique(shown.number):
        assert (shown.number == number).sum() == (happened.number == number).sum()


def test_the_reel_has_the_film_to_the_last_digit() -> None:
    scenario = load("single_queue")
    shown = film(scenario, experiment.prepare(scenario, seed=3).work.log(0))
    found = reel(shown)
    for names, kind in ((CODES, "<i4"), (MOMENTS, "<f8")):
        for name in names:
            packed = np.frombuffer(base64.b64decode(found[name]), dtype=kind)
            assert np.array_equal(packed, getattr(shown, name), equal_nan=kind == "<f8")
    assert shown.at(found["fullest"]).queues["calls"].waiting == max(found["strip"]) == found["queues"][0]["peak"]
    assert found["queues"][0]["peak"] == max(shown.at(moment).queues["calls"].waiting for moment in shown.joined)
