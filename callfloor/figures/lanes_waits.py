"""How long does each class wait, in every design? The share of the answered still waiting after so long.

All designs are drawn; the few that a manager would set side by side (the recommended one, the reference, one queue, a lane) have colour,
dash and shape, the others are faint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures.look import GREEN, GREY, PURPLE, SKY, VERMILLION, faint
from callfloor.figures.panels import DASHES, SYMBOLS, add_heading, panels, square, value_axis, wrapped
from callfloor.figures.picture import Picture, Table, nothing_to_draw
from callfloor.lanes_words import best, estimated, names, short, sized, title
from callfloor.language import later, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from optimize.lanes.result import ClassFigures, Found, Study

NAME, TITLE = "waits", later("How long does each class wait?")
SHADES = (GREEN, PURPLE, SKY, VERMILLION)  # not those of the classes
TAIL = 0.01  # the curves are drawn until so few are left in the designs that stand out
ROUND = (20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0, 300.0, 420.0, 600.0)


def waits(study: Study) -> Picture:
    """Survival curves of the waits, a panel a class."""
    there = [one for one in sized(study) if any(figures.waiting for figures in one.classes.values())]
    if not there:
        return nothing_to_draw(NAME, TITLE, later("Nobody was answered in any design, so there is no wait to show."))
    chosen = foremost(study, there)
    return Picture(NAME, say(TITLE), _caption(study, chosen), _figure(study, there, chosen), _table(study, there))


def foremost(study: Study, there: list[Found]) -> list[Found]:
    """The designs that stand out: the recommended one, the reference, one queue, and a lane."""
    found = best(study)
    keys = [found.key if found is not None else there[0].key, study.reference, "one_queue", "dedicated"]
    lanes = [one.key for one in there if one.design.lane]
    wanted = list(dict.fromkeys([*keys, *lanes]))
    by_key = {one.key: one for one in there}
    return [by_key[key] for key in wanted if key in by_key][: len(SHADES)]


def _caption(study: Study, chosen: list[Found]) -> str:
    parts = []
    for key, name in names(study).items():
        there = [one for one in chosen if key in one.classes]
        within = there[0].classes[key].within
        told = [
            say("{share} with {design}", share=words.share(_later(one.classes[key], within)), design=short(one))
            for one in there
        ]
        parts.append(
            say(
                "Of the answered {name}, {designs} wait longer than {time}.",
                name=name, designs=words.listed(told), time=words.duration(within),
            )
        )  # fmt: skip
    return words.told_in_turn([*parts, say("Faint: the other designs; the dashed rule is what is asked.")])


def _later(figures: ClassFigures, within: float) -> float | None:
    """Share of the answered who wait longer; between two moments that are known, on a straight line."""
    at, share = zip(*figures.waiting, strict=True) if figures.waiting else ((), ())
    return float(np.interp(within, at, share)) if at else None


def _figure(study: Study, there: list[Found], chosen: list[Found]) -> go.Figure:
    import plotly.graph_objects as go

    called = names(study)
    key = " ".join(f"{square(SHADES[place], SYMBOLS[place][1])}\u00a0{short(one)}" for place, one in enumerate(chosen))
    headings = [
        wrapped(say("<b>{name}: still waiting</b>, of the answered", name=name) + f" · {key}")
        for name in called.values()
    ]
    figure = panels([""] * len(headings), [230] * len(headings), shared=False, spacing=104)
    for row, klass in enumerate(called, start=1):
        end = _end(chosen, klass)
        add_heading(figure, headings[row - 1], row)
        for one in (*(other for other in there if other not in chosen), *reversed(chosen)):
            place = chosen.index(one) if one in chosen else None
            points = [(at, share) for at, share in one.classes[klass].waiting if at <= end]
            look = (
                {"color": faint(GREY, 0.45), "width": 1.2}
                if place is None
                else {"color": SHADES[place], "width": 2.5, "dash": DASHES[place]}
            )
            mark = {} if place is None else {"marker": {"symbol": SYMBOLS[place][0], "size": 8}}
            curve = go.Scatter(
                x=[at for at, _ in points], y=[100 * share for _, share in points], line=look, mode="lines" if place is None else "lines+markers",
                hovertemplate=say(
                    "{name}: {share} wait longer than {time}",
                    name=short(one), share="%{y:.1f}\u202f%", time=f"%{{x}}\u202f{words.unit_word('s')}",
                ) + "<extra></extra>", **mark,
            )  # fmt: skip
            figure.add_trace(curve, row=row, col=1)
        within = chosen[0].classes[klass].within
        figure.add_vline(
            x=within, line_dash="dash", line_width=1.5, annotation_text=words.duration(within), annotation_position="top right",
            annotation_font_size=12, row=row, col=1,
        )  # fmt: skip
        value_axis(figure, row, unit="%")
        figure.update_xaxes(
            row=row, col=1, ticksuffix=f"{words.THIN}{words.unit_word('s')}", range=[0, end], fixedrange=True, nticks=7
        )
    more = 17 * max(heading.count("<br>") for heading in headings)
    figure.update_layout(
        height=figure.layout.height + more, margin_t=figure.layout.margin.t + more, hovermode="closest"
    )
    return figure


def _end(chosen: list[Found], klass: str) -> float:
    """Where the axis ends: when hardly anybody is left, and past what is asked."""
    last = [at for one in chosen for at, share in one.classes[klass].waiting if share > TAIL]
    wanted = max([*last, 2 * chosen[0].classes[klass].within])
    return next((at for at in ROUND if at > wanted), ROUND[-1])


def _table(study: Study, there: list[Found]) -> Table:
    rows = tuple(
        (
            title(one.design),
            names(study)[key],
            words.share(next((share for at, share in own.waiting if at == 0), None)),
            *(estimated(getattr(own, measure), "duration") for measure in ("wait_p50", "wait_p90", "wait_p95")),
        )
        for one in there
        for key, own in one.classes.items()
    )
    at_most = [say("{share} of the answered wait at most", share=words.share(level)) for level in (0.5, 0.9, 0.95)]
    return Table((say("design"), say("class"), say("of the answered, not at once"), *at_most), rows, labels=2)
