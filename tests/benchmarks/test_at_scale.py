"""The page on scale shows commands that exist, with options that exist, and Python that runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from callfloor.cli import app
from scenarios.document import read_text

PAGE = (Path(__file__).parents[2] / "docs" / "at-scale.md").read_text(encoding="utf-8")
COMMANDS = dict(getattr(typer.main.get_command(app), "commands", {}))


def shown() -> list[list[str]]:
    """Every callfloor command on the page, as words."""
    plain = re.sub(r"\\\n\s*", "", PAGE)
    lines = re.findall(r"^(?:RUN )?(callfloor .+)$", plain, re.MULTILINE)
    in_shells = [" ".join(line.split()) for line in re.findall(r'"(callfloor [^"]+)"', plain)]
    manifest = re.search(r"command: \[(callfloor.*?)\]\n", plain, re.DOTALL)
    assert manifest
    words = [word.strip().strip('"') for word in manifest[1].replace("\n", " ").split(", ")]
    return [*(shlex.split(re.split(r"\s(?:>|&&|#)\s", line)[0])[1:] for line in lines + in_shells), words[1:]]


@pytest.mark.parametrize("words", shown(), ids=" ".join)
def test_a_command_of_the_page_exists_with_its_options(words: list[str]):
    options = {name for parameter in COMMANDS[words[0]].params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} - options == set()


def test_the_page_shows_all_that_it_is_about():
    named = {word for words in shown() for word in words}
    assert {"--workers", "--precision", "--cluster", "--resume", "sweep", "compare"} <= named


def test_the_manifests_are_yaml():
    manifests = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    for text in "---\n".join(manifests).split("---\n"):
        document = read_text(text, "manifest.yaml", None)
        assert document.faults == ()
        assert {"apiVersion", "kind", "metadata", "spec"} <= set(document.data)


def test_the_python_of_the_page_runs(capsys: pytest.CaptureFixture[str]):
    (snippet,) = (text for text in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    alone = snippet.replace("ProcessPoolExecutor", "ThreadPoolExecutor")  # a test has no main program to start again
    exec(compile(alone, "at-scale.md", "exec"), {"__name__": "__main__"})
    assert re.fullmatch(r"0\.\d{3}\n", capsys.readouterr().out)
