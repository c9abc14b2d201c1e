"""Call logs by hand: what comes out is known exactly, and every oddity is counted once."""

import contextlib
from datetime import date, datetime

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.faults import InputError
from scenarios.history import imports
from scenarios.history.calls import COLUMNS, Calls, Outcome
from scenarios.history.coded import Coded
from scenarios.history.imports.keeping import load, parquet
from scenarios.history.imports.summary import by_type, volumes
from scenarios.history.origin import Origin

# ruff: noqa: DTZ001 - moments on a wall clock

HEADER = "Call ID,Start Time,Queue,Agent,Caller,Wait Time,Talk Time,Wrap Up Time,Result\n"
DAY = """1,2026-03-02 08:00:00,sales,ann,555,5,100,10,answered
2,2026-03-02 08:00:30,sales,,556,45,,,abandoned
3,2026-03-02 07:59:00,service,ben,0,0,60,,answered
4,2026-03-03 09:00:00,,,555,,,,ivr
"""


def log(folder, text, name="calls.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def mapped(folder, text):
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def plain(values):
    return [None if np.isnan(value) else value for value in values.tolist()]


def check_day(calls):
    assert calls.first_day == date(2026, 3, 2)
    assert calls.arrived.tolist() == [28_740, 28_800, 28_830, 86_400 + 32_400]
    assert [Outcome(code).name for code in calls.outcome] == ["ANSWERED", "ANSWERED", "ABANDONED", "CONTAINED"]
    assert plain(calls.asked) == [28_740, 28_800, 28_830, None]
    assert plain(calls.waited) == [0, 5, 45, None]
    assert plain(calls.answered) == [28_740, 28_805, None, None]
    assert plain(calls.handled) == [60, 100, None, None]
    assert plain(calls.wrap_up) == [None, 10, None, None]
    assert calls.queue.words() == ["service", "sales", "sales", None]
    assert calls.agent.words() == ["ben", "ann", None, None]
    customer = calls.customer.tolist()
    assert customer[0] == -1
    assert customer[1] == customer[3] != customer[2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_log_is_read_in_any_encoding(tmp_path, encoding):
    check_day(imports.read_calls(log(tmp_path, HEADER + DAY, encoding=encoding)))


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_log_is_read_with_any_delimiter_and_a_title_above(tmp_path, mark):
    calls = imports.read_calls(log(tmp_path, "Calls of March\n\n" + (HEADER + DAY).replace(",", mark)))
    check_day(calls)


def test_a_chinese_log_in_gbk(tmp_path):
    text = "呼叫编号,来电时间,技能组,坐席,主叫号码,等待时长,通话时长,话后时长,结果\n" + DAY.replace(
        "answered", "接通"
    ).replace("abandoned", "放弃").replace("ivr", "自助")
    calls = imports.read_calls(log(tmp_path, text, encoding="gb18030"))
    check_day(calls)
    assert calls.origin.details["encoding"] == "gb18030"


def test_a_workbook_and_parquet_give_the_same(tmp_path):
    rows = [line.split(",") for line in (HEADER + DAY).splitlines()]
    book = openpyxl.Workbook()
    for row in rows:
        if row[0].isdigit():
            row[1] = datetime.fromisoformat(row[1])
            row[5:8] = [int(cell) if cell else None for cell in row[5:8]]
        book.active.append(row)
    book.save(tmp_path / "calls.xlsx")
    check_day(imports.read_calls(tmp_path / "calls.xlsx"))
    columns = {
        name: [None if row[place] == "" else row[place] for row in rows[1:]] for place, name in enumerate(rows[0])
    }
    pa.parquet.write_table(pa.table(columns), tmp_path / "calls.parquet")
    check_day(imports.read_calls(tmp_path / "calls.parquet"))


def test_each_oddity_is_counted_once_and_told_by_its_row(tmp_path):
    text = HEADER + (
        "1,2026-03-02 08:00:00,sales,ann,1,5,100,10,answered\n"
        "1,2026-03-02 08:00:00,sales,ann,1,5,100,10,answered\n"  # the row again
        "1,2026-03-02 08:00:01,sales,ann,1,5,100,10,answered\n"  # the id again
        "4,tomorrow,sales,ann,1,5,100,10,answered\n"
        ",,,,,,,,\n"
        "5,,sales,ann,1,5,100,10,answered\n"
        "6,2026-03-02 08:00:02,sales,ann,1,-5,100,10,answered\n"
        "7,2026-03-02 08:00:03,sales,ann,1,5,x,10,answered\n"
        "8,2026-03-02 08:00:04,sales,,1,5,30,,abandoned\n"
        "9,2026-03-02 08:00:05,sales\n"
        "10,2026-03-02 08:00:06,sales,ann,1,5,100000,10,answered\n"
        "11,1899-12-30 08:00:06,sales,ann,1,5,1,10,answered\n"
    )
    calls = imports.read_calls(log(tmp_path, text))
    found = {
        one.name: (one.rows, one.treatment, one.first) for one in calls.origin.findings if one.treatment != "noted"
    }
    assert found == {
        "rows that repeat another in every column that is read": (1, "left out", (3,)),
        "rows whose moment of arrival cannot be read": (1, "left out", (5,)),
        "rows without a moment of arrival": (1, "left out", (7,)),
        "rows that came in before 1980 or after 2100": (1, "left out", (13,)),
        "rows of more or fewer cells than the header's 9": (1, "left out", (11,)),
        "Wait Time: negative durations: taken as unknown": (1, "mended", (8,)),
        "Talk Time: cells that are no duration: taken as unknown": (1, "mended", (9,)),
        "handle times of calls that nobody answered: taken as unknown": (1, "mended", (10,)),
        "rows with the call_id of an earlier row and other content": (1, "kept", (4,)),
        "Talk Time: durations of more than a day": (1, "kept", (12,)),
        "answered calls without a handle time": (1, "kept", (9,)),
    }  # fmt: skip
    assert len(calls) == 6
    assert calls.origin.rows == 11
    assert calls.origin.left_out == 5
    told = [str(one) for one in calls.origin.bad]
    assert 'row 5: Start Time is "tomorrow", not a moment' in told
    assert "row 11: 3 cells where 9 belong" in told


def test_rows_alike_without_a_call_id_are_kept_and_told(tmp_path):
    text = "Start Time,Wait Time,Result\n" + "2026-03-02 08:00:00,5,answered\n" * 3
    calls = imports.read_calls(log(tmp_path, text))
    assert len(calls) == 3
    assert any(one.rows == 2 and one.treatment == "kept" and "repeat" in one.name for one in calls.origin.findings)
    assert len(imports.read_calls(log(tmp_path, text), mapped(tmp_path, "repeated_rows: leave out\n"))) == 1


MOMENTS = """Start Time,Queue Start,Answer Time,End Time
2026-03-02 23:59:00,2026-03-02 23:59:20,2026-03-03 00:00:05,2026-03-03 00:03:05
2026-03-02 10:00:00,2026-03-02 10:00:10,,2026-03-02 10:00:50
2026-03-02 11:00:00,,,2026-03-02 11:00:30
2026-03-02 12:00:00,2026-03-02 12:00:05,2026-03-02 12:00:01,2026-03-02 12:01:05
"""


def test_durations_and_outcome_follow_from_moments(tmp_path):
    calls = imports.read_calls(log(tmp_path, MOMENTS))
    assert [Outcome(code).name for code in calls.outcome] == ["ABANDONED", "UNKNOWN", "ANSWERED", "ANSWERED"]
    assert plain(calls.waited) == [40, None, None, 45]
    assert plain(calls.ivr) == [10, None, 5, 20]
    assert plain(calls.handled) == [None, None, 64, 180]
    assert calls.origin.counts["answered before a person was asked for: taken as unknown"] == 1


def test_times_of_day_belong_to_the_day_of_arrival_and_pass_midnight(tmp_path):
    text = "Date,Time,Queue Start,Answer Time,End Time\n2026-03-02,23:59:00,23:59:20,0:00:05,0:03:05\n"
    calls = imports.read_calls(log(tmp_path, text))
    assert calls.asked.tolist() == [86_360]
    assert calls.answered.tolist() == [86_405]
    assert calls.handled.tolist() == [180]


def test_a_call_over_the_end_of_summer_time_is_not_negative(tmp_path):
    text = "Start Time,Answer Time,End Time\n2026-10-25 02:58:00,2026-10-25 02:58:10,2026-10-25 02:03:10\n"
    calls = imports.read_calls(log(tmp_path, text), mapped(tmp_path, "time_zone: Europe/Berlin\n"))
    assert calls.handled.tolist() == [300]
    assert any("comes twice in Europe/Berlin" in one.name and one.rows == 1 for one in calls.origin.findings)


def test_an_hour_that_does_not_exist_is_counted(tmp_path):
    calls = imports.read_calls(
        log(tmp_path, "Start Time\n2026-03-29 02:30:00\n2026-03-29 03:30:00\n"),
        mapped(tmp_path, "time_zone: Europe/Berlin\n"),
    )
    assert [one.rows for one in calls.origin.findings if "skip" in one.name] == [1]


def test_utc_becomes_the_centres_clock_and_durations_stay(tmp_path):
    text = "Start Time,Answer Time,End Time\n2026-03-29T00:59:50Z,2026-03-29T01:00:10Z,2026-03-29T01:05:10Z\n"
    calls = imports.read_calls(log(tmp_path, text), mapped(tmp_path, "time_zone: Europe/Berlin\n"))
    assert calls.arrived.tolist() == [2 * 3600 - 10]
    assert calls.answered.tolist() == [3 * 3600 + 10]
    assert calls.waited.tolist() == [20]
    assert calls.handled.tolist() == [300]
    assert calls.origin.time_zone == "Europe/Berlin"
    assert imports.read_calls(log(tmp_path, text)).origin.time_zone == "UTC"


def test_a_first_look_states_its_denominators(tmp_path):
    whole, sales, service, unnamed = by_type(imports.read_calls(log(tmp_path, HEADER + DAY)))
    assert (whole.rows, whole.offered, whole.answered, whole.abandoned) == (4, 3, 2, 1)
    assert whole.answer_rate == pytest.approx(2 / 3)
    assert whole.abandonment == pytest.approx(1 / 3)
    assert whole.mean_wait == 2.5
    assert (sales.name, sales.answer_rate, sales.mean_handle) == ("sales", 0.5, 100)
    assert (service.name, service.answer_rate) == ("service", 1.0)
    assert (unnamed.name, unnamed.offered) == ("unnamed", None)


def test_volumes_count_every_call_where_it_came_in(tmp_path):
    made = volumes(imports.read_calls(log(tmp_path, HEADER + DAY)))
    assert made.names == ("sales", "service", "unnamed")
    assert made.counts.shape == (96, 3)
    table = dict(zip(made.times, made.counts.tolist(), strict=True))
    assert table["2026-03-02T07:30"] == [0, 1, 0]
    assert table["2026-03-02T08:00"] == [2, 0, 0]
    assert table["2026-03-03T09:00"] == [0, 0, 1]
    assert made.counts.sum() == 4


def same(one, other):
    assert one.first_day == other.first_day
    assert one.origin == other.origin
    for name in COLUMNS:
        mine, theirs = getattr(one, name), getattr(other, name)
        if isinstance(mine, Coded):
            assert mine.words() == theirs.words()
        else:
            assert np.array_equal(mine, theirs, equal_nan=mine.dtype == np.float64), name


def test_what_is_kept_is_read_again_exactly(tmp_path):
    calls = imports.read_calls(log(tmp_path, HEADER + DAY.replace("4,2026", "4,tomorrow\n5,2026")))
    (tmp_path / "kept.parquet").write_bytes(parquet(calls))
    same(calls, load(tmp_path / "kept.parquet"))
    same(calls, imports.read_calls(tmp_path / "kept.parquet"))


words = st.one_of(st.none(), st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=8))
numbers = st.one_of(st.just(np.nan), st.floats(0, 1e6))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(0, 1e7), numbers, st.sampled_from(list(Outcome)), words, st.integers(-1, 2**62)),
        min_size=1,
        max_size=20,
    )
)
def test_any_table_is_kept_exactly(tmp_path_factory, rows):
    arrived, waited, outcome, name, customer = zip(*rows, strict=True)
    nothing = np.full(len(rows), np.nan)
    calls = Calls(
        date(2026, 3, 2), np.sort(arrived), nothing, nothing, np.array(waited), np.array(outcome, dtype=np.int8), nothing, nothing, nothing,
        Coded.of(name), Coded.unknown(len(rows)), Coded.of(name[::-1]), Coded.unknown(len(rows)), Coded.unknown(len(rows)), np.array(customer),
        Origin("x.csv", len(rows), present=frozenset({"arrived"})),
    )  # fmt: skip
    path = tmp_path_factory.mktemp("kept") / "calls.parquet"
    path.write_bytes(parquet(calls))
    same(calls, load(path))


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3 * 86_400),
            st.integers(0, 600),
            st.booleans(),
            st.sampled_from(["a", "b", "贵宾"]),
            st.integers(1, 900),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_any_log_comes_back_from_its_csv(tmp_path_factory, rows):
    first = datetime(2026, 3, 2)
    lines = ["Call ID,Start Time,Queue,Wait Time,Talk Time,Result"]
    for number, (second, waited, got, queue, talk) in enumerate(rows):
        when = datetime.fromtimestamp(first.timestamp() + second)  # noqa: DTZ006
        lines.append(
            f"{number},{when:%d.%m.%Y %H:%M:%S},{queue},{waited},{talk if got else ''},{'answered' if got else 'abandoned'}"
        )
    folder = tmp_path_factory.mktemp("log")
    calls = imports.read_calls(log(folder, "\n".join(lines) + "\n"), mapped(folder, "dates: day first\n"))
    ordered = sorted(rows, key=lambda row: row[0])
    begins = ordered[0][0] // 86_400 * 86_400
    assert calls.arrived.tolist() == [row[0] - begins for row in ordered]
    assert calls.waited.tolist() == [row[1] for row in ordered]
    assert calls.queue.words() == [row[3] for row in ordered]
    assert plain(calls.handled) == [row[4] if row[2] else None for row in ordered]


def test_handle_time_that_holds_wrap_up_gives_it_back(tmp_path):
    text = "Start Time,AHT,ACW,Result\n2026-03-02 08:00:00,100,30,answered\n2026-03-02 08:01:00,10,30,answered\n"
    calls = imports.read_calls(log(tmp_path, text))
    assert plain(calls.handled) == [70, None]
    assert calls.origin.counts["wrap-up longer than the handle time that holds it: taken as unknown"] == 1


def test_yes_and_no_mean_something_only_where_the_column_asks(tmp_path):
    rows = "2026-03-02 08:00:00,Y\n2026-03-02 08:01:00,N\n"
    answered = imports.read_calls(log(tmp_path, "Start Time,Answered (Y/N)\n" + rows))
    abandoned = imports.read_calls(log(tmp_path, "Start Time,Abandoned\n" + rows))
    assert answered.outcome.tolist() == [Outcome.ANSWERED, Outcome.ABANDONED]
    assert abandoned.outcome.tolist() == [Outcome.ABANDONED, Outcome.ANSWERED]
    with pytest.raises(InputError, match='nobody knows what "Y", "N" mean'):
        imports.read(log(tmp_path, "Start Time,Status\n" + rows))


def test_calls_far_from_all_others_are_told(tmp_path):
    calls = imports.read_calls(log(tmp_path, "Start Time\n2026-03-02 08:00\n2026-03-03 08:00\n1999-03-03 08:00\n"))
    assert calls.origin.counts["calls more than a year from most others: look at their dates"] == 1


@settings(deadline=None, max_examples=60)
@given(
    st.binary(max_size=400) | st.text(st.sampled_from("a1,;\n\"'-:/ 贵\t"), max_size=200).map(str.encode),
    st.integers(0, 300),
    st.booleans(),
)
def test_whatever_is_in_a_file_it_is_read_or_refused_in_words(tmp_path_factory, rubbish, place, keep):
    whole = (HEADER + DAY * 3).encode() if keep else b""
    path = tmp_path_factory.mktemp("any") / "calls.csv"
    path.write_bytes(whole[:place] + rubbish + whole[place:])
    with contextlib.suppress(InputError):  # anything else is a fault of ours
        imports.read(path)


@pytest.mark.parametrize(("day", "arrived", "answered"), [("2026-03-29", 7190, 10_810), ("2026-10-25", 10_790, 7_210)])
def test_who_rings_while_the_clocks_change_asked_when_he_rang(tmp_path, day, arrived, answered):
    text = f"Start Time,Answer Time,Result\n{day}T00:59:50Z,{day}T01:00:10Z,answered\n"
    calls = imports.read_calls(log(tmp_path, text), mapped(tmp_path, "time_zone: Europe/Berlin\n"))
    assert (calls.arrived.tolist(), calls.asked.tolist()) == ([arrived], [arrived])
    assert (calls.waited.tolist(), calls.answered.tolist()) == ([20], [answered])
    text = f"Start Time,Wait Time,Result\n{day}T00:59:50Z,20,answered\n"
    calls = imports.read_calls(log(tmp_path, text), mapped(tmp_path, "time_zone: Europe/Berlin\n"))
    assert (calls.asked.tolist(), calls.answered.tolist()) == ([arrived], [answered])


def test_volumes_of_days_on_which_clocks_change(tmp_path):
    text = "Start Time\n" + "".join(
        f"2026-10-25T0{hour}:{minute}:00Z\n" for hour in range(4) for minute in (10, 40, 50)
    )
    made = volumes(imports.read_calls(log(tmp_path, text), mapped(tmp_path, "time_zone: Europe/Berlin\n")))
    table = dict(zip(made.times, made.counts[:, 0].tolist(), strict=True))
    assert [table[f"2026-10-25T{time}"] for time in ("02:00", "02:30", "03:00", "03:30")] == [1, 2, 1, 2]
    assert (made.skipped, made.twice, len(made.times)) == (0, 2, 48)
    text = "Start Time\n2026-03-29T00:10:00Z\n2026-03-29T01:10:00Z\n"
    made = volumes(imports.read_calls(log(tmp_path, text), mapped(tmp_path, "time_zone: Europe/Berlin\n")))
    assert (made.skipped, made.twice, len(made.times)) == (2, 0, 46)
    assert made.counts.sum() == 2


def test_words_of_a_chinese_switch(tmp_path):
    said = ["已接通", "客户放弃", "IVR自助完成", "IVR放弃", "线路遇忙", "客服接听"]
    rows = "".join(f"{number},2026-03-02 08:00:0{number},{word}\n" for number, word in enumerate(said))
    calls = imports.read_calls(log(tmp_path, "通话流水号,来电时间,呼叫结果\n" + rows))
    assert [Outcome(code).name for code in calls.outcome] == [
        "ANSWERED",
        "ABANDONED",
        "CONTAINED",
        "HANG_UP",
        "BLOCKED",
        "ANSWERED",
    ]
    assert imports.imported(tmp_path / "calls.csv").columns["call_id"] == "通话流水号"
    for word in ("未接通", "转接", "unanswered later", "挂机"):
        with pytest.raises(InputError, match="nobody knows"):
            imports.read(
                log(tmp_path, "来电时间,呼叫结果\n2026-03-02 08:00:00,接通\n2026-03-02 08:00:00," + word + "x\n")
            )


def test_western_letters_are_not_taken_for_chinese(tmp_path):
    text = "Anrufbeginn;Warteschlange;Gesprächszeit;Ergebnis\n02.03.2026 08:00;Rückfragen;12,5;angenommen\n13.03.2026 08:00;Störung;1;aufgelegt\n"
    calls = imports.read_calls(log(tmp_path, text, encoding="cp1252"))
    assert calls.origin.details["encoding"] == "cp1252"
    assert calls.queue.words() == ["Rückfragen", "Störung"]
    assert plain(calls.handled) == [12.5, None]


def test_another_encoding_is_written_in_the_mapping(tmp_path):
    text = "来電時間,技能組,結果\n2026-03-02 08:00,貴賓,answered\n"
    mapping = mapped(
        tmp_path, "encoding: big5\ncolumns: {arrived: 来電時間, queue: 技能組, outcome: 結果}\n".replace("来", "來")
    )
    calls = imports.read_calls(log(tmp_path, text.replace("来", "來"), encoding="big5"), mapping)
    assert calls.queue.words() == ["貴賓"]


def test_customer_numbers_that_a_spreadsheet_has_rounded_are_nobodys(tmp_path):
    callers = ("1.38E+10", "1.38e+10", "555")
    day = "".join(f"{n},2026-03-02 08:0{n}:00,sales,ann,{who},5,100,10,answered\n" for n, who in enumerate(callers))
    found = imports.read_calls(log(tmp_path, HEADER + day))
    assert (found.customer >= 0).tolist() == [False, False, True]
    assert [f.rows for f in found.origin.findings if "customer number a spreadsheet has rounded" in f.name] == [2]
