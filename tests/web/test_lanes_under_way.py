"""A study of lanes under way: which design is worked on, how many of how many, and the designs that are sized."""

import json

import pytest

from callfloor import blocks
from callfloor.language import using
from callfloor.language.below import retold
from callfloor.web.settings import Limits
from callfloor.web.store.leases import claim
from callfloor.web.store.store import Store
from callfloor.web.work.job import Job
from callfloor.web.work.kinds import lanes
from optimize.lanes.source import Source
from tests.callfloor.lanes_small import SHORT, study
from tests.optimize.lanes.centres import two_classes


@pytest.fixture
def job(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path / 'callfloor.sqlite'}", tmp_path)
    scene = store.add_scene("local", "small", Source.of(two_classes(**SHORT)).text)
    number = store.add_run("local", "lanes", "small", {"vip": ["vip"], "others": ["std"]}, (scene,))
    lease = claim(store, 9, "test")
    record = lease.asked()
    record.folder.mkdir(parents=True, exist_ok=True)
    yield Job(record, lease, Limits(), 1), lambda: store.run("local", number)
    store.close()


def test_every_design_is_named_when_it_is_begun_however_soon_after_the_last_word(job):
    working, now = job
    tell = lanes._Told(working)
    tell("Today's rules: 1,200 EUR", None, 0.1)
    tell("dedicated is being sized, 7 of 10", None, 0.1)
    assert now().progress.note == "dedicated is being sized, 7 of 10"
    assert now().progress.done == 10
    with using("zh"):
        assert retold("head start is being sized, 4 of 10") == "正在测算第 4 个方案（共 10 个）：提前起算"


def test_designs_that_are_sized_are_shown_before_the_study_is_whole(job):
    working, now = job
    tell, made = lanes._Told(working), study()
    tell("priority is being sized, 2 of 3", made, 0.4)
    path = now().folder / "so-far.zh.json"
    sheet = blocks.from_json(path.read_text(encoding="utf-8"))
    assert sheet.language == "zh"
    table = sheet.blocks[0].blocks[0].table
    assert len(table.rows) == 3
    assert not any(row[0].startswith("✓") for row in table.rows)  # none is recommended yet
    assert json.loads(path.read_text(encoding="utf-8"))
    assert not any(name.startswith("so-far") for name in now().files)
