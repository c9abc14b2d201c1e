"""The files of a run: what they are, and their addresses, `/runs/17/files/plan.xlsx`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import Dash, html

from callfloor.exports import LOG
from callfloor.language import say
from callfloor.web import visit as visits
from callfloor.web.safety import headers
from callfloor.web.visit import NotFound

if TYPE_CHECKING:
    from dash.development.base_component import Component
    from flask import Response

    from callfloor.web.services import Services
    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit

REPORTS = ".html"


def shown(run: Run, visit: Visit) -> list[Component]:
    """Links to the files, reports first: they are opened, everything else is saved."""
    names = run.files
    if not names:
        return []
    reports = [name for name in names if name.endswith(REPORTS)]
    others = [name for name in names if not name.endswith(REPORTS)]
    mine = [name for name in reports if (".zh." in name) == (visit.language == "zh")] or reports
    return [
        html.H2(say("Files"), className="callfloor-heading"),
        html.Ul([_line(run, name) for name in (*mine, *others)]),
    ]


def _line(run: Run, name: str) -> Component:
    address = f"/runs/{run.id}/files/{name}"
    if name.endswith(REPORTS):
        link = html.A(name, href=address, target="_blank", rel="noopener")
    else:
        link = html.A(name, href=address, download=name)
    what = _what(name)
    return html.Li([link, html.Span(f" {what}", className="soft")] if what else link)


def _what(name: str) -> str:
    """What is in a file, by its ending."""
    if name == LOG:
        return say("every contact of one day, for programs")
    kinds = {
        "html": say("the report, opened in a window of its own"),
        "xlsx": say("a workbook for Excel"),
        "csv": say("a table for spreadsheets"),
        "json": say("all figures, for programs"),
        "ics": say("for calendars"),
        "parquet": say("a table for programs"),
        "yaml": say("a scenario"),
    }
    return kinds.get(name.rpartition(".")[2], "")


def register(app: Dash, services: Services) -> None:
    """The addresses of files."""
    from flask import send_from_directory

    def file(number: int, name: str) -> Response:
        run = services.store.run(visits.user(), number)
        if name not in run.files:
            raise NotFound(say("This run has no such file."))
        report = name.endswith(REPORTS)
        answer = send_from_directory(run.folder.absolute(), name, as_attachment=not report, max_age=0)
        if report:
            answer.headers["Content-Security-Policy"] = headers.REPORT
        return answer

    app.server.add_url_rule("/runs/<int:number>/files/<name>", "runs_files", file)
