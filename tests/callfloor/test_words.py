import pytest

from callfloor import words

THIN = "\u202f"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (12345, f"12{THIN}300"),
        (999.9, f"1{THIN}000"),
        (0.01234, "0.0123"),
        (45.67, "45.7"),
        (-3.2, "−3.2"),
        (1e-12, "0"),
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_a_number_has_three_significant_digits_and_thin_spaces(value, text):
    assert words.number(value) == text


def test_money_is_never_rounded_to_three_digits_and_has_its_currency():
    assert words.money(92345.4, "CNY") == f"92{THIN}345{THIN}CNY"
    assert words.money(4.891, "EUR") == f"4.89{THIN}EUR"
    assert words.money(None, "EUR") == "–"


def test_shares_durations_and_times():
    assert words.share(0.91249) == f"91.2{THIN}%"
    assert words.share(1.0) == f"100{THIN}%"
    assert words.duration(15) == f"15{THIN}s"
    assert words.duration(0.0195) == f"0.0{THIN}s"
    assert words.duration(0) == f"0{THIN}s"
    assert words.duration(5.983) == f"6{THIN}s"
    assert words.duration(9.65) in (f"9.6{THIN}s", f"9.7{THIN}s")
    assert words.estimate(1.234, 0.02, 2.456, "duration") == f"1.2{THIN}s (0.0–2.5)"
    assert words.duration(300) == f"5{THIN}min"
    assert words.duration(3 * 3600) == f"3{THIN}h"
    assert words.clock("2026-03-02T10:30") == "10:30"
    assert words.clock("2026-03-02T10:30", dated=True) == "Mon 2 Mar 10:30"


def test_limits_share_the_unit_of_the_value():
    assert words.estimate(0.912, 0.905, 0.919, "share") == f"91.2{THIN}% (90.5–91.9)"
    assert words.estimate(130, 118, 142, "duration") == f"2.17{THIN}min (1.97–2.37)"
    assert words.estimate(0.912, None, None, "share") == f"91.2{THIN}%"
    assert words.limits(0.905, 0.919, "share") == f"90.5–91.9{THIN}%"
    assert words.limits(None, 0.9, "share") == "–"


def test_lists_and_plurals():
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.plural(1, "day") == "1 day"
    assert words.plural(1000, "day") == f"1{THIN}000 days"
    assert (words.signed(1.234), words.signed(-0.5)) == ("+1.23", "−0.5")
