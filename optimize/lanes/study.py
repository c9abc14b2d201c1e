"""Study: which way of serving a preferred class is best, and what each costs.

All designs are made, each is sized to the targets that the scenario states (``sizing.py``), its number searched where it has one, and
measured on the same days. Designs whose plans are alike begin with each other's. What is done so far is told as it is done: a
study that is broken off has its designs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from optimize.effort import OTHER_SEED, kept_on
from optimize.lanes import looks
from optimize.lanes import map as mapped
from optimize.lanes.advice import advice
from optimize.lanes.centre import centre
from optimize.lanes.designs import Design, Designer
from optimize.lanes.edits import settling
from optimize.lanes.finding import common_notes, found_of
from optimize.lanes.measuring import Measured, differences
from optimize.lanes.reasons import why
from optimize.lanes.result import Found, Study
from optimize.lanes.root import square_root
from optimize.lanes.setting import Setting, chosen, forgotten, names_of, setting_of, source_of
from optimize.lanes.sizing import Terms
from optimize.lanes.work import Done, Look, Task, look, work_out
from scenarios.faults import Fault, InputError, choices

Progress = Callable[[str, Study | None, float], None]
Answer = TypeVar("Answer")

REFERENCES = ("today", "one_queue")  # what the others are held against: the first that is among the designs
AGAIN = 2  # designs that are sized twice
WEIGHTS = {"design": 6.0, "again": 4.0, "look": 1.5, "cell": 0.8}  # how the parts of a study compare in time
BEGUN = {
    "design": "{key} is being sized, {n} of {all}",
    "again": "{key} is being sized once more on other days, {n} of {all}",
    "look": "{key} is being tried with other people and on bad days, {n} of {all}",
    "cell": "map, point {n} of {all} is being simulated",
}


class Stopped(KeyboardInterrupt):
    """Ctrl-C; ``study`` has what was done."""

    def __init__(self, made: Study) -> None:
        """Keep what there is."""
        super().__init__()
        self.study = made


def study(  # noqa: PLR0913 - one for each option
    source: str | Path | Mapping[str, Any],
    *,
    vip: str | Sequence[str],
    others: str | Sequence[str],
    overrides: Sequence[str] = (),
    tiers: Mapping[str, Mapping[str, float]] | None = None,
    shares: Mapping[str, float] | None = None,
    bot: Mapping[str, float | None] | None = None,
    only: Sequence[str] | None = None,
    parts: Sequence[str] = ("frontier", "shocks", "map", "again"),
    seed: int | None = None,
    replications: int | None = None,
    workers: int | Executor = 1,
    engine: str | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Study:
    """Compare all ways to serve a preferred class.

    ``vip``, ``others``: contact types. ``tiers`` divides contact types into tiers by their shares, ``shares`` moves customers between types.
    ``bot``: contact types that meet a bot first in one design more, and the share that it settles (None: that of the scenario's own bot).
    ``only``: keys of the designs to be looked at. ``parts``: what is done besides sizing and measuring. ``replications``: days on which designs are
    measured. ``time_limit``: seconds after which nothing new is begun. The same seed gives the same study for any ``workers``.

    Raises:
        InputError: the scenario or a class is at fault, or nothing can be planned; all faults are named at once.
        Stopped: after Ctrl-C, with what was done.

    """
    made = source_of(source, overrides, tiers, shares)
    if wrong_tiers := forgotten(tiers, names_of(vip), names_of(others)):
        raise InputError(wrong_tiers)
    own = centre(made, names_of(vip), names_of(others))
    designs = chosen(Designer(own).all(), only)
    wrong = [name for name in bot or () if name not in own.scenario.contact_types]
    if wrong:
        known = own.scenario.contact_types
        text = "no contact type is called {}; there are {}"
        raise InputError(Fault("--bot", None, "", text.format(name, choices(name, known))) for name in wrong)
    open_share = [name for name, share in (bot or {}).items() if share is None]
    if open_share and settling(own.scenario) is None:
        text = f"the scenario has no bot whose share could be taken; write {open_share[0]}=0.35"
        raise InputError([Fault("--bot", None, open_share[0], text)])
    for design in (*designs, *([Designer(own).bot_first(designs[0], bot)] if bot else ())):
        design.scenario  # noqa: B018 - what is wrong with any is said before anything is run
    with kept_on(workers) as crew:
        setting = setting_of(own, seed, replications, engine)
        run = _Run(setting, designs, parts, crew, time_limit, progress or (lambda *_: None), bot=bot)
        try:
            return run.all()
        except KeyboardInterrupt:
            raise Stopped(run.made) from None


class _Run:
    """A study under way."""

    def __init__(
        self,
        setting: Setting,
        designs: Sequence[Design],
        parts: Sequence[str],
        workers: int | Executor,
        time_limit: float | None,
        progress: Progress,
        *,
        bot: Mapping[str, float | None] | None,
    ) -> None:
        """Begin with nothing found."""
        self.setting, self.designs, self.bot, self.parts = setting, designs, bot, parts
        self.workers, self.progress = workers, progress
        self.begun, self.limit = monotonic(), time_limit
        self.done: dict[str, Done] = {}
        self.costs: tuple[tuple[float, float], ...] = ()  # of designs that were sized twice
        self.seen: dict[str, Measured] = {}
        self.made = Study(
            setting.centre.scenario, setting.centre.classes, (), self._reference(), setting.measured, setting.terms.seed,
            notes=common_notes(setting.centre), every=tuple(one.title for one in Designer(setting.centre).all()),
        )  # fmt: skip
        self.work_done, self.work = 0.0, self._work()

    def _work(self) -> float:
        """All that is to be done, so that the share done only rises."""
        keys, parts = {design.key for design in self.designs}, self.parts
        looked = "frontier" in parts or "shocks" in parts
        cells = len(mapped.SHARES) * len(mapped.VOLUMES) if "map" in parts and "dedicated" in keys else 0
        sized = len(keys) + bool(self.bot)
        counts = {"design": sized, "look": looked * sized, "cell": cells, "again": AGAIN * ("again" in parts)}
        return sum(WEIGHTS[kind] * count for kind, count in counts.items())

    @property
    def over(self) -> bool:
        """Whether nothing new is to be begun."""
        return self.limit is not None and monotonic() - self.begun > self.limit

    def all(self) -> Study:
        """Do all parts."""
        self._size(self.designs)
        best = next((one for one in self.made.designs if one.key == self._best()), None)
        if self.bot and best is not None and not self.over:
            more = Designer(self.setting.centre).bot_first(best.design, self.bot)
            self.designs = (*self.designs, more)
            self._size([more])
        # What is sized again may be staffed anew, so it comes before all that looks at the staffing.
        for part, work in (
            ("again", self._again),
            ("frontier", self._look),
            ("shocks", self._look),
            ("map", self._map),
        ):
            if part in self.parts and not self.over and (part != "shocks" or "frontier" not in self.parts):
                work()
        self.made, self.work_done = replace(self.made, complete=not self.over), self.work
        self._tell("done")
        return self.made

    # Sizing

    def _best(self) -> str | None:
        return None if self.made.recommendation is None else self.made.recommendation.key

    def _size(self, designs: Sequence[Design]) -> None:
        # What takes longest comes first, so that the processors end at about the same time; the reference before the rest.
        order = sorted(designs, key=lambda one: (one.key != self._reference(), one.shared, one.parameter is None))
        for key, done in self._run(work_out, [(design.key, self._task(design)) for design in order], "design"):
            self.done[key] = done
            self._take(done)
            self._tell(f"{done.design.called}: {self._said(key)}")

    def _task(self, design: Design) -> Task:
        setting = self.setting
        return Task(design, setting.centre.classes, setting.within, setting.terms, setting.measured, setting.terms.seed)

    def _take(self, done: Done) -> None:
        key, setting = done.design.key, self.setting
        if done.results is not None:
            self.seen[key] = Measured(done.results, setting.centre.classes, setting.within)
        found = [found_of(one, self.seen.get(one.design.key)) for one in self.done.values()]
        reference = self.seen.get(self._reference())
        if reference is not None:
            keys = tuple(setting.centre.classes.both)
            found = [
                replace(one, against=differences(reference, self.seen[one.key], keys)) if one.key in self.seen else one
                for one in found
            ]
        order = [design.key for design in self.designs]
        searches = [one.search for one in self.done.values() if one.search is not None]
        self.made = replace(
            self.made,
            designs=tuple(sorted(found, key=lambda one: order.index(one.key))),
            searches=tuple(sorted(searches, key=lambda one: order.index(one.key))),
        )
        self._advise()
        if key == "dedicated":
            staffing = None if done.tried is None else done.tried.staffing
            self.made = replace(self.made, square_root=square_root(done.design, staffing, setting.centre.classes))

    def _reference(self) -> str:
        keys = [design.key for design in self.designs]
        return next((key for key in REFERENCES if key in keys), keys[0])

    def _said(self, key: str) -> str:
        found = self.made.found(key)
        if found.status == "infeasible":
            return "no plan was found"
        return f"{found.cost:,.0f} {self.made.scenario.currency}".strip() + (
            ", targets missed" if found.status == "missed" else ""
        )

    # Looks

    def _look(self) -> None:
        classes = self.setting.centre.classes
        there = [one for one in self.made.designs if one.staffing is not None]
        missing = looks.missing_hours(next((one for one in there if one.key == "dedicated"), None))
        tasks: list[tuple[str, tuple[Sequence[Look], Terms, int]]] = []
        for one in there:
            wanted = [looks.plain(one)]
            wanted += looks.varied(one) if "frontier" in self.parts else []
            wanted += looks.shaken(one, classes, missing) if "shocks" in self.parts else []
            tasks.append((one.key, (wanted, self.setting.terms, self.setting.looked)))
        seen: dict[tuple[str, str], Measured] = {}
        wanted_of = {key: task[0] for key, task in tasks}
        for key, results in self._run(_look_at, tasks, "look"):
            for own, result in zip(wanted_of[key], results, strict=True):
                seen[own.name[0], own.name[1]] = Measured(result, classes, self.setting.within)
            self._tell(f"{key} with other people and on bad days")
        self.made = replace(
            self.made,
            frontier=looks.frontier(there, seen, self.made.reference) if "frontier" in self.parts else (),
            shocks=looks.shocks(there, seen, classes, missing),
        )

    # Map

    def _map(self) -> None:
        lane, pool = self._lane_and_pool()
        if lane is None or pool is None:
            return
        setting = self.setting
        classes = setting.centre.classes
        vip, others = (mapped.worth_of(self.seen[pool.key], key) for key in classes.both)
        worth = vip, others
        tasks = [
            (str(place), point)
            for place, point in enumerate(mapped.points(lane, pool, classes, setting.within, worth[0], setting.terms))
        ]
        made = []
        for place, cell in self._run(mapped.cell, tasks, "cell"):
            made.append(cell)
            drawn = mapped.drawn(made, lane, pool, worth, classes)
            self.made = replace(self.made, map=drawn)
            self._tell(f"map, point {int(place) + 1} of {len(tasks)}")

    def _lane_and_pool(self) -> tuple[Design | None, Design | None]:
        """The dedicated lane, and the cheapest way to share."""
        rules = [one for one in self.made.designs if one.design.shared and one.design.rule and one.key in self.seen]
        shared = [one for one in rules if one.status == "met"] or rules
        lane = next((one.design for one in self.made.designs if one.key == "dedicated"), None)
        return lane, min(shared, key=lambda one: one.whole).design if shared else None

    # How sure the costs are

    def _again(self) -> None:
        """Size the best designs once more on other days: it tells how sure the costs are, and the cheaper plan is taken if it meets the targets."""
        rules = [one for one in self.made.designs if one.design.rule]
        met = sorted((one for one in rules if one.status == "met"), key=lambda one: one.whole)[:AGAIN]
        other = replace(self.setting.terms, seed=self.setting.terms.seed + OTHER_SEED)
        tasks = [(one.key, replace(self._task(replace(one.design, make=None)), terms=other)) for one in met]
        costs, better = list[tuple[float, float]](), list[Done]()
        for key, done in self._run(work_out, tasks, "again"):
            if done.tried is not None:
                first = self.made.found(key)
                costs.append((first.cost, done.tried.cost))
                again = (
                    found_of(done, Measured(done.results, self.setting.centre.classes, self.setting.within))
                    if done.results
                    else first
                )
                if again.status == "met" and again.whole < first.whole:
                    better.append(
                        replace(done, design=first.design, search=self.done[key].search, by_rule=self.done[key].by_rule)
                    )
            self._tell(f"{key}, sized once more on other days")
        for done in better:
            self.done[done.design.key] = done
            self._take(done)
        self.costs = tuple(costs)
        self._advise()

    def _advise(self) -> None:
        """Say which design to take, and of every other why it costs what it does."""
        centre, designs = self.setting.centre, self.made.designs
        advised = advice(designs, centre, self.costs, centre.scenario.currency)
        best = next((one for one in designs if one.key == advised.key), None)
        told = tuple(
            replace(one, why="" if best is None or one is best or one.staffing is None else self._why(one, best))
            for one in designs
        )
        self.made = replace(self.made, designs=told, recommendation=advised, twice=self.costs)

    def _why(self, one: Found, best: Found) -> str:
        return why(one, best, self.setting.centre.classes, self.setting.centre.scenario.currency)

    # Running

    def _run(
        self, work: Callable[[Any], Answer], tasks: Sequence[tuple[str, Any]], kind: str
    ) -> Iterator[tuple[str, Answer]]:
        """Do tasks, here or in other processes, and give their answers as they come. In any order, all to the same end."""
        if not isinstance(self.workers, Executor):
            for place, (key, task) in enumerate(tasks):
                if self.over:
                    return
                self._begin(kind, key, place, len(tasks))
                answer = work(task)
                self.work_done += WEIGHTS[kind]
                yield key, answer
            return
        sent: dict[Future[Answer], str] = {self.workers.submit(work, task): key for key, task in tasks}
        while sent:
            self._begin(kind, next(iter(sent.values())), len(tasks) - len(sent), len(tasks))
            ended, _ = wait(sent, return_when=FIRST_COMPLETED)
            for future in sorted(ended, key=lambda one: sent[one]):
                key = sent.pop(future)
                if not future.cancelled():
                    self.work_done += WEIGHTS[kind]
                    yield key, future.result()
            if self.over:
                for future in sent:
                    future.cancel()

    def _begin(self, kind: str, key: str, place: int, count: int) -> None:
        """Tell what is being worked on; of several at once, what was begun first."""
        self._tell(BEGUN[kind].format(key=key, n=place + 1, all=count))

    def _tell(self, text: str) -> None:
        self.made = replace(self.made, seconds=monotonic() - self.begun)
        self.progress(text, self.made, min(self.work_done / max(self.work, 1.0), 1.0))


def _look_at(task: tuple[Sequence[Look], Terms, int]) -> list[Any]:
    return look(*task)
