"""Advice: which design to take, in words, with the reason, and which are as good.

The best design is the one with the least cost of people and of lost customers among those that meet their targets. A cost has an error:
the search for it ends near the least, not at it, and days differ. How near is measured: the best designs are sized once more on
other days, and the costs found for the same design differ by as much as chance has in them. Who is within that margin of
the best is named as equally good.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import TYPE_CHECKING, Any

from scipy.special import stdtrit

from optimize.lanes.reasons import why
from optimize.lanes.result import Recommendation
from scenarios.faults import listed

if TYPE_CHECKING:
    from optimize.lanes.centre import Centre
    from optimize.lanes.result import Found

USUAL = 0.004  # spread of one cost as a share, as known from other studies
WORTH = 4  # and how many pairs that knowledge is worth
LEVEL = 0.975
HALF = (
    0.5  # of an answer rate: below a third, one line of the same people may answer fewer in time than a lane and a pool
)


def margin_of(costs: Sequence[tuple[float, float]]) -> float:
    """Margin of a difference of two designs' costs, as a share: from costs found for the same design by two searches.

    Two pairs tell little by themselves: they may agree by luck. So what other studies were seen to differ by counts as some
    pairs more (a scaled inverse chi-square prior), and the margin is wide where nothing is known but that.
    """
    squares = [((one - two) / (one + two)) ** 2 * 2 for one, two in costs]  # variance of one cost, from a pair
    spread = ((WORTH * USUAL**2 + sum(squares)) / (WORTH + len(squares))) ** 0.5
    return float(stdtrit(WORTH + len(squares), LEVEL) * 2**0.5 * spread)


def advice(
    found: Sequence[Found], centre: Centre, costs: Sequence[tuple[float, float]], currency: str, off: float = 0.0
) -> Recommendation:
    """Recommend a design; ``off``: how far costs are off besides, as a share, where they are estimates."""
    money = f" {currency}".rstrip()
    met = [one for one in found if one.status == "met" and one.design.rule]
    if not met:
        short = listed([f"{one.design.called} misses {listed(one.short, 'and')}" for one in found if one.short], "and")
        words = "No design meets the targets with the people and shifts that there are."
        return Recommendation(None, words, short or "No plan was found for any of them.", (), 0.0)
    best = min(met, key=lambda one: one.whole)
    share = hypot(margin_of(costs), 2**0.5 * off)
    margin = share * best.cost + _doubt(best)
    equal = [one for one in met if one is not best and one.whole <= best.whole + margin]
    lanes = [one for one in met if one.design.lane and one.key != "today"]
    lane = min(lanes, key=lambda one: one.whole, default=None)
    words = f"{best.design.called}: {best.design.says[0].lower()}{best.design.says[1:]}"
    if equal:
        words += f" Equally good, within {margin:,.0f}{money}: {listed([one.design.called for one in equal], 'and')}."
        if any(one.key == "today" for one in equal):
            words += " Today's rules are among them: that a change pays is not shown."
    against = "" if best in lanes or lane is None else _why_no_lane(best, lane, centre, money)
    return Recommendation(
        best.key,
        words,
        _reason(best, met, sum(one.design.rule for one in found), money),
        tuple(one.key for one in equal),
        margin,
        against,
    )


def _doubt(one: Found) -> float:
    loss = one.cost_of_loss
    return 0.0 if loss.low is None or loss.high is None else (loss.high - loss.low) / 2


def _reason(best: Found, met: Sequence[Found], of: int, money: str) -> str:
    loss = best.cost_of_loss.mean or 0.0
    lost = f" and {loss:,.0f} for lost customers" if loss > 0 else ""
    text = f"It costs {best.cost:,.0f}{money} for people{lost}: the least of {len(met)} of {of} designs that meet their targets."
    dearest = max(met, key=lambda one: one.whole)
    if dearest is not best:
        text += f" The dearest, {dearest.design.called}, costs {dearest.whole / best.whole - 1:.1%} more."
    return text


def _why_no_lane(best: Found, lane: Found, centre: Centre, money: str) -> str:
    """What a lane costs more, and what for."""
    dearer = lane.whole - best.whole
    text = (
        f"The best lane is {lane.design.called}: it costs {abs(dearer):,.0f}{money} {'more' if dearer >= 0 else 'less'} ({dearer / best.whole:+.1%}), people and lost customers "
        f"together. {why(lane, best, centre.classes, money.strip())}"
    )
    return f"{text} {pooling_rules(centre)}"


def pooling_rules(centre: Centre) -> str:
    """Say whether theory forbids that a lane costs less, and if not, what leaves it open."""
    differs = differing(centre)
    asked = [one[1] for key in centre.classes.both for one in _asked(centre, key) if one[0] == "answer_rate"]
    if not differs and min(asked, default=1.0) < HALF:
        return "Theory leaves it open here: both classes are alike, but where hardly anybody is answered in time, one overfull line may answer fewer in time than two."
    if not differs:
        return (
            "A lane cannot cost less here: both classes have the same target, handling, patience and wages, and everybody can serve both. The people of any "
            "lane and pool could stand in one line's service instead: then nobody is idle while somebody waits, and no wait in all is longer."
        )
    return f"Theory leaves it open here, for the classes differ in {listed(differs, 'and')}."


def differing(centre: Centre) -> tuple[str, ...]:
    """In what the classes and their people differ; if in nothing, a lane cannot be cheaper than one line for all."""
    scenario, classes = centre.scenario, centre.classes
    found = []
    if _asked(centre, "vip") != _asked(centre, "others"):
        found.append("targets")
    times = {
        str(centre.skills[name][queue].get("handle_time")) + str(centre.skills[name][queue].get("wrap_up"))
        for name in centre.groups
        for queue in classes.queues
    }
    if len(times) > 1:
        found.append("handling")
    types = [scenario.contact_types[name] for tier in classes.both.values() for name in tier.contact_types]
    if (
        len(
            {
                str(centre.source.data["contact_types"][name].get("patience"))
                for tier in classes.both.values()
                for name in tier.contact_types
            }
        )
        > 1
    ):
        found.append("patience")
    if len({one.cost_of_loss for one in types}) > 1:
        found.append("the cost of a loss")
    if len({(scenario.agent_groups[name].cost, scenario.agent_groups[name].shrinkage) for name in centre.groups}) > 1:
        found.append("wages")
    return tuple(found)


def _asked(centre: Centre, key: str) -> set[tuple[Any, ...]]:
    """What is asked of a class, whatever it is called."""
    tier = centre.classes.both[key]
    found: set[tuple[Any, ...]] = set()
    for target in centre.scenario.targets:
        if (target.scope == "queue" and target.of_what in tier.queues) or (
            target.scope == "contact_type" and target.of_what in tier.contact_types
        ):
            found.add((target.measure, target.asked, target.within, target.of, target.per, target.confidence))
    return found
