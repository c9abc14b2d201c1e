"""What a run was asked with: its scenarios by path, and the changes to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from callfloor.web.store.records import Run
    from callfloor.web.store.store import Store


def sources_of(record: Run, store: Store) -> tuple[str, ...]:
    """The scenarios of a run: those that are kept, by path, or the library's by name (`settings["scenario"]`)."""
    from scenarios.catalogue import folders

    if record.scenes:
        return tuple(str(store.scene_path(number)) for number in record.scenes)
    name = str(record.settings.get("scenario", ""))
    if name not in folders():  # never a path: it came from a browser
        raise InputError([Fault("scenario", None, "", f'the library has no scenario "{name}"')])
    return (name,)


def overrides_of(record: Run) -> tuple[str, ...]:
    """The changes that were asked for, as `--set` has them."""
    return tuple(str(one) for one in record.settings.get("overrides", ()))


def changes(source: str, overrides: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """The same in words: where, old, new."""
    from callfloor.web.forms.told import between
    from scenarios.loading import merged

    return between(merged(source).data, merged(source, overrides).data)
