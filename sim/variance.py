"""Variance: what is known of the days' luck, and how it makes figures surer.

How many calls a day should bring is known exactly: its volumes times the mean of its busyness. How many it does bring is drawn.
On days with more of them than expected everybody waits longer, so figures can be corrected for that luck: that is a control
variate (Lavenberg and Welch 1981; Law 2015, sec. 11.4). It comes as *weights* of the days, the same ones for every figure
(Hesterberg and Nelson 1998): the weighted days bring just as many calls as are expected. So sums still add up, and a ratio is
still that of its sums. The limits come from what the luck does not explain of the days.

Days of stratified busyness (``sim.experiment.stratified``) have their luck spread evenly already. Their figures stay as they are;
but that a day was bound to be busy or quiet is no doubt about the mean, so it must not widen the limits (Stein 1987; Owen 1992,
for samples that are spread like this over several dimensions). A cubic in the place of each busyness in its range explains it.

One control is enough: the calls of all types together. Measured at 20 days, one a type or one a part of the day guess more than
they explain; nor does its square help.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.arrivals import poisson
from sim.chance.luck import Luck
from sim.sums.ratios import FloatArray

if TYPE_CHECKING:
    from scenarios.schema import Scenario

DEGREE = 3  # of the polynomial in a busyness's place in its range
DAYS_EACH = 5  # days that there have to be for each thing that is explained: guessing it costs some of what it brings


@dataclass(frozen=True)
class Known:
    """What is known of the luck of so many days, a row a day: both have a true mean of 0.

    ``control`` (calls drawn - expected) corrects the figures and narrows their limits; ``strata`` narrow the limits alone.
    ``spread``: the days are stratified, and so not independent of each other.
    """

    control: FloatArray
    strata: FloatArray
    spread: bool = False

    @cached_property
    def weights(self) -> FloatArray:
        """Weight of each day, 1 on average: weighted, the control's mean is 0.

        The slope by which calls too many raise a figure is guessed from the days that it corrects. Where the figure is bent this
        biases it, so each day is corrected by a slope that the other days have (Avramidis and Wilson 1993). Days that are
        spread evenly have so little left to correct that they need no such care; nor could they have it, not being independent.
        """
        days, middle = len(self.control), self.control.mean(axis=0)
        apart = self.control - middle
        slopes = apart @ np.linalg.pinv(apart.T @ apart)  # of all days: slopes.T @ figures
        weights = 1 - days * slopes @ middle
        if not self.spread:
            leverage = np.minimum(1 / days + (slopes * apart).sum(axis=1), 1 - 1e-9)
            of_others = (slopes * self.control).sum(axis=1) / (1 - leverage)
            weights += of_others - of_others.mean() - slopes @ (apart.T @ of_others)
        return np.asarray(weights)

    @property
    def freedom(self) -> int:
        """Degrees of freedom that are left to the limits."""
        return int(len(self.control) - 1 - self.explained.shape[1])

    @cached_property
    def explained(self) -> FloatArray:
        """What the luck explains of the days, as orthonormal columns; each costs the limits a degree of freedom."""
        both = np.concatenate([self.control, self.strata], axis=1)
        axes, sizes, _ = np.linalg.svd(both - both.mean(axis=0), full_matrices=False)
        return np.asarray(axes[:, sizes > sizes.max(initial=0.0) * 1e-9])

    def unexplained(self, residuals: FloatArray) -> FloatArray:
        """Take out of each day's residual, a row a day, what the luck of the days explains of it, guessed from the other days.

        So a day that sways the guess does not hide behind it, and days whose figures scatter more than others' keep the limits
        right (MacKinnon and White 1985, HC3).
        """
        flat, axes = residuals.reshape(len(residuals), -1), self.explained
        leverage = np.minimum(1 / len(flat) + (axes**2).sum(axis=1), 1 - 1e-9)
        left = flat - flat.mean(axis=0) - axes @ (axes.T @ flat)
        return np.asarray(left / (1 - leverage)[:, None]).reshape(residuals.shape)


def known(
    scenario: Scenario, seed: int, first_day: int, days: int, stratified: Mapping[str, FloatArray], *, control: bool
) -> Known | None:
    """Give what is known of so many days (calendars); None if it is nothing, or they are too few to make use of it.

    ``stratified``: the places of their busyness, if they were spread evenly. ``control``: correct for the calls drawn.
    """
    degree = min(DEGREE, (days // DAYS_EACH - control) // max(len(stratified), 1)) if stratified else 0
    control = control and days >= 2 * DAYS_EACH
    if not control and degree < 1:
        return None
    strata = [_polynomials(places[:days], degree) for _, places in sorted(stratified.items())] if degree > 0 else []
    excess = calls_too_many(scenario, seed, first_day, days, stratified)[:, None] if control else np.empty((days, 0))
    found = Known(excess, np.concatenate([np.empty((days, 0)), *strata], axis=1), bool(stratified))
    return found if found.explained.shape[1] else None


def _polynomials(places: FloatArray, degree: int) -> FloatArray:
    """Legendre polynomials of each day's place in the range from 0 to 1, added up over the days of the calendar: their mean is 0."""
    return np.stack(
        [np.polynomial.legendre.Legendre.basis(k)(2 * places - 1).sum(axis=1) for k in range(1, degree + 1)], axis=1
    )


def calls_too_many(
    scenario: Scenario, seed: int, first_day: int, days: int, stratified: Mapping[str, FloatArray]
) -> FloatArray:
    """Count the first attempts of all contact types that volumes bring in each calendar, less how many they should.

    Faults, surges, appointments and recorded days are left out of both. Retries and the like are the floor's doing, not luck's.
    """
    calendar = scenario.calendar
    found = np.zeros(days)
    for number in range(days):
        for offset in range(calendar.days):
            luck = Luck(seed, first_day + number * calendar.days + offset)
            for name, kind in scenario.contact_types.items():
                arrivals = kind.arrivals
                if arrivals.replay is not None or arrivals.bookings is not None:
                    continue
                should = np.array(arrivals.volumes[offset * calendar.per_day : (offset + 1) * calendar.per_day])
                expected = should
                if arrivals.busyness is not None:
                    busyness, places = scenario.busyness[arrivals.busyness], stratified.get(arrivals.busyness)
                    place = luck.one(f"busyness/{arrivals.busyness}") if places is None else places[number, offset]
                    expected = should * float(busyness.quantile(np.array([place]))[0])
                    should = should * busyness.mean()
                drawn = poisson(luck.streams(f"{name}/volume", [1] * calendar.per_day), expected)
                found[number] += float(np.sum(drawn) - should.sum())
    return found
