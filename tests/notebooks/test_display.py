"""Results show themselves in Jupyter: the answer, the table, the chart; in plain Python nothing of it is loaded."""

import os
import re
import subprocess
import sys

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

CELLS = {
    "scenario": "import callfloor\nscenario = callfloor.load('single_queue', ['title=Water <b>works</b>'])\nscenario",
    "results": "results = callfloor.simulate(scenario, replications=3)\nresults",
    "comparison": "callfloor.compare(scenario, callfloor.load('single_queue', ['lines=20']), replications=3)",
    "several": "callfloor.compare('single_queue', variations=['few: lines=20', 'many: lines=60'], replications=3)",
    "sweep": "callfloor.sweep('single_queue', {'lines': [20, 30]}, replications=3)",
    "outcome": "outcome = callfloor.plan(scenario, method='erlang', replications=10)\noutcome",
    "plan": "outcome.plan",
    "infeasible": "callfloor.plan(callfloor.load('single_queue', ['headcount={team: 3}']))",
    "picture": "from callfloor import figures\nfigures.survival(figures.Reading(results))",
    "table": "from callfloor import tables\ntables.groups(figures.Reading(results))",
    "nothing": "from callfloor.figures.picture import nothing_to_draw\nnothing_to_draw('a', 'Why?', 'Nobody came.')",
    "sheet": "from callfloor import report\nreport.simulation_sheet(figures.Reading(results))",
    "chinese": "from callfloor.language import use\nuse('zh')\nresults",
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What stands below each cell: words without markup, and the number of charts."""
    book = new_notebook(cells=[new_code_cell(source) for source in CELLS.values()])
    ours = {"PLOTLY_RENDERER": "plotly_mimetype", "IPYTHONDIR": str(tmp_path_factory.mktemp("ipython"))}
    NotebookClient(book, timeout=120, kernel_name="python3").execute(env={**os.environ, **ours})
    found = {}
    for name, cell in zip(CELLS, book.cells, strict=True):
        assert not [output for output in cell.outputs if output.output_type in ("error", "stream")], name
        data = [output.get("data", {}) for output in cell.outputs]
        html = "".join(one.get("text/html", "") for one in data)
        found[name] = (html, sum("application/vnd.plotly.v1+json" in one for one in data))
    return found


def words(html):
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())


@pytest.mark.parametrize(
    ("name", "said", "charts"),
    [
        ("scenario", "calls: 80 % answered within 20 s each interval", 0),
        ("results", "target", 0),
        ("comparison", "against", 1),
        ("several", "few against single_queue", 0),
        ("sweep", "lines", 1),
        ("outcome", "The plan by formula costs", 1),
        ("plan", "costs", 1),
        ("infeasible", "No plan", 0),
        ("picture", "waits longer than", 1),
        ("table", "occupancy", 0),
        ("nothing", "Why? Nobody came.", 0),
        ("sheet", "seed", 5),
        ("chinese", "联络", 0),
    ],
)
def test_a_result_says_its_answer(shown, name, said, charts):
    html, drawn = shown[name]
    assert said in words(html).replace("\u202f", " ")
    assert drawn >= charts
    assert "Results(" not in html


def test_words_of_a_scenario_are_no_markup(shown):
    assert "Water &lt;b&gt;works" in shown["scenario"][0]
    assert "<b>" not in shown["scenario"][0]


def test_nothing_is_fetched_from_elsewhere(shown):
    assert not [name for name, (html, _) in shown.items() if re.search(r"(src|href)=.?https?:", html)]


def test_plain_python_knows_nothing_of_notebooks():
    code = "import callfloor, sys; print('IPython' in sys.modules, 'callfloor.jupyter' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["False", "False"]
