"""Runs in the browser: a run is asked for, watched, found again, read, saved, cancelled and deleted."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from callfloor.web.pages import runs
from callfloor.web.store.store import Store
from callfloor.web.visit import LOCAL, NotFound
from tests.web.conftest import Look, Site, Visitor, axe, fits, keep, settled

LONG = 90_000  # ms: a busy machine that compiles the engine


@pytest.fixture(scope="session")
def store(site: Site) -> Store:
    """The server's store, as another process sees it."""
    return Store.open(f"sqlite:///{site.files / 'callfloor.sqlite'}", site.files)


def asked(store: Store, days: int, title: str) -> int:
    return store.add_run(LOCAL, "simulate", title, {"scenario": "single_queue", "replications": days, "seed": 3})


@pytest.fixture(scope="session")
def finished(store: Store) -> int:
    """A run that is done."""
    number, end = asked(store, 5, "Five days"), time.monotonic() + LONG / 1000
    while not store.run(LOCAL, number).over and time.monotonic() < end:
        time.sleep(0.2)
    run = store.run(LOCAL, number)
    assert run.status == "done", (run.status, run.fault, run.faults)
    return number


def test_a_result_is_read_and_its_files_are_saved(look: Look, site: Site, finished: int, tmp_path: Path):
    page = look(f"/runs/{finished}")
    expect(page.locator("h1")).to_have_text("Five days")
    expect(page.locator("#shell-page .callfloor-answer")).to_have_count(1)
    keep(page, "run-en-1280-light")
    axe(page)
    told = {
        name: page.locator("li", has=page.get_by_role("link", name=name))
        for name in ("measures.parquet", "log.parquet")
    }
    expect(told["measures.parquet"]).to_contain_text("a table for programs")
    expect(told["log.parquet"]).to_contain_text("every contact of one day")
    with page.expect_download() as saved:
        page.get_by_role("link", name="measures.csv").click()
    saved.value.save_as(tmp_path / "measures.csv")
    assert (tmp_path / "measures.csv").read_text().startswith("measure")
    for name in ("nothing.csv", "sheet.en.json", ".part"):
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{site.address}/runs/{finished}/files/{name}", timeout=30)
        assert missing.value.code == 404


def test_a_report_opens_by_itself_in_a_sandbox_and_asks_for_nothing(
    look: Look, site: Site, finished: int, visitor: Visitor
):
    page = look("/nowhere")
    visitor.expected.append("404")
    before = len(visitor.asked)
    report = page.goto(f"{site.address}/runs/{finished}/files/report.html")
    assert report is not None
    assert "sandbox" in report.headers["content-security-policy"]
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert [one.rsplit("/", 1)[1] for one in visitor.asked[before:]] == ["report.html"]


def test_a_result_on_a_phone_in_chinese_and_dark(look: Look, finished: int):
    page = look(f"/runs/{finished}", language="zh", width=390, dark=True)
    keep(page, "run-zh-390-dark")
    fits(page)
    axe(page)
    assert page.locator(".callfloor-sheet").get_attribute("lang") == "zh"


def test_charts_follow_light_and_dark(look: Look, finished: int):
    page = look(f"/runs/{finished}")
    ink = "getComputedStyle(document.querySelector('[id^=runs-sheet-] .xtick text')).fill"
    page.wait_for_selector("[id^=runs-sheet-] .xtick text")
    light = page.evaluate(ink)
    page.locator("#shell-scheme label").nth(2).click()
    page.wait_for_function(f"{ink} !== '{light}'")
    dark = page.evaluate(ink)
    page.reload()
    page.wait_for_selector("[id^=runs-sheet-] .xtick text")
    assert page.evaluate(ink) == dark


def test_long_tables_are_sorted_by_a_click(look: Look, finished: int):
    page = look(f"/runs/{finished}")
    chart = page.locator("section.callfloor-chart", has=page.locator("[id^=runs-sheet-]")).first
    chart.locator("summary").click()
    table = chart.locator("table")
    head = table.locator("th", has=page.locator(".callfloor-sort")).first
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    rising = table.locator("tbody tr td:first-child").all_inner_texts()
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert table.locator("tbody tr td:first-child").all_inner_texts()[0] == rising[-1]


def test_a_run_is_cancelled_begun_again_and_deleted(look: Look, site: Site, store: Store):
    number = asked(store, 20_000, "Far too many days")
    page = look(f"/runs/{number}")
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector("text=The run was cancelled.", timeout=LONG)
    page.get_by_role("button", name="Begin again").click()
    expect(page.get_by_role("status")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Delete").click()
    axe(page)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/runs")
    settled(page)
    assert f"/runs/{number}" not in page.inner_html("#shell-page")


def test_the_list_is_searched_and_leafed_through(look: Look, store: Store, finished: int):
    many = [asked(store, 2, f"One of many {n}") for n in range(runs.PER_PAGE + 1)]
    page = look("/runs", language="zh", width=390)
    rows, search = page.locator("#runs-list tbody tr"), page.get_by_label("搜索")
    expect(rows).to_have_count(runs.PER_PAGE)
    expect(page.locator("#runs-list")).to_contain_text("排队")
    page.get_by_role("button", name="2", exact=True).click()
    expect(page.get_by_role("link", name="One of many 0")).to_be_visible()
    axe(page)
    fits(page)
    search.fill("five DAYS")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Five days")
    search.fill("nobody ran this")
    expect(page.get_by_text("没有这样的运行")).to_be_visible()
    for number in many:
        store.delete(LOCAL, number)


def test_a_run_is_renamed(look: Look, store: Store):
    number = asked(store, 2, "As it was called")
    page = look(f"/runs/{number}")
    page.locator("summary", has_text="Rename").click()
    name = page.get_by_label("Name")
    name.fill(" ")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_text("Give it a name")).to_be_visible()
    name.fill("Monday, with two more")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator("h1")).to_have_text("Monday, with two more")
    assert store.run(LOCAL, number).title == "Monday, with two more"
    axe(page)
    with pytest.raises(NotFound):
        store.rename("somebody else", number, "mine")
    store.delete(LOCAL, number)


def test_a_run_that_is_not_there_says_so(look: Look):
    page = look("/runs/999999")
    expect(page.get_by_text("There is no such run.")).to_be_visible()
