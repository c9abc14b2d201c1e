"""What a plan by formula rests on, and why it is off."""

from __future__ import annotations

from callfloor.language import later

PATTERNS = tuple(map(later, (
    "Shifts or breaks begin within an interval, so people on the floor are taken as its time average, not rounded as the floor does at every moment.",
    "Formula: {formulas}. Every interval is taken by itself, as if it had lasted for long, at the mean handling and wrap-up of the fastest group; "
    "others count for less.",
    "Erlang A for {names}",
    "Erlang C for {names}",
    "Deferred work is taken as a fluid: time enough before its deadline, when the rest is served.",
    "Whoever serves several queues is counted for one at a time: what agents gain by helping each other (pooling), and what priority takes from the "
    "others, is left out.",
    "An agent with several chats counts as so many agents with one chat each, slowed down as the busiest is.",
    "A target with confidence is kept on a day so busy that just the other days are busier; the luck within a day is left out.",
    "A target with confidence is planned as the average day's: days do not differ in busyness, and the luck within a day is left out.",
    "Busyness is averaged over five days from quiet to busy.",
    "Occupancy counts the work of the queues that the group is first for, every contact answered.",
    "Left out: {things}, and what one interval leaves to the next.",
    "those who try again",
    "what limits lines or ports",
    "callbacks",
    "agents held in reserve, and contacts that a group takes only after a while",
    "breaks that begin late",
    "people who come late",
    "how handling times scatter",
    "callers who try again",
    "busy and quiet days",
    "help from other groups",
    "handling times that scatter otherwise",
    "all of these",
)))  # fmt: skip
