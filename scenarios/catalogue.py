"""The catalogue: ready scenarios, each a folder of the library with its data and a story of what to learn from it.

The story is English; the same in another language stands beside it, as `story.zh.md`: the title, then the story.
"""

from dataclasses import dataclass, replace
from pathlib import Path

LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True)
class Entry:
    """A ready scenario; its story is the comment its file opens with."""

    name: str
    title: str
    story: str
    folder: Path

    def told_in(self, language: str) -> "Entry":
        """The same with title and story in another language, from `story.LANGUAGE.md`; as it is where there is none."""
        path = self.folder / f"story.{language}.md"
        if not path.exists():
            return self
        title, _, story = path.read_text(encoding="utf-8").partition("\n")
        return replace(self, title=title.removeprefix("#").strip(), story=story.strip())


def folders() -> dict[str, Path]:
    """Folders of the library that hold a scenario, by name."""
    return {path.parent.name: path.parent for path in sorted(LIBRARY.glob("*/scenario.yaml"))}


def library() -> tuple[Entry, ...]:
    """All ready scenarios, by name: what `callfloor scenarios` lists. Each is loaded by its name, ``load(entry.name)``."""
    return tuple(_entry(name, folder) for name, folder in folders().items())


def _entry(name: str, folder: Path) -> Entry:
    lines = (folder / "scenario.yaml").read_text(encoding="utf-8").splitlines()
    story: list[str] = []
    for line in lines:
        if not line.startswith("#"):
            break
        story.append(line.removeprefix("#").removeprefix(" ").rstrip())
    titles = [line.partition(":")[2].strip().strip("\"'") for line in lines if line.startswith("title:")]
    return Entry(name, titles[0] if titles else name, "\n".join(story).strip(), folder)
