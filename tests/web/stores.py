"""Databases for the tests of the store: a SQLite file, and a PostgreSQL of their own where its programs are."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest


def programs() -> Path | None:
    """Where PostgreSQL's programs are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(one) for one in (shutil.which("initdb"),) if one
    ]
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """The address of a PostgreSQL that is ours alone and reached by a socket in a folder; it refuses to run as root."""
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    prefix: list[str] = []
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    # A socket's path may have 100 characters or so, and another user must reach it.
    folder = Path(
        subprocess.run(
            [*prefix, "mktemp", "-d", "/tmp/callfloor-pg-XXXXXX"], check=True, capture_output=True, text=True
        ).stdout.strip()
    )
    data = folder / "data"

    def command(name: str, *options: str) -> None:
        words = [*prefix, str(where / name), "-D", str(data), *options]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    command("initdb", "-A", "trust", "-U", "callfloor", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    command("pg_ctl", "-w", "-o", options, "-l", str(folder / "log"), "start")
    yield f"postgresql://callfloor@/postgres?host={folder}"
    command("pg_ctl", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)
