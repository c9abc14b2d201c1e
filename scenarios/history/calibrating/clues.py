"""Clues: what in the log a simulation of it does not have, and which way that pulls.

A calibrated scenario knows volumes, people, times and patience, interval by interval. It does not know that people came in
because the day was busy, that they hurried when callers waited, that calls came in bursts, or that somebody counted as
there was not to be had. Each such thing leaves a trace in the log, and each makes simulated waits longer or shorter than
real ones. Where simulated and actual figures differ, these are the first suspects.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scenarios.history.calibrating.sample import HOUR
from scenarios.history.calibrating.study import Study
from scenarios.history.calls import Outcome
from scenarios.history.columns import DAY

FloatArray = NDArray[np.float64]
Pull = Literal["longer", "shorter", "either"]  # simulated waits against real ones

SHOWN = 0.01  # chance of so much by luck alone, below which a clue is told
SOON_AFTER = 30.0  # s: the seconds after, to compare with
AT_ONCE = 5.0  # s: who hangs up sooner has heard little but the greeting
BURSTS = 1.3  # times Poisson chance, of counts of an interval about the day's level
OVERTAKEN = 0.02  # share of those who waited whom somebody overtook
WAITERS = 50  # who waited, from which such a share is told
WHOLE = 1.0  # s: logs have whole seconds, so order within one says nothing
NAMELESS = 0.005
ATONCE = 0.1  # share of contacts that begin before the same person's last has ended
SMALL = 0.02  # share of the work, or of time, from which something is worth telling


@dataclass(frozen=True)
class Clue:
    """One thing that the scenario does not have: in words with its figures, and which way it pulls simulated waits."""

    name: str
    said: str
    pull: Pull


def clues(made: Study) -> tuple[Clue, ...]:
    """All that is found, of the days that the scenario is of (a few of the whole log)."""
    found = (
        _nameless,
        _busy_days,
        _hurry,
        _bursts,
        _overtaking,
        _passed_over,
        _greeting,
        _unknown_waits,
        _odd_days,
        _other_waits,
        _not_taken,
        _several_at_once,
        _deferred,
    )
    return tuple(clue for look in found for clue in look(made))


def _nameless(made: Study) -> Iterator[Clue]:
    sample = made.sample
    count = int((sample.answered & (sample.calls.agent.codes < 0)).sum())
    share = count / max(int(sample.answered.sum()), 1)
    if made.presence.named and share >= NAMELESS:
        yield Clue(
            "answers that name nobody",
            f"{count} answered contacts ({share:.1%}) name nobody. Their talk is counted as people present, but not the time those "
            "people stood ready before and after, so staffing may be counted too low",
            "longer",
        )
    if not made.presence.named:
        yield Clue(
            "no names",
            "the log does not say who answered; people are counted as those busy while somebody waited, so idle hours are told poorly",
            "either",
        )


def _busy_days(made: Study) -> Iterator[Clue]:
    """Do days with more contacts have more people?"""
    sample = made.sample
    count = np.bincount(sample.day[sample.offered], minlength=len(sample.date_of)).astype(np.float64)
    firsts = np.unique(sample.calls.day)
    edges = np.concatenate((firsts * DAY, [(firsts[-1] + 1) * DAY])).astype(np.float64)
    ends = (firsts + 1.0) * DAY
    people = np.array([
        float(made.presence.stretches.seconds(np.array([a, b])).sum()) for a, b in zip(edges[:-1], ends, strict=True)
    ])  # fmt: skip
    contacts, there = _about_weekday(count, sample.weekday), _about_weekday(people, sample.weekday)
    freedom = len(count) - len(np.unique(sample.weekday)) - 1
    if not made.presence.named or freedom < 5 or min(contacts.std(), there.std()) == 0:
        return
    r = float(np.corrcoef(contacts, there)[0, 1])
    chance = 2 * float(stats.t.sf(abs(r) * np.sqrt(freedom / max(1 - r * r, 1e-12)), freedom))
    if chance < SHOWN * 5:
        more = "more" if r > 0 else "fewer"
        yield Clue(
            "people follow the day",
            f"days with more contacts than their weekday's mean had {more} people too (correlation {r:.2f}); the scenario gives every day the same people",
            "longer" if r > 0 else "shorter",
        )


def _about_weekday(values: FloatArray, weekday: NDArray[np.int64]) -> FloatArray:
    """Values over their weekday's mean, less 1."""
    mean = np.array([values[weekday == kind].mean() for kind in weekday])
    return np.asarray(values / np.where(mean > 0, mean, 1.0) - 1, dtype=np.float64)


def _hurry(made: Study) -> Iterator[Clue]:
    """Are contacts that waited handled faster or slower than those that did not, within the hour, the queue and the group?"""
    sample, calls = made.sample, made.calls
    rows = sample.answered & ~np.isnan(calls.handled) & (calls.handled > 0) & ~np.isnan(calls.waited)
    if rows.sum() < 100:
        return
    hour = np.clip(sample.joined[rows] // HOUR, 0, 23).astype(np.int64)
    who = (sample.line * (len(made.presence.groups) + 1) + made.presence.group + 1)[rows]
    cell = (who - who.min()) * 24 + hour
    talk, waited = np.log(calls.handled[rows]), (calls.waited[rows] > 10).astype(np.float64)
    size = np.bincount(cell)[cell]
    talk = talk - (np.bincount(cell, talk)[cell] / size)
    waited = waited - (np.bincount(cell, waited)[cell] / size)
    if (waited**2).sum() < 10:
        return
    slope = float((talk * waited).sum() / (waited**2).sum())
    error = float(np.sqrt(((talk - slope * waited) ** 2).sum() / len(talk) / (waited**2).sum()))
    if 2 * stats.norm.sf(abs(slope) / error) < SHOWN and abs(np.expm1(slope)) >= SMALL:
        faster = "shorter" if slope < 0 else "longer"
        yield Clue(
            "talk follows the queue",
            f"contacts that waited over 10 s took {abs(np.expm1(slope)):.0%} {faster} in the same hour, queue and group (± {error:.0%}); the scenario draws both alike",
            "longer" if slope < 0 else "shorter",
        )


def _bursts(made: Study) -> Iterator[Clue]:
    """How much counts of an interval vary about the day's level, against Poisson chance."""
    sample = made.sample
    days = sample.like(made.start.weekday())
    per_day = round(DAY / made.interval)
    place = np.clip(sample.calls.second // made.interval, 0, per_day - 1).astype(np.int64)
    own = sample.fresh & np.isin(sample.day, days)
    counts = np.zeros((len(days), per_day))
    np.add.at(counts, (np.searchsorted(days, sample.day[own]), place[own]), 1.0)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(counts.sum(), 1.0)
    kept = expected.min(axis=0) >= 5
    freedom = (len(days) - 1) * (int(kept.sum()) - 1)
    if freedom < 10:
        return
    chi_square = float(((counts - expected) ** 2 / np.maximum(expected, 1e-9))[:, kept].sum())
    if chi_square / freedom >= BURSTS and stats.chi2.sf(chi_square, freedom) < SHOWN:
        yield Clue(
            "bursts",
            f"contacts of an interval vary {chi_square / freedom:.2g} times as much as chance about their day's level: they come in "
            "bursts, or the day's shape changes from week to week; the scenario has one shape",
            "shorter",
        )


def _overtaking(made: Study) -> Iterator[Clue]:
    """How many of those who waited saw a later comer of their queue answered first."""
    sample, calls = made.sample, made.calls
    rows = np.flatnonzero(sample.answered & (sample.queue >= 0) & ~np.isnan(calls.asked))
    order = rows[np.lexsort((calls.asked[rows], sample.queue[rows]))]
    overtaken = waiting = 0
    for queue in np.unique(sample.queue[order]):
        own = order[sample.queue[order] == queue]
        soonest = _soonest_from(calls.answered[own])
        waited = calls.waited[own] > AT_ONCE
        waiting += int(waited.sum())
        overtaken += int((waited[:-1] & (soonest[1:] < calls.answered[own][:-1] - 2 * WHOLE)).sum())
    if waiting >= WAITERS and overtaken / waiting >= OVERTAKEN:
        yield Clue(
            "overtaking",
            f"{overtaken / waiting:.0%} of those who waited over {AT_ONCE:g} s were overtaken by a later comer of their queue: some rule of "
            "priority or of skills is not in the scenario. Mean waits stay, their spread and who abandons do not",
            "either",
        )


def _soonest_from(answers: FloatArray) -> FloatArray:
    """The soonest answer of each contact and all that came after it."""
    return np.minimum.accumulate(answers[::-1])[::-1]


def _passed_over(made: Study) -> Iterator[Clue]:
    """How many of those who waited saw a later comer of another queue answered first, by somebody who serves both?

    Who waits where the group helps only after a while is left out: being passed over there is the scenario's own rule, as a known head start is.
    """
    sample, calls = made.sample, made.calls
    waited = (calls.waited > AT_ONCE) & ~np.isnan(calls.asked)
    answered = sample.answered & ~np.isnan(calls.asked)
    starts = np.array([*(made.head_start.get(queue, 0.0) for queue in sample.queues), 0.0])
    joined = calls.asked - starts[sample.line]
    shared, passed = np.zeros(len(waited), bool), np.zeros(len(waited), bool)
    for place, group in enumerate(made.presence.groups):
        lines = list(group.skills)
        for line in [line for line, after in group.skills.items() if after == 0] if len(lines) > 1 else ():
            own = np.flatnonzero(waited & (sample.line == line))
            others = answered & (made.presence.group == place) & np.isin(sample.line, lines) & (sample.line != line)
            rows = np.flatnonzero(others)[np.argsort(joined[others], kind="stable")]
            soonest = np.append(_soonest_from(calls.answered[rows]), np.inf)
            later = np.searchsorted(joined[rows], joined[own] + WHOLE, side="right")
            shared[own] = True
            passed[own] |= soonest[later] < calls.asked[own] + calls.waited[own] - 2 * WHOLE
    if shared.sum() >= WAITERS and passed.sum() / shared.sum() >= OVERTAKEN:
        yield Clue(
            "priority between queues",
            f"{passed.sum() / shared.sum():.0%} of those who waited over {AT_ONCE:g} s for people of several queues saw a later comer of another of "
            "these queues answered first: a priority, a preferred skill, help that comes only after a while, or people kept in reserve. No log says which, and the scenario takes "
            "whoever has waited longest: waits of the favoured queue come out too long, those of the others too short",
            "either",
        )


def _greeting(made: Study) -> Iterator[Clue]:
    """Losses in the first seconds: callers who leave during the announcement, whoever is free."""
    calls = made.calls
    gone = calls.ended(Outcome.ABANDONED) & ~np.isnan(calls.waited)
    waits = calls.waited[~np.isnan(calls.waited) & ((calls.waited > 0) | gone)]
    lost = calls.waited[gone]
    soon, later = int((lost <= AT_ONCE).sum()), int(((lost > AT_ONCE) & (lost <= SOON_AFTER)).sum())
    first = float(np.minimum(waits, AT_ONCE).sum())
    then = float(np.maximum(np.minimum(waits, SOON_AFTER) - AT_ONCE, 0).sum())
    if soon < 10 or not later or not first or not then:
        return
    # Given both, losses of the first seconds are binomial where people leave at one rate.
    chance = float(stats.binom.sf(soon - 1, soon + later, first / (first + then)))
    if chance < SHOWN and soon / first >= 1.5 * later / then:
        yield Clue(
            "losses at the greeting",
            f"{soon} of {int(gone.sum())} who gave up ({soon / gone.sum():.0%}) did so within {AT_ONCE:g} s, {soon / first / (later / then):.1f} times as fast as in the "
            f"seconds after, up to {SOON_AFTER:g} s. An announcement plays then as a rule: where it plays to callers who need not wait, they are lost "
            "with people free, and patience looks shorter than it is",
            "either",
        )


def _unknown_waits(made: Study) -> Iterator[Clue]:
    """Losses without a wait: callers who may have ended in the IVR."""
    calls = made.calls
    gone = calls.ended(Outcome.ABANDONED)
    without = int((gone & (np.isnan(calls.waited) | (calls.waited <= 0))).sum())
    if gone.sum() >= 20 and without >= ATONCE * gone.sum():
        yield Clue(
            "losses without a wait",
            f"{without} of {int(gone.sum())} who gave up ({without / gone.sum():.0%}) have no wait in the log. Did they end in the IVR, or in another way than "
            "the log was read to say? Then say in the mapping what each outcome means, and calibrate again",
            "either",
        )


def _odd_days(made: Study) -> Iterator[Clue]:
    odd = made.busyness.odd_days
    if odd:
        listed = ", ".join(f"{made.sample.date_of[day]} ({size:+.0f} standard deviations)" for day, size in odd[:10])
        yield Clue(
            "unusual days",
            f"unlike their weekday's other days: {listed}. Holidays and outages widen the busyness; take such days out and calibrate again",
            "either",
        )


def _other_waits(made: Study) -> Iterator[Clue]:
    """People who were there while somebody they serve waited."""
    notes = made.presence.notes
    away = notes.get("gaps between contacts taken as absence: callers waited in it", 0)
    kept = notes.get("gaps between contacts taken as presence", 0)
    if made.presence.named and away + kept and away / (away + kept) >= SMALL:
        yield Clue(
            "breaks",
            f"{away} of {away + kept} gaps between one person's contacts ({away / (away + kept):.0%}) are breaks: callers waited in them whom the person "
            "could have taken. They are not staffed here; shorter ones count as work, and people away in them are counted as there",
            "shorter",
        )


def _several_at_once(made: Study) -> Iterator[Clue]:
    """Do people hold several contacts at once, as chats are?"""
    notes = made.presence.notes
    overlaps = sum(count for name, count in notes.items() if name.startswith("contacts that overlap"))
    gaps = sum(count for name, count in notes.items() if name.startswith("gaps between"))
    if overlaps >= ATONCE * max(overlaps + gaps, 1):
        yield Clue(
            "several contacts at once",
            f"{overlaps / (overlaps + gaps):.0%} of contacts begin before the same person's last has ended, as chats do. The scenario gives everybody one "
            "at a time and counts the rest as more people; write channel: chat and concurrency, and the people that there were",
            "either",
        )


def _deferred(made: Study) -> Iterator[Clue]:
    """Work that waits for hours and is never given up."""
    for kind, found in zip(made.sample.kinds, made.patience, strict=True):
        if found is not None and not found.ended.any() and float(np.median(found.seconds)) > 1800:
            yield Clue(
                f"deferred work: {kind.name}",
                f"nobody of {found.count} gave up, and half waited longer than {np.median(found.seconds) / 60:.0f} min: this looks like e-mail or work orders. "
                "Write its channel, and a deadline in place of patience, so that it gives way to who waits on the line",
                "either",
            )


def _not_taken(made: Study) -> Iterator[Clue]:
    """Is it recorded how long people are busy after a contact?"""
    if made.pauses is not None:
        yield Clue(
            "wrap-up is not recorded",
            f"the pause after a contact (mean {made.pauses.mean():.0f} s) is read off waiting callers and drawn alike, whether callers wait or not; who hurries "
            "when they do is faster than that",
            "longer",
        )
