"""Precision: how many days are enough for limits as near as was asked for.

What is asked for is the half-width of the 95 % limits: ``{"answer_rate": 0.005}`` adds days until the answer rate is known to
within half a point either way. Days are added in stages. The first has ``FIRST`` days; after each stage the days in all that the
spread seen so far calls for are worked out, and run, until the limits are near enough or the most days are reached.

To stop as soon as the limits happen to be near stops too often where the spread was underestimated by chance, and such limits
hold less often than 95 in 100 times (Chow and Robbins 1965; Singham and Schruben 2012). Two things keep this small:
never fewer than 30 days, so that no stop rests on a spread that is little known, and few looks, each at the number
of days that the last one called for instead of one day later. The limits then hold in 94 to 96 of 100 experiments, in 93 to
94 where busy days are much worse than quiet ones are good: a point fewer than for a number of days that was fixed beforehand
(``docs/how-many-days.md``, ``tests/sim/test_precision.py``).

The rule looks at the first days in their order, so the number of days is the same for any number of workers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from typing_extensions import override

from scenarios import units
from scenarios.faults import Fault, InputError
from sim.definitions import Measure, Sample, Share, measures
from sim.sums.tally import CENTRE, SCOPES, STANDARD_WITHIN, names_of

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.sums.tally import Tally
    from sim.variance import Known

FIRST = 30  # days before which nothing is known well enough to stop
MOST = 10_000  # days, if the caller sets no other end
AT_LEAST = 1.1  # each stage has this many times the days of the one before, so that there are few of them,
AT_MOST = 4.0  # and no more than that many times, for the spread may have been overestimated
ROUNDING = 1e-9
WHOLE = 0.5  # half-width that says nothing of a share: the limits may be anywhere
OPTION = "--precision"


class UndefinedError(InputError):
    """A measure whose limits are to be near is undefined on all days run so far."""

    def __init__(self, keys: Sequence[str], scenario: Scenario, days: int) -> None:
        """Say which measures, a fault each."""
        self.days = days
        message = f"is undefined (null) on each of the first {days} days of {scenario.name}; ask for another measure"
        super().__init__(Fault(OPTION, None, key, message) for key in keys)

    @override
    def __str__(self) -> str:
        told = super().__str__().rpartition("\n")[0]
        return f"{told}\nStopped after {self.days} days: more of them would not help."


@dataclass(frozen=True)
class Wish:
    """A measure whose limits are to be near: ``half`` is what is asked of their half-width."""

    key: str  # as it was written
    measure: Measure
    scope: str
    name: str
    half: float

    def reached(self, scenario: Scenario, tallies: Sequence[Tally], known: Known | None = None) -> Reached:
        """How near its limits are."""
        found = self.measure.estimate(Sample(scenario, tallies, known), self.scope)
        place = names_of(scenario)[self.scope].index(self.name), 0
        mean, low, high = (float(values[place]) for values in (found.mean, found.low, found.high))
        half = max(high - mean, mean - low)  # limits that stop at 0 or 1 on one side are as wide as the other
        return Reached(self.key, self.half, half, undefined=math.isnan(mean), share=_is_share(self.measure))


@dataclass(frozen=True)
class Reached:
    """How near the limits came: half-width asked for and found (NaN if the measure or its limits are undefined).

    ``undefined``: it is the measure itself. ``share``: the half-widths are of a share.
    """

    key: str
    asked: float
    found: float
    undefined: bool = False
    share: bool = False

    @property
    def near_enough(self) -> bool:
        """Whether it is what was asked for."""
        return self.found <= self.asked * (1 + ROUNDING)


@dataclass(frozen=True)
class Rule:
    """Says after each stage whether the days are enough, and how many there should be if not."""

    wishes: tuple[Wish, ...]
    most: int

    @property
    def first(self) -> int:
        """Days of the first stage."""
        return min(FIRST, self.most)

    def reached(self, scenario: Scenario, tallies: Sequence[Tally], known: Known | None = None) -> tuple[Reached, ...]:
        """How near the limits of each measure are."""
        return tuple(wish.reached(scenario, tallies, known) for wish in self.wishes)

    def more(self, scenario: Scenario, tallies: Sequence[Tally], known: Known | None = None) -> int | None:
        """How many days there should be in all, or nothing if these are enough or as many as there may be.

        Raises:
            UndefinedError: if a measure is undefined on all days so far: more of them would not help.

        """
        found, days = self.reached(scenario, tallies, known), len(tallies)
        if days >= self.most or all(one.near_enough for one in found):
            return None
        if nothing := [one.key for one in found if one.undefined]:
            raise UndefinedError(nothing, scenario, days)
        # Limits that are undefined (somebody came on few days) may be defined on more days.
        called_for = max(
            days * AT_MOST if math.isnan(one.found) else days * (one.found / one.asked) ** 2 for one in found
        )
        return min(math.ceil(min(max(called_for, days * AT_LEAST), days * AT_MOST)), self.most)


def read(words: Iterable[str]) -> dict[str, float | str]:
    """Read MEASURE=HALF as it is typed; what it means is seen when the scenario is known."""
    asked: dict[str, float | str] = {}
    for word in words:
        key, sign, half = word.rpartition("=")
        if not sign or not key.strip():
            raise _fault(word, "is not MEASURE=HALF; write it such as answer_rate=0.005")
        asked[key.strip()] = half.strip()
    return asked


def rule(scenario: Scenario, precision: Mapping[str, float | str], most: int | None) -> Rule:
    """Make the rule for what was asked for; ``most`` days, or ``MOST`` if left out.

    Keys are measures of the centre, such as ``answer_rate``, or of something with a name: ``queue.vip.answer_rate``. An answer rate
    other than that within 20 s says so: ``queue.vip.answer_rate@15 s``. Values are in the measure's own unit: shares as
    fractions, waits in seconds or with a unit.

    Raises:
        InputError: if a measure, a name or a value is at fault.

    """
    if not precision:
        raise _fault("{}", "asks for nothing; name a measure and the half-width of its limits: answer_rate=0.005")
    wishes = tuple(_wish(scenario, key, half) for key, half in precision.items())
    return Rule(wishes, MOST if most is None else most)


def _wish(scenario: Scenario, key: str, half: float | str) -> Wish:
    path, _, within = key.partition("@")
    *about, wanted = path.strip().split(".")
    scope, name = _about(scenario, key, about)
    threshold = _within(key, wanted, within.strip())
    defined = [one for one in measures(scenario) if scope in one.scopes and one.of is None]
    if wanted not in {one.name for one in defined}:
        known = list(dict.fromkeys(one.name for one in defined))
        raise _fault(
            key, f'has no measure of {scope} called "{wanted}"{_meant(wanted, known)}; there are {", ".join(known)}'
        )
    found = next((one for one in defined if one.name == wanted and one.within in (None, threshold)), None)
    if found is None:
        known = [f"{wanted}@{one.within:g} s" for one in defined if one.name == wanted]
        raise _fault(key, f"is not measured; {', '.join(known)} are, and every threshold that a target names")
    return Wish(key, found, scope, name, _half(key, half, share=_is_share(found)))


def _is_share(measure: Measure) -> bool:
    return isinstance(measure, Share) and measure.most == 1.0


def _about(scenario: Scenario, key: str, about: list[str]) -> tuple[str, str]:
    if not about:
        return CENTRE, CENTRE
    scope, name = about[0], ".".join(about[1:]) or CENTRE
    if scope not in SCOPES:
        raise _fault(
            key, f'begins with "{scope}"; write MEASURE, or SCOPE.NAME.MEASURE with one of {", ".join(SCOPES)}'
        )
    names = names_of(scenario)[scope]
    if name not in names:
        raise _fault(key, f'has no {scope} called "{name}"{_meant(name, names)}; there are {", ".join(names)}')
    return scope, name


def _within(key: str, wanted: str, within: str) -> float | None:
    if wanted != "answer_rate":
        if within:
            raise _fault(key, f"has @ after {wanted}; only answer_rate has a threshold")
        return None
    if not within:
        return STANDARD_WITHIN
    try:
        return units.duration(within)
    except ValueError as reason:
        raise _fault(key, str(reason)) from None


def _half(key: str, half: float | str, *, share: bool) -> float:
    try:
        value = float(half)
    except ValueError:
        value = _written(key, str(half), share=share)
    if not 0 < value < math.inf:
        raise _fault(key, f"asks for {value:g}; the half-width of limits is a positive number such as 0.005")
    if share and value >= WHOLE:
        raise _fault(
            key,
            f"asks for {value:g}; shares are fractions of 1, so 0.01 is one point, and less than {WHOLE:g} is of use",
        )
    return value


def _written(key: str, half: str, *, share: bool) -> float:
    """Read a half-width that is no bare number: a duration, if the measure is no share."""
    if share:
        mend = "a number such as 0.005"
        with suppress(ValueError):
            mend = f"{float(half.removesuffix('%')) / 100:g}" if half.endswith("%") else mend
        raise _fault(key, f'asks for "{half}"; write {mend}')
    try:
        return units.duration(half)
    except ValueError:
        raise _fault(key, f'asks for "{half}"; write a number such as 0.005, or seconds such as 2 s') from None


def _meant(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _fault(key: str, message: str) -> InputError:
    return InputError([Fault(OPTION, None, key, message)])
