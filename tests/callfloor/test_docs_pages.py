"""Pages that scripts write are in step with what they are made of; the site builds without a warning and asks nothing of other machines."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs.making import performance, validation

ROOT = Path(__file__).parents[2]
KEPT = json.loads(validation.KEPT.read_text(encoding="utf-8"))


def test_the_page_of_validation_is_in_step_with_what_was_compared():
    assert validation.PAGE.read_text(encoding="utf-8") == validation.page(KEPT), "run: python -m docs.making.validation"


def test_the_page_promises_five_errors_of_the_floor_alone_and_names_the_farthest_of_a_recorded_month():
    """A row of the recorded month lies beyond five: what is said of all rows at the top must not be said of it."""
    text = validation.PAGE.read_text(encoding="utf-8")
    opening, month = text.partition("## ")[0], text.partition("## A recorded month, simulated")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in month.splitlines() if line.startswith("|")
    ]
    off = {row[0]: float(row[4]) for row in rows[2:]}
    name, most = max(off.items(), key=lambda one: one[1])
    assert most > 5
    assert "figures of the floor within five standard errors" in opening
    assert f"the farthest at {most:.1f} ({name})" in month
    for kind in {key.rpartition(" of ")[2] for key, value in off.items() if " of " in key and value > 2}:
        assert kind.partition("_")[0] in month.partition("|")[0]


def test_every_formula_agrees_to_the_digits_that_are_known():
    for row in KEPT["formulas"]:
        digits = len(f"{row['theirs']!r}".rpartition(".")[2]) if "." in f"{row['theirs']!r}" else 0
        assert abs(row["ours"] - row["theirs"]) <= max(1.02 * 10.0**-digits, 1e-9 * abs(row["theirs"])), row


def test_every_simulated_figure_is_within_five_errors_and_few_are_beyond_two():
    off = [row["off"] for row in KEPT["floor"]]
    assert len(off) > 80
    assert max(off) <= 5
    assert sum(one > 2 for one in off) <= 0.1 * len(off)


def test_the_formulas_are_computed_as_they_are_kept():
    again = list(validation.formulas())
    assert [row["ours"] for row in again] == pytest.approx([row["ours"] for row in KEPT["formulas"]], rel=1e-12)


def test_the_page_of_performance_is_in_step_with_the_benchmarks():
    assert performance.PAGE.read_text(encoding="utf-8") == performance.page(), "run: python -m docs.making.performance"


class Asked(HTMLParser):
    """What a page makes a browser fetch by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"script", "img", "iframe", "source", "video"} and given.get("src"):
            self.found.append(given["src"])
        if tag == "link" and given.get("href") and given.get("rel") not in {"canonical", "prev", "next"}:
            self.found.append(given["href"])


def built(folder):
    """The site as `make docs` builds it."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return built(tmp_path_factory.mktemp("site"))


def test_the_site_builds_strictly_and_asks_nothing_of_other_machines(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        asked = Asked()
        asked.feed(page.read_text(encoding="utf-8"))
        assert asked.found
        assert [one for one in asked.found if re.match(r"(https?:)?//", one)] == []


class Words(HTMLParser):
    """The words of paragraphs, without code: where Markdown is left standing in them, something was not understood as it was meant."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in {"p", "code", "script"}:
            self.inside.append(tag)
            self.found += [""] * (tag == "p")

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if self.inside and self.inside[-1] == "p":
            self.found[-1] += data


UNREAD = re.compile(r"\n\s*(?:[-*]|\d+\.) \S|\|[^|\n]*\|[^|\n]*\|\n|\*\*|\]\(")  # a list, a table, bold, a link


def test_lists_and_tables_are_drawn_as_such(site):
    left = []
    for page in site.rglob("*.html"):
        words = Words()
        words.feed(page.read_text(encoding="utf-8"))
        left += [(page.name, text[:80]) for text in words.found if UNREAD.search(text)]
    assert left == []


def test_no_style_of_the_site_fetches_a_font_from_elsewhere(site):
    for style in site.rglob("*.css"):
        assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//", style.read_text(encoding="utf-8"))


def test_every_public_name_is_in_the_reference_with_its_meaning(site):
    from callfloor import _HOMES

    text = (site / "api.html").read_text(encoding="utf-8")
    assert [".".join(home) for home in _HOMES.values() if f'id="{".".join(home)}"' not in text] == []
