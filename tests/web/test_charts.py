"""Charts in the browser: their headings stand on one line where there is room for all of it, and are never cut off."""

import pytest

from tests.web.conftest import Look

DRAWN = """async ([heading, width]) => {
    const place = document.body.appendChild(document.createElement("div"));
    place.style.width = width + "px";
    const one = {name: "heading", text: heading, x: 0, y: 1, xref: "paper", yref: "paper", xanchor: "left", showarrow: false};
    await window.Plotly.newPlot(place, [{y: [1, 2]}], {width: width, annotations: [one]});
    const drawn = place.querySelector(".annotation-text");
    const beyond = drawn.getBoundingClientRect().right - place.getBoundingClientRect().right;
    return [Math.max(drawn.querySelectorAll("tspan.line").length, 1), beyond];
}"""
LONG = "<b>gold answered in time</b>, of the offered ● all serve all<br>■ with a lane ● beaten ○ recommended; size: what<br>silver and standard surely lose, at most 0.6 points"
SHORT = "<b>vip</b> ● met: within 15 s,<br>each half-hour"


@pytest.mark.parametrize(
    ("heading", "width", "lines"), [(LONG, 680, 3), (LONG, 1300, 1), (SHORT, 680, 1), (SHORT, 350, 2)]
)
def test_a_heading_stands_on_one_line_where_there_is_room_for_it(look: Look, heading: str, width: int, lines: int):
    page = look("/learn", width=1400)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    drawn, beyond = page.evaluate(DRAWN, [heading, width])
    assert drawn == lines
    assert beyond <= 0
