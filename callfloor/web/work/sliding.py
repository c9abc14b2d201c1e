"""Sliding: a study of lanes that was made once, with its sliders elsewhere, within a second or two.

Another value of a lost customer is exact: nothing is simulated. Another share of VIPs, or another target, is an estimate of the people, who then meet
simulated days (`optimize/lanes/moved.py`): few at first (`QUICK`), more while the first answer is being read (`FINE`). What is an estimate
says so, and how far such estimates were off.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor import lanes_tables, words
from callfloor.blocks import Answer, Block, Chart, Paragraph, Rows, Section, Sheet, to_json
from callfloor.figures.lanes_frontier import frontier
from callfloor.figures.lanes_gains import who_gains
from callfloor.figures.lanes_map import where_it_pays
from callfloor.lanes_words import headline, names
from callfloor.language import say
from optimize.lanes.centre import centre
from optimize.lanes.moved import FINELY, QUICKLY, Home, Where, at_home, movable, moved, off_of, share_of, worth_of
from optimize.lanes.setting import source_of
from optimize.lanes.steps import key_of
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from optimize.lanes.centre import Centre
    from optimize.lanes.result import Study

FILE = ".study"  # hidden: it is for us
QUICK, FINE = "quick", "fine"
MOST_SHARE, MOST_VALUE = 0.6, 5.0  # of the sliders: a share, and times the value
STEP = 0.5  # points


@dataclass(frozen=True)
class Kept:
    """A study with what sliders need beside it: the centre that it is of, and what its designs bring at home."""

    study: Study
    centre: Centre
    home: Mapping[str, Home]


@dataclass(frozen=True)
class Slider:
    """One slider: its key, its words, its least and most, where it stands in the study, and how far a step goes."""

    key: str
    label: str
    least: float
    most: float
    value: float
    step: float


@dataclass(frozen=True)
class Moved:
    """What the sliders say: a sheet (as JSON), and whether it is an estimate that is refined."""

    sheet: str
    estimate: bool


def kept(study: Study, own: Centre) -> bytes:
    """The study as it is kept in its run's folder."""
    home = {QUICK: at_home(study, QUICKLY), FINE: at_home(study, FINELY)}
    return pickle.dumps(Kept(study, own, home))


def read(folder: Path) -> Kept:
    """The study of a run. Only our own workers write there.

    Raises:
        InputError: it was kept by another version of callfloor.

    """
    path = folder / FILE
    found = _loaded(path, path.stat().st_mtime_ns)
    if found is None:
        text = say("was made by another version of callfloor; make it again to move its sliders")
        raise InputError([Fault(say("the study"), None, "", text)])
    return found


@lru_cache(maxsize=2)
def _loaded(path: Path, _changed: int) -> Kept | None:
    """A study that was kept, loaded once and not at every move of a slider."""
    try:
        found = pickle.loads(path.read_bytes())
    except (pickle.UnpicklingError, AttributeError, ImportError, EOFError, TypeError, ValueError):
        return None
    return found if isinstance(found, Kept) else None


def centre_of(source: str, overrides: Sequence[str], told: Mapping[str, Any]) -> Centre:
    """The centre that a study is of."""
    return centre(source_of(source, overrides, None, told.get("shares")), tuple(told["vip"]), tuple(told["others"]))


def sliders(folder: Path) -> tuple[Slider, ...]:
    """The sliders of a study: value and share of the VIPs, and every answer rate that is asked for either class."""
    study = read(folder).study
    called, currency, share, worth = names(study), study.scenario.currency, share_of(study), worth_of(study)
    found = []
    if worth > 0:
        text = say("value of a lost {name} customer, {money}", name=called["vip"], money=currency or say("money"))
        found.append(Slider("value", text, 0.0, MOST_VALUE * worth, worth, worth / 20))
    text = say("{name}: share of all contacts of both classes, %", name=called["vip"])
    highest = 100 * max(min(4 * share, MOST_SHARE), share)
    found.append(_around("share", text, 100 * share, 25 * share, highest))
    for place, target in enumerate(movable(study)):
        within = words.duration(target.within)
        text = say(
            "{name} answered within {seconds}, % ({per})", name=target.of_what, seconds=within, per=_per(target.per)
        )
        asked = 100 * target.asked
        found.append(_around(f"target.{place}", text, asked, max(asked - 30, 20), 99.0))
    return tuple(found)


def _around(key: str, text: str, here: float, least: float, most: float) -> Slider:
    """A slider of a percentage whose ends are whole steps from where the study is, so that it can stand there exactly."""
    here = round(here, 2)
    down, up = (int(max(room, 0) / STEP) * STEP for room in (here - least, most - here))
    return Slider(key, text, round(here - down, 2), round(here + up, 2), here, STEP)


def _per(per: str) -> str:
    return {"interval": say("in each interval"), "hour": say("in each hour"), "day": say("on each day")}.get(
        per, say("over the whole calendar")
    )


def slid(folder: Path, values: Mapping[str, float], depth: str = QUICK) -> Moved:
    """The study with its sliders at these values."""
    own = read(folder)
    where = _where(own.study, folder, values)
    found = moved(own.study, own.centre, where, own.home[depth])
    return Moved(to_json(_sheet(found, own.study, where)), where.simulated)


def _where(study: Study, folder: Path, values: Mapping[str, float]) -> Where:
    """Where the sliders are, of which those that nobody moved say nothing."""
    at = {one.key: one.value for one in sliders(folder)}
    off = {key: float(value) for key, value in values.items() if key in at and abs(float(value) - at[key]) > 1e-9}
    asked = {
        key_of(target): off[f"target.{place}"] / 100
        for place, target in enumerate(movable(study))
        if f"target.{place}" in off
    }
    return Where(off.get("value"), off["share"] / 100 if "share" in off else None, asked)


def _sheet(found: Study, study: Study, where: Where) -> Sheet:
    """The answer with the sliders there: which design, the frontier, who gains and who loses."""
    blocks: list[Block] = [
        Answer(headline(found)),
        *(Paragraph(line, soft=True) for line in _known(found, study, where)),
    ]
    blocks.append(Chart(frontier(found)))
    blocks.append(Chart(who_gains(found)))
    blocks.append(Section(say("The designs, the cheapest first"), (Rows(lanes_tables.designs(found), stacked=True),)))
    if found.map is not None:
        blocks.append(Chart(where_it_pays(found)))
    return Sheet("", "", tuple(blocks))


def _known(found: Study, study: Study, where: Where) -> list[str]:
    """How that is known."""
    if found is study:
        return [say("The sliders are where the study is: all of this was simulated for it.")]
    if not where.simulated:
        return [
            say(
                "Nothing was simulated anew: the customers that are lost in the study are priced anew, exactly. Numbers of designs (a delay, a head start) stay "
                "those chosen at {value}.",
                value=words.money(worth_of(study), study.scenario.currency),
            )
        ]
    return [
        say(
            "An estimate. People: those of the study, moved by the square-root rule and set right by simulation, without a search for shifts. Their cost may be off by "
            "{off} here: so it was at most, in proportion, where whole studies of telecom_hotline were made as well.",
            off=words.share(off_of(study, where)),
        ),
        say("What each class gets is simulated with these people on {days}; limits are of 95 %.", days=words.days(found.days)),
        say("A design is called met here unless one of its targets is surely missed: it may fall short by as much as these limits."),
    ]  # fmt: skip
