"""Runs in a list: the few columns that a row shows, a page at a time, so that a look at many is quick; and who waits for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from callfloor.web.store.records import Status
from callfloor.web.store.tables import RUNS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from callfloor.web.store.store import Store


@dataclass(frozen=True)
class Line:
    """A run as a list shows it: without its course, what was asked and its files."""

    id: int
    owner: str
    kind: str
    title: str
    status: Status
    done: int
    total: int | None
    created: datetime
    headline: Mapping[str, str]

    def headline_in(self, language: str) -> str:
        """Its answer in a sentence; empty as long as there is none."""
        return self.headline.get(language) or self.headline.get("en", "")


def listed(store: Store, user: str, most: int, page: int = 1, search: str = "") -> tuple[list[Line], int]:
    """A page of the runs that this user may see, the latest first, and how many there are; ``search``: in titles, kinds and owners, or a number."""
    seen = _seen(user)
    text = search.strip()
    if text:
        found: list[Any] = [
            column.icontains(text, autoescape=True) for column in (RUNS.c.title, RUNS.c.kind, RUNS.c.owner)
        ]
        if text.isascii() and text.isdigit() and len(text) < 10:
            found.append(RUNS.c.id == int(text))
        seen.append(or_(*found))
    with store.engine.connect() as connection:
        count = int(connection.execute(select(func.count()).select_from(RUNS).where(*seen)).scalar_one())
        return _lines(connection, seen, most, most * (max(page, 1) - 1)), count


def finished(store: Store, user: str, kinds: Collection[str]) -> list[Line]:
    """Runs of these kinds that are done and that this user may see, the latest first."""
    done = (RUNS.c.status == "done", RUNS.c.kind.in_(kinds))
    with store.engine.connect() as connection:
        return _lines(connection, [*_seen(user), *done])


def _seen(user: str) -> list[Any]:
    return [or_(RUNS.c.owner == user, RUNS.c.shared.is_(True)), RUNS.c.gone.is_(False)]


def _lines(connection: Connection, wanted: Sequence[Any], most: int | None = None, after: int = 0) -> list[Line]:
    """Rows without what lists do not show: the course of a long run alone is as much as a thousand of these."""
    columns = (RUNS.c.id, RUNS.c.owner, RUNS.c.kind, RUNS.c.title, RUNS.c.status, RUNS.c.created, RUNS.c.headline)
    far = (RUNS.c.progress["done"].as_float().label("done"), RUNS.c.progress["total"].as_float().label("total"))
    rows = select(*columns, *far).where(*wanted).order_by(RUNS.c.id.desc()).limit(most).offset(after or None)
    return [
        Line(
            row.id, row.owner, row.kind, row.title, row.status, int(row.done or 0), None if row.total is None else int(row.total),
            datetime.fromtimestamp(row.created, UTC), dict(row.headline),
        )
        for row in connection.execute(rows)
    ]  # fmt: skip


def queue(store: Store) -> tuple[int, ...]:
    """The runs that wait, in the order in which they are begun as things stand (`leases.claim`)."""
    with store.engine.connect() as connection:
        busy = {
            str(row.owner): int(row.n)
            for row in connection.execute(
                select(RUNS.c.owner, func.count().label("n")).where(RUNS.c.status == "running").group_by(RUNS.c.owner)
            )
        }
        waiting = connection.execute(
            select(RUNS.c.id, RUNS.c.owner).where(RUNS.c.status == "waiting", RUNS.c.gone.is_(False))
        ).all()
    order: list[int] = []
    left = sorted((int(row.id), str(row.owner)) for row in waiting)
    while left:  # each that is begun makes its owner wait longer for his next one
        number, owner = min(left, key=lambda one: (busy.get(one[1], 0), one[0]))
        order.append(number)
        left.remove((number, owner))
        busy[owner] = busy.get(owner, 0) + 1
    return tuple(order)
