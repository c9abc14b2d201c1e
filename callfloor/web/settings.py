"""What was said when the page was started: where it listens, where it keeps things, who may come in, how much is allowed."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MEGABYTE = 1024 * 1024


def default_files() -> Path:
    """Where scenarios and runs are kept if nobody says otherwise: a folder of the user's own, the same from wherever we start."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "callfloor"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "callfloor"


@dataclass(frozen=True)
class Limits:
    """How much one upload may bring and one run may ask for."""

    upload: int = 20 * MEGABYTE  # bytes of one file as it is sent
    files: int = 200  # in one archive
    unpacked: int = 100 * MEGABYTE  # bytes of all of an archive's files together
    contacts: int = 200_000_000  # of one run, over all its days
    calendar: int = 10_000_000  # contacts of one calendar, which is in memory as a whole
    people: int = 100_000  # at once
    days: int = 20_000  # replications times days of the calendar
    seconds: float = 4 * 3600.0  # from its start to its end
    memory: int = 8 * 1024 * MEGABYTE  # bytes of one process of a run
    waiting: int = 20  # runs of one user that wait or are under way


@dataclass(frozen=True)
class Settings:
    """How `callfloor web` was started. ``store``: the database's address; a SQLite file in ``files`` if empty."""

    address: str = "127.0.0.1"
    port: int = 8050
    store: str = ""
    files: Path = field(default_factory=default_files)
    users: Path | None = None
    workers: int = 1
    cluster: str | None = None  # a Dask scheduler's address, on whose machines days are simulated
    names: tuple[str, ...] = ()  # other names under which browsers reach us
    https: bool = False  # a proxy in front of us speaks HTTPS
    limits: Limits = field(default_factory=Limits)

    @property
    def local(self) -> bool:
        """Whether nobody outside this machine can reach us."""
        try:
            return self.address == "localhost" or ip_address(self.address).is_loopback
        except ValueError:  # another name, which may lead anywhere
            return False

    @property
    def database(self) -> str:
        """The store's address for SQLAlchemy."""
        return self.store or f"sqlite:///{self.files.absolute() / 'callfloor.sqlite'}"
