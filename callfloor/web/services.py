"""What pages work with: the store, the settings, and processes for short computations. Made once, handed to every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callfloor.web.settings import Settings
    from callfloor.web.store.store import Store
    from callfloor.web.work.dispatch import Dispatcher
    from callfloor.web.work.quick import Quick


@dataclass(frozen=True)
class Services:
    """Handed to every page when it registers its callbacks."""

    settings: Settings
    store: Store
    quick: Quick
    dispatcher: Dispatcher

    def close(self) -> None:
        """Stop what was started for the page; runs under way wait for its return."""
        self.dispatcher.close()
        self.quick.close()
        self.store.close()


def opened(settings: Settings) -> Services:
    """The services of a page that is started."""
    from callfloor.web.store.store import Store
    from callfloor.web.work.dispatch import Dispatcher
    from callfloor.web.work.quick import Quick

    store = Store.open(settings.database, settings.files)
    return Services(settings, store, Quick(settings.limits), Dispatcher(store, settings))
