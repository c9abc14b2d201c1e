"""Designs: the ways to serve a preferred class, each a scenario of its own.

A design says who may serve whom, who comes first, and what it takes from the pool; nothing else differs. So all designs meet the same
contacts, ask the same of the same queues, and hire the same kinds of people at the same wages. Designs with a *shared pool* have
everybody serve everybody; who costs no less than others for any contact, and works no other shifts, is not hired (``centre.stand_ins``). Designs with a
*lane* have the scenario's people for the VIPs in the lane and its other people in the pool.

Some designs have one number to be chosen (a head start, a delay, agents kept free). It is searched (``work.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from optimize.lanes.centre import Centre, stand_ins
from optimize.lanes.edits import leave_out, more_heads, owners, put_last, rank, settling, tidy_tries
from optimize.lanes.source import Data, Source
from scenarios.faults import listed
from scenarios.units import show_duration

if TYPE_CHECKING:
    from scenarios.schema import Scenario

FIRST, SECOND = 1, 2  # preferences
TAKES: Data = {"lognormal": {"mean": "50 s", "cv": 0.7}}
OFFER: Data = {"accept": 0.4, "dial": {"uniform": {"low": "5 s", "high": "20 s"}}, "reached": 0.85}
BOT_FIRST = "bot_first"


@dataclass(frozen=True)
class Parameter:
    """The one number of a design: what it is, in which unit, which values are tried, and which it has."""

    name: str
    unit: str  # "s" or "agents"
    tried: tuple[float, ...]
    value: float

    @property
    def shown(self) -> str:
        """The value in words."""
        return show_duration(self.value) if self.unit == "s" else f"{self.value:g}"

    @property
    def stay(self) -> str:
        """So many agents with their verb."""
        return f"{self.value:g} {'agent stays' if self.value == 1 else 'agents stay'}"


@dataclass(frozen=True)
class Design:
    """One way to serve the classes, ready to be sized, simulated or saved.

    ``lane``: the groups that are in a lane of their own, none where everybody serves everybody. ``pool``: the others of the classes.
    """

    key: str
    title: str
    says: str
    source: Source
    lane: tuple[str, ...]
    pool: tuple[str, ...]
    parameter: Parameter | None = None
    notes: tuple[str, ...] = ()
    make: Numbered | None = None

    @property
    def scenario(self) -> Scenario:
        """The design as a scenario."""
        return self.source.scenario

    @property
    def text(self) -> str:
        """The design as a file."""
        return self.source.text

    @property
    def rule(self) -> bool:
        """Whether it differs in the rules alone: with a bot before all else it is another centre, and is not held against the others."""
        return self.key != BOT_FIRST

    @property
    def shared(self) -> bool:
        """Whether everybody serves everybody."""
        return not self.lane

    @property
    def called(self) -> str:
        """Title, with the number that was chosen."""
        return self.title if self.parameter is None else f"{self.title} ({self.parameter.shown})"

    def at(self, value: float) -> Design:
        """The same design with another number."""
        return self if self.make is None else replace(self.make(value), make=self.make)


@dataclass(frozen=True)
class Numbered:
    """Makes a design with a number; a value, so that it can be sent to other processes."""

    centre: Centre
    key: str
    parameter: Parameter

    def __call__(self, value: float) -> Design:
        """Make the design with this number."""
        made: Design = getattr(Designer(self.centre), self.key)(replace(self.parameter, value=value))
        return made


class Designer:
    """Makes the designs of a centre."""

    def __init__(self, centre: Centre) -> None:
        """Keep the centre, and find who is worth having in a pool for all."""
        self.centre, self.classes = centre, centre.classes

    @cached_property
    def replaced(self) -> dict[str, str]:
        """Who is not hired in a pool for all, and who is in their place."""
        return stand_ins(self.centre)

    @cached_property
    def everybody(self) -> tuple[str, ...]:
        """Who serves in a pool for all."""
        return tuple(name for name in self.centre.groups if name not in self.replaced)

    def all(self) -> tuple[Design, ...]:
        """Every design, today's first; those with a number have a usual one."""
        found = [
            self.today(),
            self.one_queue(),
            self.priority(),
            self._numbered("head_start", Parameter("head start", "s", (15.0, 30.0, 60.0, 90.0, 180.0, 300.0), 90.0)),
            self._numbered("reserved", Parameter("agents kept free", "agents", (1.0, 2.0, 3.0, 4.0, 6.0), 1.0)),
            self._numbered("callback", Parameter("offered above", "s", (30.0, 60.0, 120.0, 240.0), 60.0)),
            self.dedicated(),
            self._numbered(
                "overflow", Parameter("overflow after", "s", (0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0), 10.0)
            ),
            self.pool_helps(),
            self._numbered("lane_helps", Parameter("agents kept free", "agents", (0.0, 1.0, 2.0, 3.0, 4.0), 1.0)),
        ]
        if any(self.centre.scenario.channel_of[queue] != "voice" for queue in self.classes.others.queues):
            found = [one for one in found if one.key != "callback"]  # only who waits on the line can be called back
        if len(self.classes.tiers) > 2:
            found.append(self.tiers())
        return tuple(found)

    def _numbered(self, key: str, parameter: Parameter) -> Design:
        """A design with its usual number, which can be made with another."""
        make = Numbered(self.centre, key, parameter)
        return replace(make(parameter.value), make=make)

    def today(self) -> Design:
        """The scenario's own rules."""
        centre, data = self.centre, self.centre.source.copied()
        for name in centre.invented:
            leave_out(data, name)
        lane = () if centre.invented else centre.lane
        source = centre.source.changed(data) if centre.invented else centre.source
        return Design("today", "Today's rules", "The rules as they stand in the scenario.", source, lane, centre.pool)

    # Everybody serves everybody

    def one_queue(self) -> Design:
        """First come, first served, whoever calls."""
        data, notes = self._shared()
        rank(data, [self.classes.queues])
        says = "Everybody waits in one line, and everybody serves it: first come, first served."
        return self._design("one_queue", "One queue for all", says, data, notes)

    def priority(self) -> Design:
        """VIPs first, in the shared pool."""
        data, notes = self._shared()
        self._vip_first(data)
        says = "Everybody serves everybody; whoever becomes free takes a VIP first. Nobody is interrupted, nobody kept free."
        return self._design("priority", "Priority in the shared pool", says, data, notes)

    def head_start(self, parameter: Parameter) -> Design:
        """VIPs join as if they had waited already."""
        data, notes = self._shared()
        rank(data, [self.classes.queues])
        starts = {queue: show_duration(parameter.value) for queue in self.classes.vip.queues}
        data["routing"] = {"freed_agent": "longest_wait", "head_start": starts}
        says = f"Everybody serves everybody, the longest wait first; a VIP joins as if it had waited {parameter.shown} already."
        return self._design("head_start", "Head start", says, data, notes, parameter=parameter)

    def reserved(self, parameter: Parameter) -> Design:
        """Some agents stay free for VIPs."""
        data, notes = self._shared()
        self._vip_first(data)
        for name in self.everybody:
            group = data["agent_groups"][name]
            group["reserve"] = round(parameter.value)
            for queue in self.classes.others.queues:
                group["skills"][queue]["preference"] = SECOND
        says = f"Everybody serves everybody, VIPs first; others are taken only while {parameter.stay} free for a VIP."
        return self._design("reserved", "Reserved agents", says, data, notes, parameter=parameter)

    def callback(self, parameter: Parameter) -> Design:
        """The others may be called back."""
        data, notes = self._shared()
        self._vip_first(data)
        own = [deepcopy(data["queues"][queue].get("callback")) for queue in self.classes.others.queues]
        known = next((offer for offer in own if offer), None)
        for queue in self.classes.others.queues:
            data["queues"][queue]["callback"] = {**(known or OFFER), "offer_above": show_duration(parameter.value)}
        if known is None:
            notes.append(
                "40% accept to be called back and 85% of them are reached, after 5 to 20 s of dialling: assumptions; see your dialler's report."
            )
        others = self.classes.others.name
        says = f"Priority in the shared pool; {others} may choose to be called back where more than {parameter.shown} of waiting are expected."
        return self._design("callback", f"Callback for {others}", says, data, notes, parameter=parameter)

    # Lanes

    def dedicated(self) -> Design:
        """A lane and a pool that have nothing to do with each other."""
        says = "The lane serves VIPs and nobody else; the pool serves the others and no VIP."
        return self._design("dedicated", "Dedicated lane", says, self._parted(), [], lane=self.centre.lane)

    def overflow(self, parameter: Parameter) -> Design:
        """VIPs who waited too long may be taken by the pool, first of all."""
        data = self._parted()
        self._give(data, self.centre.pool, self.classes.vip.queues, SECOND, parameter.value)
        self._vip_first(data)
        who = f"one who has waited {parameter.shown}" if parameter.value else "one who finds nobody free in it"
        says = f"VIPs have a lane; {who} may be taken by the pool too, before all others there."
        return self._design(
            "overflow", "Lane with overflow", says, data, [], parameter=parameter, lane=self.centre.lane
        )

    def pool_helps(self) -> Design:
        """The pool helps the lane when it has nothing else to do."""
        data = self._parted()
        self._give(data, self.centre.pool, self.classes.vip.queues, SECOND, 0.0)
        put_last(data, self.classes.vip.queues, self.classes.others.queues)  # whoever becomes free looks after his own
        says = "VIPs have a lane; whoever is idle in the pool, with nobody of its own waiting, takes a VIP at once."
        return self._design("pool_helps", "Lane, the pool may help it", says, data, [], lane=self.centre.lane)

    def lane_helps(self, parameter: Parameter) -> Design:
        """The lane helps the pool as long as enough of it stay free."""
        data = self._parted()
        self._give(data, self.centre.lane, self.classes.others.queues, SECOND, 0.0)
        for name in self.centre.lane:
            data["agent_groups"][name]["reserve"] = round(parameter.value)
        self._vip_first(data)
        when = f"while {parameter.stay} free in it" if parameter.value else "whenever anybody in it is free"
        says = f"VIPs have a lane, which helps the pool {when}; the pool serves no VIP."
        return self._design(
            "lane_helps", "Lane, it may help the pool", says, data, [], parameter=parameter, lane=self.centre.lane
        )

    def tiers(self) -> Design:
        """A lane for each tier."""
        data, own_of = self._parted(), owners(self.centre)
        for name, tier in own_of.items():
            group = data["agent_groups"][name]
            kept = {queue: skill for queue, skill in group["skills"].items() if queue not in self.classes.queues}
            own = {queue: self._skill(name, queue, FIRST, 0.0) for queue in tier.queues}
            group["skills"] = {**own, **kept}
        without = [tier for tier in self.classes.tiers if tier not in own_of.values()]
        made, shifts = [], data.get("shifts", ())
        for tier in without:
            name, like = f"{tier.name}_lane", self.centre.pool[0]
            own = data["agent_groups"][name] = deepcopy(data["agent_groups"][like])
            own["skills"] = {queue: self._skill(like, queue, FIRST, 0.0) for queue in tier.queues}
            for rule in shifts:
                if like in rule["groups"]:
                    rule["groups"] = [*rule["groups"], name]
            made.append(name)
        tidy_tries(data)
        lane = tuple(
            dict.fromkeys([*self.centre.lane, *(name for name in own_of if name not in self.centre.pool[:1]), *made])
        )
        notes = [
            f"Nobody is there for {tier.name} first: its lane has people like those of {self.centre.pool[0]}."
            for tier in without
        ]
        says = (
            f"Each of {listed([tier.name for tier in self.classes.tiers], 'and')} has a lane, and nobody helps anybody."
        )
        return self._design("tiers", "A lane by tiers", says, data, notes, lane=lane)

    def bot_first(self, design: Design, contained: Mapping[str, float | None]) -> Design:
        """A design in which some contact types meet a bot before all else; None: as much as the scenario's own bot settles."""
        data, own = design.source.copied(), settling(self.centre.scenario)
        notes = []
        for kind, asked in contained.items():
            node = f"{kind}_bot_first"
            share = own[1] if asked is None and own else asked
            assert share is not None  # ``study`` has refused it
            takes = deepcopy(data["ivr"][own[0]]["takes"]) if own else deepcopy(TAKES)
            enters = data["contact_types"][kind]["enters"]
            data.setdefault("ivr", {})[node] = {"takes": takes, "then": {"contained": share, enters: 1 - share}}
            data["contact_types"][kind]["enters"] = node
            like = f"as {own[0]} does" if own else "50 s on average, an assumption"
            notes.append(
                f"The bot settles {share:.0%} of {kind} and takes {like}; who is not settled goes on as before."
            )
        title = f"{design.title}, {listed(contained, 'and')} to a bot first"
        made = replace(design, key=BOT_FIRST, title=title, says=f"{design.says} A bot comes first.", make=None)
        return replace(made, source=design.source.changed(data), notes=(*design.notes, *notes))

    # Parts

    def _design(
        self,
        key: str,
        title: str,
        says: str,
        data: Data,
        notes: Iterable[str],
        *,
        parameter: Parameter | None = None,
        lane: Sequence[str] = (),
    ) -> Design:
        source = self.centre.source.changed(data, f"{self.centre.source.name}_{key}")
        there = [name for name in data["agent_groups"] if name in source.data["agent_groups"]]
        of_ours = [name for name in there if name in self.centre.groups or name in lane]
        pool = tuple(name for name in of_ours if name not in lane)
        data["title"] = f"{self.centre.scenario.title}: {title.lower()}"
        return Design(key, title, says, source, tuple(lane), pool, parameter, tuple(notes))

    def _shared(self) -> tuple[Data, list[str]]:
        """Data in which everybody serves everybody, at once."""
        data, notes = self.centre.source.copied(), list[str]()
        for name in self.centre.groups:
            if name not in self.everybody:
                leave_out(data, name)
        for name in self.everybody:
            group = data["agent_groups"][name]
            group["skills"] = {
                **{queue: self._skill(name, queue, FIRST, 0.0) for queue in self.classes.queues},
                **{queue: skill for queue, skill in group["skills"].items() if queue not in self.classes.queues},
            }
            group.pop("reserve", None)
        known = {name: other for name, other in self.replaced.items() if name not in self.centre.invented}
        for kept in dict.fromkeys(known.values()):
            gone = listed([name for name, other in known.items() if other == kept], "and")
            notes.append(
                f"People of {gone} are not hired where everybody serves everybody: those of {kept} cost as much or less for every contact."
            )
        more_heads(data, self.centre, known)
        tidy_tries(data, self.classes.queues)
        data["routing"] = {"freed_agent": "priority"}
        return data, notes

    def _parted(self) -> Data:
        """Data in which the lane serves VIPs alone, and the pool the others alone."""
        data = self.centre.source.copied()
        for groups, own, other in (
            (self.centre.lane, self.classes.vip.queues, self.classes.others.queues),
            (self.centre.pool, self.classes.others.queues, self.classes.vip.queues),
        ):
            for name in groups:
                skills = data["agent_groups"][name]["skills"]
                data["agent_groups"][name].pop("reserve", None)
                for queue in other:
                    skills.pop(queue, None)
                if groups == self.centre.lane:
                    skills.update({queue: self._skill(name, queue, FIRST, 0.0) for queue in own})
        data["routing"] = {"freed_agent": "priority"}
        tidy_tries(data, self.classes.queues)
        return data

    def _give(self, data: Data, groups: Iterable[str], queues: Iterable[str], preference: int, after: float) -> None:
        for name in groups:
            skills = data["agent_groups"][name]["skills"]
            own = max((skill.get("preference", FIRST) for skill in skills.values()), default=FIRST)
            skills.update({queue: self._skill(name, queue, max(preference, own + 1), after) for queue in queues})

    def _skill(self, group: str, queue: str, preference: int, after: float) -> Data:
        own = {
            key: value
            for key, value in deepcopy(self.centre.skills[group][queue]).items()
            if key not in ("preference", "after")
        }
        return {**own, "preference": preference, **({"after": show_duration(after)} if after else {})}

    def _vip_first(self, data: Data) -> None:
        rank(data, [self.classes.vip.queues, self.classes.others.queues])
