"""The built wheel: all that belongs in it is there, and it works in an environment of its own, from an empty folder.

It is tried on every Python that callfloor supports and that is here, on the path or with pyenv; a skip says which was not tried.
"""

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
SUPPORTED = ("3.11", "3.12", "3.13")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"

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


def interpreter(version: str) -> str | None:
    """A Python of this version that runs and can make environments; None if there is none here."""
    folder = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    latest = sorted(
        folder.glob(f"{version}.*/bin/python"), key=lambda one: int(one.parts[-3].rpartition(".")[2]), reverse=True
    )
    fits = f"import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != {tuple(map(int, version.split('.')))})"
    for one in (shutil.which(f"python{version}"), *map(str, latest)):
        if one and subprocess.run([one, "-c", fits], capture_output=True, check=False).returncode == 0:
            return one
    return None


def works(python: Path, folder: Path) -> None:
    """The wheel of this environment lists its library, simulates, writes a scenario and simulates that, all from an empty folder."""
    command, few = python.parent / "callfloor", ("--replications", 1, "--workers", 1, "--engine", "simpy")
    where = run(python, "-c", "import callfloor; print(callfloor.__file__)", cwd=folder)
    assert Path(where.strip()).is_relative_to(python.parent.parent)
    assert "telecom_hotline" in run(command, "scenarios", cwd=folder)
    assert "of the offered unless said" in run(command, "simulate", "single_queue", *few, cwd=folder)
    assert (folder / "callfloor-out" / "single_queue" / "report.html").is_file()
    run(command, "new", "desk", "--yes", cwd=folder)
    run(command, "simulate", "desk.yaml", *few, "--json", "a.json", cwd=folder)
    assert (folder / "a.json").is_file()


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
    works(installed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("version", [one for one in SUPPORTED if one != RUNNING])
def test_it_runs_on_the_other_pythons_that_are_here(version: str, wheel: Path, tmp_path: Path):
    """With packages of its own, pinned, for those that hold compiled code are of one Python alone."""
    found = interpreter(version)
    if found is None:
        pytest.skip(f"no Python {version} is here: the wheel was not tried on it")
    run(found, "-m", "venv", "--without-pip", tmp_path / "other", cwd=tmp_path)
    python = tmp_path / "other" / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check", "--retries", 1)
    packages = ("--no-compile", "--only-binary", ":all:", "--constraint", ROOT / "constraints.txt", wheel)
    fetched = subprocess.run(
        [*map(str, (*pip, "install", *packages))], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if "Could not find a version" in fetched.stderr and _unreachable(fetched.stderr):
        pytest.skip(f"packages for Python {version} cannot be fetched: the wheel was not tried on it")
    assert fetched.returncode == 0, fetched.stderr
    (tmp_path / "empty").mkdir()
    few = ("--replications", 1, "--workers", 1, "--engine", "simpy", "--json", "a.json")
    run(python.parent / "callfloor", "simulate", "single_queue", *few, cwd=tmp_path / "empty")
    assert (tmp_path / "empty" / "a.json").is_file()


def _unreachable(said: str) -> bool:
    """Whether pip could reach no index at all; an index that lacks a pinned version names those that it has."""
    return "(from versions: none)" in said and ("connection" in said.lower() or "no-index" in said)


def test_a_clone_that_is_called_callfloor_does_not_hide_the_package(tmp_path: Path):
    """Python finds ./callfloor in the folder above a clone first; that is no package, and the real one must be found after it."""
    clone = copied(tmp_path / "callfloor")
    python = environment(tmp_path / "environment")
    install(python, "--editable", clone)
    found = run(python, "-c", "import callfloor; print(callfloor.__file__)", cwd=tmp_path)
    assert Path(found.strip()) == clone / "callfloor" / "__init__.py"
