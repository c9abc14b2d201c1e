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


def expected(kind: ContactType) -> tuple[float, ...]:
    """Contacts of a type expected in each interval, as its ``volumes`` or ``rate`` say, before weekdays and holidays."""
    return kind.arrivals.by_interval or kind.arrivals.steady or ()


def scaled(source: Source, factors: Mapping[str, float]) -> Source:
    """The same centre with the volumes of some contact types multiplied."""
    data = source.copied()
    for name, factor in factors.items():
        arrivals = data["contact_types"][name]["arrivals"]
        volumes = expected(source.scenario.contact_types[name])
        arrivals.pop("rate", None)
        arrivals["volumes"] = [round(volume * factor, DIGITS) for volume in volumes]
    return source.changed(data)


def with_shares(source: Source, shares: Mapping[str, float]) -> Source:
    """Move customers between contact types: of all contacts of the types named, each gets so large a share of the calendar.

    The total of each interval stays, and so does how each type's contacts lie over the day relative to the others: every
    type's volumes are multiplied by one factor, and each interval is brought back to its total.

    Raises:
        InputError: a type is not there, has no volumes to be moved, or the shares do not add up to 1.

    """
    known = source.scenario.contact_types
    faults = [
        Fault(source.name, None, f"shares.{name}", f"no contact type is called {name}; there are {listed(known)}")
        for name in shares
        if name not in known
    ]
    total = sum(shares.values())
    if not faults and abs(total - 1) > 1e-9:
        written = " + ".join(f"{share:g}" for share in shares.values())
        faults.append(Fault(source.name, None, "shares", f"{written} is {total:g}, not 1; shares of all tiers are"))
    faults += [
        Fault(
            source.name, None, f"shares.{name}", f"{name} has no volumes that could be moved; give it volumes or a rate"
        )
        for name in shares
        if name in known and not sum(expected(known[name])) > 0
    ]
    if faults:
        raise InputError(faults)
    volumes = {name: expected(known[name]) for name in shares}
    whole = sum(map(sum, volumes.values()))
    factor = {name: share * whole / sum(volumes[name]) for name, share in shares.items()}
    data = source.copied()
    moved: dict[str, list[float]] = {name: [] for name in shares}
    for at in range(len(next(iter(volumes.values())))):
        before = sum(own[at] for own in volumes.values())
        after = sum(factor[name] * own[at] for name, own in volumes.items())
        for name, own in volumes.items():
            moved[name].append(round(factor[name] * own[at] * before / after if after else 0.0, DIGITS))
    for name, shifted in moved.items():
        arrivals = data["contact_types"][name]["arrivals"]
        arrivals.pop("rate", None)
        arrivals["volumes"] = shifted
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
    volumes = expected(scenario.contact_types[contact_type])
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
