"""Who may log in: a file of names and hashed passwords, one user a line, `name:hash`.

Passwords are hashed with scrypt, each with a salt of its own; the file never holds a password and is readable to its owner
alone. A change of the file counts from the next request on: who is taken out of it, or has a new password, is logged out.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path
from threading import Lock

from callfloor.output import write_file
from callfloor.web.visit import LOCAL
from scenarios.faults import Fault, InputError

SHORTEST, LONGEST = 8, 256  # of a password: long ones cost time to hash
NAME = re.compile(r"[^\s:#/\\\x00-\x1f\x7f]{1,64}")
_NOBODY = "scrypt:32768:8:1$0000000000000000$" + "0" * 128  # checked for unknown names, so that they take as long


def plain_name(name: str) -> str:
    """A name as it is kept: one way to write each character, no space around."""
    return unicodedata.normalize("NFC", name).strip()


def add(path: Path, name: str, password: str) -> bool:
    """Write a user, or the new password of one that is there; whether the user was there."""
    from werkzeug.security import generate_password_hash

    known, name = read(path) if path.exists() else {}, plain_name(name)
    faults = _faults(name, password)
    if faults:
        raise InputError(faults)
    before = name in known
    known[name] = generate_password_hash(password, method="scrypt")
    text = "# Users of callfloor's page: name:hash of the password. Take a line out to shut somebody out.\n"
    mask = os.umask(0o077)
    try:
        write_file(path, (text + "".join(f"{one}:{value}\n" for one, value in known.items())).encode())
    finally:
        os.umask(mask)
    return before


def _faults(name: str, password: str) -> list[Fault]:
    found = []
    if not NAME.fullmatch(name):
        message = f'"{name}" cannot be a name: 1 to 64 characters, no spaces, colons, slashes or #'
        found.append(Fault("--add-user", None, "", message))
    if name == LOCAL:
        found.append(
            Fault(
                "--add-user", None, "", f'"{LOCAL}" stands for everybody where there is no login; choose another name'
            )
        )
    if not SHORTEST <= len(password) <= LONGEST:
        message = f"has {len(password)} characters; {SHORTEST} to {LONGEST} are asked for"
        found.append(Fault("the password", None, "", message))
    return found


def read(path: Path) -> dict[str, str]:
    """Names and hashes of a file of users; every line at fault at once."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        message = "is not there; write it with callfloor web --users FILE --add-user NAME"
        raise InputError([Fault(str(path), None, "", message)]) from None
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or "is not UTF-8 text"
        raise InputError([Fault(str(path), None, "", f"cannot be read: {reason}".lower())]) from None
    found: dict[str, str] = {}
    faults = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, value = line.partition(":")
        if not NAME.fullmatch(name) or not value.startswith("scrypt:") or value.count("$") != 2:
            message = "is no line of a user; write it with callfloor web --users FILE --add-user NAME"
            faults.append(Fault(str(path), number, "", message))
        elif name in found:
            faults.append(Fault(str(path), number, "", f"{name} stands here twice"))
        else:
            found[name] = value.strip()
    if faults:
        raise InputError(faults)
    return found


class Users:
    """The users of a file, read again whenever it changes."""

    def __init__(self, path: Path) -> None:
        """Read the file once, so that a start with a faulty one is refused."""
        self._path, self._seen, self._lock = path, (0, 0), Lock()
        self._known: dict[str, str] = read(path)
        if not self._known:
            message = "names nobody; add somebody with callfloor web --users FILE --add-user NAME"
            raise InputError([Fault(str(path), None, "", message)])

    def _hashes(self) -> dict[str, str]:
        with self._lock:
            try:
                state = self._path.stat()
                seen = (state.st_mtime_ns, state.st_size)
                if seen != self._seen:
                    self._known, self._seen = read(self._path), seen
            except (OSError, InputError):
                self._known, self._seen = {}, (0, 0)  # a file that cannot be read lets nobody in
            return self._known

    def right(self, name: str, password: str) -> bool:
        """Whether this is the user's password; takes as long for names that nobody has."""
        from werkzeug.security import check_password_hash

        known = self._hashes().get(plain_name(name))
        fits = check_password_hash(known or _NOBODY, password[:LONGEST])
        return fits and known is not None

    def stamp(self, name: str) -> str | None:
        """What a session of this user carries: another with each new password; None for nobody."""
        known = self._hashes().get(name)
        return None if known is None else hashlib.sha256(known.encode()).hexdigest()[:16]
