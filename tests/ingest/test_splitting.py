"""Documents cut into passages: every passage is exactly a span of its document, and no word is lost."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from ingest.assemble import assemble
from ingest.readers.raw import RawBlock, RawDocument, RawPage
from ingest.splitting import LARGEST_BLOCK, TARGET_SIZE, split
from ingest.types import BlockKind, Document

SENTENCE = "Wij bespreken de signalen van ondermijning elke maand in het overleg. "
BLOCKS = st.one_of(
    st.builds(
        lambda level, text: RawBlock(kind=BlockKind.HEADING, text=text, level=level),
        st.integers(1, 3),
        st.sampled_from(["Inleiding", "Aanpak", "Bijlage"]),
    ),
    st.builds(
        lambda kind, count: RawBlock(kind=kind, text=(SENTENCE * count).strip()),
        st.sampled_from([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW]),
        st.integers(1, 30),
    ),
)


def built(pages: list[list[RawBlock]]) -> Document:
    made = tuple(RawPage(number=number, blocks=tuple(blocks)) for number, blocks in enumerate(pages, 1))
    return assemble(RawDocument(format="text", page_unit="page", pages=made), "d" * 64, "nota.txt")


DOCUMENTS = st.lists(st.lists(BLOCKS, max_size=6), min_size=1, max_size=3).map(built)


@given(DOCUMENTS)
def test_passages_are_spans_in_order_within_one_page(document: Document) -> None:
    position = 0
    for index, passage in enumerate(split(document)):
        assert passage.document_id == document.id
        assert passage.index == index
        assert position <= passage.start < passage.end
        assert document.text[passage.start : passage.end] == passage.text
        assert {document.page_at(passage.start), document.page_at(passage.end - 1)} == {passage.page}
        position = passage.end


@given(DOCUMENTS)
def test_all_text_but_headings_stands_in_a_passage(document: Document) -> None:
    covered = {offset for passage in split(document) for offset in range(passage.start, passage.end)}
    for block in document.blocks:
        shown = {offset for offset in range(block.start, block.end) if not document.text[offset].isspace()}
        assert not shown & covered if block.kind is BlockKind.HEADING else shown <= covered


@given(DOCUMENTS)
def test_passages_stay_small_and_have_their_own_ids(document: Document) -> None:
    passages = split(document)
    for passage in passages:
        within = [span for span in document.sentences if passage.start <= span[0] < passage.end]
        assert len(passage.text) <= LARGEST_BLOCK or len(within) == 1, "only a single long sentence may be longer"
    assert len({passage.id for passage in passages}) == len(passages)


def test_headings_above_a_passage_are_its_path(make_document: Callable[..., Document]) -> None:
    document = make_document("# Beleid", "a", "## Doel", "b", "### Diep", "c", "## Middelen", "d", "# Slot", "e")
    assert [(passage.text, passage.headings) for passage in split(document)] == [
        ("a", ("Beleid",)),
        ("b", ("Beleid", "Doel")),
        ("c", ("Beleid", "Doel", "Diep")),
        ("d", ("Beleid", "Middelen")),
        ("e", ("Slot",)),
    ]


def test_the_line_that_opens_a_list_stays_with_it(make_document: Callable[..., Document]) -> None:
    filler = (SENTENCE * 9).strip()
    opener = "In 2026 gaan wij deze stappen zetten:"
    items = ["- een meldpunt inrichten voor collega's", "- de medewerkers trainen"]
    assert len(filler) + len(opener) < TARGET_SIZE < len(filler) + len(opener) + len(items[0])
    holding = [passage.text for passage in split(make_document(filler, opener, *items)) if opener in passage.text]
    assert len(holding) == 1
    assert items[0][2:] in holding[0]


def test_a_long_paragraph_is_cut_between_sentences(make_document: Callable[..., Document]) -> None:
    passages = split(make_document((SENTENCE * 60).strip()))
    assert len(passages) > 1
    assert all(passage.text.startswith("Wij") and passage.text.endswith(".") for passage in passages)


def test_another_text_or_heading_gives_another_id(make_document: Callable[..., Document]) -> None:
    (one,) = split(make_document("# A", "tekst"))
    moved = one.model_copy(update={"headings": ("B",)})
    changed = one.model_copy(update={"text": "tekst!"})
    assert len({one.id, moved.id, changed.id}) == 3
    assert one.model_copy().id == one.id


def test_an_empty_document_has_no_passages(make_document: Callable[..., Document]) -> None:
    assert split(make_document()) == ()
    assert split(make_document("# Alleen een kop")) == ()
