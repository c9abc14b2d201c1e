"""Source: the scenario of a study as plain data that can be changed and written down again.

A design of lanes is the scenario with other rules, so designs are made in the scenario language itself: plain data that is
changed, checked as any file is, and can be saved and simulated by whoever wants to look closer. Tables beside the file are
written out as numbers, so that a design stands for itself wherever it is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from optimize.lanes.tables import beside, with_folders
from scenarios.document import plain
from scenarios.faults import Fault, InputError, listed
from scenarios.loading import find, load, merged, parse

if TYPE_CHECKING:
    from scenarios.schema import ContactType, Scenario

Data = dict[str, Any]
DIGITS = 9  # of volumes that are written out


@dataclass(frozen=True)
class Source:
    """A scenario as data: what a file says, with everything it extends and its tables written out."""

    data: Data
    name: str
    folder: Path | None = None

    @classmethod
    def of(cls, source: str | Path | Mapping[str, Any], overrides: Sequence[str] = ()) -> Source:
        """Read a scenario by path, folder or library name, or take a mapping.

        Raises:
            InputError: the scenario or an override is at fault.

        """
        if isinstance(source, Mapping):
            if overrides:
                raise InputError([Fault("--set", None, "", "a mapping is changed where it is made; give no overrides")])
            scenario, data, folder = parse(source), {key: deepcopy(plain(value)) for key, value in source.items()}, None
        else:
            scenario, data = load(source, overrides), with_folders(merged(source, overrides).data, source)
            folder = find(source).parent
        return cls(_written_out(data, scenario), scenario.name, folder)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, checked.

        Raises:
            InputError: what the data say is not sound.

        """
        return parse(self.data, self.folder, f"{self.name}.yaml")

    def changed(self, data: Data, name: str | None = None) -> Source:
        """The same source with other data."""
        return Source(data, name or self.name, self.folder)

    def copied(self) -> Data:
        """Data that may be changed without changing these."""
        return deepcopy(self.data)

    @property
    def alone(self) -> tuple[Data, dict[str, bytes]]:
        """The data with its tables beside it, and these tables: all that it takes to read it anywhere."""
        tables: dict[str, bytes] = {}
        return deepcopy(beside(self.data, tables)), tables

    @property
    def text(self) -> str:
        """The scenario as a file."""
        return self.written(self.alone[0])

    @staticmethod
    def written(data: Data) -> str:
        """Data as a file."""
        out = StringIO()
        yaml = YAML(typ="safe", pure=True)
        yaml.default_flow_style = None
        yaml.width = 140
        yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
        yaml.dump(data, out)
        return out.getvalue()


def _written_out(data: Mapping[str, Any], scenario: Scenario) -> Data:
    """Data in which volumes, appointments and staffing are numbers, whatever tables they came from."""
    found = deepcopy(dict(data))
    for name, kind in scenario.contact_types.items():
        arrivals = found["contact_types"][name]["arrivals"]
        if "volumes" in arrivals:
            arrivals["volumes"] = [round(volume, DIGITS) for volume in kind.arrivals.by_interval or ()]
        if kind.arrivals.bookings is not None:
            arrivals["bookings"]["slots"] = list(kind.arrivals.bookings.slots)
    for name, group in scenario.agent_groups.items():
        if group.staffing is not None:
            found["agent_groups"][name]["staffing"] = list(group.staffing)
    return found


def written(kind: ContactType) -> tuple[float, ...]:
    """Contacts of a type in each interval as its ``volumes`` or ``rate`` say, before weekdays and holidays: what may be written in their place."""
    return kind.arrivals.by_interval or kind.arrivals.steady or ()


def usually(scenario: Scenario, name: str) -> float:
    """What the volumes of a type are multiplied by on an average day."""
    busyness = scenario.contact_types[name].arrivals.busyness
    return 1.0 if busyness is None else scenario.busyness[busyness].mean()


def awaited(scenario: Scenario, name: str) -> float:
    """Contacts of a type that a calendar brings on average: weekdays, holidays and busyness are in it, and of appointments those that are kept."""
    arrivals = scenario.contact_types[name].arrivals
    booked = 0.0 if arrivals.bookings is None else sum(arrivals.bookings.slots) * (1 - arrivals.bookings.no_show)
    return sum(arrivals.volumes) * usually(scenario, name) + booked


def scaled(source: Source, factors: Mapping[str, float]) -> Source:
    """The same centre with the volumes, and the appointments, of some contact types multiplied."""
    data = source.copied()
    for name, factor in factors.items():
        kind, arrivals = source.scenario.contact_types[name], data["contact_types"][name]["arrivals"]
        if kind.arrivals.bookings is not None:  # whole ones: what rounding takes from one interval it gives to the next
            so_far = [0, *accumulate(kind.arrivals.bookings.slots)]
            until = [round(count * factor) for count in so_far]
            arrivals["bookings"]["slots"] = [after - before for before, after in pairwise(until)]
            continue
        arrivals.pop("rate", None)
        arrivals["volumes"] = [round(volume * factor, DIGITS) for volume in written(kind)]
    return source.changed(data)


def divided(source: Source, contact_type: str, parts: Mapping[str, float]) -> Source:
    """Divide a contact type into tiers: each a type of its own, alike but for its name and its share of the volumes.

    A tier that is called as the type keeps its place; what else names the type (targets, events, splits of the IVR) holds for every tier.
    """
    scenario, data = source.scenario, source.copied()
    if contact_type not in scenario.contact_types:
        text = f"no contact type is called {contact_type}; there are {listed(scenario.contact_types)}"
        raise InputError([Fault(source.name, None, f"tiers.{contact_type}", text)])
    taken = [tier for tier in parts if tier in scenario.contact_types and tier != contact_type]
    faults = [
        Fault(
            source.name, None, f"tiers.{contact_type}.{tier}", f"{tier} is a contact type already, and would be lost; call the tier otherwise, "
            "or move customers between types with --shares",
        )
        for tier in taken
    ]  # fmt: skip
    if abs(sum(parts.values()) - 1) > 1e-9:
        text = f"the tiers' shares add up to {sum(parts.values()):g}, not 1"
        faults.append(Fault(source.name, None, f"tiers.{contact_type}", text))
    if faults:
        raise InputError(faults)
    volumes = written(scenario.contact_types[contact_type])
    tiers: Data = {}
    for tier, share in parts.items():
        own = deepcopy(data["contact_types"][contact_type])
        own["arrivals"].pop("rate", None)
        own["arrivals"]["volumes"] = [round(volume * share, DIGITS) for volume in volumes]
        tiers[tier] = own
    data["contact_types"] = {
        name: part
        for known, kind in data["contact_types"].items()
        for name, part in (tiers.items() if known == contact_type else [(known, kind)])
    }
    for node in data.get("ivr", {}).values():
        _widen(node.get("then", {}), contact_type, parts)
    for event in data.get("events", ()):
        for key in ("surge", "call_in"):
            _widen(event.get(key) or {}, contact_type, parts)
    targets = []
    for target in data.get("targets", ()):
        about = target.get("contact_type") == contact_type
        targets += [{**target, "contact_type": tier} for tier in parts] if about else [target]
    data["targets"] = targets
    return source.changed(data)


def _widen(table: Data, name: str, parts: Iterable[str]) -> None:
    """Have an entry for each tier where there was one for the type."""
    if name in table:
        own = table.pop(name)
        table.update({tier: deepcopy(own) for tier in parts})
