"""From a plan, a staff list and rules to the roster's problem; what cannot hold together is told before anything is solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import ceil

from callfloor.rostering.rules import Rules
from callfloor.rostering.staff import Member, Staff, Wish
from callfloor.rostering.wanted import Demand, Wanted
from optimize.rostering.cheapest import Everybody
from optimize.rostering.problem import Duty, Need, Past, Person, Problem, Request, Share, Terms
from optimize.rostering.stuck import why_stuck
from scenarios.faults import Fault, InputError
from scenarios.units import show_clock

HOUR, WEEK, WEEKEND = 3600.0, 7, 5
MOST_TOLD = 20  # people; who mends these will see the rest


def problem(demand: Demand, staff: Staff, rules: Rules) -> Problem:
    """Put them together.

    Raises:
        InputError: a request for a shift that nobody has, people who can keep no rule, groups without anybody.

    """
    duties, places = _duties(demand, rules)
    needs = tuple(
        Need(
            (one.day - demand.start).days,
            places[_key(one)],
            one.people,
            round(rules.prices.unmet * one.paid / HOUR, 3),
            round(rules.prices.surplus * one.paid / HOUR, 3),
        )
        for one in demand.shifts
    )
    _contradictions(rules)
    faults: list[Fault] = []
    shares = _Shares(demand, staff, rules, duties, needs)
    people = tuple(_person(demand, staff.file, one, rules, duties, shares, faults) for one in staff.members)
    made = Problem(demand.start, demand.days, duties, needs, people, rules.rest, counted="points")
    faults += _impossible(made, staff)
    if faults:
        raise InputError(sorted(faults, key=lambda fault: fault.line or 0))
    return made


def _key(one: Wanted) -> tuple[str, float, float, int]:
    return one.group, one.start, one.end, round(one.paid)


def _duties(demand: Demand, rules: Rules) -> tuple[tuple[Duty, ...], Mapping[tuple[str, float, float, int], int]]:
    keys = list(dict.fromkeys(_key(one) for one in demand.shifts))
    order = {group: place for place, group in enumerate(demand.groups)}
    keys.sort(key=lambda key: (order[key[0]], *key[1:]))
    names = [f"{group} {show_clock(start)}-{show_clock(end)}" for group, start, end, _ in keys]
    duties = []
    for name, (group, start, end, paid) in zip(names, keys, strict=True):
        told = f"{name} ({paid / HOUR:g} h)" if names.count(name) > 1 else name
        duties.append(Duty(told, group, start, end, float(paid), rules.night.holds(start, end)))
    return tuple(duties), {key: place for place, key in enumerate(keys)}


class _Shares:
    """Fair shares of nights and weekend days: by contract hours, lowered by seniority, over all who are first in the group.

    What was worked before counts: who has had more than the share then has less of it now.
    """

    def __init__(
        self, demand: Demand, staff: Staff, rules: Rules, duties: tuple[Duty, ...], needs: Iterable[Need]
    ) -> None:
        self.rules = rules
        self.weights = {one.name: self._weight(one) for one in staff.members}
        self.nights = dict.fromkeys(demand.groups, 0.0)
        self.weekends = dict.fromkeys(demand.groups, 0.0)
        self.before: dict[tuple[str, str], float] = {}
        self.all: dict[str, float] = {}
        for need in needs:
            duty = duties[need.duty]
            self.nights[duty.group] += need.people * duty.night
            self.weekends[duty.group] += need.people * ((demand.start.weekday() + need.day) % WEEK >= WEEKEND)
        for one in staff.members:
            home = one.groups[0]
            self.all[home] = self.all.get(home, 0.0) + self.weights[one.name]
            for kind, count in (("nights", one.nights_before), ("weekends", one.weekends_before)):
                self.before[home, kind] = self.before.get((home, kind), 0.0) + count

    def _weight(self, one: Member) -> float:
        seniority = self.rules.seniority
        hours = one.most if one.most is not None else self.rules.weekly_hours.max or 40 * HOUR
        return hours * (1 - min(seniority.relief * one.seniority, seniority.most))

    def of(self, one: Member) -> tuple[Share, Share]:
        """What this person may have of nights and of weekend days before they cost."""
        home, prices = one.groups[0], self.rules.prices
        part = self.weights[one.name] / self.all[home] if self.all[home] else 0.0
        found = []
        for kind, wanted, had, price in (
            ("nights", self.nights[home], one.nights_before, prices.night),
            ("weekends", self.weekends[home], one.weekends_before, prices.weekend),
        ):
            fair = part * (wanted + self.before[home, kind]) - had
            found.append(Share(max(ceil(fair - 1e-9), 0), price))
        return found[0], found[1]


def _person(  # noqa: PLR0917 - everything a person's terms come from
    demand: Demand,
    file: str,
    one: Member,
    rules: Rules,
    duties: tuple[Duty, ...],
    shares: _Shares,
    faults: list[Fault],
) -> Person:
    may = {
        place: 0.0 if duty.group == one.groups[0] else rules.prices.other_group
        for place, duty in enumerate(duties)
        if duty.group in one.groups
    }
    requests = []
    for wish in one.wishes:
        request = _request(wish, one, duties, may, rules)
        if isinstance(request, str):
            faults.append(Fault(file, one.row, "requests", request))
        else:
            requests.append(request)
    nights, weekends = shares.of(one)
    return Person(
        one.name, one.groups, _terms(demand, one, rules, duties), may, one.off, one.leave, tuple(requests),
        Past(one.days_in_a_row, one.last_end), one.seniority, nights, weekends,
    )  # fmt: skip


def _request(
    wish: Wish, one: Member, duties: tuple[Duty, ...], may: Mapping[int, float], rules: Rules
) -> Request | str:
    weight = round(wish.weight * rules.prices.request, 3)
    if wish.start is None:
        return Request(wish.day, wish.on, weight)
    fits = frozenset(
        place
        for place in may
        if abs(duties[place].start - wish.start) < 1
        and (wish.end is None or abs(duties[place].end % 86400 - wish.end % 86400) < 1)
    )
    if not fits:
        starts = sorted({show_clock(duties[place].start) for place in may})
        clock = show_clock(wish.start) + (f"-{show_clock(wish.end)}" if wish.end is not None else "")
        return f"no shift of {', '.join(one.groups)} is {clock}; shifts begin at {', '.join(starts) or 'no time'}"
    return Request(wish.day, wish.on, weight, fits)


def _terms(demand: Demand, one: Member, rules: Rules, duties: tuple[Duty, ...]) -> Terms:
    least = one.least if one.least is not None else rules.weekly_hours.min or 0.0
    most = one.most if one.most is not None else rules.weekly_hours.max or 7 * 24 * HOUR
    days_a_week = one.days_per_week if one.days_per_week is not None else rules.days_per_week
    hours = []
    for first in range(0, demand.days, WEEK):
        length = min(WEEK, demand.days - first)
        share = length / WEEK if length < WEEK else 1.0
        credit = sum(first <= day < first + length for day in one.leave) / (days_a_week or 5)
        hours.append((max(least * (share - credit), 0.0), max(most * (1 - credit), 0.0)))
    nights = frozenset(place for place, duty in enumerate(duties) if duty.night)
    limits = () if one.most_nights is None else ((nights, one.most_nights),)
    return Terms(
        tuple(hours),
        days_a_week,
        one.most_in_a_row if one.most_in_a_row is not None else rules.most_in_a_row,
        rules.fewest_in_a_row,
        rules.fewest_days_off,
        one.most_weekends if one.most_weekends is not None else rules.most_weekends,
        rules.whole_weekends,
        limits,
    )


def _contradictions(rules: Rules) -> None:
    """Rules that cannot hold together, whoever the people are."""
    faults = []
    if rules.most_in_a_row is not None and rules.fewest_in_a_row > rules.most_in_a_row:
        text = f"{rules.fewest_in_a_row} is more than most_in_a_row: {rules.most_in_a_row}; lower it"
        faults.append(Fault("rules", None, "fewest_in_a_row", text))
    if rules.days_per_week is not None and rules.fewest_in_a_row > 2 * rules.days_per_week:
        text = f"{rules.fewest_in_a_row} days in a row cannot be worked with days_per_week: {rules.days_per_week}; lower it"
        faults.append(Fault("rules", None, "fewest_in_a_row", text))
    if rules.rest > 24 * HOUR:
        text = f"{rules.rest / HOUR:g} h is more than a day; up to 24 h can be kept (longer rest is a day off: fewest_days_off)"
        faults.append(Fault("rules", None, "rest", text))
    if faults:
        raise InputError(faults)


def _impossible(made: Problem, staff: Staff) -> list[Fault]:
    """People of whom no row keeps the rules, with what stands in the way; groups that nobody is in."""
    bare = replace(made, people=tuple(replace(person, requests=()) for person in made.people))
    stuck = Everybody(bare).stuck
    faults = []
    for place in stuck[:MOST_TOLD]:
        why = why_stuck(made, place)
        faults.append(Fault(staff.file, staff.members[place].row, why.rule, f"{made.people[place].name}: {why.text}"))
    if len(stuck) > MOST_TOLD:
        faults.append(
            Fault(staff.file, None, "", f"{len(stuck) - MOST_TOLD} more people have no week that keeps the rules")
        )
    named = {group for one in staff.members for group in one.groups}
    wanted = dict.fromkeys(made.duties[need.duty].group for need in made.needs)
    text = "the plan wants people of this group, and nobody on the list is in it; add it to somebody's groups"
    return faults + [Fault(staff.file, None, f"groups: {group}", text) for group in wanted if group not in named]
