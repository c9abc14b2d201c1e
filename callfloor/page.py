"""A sheet as one HTML file: style, script and how each kind of block is drawn.

One file holds everything (text, numbers, charts, plotly.js), so that a report can be mailed, archived and opened without
a network; a content security policy in the page itself forbids any request. Light or dark follows the reader's system,
paper is always light.
"""

from __future__ import annotations

import json
from functools import cache
from html import escape
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from callfloor import blocks
from callfloor.figures.picture import verdict_in
from callfloor.language import current, of_reports, say, using

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from callfloor.figures.picture import Picture, Table

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
)

STYLE = """
:root { color-scheme: light dark; --paper: #ffffff; --raised: #f6f8fa; --ink: #1f2328; --soft: #57606a; --line: #d5dae0;
  --good: #00694d; --bad: #a84300; --accent: #0072b2; }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #16191d; --raised: #1f242a; --ink: #e8eaed;
  --soft: #b4b9c0; --line: #3a4048; --good: #4cc9a4; --bad: #ff9d5c; --accent: #6cbcf0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI",
  Roboto, "Noto Sans", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
main, header, footer { max-width: 1080px; margin: 0 auto; padding: 0 16px; }
header { padding-top: 24px; }
.about { color: var(--soft); font-size: 14px; margin: 0; }
h1 { font-size: clamp(21px, 3.2vw, 30px); line-height: 1.3; margin: 8px 0 12px; font-weight: 650; text-wrap: pretty; }
h2 { font-size: 20px; margin: 40px 0 8px; line-height: 1.3; }
.verdict { display: inline-block; padding: 2px 12px; border-radius: 999px; border: 2px solid; font-weight: 650; }
.good { color: var(--good); } .bad { color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 16px 0; padding: 0; }
.tiles div { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; }
.tiles dt { color: var(--soft); font-size: 14px; } .tiles dd { margin: 0; font-size: 21px; font-weight: 650; }
.tiles small { display: block; font-size: 13px; font-weight: 400; color: var(--soft); }
figure { margin: 0; } .chart { overflow-x: auto; overflow-y: hidden; } figcaption { margin: 0 0 8px; max-width: 75ch; }
.empty { background: var(--raised); border: 1px dashed var(--line); border-radius: 8px; padding: 16px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top;
  white-space: nowrap; }
th { color: var(--soft); font-weight: 600; vertical-align: bottom; white-space: normal; min-width: 4.5em; }
th.name, td.name { text-align: left; }
.stack td.name { white-space: normal; }
details { margin: 8px 0; } summary { cursor: pointer; color: var(--accent); font-size: 14px; }
dl.words { display: grid; grid-template-columns: minmax(120px, max-content) 1fr; gap: 4px 16px; font-size: 14px; }
dl.words dt { font-weight: 600; } dl.words dd { margin: 0; color: var(--soft); }
footer { color: var(--soft); font-size: 14px; padding: 32px 16px; }
@media screen and (max-width: 560px) { dl.words { grid-template-columns: 1fr; } dl.words dd { margin-bottom: 8px; }
  .tiles { grid-template-columns: 1fr 1fr; } .stack, .stack tbody, .stack tr, .stack td { display: block; } .stack thead { display: none; }
  .stack tr { border: 1px solid var(--line); border-radius: 8px; padding: 4px 12px; margin: 10px 0; }
  .stack td, .stack td.name { display: flex; justify-content: space-between; gap: 16px; border: 0; padding: 3px 0; white-space: normal;
  text-align: right; } .stack td::before { content: attr(data-label); color: var(--soft); text-align: left; flex: none; }
  .stack td:empty { display: none; } }
@page { size: A4; margin: 14mm; }
@media print { body { font-size: 11pt; } section { break-inside: avoid; } main, header, footer { max-width: none; padding: 0; } h2 { break-after: avoid; }
  .tiles { grid-template-columns: repeat(3, 1fr); } table { font-size: 9pt; } th, td { padding-right: 6px; }
  td, td.name { white-space: normal; } tr, .tiles div { break-inside: avoid; } figcaption { break-after: avoid; }
  figure .chart { break-inside: avoid; } figure details { display: none; } .wide { overflow: visible; } }
"""

SCRIPT = """
(function () {
  var looks = JSON.parse(document.getElementById('looks').textContent);
  var dark = matchMedia('(prefers-color-scheme: dark)');
  var paper = false, width = 680;
  var config = { displayModeBar: false, displaylogo: false, showLink: false, plotlyServerURL: '',
    topojsonURL: '', showTips: false };
  Object.assign(config, looks.locale);
  function draw(place) {
    var spec = JSON.parse(place.querySelector('script').textContent);
    var layout = Object.assign({}, spec.layout, { template: dark.matches && !paper ? looks.dark : looks.light });
    layout.width = paper ? width : Math.max(place.clientWidth, (layout.meta || {}).least_width || 0);
    if (layout.width >= 600) {
      layout.annotations = (layout.annotations || []).map(function (one) {
        return one.name === 'heading' ? Object.assign({}, one, { text: one.text.replace(/<br>/g, ' ') }) : one;
      });
    }
    place.querySelector('.plot').drawn = paper ? 0 : place.clientWidth;
    Plotly.react(place.querySelector('.plot'), spec.data, layout, config);
  }
  function all() { document.querySelectorAll('.chart').forEach(draw); }
  dark.addEventListener('change', all);
  addEventListener('beforeprint', function () { paper = true; all(); });
  addEventListener('afterprint', function () { paper = false; all(); });
  all();
  if (window.ResizeObserver) {
    var watch = new ResizeObserver(function (seen) {
      seen.forEach(function (one) {
        var plot = one.target.querySelector('.plot'), now = one.target.clientWidth;
        if (!paper && now && plot.drawn !== now) { draw(one.target); }
      });
    });
    document.querySelectorAll('.chart').forEach(function (place) { watch.observe(place); });
  }
})();
"""


@cache
def plotly_script() -> str:
    """plotly.js as it is embedded: once a page, without the addresses that it would only use for maps and sharing."""
    from plotly.offline import get_plotlyjs

    script = str(get_plotlyjs())
    for address in ("https://cdn.plot.ly", "https://chart-studio.plotly.com", "https://plotly.com"):
        script = script.replace(address, "about:blank")
    return script.replace("</script", "<\\/script")


def rendered(sheet: blocks.Sheet) -> bytes:
    """The sheet as a page of its own, in its own language: the answer and its reasons in the head, the rest below."""
    with using(sheet.language):
        lead = list(takewhile(lambda block: isinstance(block, blocks.Answer | blocks.Bullets), sheet.blocks))
        head = [paragraph(sheet.about, "about"), *map(drawn, lead)]
        return page(sheet.title, head, list(map(drawn, sheet.blocks[len(lead) :])), escape(sheet.foot))


def made(sheet: Callable[[], blocks.Sheet]) -> bytes:
    """A report: the sheet, written in the language that reports are asked for, as a page."""
    with using(of_reports()):
        return rendered(sheet())


def drawn(block: blocks.Block) -> str:  # noqa: PLR0911 - one for each kind of block
    """One block as HTML."""
    match block:
        case blocks.Answer():
            return _answer(block)
        case blocks.Tiles(figures):
            return tiles(figures)
        case blocks.Paragraph(text, soft):
            return paragraph(text, "about" if soft else "")
        case blocks.Bullets(lines):
            return bullets(lines)
        case blocks.Rows(content, stacked):
            return table(content, kind="stack" if stacked else "")
        case blocks.Words(entries):
            return glossary(entries)
        case blocks.Chart(picture):
            return chart(picture)
        case blocks.Folded(summary, inner, shown):
            return f"<details{' open' if shown else ''}><summary>{escape(summary)}</summary>{''.join(map(drawn, inner))}</details>"
        case blocks.Section(heading, inner):
            return section(heading, *map(drawn, inner))


def _answer(block: blocks.Answer) -> str:
    """The answer as the page's heading, its verdict below it by shape, word and colour."""
    said = f"<h1>{escape(block.text)}</h1>"
    if not block.verdict:
        return said
    kind, mark = {True: (" good", "✓ "), False: (" bad", "✗ "), None: ("", "")}[block.good]
    return f'{said}\n<p><span class="verdict{kind}">{mark}{escape(block.verdict)}</span></p>'


def page(title: str, head: Sequence[str], body: Sequence[str], foot: str) -> bytes:
    """A whole page of ready HTML, in the language of now."""
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{current()}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            f"<script>{plotly_script()}</script>",
            "</head><body>",
            "<header>",
            *head,
            "</header><main>",
            *body,
            f"</main><footer>{foot}</footer>",
            f'<script type="application/json" id="looks">{_json(_looks())}</script>',
            f"<script>{SCRIPT}</script>",
            "</body></html>",
        )
    ).encode()


def _looks() -> dict[str, Any]:
    from callfloor.figures.look import locale, template

    looks = {name: template(dark=dark).to_plotly_json() for name, dark in (("light", False), ("dark", True))}
    return {**looks, "locale": locale()}


def _json(value: object) -> str:
    """JSON that cannot end the script element around it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/").replace("<!--", "<\\!--")


def chart(picture: Picture) -> str:
    """A chart under its question and its answer, with the table behind it."""
    heading = f'<h2 id="{escape(picture.name)}">{escape(picture.title)}</h2>'
    if picture.figure is None:
        return f'<section>{heading}<p class="empty">{escape(picture.caption)}</p></section>'
    spec = json.loads(picture.figure.to_json())
    spec["layout"].pop("template", None)
    behind = escape(say("the numbers behind this chart"))
    height = int(spec["layout"].get("height", 400))
    return (
        f"<section>{heading}<figure><figcaption>{escape(picture.caption)}</figcaption>"
        f'<div class="chart"><div class="plot" style="min-height:{height}px" role="img" '
        f'aria-label="{escape(picture.caption)}"></div><script type="application/json">{_json(spec)}</script></div>'
        f"<details><summary>{behind}</summary>{table(picture.table)}</details></figure></section>"
    )


def table(content: Table, kind: str = "") -> str:
    """A table: names left, figures right; of the kind `stack` it is a card for each row on a phone, so that nothing lies beside the screen."""

    def cell(tag: str, place: int, text: str) -> str:
        kinds = ["name"] if place < content.labels else []
        kinds += filter(None, [verdict_in(text)])
        label = f' data-label="{escape(content.columns[place])}"' if kind and tag == "td" else ""
        named = f' class="{" ".join(kinds)}"' if kinds else ""
        return f"<{tag}{named}{label}>{escape(text)}</{tag}>"

    head = "".join(cell("th", place, text) for place, text in enumerate(content.columns))
    rows = "".join(
        f"<tr>{''.join(cell('td', place, text) for place, text in enumerate(row))}</tr>" for row in content.rows
    )
    named = f' class="{kind}"' if kind else ""
    return f'<div class="wide"><table{named}><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def section(heading: str, *parts: str) -> str:
    """A heading over ready HTML."""
    return f"<section><h2>{escape(heading)}</h2>{''.join(parts)}</section>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain words."""
    return f"<p{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{escape(text)}</p>"


def bullets(lines: Sequence[str]) -> str:
    """A list of plain lines."""
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def tiles(figures: Sequence[tuple[str, str, str]]) -> str:
    """Key figures: name, value, a remark."""
    parts = (
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}<small>{escape(remark)}</small></dd></div>"
        for name, value, remark in figures
    )
    return f'<dl class="tiles">{"".join(parts)}</dl>'


def glossary(entries: Sequence[tuple[str, str]]) -> str:
    """Words and their denominators."""
    parts = (f"<dt>{escape(word)}</dt><dd>{escape(meaning)}</dd>" for word, meaning in entries)
    return f'<dl class="words">{"".join(parts)}</dl>'
