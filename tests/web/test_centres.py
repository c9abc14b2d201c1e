"""The pages Centres and Compare in a browser: a run's queues as a league, the causes of one, runs held against each other."""

import re
import time

import pytest

from callfloor.web.settings import Settings
from callfloor.web.store.store import Store
from tests.web.conftest import axe, fits, keep, settled


@pytest.fixture(scope="module")
def runs(site):
    """Two finished runs of everybody's user."""
    store = Store.open(Settings(files=site.files).database, site.files)
    wanted = {"scenario": "vip_tiers", "replications": 4}
    numbers = [
        store.add_run("local", "simulate", "three tiers", wanted),
        store.add_run(
            "local", "simulate", "more away", {**wanted, "overrides": ["agent_groups.generalists.shrinkage=0.5"]}
        ),
    ]
    end = time.monotonic() + 120
    while time.monotonic() < end and not all(store.run("local", number).over for number in numbers):
        time.sleep(0.2)
    assert [store.run("local", number).status for number in numbers] == ["done", "done"]
    store.close()
    return numbers


def test_a_league_says_who_reaches_what_is_asked_and_why_not(runs, look):
    page = look(f"/centres?runs={runs[0]}")
    page.wait_for_selector("#centres-league .ag-row")
    assert "of 3 centres reach" in page.inner_text("#centres-rates-caption")
    names = page.locator('#centres-league .ag-pinned-left-cols-container [col-id="name"]')
    assert {names.nth(n).inner_text() for n in range(names.count())} == {"gold", "silver", "standard"}
    page.click('#centres-league .ag-row [col-id="why"]')
    page.wait_for_selector("#centres-why table")
    assert "the hours at risk" in page.inner_text("#centres-why")
    axe(page)
    keep(page, "centres-en-1280")


def test_several_runs_are_centres_each_in_chinese_on_a_phone(runs, look):
    page = look(f"/centres?runs={runs[0]},{runs[1]}", language="zh", width=390, dark=True)
    page.wait_for_selector("#centres-league .ag-row")
    assert "2 个中心中有" in page.inner_text("#centres-rates-caption")
    fits(page)
    axe(page)
    keep(page, "centres-zh-390-dark")


def test_runs_are_held_against_each_other(runs, look):
    page = look(f"/compare?runs={runs[0]}")
    page.click("#compare-run")
    page.wait_for_selector("text=Choose at least one other run.")
    page.goto(page.url.split("?")[0] + f"?runs={runs[0]},{runs[1]}")
    settled(page)
    page.fill("#compare-days", "5")
    fits(page)
    axe(page)
    keep(page, "compare-en-1280")
    page.click("#compare-run")
    page.wait_for_url(re.compile(r"/runs/\d+$"))
    page.wait_for_selector("text=what was changed", timeout=120_000)
    assert "agent_groups.generalists.shrinkage" in page.text_content("main")
