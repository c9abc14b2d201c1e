"""Who is missing after a simulation: with them every target is kept, with one fewer it is not; nobody where none is missed."""

import numpy as np
import pytest

from callfloor import people_missing
from callfloor.language import using
from optimize.missing import OTHER_SEED, missing
from scenarios.loading import parse
from sim.experiment import simulate

PEOPLE = [0] * 8 + [2, 5, 3, 4] + [0] * 12
TARGET = {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}


def centre(people=PEOPLE, targets=(TARGET,), **group):
    return parse(
        {
            "callfloor": 1,
            "calendar": {"start": "2026-03-02", "interval": "1 h"},
            "contact_types": {
                "call": {"arrivals": {"volumes": [0] * 8 + [40, 40, 40, 10] + [0] * 12}, "enters": "calls", "patience": {"exponential": {"mean": "3 min"}}}
            },
            "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}}}, "staffing": list(people), **group}},
            "targets": list(targets),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return missing(centre(), replications=100, seed=7)


def test_with_them_every_target_is_kept_on_the_same_days_and_with_one_fewer_one_is_not(found):
    more = found.mended.short["team"]
    assert more.max() > 0
    enough = [there + int(extra) for there, extra in zip(PEOPLE, more, strict=True)]
    (verdict,) = simulate(centre(enough), replications=100, seed=7, stratify=True).verdicts
    assert verdict.met
    for hour in np.flatnonzero(more):
        fewer = list(enough)
        fewer[hour] -= 1
        (verdict,) = simulate(centre(fewer), replications=100, seed=7, stratify=True).verdicts
        assert not verdict.met, hour


def test_they_are_tried_on_other_days_too(found):
    enough = [there + int(extra) for there, extra in zip(PEOPLE, found.mended.short["team"], strict=True)]
    again = simulate(centre(enough), replications=100, seed=7 + OTHER_SEED, stratify=True)
    assert found.others is not None
    mine = [period.reached for period in found.others.verdicts[0].periods if period.skipped is None]
    assert mine == pytest.approx([period.reached for period in again.verdicts[0].periods if period.skipped is None])


def test_nobody_is_missing_where_all_is_met():
    found = missing(centre([0] * 8 + [9] * 4 + [0] * 12), replications=10, seed=7)
    assert (found.missed, found.mended.mends, found.others) == (0, (), None)
    assert (
        people_missing.headline(found)
        == "On days whose busyness is spread evenly all targets are met as it is: nobody is missing."
    )
    assert people_missing.sheet(found).blocks[0].good


def test_what_people_cannot_mend_is_said_and_no_number_is_given():
    """Nobody is answered before 30 s, whoever is there: more people cannot keep 20 s."""
    skills = {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}, "after": "30 s"}}
    found = missing(centre(skills=skills), replications=5, seed=7)
    assert all(mend.people is None for mend in found.mended.mends)
    assert "as many as were tried, would keep them" in people_missing.headline(found)


def test_the_sheet_has_the_people_by_time_and_each_period(found):
    sheet = people_missing.sheet(found)
    assert sheet.blocks[0].text.startswith("1 target is missed. Up to ")
    sections = {block.heading: block.blocks[0].table.rows for block in sheet.blocks if hasattr(block, "heading")}
    people = sections["Who is missing, and when"]
    more = found.mended.short["team"]
    assert sum(more) == sum(int(row[3]) * (int(row[1][6:8]) - int(row[1][:2])) for row in people)
    assert len(sections["What each period lacks"]) == len(found.mended.mends)
    with using("zh"):
        assert people_missing.headline(found).startswith("有 1 个目标未达到。")
