"""The scenario.yaml of a calibrated centre, with comments that say where each value comes from."""

from collections.abc import Iterator, Mapping

from scenarios.history.bank_log import TYPES
from scenarios.history.estimate import Calibration, Fitted
from scenarios.history.fitting import Data
from scenarios.history.typical_day import FAMILIES

HEAD_START = "90 s"  # the bank's rule: priority customers queue as if they had waited 1.5 minutes already

WRAP_UP = {"empirical": {"file": "wrap_up.csv", "column": "seconds", "unit": "s"}}


def clock(seconds: float) -> str:
    """Time of day, hh:mm."""
    return f"{int(seconds) // 3600:02d}:{int(seconds) % 3600 // 60:02d}"


def scenario_text(made: Calibration) -> str:
    """The whole file."""
    return "\n".join(
        [*_opening(made), *_contact_types(made), *_ivr(made), *_queues(made), *_groups(made), *_ending(made)]
    )


def flow(value: object) -> str:
    """A value in YAML's flow style, with plain keys; strings here need no quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _key(key: object) -> str:
    return f'"{key}"' if ":" in str(key) else str(key)


def _opening(made: Calibration) -> Iterator[str]:
    day = made.weekday
    yield from (
        f"# A {day.name.capitalize()} of a telephone centre, calibrated from the call log {made.source}: the mean of {len(day.days)} days",
        f"# ({', '.join(one.isoformat() for one in day.days)}).",
        "#",
        "# The question it answers: does the simulated centre behave as the real one did? actual.csv holds what happened on",
        "# these days, by hour and over the day, each with its standard error between days.",
        "#",
        "# Another weekday: callfloor calibrate with --start and a date of it. Or here: write the date at calendar.start and the",
        "# weekday's name in the names of the volumes and staffing files, and copy its actual_ file to actual.csv; IVR hang-ups",
        "# stay those of this weekday, all else is the month's.",
        "# What was done with the log, row by row and in numbers: calibration.json.",
        "",
        "callfloor: 1",
        f"title: A {day.name.capitalize()} calibrated from {made.source}",
        "",
        f"calendar: {{start: {made.start}, days: 1, interval: {made.interval / 60:g} min}}",
        "",
    )


def _contact_types(made: Calibration) -> Iterator[str]:
    yield "# Calls by type of service and class. Calls that did not wait carry no class in the log, so the VIP share of a type"
    yield "# and hour is that of the calls that queued. Patience: callers who waited, the answered cut short at their answer"
    yield "# (Kaplan-Meier in patience.csv); of several distributions the likeliest by Akaike's criterion (patience_fits.csv)."
    yield "contact_types:"
    for one in made.types:
        busy = ", busyness: day" if made.busyness > 0 else ""
        entrance = one.queue if TYPES[one.kind] == "TT" or made.ivr is None else "menu"
        yield f"  {one.name}:"
        yield f"    arrivals: {{volumes: {{file: volumes_{made.weekday.name}.csv, column: {one.name}}}{busy}}}"
        yield f"    enters: {entrance}"
        patience = made.patience[one.queue]
        if patience:
            yield f"    patience: {flow(patience.chosen.data)}"
    yield ""
    if made.busyness > 0:
        yield "busyness:                # days of one weekday differ by more than chance: one draw a day multiplies all volumes"
        yield f"  day: {{gamma: {{mean: 1, cv: {made.busyness:.4f}}}}}"
        yield ""


def _ivr(made: Calibration) -> Iterator[str]:
    through = [one for one in made.types if TYPES[one.kind] != "TT"]
    if made.ivr is None or not through:
        return
    yield "# Callers who hang up in the IVR never ask for a person. (They stay longer in it than the others; that changes nothing.)"
    yield "ivr:"
    yield f"  menu:\n    takes: {flow(made.ivr.chosen.data)}"
    yield "    then:"
    for one in through:
        hang_up = round(made.weekday.hang_up.get(one.kind, 0.0), 4)
        ways = {one.queue: round(1 - hang_up, 4), **({"hang_up": hang_up} if hang_up else {})}
        yield f"      {one.name}: {flow(ways)}"
    yield ""


def _queues(made: Calibration) -> Iterator[str]:
    queues = list(dict.fromkeys(one.queue for one in made.types))
    yield "# One queue for each skill and class; who has waited longest is next, VIPs as if they had waited 1.5 minutes already."
    yield "queues:"
    yield from (f"  {queue}: {{}}" for queue in queues)
    yield ""
    yield "routing:"
    yield "  freed_agent: longest_wait"
    head_start = {queue: HEAD_START for queue in queues if queue.endswith("_vip")}
    if head_start:
        yield f"  head_start: {flow(head_start)}"
    yield ""


def _handle(parts: tuple[Fitted, ...]) -> Data:
    """One distribution, or one for each part of the day."""
    if len(parts) == 1:
        return parts[0].chosen.data
    return {"by_time": {clock(part.begins): part.chosen.data for part in parts}}


def _groups(made: Calibration) -> Iterator[str]:
    queues = list(dict.fromkeys(one.queue for one in made.types))
    apart = "by part of the day " if any(len(parts) > 1 for parts in made.handle.values()) else ""
    yield "# People with the same skills, read off who answered what; staffing_*.csv is their mean presence in whole people"
    yield "# (presence_*.csv has it unrounded). Handle times: fitted to the calls answered, of one kind whatever the class,"
    yield f"# {apart}(handle_times.csv). The log has no wrap-up: wrap_up.csv is the pause between a call and the next, as far"
    yield "# as waiting callers bear witness to it."
    yield "agent_groups:"
    seen: set[str] = set()
    for group in made.groups:
        yield f"  {group.name}:"
        yield "    skills:"
        for queue in queues:
            family = queue.removesuffix("_vip")
            if FAMILIES.index(family) in group.skills:
                # Written out once, then referred to: who answers makes no difference to how long it takes.
                handle = f"*{family}" if family in seen else f"&{family} {flow(_handle(made.handle[family]))}"
                wrap_up = "*pause" if seen else f"&pause {flow(WRAP_UP)}"
                seen.add(family)
                yield f"      {queue}: {{handle_time: {handle}, wrap_up: {wrap_up}}}"
        yield f"    staffing: {{file: staffing_{made.weekday.name}.csv, column: {group.name}}}"
    yield ""


def _ending(made: Calibration) -> Iterator[str]:
    yield "closing: serve_out"
    yield ""
    yield "experiment: {replications: 100, seed: 1}"
    yield ""
