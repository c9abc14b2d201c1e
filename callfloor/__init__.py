"""callfloor: simulate a contact centre from its scenario, and plan its shifts at least cost.

The public API is thirteen names: `load` a scenario, `simulate` it, `plan` its shifts; `compare` several, `sweep` one over a grid,
`screen` many for the best; `roster` named people; look at the rest of a day
(`today`), `check` a plan that was edited; study `lanes` for the best customers; `forecast` volumes; ask the `erlang` formulas, and list the library's `scenarios`. They are fetched when first used,
so that `import callfloor` and `callfloor --help` stay quick.

    import callfloor
    results = callfloor.simulate(callfloor.load("telecom_hotline"), replications=20)
    results.value("answer_rate", "queue", "vip", within=20.0)
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callfloor.comparing import compare
    from callfloor.formulas import erlang
    from callfloor.intraday.command import today
    from callfloor.ranking import screen
    from callfloor.rostering.command import roster
    from callfloor.sweeping import sweep
    from callfloor.workbooks.check import check
    from optimize.lanes.study import study as lanes
    from optimize.plan import plan
    from scenarios.catalogue import library as scenarios
    from scenarios.loading import load
    from sim.experiment import simulate

if "IPython" in sys.modules:  # results show themselves in a notebook
    import_module("callfloor.jupyter").register()

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "check",
    "compare",
    "erlang",
    "forecast",
    "lanes",
    "load",
    "plan",
    "roster",
    "scenarios",
    "screen",
    "simulate",
    "sweep",
    "today",
]

_HOMES = {
    "load": ("scenarios.loading", "load"),
    "simulate": ("sim.experiment", "simulate"),
    "plan": ("optimize.plan", "plan"),
    "compare": ("callfloor.comparing", "compare"),
    "sweep": ("callfloor.sweeping", "sweep"),
    "screen": ("callfloor.ranking", "screen"),
    "erlang": ("callfloor.formulas", "erlang"),
    "forecast": ("scenarios.history.forecasts.forecast", "forecast"),
    "lanes": ("optimize.lanes.study", "study"),
    "roster": ("callfloor.rostering.command", "roster"),
    "scenarios": ("scenarios.catalogue", "library"),
    "today": ("callfloor.intraday.command", "today"),
    "check": ("callfloor.workbooks.check", "check"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - each name has its own type
    """Fetch a name of the API from the room where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"callfloor has no {name!r}; it offers {', '.join(_HOMES)}.")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
