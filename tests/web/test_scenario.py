"""The page Scenario in a browser: a planner who has never seen YAML changes a centre, sees what is wrong, keeps it, and goes on to run it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from callfloor.web.store.store import Store
from callfloor.web.visit import LOCAL
from scenarios.catalogue import folders
from scenarios.loading import load
from tests.web.conftest import Look, Site, axe, fits, keep, settled

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
    expect(faults).to_contain_text("1 fault to be mended before this can be run")
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
    _cells(page)
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
    expect(page.locator("#scenario-saved")).to_contain_text('"Next month"')
    expect(page.get_by_text("The story, and the questions it answers")).to_be_visible()
    expect(changes).to_contain_text("→ 85 %")
    _saved_over_and_left(page)
    page.click("#scenario-simulate")
    page.wait_for_url("**/simulate?scene=*")


def _saved_over_and_left(page: Page) -> None:
    """A change is undone in its row; what is left unsaved is offered on return; saving again takes the place of what was saved."""
    changes, before = page.locator("#scenario-changes"), urlsplit(page.url).path
    undo = page.get_by_role("button", name="Undo: Target 1 › answer rate back to 90 %")
    undo.focus()
    page.keyboard.press("Enter")
    expect(changes).not_to_contain_text("→ 85 %")
    expect(changes).to_contain_text("→ 7 min")
    page.goto(page.url.split("?")[0])
    settled(page)
    expect(changes).to_contain_text("→ 85 %")
    axe(page)
    page.get_by_role("button", name="Take them up again").click()
    expect(changes).not_to_contain_text("→ 85 %")
    page.click("#scenario-save")
    page.wait_for_url(lambda url: urlsplit(url).path not in (before, "/simulate"))
    settled(page)
    expect(page.locator("#scenario-saved")).to_be_visible()
    expect(changes).not_to_contain_text("→ 85 %")
    expect(page.locator("#scenario-left")).to_be_hidden()
    after = page.url
    page.goto(page.url.replace(urlsplit(after).path, before))
    settled(page)
    expect(page.get_by_text("another was saved over it")).to_be_visible()
    expect(page.locator("#scenario-left")).to_be_hidden()
    page.goto(after)
    settled(page)


def test_a_kept_scenario_is_deleted(look: Look, site: Site):
    store = Store.open(f"sqlite:///{site.files / 'callfloor.sqlite'}", site.files)
    number = store.add_scene(LOCAL, "single_queue", "extends: single_queue\n", title="Not for long")
    store.close()
    page = look(f"/scenarios/{number}")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/scenario")
    settled(page)
    expect(page.get_by_text("Not for long")).to_have_count(0)


def _cells(page: Page) -> None:
    """What is typed into a table stays in its cell, marked, and is told with its hour."""
    part(page, "Staffing")
    cell = page.locator('.ag-row[row-index="18"] .ag-cell[col-id="agent_groups.generalists.staffing"]')
    faults = page.locator("#scenario-faults")
    for typed, said in (("abc", "abc is no number"), ("-5", "-5 is less than nothing")):
        cell.dblclick()
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(faults).to_contain_text(f"09:00 generalists: {said}; write how many agents, 0 or more")
        expect(cell).to_have_text(typed)
        expect(cell).to_have_class(re.compile("scenario-wrong"))
    expect(page.locator("#scenario-changes")).to_contain_text("Staffing of generalists › 09:00")
    axe(page)
    cell.dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type("135")
    page.keyboard.press("Enter")
    expect(faults).to_be_empty()
    expect(cell).not_to_have_class(re.compile("scenario-wrong"))


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
    seen, there = page.evaluate(
        "(one => [one.clientHeight, one.scrollHeight])(document.querySelector('#scenario-parts'))"
    )
    assert seen >= there  # none of the parts hides below an edge
    with page.expect_download() as download:
        page.click("#scenario-download")
    assert download.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(download.value.path()) as archive:
        folder = Path(download.value.suggested_filename).stem  # what its plans call it
        files = {f"{folder}/{name}" for name in ("scenario.yaml", "base.yaml", "volumes.csv", "staffing.csv")}
        assert files <= set(archive.namelist())


def test_text_that_is_no_yaml_can_be_mended_where_it_stands(look: Look):
    page = look("/scenario/single_queue")
    part(page, "The text")
    text = page.get_by_label("What differs, as YAML")
    text.fill("extends: single_queue\ntargets: [")
    text.press("Tab")
    expect(page.locator("#scenario-faults")).to_contain_text("this is not YAML")
    text.fill("extends: single_queue\nlines: 70\n")
    text.press("Tab")
    expect(page.locator("#scenario-changes")).to_contain_text("→ 70")
    expect(page.locator("#scenario-faults")).to_be_empty()


def test_the_story_runs_on_and_its_commands_stand_in_lines(look: Look):
    page = look("/scenario/outage_surge")
    page.get_by_text("The story, and the questions it answers").click()
    first, commands = page.locator(".scenario-story p").first, page.locator(".scenario-commands").first
    expect(first).to_contain_text("For three hours everybody rings: those who are cut off")
    assert len((commands.text_content() or "").splitlines()) == 5
    expect(page.locator("#scenario-parts")).to_contain_text("none of its own accord")
    axe(page)
