"""`callfloor import` on the command line: what it says, what it writes, how it ends."""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from callfloor.cli import app
from scenarios.history import bank_log, imports

LOG = """Start Time,Queue,Wait Time,Talk Time,Result
2026-03-02 08:00:00,sales,5,100,answered
2026-03-02 08:00:30,sales,45,,abandoned
2026-03-02 08:01:00,sales,-3,50,answered
nonsense,sales,1,50,answered
"""
BANK = Path(os.environ.get("CALLFLOOR_DATA", Path(__file__).parents[3] / "shared" / "data"))


def call(*words):
    return CliRunner().invoke(app, ["import", *map(str, words)])


def test_a_log_is_imported_with_all_its_files(tmp_path):
    (tmp_path / "calls.csv.gz").write_bytes(gzip.compress(LOG.encode()))
    done = call(tmp_path / "calls.csv.gz", "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "3 calls of 1 day, 2026-03-02 to 2026-03-02" in done.output
    assert "1 of 4 rows left out" in done.output
    files = sorted(one.name for one in (tmp_path / "out").iterdir())
    assert files == ["calls.parquet", "findings.csv", "import.json", "mapping.yaml", "volumes.csv"]
    assert len(imports.read_calls(tmp_path / "out" / "calls.parquet")) == 3
    findings = (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8")
    assert "rows whose moment of arrival cannot be read,1,left out,5" in findings
    assert 'row 4: Wait Time is ""-3"", a duration is not negative' in findings
    again = call(tmp_path / "calls.csv.gz", "--mapping", tmp_path / "out" / "mapping.yaml", "--json", "-")
    assert json.loads(again.stdout)["rows_kept"] == 3


def test_json_alone_goes_to_standard_output_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calls.csv").write_text(LOG, encoding="utf-8")
    done = call("calls.csv", "--json", "-")
    made = json.loads(done.stdout)
    assert made["format"] == "callfloor/import/1"
    assert made["columns"]["waited"] == {"column": "Wait Time", "confidence": pytest.approx(0.9, abs=0.09)}
    whole = made["figures"][0]
    assert (whole["offered"], whole["answered"], whole["abandoned"]) == (3, 2, 1)
    assert whole["answered_with_unknown_wait"] == 1
    assert whole["answer_rate"] == 0.5
    assert [one.name for one in tmp_path.iterdir()] == ["calls.csv"]


def test_what_volumes_count_and_what_offered_counts_is_said_with_both_numbers(tmp_path):
    rows = ["answered"] * 3 + ["abandoned"] * 2 + ["ivr"] * 4 + ["hung up in menu"]
    log = ["Start Time,Queue,Wait Time,Result"] + [
        f"2026-03-02 08:{at:02d}:00,sales,5,{one}" for at, one in enumerate(rows)
    ]
    (tmp_path / "calls.csv").write_text("\n".join(log) + "\n", encoding="utf-8")
    (tmp_path / "map.yaml").write_text(
        "callfloor_import: 1\noutcomes: {ivr: contained, hung up in menu: hang up}\n", encoding="utf-8"
    )
    made = json.loads(call(tmp_path / "calls.csv", "--mapping", tmp_path / "map.yaml", "--json", "-").stdout)
    (said,) = made["volumes"]
    assert "every contact where it comes in, 10 contacts" in said
    assert "offered, over which the shares are, are the 5 of them" in said
    assert "4 contained in the IVR and 1 left in the IVR" in said
    (tmp_path / "calls.csv").write_text("\n".join(log[:6]) + "\n", encoding="utf-8")
    assert json.loads(call(tmp_path / "calls.csv", "--json", "-").stdout)["volumes"] == []  # nothing to explain


def test_bad_input_ends_with_two_and_writes_nothing(tmp_path):
    (tmp_path / "calls.csv").write_text("", encoding="utf-8")
    done = call(tmp_path / "calls.csv", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "is empty" in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not (BANK / "anonymous_bank_feb1999.csv.gz").exists(), reason="the bank's call log is not here")
def test_the_banks_log_comes_through_its_adapter():
    path = BANK / "anonymous_bank_feb1999.csv.gz"
    calls, log = imports.read_calls(path), bank_log.read(path)
    assert len(calls) == len(log)
    assert int(calls.offered.sum()) == int(log.offered.sum())
    assert np.nansum(calls.handled) == log.talk[log.answered].sum()


@pytest.mark.skipif(not (BANK / "bank_calls_5min_2003.csv").exists(), reason="the volumes of the bank are not here")
def test_volumes_of_five_minutes_are_intervals():
    table = imports.read(BANK / "bank_calls_5min_2003.csv")
    lines = (BANK / "bank_calls_5min_2003.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert (len(table), table.length, len(table.days)) == (len(lines), 300, 144)
    assert table.offered.sum() == sum(int(line.split(",")[1]) for line in lines)
