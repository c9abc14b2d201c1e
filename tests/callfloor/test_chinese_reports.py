"""A report that is asked for in Chinese is Chinese throughout: only names and what the scenario calls itself stay as they are."""

import html
import re

import pytest

from callfloor import page, report
from callfloor.ended import Ended
from callfloor.language import catalogue, using
from callfloor.language.below import PATTERNS, retold
from optimize import bound, conflict, exact_search
from optimize import plan as planning
from optimize.formula import plan as formula
from optimize.replanning import replan
from optimize.search import learned
from sim import targets

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
    from typer.testing import CliRunner

    from callfloor.cli import app

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
    from typer.testing import CliRunner

    from callfloor.cli import app

    done = CliRunner().invoke(app, ["plan", "single_queue", "--language", "fr"])
    assert done.exit_code == 2
    assert 'there is no language "fr"' in done.output
