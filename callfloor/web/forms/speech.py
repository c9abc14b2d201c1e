"""The field table in the language of now: labels, meanings, words to choose from.

The table itself (`scenarios/schema.py`) is English; its Chinese stands in `schema.zh.po` beside this module, with a test that holds the two
together: every key, meaning and choice of the language is there, and nothing else.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from callfloor.language import CHINESE, current

FILE = Path(__file__).parent / "schema.zh.po"
LABEL, CHOICE, MEANING = "label", "choice", ""
ACRONYMS = ("ivr",)


def label(key: str) -> str:
    """A key in plain words."""
    said = _said(key.replace("_", " "), LABEL)
    return said.upper() if said in ACRONYMS else said


def meaning(text: str) -> str:
    """What a key means."""
    return _said(text, MEANING)


def choice(word: str) -> str:
    """A word of the language to choose from; a name of the scenario stays as it is."""
    said = _said(word, CHOICE)
    return said.replace("_", " ") if word in words(CHOICE) else said


def words(kind: str) -> dict[str, str]:
    """All of a kind with their Chinese."""
    return {text: said for (of, text), said in _catalogue().items() if of == kind}


def _said(text: str, kind: str) -> str:
    return _catalogue().get((kind, text), text) if current() == CHINESE else text


@cache
def _catalogue() -> dict[tuple[str, str], str]:
    from babel.messages.pofile import read_po

    with FILE.open("rb") as file:
        found = read_po(file, locale=CHINESE)
    return {(str(one.context or ""), str(one.id)): str(one.string) for one in found if one.id}
