"""The login and the choice of a language: plain addresses, which work before anything of the page is loaded."""

from __future__ import annotations

import math
from threading import Semaphore
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from callfloor.language import LANGUAGES, plural, say
from callfloor.web import plain
from callfloor.web import visit as visits
from callfloor.web.safety import sessions
from callfloor.web.safety.attempts import Attempts
from callfloor.web.safety.users import plain_name
from callfloor.web.visit import NotFound

if TYPE_CHECKING:
    from flask import Flask, Response

    from callfloor.web.safety.users import Users

ONE_YEAR = 365 * 24 * 3600
AT_ONCE = 2  # passwords checked at the same time: each takes 32 MB and a core


def register(server: Flask, users: Users | None, *, https: bool) -> None:
    """Add /login, /logout and /language."""
    from flask import make_response, redirect, request

    @server.get("/language/<code>")
    def language(code: str) -> Response:
        if code not in LANGUAGES:
            raise NotFound
        answer = make_response(redirect(inside(request.headers.get("Referer", ""), request.host)))
        answer.set_cookie(visits.COOKIE, code, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=https)
        return answer

    if users is not None:
        _doors(server, users)


def _doors(server: Flask, users: Users) -> None:
    from flask import make_response, redirect, request

    attempts, turn = Attempts(), Semaphore(AT_ONCE)

    @server.get("/login")
    def ask() -> Response:
        return make_response(form(request.args.get("next", "/")))

    @server.post("/login")
    def enter() -> Response:
        name, password = request.form.get("name", ""), request.form.get("password", "")
        onward, address = request.form.get("next", "/"), request.remote_addr or ""
        wait = attempts.wait(name, address)
        if wait > 0:
            minutes = math.ceil(wait / 60)
            sentence = plural(
                "Too many failed logins. Try again in {n} minute.",
                "Too many failed logins. Try again in {n} minutes.",
                minutes,
            )
            return make_response(form(onward, name, sentence), 429)
        with turn:
            right = users.right(name, password)
        stamp = users.stamp(plain_name(name))
        if not right or stamp is None:
            attempts.failed(name, address)
            return make_response(form(onward, name, say("Name or password is wrong.")), 401)
        attempts.succeeded(name)
        sessions.begin(plain_name(name), stamp)
        return make_response(redirect(inside(onward, request.host), 303))

    @server.post("/logout")
    def leave() -> Response:
        sessions.end()
        return make_response(redirect("/login", 303))


def to_login(path: str) -> str:
    """The address of the login that leads on to a path."""
    return f"/login?next={quote(path)}"


def inside(address: str, host: str) -> str:
    """An address as a path of our own: whatever leads elsewhere leads to the first page."""
    parts = urlsplit(address.replace("\\", "/"))
    if parts.netloc not in ("", host) or parts.scheme not in ("", "http", "https"):
        return "/"
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path


def form(onward: str, name: str = "", sentence: str = "") -> str:
    """The login: name, password, and what was wrong with the last try beside them."""
    told = f'<p class="bad" role="alert" id="wrong">{plain.escape(sentence)}</p>' if sentence else ""
    why = ' aria-describedby="wrong"' if sentence else ""
    return plain.page(
        say("Log in"),
        f"""<form method="post" action="/login">
{told}<input type="hidden" name="next" value="{plain.escape(onward)}">
<label>{plain.escape(say("Name"))}
<input name="name" autocomplete="username" required autofocus value="{plain.escape(name)}"{why}></label>
<label>{plain.escape(say("Password"))}
<input name="password" type="password" autocomplete="current-password" required{why}></label>
<div><button>{plain.escape(say("Log in"))}</button></div>
</form>""",
        links=False,
    )
