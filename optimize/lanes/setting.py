"""Setting: what a study is of, read from what is asked, and how much is simulated for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from optimize.lanes.centre import Centre
from optimize.lanes.designs import Design
from optimize.lanes.measuring import thresholds_of
from optimize.lanes.shares import with_shares
from optimize.lanes.sizing import Terms
from optimize.lanes.source import Source, awaited, divided
from scenarios.faults import Fault, InputError, choices, listed

COMMON, FRESH, MEASURED, LOOKED = 480_000, 1_600_000, 1_600_000, 320_000  # contacts on the days of each kind
FEWEST, MOST = (16, 40, 60, 16), (60, 200, 300, 60)  # days


@dataclass(frozen=True)
class Setting:
    """What a study is of: the centre, and the terms that hold for all designs."""

    centre: Centre
    within: Mapping[str, float]
    terms: Terms
    measured: int
    looked: int


def source_of(
    source: str | Path | Mapping[str, Any],
    overrides: Sequence[str],
    tiers: Mapping[str, Mapping[str, float]] | None,
    shares: Mapping[str, float] | None,
) -> Source:
    """Read the scenario, divide tiers, and move customers between types."""
    made = Source.of(source, overrides)
    for contact_type, parts in (tiers or {}).items():
        made = divided(made, contact_type, parts)
    return with_shares(made, shares) if shares else made


def forgotten(
    tiers: Mapping[str, Mapping[str, float]] | None, vip: Sequence[str], others: Sequence[str]
) -> list[Fault]:
    """Tiers of a divided type that are in neither class: they would call, and be served, and be counted nowhere."""
    faults = []
    for contact_type, parts in (tiers or {}).items():
        left = [tier for tier in parts if tier not in (*vip, *others)]
        if left and len(left) < len(parts):
            text = f"names {listed([one for one in parts if one not in left], 'and')} of the tiers of {contact_type} and not {listed(left, 'and')}: write {','.join([*others, *left])}"
            faults.append(Fault("--others", None, "", text))
        elif left:
            text = f"divides {contact_type}, whose tiers are in neither class; name {listed(left, 'and')} in --vip or --others"
            faults.append(Fault("--tiers", None, "", text))
    return faults


def names_of(asked: str | Sequence[str]) -> tuple[str, ...]:
    """Contact types as they are asked for: a list, or a text with commas."""
    return tuple(name.strip() for name in asked.split(",") if name.strip()) if isinstance(asked, str) else tuple(asked)


def chosen(designs: Sequence[Design], only: Sequence[str] | None) -> tuple[Design, ...]:
    """The designs that are asked for.

    Raises:
        InputError: one is not there.

    """
    if only is None:
        return tuple(designs)
    known = {design.key: design for design in designs}
    wrong = [key for key in only if key not in known]
    if wrong:
        raise InputError(
            Fault("--only", None, "", f"no design is called {key}; there are {choices(key, known)}") for key in wrong
        )
    return tuple(design for design in designs if design.key in only)


def setting_of(made: Centre, seed: int | None, replications: int | None, engine: str | None) -> Setting:
    """The terms of a study: how many days of each kind, by the contacts of a day."""
    scenario = made.scenario
    contacts = max(sum(awaited(scenario, name) for name in scenario.contact_types), 1.0)
    many = (COMMON, FRESH, MEASURED, LOOKED)
    common, fresh, measured, looked = (
        int(np.clip(round(part / contacts), least, most)) for part, least, most in zip(many, FEWEST, MOST, strict=True)
    )
    seed = scenario.experiment.seed if seed is None else seed
    terms = Terms(common, fresh, seed, 1, engine)
    return Setting(
        made,
        thresholds_of(scenario, made.classes),
        terms,
        replications or measured,
        looked,
    )
