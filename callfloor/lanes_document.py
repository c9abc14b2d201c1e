"""`callfloor/lanes/1`: a study of lanes as JSON, and the designs as scenarios that can be simulated.

As in ``callfloor/documents.py``: a key keeps its name and its meaning, undefined figures are null, equal studies give equal bytes.
"""

from __future__ import annotations

import math
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from callfloor import documents, words
from callfloor.lanes_words import MEASURES, money, per, sized

if TYPE_CHECKING:
    from callfloor.documents import Document
    from optimize.lanes.result import Found, Study

DIGITS = 4  # of people that are written down
WIDTH = 110  # of a remark
OF_SHIFTS = (
    "The staffing is that of the shifts chosen, on average over each interval; breaks are in it, a shift's own price is not: `callfloor simulate` "
    "counts its hours at the wage."
)


def lanes(study: Study) -> Document:
    """The whole study. Money is of one calendar; ``within_s`` and waits are seconds; limits are of 95 %."""
    advice, currency = study.recommendation, study.scenario.currency
    document: Document = {
        "format": "callfloor/lanes/1",
        "scenario": study.scenario.name,
        "currency": currency,
        "complete": study.complete,
        "replications": study.days,
        "seed": study.seed,
        "classes": {
            key: {"name": tier.name, "contact_types": list(tier.contact_types), "queues": list(tier.queues)}
            for key, tier in study.classes.both.items()
        },
        "tiers": [tier.name for tier in study.classes.tiers],
        "reference": study.reference,
        "untried": list(study.untried),
        "recommendation": None
        if advice is None
        else {
            "design": advice.key,
            "words": advice.words,
            "reason": advice.reason,
            "equally_good": list(advice.equally_good),
            "margin": plain(advice.margin),
            "why_no_lane": advice.why_no_lane,
        },
        "designs": [_design(one) for one in study.designs],
        "searches": [plain(vars(one)) for one in study.searches],
        "frontier": [plain(vars(one)) for one in study.frontier],
        "map": None if study.map is None else plain(vars(study.map)),
        "shocks": [plain(vars(one)) for one in study.shocks],
        "square_root": None if study.square_root is None else plain(vars(study.square_root)),
        "notes": list(study.notes),
    }
    return document


def plain(value: Any) -> Any:  # noqa: ANN401 - any piece of a study
    """A piece of a study as JSON has it."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    return plain(dict(vars(value)))


def _design(one: Found) -> Document:
    there, number = one.staffing is not None, one.design.parameter
    return {
        "design": one.key,
        "title": one.design.title,
        "called": one.design.called,
        "says": one.design.says,
        "lane": list(one.design.lane),
        "pool": list(one.design.pool),
        "number": None if number is None else {"name": number.name, "unit": number.unit, "value": number.value},
        "status": one.status,
        "missed": list(one.short),
        "cost": plain(one.cost),
        "cost_of_loss": plain(one.cost_of_loss),
        "total": plain(one.total),
        "by_rule": plain(one.by_rule),
        "why": one.why,
        "paid_hours": plain(one.paid_hours) if there else None,
        "crews": [plain(vars(crew)) for crew in one.crews],
        "classes": {
            key: {
                "within_s": figures.within,
                **{name: plain(getattr(figures, name)) for name in ("offered", *MEASURES)},
                "waiting": plain(figures.waiting),
            }
            for key, figures in one.classes.items()
        },
        "against": plain({key: dict(changes) for key, changes in one.against.items()}),
        "targets": [documents.target(one.design.scenario, verdict) for verdict in one.verdicts],
        "shifts": [documents.shift(one.design.scenario, [choice]) for choice in one.shifts]
        if one.design.scenario.shifts
        else [],
        "notes": list(one.notes),
        "file": scenario_file(one) if there else None,
    }


def scenario_file(one: Found) -> str:
    """The name of the file in which a design is saved."""
    return f"design_{one.key}.yaml"


def scenarios(study: Study) -> dict[str, bytes]:
    """Every design that has people as a scenario with them, which `callfloor simulate` reads, and the tables that they name."""
    found: dict[str, bytes] = {}
    for one in sized(study):
        text, tables = _scenario(study, one)
        found |= {**tables, scenario_file(one): text.encode()}
    return found


def _scenario(study: Study, one: Found) -> tuple[str, dict[str, bytes]]:
    """A design as a file: what it is and costs as remarks, and the people of its plan, on average over each interval; and its tables."""
    data, tables = one.design.source.alone
    assert one.staffing is not None
    for crew in one.crews:
        people = [round(float(count), DIGITS) for count in one.staffing.mean_scheduled(crew.group)]
        data["agent_groups"][crew.group]["staffing"] = [int(n) if n.is_integer() else n for n in people]
    told = (
        f"{one.design.called}. {one.design.says}",
        f"Designed by callfloor lanes for {study.classes.vip.name} and {study.classes.others.name} of {study.scenario.name}: "
        f"{money(study, one.cost)} {per(study)} for people, {money(study, one.whole)} with lost customers.",
        *([OF_SHIFTS] if study.scenario.shifts else []),
        "It is sized to the brink of the targets, without a margin: other days may miss one by as much as chance has in them."
        + (" `callfloor plan` finds shifts for these rules that are tested." if study.scenario.shifts else ""),
        *one.notes,
    )
    text = one.design.source.written(data)
    remarks = [f"# {line}" for part in told for line in wrap(part.replace(words.THIN, " "), WIDTH)]
    return "\n".join([*remarks, "", text]), tables
