"""Arrivals: who comes, and when.

Contacts come from four sources: the volumes of a contact type, its appointments, a recorded day, and faults about which
customers call in. What one source brings is a block. Each has luck of its own: a surge, say, adds contacts that
have their own addresses, and those who would have come anyway keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.chance.contacts import Floats, Ints
from sim.chance.luck import Luck
from sim.chance.surges import Surge
from sim.chance.ways import Uniforms, drawn

if TYPE_CHECKING:
    from scenarios.events import CallIn, CallInRepeat, Spell
    from scenarios.replay import Recorded
    from scenarios.schema import Scenario

DAY = 86400.0
SURE = 1e-9  # by so much a cdf has to lie off a uniform that nothing hangs on its last digits
PIECE = 1 << 15  # contacts that are drawn together

Busyness = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Block:
    """The first attempts that one source brings, in order of their luck's addresses."""

    contact_type: str
    source: str  # what their luck's purposes begin with
    luck: Luck
    ends: NDArray[np.int64]  # up to where those drawn for each interval stand, of all that are drawn
    arrives_at: Floats
    places: NDArray[np.int32]  # where those who come stand among those drawn
    calls_again: CallInRepeat | None = None  # about a fault
    fault_ends: float = inf
    recorded: Recorded | None = None

    def uniforms(self, attempt: int) -> Uniforms:
        """Give access to the luck of the contacts in an attempt, by purpose; no more is drawn than is asked for."""
        everyone = len(self.places) == self.ends[-1]

        def drawn(purpose: str, some: Ints | None) -> Floats:
            wanted = None if everyone else self.places
            if some is not None and len(some) < len(self.places):
                wanted = self.places[some]
            return self.luck.drawn(f"{self.source}/{purpose}", attempt, self.ends, wanted)

        return drawn

    def only(self, kept: Ints) -> Block:
        """Leave out all but the contacts at ``kept``; nobody's luck changes."""
        if len(kept) == len(self.places):
            return self
        return replace(self, arrives_at=self.arrives_at[kept], places=self.places[kept])

    def pieces(self) -> Iterator[Block]:
        """Cut a large block into pieces that fit into the processor's own memory; nobody's luck changes."""
        for first in range(0, len(self.places), PIECE):
            piece = slice(first, first + PIECE)
            yield replace(self, arrives_at=self.arrives_at[piece], places=self.places[piece])


def blocks(scenario: Scenario, seed: int, day: int, busyness: Busyness) -> list[Block]:
    """Draw who comes in one calendar, whose first day has the address ``day``."""
    found = []
    for name, kind in scenario.contact_types.items():
        if kind.arrivals.replay is not None:
            found.append(_recorded(scenario, name, Luck(seed, day)))
        elif kind.arrivals.bookings is not None:
            found += [
                _booked(scenario, name, Luck(seed, day + offset), offset) for offset in range(scenario.calendar.days)
            ]
        else:
            found += _expected(scenario, name, Luck(seed, day, scenario.calendar.per_day), busyness)
        found += _calling_in(scenario, name, seed, day)
    horizon = scenario.calendar.horizon
    within = (block.only(np.flatnonzero(block.arrives_at < horizon)) for block in found)
    return [piece for block in within for piece in block.pieces()]


def _block(name: str, source: str, luck: Luck, counts: Ints, moments: Floats) -> Block:
    return Block(
        name, source, luck, np.cumsum(counts, dtype=np.int64), moments, np.arange(len(moments), dtype=np.int32)
    )


def _expected(scenario: Scenario, name: str, luck: Luck, busyness: Busyness) -> Iterator[Block]:
    """Draw the contacts that the volumes lead to expect, and those that surges add."""
    calendar, arrivals = scenario.calendar, scenario.contact_types[name].arrivals
    expected = np.array(arrivals.volumes)
    if arrivals.busyness is not None:
        expected = expected * np.repeat(busyness[arrivals.busyness], calendar.per_day)
    counts = poisson(luck.streams(f"{name}/volume", np.ones(len(expected), np.int64)), expected)
    counts[: arrivals.known] = arrivals.volumes[: arrivals.known]  # these came, and chance has no more say in them
    begins = np.arange(calendar.days)[:, None] * DAY + np.arange(calendar.per_day) * calendar.interval
    moments = np.repeat(begins.ravel(), counts) + luck.streams(f"{name}/moment", counts) * calendar.interval
    base, added = _block(name, name, luck, counts, moments), []
    stay = np.ones(len(moments))
    for offset in range(calendar.days):
        surge = Surge.of(scenario, name, offset)
        if surge is not None:
            day = slice(offset * calendar.per_day, (offset + 1) * calendar.per_day)
            here = slice(counts[: day.start].sum(), counts[: day.stop].sum())
            stay[here] = surge.factor(moments[here])
            added.append(_added(name, Luck(luck.seed, luck.day + offset), surge, expected[day]))
    yield base if np.all(stay >= 1) else base.only(np.flatnonzero(base.uniforms(1)("kept", None) < stay))
    yield from added


def _added(name: str, luck: Luck, surge: Surge, expected: Floats) -> Block:
    """Draw those who come only because of a day's surges."""
    source = f"{name}/surge"
    counts = poisson(luck.streams(f"{source}/volume", [1] * len(expected)), expected * surge.added)
    return _block(name, source, luck, counts, surge.moments(counts, luck.streams(f"{source}/moment", counts)))


def poisson(uniforms: Floats, expected: Floats) -> Ints:
    """Quantiles of Poisson numbers: the least whose cdf reaches the uniform.

    Nearly all are guessed right by a series (Cornish and Fisher 1938), which two values of the cdf show; the others are solved for.
    """
    numbers, some = np.zeros(len(expected), np.int64), np.flatnonzero(expected > 0)
    numbers[some] = _poisson(uniforms[some], expected[some])
    return numbers


def _poisson(uniforms: Floats, expected: Floats) -> Floats:
    normal, root = special.ndtri(uniforms), np.sqrt(expected)
    series = expected + normal * root + (normal**2 - 1) / 6 + (normal - normal**3) / (72 * root)
    found = np.asarray(np.maximum(np.rint(series), 0.0))
    below = np.where(found > 0, special.pdtr(np.maximum(found - 1, 0.0), expected), 0.0)
    right = (special.pdtr(found, expected) - uniforms > SURE) & (uniforms - below > SURE)
    unsure = np.flatnonzero(~right)
    if len(unsure):
        found[unsure] = _solved(uniforms[unsure], expected[unsure])
    return found


def _solved(uniforms: Floats, expected: Floats) -> Floats:
    found = np.ceil(special.pdtrik(uniforms, expected))
    one_less = np.maximum(found - 1, 0)
    return np.asarray(np.where(special.pdtr(one_less, expected) >= uniforms, one_less, found))


def _booked(scenario: Scenario, name: str, luck: Luck, offset: int) -> Block:
    """Draw who keeps the appointments of one day, and how punctually."""
    calendar, bookings = scenario.calendar, scenario.contact_types[name].arrivals.bookings
    assert bookings is not None
    slots = bookings.slots[offset * calendar.per_day : (offset + 1) * calendar.per_day]
    starts = offset * DAY + np.arange(calendar.per_day) * calendar.interval
    appointed = np.repeat(starts, slots) + np.concatenate([np.arange(n) / max(n, 1) for n in slots]) * calendar.interval
    block = _block(name, name, luck, np.array(slots, np.int64), appointed)
    uniforms = block.uniforms(1)
    early, late = (
        drawn(distribution, uniforms, purpose, appointed)
        for purpose, distribution in (("early", bookings.early), ("late", bookings.late))
    )
    shown = np.flatnonzero(uniforms("no-show", None) >= bookings.no_show)
    return replace(block, arrives_at=np.maximum(appointed - early + late, 0.0)).only(shown)


def _recorded(scenario: Scenario, name: str, luck: Luck) -> Block:
    """Take the contacts of a recorded day; where a type has no IVR, from the moment at which they asked for a person."""
    kind = scenario.contact_types[name]
    assert kind.arrivals.replay is not None
    calls = kind.arrivals.replay.calls
    moments = np.array(calls.arrives_at, dtype=float)
    block = replace(_block(name, name, luck, np.array([len(moments)]), moments), recorded=calls)
    if kind.enters in scenario.ivr:
        return block
    asked = np.array([queue not in {"contained", "hang_up"} for queue in calls.queue], dtype=bool)
    return replace(block, arrives_at=moments + np.nan_to_num(np.array(calls.ivr_time))).only(np.flatnonzero(asked))


def _calling_in(scenario: Scenario, name: str, seed: int, day: int) -> Iterator[Block]:
    """Draw who calls in about each fault.

    A fault's address is its time of day, not its place in the file, so that another one changes nothing about it.
    """
    seen: dict[float, int] = {}
    counted = scenario.contact_types[name].arrivals.known * scenario.calendar.interval
    for spell in scenario.spells("call_in"):
        if spell.of == name:
            again = seen[spell.begins] = seen.get(spell.begins, 0) + 1
            block = _about(spell, name, seed, day, again)
            yield block.only(np.flatnonzero(block.arrives_at >= counted))


def _about(spell: Spell[CallIn], name: str, seed: int, day: int, again: int) -> Block:
    call_in = spell.amount
    offset, moment = divmod(spell.begins, DAY)
    luck = Luck(seed, day + int(offset))
    source = f"{name}/call-in/{moment:g}/{again}"
    counts = poisson(luck.streams(f"{source}/volume", [1]), np.array([call_in.contacts]))
    begins = np.full(counts[0], spell.begins)
    moments = begins + call_in.delay.quantile(luck.streams(f"{source}/moment", counts), begins)
    block = _block(name, source, luck, counts, moments)
    return replace(block, calls_again=call_in.repeat, fault_ends=spell.ends)
