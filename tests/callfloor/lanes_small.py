"""A small study of lanes for the tests of its faces."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import callfloor
from optimize.lanes.result import Map, MapCell, Study
from tests.optimize.lanes.centres import SHORT, two_classes

CELLS = (
    MapCell(0.2, 1.0, 120.0, 100.0, 2.0, 0.0, 10.0),
    MapCell(1 / 3, 1.0, 130.0, 100.0, 0.3, 0.0, 100.0),
    MapCell(0.6, 1.0, 140.0, 100.0, -1.0, 0.0, None),
    MapCell(0.7, 1.0, 90.0, 100.0, -1.0, 0.0, 0.0, 10.0),
    MapCell(0.8, 1.0, 90.0, 100.0, 1.0, 0.0, 0.0),
    MapCell(0.9, 1.0, 50.0, 100.0, 1.0, 0.0, None, met=False),
)


@cache
def study() -> Study:
    """Three designs of a small centre with their frontier and their bad days, and a map made by hand."""
    made = callfloor.lanes(
        two_classes(**SHORT), vip="vip", others="std", only=["today", "one_queue", "dedicated"], parts=("frontier", "shocks"),
        replications=20,
    )  # fmt: skip
    shares = tuple(cell.share for cell in CELLS)
    return replace(
        made,
        map=Map("dedicated", "one_queue", shares, (1.0,), (40.0,), CELLS, "It pays.", ("By the rule.",), (40.0, 5.0)),
    )
