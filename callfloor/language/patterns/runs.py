"""What a search says while it runs, and why a run ended without a result."""

from __future__ import annotations

from callfloor.language import later

PATTERNS = tuple(map(later, (
    "{step}: shifts for {cost}, {count} days: all targets met",
    "{step}: shifts for {cost}, {count} days: targets missed in {missed} period",
    "{step}: shifts for {cost}, {count} days: targets missed in {missed} periods",
    "{step}: met by so little that other days may say otherwise",
    "{step}, again",
    "round {count}",
    "where it begins",
    "mended",
    "refining {count}",
    "single moves {count}",
    "the nearest plan",
    "test {count}",
    "test {count}, of what costs less",
    "test {count} of at most {most}",
    "{count} kinds of shifts; working out a lower bound on the cost",
    "{count} kinds of shifts; requirements by formula",
    "{count} kinds of shifts; this centre is computed exactly, not simulated",
    "no plan meets the targets; looking for the reason",
    "no plan meets the targets on paper; looking for the reason",
    "no shifts keep the limits on people; looking for the reason",
    "there is no time to search for a plan; one by formula is given",
    "shifts for {cost}, bound {bound}",
    "shifts for {cost}, simulating {count} days as a test",
    "targets kept by little, simulating {count} other days",
    "round {count}: at least {bound}; {missed} periods still missed",
    "best plan {cost}, bound {bound}; simulating {count} days as a check",
    "erlang: {part}",
    "simulation: {part}",
    "erlang: simulating the plan without what the formula leaves out",
    "{design}: {cost}, targets missed",
    "{design}: no plan was found",
    "{design}: {money}",
    "{short} with other people and on bad days",
    "{short}, sized once more on other days",
    "map, point {count} of {other}",
    "It needs more than the {count} GB of memory that a run may take; ask for fewer days or contacts.",
    "Something went wrong that callfloor did not foresee; the log of the page has it under {key}.",
    "It took longer than the {hours} hours that a run may take; ask for fewer days.",
    "Its worker stopped without a word, three times. What it had done is kept; it can be started again.",
)))  # fmt: skip
SHORTS = tuple(map(later, (
    "today's rules", "one queue", "priority", "head start", "reserved", "callback", "dedicated", "overflow", "pool helps", "lane helps", "tiers",
    "bot first",
)))  # fmt: skip
