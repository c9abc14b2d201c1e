"""`callfloor web`: what it refuses to start with, how it stops, and how users are written."""

from __future__ import annotations

import builtins
import socket
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callfloor.cli import app
from callfloor.web.settings import Settings, default_files
from tests.web.conftest import Site, served

RUN = CliRunner()


def test_an_address_that_others_reach_needs_users(tmp_path: Path):
    done = RUN.invoke(app, ["web", "--address", "0.0.0.0", "--files", str(tmp_path)])
    assert done.exit_code == 2
    assert "can be reached from other machines, so a login is needed" in done.stderr


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "localhost", "::1"])
def test_addresses_of_this_machine_need_none(address: str):
    assert Settings(address=address).local


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "10.0.0.1", "planner.example", "127.evil.example"])
def test_all_others_do(address: str):
    assert not Settings(address=address).local


def test_a_missing_extra_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    real = builtins.__import__

    def without_dash(name: str, *rest: object, **more: object) -> object:
        if name.partition(".")[0] == "dash":
            raise ModuleNotFoundError("No module named 'dash'", name="dash")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_dash)
    done = RUN.invoke(app, ["web", "--files", str(tmp_path)])
    assert done.exit_code == 2
    assert "pip install 'callfloor[web]'" in done.stderr


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = RUN.invoke(app, ["web", "--port", str(port), "--files", str(tmp_path)])
    assert done.exit_code == 2
    assert "choose another with --port" in done.stderr


def test_an_address_that_is_none_is_said_in_a_sentence(tmp_path: Path):
    users = tmp_path / "users.txt"
    RUN.invoke(app, ["web", "--users", str(users), "--add-user", "mei"], input="correct horse\n")
    done = RUN.invoke(app, ["web", "--address", "no such host", "--users", str(users), "--files", str(tmp_path)])
    assert done.exit_code == 2
    assert "is no address of this machine" in done.stderr


def test_users_are_written_from_standard_input(tmp_path: Path):
    users = tmp_path / "users.txt"
    said = RUN.invoke(app, ["web", "--users", str(users), "--add-user", "mei"], input="correct horse\n")
    assert (said.exit_code, "mei may log in" in said.stderr) == (0, True)
    again = RUN.invoke(app, ["web", "--users", str(users), "--add-user", "mei"], input="another horse\n")
    assert "has a new password" in again.stderr
    short = RUN.invoke(app, ["web", "--users", str(users), "--add-user", "lin"], input="short\n")
    assert (short.exit_code, "8 to 256 are asked for" in short.stderr) == (2, True)
    nowhere = RUN.invoke(app, ["web", "--add-user", "lin"], input="correct horse\n")
    assert (nowhere.exit_code, "name the file of users" in nowhere.stderr) == (2, True)
    assert [line.split(":")[0] for line in users.read_text().splitlines()[1:]] == ["mei"]


def test_it_serves_this_machine_only_and_ctrl_c_stops_it(tmp_path: Path):
    with served(tmp_path / "files") as site:
        assert site.address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(site.address, timeout=30) as answer:
            assert answer.status == 200
        assert_listens_at_home(site)
        assert site.stop() == 0
    assert "Stopped." in "".join(site.said)
    assert "Traceback" not in "".join(site.said)


def assert_listens_at_home(site: Site) -> None:
    """Linux says who listens where: every listening socket of the process is on 127.0.0.1."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        return
    port = int(site.address.rpartition(":")[2])
    lines = [line.split() for line in table.read_text().splitlines()[1:]]
    bound = [line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")]
    assert bound == [f"0100007F:{port:04X}"]


def test_the_folder_of_runs_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_files() == tmp_path / "callfloor"
