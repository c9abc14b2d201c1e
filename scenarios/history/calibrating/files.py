"""The folder of a calibrated scenario: scenario.yaml, the tables that it names, and the evidence beside them.

The folder is written under another name next to its place and renamed at the end, so it is there whole or not at all.
"""

import csv
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError
from scenarios.history.calibrating.actual import Actual
from scenarios.history.calibrating.durations import Measured
from scenarios.history.calibrating.study import Study
from scenarios.history.calibrating.text import clock, scenario_text
from scenarios.history.folder import free
from scenarios.history.staffing import AWAY_AFTER, LONGEST_IDLE

FloatArray = NDArray[np.float64]
Row = Sequence[object]
CURVE_POINTS = 200
WEEK = 7


def write(made: Study, out: Path, days: int = 1, more: dict[str, bytes] | None = None) -> None:
    """Write the folder; ``more``: further files, by name."""
    free(out)
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
        try:
            fill(made, draft, days)
            for name, content in (more or {}).items():
                (draft / name).write_bytes(content)
            draft.chmod(0o755)
            draft.rename(out)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        raise InputError((Fault(str(out), None, "", f"cannot be written: {error.strerror}"),)) from None


def fill(made: Study, folder: Path, days: int = 1) -> None:
    """All files of the folder."""
    (folder / "scenario.yaml").write_text(scenario_text(made, days), encoding="utf-8")
    names = [kind.name for kind in made.sample.kinds]
    groups = [group.name for group in made.presence.groups]
    for name, day in made.weekdays.items():
        times = [clock(place * made.interval) for place in range(len(day.opened))]
        _table(folder / f"volumes_{name}.csv", ["time", *names], _beside(times, day.volumes.mean.round(4)))
        _table(folder / f"volume_errors_{name}.csv", ["time", *names], _beside(times, day.volumes.error.round(4)))
        _table(folder / f"staffing_{name}.csv", ["time", *groups], _beside(times, day.people))
        _table(folder / f"presence_{name}.csv", ["time", *groups], _beside(times, day.presence.round(3)))
        _actual(folder / f"actual_{name}.csv", day.actual)
    if days == 1:
        _actual(folder / "actual.csv", made.day.actual)
    else:
        _week(made, folder, names, groups)
    if made.pauses is not None:
        _table(folder / "wrap_up.csv", ["seconds"], ([f"{value:.2f}"] for value in made.pauses))
    patience = [one for one in made.patience if one]
    _table(folder / "patience.csv", _CURVE, (row for one in patience if one.chosen for row in _curve(one)))
    _table(folder / "fits.csv", _FITS, (row for what, one in measured(made) for row in _fits(what, one)))
    (folder / "calibration.json").write_text(
        json.dumps(record(made), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def measured(made: Study) -> Iterator[tuple[str, Measured]]:
    """Every distribution that was read off, and what it is."""
    for one in made.patience:
        if one is not None:
            yield "patience", one
    for what, table in (("handle_time", made.work), ("wrap_up", made.wrap_up)):
        for work in table.values():
            for parts in (work.together, *work.apart.values()):
                yield from ((what, part) for part in parts)
    for time in made.ivr.values():
        yield "ivr", time


def _week(made: Study, folder: Path, names: list[str], groups: list[str]) -> None:
    """The tables of a week that begins at the scenario's start; weekdays the log lacks are empty."""
    from scenarios.history.calibrating.sample import WEEKDAYS

    order = [WEEKDAYS[(made.start.weekday() + ahead) % WEEK] for ahead in range(WEEK)]
    per_day = len(made.day.opened)

    def joined(columns: int, of: str) -> FloatArray:
        parts = []
        for name in order:
            day = made.weekdays.get(name)
            part: FloatArray = np.zeros((columns, per_day))
            if day is not None:
                part = np.asarray(day.people if of == "people" else day.volumes.mean, dtype=np.float64)
            parts.append(part)
        return np.concatenate(parts, axis=1)

    dates = [made.start + timedelta(days=ahead) for ahead in range(WEEK)]
    times = [f"{day}T{clock(place * made.interval)}" for day in dates for place in range(per_day)]
    _table(folder / "volumes_week.csv", ["time", *names], _beside(times, joined(len(names), "volumes").round(4)))
    people = joined(len(groups), "people").astype(np.int64)
    _table(folder / "staffing_week.csv", ["time", *groups], _beside(times, people))


def _beside(times: list[str], columns: NDArray[np.generic]) -> Iterable[Row]:
    """Rows of a table whose columns are the rows of an array."""
    return ([time, *values] for time, values in zip(times, columns.T.tolist(), strict=True))


def _table(path: Path, header: Row, rows: Iterable[Row]) -> None:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _actual(path: Path, found: Sequence[Actual]) -> None:
    """What happened on the like days: one row a measure, scope and hour, and one for the whole day."""
    header = ["measure", "period", "mean", "standard_error", "days", "offered_per_day", "scope", "name"]
    rows = (
        [
            one.measure,
            one.period,
            _number(one.mean),
            _number(one.error),
            one.days,
            f"{one.contacts:g}",
            part.scope,
            part.name,
        ]
        for part in found
        for one in part.figures
    )
    _table(path, header, rows)


def _number(value: float | None) -> str:
    """Six significant digits; an undefined value is an empty cell."""
    return "" if value is None or not np.isfinite(value) else f"{value:.6g}"


_CURVE = ["contact_type", "seconds", "at_risk", "kaplan_meier", "low", "high", "fitted"]
_FITS = [
    "what", "of", "from", "family", "count", "ended", "mean_s", "mean_error_s", "cv", "cv_error", "log_likelihood", "schwarz",
    "ks_distance", "chosen", "distribution",
]  # fmt: skip


def _curve(one: Measured) -> Iterable[Row]:
    """The Kaplan-Meier curve with its 95 % limits, beside the chosen distribution."""
    curve = one.curve
    moments = np.unique(np.linspace(0, curve.time[-1], CURVE_POINTS).round(1))
    place = np.searchsorted(curve.time, moments, side="right")
    error = np.concatenate(([0.0], curve.error))[place]
    share, fitted = curve.at(moments), one.survival(moments)
    risk = len(one.seconds) - np.searchsorted(np.sort(one.seconds), moments)
    for at, many, value, half, beside in zip(moments, risk, share, 1.96 * error, fitted, strict=True):
        limits = (value, max(value - half, 0.0), min(value + half, 1.0), float(beside))
        yield [one.what, f"{at:g}", int(many), *(f"{number:.4f}" for number in limits)]


def _fits(what: str, one: Measured) -> Iterable[Row]:
    """Every candidate with its distance from the data; the chosen one as the scenario has it."""
    ended = int(one.ended.sum())
    name = one.chosen.family.name if one.chosen else "fixed" if ended else "never"
    for fit in one.candidates:
        if one.chosen and fit.family is one.chosen.family:
            continue
        yield [
            what, one.what, clock(one.begins), fit.family.name, one.count, ended, _number(fit.mean), _number(fit.mean_error),
            _number(fit.cv), _number(fit.cv_error), f"{fit.log_likelihood:.2f}", f"{fit.criterion:.2f}", _number(fit.ks), "no",
            json.dumps(fit.data),
        ]  # fmt: skip
    chosen = one.chosen
    yield [
        what, one.what, clock(one.begins), name, one.count, ended, _number(one.mean), _number(one.mean_error),
        _number(one.cv), _number(one.cv_error), f"{chosen.log_likelihood:.2f}" if chosen else "",
        f"{chosen.criterion:.2f}" if chosen else "", _number(chosen.ks if chosen else None), "yes", json.dumps(one.data),
    ]  # fmt: skip


def record(made: Study) -> dict[str, object]:
    """The calibration in one document: treatments counted, broken rows, every figure with its error."""
    origin = made.calls.origin
    return {
        "format": "callfloor/calibration/2",
        "source": origin.name,
        "time_zone": origin.time_zone,
        "start": made.start.isoformat(),
        "interval_s": made.interval,
        "rows": origin.rows,
        "broken_rows": [{"row": one.row, "reason": one.reason} for one in origin.bad],
        "found_on_reading": [{"what": one.name, "rows": one.rows, "became": one.treatment} for one in origin.findings],
        "treatments": dict(made.notes),
        "weekdays": {name: [day.isoformat() for day in one.days] for name, one in made.weekdays.items()},
        "groups": {one.name: {"agents": len(one.agents), "answered": one.answered} for one in made.presence.groups},
        "busyness": {
            "types": [_spread(one) for one in made.busyness.types],
            "correlations": [asdict(one) for one in made.busyness.pairs],
            "written": {name: _spread(one) for name, one in made.busyness.pools.items()},
            "odd_days": [
                {"day": made.sample.date_of[day].isoformat(), "standard_deviations": round(size, 1)}
                for day, size in made.busyness.odd_days
            ],
        },
        "retries": {made.sample.types[code]: _retry(one) for code, one in made.retries.items()},
        "repeats": _repeats(made),
        "away_after_s": AWAY_AFTER,
        "longest_idle_at_least_s": LONGEST_IDLE,
    }


def _spread(one: object) -> dict[str, object]:
    from scenarios.history.calibrating.busyness import Spread

    assert isinstance(one, Spread)
    return {
        "of": list(one.names), "per_day": round(one.per_day, 3), "cv": round(one.cv, 5), "cv_squared": round(one.variance, 7),
        "cv_squared_error": _finite(one.variance_error), "chance": one.chance, "degrees_of_freedom": one.freedom,
    }  # fmt: skip


def _retry(one: object) -> dict[str, object]:
    from scenarios.history.calibrating.retrying import Retries

    assert isinstance(one, Retries)
    return {
        "losses": one.losses, "returned": one.returned, "after_abandoning": _finite(one.after_abandoning),
        "after_abandoning_error": _finite(one.after_abandoning_error), "after_blocking": _finite(one.after_blocking),
        "after_blocking_error": _finite(one.after_blocking_error), "chance": one.chance, "chance_of": one.chance_of,
        "delay_mean_s": _finite(one.mean), "delay_mean_error_s": _finite(one.mean_error), "attempts": one.attempts,
        "limit_shown": one.limit_shown,
    }  # fmt: skip


def _repeats(made: Study) -> dict[str, object] | None:
    """Customers who come again, as a measure."""
    found = made.repeats
    if found is None:
        return None
    return {
        "customers_known": asdict(found.known),
        "within_24_h_after": {name: asdict(one) for name, one in found.within_day.items()},
        "within_7_days_after": {name: asdict(one) for name, one in found.within_week.items()},
        "by_chance_within_24_h": found.chance_day and asdict(found.chance_day),
        "by_chance_within_7_days": found.chance_week and asdict(found.chance_week),
    }


def _finite(value: float) -> float | None:
    """Six digits; null where it is not determined."""
    return float(f"{value:.6g}") if np.isfinite(value) else None
