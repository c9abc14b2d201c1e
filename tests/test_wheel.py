"""The built wheel: all that belongs in it is there, and it works in an environment of its own, from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("scenarios", "sim", "optimize", "callfloor")
NEEDED = ("pyproject.toml", "README.md", "LICENSE")

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what belongs in the wheel is what git knows")


def run(*command: object, cwd: Path, code: int = 0) -> str:
    """Run a command where no variable leads it to this folder; give what it said."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout


def tracked() -> list[str]:
    """Files of the four rooms that git knows and that are there."""
    listed = run("git", "ls-files", "-z", *ROOMS, cwd=ROOT).split("\0")
    return [name for name in listed if name and (ROOT / name).is_file()]


def copied(folder: Path) -> Path:
    """A clone's files, without what an earlier build or install left behind."""
    for name in (*tracked(), *NEEDED):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    return folder


def environment(folder: Path) -> Path:
    """An environment that finds the packages callfloor needs where they are, but no callfloor; gives its interpreter.

    A line of a .pth file adds a folder to the path and does not run the .pth files in it, so this project's own editable
    install stays out.
    """
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=ROOT)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin" / "python"


def install(python: Path, *what: object) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--no-build-isolation")
    run(sys.executable, "-m", "pip", "--python", python, "install", *quiet, *what, cwd=python.parent)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--no-build-isolation")
    source = copied(folder / "source")
    run(sys.executable, "-m", "pip", "wheel", *build, "--wheel-dir", folder, source, cwd=folder)
    (made,) = folder.glob("callfloor-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    python = environment(tmp_path_factory.mktemp("installed") / "environment")
    install(python, wheel)
    return python


def test_every_file_of_the_four_rooms_is_in_it_and_nothing_else(wheel: Path):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == set(tracked())


def test_it_holds_the_library_the_types_and_the_words(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    assert sum(name.endswith("/scenario.yaml") for name in names) >= 11
    assert {f"{room}/py.typed" for room in ROOMS} <= set(names)
    assert sum(name.endswith(".po") for name in names) == sum(name.endswith(".po") for name in tracked())


def test_it_runs_from_an_empty_folder(installed: Path, tmp_path: Path):
    command = installed.parent / "callfloor"
    where = run(installed, "-c", "import callfloor; print(callfloor.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent.parent)
    assert "telecom_hotline" in run(command, "scenarios", cwd=tmp_path)
    told = run(
        command, "simulate", "single_queue", "--replications", 1, "--workers", 1, "--engine", "simpy", cwd=tmp_path
    )
    assert "of the offered unless said" in told
    assert (tmp_path / "callfloor-out" / "single_queue" / "report.html").is_file()
    run(command, "new", "desk", "--yes", cwd=tmp_path)
    run(
        command,
        "simulate",
        "desk.yaml",
        "--replications",
        1,
        "--workers",
        1,
        "--engine",
        "simpy",
        "--json",
        "a.json",
        cwd=tmp_path,
    )
    assert (tmp_path / "a.json").is_file()


def test_a_clone_that_is_called_callfloor_does_not_hide_the_package(tmp_path: Path):
    """Python finds ./callfloor in the folder above a clone first; that is no package, and the real one must be found after it."""
    clone = copied(tmp_path / "callfloor")
    python = environment(tmp_path / "environment")
    install(python, "--editable", clone)
    found = run(python, "-c", "import callfloor; print(callfloor.__file__)", cwd=tmp_path)
    assert Path(found.strip()) == clone / "callfloor" / "__init__.py"
