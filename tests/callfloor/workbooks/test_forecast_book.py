"""A forecast's workbook is a table of volumes: edited, it is what the scenario expects."""

import openpyxl
import pandas as pd
import pytest

from callfloor.workbooks import forecast_book
from scenarios.faults import InputError
from scenarios.loading import load

HEAD = """
callfloor: 1
title: desk
calendar: {start: 2026-03-02, days: 1, interval: 6 h}
contact_types:
  call: {arrivals: {volumes: {file: forecast.xlsx, column: call}}, enters: calls}
  chat: {arrivals: {volumes: {file: forecast.xlsx, column: chat}}, enters: calls}
queues: {calls: {}}
agent_groups: {team: {skills: {calls: {handle_time: {fixed: 4 min}}}, staffing: 2}}
"""


@pytest.fixture
def folder(tmp_path):
    moments = [f"2026-03-02 {hour:02d}:00" for hour in (0, 6, 12, 18)]
    rows = [
        {"interval": moment, "contact_type": kind, "mean": mean, "low": 0.8 * mean, "high": 1.2 * mean}
        for kind, means in (("call", (0, 40, 60.5, 20)), ("chat", (1, 2, 3, 4)))
        for moment, mean in zip(moments, means, strict=True)
    ]
    (tmp_path / "forecast.xlsx").write_bytes(forecast_book.workbook(pd.DataFrame(rows)))
    (tmp_path / "desk.yaml").write_text(HEAD)
    return tmp_path


def change(folder, **cells):
    book = openpyxl.load_workbook(folder / "forecast.xlsx")
    for place, value in cells.items():
        book["Forecast"][place] = value
    book.save(folder / "forecast.xlsx")


def volumes(folder):
    return {name: kind.arrivals.volumes for name, kind in load(str(folder / "desk.yaml")).contact_types.items()}


def test_it_comes_back_as_it_was_and_as_it_was_edited(folder):
    assert volumes(folder) == {"call": (0.0, 40.0, 60.5, 20.0), "chat": (1.0, 2.0, 3.0, 4.0)}
    change(folder, B3=55, E5=6.25)
    assert volumes(folder) == {"call": (0.0, 55.0, 60.5, 20.0), "chat": (1.0, 2.0, 3.0, 6.25)}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"B3": "many"}, '"many" is not a number'),
        ({"B3": -1}, "-1"),
        ({"B3": None}, "row 3, column call: the cell is empty; write a number"),
        ({"A3": "2026-03-02 07:00"}, "is not the start of an interval"),
        ({"B1": "calls"}, 'has no column "call"'),
        ({"B3": "=20*2"}, "Forecast!B3: has a formula without its value"),
    ],
)
def test_faults_name_the_row_and_the_column(folder, cells, said):
    change(folder, **cells)
    with pytest.raises(InputError) as caught:
        load(str(folder / "desk.yaml"))
    assert said in str(caught.value)


def test_merged_cells_are_named(folder):
    book = openpyxl.load_workbook(folder / "forecast.xlsx")
    book["Forecast"].merge_cells("B3:B4")
    book.save(folder / "forecast.xlsx")
    with pytest.raises(InputError, match="Forecast!B3:B4: is merged cells; unmerge them and fill each"):
        load(str(folder / "desk.yaml"))
