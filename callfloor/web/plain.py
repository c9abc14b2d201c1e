"""Pages without Dash: the login, and what is shown when an address fails. Plain HTML in the same frame, with no script."""

from __future__ import annotations

from html import escape

from callfloor.language import LANGUAGES, say
from callfloor.web import visit as visits

__all__ = ["escape", "page"]


def page(title: str, body: str, *, links: bool = True) -> str:
    """A whole page: ``body`` is ready HTML, ``links`` whether the navigation is shown (not before a login)."""
    from callfloor.web.pages import pages
    from callfloor.web.shell import LANGUAGE_TAGS

    lang = visits.language()
    others = "".join(
        f'<a href="/language/{code}" lang="{LANGUAGE_TAGS[code]}">{LANGUAGES[code]}</a>'
        for code in LANGUAGES
        if code != lang
    )
    ways = (
        "".join(f'<a href="{one.path}">{escape(say(one.name))}</a>' for one in pages() if one.listed) if links else ""
    )
    navigation = f'<nav aria-label="{escape(say("Pages"))}">{ways}</nav>' if ways else ""
    return f"""<!DOCTYPE html>
<html lang="{LANGUAGE_TAGS[lang]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · callfloor</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/plain.css">
</head>
<body>
<header><a class="name" href="/">callfloor</a>{others}</header>
{navigation}
<main><h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>"""
