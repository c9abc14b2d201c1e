"""Channel checks: does the work fit the queue it comes to?

Somebody on the line, somebody in a chat and work that waits for days need different queues; what is offered in a queue (a
call-back, a deadline) must suit what comes there. All checks look at plain data that need not be sound.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios import raw
from scenarios.faults import Path, Problem, listed, shown
from scenarios.fields import IMMEDIATE
from scenarios.journeys import SLACK
from scenarios.units import is_number
from scenarios.ways import UNKNOWN, Ways

WORK = {"voice": "calls", "chat": "chats", "counter": "customers at the counter"}


def channel_problems(data: Mapping[str, Any], ways: Ways) -> Iterator[Problem]:
    """Find work that does not fit its queue."""
    yield from _mixed(ways)
    yield from _deadlines(ways)
    yield from _callbacks(data, ways)
    yield from _handed_on(data, ways)
    yield from _chats(data, ways)
    yield from _brought_about(data, ways)
    yield from _too_many_unresolved(data, ways)
    yield from _never_on_time(data, ways)


def _work(channel: str) -> str:
    return WORK.get(channel, "deferred work")


def _mixed(ways: Ways) -> Iterator[Problem]:
    for queue, kinds in ways.direct().items():
        by_work: dict[str, str] = {}
        for name, channel in kinds.items():
            if channel != UNKNOWN:
                by_work.setdefault("calls" if channel == "counter" else _work(channel), name)
        if len(by_work) > 1:
            found = listed((f"{work} ({name})" for work, name in by_work.items()), "and")
            message = f"{found} come to one queue, and are not served alike; give each a queue of its own"
            yield Problem(message, ("queues", queue))


def _deadlines(ways: Ways) -> Iterator[Problem]:
    for queue, kinds in ways.direct().items():
        waiting = [name for name, channel in kinds.items() if channel in IMMEDIATE]
        if ways.queues[queue] and waiting:
            mend = "a deadline is for deferred work; take it out, or make them an email, a work_order or outbound"
            message = f"{listed(waiting, 'and')} {'waits' if len(waiting) == 1 else 'wait'} here in person; {mend}"
            yield Problem(message, ("queues", queue, "deadline"))


def _callbacks(data: Mapping[str, Any], ways: Ways) -> Iterator[Problem]:
    channels = ways.known_channels()
    for queue, part in raw.mapping(data.get("queues")).items():
        if raw.inside(part, "callback") is not None and channels.get(queue, UNKNOWN) not in {"voice", UNKNOWN}:
            found = f"{queue} has {_work(channels[queue])}"
            message = f"only who waits on the line can be called back, and {found}; take it out"
            yield Problem(message, ("queues", queue, "callback"))


def _handed_on(data: Mapping[str, Any], ways: Ways) -> Iterator[Problem]:
    channels = ways.known_channels()
    for group, queue, skill in raw.skills(data):
        to = raw.word(raw.inside(skill, "unresolved", "escalate", "to"))
        if queue not in channels or to not in channels or channels[to] not in IMMEDIATE:
            continue
        before, after = channels[queue], channels[to]
        if before != UNKNOWN and (before not in IMMEDIATE or (before == "chat") != (after == "chat")):
            message = f"{queue} has {_work(before)} and {to} has {_work(after)}; hand on to a queue of the same kind"
            path = ("agent_groups", group, "skills", queue, "unresolved", "escalate", "to")
            yield Problem(f"{message}, or to one with a deadline", path)


def _chats(data: Mapping[str, Any], ways: Ways) -> Iterator[Problem]:
    channels = ways.known_channels()
    for group, part in raw.mapping(data.get("agent_groups")).items():
        queues = raw.mapping(raw.inside(part, "skills"))
        at_once = raw.inside(part, "concurrency")
        served = {channels.get(queue, UNKNOWN) for queue in queues}
        if is_number(at_once) and at_once > 1 and not served & {"chat", UNKNOWN}:  # type: ignore[operator]
            chats = [queue for queue, channel in channels.items() if channel == "chat"]
            have = f"queues with chats are {listed(chats)}" if chats else "no queue has any"
            message = f"{group} serves no chats, and only chats are served {shown(at_once)} at once; {have}"
            yield Problem(message, ("agent_groups", group, "concurrency"))


def _brought_about(data: Mapping[str, Any], ways: Ways) -> Iterator[Problem]:
    for name, kind in raw.mapping(data.get("contact_types")).items():
        for key in ("follow_up", "complaint"):
            to = raw.word(raw.inside(kind, key, "contact_type"))
            path: Path = ("contact_types", name, key, "contact_type")
            if ways.channels.get(to) in IMMEDIATE:
                mend = (
                    f"write contact_types: {{{to}: {{channel: {'outbound' if key == 'follow_up' else 'work_order'}}}}}"
                )
                yield Problem(f"{to} is of the channel {ways.channels[to]}, but this is deferred work; {mend}", path)
            if ways.enters.get(to) in ways.nodes:
                message = (
                    f"{to} enters the IVR ({ways.enters[to]}), but this comes to a queue directly; let it enter one"
                )
                yield Problem(message, path)


def _too_many_unresolved(data: Mapping[str, Any], ways: Ways) -> Iterator[Problem]:
    """Find groups that hand on, or see again, so many of the unresolved that fewer are left than are said to complain."""
    for name, kind in raw.mapping(data.get("contact_types")).items():
        complain = raw.share(raw.inside(kind, "complaint", "unresolved"))
        queues = ways.comes_to(name) if complain else ()
        for group, queue, skill in raw.skills(data):
            others = sum(raw.share(raw.inside(skill, "unresolved", key, "share")) for key in ("escalate", "repeat"))
            if queue in queues and complain + others > 1 + SLACK >= others:
                found = f"{shown(complain)} and what {group} escalates or sees again of {queue} ({shown(others)})"
                message = f"{found} sum to {shown(complain + others)}, more than 1; {shown(1 - others)} is the most"
                yield Problem(message, ("contact_types", name, "complaint", "unresolved"))
                break


def _never_on_time(data: Mapping[str, Any], ways: Ways) -> Iterator[Problem]:
    """Find targets of work done by its deadline where nothing has one."""
    channels = ways.known_channels()
    for index, target in enumerate(raw.items(data.get("targets"))):
        part = raw.mapping(target)
        queue, kind = raw.word(part.get("queue")), raw.word(part.get("contact_type"))
        if part.get("on_time") is None or part.get("agent_group") is not None:
            continue
        if (queue and queue not in ways.queues) or (kind and kind not in ways.enters):
            continue
        asked = [queue] if queue else ways.comes_to(kind) if kind else list(ways.queues)
        if any(ways.queues.get(name) for name in asked):
            continue
        work = [name for name in asked if channels.get(name) not in IMMEDIATE]
        mend = f"write queues: {{{work[0]}: {{deadline: 48 h}}}}" if work else "only deferred work has one; take it out"
        what = f"{queue} has no" if queue else f"no queue that {kind} comes to has a" if kind else "no queue has a"
        yield Problem(f"{what} deadline to be met; {mend}", ("targets", index, "on_time"))
