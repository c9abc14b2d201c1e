"""Kinds of value: how each is written in a file, as a JSON Schema and in words.

The types of `scenarios/fields.py` and its neighbours say how a value is read; this table says what may be written so that it can
be read. Whoever adds a kind to the language adds its row here, or `callfloor schema` and the reference refuse to be made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from scenarios import calendars, deadlines, events, fields, hours, labour, premiums, replay, satisfaction, shift_rules

JsonSchema: TypeAlias = dict[str, Any]

NUMBER = r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
DURATION = rf"^\s*(?:{NUMBER}\s*(?:d|h|min|s)\s*)+$"
NO_TIME = r"^\s*(?:0+(?:\.0+)?\s*(?:d|h|min|s)\s*)+$"
RATE = rf"^\s*{NUMBER}\s*(?:per\s+|/\s*)(?:d|h|min|s)\s*$"
CLOCK = r"(?:(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|24:00(?::00)?)"
DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
SPAN = rf"\s*{CLOCK}\s*[-\u2013]\s*{CLOCK}\s*"
DAY = "(?:" + "|".join(hours.NAMES) + ")"


@dataclass(frozen=True)
class Kind:
    """One kind of value: its name in the reference, how it is written in words, and its JSON Schema."""

    name: str
    words: str
    schema: JsonSchema


def text(pattern: str, *examples: str) -> JsonSchema:
    """Words that must look like a pattern."""
    return {"type": "string", "pattern": pattern, "examples": list(examples)}


def ref(name: str) -> JsonSchema:
    """What is defined once in the schema."""
    return {"$ref": f"#/definitions/{name}"}


def either(*schemas: JsonSchema) -> JsonSchema:
    """Any one of several forms."""
    return {"anyOf": list(schemas)}


def listed(schema: JsonSchema, **more: object) -> JsonSchema:
    """A list of one kind."""
    return {"type": "array", "items": schema, **more}


WORDS: JsonSchema = {"type": "string"}
NUMERIC: JsonSchema = {"type": "number"}
NOT_NEGATIVE: JsonSchema = {"type": "number", "minimum": 0}
ABOVE_ZERO: JsonSchema = {"type": "number", "exclusiveMinimum": 0}
SHARE: JsonSchema = {"type": "number", "minimum": 0, "maximum": 1}
PEOPLE: JsonSchema = {"type": "integer", "minimum": 0, "maximum": fields.MOST_PEOPLE}
DURATIONS = text(DURATION, "20 s", "4 min", "1 h 30 min", "2 d")
LASTING: JsonSchema = {**DURATIONS, "not": {"pattern": NO_TIME}}
CLOCKS = text(rf"^\s*{CLOCK}\s*$", "08:30", "22:00")
DATES = text(rf"^\s*{DATE}\s*$", "2026-03-02")
SPANS = either(
    {"const": "closed"}, text(f"^{SPAN}$", "06:00-24:00", "22:00-06:00"), listed(text(f"^{SPAN}$"), minItems=1)
)
TABLE: JsonSchema = {
    "type": "object",
    "properties": {"file": WORDS, "column": WORDS},
    "required": ["file", "column"],
    "additionalProperties": False,
}
SPLIT: JsonSchema = {"type": "object", "additionalProperties": SHARE, "minProperties": 1}
WEEKDAYS: JsonSchema = {"enum": list(hours.NAMES)}
NAME: JsonSchema = {"type": "string", "pattern": r"^[^.]*\S[^.]*$"}

KINDS: tuple[tuple[object, Kind], ...] = (
    (fields.Seconds, Kind("duration", "duration", DURATIONS)),
    (fields.PositiveSeconds, Kind("duration", "duration above 0", LASTING)),
    (fields.TimeOfDay, Kind("time-of-day", "time of day", CLOCKS)),
    (fields.Wage, Kind("money-per-hour", "money per hour", text(RATE, "45 per h"))),
    (fields.Number, Kind("number", "number", NUMERIC)),
    (fields.Factor, Kind("number", "number, 0 or more", NOT_NEGATIVE)),
    (fields.Positive, Kind("number", "number above 0", ABOVE_ZERO)),
    (fields.Whole, Kind("number", "whole number", {"type": "integer"})),
    (fields.People, Kind("number", "whole number of people", PEOPLE)),
    (fields.Share, Kind("share", "share, 0 to 1", SHARE)),
    (fields.Truth, Kind("truth", "true or false", {"type": "boolean"})),
    (fields.Day, Kind("date", "date", DATES)),
    (fields.Words, Kind("words", "words", WORDS)),
    (fields.Time, Kind("distribution", "distribution of a time", ref("time"))),
    (fields.Lasting, Kind("distribution", "distribution of a time above 0", ref("time"))),
    (fields.Patience, Kind("distribution", "distribution of a time, or never", ref("patience"))),
    (fields.Multiplier, Kind("distribution", "distribution of a plain number", ref("multiplier"))),
    (fields.Volumes, Kind("by-interval", "list, or {file, column}", either(listed(NOT_NEGATIVE), TABLE))),
    (fields.SteadyVolumes, Kind("rate", "rate", text(RATE, "50 per min", "300 per h"))),
    (
        fields.Staffing,
        Kind("by-interval", "number, list, or {file, column}", either(NOT_NEGATIVE, listed(NOT_NEGATIVE), TABLE)),
    ),
    (fields.Slots, Kind("by-interval", "whole number, list, or {file, column}", either(PEOPLE, listed(PEOPLE), TABLE))),
    (fields.NewName, Kind("name", "name of your own", NAME)),
    (fields.QueueName, Kind("name", "name of a queue", WORDS)),
    (fields.GroupName, Kind("name", "name of an agent group", WORDS)),
    (fields.ContactTypeName, Kind("name", "name of a contact type", WORDS)),
    (fields.BusynessName, Kind("name", "name of a busyness", WORDS)),
    (fields.Entry, Kind("name", "name of an IVR node or queue", WORDS)),
    (fields.Overflow, Kind("name", "name of an IVR node or queue, or hang_up", WORDS)),
    (
        fields.Then,
        Kind(
            "split",
            "split, or one for each contact type",
            either(SPLIT, {"type": "object", "additionalProperties": SPLIT, "minProperties": 1}),
        ),
    ),
    (fields.Version, Kind("number", "1", {"const": 1})),
    (
        calendars.Holidays,
        Kind("holidays", "country's code, or list of dates", either(text(r"^\s*[A-Za-z]", "CN", "DE-BY"), listed(DATES))),
    ),
    (
        calendars.Days,
        Kind("number", "whole number", {"type": "integer", "minimum": 1, "maximum": calendars.MOST_DAYS}),
    ),
    (calendars.Interval, Kind("duration", "duration that divides 24 h", LASTING)),
    (
        deadlines.DeadlineTime,
        Kind("deadline", "duration, or working days", either(LASTING, text(r"^\s*[1-9]\d*\s+working\s+days?\s*$", "3 working days"))),
    ),
    (
        hours.OpeningHours,
        Kind(
            "opening-hours",
            "hours, closed, or by day",
            either(
                SPANS,
                {"type": "object", "propertyNames": WEEKDAYS, "additionalProperties": SPANS, "minProperties": 1},
            ),
        ),
    ),
    (
        premiums.PremiumHours,
        Kind(
            "premium-hours",
            "hours or days: factor",
            {
                "type": "object",
                "propertyNames": {"pattern": rf"^\s*(?:{SPAN}|{DAY}(?:\s{SPAN})?)\s*$"},
                "additionalProperties": NOT_NEGATIVE,
            },
        ),
    ),
    (events.Moment, Kind("moment", "time of day, or date and time", text(rf"^\s*(?:{DATE}(?:\s+|T))?{CLOCK}\s*$", "10:30", "2026-03-02 10:30"))),
    (
        events.Outage,
        Kind(
            "outage",
            "{ivr: true}, or share by agent group",
            {
                "type": "object",
                "properties": {events.IVR: {"anyOf": [{"const": True}, SHARE]}},
                "additionalProperties": SHARE,
                "minProperties": 1,
            },
        ),
    ),
    (events.CalledIn, Kind("number", "whole number of people, or {up_to}", either(PEOPLE, ref("OnCall")))),
    (replay.LogName, Kind("words", "name of a file", WORDS)),
    (labour.DaysOfAWeek, Kind("number", "whole number, 1 to 7", {"type": "integer", "minimum": 1, "maximum": 7})),
    (satisfaction.Score, Kind("number", "number, 0 to 100", {"type": "number", "minimum": 0, "maximum": 100})),
    (shift_rules.Days, Kind("days", "days, or a list of them", either(WEEKDAYS, listed(WEEKDAYS, minItems=1)))),
    (shift_rules.Starts, Kind("starts", "{from, to, every}, or list of times of day", either(ref("StartGrid"), listed(CLOCKS, minItems=1)))),
    (shift_rules.Lengths, Kind("duration", "duration, or list of durations", either(LASTING, listed(LASTING, minItems=1)))),
    (shift_rules.Window, Kind("window", "[earliest, latest]", listed(DURATIONS, minItems=2, maxItems=2))),
)  # fmt: skip


def kind_of(hint: object) -> Kind | None:
    """The row of a type; none if it is a part, a list or a mapping."""
    return next((kind for known, kind in KINDS if known == hint), None)
