"""Luck: uniform, and at the same address whatever else is drawn."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
import pytest

from sim.chance.luck import LEAST, WORD, Luck
from sim.chance.philox import four


def test_the_same_address_gives_the_same_luck() -> None:
    assert np.array_equal(Luck(7, 3).stream("vip/talk", 5, 1, 10), Luck(7, 3).stream("vip/talk", 5, 1, 10))


def test_more_contacts_in_an_interval_do_not_shift_the_others() -> None:
    few, many = Luck(7, 3).stream("vip/talk", 5, 1, 10), Luck(7, 3).stream("vip/talk", 5, 1, 1000)
    assert np.array_equal(few, many[:10])


def test_each_part_of_the_address_matters() -> None:
    here = Luck(7, 3).stream("vip/talk", 5, 1, 8)
    elsewhere = [
        Luck(8, 3).stream("vip/talk", 5, 1, 8),
        Luck(7, 4).stream("vip/talk", 5, 1, 8),
        Luck(7, 3).stream("vip/wrap-up", 5, 1, 8),
        Luck(7, 3).stream("vip/talk", 6, 1, 8),
        Luck(7, 3).stream("vip/talk", 5, 2, 8),
    ]
    assert all(not np.any(np.isclose(here, other)) for other in elsewhere)


def test_streams_of_neighbouring_addresses_are_uniform_and_independent() -> None:
    table = np.array([Luck(1, day).streams("vip/talk", [50] * 48) for day in range(40)])  # 40 days x 2,400 uniforms
    count = table.size
    assert abs(table.mean() - 0.5) < 5 * np.sqrt(1 / 12 / count)
    assert abs(np.mean(table < 0.1) - 0.1) < 5 * np.sqrt(0.09 / count)
    by_number = np.corrcoef(table[:, :-1].ravel(), table[:, 1:].ravel())[0, 1]
    by_day = np.corrcoef(table[:-1].ravel(), table[1:].ravel())[0, 1]
    assert max(abs(by_number), abs(by_day)) < 5 / np.sqrt(count)


def test_luck_does_not_depend_on_what_was_drawn_before() -> None:
    luck, first = Luck(7, 3), Luck(7, 3).stream("vip/talk", 5, 1, 7)
    luck.streams("vip/patience", [3, 0, 11])
    luck.one("busyness/regional")
    assert np.array_equal(luck.stream("vip/talk", 5, 1, 7), first)
    assert np.array_equal(luck.streams("vip/talk", [2, 0, 0, 0, 0, 7])[2:], first)


def test_an_address_gives_what_it_gave() -> None:
    # Philox is defined to the last bit (Salmon et al. 2011), so these may never change.
    expected = [0.25562654496671744, 0.43731065775032396]
    assert Luck(1, 0).stream("vip/talk", 5, 1, 2).tolist() == expected


def numpys(seed: int, day: int, purpose: str, attempt: int, counts: list[int]) -> Any:
    """The same uniforms from NumPy's own Philox, sent to each address in turn."""
    key = int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "little")
    drawn = [np.empty(0)]
    for interval, count in enumerate(counts):
        generator = np.random.Philox(key=np.array([seed % WORD, key], dtype=np.uint64))
        state: Any = generator.state
        state["state"]["counter"] = np.array([0, attempt, interval, day % WORD], dtype=np.uint64)
        generator.state = state
        drawn.append(np.random.Generator(generator).random(count))
    return np.maximum(np.concatenate(drawn), LEAST)


@pytest.mark.parametrize("case", range(40))
def test_compiled_uniforms_are_numpys_to_the_last_bit(case: int) -> None:
    rng = np.random.default_rng(case)
    seed, day = int(rng.integers(-(2**62), 2**62)), int(rng.integers(-3, 4)) * 10 ** int(rng.integers(0, 12))
    counts = rng.integers(0, rng.choice([2, 7, 400]), int(rng.integers(1, 60))).tolist()
    attempt, purpose = int(rng.integers(0, 1000)), f"type {case}/talk"
    expected = numpys(seed, day, purpose, attempt, counts)
    luck = Luck(seed, day)
    assert np.array_equal(luck.streams(purpose, counts, attempt), expected)
    some = np.flatnonzero(rng.random(len(expected)) < rng.choice([0.02, 0.4, 1.0])).astype(np.int32)
    assert np.array_equal(luck.drawn(purpose, attempt, np.cumsum(counts), some), expected[some])


def test_the_generators_words_are_those_of_its_authors() -> None:
    # Known answers of philox4x64-10 in Random123, by Salmon and others: kat_vectors.
    zero, ones = np.uint64(0), np.uint64(WORD - 1)
    assert [f"{word:016x}" for word in four(zero, zero, zero, zero, zero, zero)] == [
        "16554d9eca36314c",
        "db20fe9d672d0fdc",
        "d7e772cee186176b",
        "7e68b68aec7ba23b",
    ]
    assert [f"{word:016x}" for word in four(ones, ones, ones, ones, ones, ones)] == [
        "87b092c3013fe90b",
        "438c3c67be8d0224",
        "9cc7d7c69cd777b6",
        "a09caebf594f0ba0",
    ]


def test_the_luck_of_several_days_is_that_of_each() -> None:
    rng = np.random.default_rng(1)
    counts = rng.integers(0, 9, 5 * 24)
    together = Luck(7, -2, per_day=24)
    apart = [Luck(7, day).streams("vip/talk", counts[24 * place :][:24]) for place, day in enumerate(range(-2, 3))]
    assert np.array_equal(together.streams("vip/talk", counts), np.concatenate(apart))
    some = np.flatnonzero(rng.random(counts.sum()) < 0.3).astype(np.int32)
    assert np.array_equal(together.drawn("vip/talk", 1, np.cumsum(counts), some), np.concatenate(apart)[some])
