"""The terminal: the answer in a sentence, tables under it, and progress in words.

Results go to standard output, everything else (progress, warnings, where files were written) to standard error. With
`--json -` standard output belongs to the JSON alone, so nothing else is printed there.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from callfloor.figures.picture import Table

PIPED_WIDTH = 160  # columns, where the reader is a file or another program


class Terminal:
    """Where a command speaks to whoever started it."""

    def __init__(self, *, quiet: bool = False) -> None:
        """`quiet`: standard output is taken, say nothing there."""
        self.quiet = quiet

    def _console(self, *, stderr: bool) -> Console:
        from rich.console import Console

        class Pipe(Console):
            def on_broken_pipe(self) -> None:
                """Whoever stopped reading results, as `| head` does, has read enough; but progress must never stop the work."""
                if not self.stderr:
                    raise BrokenPipeError
                with contextlib.suppress(OSError, ValueError):
                    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())

        console = Pipe(stderr=stderr, highlight=False, markup=False, emoji=False)
        if not console.is_terminal:
            console.width = PIPED_WIDTH
        return console

    def say(self, text: str = "") -> None:
        """A result, on standard output."""
        if not self.quiet:
            self._console(stderr=False).print(text, soft_wrap=False)

    def headline(self, text: str) -> None:
        """The answer."""
        if not self.quiet:
            self._console(stderr=False).print(text, style="bold")

    def note(self, text: str) -> None:
        """Something beside the result, on standard error."""
        self._console(stderr=True).print(text, soft_wrap=True)

    def table(self, title: str, content: Table) -> None:
        """A table: names left, figures right."""
        if self.quiet:
            return
        from rich import box
        from rich.table import Table as RichTable
        from rich.text import Text

        table = RichTable(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
        for place, column in enumerate(content.columns):
            table.add_column(Text(column), justify="left" if place < content.labels else "right", overflow="fold")
        for row in content.rows:
            table.add_row(*(Text(cell, style=_style(cell)) for cell in row))
        self._console(stderr=False).print(table)

    @contextmanager
    def counting(self, what: str) -> Iterator[Callable[[int, int], None]]:
        """Progress of countable work: a bar where somebody watches, one line as it begins where nobody does."""
        console = self._console(stderr=True)
        if not console.is_terminal:
            yield _once(lambda: console.print(f"{what} …"))
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(what, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    @contextmanager
    def telling(self, what: str) -> Iterator[Callable[[str], None]]:
        """Progress of work whose end is not known: what is being done now, in words."""
        console = self._console(stderr=True)
        if not console.is_terminal:
            console.print(f"{what} …")
            yield lambda text: console.print(text, soft_wrap=True)
            return
        with console.status(f"{what} …") as status:

            def tell(text: str) -> None:
                console.print(text, style="dim", soft_wrap=True)
                status.update(text)

            yield tell


def _once(tell: Callable[[], None]) -> Callable[[int, int], None]:
    """Progress that is told as the work begins, when all is checked, and no more."""
    told = False

    def progress(_done: int, _total: int) -> None:
        nonlocal told
        if not told:
            told = True
            tell()

    return progress


def _style(cell: str) -> str:
    return {"MISSED": "bold red", "met": "green"}.get(re.sub(r" \d+$", "", cell), "")
