"""Notes: sentences about what was read, written down in English and said again in the language of a report."""

from __future__ import annotations

from collections.abc import Mapping

from callfloor.language import say


class Note(str):
    """A sentence in English, as terminal and JSON have it; ``said`` says it in the language of now."""

    __slots__ = ("key", "values")

    key: str
    values: Mapping[str, object]

    def __new__(cls, key: str, **values: object) -> Note:
        """The sentence that a key, marked by ``later``, gives with these values."""
        note = super().__new__(cls, key.format(**values))
        note.key, note.values = key, values
        return note

    @property
    def said(self) -> str:
        """The sentence in the language of now."""
        return say(self.key, **self.values)
