"""What every request passes on its way in, and every answer on its way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor.language import say, use
from callfloor.web import visit as visits
from callfloor.web.pages import login, page_of
from callfloor.web.safety import forgery, headers, sessions
from callfloor.web.safety.users import Users

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as BaseResponse

    from callfloor.web.app import App
    from callfloor.web.services import Services

BASE64 = 4 / 3  # an upload comes as text inside a callback's JSON
ROOM = 2 * 1024 * 1024  # for the rest of that callback


def before(server: Flask, services: Services) -> None:
    """Set the guards before each request: language, name, where it comes from, who asks."""
    settings = services.settings
    users = None if settings.users is None else Users(settings.users)
    sessions.prepare(server, settings)
    login.register(server, users, https=settings.https)
    server.config["MAX_CONTENT_LENGTH"] = int(settings.limits.upload * BASE64) + ROOM
    server.config["MAX_FORM_MEMORY_SIZE"] = ROOM

    @server.before_request
    def guard() -> BaseResponse | None:
        from flask import abort, g, redirect, request

        use(visits.language())
        if not forgery.known_host(request.host, settings):
            abort(400, say("callfloor does not go by this name; start it with --name to allow it."))
        if forgery.forged(request):
            abort(403, say("This was sent from another site, so nothing was done."))
        g.user = sessions.user(users) or ""
        if g.user or sessions.is_open(request.path):
            return None
        if request.method == "GET" and request.accept_mimetypes.accept_html and not request.path.startswith("/_dash"):
            return redirect(login.to_login(request.full_path.rstrip("?")))
        return abort(401, say("You are not logged in."))


def watch(app: App, services: Services) -> None:
    """Set the guards behind each answer; called last, when all scripts of the page are known."""
    own = headers.policy(app.csp_hashes())
    https = services.settings.https

    @app.server.after_request
    def leave(answer: Response) -> Response:
        from flask import request

        shell = request.endpoint is not None and request.endpoint.endswith("<path:path>")
        if shell and answer.status_code == 200 and page_of(request.path) is None:
            answer.status_code = 404  # the frame says so in words
        return headers.stamp(answer, own, https=https)
