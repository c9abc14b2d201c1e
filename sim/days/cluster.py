"""Cluster: the days of an experiment on many machines, by Dask.

Any Dask cluster will do: one started by hand, on Slurm or in Kubernetes. The scheduler hands the pieces out; a piece whose worker
dies is run by another one. What is lost all the same (a piece whose workers died time after time) comes back here and is
handed out anew. A piece that comes in twice counts once (``jobs.py``), so nothing is lost and nothing counted twice.

Workers have the same callfloor as the program that asks them, or they refuse. They run one day at a time in each thread, so start
them with one thread a core: ``dask worker ADDRESS --nworkers auto --nthreads 1``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from typing_extensions import override

from scenarios.faults import Fault, InputError
from sim.days.identity import identity
from sim.days.work import RunError

OPTION = "--cluster"
PATIENCE = 30.0  # seconds to wait for the scheduler, and for a first worker


class ClusterExecutor(Executor):
    """A Dask cluster as an executor."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - Dask has no types
        """Take a client that is connected."""
        self.client = client
        # What is raised for pieces that were lost of no fault of theirs.
        self.lost = (import_module("distributed.scheduler").KilledWorker, CancelledError)
        self._inner = client.get_executor(pure=False)

    @property
    def width(self) -> int:
        """Threads of all workers that are there now."""
        threads: dict[str, int] = self.client.nthreads()
        return max(sum(threads.values()), 1)

    @override
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        try:
            future: Future[Any] = self._inner.submit(fn, *args, **kwargs)
        except Exception:
            if self.client.status == "running":
                raise
            message = (
                f"The scheduler {self.client.scheduler.address} is gone; start it again, then go on with --resume."
            )
            raise RunError([Fault(OPTION, None, "", message)]) from None
        return future

    @override
    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._inner.shutdown(wait=wait)


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Connect to a cluster, such as ``tcp://scheduler:8786``; use it as ``workers``.

    Raises:
        InputError: if Dask is not installed, nobody answers there, there is no worker, or a worker has another callfloor.

    """
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise _fault(address, 'needs Dask; install it with pip install "callfloor[cluster]"') from None
    try:
        client = _connected(distributed.Client, address)
    except (OSError, ValueError, TypeError) as reason:
        raise _fault(
            address, f"no Dask scheduler answers there ({_first_line(reason)}); start one with: dask scheduler"
        ) from None
    try:
        _check(client, address)
        yield ClusterExecutor(client)
    finally:
        client.close()


def _connected(kind: Any, address: str) -> Any:  # noqa: ANN401 - Dask has no types
    """Make a client. One that could not connect is closed for good, or it would try to say good-bye when it is thrown away."""
    client = kind.__new__(kind)
    try:
        client.__init__(address, timeout=PATIENCE, set_as_default=False)
    except BaseException:
        client.status = "closed"
        raise
    return client


def _check(client: Any, address: str) -> None:  # noqa: ANN401 - Dask has no types
    """See that there are workers, and that they have our callfloor; who comes later is asked with each piece."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        mend = f"start some with: dask worker {address} --nworkers auto --nthreads 1"
        raise _fault(address, f"no worker has come within {PATIENCE:g} s; {mend}") from None
    try:
        theirs = client.run(identity)
    except ImportError as reason:
        raise _fault(address, f"a worker has no callfloor ({_first_line(reason)}); install it there") from None
    for worker, its in theirs.items():
        if its != identity():
            raise _fault(
                address,
                f"worker {worker} runs {its}, this program {identity()}; install the same callfloor on both",
            )


def _first_line(reason: BaseException) -> str:
    return str(reason).strip().partition("\n")[0] or type(reason).__name__


def _fault(address: str, message: str) -> InputError:
    return InputError([Fault(OPTION, None, address, message)])
