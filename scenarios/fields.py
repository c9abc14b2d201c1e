"""Fields: the kinds of value a key can have, and the table that says what each key means.

``field`` states a key's meaning, unit and bounds once; the checks, the reference page and the web form are made from it.
Each kind of value is a type that knows how it is written. Names of queues, groups and the like are checked against the
``Surroundings``: what the whole file defines, gathered before any part of it is looked at.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo

from scenarios import units
from scenarios.distributions import Distribution, Unit, distribution
from scenarios.faults import Problem, RefusedError, choices, shown
from scenarios.grids import Grid, per_interval

_PERCENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*")
RESERVED = ("contained", "hang_up")
CHANNELS = ("voice", "chat", "email", "work_order", "counter", "outbound")
IMMEDIATE = ("voice", "chat", "counter")  # somebody is waiting now; the rest is deferred work

MOST_PEOPLE = 1_000_000  # in a group, or appointments of an interval; more is a slip of the pen, and strains the memory


class Part(BaseModel):
    """A part of a scenario: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True)
class Surroundings:
    """What the rest of the file defines: names by kind, and the calendar's intervals."""

    names: Mapping[str, tuple[str, ...]] = dataclass_field(default_factory=dict)
    grid: Grid | None = None

    @classmethod
    def of(cls, info: ValidationInfo) -> "Surroundings":
        """Give the surroundings handed to the validation; without any, names are not checked."""
        return info.context if isinstance(info.context, Surroundings) else cls()


def field(
    meaning: str,
    *,
    default: Any = ...,  # noqa: ANN401 - a default may be anything, as may what pydantic makes of it
    unit: str | None = None,
    alias: str | None = None,
    at_least: float | None = None,
    above: float | None = None,
    part: type[Part] | None = None,
    filled: bool = False,
) -> Any:  # noqa: ANN401
    """Describe one key: what it means, its unit, its bounds, what holds if it is left out.

    ``part`` names the keys of a mapping that may stand in place of a plain value; ``filled`` asks for one entry at least.
    """
    extra: dict[str, Any] = {"unit": unit, "part": part}
    bounds: dict[str, Any] = {"ge": at_least, "gt": above, "min_length": 1 if filled else None}
    return Field(default=default, description=meaning, alias=alias, json_schema_extra=extra, **bounds)


def reference(kind: str, what: str, plural: str) -> Callable[[object, ValidationInfo], str]:
    """Make the check that a name is one of those the file defines."""

    def check(value: object, info: ValidationInfo) -> str:
        name = _word(value)
        known = Surroundings.of(info).names
        if kind in known and name not in known[kind]:
            names = known[kind]
            have = f"{plural} are {choices(name, names)}" if names else f"the file defines none; see {kind}"
            raise ValueError(f"no {what} is called {shown(name)}; {have}")
        return name

    return check


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} is not a name; put it in quotation marks if it is one")
    return value


def _new_name(value: object) -> str:
    name = _word(value)
    if not name.strip() or "." in name:
        raise ValueError(f"{shown(name)} cannot be a name: names are not empty and have no full stop in them")
    if name in RESERVED:
        raise ValueError(f"{name} is a reserved word: it says how a contact ends in the IVR; choose another name")
    return name


def _entry(value: object, info: ValidationInfo) -> str:
    return _where(value, Surroundings.of(info), ())


def _overflow(value: object, info: ValidationInfo) -> str:
    return _where(value, Surroundings.of(info), ("hang_up",))


def _where(value: object, around: Surroundings, also: tuple[str, ...]) -> str:
    """Check a place in the centre: an IVR node or a queue (or, out of the IVR, an end)."""
    name = _word(value)
    known = (*around.names.get("ivr", ()), *around.names.get("queues", ()), *also)
    if around.names and name not in known:
        raise ValueError(f"no IVR node or queue is called {shown(name)}; there are {choices(name, known)}")
    return name


def read_share(value: object) -> float:
    """Check for a share, 0 to 1."""
    if percent := _PERCENT.fullmatch(value) if isinstance(value, str) else None:
        part = float(percent[1]) / 100
        mend = f"write {shown(part)}, without the % sign" if part <= 1 else "shares run from 0 to 1"
        raise ValueError(f"{shown(value)} is not a share; {mend}")
    found = units.number(value)
    if not 0 <= found <= 1:
        mend = f" (write {shown(found / 100)} for {shown(value)} %)" if 1 < found <= 100 else ""
        raise ValueError(f"{shown(value)} is not a share; shares run from 0 to 1{mend}")
    return found


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{shown(value)} is neither true nor false")
    return value


def _times(unit: Unit, endless: bool) -> Callable[[object], Distribution]:
    def read(value: object) -> Distribution:
        found = distribution(value, unit)
        if not endless and found.mean() == float("inf"):
            raise ValueError("never has no end; only patience may be without end")
        return found

    return read


def _lasting(value: object) -> Distribution:
    found = _times("time", endless=False)(value)
    if found.mean() <= 0:
        raise ValueError(
            "takes no time at all, so that it would happen again at once and for ever; write a time above 0 s"
        )
    return found


def _by_interval(value: object, info: ValidationInfo) -> tuple[float, ...]:
    return per_interval(value, Surroundings.of(info).grid)


def _steady_volumes(value: object, info: ValidationInfo) -> tuple[float, ...]:
    """A rate that never changes, as the volume of each interval."""
    per_second, grid = units.rate(value), Surroundings.of(info).grid
    return (per_second * grid.interval,) * grid.count if grid else ()


def _staffing(value: object, info: ValidationInfo) -> tuple[float, ...]:
    grid = Surroundings.of(info).grid
    if units.is_number(value):
        found = (units.not_negative(value),) * (grid.count if grid else 1)
    else:
        found = per_interval(value, grid)
    _few_enough(max(found, default=0.0))
    return found


def _people(value: object) -> int:
    found = units.whole(value)
    _few_enough(found)
    return found


def _few_enough(people: float) -> None:
    if people > MOST_PEOPLE:
        raise ValueError(f"{people:.6g} are more than {MOST_PEOPLE:,} in one interval; is it a slip of the pen?")


def _slots(value: object, info: ValidationInfo) -> tuple[int, ...]:
    """Appointments of each interval; whole numbers."""
    found = _staffing(value, info)
    problems = [
        Problem(f"{shown(number)} is not a whole number of appointments", (index,) if isinstance(value, list) else ())
        for index, number in enumerate(found)
        if not number.is_integer()
    ]
    if problems:
        raise RefusedError(*(problems if isinstance(value, list) else problems[:1]))
    return tuple(int(number) for number in found)


def _exits(value: object, info: ValidationInfo) -> "Exits":
    """Read ``then``: a split, or one split for each contact type."""
    if not isinstance(value, Mapping) or not value:
        raise RefusedError(f"{shown(value)} does not say where contacts go; write {{general: 0.9, hang_up: 0.1}}")
    around = Surroundings.of(info)
    if not any(isinstance(inner, Mapping) for inner in value.values()):
        return Exits(_split(value, around), {})
    by_type: dict[str, tuple[tuple[str, float], ...]] = {}
    problems: list[Problem] = []
    for name, inner in value.items():
        try:
            by_type[CONTACT_TYPE(name, info)] = _split(inner, around)
        except RefusedError as refused:
            problems += refused.under(name)
        except ValueError as reason:
            problems.append(Problem(str(reason), (name,)))
    if problems:
        raise RefusedError(*problems)
    return Exits((), by_type)


def _split(value: object, around: Surroundings) -> tuple[tuple[str, float], ...]:
    if not isinstance(value, Mapping):
        raise RefusedError(
            f"{shown(value)} is not a split; write every exit as a share, or one split for each contact type"
        )
    pairs, problems = [], []
    for name, share in value.items():
        for check in (lambda n=name: _where(n, around, RESERVED), lambda s=share: read_share(s)):
            try:
                check()
            except ValueError as reason:
                problems.append(Problem(str(reason), (name,)))
        pairs.append((name, share))
    total = sum(share for _, share in pairs) if not problems else 1.0
    if abs(total - 1) > 1e-9:
        problems.append(Problem(f"the shares sum to {shown(total)}, not 1; change them so that they add up to 1"))
    if problems:
        raise RefusedError(*problems)
    return tuple((name, float(share)) for name, share in pairs)


@dataclass(frozen=True)
class Exits:
    """Where contacts go from an IVR node: the same for everyone, or by contact type."""

    everyone: tuple[tuple[str, float], ...]
    by_type: Mapping[str, tuple[tuple[str, float], ...]]

    def of(self, contact_type: str) -> tuple[tuple[str, float], ...]:
        """Destinations and their shares for one contact type."""
        return self.by_type.get(contact_type, ()) if self.by_type else self.everyone


def _version(value: object) -> int:
    if value != 1 or isinstance(value, bool):
        raise ValueError(f"{shown(value)} is not a version of the language that is known here; write 1")
    return 1


CONTACT_TYPE = reference("contact_types", "contact type", "contact types")

Seconds: TypeAlias = Annotated[float, BeforeValidator(units.duration)]
PositiveSeconds: TypeAlias = Annotated[float, BeforeValidator(units.duration), Field(gt=0)]
TimeOfDay: TypeAlias = Annotated[float, BeforeValidator(units.clock)]
Wage: TypeAlias = Annotated[float, BeforeValidator(units.wage)]
Number: TypeAlias = Annotated[float, BeforeValidator(units.number)]
Factor: TypeAlias = Annotated[float, BeforeValidator(units.not_negative)]
Positive: TypeAlias = Annotated[float, BeforeValidator(units.number), Field(gt=0)]
Whole: TypeAlias = Annotated[int, BeforeValidator(units.whole)]
People: TypeAlias = Annotated[int, BeforeValidator(_people), Field(ge=0)]
Share: TypeAlias = Annotated[float, BeforeValidator(read_share)]
Truth: TypeAlias = Annotated[bool, BeforeValidator(_truth)]
Day: TypeAlias = Annotated[date, BeforeValidator(units.day)]
Words: TypeAlias = Annotated[str, BeforeValidator(_word)]
"""A duration, a time of day, money per hour, and plain values."""

Time: TypeAlias = Annotated[Distribution, PlainValidator(_times("time", endless=False))]
Lasting: TypeAlias = Annotated[Distribution, PlainValidator(_lasting)]
Patience: TypeAlias = Annotated[Distribution, PlainValidator(_times("time", endless=True))]
Multiplier: TypeAlias = Annotated[Distribution, PlainValidator(_times("number", endless=False))]
"""Distributions: of a time that ends, of one above 0, of a time that may not end, of a plain number."""

Volumes: TypeAlias = Annotated[tuple[float, ...], PlainValidator(_by_interval)]
SteadyVolumes: TypeAlias = Annotated[tuple[float, ...], PlainValidator(_steady_volumes)]
Staffing: TypeAlias = Annotated[tuple[float, ...], PlainValidator(_staffing)]
Slots: TypeAlias = Annotated[tuple[int, ...], PlainValidator(_slots)]
"""One number for each interval of the calendar."""

NewName: TypeAlias = Annotated[str, BeforeValidator(_new_name)]
QueueName: TypeAlias = Annotated[str, BeforeValidator(reference("queues", "queue", "queues"))]
GroupName: TypeAlias = Annotated[str, BeforeValidator(reference("agent_groups", "agent group", "agent groups"))]
ContactTypeName: TypeAlias = Annotated[str, BeforeValidator(CONTACT_TYPE)]
BusynessName: TypeAlias = Annotated[str, BeforeValidator(reference("busyness", "busyness", "those of the file"))]
Entry: TypeAlias = Annotated[str, BeforeValidator(_entry)]
Overflow: TypeAlias = Annotated[str, BeforeValidator(_overflow)]
Then: TypeAlias = Annotated[Exits, PlainValidator(_exits)]
"""Names the file defines, and names it refers to."""

Version: TypeAlias = Annotated[int, BeforeValidator(_version)]
Channel: TypeAlias = Literal["voice", "chat", "email", "work_order", "counter", "outbound"]
"""What may be chosen from a list."""
