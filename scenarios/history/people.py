"""Groups of agents made of the people of a log, and how many of each are there.

People with the same skills are one group. Skill sets that few calls are handled under join the set nearest to them, since
a group of half a person cannot be staffed in whole people. Presence without a name (see ``staffing``) is shared among the
groups that are there.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.history.bank_log import DAY, NOBODY, CallLog
from scenarios.history.staffing import Stretch, hours_present
from scenarios.history.typical_day import FAMILIES

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Skills = frozenset[int]

SMALLEST = 0.05  # a skill set under which a smaller share of the named calls was handled joins the nearest


@dataclass(frozen=True)
class Group:
    """People with the same skills: families of calls, as indices into FAMILIES."""

    name: str
    skills: Skills
    people: tuple[str, ...]


def groups(log: CallLog, skilled: Mapping[str, Skills], present: Skills) -> tuple[Group, ...]:
    """Groups, fewest skills first; together they serve every family in ``present``."""
    calls = Counter(who for who in log.server if who in skilled)
    held: Counter[Skills] = Counter()
    for who, skills in skilled.items():
        held[skills] += calls[who]
    large = [skills for skills, count in held.items() if count >= SMALLEST * held.total()]
    home = {skills: skills if skills in large else _nearest(skills, large) for skills in held}
    kept = sorted(set(home.values()), key=lambda skills: (len(skills), sorted(skills)))
    missing = present - frozenset().union(*kept)
    if not kept:
        return (Group("general", present, ()),)
    return tuple(
        Group(
            _name(skills), skills | missing, tuple(sorted(who for who, own in skilled.items() if home[own] == skills))
        )
        for skills in kept
    )


def _nearest(skills: Skills, large: list[Skills]) -> Skills:
    """The set that differs in the fewest skills; of equals, the one with fewer."""
    return min(large, key=lambda other: (len(skills ^ other), len(other), sorted(other)))


def _name(skills: Skills) -> str:
    """What a planner would call a group with these skills."""
    names = [FAMILIES[index] for index in sorted(skills)]
    return "_".join(["general", *names[2:]] if names[:2] == list(FAMILIES[:2]) else names)


def presence_by_group(
    stretches: tuple[Stretch, ...], made: tuple[Group, ...], days: IntArray, interval: float
) -> FloatArray:
    """Mean people present on the given days by group (row) and interval (column)."""
    edges: FloatArray = np.arange(round(DAY / interval) + 1.0) * interval
    here = tuple(one for one in stretches if one.day in set(days.tolist()))
    per_group = np.array(
        [hours_present(tuple(one for one in here if one.server in group.people), edges) for group in made]
    )
    nameless = hours_present(tuple(one for one in here if one.server == NOBODY), edges)
    named = per_group.sum(axis=0)
    overall = per_group.sum(axis=1) / per_group.sum() if per_group.sum() > 0 else np.full(len(made), 1 / len(made))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(named > 0, per_group / named, overall[:, None])
    return np.asarray((per_group + share * nameless) / interval / max(len(days), 1), dtype=np.float64)
