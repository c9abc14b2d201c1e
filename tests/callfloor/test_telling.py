"""What a plan says beyond its cost: in the JSON, in tables, as a chart."""

import json
import math

import pytest

from callfloor import telling
from callfloor.documents import text
from callfloor.figures import trade_offs as chart
from optimize.telling.binding import Binding, Limit
from optimize.telling.lens import Tried
from optimize.telling.skills import Saving
from optimize.telling.telling import Telling
from optimize.telling.trade_off import Least, Point, TradeOff
from tests.optimize.centres import two_groups


@pytest.fixture
def scenario():
    return two_groups()


@pytest.fixture
def told(scenario):
    def curve(place, per_step, tried=None):
        target = scenario.targets[place]
        points = [
            Point(steps, round(target.asked + steps / 100, 9), Least(1000 + per_step * steps, False))
            for steps in (-2, -1, 0, 1, 2)
        ]
        if tried is not None:
            last = points[-1]
            points[-1] = Point(last.steps, last.asked, last.least, Tried(tried, {}, (), holds=True), 0.88)
        return TradeOff(place, target, tuple(points), 40.0)

    return Telling(
        trade_offs=(curve(0, 60.0, 1190.0), curve(1, 0.0)),
        bindings=(Binding(Limit("headcount", "floor", "9", "10"), 55.0),),
        savings=(Saving("desk", "general", 10, 120.0, 80.0, 160.0),),
        days=40,
    )


def test_the_json_has_the_curve_the_price_and_its_error(told):
    document = json.loads(text(telling.document(told)))
    first, second = document["trade_off"]
    assert (first["queue"], first["asked"], first["step"], first["price"], first["error"]) == (
        "vip",
        0.85,
        0.01,
        60.0,
        70.0,
    )
    assert first["points"][-1] == {
        "asked": 0.87, "cost": 1120.0, "tried": {"cost": 1190.0, "reached": 0.88, "holds": True},
    }  # fmt: skip
    assert (second["price"], second["error"], second["proved"]) == (0.0, None, False)
    assert document["binding"] == [
        {"limit": "headcount", "of": "floor", "now": "9", "moved": "10", "saves": 55.0, "proved": False}
    ]
    assert document["skills"][0]["saves"] == 120.0
    assert document["explained"] == {"days": 40, "left_out": []}


def test_the_keys_are_there_and_null_where_nothing_was_worked_out():
    assert telling.document(None) == {"trade_off": None, "skills": None, "binding": None}


def test_the_chart_says_the_dearest_first_and_has_a_panel_a_target(scenario, told):
    picture = chart.trade_offs(scenario, told)
    assert picture.caption.startswith("One point more of vip answered within 20\u202fs in each hour costs 60\u202fEUR.")
    assert "1 other target costs nothing by itself." in picture.caption
    headings = [one.text for one in picture.figure.layout.annotations if one.name == "heading"]
    assert len(headings) == 2
    assert "60\u202fEUR for one point more" in headings[0].replace("<br>", " ")
    assert len(picture.table.rows) == 10


def test_a_plan_without_curves_says_why_there_is_no_chart(scenario):
    picture = chart.trade_offs(scenario, Telling((), (), (), 0, ("too large",)))
    assert picture.figure is None
    assert "could not be worked out" in picture.caption


def test_the_spreadsheet_has_a_row_for_every_value(scenario, told):
    frame = telling.frame(told, scenario)
    assert list(frame["steps"][:5]) == [-2, -1, 0, 1, 2]
    assert math.isnan(frame["tried_cost"][0])
    assert frame["tried_cost"][4] == 1190.0


def test_the_terminals_tables_are_in_words(scenario, told):
    (row, other) = telling.prices(scenario, told).rows
    assert row[:4] == ("vip", "answered within 20\u202fs in each hour", "85\u202f%", "\u2212120\u202fEUR")
    assert row[4:] == ("\u221260\u202fEUR", "+60\u202fEUR", "+120\u202fEUR", "70\u202fEUR")
    assert other[3:7] == ("0\u202fEUR",) * 4
    assert telling.limits(scenario, told).rows[0][:3] == ("headcount of floor", "9", "10")
    assert telling.skills(scenario, told).rows[0][-1] == "80\u202fEUR to 160\u202fEUR"


@pytest.mark.parametrize(
    ("kind", "of", "said"),
    [
        ("shift_starts", "shifts[0] (floor, desk)", "starts of shift rule 1 (floor, desk)"),
        ("breaks", "shifts[1].breaks[2] (floor)", "break 3 of shift rule 2 (floor)"),
    ],
)
def test_a_shift_rule_that_binds_is_named_as_a_form_names_it(kind, of, said):
    assert telling.limit_in_words(Binding(Limit(kind, of, "08:00", "07:30"), 5.0)) == said


def test_what_targets_cost_is_in_agent_hours_where_a_plan_counts_hours(scenario, told):
    """By interval, and nobody has a wage: no table and no chart names the scenario's currency."""
    groups = {name: group.model_copy(update={"cost": None}) for name, group in scenario.agent_groups.items()}
    hourly = scenario.model_copy(update={"shifts": (), "agent_groups": groups})
    assert telling.prices(hourly, told).rows[0][3:] == (
        "−120 agent-hours", "−60 agent-hours", "+60 agent-hours", "+120 agent-hours", "70 agent-hours",  # one that was tried is 70 off
    )  # fmt: skip
    shown = [telling.prices(hourly, told), telling.limits(hourly, told), telling.skills(hourly, told)]
    picture = chart.trade_offs(hourly, told)
    assert (
        "EUR" not in f"{[one.rows for one in shown]} {picture.figure.to_json()} {picture.caption} {picture.table.rows}"
    )
