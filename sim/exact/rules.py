"""The rules of the floor as a chain's moves: from each state, everything that may happen next.

It says a second time, and in another way, what ``docs/rules-of-the-floor.md`` says: not as a day that unfolds, but as what may
happen to whoever is in the centre now. So it shares nothing with the floor that is simulated, not even the routing, and each is
a check of the other. It leaves out what depends on how long something has lasted (``after``, weighted waits, a repeat held
for its agent).

The state is who is where: in the IVR, in line, in each agent's hands, and away between two attempts. One thing happens at a
time: somebody arrives, leaves a node of the IVR, loses patience, has been dealt with, or tries again. What follows from it at
the same instant may depend on chance (does he try again? is he called back?), so each step gives *branches*: with which
share, which state, and what counts. Agents who are alike, and customers who are, have no names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.exact.centre import INFINITE, Centre, Group, Later, Skill
from sim.exact.chain import Move
from sim.exact.state import (
    NOBODY,
    Branch,
    Branches,
    Customer,
    Hand,
    Happened,
    State,
    Task,
    added,
    after,
    put,
    runs,
    times,
    without,
)


class Rules:
    """How a centre moves. With ``marks`` every contact that joins that queue is marked, to follow its wait."""

    def __init__(self, centre: Centre, marks: str | None = None) -> None:
        """Keep what is asked again and again."""
        self.centre, self.marks = centre, marks
        self.groups = list(centre.groups.values())
        self.asked = {
            queue: [list(centre.groups).index(name) for name in centre.asked(queue)] for queue in centre.queues
        }
        self.standing = [
            {queue: centre.standing(name, queue) for queue in has.skills} for name, has in centre.groups.items()
        ]
        self.alike = [_alike(group) for group in self.groups]

    def empty(self) -> State:
        """The floor before anybody comes."""
        return State((), ((),) * len(self.centre.queues), tuple(((),) * group.staff for group in self.groups), ())

    def restaffed(self, state: State) -> State:
        """The state once the staff has become this centre's: idle agents go, whoever comes takes who waits."""
        crews = []
        for group, hands in zip(self.groups, state.agents, strict=True):
            busy = [hand for hand in hands if hand]
            crews.append((*[()] * (group.staff - len(busy)), *busy))
        return self._match(state._replace(agents=tuple(crews)))[0]

    def moves(self, state: State) -> Iterator[Move[State]]:
        """Everything that may happen next."""
        for rate, branches in self._happenings(state):
            if rate > 0:
                yield from (Move(rate * share, to, events) for share, to, events in branches if share > 0)

    def _happenings(self, state: State) -> Iterator[tuple[float, Branches]]:
        for name, kind in self.centre.kinds.items():
            yield kind.arrivals, self._arrive(state, Customer(name))
        for _, one, count in runs(state.ivr):
            rest = state._replace(ivr=without(state.ivr, one))
            yield count * self.centre.nodes[one[0]].takes, self._leave_node(rest, *one)
        for place, line in enumerate(state.lines):
            for index, (queue, who), count in runs(line):
                rest = state._replace(lines=put(state.lines, place, line[:index] + line[index + 1 :]))
                yield count * self._impatience(queue, who), self._abandon(rest, queue, who)
        for group, hands in enumerate(state.agents):
            for index, hand, agents in runs(hands):
                for _, task, count in runs(hand):
                    yield agents * count * task.rate, self._end(state, group, index, task)
        for _, back, count in runs(state.away):
            yield count * back[1], self._arrive(state._replace(away=without(state.away, back)), back[0])

    # --- contacts come -------------------------------------------------------------------------------------------

    def _arrive(self, state: State, who: Customer) -> Branches:
        kind, lines = self.centre.kinds[who.kind], self.centre.lines
        if kind.holds_line and lines < INFINITE and self.lines_held(state) >= lines:
            yield from self._turn_away(state, "blocked_lines", "", who)
        else:
            yield from self._go(state, kind.enters, "", who)

    def _go(self, state: State, where: str, node: str, who: Customer) -> Branches:
        """Go on from a node of the IVR, or from outside: to a node, to a queue, or out."""
        if where in self.centre.queues:
            yield from self._join(state, where, who)
        elif where in self.centre.nodes:
            yield from self._enter_node(state, where, who)
        else:
            yield Branch(1.0, state, (Happened(where, node, who.kind),))

    def _enter_node(self, state: State, name: str, who: Customer) -> Branches:
        node = self.centre.nodes[name]
        if sum(one[0] == name for one in state.ivr) >= node.ports:
            if node.when_full is None:
                yield from self._turn_away(state, "blocked_lines", name, who)
            else:
                yield from self._go(state, node.when_full, name, who)
        elif node.takes == INFINITE:
            yield from self._leave_node(state, name, who)
        else:
            yield Branch(1.0, state._replace(ivr=added(state.ivr, (name, who))))

    def _leave_node(self, state: State, name: str, who: Customer) -> Branches:
        for where, share in self.centre.nodes[name].exits[who.kind]:
            yield from times(share, self._go(state, where, name, who))

    def _join(self, state: State, queue: str, who: Customer) -> Branches:
        """Ask for a person: taken at once, blocked, or made to wait."""
        who = self._off_line(who, self.centre.queues[queue].deferred)._replace(marked=queue == self.marks)
        offered = self._happened("offered", queue, who)
        group = next((group for group in self.asked[queue] if self._taker(state, group, queue) is not None), None)
        waiting = sum(one[0] == queue for one in state.lines[self.centre.line_of[queue]])
        if group is not None:
            at_once = self._happened("answered_at_once", queue, who)
            then, events = self._take(state, group, queue, who)
            yield Branch(1.0, then, (offered, at_once, *events))
        elif waiting >= self.centre.queues[queue].capacity:
            yield from after((offered,), self._turn_away(state, "blocked", queue, who))
        else:
            yield from after((offered,), self._wait(state, queue, who, waiting))

    def _wait(self, state: State, queue: str, who: Customer, waiting: int) -> Branches:
        """Wait in line, or at home for a call; who has no patience leaves."""
        has, place = self.centre.queues[queue], self.centre.line_of[queue]
        offered = has.callback and not who.holder and waiting > has.callback.beyond
        accept = has.callback.accept if has.callback and offered else 0.0
        balks = (1 - accept) * (0.0 if has.deferred else self.centre.kinds[who.kind].balks)
        yield from times(balks, self._abandon(state, queue, who))
        if waiting >= has.room:
            then, events = self._let_holder_go(state, who)
            yield Branch(1 - balks, then, (self._happened("cut", queue, who), *events))
            return
        at_home = self._off_line(who, True)._replace(at_home=True)
        for share, one in ((accept, at_home), (1 - accept - balks, who)):
            yield Branch(share, state._replace(lines=put(state.lines, place, (*state.lines[place], (queue, one)))))

    def _off_line(self, who: Customer, free: bool) -> Customer:
        """Free the trunk line; where they are not limited nobody minds."""
        return who._replace(off_line=who.off_line or (free and self.centre.lines < INFINITE))

    # --- contacts go ---------------------------------------------------------------------------------------------

    def _impatience(self, queue: str, who: Customer) -> float:
        return 0.0 if who.at_home or self.centre.queues[queue].deferred else self.centre.kinds[who.kind].leaving

    def _abandon(self, state: State, queue: str, who: Customer) -> Branches:
        """Give up: some try again, some of the others complain."""
        kind = self.centre.kinds[who.kind]
        then, events = self._let_holder_go(state, who)
        gone = (self._happened("abandoned", queue, who), *events)
        share = self._tries_again(who, kind.again.after_abandoning if kind.again else 0.0)
        yield from after(gone, times(share, self._try_again(then, who)))
        yield from after(gone, times(1 - share, self._heard_of_again(then, kind.complaint, "complaints")))

    def _turn_away(self, state: State, why: str, where: str, who: Customer) -> Branches:
        kind = self.centre.kinds[who.kind]
        then, events = self._let_holder_go(state, who)
        gone = (self._happened(why, where, who), *events)
        share = self._tries_again(who, kind.again.after_blocking if kind.again else 0.0)
        yield from after(gone, times(share, self._try_again(then, who)))
        yield Branch(1 - share, then, gone)

    def _tries_again(self, who: Customer, share: float) -> float:
        again = self.centre.kinds[who.kind].again
        return share if again and who.tries < again.attempts else 0.0

    def _try_again(self, state: State, who: Customer) -> Branches:
        again = self.centre.kinds[who.kind].again
        if again:
            tries = who.tries + 1 if again.attempts < INFINITE else 1
            yield from self._go_away(state, Customer(who.kind, tries), again.delay)

    def _heard_of_again(self, state: State, later: Later | None, what: str) -> Branches:
        """A share sends another contact later, of another type."""
        if later:
            sent = (Happened(what, "", later.kind),)
            coming = self._go_away(state, Customer(later.kind), later.delay)
            yield from after(sent, times(later.share, coming))
        yield Branch(1 - later.share if later else 1.0, state)

    def _go_away(self, state: State, who: Customer, delay: float) -> Branches:
        if len(state.away) >= self.centre.away:
            yield Branch(1.0, state, (Happened("cut", "", who.kind),))
        else:
            yield Branch(1.0, state._replace(away=added(state.away, (who, delay))))

    # --- agents --------------------------------------------------------------------------------------------------

    def _taker(self, state: State, group: int, queue: str) -> int | None:
        """The agent who would take a contact of the queue now: idle, or with room for another chat; the reserve kept."""
        has, hands = self.groups[group], state.agents[group]
        if queue not in has.skills or len(hands) > has.staff:
            return None
        kept = has.reserve if has.skills[queue].preference >= 2 else 0
        idle = hands.count(())
        able = [
            (len(hand), index)
            for index, hand in enumerate(hands)
            if self._fits(has, queue, hand) and idle - (not hand) >= kept
        ]
        return min(able)[1] if able else None

    @staticmethod
    def _fits(has: Group, queue: str, hand: Hand) -> bool:
        """Whether the agent's hands are free for it: empty, or with fewer chats than he may have and nothing else."""
        chats = not (has.skills[queue].alone or any(has.skills[task.queue].alone for task in hand))
        return not hand or (chats and len(hand) < len(has.slowdown))

    def _take(self, state: State, group: int, queue: str, who: Customer) -> tuple[State, tuple[Happened, ...]]:
        """Have an agent begin with a contact: to dial, if it waits at home, else to talk."""
        index, callback = self._taker(state, group, queue), self.centre.queues[queue].callback
        assert index is not None
        hand = state.agents[group][index]
        if who.at_home and callback and callback.dial < INFINITE:
            return self._give(state, group, index, (*hand, Task("dial", queue, who, callback.dial))), ()
        answered = self._happened("answered", queue, who)
        task = self._take_over(queue, who) if who.holder else self._talk(group, queue, who, len(hand))
        return self._give(state, group, index, (*hand, task)), (answered,)

    def _talk(self, group: int, queue: str, who: Customer, others: int) -> Task:
        """Talk, stretched by the number of chats that the agent then has. What no longer matters is forgotten."""
        has = self.groups[group]
        rate = has.skills[queue].talk / has.slowdown[others]
        if self._nothing_follows(group, queue, who):
            return Task("talk", self.alike[group][queue], NOBODY, rate)
        return Task("talk", queue, Customer(who.kind, off_line=who.off_line), rate)

    def _take_over(self, queue: str, who: Customer) -> Task:
        group, first = who.holder  # type: ignore[misc]
        passed = self.groups[group].skills[first].escalates
        assert passed is not None
        return Task("take_over", queue, who._replace(marked=False), passed.handover)

    def _nothing_follows(self, group: int, queue: str, who: Customer) -> bool:
        skill = self.groups[group].skills[queue]
        kind = self.centre.kinds[who.kind]
        follows = skill.escalates or skill.repeats or kind.follow_up or kind.grievance
        return not follows and self.centre.lines == INFINITE

    def _give(self, state: State, group: int, index: int, hand: Hand) -> State:
        """Change what an agent has in hand."""
        hands, hand = state.agents[group], tuple(sorted(hand))
        if len(self.groups[group].slowdown) == 1:
            crew = tuple(sorted(put(hands, index, hand)))
        elif len(hand) == len(hands[index]):
            crew = put(hands, index, hand)
        else:
            crew = tuple(sorted((*hands[:index], *hands[index + 1 :], hand), key=len))
        return state._replace(agents=put(state.agents, group, crew))

    def _end(self, state: State, group: int, index: int, task: Task) -> Branches:
        """An agent has dialled, taken over, talked or wrapped up."""
        queue, who = task.queue, task.customer
        rest = without(state.agents[group][index], task)
        if task.what == "dial":
            yield from self._ring_back(state, group, index, task)
        elif task.what == "take_over":
            talks = self._give(state, group, index, (*rest, self._talk(group, queue, who, 0)))
            yield Branch(1.0, *self._let_holder_go(talks, who))
        elif task.what == "talk" and who != NOBODY:
            yield from self._follow(state, group, index, task)
        elif task.what == "talk":
            yield Branch(1.0, *self._let_go(state, group, index, task))
        else:
            yield Branch(1.0, *self._release(state, group, index, rest))

    def _ring_back(self, state: State, group: int, index: int, task: Task) -> Branches:
        queue, who, callback = task.queue, task.customer, self.centre.queues[task.queue].callback
        assert callback is not None
        rest = without(state.agents[group][index], task)
        talks = self._give(state, group, index, (*rest, self._talk(group, queue, who, 0)))
        yield Branch(callback.reached, talks, (self._happened("answered", queue, who),))
        then, events = self._release(state, group, index, rest)
        yield from after(events, times(1 - callback.reached, self._abandon(then, queue, who)))

    def _let_go(self, state: State, group: int, index: int, task: Task) -> tuple[State, tuple[Happened, ...]]:
        """An agent is done with a contact but for the wrap-up."""
        wrap_up, rest = self.groups[group].skills[task.queue].wrap_up, without(state.agents[group][index], task)
        if wrap_up < INFINITE:
            return self._give(state, group, index, (*rest, Task("wrap_up", task.queue, NOBODY, wrap_up))), ()
        return self._release(state, group, index, rest)

    def _let_holder_go(self, state: State, who: Customer) -> tuple[State, tuple[Happened, ...]]:
        """Let the agent go, if there is one, who stayed with a customer to hand him over."""
        if not who.holder:
            return state, ()
        group, queue = who.holder
        hold = Task("hold", queue, NOBODY, 0.0)
        index = next(index for index, hand in enumerate(state.agents[group]) if hold in hand)
        return self._let_go(state, group, index, hold)

    def _follow(self, state: State, group: int, index: int, task: Task) -> Branches:
        """What follows from a talk: nothing, a service call, an escalation, a repeat or a complaint."""
        queue, who = task.queue, task.customer
        skill, left = self.groups[group].skills[queue], 1.0 - self.groups[group].skills[queue].resolves
        then, events = self._let_go(state, group, index, task)
        yield from after(events, times(skill.resolves, self._serve_later(then, who)))
        if passed := skill.escalates:
            told, onward = (self._happened("escalated", queue, who),), Customer(who.kind, off_line=who.off_line)
            cold, warm = passed.share * (1 - passed.warm), passed.share * passed.warm
            yield from after((*told, *events), times(cold, self._join(then, passed.to, onward)))
            rest = without(state.agents[group][index], task)
            stays = self._give(state, group, index, (*rest, Task("hold", queue, NOBODY, 0.0)))
            with_him = onward._replace(holder=(group, queue))
            yield from after(told, times(warm, self._join(stays, passed.to, with_him)))
            left -= passed.share
        if skill.repeats:
            share, rate = skill.repeats
            again = (self._happened("repeats", queue, who), *events)
            yield from after(again, times(share, self._go_away(then, Customer(who.kind), rate)))
            left -= share
        complains = self._heard_of_again(then, self._grievance(who, skill, left), "complaints")
        yield from after(events, times(left, complains))

    def _serve_later(self, state: State, who: Customer) -> Branches:
        yield from self._heard_of_again(state, self.centre.kinds[who.kind].follow_up, "follow_ups")

    def _grievance(self, who: Customer, skill: Skill, left: float) -> Later | None:
        """Complaints are a share of the unresolved; here, of those who are left when others have been passed on or come again."""
        later = self.centre.kinds[who.kind].grievance
        if later is None or left <= 0:
            return None
        return replace(later, share=min(later.share * (1.0 - skill.resolves) / left, 1.0))

    def _release(self, state: State, group: int, index: int, hand: Hand) -> tuple[State, tuple[Happened, ...]]:
        """An agent has less in hand. Who is due to leave goes home, the others look at who waits."""
        hands = state.agents[group]
        if not hand and len(hands) > self.groups[group].staff:
            return state._replace(agents=put(state.agents, group, hands[:index] + hands[index + 1 :])), ()
        return self._match(self._give(state, group, index, hand))

    def _match(self, state: State) -> tuple[State, tuple[Happened, ...]]:
        """Group by group, agents take who waits until none of them can."""
        events: tuple[Happened, ...] = ()
        for group in range(len(self.groups)):
            while (best := self._best(state, group)) is not None:
                place, index = best
                line = state.lines[place]
                queue, who = line[index]
                rest = state._replace(lines=put(state.lines, place, line[:index] + line[index + 1 :]))
                state, more = self._take(rest, group, queue, who)
                events += more
        return state, events

    def _best(self, state: State, group: int) -> tuple[int, int] | None:
        """The contact, by line and place in it, that an agent of the group takes next."""
        found = []
        for queue, standing in self.standing[group].items():
            line = state.lines[self.centre.line_of[queue]]
            first = next((index for index, one in enumerate(line) if one[0] == queue), None)
            if first is not None and self._taker(state, group, queue) is not None:
                found.append(((*standing, first), self.centre.line_of[queue]))
        if not found:
            return None
        standing, place = min(found)
        return place, standing[-1]

    # --- counting ------------------------------------------------------------------------------------------------

    def lines_held(self, state: State) -> int:
        """Trunk lines in use: from arrival to the end of talk, but for those who are called back and work that waits.

        Only where lines are limited does the chain remember who talks.
        """
        tasks = [task.customer for hands in state.agents for hand in hands for task in hand]
        here = (*(who for _, who in state.ivr), *(who for line in state.lines for _, who in line), *tasks)
        return sum(self.centre.kinds[who.kind].holds_line for who in here if not who.off_line)

    def _happened(self, what: str, queue: str, who: Customer) -> Happened:
        return Happened(what, queue, who.kind, who.marked)


def _alike(group: Group) -> dict[str, str]:
    """For each queue the first one that is the same to an agent who is at it."""
    first: dict[object, str] = {}
    return {
        queue: first.setdefault((skill.talk, skill.wrap_up, skill.alone), queue)
        for queue, skill in group.skills.items()
    }
