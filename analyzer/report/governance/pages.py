"""What the Word papers for governance share: a style of their own, marks to fill in, sections on their side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.word_fitting import TEXT_WIDTH, set_tabs, text_width
from analyzer.report.word_styles import style_ids
from analyzer.report.wordml import TWIPS, element, paragraph, run

_FILL_IN = re.compile(r"(\[in te vullen: [^\]]*\])")
_FILL_GROUND = "FFF2A8"
_LANDSCAPE = "landscape"
_MARGIN_ASIDE = 850  # twips; on the left and right of a page on its side


def add_style(
    document: WordDocument, style: str, name: str, based_on: str, *, size: float = 0, before: int = 0, after: int = 0
) -> None:
    """A paragraph style: `based_on` is one of ours, `size` in points (0: that of the base), `before` and `after` in
    twips. It breaks no page and keeps lines close. One that a template has stays as it is."""
    styles = document.styles.element
    if any(each.get(qn("w:styleId")) == style for each in styles):
        return
    made = element(styles, "style", type="paragraph", customStyle=1, styleId=style)
    element(made, "name", val=name)
    element(made, "basedOn", val=style_ids(document).get(based_on, based_on))
    element(made, "qFormat")
    properties = element(made, "pPr")
    element(properties, "pageBreakBefore", val=0)
    element(properties, "spacing", before=before, after=after, line=245, lineRule="auto")
    if size:
        letters = element(made, "rPr")
        element(letters, "sz", val=round(2 * size))
        element(letters, "szCs", val=round(2 * size))


def heading(parent: Element, text: str, style: str, *, size: float, before: int, after: int) -> Element:
    """A heading or title that begins no page, set closer than the style has it: `size` in points, the rest in twips."""
    block = paragraph(parent, "", style, new_page=False)
    element(block[0], "spacing", before=before, after=after)
    letters = run(block, text, bold=True)[0]
    element(letters, "sz", val=round(2 * size))
    element(letters, "szCs", val=round(2 * size))
    return block


def told(block: Element, text: str, *, bold: bool = False) -> None:
    """Text at the end of a paragraph, with what a person must fill in upon a ground of its own."""
    for part in _FILL_IN.split(text):
        if part:
            piece = run(block, part, bold=bold or _FILL_IN.fullmatch(part) is not None)
            if _FILL_IN.fullmatch(part):
                element(piece[0], "shd", val="clear", color="auto", fill=_FILL_GROUND)


def told_paragraph(parent: Element, text: str, style: str | None = None, *, keep_next: bool = False) -> Element:
    """A paragraph of such text."""
    block = paragraph(parent, "", style, keep_next=keep_next)
    told(block, text)
    return block


def point(parent: Element, heading: str, text: str, style: str = "ListBullet") -> Element:
    """A point of a list: its heading in bold, then the text."""
    block = paragraph(parent, "", style)
    run(block, f"{heading}: ", bold=True)
    told(block, text)
    return block


# --- sections ------------------------------------------------------------------------------------------------------


def page_setup(document: WordDocument) -> Element:
    """The page set-up of the document, to close sections with. Ask before `written`."""
    return deepcopy(document.sections[-1]._sectPr)


def widths_aside(setup: Element, shares: Sequence[float]) -> tuple[float, ...]:
    """The widths of the columns of a table that fills a page on its side. `shares`: of the width, in any unit.

    In centimetres for the house style: what is written is fitted to the document afterwards.
    """
    sideways = _setup(setup, first=False, landscape=True)
    room = text_width(sideways) / text_width(setup) * TEXT_WIDTH / TWIPS
    return tuple(share / sum(shares) * room for share in shares)


def end_section(body: Element, setup: Element, *, first: bool = False, landscape: bool = False) -> None:
    """Closes a section: what was written since the one before stands on its own pages. `first`: of the document; the
    others take over its header and footer."""
    block = paragraph(body, "", "NaTabel")
    block[0].append(_setup(setup, first=first, landscape=landscape))


def last_section(document: WordDocument) -> None:
    """Makes the last section go on with the header and footer of those that `end_section` closed."""
    old = document.sections[-1]._sectPr
    old.getparent().replace(old, _setup(old, first=False, landscape=False))


def widen_edges(document: WordDocument) -> None:
    """Moves the right side of the house style's header and footer to the margin of pages on their side. After `edges`.

    A header or footer of a template's own stays as it is on all pages.
    """
    sections = list(document.sections)
    for before, section, after in zip(sections, sections[1:], sections[2:], strict=False):
        if section.orientation != WD_ORIENT.LANDSCAPE:
            continue
        for name in ("header", "footer"):
            kept = getattr(before, name)
            lines = deepcopy([block._p for block in kept.paragraphs])
            if len(lines) != 1 or not any(node.tag == qn("w:tab") for node in lines[0].iter()):
                continue
            reference = _reference(before._sectPr, name)
            if reference is None:
                continue
            edge = getattr(section, name)
            edge.is_linked_to_previous = False
            old = edge.paragraphs[0]._p
            old.getparent().replace(old, lines[0])
            _widen(lines[0], text_width(section._sectPr))
            after._sectPr.insert(0, deepcopy(reference))


def _widen(line: Element, width: int) -> None:
    """Puts the right tab stop of a header or footer at `width` twips."""
    own = [stop for stop in line.iter(qn("w:tab")) if stop.get(qn("w:val")) == "right"]
    for stop in own:
        stop.set(qn("w:pos"), str(width))
    if not own:
        set_tabs(line, (("clear", TEXT_WIDTH), ("right", width)))


def _reference(setup: Element, name: str) -> Element | None:
    found: Element | None = setup.find(f"{qn(f'w:{name}Reference')}[@{qn('w:type')}='default']")
    return found


def _setup(setup: Element, *, first: bool, landscape: bool) -> Element:
    made = deepcopy(setup)
    if not first:
        for node in made.findall(qn("w:headerReference")) + made.findall(qn("w:footerReference")):
            made.remove(node)
        cover = made.find(qn("w:titlePg"))
        if cover is not None:
            made.remove(cover)
    size, margins = made.find(qn("w:pgSz")), made.find(qn("w:pgMar"))
    if landscape and size is not None and size.get(qn("w:orient")) != _LANDSCAPE:
        width, height = size.get(qn("w:w")), size.get(qn("w:h"))
        size.set(qn("w:w"), height)
        size.set(qn("w:h"), width)
        size.set(qn("w:orient"), _LANDSCAPE)
        for side in ("left", "right") if margins is not None else ():
            margins.set(qn(f"w:{side}"), str(min(int(margins.get(qn(f"w:{side}"), "0")), _MARGIN_ASIDE)))
    return made
