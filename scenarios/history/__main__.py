"""``python -m scenarios.history LOG FOLDER [DATE]``: calibrate a scenario from the bank's call log, without its page."""

import sys
from datetime import date
from pathlib import Path

from scenarios.faults import InputError
from scenarios.history import bank_log
from scenarios.history.bank_log_calls import as_calls, with_rules
from scenarios.history.calibrating.files import write
from scenarios.history.calibrating.study import study
from scenarios.history.folder import free

USAGE = "usage: python -m scenarios.history LOG FOLDER [DATE]   (DATE as 1999-02-02: its weekday is the scenario's)"


def main(words: list[str]) -> int:
    """Calibrate; 2 when the input is at fault."""
    try:
        log, out, *rest = words
        start = date.fromisoformat(rest[0]) if rest else None
        if len(rest) > 1:
            raise ValueError
    except ValueError:
        sys.stderr.write(USAGE + "\n")
        return 2
    try:
        free(Path(out))
        write(with_rules(study(as_calls(bank_log.read(Path(log)), Path(log).name), start)), Path(out))
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"Written to {out}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
