"""What a draft changes, old -> new in words, and what stands in a scenario, in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args, get_origin

from callfloor import words
from callfloor.authoring.kinds import kind_of
from callfloor.authoring.parts import entries, is_part
from callfloor.language import plural, say
from callfloor.web.forms import intervals, nodes, values, wording
from scenarios.events import IVR
from scenarios.fields import Share
from scenarios.schema import Scenario
from scenarios.units import is_number
from scenarios.walk import is_split, is_whole

if TYPE_CHECKING:
    from callfloor.web.forms.draft import Draft
    from scenarios.faults import Path as KeyPath

STEP = " › "
TITLE = "title"
FEW = 4  # cells of a table that are told one by one


def changes(draft: Draft) -> list[tuple[str, str, str, str]]:
    """Every change against the base: its key, where it is in words, old, new. The scenario's name is no change of the centre."""
    found = []
    times = intervals.times(draft.data)
    for change in draft.changes:
        if change.key == TITLE:
            continue
        for path, old, new in _leaves(tuple(change.key.split(".")), change.old, change.new):
            found.append((".".join(path), place(path, times), _brief(path, old), _brief(path, new)))
    return found


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What differs between two states of a scenario's data: where, old, new."""
    return [
        (place(path), _brief(path, old), _brief(path, new))
        for key in dict.fromkeys([*before, *after])
        for path, old, new in _leaves((key,), before.get(key), after.get(key))
    ]


def _brief(path: tuple[str, ...], value: Any) -> str:  # noqa: ANN401 - any piece of a scenario
    """A value on one line; a queue that states no hours never closes."""
    if value is None and path[0] == "open" and len(path) == 2:
        return say("always open")
    counted = values.PEOPLE if path[-1] == intervals.STAFFING else ""
    return values.brief(value, "percent" if _is_share(path) else counted)


def _leaves(path: KeyPath, old: Any, new: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:  # noqa: ANN401 - any piece of a scenario
    """A change told at the values that changed, not at the list or part around them."""
    if old == new:
        return
    steps = tuple(map(str, path))
    if _has_names(steps):
        old, new = ({} if one is None else one for one in (old, new))
    cells = _cells(steps, old, new)
    if cells:
        for at, before, after in cells:
            yield (*steps, str(at)), before, after
    elif isinstance(old, list) and isinstance(new, list) and _of_parts(old) and _of_parts(new):
        for at in range(max(len(old), len(new))):
            yield from _leaves(
                (*steps, str(at)), old[at] if at < len(old) else None, new[at] if at < len(new) else None
            )
    elif (
        isinstance(old, Mapping)
        and isinstance(new, Mapping)
        and not (is_whole(steps) and values.family(old) != values.family(new))
    ):
        for key in dict.fromkeys([*old, *new]):
            yield from _leaves((*steps, str(key)), old.get(key), new.get(key))
    else:
        yield steps, old, new


def _cells(path: tuple[str, ...], old: Any, new: Any) -> list[tuple[int, Any, Any]]:  # noqa: ANN401 - any piece of a scenario
    """The cells that changed, where they are few in a table by interval."""
    if not is_series(path) or not isinstance(new, list):
        return []
    before = old if isinstance(old, list) else values.numbers(old)
    if len(before) != len(new):
        return []
    found = [
        (at, values.tidy(one) if is_number(one) else one, other)
        for at, (one, other) in enumerate(zip(before, new, strict=True))
        if one != other
    ]
    return found if len(found) <= FEW else []


def _of_parts(value: list[Any]) -> bool:
    return all(isinstance(one, Mapping) for one in value)


def _has_names(path: KeyPath) -> bool:
    """Whether names with a value each stand at a path: people by group, surges by contact type."""
    hint = hint_at(path)
    if get_origin(hint) is dict:
        return not is_part(get_args(hint)[1])
    return _kind_is(hint, "outage")


def _kind_is(hint: Any, name: str) -> bool:  # noqa: ANN401 - a type may be anything
    kind = kind_of(hint) if hint is not None else None
    return kind is not None and kind.name == name


def _is_share(path: KeyPath) -> bool:
    """Whether what stands at a path is a share, which is said in percent."""
    return _kind_is(hint_at(path), "share") or is_split(path[:-1])


def hint_at(path: KeyPath) -> Any:  # noqa: ANN401 - a type may be anything
    """The type of what stands at a path; None where the language says nothing."""
    hint: Any = Scenario
    for step in path:
        if is_part(hint):
            hint = next((one.hint for one in entries(hint) if one.key == step), None)
        elif get_origin(hint) in (dict, tuple):
            hint = get_args(hint)[1 if get_origin(hint) is dict else 0]
        elif _kind_is(hint, "outage"):
            hint = Share
        else:
            return None
    return hint


def is_distribution(path: KeyPath) -> bool:
    """Whether a distribution stands at a path, or a part of one."""
    return any(_kind_is(hint_at(path[:end]), "distribution") for end in range(1, len(path) + 1))


def place(path: KeyPath, times: Sequence[str] = ()) -> str:
    """A path in words: `Handle time of vip at generalists`; ``times``: what the places of a list by interval are called."""
    steps = tuple(map(str, path))
    said = _steps(steps, times)
    match steps:
        case ("agent_groups", group, "skills", skill, _, *_):
            whole, rest = (
                say("{what} of {skill} at {group}", what=_capital(said[4]), skill=skill, group=group),
                said[5:],
            )
        case (("contact_types" | "agent_groups" | "queues" | "ivr" | "busyness"), name, _, *_):
            whole, rest = say("{what} of {name}", what=_capital(said[2]), name=name), said[3:]
        case ("targets", number, _, *_) if number.isdigit():
            whole, rest = say("Target {n}", n=said[1]), said[2:]
        case ("shifts", number, _, *_) if number.isdigit():
            whole, rest = say("Shift rule {n}", n=said[1]), said[2:]
        case _:
            whole, rest = _capital(said[0]) if said else "", said[1:]
    return STEP.join((whole, *(one for one in rest if one)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _steps(path: tuple[str, ...], times: Sequence[str]) -> list[str]:
    """Each step in words: names of the scenario as they are, keys of the language in plain words, places counted from 1."""
    said = []
    for end, step in enumerate(path, start=1):
        above = hint_at(path[: end - 1])
        if step.isdigit():
            known = is_series(path[: end - 1]) and int(step) < len(times)
            said.append(times[int(step)] if known else str(int(step) + 1))
        elif is_whole(path[: end - 1]) and step in wording.FAMILIES:
            said.append("")  # the numbers of a distribution are told without its family, which did not change
        else:
            known = is_part(above) or above is None or step == IVR
            said.append(nodes.label_of(step) if known else step)
    return said


def is_series(path: tuple[str, ...]) -> bool:
    """Whether numbers by interval stand at a path."""
    return wording.SERIES.fullmatch(".".join((*path, "0"))) is not None


# Summaries


def summary(draft: Draft) -> dict[str, str]:
    """What stands in contact types, groups and queues, by key; nothing while a draft is at fault."""
    scenario = draft.scenario
    if scenario is None:
        return {}
    found = {f"contact_types.{name}": _of_type(scenario, name) for name in scenario.contact_types}
    found |= {f"agent_groups.{name}": _of_group(scenario, name) for name in scenario.agent_groups}
    found["targets"] = plural("{n} target", "{n} targets", len(scenario.targets))
    return found


def _of_type(scenario: Scenario, name: str) -> str:
    kind = scenario.contact_types[name]
    volume = sum(kind.arrivals.volumes) / scenario.calendar.days
    if volume:
        return say("{contacts} a day", contacts=words.number(volume))
    if kind.arrivals.replay is not None or kind.arrivals.bookings is not None:
        return say("as recorded or booked")
    return say("none of its own accord")  # but through events, as what follows another contact, or handed on


def _of_group(scenario: Scenario, name: str) -> str:
    group = scenario.agent_groups[name]
    if group.staffing is None:
        return say("the plan decides")
    low, high = min(group.staffing), max(group.staffing)
    if low == high:
        return plural("{n} person", "{n} people", high)
    return say("{least} to {most} people", least=words.number(low), most=words.number(high))
