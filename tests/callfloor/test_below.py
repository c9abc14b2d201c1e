"""What comes from below is said in Chinese: sentences that the real code makes, whole, with the same numbers."""

import re
from collections import Counter

import pytest
import yaml

from callfloor import words
from callfloor.language import below, catalogue, using
from callfloor.language.below import retold
from callfloor.language.patterns import faults
from callfloor.workbooks import check
from optimize.formula.why import CHANGES
from scenarios.faults import InputError
from scenarios.loading import load
from tests.callfloor.lanes_small import study

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
HAN = re.compile(r"[\u4e00-\u9fff]")


def chinese(text):
    with using("zh"):
        said = retold(text)
    assert HAN.search(said), f"still English: {text}"
    assert Counter(NUMBER.findall(said)) == Counter(NUMBER.findall(text)), said
    return said


@pytest.mark.parametrize("pattern", below.PATTERNS)
def test_every_pattern_has_its_chinese(pattern):
    assert catalogue("zh").get(pattern)


def test_what_no_pattern_fits_stays_english_whole():
    for text in ("A sentence of its own; write more", "It costs 1,000 CNY for people: the least of 2 of 3 designs that meet their targets. And more.",
                 "no queue serves; a mend that nobody knows", "is missing: a meaning that nobody knows"):  # fmt: skip
        with using("zh"):
            assert retold(text) == text
    assert retold(faults.PATTERNS[0]) == faults.PATTERNS[0]


def test_names_are_never_translated():
    with using("zh"):
        assert "callbacks" in retold('no queue is called "x"; queues are callbacks, wages')
        assert (
            retold("no group serves wages; give a group skills: {wages: ...}, or take the queue out").count("wages")
            == 2
        )


@pytest.mark.parametrize(("days", "written"), [(150, "150"), (2000, "2,000")])
def test_a_plan_that_was_edited_says_in_chinese_how_it_is_known(days, written):
    text = check.PROOF.format(days=words.plural(days, "day"), seed=3028)
    with using("zh"):
        assert f"在 {written} 个从未用于规划的日子上仿真" in retold(text)


@pytest.mark.parametrize(("periods", "written"), [(1, "1"), (12, "12")])
def test_periods_that_count_as_kept_are_told_in_chinese(periods, written):
    assert f"有 {written} 个时段略低" in chinese(check.KEPT.format(periods=words.plural(periods, "period")))


# Faults, as the loader says them

WRONG = {
    "agent_groups.generalists.cost": ["-5 per h", "40", "a lot", [1]],
    "agent_groups.generalists.shrinkage": [-5, 1.5, "30 %", 30, True],
    "agent_groups.generalists.staffing": [[1, 2], {"file": "none.csv", "column": "x"}, {"rows": 1}, "many"],
    "agent_groups.generalists.skills.vip.handle_time": [5, "fast", {"fixed": "0"}, {"normal": {"mean": "4 min"}}, {"lognormal": {"mean": "4 min"}},
        {"exponential": {"mean": "-4 min"}}, {"gamma": {"mean": "4 min", "cv": 0}}, {"fixed": "1 s", "uniform": {}}],
    "agent_groups.generalists.skills.vipp": [{"handle_time": {"fixed": "30 s"}}],
    "queues.vip.callback": [5],
    "contact_types.vip.enters": ["nowhere", 5],
    "contact_types.vip.channel": ["fax"],
    "contact_types.vip.patience": [120, "120", {"fixed": 3}],
    "contact_types.vip.retry.after_abandoning": [1.2, -1],
    "calendar.interval": ["7 min", "0 s", "soon"],
    "calendar.start": ["yesterday", "2026-02-30"],
    "calendar.holidays": ["XX"],
    "lines": [-5, 2.5, "many"],
    "targets": [[{"queue": "vip"}], [{"queue": "vipp", "answer_rate": 0.8, "within": "20 s"}], [{"queue": "vip", "answer_rate": 0.8}],
        [{"queue": "vip", "contact_type": "vip", "answer_rate": 0.8, "within": "20 s"}], [{"queue": "vip", "occupancy": 0.8}],
        [{"queue": "vip", "abandonment": 80}]],
    "shifts.0.length": ["0 s", "30 h", 8],
    "shifts.0.groups": [[], ["nobody"]],
    "shifts.0.on": [["noday"], []],
    "events": [[{"at": "25:00", "staffing": {"generalists": 1}}], [{"at": "10:30"}], [{"at": "24:00", "staffing": {}}]],
    "ivr.bot.then": [{"contained": 0.2, "general": 0.2}, "general"],
    "routing.freed_agent": ["anybody"],
    "experiment.replications": [0],
    "nonsense": [1],
}  # fmt: skip
CASES = [(key, value) for key, values in WRONG.items() for value in values]


def said_of(key, value):
    try:
        load(
            "telecom_hotline",
            [
                f"{key}={yaml.safe_dump(value, default_flow_style=True, width=10000).removesuffix('...' + chr(10)).strip()}"
            ],
        )
    except InputError as wrong:
        return [fault.message for fault in wrong.faults]
    return []


@pytest.mark.parametrize(("key", "value"), CASES, ids=lambda one: str(one)[:60])
def test_a_fault_of_a_field_is_told_in_chinese(key, value):
    found = [text for text in said_of(key, value) if not text.startswith("is missing: ")]
    for text in found:
        chinese(text)


def test_most_of_these_are_faults():
    assert sum(bool(said_of(key, value)) for key, value in CASES) > 50


# A study of lanes, and formulas


def test_a_study_is_told_in_chinese():
    made = study()
    told = [made.recommendation.reason, made.recommendation.why_no_lane, *made.notes, made.square_root.said]
    told += [text for one in made.designs for text in (one.design.says, one.design.called, one.why, *one.design.notes)]
    for text in filter(None, told):
        chinese(text)


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_what_a_formula_leaves_out_is_told_in_chinese(name):
    chinese(name)
