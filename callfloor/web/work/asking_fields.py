"""Fields of the form of a plan: what stands in one, and how what is typed there is read as a file would have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from callfloor.language import say
from callfloor.web.forms import percent
from callfloor.web.work import asking_rules as rules

Kind = Literal["percent", "number", "text", "list", "choice", "choices", "span", "yes", "premiums"]
COMMA, TO = ",", " to "


@dataclass(frozen=True)
class Field:
    """One field: its key in the scenario, what it is called, how it is typed, what stands in it."""

    key: str
    label: str
    kind: Kind
    value: Any
    options: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Group:
    """Fields that belong together, under a heading in words."""

    title: str
    fields: tuple[Field, ...]


def same(one: Field, value: Any) -> bool:  # noqa: ANN401 - whatever the browser sent
    """Whether nobody changed what stood there."""
    if one.kind in ("percent", "number"):
        empty = (None, "")
        if value in empty or one.value in empty:
            return value in empty and one.value in empty
        try:
            return percent.number(value) == float(one.value)
        except (TypeError, ValueError):
            return False
    return bool(value == one.value)


def read(one: Field, value: Any) -> Any:  # noqa: ANN401 - a value of a scenario
    """The value as a file would have it; None takes the key out."""
    if value in (None, "", []):
        if one.needed:
            raise ValueError(say("nothing stands here; write what is asked"))
        return None
    if one.kind in ("percent", "number"):
        return _number(one, value)
    text = str(value)
    if one.kind == "premiums":
        return rules.read_premiums(text)
    parts = [part.strip() for part in text.split(TO.strip() if one.kind == "span" else COMMA) if part.strip()]
    if one.kind == "span" and len(parts) != 2:
        raise ValueError(say("{value} is not a span; write it like 3 h to 5 h", value=text))
    found = {
        "list": parts[0] if len(parts) == 1 and not one.key.endswith(".starts") else parts,
        "span": parts,
        "yes": value == "yes",
        "choices": [str(part) for part in value] if isinstance(value, list) else parts,
    }
    return found.get(one.kind, text)


def _number(one: Field, value: Any) -> float | str:  # noqa: ANN401 - whatever the browser sent
    try:
        number = percent.number(value) if one.kind == "percent" else float(value)
    except (TypeError, ValueError):
        raise ValueError(say("{value} is no number", value=value)) from None
    if one.kind == "percent":
        return percent.share(number)
    return int(number) if number.is_integer() else number


def shown(value: Any) -> str:  # noqa: ANN401 - whatever stood in a field
    """In the list of changes."""
    return (
        f"{COMMA} ".join(map(str, value))
        if isinstance(value, list | tuple)
        else "–"
        if value in (None, "")
        else str(value)
    )


def listed(value: Any) -> str:  # noqa: ANN401 - one or several, as the file has it
    """In one field."""
    return f"{COMMA} ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
