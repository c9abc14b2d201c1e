"""Distributions as JSON Schema: one key, the family, with what that family takes."""

from __future__ import annotations

from callfloor.authoring.kinds import (
    ABOVE_ZERO,
    CLOCK,
    DURATIONS,
    LASTING,
    NOT_NEGATIVE,
    RATE,
    WORDS,
    JsonSchema,
    either,
    ref,
    text,
)
from scenarios.distributions import EXAMPLES, MOST_VARIED, SHAPED
from scenarios.units import SECONDS

NEVER: JsonSchema = {"const": "never"}
CV: JsonSchema = {"type": "number", "exclusiveMinimum": 0, "maximum": MOST_VARIED}


def definitions() -> dict[str, JsonSchema]:
    """The distributions of times, of times that may never end, and of plain numbers."""
    return {
        "time": _distribution("time", times=True),
        "patience": either(NEVER, _distribution("patience", times=True)),
        "multiplier": _distribution("multiplier", times=False),
    }


def _distribution(own: str, *, times: bool) -> JsonSchema:
    """Every family of a quantity; those that hold others refer to ``own``, the definition this becomes."""
    value, mean = (DURATIONS, LASTING) if times else (NOT_NEGATIVE, ABOVE_ZERO)
    rate = text(RATE, "20 per h") if times else ABOVE_ZERO
    found = {
        "fixed": value,
        "exponential": either(_keys(mean=mean), _keys(rate=rate)),
        **{name: _shaped(name, mean, rate) for name in SHAPED},
        "uniform": _keys(low=value, high=value),
        "triangular": _keys(low=value, mode=value, high=value),
        "empirical": _from_file(times=times),
        "mixture": {"type": "array", "minItems": 1, "items": _keys(weight=NOT_NEGATIVE, of=ref(own))},
    }
    if times:
        found["by_time"] = {
            "type": "object",
            "propertyNames": {"pattern": rf"^\s*{CLOCK}\s*$"},
            "additionalProperties": ref(own),
            "minProperties": 1,
        }
    return {
        "type": "object",
        "description": "A distribution: one key, its family.",
        "properties": {family: {"description": EXAMPLES[family], **schema} for family, schema in found.items()},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _shaped(name: str, mean: JsonSchema, rate: JsonSchema) -> JsonSchema:
    cv = {**CV, "minimum": 1} if name == "hyperexponential" else CV
    return either(_keys(mean=mean, cv=cv), _keys(rate=rate, cv=cv))


def _from_file(*, times: bool) -> JsonSchema:
    made = _keys(file=WORDS, column=WORDS, unit={"enum": list(SECONDS)})
    return made if times else {**made, "required": ["file", "column"]}


def _keys(**properties: JsonSchema) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
