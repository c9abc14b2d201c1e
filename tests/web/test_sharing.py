"""Two people in the browser: a run is seen by others once its owner says so, and changed by nobody else."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from callfloor.web.safety import users
from callfloor.web.store.store import Store
from tests.web.conftest import Look, Visitor, served, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "correct horse"
LONG = 90  # s: a busy machine that compiles the engine


def logged_in(page: Page, name: str) -> Page:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    settled(page)
    return page


def run_of(store: Store, user: str) -> int:
    """A run of somebody that is done."""
    number = store.add_run(user, "simulate", "Five days", {"scenario": "single_queue", "replications": 5, "seed": 3})
    end = time.monotonic() + LONG
    while not store.run(user, number).over and time.monotonic() < end:
        time.sleep(0.2)
    assert store.run(user, number).status == "done"
    return number


def shared(mine: Page, theirs: Page, *, wanted: bool) -> None:
    """The owner says who sees it, and the other looks again."""
    switch = mine.get_by_role("switch", name=re.compile("Everybody"))
    switch.click()
    expect(switch).to_be_checked(checked=wanted)
    mine.wait_for_load_state("networkidle")
    theirs.reload()
    settled(theirs)


def test_a_run_is_seen_by_others_while_it_is_shared_and_is_its_owners_alone(
    look: Look, tmp_path: Path, visitor: Visitor
):
    visitor.expected += ["404", "401"]
    book = tmp_path / "users.txt"
    for name in ("mei", "lin"):
        users.add(book, name, PASSWORD)
    with served(tmp_path / "files", "--users", str(book)) as site:
        number = run_of(Store.open(f"sqlite:///{site.files / 'callfloor.sqlite'}", site.files), "mei")
        mine, theirs = (logged_in(look(f"/runs/{number}", at=site.address), name) for name in ("mei", "lin"))
        expect(theirs.locator("h1")).not_to_have_text("Five days")
        shared(mine, theirs, wanted=True)
        expect(theirs.locator("h1")).to_have_text("Five days")
        expect(theirs.locator("#shell-page .callfloor-answer")).to_have_count(1)
        for name in ("Rename", "Delete"):
            expect(theirs.get_by_role("button", name=name)).to_have_count(0)
        expect(theirs.get_by_text("Everybody who may log in sees it")).to_be_hidden()
        shared(mine, theirs, wanted=False)
        expect(theirs.locator("h1")).not_to_have_text("Five days")
        for page in (mine, theirs):
            page.close()  # before the server is gone
