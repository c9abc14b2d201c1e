"""The page Scenario in a browser: a planner who has never seen YAML changes a centre, sees what is wrong, keeps it, and goes on to run it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from scenarios.catalogue import folders
from scenarios.loading import load
from tests.web.conftest import Look, axe, fits, keep, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASTE = """cell => {
  const data = new DataTransfer();
  data.setData('text/plain', '1,234\\t2\\n3\\t4');
  cell.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def part(page: Page, name: str) -> None:
    page.locator("#scenario-parts").get_by_role("button", name=name).first.click()
    expect(page.locator("#scenario-parts button[aria-current]")).to_contain_text(name)


def test_a_planner_changes_a_centre_and_keeps_it(look: Look, tmp_path: Path):
    page = look("/scenario/telecom_hotline")
    changes, faults = page.locator("#scenario-changes"), page.locator("#scenario-faults")
    mean = page.get_by_role("textbox", name="mean")
    mean.fill("7")
    mean.press("Tab")
    expect(page.locator(".mantine-InputWrapper-error")).to_have_text('"7" has no unit; write 7 s or 7 min')
    expect(faults).to_contain_text("1 fault; nothing was run.")
    mean.fill("7 min")
    mean.press("Tab")
    expect(changes).to_contain_text("6 min")
    expect(changes).to_contain_text("→ 7 min")
    expect(faults).to_be_empty()
    part(page, "Volumes")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(changes).to_contain_text("17\u202f600 in all")
    cell = page.locator('.ag-cell[col-id="contact_types.vip.arrivals.volumes"]').first
    expect(cell).to_have_text("11")
    cell.evaluate(PASTE)
    expect(cell).to_have_text("1234")
    axe(page)
    keep(page, "scenario-volumes-en-1280-light")
    part(page, "Targets")
    page.get_by_label("answer rate, %").first.fill("85")
    page.get_by_label("answer rate, %").first.press("Tab")
    expect(changes).to_contain_text("→ 85 %")
    with page.expect_download() as download:
        page.click("#scenario-download")
    download.value.save_as(tmp_path / "mine.yaml")
    mine = load(tmp_path / "mine.yaml")
    assert mine.contact_types["vip"].patience.mean() == 420
    assert mine.contact_types["vip"].arrivals.volumes[:2] == (1234, 3)
    assert mine.targets[0].answer_rate == 0.85
    page.fill("#scenario-name", "Next month")
    page.click("#scenario-save")
    page.wait_for_url("**/scenarios/*")
    settled(page)
    expect(page.locator("h1")).to_have_text("Next month")
    expect(changes).to_contain_text("→ 85 %")
    page.click("#scenario-simulate")
    page.wait_for_url("**/simulate?scene=*")


def test_an_upload_is_kept_with_its_data_or_refused_in_words(look: Look):
    page = look("/scenario", language="zh", width=390, dark=True)
    fits(page)
    axe(page)
    page.set_input_files("#scenario-upload input", {"name": "a.yaml", "mimeType": "text/yaml", "buffer": b"a\x00"})
    expect(page.locator("#scenario-refused")).to_contain_text("a.yaml")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for one in folders()["single_queue"].iterdir():
            archive.write(one, f"mine/{one.name}")
    page.set_input_files(
        "#scenario-upload input", {"name": "mine.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    )
    page.wait_for_url("**/scenarios/*")
    settled(page)
    expect(page.locator("#scenario-faults")).to_be_empty()
    fits(page)
    axe(page)
    keep(page, "scenario-edited-zh-390-dark")
    with page.expect_download() as download:
        page.click("#scenario-download")
    assert download.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert {"scenario.yaml", "base.yaml", "volumes.csv", "staffing.csv"} <= set(archive.namelist())


def test_text_that_is_no_yaml_can_be_mended_where_it_stands(look: Look):
    page = look("/scenario/single_queue")
    part(page, "The text")
    text = page.get_by_label("What differs, as YAML")
    text.fill("extends: single_queue\ntargets: [")
    text.press("Tab")
    expect(page.locator("#scenario-faults")).to_contain_text("this is not YAML")
    text.fill("extends: single_queue\ntitle: Mine\n")
    text.press("Tab")
    expect(page.locator("#scenario-changes")).to_contain_text("→ Mine")
    expect(page.locator("#scenario-faults")).to_be_empty()
