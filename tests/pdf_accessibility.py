"""What a machine can check of the accessibility of a PDF, after the Matterhorn Protocol 1.1 (PDF/UA-1).

`faults` gives a line for each condition that fails, with its number ("14-003"); "tree" is for what ISO 32000 asks of
the structure tree itself. `told` reads the file aloud: each element that holds text, with it, in the order of the tree.
Nothing here knows which program made the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from itertools import pairwise

import pikepdf

_GROUPS = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct"}
_LEVELS = {f"H{level}" for level in range(1, 7)}
_STANDARD = {
    *(_GROUPS | _LEVELS | {"Private", "H", "P", "L", "LI", "Lbl", "LBody"}),
    *{"Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"},
    *{"Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Figure", "Formula", "Form"},
}
# What may stand directly in what; elements that are not named may hold anything.
_INSIDE = {
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "TOC": {"TOC", "TOCI", "Caption"},
}
_ONLY_IN = {
    "LI": {"L"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TOCI": {"TOC"},
}
_PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"', "INLINE IMAGE"}
_SHOWS = {"Tj", "TJ", "'", '"'}
_UA, _DC = "http://www.aiim.org/pdfua/ns/id/", "http://purl.org/dc/elements/1.1/"


@dataclass
class _Page:
    """`texts`: by the number of the marked content, what it shows."""

    texts: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass
class _Element:
    kind: str
    item: pikepdf.Dictionary
    kids: list[_Element] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)  # page and number
    links: list[pikepdf.Dictionary] = field(default_factory=list)
    order: list[_Element | tuple[int, int]] = field(default_factory=list)

    def all(self) -> Iterator[_Element]:
        yield self
        for kid in self.kids:
            yield from kid.all()


def faults(source: bytes) -> list[str]:
    """What keeps the file from being PDF/UA, as far as a machine can tell; empty: nothing."""
    with pikepdf.open(BytesIO(source)) as pdf:
        pages = [_read(page, number) for number, page in enumerate(pdf.pages, 1)]
        found = [fault for page in pages for fault in page.faults]
        found += [*_catalogue(pdf), *_fonts(pdf), *_safety(pdf)]
        root = pdf.Root.get("/StructTreeRoot")
        if root is None:
            return [*found, "tree: there are no tags"]
        body = _tree(pdf, root)
        found += [*_kinds(root, body), *_nesting(body), *_headings(body), *_tables(body), *_words(body)]
        found += [*_owners(pdf, root, body, pages), *_annotations(pdf, body), *_empty(body, pages)]
        return list(dict.fromkeys(found))


@lru_cache(maxsize=8)
def told(source: bytes) -> tuple[tuple[str, str], ...]:
    """The kind and the text of each element that holds text of its own, in the order of the tree."""
    with pikepdf.open(BytesIO(source)) as pdf:
        pages = [_read(page, number) for number, page in enumerate(pdf.pages, 1)]
        spoken: list[tuple[str, str]] = []

        def speak(element: _Element) -> str:
            """What is said in the element itself, with that of what stands in the line."""
            parts = []
            for each in element.order:
                if isinstance(each, tuple):
                    parts.append(pages[each[0]].texts.get(each[1], ""))
                elif each.kind in ("Link", "Span"):
                    parts.append(speak(each))
            return "".join(parts)

        for element in _tree(pdf, pdf.Root.StructTreeRoot).all():
            if element.kind not in ("Link", "Span") and (text := speak(element)):
                spoken.append((element.kind, text))
        return tuple(spoken)


# --- what the file says of itself ----------------------------------------------------------------------------------


def _catalogue(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if "/Metadata" not in root:
        yield "06-001: no metadata"
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        if said.get(f"{{{_UA}}}part") != "1":
            yield "06-002: the metadata do not claim PDF/UA-1"
        if not said.get(f"{{{_DC}}}title"):
            yield "06-003: no title in the metadata"
        elif str(pdf.docinfo.get("/Title", "")) != said[f"{{{_DC}}}title"]:
            yield "06-003: another title in the metadata than in the file"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "07-001: the title is not shown"
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(root.get("/Lang", ""))):
        yield "11-001: no language"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "tree: the file does not say that it is tagged"
    if root.get("/MarkInfo", {}).get("/Suspects", False):
        yield "01-007: the tags are suspect"
    if len(pdf.pages) > 20 and "/Outlines" not in root:
        yield "27: no bookmarks in a long document"


def _safety(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "26-001: the file is encrypted"
    names = pdf.Root.get("/Names", {})
    for key in ("/JavaScript", "/EmbeddedFiles"):
        if key in names:
            yield f"21: {key[1:]} in the file"
    for key in ("/OpenAction", "/AA", "/AcroForm"):
        if key in pdf.Root:
            yield f"25: {key[1:]} in the file"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for font in _all_fonts(pdf):
        name = str(font.get("/BaseFont", "?"))
        inner = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
        descriptor = inner.get("/FontDescriptor", {})
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"31-009: {name} is not embedded"
        if inner.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
            yield f"31-016: {name} does not say which glyph a code has"
        if "/ToUnicode" not in font:
            yield f"31-027: {name} cannot be read as text"
        elif any(word in ("\x00", "\ufeff", "\ufffe") for word in _codes(font).values()):
            yield f"31-028: {name} has a character that is none"


def _all_fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    found = {}
    for page in pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            found[font.objgen] = font
    return list(found.values())


def _codes(font: pikepdf.Dictionary) -> dict[int, str]:
    """By the code of a character, the text that it stands for."""
    found: dict[int, str] = {}
    source = font.ToUnicode.read_bytes().decode("latin-1")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for place, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(text, 16) + place)
    return found


# --- what stands on the pages --------------------------------------------------------------------------------------


def _read(page: pikepdf.Page, number: int) -> _Page:
    """Walks the content of a page: what is shown, and whether all of it is marked."""
    read = _Page()
    known: dict[str, dict[int, str]] = {}
    fonts = page.get("/Resources", {}).get("/Font", {})
    marks: list[int | str] = []
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            marks.append(_mark(operands))
            read.faults += _nested(marks, number)
            if isinstance(marks[-1], int):
                read.texts.setdefault(marks[-1], "")
        elif name == "EMC":
            if not marks:
                read.faults.append(f"tree: a mark ends that never began, page {number}")
                continue
            marks.pop()
        elif name == "Tf":
            font = str(operands[0])
        elif name in _PAINTS:
            own = [mark for mark in marks if isinstance(mark, int)]
            if not own and "Artifact" not in marks:
                read.faults.append(f"01-005: content without a mark on page {number}")
            if name in _SHOWS:
                if font not in known:
                    known[font] = _codes(fonts[font]) if "/ToUnicode" in fonts.get(font, {}) else {}
                for text in _decoded(operands, known[font], read, number):
                    if own:
                        read.texts[own[-1]] += text
    if marks:
        read.faults.append(f"tree: a mark does not end, page {number}")
    return read


def _mark(operands: pikepdf.Array) -> int | str:
    values = operands[1] if len(operands) > 1 else {}
    return int(values["/MCID"]) if "/MCID" in values else str(operands[0]).removeprefix("/")


def _nested(marks: list[int | str], number: int) -> Iterator[str]:
    inner, outer = marks[-1], marks[:-1]
    if inner == "Artifact" and any(isinstance(mark, int) for mark in outer):
        yield f"01-003: an artifact within what is read, page {number}"
    if isinstance(inner, int) and "Artifact" in outer:
        yield f"01-004: what is read within an artifact, page {number}"


def _decoded(operands: pikepdf.Array, codes: dict[int, str], read: _Page, number: int) -> Iterator[str]:
    shown = operands[-1]
    for piece in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if not isinstance(piece, pikepdf.String):
            continue
        raw = bytes(piece)
        for place in range(0, len(raw), 2):
            code = int.from_bytes(raw[place : place + 2], "big")
            if code == 0:
                read.faults.append(f"31-030: a glyph that stands for nothing, page {number}")
            elif code not in codes:
                read.faults.append(f"10-001: a character that is no text, page {number}")
            yield codes.get(code, "\ufffd")


# --- the tree ------------------------------------------------------------------------------------------------------


def _tree(pdf: pikepdf.Pdf, root: pikepdf.Dictionary) -> _Element:
    places = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
    top = root.K[0] if isinstance(root.K, pikepdf.Array) else root.K
    return _element(top, places, 0)


def _element(item: pikepdf.Dictionary, places: dict[tuple[int, int], int], page: int) -> _Element:
    element = _Element(kind=str(item.get("/S", "?")).removeprefix("/"), item=item)
    page = places.get(item.Pg.objgen, page) if "/Pg" in item else page
    kids = item.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            if kid.get("/Type") == "/OBJR":
                element.links.append(kid.Obj)
                continue
            if kid.get("/Type") == "/MCR":
                content = (places.get(kid.Pg.objgen, page) if "/Pg" in kid else page, int(kid.MCID))
                element.contents.append(content)
                element.order.append(content)
                continue
            inner = _element(kid, places, page)
            element.kids.append(inner)
            element.order.append(inner)
        else:
            element.contents.append((page, int(kid)))
            element.order.append((page, int(kid)))
    return element


def _kinds(root: pikepdf.Dictionary, body: _Element) -> Iterator[str]:
    roles = {
        str(key).removeprefix("/"): str(value).removeprefix("/") for key, value in root.get("/RoleMap", {}).items()
    }
    for name in roles:
        if name in _STANDARD:
            yield f"02-004: {name} is given another meaning"
    for element in body.all():
        kind, seen = element.kind, set()
        while kind in roles and kind not in seen:
            seen.add(kind)
            kind = roles[kind]
        if kind not in _STANDARD:
            yield f"02-001: {element.kind} is no standard element"
    if body.kind != "Document":
        yield "tree: the root is no Document"


def _nesting(body: _Element) -> Iterator[str]:
    for element in body.all():
        allowed = _INSIDE.get(element.kind)
        number = "09-005" if element.kind in ("L", "LI") else "09-004"
        if allowed is not None:
            for kid in element.kids:
                if kid.kind not in allowed:
                    yield f"{number}: {kid.kind} in {element.kind}"
            if element.contents:
                yield f"{number}: text directly in {element.kind}"
        for kid in element.kids:
            if kid.kind in _ONLY_IN and element.kind not in _ONLY_IN[kid.kind]:
                yield f"{'09-005' if kid.kind in ('LI', 'LBody') else '09-004'}: {kid.kind} in {element.kind}"
            if kid.kind in _LEVELS and element.kind in _LEVELS | {"P"}:
                yield f"09-001: {kid.kind} in {element.kind}"
        if element.kind == "LI" and not any(kid.kind == "LBody" for kid in element.kids):
            yield "09-005: LI without LBody"
        if element.kind == "L" and not any(kid.kind == "LI" for kid in element.kids):
            yield "09-005: L without LI"


def _headings(body: _Element) -> Iterator[str]:
    levels = [int(element.kind[1]) for element in body.all() if element.kind in _LEVELS]
    if not levels:
        yield "14: no headings"
        return
    if levels[0] != 1:
        yield "14-002: the first heading is no H1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"14-003: H{after} after H{before}"
    if any(element.kind == "H" for element in body.all()):
        yield "14-007: H beside numbered headings"


def _tables(body: _Element) -> Iterator[str]:
    for table in (element for element in body.all() if element.kind == "Table"):
        rows = [row for row in table.all() if row.kind == "TR"]
        widths = {sum(_span(cell) for cell in row.kids) for row in rows}
        if len(widths) != 1:
            yield f"09-004: rows of {sorted(widths)} cells in one table"
        cells = [cell for row in rows for cell in row.kids]
        heads = [cell for cell in cells if cell.kind == "TH"]
        if not heads:
            yield "15-003: a table without heads"
        by_id = any("/Headers" in _attributes(cell) for cell in cells)
        for cell in heads:
            if _attributes(cell).get("/Scope") not in ("/Row", "/Column", "/Both") and not by_id:
                yield "15-003: a head that does not say of what"
        parts = [part.kind for part in table.kids]
        if parts.count("THead") > 1:
            yield "09-004: heads repeated within a table"


def _attributes(element: _Element) -> dict[str, object]:
    found = element.item.get("/A", pikepdf.Dictionary())
    each = found if isinstance(found, pikepdf.Array) else [found]
    return {str(key): value for item in each if item.get("/O") == "/Table" for key, value in item.items()}


def _span(cell: _Element) -> int:
    return int(_attributes(cell).get("/ColSpan", 1))  # type: ignore[call-overload]


def _words(body: _Element) -> Iterator[str]:
    for element in body.all():
        said = str(element.item.get("/Alt", "") or element.item.get("/ActualText", ""))
        if element.kind == "Figure" and not said.strip():
            yield "13-004: a picture without words"
        if element.kind == "Figure" and len(_box(element)) != 4:
            yield "13: a picture without a place on the page"
        if element.kind == "Formula" and not said.strip():
            yield "17-002: a formula without words"


def _box(element: _Element) -> list[object]:
    found = element.item.get("/A", pikepdf.Dictionary())
    return list(found.get("/BBox", pikepdf.Array()))


def _owners(pdf: pikepdf.Pdf, root: pikepdf.Dictionary, body: _Element, pages: list[_Page]) -> Iterator[str]:
    """Each marked content belongs to one element, and the table of parents says so too."""
    if "/ParentTree" not in root:
        yield "tree: no table of parents"
        return
    table = pikepdf.NumberTree(root.ParentTree)
    owned: dict[tuple[int, int], _Element] = {}
    for element in body.all():
        for kid in element.kids:
            if kid.item.get("/P", pikepdf.Dictionary()).objgen != element.item.objgen:
                yield f"tree: {kid.kind} does not name its parent"
        for content in element.contents:
            if content in owned:
                yield f"tree: content of page {content[0] + 1} stands twice in the tree"
            owned[content] = element
    for place, page in enumerate(pages):
        if page.texts and "/StructParents" not in pdf.pages[place].obj:
            yield f"tree: page {place + 1} is not in the table of parents"
            continue
        listed = table[int(pdf.pages[place].obj.StructParents)] if page.texts else []
        for number in page.texts:
            owner = owned.get((place, number))
            if owner is None:
                yield f"01-005: marked content of page {place + 1} that no element has"
            elif number >= len(listed) or listed[number].objgen != owner.item.objgen:
                yield f"tree: the table of parents is wrong on page {place + 1}"
    for place, number in owned:
        if number not in pages[place].texts:
            yield f"tree: an element has content that page {place + 1} does not have"


def _annotations(pdf: pikepdf.Pdf, body: _Element) -> Iterator[str]:
    tagged = {link.objgen: element for element in body.all() for link in element.links}
    for number, page in enumerate(pdf.pages, 1):
        own = page.get("/Annots", [])
        if len(own) and page.get("/Tabs") != "/S":
            yield f"28-009: the tab order of page {number} is not that of the tree"
        for link in own:
            element = tagged.get(link.objgen)
            if link.get("/Subtype") != "/Link":
                yield f"28-002: an annotation that is no link, page {number}"
            elif element is None or element.kind != "Link":
                yield f"28-011: a link outside the tree, page {number}"
            if not str(link.get("/Contents", "")).strip():
                yield f"28-012: a link that does not say where it goes, page {number}"
            if "/StructParent" not in link:
                yield f"tree: a link without a parent, page {number}"
            elif element is not None:
                table = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
                if table[int(link.StructParent)].objgen != element.item.objgen:
                    yield f"tree: the table of parents is wrong for a link on page {number}"


def _empty(body: _Element, pages: list[_Page]) -> Iterator[str]:
    for element in body.all():
        text = "".join(pages[page].texts.get(number, "") for page, number in element.contents)
        bare = not element.kids and not element.links
        if element.kind in ("TD", "TH"):  # a cell may be empty
            continue
        if bare and not element.contents:
            yield f"tree: an empty {element.kind}"
        elif bare and element.kind in _LEVELS | {"P", "Lbl", "LBody"} and not text.strip():
            yield f"tree: {element.kind} without text"
        elif element.kind in _GROUPS - {"Caption", "NonStruct"} and text.strip():
            yield f"tree: text directly in {element.kind}"
