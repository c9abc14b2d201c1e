"""Conflicts: why no plan can meet the targets, in as few words as possible.

Of all demands and limits a set is sought that cannot hold together, though it could without any one of its parts. First the hours are
looked at that no shift covers: then it is hours that are in the way, not targets. Else single demands and pairs of a demand
and a limit are tried, which are the smallest sets there can be; and where none of them is in conflict, the set is found by halving (QuickXplain,
Junker 2004): then no part of it can be left out, though another set may be smaller. What would free it is in
``telling/remedies.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from optimize.beliefs import Beliefs
from optimize.deferred import Dated
from optimize.demands import Demand, Occupied
from optimize.master import Master
from optimize.model import Model
from optimize.program import Solved
from optimize.telling.hours import Gap, gaps, gaps_in_words
from optimize.telling.parts import Limit, Part, every_part, feasible
from optimize.visits import visits
from sim.targets import AT_MOST

if TYPE_CHECKING:
    from optimize.telling.remedies import Again
    from scenarios.targets import Target

FEW = 40  # demands that are tried alone and with each limit: those most is missing to
MISSING = 1e-6
DOES = {"answer_rate": "answered", "abandonment": "abandon", "on_time": "on time", "occupancy": "occupied"}
WHOLE_PEOPLE = "they could be met if a person could be split, but not with whole people"
Item = TypeVar("Item")


def smallest(parts: Sequence[Item], fits: Callable[[Sequence[Item]], bool]) -> list[Item]:
    """A smallest subset of ``parts`` (in the sense that no part can be left out) that does not fit together."""

    def explain(held: list[Item], added: bool, rest: list[Item]) -> list[Item]:
        if added and not fits(held):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        from_second = explain(held + first, bool(first), second)
        from_first = explain(held + from_second, bool(from_second), first)
        return from_first + from_second

    return explain([], False, list(parts)) if parts else []


def explain(
    model: Model, beliefs: Beliefs, again: Again | None = None, late: Callable[[], bool] = lambda: False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name a smallest conflict of a model without solution, and what would free it: two lists of sentences.

    ``again`` plans once more with a remedy applied, so that it is tested before it is said. ``late``: no time is left, and what was not
    found out by then is not said.
    """
    from optimize.telling.remedies import remedies

    parts = every_part(model)
    hours = [part for part in parts if isinstance(part, Limit) and part.kind == "hours"]
    bare = gaps(model, lambda demand: not late() and not feasible(model, beliefs, [demand, *hours]))
    if bare:
        return gaps_in_words(model, bare), (hours_remedy(model, beliefs, bare),)

    def fits(some: Sequence[Part]) -> bool:
        return late() or feasible(model, beliefs, some)

    if fits(parts):
        return ((), ()) if late() else ((WHOLE_PEOPLE,), ())
    found = _single_or_pair(model, beliefs, parts, late) or smallest(parts, fits)
    if late():
        return (), ()
    if not any(isinstance(part, Limit) for part in found):
        model, beliefs, found = _with_enough_people(model, beliefs, found)
    return tuple(part_in_words(model, part) for part in in_order(found)), remedies(model, beliefs, found, again)


def _with_enough_people(model: Model, beliefs: Beliefs, found: list[Part]) -> tuple[Model, Beliefs, list[Part]]:
    """The conflict as the formulas see it, where they say that the limits are in the way and not the targets by themselves.

    What is believed was learned from plans with far too few people: whoever rang again because nobody answered, and an agent more who made no
    difference. It does not hold once there are enough, and so cannot say that no number is enough.
    """
    if any(isinstance(part, Dated | Occupied) for part in found):
        return model, beliefs, found
    plain, formulas = Model.of(model.scenario, model.roster, visits(model.scenario)), Beliefs()
    parts = every_part(plain)
    if feasible(plain, formulas, parts):
        return model, beliefs, found
    nearer = _single_or_pair(plain, formulas, parts) or smallest(parts, lambda some: feasible(plain, formulas, some))
    limited = any(isinstance(part, Limit) and part.kind != "hours" for part in nearer)
    return (plain, formulas, nearer) if limited else (model, beliefs, found)


def in_order(found: Sequence[Part]) -> list[Part]:
    """Targets first, then limits."""
    return sorted(found, key=lambda part: isinstance(part, Limit))


def hours_remedy(model: Model, beliefs: Beliefs, bare: Sequence[Gap]) -> str:
    """What shifts would have to cover; and whether that alone would be enough."""
    hours = [part for part in every_part(model) if not (isinstance(part, Limit) and part.kind == "hours")]
    enough = feasible(model, beliefs, hours)
    wanted = "; ".join(
        dict.fromkeys(
            f"{' or '.join(gap.groups) or f'a group with the skill for {gap.queue}'}: {gap.when(model.scenario)}"
            for gap in bare
        )
    )
    more = "" if enough else " (that alone is not enough)"
    return f"allow shifts that cover these hours, {wanted}{more}"


def _single_or_pair(
    model: Model, beliefs: Beliefs, parts: Sequence[Part], late: Callable[[], bool] = lambda: False
) -> list[Part]:
    """A demand that cannot be met by itself, or together with one limit; nothing if there is none among those most is missing to."""
    limits = [part for part in parts if isinstance(part, Limit)]
    asked = _most_missing(model, beliefs, [part for part in parts if not isinstance(part, Limit)])[:FEW]
    for part in asked:
        if not late() and not feasible(model, beliefs, [part]):
            return [part]
    for limit in limits:
        for part in asked:
            if not late() and not feasible(model, beliefs, [part, limit]):
                return [part, limit]
    return []


def _most_missing(model: Model, beliefs: Beliefs, asked: Sequence[Part]) -> list[Part]:
    """Demands by how much of each is missing in the plan that misses least, most first; those that are met are left out."""
    solved = Master(model, beliefs, elastic=True, whole=False).program.solve()
    if not isinstance(solved, Solved):
        return list(asked)
    missing: dict[Part, float] = {
        part: solved.values.get(f"missing_target_{part.place}_{part.first}", 0.0)
        for part in asked
        if isinstance(part, Demand | Dated)
    }
    return sorted((part for part, short in missing.items() if short > MISSING), key=lambda part: -missing[part])


def part_in_words(model: Model, part: Part) -> str:
    """Say a part of a conflict."""
    if not isinstance(part, Limit):
        return described(model, part)
    if part.kind == "headcount":
        return limit_in_words(part.group, model.roster.headcount[part.group])
    if part.kind == "staff minimum":
        return f"the staff minimum of {part.group} ({model.roster.staff_minimum[part.group]})"
    if part.kind == "part-time":
        return "the shares of part-time"
    return "the labour rules" if part.kind == "labour" else f"the hours of the shifts of {part.group}"


def described(model: Model, demand: Demand | Dated | Occupied) -> str:
    """Say a demand in words: what is asked, of whom, when."""
    starts = model.scenario.calendar.starts
    whole = demand.target.per == "horizon"
    when = "over the whole calendar" if whole else f"in the {demand.target.per} from {starts[demand.first]}"
    return f"{target_in_words(demand.target)} {when}"


def target_in_words(target: Target) -> str:
    """`the target of queue vip (answer rate 0.9 within 15 s)`."""
    who = "the centre" if target.scope == "centre" else f"{target.scope.replace('_', ' ')} {target.of_what}"
    return f"the target of {who} ({amount(target, target.asked)})"


def limit_in_words(group: str, headcount: int) -> str:
    """`the headcount of vip_desk (30)`."""
    return f"the headcount of {group} ({headcount})"


def amount(target: Target, value: float) -> str:
    """Write a value of the target's measure in words: `80 % answered within 20 s`, `at most 5 % abandon`."""
    most = "at most " if target.measure in AT_MOST else ""
    if target.measure == "mean_wait":
        return f"a mean wait of {most}{value:.3g} s"
    within = f" within {target.within:.4g} s" if target.within is not None else ""
    return f"{most}{value * 100:.3g} % {DOES.get(target.measure, target.measure.replace('_', ' '))}{within}"
