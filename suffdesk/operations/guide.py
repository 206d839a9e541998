"""The guide that ships with the program: its pages, their sections, and what is said where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from suffdesk.core.paths import resource

PAGES = (
    "first-day", "dates-and-undo", "records", "figures", "importing", "providers", "quality", "own-homes", "board-pack",
    "history", "keeping-and-losing", "stores", "keyboard", "command-line",
)  # fmt: skip
"""Names of the pages, in the order in which they are read."""
_HEADING = re.compile(r"^(#{1,3}) +(.+?)\s*$", re.M)
_MARKS = re.compile(r"[*`|]+|^#+ |^ *[-:]{3,}.*$", re.M)
_AROUND = 60
"""Letters of a passage before and after what was looked for."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page and what stands under it. ``number`` counts the headings of the page, its title being 0."""

    page: str
    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name, its title, all of it as markdown, and its sections; the first has the page's title."""

    name: str
    title: str
    markdown: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Where something is said: the section, and the words around it."""

    section: Section
    title: str
    words: str


@cache
def page(name: str) -> Page:
    """A page by its name, one of :data:`PAGES`. Raises KeyError for another."""
    if name not in PAGES:
        raise KeyError(name)
    text = resource("guide", f"{name}.md").read_text(encoding="utf-8")
    found = list(_HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    sections = tuple(
        Section(name, number, _plain(match[2]), _plain(text[match.end() : end]))
        for number, (match, end) in enumerate(zip(found, ends, strict=True))
    )
    return Page(name, sections[0].heading, text, sections)


def pages() -> tuple[Page, ...]:
    """Every page, in order."""
    return tuple(page(name) for name in PAGES)


def find(words: str) -> list[Passage]:
    """The sections that hold every word in any case: those whose heading does first, then in the guide's order."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    passages = [passage for one in pages() for passage in _passages(one, wanted)]
    return sorted(passages, key=lambda one: not all(word in one.section.heading.casefold() for word in wanted))


def _passages(of: Page, wanted: list[str]) -> Iterator[Passage]:
    for section in of.sections:
        whole = f"{section.heading} {section.text}".casefold()
        if all(word in whole for word in wanted):
            at = max(0, section.text.casefold().find(wanted[0]))
            start, end = max(0, at - _AROUND), at + _AROUND
            words = " ".join(section.text[start:end].split())
            yield Passage(section, of.title, f"{'…' if start else ''}{words}{'…' if end < len(section.text) else ''}")


def picture(name: str) -> Path | None:
    """The file of a picture that a page shows (``pictures/child-light.png``); None for anything else."""
    folder, _, file = name.partition("/")
    if folder != "pictures" or not re.fullmatch(r"[a-z0-9-]+\.png", file):
        return None
    path = resource("guide", "pictures", file)
    return path if path.is_file() else None


def _plain(markdown: str) -> str:
    """The words without the marks that set them."""
    return _MARKS.sub("", re.sub(r"!\[[^\]]*\]\([^)]*\)", "", markdown)).strip()
