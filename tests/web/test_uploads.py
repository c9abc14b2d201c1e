"""What comes in through the browser: taken whole, or refused with every reason."""

import base64
import io
import zipfile

import pytest

from callfloor.web.safety.uploads import LARGEST_TEXT, taken
from callfloor.web.settings import Limits
from scenarios.faults import InputError

LIMITS = Limits(upload=100_000, files=5, unpacked=300_000)


def sent(data: bytes) -> str:
    return "data:application/octet-stream;base64," + base64.b64encode(data).decode()


def packed(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def refused(name: str, data: bytes, limits: Limits = LIMITS) -> list[str]:
    with pytest.raises(InputError) as fault:
        taken(name, sent(data), limits)
    return [f"{one.file}: {one.message}" for one in fault.value.faults]


def test_a_single_file_keeps_its_name():
    assert taken("hotline.yaml", sent(b"title: x"), LIMITS) == {"hotline.yaml": b"title: x"}


def test_folders_that_a_browser_sends_with_a_name_are_left_out():
    assert taken("C:\\Users\\me\\hotline.yaml", sent(b"a: 1"), LIMITS) == {"hotline.yaml": b"a: 1"}


def test_an_archive_gives_its_files_without_the_folder_that_all_lie_in():
    data = packed(("centre/scenario.yaml", b"a: 1"), ("centre/data/volumes.csv", b"x\n1\n"), ("__MACOSX/._x", b""))
    assert taken("centre.zip", sent(data), LIMITS) == {"scenario.yaml": b"a: 1", "data/volumes.csv": b"x\n1\n"}


@pytest.mark.parametrize(
    "name", ["../evil.yaml", "/etc/evil.yaml", "a/../../evil.yaml", "C:/evil.yaml", "a\\..\\evil.yaml", "./a//b.yaml"]
)
def test_names_that_leave_their_folder_are_refused(name: str):
    assert "leads out of its own folder" in " ".join(refused("x.zip", packed((name, b"a: 1"), ("b.yaml", b"b: 1"))))


@pytest.mark.parametrize("name", [".hidden.yaml", "a\x01b.yaml", "x" * 130 + ".yaml", "a/b/c/d/e.yaml", "what?.yaml"])
def test_names_that_not_every_system_takes_are_refused(name: str):
    assert "name that cannot be used" in refused("x.zip", packed((name, b"a: 1"), ("b.yaml", b"b: 1")))[0]


def test_links_are_refused():
    link = zipfile.ZipInfo("scenario.yaml")
    link.external_attr = 0o120777 << 16
    assert refused("x.zip", packed((link, b"/etc/passwd"))) == [
        "scenario.yaml: is a link to somewhere else; put the file itself into the archive"
    ]


def test_other_kinds_of_files_are_refused_all_at_once():
    found = refused("x.zip", packed(("run.py", b""), ("lib.so", b""), ("scenario.yaml", b"a: 1")))
    assert [one.split(":")[0] for one in found] == ["run.py", "lib.so"]


def test_too_many_files_are_refused():
    data = packed(*((f"{place}.csv", b"1") for place in range(6)))
    assert refused("x.zip", data) == ["x.zip: holds 6 files; 5 are the most that are taken"]


def test_what_unfolds_to_too_much_is_refused():
    assert "unpacks to more than" in refused("x.zip", packed(("a.csv", b"0" * 200_000), ("b.csv", b"0" * 200_000)))[0]


def test_a_size_that_an_archive_states_is_not_believed():
    data = bytearray(packed(("a.csv", b"0" * 400_000)))
    real = (400_000).to_bytes(4, "little")
    while real in data:
        place = data.index(real)
        data[place : place + 4] = (10).to_bytes(4, "little")
    assert refused("x.zip", bytes(data))  # cut off at what it states, whose checksum fails, or too much: never taken


def test_a_workbook_that_unfolds_to_too_much_is_refused():
    bomb = packed(("xl/worksheets/sheet1.xml", b"<row/>" * 100_000))
    assert "unpacks to more than" in refused("plan.xlsx", bomb)[0]


@pytest.mark.parametrize(("name", "data"), [("x.zip", b"PK\x03\x04 cut off"), ("plan.xlsx", b"no archive at all")])
def test_damaged_archives_are_refused(name: str, data: bytes):
    assert "damaged" in refused(name, data)[0]


def test_the_same_name_twice_is_refused_also_where_only_its_case_differs():
    assert "twice" in refused("x.zip", packed(("A.csv", b"1"), ("a.csv", b"2")))[0]


def test_large_small_and_strange_files_are_refused():
    roomy = Limits()
    assert "is larger than" in refused("a.csv", b"1" * 100_001)[0]
    assert "is longer than" in refused("a.yaml", b"#" * (LARGEST_TEXT + 1), roomy)[0]
    assert "is empty" in refused("a.yaml", b"")[0]
    assert "is not text" in refused("a.csv", b"1\x002")[0]
    with pytest.raises(InputError, match="did not arrive whole"):
        taken("a.yaml", "data:;base64,!!!", LIMITS)
