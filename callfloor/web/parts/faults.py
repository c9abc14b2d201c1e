"""What is wrong with an input, said on the page: beside the field where there is one, and in a list.

`beside(faults, fields)` gives each field its sentence (the `error` of its dmc input); `listed(faults)` is the list of all,
read out at once by screen readers; `problem(sentence)` is a single sentence of the same look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import html

from callfloor.language import plural
from callfloor.language.below import retold

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from scenarios.faults import Fault


def beside(faults: Iterable[Fault], fields: Iterable[str]) -> tuple[dict[str, str], list[Fault]]:
    """Sentences by field, and the faults that no field shows.

    Fields are keys of the scenario (`agent_groups.vip_desk.cost`); a fault stands beside the field of its own key, else of
    the nearest key above it.
    """
    known = set(fields)
    found: dict[str, list[str]] = {}
    rest = []
    for fault in faults:
        parts = fault.key.split(".")
        above = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        field = next((key for key in above if key in known), None)
        if field is None:
            rest.append(fault)
        else:
            found.setdefault(field, []).append(retold(fault.message))
    return {field: "; ".join(sentences) for field, sentences in found.items()}, rest


def listed(faults: Sequence[Fault], title: str = "", place: Callable[[str], str] | None = None) -> Component | None:
    """All faults in a list: place, key, what is wrong and how to mend it; None where there are none. ``place``: a key in words."""
    if not faults:
        return None
    lines = [html.Li([*_where(fault, place), retold(fault.message)]) for fault in faults]
    return _alert(
        title or plural("{n} fault; nothing was run.", "{n} faults; nothing was run.", len(faults)), html.Ul(lines)
    )


def _where(fault: Fault, said: Callable[[str], str] | None = None) -> list[Component | str]:
    """The file without its folder, which is the server's business, and its line; the key."""
    line = "" if fault.line is None else f":{fault.line}"
    place = [html.Strong(PurePath(fault.file).name + line), " "] if fault.file else []
    if said is not None:
        words = said(fault.key) if fault.key else ""
        return [*place, html.Strong(words), ": "] if words else place
    return [*place, html.Code(fault.key), " "] if fault.key else place


def problem(sentence: str) -> Component:
    """One sentence about what went wrong."""
    return _alert(sentence)


def _alert(title: str, *more: Component) -> Component:
    return dmc.Alert(list(more), title=title, variant="outline", className="callfloor-problem")
