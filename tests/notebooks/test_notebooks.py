"""Every notebook is a question, an answer and exercises; it runs from top to bottom, its solutions too, and holds what it claims.

A notebook asserts its own claims, so that one whose lesson is no longer true fails here.
"""

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SOLUTION = re.compile(r"<details><summary>Solution</summary>\n(.*?)</details>", re.DOTALL)
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)
LONGEST = 300  # s of a cell

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def solutions(cell):
    return SOLUTION.findall(cell.source) if cell.cell_type == "markdown" else []


def test_there_are_eleven():
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{number:02d}" for number in range(1, 12)]


@each
def test_it_is_clean(path):
    found = read(path)
    nbformat.validate(found)
    assert all(not cell.outputs and cell.execution_count is None for cell in found.cells if cell.cell_type == "code")
    assert set(found.metadata) == {"kernelspec", "language_info"}


@each
def test_it_asks_answers_and_ends_with_exercises(path):
    first, *_, last = read(path).cells
    assert re.match(rf"# {int(path.name[:2])}\. .+\n\n\*\*The question\.\*\* ", first.source)
    assert "## The answer\n" in last.source
    assert "\n## Exercises\n" in last.source
    exercises = last.source.partition("\n## Exercises\n")[2]
    asked = re.findall(r"^\*\*\d\.\*\* ", exercises, flags=re.MULTILINE)
    folded = SOLUTION.findall(exercises)
    assert len(asked) == len(folded) >= 2
    assert all(CODE.search(one) for one in folded)
    assert "```python" not in SOLUTION.sub("", exercises)  # nothing of a solution stands unfolded


@each
def test_it_claims_what_it_checks(path):
    code = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    assert sum("assert " in source for source in code) >= 2


@each
def test_it_runs_and_so_do_its_solutions(path, tmp_path):
    found = read(path)
    cells = []
    for cell in found.cells:
        cells.append(cell)
        cells += [new_code_cell(code) for text in solutions(cell) for code in CODE.findall(text)]
    found.cells = cells
    ours = {"PLOTLY_RENDERER": "plotly_mimetype", "IPYTHONDIR": str(tmp_path), "JUPYTER_PLATFORM_DIRS": "1"}
    client = NotebookClient(
        found, timeout=LONGEST, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    client.execute(env={**os.environ, **ours})
    outputs = [output for cell in found.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert (
        sum("application/vnd.plotly.v1+json" in output.get("data", {}) for output in outputs) >= 1
    )  # a picture at least
