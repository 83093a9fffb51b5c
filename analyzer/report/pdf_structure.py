"""The structure tree of a PDF that is being written: read from the layout engine's objects, and written back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

_REFERENCE = re.compile(rb"(\d+) 0 R")
_NOWHERE = b"null"


@dataclass(frozen=True)
class Content:
    """A run of marked content: its number on its page (pages count from 0)."""

    page: int
    number: int


@dataclass(frozen=True)
class Linked:
    """An annotation in the tree: the reference to it, and the annotation itself."""

    reference: bytes
    annotation: Any


@dataclass
class Node:
    """A structure element. `item`: as the file has it; `page`: on which it begins; `kids`: in reading order."""

    kind: str
    item: Any
    page: int
    kids: list[Node | Content | Linked] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """Itself and all beneath it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.nodes()

    def contents(self) -> Iterator[Content]:
        """All marked content in it, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.contents()
            elif isinstance(kid, Content):
                yield kid


class Structure:
    """The tree of one file. `body`: the root of what is read; change it, and `keep` it."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._pages: dict[bytes, int] = {reference: place for place, reference in enumerate(pdf.page_references)}
        self._known: dict[int, Any] = {}
        root = self._found(pdf.catalog["StructTreeRoot"])
        self._owners = self._found(root["ParentTree"])["Nums"]
        self.body = self._read(self._found(root["K"][0]))

    def contents(self) -> set[Content]:
        """All marked content of all pages, those in the margin among it."""
        return {
            Content(page, number) for page in range(len(self._pages)) for number in range(len(self._owners_of(page)))
        }

    def take_out(self, contents: Collection[Content]) -> None:
        """Marks content as an artifact of pagination: it is repeated, or stands in the margin."""
        for page, reference in enumerate(self._pages):
            numbers = {each.number for each in contents if each.page == page}
            stream = self._found(self._found(reference)["Contents"]).stream
            for place, item in enumerate(stream):
                if isinstance(item, dict) and item.get("MCID") in numbers:
                    stream[place - 1] = "/Artifact"
                    item.clear()
                    item["Type"] = "/Pagination"

    def keep(self) -> None:
        """Writes the tree back, with the table by which content finds its element; what is left over is emptied."""
        owners: dict[Content, bytes] = {}
        used = set()
        for node in self.body.nodes():
            used.add(node.item.number)
            node.item["K"][:] = [self._written(node, kid) for kid in node.kids]
            for kid in node.kids:
                if isinstance(kid, Node):
                    kid.item["P"] = node.item.reference
                elif isinstance(kid, Content):
                    owners[kid] = node.item.reference
        for page in range(len(self._pages)):
            numbers = self._owners_of(page)
            numbers[:] = [owners.get(Content(page, number), _NOWHERE) for number in range(len(numbers))]
        self._keep_links()
        for number, item in self._known.items():
            if number not in used:
                item.clear()

    def _keep_links(self) -> None:
        """A link's own number leads to its element."""
        owners = {
            kid.annotation["StructParent"]: node.item.reference
            for node in self.body.nodes()
            for kid in node.kids
            if isinstance(kid, Linked)
        }
        for place in range(2 * len(self._pages), len(self._owners), 2):
            self._owners[place + 1] = owners.get(self._owners[place], _NOWHERE)

    def _written(self, node: Node, kid: Node | Content | Linked) -> Any:
        if isinstance(kid, Node):
            return kid.item.reference
        if isinstance(kid, Linked):
            return kid.reference
        if kid.page == node.page:
            return kid.number
        reference = self._pdf.page_references[kid.page].decode()
        return f"<</Type /MCR /Pg {reference} /MCID {kid.number}>>"

    def _read(self, item: Any) -> Node:
        self._known[item.number] = item
        page = self._pages.get(item.get("Pg", b""), 0)
        node = Node(str(item["S"]).removeprefix("/"), item, page)
        for kid in item["K"]:
            if isinstance(kid, int):
                node.kids.append(Content(page, kid))
                continue
            found = self._found(kid)
            if found.get("Type") == "/OBJR":
                node.kids.append(Linked(kid, self._found(found["Obj"])))
            else:
                node.kids.append(self._read(found))
        return node

    def _owners_of(self, page: int) -> Any:
        return self._owners[2 * page + 1]

    def _found(self, reference: bytes) -> Any:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise ValueError(f"no reference: {reference!r}")
        return self._pdf.objects[int(match[1])]
