"""What one `--set` says: read before it is laid over a scenario, and what is odd about what it did.

A value is set, never added to what is there: whoever writes `+4` means a change, and four people instead of four more would
be a wrong answer that looks like a right one.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from scenarios.document import read_value
from scenarios.faults import Fault, InputError, RefusedError, shown
from scenarios.merging import Change
from scenarios.tables import read_column
from scenarios.units import is_number

PLUS = re.compile(r"\s*\+\s*(\.?\d.*)", re.DOTALL)
ONE_NUMBER = "values by interval became one number"


def setting(text: str, folder: Path | None) -> tuple[str, object]:
    """Key and value of `KEY=VALUE`.

    Raises:
        InputError: if it is no such thing, or means to change what is there by an amount.

    """
    key, equals, value = text.partition("=")
    key = key.strip()
    if not equals or not key:
        raise InputError([Fault("--set", None, key, f"{shown(text)} is not KEY=VALUE, such as lines=400")])
    if key[-1] in "+-*/":
        message = f"{key[-1]}= is not known: a value is set, not changed by an amount; write {key[:-1].strip()}=NUMBER"
        raise InputError([Fault("--set", None, key[:-1].strip(), message)])
    if said := added(value):
        raise InputError([Fault("--set", None, key, said)])
    return key, read_value(value, key, folder)


def added(value: str) -> str | None:
    """What to say of a number that begins with a plus; nothing of any other value."""
    found = PLUS.fullmatch(value)
    if found is None:
        return None
    return (
        f"{value.strip()} is not a change: the value is set, not added; write the number itself ({found[1].strip().replace('..+', '..')} "
        "if that is meant), or a list or a table"
    )


def flattened(changes: Sequence[Change]) -> tuple[str, ...]:
    """Lists and tables by interval that one number took the place of: the day lost its shape, which is seldom meant."""
    said: dict[str, str] = {}
    for change in changes:
        count = _moving(change.old)
        if count:
            said[change.key] = f"{count} {ONE_NUMBER}"
        if change.key in said and is_number(change.new):
            said[change.key] = f"{said[change.key].partition(',')[0]}, {change.new:g} all day"
        elif change.key in said:
            del said[change.key]
    return tuple(f"{key}: {text}" for key, text in said.items())


def _moving(value: object) -> int:
    """How many numbers a list or a table has, if they are not all the same."""
    numbers: Sequence[object] = ()
    if isinstance(value, Mapping) and {"file", "column"} <= set(value):
        try:
            numbers = read_column(value["file"], value["column"]).numbers
        except RefusedError:
            return 0
    elif isinstance(value, list):
        numbers = value if all(is_number(one) for one in value) else ()
    return len(numbers) if len(set(numbers)) > 1 else 0
