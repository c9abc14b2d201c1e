"""Plans read back, whichever file they stand in: the plan.json or the plan.xlsx of `callfloor plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.workbooks import is_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from optimize.replanning.standing import Standing
    from scenarios.schema import Scenario


def standing(path: Path, scenario: Scenario) -> Standing:
    """The plan at work.

    Raises:
        InputError: the file is no plan, or that of another scenario; every fault is named.

    """
    if is_workbook(path):
        from callfloor.workbooks.plan_read import read

        return read(path, scenario).standing
    from optimize.replanning import standing as plain

    return plain.read(path, scenario)
