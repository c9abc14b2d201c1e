"""Recorded days: two forms of log, and what is wrong with one."""

import gzip
import math

import pytest

from scenarios.faults import InputError
from scenarios.loading import load, parse
from scenarios.tables import FileName

from .history.logs import hung_up, served, written
from .small import small

NAN = "nan"


def replay(**keys):
    return small(contact_types__vip__arrivals={"replay": {"log": "calls.csv"} | keys}, calendar__days=2)


def calls(folder, text, **keys):
    (folder / "calls.csv").write_text(text)
    return parse(replay(**keys), folder).contact_types["vip"].arrivals.replay.calls


def plain(numbers):
    return [NAN if math.isnan(number) else number for number in numbers]


def refused(folder, text=None, **keys):
    if text is not None:
        (folder / "calls.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        parse(replay(**keys), folder)
    return [
        (fault.key.removeprefix("contact_types.vip.arrivals."), fault.line, fault.message)
        for fault in caught.value.faults
    ]


def test_a_table_with_all_its_columns(tmp_path):
    found = calls(
        tmp_path,
        "arrived_at,contact_type,ivr_time,queue,wait,talk,wrap_up,outcome\n"
        "2026-01-05T08:00:30,vip,20,gold,5,100,30,answered\n"
        "2026-01-05T08:00:30.5,vip,,,60,,,abandoned\n"
        "2026-01-05 09:00:00,vip,10,hang_up,,,,\n"
        "2026-01-06T00:00:01,vip,10,silver,0,50,0,answered\n",
        day="2026-01-05",
    )
    assert plain(found.arrives_at) == [28830, 28830.5, 32400, 86401]
    assert plain(found.ivr_time) == [20, NAN, 10, 10]
    assert found.queue == ("gold", "", "hang_up", "silver")
    assert plain(found.talk) == [100, NAN, NAN, 50]
    assert plain(found.wrap_up) == [30, NAN, NAN, 0]
    assert plain(found.patience) == [NAN, 60, NAN, NAN]
    assert len(found) == 4


@pytest.mark.parametrize("moment", ["08:00:30", "28830", "2026-01-05T08:00:30", "8:00:30"])
def test_moments(tmp_path, moment):
    assert calls(tmp_path, f"arrived_at\n{moment}\n").arrives_at == (28830,)


def test_handle_time_is_talk(tmp_path):
    assert calls(tmp_path, "arrived_at,handle_time\n08:00:00,70\n").talk == (70,)


def test_columns_that_are_not_read_are_named(tmp_path):
    assert calls(tmp_path, "arrived_at,shoe_size\n10:00,43\n").not_read == ("shoe_size",)


def test_patience_is_the_columns_own_where_there_is_one(tmp_path):
    table = "arrived_at,outcome,wait,patience\n10:00,abandoned,40,\n10:01,answered,5,90\n"
    assert plain(calls(tmp_path, table).patience) == [40, 90]


def test_only_one_type_of_some_days(tmp_path):
    text = "arrived_at,type\n" + "".join(
        f"2026-01-{day:02d}T08:00:00,{kind}\n" for day in range(4, 9) for kind in ("a", "b")
    )
    assert calls(tmp_path, text, day="2026-01-05", type="b").arrives_at == (28800, 28800 + 86400)
    assert len(calls(tmp_path, text, day="2026-01-08").arrives_at) == 2


def test_volumes_are_zeros_and_the_file_is_told(tmp_path):
    (tmp_path / "calls.csv").write_text("arrived_at\n08:00:00\n")
    arrivals = parse(replay(), tmp_path).contact_types["vip"].arrivals
    assert arrivals.volumes == (0,) * 8
    assert isinstance(arrivals.replay.log, FileName)


def test_a_log_is_read_where_it_is_named(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "calls.csv").write_text("arrived_at\n08:00:00\n")
    (tmp_path / "other.csv").write_text("arrived_at\n09:00:00\n")
    (inner / "base.yaml").write_text("""
calendar: {start: 2026-03-02}
contact_types: {vip: {arrivals: {replay: {log: calls.csv}}, enters: gold}}
queues: {gold: {}}
agent_groups: {desk: {skills: {gold: {handle_time: {fixed: 1 min}}}}}
""")
    (tmp_path / "over.yaml").write_text("extends: inner/base.yaml\n")

    def first(*overrides):
        return load(tmp_path / "over.yaml", overrides).contact_types["vip"].arrivals.replay.calls.arrives_at

    assert first() == (28800,)
    assert first("contact_types.vip.arrivals.replay.log=other.csv") == (32400,)


def test_the_log_of_a_bank(tmp_path):
    rows = [
        served(9 * 3600, 100, waited=20),
        hung_up(10 * 3600, 45),
        served(9 * 3600 + 60, 50),
        served(11 * 3600, 50, type="NE"),
        hung_up(12 * 3600, 0, q_start="0:00:00", q_exit="0:00:00"),
        served(8 * 3600, 50, outcome="PHANTOM"),
        served(8 * 3600, 70, date="990202"),
    ]
    written(tmp_path / "calls.csv", rows)
    found = calls(tmp_path, (tmp_path / "calls.csv").read_text(), day="1999-02-01", type="PS")
    assert found.arrives_at == (32390, 32450, 35990, 43190, 86400 + 28790)
    assert plain(found.ivr_time) == [10, 10, 10, 10, 10]
    assert found.queue == ("", "", "", "hang_up", "")
    assert plain(found.talk) == [100, 50, NAN, NAN, 70]
    assert plain(found.patience) == [NAN, NAN, 45, NAN, NAN]
    assert plain(found.wrap_up) == [NAN] * 5
    assert found.left_out == {"PHANTOM rows dropped": 1}
    scenario = parse(replay(day="1999-02-01"), tmp_path)
    assert scenario.warnings == ("contact_types.vip.arrivals.replay: PHANTOM rows dropped of the whole log: 1",)


def test_a_packed_log_of_a_bank(tmp_path):
    written(tmp_path / "calls.csv", [served(9 * 3600, 100)])
    (tmp_path / "calls.csv").write_bytes(gzip.compress((tmp_path / "calls.csv").read_bytes()))
    assert parse(replay(), tmp_path).contact_types["vip"].arrivals.replay.calls.talk == (100,)


@pytest.mark.parametrize(
    ("text", "keys", "key", "line", "message"),
    [
        ("arrived_at\n08:00:00\n07:59:59\n", {}, "replay.log", 3, "row 3: the call came before that of row 2; sort the log by arrived_at"),
        ("arrived_at\n26:00:00\n", {}, "replay.log", 2, 'row 2: arrived_at is "26:00:00", not a moment; write it like 2026-03-02T08:15:30, 08:15:30 or 29730'),
        ("arrived_at\n2026-01-05T08:00:00+08:00\n", {}, "replay.log", 2, "not a moment"),
        ("arrived_at\n90000\n", {}, "replay.log", 2, 'arrived_at is "90000", outside the day'),
        ("arrived_at\n-5\n", {}, "replay.log", 2, 'arrived_at is "-5", outside the day'),
        ("arrived_at\n\n", {}, "replay.log", None, "the log has no call of that day and type"),
        ("arrived_at,talk\n08:00:00,long\n", {}, "replay.log", 2, 'row 2: talk is "long", not a number of seconds'),
        ("arrived_at,talk\n08:00:00,-1\n", {}, "replay.log", 2, "a time is 0 s or more"),
        ("arrived_at,talk\n08:00:00,inf\n", {}, "replay.log", 2, "a time is 0 s or more"),
        ("arrived_at,queue\n08:00:00,golf\n", {}, "replay.log", 2, 'no queue is called "golf"; queues are gold, silver. Did you mean gold?'),
        ("arrived_at,type\n08:00:00,vip\n", {"type": "vp"}, "replay.type", 1, 'no call of the log has the type "vp"; the log has vip. Did you mean vip?'),
        ("arrived_at\n08:00:00\n", {"type": "vp"}, "replay.type", 1, "the log has no column type or contact_type"),
        ("arrived_at\n2026-01-05T08:00:00\n2026-01-06T08:00:00\n", {}, "replay", 1,
         "the log has calls from 2026-01-05 to 2026-01-06; write day: 2026-01-05 to say which"),
        ("arrived_at\n2026-01-05T08:00:00\n", {"day": "2026-01-06"}, "replay.day", 1, "the log has no calls of 2026-01-06; it has 2026-01-05"),
        ("arrived_at\n08:00:00\n", {"day": "Monday"}, "replay.day", 1, '"Monday" is not a date'),
        ("arrived\n08:00:00\n", {}, "replay.log", 1, "calls.csv is no call log: a call log has a column arrived_at; it has arrived. Did you mean arrived?"),
        ("vru_entry,x\n1,2\n", {}, "replay.log", 1, "the header lacks vru+line"),
        ("", {}, "replay.log", 1, "calls.csv is empty"),
        (None, {}, "replay.log", 1, 'there is no file "calls.csv"; the folder has no CSV file'),
        (None, {"log": "../calls.csv"}, "replay.log", 1, "leaves the scenario's folder"),
        (None, {"log": 3}, "replay.log", 1, "3 is not the name of a file"),
        (None, {"lag": 3}, "replay.lag", 1, "Did you mean log?"),
    ],
)  # fmt: skip
def test_faults(tmp_path, text, keys, key, line, message):
    found = refused(tmp_path, text, **keys)
    assert [at for at, _, _ in found] == [key]
    assert message in found[0][2]
    assert line in {1, None, found[0][1]}


def test_every_bad_row_is_told_up_to_ten(tmp_path):
    found = refused(tmp_path, "arrived_at\n" + "x\n" * 15)
    assert [line for _, line, _ in found] == [*range(2, 12), 12]
    assert found[-1][2] == "5 more faults like these follow in this table"
