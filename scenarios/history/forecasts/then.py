"""Then: what was known of one contact type at an origin of the past, so that no judgement rests on a day that it judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scenarios.history.forecasts.almanac import Almanac, Traits, traits
from scenarios.history.forecasts.habits import Habits
from scenarios.history.forecasts.history import BoolArray, History
from scenarios.history.forecasts.origins import IntArray


@dataclass(frozen=True, eq=False)
class Then:
    """What was known of one contact type at an origin: the rules and habits as the days before it show them, and no later day.

    Holidays and special days are as they are named. ``dates``: of the days that teach, all of them; ``whole``: the habits of all days.
    """

    history: History
    almanac: Almanac
    name: str
    dates: Sequence[date]
    whole: Habits

    def _past(self, origin: int) -> tuple[History, Almanac]:
        past = self.history.until(self.dates[origin])
        return past, Almanac.of(past, self.almanac.holidays, self.almanac.specials)

    def habits(self, origin: int | None) -> Habits:
        """Habits as the days before an origin show them; of all days for None."""
        return self.whole if origin is None else Habits.of(*self._past(origin), self.name)

    def zeros(self, origin: int | None) -> BoolArray:
        """Days without contacts that teach."""
        return self.habits(origin).zeros

    def traits(self, origin: int, places: IntArray) -> Traits:
        """What was known of some days."""
        return traits(self._past(origin)[1], self.history.first, tuple(self.history.days[place] for place in places))
