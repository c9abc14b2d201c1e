"""Why a queue explodes near full load, and why a day does not: it starts empty and ends before the queue has settled."""

from __future__ import annotations

from dataclasses import replace

from callfloor import words
from callfloor.figures import learn_drawn as draw
from callfloor.figures.learn_asked import OPEN, Asked, Filling, people
from callfloor.figures.panels import square
from callfloor.figures.picture import Picture, Table
from callfloor.language import say

SHARES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.84, 0.87, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99)
OTHERS = 4  # times the agents, for the other team


def at_load(asked: Asked, share: float) -> Asked:
    """The same agents offered so much work that they would be busy for that share of their time."""
    return replace(asked, rate=share * asked.agents * 3600.0 / asked.handle)


def explode(asked: Asked, share: float = 0.95) -> Picture:
    """Mean wait by how busy the agents are: of this team, of one four times as large, and where some give up."""
    large = replace(asked, agents=OTHERS * asked.agents)
    alone = [at_load(asked, one).by("c").mean_wait for one in SHARES]
    bigger = [at_load(large, one).by("c").mean_wait for one in SHARES]
    leaving = [at_load(asked, one).by("a").mean_wait for one in SHARES]
    heading = say(
        "<b>mean wait</b> {c} {agents}, nobody gives up {o} {more} {a} {agents}, some give up",
        c=square(draw.C[0], "╍"), o=square(draw.OTHER[0], "╍"), a=square(draw.A[0], "━"),
        agents=people(asked.agents), more=people(large.agents),
    )  # fmt: skip
    figure = draw.drawn([heading], [280], say("work offered, of the agents' time"))
    across = [100 * one for one in SHARES]
    lines = [
        (alone, people(asked.agents), draw.C),
        (bigger, people(large.agents), draw.OTHER),
    ]
    if asked.patience is not None:
        lines.append((leaving, say("some give up"), draw.A))
    for values, name, look in lines:
        draw.line(figure, 1, across, values, name, look, [words.duration(value) for value in values])
    if share < 1:
        draw.here(figure, 1, 100 * share, say("chosen"), left=True)
    figure.update_xaxes(ticksuffix=f"{words.THIN}%", range=[50, 100])
    draw.value_axis(figure, 1, unit="s")
    table = Table(
        (
            say("offered"),
            people(asked.agents),
            people(large.agents),
            say("some give up"),
        ),
        tuple(
            (words.share(one), *(words.duration(values[place]) for values in (alone, bigger, leaving)))
            for place, one in enumerate(SHARES)
        ),
    )
    return Picture(
        "learn-explode",
        say("Why does a queue explode near full load?"),
        _explode_caption(asked, large, share),
        figure,
        table,
    )


def _explode_caption(asked: Asked, large: Asked, share: float) -> str:
    told = {"agents": people(asked.agents), "share": words.share(share), "more": people(large.agents)}
    wait = at_load(asked, share).by("c").mean_wait
    if wait is None:
        return say(
            "At {share} there is more work than {agents} can do: the queue grows as long as the day lasts.",
            **told,
        )
    half = share - (1 - share)  # twice as far from full
    before = at_load(asked, half).by("c").mean_wait
    return say(
        "At {share} of their time {agents} let people wait {wait} on average, at {half} {before}: half the spare time, {times} times the wait. "
        "{more}, as busy: {large}.",
        **told,
        wait=words.duration(wait),
        half=words.share(half),
        before=words.duration(before),
        times=words.number(wait / before) if before else words.NOTHING,
        large=words.duration(at_load(large, share).by("c").mean_wait),
    )


def empty(asked: Asked, share: float = 0.99, found: Filling | None = None) -> Picture:
    """How many wait over a day that starts empty (simulated), against the formula's settled queue; nobody gives up."""
    busy = at_load(asked, share)
    settled = busy.by("c").mean_queue
    title = say("Where do formula and simulation part?")
    if found is None:
        return Picture("learn-empty", title, say("The days are being simulated …"), None, Table((), ()))
    mean = [one[0] for one in found.queue]
    hours = [0.25 + 0.5 * place for place in range(len(mean))]
    heading = say(
        "<b>people waiting</b> {s} simulated, {days} days that start empty {c} settled, by Erlang C",
        s=square(draw.SIMULATION[0], "◆"), c=square(draw.C[0], "╍"), days=words.number(found.days),
    )  # fmt: skip
    figure = draw.drawn([heading], [260], say("hours since the day began"))
    draw.line(figure, 1, hours, mean, "", draw.SIMULATION, [""] * len(hours))
    draw.dots(
        figure, 1, hours, mean, say("simulated"), draw.SIMULATION, [words.estimate(*one, "number") for one in found.queue],
        ([one[1] for one in found.queue], [one[2] for one in found.queue]),
    )  # fmt: skip
    if settled is not None:
        draw.line(figure, 1, [0, OPEN], [settled] * 2, "Erlang C", draw.C, [words.number(settled)] * 2)
    figure.update_xaxes(range=[0, OPEN], nticks=9)
    draw.value_axis(figure, 1)
    table = Table(
        (say("hours"), say("waiting, simulated"), say("waiting, settled (Erlang C)")),
        tuple(
            (
                f"{words.number(place / 2)}–{words.number((place + 1) / 2)}",
                words.estimate(*one, "number"),
                words.number(settled),
            )
            for place, one in enumerate(found.queue)
        ),
    )
    return Picture("learn-empty", title, _empty_caption(busy, share, settled, mean), figure, table)


def _empty_caption(busy: Asked, share: float, settled: float | None, mean: list[float]) -> str:
    told = {
        "share": words.share(share),
        "hours": words.number(OPEN),
        "first": words.number(sum(mean[:2]) / 2),
        "last": words.number(sum(mean[-2:]) / 2),
        "all": words.number(sum(mean) / len(mean)),
        "settled": words.number(settled),
        "agents": people(busy.agents),
    }
    if settled is None:
        return say(
            "At {share} the formula has no answer. The day has one: {first} wait in its first hour, {last} in its last, for each hour "
            "brings more work than {agents} can do.",
            **told,
        )
    if sum(mean) / len(mean) < 0.8 * settled:
        return say(
            "At {share} the formula says {settled} wait; a day of {hours} hours that starts empty has {all} on average, {first} in its first hour and "
            "{last} in its last: it is over before the queue has settled.",
            **told,
        )
    return say(
        "At {share} the queue settles soon: the formula says {settled} wait, the day has {all} on average, {first} in its first hour.",
        **told,
    )
