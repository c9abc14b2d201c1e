"""Small centres for planning the whole floor: one team from 8 to 12 o'clock, changed here and there by each test."""

from scenarios.loading import parse

HOURS = [0] * 8 + [40] * 4 + [0] * 12
HANDLE = {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.0}}}
TARGET = {"queue": "calls", "answer_rate": 0.8, "within": "30 s", "per": "horizon"}


def hourly(first, last, *groups):
    """Shifts of an hour, beginning at every full hour from the first to the last."""
    starts = [f"{hour:02d}:00" for hour in range(first, last + 1)]
    return [{"groups": list(groups or ["team"]), "starts": starts, "length": "1 h"}]


def morning(*, team=None, call=None, **more):
    """Forty calls an hour; ``team`` and ``call`` add to the group and the contact type, the rest replaces top-level keys."""
    return parse(
        {
            "callfloor": 1, "title": "a morning", "currency": "EUR",
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
            "contact_types": {
                "call": {"channel": "voice", "arrivals": {"volumes": HOURS}, "enters": "calls",
                         "patience": {"exponential": {"mean": "5 min"}}, **(call or {})},
            },
            "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": HANDLE}, "cost": "10 per h", **(team or {})}},
            "targets": [TARGET],
            "shifts": hourly(8, 11),
            **more,
        }
    )  # fmt: skip


def exponential(**more):
    """The same with exponential times: one that can be computed exactly, unless ``more`` stands in the way."""
    team = {"skills": {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}}}, **more.pop("team", {})}
    return morning(team=team, **more)


def repeating(share=0.5, delay="1 h", **more):
    """Half of the callers are not settled, and of these a share calls again."""
    skill = {
        **HANDLE,
        "resolves": 0.5,
        "unresolved": {"repeat": {"share": share, "delay": {"exponential": {"mean": delay}}}},
    }
    return morning(team={"skills": {"calls": skill}}, **more)


def chats(concurrency=3, slowdown=None, handle=None, **more):
    """A chat desk: forty chats an hour of nine minutes."""
    team = {"skills": {"chats": {"handle_time": handle or {"lognormal": {"mean": "9 min", "cv": 1.0}}}},
            "cost": "10 per h", "concurrency": concurrency, **({"slowdown": slowdown} if slowdown else {})}  # fmt: skip
    chat = {
        "channel": "chat",
        "arrivals": {"volumes": HOURS},
        "enters": "chats",
        "patience": {"exponential": {"mean": "5 min"}},
    }
    target = {"queue": "chats", "answer_rate": 0.8, "within": "30 s", "per": "horizon"}
    return morning(
        **{
            "contact_types": {"chat": chat},
            "queues": {"chats": {}},
            "agent_groups": {"team": team},
            "targets": [target],
            **more,
        }
    )


def orders(calls=True, deadline="3 h", on_time=0.95, **more):
    """Twenty work orders of twenty minutes come from 8 to 9; the team answers calls, too."""
    order = {"channel": "work_order", "arrivals": {"volumes": [0] * 8 + [20] + [0] * 15}, "enters": "orders"}
    call = {
        "channel": "voice",
        "arrivals": {"volumes": HOURS},
        "enters": "calls",
        "patience": {"exponential": {"mean": "5 min"}},
    }
    skill = {"handle_time": {"lognormal": {"mean": "20 min", "cv": 0.5}}, "preference": 2}
    targets = [{"queue": "orders", "on_time": on_time}]
    return morning(
        **{
            "contact_types": {"order": order, **({"call": call} if calls else {})},
            "queues": {"orders": {"priority": 2, "deadline": deadline}, **({"calls": {}} if calls else {})},
            "agent_groups": {
                "team": {"skills": {"orders": skill, **({"calls": HANDLE} if calls else {})}, "cost": "10 per h"}
            },
            "targets": [*targets, TARGET] if calls else targets,
            **more,
        }
    )


def escalating(**more):
    """Half of the callers are not settled, four in five of these go on to the seniors, to whom nobody comes directly."""
    skill = {**HANDLE, "resolves": 0.5, "unresolved": {"escalate": {"to": "experts", "share": 0.8}}}
    seniors = {"skills": {"experts": {"handle_time": {"lognormal": {"mean": "6 min", "cv": 1.0}}}}, "cost": "20 per h"}
    target = {"queue": "experts", "answer_rate": 0.8, "within": "1 min", "per": "horizon"}
    return morning(
        **{
            "queues": {"calls": {}, "experts": {}},
            "agent_groups": {"team": {"skills": {"calls": skill}, "cost": "10 per h"}, "seniors": seniors},
            "targets": [TARGET, target],
            "shifts": [*hourly(8, 11, "team", "seniors"), {"groups": ["seniors"], "start": "12:00", "length": "1 h"}],
            **more,
        }
    )
