"""Sentences about what was recorded and what a roster breaks: each pattern is one that is really made, and is told in Chinese."""

import ast
import re
from pathlib import Path

import pytest

from callfloor.language import OF, catalogue, using
from callfloor.language.histories import PATTERNS, retold

ROOT = Path(__file__).parents[2]
ROOMS = (
    *(ROOT / "scenarios" / "history").rglob("*.py"),
    ROOT / "optimize" / "rostering" / "judge.py",
    ROOT / "optimize" / "lanes" / "regions.py",
)
HALF = 0.5


def made():
    """Texts of the source: what is said as it is, and expressions of those that have figures in them, by their fixed part."""
    plain, figured = set(), []
    for path in ROOMS:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                plain.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                fixed = sum(len(part) for part in parts if part)
                figured.append(
                    (fixed, re.compile("".join(".*" if part is None else re.escape(part) for part in parts)))
                )
    return plain, figured


def test_every_pattern_is_a_sentence_that_is_made():
    plain, figured = made()
    added = r" \(without a call_id they may be .+|; \{count\} nights look as if .+"  # to another sentence
    for pattern in PATTERNS:
        text = re.sub(added, "", pattern.partition(OF)[0])
        enough = HALF * len(re.sub(r"\{\w+\}", "", text))
        known = text in plain or any(fixed >= enough and one.fullmatch(text) for fixed, one in figured)
        assert known, text


def test_every_pattern_has_its_chinese():
    assert [pattern for pattern in PATTERNS if pattern not in catalogue("zh")] == []


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("works vip 22:00-06:00, but is in general, team", "上 vip 22:00-06:00，但属于 general, team"),
        (
            "has 2.5 h of rest before vip 08:00-16:00; 11 h are needed",
            "上 vip 08:00-16:00 前仅休息 2.5 小时；需要 11 小时",
        ),
        (
            "contacts of 2024-03-31, on which the clocks changed: left out",
            "2024年3月31日周日 的联络（当天调整时钟）：略去",
        ),
        (
            "unlike their weekday's other days: 2024-01-01 (+4 standard deviations), 2024-01-08 (-3 standard deviations). Holidays and "
            "outages widen the busyness; take such days out and calibrate again",
            "与同一星期几的其他日子不同：2024年1月1日周一（+4 个标准差）、2024年1月8日周一（-3 个标准差）。节假日和故障会放大忙闲波动；"
            "请剔除这些日子后重新校准",
        ),
        (
            "days with more contacts than their weekday's mean had fewer people too (correlation -0.45); the scenario gives every day the same people",
            "联络量高于同一星期几均值的日子，人手反而更少（相关系数 -0.45）；场景中每天人数相同",
        ),
        (
            "Counted are those who go through the IVR to a person and come while their queue is open: 1,200 of 1,500 VIPs a calendar.",
            "只计经语音导航转到人工、在其队列营业时到来的：每个日历周期 1,500 次 VIP 来话中的 1,200 次。",
        ),
        (
            "The shared lane keeps the promise to all of them together; surely less get north (81%), south (84%) and west (85%).",
            "共享专线对全体兑现承诺；确定低于承诺的地区：north (81%)、south (84%)、west (85%)。",
        ),
        ("nobody has ever said this", "nobody has ever said this"),
    ],
)
def test_what_stood_in_its_places_is_told(said, chinese):
    assert retold(said) == said
    with using("zh"):
        assert retold(said) == chinese
