"""A summary: what one run says of its calendar as a whole, light enough to keep thousands of them.

A whole run holds the sums of every day and interval. Whoever looks at a grid of points needs of each only the figures of
the whole calendar and each target at its worst period. A summary goes into a file and comes back the same to the last
digit, so a sweep that goes on after an interruption ends with the figures of one that was never interrupted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from callfloor.figures.judged import Limits, days_of
from callfloor.gauges import MORE, gauge
from sim.measures import MeasureRow
from sim.sums.tally import CENTRE, STANDARD_WITHIN
from sim.targets import PeriodVerdict, Verdict

if TYPE_CHECKING:
    from scenarios.targets import Target
    from sim.experiment import Results

Key = tuple[str, str, str, float | None, str | None, int | None]


@dataclass(frozen=True)
class Summary:
    """Figures of the whole calendar, and every target at its worst period.

    ``days``: for each target the 95 % limits of the share of days that reach it there, where it is a promise about days.
    """

    rows: tuple[MeasureRow, ...]
    verdicts: tuple[Verdict, ...]
    replications: int
    engine: str
    days: tuple[Limits, ...]

    @classmethod
    def of(cls, results: Results) -> Summary:
        """Keep what is said of the whole calendar."""
        verdicts = tuple(
            Verdict(one.target, () if one.worst is None else (one.worst,), one.worst) for one in results.verdicts
        )
        rows = tuple(row for row in results.rows if row.interval is None)
        limits = tuple(
            (None, None) if one.worst is None else known.get(one.worst.first, (None, None))
            for one, known in zip(results.verdicts, days_of(results), strict=True)
        )
        return cls(rows, verdicts, results.replications, results.engine, limits)

    def kept(self) -> dict[str, Any]:
        """The summary as plain data for a file."""
        worst = [None if one.worst is None else asdict(one.worst) for one in self.verdicts]
        return {
            "rows": [list(asdict(row).values()) for row in self.rows],
            "worst": worst,
            "replications": self.replications,
            "engine": self.engine,
            "days": [list(limits) for limits in self.days],
        }

    @classmethod
    def again(cls, kept: Mapping[str, Any], targets: tuple[Target, ...]) -> Summary:
        """The summary that was kept; its targets are those of the scenario."""
        worst = [None if one is None else PeriodVerdict(**one) for one in kept["worst"]]
        verdicts = tuple(
            Verdict(target, () if one is None else (one,), one) for target, one in zip(targets, worst, strict=True)
        )
        rows = tuple(MeasureRow(*row) for row in kept["rows"])
        days = tuple((low, high) for low, high in kept["days"])
        return cls(rows, verdicts, kept["replications"], kept["engine"], days)

    @cached_property
    def _by_key(self) -> Mapping[Key, MeasureRow]:
        return {(row.measure, row.scope, row.name, row.within_s, row.of, row.target): row for row in self.rows}

    def row(
        self,
        measure: str,
        scope: str = "centre",
        name: str = CENTRE,
        *,
        within: float | None = None,
        of: str | None = None,
        target: int | None = None,
    ) -> MeasureRow | None:
        """One figure with its limits, or None if this run has none such; an answer rate is within 20 s unless said."""
        if measure == "answer_rate" and within is None:
            within = STANDARD_WITHIN
        return self._by_key.get((measure, scope, name, within, of, target))

    def value(
        self, measure: str, scope: str = "centre", name: str = CENTRE, *, within: float | None = None
    ) -> float | None:
        """The estimate of one figure."""
        row = self.row(measure, scope, name, within=within)
        return None if row is None else row.mean

    @property
    def missed(self) -> int | None:
        """How many targets are missed; None if none can be judged."""
        judged = [one for one in self.verdicts if one.judged]
        return sum(not one.met for one in judged) if judged else None

    @property
    def met(self) -> bool:
        """Whether there are targets that can be judged, and all of them are met."""
        return self.missed == 0

    @property
    def shortfall(self) -> float:
        """How far the targets that are missed fall short, all together, each relative to what it asks."""
        return sum(_short(one) for one in self.verdicts if one.judged and not one.met)


def _short(verdict: Verdict) -> float:
    target, worst = verdict.target, verdict.worst
    if worst is None or worst.reached is None:
        return 1.0
    if target.confidence is not None:
        return target.confidence - (worst.days_met or 0.0)
    way = MORE if gauge(target.measure).better == MORE else -MORE
    return max(way * (target.asked - worst.reached), 0.0) / (target.asked or 1.0)
