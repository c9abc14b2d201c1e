"""Calendars: each person's shifts as an iCalendar file (RFC 5545), and one of all.

Without a time zone times are floating: 08:00 is 08:00 wherever the telephone is. With one they are of that zone, which goes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar, Event

from callfloor import __version__
from callfloor.rostering.made import Made, Stint
from scenarios.faults import Fault, InputError, choices

STAMP = datetime(2000, 1, 1, tzinfo=UTC)  # the same roster gives the same bytes


def zone(name: str | None) -> ZoneInfo | None:
    """The time zone of that name.

    Raises:
        InputError: there is none.

    """
    if name is None:
        return None
    known = available_timezones()
    if name not in known:
        near = choices(name, sorted(known)).rpartition(". ")[2] if name else ""
        mend = near if near.startswith("Did") else "write one like Asia/Shanghai or Europe/Paris"
        raise InputError([Fault("--time-zone", None, name, f"no time zone is called that. {mend}")])
    return ZoneInfo(name)


def files(made: Made, where: ZoneInfo | None) -> dict[str, bytes]:
    """``calendars/NAME.ics`` for each person who works, and ``roster.ics`` of all."""
    mine: dict[str, list[Stint]] = {}
    for stint in made.stints:
        mine.setdefault(stint.person, []).append(stint)
    names = _names(person.name for person in made.problem.people)
    found = {"roster.ics": _calendar(f"Roster from {made.demand.start}", made.stints, where, named=True)}
    for person in made.problem.people:
        found[f"calendars/{names[person.name]}.ics"] = _calendar(
            person.name, mine.get(person.name, []), where, named=False
        )
    return found


def _names(people: Iterable[str]) -> dict[str, str]:
    """A file name for each person, none like another, whatever the system thinks of capitals."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in people:
        bare = re.sub(r"[^\w .-]", "_", name).strip(" .")[:80] or "_"
        tried, number = bare, 1
        while tried.casefold() in taken:
            number += 1
            tried = f"{bare} {number}"
        taken.add(tried.casefold())
        found[name] = tried
    return found


def _calendar(title: str, stints: Iterable[Stint], where: ZoneInfo | None, *, named: bool) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//callfloor//roster {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", title)
    for stint in stints:
        event = Event()
        event.add("uid", f"{sha256(f'{stint.person} {stint.date}'.encode()).hexdigest()[:24]}@callfloor")
        event.add("dtstamp", STAMP)
        event.add("dtstart", stint.start.replace(tzinfo=where))
        event.add("dtend", stint.end.replace(tzinfo=where))
        event.add("summary", f"{stint.person}: {stint.duty.group}" if named else f"{stint.duty.group} {stint.clock}")
        if stint.breaks:
            event.add("description", "Breaks: " + ", ".join(f"{start}-{end}" for start, end in stint.breaks))
        calendar.add_component(event)
    if where is not None:
        calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
