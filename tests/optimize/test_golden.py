"""Every kind of row reads as it stood when it was last read by somebody: ``golden_programs.py`` says how to write the texts anew."""

import pytest

from tests.optimize.golden_programs import FOLDER, PROGRAMS, text_of


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_reads_as_it_should(name):
    assert text_of(PROGRAMS[name]()) == (FOLDER / f"{name}.lp").read_text(encoding="utf-8")
