"""The page about rosters: its snippet runs, its columns and rules are those there are."""

import re
from pathlib import Path

from callfloor.rostering import staff
from callfloor.rostering.rules import Prices, Rules, load

PAGE = (Path(__file__).parents[3] / "docs" / "rosters.md").read_text(encoding="utf-8")


def test_the_snippet_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(snippet, "rosters.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    price, bound, status = lines[0].split()
    assert (float(price), status) == (float(bound), "optimal")
    assert int(lines[-1]) == 20  # three shifts a day for a week, and four people of five days each
    assert len(lines) == 5


def test_every_column_and_every_price_is_explained():
    assert [name for name in staff.COLUMNS if f"`{name}`" not in PAGE] == []
    assert [name for name in Prices.model_fields if f"`{name}`" not in PAGE] == []


def test_the_rules_of_the_page_are_the_defaults(tmp_path):
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "rules.yaml").write_text(text)
    assert load(tmp_path / "rules.yaml", {}, []) == Rules()
