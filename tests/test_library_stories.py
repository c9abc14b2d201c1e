"""Eight library scenarios tell the truth: what their stories claim holds on simulated days.

Each claim compares two runs on the same customers (the same seed), so a few days are enough to tell them apart.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from scenarios.calendars import Calendar
from scenarios.catalogue import folders
from scenarios.loading import load
from sim import floor, traffic
from sim.experiment import Results, simulate
from sim.staffing import Staffing

LIBRARY = Path(__file__).parent.parent / "scenarios" / "library"
STORIES = [
    "vip_tiers",
    "outage_surge",
    "bot_and_chat",
    "complaint_desk",
    "shop_counter",
    "night_and_weekend",
    "multiskill_bell",
    "province_pool",
]
TABLES = [file for name in STORIES for file in sorted((LIBRARY / name).glob("*.csv"))]
SETTING = re.compile(r'--set ([\w.]+=(?:"[^"]*"|[^\s,]+))')
SETTINGS = re.compile(rf"(?:{SETTING.pattern}[\s\\#]*)+")  # what stands together is set together
BOT = "ivr.bot.then={{contained: {}, general: {}, hang_up: 0.05}}"


@cache
def days(source: str | Path, *overrides: str, replications: int = 4) -> Results:
    return simulate(load(source, overrides), replications=replications, stratify=True)


def figure(results: Results, measure: str, scope: str = "centre", name: str = "", within: float | None = None) -> float:
    row = results.value(measure, scope, name, within=within) if name else results.value(measure, within=within)
    assert row.mean is not None
    return row.mean


def at(results: Results, measure: str, queue: str, moments: list[str]) -> float:
    """A queue's measure in some intervals, each weighted by what was offered."""
    rows = [results.value(measure, "queue", queue, interval=moment).mean for moment in moments]
    offered = [results.value("offered", "queue", queue, interval=moment).mean for moment in moments]
    return float(np.average([row or 0.0 for row in rows], weights=[count or 0.0 for count in offered]))


def paid_hours(results: Results) -> float:
    hours = results.scenario.calendar.interval / 3600
    return float(sum(results.staffing.mean_scheduled(group).sum() for group in results.staffing.groups) * hours)


@pytest.mark.parametrize("name", STORIES)
def test_it_loads_without_a_warning_and_is_priced_in_yuan(name: str):
    scenario = load(name)
    assert scenario.warnings == ()
    assert scenario.currency == "CNY"
    assert scenario.targets
    assert all(group.cost for group in scenario.agent_groups.values())


@pytest.mark.parametrize(
    "name",
    [
        "multiskill_bell/specialists.yaml",
        "province_pool/local_only.yaml",
        "province_pool/busier_year.yaml",
        "vip_tiers/newcomers.yaml",
    ],
)
def test_a_variant_loads_without_a_warning(name: str):
    assert load(LIBRARY / name).warnings == ()


@pytest.mark.parametrize("name", sorted(folders()))
def test_whatever_a_story_tells_to_try_can_be_tried(name: str):
    text = (LIBRARY / name / "scenario.yaml").read_text(encoding="utf-8").split("\ncallfloor: 1")[0]
    for together in SETTINGS.finditer(text):
        overrides = [one.replace('"', "").removesuffix(".") for one in SETTING.findall(together[0])]
        load(name, overrides)


@pytest.mark.parametrize("file", TABLES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_table_has_a_row_for_each_interval_of_a_day_or_of_the_calendar(file: Path):
    calendar = load(file.parent.name).calendar
    with file.open(newline="", encoding="utf-8") as table:
        rows = [next(iter(row.values())) for row in csv.DictReader(table)]
    assert rows in (clocks(calendar), list(calendar.starts))


def clocks(calendar: Calendar) -> list[str]:
    return [start.partition("T")[2] for start in calendar.starts[: calendar.per_day]]


@pytest.mark.parametrize(
    ("name", "a_day"),
    [("vip_tiers", 9000), ("outage_surge", 8000), ("bot_and_chat", 11500), ("multiskill_bell", 12000)],
)
def test_as_many_contacts_are_forecast_as_the_story_says(name: str, a_day: int):
    assert sum(sum(kind.arrivals.volumes) for kind in load(name).contact_types.values()) == pytest.approx(a_day)


# ---- vip_tiers


@pytest.mark.slow
def test_first_come_first_served_takes_from_gold_and_silver_and_gives_standard_nothing():
    tiers, fair = days("vip_tiers"), days("vip_tiers", "routing.head_start=null")
    lost = {
        tier: figure(tiers, "answer_rate", "queue", tier) - figure(fair, "answer_rate", "queue", tier)
        for tier in ("gold", "silver", "standard")
    }
    assert lost["gold"] > 0.01
    assert lost["silver"] > 0.03
    assert abs(lost["standard"]) < 0.02


@pytest.mark.slow
def test_authority_saves_repeats_and_pleases_but_costs_time():
    today = days("vip_tiers")
    authority = days(
        "vip_tiers",
        "agent_groups.generalists.skills.standard.resolves=0.82",
        "agent_groups.generalists.skills.standard.handle_time={lognormal: {mean: 4 min 45 s, cv: 1.2}}",
    )
    assert figure(authority, "repeats") < 0.8 * figure(today, "repeats")
    assert figure(authority, "first_contact_resolution") > figure(today, "first_contact_resolution") + 0.02
    assert figure(authority, "satisfaction") > figure(today, "satisfaction") + 0.5
    assert figure(authority, "occupancy") > figure(today, "occupancy")


# ---- outage_surge


def lost_calls(*overrides: str) -> float:
    results = days("outage_surge", *overrides, replications=3)
    return figure(results, "abandoned") + figure(results, "blocked_lines")


def test_the_hour_after_the_fault_has_five_times_the_forecast():
    scenario = load("outage_surge")
    staffing = Staffing.of(scenario)
    logs = [floor.run(scenario, traffic.draw(scenario, 1, day), staffing) for day in range(3)]
    calls = np.mean([((log.arrived_at >= 36000) & (log.arrived_at < 39600)).sum() for log in logs])
    forecast = sum(scenario.contact_types["customer"].arrivals.volumes[20:22])
    assert 4.3 < calls / forecast < 6


@pytest.mark.slow
def test_each_level_of_response_loses_more_calls_and_the_announcement_matters_more_than_people():
    hours = [lost_calls(f"events.2.after={hours} h") for hours in (1, 2, 4)]
    assert hours[0] < 0.85 * hours[1] < 0.85 * hours[2]
    nobody = lost_calls("events.2.reinforce.generalists=0")
    silence = lost_calls("ivr.announcement.then={faults: 0.97, hang_up: 0.03}")
    assert silence > nobody > hours[0]


# ---- bot_and_chat


@pytest.mark.slow
def test_fifteen_points_of_containment_are_worth_more_than_a_dozen_people():
    honest, bad = days("bot_and_chat"), days("bot_and_chat", BOT.format(0.20, 0.75))
    calls = figure(bad, "offered", "queue", "general") - figure(honest, "offered", "queue", "general")
    hours = calls * 315 / 3600
    assert calls > 0.95 * 7000 * 0.80 * 0.15
    assert hours / 0.70 / 8 > 12
    assert figure(bad, "abandonment", "queue", "general") > 2 * figure(honest, "abandonment", "queue", "general")


@pytest.mark.slow
def test_the_business_case_keeps_its_targets_and_the_honest_bot_does_not():
    promised, honest = days("bot_and_chat", BOT.format(0.45, 0.50)), days("bot_and_chat")
    assert [verdict.met for verdict in promised.verdicts] == [True, True, True]
    assert [verdict.met for verdict in honest.verdicts] == [False, False, True]


@pytest.mark.slow
def test_call_backs_create_no_agents_and_concurrency_does():
    offered, never = days("bot_and_chat"), days("bot_and_chat", "queues.general.callback=null")
    answered = figure(offered, "answered", "queue", "general")
    assert answered == pytest.approx(figure(never, "answered", "queue", "general"), rel=0.02)
    assert figure(offered, "mean_wait", "queue", "general") > figure(never, "mean_wait", "queue", "general")
    alone = days("bot_and_chat", "agent_groups.chat_team.concurrency=1", "agent_groups.chat_team.slowdown=[1]")
    assert figure(alone, "abandonment", "queue", "chat") > 4 * figure(offered, "abandonment", "queue", "chat")


# ---- complaint_desk


@pytest.mark.slow
def test_the_72_hours_break_over_the_holiday_and_two_on_duty_mend_it():
    today = days("complaint_desk", replications=3)
    on_duty = days("complaint_desk", "agent_groups.back_office.staffing.column=back_office_on_duty", replications=3)
    assert figure(today, "on_time", "queue", "complaints") > 0.97
    assert figure(today, "on_time", "queue", "report_back") > 0.97
    assert figure(today, "on_time", "queue", "back_office") < 0.85
    assert figure(on_duty, "on_time", "queue", "back_office") > 0.95


@pytest.mark.slow
def test_a_hotline_cut_by_a_fifth_makes_a_quarter_more_complaints():
    today = days("complaint_desk", replications=3)
    cut = days("complaint_desk", "agent_groups.hotline_team.shrinkage=0.45", replications=3)
    assert figure(cut, "offered", "queue", "complaints") > 1.2 * figure(today, "offered", "queue", "complaints")


# ---- shop_counter


@pytest.mark.slow
def test_booking_helps_who_books_and_loses_fewer_contracts():
    third = days("shop_counter", replications=60)
    nobody = days(
        "shop_counter",
        "contact_types.contract.arrivals.volumes.column=contract_without_booking",
        "contact_types.booked.arrivals.bookings.slots=0",
        replications=60,
    )
    wait = figure(third, "mean_wait", "queue", "contracts")
    assert figure(third, "mean_wait", "queue", "appointments") < wait / 2
    assert wait < 1.1 * figure(nobody, "mean_wait", "queue", "contracts")
    lost = figure(third, "abandoned", "queue", "contracts") + figure(third, "abandoned", "queue", "appointments")
    assert lost < 0.9 * figure(nobody, "abandoned", "queue", "contracts")


def test_the_shop_is_open_from_nine_to_six_and_pays_who_stays_longer():
    shop = load("shop_counter")
    assert {shop.open_spans(queue) for queue in shop.queues} == {((9 * 3600.0, 18 * 3600.0),)}
    assert shop.overtime
    results = days("shop_counter", replications=20)
    scheduled = sum(float(cost.sum()) for cost in results.staffing.cost.values())
    assert figure(results, "cost") > scheduled


# ---- night_and_weekend


@pytest.mark.slow
def test_the_week_is_green_and_the_weekends_evenings_are_not():
    week = days("night_and_weekend", replications=10)
    assert figure(week, "answer_rate", "queue", "faults") > 0.8
    saturday = [f"2026-04-11T{hour}:00" for hour in (19, 20, 21)]
    thursday = [f"2026-04-09T{hour}:00" for hour in (19, 20, 21)]
    assert at(week, "answer_rate", "faults", saturday) < at(week, "answer_rate", "faults", thursday) - 0.15
    assert not week.verdicts[1].met


@pytest.mark.slow
def test_a_call_at_night_costs_more_than_one_by_day():
    week = days("night_and_weekend", replications=3)
    cost = {group: figure(week, "cost_per_contact", "agent_group", group) for group in ("day_team", "night_team")}
    assert cost["night_team"] > 1.7 * cost["day_team"]


# ---- multiskill_bell


@pytest.mark.slow
def test_overlapping_skills_are_worth_ten_points_with_as_many_people():
    overlapping, specialists = days("multiskill_bell"), days(LIBRARY / "multiskill_bell" / "specialists.yaml")
    assert paid_hours(overlapping) == pytest.approx(paid_hours(specialists))
    assert figure(overlapping, "answer_rate") > figure(specialists, "answer_rate") + 0.10
    assert figure(overlapping, "abandonment") < 0.6 * figure(specialists, "abandonment")


# ---- province_pool


@pytest.mark.slow
def test_the_pool_answers_as_many_in_time_with_a_quarter_fewer_people():
    pool = days("province_pool", replications=3)
    local = days(LIBRARY / "province_pool" / "local_only.yaml", replications=3)
    assert paid_hours(pool) < 0.76 * paid_hours(local)
    assert figure(pool, "answer_rate") > figure(local, "answer_rate") - 0.01
    assert figure(pool, "abandonment") < figure(local, "abandonment")


def test_calls_are_in_proportion_to_the_population_of_31_provinces():
    scenario = load("province_pool")
    assert len(scenario.contact_types) == len(scenario.queues) == 31
    calls = {name: sum(kind.arrivals.volumes) for name, kind in scenario.contact_types.items()}
    people = {"guangdong": 126012510, "shandong": 101527453, "tibet": 3648100}
    for province, population in people.items():
        assert calls[province] == pytest.approx(24000 * population / 1409778724, abs=1.5)
