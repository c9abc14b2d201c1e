"""Every figure says its answer, has its table, and can be read: by size, by shape, by words."""

import itertools
import re
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from callfloor import documents, documents_planned, exports, figures
from callfloor.ended import Ended
from callfloor.figures import look
from callfloor.figures.shifts import pieces
from optimize.outcome import Met
from scenarios.loading import parse
from sim.experiment import simulate


@pytest.fixture(scope="module")
def pictures(reading, plan):
    from callfloor.figures.reading import Reading

    planned = figures.of_plan(plan, Reading(plan.results))
    return [*figures.of_simulation(reading), *planned]


def by_name(found):
    return {picture.name: picture for picture in found}


def test_the_figures_of_both_reports(reading, plan):
    simulated = ["targets", "outlook", "staffing", "waiting", "waits", "day", "occupancy", "volumes", "costs"]
    assert [picture.name for picture in figures.of_simulation(reading)] == simulated
    planned = ["shifts", "staffing", "targets", "outlook", "waiting", "waits", "day", "occupancy", "volumes", "costs"]
    assert [picture.name for picture in figures.of_plan(plan, reading)] == planned


def test_every_figure_has_a_sentence_and_a_table_behind_it(pictures):
    for picture in pictures:
        assert picture.caption.endswith(".")
        assert picture.figure is not None
        assert picture.table.rows
        assert {len(row) for row in picture.table.rows} == {len(picture.table.columns)}


def test_a_chart_with_no_data_says_why(silent):
    for picture in figures.of_simulation(silent):
        assert picture.figure is None
        assert re.search(r"[Nn]o |[Nn]obody|[Nn]othing", picture.caption)


def sizes(value):
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("font", "tickfont", "textfont", "insidetextfont") and isinstance(part, dict) and "size" in part:
                yield part["size"]
            yield from sizes(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from sizes(part)


def test_no_text_is_smaller_than_12_px(pictures):
    for picture in pictures:
        content = picture.figure.to_plotly_json()
        content["layout"].pop("template", None)
        assert all(size >= 12 for size in sizes(content))
    for dark in (False, True):
        assert all(size >= 12 for size in sizes(look.template(dark=dark).to_plotly_json()))


def test_a_name_has_the_same_colour_wherever_it_is(reading):
    colours = look.scenario_colours(reading.scenario)
    assert colours == {"gold": look.BLUE, "plain": look.ORANGE, "team": look.GREEN}
    assert set(look.OKABE_ITO) == {"#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442"}


def test_missed_intervals_are_told_by_shape_and_tint(reading):
    picture = by_name(figures.of_simulation(reading))["targets"]
    verdict = reading.results.verdicts[0]
    missed = [period.first for period in verdict.periods if period.skipped is None and not period.met]
    assert missed
    line = next(trace for trace in picture.figure.data if trace.name == "gold" and trace.marker.symbol is not None)
    assert [place for place, symbol in enumerate(line.marker.symbol) if symbol == "diamond"] == missed
    assert any(shape.type == "rect" for shape in picture.figure.layout.shapes)
    assert "missed" in picture.caption


def test_verdicts_computed_exactly_stand_for_the_simulated_ones(plan, results):
    """A plan proved exactly must not be drawn as missed because its few simulated days were unlucky."""
    gold = results.verdicts[0]
    kept = tuple(
        replace(period, reached=0.95, low=0.95, high=0.95, met=period.skipped is None) for period in gold.periods
    )
    exact = replace(plan, exact_verdicts=(replace(gold, periods=kept),))
    picture = by_name(figures.of_plan(exact, figures.Reading(plan.results)))["targets"]
    assert "Every target is met" in picture.caption
    assert "computed exactly" in picture.caption
    line = next(trace for trace in picture.figure.data if trace.name == "gold")
    assert {value for value in line.y if value is not None} == {95.0}


def test_the_rule_of_a_target_carries_its_label(reading):
    picture = by_name(figures.of_simulation(reading))["targets"]
    labels = [note.text for note in picture.figure.layout.annotations]
    assert "≥ 90\u202f%" in labels
    assert "≤ 99\u202f%" in labels


def test_people_short_are_hatched_bars_below_zero(plan):
    from callfloor.figures.reading import Reading

    picture = by_name(figures.of_plan(plan, Reading(plan.results)))["staffing"]
    under = next(trace for trace in picture.figure.data if trace.name == "under")
    assert under.marker.pattern.shape == "/"
    assert min(under.y) == -1  # 7 required at 09:00, 6 on the floor
    assert "short from 09:00 to 10:00" in picture.caption
    over = next(trace for trace in picture.figure.data if trace.name == "over")
    assert over.marker.pattern.shape is None


def test_a_workload_is_contacts_times_handling_over_the_interval(reading):
    from callfloor.figures.staffing import people_on_floor
    from callfloor.figures.workload import workload

    nine = reading.scenario.calendar.starts[9]
    offered = sum(reading.results.value("offered", "queue", name, interval=nine).mean for name in ("gold", "plain"))
    assert workload(reading, people_on_floor(reading))["team"][9] == pytest.approx(offered * 180 / 3600)


def test_a_survival_curve_is_the_share_that_waited_longer(reading):
    picture = by_name(figures.of_simulation(reading))["waits"]
    rate = reading.results.value("answer_rate", "queue", "gold", within=20.0)
    offered = reading.results.value("offered", "queue", "gold").mean
    answered = reading.results.value("answered", "queue", "gold").mean
    longer = 1 - rate.mean * offered / answered
    assert f"{100 * longer:.1f}".removesuffix(".0") in picture.caption
    for curve in picture.figure.data:
        assert all(late <= early + 1e-9 for early, late in itertools.pairwise(curve.y))


def test_a_shift_that_wraps_goes_on_in_the_morning_and_its_break_is_a_gap(plan):
    night = plan.shifts[0].kind
    hours = [(start / 3600, end / 3600) for start, end in pieces(plan.scenario, night)]
    assert hours == [(22, 24), (0, 1), (2, 6)]


def test_the_shifts_are_sorted_by_start_with_their_agents_at_it(plan):
    picture = by_name(figures.of_plan(plan, figures.Reading(plan.results)))["shifts"]
    assert [row[1] for row in picture.table.rows] == ["08:00", "22:00"]
    numbers = next(trace for trace in picture.figure.data if trace.type == "scatter" and trace.mode == "text")
    assert [text.strip() for text in numbers.text] == ["<b>6</b>", "<b>1</b>"]


def test_hours_before_and_after_all_shifts_are_cut_away(plan):
    from optimize.outcome import staffing_of
    from optimize.program import Roster

    (morning,) = [choice for choice in plan.shifts if choice.kind.start == 8 * 3600]
    staffing = staffing_of(plan.scenario, Roster.of(plan.scenario), {morning.kind: 6})
    day = replace(plan, shifts=(morning,), staffing=staffing)
    shown = by_name(figures.of_plan(day, figures.Reading(plan.results)))["shifts"].figure.layout.xaxis.range
    assert [moment.hour for moment in shown] == [7, 13]


def test_occupancy_has_three_named_bands():
    from callfloor.figures.occupancy import band

    assert [band(value) for value in (0.2, 0.7, 0.88, 0.884, 0.9)] == [0, 1, 1, 1, 2]


def test_costs_name_their_currency(reading):
    picture = by_name(figures.of_simulation(reading))["costs"]
    assert "480\u202fEUR" in picture.caption  # 16 paid hours at 30
    assert "Lost contacts cost the business another" in picture.caption


def test_nothing_is_over_or_under_where_nothing_is_required(plan):
    """A night without a target has no need to be drawn, and its people are not too many."""
    fewest = np.full(24, 2.0)
    fewest[:8] = np.nan
    free = replace(plan, required={"team": fewest})
    picture = by_name(figures.of_plan(free, figures.Reading(plan.results)))["staffing"]
    assert "No target asks for people: team from 00:00 to 08:00." in picture.caption
    assert {row[2:] for row in picture.table.rows[:8]} == {("–", "–")}
    assert "NaN" not in documents.text(documents_planned.plan(Ended.of(plan.scenario, Met(free), 1.0)))
    assert (
        exports.planning(Ended.of(plan.scenario, Met(free), 1.0))["staffing_by_group.csv"]
        .splitlines()[1]
        .endswith(b",")
    )


def test_a_plan_whose_people_may_be_absent_is_not_called_short_of_them(plan):
    """The required are counted as planned, and so are those on the floor; on its days some were absent."""
    team = plan.scenario.agent_groups["team"].model_copy(update={"absence": 0.1})
    scenario = plan.scenario.model_copy(update={"agent_groups": {"team": team}})
    results = simulate(scenario, plan.staffing, replications=2)
    some = replace(plan, scenario=scenario, results=results, required={"team": plan.staffing.mean_on_floor("team")})
    picture = by_name(figures.of_plan(some, figures.Reading(results)))["staffing"]
    assert "short" not in picture.caption
    assert picture.figure.layout.yaxis2.range == (0, 1)


def test_a_plan_that_is_never_over_or_under_has_no_empty_half_below_zero(plan):
    exact = replace(plan, required={"team": plan.staffing.mean_on_floor("team")})
    layout = by_name(figures.of_plan(exact, figures.Reading(plan.results)))["staffing"].figure.layout
    assert layout.yaxis2.range == (0, 1)
    loose = replace(plan, required={"team": np.zeros(24)})
    layout = by_name(figures.of_plan(loose, figures.Reading(plan.results)))["staffing"].figure.layout
    assert layout.yaxis2.range is None


@pytest.mark.parametrize(("per", "points"), [("interval", 48), ("hour", 24), ("horizon", 1)])
def test_a_target_is_drawn_by_its_own_periods(per, points):
    scenario = parse(
        {
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"},
            "contact_types": {"call": {"arrivals": {"rate": "20 per h"}, "enters": "calls"}},
            "queues": {"calls": {}},
            "agent_groups": {
                "desk": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "3 min"}}}}, "staffing": 2}
            },
            "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": per}],
        }
    )
    results = simulate(scenario, replications=3)
    picture = by_name(figures.of_simulation(figures.Reading(results)))["targets"]
    assert len(picture.table.rows) == points
    line = next(trace for trace in picture.figure.data if trace.name == "calls" and trace.y is not None)
    verdict = results.verdicts[0]
    if per != "horizon":
        assert [value for value in line.y if value is not None] == pytest.approx(
            [100 * p.reached for p in verdict.periods]
        )


def test_a_step_line_is_drawn_to_the_end_of_its_last_interval_also_before_a_gap():
    from callfloor.figures.panels import step_line

    at = [datetime(2026, 3, 2, hour) for hour in range(7)]  # noqa: DTZ001 - a calendar has no time zone
    nothing = float("nan")
    line = step_line(at, [nothing, 2.0, 3.0, nothing, nothing, 1.0])
    drawn = [(moment.hour, value) for moment, value in zip(line["x"], line["y"], strict=True)]
    assert drawn == [(1, 2.0), (2, 3.0), (3, 3.0), (3, None), (5, 1.0), (6, 1.0), (6, None)]


def test_people_required_are_drawn_to_the_end_of_the_day(plan):
    fewest = np.full(24, 2.0)
    fewest[:8] = fewest[20:] = np.nan
    needed = replace(plan, required={"team": fewest}, exact_verdicts=())
    for name in ("shifts", "staffing"):
        picture = by_name(figures.of_plan(needed, figures.Reading(plan.results)))[name]
        line = next(trace for trace in picture.figure.data if trace.name == "required")
        known = [moment for moment, value in zip(line.x, line.y, strict=True) if value is not None]
        assert (known[0].hour, known[-1].hour) == (8, 20)


def test_a_level_is_named_beside_the_curves_and_not_upon_them():
    one = figures.Curve("answered", [0.81, 0.79])
    drawn = figures.curves("Is it reached?", "Hardly.", "day", [1, 2], "answered", [one], rules=[(0.8, "asked")]).figure
    assert not drawn.layout.annotations
    assert [(level.y0, level.name, level.showlegend) for level in drawn.layout.shapes] == [(0.8, "asked", True)]
    assert drawn.layout.showlegend
