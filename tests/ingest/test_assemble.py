"""Blocks of text laid into one document: every offset points at exactly the text meant."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ingest.assemble import assemble
from ingest.readers.raw import RawBlock, RawDocument, RawPage
from ingest.types import BlockKind, HiddenText, PageSource, Problem

LINES = st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40)
BLOCKS = st.builds(
    lambda kind, text: RawBlock(kind=kind, text=text, level=2 if kind is BlockKind.HEADING else 0),
    st.sampled_from(BlockKind),
    LINES,
)
PAGES = st.lists(st.lists(BLOCKS, max_size=4), min_size=1, max_size=4)


def raw(pages: list[list[RawBlock]], **fields: object) -> RawDocument:
    made = tuple(RawPage(number=number, blocks=tuple(blocks)) for number, blocks in enumerate(pages, 1))
    return RawDocument.model_validate({"format": "text", "page_unit": "section", "pages": made, **fields})


@given(PAGES)
def test_offsets_point_at_the_text_of_each_block(pages: list[list[RawBlock]]) -> None:
    document = assemble(raw(pages), "a" * 64, "nota.txt")
    wanted = [(block.text, block.kind, block.level, number) for number, page in enumerate(pages, 1) for block in page]
    assert [(document.text[b.start : b.end], b.kind, b.level, b.page) for b in document.blocks] == wanted
    assert document.text == "".join(text + "\n" for text, *_ in wanted)


@given(PAGES)
def test_pages_are_in_order_and_hold_their_blocks(pages: list[list[RawBlock]]) -> None:
    document = assemble(raw(pages), "a" * 64, "nota.txt")
    assert [page.number for page in document.pages] == list(range(1, len(pages) + 1))
    assert all(a.end <= b.start for a, b in zip(document.pages, document.pages[1:], strict=False))
    spans = {page.number: page for page in document.pages}
    for block in document.blocks:
        assert spans[block.page].start <= block.start < block.end <= spans[block.page].end
        assert {document.page_at(offset) for offset in range(block.start, block.end)} == {block.page}


@given(PAGES)
def test_sentences_are_spans_within_the_blocks_that_are_no_headings(pages: list[list[RawBlock]]) -> None:
    document = assemble(raw(pages), "a" * 64, "nota.txt")
    spans = {(block.start, block.end) for block in document.blocks if block.kind is not BlockKind.HEADING}
    position = 0
    for first, last in document.sentences:
        assert position <= first < last
        assert any(start <= first and last <= end for start, end in spans)
        position = last
    for start, end in spans:
        read = "".join(document.text[a:b] for a, b in document.sentences if start <= a < end)
        assert "".join(read.split()) == "".join(document.text[start:end].split())


def test_a_page_without_blocks_is_empty_and_an_unread_one_stays_unread() -> None:
    pages = (RawPage(number=1), RawPage(number=2, source=PageSource.UNREAD, label="ii"))
    document = assemble(RawDocument(format="pdf", page_unit="page", pages=pages), "b" * 64, "scan.pdf")
    assert [(page.source, page.label) for page in document.pages] == [
        (PageSource.EMPTY, None),
        (PageSource.UNREAD, "ii"),
    ]
    assert document.text == ""


def test_what_the_reader_noted_is_kept_and_facts_are_read() -> None:
    problem = Problem(code="encoding", message="Een teken is onleesbaar.", loss=False)
    hidden = HiddenText(page=1, reason="white", text="onzichtbaar")
    lines = ["Gedragscode integriteit", "Vastgesteld door de raad op 12 mei 2024."]
    blocks = [[RawBlock(kind=BlockKind.PARAGRAPH, text=line) for line in lines]]
    document = assemble(raw(blocks, problems=(problem,), hidden=(hidden,)), "c" * 64, "code.txt")
    assert (document.problems, document.hidden, document.id, document.name) == (
        (problem,),
        (hidden,),
        "c" * 64,
        "code.txt",
    )
    assert document.facts.adopted == date(2024, 5, 12)
    assert document.facts.adopted_quote is not None
    assert document.facts.adopted_quote in document.text
