"""What a notebook shows, in a browser: Jupyter's own rules for lists and tables do not reach into our results."""

import pytest

from callfloor import page
from callfloor.jupyter import STYLE

# As JupyterLab and nbconvert have it: the names of a list float beside their meanings, a fifth and four fifths wide.
JUPYTER = """<style>
.jp-OutputArea-output dl, .jp-OutputArea-output dt, .jp-OutputArea-output dd { display: block; }
.jp-OutputArea-output dl { width: 100%; overflow: hidden; padding: 0; margin: 0; }
.jp-OutputArea-output dt { font-weight: bold; float: left; width: 20%; padding: 0; margin: 0; }
.jp-OutputArea-output dd { float: left; width: 80%; padding: 0; margin: 0; }
</style>"""
TILES = [("cost", "6 320 EUR", "paid staff"), ("full-time equivalents", "38.8", "of 8 paid hours each")]
APART = """() => [...document.querySelectorAll(".tiles div")].map(tile => {
    const [name, value] = ["dt", "dd"].map(one => tile.querySelector(one).getBoundingClientRect());
    return [value.top - name.bottom, value.left - name.left];
})"""


@pytest.mark.parametrize("width", [1100, 390])
def test_a_tiles_name_stands_above_its_figure(browser, width):
    shown = browser.new_page(viewport={"width": width, "height": 600})
    drawn = f'<div class="callfloor">{page.tiles(TILES)}</div>'
    shown.set_content(f'{JUPYTER}<div class="jp-OutputArea-output">{STYLE}{drawn}</div>')
    found = shown.evaluate(APART)
    shown.close()
    assert len(found) == len(TILES)
    assert all(below >= 0 and beside == 0 for below, beside in found), found
