"""Centre: a scenario made ready for designs of lanes.

Every design needs the same four things: a queue for each class, people who may be in a lane, people who may be in a pool, and how long
each of them would talk to whom. Where the scenario has them they are taken as they are. Where it has not, they are made by a
rule that is the same for all designs, and said:

- a queue that both classes come to is divided; what is asked of it is then asked of each class;
- people are in the *lane* if they like a VIP contact better than any other, in the *pool* otherwise; without anybody for
  the lane it gets people like those of the pool, at their wage;
- who has never served a class handles it as those do who serve it (the group of the lowest wage among them);
- groups that serve neither class stay as they are, at their staffing if they have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimize.by_interval import planned_by_interval
from optimize.handling import handling
from optimize.lanes.classes import Classes
from optimize.lanes.source import Data, Source
from optimize.visits import flows
from scenarios.faults import Fault, InputError, listed
from scenarios.ways import reached

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Skill

NEVER = (1_000_000, 0.0)  # liking of who has no skill
Skills = dict[str, dict[str, Data]]  # by group and queue


@dataclass(frozen=True)
class Centre:
    """A scenario in which each class has its own queues, and who is there to serve them.

    ``lane``, ``pool``: groups. ``skills``: what each of them would do with each queue of the classes. ``notes``: what was assumed. ``invented``: groups
    that the scenario has not, for a lane that today there is none of.
    """

    source: Source
    classes: Classes
    lane: tuple[str, ...]
    pool: tuple[str, ...]
    skills: Skills
    notes: tuple[str, ...]
    invented: tuple[str, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """The scenario in this form."""
        return self.source.scenario

    @property
    def groups(self) -> tuple[str, ...]:
        """All who serve the classes."""
        return (*self.lane, *self.pool)


def centre(source: Source, vip: Sequence[str], others: Sequence[str]) -> Centre:
    """Bring a scenario into the form that designs are made from.

    Raises:
        InputError: as ``Classes.of`` and, if nobody may be in the pool, ``_roles``.

    """
    classes = Classes.of(source, vip, others)
    source, notes = _divided(source, vip, others)
    if notes:
        classes = Classes.of(source, vip, others)
    lane, pool = _roles(source, classes)
    invented: tuple[str, ...] = ()
    if not lane:
        source, made = _with_a_lane(source, pool, classes)
        notes.append(
            f"Nobody in {source.name} is there for {classes.vip.name} first: a lane has people like those of {pool[0]}, at the same wage."
        )
        lane = invented = (made,)
    skills, learned = _skills(source, classes, (*lane, *pool))
    source, more = _only_these(source, (*lane, *pool))
    return Centre(source, classes, lane, pool, skills, (*notes, *learned, *more, *_besides(source, classes)), invented)


# A queue for each class


def _divided(source: Source, vip: Sequence[str], others: Sequence[str]) -> tuple[Source, list[str]]:
    """Give every tier queues of its own where it has none that later tiers do not come to."""
    notes = list[str]()
    for place in range(len(vip) + len(others) - 1):
        tier, *rest = Classes.of(source, vip, others).tiers[place:]
        theirs = {queue for other in rest for queue in other.queues}
        if not set(tier.queues) <= theirs:
            continue
        for queue in tier.queues:
            name = _free(f"{queue}_{tier.contact_types[0]}", source.data["queues"])
            data = _divide(source.copied(), source.scenario, queue, name, tier.contact_types)
            room = _divide_room(data, source.scenario, queue, name, tier.contact_types)
            source = source.changed(data)
            sharing = listed([tier.name, *(other.name for other in rest if queue in other.queues)], "and")
            text = "{} share the queue {}: {} waits in {} here, and what is asked of {} is asked of each."
            notes.append(text.format(sharing, queue, tier.name, name, queue))
            if room is not None:
                text = "The room to wait in {} is divided as its contacts are: {} may wait in {}, {} in {}."
                notes.append(text.format(queue, room[0], name, room[1], queue))
    return source, notes


def _free(name: str, taken: Any) -> str:  # noqa: ANN401 - any container of names
    while name in taken:
        name += "_"
    return name


def _divide(data: Data, scenario: Scenario, queue: str, name: str, vips: Sequence[str]) -> Data:
    """Copy a queue for some contact types (the VIPs), with all that is said of it."""
    data["queues"][name] = deepcopy(data["queues"][queue])
    for kind in vips:
        if data["contact_types"][kind]["enters"] == queue:
            data["contact_types"][kind]["enters"] = name
    _lead_elsewhere(data, scenario, queue, name, vips)
    for group in data["agent_groups"].values():
        if queue in group["skills"]:
            group["skills"][name] = deepcopy(group["skills"][queue])
    for table in (data.get("open"), *(data.get("routing", {}).get(key) for key in ("wait_weights", "head_start"))):
        if table and queue in table:
            table[name] = deepcopy(table[queue])
    data["targets"] = [
        one for target in data.get("targets", ())
        for one in ([target, {**target, "queue": name}] if target.get("queue") == queue else [target])
    ]  # fmt: skip
    return data


def _divide_room(data: Data, scenario: Scenario, queue: str, name: str, vips: Sequence[str]) -> tuple[int, int] | None:
    """Divide the room of a queue as its contacts are, so that no more may wait in both than in the one; None if there is none to divide."""
    room = scenario.queues[queue].capacity
    if not room:
        return None
    coming = {kind: float(volume.sum()) for (kind, to), volume in flows(scenario).items() if to == queue}
    share = sum(coming.get(kind, 0.0) for kind in vips) / sum(coming.values())
    own = round(share) if room == 1 else min(max(round(room * share), 1), room - 1)
    left = room - own
    data["queues"][name]["capacity"], data["queues"][queue]["capacity"] = own, left
    return own, left


def _lead_elsewhere(data: Data, scenario: Scenario, queue: str, name: str, vips: Sequence[str]) -> None:
    """Have the IVR lead the VIPs to a queue in place of another."""
    for key, node in data.get("ivr", {}).items():
        by_type = {kind: dict(scenario.ivr[key].exits(kind)) for kind in scenario.contact_types}
        if any(queue in by_type[kind] for kind in vips):
            for kind in vips:
                if queue in by_type[kind]:
                    by_type[kind][name] = by_type[kind].pop(queue)
            node["then"] = {kind: split for kind, split in by_type.items() if split}


# Who is there


def _roles(source: Source, classes: Classes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell who is in the lane and who in the pool."""
    lane, pool = [], []
    for name, group in source.scenario.agent_groups.items():
        own, other = (liking(group.skills, queues) for queues in (classes.vip.queues, classes.others.queues))
        if own < other:
            lane.append(name)
        elif other < NEVER:
            pool.append(name)
    if not pool:
        text = f"nobody serves {classes.others.name} first: every group that knows it prefers {classes.vip.name}; give one the preference 1 for it"
        raise InputError([Fault(source.name, None, "agent_groups", text)])
    return tuple(lane), tuple(pool)


def liking(skills: Mapping[str, Skill], queues: Iterable[str]) -> tuple[int, float]:
    """How a group likes the contacts of some queues, the less the better: its preference, then how long it lets them wait."""
    return min(((skills[queue].preference, skills[queue].after) for queue in queues if queue in skills), default=NEVER)


def _with_a_lane(source: Source, pool: Sequence[str], classes: Classes) -> tuple[Source, str]:
    """Add people for a lane who are like those of the pool."""
    data = source.copied()
    name = _free(f"{classes.vip.contact_types[0]}_lane", data["agent_groups"])
    own = data["agent_groups"][name] = deepcopy(data["agent_groups"][pool[0]])
    wanted = {*classes.queues}
    own["skills"] = {queue: skill for queue, skill in own["skills"].items() if queue in wanted}
    own.pop("reserve", None)
    if not any(queue in own["skills"] for queue in classes.vip.queues):  # they learn it, see _skills
        own["skills"][classes.vip.queues[0]] = deepcopy(_known(source, classes.vip.queues[0])[1])
    for rule in (*data.get("shifts", ()), *data.get("part_time", ())):
        if pool[0] in rule.get("groups", ()):
            rule["groups"] = [*rule["groups"], name]
    if pool[0] in data.get("headcount", {}):
        data["headcount"][name] = data["headcount"][pool[0]]
    return source.changed(data), name


def _known(source: Source, queue: str) -> tuple[str, Data]:
    """The group of the lowest wage that serves a queue, and how."""
    able = [name for name, group in source.data["agent_groups"].items() if queue in group["skills"]]
    name = min(able, key=lambda one: source.scenario.agent_groups[one].cost or 0.0)
    return name, source.data["agent_groups"][name]["skills"][queue]


def _skills(source: Source, classes: Classes, groups: Sequence[str]) -> tuple[Skills, list[str]]:
    """What each group would do with each queue, and what was assumed for it."""
    found: Skills = {}
    learned: dict[tuple[str, str], list[str]] = {}
    for name in groups:
        own = source.data["agent_groups"][name]["skills"]
        found[name] = {}
        for queue in classes.queues:
            if queue in own:
                found[name][queue] = deepcopy(own[queue])
            else:
                teacher, skill = _known(source, queue)
                found[name][queue] = deepcopy(skill)
                learned.setdefault((queue, teacher), []).append(name)
    notes = [
        f"In designs in which {listed(names, 'and')} serve {queue}, they handle it as {teacher} does: the scenario does not say."
        for (queue, teacher), names in learned.items()
    ]
    return found, notes


def _only_these(source: Source, groups: Sequence[str]) -> tuple[Source, list[str]]:
    """Leave people alone who serve neither class: they keep their staffing, whatever the shifts say; the others are planned."""
    data, scenario, notes = source.copied(), source.scenario, list[str]()
    kept = [name for name, group in scenario.agent_groups.items() if name not in groups and group.staffing is not None]
    rules = []
    for rule in data.get("shifts", ()):
        rule["groups"] = [name for name in rule["groups"] if name not in kept]
        rules += [rule] if rule["groups"] else []
    planned = {name for rule in rules for name in rule["groups"]}
    if rules:
        data["shifts"] = rules
    else:
        if data.pop("shifts", None):
            notes.append("No shifts are given for the people of these classes: they are staffed interval by interval.")
        planned = set(groups)
        for name in groups:
            data["agent_groups"][name].pop("staffing", None)
    still = [name for name in groups if name not in planned]
    if still:
        notes.append(f"{listed(still, 'and')} have no shifts to choose from and keep their staffing in every design.")
    if kept:
        notes.append(f"{listed(kept, 'and')} serve neither class and keep their staffing in every design.")
    return source.changed(data), notes


def _besides(source: Source, classes: Classes) -> list[str]:
    """Say who comes to the queues of the classes and is in neither."""
    ours = {name for tier in classes.both.values() for name in tier.contact_types}
    found = []
    for name in source.scenario.contact_types:
        shared = [queue for queue in reached(source.scenario, name) if queue in classes.queues]
        if name not in ours and shared:
            text = "{} comes to {} too, and is in neither class: it is served there in every design, and no figure of a class counts it."
            found.append(text.format(name, listed(shared, "and")))
    return found


def planned_groups(scenario: Scenario) -> tuple[str, ...]:
    """Groups whose people a plan chooses."""
    named = {name for rule in scenario.shifts for name in rule.groups}
    return tuple(name for name in scenario.agent_groups if name in named) or planned_by_interval(scenario)


def price(made: Centre, group: str, queue: str) -> float:
    """Money that a group's handling of one contact of a queue costs, those it brings on by not settling it included."""
    scenario, skill = made.scenario, made.skills[group][queue]
    wage = float(scenario.agent_groups[group].cost or 1.0) / (1 - scenario.agent_groups[group].shrinkage or 1.0)
    again = (skill.get("unresolved") or {}).get("repeat") or {}
    repeats = (1 - float(skill.get("resolves", 1.0))) * float(again.get("share", 0.0))
    able = group if queue in scenario.agent_groups[group].skills else _known(made.source, queue)[0]
    return wage / 3600 * handling(scenario, able, queue) / (1 - repeats)


def stand_ins(made: Centre) -> dict[str, str]:
    """Groups not worth having in a pool that serves everybody, and by whom: one that costs no more for any queue and may work all their shifts.

    Who is not planned is there anyhow, and who serves others besides is needed for them.
    """
    planned = planned_groups(made.scenario)
    prices = {name: [price(made, name, queue) for queue in made.classes.queues] for name in made.groups}

    def beaten_by(name: str, other: str) -> bool:
        if other == name or not {name, other} <= set(planned):
            return False
        no_dearer = all(a <= b for a, b in zip(prices[other], prices[name], strict=True))
        settled = prices[other] != prices[name] or made.groups.index(other) > made.groups.index(name)
        return no_dearer and settled and _works_when(made.scenario, other, name)

    free = [name for name in made.groups if set(made.scenario.agent_groups[name].skills) <= set(made.classes.queues)]
    better = {name: [other for other in made.groups if beaten_by(name, other)] for name in free}
    gone = {name: others for name, others in better.items() if others}
    return {name: next(other for other in others if other not in gone) for name, others in gone.items()}


def _works_when(scenario: Scenario, other: str, name: str) -> bool:
    """Whether a group may work every shift that another may."""
    return all(other in rule.groups for rule in scenario.shifts if name in rule.groups)
