"""Results as a notebook shows them: the answer first, then the table or the chart that it comes from.

Whoever imports callfloor in Jupyter has it: a scenario, a simulation, a plan, a comparison, a sweep or a picture that stands in the last
line of a cell shows itself. The classes know nothing of it. They are named here, by module and name, and nothing is imported until one of
them is shown; in a terminal they print as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callfloor.blocks import Block
    from callfloor.figures.picture import Picture

# By module and name of a class: the function of `callfloor/brief.py` that tells it.
SHOWN = {
    ("scenarios.schema", "Scenario"): "scenario",
    ("sim.days.results", "Results"): "results",
    ("optimize.outcome", "Met"): "outcome",
    ("optimize.outcome", "Infeasible"): "outcome",
    ("optimize.outcome", "OutOfTime"): "outcome",
    ("optimize.outcome", "Missed"): "outcome",
    ("optimize.outcome", "Plan"): "plan",
    ("callfloor.comparing", "Comparison"): "comparison",
    ("callfloor.sweeping", "Sweep"): "sweep",
    ("callfloor.ranking", "Ranking"): "ranking",
    ("callfloor.figures.picture", "Picture"): "picture",
    ("callfloor.figures.picture", "Table"): "table",
    ("callfloor.blocks", "Sheet"): "sheet",
}

# Colours hold on light and dark paper: ink is the notebook's own, lines and soft words are half-way grey. Jupyter sets the name and the
# meaning of a list of words beside each other, as floats of a fifth and four fifths; in a tile they stand one below the other.
STYLE = """<style>
.callfloor { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif; max-width: 1080px; }
.callfloor p { margin: 4px 0; max-width: 90ch; } .callfloor .answer { font-size: 1.1em; font-weight: 600; }
.callfloor .about, .callfloor small { opacity: .75; } .callfloor .wide { overflow-x: auto; }
.callfloor table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; margin: 4px 0; }
.callfloor th, .callfloor td { text-align: right; padding: 3px 12px 3px 0; border-bottom: 1px solid rgba(128,128,128,.35); background: none;
  white-space: nowrap; } .callfloor .name { text-align: left; }
.callfloor td.bad, .callfloor .verdict.bad { color: #c8500a; font-weight: 600; } .callfloor td.good, .callfloor .verdict.good { color: #00875f; }
.callfloor .tiles { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 8px 0; }
.callfloor .tiles dt, .callfloor .tiles dd { float: none; width: auto; margin: 0; padding: 0; }
.callfloor .tiles dt { opacity: .75; font-size: 13px; } .callfloor .tiles dd { font-size: 19px; font-weight: 600; }
.callfloor .tiles small { display: block; font-size: 12px; font-weight: 400; }
.callfloor summary { cursor: pointer; font-size: 13px; opacity: .85; }
</style>"""


def register() -> None:
    """Tell the notebook that runs us how to show what callfloor gives; nothing where there is none."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    formatter = shell.display_formatter.ipython_display_formatter
    for (module, name), kind in SHOWN.items():
        formatter.for_type_by_name(module, name, partial(_shown, kind))


def _shown(kind: str, value: object) -> None:
    from callfloor import brief

    show(getattr(brief, kind)(value))


def show(blocks: Sequence[Block]) -> None:
    """Show blocks below the cell: words and tables as they come, each chart by Plotly's own means, so that it can be hovered."""
    from callfloor.blocks import Chart

    waiting: list[str] = []
    for block in blocks:
        if isinstance(block, Chart) and block.picture.figure is not None:
            waiting.append(_head(block.picture))
            _html(waiting)
            _display(paper(block.picture.figure))
            waiting = [_behind(block.picture)]
        else:
            waiting.append(_drawn(block))
    _html(waiting)


def paper(figure: Any) -> Any:  # noqa: ANN401 - a Plotly figure, which has no types
    """The figure in light ink on paper of its own, so that it can be read in a dark notebook, too."""
    import plotly.graph_objects as go

    from callfloor.figures.look import template

    drawn = go.Figure(figure)
    return drawn.update_layout(template=template(dark=False), paper_bgcolor="#ffffff", plot_bgcolor="#ffffff")


def _html(parts: Iterable[str]) -> None:
    from IPython.display import HTML

    if text := "".join(parts):
        _display(HTML(f'{STYLE}<div class="callfloor">{text}</div>'))  # type: ignore[no-untyped-call]


def _display(value: object) -> None:
    from IPython.display import display

    display(value)  # type: ignore[no-untyped-call]


def _head(picture: Picture) -> str:
    return f'<p class="answer">{escape(picture.title)}</p><p>{escape(picture.caption)}</p>'


def _behind(picture: Picture) -> str:
    from callfloor import page
    from callfloor.language import say

    return f"<details><summary>{escape(say('the numbers behind this chart'))}</summary>{page.table(picture.table)}</details>"


def _drawn(block: Block) -> str:
    """A block in the page's own HTML, but for headings, which are the notebook's business, and charts without data."""
    from callfloor import page
    from callfloor.blocks import Answer, Chart, Section

    match block:
        case Answer(text, verdict, good):
            kind, mark = {True: (" good", "✓ "), False: (" bad", "✗ "), None: ("", "")}[good]
            said = f' <span class="verdict{kind}">{mark}{escape(verdict)}</span>' if verdict else ""
            return f'<p class="answer">{escape(text)}{said}</p>'
        case Section(heading, inner):
            return f'<p class="answer">{escape(heading)}</p>{"".join(map(_drawn, inner))}'
        case Chart(picture):
            return _head(picture)
        case _:
            return page.drawn(block)
