"""Beside a verdict stands the figure that it is about: a mean, or for a promise about days the share of them that kept it."""

import pytest

from callfloor import documents, figures, headlines, tables
from callfloor.figures import judged
from scenarios.loading import parse
from sim.experiment import simulate

DAYS = 40


def centre(*targets):
    return parse(
        {
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
            "contact_types": {
                "call": {"arrivals": {"rate": "40 per h", "busyness": "town"}, "enters": "calls",
                         "patience": {"exponential": {"mean": "3 min"}}},
            },
            "busyness": {"town": {"gamma": {"mean": 1, "cv": 0.3}}},
            "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "3 min"}}}}, "staffing": 3}},
            "targets": list(targets),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def results():
    """65 % are answered in time on the average; 55 % are on fewer than 90 % of days."""
    return simulate(
        centre(
            {"queue": "calls", "answer_rate": 0.55, "within": "20 s"},
            {"queue": "calls", "answer_rate": 0.55, "within": "20 s", "confidence": 0.9},
            {"queue": "calls", "mean_wait": "1 min", "per": "hour", "confidence": 0.99},
        ),
        replications=DAYS,
    )


def test_the_share_of_days_stands_beside_a_verdict_about_days(results):
    mean, days = results.verdicts[:2]
    assert mean.met
    assert not days.met  # and yet both have the same mean
    rows = tables.targets(results.scenario, results.verdicts, days=judged.days_of(results)).rows
    assert days.worst.days_met < 0.9
    share = f"{100 * days.worst.days_met:.1f}".removesuffix(".0")
    assert rows[1][1:2] + rows[1][4:5] == ("MISSED", f"{share}\u202f% of days")
    assert rows[0][4] == f"{100 * mean.worst.reached:.1f}\u202f%"
    low, high = (float(limit) for limit in rows[1][5].removesuffix("\u202f%").split("–"))
    assert low < 100 * days.worst.days_met < high


def test_the_limits_of_a_share_of_days_are_those_of_so_many_days(results):
    (limits,) = judged.days_of(results)[1].values()
    share, by_hand = results.verdicts[1].worst.days_met, 1.96
    assert judged.days_of(results)[0] == {}
    # Wilson's interval, by hand; the delta method is wider here or there, never narrower.
    middle = (share + by_hand**2 / (2 * DAYS)) / (1 + by_hand**2 / DAYS)
    half = by_hand * (share * (1 - share) / DAYS + by_hand**2 / (4 * DAYS**2)) ** 0.5 / (1 + by_hand**2 / DAYS)
    assert limits[0] <= middle - half + 1e-4
    assert limits[1] >= middle + half - 1e-4


def test_the_document_says_what_the_verdict_is_about(results):
    plain, days, wait = documents.measures(results)["targets"]
    assert (plain["judged_by"], plain["days_low"], plain["days_high"]) == ("measure", None, None)
    assert days["judged_by"] == wait["judged_by"] == "days"
    assert days["reached"] == plain["reached"]  # as ever: the measure over all days
    assert days["days_low"] < days["days_met"] < days["days_high"]
    assert days["met"] is (days["days_met"] >= days["confidence"])


def test_the_chart_of_a_promise_about_days_has_the_days_and_their_share_as_rule(results):
    picture = figures.goals(figures.Reading(results))
    rows = [row for row in picture.table.rows if row[0].startswith("calls: days with 55")]
    share = f"{100 * results.verdicts[1].worst.days_met:.1f}".removesuffix(".0")
    assert [row[2] for row in rows] == [f"{share}\u202f%"]
    labels = [note.text for note in picture.figure.layout.annotations]
    assert "≥ 90\u202f%" in labels
    assert "≥ 99\u202f%" in labels
    assert (
        f"55\u202f% answered within 20\u202fs on {share}\u202f% of days, 90\u202f% of days asked, missed"
        in picture.caption
    )
    assert "a mean wait of at most 60\u202fs on" in picture.caption
    waits = [trace for trace in picture.figure.data if trace.name == "calls" and len(trace.y) == 24]
    known = [100 * period.days_met for period in results.verdicts[2].periods]
    assert any([value for value in trace.y if value is not None] == pytest.approx(known) for trace in waits)


def test_the_sentence_on_top_says_the_days(results):
    said = headlines.miss(results.scenario, results.verdicts[1])
    assert said.endswith("of days (asked 90\u202f% of days)")
    assert said.startswith("calls 55\u202f% answered within 20\u202fs on ")
    assert "(asked 55" in headlines.miss(results.scenario, results.verdicts[0])
