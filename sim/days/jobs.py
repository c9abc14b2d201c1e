"""Jobs: experiments under way. Which of a job's days are done, which are to be run, and when there are enough of them.

A day that comes in twice (its worker was given up for lost and answered after all) counts once: days are kept by number. How
many days a job has depends on its first days alone, in their order, never on who ran them or which came in first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sim.archive import days
from sim.days.results import Results, known_luck
from sim.days.work import packed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.days.keep import Keeper
    from sim.days.precision import Rule
    from sim.days.work import Numbers, Work
    from sim.sums.tally import Tally


@dataclass
class Job:
    """An experiment under way: ``goal`` days are wanted as far as is known; the rule, if there is one, may ask for more."""

    work: Work
    goal: int
    rule: Rule | None = None
    keeper: Keeper | None = None
    control: bool = False
    batches: int | None = None
    notes: tuple[str, ...] = ()
    done: dict[int, Tally] = field(default_factory=dict)
    over: bool = False
    seconds: float = 0.0  # that a day took, when it was last seen; 0 if that is not known
    effort: float = 0.0  # of a processor, in seconds, for a day
    _stored: dict[int, Tally] = field(default_factory=dict)
    _next: int = 0
    _back: list[int] = field(default_factory=list)

    @classmethod
    def begin(
        cls,
        work: Work,
        replications: int,
        rule: Rule | None = None,
        keeper: Keeper | None = None,
        *,
        control: bool = False,
        batches: int | None = None,
        told: tuple[str, ...] = (),
    ) -> Job:
        """Begin a job; days that its keeper has are not run again. ``told``: notes that its results are to have."""
        job = cls(work, replications if rule is None else rule.first, rule, keeper, control, batches, told)
        if keeper is not None:
            job._stored, kept = keeper.open(None if work.logs is None else days(work.logs))
            job.notes = (*told, *kept)
        job._settle()
        return job

    @cached_property
    def parcel(self) -> bytes:
        """The work as it is sent to others."""
        return packed(self.work)

    @property
    def left(self) -> int:
        """How many days are still to be run, as far as is known."""
        return self.goal - len(self.done)

    def take(self, most: int) -> Numbers:
        """Hand out some days to be run, at most so many; none if all are handed out."""
        taken, self._back = self._back[:most], self._back[most:]
        while len(taken) < most and self._next < self.goal:
            if self._next not in self.done:
                taken.append(self._next)
            self._next += 1
        return tuple(taken)

    def give_back(self, numbers: Iterable[int]) -> None:
        """Take days back that will not be run by whom they were handed to."""
        self._back.extend(number for number in numbers if number not in self.done)

    def put(self, numbers: Numbers, tallies: list[Tally]) -> None:
        """Take in days that were run."""
        new = {number: one for number, one in zip(numbers, tallies, strict=True) if number not in self.done}
        self.done.update(new)
        if self.keeper is not None:
            self.keeper.put(new)
        self._settle()

    def flush(self) -> None:
        """See that the days of a job that is broken off are on disk; one that is over has no need of them."""
        if self.keeper is not None and not self.over:
            self.keeper.flush()

    def _settle(self) -> None:
        """See whether all days are there, and if so, whether the rule wants more."""
        while not self.over:
            for number in [one for one in self._stored if one < self.goal]:
                self.done.setdefault(number, self._stored.pop(number))
            if self.left > 0:
                return
            more = None if self.rule is None else self._more(self.rule)
            self.over, self.goal = more is None, more or self.goal

    def _more(self, rule: Rule) -> int | None:
        tallies = self._in_order()
        return rule.more(self.work.scenario, tallies, known_luck(self.work, len(tallies), control=self.control))

    def _in_order(self) -> tuple[Tally, ...]:
        """The days from the first up to the first one that is missing."""
        count = next((number for number in range(len(self.done)) if number not in self.done), len(self.done))
        return tuple(self.done[number] for number in range(count))

    def results(self) -> Results | None:
        """What the days done say. If some are missing, those before the first missing one: a run of so many days.

        Later days that happened to be done sooner are left out: quiet days are soon done, and would count too much.
        """
        tallies = self._in_order()
        if not tallies:
            return None
        found = Results(
            self.work, tallies, asked=self.goal, notes=self.notes, control=self.control, batches=self.batches
        )
        if self.rule is None:
            return found
        return replace(found, precision=self.rule.reached(self.work.scenario, tallies, found.known))
