"""What the language says in a mapping of its own, as rows to edit: opening hours by day, splits of the IVR, values by time, mixtures.

Each of them can be said in several ways, of which the form offers the choice; from one to another nothing is lost that the other can say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from callfloor.language import later, say
from callfloor.web.forms import speech, values
from callfloor.web.forms.draft import value_at
from callfloor.web.forms.nodes import About, Field, Group, Node
from scenarios.document import dotted
from scenarios.events import IVR
from scenarios.faults import Path as KeyPath
from scenarios.fields import RESERVED
from scenarios.hours import DAYS, KINDS_OF_DAY, NAMES
from scenarios.units import clock

ALIKE, BY_DAY, BY_TYPE = "alike", "by_day", "by_type"
WAYS = {
    ALIKE: later("the same for all"),
    BY_DAY: later("by day of the week"),
    BY_TYPE: later("by contact type"),
}
ENDS = {"hang_up": later("hangs up"), "contained": later("settled in the IVR")}
DAY_WORDS = {
    "mon": later("Monday"), "tue": later("Tuesday"), "wed": later("Wednesday"), "thu": later("Thursday"), "fri": later("Friday"),
    "sat": later("Saturday"), "sun": later("Sunday"), "weekdays": later("Monday to Friday"), "weekend": later("Saturday and Sunday"),
    "holidays": later("holidays"),
}  # fmt: skip
CLOSED, ALWAYS = "closed", "00:00-24:00"


# Opening hours


def hours(about: About, path: KeyPath, meaning: str = "") -> Group:
    """Opening hours of one queue: one row for all days, or one for each day that is named."""
    given, label, key = value_at(about.data, path), str(path[-1]), dotted(path)
    if given is None:
        return Group(key, label, say("always open"), add=((key, label),), old=about.old(path))
    if not isinstance(given, Mapping):
        row = Field(key, say("every day"), _how(), "hours", values.shown("hours", given), old=about.old(path))
        return Group(key, label, meaning, (row,), families=(ALIKE, BY_DAY), family=ALIKE, removable=True)
    rows = tuple(
        Field(
            dotted((*path, day)), _day(day), "", "hours", values.shown("hours", given[day]), old=about.old((*path, day))
        )
        for day in sorted(given, key=_place)
    )
    add = tuple((dotted((*path, day)), _day(day)) for day in NAMES if day not in given)
    return Group(
        key,
        label,
        f"{_how()} {say('Days without a row are closed.')}",
        rows,
        families=(ALIKE, BY_DAY),
        family=BY_DAY,
        add=add,
        removable=True,
    )


def _how() -> str:
    return say("Such as 08:00-20:00, or 09:00-12:00, 13:00-18:00, or closed.")


def _day(name: str) -> str:
    return say(DAY_WORDS[name]) if name in DAY_WORDS else name


def _place(day: str) -> int:
    return NAMES.index(day) if day in NAMES else len(NAMES)


# Splits


def split(about: About, path: KeyPath, label: str, meaning: str) -> Group:
    """Where contacts go from a node of the IVR: a row for each way, in percent; the same for all, or by contact type."""
    given = value_at(about.data, path)
    by_type = isinstance(given, Mapping) and any(isinstance(one, Mapping) for one in given.values())
    ways = (ALIKE, BY_TYPE)
    if not by_type:
        one = _ways(about, path, label, meaning)
        return Group(one.key, label, meaning, one.main, families=ways, family=ALIKE, add=one.add, old=one.old)
    types = tuple(_ways(about, (*path, name), name, "", removable=True) for name in given)
    add = tuple((dotted((*path, name)), name) for name in about.names.get("contact_types", ()) if name not in given)
    return Group(dotted(path), label, meaning, types, families=ways, family=BY_TYPE, add=add)


def _ways(about: About, path: KeyPath, label: str, meaning: str, *, removable: bool = False) -> Group:
    given = value_at(about.data, path)
    stated = list(given) if isinstance(given, Mapping) else []
    known = (*about.names.get("ivr", ()), *about.names.get("queues", ()), *RESERVED)
    rows = tuple(_share(about, (*path, name), _end(name)) for name in stated)
    add = tuple((dotted((*path, name)), _end(name)) for name in known if name not in stated and name not in path)
    return Group(dotted(path), label, meaning, rows, add=add, removable=removable)


def _end(name: str) -> str:
    return say(ENDS[name]) if name in ENDS else name


def _share(about: About, path: KeyPath, label: str) -> Field:
    """A share of what stands around it, in percent."""
    here = values.shown("percent", value_at(about.data, path))
    return Field(dotted(path), label, "", "percent", here, "%", least=0, old=about.old(path, "percent"))


# Outages


def outage(about: About, path: KeyPath, label: str, meaning: str) -> Group:
    """What is out in an event: the IVR, or the tools of part of a group."""
    given = value_at(about.data, path)
    stated = given if isinstance(given, Mapping) else {}
    names = dict.fromkeys([IVR] * bool(about.names.get("ivr")) + [*stated, *about.names.get("agent_groups", ())])
    rows = (_ivr_out(about, (*path, IVR)) if name == IVR else _share(about, (*path, name), name) for name in names)
    return Group(dotted(path), label, meaning, tuple(rows))


def _ivr_out(about: About, path: KeyPath) -> Field:
    """Whether the IVR is out: yes, or nothing stands there."""
    here, means = values.shown("yes", value_at(about.data, path)), say("New calls are turned away.")
    old = about.old(path, "yes")
    return Field(dotted(path), speech.label(IVR), means, "yes", here, options=(values.YES,), old=old)


# Distributions


def distribution(
    about: About, path: KeyPath, label: str, meaning: str, *, endless: bool = False, removable: bool = False
) -> Group:
    """A distribution: its family and the few numbers that it has, or its parts; one without either as it is written."""
    value = value_at(about.data, path)
    found = values.family(value)
    families = (*values.FAMILIES, *_compound(path), *((values.NEVER,) if endless else ()))
    families = families if found in families or not found else (*families, found)
    inner: tuple[Node, ...] = _numbers(about, path, value)
    if found == values.BY_TIME and isinstance(value[found], Mapping):
        inner = (_by_time(about, (*path, found), value[found]),)
    elif found == values.MIXTURE and isinstance(value[found], list):
        inner = (_mixture(about, (*path, found), value[found]),)
    return Group(
        dotted(path), label, meaning, inner, families=families, family=found, removable=removable, old=about.old(path)
    )


def _compound(path: KeyPath) -> tuple[str, ...]:
    """Families made of others that may stand there: values by time outermost, and no mixture within one."""
    inside = set(map(str, path))
    by_time = () if values.BY_TIME in inside or path[0] == "busyness" else (values.BY_TIME,)
    return () if values.MIXTURE in inside else (values.MIXTURE, *by_time)


def _numbers(about: About, path: KeyPath, value: Any) -> tuple[Field, ...]:  # noqa: ANN401 - any piece of a scenario
    plain = values.parameters(value)
    if not plain and value is not None and value != values.NEVER:
        return (Field(dotted(path), say("as it is written"), "", "written", values.shown("written", value)),)
    return tuple(
        Field(
            dotted((*path, *key.split("."))),
            speech.label(key.rpartition(".")[2]),
            _explained(key),
            _typed(key, given),
            "" if given is None else given,
        )
        for key, given in plain.items()
    )


def _typed(key: str, given: Any) -> values.Widget:  # noqa: ANN401 - any piece of a scenario
    number = isinstance(given, int | float) and not isinstance(given, bool)
    return "number" if key.endswith(".cv") or number else "text"


def _explained(key: str) -> str:
    """What a parameter is, said where its name does not."""
    return say("standard deviation / mean; 1 is as varied as an exponential") if key.endswith(".cv") else ""


def _by_time(about: About, path: KeyPath, given: Mapping[str, Any]) -> Group:
    rows = tuple(
        distribution(about, (*path, time), say("from {time}", time=time), "", removable=len(given) > 1)
        for time in given
    )
    label, asks = say("Values by time"), say("From another time of day on, such as 13:00")
    return Group(
        dotted(path),
        label,
        say("Each holds until the next one, the last until the first."),
        rows,
        named=True,
        asks=asks,
    )


def _mixture(about: About, path: KeyPath, given: Sequence[Any]) -> Group:
    parts = []
    for place, _ in enumerate(given):
        here = (*path, str(place))
        share = _share(about, (*here, "weight"), say("so many of all"))
        kind = distribution(about, (*here, "of"), say("these"), "")
        parts.append(Group(dotted(here), say("Part {n}", n=place + 1), "", (share, kind), removable=len(given) > 1))
    add = ((dotted((*path, str(len(given)))), say("one more")),)
    return Group(dotted(path), say("Parts of the mixture"), say("Their shares add up to 100 %."), tuple(parts), add=add)


# What a row that is added begins with, and one way of saying a thing instead of another


def started(data: Mapping[str, Any], path: KeyPath) -> Any:  # noqa: ANN401 - any piece of a scenario
    """What a new row begins with: as far as can be, what holds without it."""
    there = value_at(data, path[:-1])
    match path:
        case ("open", _):
            return ALWAYS
        case ("open", _, day):
            kind = next((kind for kind, days in KINDS_OF_DAY.items() if day in days and kind in there), "")
            return there[kind] if kind else CLOSED
        case (*_, values.BY_TIME, time) if isinstance(there, Mapping):
            return _in_force(there, str(time))
        case (*_, values.MIXTURE, _) if isinstance(there, list):
            return {"weight": 0, "of": there[-1]["of"]}
        case ("ivr", _, "then", name) if name in (data.get("contact_types") or {}) and _first_split(there):
            return dict(_first_split(there))
    return 0


def _in_force(given: Mapping[str, Any], time: str) -> Any:  # noqa: ANN401 - any piece of a scenario
    """What holds at a time of day; of what is no time, what comes first: the loader says what is wrong with it."""
    try:
        at = clock(time)
        earlier = [known for known in given if clock(known) <= at]
    except ValueError:
        return next(iter(given.values()))
    return given[max(earlier or given, key=clock)]


def _first_split(given: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any piece of a scenario
    inner = next(iter(given.values()), None) if isinstance(given, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def said_otherwise(data: Mapping[str, Any], path: KeyPath, way: str) -> Any:  # noqa: ANN401 - any piece of a scenario
    """The same hours or split said in another way."""
    given = value_at(data, path)
    if way == BY_DAY:
        return dict.fromkeys(DAYS, given)
    if way == BY_TYPE:
        return {name: dict(given or {}) for name in data.get("contact_types") or ()}
    if path[0] == "open":  # what most days have
        most, _ = Counter(map(values.flow, given.values())).most_common(1)[0]
        return next(one for one in given.values() if values.flow(one) == most)
    return dict(_first_split(given))
