"""The project keeps its own rules: sizes, pins, a README that is true, and a library that loads."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from callfloor.cli import app
from scenarios.catalogue import library
from scenarios.loading import load

ROOT = Path(__file__).parent.parent
ROOMS = ("scenarios", "sim", "optimize", "callfloor")
SOURCES = [path for room in (*ROOMS, "tests") for path in sorted((ROOT / room).rglob("*.py"))]
LIBRARY = [entry.name for entry in library()]

# Put together from parts, so that this file passes its own test.
FORBIDDEN = [
    "py" + "pi.org",
    "python" + "hosted",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "/opt/" + "wheels",
    "/work/" + "main",
]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def repository_files() -> list[Path]:
    """Files that git knows; without git, those an archive of the project holds."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return SOURCES + [ROOT / name for name in ("README.md", "Makefile", "pyproject.toml", "constraints.txt")]
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_machine():
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in repository_files()
        for word in FORBIDDEN
        if word.encode() in path.read_bytes()
    ]
    assert found == []


@pytest.mark.parametrize("name", ["constraints.txt", "pyproject.toml", "Makefile", ".ci/run"])
def test_what_installs_the_project_holds_no_address(name: str):
    assert "://" not in read(name)


def test_files_are_shorter_than_400_lines():
    lines = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: count for name, count in lines.items() if count > 400} == {}


def test_functions_are_no_longer_than_60_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []


def pins() -> dict[str, str]:
    lines = [line for line in read("constraints.txt").splitlines() if line and not line.startswith("#")]
    return {
        canonicalize_name(name): version.split(";")[0].strip() for name, version in (line.split("==") for line in lines)
    }


def declared() -> list[Requirement]:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    return [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["dev"]]


def needed(requirements: list[Requirement]) -> set[str]:
    """Names of everything the requirements bring along on this machine, themselves included."""
    names: set[str] = set()
    ahead = [(requirement.name, requirement.extras) for requirement in requirements]
    while ahead:
        name, extras = ahead.pop()
        if canonicalize_name(name) in names:
            continue
        names.add(canonicalize_name(name))
        for text in metadata.requires(name) or []:
            further = Requirement(text)
            if any(further.marker is None or further.marker.evaluate({"extra": extra}) for extra in (extras or {""})):
                ahead.append((further.name, further.extras))
    return names


def test_every_dependency_is_pinned_within_its_range():
    pinned = pins()
    outside = [
        str(one) for one in declared() if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))
    ]
    assert outside == []


def test_everything_that_dependencies_bring_along_is_pinned():
    assert needed(declared()) - set(pins()) == set()


def test_each_dependency_says_why_it_is_there():
    text = read("pyproject.toml")
    silent = [
        one.name
        for one in declared()
        if not re.search(rf'^\s+"{re.escape(one.name)}[^"]*",\s+# \w', text, re.MULTILINE)
    ]
    assert silent == []


def test_the_command_line_has_every_command_the_readme_names():
    commands = getattr(typer.main.get_command(app), "commands", {})
    named = set(re.findall(r"callfloor (?!contributors)([a-z]+)", read("README.md")))
    assert {"plan", "simulate", "erlang", "show", "scenarios"} <= named
    assert set(re.findall(r"`(?:\.venv/bin/)?callfloor ([a-z]+)", read("README.md"))) <= set(commands)


def test_make_has_every_target_the_documents_name():
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    named = set(
        re.findall(r"^make ([a-z]+)|`make ([a-z]+)`", read("README.md") + read("CONTRIBUTING.md"), re.MULTILINE)
    )
    assert {"plan", "test"} <= {a or b for a, b in named} <= targets


def test_files_that_the_documents_name_exist():
    text = read("README.md") + read("CONTRIBUTING.md")
    named = re.findall(r"\]\(([\w./-]+)\)|`((?:docs|sim|scenarios|tests|callfloor|optimize)/[\w./-]+)`", text)
    assert named
    assert [a or b for a, b in named if not (ROOT / (a or b)).exists()] == []


def test_the_changelog_has_room_for_the_next_change():
    assert "## [Unreleased]" in read("CHANGELOG.md")


def test_ci_can_be_run():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_readme_names_every_library_scenario():
    assert [name for name in LIBRARY if f"**{name}**" not in read("README.md")] == []


@pytest.mark.parametrize("name", LIBRARY)
def test_a_library_scenario_loads_and_can_be_simulated(name: str):
    scenario = load(name)
    assert scenario.title
    assert all(group.staffing for group in scenario.agent_groups.values())


@pytest.mark.parametrize("name", ["telecom_hotline", "single_queue"])
def test_scenarios_that_the_readme_plans_have_targets_shifts_and_costs(name: str):
    scenario = load(name)
    assert scenario.targets
    assert scenario.shifts
    assert all(group.cost for group in scenario.agent_groups.values())


@pytest.mark.parametrize("name", LIBRARY)
def test_a_library_scenario_opens_with_its_story_its_question_and_a_command(name: str):
    text = read(f"scenarios/library/{name}/scenario.yaml")
    story = [line for line in text.split("\ncallfloor: 1")[0].splitlines() if line.startswith("#")]
    assert len(story) >= 8
    assert any("The question" in line for line in story)
    assert any("callfloor " in line and name in line for line in story)
