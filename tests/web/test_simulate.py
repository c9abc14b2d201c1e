"""Simulate, the replay of a day and Learn, as a visitor uses them: in a browser, by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from callfloor.films.film import STATES, film
from callfloor.web.store.store import Store
from callfloor.web.visit import LOCAL
from scenarios.loading import load
from sim import experiment
from tests.web.conftest import axe, fits, keep, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Look, Site, Visitor

SOON = 90_000.0  # ms, on a busy machine
SEED = 11
RUN = dict[str, str]()  # the address of the run that these tests share


def begun(page: Page) -> str:
    """Ask for five days of the library's smallest queue, and wait until they are done: the address of the run."""
    page.get_by_label("Days", exact=True).fill("5")
    page.get_by_text("Seed and changes").click()
    page.get_by_label("Seed", exact=True).fill(str(SEED))
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*", timeout=SOON)
    page.get_by_role("link", name="Replay a day").wait_for(timeout=SOON)
    found = re.search(r"/runs/\d+", page.url)
    assert found is not None
    return found.group(0)


@pytest.fixture
def run(look: Look) -> str:
    """The address of a simulation that is done; made by the first test that wants it."""
    if "address" not in RUN:
        page = look("/simulate?scenario=single_queue")
        page.get_by_text("3 500 contacts").or_(page.get_by_text("contacts in 1 day")).first.wait_for(timeout=SOON)
        axe(page)
        RUN["address"] = begun(page)
    return RUN["address"]


def staged(page: Page) -> None:
    page.wait_for_selector(".replay-clock", timeout=SOON)


def test_a_simulation_is_asked_for_and_shown(run: str, look: Look) -> None:
    page = look(run)
    page.get_by_text("how the limits drew closer").click()
    settled(page)
    assert page.get_by_text("After 5 days").is_visible()
    fits(page)


def test_what_cannot_be_run_is_said_beside_its_field(look: Look) -> None:
    page = look("/simulate?scenario=single_queue")
    page.get_by_text("Seed and changes").click()
    page.get_by_label("What if").fill("agent_groups.team.staffing")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("is no change; write KEY=VALUE").wait_for(timeout=SOON)
    page.get_by_label("What if").fill("agent_groups.nobody.cost=3 per h")
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#simulate-faults").get_by_text("nothing was run").wait_for(timeout=SOON)
    page.get_by_label("What if").fill("")
    page.locator("#simulate-days").fill("-5")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("-5 is not a whole number of at least 1").wait_for(timeout=SOON)
    assert page.url.endswith("/simulate?scenario=single_queue")


def counted(page: Page, moment: float) -> dict[str, Any]:
    """The floor at a moment, as the browser counts it."""
    found: dict[str, Any] = page.evaluate(
        """t => { const r = dash_clientside.replay, f = r.at(r.stage.film, t);
                  return { queues: f.queues, states: Array.from(f.states) }; }""",
        moment,
    )
    return found


def test_the_browser_counts_what_the_log_says(run: str, look: Look) -> None:
    page = look(f"{run}/replay")
    staged(page)
    scenario = load("single_queue")
    shown = film(scenario, experiment.prepare(scenario, seed=SEED).work.log(0))
    moments = [10.5 * 3600, 30_000.25, float(shown.taken[500]), float(shown.released[700]), float(shown.gone[900])]
    for moment in moments:
        found, known = counted(page, moment), shown.at(moment)
        assert found["queues"][0]["waiting"] == known.queues["calls"].waiting
        assert found["queues"][0]["longest"] == pytest.approx(known.queues["calls"].longest, abs=1e-6)
        assert found["states"] == shown.states(moment).tolist()
    page.get_by_label("Go to").fill("10:30:00")
    page.get_by_label("Go to").blur()
    page.get_by_role("status").get_by_text("10:30:00").wait_for()
    states = shown.states(10.5 * 3600).tolist()
    cells = page.locator(".replay-cells .replay-cell")
    assert [STATES.index(cells.nth(place).get_attribute("data-state") or "") for place in range(len(states))] == states
    keep(page, "replay")
    axe(page)


def test_the_replay_by_keyboard(run: str, look: Look) -> None:
    page = look(f"{run}/replay", language="zh", width=390, dark=True)
    staged(page)
    clock = page.locator(".replay-clock")
    page.locator(".replay-range").focus()
    before = clock.inner_text()
    page.keyboard.press("PageDown")
    assert clock.inner_text() != before
    page.keyboard.press(" ")
    page.wait_for_function("dash_clientside.replay.stage.playing && dash_clientside.replay.stage.t > 0")
    page.keyboard.press(" ")
    assert not page.evaluate("dash_clientside.replay.stage.playing")
    page.locator(".replay-cells .replay-cell").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    story = page.locator(".replay-story")
    assert "2 号" in story.locator("h2").inner_text()
    story.get_by_role("button", name="联络").first.click()
    assert story.locator("h2").inner_text().startswith("联络")
    fits(page)
    axe(page)


def test_a_replay_that_is_not_there_says_so(look: Look) -> None:
    page = look("/runs/999999/replay")
    assert page.locator("h1").inner_text() == "Not found"


def test_learn_answers_in_a_sentence_that_changes(look: Look) -> None:
    page = look("/learn")
    caption = page.locator("#learn-models-caption")
    caption.get_by_text("Simulated:").wait_for(timeout=SOON)
    assert "With 22 agents" in caption.inner_text()
    slider = page.get_by_role("slider", name="Agents", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    caption.get_by_text("With 23 agents").wait_for(timeout=SOON)
    caption.get_by_text("Simulated:").wait_for(timeout=SOON)
    page.locator("#learn-empty-caption").get_by_text("over before the queue has settled").wait_for(timeout=SOON)
    axe(page)
    keep(page, "learn")


def test_learn_answers_once_for_many_keys_and_all_charts_for_the_same_place(look: Look) -> None:
    page = look("/learn")
    page.locator("#learn-models-caption").get_by_text("Simulated:").wait_for(timeout=SOON)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if "_dash-update" in request.url else None)
    page.get_by_role("slider", name="Agents", exact=True).focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    expect(page.locator("#learn-agents-shown")).to_have_text("30")
    page.wait_for_timeout(400)
    settled(page)
    places = [re.search(r'"learn-rest","property":"data","value":(\[[^]]*\])', one.replace(": ", ":")) for one in asked]
    assert {found[1].replace(" ", "") for found in places if found} == {"[300,240,120,30,99]"}
    page.locator("#learn-models-caption").get_by_text("With 30 agents").wait_for(timeout=SOON)
    before = page.locator("#learn-models-caption").inner_text()
    page.get_by_role("slider", name="Mean patience").focus()
    page.keyboard.press("Home")
    expect(page.locator("#learn-patience-shown")).to_have_text("10")
    expect(page.locator("#learn-models-caption")).not_to_have_text(before, timeout=SOON)
    page.keyboard.press("End")
    expect(page.locator("#learn-patience-shown")).to_have_text("without end")


def test_learn_on_a_phone_in_chinese(look: Look, visitor: Visitor) -> None:
    page = look("/learn", language="zh", width=390, dark=True)
    page.locator("#learn-models-caption").get_by_text("仿真：").wait_for(timeout=SOON)
    fits(page)
    assert visitor.complaints == []


def test_a_missed_target_leads_to_the_people_that_are_missing(look: Look, site: Site):
    few = {"scenario": "single_queue", "replications": 5, "seed": 3, "overrides": ["agent_groups.team.shrinkage=0.5"]}
    store = Store.open(f"sqlite:///{site.files / 'callfloor.sqlite'}", site.files)
    page = look(f"/runs/{store.add_run(LOCAL, 'simulate', 'Too few', few)}")
    store.close()
    page.wait_for_selector("#simulate-missing", timeout=90_000)
    axe(page)
    page.click("#simulate-missing")
    page.get_by_text("Who is missing, and when").wait_for(timeout=90_000)
    expect(page.locator("#shell-page .callfloor-answer")).to_contain_text("more people of team would keep them.")
    fits(page)
    keep(page, "missing-1280")
