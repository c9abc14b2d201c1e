"""Loading: from a file, a folder, a library name, a text or a mapping to a checked ``Scenario``.

The way of a scenario: read (``document``), laid over what it extends, overridden (``merging``), checked (``schema`` part by
part, ``checks`` across parts). All that is wrong is collected on the way and said at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios import catalogue
from scenarios.checks import relations, sound, warnings
from scenarios.document import Document, Origin, dotted, from_mapping, plain, read_text
from scenarios.faults import Fault, InputError, Problem, RefusedError, choices, listed, shown
from scenarios.faults import Path as KeyPath
from scenarios.fields import Surroundings
from scenarios.merging import Change, merge, override
from scenarios.schema import Calendar, Scenario
from scenarios.settings import flattened, setting
from scenarios.units import show_duration
from scenarios.walk import is_time, keys_at, meaning, needed_at

BOUNDS = {
    "greater_than_equal": ("ge", "too little; {} is the least"),
    "greater_than": ("gt", "too little; it must be above {}"),
    "less_than_equal": ("le", "too much; {} is the most"),
}
ROWS = ("targets", "shifts", "part_time", "events")  # lists of which one row can stand for another
NAMED = ("contact_types", "busyness", "ivr", "queues", "agent_groups")


@dataclass(frozen=True)
class Merged:
    """A scenario's data with everything it extends and every override laid over, and what they changed."""

    data: dict[str, Any]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class _Loaded:
    document: Document
    changes: tuple[Change, ...]
    name: str
    folder: Path | None
    odd: tuple[str, ...] = ()  # what the overrides did that may not be meant


def load(
    source: str | Path, overrides: Sequence[str] = (), *, then: Callable[[Scenario], object] | None = None
) -> Scenario:
    """Load a scenario by path, folder or library name; each override is ``KEY=VALUE``, as after ``--set``.

    Inside, every duration is seconds, every rate per second, every moment seconds since 00:00 of the calendar's first day, every
    wage per hour; volumes and staffing have one number for each interval of the calendar. ``then``: what will be asked of the scenario next (it
    raises InputError): of a file at fault its faults are told, too, as far as the rest of the file is sound.

    Raises:
        InputError: every fault of the file, of what it extends and of the overrides, each with file, line and key.

    """
    loaded = _loaded(source, overrides)
    try:
        return _checked(loaded)
    except InputError as error:
        raise InputError(_in_order([*error.faults, *_found_then(loaded, error.faults, then)])) from None


def parse(data: str | Mapping[str, Any], folder: Path | None = None, name: str = "scenario.yaml") -> Scenario:
    """Check a scenario given as YAML text or as a mapping; files it names are read from ``folder``."""
    document = read_text(data, name, folder) if isinstance(data, str) else from_mapping(data, name, folder)
    document, changes = extended(document, name, folder, ())
    return _checked(_Loaded(document, changes, Path(name).stem, folder))


def merged(source: str | Path, overrides: Sequence[str] = ()) -> Merged:
    """Give the merged data of a scenario, as ``callfloor show`` prints it; it need not be sound."""
    loaded = _loaded(source, overrides)
    if loaded.document.faults:
        raise InputError(loaded.document.faults)
    changes = tuple(Change(change.key, plain(change.old), plain(change.new)) for change in loaded.changes)
    return Merged({key: plain(value) for key, value in loaded.document.data.items()}, changes)


def _loaded(source: str | Path, overrides: Sequence[str]) -> _Loaded:
    path = find(source)
    document, changes = extended(_read(path), str(path), path.parent, (path.resolve(),))
    faults, set_here = list(document.faults), []
    for text in overrides:
        try:
            document, more = _overridden(document, text, path.parent)
            set_here += more
        except InputError as error:
            faults += error.faults
    document = Document(document.data, document.places, tuple(faults))
    name = path.parent.resolve().name if path.name == "scenario.yaml" else path.stem
    return _Loaded(document, (*changes, *set_here), name, path.parent, flattened(set_here))


def _overridden(document: Document, text: str, folder: Path) -> tuple[Document, list[Change]]:
    """Set what one ``--set`` says."""
    return override(document, *setting(text, folder))


def find(source: str | Path) -> Path:
    """Find the file of a scenario: a path, a folder that holds scenario.yaml, or a library name."""
    path = Path(source)
    if path.is_file():
        return path
    if (path / "scenario.yaml").is_file():
        return path / "scenario.yaml"
    library = catalogue.folders()
    if str(source) in library:
        return library[str(source)] / "scenario.yaml"
    if path.is_dir():
        message = "the folder has no scenario.yaml"
    else:
        message = f"there is no such file, folder or library scenario; the library has {choices(source, library)}"
    raise InputError([Fault(str(source), None, "", message)])


def _read(path: Path) -> Document:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError([Fault(str(path), None, "", f"the file cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError([Fault(str(path), line, "", "the file is not UTF-8 text; save it as UTF-8")]) from None
    return read_text(text, str(path), path.parent)


def extended(
    document: Document, file: str, folder: Path | None, trail: tuple[Path, ...]
) -> tuple[Document, tuple[Change, ...]]:
    """Lay a document over what it extends, and that over what it extends in turn; with every change that was made.

    ``trail``: the files that led here, so that a circle is found.

    Raises:
        InputError: what it extends is not there, cannot be read, or extends it in turn.

    """
    if "extends" not in document.data:
        return document, ()
    place, named = document.place(("extends",)), document.data["extends"]
    data = {key: value for key, value in document.data.items() if key != "extends"}
    document = Document(data, document.places, document.faults)
    try:
        path = _base(named, folder)
        if path.resolve() in trail:
            circle = " -> ".join(
                part.parent.name if part.name == "scenario.yaml" else part.name for part in (*trail, path)
            )
            raise ValueError(f"scenarios extend each other in a circle: {circle}")
    except ValueError as reason:
        raise InputError([*document.faults, Fault(place.file, place.line, "extends", str(reason))]) from None
    base, changes = extended(_read(path), str(path), path.parent, (*trail, path.resolve()))
    both, more = merge(base, document)
    return both, (*changes, *more)


def _base(named: object, folder: Path | None) -> Path:
    """Find what ``extends`` names: a library scenario, or a file (or folder) inside the scenario's own folder."""
    library = catalogue.folders()
    if not isinstance(named, str):
        raise ValueError(f"{shown(named)} is neither the name of a library scenario nor a file")
    if named in library:
        return library[named] / "scenario.yaml"
    if folder is not None:
        path = folder / named
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{shown(named)} leaves the scenario's folder; put the file beside the scenario")
        path = path / "scenario.yaml" if path.is_dir() else path
        if path.is_file():
            return path
    raise ValueError(f"there is no file or library scenario {shown(named)}; the library has {choices(named, library)}")


def _checked(loaded: _Loaded) -> Scenario:
    """Check the data: every part by itself, all parts together; refuse with all faults or give the scenario."""
    document = loaded.document
    around = _surroundings(document.data)
    problems: list[Problem] = []
    scenario = None
    try:
        scenario = Scenario.model_validate(document.data, context=around)
    except ValidationError as error:
        problems += _problems(error, ())
    problems += relations(document.data, around)
    if scenario is not None:
        problems += sound(scenario)
    if problems or document.faults or scenario is None:
        found = [_fault(document, problem) for problem in _once_a_table(problems)]
        raise InputError(_in_order([*document.faults, *found]))
    return scenario.known_as(loaded.name, loaded.folder, (*loaded.odd, *warnings(scenario)), Origin(document.places))


def _found_then(loaded: _Loaded, faults: Sequence[Fault], then: Callable[[Scenario], object] | None) -> Sequence[Fault]:
    """What would be found next if each row of a list that is at fault were like a sound one; nothing where other things are at fault."""
    rows = {tuple(fault.key.split(".")[:2]) for fault in faults}
    if then is None or not all(len(row) == 2 and row[0] in ROWS and row[1].isdigit() for row in rows):
        return ()
    data = dict(loaded.document.data)
    for name in {row[0] for row in rows}:
        like = next((one for at, one in enumerate(data[name]) if (name, str(at)) not in rows), None)
        if like is None:
            return ()
        data[name] = [like if (name, str(at)) in rows else one for at, one in enumerate(data[name])]
    try:
        then(_checked(replace(loaded, document=Document(data, loaded.document.places))))
    except InputError as error:
        return [one for one in error.faults if not any(one.key.startswith(f"{name}[{at}]") for name, at in rows)]
    return ()


def _surroundings(data: Mapping[str, Any]) -> Surroundings:
    names = {kind: tuple(data[kind]) if isinstance(data.get(kind), Mapping) else () for kind in NAMED}
    try:
        return Surroundings(names, Calendar.model_validate(data.get("calendar")).grid)
    except ValidationError:
        return Surroundings(names, None)


def _once_a_table(problems: Sequence[Problem]) -> list[Problem]:
    """What is wrong with a table itself is told once, at the first key that reads it, not once for each of its columns."""
    told: set[tuple[str, int | None, str]] = set()
    kept = []
    for problem in problems:
        if problem.file is not None:
            words = (problem.file, problem.line, problem.message)
            if words in told:
                continue
            told.add(words)
        kept.append(problem)
    return kept


def _fault(document: Document, problem: Problem) -> Fault:
    place = document.place(problem.path)
    file, line = (problem.file, problem.line) if problem.file else (place.file, place.line)
    return Fault(file, line, dotted(problem.path), problem.message)


def _in_order(faults: list[Fault]) -> list[Fault]:
    """In the order of the file, the scenario's own first; each once."""
    files = {fault.file: None for fault in faults}
    order = {file: rank for rank, file in enumerate(files)}
    return sorted(dict.fromkeys(faults), key=lambda fault: (order[fault.file], fault.line or 0))


def _problems(error: ValidationError, above: KeyPath) -> Iterator[Problem]:
    """Say what pydantic found in our words."""
    for item in error.errors(include_url=False):
        path: KeyPath = (*above, *(step for step in item["loc"] if step != "[key]"))
        reason = item.get("ctx", {}).get("error")
        if isinstance(reason, RefusedError):
            yield from reason.under(*path)
        elif isinstance(reason, ValidationError):
            yield from _problems(reason, path)
        elif isinstance(reason, ValueError):
            yield Problem(str(reason), path)
        else:
            yield Problem(_message(item["type"], path, item["input"], item.get("ctx", {})), path)


def _message(kind: str, path: KeyPath, value: object, context: Mapping[str, Any]) -> str:
    """Say one of pydantic's findings; what our own checks find comes with its own words."""
    found, known = shown(value), keys_at(path)
    if kind == "missing":
        return f"is missing: {meaning(path)}"
    if kind == "extra_forbidden":
        known = keys_at(path[:-1])
        return f"no key is called {shown(path[-1])}; keys here are {choices(path[-1], known)}"
    if kind == "literal_error":
        allowed = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{found} is not known here; write one of {choices(value, allowed)}"
    if value is None and known:
        needed = needed_at(path)
        mend = f"it needs {listed(needed, 'and')}" if needed else "write {} to leave all at its default"
        return f"nothing is written here; {mend}"
    if kind == "tuple_type":
        return f"{found} stands where a list belongs; write [...]"
    belongs = f"keys belong: {listed(known)}" if known else "names and what belongs to each should stand"
    return _too_little(kind, path, value, context) or f"{found} stands where {belongs}"


def _too_little(kind: str, path: KeyPath, value: object, context: Mapping[str, Any]) -> str | None:
    if kind == "too_short":
        return "nothing is defined here; define one at least"
    if kind not in BOUNDS or not isinstance(value, int | float | str):
        return None
    written = show_duration if is_time(path) else shown
    bound, words = BOUNDS[kind]
    found = value if isinstance(value, str) else written(value)
    return f"{found} is {words.format(written(context[bound]))}"
