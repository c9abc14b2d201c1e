"""Opening: from the file somebody hands in to plain text, a workbook or Parquet.

What a file is, is told by its first bytes, not by its name. An archive is unpacked into a temporary folder, with a limit on
what comes out; text in another encoding is rewritten as UTF-8 there, so that everything after this reads UTF-8. Nothing is
guessed in silence: ``notes`` says what was found.
"""

import codecs
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from scenarios.faults import Fault, InputError, listed

Kind = Literal["text", "excel", "parquet"]
BLOCK = 1 << 22
MOST_TIMES, LITTLE = (
    200,
    50_000_000,
)  # an archive that unpacks to more than so many times its size, where that is not little
MOST_BYTES = 50_000_000_000
MAGIC = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls) or a locked one; open it and save it as .xlsx or CSV, without a password",
    b"%PDF": "a PDF document; ask for the same report as CSV or Excel",
    b"\x89PNG": "a picture; ask for the same report as CSV or Excel",
    b"\xff\xd8\xff": "a picture; ask for the same report as CSV or Excel",
    b"7z\xbc\xaf": "a 7z archive; unpack it, or pack it as zip or gzip",
    b"Rar!": "a RAR archive; unpack it, or pack it as zip or gzip",
    b"\x1f\x9d": "an archive that is not read; unpack it, or pack it as zip or gzip",
    b"BZh": "a bzip2 archive; unpack it, or pack it as zip or gzip",
    b"\x28\xb5\x2f\xfd": "a zstandard archive; unpack it, or pack it as zip or gzip",
    b"SQLite format": "a database; export the table as CSV",
}


@dataclass(frozen=True)
class Opened:
    """A file ready to be read: ``path`` is the file itself or what was unpacked, ``shown`` its name in messages."""

    kind: Kind
    path: Path
    shown: str
    notes: dict[str, str] = field(default_factory=dict)


def refused(shown: str, message: str, line: int | None = None, key: str = "") -> InputError:
    """One fault of the file."""
    return InputError([Fault(shown, line, key, message)])


def opened(path: Path, scratch: Path, encoding: str | None = None) -> Opened:
    """Open a file; what has to be unpacked or rewritten goes into ``scratch``."""
    shown = str(path)
    if path.is_dir():
        tables = sorted(
            one.name for one in path.iterdir() if one.suffix.lower() in {".csv", ".xlsx", ".parquet", ".gz", ".zip"}
        )
        inside = f"it holds {listed(tables[:10])}" if tables else "it holds no table"
        raise refused(shown, f"is a folder, not a file; {inside}")
    try:
        with path.open("rb") as stream:
            begins = stream.read(4096)
        if not begins:
            raise refused(shown, "is empty; it has no rows")
        return _by_content(path, shown, begins, scratch, encoding, {})
    except OSError as error:
        raise refused(shown, f"cannot be read: {(error.strerror or str(error)).lower()}") from None


def _by_content(
    path: Path, shown: str, begins: bytes, scratch: Path, encoding: str | None, notes: dict[str, str]
) -> Opened:
    if begins[:2] == b"\x1f\x8b":
        return _inner(
            _gunzipped(path, shown, scratch), shown, scratch, encoding, {"packed": "gzip"} | _once(notes, shown)
        )
    if begins[:4] == b"PK\x03\x04":
        names = _names(path, shown)
        if any(name.startswith("xl/") for name in names):
            _workbook_is_small(path, shown)
            return Opened("excel", path, shown, notes)
        return _inner(
            _unzipped(path, shown, scratch), shown, scratch, encoding, {"packed": "zip"} | _once(notes, shown)
        )
    if begins[:4] == b"PAR1":
        return Opened("parquet", path, shown, notes)
    for magic, what in MAGIC.items():
        if begins.startswith(magic):
            raise refused(shown, f"is {what}")
    return _as_text(path, shown, scratch, encoding, notes)


def _once(notes: dict[str, str], shown: str) -> dict[str, str]:
    if notes:
        raise refused(shown, "is an archive inside an archive; unpack it once")
    return notes


def _inner(path: Path, shown: str, scratch: Path, encoding: str | None, notes: dict[str, str]) -> Opened:
    with path.open("rb") as stream:
        begins = stream.read(4096)
    if not begins:
        raise refused(shown, "the archive holds an empty file")
    return _by_content(path, shown, begins, scratch, encoding, notes)


def _limited(pieces: Iterator[bytes], packed: int, shown: str, out: Path) -> None:
    """Write what an archive unpacks to, up to the limit."""
    written = 0
    with out.open("wb") as stream:
        for piece in pieces:
            written += len(piece)
            _check_ratio(written, packed, shown)
            stream.write(piece)


def _check_ratio(unpacked: int, packed: int, shown: str) -> None:
    if unpacked > MOST_BYTES or (unpacked > LITTLE and unpacked > MOST_TIMES * packed):
        raise refused(
            shown,
            f"unpacks to more than {min(unpacked, MOST_BYTES) / 1e6:,.0f} MB from {packed / 1e6:.1f} MB, over {MOST_TIMES} times its size; "
            "no call log does, and it was not opened. If it is sound, unpack it and import the file itself",
        )


def _blocks(stream: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while piece := stream.read(BLOCK):
        yield piece


def _gunzipped(path: Path, shown: str, scratch: Path) -> Path:
    out = scratch / "unpacked"
    try:
        with gzip.open(path, "rb") as stream:
            _limited(_blocks(stream), path.stat().st_size, shown, out)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise refused(shown, "the gzip archive is damaged or cut off; copy or export it again") from None
    return out


def _names(path: Path, shown: str) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [one.filename for one in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, EOFError):
        raise refused(shown, "the zip archive is damaged or cut off; copy or export it again") from None


def _workbook_is_small(path: Path, shown: str) -> None:
    with zipfile.ZipFile(path) as archive:
        _check_ratio(sum(one.file_size for one in archive.infolist()), path.stat().st_size, shown)


def _unzipped(path: Path, shown: str, scratch: Path) -> Path:
    out = scratch / "unpacked"
    try:
        with zipfile.ZipFile(path) as archive:
            members = [
                one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")
            ]
            away = [one.filename for one in members if _leaves(one.filename)]
            if away:
                raise refused(
                    shown, f"names a file outside its folder: {listed(away[:5])}; such an archive is not opened"
                )
            if len(members) != 1:
                found = (
                    f"holds {len(members)} files: {listed([one.filename for one in members[:10]])}"
                    if members
                    else "holds no file"
                )
                raise refused(shown, f"{found}; unpack it and name the one to import")
            member = members[0]
            if member.flag_bits & 1:
                raise refused(shown, "is locked with a password; unpack it first")
            _check_ratio(member.file_size, max(member.compress_size, 1), shown)
            with archive.open(member) as stream:
                _limited(_blocks(stream), max(member.compress_size, 1), shown, out)
            if out.stat().st_size != member.file_size:
                raise refused(shown, "unpacks to another size than it says; such an archive is not opened")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise refused(
            shown, "the zip archive is damaged, or unpacks to another size than it says; copy or export it again"
        ) from None
    return out


def _leaves(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def _as_text(path: Path, shown: str, scratch: Path, encoding: str | None, notes: dict[str, str]) -> Opened:
    found = encoding or _encoding(path, shown)
    try:
        plain = codecs.lookup(found).name in {"utf-8", "ascii"}
    except LookupError:
        raise refused(
            shown,
            f'no encoding is called "{found}"; write utf-8, utf-16, gb18030, cp1252 or another of Python\'s names',
        ) from None
    notes = {**notes, "encoding": f"{found}{'' if encoding is None else ' (from the mapping)'}"}
    if plain and encoding is None:
        return Opened("text", path, shown, notes)
    out = scratch / "as_utf8"
    decoder = codecs.getincrementaldecoder("utf-8-sig" if plain else found)()
    with path.open("rb") as stream, out.open("wb") as target:
        try:
            for piece in _blocks(stream):
                target.write(decoder.decode(piece).encode())
            target.write(decoder.decode(b"", final=True).encode())
        except UnicodeError:
            raise refused(
                shown, f"is not text in {found}; leave encoding out of the mapping, or name the right one"
            ) from None
    return Opened("text", out, shown, notes)


def _encoding(path: Path, shown: str) -> str:
    """The encoding of a text, from all of it: UTF-8 wherever the whole file is, else Chinese or Western letters."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    valid, sample, line = True, b"", 1
    with path.open("rb") as stream:
        begins = stream.read(4)
        if begins[:3] == codecs.BOM_UTF8:
            return "utf-8-sig" if _whole(path, "utf-8-sig") else _broken(shown, "utf-8-sig")
        if begins[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            return "utf-16" if _whole(path, "utf-16") else _broken(shown, "utf-16")
        stream.seek(0)
        for piece in _blocks(stream):
            if b"\0" in piece:
                return _with_noughts(path, shown, piece, line)
            line += piece.count(b"\n")
            if piece.isascii() and not utf8.getstate()[0]:
                continue
            sample = sample or _around(piece)
            if valid:
                try:
                    utf8.decode(piece)
                except UnicodeDecodeError:
                    valid = False
        if valid and not utf8.getstate()[0]:
            return "utf-8"
    return _of_one_byte(path, shown, sample)


def _of_one_byte(path: Path, shown: str, sample: bytes) -> str:
    """Text that is not UTF-8: Chinese where letters come in pairs as they do there, else Western."""
    if _looks_chinese(sample):
        if _whole(path, "gb18030"):
            return "gb18030"
        raise _damaged(path, shown)
    return "cp1252" if _whole(path, "cp1252") else "latin-1"


def _damaged(path: Path, shown: str) -> InputError:
    """Where Chinese text in GBK stops being that."""
    decoder, line, done = codecs.getincrementaldecoder("gb18030")(), 1, 0
    with path.open("rb") as stream:
        for piece in _blocks(stream):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                before = max(error.start - (len(error.object) - len(piece)), 0)
                return refused(shown, _GBK.format(done + before + 1), line + piece[:before].count(b"\n"))
            line, done = line + piece.count(b"\n"), done + len(piece)
    return refused(shown, _GBK.format(done), line)


_GBK = "looks like Chinese text in GBK that is damaged at byte {}; export it again, or open it, mend that place and save it as CSV UTF-8"


def _around(piece: bytes) -> bytes:
    first = next((place for place, byte in enumerate(piece) if byte > 127), 0)
    return piece[first : first + 200_000]


def _whole(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            for piece in _blocks(stream):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _broken(shown: str, encoding: str) -> str:
    raise refused(
        shown, f"begins as {encoding} and does not go on so; export it again, or name its encoding in a mapping"
    )


def _with_noughts(path: Path, shown: str, piece: bytes, line: int) -> str:
    """Text of two bytes a letter without a mark, or no text at all."""
    for encoding, places in (("utf-16-le", slice(1, None, 2)), ("utf-16-be", slice(0, None, 2))):
        half = piece[places]
        if half and half.count(0) > 0.5 * len(half) and _whole(path, encoding):
            return encoding
    line += piece[: piece.index(b"\0")].count(b"\n")
    raise refused(shown, "is no text: it holds bytes that no table has; give a CSV, Excel or Parquet file", line)


def _looks_chinese(sample: bytes) -> bool:
    """Whether letters past ASCII come in pairs that are common Chinese characters or punctuation of GB2312."""
    common = pairs = place = 0
    while place < len(sample) - 1:
        if sample[place] < 0x80:
            place += 1
            continue
        pairs += 1
        if 0xA1 <= sample[place] <= 0xF7 and sample[place + 1] >= 0xA1:
            common += 1
        place += 2
    return pairs > 0 and common > 0.75 * pairs
