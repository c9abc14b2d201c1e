"""Rule: a function of the compiled floor that others of it call; its annotations are its types.

Numba would compile a function anew for each width of the numbers it is called with, which triples the time until the floor is ready.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import types

from sim.compiled.day import DAY
from sim.compiled.jit import njit

Rule = TypeVar("Rule", bound=Callable[..., Any])

TYPES = {"Day": DAY, "int": types.int64, "float": types.float64, "bool": types.boolean}


def rule(function: Rule) -> Rule:
    """Compile a function for the types of its annotations; only compiled functions can call it."""
    annotations = {name: kind for name, kind in function.__annotations__.items() if name != "return"}
    signature = tuple(TYPES[kind] for kind in annotations.values())
    return njit(function, signature, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
