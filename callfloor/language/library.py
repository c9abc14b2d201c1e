"""The library in the language of now: titles and stories of its scenarios."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from callfloor.language import ENGLISH, current

if TYPE_CHECKING:
    from scenarios.catalogue import Entry

BETWEEN = " · "


def library() -> tuple[Entry, ...]:
    """All ready scenarios, by name, as they are told in the language of now."""
    from scenarios.catalogue import library as ready

    return tuple(one.told_in(current()) for one in ready())


def titled(title: str) -> str:
    """A scenario's title in the language of now, or several with ` · ` between.

    One of the library's is known, whoever has kept it; others are as they were written.
    """
    if current() == ENGLISH:
        return title
    known = _titles(current())
    return BETWEEN.join(known.get(one, one) for one in title.split(BETWEEN))


@cache
def _titles(language: str) -> dict[str, str]:
    from scenarios.catalogue import library as ready

    return {one.title: one.told_in(language).title for one in ready()}
