"""The folder of a calibrated scenario: scenario.yaml, the tables that it names, and the evidence beside them.

The folder is written under another name next to its place and renamed at the end, so it is there whole or not at all.
"""

import csv
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from scenarios.faults import Fault, InputError
from scenarios.history.estimate import Calibration, Fitted, Weekday
from scenarios.history.scenario_text import clock, scenario_text
from scenarios.history.staffing import AWAY_AFTER, LONGEST_IDLE

Row = Sequence[object]
CURVE_STEP = 5.0  # seconds between the lines of patience.csv


def free(out: Path) -> None:
    """InputError when ``out`` is taken, or has no folder to stand in."""
    if out.exists() or out.is_symlink():
        message = "is already there and is not overwritten; name another folder with --out, or remove this one first"
    elif not out.absolute().parent.is_dir():
        message = f"cannot be made: there is no folder {out.parent}; make it first"
    else:
        return
    raise InputError((Fault(str(out), None, "", message),))


def write(made: Calibration, out: Path) -> None:
    """Write the folder."""
    free(out)
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
        try:
            _fill(made, draft)
            draft.chmod(0o755)
            draft.rename(out)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        raise InputError((Fault(str(out), None, "", f"cannot be written: {error.strerror}"),)) from None


def _fill(made: Calibration, folder: Path) -> None:
    """All files of the folder."""
    (folder / "scenario.yaml").write_text(scenario_text(made), encoding="utf-8")
    names = [one.name for one in made.types]
    groups = [one.name for one in made.groups]
    for name, day in made.weekdays.items():
        times = [clock(place * made.interval) for place in range(day.volumes.shape[1])]
        _table(folder / f"volumes_{name}.csv", ["time", *names], _beside(times, day.volumes.round(4)))
        _table(folder / f"staffing_{name}.csv", ["time", *groups], _beside(times, day.people))
        _table(folder / f"presence_{name}.csv", ["time", *groups], _beside(times, day.presence.round(3)))
        _actual(folder / f"actual_{name}.csv", day)
    _actual(folder / "actual.csv", made.weekday)
    _table(folder / "wrap_up.csv", ["seconds"], ([f"{value:.2f}"] for value in made.wrap_up))
    _table(folder / "patience.csv", _CURVE, (row for one in made.patience.values() if one for row in _curve(one)))
    fits = [one for one in made.patience.values() if one]
    _table(folder / "patience_fits.csv", _FITS, (row for one in fits for row in _fits(one)))
    handled = [one for parts in made.handle.values() for one in parts] + ([made.ivr] if made.ivr else [])
    _table(folder / "handle_times.csv", _FITS, (row for one in handled for row in _fits(one)))
    (folder / "calibration.json").write_text(json.dumps(_record(made), indent=1) + "\n", encoding="utf-8")


def _beside(times: list[str], columns: np.ndarray) -> Iterable[Row]:
    """Rows of a table whose columns are the rows of an array."""
    return ([time, *values] for time, values in zip(times, columns.T.tolist(), strict=True))


def _table(path: Path, header: Row, rows: Iterable[Row]) -> None:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _actual(path: Path, day: Weekday) -> None:
    """What happened on the like days: one row a measure and hour, and one for the whole day."""
    rows = (
        [one.measure, one.period, _number(one.mean), _number(one.error), one.days, f"{one.contacts:g}"]
        for one in day.figures
    )
    _table(path, ["measure", "period", "mean", "standard_error", "days", "offered_per_day"], rows)


def _number(value: float | None) -> str:
    """Six significant digits; an undefined value is an empty cell."""
    return "" if value is None or not np.isfinite(value) else f"{value:.6g}"


_CURVE = ["queue", "seconds", "at_risk", "kaplan_meier", "low", "high", "fitted", "exponential"]
_FITS = [
    "what", "from", "family", "count", "mean_s", "fitted_mean_s", "log_likelihood", "aic", "ks_distance", "anderson_darling",
    "quantile_correlation", "chosen", "distribution",
]  # fmt: skip


def _curve(one: Fitted) -> Iterable[Row]:
    """The Kaplan-Meier curve with its 95 % limits, beside the chosen distribution and the exponential one."""
    exponential: Callable[[np.ndarray], np.ndarray] = one.candidates[0].survival
    for moment in np.arange(0.0, one.curve.time[-1] + CURVE_STEP, CURVE_STEP):
        share = float(one.curve.at(moment))
        known = np.searchsorted(one.curve.time, moment, side="right")
        error = float(one.curve.error[known - 1]) if known else 0.0
        risk = int((one.seconds >= moment).sum())
        shares = (share, max(share - 1.96 * error, 0.0), min(share + 1.96 * error, 1.0))
        beside = (float(one.chosen.survival(np.array([moment]))[0]), float(exponential(np.array([moment]))[0]))
        yield [one.what, f"{moment:g}", risk, *(f"{value:.4f}" for value in (*shares, *beside))]


def _fits(one: Fitted) -> Iterable[Row]:
    """Every candidate with its distances from the data, and the chosen one as the scenario has it."""
    adjusted = not any(fit is one.chosen for fit in one.candidates)
    for fit in (*one.candidates, *((one.chosen,) if adjusted else ())):
        chosen = fit is one.chosen
        name = f"{fit.family.name}, mean kept" if chosen and adjusted else fit.family.name
        yield [
            one.what, clock(one.begins), name, len(one.seconds), f"{one.seconds[one.ended].mean():.4g}",
            f"{fit.mean():.4g}", f"{fit.log_likelihood:.2f}", f"{fit.aic:.2f}", _number(fit.ks), _number(fit.ad),
            _number(fit.qq), "yes" if chosen else "no", json.dumps(fit.data),
        ]  # fmt: skip


def _record(made: Calibration) -> dict[str, object]:
    """The calibration in one document: treatments counted, broken rows, assumptions with their values."""
    return {
        "format": "callfloor/calibration/1",
        "source": made.source,
        "start": made.start.isoformat(),
        "interval_s": made.interval,
        "rows": made.rows,
        "broken_rows": [{"row": one.row, "reason": one.reason} for one in made.bad],
        "treatments": dict(made.counts),
        "weekdays": {name: [day.isoformat() for day in one.days] for name, one in made.weekdays.items()},
        "groups": {one.name: list(one.people) for one in made.groups},
        "vip_share": {one.name: [round(float(share), 4) for share in one.share] for one in made.types if one.vip},
        "dispersion": {name: one.dispersion and round(one.dispersion, 3) for name, one in made.weekdays.items()},
        "busyness_cv": round(made.busyness, 4),
        "pause_after_a_call_mean_s": round(float(made.wrap_up.mean()), 3),
        "away_after_s": AWAY_AFTER,
        "longest_idle_s": LONGEST_IDLE,
    }
