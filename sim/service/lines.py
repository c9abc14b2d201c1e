"""Lines: who waits in a queue, in which order.

Longest wait first, then the lower contact number. A contact that waits for one agent in particular (the one who served it
before) counts as waiting in its queue, but stands aside: nobody else sees it until it joins the line.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

Standing = tuple[float, int]  # (joined at, contact number): the smaller is served first


class Line:
    """The contacts waiting in one queue."""

    def __init__(self, capacity: int | None, standing: Callable[[int], Standing]) -> None:
        """Open the line, empty; ``standing`` tells where a row belongs."""
        self.capacity = capacity
        self.waiting: set[int] = set()
        self.standing = standing
        self._rows: deque[int] = deque()  # with contacts that have left; they are skipped when they come first

    @property
    def full(self) -> bool:
        """Whether one more contact would be blocked."""
        return self.capacity is not None and len(self.waiting) >= self.capacity

    def stand(self, row: int) -> None:
        """Let a row that waits stand where its wait puts it."""
        overtaken = []
        while self._rows and self.standing(self._rows[-1]) > self.standing(row):
            overtaken.append(self._rows.pop())
        self._rows.append(row)
        self._rows.extend(reversed(overtaken))

    def first(self) -> int | None:
        """The row that is served next, if any stands in the line."""
        while self._rows and self._rows[0] not in self.waiting:
            self._rows.popleft()
        return self._rows[0] if self._rows else None
