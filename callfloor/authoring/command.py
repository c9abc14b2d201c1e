"""What `callfloor new` and `callfloor schema` do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from callfloor import output
from callfloor.terminal import Terminal
from scenarios.faults import Fault, InputError

DONE = 0


def new(name: str, given: Mapping[str, str | None], ask: Callable[[str, str, str], str] | None) -> int:
    """Write NAME.yaml out of six answers; nothing is written over."""
    from callfloor.authoring.questions import answers
    from callfloor.authoring.starter import starter
    from scenarios.loading import parse

    path = _path(name)
    text = starter(path.stem, answers(given, ask), datetime.now(tz=UTC).date())
    parse(text, path.parent, path.name)  # what is handed out is sound
    output.write_file(path, text.encode())
    terminal = Terminal()
    terminal.headline(f"Written: {path}.")
    terminal.say(f"Next: callfloor simulate {path}, then callfloor plan {path}. Every value in it has a comment.")
    return DONE


def _path(name: str) -> Path:
    """Where the file goes: NAME.yaml, in a folder that is there, where nothing is yet."""
    path = Path(name)
    path = path if path.suffix in {".yaml", ".yml"} else path.with_name(f"{path.name}.yaml") if path.name else path
    if not path.stem or path.is_dir():
        raise InputError([Fault(name or "NAME", None, "", "is not a name for a file; write one such as my_centre")])
    if not path.parent.is_dir():
        raise InputError([Fault(name, None, "", f"there is no folder {path.parent}; make it first, or leave it out")])
    if path.exists():
        raise InputError([Fault(str(path), None, "", "is there already, and is not written over; choose another name")])
    return path


def schema(file: Path | None) -> int:
    """Write the JSON Schema of scenario files."""
    from callfloor.authoring.json_schema import schema as made

    text = json.dumps(made(), ensure_ascii=False, indent=1) + "\n"
    if file is None:
        output.write_stdout(text)
        return DONE
    output.write_file(file, text.encode())
    terminal = Terminal()
    terminal.say(f"Written: {file}.")
    terminal.say(f"First line of a scenario beside it: # yaml-language-server: $schema={file.name}")
    return DONE
