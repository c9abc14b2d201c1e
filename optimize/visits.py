"""Visits: how many contacts each queue can expect in each interval, and of which type.

``flows`` counts first attempts: what volumes, surges, faults and appointments bring through the IVR to queues that are open. They come
whatever the plan, so the bound rests on them. ``visits`` adds what the answered lead to on average (hand-overs, repeats, service calls,
complaints of the unresolved): a first guess that simulation corrects (``measured_flows``), for it depends on who answers and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from optimize.handling import able, resolves
from optimize.shifts import FloatArray
from scenarios.ways import comes_to
from sim.chance.surges import Surge

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.schema import Scenario
    from sim.experiment import Results

Flows = Mapping[tuple[str, str], FloatArray]  # (contact type, queue) -> expected contacts by interval
SMALLEST_SHARE = 1e-6  # of a type's contacts that is followed through the IVR
LEVELS = (np.arange(200) + 0.5) / 200  # at which the distribution of a delay is looked at
FEW = (np.arange(80) + 0.5) / 80
LEGS = 12  # of a contact that are followed; fewer and fewer come so far
NOTHING = 1e-9  # contacts


def flows(scenario: Scenario) -> Flows:
    """Contacts expected to ask for each queue while it is open, by type and interval: first attempts, delayed by the IVR's mean times."""
    return _arriving(scenario, {name: _coming(scenario, name) for name in scenario.contact_types})


def visits(scenario: Scenario) -> Flows:
    """The same with what is expected to follow if everybody is answered by the groups that like the queue best."""
    legs: dict[tuple[str, str], FloatArray] = dict(flows(scenario))
    found = dict(legs)
    for _ in range(LEGS):
        legs = _following(scenario, legs)
        if sum(float(leg.sum()) for leg in legs.values()) < NOTHING:
            break
        for key, leg in legs.items():
            found[key] = found.get(key, np.zeros(len(leg))) + leg
    return found


def _coming(scenario: Scenario, name: str) -> FloatArray:
    """First attempts of a type by the interval of their arrival, those left out whom the IVR cannot take."""
    arrivals = scenario.contact_types[name].arrivals
    coming = np.array(arrivals.volumes, float)
    if arrivals.busyness is not None:  # what has come already is no longer a matter of busyness
        coming[arrivals.known :] *= scenario.busyness[arrivals.busyness].mean()
    for day in range(scenario.calendar.days):
        surge = Surge.of(scenario, name, day)
        if surge is not None:
            lasting = surge.factors * np.diff(surge.edges)
            own = slice(day * surge.per_day, (day + 1) * surge.per_day)
            coming[own] *= np.bincount(surge.interval_of, lasting, surge.per_day) / surge.interval
    for spell in scenario.spells("call_in"):
        if spell.of == name:
            coming = coming + spell.amount.contacts * _share_at(scenario, spell.begins, spell.amount.delay)
    if arrivals.bookings is not None:
        coming = coming + _kept(scenario, name)
    if scenario.contact_types[name].enters in scenario.ivr:
        coming = coming * (
            1 - during(scenario, [(s.begins, s.ends) for s in scenario.spells("outage") if s.of == "ivr"])
        )
    return coming


def _share_at(scenario: Scenario, begins: float, delay: Distribution) -> FloatArray:
    """Share of those set off at a moment who come in each interval; who would come after the calendar's end does not."""
    moments = begins + delay.quantile(LEVELS, np.full(len(LEVELS), begins))
    return _counted(scenario, moments) / len(LEVELS)


def _kept(scenario: Scenario, name: str) -> FloatArray:
    """Appointments that are kept, by the interval in which the customers really come."""
    bookings, calendar = scenario.contact_types[name].arrivals.bookings, scenario.calendar
    assert bookings is not None
    found = np.zeros(calendar.intervals)
    for interval, count in enumerate(bookings.slots):
        for place in range(count):
            appointed = np.full(len(FEW), (interval + place / count) * calendar.interval)
            early, late = bookings.early.quantile(FEW, appointed), bookings.late.quantile(FEW, appointed)
            moments = np.maximum(appointed[0] - early[:, None] + late, 0.0)  # the two are independent
            found += _counted(scenario, moments.ravel()) / moments.size
    return found * (1 - bookings.no_show)


def _counted(scenario: Scenario, moments: FloatArray) -> FloatArray:
    inside = moments[moments < scenario.calendar.horizon]
    places = (inside // scenario.calendar.interval).astype(int)
    return np.bincount(places, minlength=scenario.calendar.intervals).astype(float)


def _arriving(scenario: Scenario, coming: Mapping[str, FloatArray]) -> Flows:
    """Lead contacts that arrive at the door of their type through the IVR."""
    found: dict[tuple[str, str], FloatArray] = {}
    for name, volumes in coming.items():
        for queue, share, delay in paths(scenario, name):
            whole, part = divmod(delay / scenario.calendar.interval, 1.0)
            late = _shift(volumes, int(whole)) * (1 - part) + _shift(volumes, int(whole) + 1) * part
            found[name, queue] = found.get((name, queue), np.zeros(len(volumes))) + share * late
    return {(name, queue): volumes * open_share(scenario, queue) for (name, queue), volumes in found.items()}


def _shift(volumes: FloatArray, by: int) -> FloatArray:
    """Move volumes later; what moves past the end stays in the last interval, as the measures count it."""
    moved = np.zeros(len(volumes))
    moved[by:] = volumes[: len(volumes) - by]
    moved[-1] += volumes[len(volumes) - by :].sum()
    return moved


def paths(scenario: Scenario, contact_type: str) -> Iterator[tuple[str, float, float]]:
    """(queue, share, mean delay) of every way of a type through the IVR, as if it found every port."""
    yield from _paths(scenario, contact_type, scenario.contact_types[contact_type].enters, 1.0, 0.0)


def _paths(
    scenario: Scenario, contact_type: str, at: str, share: float, delay: float
) -> Iterator[tuple[str, float, float]]:
    if at in scenario.queues:
        yield at, share, delay
    elif at in scenario.ivr and share > SMALLEST_SHARE:
        node = scenario.ivr[at]
        for destination, part in node.exits(contact_type):
            yield from _paths(scenario, contact_type, destination, share * part, delay + node.takes.mean())


def open_share(scenario: Scenario, queue: str) -> FloatArray:
    """Share of each interval during which a queue is open."""
    return during(scenario, scenario.open_spans(queue))


def during(scenario: Scenario, spans: list[tuple[float, float]] | tuple[tuple[float, float], ...]) -> FloatArray:
    """Share of each interval that lies in one of the spans."""
    edges = np.arange(scenario.calendar.intervals + 1) * scenario.calendar.interval
    inside = np.zeros(scenario.calendar.intervals)
    for begins, ends in spans:
        inside += np.diff(np.clip(edges, begins, ends)) / scenario.calendar.interval
    return np.minimum(inside, 1.0)


def _following(scenario: Scenario, legs: Flows) -> dict[tuple[str, str], FloatArray]:
    """What the answered of some flows lead to."""
    found: dict[tuple[str, str], FloatArray] = {}
    for (name, queue), volumes in legs.items():
        liking = [(group, scenario.agent_groups[group].skills[queue]) for group in able(scenario, queue)]
        first = min(skill.preference for _, skill in liking)
        best = [group for group, skill in liking if skill.preference == first]
        for group in best:
            for leg in _after(scenario, name, queue, group, volumes / len(best)):
                for key, more in leg.items():
                    found[key] = found.get(key, np.zeros(len(more))) + more
    return found


def _after(scenario: Scenario, name: str, queue: str, group: str, answered: FloatArray) -> Iterator[Flows]:
    """What follows when a group has answered so many contacts of a type in a queue."""
    kind, settled = scenario.contact_types[name], resolves(scenario, group, queue)
    unresolved = scenario.agent_groups[group].skills[queue].unresolved
    if unresolved is not None and unresolved.escalate is not None:
        to = unresolved.escalate.to
        yield {(name, to): answered * (1 - settled) * unresolved.escalate.share * open_share(scenario, to)}
    if unresolved is not None and unresolved.repeat is not None:
        again = _later(scenario, answered * (1 - settled) * unresolved.repeat.share, unresolved.repeat.delay)
        yield _arriving(scenario, {name: again})
    if kind.follow_up is not None:
        calls = _later(scenario, answered * settled * kind.follow_up.share, kind.follow_up.delay)
        yield _arriving(scenario, {kind.follow_up.contact_type: calls})
    if kind.complaint is not None:
        complaints = _later(scenario, answered * (1 - settled) * kind.complaint.unresolved, kind.complaint.delay)
        yield _arriving(scenario, {kind.complaint.contact_type: complaints})


def _later(scenario: Scenario, volumes: FloatArray, delay: Distribution) -> FloatArray:
    """Volumes a random delay later; what would come after the calendar's end does not come."""
    if not volumes.any():
        return volumes
    delays = delay.quantile(LEVELS, np.zeros(len(LEVELS))) / scenario.calendar.interval
    within = delays[delays < len(volumes)]
    whole = within.astype(int)
    kernel = np.bincount(whole, 1 - within % 1, len(volumes) + 1) + np.bincount(whole + 1, within % 1, len(volumes) + 1)
    return np.asarray(np.convolve(volumes, kernel / len(LEVELS))[: len(volumes)])


def measured_flows(expected: Flows, results: Results) -> Flows:
    """Scale the expected contacts of each queue and interval to those really seen, who also come back.

    Where none were expected, those seen are shared out to types as on the rest of the day, or evenly.
    """
    scenario = results.scenario
    seen = np.mean([tally.sums["queue"]["offered"] for tally in results.tallies], axis=0)
    found: dict[tuple[str, str], FloatArray] = {}
    for place, queue in enumerate(scenario.queues):
        own = {key: volume for key, volume in expected.items() if key[1] == queue}
        own = own or {(name, queue): np.zeros(len(seen[place])) for name in _who_comes(scenario, queue)}
        total = sum(own.values(), np.zeros(len(seen[place])))
        whole = float(total.sum())
        for key, volume in own.items():
            usual = float(volume.sum()) / whole if whole > NOTHING else 1 / len(own)
            share = np.where(total > NOTHING, volume / np.maximum(total, NOTHING), usual)
            found[key] = np.asarray(seen[place] * share)
    return found


def _who_comes(scenario: Scenario, queue: str) -> list[str]:
    """Contact types that can come to a queue."""
    return [name for name in scenario.contact_types if queue in comes_to(scenario, name)]
