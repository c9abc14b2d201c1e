"""``python -m scenarios.history LOG FOLDER [DATE]``: calibrate a scenario from a bank call log."""

import sys
from datetime import date
from pathlib import Path

from scenarios.faults import InputError
from scenarios.history.calibrate import calibrate

USAGE = "usage: python -m scenarios.history LOG FOLDER [DATE]   (DATE as 1999-02-02: its weekday is the scenario's)"


def main(words: list[str]) -> int:
    """Calibrate and print the summary; 2 when the input is at fault."""
    try:
        log, out, *rest = words
        start = date.fromisoformat(rest[0]) if rest else None
        if len(rest) > 1:
            raise ValueError
    except ValueError:
        sys.stderr.write(USAGE + "\n")
        return 2
    try:
        sys.stdout.write(calibrate(Path(log), Path(out), start).summary() + "\n")
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
