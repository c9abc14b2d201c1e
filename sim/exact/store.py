"""A store for what is dear to make: an explicit object that its owner passes on, never a module's memory."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

BYTES_A_STATE = 300


class Store:
    """Keeps values by key, up to a number of bytes; the longest unused go first. Values are never changed once made."""

    def __init__(self, limit: int) -> None:
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._limit, self._bytes = limit, 0

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of ``key``; made if it is not there."""
        if key in self._kept:
            self._kept.move_to_end(key)
            found: T = self._kept[key][0]
            return found
        value = make()
        size = _bytes(value)
        self._kept[key] = (value, size)
        self._bytes += size
        while self._bytes > self._limit and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1][1]
        return value

    def same(self, value: K) -> K:
        """The equal value that was met first, with whatever it has worked out about itself since."""
        return self.get(("same", value), lambda: value)


def _bytes(value: object) -> int:
    """Roughly the memory of a value: its arrays count, and a little for the rest."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes) + 200
    if isinstance(value, tuple):
        return sum(_bytes(part) for part in value)
    if is_dataclass(value):
        own = BYTES_A_STATE * int(getattr(value, "size", 0))  # a chain's matrices are made when first asked for
        return 200 + own + sum(_bytes(getattr(value, part.name)) for part in fields(value))
    return sys.getsizeof(value)
