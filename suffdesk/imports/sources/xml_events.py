"""Walking through an XML file as it is read, with bounded memory, depth and time; no entity is ever expanded.

The standard library's expat does the parsing. A document type is refused when it begins, so that no entity can be
declared; what expat holds back while it waits for the end of a tag is watched, so that no tag can fill the memory.
"""

import hashlib
from dataclasses import dataclass, field
from typing import NoReturn, Protocol
from xml.parsers import expat

from suffdesk.imports.sources.source import Source, SourceFault

MAX_DEPTH = 50
"""Elements inside one another; a return has five levels."""
MAX_ELEMENTS = 3_000_000
"""Elements of one file: a year of 20,000 children has about 1.3 million."""
MAX_TEXT = 20_000
"""Characters in one element; no value of a return has 200."""
_MAX_WAITING = 1_000_000
"""Bytes of one tag, comment or instruction."""
_BLOCK = 1 << 16
_CHOOSE = "choose the right file"


class Visitor(Protocol):
    """What is told of each element. Names have no namespace before them; lines count from 1."""

    def start(self, name: str, line: int) -> None:
        """An element begins."""

    def end(self, name: str, line: int, text: str) -> None:
        """It ends: ``line`` is where it began, ``text`` the characters directly in it."""


def walk_xml(source: Source, visitor: Visitor) -> str:
    """Tell ``visitor`` of every element in order; returns the SHA-256 of the file. Raises SourceFault."""
    digest = hashlib.sha256()
    walk = _Walk(visitor)
    fed = 0
    with source.opened() as raw:
        while True:
            block = raw.read(_BLOCK)
            digest.update(block)
            walk.feed(block)
            fed += len(block)
            if not block:
                return digest.hexdigest()
            if fed - max(walk.parser.CurrentByteIndex, 0) > _MAX_WAITING:
                line = walk.parser.CurrentLineNumber
                raise SourceFault(f"a tag or comment that begins on line {line:,} is over 1 MB long", _CHOOSE)


@dataclass(slots=True)
class _Open:
    """An element that has begun and not ended."""

    name: str
    line: int
    texts: list[str] = field(default_factory=list)
    length: int = 0


class _Walk:
    def __init__(self, visitor: Visitor) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self._visitor = visitor
        self._open: list[_Open] = []
        self._count = 0

    def feed(self, block: bytes) -> None:
        """Go on with the next bytes, or end with none."""
        try:
            self.parser.Parse(block, not block)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code) or "it is damaged"
            raise SourceFault(f"its XML is broken on line {error.lineno:,} ({said})", "have it made again") from None
        except (LookupError, ValueError, TypeError):  # an encoding that Python does not have, or that is none of text
            raise SourceFault("it names an encoding that is not known", "save it as UTF-8") from None

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        line = self.parser.CurrentLineNumber
        if len(self._open) == MAX_DEPTH:
            raise SourceFault(f"it has more than {MAX_DEPTH} elements inside one another on line {line:,}", _CHOOSE)
        if self._count > MAX_ELEMENTS:
            raise SourceFault(f"it has more than {MAX_ELEMENTS:,} elements", "divide it by year")
        name = name.rpartition(":")[2]
        self._open.append(_Open(name, line))
        self._visitor.start(name, line)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        self._visitor.end(element.name, element.line, "".join(element.texts))

    def _text(self, text: str) -> None:
        element = self._open[-1]
        if not element.texts and text.isspace():  # what stands between elements
            return
        element.length += len(text)
        if element.length > MAX_TEXT:
            raise SourceFault(
                f"the element {element.name[:40]} on line {element.line:,} has over {MAX_TEXT:,} characters", _CHOOSE
            )
        element.texts.append(text)

    def _refuse(self, *_: object) -> NoReturn:
        raise SourceFault("it declares a document type, which no return does and which can do harm", _CHOOSE)
