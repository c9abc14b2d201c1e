"""The JSON Schema of scenario files, for editors: made from the field table, as files are really written.

`callfloor schema` writes it. It knows keys, forms of values, bounds and what goes with what inside one part; what only the whole
file can tell (whether a queue named is defined, whether shares add up to 1) is left to callfloor's own check. A file
that `extends` another may leave out what it does not change, so each part that merges is there twice: whole, and as changes.
"""

from __future__ import annotations

from typing import Any, get_args, get_origin

from callfloor.authoring import families
from callfloor.authoring.kinds import JsonSchema, either, kind_of, listed, ref
from callfloor.authoring.parts import Entry, entries, is_part, parts
from callfloor.authoring.rules import RULES
from scenarios.fields import Part
from scenarios.schema import Scenario

DRAFT = "http://json-schema.org/draft-07/schema#"  # the newest that editors' YAML extensions know well
EXTENDS: JsonSchema = {
    "type": "string",
    "description": "A library scenario or a file beside this one; the rest of this file is what differs from it.",
}
CHANGES = "Changes"  # ends the name of a part as it stands in a file that extends another


def schema() -> JsonSchema:
    """The whole schema, a JSON document of draft 7."""
    definitions: dict[str, JsonSchema] = dict(families.definitions())
    for part in parts():
        definitions[part.__name__] = _part(part, changes=False)
        definitions[part.__name__ + CHANGES] = _part(part, changes=True)
    for name in ("Scenario", "Scenario" + CHANGES):
        definitions[name]["properties"]["extends"] = EXTENDS
    return {
        "$schema": DRAFT,
        "title": "callfloor scenario",
        "description": "A contact centre, what is asked of it, and what may be chosen. Reference: docs/language.md.",
        "if": {"type": "object", "required": ["extends"]},
        "then": ref(Scenario.__name__ + CHANGES),
        "else": ref(Scenario.__name__),
        "definitions": definitions,
    }


def _part(part: type[Part], *, changes: bool) -> JsonSchema:
    found = entries(part)
    made: JsonSchema = {
        "type": "object",
        "description": " ".join((part.__doc__ or "").split()),
        "properties": {entry.key: _described(entry, changes=changes) for entry in found},
        "additionalProperties": False,
    }
    needed = [entry.key for entry in found if entry.needed]
    if changes:
        return made
    if needed:
        made["required"] = needed
    return {**made, **RULES.get(part, {})}


def _described(entry: Entry, *, changes: bool) -> JsonSchema:
    value = _bounded(_value(entry, changes=changes), entry)
    made: JsonSchema = {"description": entry.info.description or ""}
    if entry.default is not None:
        made["default"] = entry.default
    if changes or entry.nothing:
        value = either(value, {"type": "null"})  # as if it were left out; in a change, takes the key out
    return {**made, **({"allOf": [value]} if "$ref" in value else value)}


def _bounded(value: JsonSchema, entry: Entry) -> JsonSchema:
    """Add the bounds that stand beside the type; those of written times are in callfloor's own check."""
    bounds = {"ge": "minimum", "gt": "exclusiveMinimum"} if value.get("type") in {"number", "integer"} else {}
    found = {word: entry.bound(name) for name, word in bounds.items() if entry.bound(name) is not None}
    least = entry.bound("min_length")
    if least is not None and value.get("type") == "object":
        found["minProperties"] = least
    return {**value, **found}


def _value(entry: Entry, *, changes: bool) -> JsonSchema:
    value = _form(entry.hint, changes=changes)
    beside = entry.extra.get("part")
    if changes and beside is not None:  # a table may be changed by its column alone
        return either(value, ref(beside.__name__ + CHANGES))
    return value


def _form(hint: Any, *, changes: bool) -> JsonSchema:  # noqa: ANN401 - a type may be anything
    """How a value of a type is written. What is replaced whole (lists) is never a change of the old."""
    kind = kind_of(hint)
    if kind is not None:
        return kind.schema
    if is_part(hint):
        return ref(hint.__name__ + (CHANGES if changes else ""))
    origin, inside = get_origin(hint), get_args(hint)
    if origin is dict:
        value = _form(inside[1], changes=changes)
        names = kind_of(inside[0])
        return {
            "type": "object",
            "propertyNames": names.schema if names else {"type": "string"},
            "additionalProperties": either(value, {"type": "null"}) if changes else value,
        }
    if origin is tuple:
        return listed(_form(inside[0], changes=False))
    if origin is not None and all(isinstance(choice, str) for choice in inside):  # one of a list of words
        return {"enum": list(inside)}
    raise TypeError(f"{hint} has no row in callfloor/authoring/kinds.py; add one that says how it is written")
