"""The floor as a chain against closed forms, against what must hold for any floor, and against itself in limits."""

import json
from dataclasses import replace
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import erlang
from sim.exact import evaluate_day
from sim.exact.centre import INFINITE, Again, Callback, Centre, Escalation, Group, Kind, Later, Node, Queue, Skill
from sim.exact.chain import Chain, Move, TooLargeError
from sim.exact.floor import Figures, followed, settled
from sim.exact.reading import Period

KNOWN = Path(__file__).parents[1] / "known_answers"
CASES: dict[str, Any] = json.loads((KNOWN / "floor_cases.json").read_text())
MINUTE = 60.0
TALK = 1 / 240  # contacts an agent ends per second
LEAVING = 1 / 150


def one_queue(
    arrivals: float, staff: int, skill: Skill | None = None, queue: Queue | None = None, **kind: Any
) -> Centre:
    """One queue, one group; four minutes of talk unless said otherwise."""
    return Centre(
        {"calls": Kind(arrivals, "calls", **kind)},
        {"calls": queue or Queue(room=60)},
        {"desk": Group(staff, {"calls": skill or Skill(TALK)})},
        {},
    )


def two_queues(one: Kind, two: Kind, queues: tuple[Queue, Queue], groups: dict[str, Group], **more: Any) -> Centre:
    return Centre({"one": one, "two": two}, {"one": queues[0], "two": queues[1]}, groups, {}, **more)


def assert_accounted(figures: Figures) -> None:
    """What comes goes, agents are as busy as the work they take, and everyone away comes back (Little's law)."""
    centre, ends = figures.centre, ("answered", "abandoned", "blocked", "cut")
    for queue in centre.queues:
        offered = figures.rate("offered", queue)
        assert sum(figures.rate(what, queue) for what in ends) == pytest.approx(offered, rel=1e-9)
        waits = figures.waits(queue)
        assert waits.mean_wait_all() == pytest.approx(figures.mean_wait_all(queue), rel=1e-8)
        assert waits.answer_rate(INFINITE) == pytest.approx(figures.share("answered", queue), rel=1e-8)
        assert waits.answer_rate(0.0) == pytest.approx(1 - figures.probability_of_wait(queue), rel=1e-9)
    assert figures.chances.min() > -1e-12


# --- closed forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patience", "capacity", "agents"),
    [(150.0, None, 4), (np.inf, None, 7), (np.inf, 3, 4), (90.0, 2, 3), (150.0, 0, 5)],
)
def test_one_queue_is_erlang_a_c_or_b(patience: float, capacity: int | None, agents: int) -> None:
    queue = Queue(capacity=INFINITE if capacity is None else capacity, room=150)
    figures = settled(one_queue(0.02, agents, queue=queue, leaving=1 / patience))
    known, waits = erlang.erlang_a(erlang.Demand(0.02, 240, patience, 20.0, capacity), agents), figures.waits("calls")
    assert figures.share("abandoned") == pytest.approx(known.abandonment, abs=1e-9)
    assert figures.share("blocked") == pytest.approx(known.blocked, abs=1e-9)
    assert figures.probability_of_wait() == pytest.approx(known.probability_of_wait, abs=1e-9)
    assert figures.mean_queue("calls") == pytest.approx(known.mean_queue, abs=1e-8)
    assert figures.mean_wait_all("calls") == pytest.approx(known.mean_wait_all, abs=1e-6)
    assert figures.occupancy("desk") == pytest.approx(known.occupancy, abs=1e-9)
    assert waits.answer_rate(20.0) == pytest.approx(known.answer_rate, abs=1e-9)
    assert waits.abandoned_within(20.0) == pytest.approx(known.abandoned_within, abs=1e-9)
    assert waits.mean_wait() == pytest.approx(known.mean_wait, abs=1e-6)


def test_wrap_up_keeps_the_agent_and_not_the_line() -> None:
    """Two phases of one agent; one agent without room to wait is M/G/1/1, which knows the mean alone."""
    loss = settled(replace(one_queue(0.01, 1, Skill(TALK, 1 / 60), Queue(capacity=0)), lines=2))
    assert loss.share("blocked") == pytest.approx(3 / 4, rel=1e-9)  # 0.01 x 300 s are 3 erlangs
    assert loss.mean_lines_held() == pytest.approx(0.01 / 4 * 240, rel=1e-9)
    waiting = settled(one_queue(0.002, 1, Skill(TALK, 1 / 60), Queue(room=120)))
    mean_square = 2 * 240**2 + 2 * 60**2 + 2 * 240 * 60
    assert waiting.mean_wait_all("calls") == pytest.approx(0.002 * mean_square / (2 * (1 - 0.6)), rel=1e-9)


def test_two_priorities_without_patience() -> None:
    case = CASES["priority_M_M_c"][0]
    high, low = (rate / MINUTE for rate in case["lam_high_to_low"])
    group = {"desk": Group(case["c"], {"one": Skill(case["mu"] / MINUTE), "two": Skill(case["mu"] / MINUTE)})}
    figures = settled(two_queues(Kind(high, "one"), Kind(low, "two"), (Queue(1, room=16), Queue(2, room=70)), group))
    for queue, wait in zip(("one", "two"), case["mean_wait_by_class"], strict=True):
        assert figures.mean_wait_all(queue) == pytest.approx(wait * MINUTE, rel=1e-7)
        assert figures.probability_of_wait(queue) == pytest.approx(case["P_wait"], rel=1e-7)


def test_two_priorities_with_patience() -> None:
    case = CASES["vip_priority_with_abandonment"][0]
    vip, standard = (
        Kind(case[f"lam_{k}"] / MINUTE, q, case[f"theta_{k}"] / MINUTE) for k, q in (("vip", "one"), ("std", "two"))
    )
    group = {"desk": Group(case["n"], {queue: Skill(case["mu"] / MINUTE) for queue in ("one", "two")})}
    figures = settled(two_queues(vip, standard, (Queue(1), Queue(2)), group))
    for queue, name in (("one", "vip"), ("two", "std")):
        assert figures.share("abandoned", queue) == pytest.approx(case[f"P_abandon_{name}"], abs=1e-9)
        assert figures.mean_queue(queue) == pytest.approx(case[f"EQ_{name}"], abs=1e-9)
    assert figures.probability_of_wait() == pytest.approx(case["P_wait"], abs=1e-9)


def n_design(reserve: int = 0) -> Centre:
    case = CASES["n_design_skill_routing"][0]
    kinds = [Kind(case[f"lam{k}"] / MINUTE, name, case[f"theta{k}"] / MINUTE) for k, name in ((1, "one"), (2, "two"))]
    talk = case["mu"] / MINUTE
    groups = {
        "first": Group(case["n_A_type1_only"], {"one": Skill(talk)}),
        "both": Group(case["n_B_both"], {"one": Skill(talk, preference=2), "two": Skill(talk)}, reserve),
    }
    return two_queues(kinds[0], kinds[1], (Queue(2, tries=("first", "both"), room=16), Queue(1, room=16)), groups)


def test_the_n_design() -> None:
    case, figures = CASES["n_design_skill_routing"][0], settled(n_design())
    assert figures.mean_busy("first") == pytest.approx(case["E_busy_A"], abs=1e-9)
    assert figures.mean_busy("both") == pytest.approx(case["E_busy_B"], abs=1e-9)
    for k, queue in ((1, "one"), (2, "two")):
        assert figures.mean_queue(queue) == pytest.approx(case[f"EQ{k}"], abs=1e-9)
        assert figures.share("abandoned", queue) == pytest.approx(case[f"P_abandon{k}"], abs=1e-9)
        assert 1 - figures.probability_of_wait(queue) == pytest.approx(case[f"P_no_wait{k}"], abs=1e-9)
    assert_accounted(figures)


def test_two_groups_for_everything_are_one() -> None:
    """The X design with one kind of work: whoever prefers what, together they are Erlang A's agents."""
    kinds = Kind(0.005, "one", LEAVING), Kind(0.004, "two", LEAVING)
    groups = {
        "here": Group(2, {"one": Skill(TALK), "two": Skill(TALK, preference=2)}),
        "there": Group(2, {"one": Skill(TALK, preference=2), "two": Skill(TALK)}),
    }
    known = erlang.erlang_a(erlang.Demand(0.009, 240, 150), 4)
    for rule in ("priority", "preference", "longest_wait"):
        room = 14 if rule == "preference" else 5  # one line of two types has many orders
        figures = settled(two_queues(*kinds, (Queue(room=room), Queue(room=room)), groups, freed_agent=rule))
        tolerance = 1e-9 if room == 14 else 1e-3
        assert sum(map(figures.mean_queue, ("one", "two"))) == pytest.approx(known.mean_queue, rel=tolerance)
        assert figures.share("abandoned") == pytest.approx(known.abandonment, rel=tolerance)


def test_a_reserve_is_a_guard_against_the_second_preference() -> None:
    """A loss system: contacts of the second preference come only while two agents would stay idle (trunk reservation)."""
    one, two, agents, reserve = 0.008, 0.012, 5, 2
    groups = {"desk": Group(agents, {"one": Skill(TALK), "two": Skill(TALK, preference=2)}, reserve)}
    figures = settled(two_queues(Kind(one, "one"), Kind(two, "two"), (Queue(capacity=0), Queue(capacity=0)), groups))
    weight = [1.0]
    for busy in range(agents):
        rate = one + two * (busy < agents - reserve)
        weight.append(weight[-1] * rate / ((busy + 1) * TALK))
    chance = np.array(weight) / sum(weight)
    assert figures.share("blocked", "one") == pytest.approx(chance[-1], rel=1e-9)
    assert figures.share("blocked", "two") == pytest.approx(chance[agents - reserve :].sum(), rel=1e-9)


def test_one_agent_whom_the_blocked_try_again() -> None:
    """The M/M/1 retrial queue without an end to the tries (Falin and Templeton 1997)."""
    again = Again(0.0, 1.0, 1 / 300, INFINITE)
    centre = one_queue(0.0015, 1, queue=Queue(capacity=0), again=again)
    figures = settled(Centre(centre.kinds, centre.queues, centre.groups, {}, away=60))
    used = 0.0015 * 240
    assert figures.mean_away() == pytest.approx(used / (1 - used) * (0.0015 * 300 + used), rel=1e-7)
    assert figures.occupancy("desk") == pytest.approx(used, rel=1e-7)


def test_tries_come_to_an_end() -> None:
    """Each try but the last is followed by another with the share that is given."""
    again = Again(0.7, 0.0, 1 / 120, 2)
    figures = settled(replace(one_queue(0.008, 2, queue=Queue(room=5), leaving=1 / 60, again=again), away=5))
    assert figures.mean_away() == pytest.approx((figures.rate("offered") - 0.008) * 120, rel=1e-6)
    assert_accounted(figures)
    thrice = replace(again, attempts=3)
    nobody_there = settled(replace(one_queue(0.001, 0, queue=Queue(room=4), leaving=1 / 60, again=thrice), away=5))
    assert nobody_there.rate("offered") == pytest.approx(0.001 * (1 + 0.7 + 0.49), rel=1e-5)


def test_repeats_load_the_queue_as_new_contacts_would() -> None:
    """A Jackson network: what comes again after any delay makes Erlang C with more arrivals; who is away, is Poisson."""
    skill = Skill(TALK, resolves=0.7, repeats=(0.2, 1 / 900))
    figures = settled(one_queue(0.009, 4, skill, Queue(room=60)))
    known = erlang.erlang_c(erlang.Demand(0.009 / 0.8, 240), 4)
    assert figures.rate("repeats") == pytest.approx(0.009 / 4, rel=1e-6)
    assert figures.mean_away() == pytest.approx(0.009 / 4 * 900, rel=1e-6)
    assert figures.probability_of_wait() == pytest.approx(known.probability_of_wait, rel=1e-6)
    assert figures.mean_wait_all("calls") == pytest.approx(known.mean_wait_all, rel=1e-6)


def test_the_second_line_of_a_cold_escalation_is_a_queue_by_itself() -> None:
    """Jackson's network again: lines one after the other do not feel each other."""
    groups = {
        "first": Group(3, {"one": Skill(TALK, resolves=0.5, escalates=Escalation("two", 0.4))}),
        "second": Group(2, {"two": Skill(1 / 300)}),
    }
    figures = settled(two_queues(Kind(0.009, "one"), Kind(0.0, "two"), (Queue(room=60), Queue(room=60)), groups))
    for queue, demand, agents in (("one", (0.009, 240), 3), ("two", (0.0036, 300), 2)):
        known = erlang.erlang_c(erlang.Demand(*demand), agents)
        assert figures.mean_wait_all(queue) == pytest.approx(known.mean_wait_all, rel=1e-6)
        assert figures.probability_of_wait(queue) == pytest.approx(known.probability_of_wait, rel=1e-6)


def test_who_hands_over_in_person_is_occupied_for_longer() -> None:
    """A loss system cares for the mean alone, and with enough seniors there is no wait for the handover (Erlang's insensitivity)."""
    passed = Escalation("two", 0.4, warm=0.75, handover=1 / 100)
    groups = {
        "first": Group(3, {"one": Skill(TALK, resolves=0.5, escalates=passed)}),
        "second": Group(12, {"two": Skill(1 / 300)}),
    }
    figures = settled(two_queues(Kind(0.01, "one"), Kind(0.0, "two"), (Queue(capacity=0), Queue(capacity=0)), groups))
    assert figures.share("blocked", "one") == pytest.approx(erlang.erlang_b(0.01 * (240 + 0.3 * 100), 3), rel=1e-6)
    assert figures.mean_busy("second") == pytest.approx(figures.rate("escalated") * (300 + 0.75 * 100), rel=1e-6)


def chats(agents: int, slowdown: tuple[float, ...], queue: Queue, **kind: Any) -> Centre:
    groups = {"desk": Group(agents, {"calls": Skill(TALK, alone=False)}, slowdown=slowdown)}
    return Centre({"calls": Kind(0.02, "calls", **kind)}, {"calls": queue}, groups, {})


@pytest.mark.parametrize("agents", [1, 2])
def test_chats_that_do_not_stretch_each_other_are_so_many_agents(agents: int) -> None:
    figures = settled(chats(agents, (1.0, 1.0, 1.0), Queue(room=40), leaving=LEAVING))
    known = erlang.erlang_a(erlang.Demand(0.02, 240, 150), 3 * agents)
    assert figures.share("abandoned") == pytest.approx(known.abandonment, rel=1e-9)
    assert figures.mean_in_hand("desk") == pytest.approx(known.occupancy * 3 * agents, rel=1e-9)
    assert_accounted(figures)


def test_a_second_chat_is_stretched_and_stays_so() -> None:
    """One agent, two slots, nobody waits: five states, told by which chats began alone (a) and which as the second (b)."""
    arrivals, alone, second = 0.02, TALK, TALK / 1.5
    names = ["", "a", "b", "ab", "bb"]
    moves = {
        ("", "a"): arrivals, ("a", "ab"): arrivals, ("b", "bb"): arrivals, ("a", ""): alone, ("b", ""): second,
        ("ab", "b"): alone, ("ab", "a"): second, ("bb", "b"): 2 * second,
    }  # fmt: skip
    rates = np.array([[moves.get((one, other), 0.0) for other in names] for one in names])
    balance = (rates - np.diag(rates.sum(axis=1))).T
    chance = np.linalg.solve(np.vstack([balance[1:], np.ones(5)]), np.eye(5)[-1])
    figures = settled(chats(1, (1.0, 1.5), Queue(capacity=0)))
    assert figures.share("blocked") == pytest.approx(chance[3] + chance[4], rel=1e-9)
    assert figures.occupancy("desk") == pytest.approx(1 - chance[0], rel=1e-9)


def test_call_backs_of_one_agent() -> None:
    """All who would wait are called back: M/G/1 whose contacts but the first of a busy spell take longer (Welch 1964)."""
    queue = Queue(callback=Callback(beyond=-1, accept=1.0, dial=1 / 60, reached=1.0), room=120)
    figures = settled(one_queue(0.002, 1, queue=queue))
    first, others = 2 * 240**2, 2 * 240**2 + 2 * 60**2 + 2 * 240 * 60
    wait = 0.002 * others / (2 * (1 - 0.6)) + 0.002 * (first - others) / (2 * (1 - 0.6 + 0.48))
    assert figures.mean_queue("calls") / 0.002 == pytest.approx(wait, rel=1e-8)
    assert figures.mean_wait_all("calls") == pytest.approx(wait + 60 * figures.probability_of_wait(), rel=1e-8)


def test_who_is_not_reached_has_abandoned() -> None:
    queue = Queue(callback=Callback(beyond=1, accept=0.5, dial=1 / 20, reached=0.8), room=7)
    figures = settled(one_queue(0.012, 3, queue=queue, leaving=1 / 100))
    assert_accounted(figures)
    work = 240 * figures.rate("answered") + figures.mean_dialled("calls")
    assert figures.mean_busy("desk") == pytest.approx(work, rel=1e-9)


def test_trunk_lines_around_an_ivr() -> None:
    """Who is in the IVR and who talks, by product form: Poisson times Erlang, as many as there are lines."""
    lines, ivr, work, agents = 7, 0.02 * 60, 0.02 * 240, 4
    node = Node(1 / 60, {"calls": (("calls", 1.0),)})
    kinds = {"calls": Kind(0.02, "hotline")}
    centre = Centre(
        kinds, {"calls": Queue()}, {"desk": Group(agents, {"calls": Skill(TALK)})}, {"hotline": node}, lines=lines
    )
    figures = settled(centre)
    weight = {
        (i, k): ivr**i / factorial(i) * work**k / np.prod([min(j, agents) for j in range(1, k + 1)], initial=1.0)
        for i in range(lines + 1)
        for k in range(lines + 1 - i)
    }
    total = sum(weight.values())
    full = sum(value for (i, k), value in weight.items() if i + k == lines)
    assert figures.rate("blocked_lines") / 0.02 == pytest.approx(full / total, rel=1e-9)
    assert figures.mean_lines_held() == pytest.approx(
        sum((i + k) * v for (i, k), v in weight.items()) / total, rel=1e-9
    )


def test_a_bot_with_few_ports_is_erlang_b() -> None:
    bot = Node(1 / 100, {"calls": (("contained", 0.6), ("hang_up", 0.1), ("calls", 0.3))}, ports=2)
    centre = one_queue(0.02, 3, leaving=LEAVING)
    figures = settled(Centre({"calls": Kind(0.02, "bot", LEAVING)}, centre.queues, centre.groups, {"bot": bot}))
    lost = erlang.erlang_b(2.0, 2)
    assert figures.rate("blocked_lines") / 0.02 == pytest.approx(lost, rel=1e-9)
    assert figures.rate("contained") == pytest.approx(0.02 * (1 - lost) * 0.6, rel=1e-9)
    assert figures.rate("offered") == pytest.approx(0.02 * (1 - lost) * 0.3, rel=1e-9)
    onward = Node(1 / 100, bot.exits, 2, "calls")
    figures = settled(Centre({"calls": Kind(0.02, "bot", LEAVING)}, centre.queues, centre.groups, {"bot": onward}))
    assert figures.rate("offered") == pytest.approx(0.02 * ((1 - lost) * 0.3 + lost), rel=1e-9)


def test_who_has_no_patience_leaves_unless_somebody_is_idle() -> None:
    """With nobody willing to wait a queue is a loss system."""
    figures = settled(one_queue(0.02, 4, balks=1.0))
    assert figures.share("abandoned") == pytest.approx(erlang.erlang_b(4.8, 4), rel=1e-9)
    assert figures.waits("calls").abandoned_within(0.0) == pytest.approx(erlang.erlang_b(4.8, 4), rel=1e-9)


def test_complaints_and_service_calls_come_later() -> None:
    """Deferred work has no patience and holds no line."""
    kind = Kind(0.01, "one", LEAVING, follow_up=Later(0.2, "care", 1 / 600), complaint=Later(0.5, "care", 1 / 600))
    kind = replace(kind, grievance=Later(0.3, "care", 1 / 600))
    groups = {"desk": Group(3, {"one": Skill(TALK, resolves=0.9), "two": Skill(TALK)})}
    queues = {"one": Queue(1, room=10), "two": Queue(2, deferred=True, room=12)}
    figures = settled(Centre({"calls": kind, "care": Kind(0.0, "two", holds_line=False)}, queues, groups, {}, away=10))
    work = (0.2 * 0.9 + 0.3 * 0.1) * figures.rate("answered", "one") + 0.5 * figures.rate("abandoned", "one")
    assert figures.rate("offered", "two") == pytest.approx(work, rel=1e-4)
    assert figures.mean_away() == pytest.approx(600 * work, rel=1e-4)
    assert figures.rate("abandoned", "two") == 0.0


# --- the floor in limits, and time ------------------------------------------------------------------------------------


def test_a_reserve_of_nobody_changes_nothing_and_a_full_one_parts_the_groups() -> None:
    plain, kept = settled(n_design()), settled(n_design(reserve=3))
    assert len(settled(n_design(reserve=0)).chances) == len(plain.chances)
    alone = [erlang.erlang_a(erlang.Demand(rate / MINUTE, 120, 120), 3) for rate in (1.5, 1.0)]
    for queue, known in zip(("one", "two"), alone, strict=True):
        assert kept.share("abandoned", queue) == pytest.approx(known.abandonment, rel=1e-8)


def test_three_queues_with_all_at_once_are_accounted_for() -> None:
    """The W design with repeats, an escalation, a reserve and wrap-up."""
    kinds = {
        "left": Kind(0.004, "left", LEAVING),
        "middle": Kind(0.003, "middle", LEAVING),
    }
    skill = Skill(TALK, preference=2, resolves=0.6, escalates=Escalation("right", 0.2), repeats=(0.1, 1 / 600))
    groups = {
        "west": Group(2, {"left": Skill(TALK, 1 / 30), "middle": skill}, reserve=1),
        "east": Group(1, {"middle": Skill(1 / 200), "right": Skill(1 / 300)}),
    }
    queues = {"left": Queue(1, room=3), "middle": Queue(2, room=3), "right": Queue(1, room=3, deferred=True)}
    figures = settled(Centre(kinds, queues, groups, {}, away=2))
    for queue in queues:
        ends = sum(figures.rate(what, queue) for what in ("answered", "abandoned", "cut"))
        assert ends == pytest.approx(figures.rate("offered", queue), rel=1e-9)
    taken = {name: figures.rate("offered", name) for name in queues}
    assert figures.rate("offered", "right") == pytest.approx(figures.rate("escalated"), rel=1e-9)
    assert all(value > 0 for value in taken.values())


def course(centres: list[Centre], span: float) -> tuple[Period, ...]:
    return tuple(Period(number * span, span, centre) for number, centre in enumerate(centres))


def test_a_day_of_one_queue_is_the_exact_day() -> None:
    """Staff falls and rises; who is due to leave finishes the contact in hand."""
    rates, staff = [0.02, 0.05, 0.04, 0.01], [5, 8, 3, 4]
    centres = [one_queue(rate, number, leaving=LEAVING) for rate, number in zip(rates, staff, strict=True)]
    parts, day = followed(course(centres, 900.0)), evaluate_day(rates, staff, 900.0, 240, 150)
    np.testing.assert_allclose([part.mean_queue("calls") for part in parts], day.mean_queue, rtol=1e-8)
    np.testing.assert_allclose([part.mean_busy("desk") for part in parts], day.mean_busy, rtol=1e-8)
    np.testing.assert_allclose([part.rate("abandoned") * 900 for part in parts], day.abandoned_here, rtol=1e-8)
    np.testing.assert_allclose([part.probability_of_wait() for part in parts], day.probability_of_wait, rtol=1e-8)


def test_a_long_time_without_changes_is_the_long_run() -> None:
    centre, known = n_design(), settled(n_design())
    parts = followed(course([centre, centre], 20_000.0))
    assert parts[1].mean_queue("two") == pytest.approx(known.mean_queue("two"), rel=1e-6)
    assert parts[1].mean_busy("first") == pytest.approx(known.mean_busy("first"), rel=1e-6)


# --- the builder ------------------------------------------------------------------------------------------------------


def test_a_chain_counts_events_and_knows_when_it_is_left() -> None:
    chain = Chain.reached([2], lambda n: [Move(0.5, n - 1 if n > 1 else None, ("step",)), Move(0.5, n, ("stay",))])
    start = chain.chances({2: 1.0})
    assert chain.states == (2, 1)
    assert chain.until_left(start).tolist() == pytest.approx([2.0, 2.0])
    assert chain.value_until_left(chain.flows["step"]).tolist() == pytest.approx([2.0, 1.0])
    assert chain.flow(start, "stay") == 0.5
    end, spent = chain.followed(start, 4.0)
    assert end.tolist() == pytest.approx([np.exp(-2), 2 * np.exp(-2)])
    assert spent[0] == pytest.approx(2 * (1 - np.exp(-2)))


def test_too_many_states_are_refused() -> None:
    with pytest.raises(TooLargeError, match="more than 1,000 states"):
        Chain.reached([0], lambda n: [Move(1.0, n + 1)], most=1000)
