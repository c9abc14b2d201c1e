"""Timing on a machine that is never quite idle: everything to be compared runs in turns, and ratios are taken turn by turn.

A slow moment of the machine then slows both sides of a ratio. What is counted is the processor's time, which on an idle
machine is the time that passes, since every program here keeps one core busy. What is quoted is the median over the turns; the
smallest and the largest stand beside it, and when they are far apart, the machine was busy.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Program:
    """Something to be timed: ``run(turn, times)`` does it so many times, ``times`` being enough to be timed well."""

    run: Callable[[int, int], object]
    times: int = 1


@dataclass(frozen=True)
class Spread:
    """Figures of several turns."""

    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def told(self, form: str = "{:.3g}") -> str:
        """Median, and the smallest and largest."""
        low, high = form.format(min(self.values)), form.format(max(self.values))
        return f"{form.format(self.middle)} ({low} to {high})"


def in_turns(programs: Mapping[str, Program], turns: int) -> dict[str, Spread]:
    """Seconds of one time of each program, by turn; the first turn, in which caches fill, is left out."""
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(turns + 1):
        for name, program in programs.items():
            gc.collect()
            began = time.process_time()
            program.run(turn, program.times)
            spent = (time.process_time() - began) / program.times
            if turn > 0:
                seconds[name].append(spent)
    return {name: Spread(tuple(values)) for name, values in seconds.items()}


def ratio(slow: Spread, fast: Spread) -> Spread:
    """How many times the one takes the other's time, turn by turn."""
    return Spread(tuple(a / b for a, b in zip(slow.values, fast.values, strict=True)))


@dataclass(frozen=True)
class Section:
    """A part of the report: a table with what was asked of it and what is to be said about it."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def markdown(self) -> str:
        """Write it down."""
        lines = [f"## {self.title}", "", _row(self.head), _row(["---"] * len(self.head))]
        lines += [_row(row) for row in self.rows]
        return "\n".join([*lines, "", *(f"{note}\n" for note in self.notes)])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def verdict(value: float, least: float) -> str:
    """Say whether a ratio reaches what was asked."""
    return f"{'yes' if value >= least else 'no'} (asked: {least:g})"


def on_one_core() -> None:
    """Keep this process and what it starts to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
