"""Asking: the targets, shifts and limits of a scenario as fields of a form, and what was changed in them as overrides.

A field has the key that faults name (`targets.0.within`), so that what is wrong stands beside it. Values are shown in the words of the scenario
language and read by its own loader: nothing is understood here that a file could not say. What nobody touched stays as it is in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from callfloor.language import say
from callfloor.web.forms import percent, told
from callfloor.web.work import asking_rules as rules
from callfloor.web.work.asking_fields import TO, Field, Group, listed, read, same
from callfloor.web.work.asking_fields import shown as in_words
from scenarios.faults import Fault, InputError
from scenarios.loading import load, merged

PER = ("interval", "hour", "day", "horizon")
SHARES = ("answer_rate", "abandonment", "occupancy", "on_time")
LISTED = (
    "targets",
    "shifts",
    "headcount",
    "staff_minimum",
    "labour",
    "part_time",
    "premium_hours",
)  # what is set whole


@dataclass(frozen=True)
class Form:
    """What may be changed of a scenario before it is planned; ``faults``: why it cannot be read."""

    title: str = ""
    targets: tuple[Group, ...] = ()
    shifts: tuple[Group, ...] = ()
    people: tuple[Group, ...] = ()
    rules: tuple[Group, ...] = ()  # of one person, and what hours are worth
    part_time: tuple[Group, ...] = ()
    types: tuple[str, ...] = ()  # contact types
    about: tuple[tuple[str, str], ...] = ()  # what a target may be about: `queue:vip`, vip
    seed: int = 1
    so_far: tuple[str, ...] = ()  # overrides that it was made with
    faults: tuple[Fault, ...] = ()

    @property
    def fields(self) -> dict[str, Field]:
        """All fields by key."""
        return {one.key: one for group in self.groups for one in group.fields}

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups of fields."""
        return (*self.targets, *self.shifts, *self.people, *self.rules, *self.part_time)

    def place(self, key: str) -> str:
        """What the field of a key is called, under its heading; a place without a field, in the words of the language."""
        fitting = (
            f"{group.title}{told.STEP}{one.label}"
            for group in self.groups
            for one in group.fields
            if one.key == key or key.startswith(f"{one.key}.")
        )
        return next(fitting, "") or (told.place(tuple(key.split("."))) if key else "")


@dataclass(frozen=True)
class Changed:
    """What was changed: overrides as `--set` takes them, old and new in words, and all that is wrong."""

    overrides: tuple[str, ...] = ()
    told: tuple[tuple[str, str, str], ...] = ()
    faults: tuple[Fault, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)  # what the fields at fault are called, by key


def form(source: str, so_far: Sequence[str] = ()) -> Form:
    """The form of a scenario; ``so_far``: overrides that were made on it already, such as a target that was added."""
    try:
        data, scenario = merged(source, so_far).data, load(source)
    except InputError as wrong:
        return Form(faults=tuple(wrong.faults))
    groups = tuple(scenario.agent_groups)
    named = [str(name) for rule in data.get("shifts") or () for name in rule.get("groups") or ()]
    planned = tuple(dict.fromkeys(name for name in named if name in groups)) or groups
    return Form(
        title=scenario.title or scenario.name,
        targets=tuple(_target(place, one) for place, one in enumerate(data.get("targets") or ())),
        shifts=tuple(_rule(place, one, groups) for place, one in enumerate(data.get("shifts") or ())),
        people=(
            Group(say("People there are"), tuple(_heads("headcount", data, planned))),
            Group(say("Always on duty, at least"), tuple(_heads("staff_minimum", data, planned))),
            Group(say("Wage"), tuple(_wages(data, planned))),
        ),
        rules=(
            Group(say("One person"), _fields(rules.labour(data))),
            Group(say("Premium hours"), _fields(rules.premiums(data))),
        ),
        part_time=tuple(
            Group(say("Part-time rule {n}", n=place + 1), _fields(rules.part_time(place, one), groups))
            for place, one in enumerate(data.get("part_time") or ())
        ),
        types=tuple(scenario.contact_types),
        about=tuple(
            (f"{scope}:{name}", name)
            for scope, names in (
                ("queue", scenario.queues),
                ("contact_type", scenario.contact_types),
                ("agent_group", groups),
            )
            for name in names
        ),
        seed=scenario.experiment.seed,
        so_far=tuple(so_far),
    )


def changed(source: str, values: Mapping[str, Any], so_far: Sequence[str] = (), *, plannable: bool = True) -> Changed:
    """Read what stands in the fields of a form; ``plannable``: say as well why it could not be planned."""
    from optimize.refusals import roster_of

    shown = form(source, so_far)
    if shown.faults:
        return Changed(faults=shown.faults)
    known = shown.fields
    edits = [(known[key], value) for key, value in values.items() if key in known and not same(known[key], value)]
    data, faults = deepcopy(merged(source, so_far).data), list[Fault]()
    for one, value in edits:
        try:
            _put(data, one.key, read(one, value))
        except ValueError as reason:
            faults.append(Fault("", None, one.key, str(reason)))
    overrides = _overrides(merged(source).data, data)
    try:
        if not faults:
            scenario = load(source, overrides)
            if plannable:
                roster_of(scenario)
    except InputError as wrong:
        faults += wrong.faults
    changes = tuple((one.key, in_words(one.value), in_words(value)) for one, value in edits)
    said = percent.in_percent([replace(one, file="", line=None) for one in faults], data)
    return Changed(overrides, changes, said, {one.key: shown.place(one.key) for one in said})


def edited(source: str, values: Mapping[str, Any], so_far: Sequence[str], what: str, about: str = "") -> Form:
    """The form with a target or a shift rule more (``what`` is targets or shifts) or less (targets.2); fields that were changed stay so."""
    now = changed(source, values, so_far, plannable=False)
    data = deepcopy(merged(source, now.overrides).data)
    key, dot, place = what.partition(".")
    if key not in ("targets", "shifts", "part_time"):
        return form(source, now.overrides)
    rows = list(data.get(key) or ())
    if dot:
        rows = [row for at, row in enumerate(rows) if str(at) != place]
    elif key == "targets":
        rows.append(_new_target(about))
    elif key == "part_time":
        rows.append({**rules.NEW_PART_TIME, "groups": list(load(source).agent_groups)})
    else:
        rows.append({**NEW_SHIFT, "groups": list(load(source).agent_groups)})
    return form(source, _overrides(merged(source).data, {**data, key: rows}))


NEW_SHIFT: dict[str, Any] = {
    "starts": {"from": "08:00", "to": "12:00", "every": "1 h"},
    "length": "8 h",
    "breaks": [{"length": "30 min", "between": ["3 h", "5 h"], "paid": False}],
}


def _new_target(about: str) -> dict[str, Any]:
    scope, _, name = about.partition(":")
    if scope == "agent_group":
        return {scope: name, "occupancy": 0.85}
    of = {scope: name} if scope in ("queue", "contact_type") else {}
    return {**of, "answer_rate": 0.8, "within": "20 s", "per": "interval"}


def _overrides(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes one scenario of the other: lists and limits whole, wages one by one."""
    whole = {key: _whole(before.get(key), after.get(key)) for key in LISTED if after.get(key) != before.get(key)}
    wages = {
        name: group.get("cost") or "0 per h"
        for name, group in after.get("agent_groups", {}).items()
        if group.get("cost") != before["agent_groups"][name].get("cost")
    }
    lists = (f"{key}={json.dumps(value, ensure_ascii=False, default=str)}" for key, value in whole.items())
    return (*lists, *(f"agent_groups.{name}.cost={cost}" for name, cost in wages.items()))


def _whole(before: Any, after: Any) -> Any:  # noqa: ANN401 - a list, or numbers by name
    """The new value. Mappings are laid over the old ones name by name, so a name that is gone is taken out by null."""
    if isinstance(before, Mapping) and isinstance(after or {}, Mapping):
        return {**dict.fromkeys(before), **{key: _whole(before.get(key), one) for key, one in (after or {}).items()}}
    if not isinstance(after, Mapping | list | None):
        return after
    return after or []


# Fields


def _fields(rows: Iterator[rules.Told], groups: tuple[str, ...] = ()) -> tuple[Field, ...]:
    return tuple(
        Field(key, label, kind, value, groups if kind == "choices" else ())  # type: ignore[arg-type]
        for key, label, kind, value in rows
    )


def _target(place: int, target: Mapping[str, Any]) -> Group:
    key = f"targets.{place}"
    measure = next(name for name in (*SHARES, "mean_wait") if name in target)
    name = next(
        (str(target[scope]) for scope in ("queue", "contact_type", "agent_group") if scope in target), say("the centre")
    )
    shared = measure in SHARES
    value = _percent(target[measure]) if shared else str(target[measure])
    fields = [Field(f"{key}.{measure}", ASKED[measure](), "percent" if shared else "text", value, needed=True)]
    if measure == "answer_rate":
        fields.append(Field(f"{key}.within", say("within"), "text", str(target.get("within", "")), needed=True))
    fields.append(Field(f"{key}.per", say("judged"), "choice", str(target.get("per", "horizon")), PER))
    confidence = target.get("confidence")
    fields.append(
        Field(
            f"{key}.confidence",
            say("on so many days, %"),
            "percent",
            None if confidence is None else _percent(confidence),
        )
    )
    return Group(name, tuple(fields))


ASKED = {
    "answer_rate": lambda: say("answered in time, % at least"),
    "abandonment": lambda: say("abandoned, % at most"),
    "occupancy": lambda: say("busy, % at most"),
    "on_time": lambda: say("done by the deadline, % at least"),
    "mean_wait": lambda: say("mean wait, at most"),
}


def _rule(place: int, rule: Mapping[str, Any], groups: tuple[str, ...]) -> Group:
    key = f"shifts.{place}"
    fields = [Field(f"{key}.groups", say("groups"), "choices", [str(one) for one in rule["groups"]], groups)]
    starts = rule.get("starts")
    if isinstance(starts, Mapping):
        names = {"from": say("first start"), "to": say("last start"), "every": say("a start every")}
        fields += [
            Field(f"{key}.starts.{name}", label, "text", str(starts.get(name, ""))) for name, label in names.items()
        ]
    elif starts is not None:
        fields.append(Field(f"{key}.starts", say("starts"), "list", listed(starts)))
    else:
        fields.append(Field(f"{key}.start", say("start"), "text", str(rule.get("start", ""))))
    fields.append(Field(f"{key}.length", say("length"), "list", listed(rule["length"])))
    fields.append(Field(f"{key}.premium", say("times the wage"), "number", rule.get("premium", 1.0)))
    for number, rest in enumerate(rule.get("breaks") or ()):
        fields += _break(f"{key}.breaks.{number}", number + 1, rest)
    return Group(say("Shift rule {n}", n=place + 1), tuple(fields))


def _break(key: str, number: int, rest: Mapping[str, Any]) -> Iterator[Field]:
    yield Field(f"{key}.length", say("break {n}: length", n=number), "text", str(rest["length"]))
    if "between" in rest:
        yield Field(
            f"{key}.between", say("break {n}: begins after", n=number), "span", TO.join(map(str, rest["between"]))
        )
    yield Field(
        f"{key}.paid", say("break {n}: paid", n=number), "yes", "yes" if rest.get("paid", True) else "no", ("yes", "no")
    )


def _heads(key: str, data: Mapping[str, Any], groups: Sequence[str]) -> Iterator[Field]:
    known = data.get(key) or {}
    for name in groups:
        yield Field(f"{key}.{name}", name, "number", known.get(name))


def _wages(data: Mapping[str, Any], groups: Sequence[str]) -> Iterator[Field]:
    for name in groups:
        yield Field(f"agent_groups.{name}.cost", name, "text", str(data["agent_groups"][name].get("cost", "")))


def _percent(share: float) -> float:
    return round(100 * float(share), 6)


def _put(data: dict[str, Any], key: str, value: Any) -> None:  # noqa: ANN401 - a value of a scenario
    """Set what stands at a key; None takes it out."""
    *above, last = key.split(".")
    at: Any = data
    for step in above:
        if isinstance(at, dict) and at.get(step) is None:
            at[step] = {}
        at = at[int(step)] if isinstance(at, list) else at[step]
    if value is None:
        at.pop(last, None)
    else:
        at[last] = value


def classes(source: str, vip: tuple[str, ...], others: tuple[str, ...]) -> tuple[Fault, ...]:
    """What is wrong with two classes of a study of lanes; nothing if it can be made."""
    from optimize.lanes.centre import centre
    from optimize.lanes.setting import source_of

    try:
        centre(source_of(source, (), None, None), vip, others)
    except InputError as wrong:
        return tuple(wrong.faults)
    return ()
