"""Fields of the scenario form as components: an input for each key, distributions as a family with its numbers, the rest folded.

Everything said here comes from the field table (`forms/tree.py`): label, meaning, unit, what holds if it is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from callfloor.language import say
from callfloor.web.forms import speech
from callfloor.web.forms.nodes import Field, Group, Node, Series
from callfloor.web.forms.rows import WAYS
from callfloor.web.forms.wording import FAMILIES

if TYPE_CHECKING:
    from dash.development.base_component import Component

FIELD, SHAPE, CHOICE, PART = "scenario-field", "scenario-shape", "scenario-choice", "scenario-part"
DEEPEST = 6  # of headings


def panel(group: Group, errors: Mapping[str, str]) -> list[Component]:
    """All of one part of the scenario, under its heading."""
    shown: list[Component] = [dmc.Title(group.label, order=2, className="callfloor-heading")]
    if group.help:
        shown.append(html.P(group.help, className="soft"))
    return [*shown, *_inside(group, errors, 2)]


def _inside(group: Group, errors: Mapping[str, str], level: int) -> list[Component]:
    parts = list(_laid(group.main, errors, level))
    if group.more:
        words = html.Summary(say("More of {part}", part=group.label))
        parts.append(html.Details([words, *_laid(group.more, errors, level)], open=_open(group.more, errors)))
    tail = _tail(group, level)
    return [*parts, tail] if tail is not None else parts


def _open(nodes: tuple[Node, ...], errors: Mapping[str, str]) -> bool:
    """Whether something folded is at fault, so that it must be seen."""
    return any(key == node.key or key.startswith(f"{node.key}.") for node in nodes for key in errors)


def _laid(nodes: tuple[Node, ...], errors: Mapping[str, str], level: int) -> list[Component]:
    """Short inputs side by side, groups below each other, in the order of the language."""
    laid: list[Component] = []
    short: list[Component] = []
    for node in nodes:
        if isinstance(node, Group):
            if short:
                laid.append(_row(short))
                short = []
            laid.append(_group(node, errors, level + 1))
        else:
            short.append(_series(node) if isinstance(node, Series) else field(node, errors.get(node.key)))
    return [*laid, _row(short)] if short else laid


def _row(parts: list[Component]) -> Component:
    return dmc.SimpleGrid(
        parts, cols={"base": 1, "sm": 2}, spacing="md", verticalSpacing="sm", className="scenario-row"
    )


def _group(group: Group, errors: Mapping[str, str], level: int) -> Component:
    absent = not (group.main or group.more or group.families) and len(group.add) == 1 and group.add[0][0] == group.key
    error = errors.get(group.key)
    said = [html.P(error, className="bad scenario-error", role="alert")] if error else []
    about = [html.P(group.help, className="soft scenario-help")] if group.help else []
    if absent:
        button = _button("add", group.key, "", say("Set {part}", part=group.label))
        return html.Div([html.Span(group.help, className="soft"), button, *said], className="scenario-absent")
    if group.families:
        return dmc.Fieldset([*about, _was(group.old), *said, *_in_a_way(group, errors, level)], legend=group.label)
    return dmc.Fieldset([*about, *said, *_inside(group, errors, min(level, DEEPEST))], legend=group.label)


def _in_a_way(group: Group, errors: Mapping[str, str], level: int) -> list[Component]:
    """What may be said in several ways: the choice with the inputs beside it, groups below."""
    short = (one for one in group.main if isinstance(one, Field))
    numbers = (html.Div(field(one, errors.get(one.key)), className="scenario-number") for one in short)
    groups = tuple(one for one in group.main if isinstance(one, Group))
    tail = _tail(group, level)
    row = dmc.Group([_family(group), *numbers], align="flex-end", gap="md")
    return [row, *_laid(groups, errors, min(level, DEEPEST)), *([tail] if tail is not None else [])]


def _tail(group: Group, level: int) -> Component | None:
    """What may be added to a group, and its own removal."""
    parts: list[Component] = []
    if group.named:
        ident = {"type": CHOICE, "key": group.key}
        parts.append(
            dmc.TextInput(
                id=ident,
                label=group.asks or say("Name of a new one in {part}", part=group.label),
                value="",
                debounce=True,
            )
        )
    elif len(group.add) > 1:
        data = [{"value": key, "label": label} for key, label in group.add]
        parts.append(
            dmc.Select(
                id={"type": SHAPE, "act": "choose", "key": group.key},
                label=say("Add to {part}", part=group.label),
                data=data,
                value=None,
            )
        )
    elif group.add and (group.main or group.more or group.add[0][0] != group.key):
        parts.append(
            _button("add", group.add[0][0], "", say("Add to {part}: {new}", part=group.label, new=group.add[0][1]))
        )
    if group.removable:
        parts.append(_button("remove", group.key, "", say("Remove {part}", part=group.label), danger=True))
    return dmc.Group(parts, align="flex-end", mt="sm") if parts else None


def _button(act: str, key: str, value: str, text: str, *, danger: bool = False) -> Component:
    ident = {"type": SHAPE, "act": f"{act}:{value}" if value else act, "key": key}
    return html.Button(
        text, id=ident, type="button", className="callfloor-plain scenario-remove" if danger else "callfloor-plain"
    )


def _family(group: Group) -> Component:
    data = [{"value": one, "label": say({**FAMILIES, **WAYS}.get(one, one))} for one in group.families]
    ident = {"type": SHAPE, "act": "family", "key": group.key}
    label = say("stated") if group.family in WAYS else say("how it varies")
    return dmc.Select(
        id=ident, label=label, data=data, value=group.family or None, allowDeselect=False, w=230, **{"aria-label": f"{group.label}: {label}"}
    )  # fmt: skip


def _was(old: str) -> Component:
    return html.P(say("base: {old}", old=old), className="scenario-was") if old else html.Span()


def _series(one: Series) -> Component:
    from callfloor.web.forms.intervals import STAFFING, VOLUMES

    table = STAFFING if one.key.startswith("agent_groups.") else VOLUMES
    link = html.Button(
        say("Edit the table by interval"),
        id={"type": PART, "key": table, "at": one.key},
        type="button",
        className="callfloor-plain",
    )
    return html.Div(
        [
            html.Strong(one.label),
            html.P(one.help, className="soft scenario-help"),
            html.P(one.text),
            _was(one.old),
            link,
        ]
    )


def field(one: Field, error: str | None) -> Component:
    """One input with its label, its meaning, its fault."""
    said = [one.help] if one.help else []
    if one.default:
        said.append(say("Left out: {default}.", default=one.default))
    if one.old:
        said.append(say("base: {old}", old=one.old))
    shared: dict[str, Any] = {
        "id": {"type": FIELD, "key": one.key}, "label": f"{one.label}, {one.unit}" if one.unit else one.label, "description": " ".join(said) or None,
        "error": error, "required": one.needed, "withAsterisk": False,
    }  # fmt: skip
    if one.widget in ("percent", "number", "whole", "money"):
        most = {"max": 100} if one.widget == "percent" else {}
        least = {} if one.least is None else {"min": one.least}
        return dmc.NumberInput(
            **shared,
            **most,
            **least,
            value=one.value,
            debounce=True,
            allowDecimal=one.widget != "whole",
            clampBehavior="none",
        )
    if one.widget in ("choice", "yes"):
        return dmc.Select(
            **shared, data=[_option(name) for name in one.options], value=one.value or None, clearable=not one.needed
        )
    if one.widget == "choices":
        return dmc.MultiSelect(**shared, data=list(one.options), value=one.value)
    if one.widget == "written":
        return dmc.Textarea(
            **shared, value=one.value, autosize=True, minRows=1, maxRows=8, debounce=True, className="scenario-written"
        )
    return dmc.TextInput(**shared, value=one.value, debounce=True)


def _option(name: str) -> dict[str, str]:
    return {"value": name, "label": speech.choice(name)}
