"""A centre simulated to a log and calibrated from it gives back its own parameters within their standard errors.

Every estimate is turned into the standard normal variable that it should be: by its standard error, by Student's t where
that error is itself estimated from the days, by chi-square for spreads. With `CHECKS` of them over all seeds, none may lie
beyond `LIMIT`, which right estimates pass but one time in a million (Bonferroni); and their mean square may not lie where
right standard errors would put it one time in a million, so that errors too large are found as well as errors too small.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scenarios.distributions import Exponential, Mixture
from scenarios.history import fitting
from tests.scenarios.history.calibrating.centres import DAYS, calibrated

SEEDS = (1, 2, 6, 9, 11, 14)  # busyness of its own for each type (three), shared (two), none (one)
CHECKS = 800
LIMIT = float(stats.norm.isf(0.5e-6 / CHECKS))


def by_t(value: float, freedom: float) -> float:
    """The standard normal value as likely as this Student's t."""
    tail = stats.t.logsf(abs(value), freedom)
    return float(np.sign(value) * stats.norm.isf(np.exp(tail)))


def volumes(known):
    """Each interval of each type, and each type's day."""
    day, found = known.made.day, {}
    for number, kind in enumerate(known.made.sample.kinds):
        true = np.array(known.scenario.contact_types[kind.name].arrivals.volumes)
        mean, error = day.volumes.mean[number], day.volumes.error[number]
        for place in np.flatnonzero(true):
            found[f"volume {kind.name} {place}"] = by_t((mean[place] - true[place]) / error[place], DAYS - 1)
        counts = [
            (known.made.sample.fresh & (known.made.sample.type == kind.type) & (known.made.sample.day == d)).sum()
            for d in range(DAYS)
        ]
        busy = known.made.busyness.types[kind.type]
        spread = np.sqrt((busy.per_day + max(busy.variance, 0) * busy.per_day**2) / DAYS)
        found[f"day {kind.name}"] = by_t((np.mean(counts) - true.sum()) / spread, DAYS - 1)
    return found


def busyness(known):
    found = {}
    for spread in known.made.busyness.types:
        arrivals = known.scenario.contact_types[spread.names[0]].arrivals
        mean = sum(arrivals.volumes)
        cv = known.scenario.busyness[arrivals.busyness].cv() if arrivals.busyness else 0.0
        whole = mean + (cv * mean) ** 2
        freedom = 2 / (2 / spread.freedom + (6 * cv * cv + 1 / whole) / DAYS)
        seen = spread.per_day + spread.variance * spread.per_day**2
        tail = stats.chi2.cdf(freedom * seen / whole, freedom)
        found[f"busyness {spread.names[0]}"] = float(stats.norm.ppf(np.clip(tail, 1e-15, 1 - 1e-15)))
    return found


def correlation(known):
    kinds = known.scenario.contact_types.values()
    names = [kind.arrivals.busyness for kind in kinds]
    true = 1.0 if len(set(names)) == 1 else 0.0
    return {
        f"correlation {pair.one}": by_t((pair.correlation - true) / pair.error, DAYS - 1)
        for pair in known.made.busyness.pairs
    }


def true_family(distribution) -> str:
    if isinstance(distribution, Mixture):
        return "zero and exponential"
    return type(distribution).__name__.lower()


def durations(known):
    found, groups = {}, known.scenario.agent_groups
    for line, work in known.made.work.items():
        queue = known.made.sample.queues[line]
        for place, group in enumerate(known.made.presence.groups):
            if queue not in groups[group.name].skills:
                continue
            true = groups[group.name].skills[queue].handle_time
            (part,) = work.of(place)
            found[f"talk {queue} {group.name}"] = (part.mean - true.mean()) / part.mean_error
            fit = next(one for one in part.candidates if one.family.name == true_family(true))
            found[f"talk mean by likelihood {queue} {group.name}"] = (fit.mean - true.mean()) / fit.mean_error
            if not isinstance(true, Exponential):
                found[f"talk cv {queue} {group.name}"] = (fit.cv - true.cv()) / fit.cv_error
            (after,) = known.made.wrap_up[line].of(place)
            true = groups[group.name].skills[queue].wrap_up
            found[f"wrap-up {queue} {group.name}"] = (after.mean - true.mean()) / after.mean_error
    for code, time in known.made.ivr.items():
        node = known.scenario.ivr[known.scenario.contact_types[known.made.sample.types[code]].enters]
        found[f"ivr {code}"] = (time.mean - node.takes.mean()) / time.mean_error
        for name, share in node.then.of(known.made.sample.types[code]):
            path = known.made.paths[code]
            found[f"path {code} {name}"] = (path.shares[name] - share) / np.sqrt(share * (1 - share) / path.count)
    return found


def patience(known):
    found = {}
    for kind, measured in zip(known.made.sample.kinds, known.made.patience, strict=True):
        true = known.scenario.contact_types[kind.name].patience
        fit = next(one for one in measured.candidates if one.family.name == true_family(true))
        if isinstance(true, Mixture):
            error = fit.error(lambda p: fitting.share(p[0]))
            found[f"patience none {kind.name}"] = (fitting.share(fit.parameters[0]) - true.weights[0]) / error
            body = float(np.exp(fit.parameters[1]))
            found[f"patience {kind.name}"] = (np.log(body) - np.log(true.parts[1].mean())) / np.sqrt(
                fit.covariance[1, 1]
            )
            continue
        found[f"patience {kind.name}"] = (np.log(fit.mean) - np.log(true.mean())) * fit.mean / fit.mean_error
        if not isinstance(true, Exponential):
            found[f"patience cv {kind.name}"] = (fit.cv - true.cv()) / fit.cv_error
    return found


def retries(known):
    found = {}
    for code, one in known.made.retries.items():
        true = known.scenario.contact_types[known.made.sample.types[code]].retry
        found[f"retry {code}"] = (one.after_abandoning - true.after_abandoning) / one.after_abandoning_error
        found[f"retry delay {code}"] = (np.log(one.mean) - np.log(true.delay.mean())) * one.mean / one.mean_error
        assert one.attempts == 3 or not one.limit_shown
    return found


def test_parameters_come_back_within_their_standard_errors(tmp_path):
    values, squares = {}, []
    for seed in SEEDS:
        known = calibrated(tmp_path / str(seed), seed)
        apart = {**busyness(known), **durations(known), **patience(known), **retries(known)}
        values |= {f"{seed} {name}": value for name, value in {**volumes(known), **correlation(known), **apart}.items()}
        squares += [value**2 for value in apart.values()]
    assert 200 < len(values) <= CHECKS
    assert {name: round(value, 2) for name, value in values.items() if not abs(value) < LIMIT} == {}
    # Talk of two groups pooled is one estimate written twice, so half of the checks count.
    freedom = len(squares) / 2
    low, high = stats.chi2.ppf([0.5e-6, 1 - 0.5e-6], freedom) / freedom
    assert low < np.mean(squares) < high


@pytest.mark.parametrize("seed", [11])
def test_people_who_were_there_come_back_whole(tmp_path, seed):
    known = calibrated(tmp_path / "centre", seed)
    for place, group in enumerate(known.made.presence.groups):
        true = np.array(known.scenario.agent_groups[group.name].staffing)
        present = known.made.day.presence[place]
        assert np.abs(present - true).max() < 0.5  # who comes while others are idle is not seen until called
        assert abs(present.sum() / true.sum() - 1) < 0.01
        assert np.abs(known.made.day.people[place] - true).max() <= 1
    skills = {
        group.name: {known.made.sample.queues[line]: after for line, after in group.skills.items()}
        for group in known.made.presence.groups
    }
    assert skills == {"front": {"sales_line": 0.0}, "back": {"care_line": 0.0, "sales_line": 20.0}}
