"""The short table of what is at risk: a few periods of each target, the causes named, and how many more there are."""

from callfloor.figures.outlook import at_risk
from callfloor.figures.reading import Reading
from scenarios.loading import parse
from sim.experiment import simulate


def table(**changes: object) -> list[tuple[str, ...]]:
    """One agent for six calls an hour of 20 min each, from 8 to 12: every hour is missed on every day."""
    scenario = parse(
        {
            "calendar": {"start": "2026-03-02", "interval": "1 h"},
            "contact_types": {"call": {"arrivals": {"volumes": [0] * 8 + [6] * 4 + [0] * 12}, "enters": "calls"}},
            "queues": {"calls": {}},
            "agent_groups": {"desk": {"skills": {"calls": {"handle_time": {"fixed": "20 min"}}}, "staffing": 1}},
            "targets": [{"queue": "calls", "answer_rate": 0.99, "within": "0 s", "per": "interval"}],
            **changes,
        }
    )
    return list(at_risk(Reading(simulate(scenario, replications=4))).rows)


def test_what_is_not_listed_is_counted() -> None:
    rows = table()
    assert [row[1] for row in rows] == ["08:00–09:00", "09:00–10:00", "10:00–11:00", "and 1 more period"]
    assert {row[3].replace("\u202f", " ") for row in rows} == {"100 %"}
    assert [row[2] for row in rows] == ["too few are scheduled"] * 3 + [""]


def test_the_worst_comes_first_whatever_its_hour_and_target() -> None:
    """The desk of three is missed in hours of 12 calls on more days than in those of 6, and the second target is met at least as often."""
    arrivals = {"volumes": [0] * 8 + [6, 12] + [0] * 14}
    rows = table(
        contact_types={"call": {"arrivals": arrivals, "enters": "calls"}},
        agent_groups={"desk": {"skills": {"calls": {"handle_time": {"fixed": "10 min"}}}, "staffing": 2}},
        targets=[
            {"queue": "calls", "answer_rate": 0.5, "within": "20 s", "per": "interval"},
            {"queue": "calls", "answer_rate": 0.9, "within": "20 s", "per": "interval"},
        ],
    )
    chances = [float(row[3].rstrip("%\u202f ")) for row in rows]
    assert chances == sorted(chances, reverse=True)
    assert len(set(chances)) > 1
    assert rows[0][:2] == ("calls: 90\u202f% answered within 20\u202fs", "09:00–10:00")


def test_events_of_the_period_are_named() -> None:
    rows = table(events=[{"at": "09:30", "lasts": "10 min", "surge": {"call": 2}}])
    assert [row[2] for row in rows[:3]] == [
        "too few are scheduled",
        "too few are scheduled for surge call ×2",
        "too few are scheduled",
    ]
