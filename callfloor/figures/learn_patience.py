"""What patience does: the same queue with callers who give up sooner or later."""

from __future__ import annotations

from dataclasses import replace

from callfloor import words
from callfloor.figures import learn_drawn as draw
from callfloor.figures.learn_asked import WITHIN, Asked
from callfloor.figures.panels import square
from callfloor.figures.picture import Picture, Table
from callfloor.language import say

LENGTHS = (10.0, 20.0, 30.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0)
TICKS = (10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)


def patience(asked: Asked) -> Picture:
    """Who gives up and how long the others wait, by mean patience (Erlang A); Erlang C where everybody waits."""
    lengths = sorted({*LENGTHS, *([] if asked.patience is None else [asked.patience])})
    by = [replace(asked, patience=length).by("a") for length in lengths]
    endless = asked.by("c")
    heading = say("{mark} <b>give up</b>, of the offered", mark=square(draw.A[0], "━"))
    second = say(
        "<b>mean wait of the answered</b> {a} some give up {c} nobody does (Erlang C)",
        a=square(draw.A[0], "━"),
        c=square(draw.C[0], "╍"),
    )
    figure = draw.drawn([heading, second], [170, 170], say("mean patience"), log=True)
    lost, waits = [one.abandonment for one in by], [one.mean_wait for one in by]
    draw.line(
        figure,
        1,
        lengths,
        [100 * value for value in lost],
        say("give up"),
        draw.A,
        [words.share(value) for value in lost],
    )
    draw.line(figure, 2, lengths, waits, "Erlang A", draw.A, [words.duration(value) for value in waits])
    if endless.mean_wait is not None:
        text = words.duration(endless.mean_wait)
        draw.line(figure, 2, lengths, [endless.mean_wait] * len(lengths), "Erlang C", draw.C, [text] * len(lengths))
    if asked.patience is not None:
        draw.here(figure, 1, asked.patience, say("chosen"))
        draw.here(figure, 2, asked.patience)
    figure.update_xaxes(tickvals=list(TICKS), ticktext=[words.duration(length) for length in TICKS])
    draw.value_axis(figure, 1, unit="%")
    draw.value_axis(figure, 2, unit="s")
    table = Table(
        (
            say("mean patience"),
            say("give up"),
            say("mean wait of the answered"),
            say("answered in time"),
            say("occupancy"),
        ),
        tuple(
            (
                words.duration(length),
                words.share(one.abandonment),
                words.duration(one.mean_wait),
                words.share(one.answer_rate),
                words.share(one.occupancy),
            )
            for length, one in zip(lengths, by, strict=True)
        ),
    )
    return Picture("learn-patience", say("What does patience do?"), _caption(asked), figure, table)


def _caption(asked: Asked) -> str:
    endless = asked.by("c")
    without = (
        say("where nobody gives up they wait {wait}", wait=words.duration(endless.mean_wait))
        if endless.mean_wait is not None
        else say("where nobody gives up the queue grows without end")
    )
    if asked.patience is None:
        return say("Nobody gives up here: {without}.", without=without)
    mine, half = asked.by("a"), replace(asked, patience=asked.patience / 2).by("a")
    return say(
        "With a patience of {patience} {lost} give up and the answered wait {wait}; {without}. With half the patience {more} give up, and {rate} "
        "are answered within {within} in place of {now}: those who leave make room.",
        patience=words.duration(asked.patience),
        lost=words.share(mine.abandonment),
        wait=words.duration(mine.mean_wait),
        without=without,
        more=words.share(half.abandonment),
        rate=words.share(half.answer_rate),
        now=words.share(mine.answer_rate),
        within=words.duration(WITHIN),
    )
