"""The frame in a real browser: landmarks, keyboard, languages, light and dark, and what is said when something fails."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import Mock

import pytest
from dash import Input, Output
from playwright.sync_api import expect

from callfloor.web import app as apps
from callfloor.web.pages import pages
from callfloor.web.safety import users
from callfloor.web.services import Services
from callfloor.web.settings import Settings
from scenarios.faults import Fault, InputError
from tests.web.conftest import Look, Visitor, axe, fits, keep, served, settled

COMBINATIONS = [("en", 1280, False), ("zh", 390, True)]  # every language, width and shade, each page twice


@pytest.mark.parametrize(("language", "width", "dark"), COMBINATIONS)
def test_every_page_of_the_navigation_can_be_used_by_everyone(look: Look, language: str, width: int, dark: bool):
    page = look("/", language=language, width=width, dark=dark)
    for one in pages():
        if not one.listed:
            continue
        if width < 768:
            page.click("#shell-burger")
        page.click(f'#shell-navigation a[href="{one.path}"]')
        page.wait_for_url(f"**{one.path}")
        settled(page)
        keep(page, f"{one.path.strip('/') or 'start'}-{language}-{width}-{'dark' if dark else 'light'}")
        assert page.locator("h1").count() == 1
        fits(page)
        axe(page)


def test_landmarks_language_and_title(look: Look):
    page = look("/", language="zh")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    for landmark in ("banner", "navigation", "main"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page).to_have_title(re.compile("callfloor"))


def test_the_keyboard_skips_to_the_page_and_goes_on_from_a_new_pages_heading(look: Look):
    page = look("/")
    page.keyboard.press("Tab")
    expect(page.locator(".callfloor-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    link = page.locator("#shell-navigation a").last
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#shell-page h1")).to_be_focused()
    expect(link).to_have_attribute("aria-current", "page")


def test_a_language_that_is_chosen_stays_and_leads_back_to_the_page(look: Look, visitor: Visitor):
    visitor.expected.append("404")
    page = look("/nowhere?x=1")
    page.get_by_role("link", name="中文").click()
    settled(page)
    assert page.url.endswith("/nowhere?x=1")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.reload()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_dark_that_is_chosen_stays(look: Look):
    page = look("/")
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "light"
    page.locator("#shell-scheme label").nth(2).click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    settled(page)
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_the_navigation_of_a_phone_opens_and_closes(look: Look):
    page = look("/", width=390)
    link, burger = page.locator("#shell-navigation a").first, page.locator("#shell-burger")
    expect(link).not_to_be_in_viewport()
    burger.click()
    expect(burger).to_have_attribute("aria-expanded", "true")
    expect(link).to_be_in_viewport()
    link.click()
    expect(burger).to_have_attribute("aria-expanded", "false")


def test_an_address_without_a_page_says_so_in_the_frame(look: Look, visitor: Visitor):
    visitor.expected.append("404")
    page = look("/nowhere")
    expect(page.locator("h1")).to_have_text("Not found")
    expect(page.get_by_role("navigation")).to_be_visible()


def test_a_server_that_does_not_answer_is_said(look: Look, visitor: Visitor):
    visitor.expected += ["ERR_FAILED", "Failed to fetch", "Callback failed"]
    page = look("/")
    page.route("**/_dash-update-component**", lambda route: route.abort())
    page.locator("#shell-navigation a").last.click()
    expect(page.locator("#callfloor-silent")).to_have_text("callfloor does not answer. Is it still running?")
    page.unroute("**/_dash-update-component**")
    page.locator("#shell-navigation a").first.click()
    expect(page.locator("#callfloor-silent")).to_be_hidden()


def test_a_login_in_the_browser(look: Look, tmp_path: Path, visitor: Visitor):
    visitor.expected.append("401")
    book = tmp_path / "users.txt"
    users.add(book, "mei", "correct horse")
    with served(tmp_path / "files", "--users", str(book)) as site:
        page = look("/nowhere?x=1", at=site.address, width=390)
        axe(page)
        keep(page, "login-en-390-light")
        page.get_by_label("Name").fill("mei")
        page.get_by_label("Password").fill("wrong horse")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_have_text("Name or password is wrong.")
        page.get_by_label("Password").fill("correct horse")
        visitor.expected.append("404")
        page.get_by_role("button", name="Log in").click()
        settled(page)
        assert page.url.endswith("/nowhere?x=1")
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_label("Password")).to_be_visible()
        page.close()  # before the server is gone


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(look: Look, visitor: Visitor):
    page = look("/scenario")
    page.locator('input[type="file"]').evaluate(
        """input => { const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(21 * 1024 * 1024)], "large.zip"));
        input.files = files.files; input.dispatchEvent(new Event("change", {bubbles: true})); }"""
    )
    expect(page.locator("#callfloor-silent")).to_have_text("That is more than 20 MB, the most that can be sent here.")
    expect(page).to_have_url(re.compile("/scenario$"))


@pytest.mark.parametrize("event", ["change", "drop"])
def test_a_file_of_another_kind_is_refused_in_words(look: Look, event: str):
    page = look("/scenario")
    page.locator('input[type="file"]').evaluate(
        """(input, event) => { const files = new DataTransfer();
        files.items.add(new File(["x"], "Volumes.XLSX"));
        if (event === "change") { input.files = files.files; }
        const place = event === "change" ? input : input.parentNode.querySelector("button");
        place.dispatchEvent(event === "change" ? new Event("change", {bubbles: true}) : new DragEvent("drop", {bubbles: true, dataTransfer: files})); }""",
        event,
    )
    expect(page.locator("#callfloor-silent")).to_have_text(
        "Such a file is not taken here; send one of .yaml, .yml, .zip."
    )
    expect(page).to_have_url(re.compile("/scenario$"))


def failing(tmp_path: Path, fault: Exception) -> str:
    """What the browser is told when a callback raises this."""
    said = Settings(files=tmp_path)
    app = apps.create(said, Services(said, Mock(), Mock(), Mock()))

    @app.callback(Output("out", "children"), Input("in", "n_clicks"))
    def fails(_clicks: int) -> str:
        raise fault

    body = {
        "output": "out.children",
        "outputs": {"id": "out", "property": "children"},
        "inputs": [{"id": "in", "property": "n_clicks", "value": 1}],
        "changedPropIds": ["in.n_clicks"],
    }
    answer = app.server.test_client().post("/_dash-update-component", json=body, headers={"Origin": "http://localhost"})
    assert answer.status_code == 200
    told = answer.json["sideUpdate"]["shell-fault"]["children"]
    assert answer.json["response"] == {}
    return str(told)


def test_a_callback_that_fails_owns_up_without_its_inside(tmp_path: Path):
    told = failing(tmp_path, RuntimeError("the secret of the house"))
    assert "the fault is its own" in told
    assert "secret" not in told


def test_a_callback_that_refuses_an_input_says_every_fault(tmp_path: Path):
    faults = [
        Fault("/srv/scenes/7/scenario.yaml", 3, "queues.vip", "is too much"),
        Fault("--set", None, "x", "is unknown"),
    ]
    told = failing(tmp_path, InputError(faults))
    assert "2 faults; nothing was run." in told
    assert "scenario.yaml:3" in told
    assert "/srv/scenes" not in told
    assert "is unknown" in told
