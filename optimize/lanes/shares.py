"""Shares: customers moved between contact types, while as many contacts come in every interval as before.

Each type is to have its share of all contacts, and each interval keeps its total. Both cannot be had by one factor: types that come at unlike
times, or on unlike weekdays, change an interval's total once they are multiplied, and a type's share once that is put right. So both are put right in
turn until neither has to be (iterative proportional fitting, Deming and Stephan 1940): of all volumes with these shares and totals it finds the ones
that leave the types' profiles, relative to each other, as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from optimize.lanes.source import DIGITS, Source, usually
from scenarios.faults import Fault, InputError, listed

if TYPE_CHECKING:
    from optimize.shifts import FloatArray

ROUNDS = 5_000
NEAR, FAR = 1e-12, 1e-6  # of a share: as near as it is brought, and as far as is refused
MULTIPLIERS = ("rate", "weekdays", "holidays")  # of what is written as volumes already


def with_shares(source: Source, shares: Mapping[str, float]) -> Source:
    """Move customers between contact types: of all contacts of the types named, each gets so large a share of the calendar.

    The total of each interval stays, weekdays and holidays included, and so does how each type's contacts lie over the calendar
    relative to the others'.

    Raises:
        InputError: a type is not there, has no volumes to be moved, the shares do not add up to 1, or no volumes have them.

    """
    known = source.scenario.contact_types
    faults = [
        Fault(source.name, None, f"shares.{name}", f"no contact type is called {name}; there are {listed(known)}")
        for name in shares
        if name not in known
    ]
    total = sum(shares.values())
    if not faults and abs(total - 1) > 1e-9:
        written = " + ".join(f"{share:g}" for share in shares.values())
        faults.append(Fault(source.name, None, "shares", f"{written} is {total:g}, not 1; shares of all tiers are"))
    faults += [
        Fault(
            source.name, None, f"shares.{name}", f"{name} has no volumes that could be moved; give it volumes or a rate"
        )
        for name in shares
        if name in known and not sum(known[name].arrivals.volumes) > 0
    ]
    if faults:
        raise InputError(faults)
    usual = {name: usually(source.scenario, name) for name in shares}
    before = np.array([np.array(known[name].arrivals.volumes) * usual[name] for name in shares])
    after = fitted(before, np.array(list(shares.values())))
    if wrong := list(_unreached(source, shares, before, after)):
        raise InputError(wrong)
    data = source.copied()
    for name, own in zip(shares, after, strict=True):
        arrivals = data["contact_types"][name]["arrivals"]
        for key in MULTIPLIERS:
            arrivals.pop(key, None)
        arrivals["volumes"] = [round(float(volume) / usual[name], DIGITS) for volume in own]
    return source.changed(data)


def fitted(volumes: FloatArray, shares: FloatArray) -> FloatArray:
    """Volumes (a row a type, a column an interval) with these shares of the whole and the totals of the intervals as they are."""
    totals, found = volumes.sum(axis=0), volumes.copy()
    wanted = shares * totals.sum()
    for _ in range(ROUNDS):
        found = found * _over(wanted, found.sum(axis=1))[:, None]
        found = found * _over(totals, found.sum(axis=0))[None, :]
        if np.abs(found.sum(axis=1) - wanted).max() <= NEAR * totals.sum():
            break
    return np.asarray(found)


def _over(wanted: FloatArray, there: FloatArray) -> FloatArray:
    return np.asarray(np.divide(wanted, there, out=np.zeros_like(there), where=there > 0))


def _unreached(source: Source, shares: Mapping[str, float], before: FloatArray, after: FloatArray) -> list[Fault]:
    """Shares that no volumes have: a type cannot have contacts in an interval in which it has none, nor give up those that only it has."""
    whole = before.sum()
    reached = after.sum(axis=1) / whole
    if np.abs(reached - np.array(list(shares.values()))).max() <= FAR:
        return []
    room = before > 0
    faults = []
    for place, (name, share) in enumerate(shares.items()):
        totals = before.sum(axis=0)
        most = float(totals[room[place]].sum() / whole)
        least = float(totals[room[place] & (room.sum(axis=0) == 1)].sum() / whole)
        if not least - FAR <= share <= most + FAR:
            text = (
                f"{share:g} is out of reach: contacts stay in their interval, and {name} can have {least:.3g} to {most:.3g} of them: none where it has none "
                "now, and all where nobody else comes"
            )
            faults.append(Fault(source.name, None, f"shares.{name}", text))
    if not faults:
        near = listed([f"{name}={share:.3g}" for name, share in zip(shares, reached, strict=True)], "and")
        text = f"contacts stay in their interval, and with the intervals in which each type comes no volumes have these shares; {near} is as near as they get"
        faults.append(Fault(source.name, None, "shares", text))
    return faults
