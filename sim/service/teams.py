"""Teams: the agents of a group, what each has in hand, and who comes and goes.

An agent on the floor is idle, occupied (one contact, or several chats), or sits before tools that are out. Who is to leave or to go on a
break does so at once if he is idle; what cannot be done at once is owed, and paid by whoever is free next.
``docs/rules-of-the-floor.md``, section 5.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.service.duty import Change


@dataclass(slots=True)
class Hand:
    """What an occupied agent has in hand: so many contacts, all of them chats or not, unchanged since a moment."""

    load: int
    since: float
    chats: bool


@dataclass(frozen=True)
class Owed:
    """A departure that could not be made when it fell due, or a break of some length."""

    pause: float | None


DEPARTURE = Owed(None)
Free = tuple[float, int]  # (idle since, agent number)


class Team:
    """The agents of one group."""

    def __init__(
        self,
        concurrency: int,
        was_here: Callable[[int, float, float], None],
        goes_on_break: Callable[[int, float], None],
        was_kept: Callable[[float, float], None],
    ) -> None:
        """Begin with nobody; ``was_here`` is told every (agent, from, until), the others (agent, length) and (from, until)."""
        self.concurrency = concurrency
        self.on_shift = 0  # people due on the floor or on a break
        self.idle: list[Free] = []  # heap: nothing in hand, tools at work
        self.dark: list[Free] = []  # nothing in hand, tools out
        self.unable = 0  # people whose tools should be out
        self.hands: dict[int, Hand] = {}  # agents with something in hand
        self.came: dict[int, float] = {}  # since when each agent is on the floor
        self.on_break: set[int] = set()
        self.owed: deque[Owed] = deque()
        self.stays: deque[float] = deque()  # since when people are kept on at a closing
        self._at_home: list[int] = []  # heap of agent numbers
        self._hired = 0  # agent numbers handed out so far
        self._was_here, self._goes_on_break, self._was_kept = was_here, goes_on_break, was_kept

    # --- who can take a contact ----------------------------------------------------------------------------------

    def has_room(self, chat: bool, reserve: int) -> bool:
        """Tell whether somebody can take one more contact and leave ``reserve`` agents idle."""
        return len(self.idle) > reserve or (
            chat and self.concurrency > 1 and len(self.idle) >= reserve and self._chatting() is not None
        )

    def take(self, now: float, chat: bool, reserve: int) -> int:
        """Give the contact to the agent with the fewest chats, idle longest; for all but chats that is an idle one."""
        if len(self.idle) > reserve:
            agent = heappop(self.idle)[1]
            self.hands[agent] = Hand(1, now, chat)
            return agent
        chatting = self._chatting()
        assert chatting is not None, "asked to take a contact without room for it"
        self._one_more(chatting, now)
        return chatting

    def take_by(self, agent: int, now: float, chat: bool) -> None:
        """Give the contact to one agent in particular, who can take it."""
        if agent in self.hands:
            self._one_more(agent, now)
        else:
            self.idle.remove(next(free for free in self.idle if free[1] == agent))
            heapify(self.idle)
            self.hands[agent] = Hand(1, now, chat)

    def can_take(self, agent: int, chat: bool) -> bool:
        """Tell whether one agent in particular could take one more contact."""
        if agent in self.hands:
            return chat and agent in self._with_a_slot()
        return any(agent == number for _, number in self.idle)

    def _one_more(self, agent: int, now: float) -> None:
        self.hands[agent].load += 1
        self.hands[agent].since = now

    def _chatting(self) -> int | None:
        """The agent with the fewest chats among those who have some and could take another."""
        return min(self._with_a_slot(), key=self._load, default=None)

    def _with_a_slot(self) -> list[int]:
        # As many as are to leave take no more, those with the least in hand first, or they would never get away.
        leaving = len(self.owed) + max(self.unable - len(self.dark), 0)
        staying = sorted(self.hands, key=self._load)[leaving:] if leaving else self.hands
        return [agent for agent in staying if self.hands[agent].chats and self.hands[agent].load < self.concurrency]

    def _load(self, agent: int) -> tuple[int, float, int]:
        hand = self.hands[agent]
        return hand.load, hand.since, agent

    def load(self, agent: int) -> int:
        """Contacts that the agent has in hand."""
        return self.hands[agent].load

    def here_or_on_break(self, agent: int) -> bool:
        """Whether the agent has not gone home."""
        return agent in self.came or agent in self.on_break

    # --- contacts end, people come and go ------------------------------------------------------------------------

    def release(self, agent: int, now: float) -> None:
        """Let the agent be done with one contact; with nothing left in hand he pays what is owed, or is idle."""
        hand = self.hands[agent]
        if hand.load > 1:
            hand.load -= 1
            hand.since = now
            return
        del self.hands[agent]
        if self.owed:
            self._pay(agent, self.owed.popleft(), now)
        elif len(self.dark) < self.unable:
            self.dark.append((now, agent))
        else:
            heappush(self.idle, (now, agent))

    def change(self, change: Change, now: float, kept_on: bool) -> None:
        """Make all changes of one moment; with ``kept_on`` those who would leave stay until ``let_go``."""
        self._light_up()
        fewer = self.on_shift - change.on_shift
        self.on_shift = change.on_shift
        for _ in range(fewer):
            if kept_on:
                self.stays.append(now)
            else:
                self._owe(DEPARTURE, now)
        for pause in change.breaks:
            self._owe(Owed(pause), now)
        for _ in range(-fewer):
            self._one_comes(now)
        if self.on_shift <= 0:  # a break nobody could begin ends with the last shift
            self.owed = deque(owed for owed in self.owed if owed is DEPARTURE)
        self.unable = change.unable
        self._darken()

    def let_go(self, now: float) -> None:
        """Let those go who were kept on at a closing."""
        while self.stays:
            self._was_kept(self.stays.popleft(), now)
            self._owe(DEPARTURE, now)

    def come_back(self, agent: int, now: float) -> None:
        """End an agent's break; where a departure is owed he goes home."""
        self._light_up()
        self.on_break.remove(agent)
        if DEPARTURE in self.owed:
            self.owed.remove(DEPARTURE)
            heappush(self._at_home, agent)
        else:
            self._enter(agent, now)
        self._darken()

    def _one_comes(self, now: float) -> None:
        if DEPARTURE in self.owed:
            self.owed.remove(DEPARTURE)
        elif self.stays:
            self._was_kept(self.stays.popleft(), now)
        else:
            if not self._at_home:
                heappush(self._at_home, self._hired)
                self._hired += 1
            self._enter(heappop(self._at_home), now)

    def _enter(self, agent: int, now: float) -> None:
        self.came[agent] = now
        heappush(self.idle, (now, agent))

    def _owe(self, what: Owed, now: float) -> None:
        """Let the agent who has idled longest do it, or owe it."""
        if self.idle:
            self._pay(heappop(self.idle)[1], what, now)
        else:
            self.owed.append(what)

    def _pay(self, agent: int, what: Owed, now: float) -> None:
        self._was_here(agent, self.came.pop(agent), now)
        if what.pause is None:
            heappush(self._at_home, agent)
        else:
            self.on_break.add(agent)
            self._goes_on_break(agent, what.pause)

    def _light_up(self) -> None:
        for free in self.dark:
            heappush(self.idle, free)
        self.dark = []

    def _darken(self) -> None:
        while self.idle and len(self.dark) < self.unable:
            self.dark.append(heappop(self.idle))
