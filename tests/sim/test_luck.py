"""Luck: uniform, and at the same address whatever else is drawn."""

from __future__ import annotations

import numpy as np

from sim.chance.luck import Luck


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
