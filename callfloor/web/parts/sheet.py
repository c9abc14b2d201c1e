"""A sheet of results on the page: the same blocks that the report draws, as components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import html

from callfloor import blocks
from callfloor.web.parts.picture import chart
from callfloor.web.parts.tables import plain_table

if TYPE_CHECKING:
    from dash.development.base_component import Component


def shown(sheet: blocks.Sheet, ident: str = "sheet", behind_the_answer: Sequence[Component] = ()) -> Component:
    """The whole sheet; ids of its charts are `{ident}-{name of the picture}`.

    ``behind_the_answer``: what a page puts between the answer with its key figures and all that explains it.
    """
    first = next((at for at, one in enumerate(sheet.blocks) if not isinstance(one, blocks.Answer | blocks.Tiles)), 0)
    answer, rest = drawn(sheet.blocks[:first], ident), drawn(sheet.blocks[first:], ident)
    parts = [html.P(sheet.about, className="soft"), *answer, *behind_the_answer, *rest]
    if sheet.foot:
        parts.append(html.P(sheet.foot, className="soft"))
    return html.Div(parts, className="callfloor-sheet", lang=sheet.language)


def drawn(parts: tuple[blocks.Block, ...], ident: str, level: int = 2) -> list[Component]:
    """Blocks as components; ``level``: of the headings that stand directly among them."""
    return [_drawn(part, ident, level) for part in parts]


def _drawn(part: blocks.Block, ident: str, level: int) -> Component:  # noqa: PLR0911 - one for each kind of block
    match part:
        case blocks.Answer():
            return answer(part)
        case blocks.Tiles(figures):
            return tiles(figures)
        case blocks.Paragraph(text, soft):
            return html.P(text, className="soft" if soft else "")
        case blocks.Bullets(lines):
            return html.Ul([html.Li(line) for line in lines])
        case blocks.Rows(table, stacked):
            return plain_table(table, stacked=stacked)
        case blocks.Words(entries):
            return html.Dl(
                [one for word, meaning in entries for one in (html.Dt(word), html.Dd(meaning))],
                className="callfloor-words",
            )
        case blocks.Chart(picture):
            return chart(picture, f"{ident}-{picture.name}", level=level)
        case blocks.Folded(summary, inner):
            return html.Details([html.Summary(summary), *drawn(inner, ident, level)])
        case blocks.Section(heading, inner):
            title = dmc.Title(heading, order=level, className="callfloor-heading")
            return html.Section([title, *drawn(inner, ident, level + 1)])


def answer(part: blocks.Answer) -> Component:
    """The answer in a sentence, its verdict before it by shape, word and colour."""
    if not part.verdict:
        return html.P(part.text, className="callfloor-answer")
    kind, sign = {True: ("good", "✓ "), False: ("bad", "✗ "), None: ("", "")}[part.good]
    verdict = html.Span(sign + part.verdict, className=f"callfloor-verdict {kind}")
    return html.P([verdict, " ", part.text], className="callfloor-answer")


def tiles(figures: tuple[tuple[str, str, str], ...]) -> Component:
    """Key figures: name, value, a remark."""
    each = [html.Div([html.Dt(name), html.Dd([value, html.Small(remark)])]) for name, value, remark in figures]
    return html.Dl(each, className="callfloor-tiles")
