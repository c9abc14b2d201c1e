"""Three ways to tell one queue: Erlang C, Erlang A and simulated days, by the number of agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures import learn_drawn as draw
from callfloor.figures.learn_asked import GOAL, WITHIN, Asked, Found, people
from callfloor.figures.panels import square
from callfloor.figures.picture import Picture, Table
from callfloor.language import say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from sim.erlang import Steady

NAME = "learn-models"
SAME = 0.0005  # a difference that no figure here shows


def models(asked: Asked, found: Sequence[Found] = ()) -> Picture:
    """Answered within 20 s by the number of agents; ``found``: simulated points, where there are any yet."""
    span = max(4, round(2 * asked.load**0.5))
    low = max(1, min(int(asked.load) - span, asked.agents - span))
    agents = range(low, max(round(asked.load) + span, asked.agents + span) + 1)
    by = {model: [replace(asked, agents=n).by(model) for n in agents] for model in ("a", "c")}
    figure = _figure(asked, list(agents), by, found)
    return Picture(
        NAME, say("Which formula is right?"), _caption(asked, found), figure, _table(asked, list(agents), by, found)
    )


def _caption(asked: Asked, found: Sequence[Found]) -> str:
    a, c = asked.by("a"), asked.by("c")
    told = {
        "agents": people(asked.agents),
        "a": words.share(a.answer_rate),
        "c": words.share(c.answer_rate),
        "within": words.duration(WITHIN),
        "lost": words.share(a.abandonment),
    }
    if asked.patience is None:
        text = say(
            "With {agents} {c} are answered within {within}: where nobody gives up, Erlang A is Erlang C.",
            **told,
        )
    elif not c.settles:
        text = say(
            "With {agents} there is more work than hands: Erlang C has no answer but a queue without end; by Erlang A "
            "{lost} give up and {a} are answered within {within}.",
            **told,
        )
    else:
        text = say(
            "With {agents} Erlang C promises {c} within {within}, Erlang A {a}: {lost} give up, and whoever is left waits less.",
            **told,
        )
    mine = next((one for one in found if one.agents == asked.agents), None)
    if mine is not None and mine.answer_rate[0] is not None:
        text += " " + say("Simulated: {rate}.", rate=words.estimate(*mine.answer_rate, "share"))
        text += _verdict(a, mine)
    needed = {"a": people(asked.needed("a")), "c": people(asked.needed("c")), "goal": words.share(GOAL)}
    return text + " " + say("For {goal} Erlang A asks for {a}, Erlang C for {c}.", **needed)


def _verdict(a: Steady, mine: Found) -> str:
    """Whether formula and simulation part, and why they might."""
    _, low, high = mine.answer_rate
    if low is None or high is None:
        return ""
    if low - SAME <= a.answer_rate <= high + SAME:
        return " " + say("The formula lies within its limits.")
    return " " + say(
        "The formula lies outside its limits: once in twenty by chance; near full load because a queue needs hours to settle, and the "
        "days are not long enough."
    )


def _figure(asked: Asked, agents: list[int], by: dict[str, list[Steady]], found: Sequence[Found]) -> go.Figure:
    heading = say(
        "<b>answered within {within}</b> {a} Erlang A {c} Erlang C {s} simulated",
        within=words.duration(WITHIN), a=square(draw.A[0], "━"), c=square(draw.C[0], "╍"), s=square(draw.SIMULATION[0], "◆"),
    )  # fmt: skip
    figure = draw.drawn([heading], [300], say("agents"))
    for model, look, name in (("a", draw.A, "Erlang A"), ("c", draw.C, "Erlang C")):
        rates = [one.answer_rate for one in by[model]]
        draw.line(figure, 1, agents, [100 * rate for rate in rates], name, look, [words.share(rate) for rate in rates])
    if found:
        rates3 = [tuple(None if value is None else 100 * value for value in one.answer_rate) for one in found]
        draw.dots(
            figure, 1, [one.agents for one in found], [one[0] for one in rates3], say("simulated"), draw.SIMULATION,
            [words.estimate(*one.answer_rate, "share") for one in found],
            ([one[1] for one in rates3], [one[2] for one in rates3]),
        )  # fmt: skip
    draw.level(figure, 1, 100 * GOAL, say("{goal} asked", goal=words.share(GOAL)))
    draw.here(figure, 1, asked.agents, say("chosen"))
    draw.value_axis(figure, 1, unit="%", high=104)
    return figure


def _table(asked: Asked, agents: list[int], by: dict[str, list[Steady]], found: Sequence[Found]) -> Table:
    simulated = {one.agents: one for one in found}
    rows = []
    for place, number in enumerate(agents):
        one = simulated.get(number)
        a, c = by["a"][place], by["c"][place]
        rows.append(
            (
                words.number(number),
                words.share(a.answer_rate),
                words.duration(a.mean_wait),
                words.share(a.abandonment),
                words.share(c.answer_rate),
                words.duration(c.mean_wait),
                "" if one is None else words.estimate(*one.answer_rate, "share"),
                "" if one is None else words.duration(one.mean_wait),
                "" if one is None else words.share(one.abandonment),
            )
        )
    columns = (
        say("agents"), say("Erlang A: in time"), say("Erlang A: mean wait of the answered"), say("Erlang A: give up"), say("Erlang C: in time"),
        say("Erlang C: mean wait"), say("simulated: in time"), say("simulated: mean wait of the answered"), say("simulated: give up"),
    )  # fmt: skip
    return Table(columns, tuple(rows))
