"""What one `--set` says, and what is odd about what it did."""

import pytest

from scenarios.faults import InputError
from scenarios.loading import load
from scenarios.settings import setting

STAFF = "agent_groups.vip_desk.staffing"


@pytest.mark.parametrize("text", ["k=+4", "k= + 4", "k=+.5", "k=+2 min", "k=+10 %"])
def test_a_value_with_a_plus_is_refused(text):
    with pytest.raises(InputError, match="the value is set, not added"):
        setting(text, None)


def test_a_key_with_a_sign_before_the_equals_is_refused():
    with pytest.raises(InputError, match="write k=NUMBER"):
        setting("k += 4", None)


def test_other_values_are_read_as_they_stand():
    assert setting("k=-4", None) == ("k", -4)
    assert setting("k='+4'", None) == ("k", "+4")


def test_a_table_that_became_one_number_is_warned_of():
    said = f"{STAFF}: 48 values by interval became one number, 18 all day"
    assert said in load("telecom_hotline", [f"{STAFF}=18"]).warnings
    assert said in load("telecom_hotline", [f"{STAFF}=12", f"{STAFF}=18"]).warnings
    even = load("telecom_hotline", [f"{STAFF}={[3] * 48}"])
    assert not [one for one in even.warnings if "one number" in one]
    assert not load("telecom_hotline").warnings
