"""The agents of one group on the second floor of the tests (``tests/sim/oracle.py``): who is here, idle, resting, owed to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from tests.sim.oracle_duty import Due


@dataclass(eq=False)
class Owed:
    """A departure (no length) or a break that somebody has yet to begin."""

    due: float
    length: float | None = None


@dataclass(eq=False)
class Agent:
    """Somebody on the floor."""

    number: int
    came: float
    since: float  # his load has not changed since then
    chats: list[int] = field(default_factory=list)
    other: list[int] = field(default_factory=list)
    out: bool = False  # without tools

    @property
    def empty(self) -> bool:
        return not self.chats and not self.other

    @property
    def load(self) -> int:
        return len(self.chats) + len(self.other)

    @property
    def idle(self) -> bool:
        return self.empty and not self.out


class Team:
    """One group on the floor."""

    def __init__(
        self, due: Due, needed: Callable[[], bool], comes_back: Callable[[float], None], home: Callable[[int], None]
    ) -> None:
        self.due, self.needed, self.comes_back, self.home = due, needed, comes_back, home
        self.here: list[Agent] = []
        self.resting: list[tuple[int, float]] = []  # (number, back at)
        self.owed: list[Owed] = []
        self.held: list[Owed] = []  # departures put off because contacts wait in a closed queue
        self.stopped = 0
        self.changed_at = -inf
        self.presence: list[tuple[int, float, float]] = []
        self.stays: list[tuple[float, float]] = []

    def idle(self) -> list[Agent]:
        """Idle longest first."""
        return sorted((one for one in self.here if one.idle), key=lambda one: (one.since, one.number))

    def knows(self, number: int) -> bool:
        """Whether he is on the floor or on a break."""
        return any(one.number == number for one in self.here) or any(who == number for who, _ in self.resting)

    # --- all changes of one instant ---------------------------------------------------------------------------------

    def change(self, now: float) -> None:
        change = self.due.changes.get(now, 0) if self.changed_at < now else 0
        breaks = [length for due, length in self.due.breaks if due == now and self.changed_at < now]
        self.changed_at = now
        self._tools_back()
        departures = [Owed(now) for _ in range(-change)]
        if departures and self.needed():
            self.held += departures
        else:
            self._leave(departures, now)
        for length in breaks:
            self.owed.append(Owed(now, length))
            if idle := self.idle():
                self._go(idle[0], self.owed[-1], now)
        for _ in range(change):
            self._come(now)
        if self.due.heads(now) <= 0:  # nobody is on shift any more whose break it could be
            self.owed = [one for one in self.owed if one.length is None]
        self._back(now)
        self._tools_out(now)

    def settle(self, now: float) -> None:
        """Who is no longer needed leaves."""
        if self.held and not self.needed():
            self.stays += [(one.due, now) for one in self.held]
            departures, self.held = [Owed(now) for _ in self.held], []
            self._leave(departures, now)

    def _tools_back(self) -> None:
        for one in self.here:
            one.out = False

    def _tools_out(self, now: float) -> None:
        self.stopped = self.due.stopped(now)
        for one in self.idle()[: self.stopped]:
            one.out = True

    def _leave(self, departures: list[Owed], now: float) -> None:
        self.owed += departures
        for owed, agent in zip(departures, self.idle(), strict=False):
            self._go(agent, owed, now)

    def _come(self, now: float) -> None:
        departure = next((one for one in self.owed + self.held if one.length is None), None)
        if departure is None:
            number = next(number for number in range(1000) if not self.knows(number))
            self.here.append(Agent(number, now, now))
        else:
            self._settled(departure, now)

    def _back(self, now: float) -> None:
        for number, _ in sorted(one for one in self.resting if one[1] <= now):
            self.resting = [one for one in self.resting if one[0] != number]
            departure = next((one for one in self.owed if one.length is None), None)
            if departure is None:
                self.here.append(Agent(number, now, now))
            else:
                self._settled(departure, now)
                self.home(number)

    # --- single agents ------------------------------------------------------------------------------------------------

    def _settled(self, owed: Owed, now: float) -> None:
        """Nobody has to go for this any more."""
        if owed in self.owed:
            self.owed.remove(owed)
        else:
            self.held.remove(owed)
            self.stays.append((owed.due, now))

    def _go(self, agent: Agent, owed: Owed, now: float) -> None:
        self._settled(owed, now)
        self.here.remove(agent)
        self.presence.append((agent.number, agent.came, now))
        if owed.length is None:
            self.home(agent.number)
        else:
            self.resting.append((agent.number, now + owed.length))
            self.comes_back(now + owed.length)

    def freed(self, agent: Agent, now: float) -> None:
        """One of his contacts has ended."""
        agent.since = now
        if not agent.empty:
            return
        owed = sorted(self.owed, key=lambda one: (one.due, one.length is not None))
        if owed:
            self._go(agent, owed[0], now)
        else:
            agent.out = self._short() > 0

    def _short(self) -> int:
        return self.stopped - sum(one.out for one in self.here)

    def takes_chats(self) -> list[Agent]:
        """All with their tools but for as many as are owed: those will go soonest, and take no new chat."""
        going = len(self.owed) + max(self._short(), 0)
        busy = sorted((one for one in self.here if not one.empty), key=lambda one: (one.load, one.since, one.number))
        return [one for one in self.here if not one.out and one not in busy[:going]]

    def spans(self, last: dict[int, float], end: float) -> list[tuple[int, float, float]]:
        """Who was on the floor from when to when; ``last``: when each agent's last contact left him."""
        rest = [(one.number, one.came, max(one.came, end, last.get(one.number, 0.0))) for one in self.here]
        return [span for span in self.presence + rest if span[1] < span[2]]
