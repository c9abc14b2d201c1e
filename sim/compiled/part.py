"""Part: the code of a function that only other compiled functions call.

Numba optimises each function with everything that it calls and makes machine code of it, then does the same within each caller, and
within theirs. The rules of the floor call each other ten deep, so that was most of the time until the floor was ready (measured). Of a
part nothing is made but its intermediate code; it is optimised once, within the few functions that Python calls.
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from typing_extensions import override


class _Code(JITCodeLibrary):
    """Intermediate code, handed to whoever calls it."""

    def _optimize_functions(self, module: Any) -> None:  # noqa: ANN401 - LLVM's own
        module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalized = True

    @override
    def get_pointer_to_function(self, name: str) -> int:
        return 0  # there is no machine code

    @property
    @override
    def codegen(self) -> _Code:
        return self

    def set_env(self, _name: str, _env: Any) -> None:  # noqa: ANN401 - Numba's own
        """Leave out what machine code would need to raise an exception; no part raises any."""


class Part(Compiler):
    """Numba's compiler, for a part."""

    def __init__(self, typing: Any, target: Any, _library: Any, *rest: Any) -> None:  # noqa: ANN401 - Numba's own
        """Have its code written into a library of our own."""
        super().__init__(typing, target, _Code(target.codegen(), "part"), *rest)
