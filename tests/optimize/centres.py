"""Small centres for the tests of planning, written as scenarios."""

from scenarios.loading import parse


def one_queue(volumes, shifts, targets, *, patience="3 min", handle="4 min", interval="1 h", cyclic=False, **group):
    day = [*volumes, *[0] * (24 - len(volumes))] if interval == "1 h" else volumes
    return parse(
        {
            "callfloor": 1, "title": "one queue", "currency": "EUR",
            "calendar": {"start": "2026-03-02", "days": 1, "interval": interval, "cyclic": cyclic},
            "contact_types": {
                "call": {
                    "channel": "voice", "arrivals": {"volumes": day}, "enters": "calls",
                    "patience": {"exponential": {"mean": patience}},
                }
            },
            "queues": {"calls": {}},
            "agent_groups": {
                "team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": handle}}}}, "cost": "1 per h", **group}
            },
            "targets": targets,
            "shifts": shifts,
        }
    )  # fmt: skip


def two_groups(headcount=None, targets_in_place=None, **more):
    """VIP and standard callers from 8 to 12; generalists help the VIP desk."""
    volumes = [0] * 8 + [30, 60, 60, 30] + [0] * 12
    vips = [0] * 8 + [10, 20, 20, 10] + [0] * 12
    data = {
        **more,
        "callfloor": 1, "title": "two groups", "currency": "EUR",
        "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
        "contact_types": {
            name: {"channel": "voice", "arrivals": {"volumes": per_hour}, "enters": name,
                   "patience": {"exponential": {"mean": "3 min"}}}
            for name, per_hour in {"vip": vips, "general": volumes}.items()
        },
        "queues": {"vip": {"priority": 1}, "general": {"priority": 2}},
        "agent_groups": {
            "desk": {"skills": {"vip": {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.2}}}}, "cost": "40 per h"},
            "floor": {
                "skills": {
                    "general": {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.2}}},
                    "vip": {"handle_time": {"lognormal": {"mean": "5 min", "cv": 1.2}}, "preference": 2, "after": "5 s"},
                },
                "cost": "30 per h",
            },
        },
        "targets": targets_in_place
        or [
            {"queue": "vip", "answer_rate": 0.85, "within": "20 s", "per": "hour"},
            {"queue": "general", "answer_rate": 0.75, "within": "30 s", "per": "horizon"},
        ],
        "shifts": [
            {"groups": ["desk", "floor"], "starts": {"from": "08:00", "to": "10:00", "every": "1 h"}, "length": "2 h"},
            {"groups": ["desk", "floor"], "start": "08:00", "length": "4 h"},
        ],
    }  # fmt: skip
    return parse({**data, **({"headcount": headcount} if headcount else {})})
