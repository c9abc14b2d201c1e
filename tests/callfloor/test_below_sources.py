"""Every message of the scenario language has a pattern, or stands here: a new one in the source has to be given its Chinese."""

# ruff: noqa: C901, PLR0912
import ast
import itertools
from pathlib import Path
from string import Formatter

import pytest

import scenarios
from callfloor.language import below

FILES = [
    "arrivals",
    "calendars",
    "channel_checks",
    "checks",
    "circles",
    "closed_shifts",
    "deadlines",
    "distributions",
    "document",
    "events",
    "fields",
    "grids",
    "hours",
    "journeys",
    "labour",
    "loading",
    "merging",
    "premiums",
    "satisfaction",
    "schema",
    "settings",
    "shift_rules",
    "tables",
    "targets",
    "units",
]
# Pieces of a message whose whole stands among the patterns with all that may be in its place; examples of the language, which are no words; what only
# the command line says; and the words of YAML, CSV and the machine itself, which come in English and leave their sentence English.
LEFT = {
    "{} come to one queue, and are not served alike; give each a queue of its own",
    "{}, or to one with a deadline",
    "{} sum to {}, more than 1; {} is the most",
    "{} deadline to be met; {}",
    "{}; write {}: {...}",
    "{}; name a queue or a contact type",
    "contact_types.{}.arrivals.replay: {} of the whole log: {}",
    "contact_types.{}.arrivals.replay: not read: {}; see docs/replay.md",
    "nothing that {} serves ({}) is open from {}{}",
    "fixed: 30 s",
    "{}: {mean: 4 min, cv: 1.1}",
    "uniform: {low: 5 s, high: 20 s}",
    "triangular: {low: 1 min, mode: 2 min, high: 5 min}",
    "empirical: {file: talks.csv, column: seconds, unit: s}",
    "mixture: [{weight: 0.1, of: {fixed: 0 s}}, {weight: 0.9, of: {exponential: {mean: 2 min}}}]",
    'by_time: {"00:00": {fixed: 30 s}, "13:00": {fixed: 40 s}}',
    "the mean is 0; write {fixed: 0 s} if it takes no time",
    "unit is missing; write {}",
    "{} is not what mixture takes; write {}",
    "of is missing; write {}",
    "{} is not what by_time takes; write {}",
    "this is not YAML: {}",
    "{} is not in the calendar, which is {}; leave the date out for every day",
    "the event {}; an event is one of {}",
    "{} are {}",
    "no {} is called {}; {}",
    "{} is not a share; {}",
    "{} is not a share; shares run from 0 to 1{}",
    "A duration, a time of day, money per hour, and plain values.",
    "Distributions: of a time that ends, of one above 0, of a time that may not end, of a plain number.",
    "One number for each interval of the calendar.",
    "those of the file",
    "Names the file defines, and names it refers to.",
    "What may be chosen from a list.",
    "{}, one for each interval of the calendar, or {} (repeated)",
    '"06:00-24:00", a list of such, or closed',
    "the file cannot be read: {}",
    "nothing is written here; {}",
    "{} stands where {}",
    '"22:00-06:00", sun, or "sat 14:00-24:00"',
    "{} is deferred work and {}",
    "slowdown has {}; {}",
    "{} is more than 1; lower the factor",
    "head_start {}",
    "values by interval became one number",
    "{}= is not known: a value is set, not changed by an amount; write {}=NUMBER",
    "{} is not a change: the value is set, not added; write the number itself ({} if that is meant), or a list or a table",
    "{}, {} all day",
    "{}; write weekdays, or [mon, tue, sat]",
    "{} cannot be read as CSV: {}",
    "{} separates its columns with {}; {}",
    "the target {}; write one of {}",
    "{} is not a measure of {}",
    "0 has no unit; write 0 s",
    "{} has no unit; write {} s or {} min",
    "{} is not a duration{}; write it like 20 s, 4 min, 1 h 30 min or 2 d",
    "50 per min or 300 per h",
    "write {} per min or {} per h",
    "45 per h",
    "write {} per h",
    "{} has no unit; {}",
    "{} is not a date: {}",
}
SKIP_CALLS = {"field", "compile", "write_text", "strftime", "getattr", "TypeVar", "format_map"}


def texts(node):
    """Variants of a string expression, places as {}; None where it is none."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else None
    if isinstance(node, ast.IfExp):
        a, b = texts(node.body), texts(node.orelse)
        return (a or ["{}"]) + (b or ["{}"]) if a or b else None
    if isinstance(node, ast.JoinedStr):
        parts = []
        for v in node.values:
            if isinstance(v, ast.Constant):
                parts.append([v.value])
            else:
                inner = texts(v.value) if isinstance(v.value, (ast.IfExp, ast.JoinedStr, ast.Constant)) else None
                parts.append(inner or ["{}"])
        return ["".join(p) for p in itertools.product(*parts)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        a, b = texts(node.left), texts(node.right)
        if a is None and b is None:
            return None
        return [x + y for x in (a or ["{}"]) for y in (b or ["{}"])]
    return None


def found(path):
    tree = ast.parse(Path(path).read_text())
    out = {}

    def walk(node):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)):
            body = node.body
            if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
                body = body[1:]
            for n in body:
                walk(n)
            return
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in SKIP_CALLS:
                return
        t = texts(node) if isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp, ast.IfExp)) else None
        if t is not None:
            for one in t:
                if " " in one.strip() and any(c.isalpha() for c in one.replace("{}", "")):
                    out.setdefault(one, node.lineno)
            # nested strings within places
            if isinstance(node, ast.JoinedStr):
                for v in node.values:
                    if isinstance(v, ast.FormattedValue) and not isinstance(
                        v.value, (ast.IfExp, ast.JoinedStr, ast.Constant)
                    ):
                        walk(v.value)
            elif isinstance(node, (ast.BinOp, ast.IfExp)):
                for c in ast.iter_child_nodes(node):
                    if texts(c) is None:
                        walk(c)
            return
        for c in ast.iter_child_nodes(node):
            walk(c)

    walk(tree)
    return out


def shape(pattern):
    return "".join(
        before + ("{}" if place is not None else "")
        for before, place, *_ in Formatter().parse(pattern.partition("||")[0])
    )


KNOWN = {shape(pattern) for pattern in below.PATTERNS}


def without(name):
    texts_there = found(Path(scenarios.__file__).parent / f"{name}.py")
    return {text for text in texts_there if not any(text in pattern for pattern in KNOWN)}


@pytest.mark.parametrize("name", FILES)
def test_every_message_has_a_pattern_or_is_left_on_purpose(name):
    assert without(name) <= LEFT


def test_nothing_is_left_that_has_a_pattern_or_is_said_no_more():
    assert set().union(*map(without, FILES)) == LEFT
