"""Tables that a scenario names, or one that it extends: each is found where it lies, and is saved with a design."""

from __future__ import annotations

from pathlib import Path

from optimize.lanes.centre import centre
from optimize.lanes.designs import Designer
from optimize.lanes.source import Source
from scenarios.loading import load

TALKS = "{handle_time: {empirical: {file: talks.csv, column: seconds, unit: s}}}"
BASE = f"""
calendar: {{start: 2026-03-02, days: 1, interval: 1 h}}
contact_types:
  vip: {{channel: voice, arrivals: {{rate: 20 per h}}, enters: vip, patience: {{exponential: {{mean: 4 min}}}}}}
  std: {{channel: voice, arrivals: {{rate: 40 per h}}, enters: std, patience: {{exponential: {{mean: 4 min}}}}}}
queues: {{vip: {{priority: 1}}, std: {{priority: 2}}}}
agent_groups: {{team: {{skills: {{vip: {TALKS}, std: {TALKS}}}, cost: 30 per h}}}}
targets: [{{queue: vip, answer_rate: 0.8, within: 20 s}}]
"""


def test_two_tables_of_one_name_stay_apart_and_go_with_a_design(tmp_path: Path) -> None:
    base, folder = tmp_path / "base", tmp_path / "saved"
    for place in (base, folder):
        place.mkdir()
    (base / "talks.csv").write_text("seconds\n100\n200\n300\n", encoding="utf-8")
    (tmp_path / "talks.csv").write_text("seconds\n10\n20\n", encoding="utf-8")
    (base / "scenario.yaml").write_text(BASE, encoding="utf-8")
    own = f"extends: base\nagent_groups: {{team: {{skills: {{std: {TALKS}}}}}}}\n"
    (tmp_path / "scenario.yaml").write_text(own, encoding="utf-8")
    made = Designer(centre(Source.of(tmp_path), ["vip"], ["std"])).priority()
    data, tables = made.source.alone
    assert len(tables) == 2
    for name, content in tables.items():
        (folder / name).write_bytes(content)
    (folder / "design.yaml").write_text(made.source.written(data), encoding="utf-8")
    for scenario in (made.scenario, load(folder / "design.yaml")):
        means = [scenario.agent_groups["team"].skills[queue].handle_time.mean() for queue in ("vip", "std")]
        assert means == [200.0, 15.0]
