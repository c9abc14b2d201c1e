"""The page as a process: checks what was asked for, opens the store, listens, and stops cleanly at Ctrl-C."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from callfloor.web.settings import Settings
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer, MultiSocketServer

THREADS = 8  # requests answered at once; none of them computes
DONE = 0
LOG = "web.log"


def checked(found: Settings) -> Settings:
    """The settings, if they may be served; every fault at once."""
    faults = [fault for fault in (_missing(), _open_to_all(found)) if fault is not None]
    if faults:
        raise InputError(faults)
    return found


def _missing() -> Fault | None:
    """What the page is made with comes with an extra."""
    try:
        import dash  # noqa: F401
        import dash_ag_grid  # noqa: F401
        import dash_mantine_components  # noqa: F401
        import sqlalchemy  # noqa: F401
        import waitress  # noqa: F401
    except ImportError as gap:
        message = f"needs {gap.name}, which comes with an extra: pip install 'callfloor[web]'"
        return Fault("callfloor web", None, "", message)
    return None


def _open_to_all(found: Settings) -> Fault | None:
    if found.local or found.users is not None:
        return None
    message = (
        f"{found.address} can be reached from other machines, so a login is needed: name a file of users with --users "
        "(callfloor web --users users.txt --add-user NAME writes one)"
    )
    return Fault("--address", None, "", message)


def serve(found: Settings) -> int:
    """Listen until Ctrl-C or the end of the process is asked for."""
    from callfloor.web.app import create
    from callfloor.web.services import opened

    _keep_log(found.files)
    services = opened(found)
    try:
        app = create(found, services)
        listening = _listening(app.server, found)
        services.quick.warm()
        _say(f"callfloor listens on {_address(found, listening)} (Ctrl-C stops it); runs are kept in {found.files}.")
        for ending in (signal.SIGTERM, signal.SIGINT):  # also where a shell had us started with Ctrl-C switched off
            signal.signal(ending, _stop)
        listening.run()  # ends at Ctrl-C, when what is being answered has been
        _say("Stopped. Runs that were under way go on when the page is started again.")
    finally:
        services.close()
    return DONE


def add_user(path: Path | None, name: str) -> int:
    """Ask for a password and write the user: in a terminal twice and unseen, else from standard input."""
    from callfloor.web.safety import users

    if path is None:
        raise InputError([Fault("--users", None, "", "name the file of users to write to, such as --users users.txt")])
    missing = _missing()
    if missing is not None:
        raise InputError([missing])
    there = users.add(path, name, _password(users.plain_name(name)))
    _say(f"{users.plain_name(name)} {'has a new password' if there else 'may log in'}; written to {path}.")
    return DONE


def _password(name: str) -> str:
    from getpass import getpass

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass(f"Password of {name}: ")
    if getpass("Once more: ") != first:
        raise InputError([Fault("the password", None, "", "was not the same the second time; nothing was written")])
    return first


def _keep_log(folder: Path) -> None:
    """Faults of our own go to a file beside the runs, with their details; the terminal stays quiet."""
    import logging
    from logging.handlers import RotatingFileHandler

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        text = f"{folder} cannot be a folder to keep runs in: {(fault.strerror or str(fault)).lower()}"
        raise InputError([Fault("--files", None, "", text)]) from None
    kept = RotatingFileHandler(folder / LOG, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
    kept.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[kept])
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that some wait a moment for their turn is no fault


def _stop(_number: int, _frame: FrameType | None) -> None:
    """A polite end of the process ends us as Ctrl-C does."""
    raise KeyboardInterrupt


def _listening(server: object, found: Settings) -> BaseWSGIServer | MultiSocketServer:
    from waitress import create_server

    limit = found.limits.upload * 2
    try:
        return create_server(
            server,
            host=found.address,
            port=found.port,
            threads=THREADS,
            ident="callfloor",
            max_request_body_size=limit,
            clear_untrusted_proxy_headers=True,
        )
    except (socket.gaierror, ValueError):
        fault = Fault("--address", None, "", f'"{found.address}" is no address of this machine')
    except OSError as refused:
        reason = (refused.strerror or str(refused)).lower()
        fault = Fault(
            "--port",
            None,
            "",
            f"{found.address}:{found.port} cannot be listened on: {reason}; choose another with --port",
        )
    raise InputError([fault])


def _address(found: Settings, listening: BaseWSGIServer | MultiSocketServer) -> str:
    several = getattr(listening, "effective_listen", None)  # a name may stand for two addresses, each with its port
    port = several[0][1] if several else listening.effective_port
    host = f"[{found.address}]" if ":" in found.address else found.address
    return f"http://{host}:{port}"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
