"""One server and one browser for all tests of the page: a process of its own over a temporary store, and Debian's Chromium.

`site` is the server; `look` opens a page as a visitor does and gives a Playwright page. Whatever a page asks for outside this
machine, whatever it says on the browser's console, fails the test when it ends. `axe(page)` fails on what keeps people
out. Screenshots (`keep(page, name)`) are put in out/screenshots, for whoever wants to see what CI saw.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "out" / "screenshots"
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
SIZES = {1280: 900, 390: 844}
SOON = 60.0  # seconds until a server answers, on a busy machine
GRAVE = ("serious", "critical")


@dataclass
class Site:
    """A running server."""

    address: str
    files: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def stop(self) -> int:
        """Ask it to stop as Ctrl-C does; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@contextmanager
def served(files: Path, *options: str, port: int = 0, env: dict[str, str] | None = None) -> Iterator[Site]:
    """A server over a folder, on a free port unless one is named, while the block lasts."""
    command = [sys.executable, "-m", "callfloor", "web", "--port", str(port), "--files", str(files), *options]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=files.parent,
        env={**os.environ, **(env or {})},
    )
    site, up = Site("", files, process), threading.Event()

    def listen() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            site.said.append(line)
            found = re.search(r"http://[\w.:\[\]]+", line)
            if found and not site.address:
                site.address = found.group(0)
                up.set()
        up.set()

    threading.Thread(target=listen, daemon=True).start()
    try:
        if not up.wait(SOON) or not site.address:
            pytest.fail(f"the server did not start: {''.join(site.said)}")
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server that tests share: what they keep in it is theirs to tell apart."""
    with served(tmp_path_factory.mktemp("web") / "files") as one:
        yield one


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    place = shutil.which("chromium") or shutil.which("google-chrome")
    if place is None:
        pytest.skip("no Chromium here (Debian: apt-get install chromium): the page was not tried in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=place, args=["--no-sandbox", "--disable-gpu"])
        yield one
        one.close()


@dataclass
class Visitor:
    """What one visitor's pages asked for and complained about."""

    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)  # parts of complaints that a test is about

    def watch(self, page: Page) -> None:
        """Write down what a page asks for, and what goes wrong in it."""
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def stays_inside(self) -> None:
        """Fail if anything outside this machine was asked for."""
        away = [one for one in self.asked if urlsplit(one).scheme not in {"data", "blob"} and _host(one) != "127.0.0.1"]
        assert away == []

    def is_content(self) -> None:
        """Fail if a page complained of what the test does not expect."""
        assert [one for one in self.complaints if not any(part in one for part in self.expected)] == []


def _host(address: str) -> str | None:
    return urlsplit(address).hostname


Look = Callable[..., "Page"]


@pytest.fixture
def visitor() -> Visitor:
    """Notes of what the test's pages do."""
    return Visitor()


@pytest.fixture
def look(browser: Browser, site: Site, visitor: Visitor) -> Iterator[Look]:
    """A page as a new visitor sees it, once it has come to rest: `look("/runs", language="zh", width=390, dark=True)`."""
    contexts = []

    def opened(path: str = "/", *, language: str = "en", width: int = 1280, dark: bool = False, at: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": SIZES.get(width, 900)},
            color_scheme="dark" if dark else "light",
            locale=LOCALES[language],
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        visitor.watch(page)
        page.goto((at or site.address) + path)
        settled(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    visitor.stays_inside()
    visitor.is_content()


def settled(page: Page) -> None:
    """Wait until the frame shows a page and nothing is being asked for."""
    page.wait_for_selector("#shell-page h1, body > main h1")
    page.wait_for_load_state("networkidle")


def axe(page: Page, without: tuple[str, ...] = ()) -> None:
    """Fail on what keeps people out: violations that axe calls serious or critical. ``without``: its rules left out."""
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in without}}
    found = Axe().run(page, options=options).response["violations"]
    grave = [
        f"{one['id']} ({one['impact']}): {node['html'][:200]} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
    assert not grave, "\n".join(grave)


def keep(page: Page, name: str) -> Path:
    """Put a screenshot of the whole page beside what else CI keeps."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path


def fits(page: Page) -> None:
    """Fail if the page is wider than the window, so that it would have to be scrolled sideways."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
