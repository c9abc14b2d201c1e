"""The faces of a study of lanes: the answer, tables, charts, JSON, saved designs, and how the command ends."""

import json
from dataclasses import replace
from html import escape

import pytest
from typer.testing import CliRunner

import callfloor
from callfloor import cli, documents, lanes_command, lanes_document, lanes_report, lanes_tables, lanes_words
from callfloor.figures.lanes_dots import Panel, Row, dots
from callfloor.figures.lanes_frontier import frontier
from callfloor.figures.lanes_gains import on_bad_days, who_gains
from callfloor.figures.lanes_map import band, where_it_pays
from optimize.lanes import Stopped
from optimize.lanes.result import Estimate
from scenarios.loading import load, parse
from tests.callfloor.lanes_small import CELLS, SHORT, study
from tests.optimize.lanes.centres import two_classes


@pytest.fixture(scope="module")
def small():
    """The study, which no test changes."""
    return study()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("lanes") / "two.yaml"
    path.write_text(json.dumps(two_classes(**SHORT)), encoding="utf-8")
    return str(path)


def run(*words):
    return CliRunner().invoke(cli.app, ["lanes", *words])


@pytest.fixture
def given(monkeypatch, small):
    """The command with a study that is there already; gives what it was asked."""
    asked = {}

    def studied(source, **options):
        asked.update(options, source=source)
        options["progress"]("today with other people and on bad days", small, 0.5)
        return small

    monkeypatch.setattr("optimize.lanes.study", studied)
    return asked


def test_the_answer_names_the_cheapest_design_that_keeps_the_targets(small):
    best = min((one for one in small.designs if one.status == "met"), key=lambda one: one.whole)
    assert lanes_words.best(small) is best
    said = lanes_words.headline(small)
    assert lanes_words.money(small, best.whole) in said
    assert said.startswith(("No lane of its own for vip: ", "Leave it as it is for vip: "))
    assert "the cheapest of the 3 designs tried that keeps" in said  # the others were not asked for
    assert "Not tried, for they were not asked for: priority in the shared pool, " in " ".join(
        lanes_words.reasons(small)
    )
    every = replace(small, every=tuple(one.design.title for one in small.designs))
    assert "the cheapest design that keeps" in lanes_words.headline(every)
    text = " ".join(lanes_words.reasons(small))
    assert "of the offered vip are answered within 20\u202fs" in text
    assert "," not in lanes_words.plainly("67,562 and 1,234,567")
    assert lanes_words.plainly("4.1% of 12 %, then 5, 6") == "4.1\u202f% of 12\u202f%, then 5, 6"


def test_the_tables_have_every_design_the_cheapest_first(small):
    rows = lanes_tables.designs(small).rows
    assert len(rows) == len(small.designs)
    assert rows[0][0].startswith("✓ ")
    both = [float(row[4].replace("\u202f", "")) for row in rows]
    assert both == sorted(both)
    for key in ("vip", "others"):
        table = lanes_tables.of_class(small, key)
        assert len(table.rows) == len(small.designs)
        assert {len(row) for row in table.rows} == {len(table.columns)} == {7}
    widths = {len(table(small).columns) - len(row) for table in TABLES for row in table(small).rows}
    assert widths == {0}


TABLES = (
    lanes_tables.designs, lanes_tables.gains, lanes_tables.shocks, lanes_tables.frontier, lanes_tables.map_cells,
    lanes_tables.searches,
)  # fmt: skip


def test_csv_files_say_the_same_as_the_study(small):
    frames = lanes_tables.frames(small)
    assert set(frames) == {"designs.csv", "classes.csv", "waits.csv", "frontier.csv", "shocks.csv", "map.csv"}
    costs = dict(zip(frames["designs.csv"]["design"], frames["designs.csv"]["cost"], strict=True))
    assert costs == {one.key: one.cost for one in small.designs}
    classes = frames["classes.csv"]
    row = classes[
        (classes.design == "dedicated") & (classes["class"] == "vip") & (classes.measure == "answer_rate")
    ].iloc[0]
    assert row["mean"] == small.found("dedicated").classes["vip"].answer_rate.mean
    assert row["within_s"] == 20.0


def test_the_document_is_json_and_complete(small):
    found = json.loads(documents.text(lanes_document.lanes(small)))
    assert found["format"] == "callfloor/lanes/1"
    assert found["classes"]["others"] == {"name": "std", "contact_types": ["std"], "queues": ["std"]}
    assert found["recommendation"]["design"] == lanes_words.best(small).key
    (one,) = [row for row in found["designs"] if row["design"] == "dedicated"]
    assert one["lane"] == ["desk"]
    assert one["classes"]["vip"]["answer_rate"]["low"] < one["classes"]["vip"]["answer_rate"]["mean"]
    assert one["against"]["vip"]["answer_rate"]["mean"] is not None
    assert [target["measure"] for target in one["targets"]] == ["answer_rate", "answer_rate"]
    assert one["file"] == "design_dedicated.yaml"
    assert found["map"]["cells"][2]["breaks_even"] is None


def test_a_saved_design_is_the_design_with_its_people(small, tmp_path):
    for name, content in lanes_document.scenarios(small).items():
        (tmp_path / name).write_bytes(content)
    one = small.found("dedicated")
    path = tmp_path / "design_dedicated.yaml"
    assert path.read_text(encoding="utf-8").startswith("# Dedicated lane. The lane serves VIPs and nobody else")
    saved = load(path)
    assert list(saved.agent_groups["desk"].staffing) == pytest.approx(one.staffing.mean_scheduled("desk"), abs=1e-4)
    results = callfloor.simulate(saved, replications=small.days, seed=5)
    rate = one.classes["vip"].answer_rate
    assert results.value("answer_rate", "queue", "vip", within=20.0).mean == pytest.approx(rate.mean, abs=0.03)
    assert results.value("cost").mean == pytest.approx(one.cost)


def test_every_chart_has_a_caption_and_a_table(small):
    for one in lanes_report.pictures(small):
        assert one.figure is not None, one.name
        assert one.caption.endswith(".")
        assert one.table.rows
    assert "Who gains and who loses against" in who_gains(small).title
    assert "best" in on_bad_days(small).caption


def test_the_points_of_the_frontier_are_labelled_once_each(small):
    texts = [one.text for one in frontier(small).figure.layout.annotations]
    for name in ("one queue", "dedicated", "today's rules"):
        assert sum(name in text for text in texts) == 1


def test_the_map_tells_where_a_lane_pays(small):
    assert [band(cell, 40.0) for cell in CELLS] == [0, 1, 4, 3, 0, 5]
    assert band(CELLS[1], 10.0) == 2
    shown = tuple(where_it_pays(small).figure.data[0].text[0])
    assert shown == ("✓ 10<br>+20%", "100<br>+30%", "never<br>+40%", "≤\u202f10<br>−10%", "✓ always<br>−10%", "✗")


def test_a_mark_that_may_be_luck_is_hollow():
    marks = {"vip": Estimate(0.02, 0.01, 0.03), "others": Estimate(0.01, -0.01, 0.03)}
    figure = dots([Panel("points", [Row("one", marks)], 100)], {"vip": "gold", "others": "plain"})
    assert [list(trace.marker.symbol) for trace in figure.data] == [["circle"], ["diamond-open"]]
    assert [trace.x[0] for trace in figure.data] == [2.0, 1.0]


def test_the_report_has_all_of_it_and_asks_for_nothing(small):
    text = lanes_report.report(small).decode()
    for heading in (
        "Which design of lane",
        "Who gains and who loses",
        "start to pay",
        "How long does each class wait",
        "a bad day",
    ):
        assert heading in text
    assert "https://" not in text.split("</script>")[-1]
    assert escape(lanes_words.headline(small)) in text


@pytest.mark.parametrize("designs", [0, 1])
def test_a_study_that_was_broken_off_has_faces(small, designs):
    part = replace(
        small, designs=small.designs[:designs], frontier=(), shocks=(), map=None, square_root=None, complete=False
    )
    part = part if designs else replace(part, recommendation=None)
    part = replace(
        part,
        recommendation=None if part.recommendation is None else replace(part.recommendation, key=part.designs[0].key),
    )
    text = lanes_report.report(part).decode()
    assert lanes_report.PARTIAL in text
    assert json.loads(documents.text(lanes_document.lanes(part)))["complete"] is False
    assert ("so far" in lanes_words.headline(part)) == bool(designs)


# The command


def test_the_command_writes_everything_and_ends_well(given, file, tmp_path):
    done = run(file, "--vip", "vip", "--others", "std", "--out", str(tmp_path), "--seed", "7", "--workers", "1")
    assert done.exit_code == 0, done.output
    names = {path.name for path in tmp_path.iterdir()}
    assert {"report.html", "lanes.json", "designs.csv", "design_today.yaml", "design_dedicated.yaml"} <= names
    assert (given["vip"], given["others"], given["seed"], given["only"]) == (("vip",), ("std",), 7, None)
    assert given["parts"] == ("frontier", "shocks", "map", "again")
    assert "today's rules with other people" in done.stderr
    assert "\u202f%" in done.stderr


def test_json_on_standard_output_is_alone_there(given, file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(file, "--vip", "vip", "--others", "std", "--json", "-", "--workers", "1")
    assert json.loads(done.stdout)["format"] == "callfloor/lanes/1"
    assert list(tmp_path.iterdir()) == []


def test_options_are_read_as_they_are_meant(given, file, tmp_path):
    words = [
        "--tiers",
        "std=silver:30%,std:0.7",
        "--shares",
        "vip=0.4,std=0.6",
        "--bot",
        "std=0.3,vip",
        "--only",
        "today, tiers",
    ]
    done = run(
        file,
        "--vip",
        "vip",
        "--others",
        "silver,std",
        *words,
        "--parts",
        "none",
        "--out",
        str(tmp_path),
        "--workers",
        "1",
    )
    assert done.exit_code == 0, done.output
    assert given["tiers"] == {"std": {"silver": 0.3, "std": 0.7}}
    assert given["shares"] == {"vip": 0.4, "std": 0.6}
    assert given["bot"] == {"std": 0.3, "vip": None}
    assert (given["only"], given["parts"]) == (("today", "tiers"), ())


def test_all_that_is_wrong_is_named_at_once(file):
    words = ["--shares", "vip=0.2,std=0.7", "--tiers", "std", "--bot", "vip=2", "--only", "onequeue", "--parts", "maps"]
    done = run(file, "--vip", "vpi", "--others", "", *words)
    assert done.exit_code == 2
    for said in (
        "add up to 0.9, not to 1",
        '"std" divides nothing',
        '"vip=2" is no contact type with a share',
        "Did you mean one_queue?",
        "Did you mean map?",
        "--vip     no contact type is called vpi; there are vip, std",
        "--others  names no contact type",
    ):
        assert said in done.stderr
    assert "7 faults; nothing was run." in done.stderr


@pytest.mark.parametrize(
    ("more", "words", "said"),
    [
        ({"targets": []}, ["--others", "std"], "so that no design could be sized"),
        (
            {},
            ["--others", "silver,std", "--tiers", "std=silver:0,std:1"],
            "silver has no volume; contacts come of vip, std",
        ),
        ({}, ["--others", "vip"], "cannot be in both classes"),
        ({}, ["--regions", "all"], "does not use --vip"),
    ],
)
def test_what_cannot_be_studied_is_refused(tmp_path, more, words, said):
    path = tmp_path / "two.yaml"
    path.write_text(json.dumps(two_classes(**{**SHORT, **more})), encoding="utf-8")
    done = run(str(path), "--vip", "vip", *words, "--workers", "1")
    assert done.exit_code == 2
    assert said in done.stderr


def test_no_design_that_meets_the_targets_is_an_ending_of_its_own(given, file, tmp_path, small, monkeypatch):
    advice = replace(
        small.recommendation, key=None, words="No design meets the targets.", reason="All miss.", equally_good=()
    )
    monkeypatch.setattr("optimize.lanes.study", lambda *_, **__: replace(small, recommendation=advice))
    done = run(file, "--vip", "vip", "--others", "std", "--out", str(tmp_path), "--workers", "1")
    assert done.exit_code == 3
    assert "No design meets the targets." in done.stdout
    short = replace(
        small, recommendation=advice, designs=tuple(replace(one, short=("vip: 80%",)) for one in small.designs)
    )
    assert "Dedicated lane misses vip: 80\u202f%." in lanes_words.reasons(short)


def test_a_time_limit_and_ctrl_c_keep_what_was_done(file, tmp_path, small, monkeypatch):
    part = replace(small, complete=False, shocks=(), frontier=())
    (tmp_path / "shocks.csv").write_text("old", encoding="utf-8")
    (tmp_path / "design_tiers.yaml").write_text("old", encoding="utf-8")
    monkeypatch.setattr("optimize.lanes.study", lambda *_, **__: part)
    words = [file, "--vip", "vip", "--others", "std", "--out", str(tmp_path), "--workers", "1"]
    done = run(*words, "--time-limit", "1 s")
    assert done.exit_code == 4
    assert "Stopped at the time limit after 3 designs: what was done is kept" in done.stderr
    assert not {"shocks.csv", "design_tiers.yaml"} & {path.name for path in tmp_path.iterdir()}

    def broken(study):
        def studied(*_, **__):
            raise Stopped(study)

        return studied

    monkeypatch.setattr("optimize.lanes.study", broken(part))
    done = run(*words)
    assert done.exit_code == 5
    assert "Interrupted after 3 designs" in done.stderr
    monkeypatch.setattr("optimize.lanes.study", broken(replace(part, designs=())))
    assert run(*words).exit_code == 130


def test_regions_have_a_report_and_a_document(tmp_path):
    path = tmp_path / "two.yaml"
    path.write_text(json.dumps(two_classes(**SHORT)), encoding="utf-8")
    done = run(str(path), "--regions", "all", "--share", "0.5", "--out", str(tmp_path / "o"), "--workers", "1")
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "o" / "lanes.json").read_text(encoding="utf-8"))
    assert found["format"] == "callfloor/regions/1"
    assert {row["contact_type"] for row in found["regions"]} == {"vip", "std"}
    assert found["shared"]["cost"] <= found["alone"]["cost"]
    assert (tmp_path / "o" / "report.html").stat().st_size > 1000
    assert "one shared lane" in done.stdout


def test_what_the_command_lists_is_what_there_is():
    from optimize.lanes.designs import Designer
    from tests.optimize.lanes.centres import prepared

    assert {one.key for one in Designer(prepared()).all()} <= set(lanes_command.DESIGNS)
    assert set(lanes_words.SHORT) == set(lanes_command.DESIGNS)
    assert parse(two_classes()).name


def test_the_reasons_say_who_is_not_hired_any_more(small):
    best = small.found(small.recommendation.key)
    told = replace(best, design=replace(best.design, notes=("desk cost more and are not hired.",)))
    study = replace(small, designs=tuple(told if one is best else one for one in small.designs))
    assert "desk cost more and are not hired." in lanes_words.reasons(study)
