"""The planner's page as a Dash app: `create(settings)` puts frame, pages, services and safety together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from dash import Dash

from callfloor.figures.look import template
from callfloor.web import errors, shell
from callfloor.web import visit as visits
from callfloor.web.pages import pages
from callfloor.web.safety import guards
from callfloor.web.services import Services, opened

if TYPE_CHECKING:
    from flask import Flask

    from callfloor.web.settings import Settings

ASSETS = Path(__file__).parent / "assets"
INDEX = """<!DOCTYPE html>
<html lang="{lang}">
<head>
{metas}
<title>callfloor</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
{css}
</head>
<body>
{app_entry}
<noscript><p>{noscript}</p></noscript>
<script type="application/json" id="callfloor-looks">{looks}</script>
<script type="application/json" id="callfloor-words">{words}</script>
<footer hidden>
{config}
{scripts}
{renderer}
</footer>
</body>
</html>"""


class App(Dash):
    """Dash, whose first answer says its language and brings what charts look like in light and dark."""

    most: int  # bytes of one file that may be sent

    def interpolate_index(self, **parts: str) -> str:
        """The page that the browser gets first; the rest comes by callbacks."""
        from callfloor.language import say

        noscript = say("This page needs JavaScript; the command line `callfloor` does the same without.")
        lang = shell.LANGUAGE_TAGS[visits.language()]
        return INDEX.format(lang=lang, noscript=noscript, looks=_looks(), words=_words(self.most), **parts)


def create(settings: Settings, services: Services | None = None) -> App:
    """The app, ready to be served; ``services``: those of a test, else they are opened as the settings say."""
    found = opened(settings) if services is None else services
    app = App(
        "callfloor",
        server=_server(found),
        assets_folder=str(ASSETS),
        assets_ignore=r"^plain\.",  # the style of pages without Dash
        title="callfloor",
        update_title="",
        suppress_callback_exceptions=True,  # a page's components come when it is shown
        serve_locally=True,
        on_error=errors.told,
        enable_mcp=False,
        add_log_handler=False,
    )
    app.most = settings.limits.upload
    shell.register(app, found)
    for page in pages():
        page.register(app, found)
    app.layout = lambda: shell.layout(found)
    guards.watch(app, found)
    return app


def _server(services: Services) -> Flask:
    """The Flask server under Dash. Its guards are set before Dash's own addresses, so that nothing comes past them."""
    from flask import Flask

    server = Flask("callfloor", static_folder=None)
    guards.before(server, services)
    errors.register(server, services)
    return server


def _looks() -> str:
    """The two templates as JSON that cannot end the script element around it."""
    looks = {name: template(dark=dark).to_plotly_json() for name, dark in (("light", False), ("dark", True))}
    return _data(looks)


def _words(most: int) -> str:
    """What the browser has to say by itself."""
    from callfloor.language import say

    return _data(
        {
            "silent": say("callfloor does not answer. Is it still running?"),
            "failed": say("callfloor could not do this."),
            "most": most,
            "large": errors.too_large(most),
            "kind": say(
                "Such a file is not taken here; send one of {kinds}.", kinds="{kinds}"
            ),  # the browser knows which
        }
    )


def _data(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
