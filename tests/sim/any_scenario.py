"""Any scenario: centres of the scenario language, drawn by Hypothesis so that what fails shrinks to a file a person can read.

A centre is a mapping as YAML would give it. Everything that may be left out is left out first, lists shrink to one entry, the first
of several values is the plainest: what remains of a failure is the few keys that it needs. Times are coarse (10 min to 3 h) and
contacts few, so that a whole day is one small example, crowded enough that everything happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]
Values = st.SearchStrategy[Any]

# Lanes are queues and what comes there. A lane hands on to a later one only, so that nothing goes round.
CHATS, CALLS, WORK = ("chat", "chat_vip"), ("calls", "vip", "billing"), ("letters", "appeals")
LANES = (*CHATS, *CALLS, *WORK)
FAMILIES = {"calls": CALLS, "chats": CHATS, "work": WORK}
NODES = {"calls": ("menu", "submenu", "ending"), "chats": ("bot", "expert"), "work": ("triage", "scan")}
CHANNELS = {"calls": ("voice", "voice", "counter"), "chats": ("chat",), "work": ("email", "work_order")}
GROUPS = ("desk", "back", "pool")


def one_of(*values: Any) -> Values:
    """One of several values; the first is the plainest."""
    return st.sampled_from(values)


@st.composite
def part(draw: Draw, needed: Mapping[str, Values], **optional: Values) -> Data:
    """A mapping with the needed keys, and any of the optional ones."""
    kept = {key: value for key, value in optional.items() if draw(st.booleans())}
    return {key: draw(value) for key, value in {**needed, **kept}.items()}


def mostly() -> Values:
    """True in three of four cases."""
    return one_of(False, True, True, True)


def seldom(value: Values) -> Values:
    """The value in one of four cases, else nothing."""
    return st.integers(0, 3).flatmap(lambda lot: value if lot == 3 else st.none())


LENGTH = one_of("10 min", "0 s", "1 min", "30 min", "1 h", "3 h")
SOME = one_of("10 min", "1 min", "30 min", "1 h", "3 h")


def spread(lengths: Values) -> Values:
    """A distribution: a fixed length, or one that varies."""
    return st.one_of(
        lengths.map(lambda length: {"fixed": length}),
        SOME.map(lambda mean: {"exponential": {"mean": mean}}),
        st.tuples(lengths, SOME).map(lambda two: {"mixture": [{"weight": 0.5, "of": {"fixed": one}} for one in two]}),
        SOME.map(lambda high: {"uniform": {"low": "30 s", "high": high}}),
        SOME.map(lambda late: {"by_time": {"00:00": {"fixed": "20 min"}, "12:00": {"fixed": late}}}),
    )


TIME, LASTING = spread(LENGTH), spread(SOME)
CLOCK = one_of("00:00", "10:00", "12:00", "12:10", "18:00", "23:00")
HOURS = st.one_of(
    one_of("00:00-12:00", "10:00-18:00", "12:10-24:00", "18:00-10:00", "06:00-12:00", "closed"),
    st.just(["00:00-10:00", "12:00-18:00"]),
    st.just(["06:00-12:00", "12:10-23:00"]),
    st.just({"weekdays": "08:00-18:00", "sat": "10:00-12:00"}),
    st.just({"mon": "00:00-12:00", "fri": "10:00-24:00", "holidays": "10:00-12:00"}),
)


# --- what comes --------------------------------------------------------------------------------------------------------


def arrivals() -> Values:
    """How many come: a rate, appointments (all on whole seconds), or a rate that varies by weekday."""
    rate = one_of("1 per h", "2 per h", "4 per h")
    return st.one_of(
        part({"rate": rate}),
        part({"bookings": part({"slots": one_of(1, 2, 4)}, no_show=st.just(0.2), early=TIME, late=TIME)}),
        part({"rate": rate}, weekdays=st.just({"tue": 0.5, "sat": 2}), busyness=st.just("tide")),
    )


RETRY = part(
    {"delay": TIME, "attempts": one_of(2, 3, 1)}, after_abandoning=one_of(0.5, 1), after_blocking=one_of(0.5, 1)
)


@st.composite
def contact_type(draw: Draw, family: str, enters: str) -> Data:
    """A kind of contact that enters a place of a family."""
    patience = {"patience": TIME} if family != "work" else {}
    kind: Data = draw(part({"arrivals": arrivals(), "enters": st.just(enters)}, **patience, retry=RETRY))
    return {"channel": draw(one_of(*CHANNELS[family])), **kind}


@st.composite
def contact_types(draw: Draw, lanes: Sequence[str], nodes: Mapping[str, Sequence[str]]) -> Data:
    """Kinds of contact that enter the lanes and the IVR; some bring service calls or complaints about."""
    kinds: Data = {}
    for family, members in FAMILIES.items():
        for place in (*nodes.get(family, ()), *(lane for lane in members if lane in lanes)):
            if draw(mostly()) or not kinds:
                kinds[f"to_{place}"] = draw(contact_type(family, place))
    work = [lane for lane in lanes if lane in WORK]
    if not work:
        return kinds
    for key, name, channel in (("follow_up", "asked", "outbound"), ("complaint", "angry", "work_order")):
        if draw(st.booleans()):
            for kind in kinds.values():
                if draw(st.booleans()):
                    kind[key] = draw(FOLLOWED[key](name))
            needed = {"arrivals": st.just({"rate": draw(one_of("0 per h", "1 per h"))}), "enters": one_of(*work)}
            kinds[name] = {"channel": channel, **draw(part(needed, retry=RETRY))}
    return kinds


def _follow_up(name: str) -> Values:
    return part({"share": one_of(0.5, 1), "contact_type": st.just(name), "delay": TIME})


def _complaint(name: str) -> Values:
    reasons = st.tuples(
        part({}, after_abandoning=one_of(0.5, 1), unresolved=st.just(0.2)),
        part({}, after_waiting=one_of(0.5, 1), longer_than=LENGTH),
    ).map(lambda two: {**two[0], **(two[1] if len(two[1]) == 2 else {})})
    return st.tuples(part({"contact_type": st.just(name), "delay": TIME}), reasons).map(
        lambda two: {**two[0], **two[1]}
    )


FOLLOWED: dict[str, Callable[[str], Values]] = {"follow_up": _follow_up, "complaint": _complaint}


@st.composite
def ivr(draw: Draw, lanes: Sequence[str], nodes: Mapping[str, Sequence[str]]) -> Data:
    """The nodes of each family: each leads on to later ones, to the family's lanes, and out."""
    found: Data = {}
    for family, names in nodes.items():
        own = [lane for lane in lanes if lane in FAMILIES[family]]
        for place, name in enumerate(names):
            later = [*own, *names[place + 1 :]]
            exits = draw(st.lists(one_of(*later, "contained", "hang_up"), min_size=1, max_size=4, unique=True))
            then = dict.fromkeys(exits, 0.0) | dict(zip(exits, SPLITS[len(exits)], strict=True))
            node = draw(part({"takes": TIME, "then": st.just(then)}, ports=one_of(1, 2, 4)))
            if "ports" in node and (full := draw(one_of(None, *later, "hang_up"))):
                node["when_full"] = full
            found[name] = node
    return found


SPLITS = {1: (1.0,), 2: (0.5, 0.5), 3: (0.5, 0.3, 0.2), 4: (0.4, 0.3, 0.2, 0.1)}


# --- who serves --------------------------------------------------------------------------------------------------------


@st.composite
def queue(draw: Draw, name: str, able: Sequence[str], call_backs: bool, bare: bool) -> Data:
    """A waiting line; ``bare``: only a deadline tells that it holds work."""
    optional: dict[str, Values] = {
        "priority": one_of(1, 2),
        "capacity": one_of(0, 1, 2, 5),
        "tries": st.permutations(able).flatmap(lambda order: st.integers(1, len(order)).map(lambda n: order[:n])),
    }
    if call_backs:
        optional["callback"] = part(
            {"offer_above": one_of("0 s", "10 min", "1 h"), "accept": one_of(1, 0.5)}, dial=TIME, reached=one_of(0.5, 0)
        )
    found: Data = draw(part({}, **optional))
    if name in WORK and (bare or draw(st.booleans())):
        found["deadline"] = draw(one_of("1 h", "12 h", "1 working days"))
        found |= draw(part({}, deadline_from=one_of("joining", "first_arrival")))
    return found


@st.composite
def skill(draw: Draw, lane: str, lanes: Sequence[str]) -> Data:
    """What a group does with a lane's contacts."""
    found: Data = draw(
        part({"handle_time": TIME}, wrap_up=TIME, preference=one_of(2, 3), after=one_of("10 min", "1 h", "3 h"))
    )
    later = [other for other in lanes if LANES.index(other) > LANES.index(lane) and _same(lane, other)]
    later += [other for other in later if other not in WORK] * 2  # who is handed on to work is never waited with
    sequels = draw(one_of((), ("repeat",), *([("escalate",), ("escalate", "repeat")] if later else [])))
    unresolved: Data = {}
    if "escalate" in sequels:
        warm = draw(one_of({}, {"warm": 1}, {"warm": 0.5}))
        unresolved["escalate"] = draw(part({"to": one_of(*later), "share": one_of(0.6, 0.3)}, handover=TIME)) | warm
    if "repeat" in sequels:
        same_agent = one_of("1 h", "10 min", "12 h")
        unresolved["repeat"] = draw(part({"share": st.just(0.2), "delay": LASTING}, same_agent=same_agent))
    return found | ({"resolves": 0.2, "unresolved": unresolved} if unresolved else {})


def _same(lane: str, other: str) -> bool:
    """Whether a lane may hand on to another: a later one of its family, or work."""
    return other in WORK or any(lane in family and other in family for family in FAMILIES.values())


STAFF = one_of(1, 2, 3, 4, 0, 1.5)


@st.composite
def group(draw: Draw, known: Sequence[str], lanes: Sequence[str], intervals: int) -> Data:
    """People with the same skills."""
    several = st.lists(STAFF, min_size=intervals, max_size=intervals)
    staffing = draw(several if intervals <= 12 and draw(mostly()) else STAFF)
    found: Data = {"staffing": staffing, "skills": {lane: draw(skill(lane, lanes)) for lane in known}}
    late = one_of({"fixed": "10 min"}, {"fixed": "3 h"}, {"exponential": {"mean": "30 min"}})
    learning = st.just({"handle_time": [1.5, 0.5]})
    rare = {"shrinkage": one_of(0.5, 0.3), "absence": st.just(0.3), "late": late, "learning": learning}
    found |= {key: value for key, values in rare.items() if (value := draw(seldom(values))) is not None}
    found |= draw(part({}, reserve=one_of(1, 2)))
    if any(lane in CHATS for lane in known) and draw(st.booleans()):
        found["concurrency"] = draw(one_of(2, 3))
        if draw(st.booleans()):
            found["slowdown"] = [draw(one_of(1, 0.5)), draw(one_of(1.5, 1)), 2][: found["concurrency"]]
    return found


@st.composite
def agent_groups(draw: Draw, lanes: Sequence[str], intervals: int) -> Data:
    """One to three groups that know all lanes between them."""
    names = GROUPS[: draw(st.integers(1, len(GROUPS)))]
    known = [draw(st.lists(one_of(*lanes), min_size=1, max_size=4, unique=True)) for _ in names]
    known[0] += [lane for lane in lanes if not any(lane in one for one in known)]
    return {name: draw(group(one, lanes, intervals)) for name, one in zip(names, known, strict=True)}


@st.composite
def routing(draw: Draw, lanes: Sequence[str]) -> Data:
    """Who takes whom."""
    rule = draw(one_of("priority", "preference", "longest_wait"))
    if rule != "longest_wait":
        return {"freed_agent": rule}
    head_start = dict.fromkeys(draw(st.lists(one_of(*lanes), max_size=2, unique=True)), draw(one_of("1 h", "10 min")))
    weights = {lane: draw(one_of(2, 0.5, 3)) for lane in lanes if draw(st.booleans())}
    given = {"head_start": head_start, "wait_weights": weights}
    return {"freed_agent": rule, **{key: value for key, value in given.items() if value}}


# --- what breaks the routine -------------------------------------------------------------------------------------------


@st.composite
def event(draw: Draw, kinds: Sequence[str], groups: Sequence[str], has_ivr: bool) -> Data:
    """Something that happens at a moment, of every day or of one."""
    share, of_group = one_of(0.5, 1, 0.3), one_of(*groups)
    call_in = part({"contacts": one_of(5, 20)}, delay=TIME, repeat=part({"share": st.just(0.5), "delay": LASTING}))
    what = [
        st.tuples(of_group, share).map(lambda two: {"outage": dict([two])}),
        st.tuples(of_group, share).map(lambda two: {"absence": dict([two])}),
        st.tuples(of_group, one_of(1, 2)).map(lambda two: {"reinforce": dict([two])}),
        st.tuples(one_of(*kinds), one_of(3, 0)).map(lambda two: {"surge": dict([two])}),
        st.tuples(one_of(*kinds), call_in).map(lambda two: {"call_in": dict([two])}),
        *([st.just({"outage": {"ivr": True}})] if has_ivr else []),
    ]
    at = st.one_of(CLOCK, CLOCK.map(lambda time: f"2026-03-02 {time}"))
    spell: Data = draw(part({"at": at, "lasts": SOME}, after=SOME))
    return {**spell, **draw(st.one_of(what))}


@st.composite
def scenarios(draw: Draw, families: Sequence[str]) -> Data:
    """A centre with any features of the language that the floor knows, with lanes of some families only."""
    pool = [lane for family in families for lane in FAMILIES[family]]
    lanes = draw(st.lists(one_of(*pool), min_size=1, max_size=5, unique=True))
    lanes.sort(key=LANES.index)
    here = [family for family, members in FAMILIES.items() if any(lane in members for lane in lanes)]
    nodes = {family: NODES[family][: draw(one_of(0, 1, 2, 3))] for family in here if draw(st.booleans())}
    nodes = {family: names for family, names in nodes.items() if names}
    kinds = draw(contact_types(lanes, nodes))
    calendar: Data = {"start": "2026-03-02", "interval": draw(one_of("6 h", "2 h", "30 min"))}
    calendar |= {"days": days} if (days := draw(one_of(None, None, 2, 3))) else {}
    calendar |= {"holidays": ["2026-03-03"]} if days and draw(st.booleans()) else {}
    groups = draw(agent_groups(lanes, {"6 h": 4, "2 h": 12}.get(calendar["interval"], 48)))
    skilled = {lane: [name for name, one in groups.items() if lane in one["skills"]] for lane in lanes}
    direct = {one["enters"] for one in kinds.values()}
    no_counter = all(kind["channel"] != "counter" for kind in kinds.values())
    document: Data = {
        "calendar": calendar,
        "contact_types": kinds,
        "queues": {
            lane: draw(queue(lane, skilled[lane], lane in CALLS and no_counter, lane not in direct))
            for lane in draw(st.permutations(lanes))
        },
        "agent_groups": groups,
    }
    if any("busyness" in kind["arrivals"] for kind in kinds.values()):
        document["busyness"] = {"tide": {"gamma": {"mean": 1, "cv": 0.3}}}
    if nodes:
        document["ivr"] = draw(ivr(lanes, nodes))
    events = st.lists(event(list(kinds), list(groups), bool(nodes)), min_size=1, max_size=4)
    hours = st.one_of(
        st.dictionaries(one_of(*lanes), HOURS, min_size=1), HOURS.map(lambda same: dict.fromkeys(lanes, same))
    )
    closing, lines = one_of("clear", "serve_out"), one_of(1, 3, 8)
    return document | draw(part({}, routing=routing(lanes), events=events, open=hours, closing=closing, lines=lines))
