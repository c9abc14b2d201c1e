"""What a simulation's page shows besides its sheet: the limits drawing closer, and the way into one of its days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import html

from callfloor.figures.closing import closing
from callfloor.language import say
from callfloor.web.pages import simulate_missing
from callfloor.web.parts import picture

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit


def shown(run: Run, visit: Visit) -> list[Component]:
    """The course while it runs; of a run that is done the way into its days, and the course for whoever opens it."""
    course = [row for row in run.progress.course if row.get("measure") == "answer_rate"]
    chart = [picture.chart(closing(course), "simulate-closing")] if course else []
    if run.status != "done":
        return chart
    link = dmc.Anchor(say("Replay a day"), href=f"/runs/{run.id}/replay", fw=650)
    text = html.Span(say("Who waits and who works at every moment, contact by contact."), className="soft")
    folded = [html.Details([html.Summary(say("how the limits drew closer")), *chart])] if chart else []
    return [html.P([link, " ", text]), *simulate_missing.offered(run), *folded]
