"""From a file, a folder or a name to a scenario: extends, overrides, and what they change."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenarios import catalogue
from scenarios.distributions import Exponential, Lognormal
from scenarios.faults import InputError
from scenarios.loading import load, merged, parse
from scenarios.merging import Change
from scenarios.schema import Scenario
from sim.staffing import Staffing

from .small import small

BASE = """# A desk.
# It teaches little.

title: Base
calendar: {start: 2026-03-02, interval: 6 h}
contact_types:
  vip: {arrivals: {volumes: {file: v.csv, column: vip}}, enters: gold, patience: {lognormal: {mean: 2 min, cv: 1}}}
queues: {gold: {priority: 2, capacity: 9}}
agent_groups:
  desk: {skills: {gold: {handle_time: {exponential: {mean: 4 min}}}}, staffing: 3, cost: 30 per h}
targets:
  - {queue: gold, answer_rate: 0.8, within: 20 s}
  - {queue: gold, abandonment: 0.1}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "v.csv").write_text("vip,other\n1,5\n2,5\n3,5\n4,5\n")
    return tmp_path


def extending(folder: Path, text: str, base: str = "base.yaml", name: str = "over.yaml") -> Path:
    (folder / name).write_text(f"extends: {base}\n{text}")
    return folder / name


def refused(source, overrides=()):
    with pytest.raises(InputError) as caught:
        load(source, overrides)
    return [
        (fault.place.replace(f"{Path(source).parent}/", ""), fault.key, fault.message) for fault in caught.value.faults
    ]


def test_a_path_a_folder_and_a_name(folder, monkeypatch):
    assert load(folder / "base.yaml").name == "base"
    assert load(str(folder / "base.yaml")).folder == folder
    (folder / "desk").mkdir()
    (folder / "desk" / "scenario.yaml").write_text(BASE.replace("{file: v.csv, column: vip}", "[1, 2, 3, 4]"))
    assert load(folder / "desk").name == "desk"
    monkeypatch.chdir(folder / "desk")
    assert load(".").name == "desk"
    monkeypatch.setattr(catalogue, "LIBRARY", folder)
    assert load("desk").title == "Base"


def test_nothing_of_that_name(folder, monkeypatch):
    monkeypatch.setattr(catalogue, "LIBRARY", folder)
    (folder / "desk").mkdir()
    (folder / "desk" / "scenario.yaml").write_text(BASE)
    (folder / "bare").mkdir()
    assert refused("desc") == [
        ("desc", "", "there is no such file, folder or library scenario; the library has desk. Did you mean desk?")
    ]
    assert refused(str(folder / "bare"))[0][2] == "the folder has no scenario.yaml"


def test_a_file_that_is_no_text(folder):
    (folder / "a.yaml").write_bytes(b"title: a\ncurrency: \xff\n")
    assert refused(folder / "a.yaml") == [("a.yaml:2", "", "the file is not UTF-8 text; save it as UTF-8")]


def test_overrides_are_laid_over_key_by_key(folder):
    scenario = load(extending(folder, "queues: {gold: {priority: 1}}\nagent_groups: {desk: {cost: 40 per h}}\n"))
    queue, desk = scenario.queues["gold"], scenario.agent_groups["desk"]
    assert (queue.priority, queue.capacity, desk.cost, desk.staffing) == (1, 9, 40, (3, 3, 3, 3))


def test_distributions_and_lists_are_replaced_whole(folder):
    text = "contact_types: {vip: {patience: {exponential: {mean: 1 min}}}}\ntargets: [{queue: gold, mean_wait: 9 s}]\n"
    scenario = load(extending(folder, text))
    assert scenario.contact_types["vip"].patience == Exponential(60.0)
    assert [target.measure for target in scenario.targets] == ["mean_wait"]
    text = "contact_types: {vip: {patience: {lognormal: {mean: 1 min}}}}\n"
    assert refused(extending(folder, text))[0][1:] == (
        "contact_types.vip.patience.lognormal",
        "cv is missing; write lognormal: {mean: 4 min, cv: 1.1}",
    )


IVR = "ivr: {menu: {takes: {fixed: 1 s}, then: {gold: 0.9, hang_up: 0.1}}}\n"


@pytest.mark.parametrize(
    ("then", "exits"),
    [
        ("{gold: 1}", (("gold", 1),)),
        ("{contained: 1}", (("contained", 1),)),
        ("{gold: 0.8, hang_up: 0.2}", (("gold", 0.8), ("hang_up", 0.2))),
        ("{gold: 0.8, contained: 0.1}", (("gold", 0.8), ("hang_up", 0.1), ("contained", 0.1))),
        ("{vip: {gold: 1}}", (("gold", 1),)),
    ],
)
def test_a_split_that_is_complete_takes_the_place_of_the_old_one(folder, then, exits):
    (folder / "base.yaml").write_text(BASE + IVR)
    scenario = load(extending(folder, f"ivr: {{menu: {{then: {then}}}}}\n"))
    assert scenario.ivr["menu"].exits("vip") == exits
    assert load(folder / "base.yaml", [f"ivr.menu.then={then}"]).ivr["menu"].exits("vip") == exits


def test_a_split_of_one_contact_type_leaves_those_of_others(folder):
    (folder / "base.yaml").write_text(
        BASE + IVR.replace("{gold: 0.9, hang_up: 0.1}", "{vip: {gold: 0.5, hang_up: 0.5}}")
    )
    path = extending(folder, "ivr: {menu: {then: {new: {gold: 1}}}}\n")
    with pytest.raises(InputError, match='no contact type is called "new"'):
        load(path)
    assert merged(path).data["ivr"]["menu"]["then"] == {"vip": {"gold": 0.5, "hang_up": 0.5}, "new": {"gold": 1}}
    path = extending(folder, "ivr: {menu: {then: {vip: {contained: 1}}}}\n")
    assert load(path).ivr["menu"].exits("vip") == (("contained", 1),)


@pytest.mark.parametrize("source", ["rate: 2 per h", "bookings: {slots: 3}", "replay: {log: calls.csv}"])
def test_one_way_of_giving_arrivals_takes_the_place_of_another(folder, source):
    (folder / "calls.csv").write_text("arrived_at\n08:00:00\n")
    for other in ("rate: 3 per h", "bookings: {slots: 4}", "volumes: [1, 2, 3, 4]"):
        (folder / "base.yaml").write_text(BASE.replace("volumes: {file: v.csv, column: vip}", other))
        load(extending(folder, f"contact_types: {{vip: {{arrivals: {{{source}}}}}}}\n"))


def test_bookings_take_the_place_of_volumes_and_of_what_multiplies_them(folder):
    text = "busyness: {day: {gamma: {mean: 1, cv: 0.1}}}\ncontact_types: {vip: {arrivals: {rate: 2 per h, busyness: day}}}\n"
    (folder / "middle.yaml").write_text(f"extends: base.yaml\n{text}", encoding="utf-8")
    path = folder / "mine.yaml"
    path.write_text(
        "extends: middle.yaml\ncontact_types: {vip: {arrivals: {bookings: {slots: 2}}}}\n", encoding="utf-8"
    )
    arrivals = load(path).contact_types["vip"].arrivals
    assert (arrivals.busyness, sum(arrivals.bookings.slots)) == (None, 8)


def test_a_rate_takes_the_place_of_volumes(folder):
    path = extending(folder, "contact_types: {vip: {arrivals: {rate: 2 per h}}}\n")
    assert load(path).contact_types["vip"].arrivals.volumes == pytest.approx([12.0] * 4)
    assert merged(path).changes == (
        Change("contact_types.vip.arrivals.volumes", {"file": "v.csv", "column": "vip"}, None),
        Change("contact_types.vip.arrivals.rate", None, "2 per h"),
    )


def test_null_takes_a_key_out(folder):
    path = extending(folder, "queues: {gold: {capacity: null}}\n")
    assert load(path).queues["gold"].capacity is None
    assert merged(path).changes == (Change("queues.gold.capacity", 9, None),)


def test_files_are_read_where_they_are_named(folder):
    inner = folder / "inner"
    inner.mkdir()
    (folder / "base.yaml").rename(inner / "base.yaml")
    (folder / "v.csv").rename(inner / "v.csv")
    (folder / "w.csv").write_text("vip,other\n9,8\n9,8\n9,8\n9,8\n")
    text = "contact_types: {new: {arrivals: {volumes: {file: w.csv, column: other}}, enters: gold}}\n"
    scenario = load(extending(folder, text, "inner/base.yaml"))
    assert scenario.contact_types["vip"].arrivals.volumes == (1, 2, 3, 4)
    assert scenario.contact_types["new"].arrivals.volumes == (8, 8, 8, 8)
    assert scenario.folder == folder
    scenario = load(
        extending(folder, "contact_types: {vip: {arrivals: {volumes: {column: other}}}}\n", "inner/base.yaml")
    )
    assert scenario.contact_types["vip"].arrivals.volumes == (5, 5, 5, 5)


def test_a_fault_is_told_in_the_file_that_it_stands_in(folder):
    path = extending(folder, "queues: {gold: {capacity: -1}}\nlines: 0\n")
    (folder / "base.yaml").write_text(BASE.replace("priority: 2", "priority: x"))
    assert sorted(refused(path)) == [
        ("base.yaml:8", "queues.gold.priority", '"x" is not a whole number'),
        ("over.yaml:2", "queues.gold.capacity", "-1 is too little; 0 is the least"),
        ("over.yaml:3", "lines", "0 is too little; 1 is the least"),
    ]


def test_extends_in_a_chain_and_in_a_circle(folder):
    extending(folder, "lines: 5\ntitle: Middle\n", name="middle.yaml")
    path = extending(folder, "title: Top\n", "middle.yaml")
    assert (load(path).lines, load(path).title) == (5, "Top")
    assert merged(path).changes == (
        Change("lines", None, 5),
        Change("title", "Base", "Middle"),
        Change("title", "Middle", "Top"),
    )
    (folder / "base.yaml").write_text("extends: over.yaml\n")
    assert refused(path) == [
        (
            "base.yaml:1",
            "extends",
            "scenarios extend each other in a circle: over.yaml -> middle.yaml -> base.yaml -> over.yaml",
        )
    ]


def test_extends_of_the_library_and_of_nothing(folder, monkeypatch):
    (folder / "desk").mkdir()
    (folder / "base.yaml").rename(folder / "desk" / "scenario.yaml")
    (folder / "v.csv").rename(folder / "desk" / "v.csv")
    monkeypatch.setattr(catalogue, "LIBRARY", folder)
    (folder / "mine").mkdir()
    scenario = load(extending(folder / "mine", "lines: 7\n", "desk"))
    assert (scenario.title, scenario.lines, scenario.contact_types["vip"].arrivals.volumes) == ("Base", 7, (1, 2, 3, 4))
    assert refused(extending(folder / "mine", "lines: 7\n", "dask")) == [
        (
            "over.yaml:1",
            "extends",
            'there is no file or library scenario "dask"; the library has desk. Did you mean desk?',
        )
    ]
    assert "leaves the scenario's folder" in refused(extending(folder / "mine", "", "../desk/scenario.yaml"))[0][2]
    assert (
        refused(extending(folder / "mine", "", "[desk]"))[0][2]
        == "a list is neither the name of a library scenario nor a file"
    )


@pytest.mark.parametrize(
    ("override", "look", "value"),
    [
        ("lines=400", lambda s: s.lines, 400),
        ("targets.0.answer_rate=0.9", lambda s: s.targets[0].asked, 0.9),
        ("targets.1={queue: gold, mean_wait: 5 s}", lambda s: s.targets[1].asked, 5),
        ("experiment.seed=7", lambda s: s.experiment.seed, 7),
        ("contact_types.vip.patience.lognormal.mean=4 min", lambda s: s.contact_types["vip"].patience, Lognormal(240.0, 1.0)),
        ("contact_types.vip.patience={exponential: {mean: 1 min}}", lambda s: s.contact_types["vip"].patience, Exponential(60.0)),
        ("contact_types.vip.arrivals.rate=2 per h", lambda s: s.contact_types["vip"].arrivals.volumes, (12, 12, 12, 12)),
        ("contact_types.vip.arrivals.volumes.column=other", lambda s: s.contact_types["vip"].arrivals.volumes, (5, 5, 5, 5)),
        ("contact_types.vip.arrivals.volumes.file=w.csv", lambda s: s.contact_types["vip"].arrivals.volumes, (6, 6, 6, 6)),
        ("queues.gold.capacity=", lambda s: s.queues["gold"].capacity, None),
        ("headcount.desk=4", lambda s: s.headcount, {"desk": 4}),
        ("busyness.flu={gamma: {mean: 1, cv: 0.1}}", lambda s: list(s.busyness), ["flu"]),
        ("agent_groups.desk.staffing=[1, 2, 3, 4]", lambda s: s.agent_groups["desk"].staffing, (1, 2, 3, 4)),
        ("title=a=b", lambda s: s.title, "a=b"),
    ],
)  # fmt: skip
def test_set(folder, override, look, value):
    (folder / "w.csv").write_text("vip\n6\n6\n6\n6\n")
    assert look(load(folder / "base.yaml", [override])) == value


@pytest.mark.parametrize(
    ("override", "key", "message"),
    [
        ("line=400", "line", "a scenario has no line; it has callfloor, title"),
        ("line=400", "line", "Did you mean lines?"),
        ("queues.gold.capasity=4", "queues.gold.capasity", "queues.gold has no capasity; it has priority, capacity"),
        ("queues.golf.capacity=4", "queues.golf.capacity", "queues has no golf; it has gold. Did you mean gold?"),
        ("targets.2.answer_rate=0.9", "targets.2.answer_rate", "targets has entries 0 to 1, not 2"),
        ("targets.first.answer_rate=0.9", "targets.first.answer_rate", "targets has entries 0 to 1, not first"),
        ("lines.many=4", "lines.many", "lines is 5 and has no keys"),
        ("contact_types.vip.patience.gamma.mean=4 min", "contact_types.vip.patience.gamma.mean",
         "contact_types.vip.patience has no gamma; it has lognormal"),
        ("lines", "lines", '"lines" is not KEY=VALUE, such as lines=400'),
        ("lines=[", "lines", "this is not YAML"),
        ("lines=0", "lines", "0 is too little; 1 is the least"),
        ("queues.gold.tries=[desc]", "queues.gold.tries.0", "Did you mean desk?"),
        ("contact_types.vip.patience=120", "contact_types.vip.patience", "120 has no unit; write 120 s or 120 min"),
    ],
)  # fmt: skip
def test_what_cannot_be_set(folder, override, key, message):
    (folder / "base.yaml").write_text(BASE + "lines: 5\n")
    ((place, at, words),) = refused(folder / "base.yaml", [override])
    assert (place, at) == ("--set", key)
    assert message in words


def test_changes_by_set_come_last(folder):
    path = extending(folder, "lines: 5\n")
    found = merged(path, ["lines=6", "targets.0.answer_rate=0.9", "agent_groups.desk.cost=30 per h"])
    assert found.changes == (Change("lines", None, 5), Change("lines", 5, 6), Change("targets.0.answer_rate", 0.8, 0.9))
    assert found.data["lines"] == 6
    assert "extends" not in found.data
    assert type(found.data["contact_types"]["vip"]["arrivals"]["volumes"]["file"]) is str


def test_merged_data_reads_back_as_the_same_scenario(folder):
    path = extending(folder, "lines: 5\n")
    assert parse(merged(path).data, folder, "over.yaml") == load(path)


def test_a_group_that_cannot_be_simulated_is_told_by_file_and_line(folder):
    path = folder / "base.yaml"
    path.write_text(BASE.replace("staffing: 3, ", ""))
    with pytest.raises(InputError) as caught:
        Staffing.of(load(path))
    (fault,) = caught.value.faults
    assert (fault.place, fault.key) == (f"{path}:10", "agent_groups.desk.staffing")
    with pytest.raises(InputError) as caught:
        Staffing.of(load(extending(folder, "lines: 5\n")))
    assert [fault.place for fault in caught.value.faults] == [f"{path}:10"]
    bare = Scenario.model_validate(small())
    with pytest.raises(InputError) as caught:
        Staffing.of(bare)
    assert [fault.place for fault in caught.value.faults] == ["scenario"]


def test_text_can_extend_the_library_and_has_no_files(folder, monkeypatch):
    (folder / "desk").mkdir()
    (folder / "desk" / "scenario.yaml").write_text(BASE.replace("{file: v.csv, column: vip}", "[1, 2, 3, 4]"))
    monkeypatch.setattr(catalogue, "LIBRARY", folder)
    assert parse("extends: desk\nlines: 3\n").lines == 3
    with pytest.raises(InputError, match="no file or library scenario"):
        parse("extends: base.yaml\n")


def test_the_catalogue_tells_each_story(folder, monkeypatch):
    (folder / "desk").mkdir()
    (folder / "desk" / "scenario.yaml").write_text(BASE)
    monkeypatch.setattr(catalogue, "LIBRARY", folder)
    assert catalogue.library() == (catalogue.Entry("desk", "Base", "A desk.\nIt teaches little.", folder / "desk"),)


@pytest.mark.parametrize("entry", catalogue.library(), ids=lambda entry: entry.name)
def test_every_scenario_of_the_library_is_sound(entry):
    scenario = load(entry.name)
    assert scenario.name == entry.name
    assert scenario.warnings == ()
    assert entry.story


def test_a_week_of_ten_types_loads_quickly(tmp_path):
    types = "".join(f"  t{i}: {{arrivals: {{volumes: {[1] * 672}}}, enters: q}}\n" for i in range(10))
    text = f"""
calendar: {{start: 2026-03-02, days: 7, interval: 15 min}}
contact_types:
{types}queues: {{q: {{}}}}
agent_groups: {{desk: {{skills: {{q: {{handle_time: {{exponential: {{mean: 4 min}}}}}}}}}}}}
"""
    begin = time.perf_counter()
    parse(text)
    assert time.perf_counter() - begin < 5  # about 0.6 s on an idle machine


def test_the_package_itself_is_light():
    code = "import sys, scenarios, scenarios.faults, scenarios.catalogue; print({'numpy', 'pydantic', 'ruamel.yaml', 'scipy'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


def test_all_that_is_wrong_with_overrides_is_told_at_once():
    found = refused("single_queue", ["foo.bar=3", "nonsense", "queues.calls.capacity=-1"])
    assert [key for _, key, _ in found] == ["foo.bar", "nonsense", "queues.calls.capacity"]
