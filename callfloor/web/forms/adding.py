"""What a part that is added to a scenario begins with: what it cannot do without, in values that are sound as far as one can know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from callfloor.authoring.kinds import kind_of
from callfloor.authoring.parts import entries, is_part
from callfloor.web.forms import rows, values
from callfloor.web.forms.draft import value_at
from callfloor.web.forms.nodes import About
from callfloor.web.forms.told import hint_at
from callfloor.web.forms.tree import names_of
from scenarios import fields
from scenarios.schema import AgentGroup, Arrivals
from scenarios.walk import is_split

NEW_TARGET = {"answer_rate": 0.8, "within": "20 s", "per": "horizon"}


def started(data: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - any piece of a scenario
    """What a part that is added begins with: what it cannot do without, in values that are sound as far as one can know."""
    path = tuple(key.split("."))
    if path[0] == "targets":
        return {"queue": next(iter(data.get("queues") or {"": 0})), **NEW_TARGET}
    if len(path) == 4 and path[0] == "agent_groups" and path[2] == "skills":
        return _skill(data, path[3])
    if path[0] == "open" or path[-2] in (values.BY_TIME, values.MIXTURE) or is_split(path[:-1]):
        return rows.started(data, path)
    return _example(hint_at(path), About.of(data, {}))


def _skill(data: Mapping[str, Any], queue: str) -> dict[str, Any]:
    """As another group has it; else a usual call."""
    for group in (data.get("agent_groups") or {}).values():
        known = value_at(group, ("skills", queue))
        if isinstance(known, Mapping) and "handle_time" in known:
            return {key: known[key] for key in ("handle_time", "wrap_up") if key in known}
    return {"handle_time": {"exponential": {"mean": "5 min"}}}


def _example(hint: Any, about: About) -> Any:  # noqa: ANN401, PLR0911 - a type may be anything; one for each kind
    if hint is Arrivals:
        return {"rate": "10 per h"}
    if hint is AgentGroup:
        queue = next(iter(about.names.get("queues", ())), "")
        return {"skills": {queue: _skill(about.data, queue)}}
    if is_part(hint):
        return {one.key: _example(one.hint, about) for one in entries(hint) if one.needed}
    if get_origin(hint) is tuple:
        return [_example(get_args(hint)[0], about)]
    if get_origin(hint) is dict:
        return {}
    names = names_of(about, hint)
    if names:  # a queue takes whoever comes; a node of the IVR has to say where they go
        return names[-len(about.names["queues"])] if hint == fields.Entry and about.names.get("queues") else names[0]
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    kind = kind_of(hint)
    name, written = ("", "") if kind is None else (kind.name, kind.words)
    examples = {
        "duration": "30 min", "share": 0.1, "number": 1, "rate": "10 per h", "money-per-hour": "30 per h", "time-of-day": "09:00",
        "date": "2026-03-02", "moment": "10:00", "words": "name", "by-interval": 0, "split": {"hang_up": 1.0}, "starts": ["08:00"],
        "distribution": {"fixed": 1} if "plain number" in written else {"exponential": {"mean": "5 min"}}, "truth": True,
    }  # fmt: skip
    return examples.get(name, "")
