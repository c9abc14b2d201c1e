"""The report opens without a network, answers first, and names every denominator."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from callfloor import page, report
from callfloor.figures.picture import Picture, Table

LOADING = {"src", "href", "data", "poster", "action", "srcset", "background"}


class Loads(HTMLParser):
    """Collects whatever a browser would fetch, and the text of scripts and styles."""

    def __init__(self):
        super().__init__()
        self.loads, self.scripts, self.styles, self.inside, self.tags = [], [], [], None, []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.inside = tag
        self.loads += [value for name, value in attrs if name in LOADING]
        self.loads += re.findall(r"url\(([^)]*)\)", dict(attrs).get("style") or "")

    def handle_data(self, data):
        {"script": self.scripts, "style": self.styles}.get(self.inside, []).append(data)

    def handle_endtag(self, tag):
        self.inside = None


@pytest.fixture(scope="module")
def pages(reading, plan, outcomes):
    from callfloor.ended import Ended

    made = {"simulation": report.simulation(reading)}
    made |= {name: report.planning(Ended.of(plan.scenario, outcome, 1.5)) for name, outcome in outcomes.items()}
    return {name: content.decode() for name, content in made.items()}


def read(text):
    parser = Loads()
    parser.feed(text)
    return parser


def test_nothing_is_loaded_from_anywhere(pages):
    for text in pages.values():
        found = read(text)
        assert found.loads == []
        assert "link" not in found.tags
        assert "iframe" not in found.tags
        styles = "".join(found.styles)
        assert "@import" not in styles
        assert "url(" not in styles


def test_a_policy_in_the_page_forbids_every_request(pages):
    for text in pages.values():
        assert "Content-Security-Policy\" content=\"default-src 'none';" in text


def test_no_address_stands_in_what_we_write(pages):
    """All of the page but plotly.js, whose own strings (XML name spaces and maps that we do not draw) nobody fetches."""
    for text in pages.values():
        assert not re.search(r"https?://", text.replace(page.plotly_script(), ""))
    assert "https://cdn.plot.ly" not in page.plotly_script()


def test_plotly_is_embedded_once(pages):
    for text in pages.values():
        assert text.count(page.plotly_script()) == 1


def test_the_answer_comes_first(pages):
    for name, text in pages.items():
        body = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)
        assert 0 < body.index("<h1>") < body.index("<main>"), name
    assert "1 of 3 targets is missed: gold" in pages["simulation"]
    assert "The plan costs 930\u202fEUR; the lower bound for any plan is 900\u202fEUR" in pages["met"]
    assert "No plan can meet the targets" in pages["infeasible"]
    assert "one more person at 09:00" in pages["infeasible"]
    assert "Stopped at the time limit before a plan met every target; the nearest so far" in pages["time_limit"]
    assert "before any plan was found" in pages["nothing"]


def test_a_bound_that_is_not_known_is_not_called_a_gap_of_everything(plan):
    from callfloor import headlines
    from callfloor.ended import Ended
    from optimize.outcome import Met

    unbounded = Ended.of(plan.scenario, Met(replace(plan, bound=0.0, proof="No lower bound is known.")), 1.5)
    figures = {name: (value, remark) for name, value, remark in report.plan_figures(unbounded)}
    assert figures["lower bound"] == ("–", "none is known")
    assert figures["gap"][0] == "–"
    assert "bound" not in headlines.planned(unbounded)


def test_the_plan_says_how_its_bound_was_obtained(pages):
    assert "The bound is the workload" in pages["met"]
    assert "Staffing of team is ignored." in pages["met"]


def test_every_share_has_its_denominator_in_the_glossary(pages):
    for word in ("/ offered", "/ time staffed", "cost / answered", "/ answered"):
        assert word in pages["simulation"]


def test_light_and_dark_follow_the_reader_and_paper_is_light(pages):
    text = pages["simulation"]
    assert "@media screen and (prefers-color-scheme: dark)" in text
    assert "size: A4" in text
    looks = re.search(r'<script type="application/json" id="looks">(.*?)</script>', text, re.DOTALL)
    assert set(json.loads(looks.group(1))) == {"light", "dark", "locale"}


def test_every_chart_is_sound_json_without_a_look_of_its_own(pages):
    for text in pages.values():
        specs = re.findall(r'</div><script type="application/json">(.*?)</script>', text, re.DOTALL)
        for spec in specs:
            assert "template" not in json.loads(spec)["layout"]
    assert len(re.findall('class="plot"', pages["simulation"])) == 9
    assert len(re.findall('class="plot"', pages["met"])) == 10


def test_words_of_a_scenario_cannot_become_markup():
    nasty = "</script><script>alert(1)</script>"
    picture = Picture("x", nasty, nasty, None, Table((nasty,), ((nasty,),)))
    made = page.chart(picture) + page.table(picture.table)
    assert "<script" not in made
    assert "</script" not in page._json({"text": nasty})


def test_on_a_phone_each_target_is_a_card_that_names_what_it_shows(pages):
    text = pages["met"]
    assert '<table class="stack">' in text
    assert 'data-label="95 % limits"' in text
    assert ".stack td::before { content: attr(data-label)" in page.STYLE
    assert "least_width" in page.SCRIPT
