"""Small weeks for the tests of planning."""

from scenarios.loading import parse


def week(*rules, days=7, rate="60 per h", targets=(), calendar=None, handle=None, patience=None, **more):
    """One queue and one group over some days from a Monday on; hourly intervals unless ``calendar`` says otherwise."""
    kind = {"channel": "voice", "arrivals": {"rate": rate}, "enters": "calls"}
    if patience:
        kind["patience"] = {"exponential": {"mean": patience}}
    handle = {"exponential": {"mean": handle}} if handle else {"fixed": "60 s"}
    return parse(
        {
            "callfloor": 1, "title": "week", "currency": "EUR",
            "calendar": {"start": "2026-03-02", "days": days, "interval": "1 h", **(calendar or {})},
            "contact_types": {"call": kind},
            "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": {"handle_time": handle}}, "cost": "1 per h"}},
            "shifts": [{"groups": ["team"], **rule} for rule in rules],
            "targets": list(targets),
            **more,
        }
    )  # fmt: skip
