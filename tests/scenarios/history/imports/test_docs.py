"""The page of imports says what is so: every field with its names, a mapping that is read, findings by their treatment."""

import re
from pathlib import Path

import pytest

from scenarios.history.imports.fields import TABLES
from scenarios.history.imports.guessing import SURE_ENOUGH
from scenarios.history.imports.mapping import KEYS, read_mapping
from scenarios.history.imports.opening import MOST_TIMES

PAGE = (Path(__file__).parents[4] / "docs" / "imports.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("one", [one for fields in TABLES.values() for one in fields], ids=lambda one: one.name)
def test_every_field_stands_with_its_names(one):
    assert f"| `{one.name}` | {one.meaning} | {', '.join(dict.fromkeys(one.names))} |" in PAGE


def test_the_mapping_of_the_page_is_read(tmp_path):
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    made = read_mapping(tmp_path / "mapping.yaml")
    assert (made.time_zone, made.form.header, made.columns["waited"].unit) == ("Europe/Berlin", 3, 60)
    assert made.outcomes == {"Testanruf": "leave out", "Rückruf": "answered"}
    assert all(f"{key}:" in PAGE for key in KEYS)


def test_the_limits_of_the_page_are_those_of_the_code():
    assert f"less than {SURE_ENOUGH:.0%}".replace("%", " %") in PAGE
    assert f"over {MOST_TIMES}\ntimes its size" in PAGE
