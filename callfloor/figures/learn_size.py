"""What size does: the square-root rule of staffing, and one pool in place of several small teams."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from callfloor import words
from callfloor.figures import learn_drawn as draw
from callfloor.figures.learn_asked import GOAL, WITHIN, Asked, people
from callfloor.figures.panels import square
from callfloor.figures.picture import Picture, Table
from callfloor.language import say
from sim.erlang import Goal, fewest_agents

if TYPE_CHECKING:
    import plotly.graph_objects as go

TEAMS = (1, 2, 4, 8, 16)
GROWTH = tuple(2.0**power for power in (-3, -2, -1, 0, 1, 2, 3))
POOLED = 4
RAREST, OFTENEST = 0.01, 0.5  # shares who wait that are worth keeping


def square_root(asked: Asked) -> Picture:
    """Agents beyond the load that keep one quality, the share who wait at all, as the volume grows: so many times the load's root."""
    share = min(max(asked.by("a").probability_of_wait or 0.0, RAREST), OFTENEST)
    sizes = [asked.times(factor) for factor in GROWTH]
    needed = [fewest_agents("a", one.demand(), Goal(probability_of_wait=share)).agents for one in sizes]
    promised = [one.needed("a") for one in sizes]
    loads = [one.load for one in sizes]
    beta = (needed[GROWTH.index(1.0)] - asked.load) / sqrt(asked.load)
    figure = _root_figure(asked, loads, needed, beta)
    table = Table(
        (
            say("times the volume"),
            say("load, erlangs"),
            say("agents, as many wait at all"),
            say("beyond the load"),
            say("by the rule"),
            say("agents for {goal} within {within}", goal=words.share(GOAL), within=words.duration(WITHIN)),
        ),
        tuple(
            (
                words.number(factor),
                words.number(load),
                words.number(agents),
                words.signed(agents - load),
                words.signed(beta * sqrt(load)),
                words.number(other),
            )
            for factor, load, agents, other in zip(GROWTH, loads, needed, promised, strict=True)
        ),
    )
    title = say("Do twice the calls need twice the people?")
    return Picture("learn-square-root", title, _root_caption(asked, share, needed, promised, beta), figure, table)


def _root_figure(asked: Asked, loads: list[float], needed: list[int], beta: float) -> go.Figure:
    smooth = [float(load) for load in np.geomspace(loads[0], loads[-1], 60)]
    heading = say(
        "<b>agents beyond the load</b> {a} needed (Erlang A) {r} {beta} × √load",
        a=square(draw.A[0], "●"), r=square(draw.OTHER[0], "╍"), beta=words.number(beta),
    )  # fmt: skip
    figure = draw.drawn([heading], [240], say("load, erlangs"), log=True)
    rule = [beta * sqrt(load) for load in smooth]
    draw.line(figure, 1, smooth, rule, say("rule"), draw.OTHER, [words.number(value) for value in rule])
    extra = [agents - load for agents, load in zip(needed, loads, strict=True)]
    told = [f"{words.number(n)} − {words.number(r)}" for n, r in zip(needed, loads, strict=True)]
    draw.dots(figure, 1, loads, extra, say("needed"), draw.A, told)
    draw.here(figure, 1, asked.load, say("chosen"))
    figure.update_xaxes(tickvals=loads, ticktext=[words.number(load) for load in loads])
    draw.value_axis(figure, 1, low=None)
    return figure


def _root_caption(asked: Asked, share: float, needed: list[int], promised: list[int], beta: float) -> str:
    one, four = GROWTH.index(1.0), GROWTH.index(4.0)
    return say(
        "So that at most {share} have to wait, a load of {load} erlangs takes {mine}; four times the calls take {four}, not {times}: the load and {beta} × "
        "its root. For {goal} within {within} it is {promised}, then {later}.",
        share=words.share(share),
        load=words.number(asked.load),
        mine=people(needed[one]),
        four=words.number(needed[four]),
        times=words.number(4 * needed[one]),
        beta=words.number(beta),
        goal=words.share(GOAL),
        within=words.duration(WITHIN),
        promised=people(promised[one]),
        later=people(promised[four]),
    )


def pooling(asked: Asked) -> Picture:
    """Several teams like the one chosen, each for itself or as one: how they answer, and how many people they need."""
    alone = asked.by("a")
    pooled = [replace(asked.times(teams), agents=asked.agents * teams) for teams in TEAMS]
    together = [one.by("a") for one in pooled]
    needs = [one.needed("a") for one in pooled]
    figure = _pool_figure(alone.answer_rate, [one.answer_rate for one in together], needs)
    table = Table(
        (
            say("teams"),
            say("answered in time, pooled"),
            say("mean wait, pooled"),
            say("answered in time, apart"),
            say("needed, pooled"),
            say("needed, apart"),
        ),
        tuple(
            (
                str(teams),
                words.share(one.answer_rate),
                words.duration(one.mean_wait),
                words.share(alone.answer_rate),
                words.number(need),
                words.number(needs[0] * teams),
            )
            for teams, one, need in zip(TEAMS, together, needs, strict=True)
        ),
    )
    place = TEAMS.index(POOLED)
    caption = say(
        "{teams} such teams answer {apart} within {within} each for itself and {together} as one pool; for {goal} the pool needs {one}, "
        "the teams {many}.",
        teams=words.number(POOLED),
        apart=words.share(alone.answer_rate),
        within=words.duration(WITHIN),
        together=words.share(together[place].answer_rate),
        goal=words.share(GOAL),
        one=people(needs[place]),
        many=words.number(POOLED * needs[0]),
    )
    return Picture("learn-pooling", say("What does a pool gain?"), caption, figure, table)


def _pool_figure(alone: float, rates: list[float], needs: list[int]) -> go.Figure:
    heading = say(
        "<b>answered within {within}</b> {one} one pool {many} each team for itself",
        within=words.duration(WITHIN), one=square(draw.A[0], "●"), many=square(draw.OTHER[0], "╍"),
    )  # fmt: skip
    second = say("<b>agents needed for {goal}</b>, of each 100 that the teams need apart", goal=words.share(GOAL))
    figure = draw.drawn([heading, second], [200, 140], say("teams that are pooled"), log=True)
    draw.line(
        figure,
        1,
        list(TEAMS),
        [100 * alone] * len(TEAMS),
        say("apart"),
        draw.OTHER,
        [words.share(alone)] * len(TEAMS),
    )
    draw.line(figure, 1, list(TEAMS), [100 * rate for rate in rates], "", draw.A, [""] * len(TEAMS))
    draw.dots(
        figure,
        1,
        list(TEAMS),
        [100 * rate for rate in rates],
        say("pooled"),
        draw.A,
        [words.share(rate) for rate in rates],
    )
    shares = [100 * need / (needs[0] * teams) for need, teams in zip(needs, TEAMS, strict=True)]
    draw.dots(
        figure, 2, list(TEAMS), shares, say("needed"), draw.A,
        [say("{one} in place of {many}", one=words.number(need), many=words.number(needs[0] * teams)) for need, teams in zip(needs, TEAMS, strict=True)],
    )  # fmt: skip
    figure.update_xaxes(tickvals=list(TEAMS), ticktext=[str(teams) for teams in TEAMS])
    draw.value_axis(figure, 1, unit="%", low=None)
    draw.value_axis(figure, 2, high=105)
    return figure
