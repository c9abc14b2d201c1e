"""What goes with what inside one part, as JSON Schema: the same as the part's own check, which has the last word."""

from __future__ import annotations

from callfloor.authoring.kinds import JsonSchema
from scenarios.arrivals import COUNTED, MULTIPLIERS, SOURCES, Arrivals
from scenarios.events import KINDS, Event
from scenarios.fields import CHANNELS, IMMEDIATE, Part
from scenarios.journeys import Complaint
from scenarios.schema import ContactType, IvrNode, Queue
from scenarios.shift_rules import ShiftRule
from scenarios.targets import MEASURES, SCOPES, Target


def _one_of(keys: tuple[str, ...]) -> list[JsonSchema]:
    """Exactly one of the keys."""
    return [{"required": [key]} for key in keys]


def _together(key: str, needs: str) -> JsonSchema:
    """A key that stands only beside another."""
    return {"dependencies": {key: [needs]}}


def _neither(*keys: str) -> JsonSchema:
    """None of the keys."""
    return {"not": {"anyOf": [{"required": [key]} for key in keys]}}


def _if(condition: JsonSchema, then: JsonSchema) -> JsonSchema:
    return {"if": condition, "then": then}


DEFERRED = [channel for channel in CHANNELS if channel not in IMMEDIATE]
RULES: dict[type[Part], JsonSchema] = {
    Arrivals: {
        "oneOf": _one_of(SOURCES),
        "allOf": [_if({"required": [source]}, _neither(*MULTIPLIERS)) for source in COUNTED],
    },
    ContactType: _if(
        {"properties": {"channel": {"enum": DEFERRED}}, "required": ["channel"]},
        _neither("patience"),
    ),
    IvrNode: _together("when_full", "ports"),
    Queue: _together("deadline_from", "deadline"),
    Complaint: {"dependencies": {"longer_than": ["after_waiting"]}},
    Target: {
        "oneOf": _one_of(MEASURES),
        "allOf": [
            {"oneOf": [*_one_of(SCOPES), _neither(*SCOPES)]},
            {"dependencies": {"answer_rate": ["within"], "within": ["answer_rate"], "of": ["answer_rate"]}},
            _if({"required": ["occupancy"]}, _neither("queue", "contact_type")),
            _if({"required": ["agent_group"]}, {"required": ["occupancy"]}),
        ],
    },
    Event: {"oneOf": _one_of(KINDS)},
    ShiftRule: {"oneOf": _one_of(("start", "starts"))},
}
