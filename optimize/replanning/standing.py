"""Standing: the plan that is at work, read back from the JSON that ``callfloor plan`` wrote.

A shift in the file is believed only if the scenario allows it: its group, start, length and breaks have to follow one of the rules, its
price has to be today's. Whatever does not fit is said at once, with its place in the file. A shift that an earlier re-planning
changed carries how it was planned (``planned``); it is that which has to follow a rule.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from itertools import pairwise, permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimize.on_call import on_call_kinds, window_of
from optimize.shifts import Shell, ShiftKind, shells
from scenarios import units
from scenarios.faults import Fault, InputError, choices, shown
from scenarios.units import DAY, clock, show_clock, show_duration
from sim.days.identity import digest_of_scenario

if TYPE_CHECKING:
    from optimize.breaks import BreakTime
    from scenarios.schema import Scenario, ShiftRule

FORMAT = "callfloor/plan/1"
OUTDATED = "The plan is not known to be made for the scenario as it is now. So no period counts as kept because the plan kept its targets when it was made."
ON_CALL = -2  # the rule of people who are called in
CENT = 0.005  # prices nearer than that are the same

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Post:
    """So many people on one shift: as it stands (``kind``) and as it was planned at first; ``rule``: its place in the file."""

    kind: ShiftKind
    planned: ShiftKind
    rule: int
    people: int


@dataclass(frozen=True)
class Standing:
    """A plan at work: its posts, in the file's order.

    ``as_made``: it kept all its targets when it was made, and nothing has been changed since, neither about it nor about the scenario.
    ``outdated``: it did, and the scenario is not known to be the one that it was made for.
    """

    posts: tuple[Post, ...]
    as_made: bool = False
    outdated: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever reads a verdict on it should know."""
        return (OUTDATED,) if self.outdated else ()

    @property
    def cost(self) -> float:
        """What its shifts cost."""
        return sum(post.people * post.kind.cost for post in self.posts)


def read(path: Path, scenario: Scenario) -> Standing:
    """Read a plan back.

    Raises:
        InputError: the file is no plan, or that of another scenario; every fault is named.

    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as reason:
        message = f"cannot be read: {getattr(reason, 'strerror', None) or 'it is not UTF-8 text'}"
        raise InputError([Fault(str(path), None, "", message)]) from None
    except json.JSONDecodeError as reason:
        raise InputError([Fault(str(path), reason.lineno, "", f"is not JSON: {reason.msg}")]) from None
    return parse(document, scenario, path)


def parse(document: object, scenario: Scenario, path: Path) -> Standing:
    """The same of a document that was read from somewhere.

    Raises:
        InputError: it is no plan, or that of another scenario; every fault is named.

    """
    return _Reader(path, scenario).standing(document)


def by_row(document: Row, scenario: Scenario, path: Path) -> list[tuple[Post, ...]]:
    """The posts of each row of a document's ``shifts``: one for each of its days.

    Raises:
        InputError: as ``parse``.

    """
    reader = _Reader(path, scenario)
    found = [tuple(reader.posts(f"shifts[{number}]", row)) for number, row in enumerate(document["shifts"])]
    if reader.faults:
        raise InputError(reader.faults)
    return found


class Allowed:
    """The shifts that a scenario allows, to find what is meant by a group, times and breaks."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def kind(
        self, group: str, start: float, length: float, breaks: tuple[tuple[float, float], ...], price: float | None
    ) -> tuple[ShiftKind, int]:
        """The kind that the scenario makes of a shift, and the rule that allows it; without a ``price`` the cheapest, as a plan would have it.

        Raises:
            ValueError: no rule allows it, or it costs something else than ``price``.

        """
        own = self._shells.get((group, start, length), [])
        fitting = []
        for shell in own:
            placed = _placed(self.scenario.shifts[shell.rule], start, breaks) if shell.rule >= 0 else None
            if placed is not None:
                fitting.append((shell.placed(placed), shell.rule))
        written = f"{group} {show_clock(start % DAY)}-{show_clock((start + length) % DAY)}"
        if not fitting:
            what = "these breaks" if own else "this shift"
            raise ValueError(f"no rule of the scenario allows {what} of {written}; is it a plan of an older scenario?")
        if price is None:
            return min(fitting, key=lambda one: one[0].cost)
        for kind, rule in fitting:
            if abs(kind.cost - price) <= CENT:
                return kind, rule
        raise ValueError(
            f"{written} costs {price:g} a shift in the plan and {fitting[0][0].cost:g} in the scenario; plan it again first"
        )

    @cached_property
    def _shells(self) -> Mapping[tuple[str, float, float], list[Shell]]:
        found: dict[tuple[str, float, float], list[Shell]] = {}
        for shell in shells(self.scenario):
            found.setdefault((shell.kind.group, shell.kind.start, shell.kind.length), []).append(shell)
        return found


class _Reader:
    """A plan being read: what is wrong with it so far."""

    def __init__(self, path: Path, scenario: Scenario) -> None:
        self.path, self.scenario, self.allowed = path, scenario, Allowed(scenario)
        self.faults: list[Fault] = []

    def standing(self, document: object) -> Standing:
        if not isinstance(document, Mapping) or document.get("format") != FORMAT:
            found = document.get("format") if isinstance(document, Mapping) else None
            was = f"is {shown(found)}, no plan" if found else "is no plan"
            self._fault("format", f"{was}; give the plan.json of callfloor plan (format {FORMAT})")
            raise InputError(self.faults)
        name = document.get("scenario")
        if name != self.scenario.name:
            self._fault(
                "scenario", f"is a plan of {name}, not of {self.scenario.name}; plan {self.scenario.name} first"
            )
            raise InputError(self.faults)
        rows = document.get("shifts")
        if not isinstance(rows, list) or not rows:
            self._fault("shifts", "the plan has no shifts, so nothing can be kept of it")
            raise InputError(self.faults)
        posts = [post for number, row in enumerate(rows) for post in self.posts(f"shifts[{number}]", row)]
        for number, row in enumerate(document.get("called_in", ())):
            posts += self._called(f"called_in[{number}]", row)
        if self.faults:
            raise InputError(self.faults)
        again = document.get("replanned")
        unchanged = again is None or (isinstance(again, Mapping) and again.get("as_made") is True)
        kept = document.get("status") == "met" and unchanged
        for_today = document.get("made_for") == digest_of_scenario(self.scenario)
        return Standing(tuple(posts), as_made=kept and for_today, outdated=kept and not for_today)

    def posts(self, key: str, row: object) -> Iterator[Post]:
        """A row's posts: one for each of its days."""
        try:
            if not isinstance(row, Mapping):
                raise ValueError("is no shift")
            days = [self._offset(str(day)) for day in row["days"]]
            found = [self._post(row, day, len(days)) for day in days]
            paid, written = sum(post.people * post.kind.cost for post in found), float(row["cost"])
            if len(days) > 1 and abs(paid - written) > CENT * len(days):
                raise ValueError(f"costs {written:g} in the plan and {paid:g} in the scenario; plan it again first")
            yield from found
        except KeyError as missing:
            self._fault(key, f"has no {missing.args[0]}")
        except (ValueError, TypeError) as reason:
            self._fault(key, str(reason))

    def _called(self, key: str, row: object) -> Iterator[Post]:
        """The people whom the plan calls in; none if there is nobody."""
        try:
            if not isinstance(row, Mapping):
                raise ValueError("calls nobody in")
            start = datetime.combine(self.scenario.calendar.start, time())
            begins, ends = ((datetime.fromisoformat(str(row[at])) - start).total_seconds() for at in ("start", "end"))
            kinds = {window_of(kind): kind for kind in on_call_kinds(self.scenario)}
            kind, people = kinds.get((str(row["group"]), begins, ends)), int(row["agents"])
            if kind is None:
                raise ValueError("nobody is on call then in the scenario; is it a plan of an older one?")
            if people > 0:
                yield Post(kind, kind, ON_CALL, people)
        except KeyError as missing:
            self._fault(key, f"has no {missing.args[0]}")
        except (ValueError, TypeError) as reason:
            self._fault(key, str(reason))

    def _offset(self, day: str) -> int:
        calendar = self.scenario.calendar
        offset = (units.day(day) - calendar.start).days
        if not 0 <= offset < calendar.days:
            raise ValueError(f"is on {day}, which is not in the calendar ({calendar.start}, days: {calendar.days})")
        return offset

    def _post(self, row: Row, day: int, days: int) -> Post:
        group, people = str(row["group"]), int(row["agents"])
        if group not in self.scenario.agent_groups:
            raise ValueError(
                f"no group is called {shown(group)}; there are {choices(group, self.scenario.agent_groups)}"
            )
        if people < 1:
            raise ValueError(f"agents is {shown(row['agents'])}; a shift of the plan has at least one")
        price = round(float(row["cost"]) / people / days, 9)
        start, length, breaks = _times(row, day)
        if "planned" not in row:
            planned, rule = self.allowed.kind(group, start, length, breaks, price if days == 1 else None)
            return Post(planned, planned, rule, people)
        planned, rule = self.allowed.kind(group, *_times(row["planned"], day), None)
        taken = self._unlike(planned, breaks)
        return Post(ShiftKind(group, start, length, taken, price, planned.premium), planned, rule, people)

    @staticmethod
    def _unlike(planned: ShiftKind, breaks: tuple[tuple[float, float], ...]) -> tuple[BreakTime, ...]:
        """Breaks of a changed shift; each is paid if the planned one of its length is. One that was cut off is missing."""
        left = [(end - start, paid) for start, end, paid in planned.breaks]
        found = []
        for start, end in breaks:
            match = next((one for one in left if one[0] == end - start), None)
            if match is None:
                raise ValueError(f"has a break of {show_duration(end - start)} that the planned shift has not")
            left.remove(match)
            found.append((start, end, match[1]))
        return tuple(found)

    def _fault(self, key: str, message: str) -> None:
        self.faults.append(Fault(str(self.path), None, key, message))


def _times(row: Row, day: int) -> tuple[float, float, tuple[tuple[float, float], ...]]:
    """Start, length and breaks of a row, in seconds since the calendar's start."""
    start = day * DAY + clock(row["start"])
    length = (clock(row["end"]) - clock(row["start"])) % DAY or DAY
    breaks = []
    for begins, ends in row["breaks"]:
        at = start + (clock(begins) - clock(row["start"])) % DAY
        breaks.append((at, at + (clock(ends) - clock(begins)) % DAY))
    return start, length, tuple(sorted(breaks))


def _placed(rule: ShiftRule, start: float, breaks: tuple[tuple[float, float], ...]) -> tuple[BreakTime, ...] | None:
    """The breaks of a shift with who pays for them, if the rule lets them lie there."""
    if len(breaks) != len(rule.breaks) or any(first[1] > second[0] for first, second in pairwise(breaks)):
        return None
    for order in permutations(rule.breaks):
        if all(
            rest.length == end - begin and rest.earliest <= begin - start <= rest.latest
            for rest, (begin, end) in zip(order, breaks, strict=True)
        ):
            return tuple((begin, end, rest.paid) for rest, (begin, end) in zip(order, breaks, strict=True))
    return None
