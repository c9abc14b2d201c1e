"""The reference of the language as a page: made from the field table, so that it can say nothing that is not so.

`python -m callfloor.authoring.reference` prints it; `docs/language.md` is what it printed, and a test holds the two together.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any, get_args, get_origin

from callfloor.authoring.kinds import kind_of
from callfloor.authoring.parts import Entry, entries, inner, is_part, parts, places
from scenarios.distributions import EXAMPLES
from scenarios.fields import Part
from scenarios.hours import NAMES

OPENING = """# The scenario language

<!-- Made by `python -m callfloor.authoring.reference`; what is to change here is changed in the schema. -->

Every key of a scenario file: what it means, how it is written, and what holds if it is left out. A page to look things up in; how the parts
belong together is told in [scenario files](scenario-files.md). Editors check and complete all of this with [`callfloor schema`](editors.md).
"""

VALUES: tuple[tuple[str, str], ...] = (
    ("Duration", "`20 s`, `4 min`, `1 h 30 min`, `2 d`. A bare number is refused: nobody can know whether 120 was meant as seconds or minutes."),
    ("Time of day", "`08:30` or `08:30:15`, up to `24:00`; in quotation marks or not."),
    ("Moment", '`"10:30"` is of every day, `"2026-03-02 10:30"` of one.'),
    ("Date", "`2026-03-02`."),
    ("Rate", "`50 per min`, `300 per h`, `300/h`."),
    ("Money per hour", "`45 per h`, in the scenario's `currency`. Other money is a plain number."),
    ("Number", "A plain number; where the table says so a whole one, or one above 0."),
    ("Share", "0 to 1: `0.8`, not `80 %`."),
    ("Truth", "`true` or `false`."),
    ("Words", "Any text; in quotation marks if it looks like a number, a date or a truth."),
    (
        "Name",
        "Names are yours: not empty, without a full stop; `contained` and `hang_up` are reserved. Where a name refers to a queue, a group or the "
        "like, that must be defined in the file; a wrong one is answered with the nearest.",
    ),
    (
        "By interval",
        "One number for each interval of the calendar, or of one day (repeated): a list, or `{file: volumes.csv, column: vip}`, a table beside the "
        "scenario (CSV, or an Excel workbook). A column `interval`, `time` or `start` of the table says which interval each row is, so that a lost row is noticed.",
    ),
    ("Split", "Shares that sum to 1: `{bot: 0.6, general: 0.35, hang_up: 0.05}`; or one split for each contact type: `{vip: {vip: 1}, standard: {general: 1}}`."),
    ("Holidays", "A country's code, `CN`, or a region's, `DE-BY`; or dates: `[2026-05-01, 2026-05-02]`."),
    ("Deadline", "A duration, `48 h`, or working days, `3 working days`: Monday to Friday without holidays, due at the same time of day."),
    (
        "Opening hours",
        '`"06:00-24:00"`, a list of such, or `closed`; over midnight: `"22:00-06:00"`, which belongs to the day it begins on. By day: '
        f"`{{weekdays: \"08:00-20:00\", sat: \"09:00-13:00\", holidays: closed}}` (days are {', '.join(f'`{name}`' for name in NAMES)}); days that are not named are closed.",
    ),
    ("Premium hours", '`{"22:00-06:00": 1.35, sun: 1.5, "sat 14:00-24:00": 1.25}`; where several hold, the highest counts.'),
    ("Days", f"One of {', '.join(f'`{name}`' for name in NAMES)}, or a list of them."),
    ("Starts", '`{from: "06:00", to: "16:00", every: 30 min}`, both ends included, or a list of times of day.'),
    ("Window", "`[3 h, 5 h]`: the earliest and the latest start, from the shift's start."),
    ("Outage", "`{ivr: true}`: the IVR turns new calls away; `{vip_desk: 0.5}`: half of the group has no tools."),
)  # fmt: skip
FAMILIES = (
    "One key: the family. `cv` is standard deviation / mean. Where a family has a `mean`, `rate: 20 per h` may stand instead of it. Patience may be `never`. "
    "Every family may stand in a `mixture`, and all but busyness may change over the day with `by_time`, chosen by the moment at which the contact arrives."
)


def page() -> str:
    """The page, Markdown."""
    by_part: dict[type[Part], list[str]] = {}
    for place in places():
        by_part.setdefault(place.part, []).append(place.path)
    sections = [_section(part, by_part[part]) for part in parts()]
    return "\n".join([OPENING, *sections, _values()]).rstrip() + "\n"


def title(part: type[Part]) -> str:
    """A part's heading: its name in words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part.__name__).lower().replace("ivr", "IVR")
    return words[0].upper() + words[1:]


def _named(part: type[Part]) -> str:
    return title(part).lower().replace("ivr", "IVR")


def anchor(heading: str) -> str:
    """Where a heading is on its page."""
    return heading.lower().replace(" ", "-")


def _section(part: type[Part], paths: list[str]) -> str:
    where = (
        ", ".join(f"`{path}`" for path in paths if path) or "The file itself; or, with `extends`, what differs from it"
    )
    lines = [f"## {title(part)}", "", f"{' '.join((part.__doc__ or '').split())} {where}.", ""]
    lines += ["| key | written as | if left out | meaning |", "|---|---|---|---|"]
    if not paths[0]:
        lines.append(
            "| `extends` | name of a library scenario or file | it stands alone | What the file differs from; see [scenario files](scenario-files.md#extends). |"
        )
    lines += [
        f"| `{entry.key}` | {_written(entry)} | {_left_out(entry)} | {_cell(_meaning(entry))} |"
        for entry in entries(part)
    ]
    return "\n".join([*lines, ""])


def _meaning(entry: Entry) -> str:
    text = entry.info.description or ""
    bounds = [
        f"{words} {bound:g}"
        for name, words in (("ge", "At least"), ("gt", "Above"))
        if (bound := entry.bound(name)) is not None
    ]
    times = entry.extra.get("unit") == "time"
    return " ".join([text, *(f"{bound}{' s' if times else ''}." for bound in bounds)])


def _left_out(entry: Entry) -> str:
    if entry.needed:
        return "**needed**"
    return "" if entry.default is None else _cell(f"`{_flow(entry.default)}`")


def _written(entry: Entry) -> str:
    found = _form(entry.hint)
    beside = [part for part, _ in inner(entry) if part is entry.extra.get("part")]
    return _cell(found + "".join(f" ([{_named(part)}](#{anchor(title(part))}))" for part in beside))


def _form(hint: Any) -> str:  # noqa: ANN401 - a type may be anything
    kind = kind_of(hint)
    if kind is not None:
        return f"[{kind.words}](#{kind.name})"
    if is_part(hint):
        return f"[{_named(hint)}](#{anchor(title(hint))})"
    origin, inside = get_origin(hint), get_args(hint)
    if origin is dict:
        return f"{_form(inside[0])}: {_form(inside[1])}"
    if origin is tuple:
        return f"list: {_form(inside[0])}"
    return " or ".join(f"`{choice}`" for choice in inside)


def _values() -> str:
    lines = ["## Values", ""]
    for heading, text in VALUES:
        lines += [f"### {heading}", "", text, ""]
    lines += ["### Distribution", "", FAMILIES, "", "| family | written |", "|---|---|"]
    lines += [f"| {name} | `{example}` |" for name, example in EXAMPLES.items()]
    return "\n".join(lines)


def _flow(value: object) -> str:
    """A value on one line, as a file has it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inside)}" for key, inside in value.items()) + "}"
    return value if isinstance(value, str) and value else json.dumps(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
