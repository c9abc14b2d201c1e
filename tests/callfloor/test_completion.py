"""Shell completion: commands, options and the library's names, in the shells that typer knows."""

import os
import subprocess
import sys

import pytest

from scenarios.catalogue import folders


def complete(line: str, **more: str) -> list[str]:
    """What the shell would be told for a line typed so far."""
    environment = {**os.environ, "_CALLFLOOR_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line, **more}
    code = "import sys; sys.argv = ['callfloor']; from callfloor.cli import app; app(prog_name='callfloor')"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    return [part.split('"')[1] for part in done.stdout.splitlines() if part.count('"') >= 2]


def test_a_command_is_completed():
    assert complete("callfloor sim") == ["simulate"]


def test_an_option_is_completed():
    assert "--precision" in complete("callfloor simulate telecom_hotline --prec")


def test_a_library_scenario_is_completed():
    assert complete("callfloor simulate tele") == ["telecom_hotline"]
    assert set(complete("callfloor plan ")) >= set(folders())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell):
    code = "import sys; sys.argv = ['callfloor']; from callfloor.cli import app; app(prog_name='callfloor')"
    environment = {**os.environ, "_CALLFLOOR_COMPLETE": f"source_{shell}"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "_CALLFLOOR_COMPLETE" in done.stdout
