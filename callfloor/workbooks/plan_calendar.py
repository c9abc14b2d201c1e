"""A plan's shifts as one calendar (RFC 5545): an event for each shift and day, with how many people work it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from callfloor import __version__
from callfloor.figures.reading import moment
from callfloor.rostering.calendars import STAMP

if TYPE_CHECKING:
    from optimize.outcome import Plan


def calendar(found: Plan) -> bytes:
    """The calendar; times float, as those of a roster do."""
    made = Calendar()
    made.add("prodid", f"-//callfloor//plan {__version__}//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", f"Plan of {found.scenario.title or found.scenario.name}")
    seen: dict[str, int] = {}
    for choice in found.shifts:
        kind = choice.kind
        start, end = moment(found.scenario, kind.start), moment(found.scenario, kind.end)
        breaks = [(moment(found.scenario, one), moment(found.scenario, other)) for one, other, _ in kind.breaks]
        told = ", ".join(f"{one:%H:%M}-{other:%H:%M}" for one, other in breaks)
        name = f"{kind.group} {start} {end} {told}"
        seen[name] = seen.get(name, 0) + 1
        event = Event()
        event.add("uid", f"{sha256(f'{name} {seen[name]}'.encode()).hexdigest()[:24]}@callfloor")
        event.add("dtstamp", STAMP)
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("summary", f"{int(choice.agents)} x {kind.group}")
        if told:
            event.add("description", f"Breaks: {told}")
        made.add_component(event)
    return bytes(made.to_ical())
