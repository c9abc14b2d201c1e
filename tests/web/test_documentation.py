"""The documentation in a browser: what a table says is seen without scrolling it sideways, on a screen and on a telephone."""

import pytest

from tests.callfloor.test_docs_pages import built

SECOND = """() => [...document.querySelectorAll("article table")].filter(table => !table.closest(".highlight")).map(table => {
    const cell = table.querySelector("td:nth-child(2)");
    return document.documentElement.clientWidth - (cell ? cell.getBoundingClientRect().left : 0);
})"""
EMPTY = """() => [...document.querySelectorAll("article thead")].filter(head => head.offsetHeight && !head.innerText.trim()).length"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return sorted(built(tmp_path_factory.mktemp("documentation")).glob("*.html"))


@pytest.mark.parametrize("width", [1280, 390])
def test_the_second_column_of_every_table_is_in_view(browser, pages, width):
    shown = browser.new_page(viewport={"width": width, "height": 844})
    tables, hidden, empty = 0, [], []
    for page in pages:
        shown.goto(page.as_uri())
        room = shown.evaluate(SECOND)
        tables += len(room)
        hidden += [page.name] * any(left < 0.25 * width for left in room)
        empty += [page.name] * bool(shown.evaluate(EMPTY))
    shown.close()
    assert tables > 80
    assert (hidden, empty) == ([], [])
