"""Writes docs/cases.md: every case of `case_list.py` is run, its figures are kept in cases.json, and the page is made from these.

python -m docs.making.cases          runs all and writes both (a few minutes)
python -m docs.making.cases --page   writes the page again out of the kept figures
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from docs.making.case_list import CASES, Case, Means, Row
from docs.making.figures import ROOT, days, table, written
from scenarios.catalogue import library

HERE = Path(__file__).parent
KEPT, PAGE = HERE / "cases.json", ROOT / "docs" / "cases.md"
Kept = dict[str, dict[str, Any]]

OPENING = """# Service quality in the telecom trade, case by case

<!-- Made by `python -m docs.making.cases`, which runs every line of it. -->

Twelve questions that service managers of telecom operators ask, each with a scenario of the library, the command, the figures and what to decide. Every row
of a table is one run of `callfloor simulate`, all rows of a table on the same customers; ± is half the width of the 95 % limits of that row alone. Rows share their days, so differences are surer than that: `callfloor compare` gives theirs. Where a figure of the trade is named it comes from
the essays that the project began with and is unverified. The scenarios say of each value where it comes from; most volumes and wages are assumptions, so
take the questions and put in your own figures. Run the commands in the project's folder; or open the scenario on the planner's page (`callfloor web`, then
the address of each case after `http://127.0.0.1:8050`), change in the form what stands after `--set`, and press Simulate.
"""


def source(case: Case, row: Row) -> str:
    """The scenario of a row, as it is typed."""
    name = row.scenario or case.scenario
    return f"scenarios/library/{name}" if name.endswith(".yaml") else name


def command(case: Case, row: Row) -> str:
    """The command of a row."""
    settings = "".join(f' \\\n    --set "{setting}"' for setting in row.settings)
    return f"callfloor simulate {source(case, row)}{settings}"


def home(case: Case) -> str:
    """The scenario of the library that a case is about, without the variant it runs."""
    return case.scenario.partition("/")[0]


def title(scenario: str) -> str:
    """How the library calls a scenario."""
    return next(one.title for one in library() if one.name == scenario)


def run(case: Case, replications: int | None = None) -> dict[str, Any]:
    """The figures of a case: mean, low and high of each column, by row."""
    found: dict[str, Any] = {"days": 0, "rows": {}}
    for row in case.rows:
        results = days(row.scenario or case.scenario, row.settings, replications)
        found["days"] = results.replications
        found["rows"][row.key] = [list(column.read(results)) for column in case.columns]
    return found


def means(figures: dict[str, Any]) -> Means:
    """The means alone."""
    return {key: [cell[0] for cell in cells] for key, cells in figures["rows"].items()}


def section(case: Case, figures: dict[str, Any]) -> str:
    """One case as it stands on the page."""
    how = [column.write for column in case.columns]
    rows = [
        [row.label, *(written(way, cell) for way, cell in zip(how, figures["rows"][row.key], strict=True))]
        for row in case.rows
    ]
    commands = "\n".join(command(case, row) for row in case.rows)
    parts = [
        f"## {case.title} · {case.chinese}",
        f"**Scenario.** `{home(case)}`, *{title(home(case))}*; on [the planner's page](web.md) at `/scenario/{home(case)}`.",
        f"**Question.** {case.question}",
        f"```console\n{commands}\n```",
        table(["", *(column.heading for column in case.columns)], rows),
        f"**What it says** ({figures['days']} days each). {said(case.reading, case, figures)}",
        f"**Decide.** {said(case.decide, case, figures)}",
    ]
    return "\n\n".join([*parts, *([f"*{case.note}*"] if case.note else [])])


def said(sentence: str, case: Case, figures: dict[str, Any]) -> str:
    """A sentence with its figures, without limits."""
    for row in case.rows:
        for place, column in enumerate(case.columns):
            cell = figures["rows"][row.key][place]
            sentence = sentence.replace(f"{{{row.key}.{place}}}", written(column.write, [cell[0], None, None]))
    return sentence


def page(kept: Kept) -> str:
    """The whole page."""
    return "\n\n".join([OPENING.rstrip(), *(section(case, kept[case.key]) for case in CASES)]) + "\n"


def main() -> None:
    """Run what is asked for, and write."""
    only = [word for word in sys.argv[1:] if not word.startswith("-")]
    kept: Kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    if "--page" not in sys.argv:
        for case in CASES:
            if not only or case.key in only:
                kept[case.key] = run(case)
                sys.stdout.write(f"{case.key}: {'holds' if case.holds(means(kept[case.key])) else 'DOES NOT HOLD'}\n")
        ordered = {case.key: kept[case.key] for case in CASES if case.key in kept}
        KEPT.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(kept), encoding="utf-8")


if __name__ == "__main__":
    main()
