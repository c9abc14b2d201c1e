"""Rule: a function of the compiled floor that others of it call; its annotations are its types.

Numba would compile a function anew for each width of the numbers it is called with, which triples the time until the floor is ready.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from numba import types
from numba.core.compiler_lock import global_compiler_lock
from numba.np import arrayobj

from sim.compiled.code import WholeCompiler
from sim.compiled.day import DAY
from sim.compiled.jit import njit, part

Rule = TypeVar("Rule", bound=Callable[..., Any])

TYPES = {"Day": DAY, "int": types.int64, "float": types.float64, "bool": types.boolean}


def rule(function: Rule, **options: bool) -> Rule:
    """Compile a function for the types of its annotations, once another that calls it is compiled.

    Whoever calls it holds a copy of it then: when the callers are kept on this machine, it is not even loaded.
    """
    signature = tuple(TYPES[kind] for name, kind in function.__annotations__.items() if name != "return")
    compiled: Any = part(function, _nrt=False, **options)
    template = compiled.get_call_template

    def for_its_types(*call: Any) -> Any:  # noqa: ANN401 - Numba's own
        if not compiled.overloads:
            with _indices_from_the_start():
                compiled.compile(signature)
            compiled.disable_compile()
        return template(*call)

    compiled.get_call_template = for_its_types
    return cast("Rule", compiled)


@contextmanager
def _indices_from_the_start() -> Iterator[None]:
    """Compile without the question, at every index, whether it is below 0 and counts from the end: no rule's does.

    Under Numba's own lock, so that no other thread compiles anything meanwhile that may count from the end.
    """
    with global_compiler_lock:
        asks = arrayobj.fix_integer_index
        arrayobj.fix_integer_index = _as_it_is
        try:
            yield
        finally:
            arrayobj.fix_integer_index = asks


def _as_it_is(context: Any, builder: Any, kind: types.Type, index: Any, _size: Any) -> Any:  # noqa: ANN401 - Numba's own
    return context.cast(builder, index, kind, types.intp)


def inlined(function: Rule) -> Rule:
    """Compile a small rule of the hottest path into whoever calls it; LLVM would call it for its size."""
    return rule(function, forceinline=True)


def whole(function: Rule) -> Rule:
    """Compile the function by which Python comes to the rules."""
    return njit(function, pipeline_class=WholeCompiler)
