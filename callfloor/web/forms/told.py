"""What a draft changes, old -> new in words, and what stands in a scenario, in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from callfloor import words
from callfloor.authoring.kinds import kind_of
from callfloor.authoring.parts import entries, is_part
from callfloor.language import plural, say
from callfloor.web.forms import tree, values
from scenarios.schema import Scenario
from scenarios.walk import is_split, is_whole

if TYPE_CHECKING:
    from callfloor.web.forms.draft import Draft
    from scenarios.faults import Path as KeyPath

STEP = " › "


def changes(draft: Draft) -> list[tuple[str, str, str, str]]:
    """Every change against the base: its key, where it is in words, old, new."""
    found = []
    for change in draft.changes:
        for path, old, new in _leaves(tuple(change.key.split(".")), change.old, change.new):
            widget = "percent" if _is_share(path) else ""
            found.append((".".join(path), place(path), values.brief(old, widget), values.brief(new, widget)))
    return found


def _leaves(path: KeyPath, old: Any, new: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:  # noqa: ANN401 - any piece of a scenario
    """A change told at the values that changed, not at the list or part around them."""
    if old == new:
        return
    steps = tuple(map(str, path))
    if isinstance(old, list) and isinstance(new, list) and _of_parts(old) and _of_parts(new):
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


def _of_parts(value: list[Any]) -> bool:
    return all(isinstance(one, Mapping) for one in value)


def _is_share(path: KeyPath) -> bool:
    """Whether what stands at a path is a share, which is said in percent."""
    hint = hint_at(path)
    kind = kind_of(hint) if hint is not None else None
    return (kind is not None and kind.name == "share") or is_split(path[:-1])


def hint_at(path: KeyPath) -> Any:  # noqa: ANN401 - a type may be anything
    """The type of what stands at a path; None where the language says nothing."""
    from typing import get_args, get_origin

    hint: Any = Scenario
    for step in path:
        if is_part(hint):
            hint = next((one.hint for one in entries(hint) if one.key == step), None)
        elif get_origin(hint) in (dict, tuple):
            hint = get_args(hint)[1 if get_origin(hint) is dict else 0]
        else:
            return None
    return hint


def place(path: KeyPath) -> str:
    """A path in words: names of the scenario as they are, keys of the language in plain words, places counted from 1."""
    said = []
    for end, step in enumerate(path, start=1):
        above = hint_at(path[: end - 1])
        if str(step).isdigit():
            said.append(str(int(step) + 1))
        else:
            said.append(tree.label_of(str(step)) if is_part(above) or above is None else str(step))
    return STEP.join(said)


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
    return say("{contacts} a day", contacts=words.number(volume)) if volume else say("as recorded or booked")


def _of_group(scenario: Scenario, name: str) -> str:
    group = scenario.agent_groups[name]
    if group.staffing is None:
        return say("the plan decides")
    low, high = min(group.staffing), max(group.staffing)
    if low == high:
        return plural("{n} person", "{n} people", high)
    return say("{least} to {most} people", least=words.number(low), most=words.number(high))
