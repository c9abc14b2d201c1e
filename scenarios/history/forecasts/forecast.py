"""The forecast: models tried on the past, the one to trust chosen, and what it says of the days ahead with how sure it is.

The order matters. Every model forecasts from every origin of the past (``origins``). At each of the later origins, the judged ones, the model
is chosen and its intervals are set by errors on days before that origin alone, so that what the table says of the procedure was reached on
days nobody had looked at. For the days ahead the choice is made once more, by all errors there are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from scenarios.faults import Fault, InputError, choices
from scenarios.history.forecasts import statistical
from scenarios.history.forecasts.almanac import Almanac, Special, traits
from scenarios.history.forecasts.habits import Habits
from scenarios.history.forecasts.history import BoolArray, Finding, FloatArray, History, Learned
from scenarios.history.forecasts.known_days import country, decisions, reach
from scenarios.history.forecasts.known_days import specials as special_days
from scenarios.history.forecasts.models import OWN, RARE, Guess, Model
from scenarios.history.forecasts.origins import (
    Trial,
    bias,
    chosen,
    combined,
    origins_of,
    trials,
    wape,
    with_combination,
)
from scenarios.history.forecasts.reading import read
from scenarios.history.forecasts.spread import LEVELS, Band, Calibration, band, calibrate, coverage, width
from scenarios.history.forecasts.then import Then

DEFAULT, COMBINATION, CHOSEN = "regression", "combination", "chosen"
MEAN = next(iter(RARE))
SIMPLE = ("last_week", "median_of_four")
MOST_AHEAD = 370
Read = TypeVar("Read")


@dataclass(frozen=True)
class Score:
    """How a model did from the judged origins. Errors over what came; coverage of intervals and of days at each level."""

    model: str
    words: str
    wape: float
    wape_by_origin: float  # the mean of the origins' own
    wape_days: float
    bias: float
    coverage: tuple[float, ...]
    day_coverage: tuple[float, ...]
    width: float


@dataclass(frozen=True, eq=False)
class Judged:
    """The judgement of one contact type: judged origins, their scores, and what the procedure forecast from them."""

    origins: tuple[date, ...]
    days: int
    scores: tuple[Score, ...]
    taken: tuple[str, ...]  # the model chosen at each judged origin, by errors before it
    by_ahead: tuple[tuple[int, float, float], ...]  # days ahead, error and coverage of the chosen
    trials: tuple[Trial, ...]
    bands: tuple[Band, ...]
    trial_days: tuple[tuple[date, ...], ...]

    def score(self, model: str) -> Score:
        """The score of a model."""
        return next(one for one in self.scores if one.model == model)


@dataclass(frozen=True, eq=False)
class Ahead:
    """What will come of one contact type: the model, what it says, the limits, and how all that was judged."""

    name: str
    model: str
    words: str
    guess: Guess
    band: Band
    calibration: Calibration
    judged: Judged

    @property
    def cv(self) -> float:
        """Busyness of a day: relative error of its total beyond chance in counts; the root mean square over the days."""
        return float(np.sqrt(np.mean(self.band.day_cv[self._open] ** 2)))

    @property
    def interval_cv(self) -> float:
        """The same of an interval: the day's error and that of how the day spreads, together."""
        return float(np.sqrt(np.mean(self.band.interval_cv[self._open] ** 2)))

    @property
    def _open(self) -> BoolArray:
        """Days on which anything is expected; all of them if there are none."""
        return np.asarray((self.guess.totals > 0) | (self.guess.totals.max() <= 0))


@dataclass(frozen=True, eq=False)
class Forecast:
    """What will come, of every contact type, on the next open days."""

    history: History
    almanac: Almanac
    days: tuple[date, ...]
    types: tuple[Ahead, ...]
    findings: tuple[Finding, ...]
    correlation: FloatArray  # of the types' errors of days
    notes: tuple[str, ...] = ()

    @property
    def moments(self) -> tuple[int, ...]:
        """The second of the day at which each interval starts."""
        return self.history.starts

    def of(self, name: str) -> Ahead:
        """One contact type."""
        return next(one for one in self.types if one.name == name)


def forecast(
    volumes: str | Path | History,
    *,
    days: int = 20,
    interval: int | None = None,
    holidays: str | None = None,
    special: str | Path | None = None,
    columns: Sequence[str] = (),
    models: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Forecast:
    """Forecast the next open days: contacts by type, day and interval, with limits and the share of past days they held. ``interval``: seconds; ``holidays``: a country's code; ``special``: a file of special days.

    Raises:
        InputError: naming all that is wrong with the files and options.

    """
    faults: list[Fault] = []
    if not 1 <= days <= MOST_AHEAD:
        faults.append(Fault("--days", None, "", f"{days} is not from 1 to {MOST_AHEAD} open days"))
    history = _or_faults(
        lambda: volumes if isinstance(volumes, History) else read(Path(volumes), columns, interval), faults
    )
    named = _or_faults(lambda: special_days(None if special is None else Path(special)), faults)
    free: dict[date, str] = {}
    if history is not None and 1 <= days <= MOST_AHEAD:
        first, last = reach(history, days)
        free = _or_faults(lambda: country(holidays, first, last), faults) or {}
    else:
        _or_faults(lambda: country(holidays, date(2000, 1, 1), date(2000, 1, 2)), faults)
    known = {*OWN, *statistical.METHODS, COMBINATION}
    faults += [
        Fault("--models", None, "", f"no model is called {name}; there are {choices(name, sorted(known))}")
        for name in models
        if name not in known
    ]
    faults += [
        Fault("--models", None, "", f"{name} needs the extra: pip install 'callfloor[forecast]'")
        for name in models
        if name in statistical.METHODS and not statistical.installed()
    ]
    if faults or history is None or named is None:
        raise InputError(faults)
    return _forecast(history, Almanac.of(history, free, named), days, tuple(models), progress)


def _or_faults(work: Callable[[], Read], faults: list[Fault]) -> Read | None:
    try:
        return work()
    except InputError as error:
        faults += error.faults
        return None


def _forecast(
    history: History, almanac: Almanac, horizon: int, asked: tuple[str, ...], progress: Callable[[str], None]
) -> Forecast:
    days = almanac.ahead(history.last, horizon)
    if len(days) < horizon:
        text = f"only {len(days)} open days follow {history.last}; ask for fewer days"
        raise InputError([Fault("--days", None, "", text)])
    found = []
    habits = {name: Habits.of(history, almanac, name) for name in history.types}
    for name, own in habits.items():
        progress(f"{name}: trying models on the past")
        found.append(_of_type(history, almanac, name, own, days, asked))
    told = (finding for own in habits.values() for finding in own.findings)
    findings = (*history.findings, *decisions(history, almanac), *told, *_unlearnt(history, almanac, days))
    return Forecast(history, almanac, days, tuple(found), findings, _correlation(found), _notes(history, almanac))


def candidates(history: History, almanac: Almanac, asked: Sequence[str] = ()) -> dict[str, tuple[Model, str]]:
    """The models to try: all there are, or those asked for; the two simple ones always stand beside them."""
    there = {**OWN, **statistical.models(almanac.open_weekdays, history.first.weekday())}
    return {name: one for name, one in there.items() if not asked or name in asked or name in SIMPLE}


def _of_type(
    history: History, almanac: Almanac, name: str, habits: Habits, days: Sequence[date], asked: Sequence[str]
) -> Ahead:
    counts = history.of(name)
    whole = Learned.of(counts, habits.zeros)
    dates = tuple(history.days[place] for place in whole.places)
    past, ahead = traits(almanac, history.first, dates), traits(almanac, history.first, tuple(days))
    ahead = replace(ahead, factor=ahead.factor * np.array([habits.works(day, almanac) for day in days]))
    usual, rare = candidates(history, almanac, asked), {**RARE, **{key: OWN[key] for key in SIMPLE}}
    named = set(asked)  # of contacts that are not rare
    there, fallback = usual, DEFAULT
    if habits.few:  # least error would choose a median, which is 0 or 1
        there, asked, fallback = rare, tuple(RARE), MEAN
    models = {key: model for key, (model, _) in there.items()}
    origins = origins_of(len(whole), max(len(almanac.open_weekdays), 1))
    then = Then(history, almanac, name, dates, habits)
    few, mean = {origin: then.habits(origin).few for origin in origins}, RARE if habits.few else {}
    tried = trials(
        lambda origin: {key: model for key, (model, _) in (rare if few[origin] else {**usual, **mean}).items()},
        counts, then.traits, origins, len(days), then.zeros,
    )  # fmt: skip
    words = {key: text for key, (_, text) in {**usual, **rare}.items()}
    members = [key for key in models if key != SIMPLE[0]]
    if len(members) > 1 and (not asked or COMBINATION in asked):
        tried = with_combination(tried, members, COMBINATION)
        words[COMBINATION] = f"mean of {', '.join(members)}, weighed by past errors"
    there_then = {name for name in tried if (name in named if named else name not in RARE)}
    wanted = {key: tried.get(key, []) for key in (*models, COMBINATION) if key in asked or (not asked and key in words)}
    fallback = fallback if fallback in wanted else next(iter(wanted))
    judged = judge(
        tried, lambda origin: set(RARE) if few[origin] else there_then, words, dates, origins[len(origins) // 2 :]
    )
    best = chosen(wanted, len(whole), fallback)
    guesses = {key: models[key](whole, past, ahead) for key in (members if best == COMBINATION else [best])}
    guess = combined(tried, members, len(whole), guesses) if best == COMBINATION else guesses[best]
    calibration = calibrate(wanted[best], len(whole))
    return Ahead(name, best, words[best], guess, band(guess, calibration), calibration, judged)


def judge(
    tried: Mapping[str, Sequence[Trial]],
    wanted: Callable[[int], Collection[str]],
    words: Mapping[str, str],
    dates: Sequence[date],
    origins: Sequence[int],
) -> Judged:
    """Judge every model, and the procedure that chooses among those that are ``wanted`` at an origin, from these origins on."""
    scores = []
    for name, found in tried.items():
        rows = [one for one in found if one.origin in origins]
        scores.append(_score(name, words[name], rows, [band(one.guess, calibrate(found, one.origin)) for one in rows]))
    taken = tuple(_taken(tried, wanted(origin), origin) for origin in origins)
    rows = [
        next(one for one in tried[name] if one.origin == origin) for name, origin in zip(taken, origins, strict=True)
    ]
    bands = [band(one.guess, calibrate(tried[name], one.origin)) for name, one in zip(taken, rows, strict=True)]
    scores.append(_score(CHOSEN, "the model of least error on days before each origin", rows, bands))
    days = tuple(tuple(dates[one.origin : one.origin + len(one)]) for one in rows)
    return Judged(
        tuple(dates[origin] for origin in origins),
        len({day for each in days for day in each}),
        tuple(scores), taken, _by_ahead(rows, bands), tuple(rows), tuple(bands), days,
    )  # fmt: skip


def _taken(tried: Mapping[str, Sequence[Trial]], wanted: Collection[str], origin: int) -> str:
    """The model that would have been taken at an origin: of those wanted and tried there the least wrong on days before."""
    there = {name: found for name, found in tried.items() if any(one.origin == origin for one in found)}
    among = {name: found for name, found in there.items() if name in wanted} or there
    return chosen(among, origin, DEFAULT if DEFAULT in among else next(iter(among)))


def _score(name: str, words: str, rows: Sequence[Trial], bands: Sequence[Band]) -> Score:
    own = float(np.nanmean([wape([one]) for one in rows])) if rows else float("nan")
    return Score(
        name, words, wape(rows), own, wape(rows, daily=True), bias(rows), coverage(bands, rows),
        coverage(bands, rows, daily=True), width(bands, rows),
    )  # fmt: skip


def _by_ahead(rows: Sequence[Trial], bands: Sequence[Band]) -> tuple[tuple[int, float, float], ...]:
    """Error and coverage of the first level, by how many open days ahead."""
    found = []
    for place in range(max((len(one) for one in rows), default=0)):
        wrong = there = 0.0
        within: list[FloatArray] = []
        for one, limits in zip(rows, bands, strict=True):
            if place < len(one):
                came, guess = one.came[place], one.guess.counts[place]
                known = ~np.isnan(came)
                wrong += float(np.abs(came - guess)[known].sum())
                there += float(came[known].sum())
                seen = known & (guess > 0)
                within.append((came[seen] >= limits.low[0, place][seen]) & (came[seen] <= limits.high[0, place][seen]))
        if there > 0:
            found.append((place + 1, wrong / there, float(np.concatenate(within).mean())))
    return tuple(found)


def _correlation(found: Sequence[Ahead]) -> FloatArray:
    """Of the types' errors of days, over the days and origins that all were judged on."""
    errors: list[dict[tuple[int, date], float]] = []
    for one in found:
        own = {}
        for number, (trial, days) in enumerate(zip(one.judged.trials, one.judged.trial_days, strict=True)):
            for place, day in enumerate(days):
                known = ~np.isnan(trial.came[place])
                expected = trial.guess.counts[place][known].sum()
                own[number, day] = float(trial.came[place][known].sum() / expected - 1) if expected > 0 else 0.0
        errors.append(own)
    shared = sorted(set.intersection(*(set(own) for own in errors)))
    if len(found) < 2 or len(shared) < 10:
        return np.eye(len(found))
    table = np.array([[own[key] for key in shared] for own in errors])
    spread = table.std(axis=1) > 0
    whole = np.eye(len(found))
    if spread.sum() > 1:
        whole[np.ix_(spread, spread)] = np.corrcoef(table[spread])
    return whole


def _unlearnt(history: History, almanac: Almanac, days: Sequence[date]) -> list[Finding]:
    """Days ahead of which the past knows no like."""
    seen = {day for place, day in enumerate(history.days) if history.worked[place]}
    names = {special.name for day, special in almanac.specials.items() if day in seen}
    new: list[Special] = [
        one
        for day in days
        if (one := almanac.specials.get(day)) is not None and one.multiplier is None and one.name not in names
    ]
    found = []
    if new:
        found.append(
            Finding("special days ahead whose name the past has not", len(new), f"{new[0].day} {new[0].name}",
                    "forecast as usual days; write a multiplier, or name such days of the past")
        )  # fmt: skip
    free = [day for day in days if day in almanac.holidays and day not in almanac.specials]
    if free and not any(day in almanac.holidays for day in seen):
        found.append(
            Finding("holidays ahead that are open, and none in the past was seen", len(free), f"{free[0]} {almanac.holidays[free[0]]}",
                    "forecast as usual days; say in a file of special days what is known")
        )  # fmt: skip
    return found


def _notes(history: History, almanac: Almanac) -> tuple[str, ...]:
    notes = []
    if not almanac.holidays:
        notes.append("No holidays were named (--holidays CN): holidays ahead are forecast as usual days.")
    elif not almanac.works_on_holidays:
        notes.append("On most holidays of the past nothing came: holidays ahead are taken as closed.")
    if not statistical.installed():
        notes.append("statsforecast is not installed (extra forecast): its models were not tried.")
    if (history.last - history.first).days < 400:
        notes.append("Less than 400 days of history: seasons of the year cannot be told from the level.")
    return tuple(notes)


__all__ = ["LEVELS", "Ahead", "Forecast", "Judged", "Score", "candidates", "forecast", "judge"]
