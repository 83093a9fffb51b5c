"""Our styles in an organisation's own template: those that it lacks are added, those that it has stay as they are.

Word knows a style by its name: "heading 1" is the same style in every language, though its id is "Kop1" in a template
that was made in Dutch. So papers are written with our ids, and `style_ids` tells which ids they have in a document.
"""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from importlib.resources import files

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from analyzer.report.wordml import element

_NUMBERING = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_ID, _VAL, _TYPE, _NAME = qn("w:styleId"), qn("w:val"), qn("w:type"), qn("w:name")
_REFERRING = ("w:basedOn", "w:next", "w:link")
_PREFIX = "Normtoets"  # before an id that the template uses for another style
_HEADINGS = tuple(f"heading {level}" for level in range(1, 10))
_HUE = ("w:rFonts", "w:color")  # of a heading, taken over by the headings that the template lacks

_Key = tuple[str, str]  # type and name, in lower case


def style_ids(document: WordDocument) -> dict[str, str]:
    """By our id, the id that the style has in this document, where that is another one."""
    there = _by_name(document.styles.element)
    ours = _by_name(_house())
    pairs = ((style.get(_ID), there[key].get(_ID)) for key, style in ours.items() if key in there)
    return {mine: theirs for mine, theirs in pairs if mine and theirs and mine != theirs}


def add_styles(document: WordDocument) -> None:
    """Adds what the document lacks of our styles, with the list that one of them counts on."""
    root = document.styles.element
    there = _by_name(root)
    taken = {style.get(_ID) for style in root.iterfind(qn("w:style"))}
    added = []
    for key, style in _by_name(_house()).items():
        if key in there or style.get(qn("w:default")):
            continue
        made = deepcopy(style)
        if made.get(_ID) in taken:
            made.set(_ID, f"{_PREFIX}{made.get(_ID)}")
        if key[1] in _HEADINGS:
            _take_hue(made, there)
        root.append(made)
        added.append(made)
    ids = style_ids(document)
    for style in added:
        for node in (child for tag in _REFERRING for child in style.iterfind(qn(tag))):
            node.set(_VAL, ids.get(node.get(_VAL, ""), node.get(_VAL, "")))
        for number in style.iter(qn("w:numId")):
            number.set(_VAL, str(_list_number(document)))
    _say_dutch(root)


def numbered_headings(document: WordDocument) -> frozenset[str]:
    """The ids of paragraph styles by which Word numbers headings itself."""
    root = document.styles.element
    styles = {style.get(_ID): style for style in root.iterfind(qn("w:style"))}
    headings = (style for (_, name), style in _by_name(root).items() if name in _HEADINGS)
    return frozenset(style.get(_ID, "") for style in headings if _counts(style, styles))


def tab_stops(document: WordDocument, style_id: str) -> tuple[int, ...]:
    """Where the style, or one that it is based on, has tab stops, in twips."""
    styles = {style.get(_ID): style for style in document.styles.element.iterfind(qn("w:style"))}
    found: list[int] = []
    seen: set[str] = set()
    while style_id in styles and style_id not in seen:
        seen.add(style_id)
        style = styles[style_id]
        found += [int(tab.get(qn("w:pos"), "0")) for tab in style.iter(qn("w:tab"))]
        based = style.find(qn("w:basedOn"))
        style_id = based.get(_VAL, "") if based is not None else ""
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _house() -> Element:
    return parse_xml((files("analyzer.report") / "templates" / "word_styles.xml").read_bytes())


def _by_name(root: Element) -> dict[_Key, Element]:
    found: dict[_Key, Element] = {}
    for style in root.iterfind(qn("w:style")):
        name = style.find(_NAME)
        if name is not None:
            found.setdefault((style.get(_TYPE, "paragraph"), name.get(_VAL, "").lower()), style)
    return found


def _take_hue(heading: Element, there: dict[_Key, Element]) -> None:
    """A heading that the template lacks looks like the headings that it has."""
    model = next((there[("paragraph", name)] for name in _HEADINGS if ("paragraph", name) in there), None)
    own = heading.find(qn("w:rPr"))
    theirs = model.find(qn("w:rPr")) if model is not None else None
    if own is None or model is None:
        return
    for place, tag in enumerate(_HUE):
        for node in own.findall(qn(tag)):
            own.remove(node)
        found = theirs.find(qn(tag)) if theirs is not None else None
        if found is not None:
            own.insert(0 if place == 0 else _after_bold(own), deepcopy(found))


def _after_bold(properties: Element) -> int:
    """The schema wants a colour after the marks for bold."""
    before = (qn("w:rFonts"), qn("w:b"), qn("w:bCs"), qn("w:i"), qn("w:iCs"))
    return sum(child.tag in before for child in properties)


def _counts(style: Element, styles: dict[str | None, Element]) -> bool:
    seen: list[Element] = []
    while style is not None and style not in seen:
        seen.append(style)
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None:
            return bool(number.get(_VAL) != "0")
        if style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
            return True
        based = style.find(qn("w:basedOn"))
        style = styles.get(based.get(_VAL)) if based is not None else None
    return False


def _list_number(document: WordDocument) -> int:
    """Adds our bullets to the document's lists; returns their number."""
    root = _numbering(document)
    house = parse_xml((files("analyzer.report") / "templates" / "word_numbering.xml").read_bytes())
    abstract = deepcopy(house.find(qn("w:abstractNum")))
    number = 1 + _highest(root, "w:abstractNum", "w:abstractNumId", -1)
    abstract.set(qn("w:abstractNumId"), str(number))
    ids = style_ids(document)
    for style in abstract.iter(qn("w:pStyle")):
        style.set(_VAL, ids.get(style.get(_VAL, ""), style.get(_VAL, "")))
    root.insert(sum(each.tag in (qn("w:numPicBullet"), qn("w:abstractNum")) for each in root), abstract)
    counted = 1 + _highest(root, "w:num", "w:numId", 0)
    line = root.makeelement(qn("w:num"))
    line.set(qn("w:numId"), str(counted))
    element(line, "abstractNumId", val=number)
    lists = [place for place, each in enumerate(root) if each.tag in (qn("w:abstractNum"), qn("w:num"))]
    root.insert(lists[-1] + 1, line)
    return counted


def _highest(root: Element, tag: str, attribute: str, least: int) -> int:
    return max((int(each.get(qn(attribute), "0")) for each in root.iterfind(qn(tag))), default=least)


def _numbering(document: WordDocument) -> Element:
    """The root of the part with lists, made where the document has none."""
    part = document.part
    try:
        return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        empty = parse_xml('<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>')
        made = XmlPart(PackURI("/word/numbering.xml"), _NUMBERING, empty, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return made.element


def _say_dutch(root: Element) -> None:
    """The language of text that says nothing of it: a screen reader needs it to read aloud."""
    defaults = root.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = root.makeelement(qn("w:docDefaults"))
        root.insert(0, defaults)
    holder = defaults.find(qn("w:rPrDefault"))
    if holder is None:
        holder = root.makeelement(qn("w:rPrDefault"))
        defaults.insert(0, holder)
    properties = holder.find(qn("w:rPr"))
    if properties is None:
        properties = element(holder, "rPr")
    language = properties.find(qn("w:lang"))
    if language is None:
        language = element(properties, "lang")
    language.set(_VAL, "nl-NL")
