"""Targets: what is asked of the centre, of whom, over which periods."""

from typing import Literal, Self, TypeAlias

from pydantic import model_validator

from scenarios.faults import Problem, RefusedError, listed
from scenarios.fields import ContactTypeName, GroupName, Number, Part, QueueName, Seconds, Share, field

Scope: TypeAlias = Literal["queue", "contact_type", "agent_group", "centre"]
Measure: TypeAlias = Literal["answer_rate", "abandonment", "mean_wait", "occupancy", "on_time"]

SCOPES: tuple[Scope, ...] = ("queue", "contact_type", "agent_group")
MEASURES: tuple[Measure, ...] = ("answer_rate", "abandonment", "mean_wait", "occupancy", "on_time")


WORDS = {"queue": "a queue", "contact_type": "a contact type", "agent_group": "an agent group"}


class Target(Part):
    """One target: one measure, of one queue, contact type or group (or, none named, of the whole centre)."""

    queue: QueueName | None = field("The queue it is about.", default=None)
    contact_type: ContactTypeName | None = field("The contact type it is about.", default=None)
    agent_group: GroupName | None = field("The agent group it is about.", default=None)
    answer_rate: Share | None = field("At least this share of the offered is answered within `within`.", default=None)
    abandonment: Share | None = field("At most this share of the offered abandons.", default=None)
    mean_wait: Seconds | None = field("Mean wait of the answered, at most.", unit="time", default=None)
    occupancy: Share | None = field("Share of staffed time busy, at most.", default=None)
    on_time: Share | None = field("At least this share of deferred work is finished by its deadline.", default=None)
    within: Seconds | None = field("With answer_rate: the wait that still counts.", unit="time", default=None)
    of: Literal["offered", "answered", "offered_less_short_abandons"] = field(
        "Denominator of answer_rate.", default="offered"
    )
    per: Literal["interval", "hour", "day", "horizon"] = field(
        "Periods in each of which it must hold.", default="horizon"
    )
    confidence: Share | None = field(
        "Share of days on which each period reaches it; left out, the average counts.", default=None, above=0
    )
    at_least: Number = field("Periods expecting fewer contacts are skipped.", unit="contacts", default=0.0, at_least=0)

    @model_validator(mode="after")
    def _one_thing_of_one_thing(self) -> Self:
        problems: list[Problem] = []
        named = [scope for scope in SCOPES if getattr(self, scope) is not None]
        asked = [measure for measure in MEASURES if getattr(self, measure) is not None]
        if len(named) > 1:
            problems.append(
                Problem(f"a target is about one thing, not {listed(named, 'and')}; write one target for each")
            )
        if len(asked) != 1:
            found = f"asks {listed(asked, 'and')}" if asked else "asks nothing"
            problems.append(Problem(f"the target {found}; write one of {listed(MEASURES, 'or')}"))
        if problems:
            raise RefusedError(*problems)
        problems += self._measure_problems()
        if problems:
            raise RefusedError(*problems)
        return self

    def _measure_problems(self) -> list[Problem]:
        problems = []
        if (self.measure == "occupancy") != (self.scope == "agent_group") and self.scope != "centre":
            problems.append(Problem(f"{self.measure} is not a measure of {WORDS[self.scope]}", (self.measure,)))
        if self.measure == "answer_rate" and self.within is None:
            problems.append(Problem("answer_rate needs within; write within: 20 s"))
        if self.measure != "answer_rate":
            extra = [key for key in ("within", "of") if key in self.model_fields_set]
            problems += [Problem(f"{key} goes with answer_rate only; take it out", (key,)) for key in extra]
        return problems

    @property
    def scope(self) -> Scope:
        """What kind of thing it is about."""
        return next((scope for scope in SCOPES if getattr(self, scope) is not None), "centre")

    @property
    def of_what(self) -> str:
        """The name of what it is about; the centre has none."""
        return self.queue or self.contact_type or self.agent_group or ""

    @property
    def measure(self) -> Measure:
        """What is measured."""
        return next(measure for measure in MEASURES if getattr(self, measure) is not None)

    @property
    def asked(self) -> float:
        """The value asked for: a share, or seconds."""
        return float(getattr(self, self.measure))
