"""The reference is what the field table says, and every fault leads to a section that is there."""

import re
from pathlib import Path

import pytest

from callfloor.authoring.pages import OPTIONS, page_of, pages, section
from callfloor.authoring.reference import anchor, page
from scenarios.faults import Fault, InputError
from scenarios.loading import load, parse

ROOT = Path(__file__).parents[3]


def anchors(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return {anchor(heading).lower() for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def test_the_page_is_in_step_with_the_schema():
    assert (ROOT / "docs" / "language.md").read_text(encoding="utf-8") == page(), (
        "run: .venv/bin/python -m callfloor.authoring.reference > docs/language.md"
    )


def test_every_link_of_the_page_leads_somewhere():
    here = anchors("docs/language.md")
    assert set(re.findall(r"\]\(#([\w-]+)\)", page())) <= here


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("agent_groups.vip_desk.skills.vipp", "skill"),
        ("agent_groups.vip_desk.skillz", "agent-group"),
        ("contact_types.vip.patience", "contact-type"),
        ("contact_types.vip.arrivals.volumes", "arrivals"),
        ("contact_types.vip.arrivals.volumes.colum", "table-column"),
        ("contact_types.vip.patience.lognormal.cv", "distribution"),
        ("targets.0.answer_rat", "target"),
        ("shifts.1.breaks.0.length", "break"),
        ("shifts.1.starts.evry", "start-grid"),
        ("events.0.reinforce.team.up_too", "on-call"),
        ("calendar", "calendar"),
        ("headcount.team", "scenario"),
    ],
)
def test_a_fault_leads_to_the_part_that_it_is_in(key, found):
    assert section(key.split(".")) == f"docs/language.md#{found}"
    assert found in anchors("docs/language.md")


def test_a_slip_at_the_top_of_a_file_leads_to_its_keys():
    with pytest.raises(InputError) as raised:
        load("single_queue", ["targetz=[]"])
    assert pages(raised.value.faults) == ("docs/language.md#scenario",)


def test_pages_of_options_are_there():
    for option, found in OPTIONS.items():
        name, _, part = found.partition("#")
        assert (ROOT / name).is_file()
        assert not part or part in anchors(name)
        assert page_of(Fault(option, None, "", "")) == found
    assert page_of(Fault("nowhere.yaml", None, "", "there is no such file")) is None


@pytest.mark.parametrize(
    ("file", "key", "message"),
    [
        ("log.csv", "arrived_at", "no column is surely the moment it came in"),
        ("staff.xlsx", "groups", "is empty"),
        ("export.csv", "queues", "a column of records that is called like a key"),
        ("mapping.yaml", "columns", "names nothing"),
    ],
)
def test_faults_of_records_lead_nowhere_rather_than_astray(file, key, message):
    assert page_of(Fault(file, 3, key, message)) is None


def test_faults_of_one_part_name_its_page_once():
    with pytest.raises(InputError) as raised:
        parse({"calendar": {"start": 1, "dayz": 2}, "contact_types": {}, "queues": {}, "agent_groups": {}})
    assert pages(raised.value.faults).count("docs/language.md#calendar") == 1


def test_a_sound_scenario_has_nothing_to_look_up():
    load("single_queue")
    assert pages([]) == ()
