"""The scenario.yaml of a calibrated centre: every figure with how many contacts it is read off, and how sure it is."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from scenarios.history.calibrating.durations import Measured, Work
from scenarios.history.calibrating.presence import Group
from scenarios.history.calibrating.sample import WEEKDAYS
from scenarios.history.calibrating.study import Study, spans
from scenarios.history.fitting import span

SHORT = {name: name[:3] for name in WEEKDAYS}
PLAIN = re.compile(r"[^\W\d][\w]*")
WORDS_OF_YAML = ("true", "false", "null", "yes", "no", "on", "off")
WRAP_UP = {"empirical": {"file": "wrap_up.csv", "column": "seconds", "unit": "s"}}


def scenario_text(made: Study, days: int = 1) -> str:
    """The whole file, of a typical day or of a week of them."""
    parts = (
        _opening(made, days),
        _types(made, days),
        _busyness(made),
        _ivr(made),
        _queues(made),
        _open(made),
        _groups(made, days),
        _ending(),
    )
    return "\n".join(line for part in parts for line in part)


def clock(seconds: float) -> str:
    """Time of day, hh:mm."""
    return f"{int(seconds) // 3600:02d}:{int(seconds) % 3600 // 60:02d}"


def word(name: str) -> str:
    """A name as YAML takes it."""
    return name if PLAIN.fullmatch(name) and name.lower() not in WORDS_OF_YAML else json.dumps(name, ensure_ascii=False)


def flow(value: object) -> str:
    """A value in YAML's flow style."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{word(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def shares(values: Mapping[str, float]) -> dict[str, float]:
    """Shares with four digits that sum to 1 exactly: the largest takes what rounding leaves."""
    rounded = {name: round(value, 4) for name, value in values.items() if round(value, 4) > 0}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(1 - sum(value for name, value in rounded.items() if name != largest), 4)
    return rounded


def sure(value: float, error: float, unit: str = "") -> str:
    """A figure and its standard error."""
    return f"{value:.4g}{unit}" + (f" ± {error:.2g}{unit}" if error > 0 else "")


def table_of(made: Study, days: int) -> str:
    """The ending of the names of the tables that the scenario runs."""
    return made.day.name if days == 1 else "week"


def _opening(made: Study, days: int) -> Iterator[str]:
    day, origin = made.day, made.calls.origin
    first, last = made.sample.date_of[0], made.sample.date_of[-1]
    what = f"A {day.name.capitalize()}" if days == 1 else "A week"
    yield from (
        f"# {what} of a contact centre, calibrated from {json.dumps(origin.name, ensure_ascii=False)}: {len(made.calls)} contacts on {len(made.sample.date_of)} days,",
        f"# {first} to {last}. A figure after ± is a standard error: the truth lies within two of them 95 times in 100.",
        "# actual.csv holds what happened on the like days, by hour and over the day; callfloor simulate sets it beside what is",
        "# simulated, and calibration.html says where the two differ and what would explain it.",
        "#",
        f"# Volumes and people: the mean of {', '.join(f'{len(one.days)} {name}s' for name, one in made.weekdays.items())}. Everything else: the whole log.",
        "# What was done with the log, row by row and in numbers: calibration.json. Every fit beside its data: fits.csv, patience.csv.",
        "",
        "callfloor: 1",
        f"title: {what} calibrated from {word(origin.name.rsplit('/', 1)[-1])}" if PLAIN.fullmatch(origin.name.rsplit("/", 1)[-1])
        else f"title: {json.dumps(what + ' calibrated from ' + origin.name.rsplit('/', 1)[-1], ensure_ascii=False)}",
        "",
        f"calendar: {{start: {made.start}, days: {days}, interval: {made.interval / 60:g} min}}",
        "",
    )  # fmt: skip


def _types(made: Study, days: int) -> Iterator[str]:
    yield "# Volumes leave out retries, which the simulation makes itself. Patience: those who had to wait; who was answered is"
    yield "# counted as having been prepared to wait at least that long (Kaplan-Meier in patience.csv)."
    yield "contact_types:"
    for number, kind in enumerate(made.sample.kinds):
        counted = made.day.volumes.counted[number]
        pool = made.busyness.of(made.sample.types[kind.type])
        busy = f", busyness: {word(pool)}" if pool else ""
        yield f"  {word(kind.name)}:"
        total = made.day.volumes.mean[number].sum()
        yield f"    arrivals: {{volumes: {{file: volumes_{table_of(made, days)}.csv, column: {word(kind.name)}}}{busy}}}   # {total:.5g} on a {made.day.name.capitalize()}; {counted} counted"
        yield f"    enters: {word(entrance(made, number))}"
        yield from _patience(made.patience[number])
        yield from _retry(made, kind.type)
    yield ""


def _patience(found: Measured | None) -> Iterator[str]:
    if found is None:
        yield "    # patience: nobody had to wait, so the log says nothing of it; nobody gives up here"
    elif found.chosen is None:
        longest = found.seconds.max()
        yield f"    # patience: none of {found.count} who waited gave up, the longest after {span(float(longest))}; nobody gives up here"
    else:
        gave_up = int(found.ended.sum())
        yield f"    patience: {flow(found.data)}   # {found.count} waited, {gave_up} of them gave up; mean {sure(found.mean, found.mean_error, ' s')}"


def _retry(made: Study, code: int) -> Iterator[str]:
    found = made.retries.get(code)
    if found is None or not (found.after_abandoning or found.after_blocking):
        return
    parts = {
        "after_abandoning": round(found.after_abandoning, 4),
        **({"after_blocking": round(found.after_blocking, 4)} if found.after_blocking else {}),
        "delay": found.family.data(found.parameters),
        "attempts": found.attempts,
    }
    limit = "a limit shows" if found.limit_shown else "no limit shows"
    yield f"    # {found.losses} losses of known customers, {found.returned} seen again that day (chance alone: {found.chance:.1%} of {found.chance_of} answered);"
    said = f"after abandoning {sure(found.after_abandoning, found.after_abandoning_error)}"
    yield f"    # {said}, mean delay {sure(found.mean, found.mean_error, ' s')}, {limit}"
    yield f"    retry: {flow(parts)}"


def entrance(made: Study, number: int) -> str:
    """Where a kind enters: its IVR node, or its queue."""
    kind = made.sample.kinds[number]
    if has_node(made, number):
        return f"ivr {kind.name}"
    return queue_of(made, number)


def has_node(made: Study, number: int) -> bool:
    """Whether a kind has a way through the IVR."""
    code = made.sample.kinds[number].type
    return code in made.paths or code in made.ivr


def queue_of(made: Study, number: int) -> str:
    """The queue of a kind that has only one."""
    kind = made.sample.kinds[number]
    if kind.queue >= 0:
        return made.sample.queues[kind.queue]
    own = made.sample.queue[(made.sample.type == kind.type) & (made.sample.queue >= 0)]
    return made.sample.queues[int(own[0])] if len(own) else made.sample.queues[0]


def _busyness(made: Study) -> Iterator[str]:
    busy = made.busyness
    if busy.pools:
        yield f"# Days of one weekday differ by more than chance: one draw a day multiplies the volumes that name it ({busy.days} days)."
        for pair in busy.pairs:
            yield f"# {pair.one} and {pair.other}: correlation {sure(pair.correlation, pair.error)}"
        yield "busyness:"
        for name, found in busy.pools.items():
            yield f"  {word(name)}: {{gamma: {{mean: 1, cv: {found.cv:.4f}}}}}   # {sure(found.cv, found.error)}; of {', '.join(found.names)}; chance alone would show it with probability {found.chance:.2g}"
    else:
        yield f"# Days of one weekday differ no more than chance makes them ({busy.days} days), so there is no busyness."
    yield ""


def _ivr(made: Study) -> Iterator[str]:
    numbers = [number for number in range(len(made.sample.kinds)) if has_node(made, number)]
    if not numbers:
        return
    yield "# The IVR as far as the log tells: time in it of those who then asked for a person, and where contacts went from it."
    yield "ivr:"
    for number in numbers:
        kind = made.sample.kinds[number]
        time, path = made.ivr.get(kind.type), made.paths.get(kind.type)
        note = (
            f"   # {time.count} contacts; mean {sure(time.mean, time.mean_error, ' s')}"
            if time
            else "   # not recorded"
        )
        yield f"  {word(entrance(made, number))}:"
        yield f"    takes: {flow(time.data if time else {'fixed': '0 s'})}{note}"
        exits = dict(path.shares) if path else {queue_of(made, number): 1.0}
        if kind.queue >= 0:
            exits = {name: share for name, share in exits.items() if name not in made.sample.queues}
            exits[made.sample.queues[kind.queue]] = 1 - sum(exits.values())
        yield f"    then: {flow(shares(exits))}" + (f"   # {path.count} contacts" if path else "")
    yield ""


def used_queues(made: Study) -> list[str]:
    """Queues that something can reach, in the log's order."""
    lines = {line for group in made.presence.groups for line in group.skills}
    homes = {int(line) for line in made.sample.line if line >= 0}
    return [
        name
        for code, name in enumerate(made.sample.queues)
        if (made.sample.queue == code).any() and _line_of(made, code) in lines | homes
    ]


def _line_of(made: Study, queue: int) -> int:
    own = made.sample.line[made.sample.queue == queue]
    return int(own[0]) if len(own) else queue


def _queues(made: Study) -> Iterator[str]:
    yield "# Who has waited longest is next: the log does not say by which rule people chose."
    yield "queues:"
    yield from (f"  {word(queue)}: {{}}" for queue in used_queues(made))
    yield ""
    start = {queue: span(wait) for queue, wait in made.head_start.items()}
    yield "routing: {freed_agent: longest_wait" + (f", head_start: {flow(start)}" if start else "") + "}"
    yield ""


def _open(made: Study) -> Iterator[str]:
    if all(day.opened.all() for day in made.weekdays.values()):
        return
    yield "# Open while people were at work, read off the typical days; the interval of a few late calls counts."
    yield "open:"
    for queue in used_queues(made):
        hours = {}
        for name, day in made.weekdays.items():
            found = spans(day.opened, made.interval)
            if found:
                hours[SHORT[name]] = [f'"{clock(a)}-{clock(b)}"' for a, b in found]
        text = ", ".join(
            f"{day}: {one[0] if len(one) == 1 else '[' + ', '.join(one) + ']'}" for day, one in hours.items()
        )
        yield f"  {word(queue)}: {{{text}}}"
    yield ""


def _data(parts: Sequence[Measured]) -> str:
    """One distribution, or one for each part of the day."""
    if len(parts) == 1:
        return flow(parts[0].data)
    return "{by_time: {" + ", ".join(f'"{clock(part.begins)}": {flow(part.data)}' for part in parts) + "}}"


def _groups(made: Study, days: int) -> Iterator[str]:
    yield f"# People: mean presence in whole people (staffing_{table_of(made, days)}.csv; presence_*.csv has it unrounded), read off who answered what."
    if not made.presence.named:
        yield "# The log names nobody: while somebody waits, everybody is busy, so those busy then are those who were there."
    if made.pauses is not None:
        yield "# No wrap-up is recorded: wrap_up.csv is the pause between a contact and the next, as far as waiting callers bear witness."
    yield "agent_groups:"
    for place, group in enumerate(made.presence.groups):
        people = f"{len(group.agents)} people answered" if len(group.agents) else "answered"
        yield f"  {word(group.name)}:   # {people} {group.answered} contacts"
        yield "    skills:"
        for queue in used_queues(made):
            yield from _skill(made, place, group, queue)
        yield f"    staffing: {{file: staffing_{table_of(made, days)}.csv, column: {word(group.name)}}}"
    yield ""


def _skill(made: Study, place: int, group: Group, queue: str) -> Iterator[str]:
    line = _line_of(made, made.sample.queues.index(queue))
    if line not in group.skills:
        return
    talk: Work = made.work[line]
    parts = talk.of(place)
    count = sum(part.count for part in parts)
    rest = ""
    if line in made.wrap_up:
        after = made.wrap_up[line].of(place)
        if any(part.mean > 0 for part in after):
            rest = f", wrap_up: {_data(after)}"
    elif made.pauses is not None:
        rest = f", wrap_up: {flow(WRAP_UP)}"
    if group.skills[line] > 0:
        rest += f", preference: 2, after: {span(group.skills[line])}"
    mean = sum(part.mean * part.count for part in parts) / count
    error = sum((part.mean_error * part.count / count) ** 2 for part in parts) ** 0.5
    whose = "of this group" if place in talk.apart else "of all who serve it"
    yield f"      {word(queue)}: {{handle_time: {_data(parts)}{rest}}}   # {count} contacts {whose}; mean {sure(mean, error, ' s')}"


def _ending() -> Iterator[str]:
    yield "closing: serve_out"
    yield ""
    yield "experiment: {replications: 100, seed: 1}"
    yield ""
