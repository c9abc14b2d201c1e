"""Who asks: sessions in a signed cookie, whose key is drawn at random once and kept beside the store."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from callfloor.web.visit import LOCAL

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from callfloor.web.safety.users import Users
    from callfloor.web.settings import Settings

KEY = "session.key"
LENGTH = 32
LASTS = timedelta(hours=12)  # since the last request
OPEN = ("/login", "/language/", "/assets/", "/_favicon.ico", "/health")  # shown to whoever comes


def prepare(server: Flask, settings: Settings) -> None:
    """Set what the cookie is signed with, and where it travels."""
    server.secret_key = key(settings.files)
    server.config.update(
        SESSION_COOKIE_NAME="callfloor-session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=LASTS,
    )


def key(folder: Path) -> bytes:
    """The key of this folder's sessions; drawn the first time, so that sessions outlive a restart."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / KEY
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = path.read_bytes()
        if len(found) == LENGTH:
            return found
        path.unlink()  # cut short by a full disk or a kill: nobody's session was signed with it
        return key(folder)
    with os.fdopen(handle, "wb") as file:
        drawn = secrets.token_bytes(LENGTH)
        file.write(drawn)
    return drawn


def user(users: Users | None) -> str | None:
    """Who asks; None for whoever has not logged in."""
    from flask import session

    if users is None:
        return LOCAL
    name = session.get("user")
    if not isinstance(name, str):
        return None
    stamp = users.stamp(name)
    known = stamp is not None and secrets.compare_digest(str(session.get("stamp", "")), stamp)
    return name if known else None


def begin(name: str, stamp: str) -> None:
    """The user has logged in."""
    from flask import session

    session.clear()
    session.permanent = True
    session.update(user=name, stamp=stamp)


def end() -> None:
    """The user leaves."""
    from flask import session

    session.clear()


def is_open(path: str) -> bool:
    """Whether the address is shown without a login."""
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN)
