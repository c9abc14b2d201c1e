"""The rules of the floor as moves: what must hold in every state of any small centre."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.exact.centre import INFINITE, Again, Callback, Centre, Escalation, Group, Kind, Node, Queue, Skill
from sim.exact.floor import settled
from sim.exact.rules import Rules
from tests.sim.test_exact_floor import LEAVING, TALK, assert_accounted


@st.composite
def small_centres(draw: st.DrawFn) -> Centre:
    """Two types, two queues, two groups of one or two agents; whatever may be told of them is told by chance."""
    share, rate = st.sampled_from([0.0, 0.3, 0.7]), st.sampled_from([1 / 60, 1 / 240])
    again = st.one_of(st.none(), st.builds(Again, share, share, rate, st.sampled_from([2, INFINITE])))
    passed = st.one_of(st.none(), st.builds(Escalation, st.just("two"), st.just(0.3), share, rate))
    repeats = st.one_of(st.none(), st.tuples(st.just(0.2), rate))
    callback = st.one_of(st.none(), st.builds(Callback, st.sampled_from([-1, 0.5]), share, rate, share))
    node = Node(1 / 50, {"calls": (("contained", 0.3), ("one", 0.7))}, 1, draw(st.sampled_from([None, "one"])))
    kinds = {
        "calls": Kind(0.01, draw(st.sampled_from(["bot", "one"])), LEAVING, draw(share), again=draw(again)),
        "chats": Kind(0.006, "two", LEAVING, holds_line=False),
    }
    queues = {
        "one": Queue(draw(st.integers(1, 2)), draw(st.integers(0, 2)), callback=draw(callback)),
        "two": Queue(1, draw(st.integers(0, 2))),
    }
    first = {"one": Skill(TALK, draw(rate), resolves=0.5, escalates=draw(passed), repeats=draw(repeats))}
    both = {"two": Skill(TALK, alone=False), "one": Skill(TALK, preference=2)}
    groups = {
        "first": Group(1, first),
        "both": Group(
            draw(st.integers(1, 2)), both, draw(st.integers(0, 1)), draw(st.sampled_from([(1.0,), (1.0, 1.4)]))
        ),
    }
    rule = draw(st.sampled_from(["priority", "preference", "longest_wait"]))
    return Centre(kinds, queues, groups, {"bot": node}, rule, draw(st.sampled_from([3, INFINITE])), away=2)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(centre=small_centres())
def test_whatever_the_centre_nobody_waits_in_vain_and_all_are_accounted_for(centre: Centre) -> None:
    figures, rules = settled(centre), Rules(centre)
    assert_accounted(figures)
    for state in figures.chain.states:
        assert rules.restaffed(state) == state  # nobody waits whom an agent could take
        assert rules.lines_held(state) <= centre.lines
        assert len(state.away) <= centre.away
        for group, hands in zip(centre.groups.values(), state.agents, strict=True):
            assert len(hands) == group.staff
            assert all(len(hand) <= len(group.slowdown) for hand in hands)
