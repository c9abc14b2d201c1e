"""Make the library scenario ``bank_1999`` from the bank's call log, and set it against what happened.

    python benchmarks/make_bank_1999.py anonymous_bank_feb1999.csv.gz

The log is not part of the project: it belongs to the Technion's SEELab (Mandelbaum, Sakov, Zeltyn 2000) and is free for
academic use. What goes into the library are figures computed from it. The script also simulates every weekday and writes
``agreement.csv``: each measure, of each whole day and hour, as it was and as simulated, with the limits of the difference.
"""

import csv
import shutil
import sys
import tempfile
from dataclasses import astuple, fields, replace
from datetime import date, timedelta
from pathlib import Path

from scenarios.history import bank_log
from scenarios.history.bank_log_calls import as_calls, with_rules
from scenarios.history.calibrating.files import write
from scenarios.history.calibrating.study import Study, study
from scenarios.loading import load
from sim.against_actual import Comparison, compare_with_actual, lines, read_actual
from sim.experiment import simulate

LIBRARY = Path(__file__).parent.parent / "scenarios" / "library" / "bank_1999"
STORY_IN_CHINESE = "story.zh.md"
DAY = date(1999, 2, 2)  # a Tuesday: the busiest weekday
REPLICATIONS = 200

STORY = """\
# The telephone centre of a bank in Israel, February 1999: 33,344 calls, recorded one by one, the most studied call log there
# is (Brown, Gans, Mandelbaum, Sakov, Shen, Zeltyn, Zhao 2005). This is its typical Tuesday, the mean of four: 1,540 callers
# ask for a person, 3 to 8 people are there, one caller in two waits longer than 20 s and one in seven hangs up. Two callers in
# three are priority customers, who queue as if they had waited a minute and a half already. No target was set at the time.
#
# The question: does a simulation, told only what the log says of arrivals, people, patience and handle times, wait and lose
# callers as the bank did? agreement.csv sets 200 simulated days of each weekday against the four real ones. All 42 whole-day
# figures lie inside the 95 % limits of the difference, and 565 of 588 hourly ones (96 %). But four days make wide limits, and
# what is left is one-sided: over Sunday to Thursday, simulated callers wait 7.4 s longer (2.2 standard errors) and 0.4 points
# more of them hang up (0.4 standard errors). What would explain it stands in the log: callbacks, which the bank made in quiet
# moments (30 % of them queued, against 59 % of other calls) and the simulation makes at any; pauses after a call, 12 s when
# callers waited and 20 s when none did, drawn here from both alike; 491 answers that name nobody, whose people are counted
# only while they talked.
#
#     callfloor simulate bank_1999              the day, half-hour by half-hour; actual.csv holds what happened
#
# What to try: one person more in staffing_tuesday.csv from 14:00 to 19:00; --set routing.head_start.regular_vip="0 s"
# (priority customers lose their lead); --set busyness.day_regular="{gamma: {mean: 1, cv: 0.01}}" (the largest type steady).
#
# Source: call-by-call log of "Anonymous Bank", Technion - Israel Institute of Technology, SEELab; collected and documented by
# Mandelbaum, Sakov and Zeltyn (2000), Empirical analysis of a call center. Figures here are computed from it by
# benchmarks/make_bank_1999.py; how every kind of row was treated, and how often, is in calibration.json. The log does not
# record staffing, wrap-up, or the class of callers who did not wait: each is read off other columns, as the comments say.
# Another weekday: write its date at calendar.start and its name in the names of the volumes and staffing files, and copy its
# actual_ file to actual.csv; IVR hang-ups stay Tuesday's.
"""


def main(path: str) -> None:
    """Write the library folder, then the agreement of all weekdays."""
    log = Path(path)
    made = with_rules(study(as_calls(bank_log.read(log), log.name), DAY))
    with tempfile.TemporaryDirectory() as scratch:
        found = {name: _agreement(made, Path(scratch), name) for name in made.weekdays}
    chinese = (LIBRARY / STORY_IN_CHINESE).read_bytes()
    shutil.rmtree(LIBRARY)
    write(made, LIBRARY)
    (LIBRARY / STORY_IN_CHINESE).write_bytes(chinese)  # told by hand: its figures have to follow those of STORY
    _tell(LIBRARY / "scenario.yaml")
    with (LIBRARY / "agreement.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["weekday", *(field.name for field in fields(Comparison))])
        for name, rows in found.items():
            writer.writerows([name, *(_short(value) for value in astuple(row))] for row in rows)


def _agreement(made: Study, scratch: Path, weekday: str) -> tuple[Comparison, ...]:
    """One weekday simulated and set against what happened."""
    folder = scratch / weekday
    start = next(day for day in (DAY + timedelta(days=ahead) for ahead in range(7)) if f"{day:%A}".lower() == weekday)
    write(replace(made, start=start), folder)
    found = compare_with_actual(
        read_actual(folder / "actual.csv"), simulate(load(folder), replications=REPLICATIONS, workers=1, stratify=True)
    )
    sys.stdout.write(
        "\n".join([weekday, *lines([one for one in found if one.period == "day" and one.scope == "centre"]), ""]) + "\n"
    )
    return found


def _tell(path: Path) -> None:
    """Put the library's story and title in place of the calibration's own."""
    body = path.read_text(encoding="utf-8").splitlines()
    begins = next(place for place, line in enumerate(body) if not line.startswith("#"))
    kept = ["title: A bank's telephone centre in 1999" if line.startswith("title:") else line for line in body[begins:]]
    path.write_text(STORY + "\n".join(kept) + "\n", encoding="utf-8")


def _short(value: object) -> object:
    """A number with six digits; None as an empty cell."""
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else value


if __name__ == "__main__":
    main(sys.argv[1])
