"""The planner's page under load: 50 people clicking while 4 runs are under way. How soon do pages answer, and is anything lost?

``python -m benchmarks.web_load [--seconds 30] [--people 50]``. The server is ``callfloor web`` on a folder of its own; only 127.0.0.1 is
asked. Each person opens a page as the browser does (the frame's callback, whose answer is the page), reads for one to three
seconds, and opens the next. Quoted are the median and the 95th percentile of the answers, by page.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

from callfloor.web.settings import Settings
from callfloor.web.store.store import Store

PAGES = ("/", "/runs", "/simulate", "/plan", "/compare", "/runs/1", "/scenario", "/lanes", "/learn", "/centres")
RUNS = 4
SHOW = {
    "output": "..shell-page.children...shell-title.data...shell-fault.children..",
    "outputs": [
        {"id": "shell-page", "property": "children"},
        {"id": "shell-title", "property": "data"},
        {"id": "shell-fault", "property": "children"},
    ],
    "changedPropIds": ["shell-at.pathname"],
}


def main() -> None:
    """Serve, click, and tell."""
    reading = argparse.ArgumentParser()
    reading.add_argument("--seconds", type=float, default=30.0)
    reading.add_argument("--people", type=int, default=50)
    asked = reading.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        command = [
            sys.executable,
            "-m",
            "callfloor",
            "web",
            "--port",
            "0",
            "--files",
            str(files),
            "--workers",
            str(RUNS),
        ]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            address = _address(server)
            numbers = _runs(files)
            time.sleep(3.0)  # the workers have begun
            answers, faults = clicked(address, asked.people, asked.seconds)
            _tell(answers, faults, _left(files, numbers))
        finally:
            server.terminate()
            server.wait(timeout=30)


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    for line in server.stderr:
        found = re.search(r"http://[\w.:]+", line)
        if found:
            threading.Thread(target=server.stderr.read, daemon=True).start()
            return found.group(0)
    raise RuntimeError("the server did not start")


def _runs(files: Path) -> list[int]:
    """Ask for runs that last longer than the clicking does."""
    store = Store.open(Settings(files=files).database, files)
    wanted = {"scenario": "telecom_hotline", "replications": 5000}
    numbers = [store.add_run("local", "simulate", f"run {n}", wanted) for n in range(RUNS)]
    store.close()
    return numbers


def clicked(address: str, people: int, seconds: float) -> tuple[dict[str, list[float]], list[str]]:
    """Seconds of each answer by page, and what went wrong."""
    answers: dict[str, list[float]] = defaultdict(list)
    faults: list[str] = []
    end = time.monotonic() + seconds
    crew = [threading.Thread(target=_person, args=(address, end, number, answers, faults)) for number in range(people)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    return answers, faults


def _person(address: str, end: float, number: int, answers: dict[str, list[float]], faults: list[str]) -> None:
    place, luck = urlsplit(address), random.Random(number)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    head = {"Content-Type": "application/json", "Origin": address, "Accept-Language": luck.choice(("en", "zh-CN"))}
    time.sleep(luck.uniform(0.0, 2.0))
    while time.monotonic() < end:
        page = luck.choice(PAGES)
        body = {
            **SHOW,
            "inputs": [{"id": "shell-at", "property": "pathname", "value": page}],
            "state": [{"id": "shell-at", "property": "search", "value": ""}],
        }
        begun = time.monotonic()
        try:
            connection.request("POST", "/_dash-update-component", json.dumps(body), {**head, "Referer": address + page})
            answer = connection.getresponse()
            text = answer.read()
            answers[page].append(time.monotonic() - begun)
            if answer.status != 200 or b"shell-page" not in text:
                faults.append(f"{page}: {answer.status} {text[:100]!r}")
        except OSError as fault:
            faults.append(f"{page}: {fault!r}")
            connection.close()
        time.sleep(luck.uniform(1.0, 3.0))


def _left(files: Path, numbers: list[int]) -> list[str]:
    """How the runs stand; every one must be there and under way."""
    store = Store.open(Settings(files=files).database, files)
    found = [store.run("local", number) for number in numbers]
    store.close()
    return [f"{run.title}: {run.status}, {run.progress.done} days done" for run in found]


def _tell(answers: dict[str, list[float]], faults: list[str], left: list[str]) -> None:
    rows = {**dict(sorted(answers.items())), "all pages": [one for own in answers.values() for one in own]}
    lines = ["| page | answers | median | 95th percentile | slowest |", "|---|---|---|---|---|"]
    for page, own in rows.items():
        if len(own) > 1:
            steps = quantiles(own, n=20)
            times = (f"{1000 * value:.0f} ms" for value in (steps[9], steps[18], max(own)))
            lines.append(f"| {page} | {len(own)} | {' | '.join(times)} |")
    sys.stdout.write("\n".join([*lines, f"\n{len(faults)} faults", *faults[:10], *left]) + "\n")


if __name__ == "__main__":
    main()
