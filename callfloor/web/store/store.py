"""The store: scenarios and runs of all users, in a database, and their files in folders beside it.

What a page asks for is asked for by a user: it gives what is his own or shared, and `NotFound` for all else, whether it exists or
not. What workers do with a run (`callfloor/web/work`) stands in ``leases.py``.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, func, insert, or_, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError

from callfloor.language import say
from callfloor.web.store.records import Progress, Run, Scene, file_name
from callfloor.web.store.tables import ABOUT, EVERYTHING, FORMAT, GONE, RUNS, SCENES, connected
from callfloor.web.visit import NotFound
from scenarios.faults import Fault, InputError

SCENARIO = "scenario.yaml"


class Store:
    """Scenarios and runs, by user."""

    def __init__(self, engine: Engine, files: Path) -> None:
        """Of an open database and its folder; `open` is what callers use."""
        self.engine = engine
        self.files = files

    @classmethod
    def open(cls, address: str, files: Path) -> Store:
        """Open it, or make it where there is none.

        Raises:
            InputError: the address is none, the database or the folder cannot be opened, or it was made by another version.

        """
        try:
            files.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            text = f"{files} cannot be a folder to keep runs in: {(fault.strerror or str(fault)).lower()}"
            raise InputError([Fault("--files", None, "", text)]) from None
        try:
            engine = connected(address)
            _made(engine)
            found = _format(engine)
        except (ArgumentError, NoSuchModuleError, DBAPIError, ModuleNotFoundError) as fault:
            raise InputError([Fault("--store", None, "", _unreachable(fault))]) from None
        if found != FORMAT:
            text = f"was made by another version of callfloor (format {found}, this one knows {FORMAT}); name another store"
            raise InputError([Fault("--store", None, "", text)])
        return cls(engine, files)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    # Scenarios

    def add_scene(  # noqa: PLR0917 - all that is kept of it
        self,
        user: str,
        name: str,
        text: str,
        files: Mapping[str, bytes] | None = None,
        base: str | None = None,
        title: str = "",
        instead_of: int | None = None,
    ) -> int:
        """Keep a scenario: its YAML and the data files that it names, by their paths within its folder.

        ``instead_of``: one of this user's that it takes the place of, in lists and for whoever it was shared with; runs that were made with
        that one keep it as it was.
        """
        shared = False if instead_of is None else self._mine(user, instead_of).shared
        row = {"owner": user, "name": name, "title": title or name, "base": base, "text": text, "created": time.time()}
        with self.engine.begin() as connection:
            number = int(
                connection.execute(insert(SCENES).values(**row, shared=shared).returning(SCENES.c.id)).scalar_one()
            )
            folder = self._scene_root(number) / file_name(title or name)
            folder.mkdir(parents=True)
            for path, content in {**(files or {}), SCENARIO: text.encode()}.items():
                place = folder / path
                if not place.resolve().is_relative_to(folder.resolve()):
                    raise ValueError(f"{path} lies outside the scenario's folder")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            if instead_of is not None:
                connection.execute(insert(GONE).values(id=instead_of, by=number))
        return number

    def _mine(self, user: str, number: int) -> Scene:
        """A scenario of this user's own that is still listed."""
        if number not in self._gone():
            found = self.scene(user, number)
            if found.owner == user:
                return found
        raise NotFound(say("There is nothing of yours here that this can be done with."))

    def _gone(self) -> dict[int, int | None]:
        with self.engine.connect() as connection:
            return {int(row.id): row.by for row in connection.execute(select(GONE))}

    def latest(self, number: int) -> int:
        """The scenario that has taken this one's place, through as many as there are; itself where none has."""
        gone = self._gone()
        while (after := gone.get(number)) is not None:
            number = after
        return number

    def delete_scene(self, user: str, number: int) -> None:
        """Delete a kept scenario; its files stay as long as there are runs that were made with it."""
        self._mine(user, number)
        with self.engine.begin() as connection:
            connection.execute(insert(GONE).values(id=number, by=None))
            used = any(number in row.scenes for row in connection.execute(select(RUNS.c.scenes)))
        if not used:
            shutil.rmtree(self._scene_root(number), ignore_errors=True)

    def share_scene(self, user: str, number: int, shared: bool) -> None:
        """Let all users see a scenario, or no longer."""
        self._mine(user, number)
        self._own(update(SCENES).where(SCENES.c.id == number, SCENES.c.owner == user).values(shared=shared))

    def scene(self, user: str, number: int) -> Scene:
        """A kept scenario of this user's, or a shared one; one that another has taken the place of is still there."""
        if self._gone().get(number, number) is None:
            raise NotFound(say("There is no such scenario."))
        return _scene(
            self._one(
                select(SCENES).where(SCENES.c.id == number, _seen(SCENES, user)), say("There is no such scenario.")
            )
        )

    def scenes(self, user: str) -> list[Scene]:
        """All that this user may see, the latest first; none that was deleted, or whose place another has taken."""
        listed = (_seen(SCENES, user), SCENES.c.id.not_in(select(GONE.c.id)))
        with self.engine.connect() as connection:
            rows = connection.execute(select(SCENES).where(*listed).order_by(SCENES.c.id.desc()))
            return [_scene(row) for row in rows]

    def scene_folder(self, number: int) -> Path:
        """Where a scenario's files lie: in a folder called as the scenario is, for that is its name in plans that are given back."""
        root = self._scene_root(number)
        return next((place.parent for place in root.glob(f"*/{SCENARIO}")), root)

    def _scene_root(self, number: int) -> Path:
        return self.files / "scenarios" / str(number)

    def scene_path(self, number: int) -> Path:
        """The YAML file of a kept scenario."""
        return self.scene_folder(number) / SCENARIO

    # Runs

    def add_run(
        self,
        user: str,
        kind: str,
        title: str,
        settings: Mapping[str, Any],
        scenes: Sequence[int] = (),
        most: int | None = None,
    ) -> int:
        """Ask for a run. ``most``: of this user's runs that may wait or be under way.

        Raises:
            NotFound: a scenario is not this user's to run.
            InputError: the user has too many runs waiting.

        """
        for number in scenes:
            self.scene(user, number)
        row = {
            "owner": user, "kind": kind, "title": title, "status": "waiting", "scenes": list(scenes), "settings": dict(settings),
            "progress": {}, "created": time.time(), "fault": "", "faults": [], "headline": {}, "shared": False,
            "holder": "", "beat": 0.0, "tries": 0, "stop": False, "gone": False,
        }  # fmt: skip
        with self.engine.begin() as connection:
            busy = connection.execute(
                select(func.count()).where(RUNS.c.owner == user, RUNS.c.status.in_(("waiting", "running")))
            ).scalar_one()
            if most is not None and busy >= most:
                text = say("{n} of your runs wait or are under way; wait for one, or cancel it", n=busy)
                raise InputError([Fault(say("runs"), None, "", text)])
            return int(connection.execute(insert(RUNS).values(**row).returning(RUNS.c.id)).scalar_one())

    def run(self, user: str, number: int) -> Run:
        """A run of this user's, or a shared one."""
        found = select(RUNS).where(RUNS.c.id == number, _seen(RUNS, user), RUNS.c.gone.is_(False))
        return self._run(self._one(found, say("There is no such run.")))

    def folder(self, number: int) -> Path:
        """Where a run's files lie."""
        return self.files / "runs" / str(number)

    def cancel(self, user: str, number: int) -> None:
        """Stop a run that waits or is under way; its worker sees it within a second. One that is over stays as it is."""
        mine = (RUNS.c.id == number, RUNS.c.owner == user)
        self._own(update(RUNS).where(*mine).values(stop=True))
        waiting = update(RUNS).where(*mine, RUNS.c.status == "waiting").values(status="cancelled", ended=time.time())
        with self.engine.begin() as connection:
            connection.execute(waiting)

    def again(self, user: str, number: int) -> None:
        """Have a run that was cut short begin once more; what it had done is taken up where its kind can."""
        short = RUNS.c.status.in_(("cancelled", "interrupted", "failed"))
        fresh = {"status": "waiting", "stop": False, "tries": 0, "fault": "", "faults": [], "ended": None, "holder": ""}
        self._own(update(RUNS).where(RUNS.c.id == number, RUNS.c.owner == user, short).values(**fresh))

    def delete(self, user: str, number: int) -> None:
        """Delete a run and its files; one under way is stopped first, and goes as soon as its worker has."""
        mine = (RUNS.c.id == number, RUNS.c.owner == user)
        self._own(update(RUNS).where(*mine).values(gone=True, stop=True))
        self.sweep()

    def share(self, user: str, number: int, shared: bool) -> None:
        """Let all users see a run, or no longer."""
        self._own(update(RUNS).where(RUNS.c.id == number, RUNS.c.owner == user).values(shared=shared))

    def rename(self, user: str, number: int, title: str) -> None:
        """Give a run another title; its files are as they were written."""
        self._own(update(RUNS).where(RUNS.c.id == number, RUNS.c.owner == user).values(title=title))

    def sweep(self) -> None:
        """Remove what was deleted and is not worked on."""
        idle = (RUNS.c.gone.is_(True), RUNS.c.status != "running")
        with self.engine.begin() as connection:
            numbers = [int(row.id) for row in connection.execute(select(RUNS.c.id).where(*idle))]
            for number in numbers:
                shutil.rmtree(self.folder(number), ignore_errors=True)
                connection.execute(delete_from(RUNS).where(RUNS.c.id == number))

    def _own(self, change: Any) -> None:  # noqa: ANN401 - SQLAlchemy's update
        with self.engine.begin() as connection:
            if connection.execute(change).rowcount == 0:
                raise NotFound(say("There is nothing of yours here that this can be done with."))

    def _one(self, query: Any, missing: str) -> Row[Any]:  # noqa: ANN401 - SQLAlchemy's select
        with self.engine.connect() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise NotFound(missing)
        row: Row[Any] = found
        return row

    def _run(self, row: Row[Any]) -> Run:
        told = dict(row.progress)
        course = tuple(told.pop("course", ()))
        return Run(
            row.id, row.owner, row.kind, row.title, row.status, tuple(row.scenes), dict(row.settings),
            Progress(**told, course=course), _when(row.created), _maybe(row.started), _maybe(row.ended),
            row.fault, dict(row.headline), row.shared, self.folder(row.id), tuple(row.faults),
        )  # fmt: skip


def _seen(table: Any, user: str) -> ColumnElement[bool]:  # noqa: ANN401 - one of the two tables
    return or_(table.c.owner == user, table.c.shared.is_(True))


def _scene(row: Row[Any]) -> Scene:
    return Scene(row.id, row.owner, row.name, row.title, row.base, row.text, _when(row.created), row.shared)


def _when(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _maybe(seconds: float | None) -> datetime | None:
    return None if seconds is None else _when(seconds)


def _made(engine: Engine) -> None:
    try:
        EVERYTHING.create_all(engine, checkfirst=True)
    except DBAPIError:  # another server that starts at the same moment was quicker; then all is there by now
        EVERYTHING.create_all(engine, checkfirst=True)


def _format(engine: Engine) -> int:
    with engine.begin() as connection:
        found = connection.execute(select(ABOUT.c.format)).scalar_one_or_none()
        if found is None:
            try:
                connection.execute(insert(ABOUT).values(format=FORMAT))
            except IntegrityError:  # another server was quicker
                return FORMAT
        return FORMAT if found is None else int(found)


def _unreachable(fault: Exception) -> str:
    if isinstance(fault, ModuleNotFoundError):
        return f"needs {fault.name}, which comes with an extra: pip install 'callfloor[postgres]'"
    if isinstance(fault, DBAPIError):
        return f"the database cannot be opened: {str(fault.orig).splitlines()[0]}"  # the address may hold a password: not shown
    return "is no address of a database; write sqlite:////folder/file.sqlite or postgresql://user@host/name"
