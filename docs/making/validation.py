"""Writes docs/validation.md: every comparison with theory and with published results, run and set down with its limits.

python -m docs.making.validation          runs all comparisons (a minute), keeps them in validation.json and writes the page
python -m docs.making.validation --page   writes the page again out of what was kept

The comparisons of the floor are those of `tests/sim/test_floor_known_answers.py`, taken down as they are made, so that the page
can show nothing that the tests do not hold to. CALLFLOOR_DATA names the folder of the bank's call log; without it that row is left out.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from docs.making.figures import LIBRARY, ROOT, table
from scenarios.history import bank_log
from sim import erlang
from sim.erlang import Demand, Goal, fewest_agents
from sim.experiment import Results
from tests.sim import test_floor_known_answers as known
from tests.sim.test_erlang import CASES, POINTS, demand

KEPT, PAGE = Path(__file__).parent / "validation.json", ROOT / "docs" / "validation.md"
MINUTE = 60.0
Row = dict[str, Any]

OPENING = """# Validation

<!-- Made by `python -m docs.making.validation`, which makes every comparison on it. -->

What callfloor computes, beside what theory, published results, other programs and a real call log say. Every row is made by a script, and kept by a test in
CI: formulas to the digits that are known, figures of the floor within five standard errors, so that a true model fails once in a million; how a recorded month is met is told as it is.
"Off" is the distance in standard errors; of many rows one in twenty lies beyond 2 by chance alone.
"""


def formulas() -> Iterator[Row]:
    """Erlang's formulas against exact solutions and printed points."""
    for case in CASES["erlang_C"]:
        found, what = erlang.erlang_c(demand(case), case["n"]), f"Erlang C, {case['lam']:g}/min, {case['n']} agents"
        yield formula(what, "waits at all", case["P_wait"], found.probability_of_wait)
        yield formula(what, "mean wait, s", case["E_W"] * MINUTE, found.mean_wait)
        yield formula(what, "answered in 20 s", case["P_W_le_T"], found.answer_rate)
    for case in CASES["erlang_A"] + CASES["erlang_A_finite_queue"]:
        found, what = (
            erlang.erlang_a(demand(case), case["n"]),
            f"Erlang A, {case['lam']:g}/min, {case['n']} agents, leave at {case['theta']:g}/min",
        )
        yield formula(what, "waits at all", case["P_wait"], found.probability_of_wait)
        yield formula(what, "abandons", case["P_abandon"], found.abandonment)
        yield formula(what, "mean wait of all, s", case["E_W_all"] * MINUTE, found.mean_wait_all)
    for case in CASES["erlang_B"] + POINTS[3]["ErlangB"]:
        yield formula(
            f"Erlang B, {case['a']:g} erlangs, {case['n']} agents",
            "blocked",
            case["B"],
            erlang.erlang_b(case["a"], case["n"]),
        )
    yield from printed()


def printed() -> Iterator[Row]:
    """Points that others have printed, to their digits."""
    palm, source = Demand(48 / MINUTE, 60, 120), "Mandelbaum and Zeltyn: 48/min, 1 min, 50 agents, patience 2 min"
    yield formula(
        source, "Erlang C: mean wait, s", POINTS[0]["exact"]["ErlangC_wait_s"], erlang.erlang_c(palm, 50).mean_wait
    )
    yield formula(source, "Erlang A: abandons", POINTS[0]["exact"]["abandon"], erlang.erlang_a(palm, 50).abandonment)
    clausthal, source = Demand(3.5 / MINUTE, 180, 300), "TU Clausthal's calculator: 3.5/min, 3 min, 13 agents"
    yield formula(source, "Erlang C: mean wait, s", POINTS[1]["exact"][0], erlang.erlang_c(clausthal, 13).mean_wait)
    yield formula(
        source,
        "Erlang A, patience 5 min: mean wait, s",
        POINTS[1]["exact"][1],
        erlang.erlang_a(clausthal, 13).mean_wait_all,
    )
    desk, source = (
        Demand(100 / 1800, 180, within=0.33 * MINUTE),
        "pyworkforce's tests: 100 calls in 30 min, 3 min, 80 % in 20 s",
    )
    positions = fewest_agents("c", desk, Goal(answer_rate=0.8, occupancy=0.85))
    yield formula(source, "agents", POINTS[2]["ErlangC"]["positions"], positions.agents)
    yield formula(source, "answered in time", POINTS[2]["ErlangC"]["service_level"], positions.answer_rate)


def formula(what: str, measure: str, theirs: float, ours: float | None) -> Row:
    """One row: exact or printed, and ours."""
    assert ours is not None
    return {"case": what, "measure": measure, "theirs": theirs, "ours": ours}


CASES_OF_THE_FLOOR: dict[str, Callable[[], Iterator[Callable[[], None]]]] = {
    "Erlang C": lambda: (lambda c=c: known.test_m_m_n_is_erlang_c(c) for c in known.CASES["erlang_C"]),
    "Erlang A": lambda: (lambda c=c: known.test_m_m_n_with_patience_is_erlang_a(c) for c in known.CASES["erlang_A"]),
    "Erlang A, finite queue": lambda: iter([known.test_a_finite_queue_with_patience]),
    "Erlang B": lambda: (
        lambda c=c: known.test_a_loss_system_is_erlang_b(c) for c in known.CASES["erlang_B"] if c["a"] < 50
    ),
    "two priorities, 12 agents (Kella and Yechiali 1985)": lambda: iter([known.test_two_priorities_at_twelve_agents]),
    "two priorities, one agent (Cobham 1954)": lambda: iter([known.test_two_priorities_at_one_agent_by_cobham]),
    "VIP priority with abandonment (Markov chain)": lambda: iter([known.test_vip_priority_with_abandonment]),
    "N design of skills (Markov chain)": lambda: iter([known.test_n_design_skill_routing]),
    "a day whose staffing changes (forward equations)": lambda: iter(
        [known.test_a_day_whose_staffing_changes_every_half_hour]
    ),
    "eight-hour days of ContactCenters, Montreal": lambda: (
        lambda name=name: known.test_eight_hour_days_that_start_empty(name) for name in known.EIGHT_HOURS
    ),
}


def floor() -> Iterator[Row]:
    """The simulated floor: every assertion of the tests is made, and what it compared is taken down."""
    rows: list[Row] = []
    agrees, agrees_with_theirs = known.assert_agrees, known.assert_agrees_with_theirs

    def take(results: Results, exact: float, measure: str, name: str = "calls", **where: Any) -> None:  # noqa: ANN401 - as there
        agrees(results, exact, measure, name, **where)
        scope = where.pop("scope", "queue")
        rows.append(simulated(results, (measure, scope, name), (exact, 0.0), where))

    def take_theirs(results: Results, pair: list[float], measure: str, **where: Any) -> None:  # noqa: ANN401 - as there
        agrees_with_theirs(results, pair, measure, **where)
        rows.append(simulated(results, (measure, "queue", "calls"), (pair[0], pair[1] / 1.96), where))

    known.assert_agrees, known.assert_agrees_with_theirs = take, take_theirs
    try:
        for case, runs in CASES_OF_THE_FLOOR.items():
            for number, run in enumerate(runs(), start=1):
                rows.clear()
                run()
                yield from ({"case": f"{case} {number}" if number > 1 else case, **row} for row in rows)
    finally:
        known.assert_agrees, known.assert_agrees_with_theirs = agrees, agrees_with_theirs


def simulated(
    results: Results, what: tuple[str, str, str], known_as: tuple[float, float], where: dict[str, Any]
) -> Row:
    """One row: theirs, ours with its 95 % limits, and how many errors lie between."""
    (measure, scope, name), (theirs, error) = what, known_as
    row = results.value(measure, scope, name, **where)
    own = known.standard_error(results, measure, scope, name, **where)
    assert row.mean is not None
    apart = abs(row.mean - theirs)
    both = (own**2 + error**2) ** 0.5
    words = measure.replace("_", " ") + (f" of {name}" if name != "calls" else "")
    words += f" ({where['of']})".replace("_", " ") if where.get("of") else ""
    words += f" at {where['interval'][-5:]}" if where.get("interval") else ""
    return {
        "measure": words, "theirs": theirs, "ours": row.mean, "low": row.low, "high": row.high,
        "off": apart / both if both else 0.0, "days": results.replications,
    }  # fmt: skip


def bank() -> list[Row]:
    """A published staffing of a real call centre, recomputed from its log; nothing without the log."""
    folder = os.environ.get("CALLFLOOR_DATA", "")
    log = Path(folder) / "anonymous_bank_feb1999.csv.gz"
    if not folder or not log.is_file():
        return []
    calls = bank_log.read(log)
    wednesdays = sorted({day for day in calls.day.tolist() if date.fromordinal(day).weekday() == 2})
    entered = calls.entry[np.isin(calls.day, wednesdays)]
    hourly = np.bincount((entered // 3600).astype(int), minlength=24) / len(wednesdays)
    ours = [
        fewest_agents("c", Demand(n / 3600, 240.0), Goal(probability_of_wait=0.5)).agents if n else 0 for n in hourly
    ]
    return [{"theirs": POINTS[4]["servers"], "ours": ours}]


def agreement() -> list[list[str]]:
    """The bank's February simulated and as it was: the table that calibration wrote."""
    import csv

    with (LIBRARY / "bank_1999" / "agreement.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))


def number(value: float) -> str:
    """Six significant digits at most, without noise."""
    return f"{value:.6g}"


def page(kept: dict[str, Any]) -> str:
    """The whole page."""
    exact = [
        [
            row["case"],
            row["measure"],
            f"{row['theirs']:.9g}",
            f"{row['ours']:.9g}",
            f"{abs(row['ours'] - row['theirs']):.1e}",
        ]
        for row in kept["formulas"]
    ]
    days = [
        [
            row["case"],
            row["measure"],
            number(row["theirs"]),
            number(row["ours"]),
            f"{number(row['low'])} to {number(row['high'])}",
            f"{row['off']:.1f}",
            str(row["days"]),
        ]
        for row in kept["floor"]
    ]
    off = np.array([row["off"] for row in kept["floor"]])
    parts = [
        OPENING.rstrip(),
        f"**In short**: {len(exact)} figures of the formulas agree with exact solutions and printed points to their digits; of {len(off)} simulated figures "
        f"{(off <= 2).sum()} lie within two standard errors of theory or of another simulator, the farthest at {off.max():.1f}.",
        "## Formulas against exact solutions and printed points",
        "Exact solutions are Markov chains solved numerically, to ten digits; printed points have the digits that their sources print.",
        table(["case", "measure", "exact or printed", "callfloor", "difference"], exact),
        "## The floor against theory and another simulator",
        "The simulated floor with 95 % limits, on fixed seeds. ContactCenters' figures have limits of their own, which count in the distance.",
        table(["case", "measure", "theory", "simulated", "95 % limits", "off", "days"], days),
        *_bank_section(kept),
        _agreement_section(),
        CLOSING.rstrip(),
    ]
    return "\n\n".join(parts) + "\n"


def _bank_section(kept: dict[str, Any]) -> list[str]:
    if not kept["bank"]:
        return []
    (row,) = kept["bank"]
    hours = [f"{hour:02d}" for hour in range(24)]
    rows = [["published", *map(str, row["theirs"])], ["callfloor", *map(str, row["ours"])]]
    text = (
        "Miller, *Modeling Techniques in Predictive Analytics*, chapter 6: the fewest agents for each hour of the bank's Wednesdays of February 1999, with whom at most half of the "
        f"calls wait by Erlang C. Recomputed from the call log: {'the same 24 numbers' if row['theirs'] == row['ours'] else 'NOT the same'}."
    )
    return ["## A published staffing of a real call centre", text, table(["hour", *hours], rows)]


def _agreement_section() -> str:
    _, *found = agreement()
    rows = [
        [
            f"{weekday}, {measure.replace('_', ' ')}" + (f" of {name}" if name != "centre" else ""),
            number(float(actual)),
            number(float(ours)),
            f"{number(float(low))} to {number(float(high))}",
            f"{abs(float(off)):.1f}",
            count,
        ]
        for weekday, measure, period, actual, ours, low, high, off, count, _, name in found
        if period == "day" and actual and off and (name == "centre" or abs(float(off)) > 2)
    ]
    beyond = sum(abs(float(row[7])) > 2 for row in found if row[7])
    farthest = max(rows, key=lambda row: float(row[4]))
    text = (
        "The Anonymous Bank's February 1999 (33 043 calls), calibrated by `callfloor calibrate` and simulated again (`callfloor show bank_1999`). Calibration and comparison use the same "
        f"month, so this says how well the model's form fits, not how well it forecasts. By the day below: the whole centre, and of single types whatever is more than two standard errors off (new customers, and on some days internet customers, waited longer than simulated; why, the log does not say), the farthest at {farthest[4]} ({farthest[0]}). Hour by hour {beyond} of {len(found)} "
        "figures lie beyond two standard errors, and `callfloor calibrate` says which and why."
    )
    return "\n\n".join(
        [
            "## A recorded month, simulated",
            text,
            table(["weekday and measure", "actual", "simulated", "limits of a day", "off", "days"], rows),
        ]
    )


CLOSING = """## Least cost

| what | published or proved | callfloor | kept by |
|---|---|---|---|
| shifts of an eight-hour day, exact to the matrix exponential (CP-SAT with combinatorial cuts) | 57.9 | 57.9, bound 57.9, proved | `tests/optimize/test_exact_plan.py` |
| small centres, every plan tried | the cheapest of all | the same | `tests/optimize/test_exact_plan.py`, `test_enumeration.py` |
| shift design, RandomExample1 to 5 (the field's benchmark) | proved optima | reached and proved, 2.6 s together | [performance](performance.md) |
| nurse rostering, Instance1 to 3 (the field's benchmark) | 607, 828, 1001 | the same, proved | [performance](performance.md) |

## Two engines, and other programs

The compiled floor and the SimPy model write the same log row for row, on the library and on scenarios drawn at random (`tests/sim/test_twin.py`). SimPy, Cimba and Ciw models of one
queue agree with the same exact values that callfloor agrees with ([performance](performance.md), "One queue").

## What is not validated

- Published tables of skill-based routing (Wallace and Whitt 2005; Cezik and L'Ecuyer 2008; Avramidis et al. 2010; Pot, Bhulai and Koole 2008) were looked for and not found with their numbers; in their place stand
  Markov chains that callfloor's floor must reproduce.
- Satisfaction is a scoring rule with assumed points, not a model fitted to a survey.
- Chat slow-downs, learning and call-backs are checked against hand-traced days and conservation laws, not against field data.
"""


def main() -> None:
    """Run the comparisons unless only the page is asked for; write."""
    if "--page" not in sys.argv:
        kept = {"formulas": list(formulas()), "floor": list(floor()), "bank": bank()}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(json.loads(KEPT.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
