"""What `callfloor lanes` does: read its options, study, say the answer, write the files. Each part gives its exit code.

0: a design meets the targets; 3: none does; 4: a time limit cut the study short; 5: interrupted; in both what was done is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor import documents, words
from callfloor.planning import limit_of
from callfloor.run import DONE, STDOUT, STOPPED, Run, loaded, write, write_json
from scenarios.faults import Fault, InputError, choices, listed, shown

if TYPE_CHECKING:
    from callfloor.terminal import Terminal
    from optimize.lanes import Study
    from scenarios.schema import Scenario

NO_DESIGN, OUT_OF_TIME = 3, 4
PARTS = ("frontier", "shocks", "map", "again")
DESIGNS = (
    "today", "one_queue", "priority", "head_start", "reserved", "callback", "dedicated", "overflow", "pool_helps", "lane_helps", "tiers",
    "bot_first",
)  # fmt: skip
FILES = (
    "designs.csv", "classes.csv", "waits.csv", "frontier.csv", "shocks.csv", "map.csv", "searches.csv", "regions.csv",
    *(f"design_{key}.yaml" for key in DESIGNS),
)  # fmt: skip
NEAR = 1e-9


@dataclass(frozen=True)
class Asked:
    """What the options say, as ``optimize.lanes.study`` takes it, and what of them could not be read."""

    vip: tuple[str, ...]
    others: tuple[str, ...]
    tiers: Mapping[str, Mapping[str, float]] | None
    shares: Mapping[str, float] | None
    bot: Mapping[str, float | None] | None
    only: tuple[str, ...] | None
    parts: tuple[str, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def keywords(self) -> dict[str, Any]:
        """What is asked, by name."""
        return {name: value for name, value in vars(self).items() if name != "faults"}

    def check(self, scenario: Scenario) -> None:
        """Refuse what cannot be read or names what is not there.

        Raises:
            InputError: naming all of it at once.

        """
        known = [tier for name in scenario.contact_types for tier in (self.tiers or {}).get(name, {name: 1.0})]
        there: list[tuple[str, Iterable[str], Sequence[str], str]] = [
            ("--vip", self.vip, known, "contact type"),
            ("--others", self.others, known, "contact type"),
            ("--tiers", self.tiers or (), list(scenario.contact_types), "contact type"),
            ("--shares", self.shares or (), known, "contact type"),
            ("--bot", self.bot or (), known, "contact type"),
            ("--only", self.only or (), DESIGNS[:-1], "design"),
            ("--parts", self.parts, (*PARTS, "none"), "part"),
        ]
        from optimize.lanes.setting import forgotten

        found = list(self.faults)
        for option, names, room, what in there:
            wrong = [name for name in names if name not in room]
            found += [
                Fault(option, None, "", f"no {what} is called {name}; there are {choices(name, room)}")
                for name in wrong
            ]
        for option, names in (("--vip", self.vip), ("--others", self.others)):
            if not names:
                found.append(Fault(option, None, "", f"names no contact type; there are {listed(known)}"))
        if not {one.file for one in found} & {"--vip", "--others", "--tiers"}:  # who cannot be read is not forgotten
            found += forgotten(self.tiers, self.vip, self.others)
        if found:
            raise InputError(found)


def asked(  # noqa: PLR0917 - one for each option
    vip: str, others: str, tiers: Sequence[str], shares: str | None, bot: str | None, only: str | None, parts: str
) -> Asked:
    """Read the options; what cannot be read is kept, to be told with whatever else is wrong."""
    faults: list[Fault] = []
    divided = {name: table for text in tiers for name, table in _tiers(text, faults)}
    moved = {} if shares is None else _shares("--shares", shares, "=", faults, 'write "vip=0.2,standard=0.8"')
    bots = {} if bot is None else _bots(bot, faults)
    wanted = () if parts.strip() == "none" else _names(parts)
    chosen = None if only is None else _names(only)
    classes = _names(vip), _names(others)
    return Asked(*classes, divided or None, moved or None, bots or None, chosen, wanted, tuple(faults))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _tiers(text: str, faults: list[Fault]) -> list[tuple[str, dict[str, float]]]:
    """`TYPE=TIER:SHARE,TIER:SHARE`."""
    how = 'write "standard=silver:0.3,standard:0.7"'
    name, equals, rest = text.partition("=")
    if not (equals and name.strip() and rest.strip()):
        faults.append(Fault("--tiers", None, "", f"{shown(text)} divides nothing; {how}"))
        return []
    return [(name.strip(), _shares("--tiers", rest, ":", faults, how))]


def _shares(option: str, text: str, mark: str, faults: list[Fault], how: str) -> dict[str, float]:
    """Names with shares that add up to 1."""
    found: dict[str, float] = {}
    before = len(faults)
    for piece in _names(text):
        name, _, number = piece.rpartition(mark)
        share = _share(number)
        if not name.strip() or share is None:
            faults.append(Fault(option, None, "", f"{shown(piece)} is no name with a share from 0 to 1; {how}"))
        elif name.strip() in found:
            faults.append(Fault(option, None, "", f"{name.strip()} is named twice in {shown(text)}"))
        else:
            found[name.strip()] = share
    if len(faults) == before and abs(sum(found.values()) - 1) > NEAR:
        told = f"the shares of {shown(text)} add up to {sum(found.values()):g}, not to 1"
        faults.append(Fault(option, None, "", told))
    return found


def _bots(text: str, faults: list[Fault]) -> dict[str, float | None]:
    """Names, each with the share that a bot settles or without one."""
    found: dict[str, float | None] = {}
    for piece in _names(text):
        name, equals, number = piece.partition("=")
        share = _share(number) if equals else None
        if not name.strip() or (equals and share is None):
            faults.append(
                Fault(
                    "--bot", None, "", f'{shown(piece)} is no contact type with a share from 0 to 1; write "vip=0.35"'
                )
            )
        else:
            found[name.strip()] = share
    return found


def _share(text: str) -> float | None:
    """A share as it is typed: 0.3 or 30%."""
    try:
        value = float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def study(run: Run, wanted: Asked, time_limit: str | None) -> int:
    """`callfloor lanes`: the study."""
    from callfloor import lanes_document, lanes_report, lanes_tables
    from callfloor.exports import csv
    from optimize.lanes import Stopped
    from optimize.lanes import study as studied

    limit, scenario, terminal = limit_of(time_limit), loaded(run), run.terminal
    wanted.check(scenario)
    stopped = False
    try:
        with (
            run.effort.crew(terminal.note) as workers,
            terminal.telling(f"Studying lanes of {scenario.name}") as tell,
        ):
            found = studied(
                run.source,
                overrides=run.overrides,
                seed=run.effort.seed,
                replications=run.effort.replications,
                engine=run.effort.engine,
                workers=workers,
                time_limit=limit,
                progress=_progress(tell),
                **wanted.keywords,
            )
    except Stopped as stop:
        if not stop.study.designs:
            raise
        found, stopped = stop.study, True
    folder = _folder(run, scenario.name)
    document = lanes_document.lanes(found)
    if folder is not None:  # before anything is said: whoever reads us may stop listening
        files = {
            "report.html": lanes_report.report(found),
            "lanes.json": documents.text(document).encode(),
            **{name: csv(frame) for name, frame in lanes_tables.frames(found).items()},
            **lanes_document.scenarios(found),
        }
        write(terminal, folder, files, stale=FILES)
    write_json(run, document)
    _tell(terminal, found)
    return _ended(terminal, found, stopped=stopped)


def _progress(tell: Callable[[str], None]) -> Callable[[str, Study | None, float], None]:
    """Progress in words, with how much of the work is done."""
    from callfloor.lanes_words import SHORT, plainly

    def told(text: str, _study: Study | None, done: float) -> None:
        key, space, rest = text.partition(" ")
        tell(f"{round(100 * done):3d}{words.THIN}%  {plainly(SHORT.get(key, key) + space + rest)}")

    return told


def _folder(run: Run, name: str) -> Path | None:
    if run.out is not None:
        return run.out
    return None if run.json == STDOUT else Path("callfloor-out") / f"lanes-{Path(name).name or 'scenario'}"


def _ended(terminal: Terminal, found: Study, *, stopped: bool) -> int:
    """Say how it ended, and give the exit code."""
    if stopped:
        terminal.note(f"Interrupted after {words.plural(len(found.designs), 'design')}: what was done is kept.")
        return STOPPED
    if not found.complete:
        done = words.plural(len(found.designs), "design")
        terminal.note(f"Stopped at the time limit after {done}: what was done is kept, the rest is missing.")
        return OUT_OF_TIME
    return DONE if found.recommendation is not None and found.recommendation.key is not None else NO_DESIGN


def _tell(terminal: Terminal, found: Study) -> None:
    """The recommendation, the designs, what each class gets, and on what terms."""
    if terminal.quiet:
        return
    from callfloor import lanes_tables
    from callfloor.lanes_words import best, days_of, heading, headline, misses, names, per, plainly, reasons

    terminal.headline(headline(found))
    for line in reasons(found):
        terminal.say(f"  - {line}")
    if not found.designs:
        return
    title = f"Designs, the cheapest first (✓ recommended, = equally good); money {per(found)}"
    terminal.table(title, lanes_tables.designs(found))
    for key, name in names(found).items():
        title = f"{heading(name)}, with 95{words.THIN}% limits; shares are of the offered, waits of the answered"
        terminal.table(title, lanes_tables.of_class(found, key))
    for line in misses(found) if best(found) is not None else ():
        terminal.say(line)
    for text in (found.map.said if found.map else "", found.square_root.said if found.square_root else ""):
        if text:
            terminal.say(plainly(text))
    terminal.say(
        f"{days_of(found)}. All designs are staffed anew for the same targets; the report has charts, terms and what each word means."
    )


def regions(run: Run, types: str, share: float | None, given: Sequence[str] = ()) -> int:
    """`callfloor lanes --regions`: a lane in every region, or one that all share; ``given``: options that say nothing here."""
    from callfloor import lanes_regions
    from callfloor.exports import csv
    from optimize.lanes import regions as pooled

    if given:
        fault = f"asks what one lane for all regions saves, and does not use {listed(given, 'and')}; leave out one or the other"
        raise InputError([Fault("--regions", None, "", fault)])
    scenario, terminal = loaded(run), run.terminal
    with (
        run.effort.crew(terminal.note) as workers,
        terminal.telling(f"Sizing a lane in each region of {scenario.name}, and one for all"),
    ):
        found = pooled(
            run.source,
            None if types.strip() == "all" else _names(types),
            share=1.0 if share is None else share,
            overrides=run.overrides,
            seed=run.effort.seed,
            workers=workers,
            engine=run.effort.engine,
        )
    folder, document = _folder(run, scenario.name), lanes_regions.document(found, scenario)
    if folder is not None:
        files = {
            "report.html": lanes_regions.report(found, scenario),
            "lanes.json": documents.text(document).encode(),
            "regions.csv": csv(lanes_regions.frame(found)),
        }
        write(terminal, folder, files, stale=FILES)
    write_json(run, document)
    if not terminal.quiet:
        lanes_regions.tell(terminal, found, scenario)
    return DONE
