"""Values of fields: how one of the file is shown in its input, and how what is typed there is written in the file.

Nothing is understood here that a file could not say: what is typed goes into the file's form and is read by the schema's own checks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from callfloor import words
from callfloor.language import plural, say
from callfloor.web.forms import percent, wording
from scenarios.distributions import EXAMPLES, SHAPED, distribution
from scenarios.document import plain, read_value
from scenarios.faults import InputError, RefusedError
from scenarios.tables import read_column
from scenarios.units import HOUR, is_number, show_duration, wage

Widget: TypeAlias = Literal[
    "percent", "number", "whole", "money", "text", "written", "choice", "choices", "yes", "hours"
]

FAMILIES: dict[str, tuple[str, ...]] = {  # with the keys of each; one without keys is a value itself
    "fixed": (),
    "exponential": ("mean",),
    **dict.fromkeys(SHAPED, ("mean", "cv")),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
}
NEVER, MIXTURE, BY_TIME = "never", "mixture", "by_time"
BETWEEN = re.compile(r"[,，、;；]")  # spans of one day
YES, NO = "yes", "no"
PEOPLE = "people"
NOTHING = "–"
LONGEST = 90  # letters of a value in the list of changes


def shown(widget: Widget, value: Any) -> Any:  # noqa: ANN401, PLR0911 - any value of a scenario, and of an input
    """What stands in the input."""
    if value is None:
        return [] if widget == "choices" else None if widget == "choice" else ""
    try:
        if widget == "percent":
            return percent.number(value) if isinstance(value, str) else round(100 * float(value), 8)
        if widget == "money":
            return wage(value)
    except (TypeError, ValueError):
        return str(value)
    if widget == "yes":
        return YES if value is True else NO
    if widget == "choices":
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if widget == "hours" and isinstance(value, list):
        return ", ".join(map(str, value))
    if widget == "written":
        return value if isinstance(value, str) else flow(value)
    return value if widget in ("number", "whole") and is_number(value) else str(value)


def typed(widget: Widget, value: Any, key: str = "") -> Any:  # noqa: ANN401, PLR0911 - whatever the browser sent; one for each kind
    """What the file says for what was typed; None takes the key out."""
    if value is None or value in ("", []):
        return None
    if widget in ("percent", "number", "whole", "money"):
        return _number(widget, value)
    if widget == "yes":
        return {YES: True, NO: False}.get(str(value), str(value))
    if widget == "choices":
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if widget == "hours":
        spans = [part.strip() for part in BETWEEN.split(str(value)) if part.strip()]
        return spans[0] if len(spans) == 1 else spans or None
    if widget == "written":
        return percent.shares(_read(str(value), key))
    return str(value)


def _number(widget: Widget, value: Any) -> Any:  # noqa: ANN401 - whatever the browser sent
    try:
        number = percent.number(value) if widget == "percent" else float(value)
    except (TypeError, ValueError):
        return str(value)  # the schema says what is wrong with it
    if widget == "percent":
        share = percent.share(number)
        return share if isinstance(share, str) else tidy(share)
    return f"{tidy(number)} per h" if widget == "money" else tidy(number)


def _read(text: str, key: str) -> Any:  # noqa: ANN401 - any value of a scenario
    try:
        return plain(read_value(text, key, None))
    except InputError:
        return text


def tidy(number: float) -> float | int:
    """Without the last digits of binary fractions, and whole where it is."""
    rounded = round(float(number), 10)
    return int(rounded) if rounded.is_integer() else rounded


def flow(value: Any) -> str:  # noqa: ANN401 - any piece of a scenario
    """A value on one line, as it may be written in the file."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(str(key))}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _word(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _word(text: str) -> str:
    """A word, in quotation marks where it would not be read as that word."""
    odd = any(letter in text for letter in "{}[],:#&*!|>'\"%@`\n") or text != text.strip() or not text
    try:
        same = not odd and read_value(text, "", None) == text
    except InputError:
        same = False
    return text if same else json.dumps(text, ensure_ascii=False)


# Distributions


def family(value: Any) -> str:  # noqa: ANN401 - any piece of a scenario
    """The family of a distribution as it is written; empty if it is none."""
    if value == NEVER:
        return NEVER
    return str(next(iter(value))) if isinstance(value, Mapping) and len(value) == 1 else ""


def parameters(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any piece of a scenario
    """Its plain parameters by the path below it (`exponential.mean`), empty where it has no plain form."""
    name = family(value)
    if name not in FAMILIES:
        return {}
    given = value[name]
    if not FAMILIES[name]:
        return {name: given}
    if not isinstance(given, Mapping):
        return {}
    keys = [*(("rate",) if "rate" in given else ()), *FAMILIES[name]]
    return {f"{name}.{key}": given.get(key) for key in keys if not (key == "mean" and "rate" in given)}


def of_family(name: str, value: Any, unit: str) -> Any:  # noqa: ANN401, PLR0911 - any piece of a scenario; one for each kind
    """A distribution of another family with the same mean and spread, as far as the family has them."""
    if name == NEVER:
        return NEVER
    if name == MIXTURE:
        first = next(iter(value[BY_TIME].values())) if family(value) == BY_TIME else value
        return {name: [{"weight": 1, "of": first}]}
    if name == BY_TIME:
        return {name: {"00:00": value}}
    mean, cv = _moments(value, unit)
    written = show_duration(round(mean, 3)) if unit == "time" else tidy(mean)
    if name == "fixed":
        return {name: written}
    if name == "exponential":
        return {name: {"mean": written}}
    if name in SHAPED:
        return {
            name: {
                "mean": written,
                "cv": max(tidy(round(cv, 4)), 1) if name == "hyperexponential" else tidy(round(cv, 4)) or 1,
            }
        }
    ends = [round(mean * times, 3) for times in ((0.5, 1.5) if name == "uniform" else (0.5, 1.0, 1.5))]
    texts = [show_duration(end) if unit == "time" else tidy(end) for end in ends]
    return {name: dict(zip(FAMILIES[name], texts, strict=True))} if name in FAMILIES else value


def _moments(value: Any, unit: str) -> tuple[float, float]:  # noqa: ANN401 - any piece of a scenario
    try:
        found = distribution(value, "time" if unit == "time" else "number")
        mean, cv = found.mean(), found.cv()
    except RefusedError:
        mean, cv = float("nan"), 1.0
    if not 0 < mean < float("inf"):
        mean, cv = (120.0 if unit == "time" else 1.0), 1.0
    return mean, cv if 0 < cv < 100 else 1.0


# In words


def numbers(value: Any) -> list[float]:  # noqa: ANN401 - any piece of a scenario
    """The numbers of a list or a table by interval; none of anything else, or of what cannot be read."""
    if isinstance(value, Mapping) and {"file", "column"} <= set(value):
        try:
            return list(read_column(value["file"], value["column"]).numbers)
        except RefusedError:
            return []
    plain_list = isinstance(value, list) and bool(value) and all(is_number(one) for one in value)
    return [float(one) for one in value] if plain_list else []


def brief(value: Any, widget: str = "") -> str:  # noqa: ANN401 - any piece of a scenario
    """A value in few words, for old -> new: a table of contacts by its sum, one of people (`PEOPLE`) by its range, a share in percent."""
    if value is None:
        return NOTHING
    series = numbers(value)
    if len(series) > 6 or (series and isinstance(value, Mapping)):
        least, most = words.number(min(series)), words.number(max(series))
        total = say("{total} in all, {most} at most", total=words.number(sum(series)), most=most)
        if widget == PEOPLE:  # whoever works for two hours stands there twice: a sum of people is none
            total = say("{least} to {most} people", least=least, most=most)
        count = plural("{n} value", "{n} values", len(series))
        return f"{count}: {total}"
    if widget == "percent" and is_number(value):
        return f"{tidy(100 * value)} %"
    text = wording.piece(plain(value))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


__all__ = [
    "EXAMPLES",
    "FAMILIES",
    "HOUR",
    "NEVER",
    "Widget",
    "brief",
    "family",
    "flow",
    "numbers",
    "of_family",
    "parameters",
    "shown",
    "tidy",
    "typed",
]
