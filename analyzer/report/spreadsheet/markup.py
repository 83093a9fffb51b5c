"""What the XML of a workbook that came from outside holds, looked through before any library reads it: a document
type, and texts over which reading takes a time that grows with their square."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate

# Characters of a form of numbers, and of a name with its ranges. Excel allows 255 of the first.
MOST_OF_ONE = 2_000
MOST_TOGETHER = 50_000
_NUMBER_FORM, _NAME = "numFmt", "definedName"
_DEEPEST = 200


class Entangled(Exception):
    """More than a worksheet can need."""


@dataclass
class Survey:
    """Adds up over the parts of one file. `left`: elements that may still come."""

    left: int
    _together: int = 0
    _depth: int = 0
    _named: int = -1  # characters of the name that is open; -1: none is

    def part(self, content: bytes, *, surely: bool) -> None:
        """Looks through one part. `surely`: its name says that it is XML; another one that is none is passed over.

        Raises Entangled, and ValueError where it cannot be read or declares a document type.
        """
        self._depth, self._named = 0, -1
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except (ExpatError, LookupError) as exc:  # the second: letters coded in a way that is not known here
            if surely:
                raise ValueError("this is no XML") from exc

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.left -= 1
        self._depth += 1
        if self.left < 0 or self._depth > _DEEPEST:
            raise Entangled
        local = tag.rpartition(":")[2]
        if local == _NUMBER_FORM:
            self._count(max(map(len, attributes.values()), default=0))
        elif local == _NAME:
            self._named = 0

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag.rpartition(":")[2] == _NAME:
            self._count(max(self._named, 0))
            self._named = -1

    def _text(self, words: str) -> None:
        if self._named >= 0:
            self._named += len(words)

    def _count(self, length: int) -> None:
        self._together += length
        if length > MOST_OF_ONE or self._together > MOST_TOGETHER:
            raise Entangled


def _refuse(*_: object) -> None:
    raise ValueError("a document type: a workbook has none")
