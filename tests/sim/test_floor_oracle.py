"""The floor against a second one that obeys the same rules, row by row, on random days of whole seconds."""

from __future__ import annotations

import pytest

from sim.floor import run
from sim.service.duty import reinforced
from tests.sim.oracle import Oracle
from tests.sim.oracle_desk import COLUMNS
from tests.sim.random_days import a_day

# Days on which something rare happens. Who is kept on: a queue opens, a break falls due, a full port leads a contact elsewhere. A held
# repeat is cleared; a break ends during an outage of the tools; both legs of a warm transfer end at one moment.
RARE = (430, 503, 760, 812, 924, 977, 1023)


@pytest.mark.parametrize("seed", [*range(245), *RARE])
def test_the_floor_and_the_oracle_write_the_same_log(seed: int) -> None:
    scenario, traffic, staffing = a_day(seed)
    log, oracle = run(scenario, traffic, reinforced(scenario, staffing)), Oracle(scenario, traffic, staffing)
    assert log.table(*COLUMNS) == oracle.table()
    here, stays = log.presence, log.stays
    assert sorted(zip(here.group, here.agent, here.begins, here.ends, strict=True)) == oracle.presence()
    assert sorted(zip(stays.group, stays.begins, stays.ends, strict=True)) == oracle.stays()


def test_random_days_have_everything() -> None:
    """Each outcome, cause and sequel, call-backs, stays and breaks: otherwise the comparison above would compare nothing."""
    oracles = [Oracle(*a_day(seed)) for seed in range(60)]
    rows = [dict(zip(COLUMNS, row, strict=True)) for oracle in oracles for row in oracle.table()]
    assert len({row["outcome"] for row in rows}) == 9
    assert len({row["cause"] for row in rows}) == 6
    assert len({row["sequel"] for row in rows}) == 9  # with none
    assert {(row["called_back"], row["outcome"]) for row in rows} >= {(1, "answered"), (1, "abandoned")}
    assert any(row["due_at"] is not None for row in rows)
    assert any(oracle.stays() for oracle in oracles)
