import pytest

from callfloor import formulas
from scenarios.faults import InputError

QUESTION = {"model": "c", "rate": "40 per h", "handle_time": "3 min"}


def test_two_erlangs_on_three_agents_wait_four_ninths_of_the_time():
    """The Erlang C formula by hand: B(3, 2) = 4/19, C = 3B / (3 - 2(1 - B)) = 4/9; mean wait C x 180 s / (3 - 2) = 80 s."""
    answer = formulas.erlang(**QUESTION, agents=3)
    assert answer["probability_of_wait"] == pytest.approx(4 / 9, abs=1e-12)
    assert answer["mean_wait_s"] == pytest.approx(80, abs=1e-9)
    assert answer["occupancy"] == pytest.approx(2 / 3, abs=1e-12)


def test_the_contracts_keys_are_there():
    answer = formulas.erlang(**QUESTION, agents=3)
    assert {
        "agents", "answer_rate", "abandonment", "mean_wait_s", "mean_wait_all_s", "probability_of_wait", "occupancy",
    } <= set(answer)  # fmt: skip


def test_the_fewest_agents_reach_the_rate_and_one_fewer_do_not():
    answer = formulas.erlang(**QUESTION, answer_rate=0.8)
    assert answer["answer_rate"] >= 0.8
    assert formulas.erlang(**QUESTION, agents=answer["agents"] - 1)["answer_rate"] < 0.8


def test_a_queue_that_cannot_settle_has_no_waits_and_says_so():
    answer = formulas.erlang(**QUESTION, agents=2)
    assert (answer["mean_wait_s"], answer["settles"]) == (None, False)
    assert "grows without end" in formulas.sentence(answer)


def test_model_b_has_no_waits():
    answer = formulas.erlang(model="b", rate="40 per h", handle_time="3 min", agents=3)
    assert answer["blocked"] == pytest.approx(4 / 19, abs=1e-12)
    assert answer["mean_wait_s"] is None
    assert "21.1\u202f% find everybody busy" in formulas.sentence(answer)


def test_all_faults_of_a_question_are_told_at_once():
    with pytest.raises(InputError) as caught:
        formulas.erlang(model="d", rate="5", handle_time="0 s", patience="2 min", capacity=-1)
    assert [fault.file for fault in caught.value.faults] == [
        "--rate",
        "--handle-time",
        "--model",
        "--agents",
        "--capacity",
    ]


def test_an_answer_rate_that_nobody_can_reach_is_a_fault_of_the_question():
    with pytest.raises(InputError, match=r"--answer-rate"):
        formulas.erlang(**QUESTION, answer_rate=1.0)
