"""A week of a small centre, as files."""

import json

import pytest

DAYS = [f"2026-03-{day:02d}" for day in range(2, 9)]  # Monday to Sunday
STAFF = """\
name,groups,hours,days_off,leave,requests,seniority,days_in_a_row,last_end
Ann,general,24-40,,,off Sat 3; on 2026-03-04 08:00 2,3,2,2026-03-01 16:00
Bob,general; vip,24-40,2026-03-06,,off Tue,12,0,
Cai,vip,16-32,,2026-03-02..2026-03-03,,1,,
Dee,vip; general,24-40,,,on Sun 22:00-06:00 4,0,1,2026-03-02 00:30
"""


def shift(group, start, end, agents, days=DAYS, **more):
    return {"group": group, "start": start, "end": end, "days": list(days), "breaks": [], "agents": agents, **more}


SHIFTS = [
    shift("general", "08:00", "16:00", 1, breaks=[["10:00", "10:15"]]),
    shift("general", "14:00", "22:00", 1, DAYS[:5]),
    shift("vip", "08:00", "16:00", 1),
    shift("vip", "22:00", "06:00", 1, DAYS[5:]),
]


class Folder:
    """Writes the files of one test."""

    def __init__(self, path):
        self.path = path
        self.plan, self.staff = self.write_plan(SHIFTS), self.write("staff.csv", STAFF)

    def write(self, name, text, encoding="utf-8"):
        (self.path / name).write_bytes(text.encode(encoding))
        return self.path / name

    def write_plan(self, shifts, name="plan.json"):
        return self.write(name, json.dumps({"format": "callfloor/plan/1", "scenario": "week", "shifts": shifts}))


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)
