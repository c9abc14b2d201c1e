"""The tables of a screening: who may be the best, and why the others cannot be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from callfloor import gauges, words
from callfloor.figures.picture import Table
from callfloor.language import plural, say
from callfloor.ranking import MONEY, Ranking, misses
from sim.screening import ROUNDING

if TYPE_CHECKING:
    from sim.screening import Contender, Dropped

MOST = 40  # rows in the terminal and the report; the CSV file has all


def kept(ranking: Ranking, most: int = MOST) -> Table:
    """Who may be the best: its figure, how far it is behind the best estimate, whether it keeps its targets."""
    measure, currency = ranking.by.measure, ranking.scenario.currency

    def row(one: Contender) -> tuple[str, ...]:
        first = one is ranking.screening.best and not tied(ranking)
        return (
            ranking.names[one.place],
            gauges.value(measure, one.mean, currency),
            _limits(one.low, one.high, measure),
            say("best by estimate") if first else gauges.change(measure, one.behind, currency),
            ""
            if first or one.behind_low == one.behind_high
            else gauges.limits(measure, one.behind_low, one.behind_high),
            *((_targets(one),) if ranking.targets else ()),
            words.number(one.days),
        )

    limits = say("95 % limits")
    columns = (say("candidate"), ranking.by.said, limits, say("behind"), limits)
    columns += (*((say("targets"),) if ranking.targets else ()), say("days||number"))
    return Table(columns, tuple(row(one) for one in ranking.screening.kept[:most]))


def _limits(low: float | None, high: float | None, measure: str) -> str:
    if low == high:
        return ""
    show = gauges.gauge(measure).show
    return words.limits(low, high, show if show in ("share", "duration") else "number")


def _targets(one: Contender) -> str:
    if one.surely:
        return say("met")
    return say("met by estimate" if one.keeps_targets else "missed by estimate")


def dropped(ranking: Ranking, most: int = MOST) -> Table:
    """Who cannot be the best, and why."""
    measure, currency = ranking.by.measure, ranking.scenario.currency
    rows = tuple(
        (ranking.names[one.place], why(ranking, one), gauges.value(measure, one.mean, currency), words.number(one.days))
        for one in sorted(ranking.screening.dropped, key=lambda one: one.place)[:most]
    )
    columns = (say("candidate"), say("why it cannot be the best"), ranking.by.said, say("days||number"))
    return Table(columns, rows, labels=2)


def why(ranking: Ranking, one: Dropped) -> str:
    """Why a candidate was dropped."""
    if one.misses is not None:
        return say("surely misses {what}", what=misses(ranking, one.misses))
    rival = say("another||candidate") if one.better is None else ranking.names[one.better]
    keeping = "surely worse than {rival}, which keeps its targets"
    return say(keeping if ranking.targets else "surely worse than {rival}", rival=rival)


def frame(ranking: Ranking) -> pd.DataFrame:
    """One row a candidate, in their order."""
    rows = [
        [one.place, ranking.names[one.place], True, one.mean, one.low, one.high, one.behind, one.behind_low, one.behind_high,
         one.keeps_targets, one.surely, one.days, ""]
        for one in ranking.screening.kept
    ] + [
        [one.place, ranking.names[one.place], False, one.mean, None, None, None, None, None, None, None, one.days, why(ranking, one)]
        for one in ranking.screening.dropped
    ]  # fmt: skip
    columns = ["place", "candidate", "kept", "mean", "low", "high", "behind", "behind low", "behind high", "keeps targets",
               "surely", "days", "why dropped"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).sort_values("place").drop(columns="place")


def tied(ranking: Ranking) -> bool:
    """Whether all that are left have the same figure, so that none of them is the best by it."""
    kept, best = ranking.screening.kept, ranking.screening.best
    if best is None or best.mean is None or len(kept) < 2:
        return False
    return all(one.mean is not None and math.isclose(one.mean, best.mean, rel_tol=ROUNDING) for one in kept)


def _tie(ranking: Ranking, figure: str) -> str:
    """The answer where the measure tells nobody from anybody."""
    kept, count = ranking.screening.kept, len(ranking.entries)
    out = len(ranking.screening.dropped)
    alike = {"left": len(kept), "count": count, "measure": ranking.by.said, "figure": figure}
    left = "The {left} left of {count} have the same {measure}, {figure}; none of them is the best by it."
    every = "All {count} candidates have the same {measure}, {figure}; none could be dropped."
    told = [say(left if out else every, **alike)]
    keeping = sum(one.keeps_targets for one in kept)
    asked = ranking.targets and ranking.scenario.targets
    if asked and keeping < len(kept):
        told.append(
            plural(
                "By the estimate {n} of them keeps its targets.",
                "By the estimate {n} of them keep their targets.",
                keeping,
            )
        )
    elif asked:
        surely = "All of them keep their targets."
        estimated = "All of them keep their targets by the estimate."
        told.append(say(surely if all(one.surely for one in kept) else estimated))
    told += [say("Rank by another measure: --by answer_rate.")] if ranking.by.measure in MONEY else []
    chance = words.share(ranking.screening.chance)
    told += [say("The true best is among {count}, {chance} sure.", count=len(kept), chance=chance)] if out else []
    return words.told_in_turn(told)


def headline(ranking: Ranking) -> str:
    """The answer: the best, or among whom it is, and how sure that is."""
    screening, count = ranking.screening, len(ranking.entries)
    stopped = [] if ranking.complete else [say("Stopped early; more days would drop more of them.")]
    if not screening.kept:
        return say("None of the {count} candidates keeps its targets: each surely misses one.", count=count)
    if screening.best is None:
        return words.told_in_turn([*_none(ranking), *stopped])
    figure = gauges.value(ranking.by.measure, screening.best.mean, ranking.scenario.currency)
    found = _tie(ranking, figure) if tied(ranking) else _best(ranking, screening.best, figure)
    return words.told_in_turn([found, *stopped])


def _none(ranking: Ranking) -> list[str]:
    """The answer where nobody keeps the targets by the estimate."""
    kept, count = ranking.screening.kept, len(ranking.entries)
    one = "None of the {count} candidates keeps its targets by the estimate; it is not surely out."
    some = "None of the {count} candidates keeps its targets by the estimate; the {left} left are not surely out."
    told = [say(one if len(kept) == 1 else some, count=count, left=len(kept))]
    means = {one.mean for one in kept}
    if len(kept) > 1 and len(means) == 1 and None not in means:
        alike = gauges.value(ranking.by.measure, means.pop(), ranking.scenario.currency)
        told.append(say("They have the same {measure}, {figure}.", measure=ranking.by.said, figure=alike))
    return told


def _best(ranking: Ranking, best: Contender, figure: str) -> str:
    """The answer where somebody is the best, by the estimate or surely."""
    screening = ranking.screening
    way = say("most {measure}" if ranking.by.largest else "least {measure}", measure=ranking.by.said)
    way = say("{way} of those that keep their targets", way=way) if ranking.targets else way
    told = {"name": ranking.names[best.place], "count": len(ranking.entries), "figure": figure, "way": way}
    told |= {"chance": words.share(screening.chance), "among": len(screening.kept)}
    if len(screening.kept) > 1:
        text = "{name} is the best of {count} by the estimate: {figure}, {way}. The true best is among {among}, {chance} sure."
        return say(text, **told)
    surely = "{name} is the best of {count}, {chance} sure: {figure}, {way}."
    unless = "{name} is the best of {count}, unless it misses a target after all, {chance} sure: {figure}, {way}."
    return say(surely if best.surely or not ranking.targets else unless, **told)
