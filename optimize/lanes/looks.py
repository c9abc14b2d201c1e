"""Looks: the designs as sized, with other staffing and on other days.

*Frontier*: every design with some people more and fewer. What VIPs gain is then set against what it costs and what the others lose.
*Shocks*: the same people on days on which something goes wrong: more VIPs than forecast, a surge, absent people. So that absence means the
same in all designs, as many paid hours are missing everywhere as the dedicated lane lacks when a fifth of it stays away.
All looks of a study are at the same days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from optimize.conflict import amount
from optimize.lanes.classes import OTHERS, VIP
from optimize.lanes.measuring import Measured, difference
from optimize.lanes.result import Estimate, FrontierPoint, Shock
from optimize.lanes.source import scaled as more
from optimize.lanes.work import Look, fewer
from scenarios.units import show_clock

if TYPE_CHECKING:
    from optimize.lanes.classes import Classes
    from optimize.lanes.designs import Design
    from optimize.lanes.result import Found
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing, Steps

MORE = (
    -1.0,
    1.0,
)  # so many times a quarter of the square root of the people, in the lane where there is one, else of all
QUARTER = 0.25
MORE_VIPS = 1.1
SURGE, HOURS = 1.3, 2
AWAY = 0.2  # of the lane's paid hours
PERIODS = {"interval": "intervals", "hour": "hours", "day": "days", "horizon": "periods"}
SLIGHT = 1e-3  # of an answer rate: less is no gain


def plain(found: Found) -> Look:
    """A design as it is."""
    assert found.staffing is not None
    return Look((found.key, "as sized"), found.design.scenario, found.staffing)


def varied(found: Found) -> list[Look]:
    """A design with more people and with fewer, in the lane if there is one."""
    assert found.staffing is not None
    return [
        Look((found.key, f"{by:g}"), found.design.scenario, with_more(found.staffing, moved(found.design), by))
        for by in MORE
    ]


def with_more(staffing: Staffing, groups: Sequence[str], by: float) -> Staffing:
    """The same people and ``by`` times a quarter of their square root more, but one on the floor at least wherever there are any."""

    def changed(name: str, steps: Steps) -> Steps:
        one = 1 / (1 - staffing.shrinkage[name])
        return tuple(
            (at, max(people + by * max(QUARTER * people**0.5, one), 0.0) if people else 0.0) for at, people in steps
        )

    steps = {name: changed(name, own) if name in groups else own for name, own in staffing.steps.items()}
    present = {name: changed(name, own) if name in groups else own for name, own in staffing.present.items()}
    return replace(staffing, steps=steps, present=present)


def people_ratio(staffing: Staffing, groups: Sequence[str], by: float) -> dict[str, float]:
    """How many times as many people each of the groups then has, on average over the calendar."""
    other = with_more(staffing, groups, by)
    return {
        name: float(other.mean_scheduled(name).sum()) / max(float(staffing.mean_scheduled(name).sum()), 1e-9)
        for name in groups
    }


def moved(design: Design) -> tuple[str, ...]:
    """Groups of which a frontier has more or fewer."""
    return design.lane or design.pool


def shaken(found: Found, classes: Classes, missing: float | None) -> list[Look]:
    """A design under each shock; ``missing``: paid hours that are absent, where that is known."""
    assert found.staffing is not None
    design, staffing = found.design, found.staffing
    vips = more(design.source, dict.fromkeys(classes.vip.contact_types, MORE_VIPS)).scenario
    looks = [
        Look((found.key, "more_vips"), vips, staffing),
        Look((found.key, "surge"), _surging(design, classes), staffing),
    ]
    if missing is not None:
        looks.append(Look((found.key, "absent"), design.scenario, fewer(staffing, there_of(found, missing))))
    return looks


def there_of(found: Found, missing: float) -> dict[str, float]:
    """What is left of each group when so many paid hours are absent: of the lane as long as there is any, then of the pool."""
    left = dict[str, float]()
    for groups in (found.design.lane, found.design.pool):
        hours = sum(crew.paid_hours for crew in found.crews if crew.group in groups)
        away = min(missing, hours)
        left |= dict.fromkeys(groups, 1 - away / hours if hours > 0 else 1.0)
        missing -= away
    return left


def missing_hours(dedicated: Found | None) -> float | None:
    """Paid hours that a dedicated lane lacks when a fifth of it stays away."""
    if dedicated is None:
        return None
    return AWAY * sum(crew.paid_hours for crew in dedicated.crews if crew.lane)


def peak(scenario: Scenario, classes: Classes) -> float:
    """Moment of a day (s) at which the two busiest hours begin, all days of the calendar together."""
    per_day, interval = scenario.calendar.per_day, scenario.calendar.interval
    types = [kind for tier in classes.both.values() for kind in tier.contact_types]
    volumes = [
        sum(sum(scenario.contact_types[kind].arrivals.volumes[at::per_day]) for kind in types) for at in range(per_day)
    ]
    wide = max(round(HOURS * 3600 / interval), 1)
    return max(range(max(per_day - wide + 1, 1)), key=lambda at: sum(volumes[at : at + wide])) * interval


def _surging(design: Design, classes: Classes) -> Scenario:
    """The design's scenario with a surge of both classes in the busiest hours."""
    data = design.source.copied()
    types = [kind for tier in classes.both.values() for kind in tier.contact_types]
    event = {
        "at": show_clock(peak(design.scenario, classes)),
        "lasts": f"{HOURS} h",
        "surge": dict.fromkeys(types, SURGE),
    }
    data["events"] = [*data.get("events", ()), event]
    return design.source.changed(data).scenario


def says(key: str, scenario: Scenario, classes: Classes, missing: float | None) -> str:
    """A shock in words."""
    if key == "more_vips":
        return f"{MORE_VIPS - 1:.0%} more VIPs than forecast"
    if key == "surge":
        return f"{SURGE:g} times as many contacts of both classes for {HOURS} hours from {show_clock(peak(scenario, classes))} on"
    return (
        f"{missing or 0.0:,.0f} paid hours absent (a fifth of a dedicated lane), of the lane first where there is one"
    )


def shocks(
    found: Sequence[Found], seen: Mapping[tuple[str, str], Measured], classes: Classes, missing: float | None
) -> tuple[Shock, ...]:
    """What each shock does to each design."""
    made = []
    for one in found:
        for key in ("more_vips", "surge", "absent"):
            shaken_, usual = seen.get((one.key, key)), seen.get((one.key, "as sized"))
            if shaken_ is not None and usual is not None:
                rates = {name: shaken_.estimate(name, "answer_rate") for name in classes.both}
                change = {name: difference(usual, shaken_, name, "answer_rate") for name in classes.both}
                text = says(key, one.design.scenario, classes, missing)
                made.append(Shock(one.key, key, text, rates, change, missed_of(shaken_.results)))
    return tuple(made)


def missed_of(results: Results) -> tuple[str, ...]:
    """Targets that are surely missed in some period: not even their limits reach what is asked."""
    said = []
    for verdict in results.verdicts:
        target = verdict.target
        sure = [
            period
            for period in verdict.periods
            if period.skipped is None
            and not period.met
            and _surely(target.asked, period.low, period.high, period.reached)
        ]
        if sure:
            judged = sum(one.skipped is None for one in verdict.periods)
            where = f", missed in {len(sure)} of {judged} {PERIODS[target.per]}" if judged > 1 else ""
            said.append(f"{target.of_what or 'the centre'}: {amount(target, target.asked)}{where}")
    return tuple(said)


def _surely(asked: float, low: float | None, high: float | None, reached: float | None) -> bool:
    """Whether what is asked lies outside the limits; without limits, or where nobody was answered, it is as the figure says."""
    if reached is None or low is None or high is None:
        return True
    return not low <= asked <= high


def frontier(
    found: Sequence[Found], seen: Mapping[tuple[str, str], Measured], reference: str
) -> tuple[FrontierPoint, ...]:
    """All designs with all their staffings, and which of them others beat.

    Looks are of fewer days than a design's own figures. So what they tell is how much more or fewer people change, and that is laid on these
    figures: a design has one answer rate, whichever picture shows it.
    """
    usual = seen.get((reference, "as sized"))
    points = []
    for one in found:
        own = _levels(one, seen.get((one.key, "as sized")), usual)
        for by in (0.0, *MORE):
            there = seen.get((one.key, f"{by:g}" if by else "as sized"))
            if there is None or one.staffing is None:
                continue
            groups = moved(one.design)
            times = people_ratio(one.staffing, groups, by)
            cost = sum(crew.cost * times.get(crew.group, 1.0) for crew in one.crews)
            if by and not any(times.values()):  # a lane of nobody has no other sizes
                continue
            scale = sum(times.values()) / len(times) if any(times.values()) else 1.0
            vip, others, lose = (_shifted(level, by) for level, by in zip(_looked(there, usual), own, strict=True))
            points.append(FrontierPoint(one.key, scale, groups, cost, vip, others, lose, dominated=False))
    rules = {one.key for one in found if one.design.rule}
    return tuple(
        FrontierPoint(
            **{**vars(point), "dominated": any(_beats(other, point) for other in points if other.key in rules)}
        )
        for point in points
    )


def _looked(there: Measured, usual: Measured | None) -> tuple[Estimate, Estimate, Estimate]:
    """Answer rates of VIPs and of the others, and what these lose against the reference, on the days of a look."""
    lose = Estimate(None) if usual is None else _turned(difference(usual, there, OTHERS, "answer_rate"))
    return there.estimate(VIP, "answer_rate"), there.estimate(OTHERS, "answer_rate"), lose


def _levels(one: Found, sized: Measured | None, usual: Measured | None) -> tuple[float, float, float]:
    """By how much a design's own figures, of all its days, lie above those of the look at it as it is sized."""
    if sized is None:
        return 0.0, 0.0, 0.0
    rates = [one.classes[name].answer_rate.mean if name in one.classes else None for name in (VIP, OTHERS)]
    gained = one.against.get(OTHERS, {}).get("answer_rate", Estimate(None)).mean
    figures = (*rates, None if gained is None else -gained)
    above = [
        0.0 if figure is None or look.mean is None else figure - look.mean
        for figure, look in zip(figures, _looked(sized, usual), strict=True)
    ]
    return above[0], above[1], above[2]


def _shifted(one: Estimate, by: float) -> Estimate:
    return Estimate(*(None if value is None else value + by for value in (one.mean, one.low, one.high)))


def _turned(one: Estimate) -> Estimate:
    return Estimate(*(None if value is None else -value for value in (one.mean, one.high, one.low)))


def _beats(other: FrontierPoint, point: FrontierPoint) -> bool:
    """Whether a point gives VIPs and others as much for less, or more for as much."""
    figures = [(-(p.vip.mean or 0.0), -(p.others.mean or 0.0), p.cost) for p in (other, point)]
    no_worse = all(a <= b for a, b in zip(*figures, strict=True))
    better = any(a < b - slack for a, b, slack in zip(*figures, (SLIGHT, SLIGHT, SLIGHT * point.cost), strict=True))
    return no_worse and better
