"""What a result says, in the few kinds of blocks that every face can show: the HTML report, the planner's page, a notebook.

A report is a `Sheet`: its title, the answer, then blocks in the order of a reader's questions. Blocks hold ready words and
pictures, no markup; `page.py` draws them as one self-contained HTML file, the web page as its own components. A sheet is
kept as JSON (`to_json`, `from_json`), so that what was simulated an hour ago is shown again without simulating it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from callfloor.figures.picture import Picture, Table
from callfloor.language import current


@dataclass(frozen=True)
class Answer:
    """The answer in a sentence; `verdict` in two or three words beside it, `good` None where nothing was asked."""

    text: str
    verdict: str = ""
    good: bool | None = None


@dataclass(frozen=True)
class Tiles:
    """Key figures: name, value, a remark."""

    figures: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Paragraph:
    """Plain words; `soft` ones stand back."""

    text: str
    soft: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of plain lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """A table; a `stacked` one is a card for each row on a phone."""

    table: Table
    stacked: bool = False


@dataclass(frozen=True)
class Words:
    """Words and what they mean."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chart:
    """A picture under its title, with its caption and the table behind it."""

    picture: Picture


@dataclass(frozen=True)
class Folded:
    """Blocks that are shown when asked for; a `shown` one is open from the start."""

    summary: str
    blocks: tuple[Block, ...]
    shown: bool = False


@dataclass(frozen=True)
class Section:
    """A heading over blocks."""

    heading: str
    blocks: tuple[Block, ...]


Block = Answer | Tiles | Paragraph | Bullets | Rows | Words | Chart | Folded | Section
_KINDS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind for kind in (Answer, Tiles, Paragraph, Bullets, Rows, Words, Chart, Folded, Section)
}


@dataclass(frozen=True)
class Sheet:
    """A whole result: `title` names the window, `about` says what was run, `foot` how to get the same again."""

    title: str
    about: str
    blocks: tuple[Block, ...]
    foot: str = ""
    language: str = field(default_factory=current)  # in which it was written: that of now


def to_json(sheet: Sheet) -> str:
    """The sheet as JSON."""
    return json.dumps(
        {
            "format": "callfloor/sheet/1",
            "title": sheet.title,
            "about": sheet.about,
            "foot": sheet.foot,
            "language": sheet.language,
            "blocks": [_written(block) for block in sheet.blocks],
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def from_json(text: str) -> Sheet:
    """The sheet that `to_json` wrote; ValueError for anything else."""
    found = json.loads(text)
    if not isinstance(found, dict) or found.get("format") != "callfloor/sheet/1":
        raise ValueError("not a sheet of callfloor")
    blocks = tuple(_read(block) for block in found["blocks"])
    return Sheet(found["title"], found["about"], blocks, found["foot"], found["language"])


def _written(block: Block) -> dict[str, Any]:
    kind = {"kind": type(block).__name__.lower()}
    match block:
        case Chart(picture):
            drawn = None if picture.figure is None else json.loads(picture.figure.to_json())
            if drawn is not None:
                drawn["layout"].pop("template", None)  # light or dark is the business of whoever shows it
            told = {"name": picture.name, "title": picture.title, "caption": picture.caption}
            return kind | told | {"figure": drawn, "table": _table(picture.table)}
        case Rows(table, stacked):
            return kind | {"table": _table(table), "stacked": stacked}
        case Folded(summary, blocks, shown):
            return kind | {"summary": summary, "shown": shown, "blocks": [_written(inner) for inner in blocks]}
        case Section(heading, blocks):
            return kind | {"heading": heading, "blocks": [_written(inner) for inner in blocks]}
        case _:
            return kind | vars(block)


def _read(found: dict[str, Any]) -> Block:
    kind = _KINDS[found["kind"]]
    told = {key: _frozen(value) for key, value in found.items() if key not in ("kind", "figure", "table", "blocks")}
    if "blocks" in found:
        told["blocks"] = tuple(_read(inner) for inner in found["blocks"])
    if kind is Chart:
        return Chart(Picture(figure=_figure(found["figure"]), table=_table_of(found["table"]), **told))
    if kind is Rows:
        told["table"] = _table_of(found["table"])
    made: Block = kind(**told)
    return made


def _table(table: Table) -> dict[str, Any]:
    return {"columns": table.columns, "rows": table.rows, "labels": table.labels}


def _table_of(found: dict[str, Any]) -> Table:
    return Table(_frozen(found["columns"]), _frozen(found["rows"]), found["labels"])


def _figure(drawn: dict[str, Any] | None) -> Any:  # noqa: ANN401 - a Plotly figure, which has no types
    import plotly.graph_objects as go

    return None if drawn is None else go.Figure(drawn, skip_invalid=True)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - any piece of JSON
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
