"""Every sentence of the rooms that speak Chinese has its Chinese, with the same places; no translation is left over."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import callfloor.language as spoken
from callfloor import words
from callfloor.language import catalogue, later, plural, say, using
from callfloor.language.extraction import ROOM, messages, places

# Rooms (files, or folders with all they hold) that speak Chinese. The list only grows.
DONE = (
    "callfloor/amount.py",
    "callfloor/beside.py",
    "callfloor/brief.py",
    "callfloor/calibration_page.py",
    "callfloor/calibration_words.py",
    "callfloor/called_in.py",
    "callfloor/courses.py",
    "callfloor/ended.py",
    "callfloor/extras.py",
    "callfloor/figures",
    "callfloor/films",
    "callfloor/forecasting/pages.py",
    "callfloor/forecasting/pictures.py",
    "callfloor/forecasting/tables.py",
    "callfloor/gauges.py",
    "callfloor/glossary.py",
    "callfloor/headlines.py",
    "callfloor/intraday",
    "callfloor/lanes_regions.py",
    "callfloor/lanes_report.py",
    "callfloor/lanes_tables.py",
    "callfloor/lanes_words.py",
    "callfloor/language",
    "callfloor/methods.py",
    "callfloor/nearest.py",
    "callfloor/page.py",
    "callfloor/ranking.py",
    "callfloor/replanning.py",
    "callfloor/report.py",
    "callfloor/report_compared.py",
    "callfloor/rostering/command.py",
    "callfloor/rostering/made.py",
    "callfloor/rostering/notes.py",
    "callfloor/rostering/pages.py",
    "callfloor/rostering/wanted.py",
    "callfloor/tables.py",
    "callfloor/tables_compared.py",
    "callfloor/tables_planned.py",
    "callfloor/tables_ranked.py",
    "callfloor/tables_swept.py",
    "callfloor/telling.py",
    "callfloor/verdicts.py",
    "callfloor/web/app.py",
    "callfloor/web/errors.py",
    "callfloor/web/forms",
    "callfloor/web/pages/home.py",
    "callfloor/web/pages/learn.py",
    "callfloor/web/pages/login.py",
    "callfloor/web/pages/replay.py",
    "callfloor/web/pages/runs.py",
    "callfloor/web/pages/runs_files.py",
    "callfloor/web/pages/runs_result.py",
    "callfloor/web/pages/scenario.py",
    "callfloor/web/pages/scenario_edit.py",
    "callfloor/web/pages/scenario_edits.py",
    "callfloor/web/pages/scenario_fields.py",
    "callfloor/web/pages/scenario_kept.py",
    "callfloor/web/pages/scenario_saving.py",
    "callfloor/web/pages/scenario_tables.py",
    "callfloor/web/pages/simulate.py",
    "callfloor/web/pages/simulate_asked.py",
    "callfloor/web/pages/simulate_view.py",
    "callfloor/web/parts/sources.py",
    "callfloor/web/plain.py",
    "callfloor/web/safety",
    "callfloor/web/shell.py",
    "callfloor/web/store",
    "callfloor/words.py",
)
SAME = {"callfloor", "VIP", "Erlang C", "Erlang A"}  # the same word in both languages


def catalogues():
    return sorted((Path(spoken.__file__).parent / "zh").glob("*.po"))


def done(where):
    return any(where == room or where.startswith(f"{room}/") for room in DONE)


def entries(path):
    with path.open("rb") as file:
        return [message for message in read_po(file, locale="zh") if message.id]


def key(message):
    return message.id[-1] if isinstance(message.id, (list, tuple)) else message.id


def text(message):
    return message.string[-1] if isinstance(message.string, (list, tuple)) else message.string


def test_every_sentence_of_the_rooms_that_are_done_has_its_chinese():
    known = catalogue("zh")
    missing = {said: where for said, where in messages().items() if any(map(done, where)) and said not in known}
    assert missing == {}


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.stem)
def test_a_catalogue_holds_whole_translations(path):
    for message in entries(path):
        assert not message.fuzzy, key(message)
        assert text(message), f"no Chinese: {key(message)}"
        words_of = re.sub(r"\{\w+\}", "", key(message))  # a sentence of places alone may have the same order
        same = key(message) in SAME or not re.search("[A-Za-z]", words_of)
        assert text(message) != key(message) or same, f"still English: {key(message)}"
        assert places(text(message)) == places(key(message)), key(message)


def test_no_translation_is_left_over_and_none_stands_twice():
    used, seen = messages(), {}
    for path in catalogues():
        for message in entries(path):
            said = key(message)
            assert said in used, f"{path.name}: nobody says {said!r}"
            other = seen.setdefault(said, (path.name, text(message)))
            assert other[1] == text(message), f"{said!r} has two translations, in {other[0]} and {path.name}"


def test_sentences_are_found_where_they_are_said():
    found = messages()
    assert "the numbers behind this chart" in found
    assert "callfloor/page.py" in found["the numbers behind this chart"]
    assert "callfloor/words.py" in found["{n} days"]


def test_every_page_has_its_name_and_what_it_is_for_in_chinese():
    from callfloor.web.pages import pages

    said = {text for page in pages() for text in (page.name, page.about) if text}
    assert said - set(catalogue("zh")) - SAME == set()


def test_an_f_string_is_no_key(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.py").write_text('say(f"{n} days")\n')
    with pytest.raises(ValueError, match="f-string"):
        messages(tmp_path / "room")


def test_rooms_that_are_done_exist():
    for room in DONE:
        assert (ROOM.parent / room).exists(), room


def test_english_is_spoken_unless_chinese_is_asked_for():
    assert say("the numbers behind this chart") == "the numbers behind this chart"
    with using("zh"):
        assert say("the numbers behind this chart") == catalogue("zh")["the numbers behind this chart"]
        assert say("a sentence without Chinese {n}", n=3) == "a sentence without Chinese 3"
    assert later("a") == "a"


def test_what_a_word_is_said_of_is_not_shown():
    assert say("from||time of a row") == "from"
    with using("zh"):
        assert say("from||time of a row") == "起始"
        assert say("a word||without Chinese") == "a word"


def test_one_and_many():
    assert plural("{n} day", "{n} days", 1) == "1 day"
    assert plural("{n} day", "{n} days", 12345) == "12\u202f345 days"
    with using("zh"):
        assert plural("{n} day", "{n} days", 12345) == "12,345天"


def test_a_language_that_nobody_speaks_is_refused():
    with pytest.raises(ValueError, match="must be one of en, zh"):
        spoken.use("fr")


def test_numbers_dates_and_money_are_written_as_the_language_does():
    with using("zh"):
        assert words.number(12345.6) == "12,300"
        assert words.share(0.9123) == "91.2%"
        assert words.limits(0.9, 0.92, "share") == "90–92%"
        assert words.money(9230.4, "CNY") == "¥9,230"
        assert words.money(-9230.4, "CNY") == f"{words.MINUS}¥9,230"
        assert words.money(50.25, "EUR") == "€50.25"
        assert words.money(12, "") == "12"
        assert words.duration(340) == f"5.67{words.THIN}分钟"
        assert words.clock("2026-03-02T10:30", dated=True) == "3月2日周一 10:30"
        assert words.day(date(2026, 3, 2)) == "2026年3月2日周一"
        assert words.listed(["a", "b", "c"]) == "a、b和c"
    assert words.day(date(2026, 3, 2)) == "Monday 2 March 2026"
    assert words.money(9230.4, "CNY") == "9\u202f230\u202fCNY"
    assert spoken.money(9230.4, "CNY") == words.money(9230.4, "CNY")
    assert spoken.clock_time("2026-03-02T10:30") == "10:30"


def test_the_command_line_starts_without_catalogues():
    """Babel is read where something is said in Chinese, not where callfloor is imported."""
    for path in (ROOM / "language" / "__init__.py", ROOM / "words.py"):
        top = ast.parse(path.read_text("utf-8")).body
        names = [alias.name for node in top if isinstance(node, ast.Import) for alias in node.names]
        names += [node.module or "" for node in top if isinstance(node, ast.ImportFrom)]
        assert not [name for name in names if name.startswith("babel")]
