"""Which sentences callfloor says, where, and which of them have no Chinese yet: `python -m callfloor.language.extraction`.

A sentence is said by a literal (`say("...")`, `plural("...", "...", n)`, `later("...")`), so that it can be found in the source
without running it. Anything else given to these functions has to be a name whose sentences were marked by `later`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOM = Path(__file__).resolve().parents[1]
KEYS = {"say": 0, "plural": 1, "later": 0}  # which argument is the key
PLACES = re.compile(r"\{(\w*)[^{}]*\}")


def messages(room: Path = ROOM) -> dict[str, list[str]]:
    """Every sentence by the files that say it, relative to the repository."""
    found: dict[str, list[str]] = {}
    for path in sorted(room.rglob("*.py")):
        where = path.relative_to(room.parent).as_posix()
        for text in _said(ast.parse(path.read_text("utf-8"))):
            places = found.setdefault(text, [])
            if where not in places:
                places.append(where)
    return found


def _said(tree: ast.AST) -> Iterator[str]:
    """The sentences of a module; where a name is said, what the function around gives it."""
    for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))):
        given = {} if scope is tree else _given(scope)
        for node in ast.walk(scope):
            if isinstance(node, ast.Call):
                key = KEYS.get(_name(node.func))
                if key is not None and len(node.args) > key:
                    yield from _literals(node.args[key], given)
                if _name(node.func) == "map" and _name(node.args[0]) == "later":
                    yield from _literals(node.args[1], given)


def _given(scope: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def _name(called: ast.expr) -> str:
    """The name of a function as it is called, by itself or as `language.plural`; a terminal's own `say` is another."""
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "language":
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _literals(node: ast.expr, given: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The literals that an expression may come to: `say("a" if one else "b")` says two sentences."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body, given)
        yield from _literals(node.orelse, given)
    elif isinstance(node, ast.Tuple):
        for each in node.elts:
            yield from _literals(each, given)
    elif isinstance(node, ast.Name):
        for value in given.get(node.id, []):
            yield from _literals(value, {})
    elif isinstance(node, ast.JoinedStr):
        raise ValueError(f"line {node.lineno}: an f-string is no key; say('... {{name}} ...', name=...)")


def places(text: str) -> set[str]:
    """The {places} of a sentence."""
    return set(PLACES.findall(text.replace("{{", "").replace("}}", "")))


def _stub(text: str, where: list[str]) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'#: {" ".join(where)}\nmsgid "{quoted}"\nmsgstr ""\n\n'


if __name__ == "__main__":
    from callfloor.language import CHINESE, catalogue

    known = catalogue(CHINESE)
    sys.stdout.writelines(_stub(text, where) for text, where in messages().items() if text not in known)
