"""The tables of a screening: who may be the best, and why the others cannot be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from callfloor import gauges, words
from callfloor.figures.picture import Table
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
            "best by estimate" if first else gauges.change(measure, one.behind, currency),
            ""
            if first or one.behind_low == one.behind_high
            else gauges.limits(measure, one.behind_low, one.behind_high),
            *((_targets(one),) if ranking.targets else ()),
            words.number(one.days),
        )

    columns = ("candidate", ranking.by.said, "95 % limits", "behind", "95 % limits")
    columns += (*(("targets",) if ranking.targets else ()), "days")
    return Table(columns, tuple(row(one) for one in ranking.screening.kept[:most]))


def _limits(low: float | None, high: float | None, measure: str) -> str:
    if low == high:
        return ""
    show = gauges.gauge(measure).show
    return words.limits(low, high, show if show in ("share", "duration") else "number")


def _targets(one: Contender) -> str:
    if one.surely:
        return "met"
    return "met by estimate" if one.keeps_targets else "missed by estimate"


def dropped(ranking: Ranking, most: int = MOST) -> Table:
    """Who cannot be the best, and why."""
    measure, currency = ranking.by.measure, ranking.scenario.currency
    rows = tuple(
        (ranking.names[one.place], why(ranking, one), gauges.value(measure, one.mean, currency), words.number(one.days))
        for one in sorted(ranking.screening.dropped, key=lambda one: one.place)[:most]
    )
    return Table(("candidate", "why it cannot be the best", ranking.by.said, "days"), rows, labels=2)


def why(ranking: Ranking, one: Dropped) -> str:
    """Why a candidate was dropped."""
    if one.misses is not None:
        return f"surely misses {misses(ranking, one.misses)}"
    rival = "another" if one.better is None else ranking.names[one.better]
    return f"surely worse than {rival}{', which keeps its targets' if ranking.targets else ''}"


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
    begun = f"The {len(kept)} left of {count}" if out else f"All {count} candidates"
    text = f"{begun} have the same {ranking.by.said}, {figure}; {'none of them is the best by it' if out else 'none could be dropped'}."
    keeping = sum(one.keeps_targets for one in kept)
    asked = ranking.targets and ranking.scenario.targets
    if asked and keeping < len(kept):
        text += f" By the estimate {keeping} of them {'keeps its' if keeping == 1 else 'keep their'} targets."
    elif asked:
        text += f" All of them keep their targets{'' if all(one.surely for one in kept) else ' by the estimate'}."
    text += " Rank by another measure: --by answer_rate." if ranking.by.measure in MONEY else ""
    return f"{text} The true best is among {len(kept)}, {words.share(ranking.screening.chance)} sure." if out else text


def headline(ranking: Ranking) -> str:
    """The answer: the best, or among whom it is, and how sure that is."""
    screening, count = ranking.screening, len(ranking.entries)
    best, among = screening.best, len(screening.kept)
    chance = f"{words.share(screening.chance)} sure"
    stopped = "" if ranking.complete else " Stopped early; more days would drop more of them."
    if not screening.kept:
        return f"None of the {count} candidates keeps its targets: each surely misses one."
    if best is None:
        others = "it is" if among == 1 else f"the {among} left are"
        means = {one.mean for one in screening.kept}
        if among > 1 and len(means) == 1 and None not in means:
            alike = gauges.value(ranking.by.measure, means.pop(), ranking.scenario.currency)
            stopped = f" They have the same {ranking.by.said}, {alike}.{stopped}"
        return f"None of the {count} candidates keeps its targets by the estimate; {others} not surely out.{stopped}"
    figure = gauges.value(ranking.by.measure, best.mean, ranking.scenario.currency)
    if tied(ranking):
        return f"{_tie(ranking, figure)}{stopped}"
    name = ranking.names[best.place]
    way = f"{'most' if ranking.by.largest else 'least'} {ranking.by.said}"
    way += " of those that keep their targets" if ranking.targets else ""
    if among == 1:
        doubt = "" if best.surely or not ranking.targets else " unless it misses a target after all,"
        return f"{name} is the best of {count},{doubt} {chance}: {figure}, {way}.{stopped}"
    return f"{name} is the best of {count} by the estimate: {figure}, {way}. The true best is among {among}, {chance}.{stopped}"
