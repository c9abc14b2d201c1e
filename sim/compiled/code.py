"""Code: how much is made of a function. Of a part, which only other compiled functions call, as little as can be.

Numba optimises each function with everything that it calls and makes machine code of it, then does the same within each caller, and
within theirs. The rules of the floor call each other ten deep, so that was most of the time until the floor was ready (measured). Of a
part nothing is made but its intermediate code; it is optimised once, within the few functions that Python calls. And the whole floor
is optimised without what Numba has for loops over arrays and for counting who holds them: it has neither, and is as fast (measured).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from llvmlite import binding  # type: ignore[import-untyped]
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from typing_extensions import override


class _PartCode(JITCodeLibrary):
    """Intermediate code, handed to whoever calls it together with all that it calls."""

    def _optimize_functions(self, module: Any) -> None:  # noqa: ANN401 - LLVM's own
        module.data_layout = self._codegen._data_layout

    @override
    def finalize(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage.name == "external":
                function.linkage = "linkonce_odr"  # many may hold it
        self._finalized = True

    def _get_module_for_linking(self) -> Any:  # noqa: ANN401
        """Give its code and all that it calls: put together once another than a part calls it."""
        if self._shared_module is None:
            self._shared_module = self._final_module.clone()
            for code in self._called({}):
                self._shared_module.link_in(code, preserve=True)
        return self._shared_module

    def _called(self, found: dict[Any, Any]) -> Collection[Any]:
        """Give the code of all whom it calls, and whom they call."""
        for library in self._linking_libraries:
            if library not in found:
                is_part = isinstance(library, _PartCode)
                found[library] = library._final_module if is_part else library._get_module_for_linking()
                if is_part:
                    library._called(found)
        return found.values()

    @override
    def get_pointer_to_function(self, name: str) -> int:
        return 0  # there is no machine code

    @property
    @override
    def codegen(self) -> _PartCode:
        return self

    def set_env(self, _name: str, _env: Any) -> None:  # noqa: ANN401 - Numba's own
        """Leave out what machine code would need to raise an exception; no part raises any."""


class _WholeCode(JITCodeLibrary):
    """Machine code."""

    def _optimize_final_module(self) -> None:
        passes, builder = self._codegen._module_pass_manager(opt=2, loop_vectorize=False, slp_vectorize=False)
        passes.run(self._final_module, builder)

    def _get_module_for_linking(self) -> Any:  # noqa: ANN401
        """Give the names of what is there: nobody links the whole, and a later start would read and hold all of it for nothing."""
        names = [function.name for function in self.get_defined_functions()]
        return binding.parse_assembly("\n".join(f'define void @"{name}"() {{ ret void }}' for name in names))


class PartCompiler(Compiler):
    """Numba's compiler, for a part."""

    def __init__(self, typing: Any, target: Any, _library: Any, *rest: Any) -> None:  # noqa: ANN401 - Numba's own
        """Have its code written into a library of our own."""
        super().__init__(typing, target, _PartCode(target.codegen(), "part"), *rest)


class WholeCompiler(Compiler):
    """Numba's compiler, for the whole that parts come to."""

    def __init__(self, typing: Any, target: Any, _library: Any, *rest: Any) -> None:  # noqa: ANN401 - Numba's own
        """Have its code written into a library of our own, which is kept for the next start."""
        library = _WholeCode(target.codegen(), "whole")
        library.enable_object_caching()
        super().__init__(typing, target, library, *rest)
