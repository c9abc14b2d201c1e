"""Centres that between them have everything on the floor, each with staff: for tests of whole days."""

from __future__ import annotations

from typing import Any

from scenarios.loading import parse
from scenarios.schema import Scenario

TALK = {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.1}}, "wrap_up": {"exponential": {"mean": "30 s"}}}
PATIENCE = {
    "mixture": [{"weight": 0.1, "of": {"fixed": "0 s"}}, {"weight": 0.9, "of": {"exponential": {"mean": "2 min"}}}]
}
RETRY = {"after_abandoning": 0.5, "after_blocking": 0.8, "delay": {"exponential": {"mean": "8 min"}}, "attempts": 3}
SOON = {"exponential": {"mean": "20 min"}}


def centre(call: dict[str, Any], **parts: Any) -> Scenario:
    data = {
        "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"},
        "contact_types": {"call": {"arrivals": {"rate": "2 per min"}, "enters": "calls", "patience": PATIENCE, **call}},
        "queues": {"calls": {}},
        "agent_groups": {"desk": {"skills": {"calls": TALK}, "staffing": 5}},
    }
    others = parts.pop("others", {})
    return parse({**data, **parts, "contact_types": data["contact_types"] | others})


MENU = {
    "menu": {"takes": {"lognormal": {"mean": "20 s", "cv": 0.5}}, "then": {"bot": 0.5, "calls": 0.4, "hang_up": 0.1}},
    "bot": {"takes": {"exponential": {"mean": "50 s"}}, "then": {"contained": 0.4, "calls": 0.6}},
}


def impatient() -> Scenario:
    """An IVR, few lines, a short queue, and retries."""
    return centre({"enters": "menu", "retry": RETRY}, ivr=MENU, lines=10, queues={"calls": {"capacity": 3}})


def closing() -> Scenario:
    """A queue that closes twice a day, and clears."""
    hours = ["06:00-12:00", "13:00-22:00"]
    return centre({"enters": "menu", "retry": RETRY}, ivr=MENU, open={"calls": hours}, closing="clear")


def skilled() -> Scenario:
    """Two lanes, help after a while, a reserve, breaks of random absence and lateness."""
    slow = {"handle_time": {"gamma": {"mean": "6 min", "cv": 0.7}}, "wrap_up": {"fixed": "20 s"}}
    return centre(
        {},
        others={"vip": {"arrivals": {"rate": "1 per min"}, "enters": "vips", "patience": PATIENCE}},
        queues={"calls": {"priority": 2}, "vips": {"priority": 1}},
        agent_groups={
            "desk": {
                "skills": {"calls": TALK, "vips": {**slow, "preference": 2, "after": "20 s"}},
                "staffing": 10,
                "absence": 0.1,
            },
            "lounge": {
                "skills": {"vips": TALK, "calls": {**slow, "preference": 2, "after": "45 s"}},
                "reserve": 1,
                "staffing": [6] * 16 + [8] * 16 + [5] * 16,
                "late": {"exponential": {"mean": "3 min"}},
            },
        },
    )


def escalating() -> Scenario:
    """Everything that may follow an answer, call-backs and deferred work with a closing in the evening."""
    unresolved = {
        "escalate": {"to": "experts", "share": 0.4, "warm": 0.5, "handover": {"exponential": {"mean": "40 s"}}},
        "repeat": {"share": 0.4, "delay": SOON, "same_agent": "2 min"},
    }
    complaint = {
        "contact_type": "complaint",
        "after_abandoning": 0.2,
        "after_waiting": 0.2,
        "longer_than": "1 min",
        "unresolved": 0.1,
        "delay": SOON,
    }
    work = {"channel": "work_order", "arrivals": {"rate": "0 per h"}, "enters": "desk work"}
    return centre(
        {
            "retry": RETRY,
            "complaint": complaint,
            "follow_up": {"share": 0.2, "contact_type": "service", "delay": SOON},
        },
        others={"complaint": work, "service": {**work, "channel": "outbound"}},
        queues={
            "calls": {
                "callback": {
                    "offer_above": "90 s",
                    "accept": 0.5,
                    "dial": {"uniform": {"low": "5 s", "high": "20 s"}},
                    "reached": 0.8,
                }
            },
            "experts": {"priority": 2},
            "desk work": {"priority": 3, "deadline": "4 h"},
        },
        agent_groups={
            "line": {"skills": {"calls": {**TALK, "resolves": 0.6, "unresolved": unresolved}}, "staffing": 8},
            "experts": {
                "skills": {
                    "calls": {**TALK, "resolves": 0.8, "preference": 2, "after": "1 min"},
                    "experts": TALK,
                    "desk work": TALK,
                },
                "staffing": 6,
                "learning": {"handle_time": [1.2, 1.1]},
            },
        },
        lines=40,
        open={"calls": "08:00-20:00", "experts": "08:00-21:00"},
    )


def chatting() -> Scenario:
    """Chats at once, stretching each other, beside the telephone."""
    return centre(
        {"channel": "chat", "enters": "chats"},
        others={"voice": {"arrivals": {"rate": "1 per min"}, "enters": "calls", "patience": PATIENCE}},
        queues={"calls": {"priority": 2}, "chats": {}},
        agent_groups={
            "desk": {"skills": {"calls": TALK}, "staffing": 3},
            "chat desk": {
                "skills": {"chats": TALK, "calls": {**TALK, "preference": 2}},
                "concurrency": 3,
                "slowdown": [1, 1.25, 1.6],
                "staffing": [4] * 24 + [6] * 24,
            },
        },
    )


def eventful() -> Scenario:
    """Surges, faults, outages, absence, people called in."""
    again = {"share": 0.3, "delay": SOON}
    return centre(
        {"enters": "menu", "retry": RETRY},
        ivr={"menu": {"takes": {"fixed": "20 s"}, "then": {"calls": 1}}},
        events=[
            {"at": "10:10", "lasts": "1 h", "surge": {"call": 2.5}},
            {"at": "14:00", "lasts": "1 h", "call_in": {"call": {"contacts": 150, "delay": SOON, "repeat": again}}},
            {"at": "15:00", "lasts": "20 min", "outage": {"ivr": True}},
            {"at": "16:00", "lasts": "40 min", "outage": {"desk": 0.5}},
            {"at": "17:00", "lasts": "2 h", "absence": {"desk": 0.3}},
            {"at": "17:30", "lasts": "1 h", "reinforce": {"desk": 4}},
        ],
    )


EVERYTHING = (impatient, closing, skilled, escalating, chatting, eventful)
