"""Failed logins: after some in a row a name, and after more an address, has to wait.

Counted in memory: whoever restarts the page may try again, and nobody who merely fails fills a disk.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

NAME_FAILURES, ADDRESS_FAILURES = 5, 20
LOCKED = 15 * 60.0  # seconds
MOST = 10_000  # names and addresses remembered


class Attempts:
    """What failed of late, by name and by address."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        """Start with nothing; ``now`` is the clock."""
        self._now, self._lock = now, Lock()
        self._failed: dict[str, list[float]] = {}

    def wait(self, name: str, address: str) -> float:
        """Seconds until this name may be tried from this address; 0 if it may be now."""
        with self._lock:
            limits = ((_name(name), NAME_FAILURES), (_address(address), ADDRESS_FAILURES))
            return max(self._left(key, most) for key, most in limits)

    def _left(self, key: str, most: int) -> float:
        times = [time for time in self._failed.get(key, ()) if self._now() - time < LOCKED]
        return 0.0 if len(times) < most else times[-most] + LOCKED - self._now()

    def failed(self, name: str, address: str) -> None:
        """Another failure."""
        with self._lock:
            if len(self._failed) > MOST:
                self._forget()
            for key in (_name(name), _address(address)):
                self._failed.setdefault(key, []).append(self._now())
                del self._failed[key][:-ADDRESS_FAILURES]

    def succeeded(self, name: str) -> None:
        """The right password: the name's failures are forgotten, the address's are not."""
        with self._lock:
            self._failed.pop(_name(name), None)

    def _forget(self) -> None:
        """Drop what is too old to count; if all is young, the oldest half."""
        young = {key: times for key, times in self._failed.items() if self._now() - times[-1] < LOCKED}
        if len(young) > MOST:
            latest = sorted(young, key=lambda key: young[key][-1])
            young = {key: young[key] for key in latest[MOST // 2 :]}
        self._failed = young


def _name(name: str) -> str:
    return f"name {name.strip().casefold()[:100]}"


def _address(address: str) -> str:
    return f"address {address}"
