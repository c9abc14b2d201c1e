"""Sentences from below about what was recorded, what a roster breaks and what regions share, said again in the language of now.

As in `below.py`, whose patterns are tried after these: one that fits a text whole is said with what stood in its places. What no
pattern fits stays English.
"""

from __future__ import annotations

import re
from datetime import date

from callfloor.language import ENGLISH, below, current, day, later, say
from callfloor.language.below import _matcher

CLUES = tuple(map(later, (
    "answers that name nobody",
    "{number} answered contacts ({share}) name nobody. Their talk is counted as people present, but not the time those people stood "
    "ready before and after, so staffing may be counted too low",
    "no names",
    "the log does not say who answered; people are counted as those busy while somebody waited, so idle hours are told poorly",
    "people follow the day",
    "days with more contacts than their weekday's mean had more people too (correlation {number}); the scenario gives every day the same people",
    "days with more contacts than their weekday's mean had fewer people too (correlation {number}); the scenario gives every day the same people",
    "talk follows the queue",
    "contacts that waited over 10 s took {share} shorter in the same hour, queue and group (± {error}); the scenario draws both alike",
    "contacts that waited over 10 s took {share} longer in the same hour, queue and group (± {error}); the scenario draws both alike",
    "bursts",
    "contacts of an interval vary {number} times as much as chance about their day's level: they come in bursts, or the day's shape changes "
    "from week to week; the scenario has one shape",
    "overtaking",
    "{share} of those who waited over {seconds} s were overtaken by a later comer of their queue: some rule of priority or of skills is not "
    "in the scenario. Mean waits stay, their spread and who abandons do not",
    "priority between queues",
    "{share} of those who waited over {seconds} s for people of several queues saw a later comer of another of these queues answered first: a "
    "priority, a preferred skill, help that comes only after a while, or people kept in reserve. No log says which, and the scenario takes whoever has waited longest: waits of the "
    "favoured queue come out too long, those of the others too short",
    "losses at the greeting",
    "{count} of {number} who gave up ({share}) did so within {seconds} s, {times} times as fast as in the seconds after, up to {value} s. An "
    "announcement plays then as a rule: where it plays to callers who need not wait, they are lost with people free, and patience looks "
    "shorter than it is",
    "losses without a wait",
    "{count} of {number} who gave up ({share}) have no wait in the log. Did they end in the IVR, or in another way than the log was read to "
    "say? Then say in the mapping what each outcome means, and calibrate again",
    "unusual days",
    "unlike their weekday's other days: {days}. Holidays and outages widen the busyness; take such days out and calibrate again",
    "{day} ({number} standard deviations)",
    "breaks||of people",
    "{count} of {number} gaps between one person's contacts ({share}) are breaks: callers waited in them whom the person could have taken. "
    "They are not staffed here; shorter ones count as work, and people away in them are counted as there",
    "several contacts at once",
    "{share} of contacts begin before the same person's last has ended, as chats do. The scenario gives everybody one at a time and counts "
    "the rest as more people; write channel: chat and concurrency, and the people that there were",
    "deferred work: {name}",
    "nobody of {count} gave up, and half waited longer than {minutes} min: this looks like e-mail or work orders. Write its channel, and a "
    "deadline in place of patience, so that it gives way to who waits on the line",
    "wrap-up is not recorded",
    "the pause after a contact (mean {seconds} s) is read off waiting callers and drawn alike, whether callers wait or not; who hurries when "
    "they do is faster than that",
)))  # fmt: skip
LOGS = tuple(map(later, (
    "left out",
    "mended",
    "kept||of rows",
    "noted",
    "attempts due after the calendar's end: left out",
    "contacts the floor did not finish: their wait is cut short",
    "call-backs accepted: their wait says nothing of patience",
    "rows read",
    "PHANTOM rows dropped",
    "rows that could not be read: left out",
    "IVR times out of order: the call is taken to enter when it left the IVR",
    "retries of customers who had given up or been turned away the same day",
    "contacts handed on at the end of a talk: a contact type of their own",
    "contacts of no known type that ended in the IVR: left out",
    "contacts that came while nobody was staffed: left out of the volumes",
    "contacts of {day}, of which the log has only a part: left out",
    "contacts of {day}, on which the clocks changed: left out",
    "answered contacts that name nobody: kept; their time is presence without a name",
    "gaps between contacts taken as absence: callers waited in it",
    "gaps between contacts taken as absence: too long to be idle",
    "gaps between contacts taken as presence",
    "contacts that overlap the same person's last: the overlap is presence without a name",
    "rows of more or fewer cells than the header's {count}",
    "rows whose outcome the mapping leaves out",
    "rows whose customer is 0, unknown or withheld: taken as unknown",
    "rows whose outcome was worked out: answered where an answer or talk is written, else abandoned",
    "rows without a moment of arrival",
    "rows whose moment of arrival cannot be read",
    "rows that came in before 1980 or after 2100",
    "rows that repeat another in every column that is read",
    "rows that repeat another in every column that is read (without a call_id they may be different calls; repeated_rows: leave out)",
    "rows with the call_id of an earlier row and other content",
    "{column}: durations of more than a day",
    "days without a call between the first and the last",
    "calls more than a year from most others: look at their dates",
    "asked for a person, and no moment of it is written",
    "moment of asking for a person worked out: the arrival and the time in the IVR",
    "moment of asking for a person is not written: the wait is taken to begin on arrival, or its length before the answer",
    "moment of the answer worked out: the end of the wait",
    "answered, and no moment of it is written",
    "an answer is written, and the outcome is another: the answer is not used",
    "answer more than a minute from the end of the wait",
    "answered calls without a handle time",
    "answered calls with a handle time of 0 s",
    "waits of rows that asked for nobody: taken as unknown",
    "handle time holds wrap-up, which is not written apart: all of it stands as handle time",
)))  # fmt: skip
FORECASTS = tuple(map(later, (
    "the same weekday of the last week (seasonal naive)",
    "the median of the last four same weekdays",
    "exponential smoothing of days, weekdays taken out",
    "mixed regression: weekday, month, holidays, closures, level",
    "the mean of the latest {count} days, for contacts that are rare",
    "exponential smoothing, its form chosen by statsforecast (AutoETS)",
    "seasonal ARIMA, its order chosen by statsforecast (AutoARIMA)",
    "the Theta method, its form chosen by statsforecast (AutoTheta)",
    "mean of {models}, weighed by past errors",
    "the model of least error on days before each origin",
    "No holidays were named (--holidays CN): holidays ahead are forecast as usual days.",
    "On most holidays of the past nothing came: holidays ahead are taken as closed.",
    "statsforecast is not installed (extra forecast): its models were not tried.",
    "Less than 400 days of history: seasons of the year cannot be told from the level.",
    "days without any row",
    "see what each was taken for",
    "missing intervals of {minutes} min, on {count} days",
    "taken as unknown, not as nought",
    "taken as unknown, not as nought; {count} nights look as if the clocks had been put forward",
    "rows that stand twice with the same counts",
    "read once",
    "intervals that the clocks made twice",
    "taken as unknown on that day",
    "days closed by their weekday",
    "special days without contacts",
    "holidays without contacts",
    "days without contacts that no weekday, holiday or special day explains",
    "taken as closed",
    "left out, as missing from the record; name them as special days of multiplier 0 if they were closed",
    "days with contacts on a weekday that is mostly closed",
    "learnt from",
    "days of weekdays on which {name} never had contacts",
    "taken as closed for it, and forecast as 0",
    "holidays on which the centre worked and {name} had no contacts",
    "taken as closed for it, and holidays ahead are forecast as 0; name one a special day where it is open",
    "days at the record's end on which {name} had no contacts",
    "taken as ended, and forecast as 0: if it comes again, add it by hand",
    "days on which the centre worked and {name} had no contacts",
    "left out, as closed for it; days ahead are forecast as usual ones, so set those to 0 by hand where it is closed again",
    "special days ahead whose name the past has not",
    "forecast as usual days; write a multiplier, or name such days of the past",
    "holidays ahead that are open, and none in the past was seen",
    "forecast as usual days; say in a file of special days what is known",
)))  # fmt: skip
BROKEN = tuple(map(later, (
    "day off||rule of a roster",
    "skill||rule of a roster",
    "demand||rule of a roster",
    "order||rule of a roster",
    "rest||rule of a roster",
    "fewest days in a row",
    "days in a row",
    "days off in a row",
    "hours||rule of a roster",
    "fewest hours",
    "days a week",
    "weekends",
    "whole weekends",
    "most||rule of a roster",
    "works {shift} on a day off",
    "works {shift}, but is in no group",
    "works {shift}, but is in {groups}",
    "works {shift}, for which nobody is wanted that day",
    "works {shift} on the day after {before}",
    "has {hours} h of rest before {shift}; {least} h are needed",
    "works {count} day in a row before it; at least {least} needed",
    "works {count} days in a row before it; at least {least} needed",
    "works {count} day in a row; at most {most} allowed",
    "works {count} days in a row; at most {most} allowed",
    "works {count} day in a row; at least {least} needed",
    "works {count} days in a row; at least {least} needed",
    "has {count} day off in a row; at least {least} needed",
    "has {count} days off in a row; at least {least} needed",
    "works {hours} h in the week; at most {most} h allowed",
    "works {hours} h in the week; at least {least} h needed",
    "works {count} day in the week; at most {most} allowed",
    "works {count} days in the week; at most {most} allowed",
    "works on {count} weekend; at most {most} allowed",
    "works on {count} weekends; at most {most} allowed",
    "works on one day of a weekend; both or none",
    "works {count} times {shifts}; at most {most} allowed",
)))  # fmt: skip
REGIONS = tuple(map(later, (
    "VIPs are {share} of each region's contacts, all alike in when they call. Nobody retries or comes back; there are no shifts: agents are "
    "counted by interval, one at least whenever anybody may call. Where regions pay unlike wages, the shared lane pays their mean, by contacts.",
    "The limits of a cost are what the lane costs if its promise is to be kept surely (95 %) on the simulated days, and if it is not to be "
    "broken surely; those of all regions' lanes are added up, which is more than they need.",
    "Counted are those who {ways}: {count} VIPs a calendar.",
    "Counted are those who {ways}: {count} of {most} VIPs a calendar.",
    "go through the IVR to a person",
    "come while their queue is open",
    "The shared lane keeps the promise to all of them together; surely less get {regions}.",
)))  # fmt: skip
PATTERNS = (*CLUES, *LOGS, *FORECASTS, *BROKEN, *REGIONS)
BETWEEN, LAST = ", ", " and "
NAMED = re.compile(r".+ \(\d+%\) and .+ \(\d+%\)")  # regions with their shares
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def retold(text: str) -> str:
    """The sentence in the language of now; English, and what no pattern fits, as it is."""
    if current() == ENGLISH or not text:
        return text
    for pattern in PATTERNS:
        found = _matcher(pattern).fullmatch(text)
        if found:
            return say(pattern, **{place: _place(value) for place, value in found.groupdict().items()})
    return below.retold(text)


def _place(text: str) -> str:
    """What stood in a place: a day, a sentence itself, or several with commas between."""
    if DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    parts = text.replace(LAST, BETWEEN).split(BETWEEN)
    said = list(map(retold, parts))
    if all(one != part for one, part in zip(said, parts, strict=True)):
        return say(BETWEEN).join(said)
    return say(BETWEEN).join(parts) if NAMED.fullmatch(text) else retold(text)
