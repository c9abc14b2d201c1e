"""Refusals: what can be simulated but not planned. It is said before anything is solved, with the key that stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scenarios.faults import Fault, InputError, Key

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target

WAITS = ("answer_rate", "mean_wait", "abandonment")


def check(scenario: Scenario) -> None:
    """Refuse a scenario that cannot be planned.

    Raises:
        InputError: naming every key that stands in the way, and what to do instead.

    """
    found = [*_recorded(scenario), *_waits_of_deferred_work(scenario)]
    if found:
        places = [scenario.place(*path) for path, _ in found]
        raise InputError(
            Fault(place.file, place.line, shown(path), text) for place, (path, text) in zip(places, found, strict=True)
        )


def shown(path: tuple[Key, ...]) -> str:
    """Write a path of keys as the messages do: ``targets[2].answer_rate``."""
    written = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return written.removeprefix(".")


def _recorded(scenario: Scenario) -> Iterator[tuple[tuple[Key, ...], str]]:
    for name, kind in scenario.contact_types.items():
        if kind.arrivals.replay is not None:
            text = (
                "is one recorded day, and a plan is tested on days that it has not seen; give volumes instead "
                "(callfloor calibrate makes them from the log), or simulate the day"
            )
            yield ("contact_types", name, "arrivals", "replay"), text


def _waits_of_deferred_work(scenario: Scenario) -> Iterator[tuple[tuple[Key, ...], str]]:
    for place, target in enumerate(scenario.targets):
        if target.measure in WAITS and _deferred(scenario, target):
            what = f"{target.scope.replace('_', ' ')} {target.of_what}" if target.of_what else "the centre"
            text = (
                f"asks about the waits of {what}, which has deferred work only; a plan sees to deadlines: write on_time, and give "
                "the queue a deadline, or take the target out and simulate the plan"
            )
            yield ("targets", place, target.measure), text


def _deferred(scenario: Scenario, target: Target) -> bool:
    """Whether a target is about deferred work only."""
    if target.scope == "queue":
        return scenario.deferred(target.of_what)
    if target.scope == "contact_type":
        return not scenario.contact_types[target.of_what].immediate
    return target.scope == "centre" and all(scenario.deferred(queue) for queue in scenario.queues)
