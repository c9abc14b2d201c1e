"""YAML 1.2: what the characters of a file mean, and on which line they stand."""

import pytest

from scenarios.document import read_text, read_value
from scenarios.faults import InputError


def values(text: str) -> dict:
    return read_text(text, "a.yaml", None).data


def message(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_text(text, "a.yaml", None)
    (fault,) = caught.value.faults
    return f"{fault.place} {fault.message}"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1e-5", 1e-5), ("12", 12), ("-3", -3), ("0.5", 0.5), (".5", 0.5), ("5.", 5.0), ("1E3", 1000.0), ("+4", 4),
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("10:30", "10:30"), ("'10:30'", "10:30"), ("1:30:00", "1:30:00"), ("2026-03-02", "2026-03-02"), ("010", 10), ("1_000", "1_000"),
        ("'12'", "12"), ('"no"', "no"), ("0x1F", "0x1F"), ("4 min", "4 min"), ("[1, 2]", [1, 2]), ("{b: c}", {"b": "c"}), ("nan", "nan"),
    ],
)  # fmt: skip
def test_scalars(written, value):
    found = values(f"a: {written}")["a"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_words():
    assert values("1: a\nno: b\n00:00: c\n2026-03-02: d") == {"1": "a", "no": "b", "00:00": "c", "2026-03-02": "d"}


def test_every_key_and_value_has_its_line():
    document = read_text("a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n", "a.yaml", None)
    lines = {path: place.line for path, place in document.places.items()}
    assert lines == {
        (): 1,
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 3,
        ("a", "c", 0): 4,
        ("a", "c", 1): 5,
        ("a", "c", 1, "d"): 5,
    }
    assert document.place(("a", "c", 1, "unknown")).line == 5


def test_json_is_yaml():
    assert values('{"a": {"b": [1, 2.5, "x", true, null]}}') == {"a": {"b": [1, 2.5, "x", True, None]}}


def test_references_are_followed():
    assert values("a: &x {b: 1}\nc: *x") == {"a": {"b": 1}, "c": {"b": 1}}


def test_every_key_given_twice_is_told():
    document = read_text("a: 1\nb: {c: 1, c: 2}\na: 3\n", "a.yaml", None)
    assert [(fault.line, fault.key, fault.message) for fault in document.faults] == [
        (2, "b.c", "c is given twice, first on line 2; keep one"),
        (3, "a", "a is given twice, first on line 1; keep one"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a.yaml:1 the file is empty; a scenario needs calendar, contact_types, queues and agent_groups"),
        ("# only a comment\n", "the file is empty"),
        ("- a\n- b\n", "a.yaml:1 the file holds a list, not keys and values such as title: ..."),
        ("hello", 'a.yaml:1 the file holds "hello", not keys'),
        ("a: 1\n\tb: 2\n", "a.yaml:2 "),
        ("a:\n\t- b\n", "a.yaml:2 this is not YAML: a tab cannot indent or separate; write spaces"),
        ("a: [1, 2\nb: 3\n", "a.yaml:2 this is not YAML"),
        ("a: 1\n---\nb: 2\n", "this is not YAML"),
        ("a: *nobody\n", "a.yaml:1 this is not YAML"),
        ("a: &x [*x]\n", "unfolds without end"),
        ("a: \x00\n", "a.yaml"),
        ("a: " + "[" * 5000 + "]" * 5000, "nested too deeply"),
    ],
)
def test_what_is_not_a_scenario_file(text, words):
    assert words in message(text)


def test_references_that_unfold_without_end():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert "unfolds without end" in message("\n".join(lines))


def test_tags_are_not_known():
    (fault,) = read_text("a: !secret x\n", "a.yaml", None).faults
    assert (fault.line, fault.key, fault.message) == (1, "a", "!secret is not known; leave tags out")


def test_a_value_of_the_command_line():
    assert read_value("0.5", "a", None) == 0.5
    assert read_value("4 min", "a", None) == "4 min"
    assert read_value("{fixed: 3 s}", "a", None) == {"fixed": "3 s"}
    assert read_value("", "a", None) is None
    with pytest.raises(InputError, match="this is not YAML"):
        read_value("[1", "a.b", None)
