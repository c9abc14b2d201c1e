"""What a run's page shows in its middle: how far it is, then what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import html

from callfloor import blocks, words
from callfloor.language import say
from callfloor.language.below import retold
from callfloor.web.pages import runs_files, views
from callfloor.web.parts import faults, sheet
from callfloor.web.store.listing import queue
from callfloor.web.store.records import SO_FAR, WHOLE
from scenarios.faults import Fault

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.store.listing import Line
    from callfloor.web.store.records import Run
    from callfloor.web.visit import Visit

SHORT = (
    "simulate",
)  # kinds whose own view is short and stands behind the answer; that of others has a part of its own


def kind_of(run: Run | Line) -> str:
    """What kind of run it is, in words."""
    kinds = {
        "simulate": say("Simulation"),
        "plan": say("Shift plan"),
        "check": say("Edited plan"),
        "compare": say("Comparison"),
        "lanes": say("VIP lanes"),
        "centres": say("Centres"),
        "missing": say("People missing"),
    }
    return kinds.get(run.kind, run.kind)


def state_of(run: Run | Line) -> str:
    """Where it stands, in a word or two."""
    states = {
        "waiting": say("waits for its turn"),
        "running": say("under way"),
        "done": say("done"),
        "failed": say("failed"),
        "cancelled": say("cancelled"),
        "interrupted": say("interrupted"),
    }
    return states[run.status]


def shown(run: Run, visit: Visit) -> list[Component]:
    """How far it is, or what came of it."""
    if not run.over:
        far = _progress(run, waiting_at(run.id, queue(visit.services.store)))
        return [far, *_written(run, visit, SO_FAR), *views(run, visit)]
    if run.status != "done":
        return [*_ended(run, visit), *_written(run, visit, SO_FAR), *runs_files.shown(run, visit)]
    more, files = views(run, visit), runs_files.shown(run, visit)
    found, more = (_sheet(run, visit, more), []) if run.kind in SHORT else (_sheet(run, visit), more)
    parts = (("result", say("Result"), found), ("more", say("Work with it"), more), ("files", say("Files"), files))
    there = [(name, word, content) for name, word, content in parts if content]
    return [
        _ways([(name, word) for name, word, _ in there]),
        *[html.Div(content, id=f"runs-{name}", className="runs-part") for name, _, content in there],
    ]


def _ways(parts: list[tuple[str, str]]) -> Component:
    """Links to the parts of a long page."""
    links = [html.A(word, href=f"#runs-{name}") for name, word in parts]
    return html.Nav(links, className="runs-ways", **{"aria-label": say("On this page")})


def waiting_at(number: int, waiting: tuple[int, ...]) -> str:
    """Its place in the queue, in words; empty where it waits no more."""
    if number not in waiting:
        return ""
    return say("place {n} of {all} in the queue", n=waiting.index(number) + 1, all=len(waiting))


def _progress(run: Run, turn: str) -> Component:
    """Done of all, time left, and a word on what is being done."""
    told = run.progress
    begun = (
        100.0 if run.status == "running" else 0.0
    )  # how much there is to do is not known: the bar moves, it does not grow
    share = 100 * told.done / told.total if told.total else begun
    bar = dmc.ProgressRoot(
        dmc.ProgressSection(
            value=share,
            striped=True,
            animated=run.status == "running",
            **{"aria-label": say("Done")},
        ),
        size="lg",
    )
    return html.Div([html.P(_how_far(run, turn), role="status", className="runs-far"), bar], className="runs-progress")


def _how_far(run: Run, turn: str) -> str:
    told = run.progress
    if run.status == "waiting":
        if turn:
            return say(
                "It waits for its turn: {place}. This page may be closed: the run is found again here.", place=turn
            )
        return say("It waits for its turn. This page may be closed: the run is found again here.")
    parts = [say("Under way")]
    if told.total:
        parts.append(say("{done} of {total} done", done=words.count(told.done), total=words.count(told.total)))
    elif told.done:
        parts.append(say("{done} done", done=words.count(told.done)))
    if told.seconds_left is not None:
        parts.append(say("about {time} left", time=words.duration(told.seconds_left)))
    if told.note:
        parts.append(retold(told.note))
    return " · ".join(parts)


def _ended(run: Run, visit: Visit) -> list[Component]:
    """Why there is no result."""
    if run.faults:
        listed = faults.listed([Fault(**one) for one in run.faults])
        return [] if listed is None else [listed]
    sentences = {
        "failed": retold(run.fault) or say("The run failed."),
        "cancelled": say("The run was cancelled."),
        "interrupted": retold(run.fault)
        or say("The run was interrupted. What was done is kept: begin it again and it goes on."),
    }
    return [faults.problem(sentences[run.status]), *views(run, visit)]


def _sheet(run: Run, visit: Visit, behind_the_answer: Sequence[Component] = ()) -> list[Component]:
    """The result as the report has it; the answer alone where there is none."""
    whole = _written(run, visit, WHOLE, behind_the_answer)
    answer = run.headline_in(visit.language)
    return whole or [*([html.P(answer, className="callfloor-answer")] if answer else []), *behind_the_answer]


def _written(run: Run, visit: Visit, name: str, behind_the_answer: Sequence[Component] = ()) -> list[Component]:
    """A sheet that the run wrote, in the reader's language where it has that; nothing where it wrote none."""
    for language in dict.fromkeys((visit.language, "en")):
        path = run.folder / f"{name}.{language}.json"
        if path.is_file():
            return [sheet.shown(blocks.from_json(path.read_text(encoding="utf-8")), "runs-sheet", behind_the_answer)]
    return []
