"""Files that come in through the browser: so many, so large, nothing outside their folder, nothing that only pretends.

`taken` gives what a `dcc.Upload` sent as names and bytes: a single file, or the files of a zip archive. Nothing is written
here. An archive is read member by member and counted as it unfolds, whatever sizes it states; links, passwords, names that
lead elsewhere and files of other kinds are refused. All that is wrong is said at once.
"""

from __future__ import annotations

import base64
import binascii
import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from callfloor.language import say
from callfloor.web.settings import MEGABYTE, Limits
from scenarios.faults import Fault, InputError, listed

TEXTS = (".yaml", ".yml")  # scenarios: read by a careful reader, which takes its time
KINDS = (*TEXTS, ".csv", ".xlsx", ".md", ".txt", ".json")
LARGEST_TEXT = 512 * 1024  # twenty times the library's largest scenario
LONGEST_NAME, DEEPEST = 120, 4
BLOCK = 1 << 16
RUBBISH = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")  # what computers put into archives by themselves
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass
class _Taking:
    """What was taken so far, and what was wrong with it."""

    limits: Limits
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    room: int = 0

    def fault(self, name: str, message: str) -> None:
        self.faults.append(Fault(name, None, "", message))


def taken(name: str, contents: str, limits: Limits, kinds: Iterable[str] = KINDS) -> dict[str, bytes]:
    """The files of one upload by name: of a single file, or of an archive, whose common folder is left out.

    ``contents``: as `dcc.Upload` gives them. Names have the form ``data/volumes.csv``.
    """
    data, allowed = _decoded(name, contents, limits), tuple(kinds)
    taking = _Taking(limits, room=limits.unpacked)
    if data.startswith(b"PK\x03\x04") and not name.lower().endswith(".xlsx"):
        _unpack(taking, name, data, allowed)
    else:
        plain = _plain_name(taking, PurePosixPath(name.replace("\\", "/")).name, allowed)
        if plain is not None:
            taking.files[plain] = data
    for file, content in taking.files.items():
        _look(taking, file, content)
    if not taking.files and not taking.faults:
        taking.fault(name, say("there is no file in it"))
    if taking.faults:
        raise InputError(taking.faults)
    return taking.files


def _decoded(name: str, contents: str, limits: Limits) -> bytes:
    """The bytes behind ``data:application/zip;base64,...``."""
    most = say("is larger than {megabytes} MB, the most that is taken", megabytes=limits.upload // MEGABYTE)
    text = contents.partition(",")[2]
    if len(text) > limits.upload * 4 // 3 + 4:
        raise InputError([Fault(name, None, "", most)])
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError([Fault(name, None, "", say("did not arrive whole; send it again"))]) from None
    if len(data) > limits.upload:
        raise InputError([Fault(name, None, "", most)])
    if not data:
        raise InputError([Fault(name, None, "", say("is empty"))])
    return data


def _unpack(taking: _Taking, name: str, data: bytes, kinds: tuple[str, ...]) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and not _rubbish(one.filename)]
            if len(members) > taking.limits.files:
                text = say(
                    "holds {n} files; {most} are the most that are taken", n=len(members), most=taking.limits.files
                )
                taking.fault(name, text)
                return
            named = _named(taking, members, kinds)
            if taking.faults:
                return
            for plain, member in named.items():
                with archive.open(member) as stream:
                    taking.files[plain] = _read(taking, stream)
    except _TooMuchError:
        text = say(
            "unpacks to more than {megabytes} MB, the most that is taken", megabytes=taking.limits.unpacked // MEGABYTE
        )
        taking.fault(name, text)
        taking.files.clear()
    except BROKEN:
        taking.fault(name, say("is a damaged archive; pack it again"))
        taking.files.clear()


class _TooMuchError(Exception):
    """More bytes than there is room for."""


def _read(taking: _Taking, stream: IO[bytes]) -> bytes:
    parts = []
    while piece := stream.read(BLOCK):
        taking.room -= len(piece)
        if taking.room < 0:
            raise _TooMuchError
        parts.append(piece)
    return b"".join(parts)


def _named(taking: _Taking, members: list[zipfile.ZipInfo], kinds: tuple[str, ...]) -> dict[str, zipfile.ZipInfo]:
    """Members by plain name; what no file of ours can be is a fault."""
    top = _common_folder([one.filename for one in members])
    found: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for one in members:
        if stat.S_ISLNK(one.external_attr >> 16):
            taking.fault(one.filename, say("is a link to somewhere else; put the file itself into the archive"))
        elif one.flag_bits & 1:
            taking.fault(one.filename, say("is locked with a password; pack it without"))
        elif one.compress_type not in PACKINGS:
            taking.fault(one.filename, say("is packed in an unusual way; pack it as a plain zip"))
        else:
            plain = _plain_name(taking, one.filename[len(top) :], kinds)
            if plain is not None and plain.casefold() in seen:
                taking.fault(one.filename, say("is in the archive twice"))
            elif plain is not None:
                seen.add(plain.casefold())
                found[plain] = one
    return found


def _rubbish(name: str) -> bool:
    return any(part in RUBBISH for part in PurePosixPath(name).parts)


def _common_folder(names: list[str]) -> str:
    """The folder that all files lie in, with its slash: whoever packs a folder means what is in it."""
    tops = {name.partition("/")[0] for name in names}
    alone = len(tops) == 1 and all("/" in name for name in names) and tops.isdisjoint({"", ".", ".."})
    return f"{tops.pop()}/" if alone else ""


def _plain_name(taking: _Taking, name: str, kinds: tuple[str, ...]) -> str | None:
    """The name as it may be written beneath a folder of ours; None, and a fault, where it may not."""
    plain = unicodedata.normalize("NFC", name)
    parts = plain.split("/")
    if any(part in {"", ".", ".."} or ":" in part or "\\" in part for part in parts):
        taking.fault(name, say("leads out of its own folder; put the file beside the scenario"))
    elif any(_odd(part) for part in parts) or len(parts) > DEEPEST:
        taking.fault(name, say("has a name that cannot be used; choose a shorter one of letters, digits, - and _"))
    elif not plain.lower().endswith(kinds):
        taking.fault(name, say("is of no kind that is taken; these are {kinds}", kinds=listed(kinds)))
    else:
        return plain
    return None


def _odd(part: str) -> bool:
    """Whether a name has what no file system takes everywhere, or hides."""
    unusual = any(unicodedata.category(letter).startswith("C") or letter in '<>"|?*' for letter in part)
    return unusual or part.startswith(".") or part.endswith((".", " ")) or len(part.encode()) > LONGEST_NAME


def _look(taking: _Taking, name: str, content: bytes) -> None:
    """What can be said of a file without reading what it means."""
    lower = name.lower()
    if lower.endswith(TEXTS) and len(content) > LARGEST_TEXT:
        taking.fault(
            name, say("is longer than {kilobytes} KB; keep tables in CSV files", kilobytes=LARGEST_TEXT // 1024)
        )
    if lower.endswith(".xlsx"):
        _look_inside(taking, name, content)
    elif b"\x00" in content:
        taking.fault(name, say("is not text"))


def _look_inside(taking: _Taking, name: str, content: bytes) -> None:
    """A workbook is an archive too: count what it unfolds to before anybody opens it."""
    taking.room = taking.limits.unpacked
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for piece in _pieces(archive):
                taking.room -= len(piece)
                if taking.room < 0:
                    raise _TooMuchError
    except _TooMuchError:
        text = say(
            "unpacks to more than {megabytes} MB, the most that is taken", megabytes=taking.limits.unpacked // MEGABYTE
        )
        taking.fault(name, text)
    except BROKEN:
        taking.fault(name, say("is a damaged workbook; save it again"))


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    for one in archive.infolist():
        with archive.open(one) as stream:
            while piece := stream.read(BLOCK):
                yield piece
