"""Imports: call logs and interval exports of any maker, as `Calls` and `Intervals`.

`read(path, mapping)` gives the table, `read_calls` insists on calls, `imported` says beside it how it was read.
"""

from scenarios.history.imports.reading import Imported, UnsureError, imported, read, read_calls

__all__ = ["Imported", "UnsureError", "imported", "read", "read_calls"]
