"""Writes docs/performance.md: the tables of `make bench` as they were measured, with a word on how to read them."""

from __future__ import annotations

import re

from docs.making.figures import ROOT

PAGE = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "benchmarks" / "results"

OPENING = """# Performance

<!-- Made by `python -m docs.making.performance` from benchmarks/results/; `make bench` measures again. -->

`make bench` races callfloor against other simulators on the same model, checks that all of them agree with the exact solution, and asks how time grows with size. Everything is
processor time, so that a busy machine does not count; where something was asked for and not reached, the table says so. A day of 20 000 calls takes one core some 20 ms with drawing and adding up; the first run on a
machine compiles for some 15 s and keeps what it compiled.
"""


def page() -> str:
    """The page, out of every machine's results."""
    parts = [OPENING.rstrip()]
    for file in sorted(RESULTS.glob("*.md")):
        text = file.read_text(encoding="utf-8").strip()
        parts.append(re.sub(r"^(#+) ", r"#\1 ", text, flags=re.MULTILINE))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
