"""Whatever goes wrong is a sentence on the page: never a traceback, never a blank page.

A callback that fails says so at the top of the page it belongs to; an address that fails says so in a page of the same
frame. Faults of an input are told as they are; anything unexpected is owned up to, with a number under which its details
stand in the server's log.
"""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from callfloor.language import say
from callfloor.web import plain
from callfloor.web.settings import MEGABYTE
from callfloor.web.visit import NotFound

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.exceptions import HTTPException

    from callfloor.web.services import Services

LOG = logging.getLogger("callfloor.web")


def told(fault: Exception) -> None:
    """What a callback could not do, shown at the top of the page; the rest of it stays as it was."""
    from dash import set_props

    set_props("shell-fault", {"children": component(fault)})


def component(fault: Exception) -> Any:  # noqa: ANN401 - a component
    """A fault as it stands on the page."""
    from callfloor.web.parts import faults
    from scenarios.faults import InputError

    listed = faults.listed(fault.faults) if isinstance(fault, InputError) else None
    shown = listed or faults.problem(sentence(fault))
    shown.withCloseButton = True
    shown.closeButtonLabel = say("Close")
    return shown


def sentence(fault: BaseException) -> str:
    """What went wrong, in words for whoever looks at the page."""
    from callfloor.output import OutputError

    if isinstance(fault, NotFound):
        return str(fault) or say("There is nothing at this address.")
    if isinstance(fault, OutputError):
        return str(fault)
    if isinstance(fault, TimeoutError):
        return say("This took too long and was stopped.")
    number = secrets.token_hex(4)
    LOG.error("fault %s", number, exc_info=fault)
    return say(
        "callfloor could not do this, and the fault is its own. The details are in its log under {number}.",
        number=number,
    )


def register(server: Flask, services: Services) -> None:
    """Give every failing address a page that says so."""
    from werkzeug.exceptions import HTTPException

    def refused(fault: HTTPException) -> Response:
        status = fault.code or 500
        return answer(_words(fault, services), status)

    def missing(fault: NotFound) -> Response:
        return answer(sentence(fault), 404)

    def failed(fault: Exception) -> Response:
        return answer(sentence(fault), 500)

    server.register_error_handler(HTTPException, refused)
    server.register_error_handler(NotFound, missing)
    server.register_error_handler(Exception, failed)


def _words(fault: HTTPException, services: Services) -> str:
    """Our own words for what HTTP refuses; where the page itself has given some, those."""
    known = {
        404: say("There is nothing at this address."),
        405: say("This address does not take that."),
        413: too_large(services.settings.limits.upload),
        415: say("This address does not take that."),
    }
    own = fault.description if fault.code in (400, 401, 403, 429) else None
    return own or known.get(fault.code or 500) or say("callfloor could not do this.")


def too_large(most: int) -> str:
    """What is said to whoever sends more bytes than may be sent."""
    return say("That is more than {megabytes} MB, the most that can be sent here.", megabytes=most // MEGABYTE)


def answer(words: str, status: int) -> Response:
    """The sentence as a page, or by itself where a script has asked."""
    from flask import make_response, request

    if request.accept_mimetypes.accept_html and "json" not in (request.content_type or ""):
        response = make_response(plain.page(_title(status), f"<p>{plain.escape(words)}</p>"), status)
    else:
        response = make_response(words, status)
        response.mimetype = "text/plain"
    return response


def _title(status: int) -> str:
    titles = {
        404: say("Not found"),
        413: say("Too large"),
        403: say("Refused"),
        400: say("Refused"),
        429: say("Too often"),
    }
    return titles.get(status) or (
        say("Refused") if status < HTTPStatus.INTERNAL_SERVER_ERROR else say("That went wrong")
    )
