"""Logs on disk, a file a day: read back by the tools that people have, and whole or not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scenarios.faults import InputError
from scenarios.loading import load
from scenarios.schema import Scenario
from sim import archive
from sim.floor import run
from sim.log import COLUMNS, Log, Outcome
from sim.staffing import Staffing
from sim.traffic import draw
from tests.sim.halves import two_halves
from tests.sim.logs import abandoned, answered, blocked, log, never_offered, unfinished


def a_log(joined: float = 0.0) -> Log:
    return log(
        answered(joined, joined + 20, joined + 60),
        abandoned(joined, joined + 5, number=1),
        answered(joined + 60, joined + 61, joined + 70, number=1, attempt=2),
        blocked(joined + 1),
        unfinished(joined + 2),
        never_offered(Outcome.CONTAINED, joined + 3),
    )


def test_the_days_of_a_folder_are_one_table(tmp_path: Path) -> None:
    scenario, logs = two_halves(), [a_log(), a_log(100.0), a_log(500.0)]
    for number in (2, 0, 1):  # as workers finish
        archive.write_day(tmp_path, scenario, number, logs[number])
    assert archive.days(tmp_path) == [0, 1, 2]
    found = pd.read_parquet(tmp_path)
    assert list(found.columns) == ["day", *COLUMNS]
    for number, one in enumerate(logs):
        own = found[found.day == number].drop(columns="day").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, one.frame(scenario))


def test_a_day_is_written_in_pieces_and_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load("shop_counter")
    day = run(scenario, draw(scenario, seed=1, day=0), Staffing.of(scenario))
    monkeypatch.setattr(archive, "ROWS", 100)
    file = archive.write_day(tmp_path, scenario, 7, day)
    found = pd.read_parquet(file)
    assert len(day) > 3 * archive.ROWS
    assert np.all(found["day"] == 7)
    pd.testing.assert_frame_equal(found.drop(columns="day"), day.frame(scenario))


def test_a_day_without_contacts_has_a_file_without_rows(tmp_path: Path) -> None:
    archive.write_day(tmp_path, two_halves(), 0, log())
    archive.write_day(tmp_path, two_halves(), 1, a_log())
    found = pd.read_parquet(tmp_path)
    assert set(found.day) == {1}
    assert found.columns.tolist() == ["day", *COLUMNS]


def test_a_day_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = two_halves()
    archive.write_day(tmp_path, scenario, 0, a_log())
    monkeypatch.setattr(archive, "ROWS", 2)

    def full(self: Log, scenario: Scenario) -> pd.DataFrame:
        if np.all(self.number > 0):
            raise OSError("no space left on device")
        return frame(self, scenario)

    frame = Log.frame
    monkeypatch.setattr(Log, "frame", full)
    for number in (0, 1):
        with pytest.raises(OSError, match="no space"):
            archive.write_day(tmp_path, scenario, number, a_log(100.0))
    assert [file.name for file in tmp_path.iterdir()] == ["log-00000.parquet"]
    (tmp_path / ".log-00009.parquet.123").write_bytes(b"of a run that was killed")
    assert archive.days(tmp_path) == [0]
    assert pd.read_parquet(tmp_path).arrived_at.min() == 0.0  # the day that was there is still the day that was there


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "logs" / "monday"
    archive.begin(folder, "seed 1")
    archive.write_day(folder, two_halves(), 3, a_log(), "seed 1")
    archive.begin(folder, "seed 1")
    assert archive.days(folder) == [3]
    with pytest.raises(FileExistsError, match=r"monday holds logs of another run \(log-00003.parquet\)"):
        archive.begin(folder, "seed 2")


def test_what_cannot_be_a_folder_is_said(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    with pytest.raises(InputError, match="there is a file of that name; name another one"):
        archive.begin(file)
    with pytest.raises(InputError, match="cannot be the folder of logs: not a directory"):
        archive.begin(file / "logs")
    (tmp_path / "log-00001.parquet").write_text("no log")
    with pytest.raises(FileExistsError, match=r"log-00001\.parquet"):
        archive.begin(tmp_path)
