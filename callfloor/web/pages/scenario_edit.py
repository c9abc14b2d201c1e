"""A scenario that is edited: its parts in a list, the fields of one beside it, every change old -> new, all that is wrong.

What stands in the browser is the draft's text and which of its parts is shown; each answer lays what stands in the inputs now over the text
they were drawn from, so that two quick edits cannot lose each other. Nothing is kept until somebody saves it or runs it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import dcc, html

from callfloor.language import plural, say
from callfloor.language.below import retold
from callfloor.language.library import titled
from callfloor.web.forms import answers, intervals, nodes, told
from callfloor.web.forms.draft import NAME, Origin
from callfloor.web.forms.wording import SERIES
from callfloor.web.pages import scenario_fields as inputs
from callfloor.web.pages import scenario_saving as saving
from callfloor.web.pages import scenario_tables as grids
from callfloor.web.parts import faults as shown_faults
from callfloor.web.visit import NotFound

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callfloor.web.forms.answers import Answer
    from callfloor.web.visit import Visit
    from scenarios.faults import Fault

YAML = "yaml"
MAIN = ("contact_types", "agent_groups", "queues", "targets")  # parts of the list that are not folded away
NAMED = ("contact_types", "agent_groups", "queues", "ivr")  # parts whose entries have forms of their own
TEXT, UNDO = "scenario-text", "scenario-undo"
MOST_OPEN = 8  # changes that are not folded away
COLUMNS = re.compile(r"^ {4}| {3}")  # a line of a story that is set in columns


def origin_of(visit: Visit) -> Origin:
    """The scenario of an address: /scenario/NAME of the library, /scenarios/12 of those that are kept.

    Raises:
        NotFound: it is not there, or not this user's.

    """
    from scenarios.catalogue import folders

    page, *below = [part for part in visit.path.split("/") if part]
    if len(below) == 1 and page == "scenario" and below[0] in folders():
        return Origin(below[0])
    if len(below) == 1 and page == "scenarios" and below[0].isascii() and below[0].isdigit():
        scene = visit.services.store.scene(visit.user, int(below[0]))
        return Origin(scene.name, str(visit.services.store.scene_folder(scene.id)), scene.base or "")
    raise NotFound(say("There is no such scenario."))


def layout(visit: Visit) -> list[Component]:
    """The editor of one scenario."""
    origin = origin_of(visit)
    found = visit.services.quick(answers.begun, origin)
    title, story = answers.story_of(origin)
    at = YAML if found.broken else "contact_types." + next(iter(dict(found.panels).get("contact_types", ("",))))
    if at == "contact_types.":
        at = ""
    return [
        dmc.Title(titled(found.title) or title or origin.name, order=1),
        *saving.said(visit),
        saving.left(visit),
        *_story(story),
        dcc.Store(id="scenario-draft", data=found.text),
        dcc.Store(id="scenario-begun", data=found.text),
        dcc.Store(id="scenario-shown", data={"at": at, "text": found.text}),
        dcc.Store(id="scenario-pasted"),
        dcc.Download(id="scenario-file"),
        bar(titled(found.title) or title or origin.name, again=saving.own(visit) is not None),
        html.Div(changes(found), id="scenario-changes", role="status"),
        html.Div(fault_list(found), id="scenario-faults"),
        dmc.Grid(
            [
                dmc.GridCol(html.Nav(parts(found, at), id="scenario-parts", className="scenario-parts", tabIndex=0, **{"aria-label": say("Parts of the scenario")}), span={"base": 12, "md": 3}),
                dmc.GridCol(html.Section(panel(visit, origin, found, at), id="scenario-panel"), span={"base": 12, "md": 9}),
            ],
            mt="md",
        ),
        *saving.actions(visit),
    ]  # fmt: skip


def _story(story: str) -> list[Component]:
    if not story:
        return []
    return [
        html.Details(
            [
                html.Summary(say("The story, and the questions it answers")),
                *(part for block in story.split("\n\n") for part in _told(block)),
            ],
            className="scenario-story",
        )
    ]


def _told(block: str) -> list[Component]:
    """A block of a story: sentences as they fit the page, commands and tables line by line."""
    parts: list[Component] = []
    for is_set, grouped in groupby(block.splitlines(), lambda line: COLUMNS.search(line) is not None):
        lines = tuple(grouped)
        if is_set:
            parts.append(html.Pre(dedent("\n".join(lines)), className="scenario-commands", tabIndex=0))
        else:
            parts.append(html.P(" ".join(lines)))
    return parts


def bar(title: str, *, again: bool) -> Component:
    """What can be done with the draft; ``again``: it is kept already, so that it can be saved over or as a new one."""
    new = dmc.Button(
        say("Save as a new one"), id="scenario-new", variant="default", display="inline-block" if again else "none"
    )
    return dmc.Group(
        [
            dmc.TextInput(id="scenario-name", label=say("Name||scenario"), value=title, w={"base": "100%", "sm": 300}),
            dmc.Button(say("Save"), id="scenario-save"),
            new,
            dmc.Button(say("Download"), id="scenario-download", variant="default"),
            dmc.Button(say("Simulate"), id="scenario-simulate", variant="default"),
            dmc.Button(say("Plan"), id="scenario-plan", variant="default"),
            dmc.Button(say("VIP lanes"), id="scenario-lanes", variant="default"),
        ],
        align="flex-end",
        gap="xs",
    )


def changes(found: Answer) -> list[Component]:
    """Every change against the base, old -> new."""
    if found.broken:
        return []
    if not found.changes:
        return [html.P(say("Nothing is changed yet. Every change will be listed here, old and new."), className="soft")]
    count = plural("{n} change against the base", "{n} changes against the base", len(found.changes))
    return [html.Details([html.Summary(count), _change_table(found.changes)], open=len(found.changes) <= MOST_OPEN)]


def _change_table(rows: tuple[tuple[str, str, str, str], ...]) -> Component:
    """A row a change, with the way back."""
    names = (say("what"), say("base"), say("now||change"), "")
    head = html.Tr([html.Th(name, className="name", scope="col") if name else html.Td() for name in names])
    body = []
    for key, where, old, new in rows:
        back = html.Button(
            say("Undo"), id={"type": UNDO, "key": key}, type="button", className="callfloor-plain",
            **{"aria-label": say("Undo: {what} back to {old}", what=where, old=old)},
        )  # fmt: skip
        cells = zip((where, old, f"→ {new}", back), names, strict=True)
        body.append(html.Tr([html.Td(cell, className="name", **{"data-label": name}) for cell, name in cells]))
    table = html.Table([html.Thead(head), html.Tbody(body)], className="stack")
    return html.Div(table, className="callfloor-wide", tabIndex=0, role="group", **{"aria-label": say("Changes")})


def fault_list(found: Answer) -> list[Component]:
    """All that is wrong, and what is odd."""
    here = [_placed(one) for one in found.faults]
    title = plural(
        "{n} fault to be mended before this can be run", "{n} faults to be mended before this can be run", len(here)
    )
    shown = shown_faults.listed(here, title, _place)
    odd = [
        html.P([html.Strong(say("Odd, though not at fault: ")), retold(text)], className="soft")
        for text in found.warnings
    ]
    return [*([shown] if shown is not None else []), *odd]


def _placed(fault: Fault) -> Fault:
    """A fault of what is edited stands in a file that nobody has seen: it is told by its key, or by the line of the text."""
    if fault.file != NAME:
        return fault
    where = "" if fault.key or fault.line is None else say("line {n} of the text", n=fault.line)
    return replace(fault, file=where, line=None)


def _place(key: str) -> str:
    """Where a fault is, in words; a cell's fault says so itself."""
    return "" if SERIES.fullmatch(key) else told.place(tuple(key.split(".")))


# The list of parts


def parts(found: Answer, at: str) -> list[Component]:
    """What can be edited: first what planners change most, the rest folded away."""
    known, said = dict(found.panels), found.summary or {}
    shown: list[Component] = []
    if not found.broken:
        shown += [
            html.H3(say("By interval")),
            _part(intervals.VOLUMES, say("Volumes"), at, ""),
            _part(intervals.STAFFING, say("Staffing"), at, ""),
        ]
        for key in MAIN:
            shown += _section(key, known.get(key, ()), at, said)
        rest = [one for key, names in known.items() if key not in MAIN for one in _section(key, names, at, said)]
        folded = [_part("", say("General"), at, ""), *rest]
        inside = at == "" or (at.partition(".")[0] in known and at.partition(".")[0] not in MAIN)
        shown.append(
            html.Details([html.Summary(say("More||parts")), html.Div(folded, className="scenario-parts")], open=inside)
        )
    return [*shown, html.H3(say("For those who write YAML")), _part(YAML, say("The text"), at, "")]


def _section(key: str, names: tuple[str, ...], at: str, said: Any) -> list[Component]:  # noqa: ANN401 - words by key
    heading = nodes.label_of(key)
    if not names:
        return [_part(key, heading[:1].upper() + heading[1:], at, said.get(key, ""))]
    each = [_part(f"{key}.{name}", name, at, said.get(f"{key}.{name}", "")) for name in names]
    return [html.H3(heading[:1].upper() + heading[1:]), *each, _part(key, say("A new one"), at, "")]


def _part(key: str, label: str, at: str, summary: str) -> Component:
    ident = {"type": inputs.PART, "key": key, "at": "list"}
    here = {"aria-current": "true"} if key == at else {}
    return html.Button([label, html.Small(summary)] if summary else label, id=ident, type="button", **here)


# The part that is shown


def panel(visit: Visit, origin: Origin, found: Answer, at: str) -> list[Component]:
    """The fields of one part, a table, or the text."""
    if at == YAML or found.broken:
        return _text(found)
    shown = visit.services.quick(answers.panel, origin, found.text, at)
    if isinstance(shown, intervals.Table):
        return grids.panel(shown, at)
    keys = known_keys(shown)
    errors, _ = shown_faults.beside(found.faults, keys)
    return inputs.panel(shown, errors)


def known_keys(group: nodes.Group) -> list[str]:
    """Keys of all that a fault can stand beside: inputs, and the frames around them."""
    found = [group.key] if group.key else []
    for node in (*group.main, *group.more):
        found += known_keys(node) if isinstance(node, nodes.Group) else [node.key]
    return found


def _text(found: Answer) -> list[Component]:
    about = say(
        "What differs from the base, in the scenario language. Forms and tables write the same text; what is written here stands in them."
    )
    box = dmc.Textarea(
        id={"type": TEXT, "of": "draft"}, label=say("What differs, as YAML"), value=found.text, autosize=True, minRows=12, maxRows=40, debounce=True,
        className="scenario-yaml", spellCheck=False,
    )  # fmt: skip
    return [dmc.Title(say("The text"), order=2, className="callfloor-heading"), html.P(about, className="soft"), box]
