"""Who is looking at which page, in which language.

A page's layout is given its `Visit`; a callback asks `visiting(services)` for the one of the request it answers (its path is
that of the page the browser shows, for the request itself always goes to the same address).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from callfloor.language import ENGLISH, LANGUAGES

if TYPE_CHECKING:
    from callfloor.web.services import Services

LOCAL = "local"  # the user of a page without a login
COOKIE = "callfloor-language"


class NotFound(Exception):  # noqa: N818 - not an error: what was asked for is not there, or is not this user's
    """There is nothing of that address for this user; the text is the sentence to show, if there is one."""


@dataclass(frozen=True)
class Visit:
    """One request for a page. ``path`` is whole (`/runs/17`), ``query`` is what stands behind its question mark."""

    user: str
    language: str
    path: str
    services: Services
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def below(self) -> tuple[str, ...]:
        """What the path says after its page: ("17",) of `/runs/17`."""
        return tuple(part for part in self.path.split("/") if part)[1:]


def visiting(services: Services, path: str | None = None, search: str | None = None) -> Visit:
    """The visit of the request that is being answered."""
    from flask import has_request_context, request

    if path is None and has_request_context():
        shown = urlsplit(request.headers.get("Referer", ""))
        path, search = shown.path or "/", shown.query
    query = dict(parse_qsl((search or "").lstrip("?")))
    return Visit(user(), language(), path or "/", services, query)


def user() -> str:
    """Who asks; everybody is the same on a page without a login."""
    from flask import g, has_request_context

    return str(g.get("user", LOCAL)) if has_request_context() else LOCAL


def language() -> str:
    """The language of the answer: what was chosen, else the browser's, else English."""
    from flask import has_request_context, request

    if not has_request_context():
        return ENGLISH
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), ENGLISH)
