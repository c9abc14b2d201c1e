"""A forecast as JSON: `callfloor/forecast/1`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scenarios.history.forecasts.spread import LEVELS

if TYPE_CHECKING:
    from callfloor.documents import Document
    from scenarios.history.forecasts.forecast import Ahead, Forecast, Score


def document(found: Forecast) -> Document:
    """Everything: days and intervals ahead with their limits, how models did, what was found."""
    history = found.history
    return {
        "format": "callfloor/forecast/1",
        "source": history.source,
        "history": {
            "first": str(history.first),
            "last": str(history.last),
            "days_with_contacts": int(history.worked.sum()),
        },
        "interval_s": history.interval,
        "levels": list(LEVELS),
        "days": [str(day) for day in found.days],
        "contact_types": [_of_type(found, one) for one in found.types],
        "correlation_of_days": [[_number(float(value)) for value in row] for row in found.correlation],
        "findings": [vars(one) for one in found.findings],
        "notes": list(found.notes),
    }


def moment(found: Forecast, day: int, slot: int) -> str:
    """When an interval starts."""
    second = found.history.starts[slot]
    return f"{found.days[day]}T{second // 3600:02d}:{second % 3600 // 60:02d}"


def _of_type(found: Forecast, one: Ahead) -> Document:
    limits = one.band
    return {
        "contact_type": one.name,
        "model": one.model,
        "busyness": {"cv_day": one.cv, "cv_interval": one.interval_cv, "cv_horizon": one.calibration.period_cv},
        "days": [
            {
                "date": str(day), "mean": float(one.guess.totals[place]),
                **{f"low_{level * 100:g}": float(limits.day_low[at, place]) for at, level in enumerate(LEVELS)},
                **{f"high_{level * 100:g}": float(limits.day_high[at, place]) for at, level in enumerate(LEVELS)},
                "cv": float(limits.day_cv[place]),
            }
            for place, day in enumerate(found.days)
        ],
        "intervals": [
            {
                "interval": moment(found, place, slot), "mean": float(one.guess.counts[place, slot]),
                **{f"low_{level * 100:g}": float(limits.low[at, place, slot]) for at, level in enumerate(LEVELS)},
                **{f"high_{level * 100:g}": float(limits.high[at, place, slot]) for at, level in enumerate(LEVELS)},
            }
            for place in range(len(found.days))
            for slot in range(len(found.history.starts))
        ],
        "judged": {
            "origins": [str(day) for day in one.judged.origins],
            "days": one.judged.days,
            "chosen": list(one.judged.taken),
            "models": [_score(score) for score in one.judged.scores],
            "by_days_ahead": [{"ahead": ahead, "wape": _number(off), "held_80": _number(held)} for ahead, off, held in one.judged.by_ahead],
        },
    }  # fmt: skip


def _score(score: Score) -> Document:
    return {
        "model": score.model,
        "wape": _number(score.wape),
        "wape_mean_of_origins": _number(score.wape_by_origin),
        "wape_days": _number(score.wape_days),
        "bias": _number(score.bias),
        **{f"held_{level * 100:g}": _number(held) for level, held in zip(LEVELS, score.coverage, strict=True)},
        **{f"days_held_{level * 100:g}": _number(held) for level, held in zip(LEVELS, score.day_coverage, strict=True)},
        "width_80": _number(score.width),
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
