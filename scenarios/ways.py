"""Ways: where contacts can come to, and as what.

A contact type enters an IVR node or a queue; nodes lead on; groups hand unresolved contacts on to other queues. From that
follows what kind of work waits in each queue: its channel.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios import raw
from scenarios.fields import CHANNELS, IMMEDIATE

if TYPE_CHECKING:
    from scenarios.schema import Scenario

DEFERRED = "work_order"  # what deferred work of several channels counts as
UNKNOWN = "?"  # the channel of a contact type that names none there is
EVERYONE = ""  # stands for all contact types where a node leads all alike

Exits = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Ways:
    """What leads where: contact types to where they enter, nodes on by contact type, queues to those they escalate to."""

    channels: Mapping[str, str]
    enters: Mapping[str, str]
    nodes: Mapping[str, Exits]
    escalates: Mapping[str, tuple[str, ...]]
    queues: Mapping[str, bool]  # whether it has a deadline

    @classmethod
    def of(cls, scenario: "Scenario") -> "Ways":
        """The ways of a sound scenario."""
        kinds = scenario.contact_types
        escalates: dict[str, tuple[str, ...]] = {}
        for _, queue, to in escalations(scenario):
            escalates[queue] = (*escalates.get(queue, ()), to)
        return cls(
            {name: kind.channel for name, kind in kinds.items()},
            {name: kind.enters for name, kind in kinds.items()},
            {
                name: {
                    kind: (*(to for to, share in node.exits(kind) if share > 0), node.when_full or "") for kind in kinds
                }
                for name, node in scenario.ivr.items()
            },
            escalates,
            {name: queue.deadline is not None for name, queue in scenario.queues.items()},
        )

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> "Ways":
        """The ways of plain data that need not be sound."""
        kinds = {name: raw.mapping(kind) for name, kind in raw.mapping(data.get("contact_types")).items()}
        escalates: dict[str, tuple[str, ...]] = {}
        for _, queue, skill in raw.skills(data):
            escalate = raw.mapping(raw.inside(skill, "unresolved", "escalate"))
            if raw.word(escalate.get("to")) and escalate.get("share") != 0:
                escalates[queue] = (*escalates.get(queue, ()), escalate["to"])
        return cls(
            {name: _channel(kind.get("channel", "voice")) for name, kind in kinds.items()},
            {name: raw.word(kind.get("enters")) for name, kind in kinds.items()},
            {name: exits_of_data(node) for name, node in raw.mapping(data.get("ivr")).items()},
            escalates,
            {
                name: raw.inside(queue, "deadline") is not None
                for name, queue in raw.mapping(data.get("queues")).items()
            },
        )

    def reached(self, contact_type: str) -> tuple[str, ...]:
        """Nodes and queues that contacts of a type can come to by themselves, from where they enter."""
        seen: list[str] = []
        ahead = [self.enters[contact_type]]
        while ahead:
            name = ahead.pop()
            if name in seen or (name not in self.nodes and name not in self.queues):
                continue
            seen.append(name)
            exits = self.nodes.get(name, {})
            ahead += exits.get(contact_type, exits.get(EVERYONE, ()))
        return tuple(seen)

    def handed_on(self, contact_type: str) -> Iterator[tuple[str, str]]:
        """Pairs of queues between which contacts of a type can be handed on."""
        ahead = [name for name in self.reached(contact_type) if name in self.queues]
        for queue in ahead:  # grows while it is walked, until nothing new is reached
            for to in self.escalates.get(queue, ()):
                yield queue, to
                ahead += [to] if to not in ahead and to in self.queues else []

    def comes_to(self, contact_type: str) -> tuple[str, ...]:
        """Queues that contacts of a type can be in: by themselves, or handed on."""
        found = [name for name in self.reached(contact_type) if name in self.queues]
        return tuple(dict.fromkeys([*found, *(to for _, to in self.handed_on(contact_type))]))

    def direct(self) -> dict[str, dict[str, str]]:
        """The contact types that come to each queue by themselves, with their channels."""
        found: dict[str, dict[str, str]] = {queue: {} for queue in self.queues}
        for name, channel in self.channels.items():
            for queue in self.reached(name):
                if queue in found:
                    found[queue][name] = channel
        return found

    def channel_of(self) -> dict[str, str]:
        """The channel of each queue.

        That of the contacts that come to it by themselves: voice before counter, and deferred work of several channels counts as
        work orders. A queue that is only escalated to holds work orders if it has a deadline, else what is escalated.
        """
        known = self.known_channels()
        return {queue: known.get(queue, "voice") for queue in self.queues}

    def known_channels(self) -> dict[str, str]:
        """The channel of each queue that something comes to, or that has a deadline; UNKNOWN where a type has none that is."""
        known = {queue: _one(kinds.values()) for queue, kinds in self.direct().items() if kinds}
        sources: dict[str, set[str]] = {}
        for kind in self.channels:
            for queue, to in self.handed_on(kind):
                sources.setdefault(to, set()).add(queue)
        ahead = [queue for queue in sources if queue not in known and queue in self.queues]
        for _ in self.queues:  # each round settles the queues that all that is escalated to them is known of
            for queue in ahead:
                if self.queues[queue]:
                    known[queue] = DEFERRED
                elif queue not in known and sources[queue] <= set(known):
                    known[queue] = _one(known[source] for source in sources[queue])
        return {queue: DEFERRED for queue, dated in self.queues.items() if dated} | known


def exits_of_data(node: object) -> Exits:
    """Where a node of plain data leads, by contact type or for everyone; where who finds it full goes is among it."""
    then = raw.mapping(raw.inside(node, "then"))
    full = (raw.word(raw.inside(node, "when_full")),)
    splits = {name: split for name, split in then.items() if isinstance(split, Mapping)} or {EVERYONE: then}
    return {kind: (*(str(to) for to, share in split.items() if share != 0), *full) for kind, split in splits.items()}


def _channel(value: object) -> str:
    return value if isinstance(value, str) and value in CHANNELS else UNKNOWN


def _one(channels: Iterable[str]) -> str:
    """The one channel that stands for several."""
    names = set(channels)
    if len(names) == 1:
        return names.pop()
    if UNKNOWN in names:
        return UNKNOWN
    return next((name for name in IMMEDIATE if name in names), DEFERRED)


def escalations(scenario: "Scenario") -> Iterator[tuple[str, str, str]]:
    """Give every escalation that can happen: the group that hands on, the queue it comes from, the queue it goes to."""
    for group, part in scenario.agent_groups.items():
        for queue, skill in part.skills.items():
            escalate = skill.unresolved.escalate if skill.unresolved else None
            if escalate and escalate.share > 0:
                yield group, queue, escalate.to


def reached(scenario: "Scenario", contact_type: str) -> tuple[str, ...]:
    """Give the nodes and queues that contacts of a type can come to by themselves, from where they enter."""
    return Ways.of(scenario).reached(contact_type)


def comes_to(scenario: "Scenario", contact_type: str) -> tuple[str, ...]:
    """Queues that contacts of a type can be in: by themselves, or handed on."""
    return Ways.of(scenario).comes_to(contact_type)
