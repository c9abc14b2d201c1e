"""The pages Plan and VIP lanes in a browser: a plan is asked for, edited by hand and told; sliders answer by keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from callfloor.web.settings import Limits
from callfloor.web.store.leases import claim
from callfloor.web.store.store import Store
from callfloor.web.work import kinds
from callfloor.web.work.job import Job
from optimize.lanes.source import Source
from tests.optimize.lanes.centres import two_classes
from tests.web.conftest import axe, fits, keep

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Look

SOON = 90_000  # ms, on a busy machine
SHORT = {"calendar": {"start": "2026-03-02", "days": 1, "interval": "2 h"}, "experiment": {"warm_up": "0 h"}}
STUDY = {
    "vip": ["vip"],
    "others": ["std"],
    "only": ["one_queue", "dedicated"],
    "parts": ["frontier"],
    "replications": 20,
}


def worked(folder: Path, kind: str, settings: dict[str, object], scene: str = "") -> int:
    """A run of the visitor's, done in this process by the kind itself: what a worker would have left."""
    store = Store.open(f"sqlite:///{folder / 'callfloor.sqlite'}", folder)
    scenes = (store.add_scene("local", "small", scene),) if scene else ()
    number = store.add_run("local", kind, "small", settings, scenes)
    lease = claim(store, 9, "test")
    if lease is None or lease.run != number:  # the page's own worker was quicker
        store.close()
        pytest.skip("the page's worker took the run")
    record = lease.asked()
    assert record is not None
    record.folder.mkdir(parents=True, exist_ok=True)
    kinds.of(kind)(Job(record, lease, Limits(), 1))
    lease.end("done")
    store.close()
    return number


def test_a_plan_is_asked_for_edited_and_priced(look: Look) -> None:
    page = look("/plan?scenario=single_queue")
    page.wait_for_selector("#plan-go", timeout=SOON)
    axe(page)
    page.get_by_label("within").fill("20")
    page.click("#plan-go")
    page.get_by_text("has no unit").first.wait_for(timeout=SOON)  # beside its field, and nothing is run
    page.get_by_label("within").fill("20 s")
    page.get_by_text("by formula").click()
    page.get_by_label("Days of the test").fill("20")
    page.click("#plan-go")
    page.wait_for_url("**/runs/*", timeout=SOON)
    page.wait_for_selector("#plan-edit-grid .ag-row", timeout=SOON)
    keep(page, "plan-1280")
    _edit(page, 0, "agents", "9")
    page.wait_for_selector("#plan-edit-price .callfloor-answer", timeout=SOON)
    assert "1 change: the plan costs" in page.inner_text("#plan-edit-price")
    page.wait_for_selector("#plan-edit-look .callfloor-answer", timeout=SOON)
    assert "fresh days" in page.inner_text("#plan-edit-look")
    axe(page)
    _edit(page, 1, "start", "03:10")
    page.wait_for_selector("#plan-edit-faults li", timeout=SOON)
    assert "03:10 is no start of a shift of team" in page.inner_text("#plan-edit-faults")
    assert page.locator("#plan-edit-grid .plan-wrong").count() == 1


def _edit(page: Page, row: int, column: str, value: str) -> None:
    cell = page.locator(f'#plan-edit-grid .ag-row[row-index="{row}"] [col-id="{column}"]')
    cell.scroll_into_view_if_needed()
    cell.dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type(value)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("path", ["/plan?scenario=telecom_hotline", "/lanes?scenario=vip_tiers"])
def test_forms_in_chinese_on_a_phone_in_the_dark(look: Look, path: str) -> None:
    page = look(path, language="zh", width=390, dark=True)
    page.wait_for_selector("#plan-go, #lanes-go", timeout=SOON)
    axe(page)
    fits(page)
    keep(page, f"form-{path[1:5].strip('?')}-zh-390")


def test_sliders_answer_by_keyboard_and_say_what_is_an_estimate(look: Look, site) -> None:
    data = two_classes(**SHORT)
    number = worked(site.files, "lanes", dict(STUDY), Source.of(data).text)
    page = look(f"/lanes?run={number}")
    page.wait_for_selector("#lanes-answer .callfloor-answer", timeout=SOON)
    assert "The sliders are where the study is" in page.inner_text("#lanes-answer")
    axe(page)
    fits(page)
    keep(page, "lanes-1280")
    studied = json.loads((site.files / "runs" / str(number) / "lanes.json").read_text(encoding="utf-8"))
    cost = f"{min(one['total']['mean'] for one in studied['designs'] if one['status'] == 'met'):,.0f}".replace(
        ",", "\u202f"
    )
    assert cost in page.inner_text("#lanes-answer .callfloor-answer")
    for slider, word in ((0, "Nothing was simulated anew"), (1, "An estimate")):
        page.get_by_role("slider").nth(slider).focus()
        page.keyboard.press("ArrowRight")
        page.get_by_text(word).wait_for(timeout=SOON)


ON_CALL = {
    "callfloor": 1, "title": "on call", "currency": "EUR", "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
    "contact_types": {"call": {"arrivals": {"volumes": [0] * 8 + [40, 60, 60, 90, 90, 90, 60, 60, 60, 40] + [0] * 6},
                               "enters": "calls", "patience": {"exponential": {"mean": "3 min"}}}},
    "queues": {"calls": {}},
    "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.0}}}}, "cost": "30 per h"}},
    "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}],
    "events": [{"at": "11:00", "lasts": "3 h", "reinforce": {"team": {"up_to": 6}}}],
    "shifts": [{"groups": ["team"], "starts": {"from": "08:00", "to": "12:00", "every": "1 h"}, "length": "6 h"}],
}  # fmt: skip


def test_people_on_call_are_a_row_of_which_only_the_people_are_edited(look: Look, site) -> None:
    from playwright.sync_api import expect

    settings: dict[str, object] = {"method": "erlang", "replications": 20}
    number = worked(site.files, "plan", settings, json.dumps(ON_CALL))
    page = look(f"/runs/{number}")
    page.wait_for_selector("#plan-edit-grid .ag-row", timeout=SOON)
    row = page.locator("#plan-edit-grid .ag-center-cols-container .ag-row").filter(has_text="on call")
    place = int(row.get_attribute("row-index") or "")
    row.scroll_into_view_if_needed()
    expect(row.locator('[col-id="start"]')).to_have_text("11:00", timeout=SOON)
    _edit(page, place, "start", "12:00")
    expect(row.locator('[col-id="start"]')).to_have_text("11:00")  # when is the scenario's
    _edit(page, place, "agents", "7")
    page.wait_for_selector("#plan-edit-faults li", timeout=SOON)
    assert f"row {place + 1}, people 7 is more than are on call then" in page.inner_text("#plan-edit-faults")
    _edit(page, place, "agents", "6")
    page.wait_for_selector("#plan-edit-price .callfloor-answer", timeout=SOON)
    assert "called in" in page.inner_text("#plan-edit-price")
