"""Compare: runs side by side, on the same contacts; what `callfloor compare` says and writes.

Settings: `runs`, the numbers of the runs (the first is what the others are held against), `replications`, `seed`. Each run stands for
the centre it was of: its scenario with its changes, and with the shifts of its plan where it is one. All are simulated anew
on the same days, for runs of other seeds have no day in common.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from callfloor import documents, documents_compared, exports, report_compared, tables_compared, verdicts
from callfloor.comparing import Contender, compare
from callfloor.language import say
from callfloor.web.safety.limits import check
from callfloor.web.work.asked import overrides_of, sources_of
from scenarios.faults import Fault, InputError
from scenarios.loading import load, merged

if TYPE_CHECKING:
    from pathlib import Path

    from callfloor.web.work.job import Job
    from scenarios.schema import Scenario
    from sim.staffing import Staffing

PLAN = "plan.json"
STAFFING = "staffing.csv"  # of a plan: scheduled people by interval, a column a group


def run(job: Job) -> None:
    """Compare and write."""
    comparison = compare(
        *(_contender(job, number) for number in job.settings["runs"]),
        replications=job.settings.get("replications"),
        seed=job.settings.get("seed"),
        workers=job.workers,
        progress=job.progress,
    )
    job.report(
        lambda: report_compared.comparing_sheet(comparison),
        {
            "differences.csv": exports.csv(tables_compared.frame(comparison)),
            "result.json": documents.text(documents_compared.compare(comparison)).encode(),
        },
    )
    others = len(comparison.names) - 1
    job.headline(
        lambda: (
            verdicts.in_a_sentence(comparison, 1)
            if others == 1
            else say("{n} scenarios against {first}", n=others, first=comparison.names[0])
        )
    )


def _contender(job: Job, number: int) -> Contender:
    """The centre that a run was of, under the run's name; of a plan, with the people on its shifts and what these cost."""
    record = job.lease.store.run(job.record.owner, int(number))
    name = f"{record.title} (#{record.id})"
    source, *_ = sources_of(record, job.lease.store)
    scenario = load(source, [*overrides_of(record), *_by_interval(record.folder / STAFFING)])
    check(scenario, job.limits, job.settings.get("replications"))
    staffing = _on_shifts(record.folder / PLAN, scenario)
    if staffing is None:
        _staffed(name, scenario)
    data = merged(source, overrides_of(record)).data
    if (record.folder / STAFFING).is_file():
        planned = _people(record.folder / STAFFING)
        groups = {
            group: {**own, **({"staffing": name} if group in planned else {})}
            for group, own in data["agent_groups"].items()
        }
        data = {**data, "agent_groups": groups}
    return Contender(name, scenario, data, staffing)


def _staffed(name: str, scenario: Scenario) -> None:
    if any(group.staffing is None for group in scenario.agent_groups.values()):
        text = say("has groups without staffing: plan it first, then its plan can be compared")
        raise InputError([Fault(name, None, "staffing", text)])


def _on_shifts(path: Path, scenario: Scenario) -> Staffing | None:
    """The people of a plan, as its shifts have them; None for a run that is no plan, and for one of people by interval."""
    from callfloor.workbooks.plans import standing
    from optimize.replanning.at_work import staffed

    if not scenario.shifts or not path.is_file():
        return None
    return staffed(scenario, standing(path, scenario).posts)


def _by_interval(path: Path) -> list[str]:
    """A plan's people by interval as overrides; nothing for a run that is no plan."""
    return [f"agent_groups.{name}.staffing=[{', '.join(column)}]" for name, column in _people(path).items()]


def _people(path: Path) -> dict[str, tuple[str, ...]]:
    """A plan's people by group and interval."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        (_, *groups), *rows = csv.reader(file)
    _, *columns = zip(*rows, strict=True)  # without the intervals
    return dict(zip(groups, columns, strict=True))
