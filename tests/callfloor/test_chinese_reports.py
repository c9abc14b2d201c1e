"""A report that is asked for in Chinese is Chinese throughout: only names and what the scenario calls itself stay as they are."""

import html
import json
import re

import plotly.graph_objects as go
import pytest
import typer
from typer.testing import CliRunner

import callfloor
from callfloor import (
    calibrating,
    calibration_page,
    gauges,
    lanes_regions,
    lanes_report,
    lanes_tables,
    lanes_words,
    page,
    report,
    report_compared,
)
from callfloor.cli import app
from callfloor.ended import Ended
from callfloor.figures.actual import compared
from callfloor.figures.panels import date_form
from callfloor.figures.picture import Picture
from callfloor.forecasting import command as forecast_command
from callfloor.forecasting import pages as forecast_pages
from callfloor.intraday import command as today_command
from callfloor.language import catalogue, using
from callfloor.language.below import PATTERNS, retold
from callfloor.rostering import pages as roster_pages
from callfloor.web.parts.picture import graph
from optimize import bound, conflict, exact_search
from optimize import plan as planning
from optimize.formula import plan as formula
from optimize.lanes import regions
from optimize.replanning import replan
from optimize.search import learned
from scenarios.history.calibrating.files import fill
from scenarios.history.calibrating.study import study as estimated
from scenarios.loading import load
from sim import targets
from sim.experiment import simulate
from tests.callfloor.lanes_small import SHORT, study
from tests.callfloor.rostering.conftest import SHIFTS, Folder
from tests.optimize.lanes.centres import two_classes
from tests.scenarios.history.calibrating.centres import centre
from tests.scenarios.history.forecasts.made import rows, text

SENTENCE = re.compile(r"(?:\b[A-Za-z][a-z']*\b[ ,;:]*){4,}")  # four words in a row


def texts(content):
    """What a reader sees of a page, charts left out, and what stands in the charts."""
    charts = re.findall(r'<script type="application/json">(.*?)</script>', content, re.DOTALL)
    seen = re.sub(r"<script.*?</script>|<style.*?</style>", "", content, flags=re.DOTALL)
    found = [html.unescape(text) for text in re.findall(r">([^<]+)<", seen)]
    for chart in charts:
        found += re.findall(r'"(?:text|name|title)":"((?:[^"\\]|\\.)*)"', chart)
    return found


def english(content, title):
    return [text for text in texts(content) if SENTENCE.search(text.replace(title, ""))]


@pytest.fixture(scope="module")
def chinese(reading, plan, outcomes):
    with using("zh"):
        made = {"simulation": report.simulation(reading)}
        made |= {name: report.planning(Ended.of(plan.scenario, one, 1.5)) for name, one in outcomes.items()}
    return {name: content.decode() for name, content in made.items()}


def test_no_english_sentence_is_left(chinese, reading, plan, outcomes):
    no = outcomes["infeasible"]
    own = [plan.proof, *plan.notes, no.proof, *no.conflict, *no.remedies]  # the fixture's words, which no planner says
    for name, content in chinese.items():
        title = (reading if name == "simulation" else plan).scenario.title
        rest = content.replace(page.plotly_script(), "")
        for said in own:
            rest = rest.replace(html.escape(said), "")
        assert english(rest, title or "nothing") == [], name


def test_the_page_says_which_language_it_is_in(chinese, reading):
    for content in chinese.values():
        assert '<html lang="zh">' in content
    assert '<html lang="en">' in report.simulation(reading).decode()


def test_what_is_met_and_missed_keeps_its_colour(chinese, reading):
    with using("zh"):
        for word, kind in (("达到", "good"), ("未达到", "bad")):
            assert f' class="{kind}"' in page.table(report.tables.Table(("a",), ((word,),), labels=0))


@pytest.mark.parametrize(
    "said",
    [
        exact_search.PROVED + exact_search.LATE_BREAKS,
        exact_search.BOUNDED + exact_search.LATE_BREAKS,
        exact_search.SPOILT,
        exact_search.MEASURED,
        bound.PROOF + bound.TURNED_AWAY,
        bound.NO_TIME,
        bound.NO_BOUND.format(reason="its queues close"),
        learned.ASSUMES,
        planning.REFUTED.format(bound=12.5),
        formula.NO_TIME + formula.NOTHING_PROVED + bound.PROOF,
        formula.NOBODY,
        replan.PROOF.format(now="11:00"),
        replan.EXCUSED,
        conflict.WHOLE_PEOPLE,
        *targets.NOTHING.values(),
        "expects 3.5 contacts, fewer than 20",
        conflict.limit_in_words("vip_desk", 30),
    ],
)
def test_what_comes_from_below_is_known(said):
    """The very sentences that are made there: a change of theirs is found here."""
    assert retold(said) == said
    with using("zh"):
        told = retold(said)
    assert re.search(r"[\u4e00-\u9fff]", told)
    assert not SENTENCE.search(told.replace("its queues close", "")), told


def test_every_pattern_has_its_chinese():
    known = catalogue("zh")
    assert [pattern for pattern in PATTERNS if pattern not in known] == []


def test_what_stands_in_the_places_is_said_again_too():
    with using("zh"):
        said = retold("the target of queue vip (90 % answered within 15 s) in the hour from 2026-03-02T10:00")
        assert said == "队列 vip 的目标（15 秒内接通率 90%，自 2026-03-02T10:00 起的一小时）"
        assert retold("nobody has ever said this") == "nobody has ever said this"


def test_the_command_line_writes_the_report_in_chinese_and_speaks_english(tmp_path):
    asked = ["simulate", "single_queue", "--replications", "2", "--workers", "1", "--out", str(tmp_path)]
    done = CliRunner().invoke(app, [*asked, "--language", "zh"])
    assert done.exit_code == 0
    assert "The target is missed" in done.output
    content = (tmp_path / "report.html").read_text("utf-8")
    assert '<html lang="zh">' in content
    assert "目标未达到" in content
    CliRunner().invoke(app, asked)
    assert '<html lang="en">' in (tmp_path / "report.html").read_text("utf-8")


def test_a_language_that_nobody_writes_is_refused_by_the_command_line():
    done = CliRunner().invoke(app, ["plan", "single_queue", "--language", "fr"])
    assert done.exit_code == 2
    assert 'there is no language "fr"' in done.output


@pytest.fixture
def unsaid(monkeypatch):
    """What the study of lanes and warnings say has patterns of its own: here it is left out."""
    for room in (lanes_words, lanes_tables, report_compared):
        monkeypatch.setattr(room, "retold", lambda _: "…")


def left(make, *names):
    """English sentences of a report that was made in Chinese, but for names of the scenario's own."""
    with using("zh"):
        content = make().decode().replace(page.plotly_script(), "")
    assert '<html lang="zh">' in content
    for name in names:
        content = content.replace(name, "")
    return english(content, "nothing")


def test_lanes_are_compared_in_chinese(unsaid):
    assert left(lambda: lanes_report.report(study()), "two classes") == []


def test_regional_lanes_are_told_in_chinese(unsaid, tmp_path):
    file = tmp_path / "two.yaml"
    file.write_text(json.dumps(two_classes(**SHORT)), encoding="utf-8")
    found, scenario = regions(str(file), None, share=0.5, workers=1), load(str(file))
    assert left(lambda: lanes_regions.report(found, scenario), "two classes") == []
    plain = lanes_words.PER_CENT.sub(" %", lanes_words.THOUSANDS.sub(" ", found.said)).replace("a calendar", "a day")
    assert lanes_regions.said(found, scenario).replace("\u202f", " ") == plain  # as the study itself says it


@pytest.mark.parametrize("at", ["09:00", "23:30"])
def test_the_day_as_it_goes_is_told_in_chinese(at):
    scenario = load("vip_tiers")
    found = callfloor.today(scenario, None, at=at, replications=20)
    assert left(lambda: today_command.report(found, None), scenario.title) == []
    counted = {name: [9] * 20 for name in scenario.contact_types}
    found = callfloor.today(scenario, counted, mend=False, replications=20)
    assert left(lambda: today_command.report(found, "callfloor plan"), scenario.title) == []


def test_a_roster_is_told_in_chinese(tmp_path):
    folder = Folder(tmp_path)
    made = callfloor.roster(folder.plan, folder.staff)
    assert left(lambda: roster_pages.report(made)) == []
    one = folder.write_plan([{**shift, "days": shift["days"][:1]} for shift in SHIFTS[:1] + SHIFTS[2:3]], "one.json")
    idle = folder.write("idle.csv", "name,groups,hours\n" + "".join(f"p{n},general; vip,40\n" for n in range(9)))
    repeated = callfloor.roster(one, idle)
    assert left(lambda: roster_pages.report(repeated)) == []
    with using("zh"):
        assert "按7天重复" in roster_pages.report(repeated).decode()
    part = callfloor.roster(folder.plan, folder.staff, days=3)
    assert left(lambda: roster_pages.report(part)) == []
    assert part.demand.notes[0] == "The plan has 7 days; these are the first 3 of them (--days)."


def test_a_forecast_is_told_in_chinese(tmp_path):
    at, counts = rows(days=100, cv=0.05, level=2000)
    (tmp_path / "volumes.csv").write_text(text(at, counts), encoding="utf-8")
    asked = forecast_command.Asked(tmp_path / "volumes.csv", days=6, models="median_of_four")
    found = forecast_command.forecast_of(asked)
    assert left(lambda: forecast_pages.report(found)) == []


def test_a_calibration_is_told_in_chinese(tmp_path):
    (tmp_path / "centre.yaml").write_text(json.dumps(centre(3)), encoding="utf-8")
    simulate(load(str(tmp_path / "centre.yaml")), replications=3, seed=3, workers=1, logs=tmp_path / "logs")
    calls, rules = calibrating.read(calibrating.Wanted(tmp_path / "logs", tmp_path / "none"))
    made = rules(estimated(calls, None, 1800.0))
    (tmp_path / "day").mkdir()
    fill(made, tmp_path / "day", 1)
    results = simulate(load(tmp_path / "day"), replications=10, workers=1)
    assert left(lambda: calibration_page.report(made, results, compared(results))) == []


SWEPT = (
    ["agent_groups.team.staffing=4..12..4"],
    ["agent_groups.team.staffing=1,2", "queues.plain.capacity=1,50"],
    ["agent_groups.team.staffing=12,14", "queues.plain.capacity=60,61", "queues.gold.capacity=8,9"],
    ["targets=[]", "agent_groups.team.staffing=3,9"],
    ["routing.freed_agent=priority,longest_wait", "agent_groups.team.staffing=12"],
)


@pytest.mark.parametrize("settings", SWEPT)
def test_a_sweep_is_told_in_chinese(unsaid, tiny_file, settings):
    found = callfloor.sweep(tiny_file, settings, replications=2)
    assert left(lambda: report_compared.sweeping(found)) == []


@pytest.mark.parametrize(
    ("settings", "by"),
    [
        (["agent_groups.team.staffing=2,12,20"], None),
        (["agent_groups.team.staffing=1,2"], None),
        (["agent_groups.team.staffing=4,5,6,7"], None),
        (["queues.plain.capacity=60,61"], "cost"),
        (["agent_groups.team.staffing=3,9"], "queue.plain.answer_rate@60 s"),
    ],
)
def test_a_screening_is_told_in_chinese(unsaid, tiny_file, settings, by):
    found = callfloor.screen(tiny_file, settings=settings, by=by, replications=8)
    assert left(lambda: report_compared.ranking(found)) == []


WRITERS = ("simulate", "plan", "compare", "sweep", "screen", "lanes", "calibrate", "forecast", "today", "roster")


@pytest.mark.parametrize("name", WRITERS)
def test_every_command_that_writes_a_report_writes_it_in_chinese_if_asked(name):
    command = typer.main.get_command(app).commands[name]
    (option,) = [one for one in command.params if "--language" in one.opts]
    assert option.default == "en"


def test_the_command_line_speaks_english_beside_a_chinese_report(tmp_path):
    folder = Folder(tmp_path)
    asked = ["roster", str(folder.plan), "--staff", str(folder.staff), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, [*asked, "--language", "zh"])
    assert done.exit_code == 0, done.output
    assert "wanted shifts are unmet" in done.output
    assert not re.search(r"[\u4e00-\u9fff]", done.output)
    assert '<html lang="zh">' in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert not re.search(r"[\u4e00-\u9fff]", (tmp_path / "out" / "roster.json").read_text("utf-8"))


def test_money_and_dates_are_written_as_chinese_readers_do():
    with using("zh"):
        assert gauges.change("cost", 268.0, "EUR") == "+€268"
        assert gauges.change("cost", -40.0, "CNY") == "−¥40"
        assert gauges.change("cost", 0.0, "CNY") == "¥0"
        assert date_form("%-d %b") == "%-m月%-d日"
    assert gauges.change("cost", 268.0, "EUR") == "+268\u202fEUR"
    assert date_form("%-d %b") == "%-d %b"


def test_charts_of_page_and_report_are_told_the_language_of_now():
    picture = Picture("any", "any", "any", go.Figure(), None)
    for language, wanted in (("zh", "周一"), ("en", None)):
        with using(language):
            told = page._looks()["locale"]
            shown = graph(picture, "any").children.config
        assert shown["locale"] == told["locale"]
        days = told.get("locales", {}).get("zh-CN", {}).get("format", {}).get("shortDays", [None, None])
        assert days[1] == wanted
