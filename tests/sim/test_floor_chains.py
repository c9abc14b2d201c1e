"""The SimPy floor against exact chains of the same scenarios: what is simulated must come to what is solved.

Each scenario is small and has exponential times, so that ``sim.exact.floor`` can solve it, and each is about one rule of the floor;
the last is about many at once. All figures agree within 5 standard errors of 100 days, on fixed seeds.
"""

from __future__ import annotations

from typing import Any

from scipy.stats import binom

from scenarios.schema import Scenario
from sim.exact.floor import solve, solve_day
from sim.experiment import simulate
from tests.sim.chains import MEASURED, Exact, assert_agrees, centre, kind, of_queues, of_waits, skill, times


def test_preferences_tries_and_priorities_of_three_queues() -> None:
    """The W design: two groups, each with a queue of its own, share the one between."""
    scenario = centre(
        {
            "left": kind("20 per h", "left", "4 min"),
            "middle": kind("15 per h", "middle", "6 min"),
            "right": kind("12 per h", "right", "4 min"),
        },
        {"left": {"priority": 2}, "middle": {"priority": 1, "tries": ["west"]}, "right": {"priority": 2}},
        {
            "west": {"skills": {"left": skill("6 min"), "middle": skill("6 min", 2)}},
            "east": {"skills": {"right": skill("8 min", 2), "middle": skill("4 min", wrap_up=times("2 min"))}},
        },
        {"west": 2, "east": 2},
        routing={"freed_agent": "preference"},
    )
    figures = solve(scenario, room=6)
    assert figures.cut < 1e-3
    assert_agrees(simulate(scenario, replications=100), of_queues(figures))


def test_two_groups_for_two_queues() -> None:
    """The X design, where the longer wait decides, across queues."""
    scenario = centre(
        {"one": kind("25 per h", "one", "6 min"), "two": kind("25 per h", "two", "3 min")},
        {"one": {"capacity": 4}, "two": {"capacity": 5}},
        {
            "here": {"skills": {"one": skill("3 min"), "two": skill("5 min", 2)}},
            "there": {"skills": {"one": skill("4 min", 2), "two": skill("2 min")}},
        },
        {"here": 1, "there": 1},
        routing={"freed_agent": "longest_wait"},
    )
    figures = solve(scenario)
    assert_agrees(simulate(scenario, replications=100), of_queues(figures) | of_waits(figures, "two"))


def test_a_reserve_keeps_agents_idle_though_contacts_wait() -> None:
    scenario = centre(
        {"vip": kind("20 per h", "vip"), "plain": kind("50 per h", "plain", "4 min")},
        {"vip": {"priority": 1}, "plain": {"priority": 2}},
        {
            "desk": {"skills": {"vip": skill("3 min"), "plain": skill("3 min", 2)}, "reserve": 2},
            "plain_desk": {"skills": {"plain": skill("3 min")}},
        },
        {"desk": 3, "plain_desk": 1},
    )
    figures = solve(scenario, room=14)
    assert figures.cut < 1e-4
    assert_agrees(simulate(scenario, replications=100), of_queues(figures) | of_waits(figures, "vip"))


def test_who_abandons_or_is_blocked_tries_again() -> None:
    retry = {"after_abandoning": 0.6, "after_blocking": 0.8, "delay": times("10 min"), "attempts": 3}
    scenario = centre(
        {"calls": kind("30 per h", "calls", "4 min", retry=retry)},
        {"calls": {"capacity": 2}},
        {"desk": {"skills": {"calls": skill("6 min")}}},
        {"desk": 2},
    )
    figures = solve(scenario, away=14)
    assert figures.cut < 1e-3
    exact = of_queues(figures) | of_waits(figures, "calls")
    exact["blocked", "queue", "calls", None] = figures.rate("blocked") * MEASURED
    assert_agrees(simulate(scenario, replications=100), exact)


def test_the_unresolved_come_again_or_go_to_the_second_line() -> None:
    """Repeats, and a cold escalation to a group that serves new contacts too."""
    after = {"escalate": {"to": "second", "share": 0.4}, "repeat": {"share": 0.3, "delay": times("3 min")}}
    scenario = centre(
        {"calls": kind("25 per h", "first"), "hard": kind("6 per h", "second", "4 min")},
        {"first": {"capacity": 3}, "second": {"capacity": 2}},
        {
            "first_line": {"skills": {"first": skill("3 min", resolves=0.5, unresolved=after)}},
            "second_line": {
                "skills": {"second": skill("4 min"), "first": skill("3 min", 2, resolves=0.8, unresolved=after)}
            },
        },
        {"first_line": 1, "second_line": 1},
    )
    figures = solve(scenario, away=5)
    assert figures.cut < 1e-3
    exact = of_queues(figures)
    for queue in ("first", "second"):
        exact["blocked", "queue", queue, None] = figures.rate("blocked", queue) * MEASURED
    exact["repeats", "centre", "centre", None] = figures.rate("repeats") * MEASURED
    assert_agrees(simulate(scenario, replications=100), exact)


def test_an_agent_stays_until_the_second_line_has_heard_it() -> None:
    """A warm escalation holds two agents; whom the second line does not answer in time, or turns away, frees the first."""
    passed = {"to": "second", "share": 0.8, "warm": 0.7, "handover": times("1 min")}
    scenario = centre(
        {"calls": kind("30 per h", "first"), "hard": kind("5 per h", "second", "90 s")},
        {"first": {"capacity": 4}, "second": {"capacity": 2}},
        {
            "first_line": {
                "skills": {
                    "first": skill("3 min", wrap_up=times("30 s"), resolves=0.5, unresolved={"escalate": passed}),
                    "second": skill("6 min", 2),
                },
                "reserve": 1,
            },
            "second_line": {"skills": {"second": skill("4 min")}},
        },
        {"first_line": 2, "second_line": 1},
        lines=6,
    )
    figures = solve(scenario)
    exact = of_queues(figures) | of_waits(figures, "second")
    exact["blocked", "queue", "second", None] = figures.rate("blocked", "second") * MEASURED
    exact["blocked_lines", "centre", "centre", None] = figures.rate("blocked_lines") * MEASURED
    assert_agrees(simulate(scenario, replications=100), exact)


def test_chats_at_once_stretch_each_other() -> None:
    scenario = centre(
        {"chats": kind("40 per h", "chats", channel="chat")},
        {"chats": {}},
        {"desk": {"skills": {"chats": skill("4 min")}, "concurrency": 3, "slowdown": [1, 1.3, 1.8]}},
        {"desk": 2},
    )
    figures = solve(scenario, room=14)
    assert_agrees(simulate(scenario, replications=100), of_queues(figures) | of_waits(figures, "chats"))


def test_agents_who_chat_and_take_calls() -> None:
    """A call needs an agent without chats, a chat one without a call."""
    scenario = centre(
        {"chats": kind("20 per h", "chats", channel="chat"), "calls": kind("15 per h", "calls")},
        {"chats": {"priority": 2}, "calls": {"priority": 1}},
        {
            "desk": {
                "skills": {"chats": skill("4 min", 2, wrap_up=times("30 s")), "calls": skill("3 min")},
                "concurrency": 2,
                "slowdown": [1, 1.5],
                "reserve": 1,
            }
        },
        {"desk": 3},
    )
    figures = solve(scenario, room=6)
    assert figures.cut < 1e-4
    assert_agrees(simulate(scenario, replications=100), of_queues(figures))


def test_who_expects_a_long_wait_may_be_called_back() -> None:
    offer = {"offer_above": "2 min", "accept": 0.5, "dial": times("30 s"), "reached": 0.8}
    scenario = centre(
        {"calls": kind("40 per h", "calls", "3 min")},
        {"calls": {"callback": offer, "capacity": 7}},
        {"desk": {"skills": {"calls": skill("3 min", wrap_up=times("30 s"))}}},
        {"desk": 2},
    )
    figures = solve(scenario)
    exact = of_queues(figures)
    exact["blocked", "queue", "calls", None] = figures.rate("blocked") * MEASURED
    assert_agrees(simulate(scenario, replications=100), exact)


def test_trunk_lines_an_ivr_and_a_bot_with_few_ports() -> None:
    retry = {"after_blocking": 0.5, "delay": times("8 min"), "attempts": 2}
    scenario = centre(
        {"calls": kind("30 per h", "hotline", "4 min", retry=retry)},
        {"calls": {}},
        {"desk": {"skills": {"calls": skill("6 min", wrap_up=times("2 min"))}}},
        {"desk": 3},
        ivr={
            "hotline": {"takes": times("1 min"), "then": {"bot": 0.7, "calls": 0.2, "hang_up": 0.1}},
            "bot": {
                "takes": times("3 min"),
                "then": {"contained": 0.4, "calls": 0.6},
                "ports": 1,
                "when_full": "calls",
            },
        },
        lines=5,
    )
    figures = solve(scenario, away=5)
    assert figures.cut < 1e-3
    exact = of_queues(figures)
    for what in ("blocked_lines", "contained"):
        exact[what, "contact_type", "calls", None] = figures.rate(what) * MEASURED
    assert_agrees(simulate(scenario, replications=100), exact)


def test_work_that_waits_gets_what_calls_leave() -> None:
    """Complaints and service calls come later as deferred work; a line is freed when a call is passed on to it."""
    scenario = centre(
        {
            "calls": kind(
                "25 per h",
                "calls",
                follow_up={"share": 0.2, "contact_type": "care", "delay": times("2 min")},
                complaint={"contact_type": "care", "after_abandoning": 0.5, "unresolved": 0.4, "delay": times("3 min")},
            ),
            "care": kind("2 per h", "care", None, channel="outbound"),
        },
        {"calls": {"priority": 1, "capacity": 2}, "care": {"priority": 2, "capacity": 3}},
        {
            "desk": {
                "skills": {
                    "calls": skill("3 min", resolves=0.7, unresolved={"escalate": {"to": "care", "share": 0.3}}),
                    "care": skill("4 min"),
                }
            }
        },
        {"desk": 2},
        lines=3,
    )
    figures = solve(scenario, away=4)
    assert figures.cut < 1e-3
    exact = {key: value for key, value in of_queues(figures).items() if key[:1] != ("probability_of_wait",)}
    exact["blocked_lines", "contact_type", "calls", None] = figures.rate("blocked_lines") * MEASURED
    assert_agrees(simulate(scenario, replications=100), exact)


def test_a_day_of_two_skills_whose_staff_changes() -> None:
    """From an empty floor; who is due to leave finishes the contact in hand."""
    first, both = [2, 3, 1, 2] * 6, [2, 1, 3, 0] * 6
    volumes = [[30, 50, 40, 20] * 6, [20, 20, 40, 15] * 6]
    scenario = centre(
        {
            "one": kind("1 per h", "one", arrivals={"volumes": volumes[0]}),
            "two": kind("1 per h", "two", arrivals={"volumes": volumes[1]}),
        },
        {"one": {"priority": 2, "capacity": 8}, "two": {"priority": 1, "capacity": 8}},
        {
            "first": {"skills": {"one": skill("4 min")}},
            "both": {"skills": {"one": skill("4 min", 2), "two": skill("4 min")}},
        },
        {"first": first, "both": both},
        experiment={"warm_up": "0 h"},
    )
    parts = solve_day(scenario)
    exact: Exact = {}
    for start, part in list(zip(scenario.calendar.starts, parts, strict=True))[:9]:
        for name in ("one", "two"):
            exact["mean_queue_length", "queue", name, start] = part.mean_queue(name)
    for name in ("one", "two"):
        offered = sum(part.rate("offered", name) for part in parts)
        exact["abandonment", "queue", name, None] = sum(part.rate("abandoned", name) for part in parts) / offered
        exact["probability_of_wait", "queue", name, None] = (
            1 - sum(part.rate("answered_at_once", name) for part in parts) / offered
        )
    assert_agrees(simulate(scenario, replications=100), exact)


def test_events_are_arrivals_and_staff_that_change() -> None:
    """Who stops because the tools are out finishes the contact in hand, as who leaves does."""
    plain: dict[str, list[float]] = {"first": [3] * 24, "second": [4] * 24, "volumes": [30] * 24}
    events = [
        {"at": "02:00", "lasts": "2 h", "surge": {"calls": 2}},
        {"at": "03:00", "lasts": "2 h", "surge": {"calls": 0.5}},
        {"at": "05:00", "lasts": "1 h", "after": "1 h", "reinforce": {"first": 2}},
        {"at": "08:00", "lasts": "2 h", "absence": {"second": 0.5}},
        {"at": "09:00", "lasts": "2 h", "outage": {"first": 0.4}},
    ]
    changed: dict[str, dict[int, float]] = {
        "volumes": {2: 60, 4: 15},  # from 3 to 4 both surges hold
        "first": {6: 5, 9: 2, 10: 2},
        "second": {8: 2, 9: 2},
    }

    def scenario(lists: dict[str, list[float]], **more: Any) -> Scenario:
        return centre(
            {"calls": kind("1 per h", "calls", arrivals={"volumes": lists["volumes"]})},
            {"calls": {"capacity": 12, "tries": ["second"]}},
            {
                "first": {"skills": {"calls": skill("6 min")}},
                "second": {"skills": {"calls": skill("9 min")}, "shrinkage": 0.5},
            },
            {"first": lists["first"], "second": [2 * people for people in lists["second"]]},
            experiment={"warm_up": "0 h"},
            **more,
        )

    as_lists = {name: [changed[name].get(hour, value) for hour, value in enumerate(plain[name])] for name in plain}
    parts = solve_day(scenario(as_lists))
    exact: Exact = {}
    for start, part in list(zip(scenario(plain).calendar.starts, parts, strict=True))[:12]:
        exact["mean_queue_length", "queue", "calls", start] = part.mean_queue("calls")
        exact["offered", "queue", "calls", start] = part.rate("offered") * 3600
    assert_agrees(simulate(scenario(plain, events=events), replications=100), exact)


def test_random_absence_mixes_days_of_different_staff() -> None:
    def scenario(people: int, **group: Any) -> Scenario:
        return centre(
            {"calls": kind("12 per h", "calls", "8 min")},
            {"calls": {}},
            {"desk": {"skills": {"calls": skill("10 min")}, **group}},
            {"desk": people},
        )

    chance = binom.pmf(range(5), 4, 0.7)
    parts = [solve(scenario(people)) for people in range(5)]
    exact: Exact = {
        ("mean_queue_length", "queue", "calls", None): sum(chance * [part.mean_queue("calls") for part in parts]),
        ("abandonment", "queue", "calls", None): sum(chance * [part.share("abandoned") for part in parts]),
        ("answer_rate", "queue", "calls", None): sum(
            chance * [part.waits("calls").answer_rate(20.0) for part in parts]
        ),
    }
    assert_agrees(simulate(scenario(4, absence=0.3), replications=300), exact)


def test_many_rules_at_once() -> None:
    """Chats and calls, a bot, lines, retries, call-backs, repeats, an escalation, a reserve and impatience at once."""
    retry = {"after_abandoning": 0.4, "after_blocking": 0.5, "delay": times("4 min"), "attempts": 2}
    after = {"escalate": {"to": "second", "share": 0.3}, "repeat": {"share": 0.3, "delay": times("4 min")}}
    patience = {"mixture": [{"weight": 0.2, "of": {"fixed": "0 s"}}, {"weight": 0.8, "of": times("2 min")}]}
    scenario = centre(
        {
            "calls": kind("16 per h", "bot", patience, retry=retry),
            "chats": kind("9 per h", "chats", channel="chat"),
        },
        {
            "first": {"priority": 2, "capacity": 2, "callback": {"offer_above": "2 min", "accept": 0.5, "dial": times("20 s"), "reached": 0.7}},
            "chats": {"priority": 2, "capacity": 1},
            "second": {"priority": 1, "capacity": 1},
        },
        {
            "desk": {"skills": {"first": skill("4 min", resolves=0.6, unresolved=after), "chats": skill("4 min", 2)},
                     "concurrency": 2, "slowdown": [1, 1.5], "reserve": 1},
            "seniors": {"skills": {"second": skill("5 min"), "first": skill("4 min", 2)}},
        },
        {"desk": 2, "seniors": 1},
        ivr={"bot": {"takes": times("40 s"), "then": {"contained": 0.2, "first": 0.8}, "ports": 1}},
        lines=3,
    )  # fmt: skip
    figures = solve(scenario, away=3)
    assert figures.cut < 1e-3
    assert_agrees(simulate(scenario, replications=100), of_queues(figures))
