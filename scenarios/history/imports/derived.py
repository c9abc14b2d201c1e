"""Derived: the columns of `Calls` that follow from what a log writes, each counted where it was worked out or cannot be."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scenarios.history.calls import Outcome
from scenarios.history.imports.tables import Piece
from scenarios.history.imports.tally import Tally
from scenarios.history.imports.wall import Seen

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Columns = Mapping[str, NDArray[np.generic] | None]
WITH_WRAP_UP = (
    "handle time taken as talk and hold alone; where it holds wrap-up too, map the column as handle_and_wrap_up"
)
NOT_WRITTEN = "moment of asking for a person is not written: the wait is taken to begin on arrival, or its length before the answer"
APART = 60.0  # s between an answer that is written and the end of the wait that is written
ASKS = tuple(int(one) for one in (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BLOCKED, Outcome.CLOSED))


class _Rows:
    """One piece's rows and where to count."""

    def __init__(self, usable: BoolArray, piece: Piece, tally: Tally) -> None:
        self.usable, self.piece, self.tally = usable, piece, tally
        self.nothing = np.full(piece.rows, np.nan)

    def found(self, name: str, treatment: str, rows: BoolArray) -> None:
        self.tally.add(name, treatment, rows & self.usable, self.piece)  # type: ignore[arg-type]

    def positive(self, what: str, values: FloatArray) -> FloatArray:
        """Time that passed; negative time is none, and is counted."""
        wrong = values < 0
        self.found(f"{what}: taken as unknown", "mended", wrong)
        return np.where(wrong, np.nan, values)


def derive(  # noqa: PLR0917 - what a piece says
    arrived: Seen,
    outcome: NDArray[np.int8],
    said: bool,
    seen: Mapping[str, Seen],
    spans: Mapping[str, FloatArray],
    usable: BoolArray,
    piece: Piece,
    tally: Tally,
) -> Columns:
    """The columns of a piece; those that a log does not have are None."""
    rows = _Rows(usable, piece, tally)
    asked, answered, ended = seen.get("asked"), seen.get("answered"), seen.get("ended")
    ivr = spans.get("ivr")
    if ivr is None and asked is not None:
        ivr = rows.positive("asked for a person before the arrival", asked.since(arrived))
    waited = _waited(rows, arrived, asked, answered, ended, spans.get("waited"))
    handled = _handled(rows, answered, ended, spans)
    if not said:
        outcome = _outcome(rows, asked, answered, waited, handled)
    got = outcome == int(Outcome.ANSWERED)
    if spans.get("waited") is None and waited is not None and ended is not None:
        gave_up = outcome == int(Outcome.ABANDONED)
        begun = asked or arrived
        waited = np.where(
            gave_up,
            rows.positive("given up before the wait began", np.where(gave_up, ended.since(begun), np.nan)),
            waited,
        )
    asks = np.isin(outcome, ASKS)
    idle = ~asks & (np.nan_to_num(waited, nan=0) > 0) if waited is not None else asks & False
    rows.found(
        "waits of rows that asked for nobody: taken as unknown", "mended", idle & (outcome != int(Outcome.UNKNOWN))
    )
    asked_at = _asked(rows, arrived, asked, answered, ivr, waited, asks)
    answered_at = _answered(rows, answered, asked_at, waited, got)
    on_clock = arrived.shown  # what the centre's clock shows at an instant, beside the arrival
    return {
        "arrived": arrived.wall,
        "asked": on_clock(asked_at) if asked is None else np.where(asks, asked.wall, np.nan),
        "ivr": ivr,
        "waited": None if waited is None else np.where(asks, waited, np.nan),
        "outcome": outcome.astype(np.int8),
        "answered": np.where(got, answered.wall, np.nan)
        if answered is not None
        else None
        if answered_at is None
        else on_clock(answered_at),
        "handled": _of_answered(rows, "handle times", handled, got, missing=True),
        "wrap_up": _of_answered(rows, "wrap-up times", spans.get("wrap_up"), got, missing=False),
    }


def _waited(
    rows: _Rows, arrived: Seen, asked: Seen | None, answered: Seen | None, ended: Seen | None, given: FloatArray | None
) -> FloatArray | None:
    """The wait as written; else from the moments around it, for calls that were answered."""
    if given is not None:
        return given
    if answered is None:
        return None if ended is None else rows.nothing
    return rows.positive("answered before a person was asked for", answered.since(asked or arrived))


def _handled(
    rows: _Rows, answered: Seen | None, ended: Seen | None, spans: Mapping[str, FloatArray]
) -> FloatArray | None:
    if "talk" in spans:
        return spans["talk"] + (np.nan_to_num(spans["hold"], nan=0.0) if "hold" in spans else 0.0)
    wrap_up = spans.get("wrap_up")
    if "handled" in spans:
        if wrap_up is not None:
            rows.found(WITH_WRAP_UP, "noted", (spans["handled"] > 0) & (wrap_up > 0))
        return spans["handled"]
    if "handle_and_wrap_up" in spans:
        if wrap_up is None:
            rows.found(
                "handle time holds wrap-up, which is not written apart: all of it stands as handle time",
                "noted",
                spans["handle_and_wrap_up"] > 0,
            )
            return spans["handle_and_wrap_up"]
        return rows.positive(
            "wrap-up longer than the handle time that holds it",
            spans["handle_and_wrap_up"] - np.nan_to_num(wrap_up, nan=0.0),
        )
    if answered is not None and ended is not None:
        return rows.positive("ended before it was answered", ended.since(answered))
    return None


def _outcome(
    rows: _Rows, asked: Seen | None, answered: Seen | None, waited: FloatArray | None, handled: FloatArray | None
) -> NDArray[np.int8]:
    """Where a log has no outcome: answered where an answer or talk is written, else abandoned where a wait is."""
    outcome = np.full(rows.piece.rows, int(Outcome.UNKNOWN), dtype=np.int8)
    if answered is None and handled is None:
        return outcome
    got = np.zeros(rows.piece.rows, dtype=np.bool_)
    if answered is not None:
        got |= ~np.isnan(answered.wall)
    elif handled is not None:
        got |= np.nan_to_num(handled, nan=0.0) > 0
    waits = ~np.isnan(asked.wall) if asked is not None else np.ones(len(got), dtype=np.bool_)
    if asked is None and waited is not None:
        waits = ~np.isnan(waited) if answered is None else waits
    outcome[waits & ~got] = int(Outcome.ABANDONED)
    outcome[got] = int(Outcome.ANSWERED)
    rows.found(
        "rows whose outcome was worked out: answered where an answer or talk is written, else abandoned",
        "noted",
        outcome >= 0,
    )
    return outcome


def _asked(  # noqa: PLR0917 - the moments of a row
    rows: _Rows,
    arrived: Seen,
    asked: Seen | None,
    answered: Seen | None,
    ivr: FloatArray | None,
    waited: FloatArray | None,
    asks: BoolArray,
) -> FloatArray:
    """The instant at which a person was asked for; nan where nobody was."""
    if asked is not None:
        rows.found("asked for a person, and no moment of it is written", "kept", asks & np.isnan(asked.wall))
        return np.where(asks, asked.instant, np.nan)
    if ivr is not None:
        known = asks & ~np.isnan(ivr)
        rows.found("moment of asking for a person worked out: the arrival and the time in the IVR", "noted", known)
        return np.where(asks, arrived.instant + ivr, np.nan)
    worked = arrived.instant
    if answered is not None and waited is not None:
        before = answered.instant - waited
        worked = np.where(np.isnan(before), arrived.instant, before)
    rows.found(NOT_WRITTEN, "noted", asks)
    return np.where(asks, worked, np.nan)


def _answered(
    rows: _Rows, answered: Seen | None, asked: FloatArray, waited: FloatArray | None, got: BoolArray
) -> FloatArray | None:
    """The instant of the answer, where it is not written: the end of the wait."""
    worked = asked + waited if waited is not None else None
    if answered is None:
        if worked is not None:
            rows.found("moment of the answer worked out: the end of the wait", "noted", got & ~np.isnan(worked))
        return None if worked is None else np.where(got, worked, np.nan)
    rows.found("answered, and no moment of it is written", "kept", got & np.isnan(answered.wall))
    other = ~got & ~np.isnan(answered.wall)
    rows.found("an answer is written, and the outcome is another: the answer is not used", "mended", other)
    if worked is not None:
        apart = got & ~answered.twice & (np.abs(answered.instant - worked) > APART)
        rows.found("answer more than a minute from the end of the wait", "kept", apart)
    return np.where(got, answered.instant, np.nan)


def _of_answered(
    rows: _Rows, what: str, values: FloatArray | None, got: BoolArray, *, missing: bool
) -> FloatArray | None:
    """Times of an answered call; those of any other are not used."""
    if values is None:
        return None
    rows.found(
        f"{what} of calls that nobody answered: taken as unknown", "mended", ~got & (np.nan_to_num(values, nan=0.0) > 0)
    )
    if missing:
        rows.found("answered calls without a handle time", "kept", got & np.isnan(values))
        rows.found("answered calls with a handle time of 0 s", "kept", got & (values == 0))
    return np.where(got, values, np.nan)
