"""The store: each user sees what is his, and of two workers one gets a run."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, update

from callfloor.web.settings import Limits
from callfloor.web.store import leases, listing
from callfloor.web.store.records import file_name
from callfloor.web.store.store import Store
from callfloor.web.store.tables import ABOUT, RUNS
from callfloor.web.visit import NotFound
from callfloor.web.work.job import Job
from scenarios.faults import InputError
from scenarios.loading import load
from tests.web.stores import postgres  # noqa: F401 - a fixture


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    address = (
        f"sqlite:///{tmp_path / 'store.sqlite'}" if request.param == "sqlite" else request.getfixturevalue("postgres")
    )
    found = Store.open(address, tmp_path / "files")
    yield found
    with found.engine.begin() as connection:
        connection.execute(delete(RUNS))
    found.close()


def test_a_scenario_is_kept_with_its_files(store):
    number = store.add_scene("ada", "mine", "callfloor: 1", {"data/volumes.csv": b"1,2"}, base="single_queue")
    kept = store.scene("ada", number)
    assert (kept.text, kept.base, kept.owner) == ("callfloor: 1", "single_queue", "ada")
    assert store.scene_path(number).read_text() == "callfloor: 1"
    assert (store.scene_folder(number) / "data/volumes.csv").read_bytes() == b"1,2"


def test_a_scenario_is_called_by_its_title_in_its_plans_as_its_download_is(store, tmp_path):
    text = "extends: single_queue\n"
    number = store.add_scene("ada", "single_queue", text, title="Next month: 40 % more")
    assert load(store.scene_path(number)).name == file_name("Next month: 40 % more") == "Next_month__40___more"
    (tmp_path / "Next_month__40___more.yaml").write_text(text)
    assert load(tmp_path / "Next_month__40___more.yaml").name == load(store.scene_path(number)).name
    folder = store.files / "scenarios" / "900"  # as it was kept before: its plans call it by its number, and so does it
    folder.mkdir(parents=True)
    (folder / "scenario.yaml").write_text(text)
    assert load(store.scene_path(900)).name == "900"


def test_no_file_of_a_scenario_lies_outside_its_folder(store):
    with pytest.raises(ValueError, match="outside"):
        store.add_scene("ada", "bad", "callfloor: 1", {"../../escape.csv": b""})
    assert all(scene.name != "bad" for scene in store.scenes("ada"))
    assert not (store.files / "escape.csv").exists()


def test_a_user_sees_his_own_and_what_is_shared(store):
    run = store.add_run("ada", "simulate", "a run", {"scenario": "single_queue"})
    for attempt in (store.run, store.cancel, store.delete, store.again):
        with pytest.raises(NotFound):
            attempt("bob", run)
    with pytest.raises(NotFound):
        store.share("bob", run, True)
    assert listing.listed(store, "bob", 9) == ([], 0)
    store.share("ada", run, True)
    assert store.run("bob", run).title == "a run"
    with pytest.raises(NotFound):  # he may look, and no more
        store.delete("bob", run)
    scene = store.add_scene("ada", "mine", "callfloor: 1")
    with pytest.raises(NotFound):
        store.add_run("bob", "simulate", "with hers", {}, [scene])


def test_a_scenario_is_saved_over_shared_and_deleted_by_its_owner_alone(store):
    first = store.add_scene("ada", "mine", "callfloor: 1")
    store.share_scene("ada", first, True)
    second = store.add_scene("ada", "mine", "callfloor: 1\n", instead_of=first)
    assert (store.latest(first), store.latest(second)) == (second, second)
    listed = [one.id for one in store.scenes("bob")]
    assert second in listed
    assert first not in listed
    assert store.scene("ada", first).text == "callfloor: 1"  # runs that were made with it keep it
    for attempt in (store.delete_scene, lambda user, number: store.share_scene(user, number, False)):
        with pytest.raises(NotFound):
            attempt("bob", second)
        with pytest.raises(NotFound):
            attempt("ada", first)
    with pytest.raises(NotFound):
        store.add_scene("bob", "his", "callfloor: 1", instead_of=second)
    store.add_run("ada", "simulate", "", {}, [second])
    store.delete_scene("ada", second)
    with pytest.raises(NotFound):
        store.scene("ada", second)
    assert store.scene_path(second).is_file()  # a run needs it
    third = store.add_scene("ada", "mine", "callfloor: 1")
    store.delete_scene("ada", third)
    assert not (store.files / "scenarios" / str(third)).exists()


def test_finished_runs_are_listed_by_kind_without_their_courses(store):
    done, other, waits = (store.add_run("ada", kind, kind, {}) for kind in ("simulate", "lanes", "simulate"))
    for number in (done, other):
        lease = leases.claim(store, 9, f"worker {number}")
        assert lease is not None
        lease.tell({"done": 5, "total": 9, "note": "", "seconds_left": None, "course": [{"mean": 0.5}] * 400})
        lease.end("done")
    (line,) = listing.finished(store, "ada", ("simulate", "plan"))
    assert (line.id, line.done, line.total) == (done, 5, 9)
    assert [one.id for one in listing.finished(store, "ada", ("simulate", "lanes"))] == [other, done]
    assert listing.finished(store, "bob", ("simulate",)) == []
    assert waits > other


def test_one_user_may_not_fill_the_queue(store):
    for _ in range(3):
        store.add_run("ada", "simulate", "", {}, most=3)
    with pytest.raises(InputError, match="3 of your runs"):
        store.add_run("ada", "simulate", "", {}, most=3)
    store.add_run("bob", "simulate", "", {}, most=3)


def test_of_many_workers_one_gets_a_run(store):
    numbers = {store.add_run("ada", "simulate", "", {}) for _ in range(6)}
    with ThreadPoolExecutor(8) as crew:
        found = list(crew.map(lambda n: leases.claim(store, 100, f"worker {n}"), range(8)))
    runs = [lease.run for lease in found if lease is not None]
    assert len(runs) == len(set(runs))
    assert set(runs) <= numbers
    assert len(runs) >= 1  # who lost a race to another looks again at his next turn
    while lease := leases.claim(store, 100, "late"):
        runs.append(lease.run)
    assert sorted(runs) == sorted(numbers)


def test_no_more_runs_at_once_than_allowed_and_nobody_waits_behind_another_users_many(store):
    first = [store.add_run("ada", "simulate", "", {}) for _ in range(3)]
    last = store.add_run("bob", "simulate", "", {})
    assert leases.claim(store, 2, "a").run == first[0]
    assert leases.claim(store, 2, "b").run == last
    assert leases.claim(store, 2, "c") is None


def test_the_list_of_runs_comes_by_pages_is_searched_and_knows_who_waits_for_whom(store):
    ada = [store.add_run("ada", "simulate", "100% busy" if n < 2 else "quiet", {}) for n in range(4)]
    bob = store.add_run("bob", "plan", "his", {})
    lines, count = listing.listed(store, "ada", 3)
    assert ([one.id for one in lines], count) == (ada[:0:-1], 4)
    assert [one.id for one in listing.listed(store, "ada", 3, page=2)[0]] == ada[:1]
    for text, found in (("BUSY", ada[1::-1]), ("100%", ada[1::-1]), ("%%", []), (str(ada[2]), [ada[2]]), ("plan", [])):
        assert [one.id for one in listing.listed(store, "ada", 9, search=text)[0]] == found
    lease = leases.claim(store, 1, "a")
    lease.tell({"done": 3, "total": 8, "course": [{"days": 1}]})
    (line,) = [one for one in listing.listed(store, "ada", 9)[0] if one.id == ada[0]]
    assert (line.status, line.done, line.total) == ("running", 3, 8)
    assert listing.queue(store) == (bob, *ada[1:])
    order = [leases.claim(store, 9, str(n)).run for n in range(4)]
    assert tuple(order) == (bob, *ada[1:])


def test_a_worker_that_is_silent_loses_its_run_and_learns_it(store):
    number = store.add_run("ada", "simulate", "", {})
    for attempt in range(leases.TRIES):
        lease = leases.claim(store, 1, f"worker {attempt}")
        assert lease.beat() is True
        leases.take_back(store)  # it was just heard of
        assert store.run("ada", number).status == "running"
        with store.engine.begin() as connection:
            connection.execute(update(RUNS).values(beat=RUNS.c.beat - leases.SILENT - 1))
        leases.take_back(store)
        assert lease.beat() is None
        lease.end("done")  # not his any more: says nothing
        assert store.run("ada", number).status == ("waiting" if attempt + 1 < leases.TRIES else "interrupted")
    assert "three times" in store.run("ada", number).fault
    store.again("ada", number)
    assert store.run("ada", number).status == "waiting"


def test_a_run_is_told_cancelled_and_ends(store):
    waiting, under_way = (store.add_run("ada", "simulate", "", {}) for _ in range(2))
    store.cancel("ada", waiting)
    assert store.run("ada", waiting).status == "cancelled"
    lease = leases.claim(store, 5, "worker")
    assert lease.run == under_way
    lease.tell({"done": 3, "total": 10, "note": "days", "seconds_left": 2.5, "course": [{"mean": 0.8}]})
    assert store.run("ada", under_way).progress.course == ({"mean": 0.8},)
    store.cancel("ada", under_way)
    assert lease.beat() is False
    lease.end("cancelled")
    assert store.run("ada", under_way).over
    store.cancel("ada", under_way)  # over and done: nothing changes
    assert store.run("ada", under_way).status == "cancelled"


def test_a_deleted_run_goes_with_its_files_once_its_worker_has_stopped(store):
    number = store.add_run("ada", "simulate", "", {})
    lease = leases.claim(store, 1, "worker")
    folder = store.folder(number)
    folder.mkdir(parents=True)
    (folder / "result.json").write_text("{}")
    store.delete("ada", number)
    with pytest.raises(NotFound):
        store.run("ada", number)
    assert folder.exists()
    assert lease.beat() is False
    lease.end("cancelled")
    store.sweep()
    assert not folder.exists()
    assert store.add_run("ada", "simulate", "", {}) > number  # an old address never shows another run


def test_a_store_of_another_version_is_refused_and_so_is_no_store(tmp_path):
    address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    made = Store.open(address, tmp_path)
    with made.engine.begin() as connection:
        connection.execute(update(ABOUT).values(format=99))
    made.close()
    with pytest.raises(InputError, match="another version"):
        Store.open(address, tmp_path)
    for bad in ("nonsense", "oracle9://x/y", f"sqlite:///{tmp_path}"):
        with pytest.raises(InputError, match="--store"):
            Store.open(bad, tmp_path)
    with pytest.raises(InputError) as refused:
        Store.open("postgresql://ada:secret@127.0.0.1:1/x", tmp_path)
    assert "secret" not in str(refused.value)


def test_what_cannot_be_opened_is_said_in_a_sentence(tmp_path):
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"something else altogether, and no database " * 50)
    with pytest.raises(InputError, match="not a database"):
        Store.open(f"sqlite:///{other}", tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="--files"):
        Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path / "file")


def test_the_time_left_is_that_of_what_is_done_now_not_of_what_was_kept(store, monkeypatch):
    store.add_run("ada", "simulate", "", {})
    lease = leases.claim(store, 5, "worker")
    clock = iter((100.0, 100.0, 110.0, 110.0, 110.0, 110.0))
    monkeypatch.setattr("callfloor.web.work.job.time.monotonic", lambda: next(clock, 110.0))
    job = Job(store.run("ada", lease.run), lease, Limits(), 1, begun=90.0)
    job.progress(300, 400)  # 300 were kept
    job.progress(310, 400)  # ten in ten seconds
    assert store.run("ada", lease.run).progress.seconds_left == pytest.approx(90.0)
