"""The store's tables, the same on SQLite and PostgreSQL. Moments are seconds since 1970, so that both keep them alike."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

FORMAT = 1
EVERYTHING = MetaData()

ABOUT = Table("callfloor_about", EVERYTHING, Column("format", Integer, primary_key=True))

SCENES = Table(
    "callfloor_scenarios",
    EVERYTHING,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("base", String(200)),
    Column("text", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("shared", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,  # an address that was deleted never becomes another one's
)

# Kept scenarios that are listed no more: ``by`` is the one that took their place, none where they were deleted. Runs that were made with
# them keep their files.
GONE = Table(
    "callfloor_scenarios_gone",
    EVERYTHING,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("by", Integer),
)

RUNS = Table(
    "callfloor_runs",
    EVERYTHING,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("status", String(20), nullable=False, index=True),
    Column("scenes", JSON, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("progress", JSON, nullable=False),
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("ended", Float),
    Column("fault", Text, nullable=False, default=""),
    Column("faults", JSON, nullable=False),
    Column("headline", JSON, nullable=False),
    Column("shared", Boolean, nullable=False, default=False),
    # Who works on it: a word of the worker's own, when it was last heard of, how often the run was begun.
    Column("holder", String(64), nullable=False, default=""),
    Column("beat", Float, nullable=False, default=0.0),
    Column("tries", Integer, nullable=False, default=0),
    Column("stop", Boolean, nullable=False, default=False),
    Column("gone", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)


def connected(address: str) -> Engine:
    """An engine for the address; PostgreSQL is spoken to by psycopg 3."""
    if address.startswith(("postgresql://", "postgres://")):
        address = f"postgresql+psycopg://{address.split('://', 1)[1]}"
    engine = create_engine(address, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _many_at_once)
    return engine


def _many_at_once(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """SQLite lets others read while one writes, and has writers wait for each other instead of failing."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
