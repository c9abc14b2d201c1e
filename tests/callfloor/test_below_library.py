"""The library in Chinese: every story is told, with the same numbers and the same commands as in English."""

import re
from collections import Counter

import pytest

from callfloor.language import using
from callfloor.language.library import library, titled
from scenarios.catalogue import library as ready

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
COMMAND = re.compile(r"(?:callfloor (?:simulate|plan|erlang)|--set) [\w./=]*\w")
MONTH = re.compile(r"\d{1,2}月")  # a word in English
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENTRIES = [pytest.param(one, id=one.name) for one in ready()]


@pytest.mark.parametrize("one", ENTRIES)
def test_every_scenario_has_a_title_and_a_story_in_chinese(one):
    told = one.told_in("zh")
    assert CHINESE.search(told.title)
    assert CHINESE.search(told.story)
    assert "\n#" not in told.story
    assert (told.name, told.folder) == (one.name, one.folder)


@pytest.mark.parametrize("one", ENTRIES)
def test_both_stories_have_the_same_numbers(one):
    told = MONTH.sub("", one.told_in("zh").story)
    assert Counter(NUMBER.findall(told)) == Counter(NUMBER.findall(one.story))


@pytest.mark.parametrize("one", ENTRIES)
def test_both_stories_have_the_same_commands(one):
    assert Counter(COMMAND.findall(one.told_in("zh").story)) == Counter(COMMAND.findall(one.story))


def test_the_library_is_told_in_the_language_of_now():
    assert library() == ready()
    with using("zh"):
        found = {one.name: one.title for one in library()}
    assert found["telecom_hotline"] == "设有VIP专线的电信客服热线"
    assert len(set(found.values())) == len(found)


def test_a_title_of_the_library_is_known_wherever_it_stands_and_others_stay():
    first, second = ready()[:2]
    with using("zh"):
        assert titled(first.title) == first.told_in("zh").title
        assert titled(f"{first.title} · Mine") == f"{first.told_in('zh').title} · Mine"
        assert titled(f"{first.title} · {second.title}").split(" · ") == [
            one.told_in("zh").title for one in (first, second)
        ]
        assert titled("My hotline") == "My hotline"
    assert titled(first.title) == first.title


def test_a_language_without_a_story_leaves_it_english():
    one = ready()[0]
    assert one.told_in("fr") == one
