"""Structure: a record of arrays and numbers that compiled functions pass to each other as one pointer.

It is Numba's ``structref``, but nobody counts who holds its arrays: measured, the counting took two thirds of a day's time. So functions
that take the structure are compiled without Numba's memory manager (``rule.py``), allocate nothing, and leave the arrays to Python, which
holds the structure for as long as they run. And no function that reads an array of it may have been given another one before it returns.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.core import cgutils, imputils
from numba.core.datamodel import models
from numba.core.datamodel.registry import default_manager
from numba.core.runtime.nrtdynmod import _meminfo_struct_type
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, lower_getattr_generic, lower_setattr_generic

DATA = 3  # the place of the data's address in what Numba keeps of anything it allocates


class Structure(types.StructRef):
    """Numba's type of such a record, by a short name: with its fields in it every symbol would be some thousand letters long."""

    def __init__(self, name: str, fields: dict[str, types.Type]) -> None:
        """Name the type and its fields."""
        super().__init__(list(fields.items()))
        self.name = name


default_manager.register(Structure, models.StructRefModel)


@infer_getattr
class _Fields(AttributeTemplate):
    key = Structure

    def generic_resolve(self, kind: Any, name: Any) -> Any:  # type: ignore[override]  # noqa: ANN401
        return kind.field_dict.get(name)


def _data(context: Any, builder: Any, kind: Structure, value: Any) -> Any:  # noqa: ANN401 - Numba's own
    """Where the fields stand."""
    holder = cgutils.create_struct_proxy(kind)(context, builder, value=value)
    known = builder.bitcast(holder.meminfo, _meminfo_struct_type.as_pointer())
    pointer = context.data_model_manager[kind.get_data_type()].get_data_type().as_pointer()
    return builder.bitcast(_lasting(builder, cgutils.gep(builder, known, 0, DATA)), pointer)


def _lasting(builder: Any, address: Any) -> Any:  # noqa: ANN401
    """Read what stays as it is while a function runs: LLVM need not read it again after each write."""
    read = builder.load(address)
    read.set_metadata("invariant.load", builder.module.add_metadata([]))
    return read


def _place(builder: Any, kind: Structure, data: Any, name: str) -> Any:  # noqa: ANN401
    return cgutils.gep_inbounds(builder, data, 0, list(kind.field_dict).index(name))


@lower_getattr_generic(Structure)
def _get(context: Any, builder: Any, kind: Structure, value: Any, name: str) -> Any:  # noqa: ANN401
    field_type = kind.field_dict[name]
    address = _place(builder, kind, _data(context, builder, kind, value), name)
    read = _lasting if isinstance(field_type, types.Array) else type(builder).load
    field = context.data_model_manager[field_type].from_data(builder, read(builder, address))
    return imputils.impl_ret_borrowed(context, builder, field_type, field)


@lower_setattr_generic(Structure)
def _set(context: Any, builder: Any, signature: Any, arguments: Any, name: str) -> None:  # noqa: ANN401
    kind, given = signature.args
    field_type, address = (
        kind.field_dict[name],
        _place(builder, kind, _data(context, builder, kind, arguments[0]), name),
    )
    cast = context.cast(builder, arguments[1], given, field_type)
    model = context.data_model_manager[field_type]
    if context.enable_nrt:  # Python gives an array: now the structure holds it
        context.nrt.incref(builder, field_type, cast)
        context.nrt.decref(builder, field_type, model.from_data(builder, builder.load(address)))
    builder.store(model.as_data(builder, cast), address)
