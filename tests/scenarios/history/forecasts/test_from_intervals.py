"""Imported interval records become the history that a file of the same counts gives."""

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.faults import InputError
from scenarios.history.coded import Coded
from scenarios.history.forecasts.from_intervals import of_intervals


def records(types):
    """Thirty days from Monday, hours from 08:00 to 10:00, a row for each type; only the columns that are read."""
    starts = np.array([86_400.0 * day + 3600 * hour for day in range(30) for hour in (8, 9) for _ in types])
    return SimpleNamespace(
        first_day=date(2026, 1, 5), starts=starts, offered=np.arange(len(starts), dtype=float) + 1, origin=SimpleNamespace(name="export"),
        contact_type=Coded.of([name for _ in range(60) for name in types]), queue=Coded.unknown(len(starts)),
    )  # fmt: skip


def test_each_type_has_its_own_counts():
    history = of_intervals(records(["vip", "standard"]))
    assert history.types == ("vip", "standard")
    assert history.starts == (8 * 3600, 9 * 3600)
    assert history.of("vip")[0].tolist() == [1, 3]
    assert history.of("standard")[29].tolist() == [118, 120]


def test_an_export_is_imported_and_its_intervals_are_forecast(tmp_path):
    from scenarios.history import imports
    from scenarios.history.forecasts.reading import read
    from scenarios.history.imports.keeping import parquet

    days = [date(2026, 1, 5) + timedelta(days=place) for place in range(28)]
    rows = [
        f"{day} {hour:02d}:00,{queue},{10 + hour + day.day}"
        for day in days
        for hour in (8, 9)
        for queue in ("vip", "all")
    ]
    (tmp_path / "export.csv").write_text("\n".join(["Interval Start,Queue,Offered", *rows]) + "\n", encoding="utf-8")
    (tmp_path / "intervals.parquet").write_bytes(parquet(imports.read(tmp_path / "export.csv")))
    history = read(tmp_path / "intervals.parquet")
    assert set(history.types) == {"vip", "all"}
    assert history.of("vip")[0].tolist() == [23, 24]
    assert history.of("all")[27].tolist() == [19, 20]
    assert read(tmp_path / "intervals.parquet", ("vip",)).types == ("vip",)
    with pytest.raises(InputError, match="no column"):
        read(tmp_path / "intervals.parquet", ("sales",))
