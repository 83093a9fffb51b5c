"""The check of accessibility finds what it is made to find: every fault that is planted in a good PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pdf_accessibility import faults
from pdf_here import needs_pdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from analyzer.report.pdf_engine import laid_out
from analyzer.report.pdf_tags import mend

# What a report is made of, on one page.
SMALL = """<html lang="nl-NL"><title>Proef van de toegankelijkheid</title><body>
<h1>Proef</h1><p>Een alinea met <a href="#verder">een verwijzing</a>.</p>
<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><title>x</title><rect width="60" height="9"/></svg>
<h2 id="verder">Verder</h2><ul><li>Eerste</li><li>Tweede</li></ul>
<table><thead><tr><th scope="col">A</th><th scope="col">B</th><th scope="col">C</th></tr></thead>
<tbody><tr><th scope="row">1</th><td>2</td><td>3</td></tr>
<tr><th scope="row">4</th><td>5</td><td>6</td></tr></tbody></table>
<h3>Onder</h3><p>Het einde.</p></body></html>"""


@pytest.fixture(scope="module", autouse=True)
def _one_can_be_made() -> None:
    needs_pdf()


@pytest.fixture(scope="module")
def good() -> bytes:
    def finish(document: Any, written: Any) -> None:
        mend(document, written, pictures=["Een staaf."], places={"verder": "Naar verder"})

    made: bytes = laid_out(SMALL).write_pdf(pdf_variant="pdf/ua-1", finisher=finish)
    assert faults(made) == []
    return made


def elements(document: Pdf, kind: str = "") -> Iterator[Dictionary]:
    """Structure elements in the order of the tree."""
    waiting = [document.Root.StructTreeRoot.K[0]]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, Dictionary) and "/S" in item:
            if kind in ("", str(item.S)[1:]):
                yield item
            waiting = [*item.K, *waiting]


def first(document: Pdf, kind: str) -> Dictionary:
    return next(elements(document, kind))


def rename(kind: str, other: str) -> Callable[[Pdf], None]:
    def plant(document: Pdf) -> None:
        first(document, kind).S = Name(f"/{other}")

    return plant


def without_metadata(document: Pdf) -> None:
    del document.Root.Metadata


def in_metadata(old: bytes, new: bytes) -> Callable[[Pdf], None]:
    def plant(document: Pdf) -> None:
        source = document.Root.Metadata.read_bytes()
        assert old in source
        document.Root.Metadata = document.make_stream(source.replace(old, new), Type=Name.Metadata, Subtype=Name.XML)

    return plant


def without(key: str, kind: str = "") -> Callable[[Pdf], None]:
    """Leaves out an entry, of the file or of the first element of a kind."""

    def plant(document: Pdf) -> None:
        del (first(document, kind) if kind else document.Root)[key]

    return plant


def unscoped(document: Pdf) -> None:
    del first(document, "TH").A["/Scope"]


def unmarked(document: Pdf) -> None:
    document.pages[0].contents_add(b"0 0 9 9 re f", prepend=False)


def unmarked_text(document: Pdf) -> None:
    page = document.pages[0]
    source = page.Contents.read_bytes()
    place = source.index(b"BDC", source.index(b"/Span"))
    start = source.rindex(b"/Span", 0, place)
    end = source.index(b"EMC", place)
    page.Contents = document.make_stream(source[:start] + source[place + 3 : end] + source[end + 3 :])


def artifact_within(document: Pdf) -> None:
    document.pages[0].contents_add(b"/Span <</MCID 900>> BDC /Artifact BMC EMC EMC", prepend=False)


def within_artifact(document: Pdf) -> None:
    document.pages[0].contents_add(b"/Artifact BMC /Span <</MCID 900>> BDC EMC EMC", prepend=False)


def unowned(document: Pdf) -> None:
    document.pages[0].contents_add(b"/Span <</MCID 900>> BDC EMC", prepend=False)


def unended(document: Pdf) -> None:
    document.pages[0].contents_add(b"/Artifact BMC", prepend=False)


def mapped(document: Pdf) -> None:
    document.Root.StructTreeRoot.RoleMap = Dictionary(P=Name.H1)


def unreadable(document: Pdf) -> None:
    for font in document.pages[0].Resources.Font.values():
        del font["/ToUnicode"]


def not_embedded(document: Pdf) -> None:
    for font in document.pages[0].Resources.Font.values():
        del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def no_glyph(document: Pdf) -> None:
    font = next(iter(document.pages[0].Resources.Font.keys()))
    words = f"/Artifact BMC BT {font} 9 Tf <0000> Tj ET EMC".encode()
    document.pages[0].contents_add(words, prepend=False)


def orphaned(document: Pdf) -> None:
    """An element is taken out of the tree, with its content still on the page."""
    parent = first(document, "Document")
    place = next(index for index, kid in enumerate(parent.K) if kid.S == Name.P)
    del parent.K[place]


def empty(document: Pdf) -> None:
    parent = first(document, "Document")
    parent.K.append(document.make_indirect(Dictionary(S=Name.P, P=parent, K=Array())))


def text_in_the_root(document: Pdf) -> None:
    """What a paragraph says stands in no element of its own."""
    parent, paragraph = first(document, "Document"), first(document, "P")
    content = paragraph.K[0]
    del paragraph.K[0]
    parent.K.append(Dictionary(Type=Name.MCR, Pg=paragraph.Pg, MCID=content))


def short_row(document: Pdf) -> None:
    row = next(each for each in elements(document, "TR") if len(each.K) > 2)
    row.K = Array(list(row.K)[:-1])


def text_in_row(document: Pdf) -> None:
    row = first(document, "TR")
    row.K.append(0)


def wrong_parent(document: Pdf) -> None:
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    owners = numbers[1]
    owners[0], owners[1] = owners[2], owners[0]


def twice(document: Pdf) -> None:
    kid = first(document, "P")
    kid.K.append(kid.K[0])


def skipped(document: Pdf) -> None:
    for each in elements(document, "H3"):
        each.S = Name.H5


def no_tabs(document: Pdf) -> None:
    for page in document.pages:
        page.Tabs = Name.R


def silent_link(document: Pdf) -> None:
    for page in document.pages:
        for link in page.get("/Annots", []):
            link.Contents = String("")


def untagged_link(document: Pdf) -> None:
    link = first(document, "Link")
    link.K = Array([kid for kid in link.K if not isinstance(kid, Dictionary)])


def with_script(document: Pdf) -> None:
    document.Root.Names.JavaScript = Dictionary()


def opening(document: Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://example.org"))


def no_heads(document: Pdf) -> None:
    table = first(document, "Table")
    for cell in [each for each in elements(document, "TH") if each.P.P.P.objgen == table.objgen]:
        cell.S = Name.TD


@pytest.mark.parametrize(
    ("plant", "number"),
    [
        (without_metadata, "06-001"),
        (in_metadata(b"pdfuaid:part", b"pdfuaid:deel"), "06-002"),
        (in_metadata(b"dc:title", b"dc:titel"), "06-003"),
        (in_metadata(b"Proef van", b"Iets over"), "06-003"),
        (without("/ViewerPreferences"), "07-001"),
        (without("/Lang"), "11-001"),
        (without("/MarkInfo"), "tree: the file does not say"),
        (without("/StructTreeRoot"), "tree: there are no tags"),
        (without("/Alt", "Figure"), "13-004"),
        (without("/A", "Figure"), "13: "),
        (rename("P", "Alinea"), "02-001"),
        (mapped, "02-004"),
        (rename("H1", "P"), "14-002"),
        (skipped, "14-003"),
        (rename("H3", "H"), "14-007"),
        (unscoped, "15-003"),
        (no_heads, "15-003"),
        (short_row, "09-004"),
        (text_in_row, "09-004"),
        (rename("TBody", "Div"), "09-004"),
        (rename("LI", "P"), "09-005"),
        (rename("LBody", "Span"), "09-005"),
        (unmarked, "01-005"),
        (unmarked_text, "01-005"),
        (unowned, "01-005"),
        (orphaned, "01-005"),
        (artifact_within, "01-003"),
        (within_artifact, "01-004"),
        (unended, "tree: a mark does not end"),
        (unreadable, "31-027"),
        (unreadable, "10-001"),
        (not_embedded, "31-009"),
        (no_glyph, "31-030"),
        (empty, "tree: an empty P"),
        (text_in_the_root, "tree: text directly in Document"),
        (wrong_parent, "tree: the table of parents"),
        (twice, "tree: content of page"),
        (no_tabs, "28-009"),
        (silent_link, "28-012"),
        (untagged_link, "28-011"),
        (rename("Link", "Span"), "28-011"),
        (with_script, "21: JavaScript"),
        (opening, "25: OpenAction"),
    ],
)
def test_a_fault_is_found(good: bytes, plant: Callable[[Pdf], None], number: str) -> None:
    with pikepdf.open(BytesIO(good)) as document:
        plant(document)
        target = BytesIO()
        document.save(target)
    found = faults(target.getvalue())
    assert [fault for fault in found if fault.startswith(number)], found
