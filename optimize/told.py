"""Told: what a search says while it runs, in words, with the figures behind them for whoever draws them.

It is text, so that who only reads it need not know of the figures.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stand:
    """How a search stands: what the shifts just tried cost, whether they kept every target there, and the lower bound on any plan's cost.

    None: nothing is known of it, or it was not about that.
    """

    cost: float | None = None
    met: bool = False
    bound: float | None = None


class Told(str):
    """A sentence with the figures behind it."""

    __slots__ = ("stand",)
    stand: Stand

    def __new__(cls, text: str, stand: Stand | None = None) -> Told:
        """Say it."""
        made = super().__new__(cls, text)
        made.stand = stand or Stand()
        return made


def stand_of(text: str) -> Stand:
    """The figures behind a sentence; nothing behind plain words."""
    return text.stand if isinstance(text, Told) else Stand()


def missed_in(periods: int) -> str:
    """Whether targets are met, and in how many periods they are not."""
    return f"targets missed in {periods} period{'' if periods == 1 else 's'}" if periods else "all targets met"
