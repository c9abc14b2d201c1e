"""Why a target is at risk is told from the contacts that the same people take, not from those of others."""

from callfloor.intraday import telling
from optimize.replanning.morning import Morning
from optimize.today.day import look
from scenarios.loading import parse

CLOSED, OPEN = [0] * 8, [40] * 10


def centre(groups, **others):
    """Two types of their own busyness and queues; ``groups``: the queues that each group serves; ``others``: arrivals instead."""
    names = ("call", "gold")
    usual = {name: {"volumes": [*CLOSED, *OPEN, *[0] * 6], "busyness": name} for name in names}
    by_hour = {"answer_rate": 0.8, "within": "20 s", "per": "interval"}
    return parse(
        {
            "callfloor": 1, "title": "two", "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
            "contact_types": {
                name: {"arrivals": arrivals, "enters": f"{name}_line"} for name, arrivals in (usual | others).items()
            },
            "busyness": {name: {"gamma": {"mean": 1, "cv": 0.3}} for name in names},
            "queues": {f"{name}_line": {} for name in names},
            "agent_groups": {
                group: {"skills": {queue: {"handle_time": {"fixed": "3 min"}} for queue in queues}, "staffing": people}
                for group, (queues, people) in groups.items()
            },
            "targets": [{"queue": "gold_line", **by_hour}],
        }
    )  # fmt: skip


def reasons(groups, call, gold):
    """What is said of periods that this morning put at risk; so many contacts of each type came in each of three hours."""
    morning = Morning(11 * 3600.0, {"call": (0,) * 8 + (call,) * 3, "gold": (0,) * 8 + (gold,) * 3})
    looked = look(centre(groups), morning, mend=False, replications=200, seed=1)
    return {telling.because(looked, risk) for risk in looked.at_risk if risk.usual < 0.5}


def more(came):
    """The factor of a type of which so many came where 40 were expected, three hours long, as it is known by then: a gamma."""
    return (1 / 0.3**2 + 3 * came) / (1 / 0.3**2 + 3 * 40)


def said(factor):
    return {("volume", f"more contacts come than forecast ({telling.signed_share(factor - 1)})")}


def test_what_others_are_spared_does_not_hide_that_more_come():
    apart = {"team": (["call_line"], 5), "desk": (["gold_line"], 4)}
    assert reasons(apart, call=15, gold=60) == said(more(60))


def test_what_the_same_people_serve_counts_together():
    together = {"team": (["call_line", "gold_line"], 6)}
    assert reasons(together, call=60, gold=40) == said((more(60) + more(40)) / 2)


def test_appointments_are_said_not_to_be_among_the_volumes():
    plain = centre({"team": (["call_line", "gold_line"], 6)}, gold={"bookings": {"slots": [*CLOSED, *OPEN, *[0] * 6]}})
    looked = look(plain, Morning(11 * 3600.0, {"call": (0,) * 8 + (40,) * 3}), mend=False, replications=100, seed=1)
    assert looked.ahead.total.rest[1] == 7 * 40  # of calls alone
    assert any(
        one == "gold: recorded or booked, in the simulated days, and not in the volumes shown."
        for one in telling.remarks(looked)
    )
