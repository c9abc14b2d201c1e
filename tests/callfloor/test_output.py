"""Files are there whole or not at all, whatever goes wrong."""

import errno
import os
from pathlib import Path

import pytest

from callfloor import output


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_all_files_are_put_in_place(tmp_path):
    paths = output.write_files(tmp_path / "a" / "b", {"x.csv": b"1", "y.csv": b"2"})
    assert [path.read_bytes() for path in paths] == [b"1", b"2"]
    assert names(tmp_path / "a" / "b") == ["x.csv", "y.csv"]


def test_a_file_has_the_permissions_that_any_new_file_has(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    output.write_file(tmp_path / "x", b"1")
    assert (tmp_path / "x").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_old_file_stays_if_the_new_one_cannot_be_put_in_its_place(tmp_path, monkeypatch):
    output.write_file(tmp_path / "x.csv", b"old")

    def refuse(self, target):
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(output.OutputError, match=r"x\.csv: could not be written: permission denied"):
        output.write_file(tmp_path / "x.csv", b"new")
    assert names(tmp_path) == ["x.csv"]
    assert (tmp_path / "x.csv").read_bytes() == b"old"


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path, monkeypatch):
    written = []

    def fill_up(handle):
        written.append(handle)
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill_up)
    with pytest.raises(output.OutputError, match=r"b\.csv: could not be written: no space left on device"):
        output.write_files(tmp_path, {"a.csv": b"1", "b.csv": b"2"})
    assert names(tmp_path) == []


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        output.write_file(tmp_path / "a.csv", b"1")
    assert names(tmp_path) == []


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path):
    with pytest.raises(output.OutputError, match="is a folder"):
        output.write_file(tmp_path, b"1")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(output.OutputError, match="taken: could not be written"):
        output.write_files(tmp_path / "taken", {"x": b"1"})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_device_is_one_clear_message():
    with pytest.raises(output.OutputError, match="/dev/full: could not be written: no space left on device"):
        output.write_file(Path("/dev/full"), b"1")
    assert Path("/dev/full").is_char_device()
