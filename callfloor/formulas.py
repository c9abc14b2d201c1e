"""The Erlang formulas as a question and an answer: units in, the contract's document out.

The formulas themselves are in `sim/erlang.py`. Here the question is read (every fault of it at once), asked, and the answer
put into words. Model c: nobody gives up; a: patience runs out; b: who finds everybody busy is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from callfloor import words
from callfloor.figures.picture import Table
from scenarios import units
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from sim.erlang import Model, Steady

Answer = dict[str, Any]
Value = TypeVar("Value")
Given = TypeVar("Given")
MODELS = {"a": "Erlang A", "b": "Erlang B", "c": "Erlang C"}


def as_input(option: str, given: Given, read: Callable[[Given], Value]) -> Value:
    """Read a value; what is wrong with it is a fault of that option."""
    try:
        return read(given)
    except ValueError as reason:
        raise InputError([Fault(option, None, "", str(reason))]) from None


def erlang(
    *,
    model: str,
    rate: str,
    handle_time: str,
    patience: str | None = None,
    agents: int | None = None,
    answer_rate: float | None = None,
    within: str = "20 s",
    capacity: int | None = None,
) -> Answer:
    """What a steady queue comes to, with the given agents or with the fewest that reach the answer rate.

    ``rate``, ``handle_time``, ``patience`` and ``within`` carry their units: ``50 per min``, ``4 min``. The answer is what ``callfloor erlang
    --json -`` prints: times in seconds (keys that end in ``_s``), shares from 0 to 1 (of the offered; occupancy of the time
    staffed), None where a queue never settles. Models b, c and a after Erlang 1917 and Palm 1946, see ``sim/erlang.py``.

    Raises:
        InputError: listing all that is wrong with the question.

    """
    faults = _Faults()
    model = model.lower()
    read_rate = faults.reading("--rate", rate, _positive(units.rate, "a rate"), 1.0)
    read_time = faults.reading("--handle-time", handle_time, _positive(units.duration, "a handle time"), 1.0)
    read_within = faults.reading("--within", within, units.duration, 0.0)
    read_patience = faults.reading("--patience", patience, _positive(units.duration, "patience"), None)
    _check(faults, model, patience, agents, answer_rate, capacity)
    faults.raise_all()
    return _ask(model, (read_rate, read_time, read_patience, read_within, capacity), agents, answer_rate)


def _ask(
    model: str,
    asked: tuple[float, float, float | None, float, int | None],
    agents: int | None,
    answer_rate: float | None,
) -> Answer:
    from sim.erlang import Demand, Goal, fewest_agents, steady

    arrivals, handle, patience, within, capacity = asked
    demand = Demand(arrivals, handle, float("inf") if patience is None else patience, within, capacity)
    known: Model = "a" if model == "a" else "b" if model == "b" else "c"
    try:
        found = steady(known, demand, agents) if agents is not None else fewest_agents(known, demand, Goal(answer_rate))
    except ValueError:
        message = f"{answer_rate:g} is not reached by any number of agents; ask for less, or for more capacity"
        raise InputError([Fault("--answer-rate", None, "", message)]) from None
    question = {
        "format": "callfloor/erlang/1",
        "model": model,
        "rate_per_h": arrivals * 3600,
        "handle_time_s": handle,
        "patience_s": patience,
        "within_s": within,
        "capacity": capacity,
        "load": demand.load,
    }
    return {**question, **_answer(found, model)}


def _answer(found: Steady, model: str) -> Answer:
    note = None
    if not found.settles:
        note = "More work than agents and nobody gives up: the queue grows without end and has no mean wait."
    elif model == "b":
        note = "Nobody waits in model b: who finds every agent busy is gone."
    return {
        "agents": found.agents,
        "settles": found.settles,
        "answer_rate": found.answer_rate,
        "abandonment": found.abandonment,
        "blocked": found.blocked,
        "mean_wait_s": found.mean_wait,
        "mean_wait_all_s": found.mean_wait_all,
        "probability_of_wait": found.probability_of_wait,
        "mean_queue_length": found.mean_queue,
        "occupancy": found.occupancy,
        "note": note,
    }


class _Faults:
    """All that is wrong with a question, said at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, option: str, message: str) -> None:
        """Note a fault."""
        self.found.append(Fault(option, None, "", message))

    def reading(self, option: str, given: str | None, read: Callable[[object], Value], otherwise: Value) -> Value:
        """Read a value; a fault is kept for later, when all are known."""
        if given is None:
            return otherwise
        try:
            return read(given)
        except ValueError as reason:
            self.add(option, str(reason))
            return otherwise

    def raise_all(self) -> None:
        """Refuse the question if anything is wrong with it."""
        if self.found:
            raise InputError(self.found)


def _positive(read: Callable[[object], float], what: str) -> Callable[[object], Any]:
    def checked(given: object) -> float:
        value = read(given)
        if value <= 0:
            raise ValueError(f"{given} is not above 0; {what} is")
        return value

    return checked


def _check(
    faults: _Faults,
    model: str,
    patience: str | None,
    agents: int | None,
    answer_rate: float | None,
    capacity: int | None,
) -> None:
    if model not in MODELS:
        faults.add("--model", f'"{model}" is not a model; write c (all wait), a (some give up) or b (nobody waits)')
    if model == "a" and patience is None:
        faults.add("--patience", 'is missing: model a needs the mean patience, such as "2 min"')
    if model in ("b", "c") and patience is not None:
        faults.add("--patience", f"goes with model a only; leave it out or write --model a in place of {model}")
    if model == "b" and capacity is not None:
        faults.add("--capacity", "does nothing in model b, where nobody waits; leave it out")
    if (agents is None) == (answer_rate is None):
        faults.add("--agents", "give either --agents or --answer-rate, and not both")
    if agents is not None and agents < 0:
        faults.add("--agents", f"{agents} is below 0, the least allowed")
    if answer_rate is not None and not 0 < answer_rate < 1:
        faults.add("--answer-rate", f"{answer_rate:g} is not a share between 0 and 1, such as 0.8")
    if capacity is not None and capacity < 0:
        faults.add("--capacity", f"{capacity} is below 0, the least allowed")


def sentence(answer: Answer) -> str:
    """The answer in a sentence."""
    agents, within = words.plural(answer["agents"], "agent"), words.duration(answer["within_s"])
    lead = f"{MODELS[answer['model']]}: {agents} for a load of {words.number(answer['load'])} erlangs"
    if answer["model"] == "b":
        return (
            f"{lead} answer {words.share(answer['answer_rate'])}; {words.share(answer['blocked'])} find everybody busy."
        )
    if not answer["settles"]:
        return f"{lead}: {answer['note']}"
    return f"{lead} answer {words.share(answer['answer_rate'])} within {within}; mean wait {words.duration(answer['mean_wait_s'])}."


def table(answer: Answer) -> Table:
    """The answer row by row, each share with its denominator."""
    rows = (
        ("agents", words.number(answer["agents"])),
        (f"answered within {words.duration(answer['within_s'])}, of the offered", words.share(answer["answer_rate"])),
        ("abandoned, of the offered", words.share(answer["abandonment"])),
        ("blocked, of the offered", words.share(answer["blocked"])),
        ("mean wait of the answered", words.duration(answer["mean_wait_s"])),
        ("mean wait of all who ask", words.duration(answer["mean_wait_all_s"])),
        ("not answered at once, of the offered", words.share(answer["probability_of_wait"])),
        ("occupancy, of the time staffed", words.share(answer["occupancy"])),
    )
    return Table(("", ""), rows)
