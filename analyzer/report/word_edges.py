"""What stands around the text of every Word paper: the header and footer of its pages, and its properties."""

from __future__ import annotations

from datetime import datetime

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.section import _BaseHeaderFooter as Edge

from analyzer.report.plain_text import printable, shorten
from analyzer.report.word_fitting import rename, set_tabs, text_width
from analyzer.report.word_styles import style_ids, tab_stops
from analyzer.report.wordml import field, run, tab

_PROPERTY_LIMIT = 255  # characters of a document property
_SIDE_LIMIT = 60  # characters on one side of a header or footer: the other side keeps its room
_SMALL = "Bron"  # the style of the words: a template's own header may be in the size of its text
_SHOWN = tuple(map(qn, ("w:t", "w:drawing", "w:pict", "w:instrText", "w:fldSimple")))


def edges(document: WordDocument, left: str, right: str, footer: str) -> None:
    """Header (`left` and `right`) and footer (`footer` and the page's number) of every page but the first.

    Those that an organisation's own template has stay as they are.
    """
    section = document.sections[-1]
    if not _filled(section.header):
        head = _line(document, section.header, "Header")
        run(head, shorten(printable(left), _SIDE_LIMIT), style=_SMALL)
        tab(head)
        run(head, shorten(printable(right), _SIDE_LIMIT), style=_SMALL)
        rename(head, style_ids(document))
    if not _filled(section.footer):
        foot = _line(document, section.footer, "Footer")
        run(foot, footer, style=_SMALL)
        tab(foot)
        _numbered(foot)
        rename(foot, style_ids(document))


def described(
    document: WordDocument, *, title: str, subject: str, author: str, made: datetime, remark: str = ""
) -> None:
    """The properties of the file. `made`: the moment that stands in it as that of its making, never the clock's;
    `remark`: shown as its comments, such as that this is a concept."""
    properties = document.core_properties
    properties.title = shorten(printable(title), _PROPERTY_LIMIT)
    properties.subject = shorten(printable(subject), _PROPERTY_LIMIT)
    properties.author = shorten(printable(author), _PROPERTY_LIMIT)
    properties.last_modified_by = ""
    properties.language = "nl-NL"
    properties.comments = shorten(printable(remark), _PROPERTY_LIMIT)
    properties.created = made
    properties.modified = made


def _filled(edge: Edge) -> bool:
    """Whether the header or footer shows anything. One that a section has from the section before it counts."""
    return any(node.tag in _SHOWN for node in edge._get_or_add_definition().element.iter())


def _line(document: WordDocument, edge: Edge, style: str) -> Element:
    """An empty line with one tab stop, at the right margin."""
    block: Element = (edge.paragraphs[:1] or [edge.add_paragraph()])[0]._p
    block.style = style
    width = text_width(document.element.body.sectPr)
    stops = tab_stops(document, style_ids(document).get(style, style))
    if stops != (width,):
        set_tabs(block, (*(("clear", stop) for stop in stops if stop != width), ("right", width)))
    return block


def _numbered(block: Element) -> None:
    run(block, "Pagina ", style=_SMALL)
    field(block, "PAGE", "1", style=_SMALL)
    run(block, " van ", style=_SMALL)
    field(block, "NUMPAGES", "1", style=_SMALL)
