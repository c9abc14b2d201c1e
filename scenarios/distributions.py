"""Reading distributions: ``{lognormal: {mean: 4 min, cv: 1.1}}`` and its like.

A distribution is a mapping with one key, the family (or the word ``never``). Families that have a mean take a ``rate``
instead of it; each says which cv it can have. All that is wrong with one is said at once.
"""

from collections.abc import Callable, Mapping, Sequence

from scenarios import units
from scenarios.compound import ByTime, Empirical, Mixture
from scenarios.families import (
    Distribution,
    Exponential,
    Fixed,
    FloatArray,
    Gamma,
    Hyperexponential,
    Lognormal,
    Never,
    Triangular,
    Uniform,
    Unit,
    Weibull,
)
from scenarios.faults import Problem, RefusedError, choices, shown
from scenarios.tables import read_column
from scenarios.units import not_negative

__all__ = [
    "ByTime",
    "Distribution",
    "Empirical",
    "Exponential",
    "Fixed",
    "FloatArray",
    "Gamma",
    "Hyperexponential",
    "Lognormal",
    "Mixture",
    "Never",
    "Triangular",
    "Uniform",
    "Unit",
    "Weibull",
    "distribution",
]

MOST_VARIED = 100.0  # a cv beyond this is a slip of the pen, and strains the arithmetic
SHAPED: dict[str, Callable[..., Distribution]] = {
    "lognormal": Lognormal,
    "gamma": Gamma,
    "weibull": Weibull,
    "hyperexponential": Hyperexponential,
}
EXAMPLES = {
    "fixed": "fixed: 30 s",
    "exponential": "exponential: {mean: 4 min}",
    **{name: f"{name}: {{mean: 4 min, cv: 1.1}}" for name in SHAPED},
    "uniform": "uniform: {low: 5 s, high: 20 s}",
    "triangular": "triangular: {low: 1 min, mode: 2 min, high: 5 min}",
    "empirical": "empirical: {file: talks.csv, column: seconds, unit: s}",
    "mixture": "mixture: [{weight: 0.1, of: {fixed: 0 s}}, {weight: 0.9, of: {exponential: {mean: 2 min}}}]",
    "by_time": 'by_time: {"00:00": {fixed: 30 s}, "13:00": {fixed: 40 s}}',
}


def distribution(data: object, unit: Unit = "time") -> Distribution:
    """Read a distribution of times (values carry units) or of plain numbers; ``RefusedError`` lists what is wrong."""
    if isinstance(data, Distribution):
        return data
    if data == "never":
        return Never(unit=unit)
    if units.is_number(data) or isinstance(data, str):
        raise RefusedError(_family_missing(data))
    if not isinstance(data, Mapping) or len(data) != 1:
        found = f"has {len(data)} keys" if isinstance(data, Mapping) else f"is {shown(data)}"
        raise RefusedError(f"{found}; a distribution has one key, its family, such as {{exponential: {{mean: 4 min}}}}")
    family, given = next(iter(data.items()))
    if family not in READERS:
        raise RefusedError(
            Problem(
                f"no distribution is called {shown(family)}; families are {choices(family, EXAMPLES)}",
                (family,),
            )
        )
    try:
        return READERS[family](family, given, unit)
    except RefusedError as refused:
        raise RefusedError(*refused.under(family)) from None
    except ValueError as reason:
        raise RefusedError(Problem(str(reason), (family,))) from None


def _family_missing(data: object) -> str:
    """Say what a value without a family lacks: its unit first, if it has none."""
    try:
        units.duration(data)
    except ValueError as reason:
        if "no unit" in str(reason):
            return f"{reason}, with its family: {{fixed: ...}} or {{exponential: {{mean: ...}}}}"
        return f"{shown(data)} is not a distribution; write one such as {{exponential: {{mean: 4 min}}}}"
    return f"{shown(data)} has no family; write {{fixed: {data}}} or {{exponential: {{mean: {data}}}}}"


class _Keys:
    """The keys of one family's mapping: each is read once, and everything wrong with them is collected."""

    def __init__(self, family: str, given: object, allowed: Sequence[str]) -> None:
        if not isinstance(given, Mapping):
            raise RefusedError(f"{shown(given)} is not what {family} takes; write {EXAMPLES[family]}")
        self.given, self.family = given, family
        self.problems = [
            Problem(f"{family} has no key {shown(key)}; it takes {choices(key, allowed)}", (key,))
            for key in given
            if key not in allowed
        ]

    def read(self, key: str, reader: Callable[[object], float]) -> float:
        """Read one key; on a fault note it and carry on with a number that cannot start another fault."""
        try:
            if key not in self.given:
                raise ValueError(f"{key} is missing; write {EXAMPLES[self.family]}")
            return reader(self.given[key])
        except ValueError as reason:
            self.problems.append(Problem(str(reason), (key,) if key in self.given else ()))
            return float("nan")

    def require(self, holds: bool, message: str, *path: str) -> None:
        """Note a fault unless the condition holds; asked only where the numbers could be read."""
        if not holds and not self.problems:
            self.problems.append(Problem(message, path))

    def done(self) -> None:
        """Refuse with all that was noted."""
        if self.problems:
            raise RefusedError(*self.problems)


def _value(unit: Unit) -> Callable[[object], float]:
    return units.duration if unit == "time" else not_negative


def _fixed(_: str, given: object, unit: Unit) -> Distribution:
    return Fixed(_value(unit)(given), unit=unit)


def _mean(keys: _Keys, unit: Unit) -> float:
    """The mean, given as such or as a rate."""
    if "rate" in keys.given:
        keys.require("mean" not in keys.given, "mean and rate say the same; write one of them", "rate")
        per_second = keys.read("rate", units.rate if unit == "time" else not_negative)
        keys.require(per_second != 0, "the rate is 0, so the mean is infinite; write never, or a rate above 0", "rate")
        return 1 / per_second if per_second else float("nan")
    mean = keys.read("mean", _value(unit))
    keys.require(
        mean > 0, f"the mean is 0; write {{fixed: {'0 s' if unit == 'time' else 0}}} if it takes no time", "mean"
    )
    return mean


def _exponential(family: str, given: object, unit: Unit) -> Distribution:
    keys = _Keys(family, given, ("mean", "rate"))
    if "cv" in keys.given:
        keys.problems[:] = [
            Problem("the cv of an exponential is 1; leave it out, or choose lognormal or gamma", ("cv",))
        ]
    mean = _mean(keys, unit)
    keys.done()
    return Exponential(mean, unit=unit)


def _shaped(family: str, given: object, unit: Unit) -> Distribution:
    keys = _Keys(family, given, ("mean", "rate", "cv"))
    mean, cv = _mean(keys, unit), keys.read("cv", not_negative)
    keys.require(cv > 0, "the cv is 0; write fixed for what never varies", "cv")
    keys.require(
        cv <= MOST_VARIED, f"the cv {shown(cv)} is above {MOST_VARIED:g}; cv is standard deviation / mean", "cv"
    )
    if family == "hyperexponential":
        keys.require(
            cv >= 1, f"the cv {shown(cv)} is below 1, the least of a hyperexponential; use gamma or lognormal", "cv"
        )
        if cv == 1 and not keys.problems:
            return Exponential(mean, unit=unit)
    keys.done()
    return SHAPED[family](mean, cv, unit=unit)


def _bounds(family: str, given: object, unit: Unit) -> Distribution:
    names = ("low", "high") if family == "uniform" else ("low", "mode", "high")
    keys = _Keys(family, given, names)
    values = [keys.read(name, _value(unit)) for name in names]
    keys.require(values[0] < values[-1], "low is not below high; write fixed for what never varies", "high")
    keys.require(values == sorted(values), "mode does not lie between low and high", "mode")
    keys.done()
    return (Uniform if family == "uniform" else Triangular)(*values, unit=unit)


def _empirical(family: str, given: object, unit: Unit) -> Distribution:
    keys = _Keys(family, given, ("file", "column", "unit"))
    for key in ("file", "column"):
        keys.require(key in keys.given, f"{key} is missing; write {EXAMPLES[family]}")
    keys.require(unit == "number" or "unit" in keys.given, f"unit is missing; write {EXAMPLES[family]}")
    file_unit = keys.given.get("unit", "s")
    keys.require(file_unit in units.SECONDS, f"{shown(file_unit)} is not a unit; write s, min, h or d", "unit")
    keys.done()
    table = read_column(keys.given["file"], keys.given["column"])
    if table.problems:
        raise RefusedError(*table.problems)
    size = units.SECONDS[str(file_unit)] if unit == "time" else 1.0
    return Empirical(
        tuple(v * size for v in table.numbers),
        str(keys.given["file"]),
        str(keys.given["column"]),
        str(file_unit),
        unit=unit,
    )


def _mixture(family: str, given: object, unit: Unit) -> Distribution:
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise RefusedError(f"{shown(given)} is not what mixture takes; write {EXAMPLES[family]}")
    weights: list[float] = []
    parts: list[Distribution] = []
    problems: list[Problem] = []
    for index, item in enumerate(given):
        try:
            keys = _Keys(family, item, ("weight", "of"))
            weights.append(keys.read("weight", not_negative))
            keys.require("of" in keys.given, f"of is missing; write {EXAMPLES[family]}")
            keys.done()
            parts.append(_part(keys.given["of"], "of", unit))
        except RefusedError as refused:
            problems += refused.under(index)
    if not problems and abs(sum(weights) - 1) > 1e-9:
        problems.append(
            Problem(f"the weights sum to {shown(sum(weights))}, not 1; change them so that they add up to 1")
        )
    if problems:
        raise RefusedError(*problems)
    return _flat(weights, parts, unit)


def _flat(weights: Sequence[float], parts: Sequence[Distribution], unit: Unit) -> Distribution:
    """A mixture of mixtures is one mixture; so that `never` is found wherever it stands."""
    pairs: list[tuple[float, Distribution]] = []
    for weight, part in zip(weights, parts, strict=True):
        inner = zip(part.weights, part.parts, strict=True) if isinstance(part, Mixture) else [(1.0, part)]
        pairs += [(weight * share, leaf) for share, leaf in inner if weight * share > 0]
    if all(isinstance(part, Never) for _, part in pairs):
        return Never(unit=unit)
    return Mixture(tuple(weight for weight, _ in pairs), tuple(part for _, part in pairs), unit=unit)


def _part(data: object, key: str, unit: Unit) -> Distribution:
    try:
        part = distribution(data, unit)
    except RefusedError as refused:
        raise RefusedError(*refused.under(key)) from None
    if isinstance(part, ByTime):
        raise RefusedError(Problem("by_time cannot stand inside another distribution; write it outermost", (key,)))
    return part


def _by_time(family: str, given: object, unit: Unit) -> Distribution:
    if unit == "number":
        raise RefusedError("by_time cannot change a number that is drawn once a day")
    if not isinstance(given, Mapping) or not given:
        raise RefusedError(f"{shown(given)} is not what by_time takes; write {EXAMPLES[family]}")
    found: dict[float, Distribution] = {}
    problems: list[Problem] = []
    for time, data in given.items():
        try:
            moment = units.clock(time) % units.DAY
            if moment in found:
                raise ValueError(f"{time} is given twice")
            found[moment] = _part(data, str(time), unit)
        except RefusedError as refused:
            problems += refused.problems
        except ValueError as reason:
            problems.append(Problem(str(reason), (time,)))
    if problems:
        raise RefusedError(*problems)
    times = sorted(found)
    return ByTime(tuple(times), tuple(found[time] for time in times), unit=unit)


READERS: dict[str, Callable[[str, object, Unit], Distribution]] = {
    "fixed": _fixed,
    "exponential": _exponential,
    **dict.fromkeys(SHAPED, _shaped),
    "uniform": _bounds,
    "triangular": _bounds,
    "empirical": _empirical,
    "mixture": _mixture,
    "by_time": _by_time,
}
