"""The offline judge as a whole: the close calls of the labelling rules, and what holds for every judgement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from analyzer.engine import make_offline_judge
from analyzer.grounding import stands_verbatim
from analyzer.judges.protocol import Judge
from analyzer.norms import load_norm
from analyzer.retrieval import find_passages
from analyzer.types import (
    Criterion,
    CriterionKind,
    Judgement,
    Norm,
    Organisation,
    OrganisationType,
    Proof,
    Qualifier,
    State,
)
from ingest.embedding import SubwordEmbedder
from ingest.index import open_index
from ingest.types import Document, DocumentFacts, Genre, Standing

DocumentMaker = Callable[..., Document]
Judged = Callable[..., tuple[Judgement, ...]]

PEILDATUM = date(2026, 3, 1)
MELDPUNT = Criterion(id="1.1.a", text="Er is een meldpunt.", kind=CriterionKind.PROVISION, all_of=(("meldpunt",),))
PROMOTION = Criterion(
    id="1.1.b",
    text="Het meldpunt is bekendgemaakt.",
    kind=CriterionKind.PROMOTION,
    of="1.1.a",
    all_of=(("campagne", "poster", "intranet"),),
)
THERE = "Wij hebben een meldpunt voor signalen."
NOT_THERE = "Wij hebben geen meldpunt voor signalen."
COMING = "Wij gaan een meldpunt voor signalen inrichten."
AFTER = ("# Slot", "De griffie bewaart de stukken.")


@pytest.fixture
def note(make_document: DocumentMaker) -> Callable[..., Document]:
    """A policy note that says these sentences and nothing else of interest."""

    def make(*lines: str, name: str = "nota.txt", **facts: object) -> Document:
        known = {**dict(DocumentFacts(title="Nota", genre=Genre.POLICY)), **facts}
        return make_document("# Stand", *lines, *AFTER, name=name, **known)

    return make


@pytest.mark.parametrize(
    ("text", "state"), [(THERE, "in_force"), (COMING, "planned"), (NOT_THERE, "absent"), ("Koffie.", "not_found")]
)
def test_the_four_answers(text: str, state: str, note: Callable[..., Document], judged: Judged) -> None:
    document = note(text)
    (found,) = judged([MELDPUNT], [document])
    assert (found.criterion, found.state.value, found.qualifiers) == ("1.1.a", state, ())
    assert [item.quote for item in found.evidence] == ([] if state == "not_found" else [text])
    assert all(stands_verbatim(item, document) for item in found.evidence)
    assert found.reason.endswith(".")


def test_a_draft_is_at_most_planned(note: Callable[..., Document], judged: Judged) -> None:
    (found,) = judged([MELDPUNT], [note(THERE, standing=Standing.DRAFT)])
    assert found.state is State.PLANNED
    (item,) = found.evidence
    assert "concept" in item.note


def test_a_withdrawn_document_is_no_evidence(note: Callable[..., Document], judged: Judged) -> None:
    (found,) = judged([MELDPUNT], [note(THERE, standing=Standing.WITHDRAWN)])
    assert (found.state, found.evidence) == (State.NOT_FOUND, ())
    assert [miss.reason for miss in found.trace.near_misses] == ["Uit een ingetrokken document: telt niet als bewijs."]


def test_in_force_in_one_document_and_denied_in_another(note: Callable[..., Document], judged: Judged) -> None:
    documents = [note(THERE, name="a.txt"), note(NOT_THERE, name="b.txt")]
    for order in (documents, documents[::-1]):
        (found,) = judged([MELDPUNT], order)
        assert (found.state, found.qualifiers) == (State.IN_FORCE, (Qualifier.CONTRADICTED,))
        assert {item.quote: item.stance for item in found.evidence} == {
            THERE: State.IN_FORCE,
            NOT_THERE: State.ABSENT,
        }


def test_what_is_there_weighs_more_than_a_plan(note: Callable[..., Document], judged: Judged) -> None:
    (found,) = judged([MELDPUNT], [note(COMING, name="a.txt"), note(THERE, name="b.txt")])
    assert found.state is State.IN_FORCE


def test_what_is_not_there_cannot_have_been_made_known(note: Callable[..., Document], judged: Judged) -> None:
    campaign = "Op intranet staat elke week een bericht over signalen."
    there = judged([MELDPUNT, PROMOTION], [note(THERE, campaign)])
    missing = judged([MELDPUNT, PROMOTION], [note(campaign)])
    assert [found.state for found in there] == [State.IN_FORCE, State.IN_FORCE]
    assert [found.state for found in missing] == [State.NOT_FOUND, State.NOT_FOUND]
    assert missing[1].evidence == ()


def test_all_groups_of_a_criterion_are_asked(note: Callable[..., Document], judged: Judged) -> None:
    both = Criterion(
        id="1.1.a", text="x", kind=CriterionKind.PROVISION, all_of=(("meldpunt",), ("ondernemers", "bedrijven"))
    )
    (half,) = judged([both], [note(THERE)])
    (whole,) = judged([both], [note("Wij hebben een meldpunt voor ondernemers.")])
    assert (half.state, whole.state) == (State.NOT_FOUND, State.IN_FORCE)
    assert [miss.reason for miss in half.trace.near_misses] == ["Noemt een deel van wat gevraagd wordt."]


def test_the_proof_of_absence_says_where_was_looked(note: Callable[..., Document], judged: Judged) -> None:
    asked = MELDPUNT.model_copy(update={"queries": ("signalen melden",)})
    (found,) = judged([asked], [note("Koffie.", name="a.txt"), note("Thee.", name="b.txt")])
    assert found.trace.documents == ("a.txt", "b.txt")
    assert found.trace.pages == 2
    assert found.trace.passages > 0
    assert found.trace.queries == ("Er is een meldpunt.", "signalen melden")


def test_without_passages_nothing_is_found(make_norm: Callable[..., Norm]) -> None:
    norm = make_norm([MELDPUNT])
    organisation = Organisation(name="Veldermeer", type=OrganisationType.GEMEENTE)
    from_nothing: Judge = make_offline_judge(norm, organisation, PEILDATUM, {})
    (found,) = from_nothing.judge(norm.ambitions[0], {"1.1.a": ()})
    assert (found.state, found.evidence, found.trace.pages) == (State.NOT_FOUND, (), 0)


# --- a whole norm over a small dossier -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(make_document: DocumentMaker) -> Callable[[Norm], tuple[list[Judgement], dict[str, Document]]]:
    documents = [
        make_document(
            "# Integriteit",
            "De gedragscode is op 12 mei 2024 door de raad vastgesteld en wordt elk jaar besproken.",
            "Nieuwe medewerkers leggen de eed of belofte af; een VOG is verplicht.",
            "# Signalen",
            "Medewerkers melden signalen van ondermijning bij het meldpunt. Dat is elke werkdag open.",
            "Een privacyprotocol is in voorbereiding. Een meldcode ontbreekt.",
            name="beleid.txt",
        ),
        make_document(
            "# Terugblik",
            "In oktober 2025 hebben alle baliemedewerkers een training over agressie gevolgd.",
            "\f",
            "# Vooruitblik",
            "In 2027 stellen wij nieuw Bibob-beleid vast.",
            name="verslag.txt",
        ),
    ]

    def judge(norm: Norm) -> tuple[list[Judgement], dict[str, Document]]:
        organisation = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)
        with open_index(documents, SubwordEmbedder(), None) as index:
            hits = find_passages(norm, norm.ambitions, index)
            rules = make_offline_judge(norm, organisation, PEILDATUM, index.documents)
            return [
                judgement
                for ambition in norm.ambitions
                for judgement in rules.judge(ambition, {each.id: hits[each.id] for each in ambition.criteria})
            ], index.documents

    return judge


@pytest.mark.parametrize("norm_id", ["groningse-norm", "noord-hollandse-norm"])
def test_what_holds_for_every_judgement(
    norm_id: str, run: Callable[[Norm], tuple[list[Judgement], dict[str, Document]]]
) -> None:
    norm = load_norm(norm_id)
    judgements, documents = run(norm)
    assert [each.criterion for each in judgements] == [c.id for a in norm.ambitions for c in a.criteria]
    assert {each.state for each in judgements} >= {State.IN_FORCE, State.NOT_FOUND}
    for judgement in judgements:
        assert bool(judgement.evidence) == (judgement.state is not State.NOT_FOUND), judgement
        assert len(judgement.evidence) <= 2
        for item in judgement.evidence:
            assert stands_verbatim(item, documents[item.document_id])
            assert item.document == documents[item.document_id].name
            assert item.criterion == judgement.criterion
            assert item.proof is Proof.OPZET or item.stance is State.IN_FORCE
        for miss in judgement.trace.near_misses:
            assert any(miss.quote in document.text for document in documents.values())
            assert miss.reason.endswith(".")


def test_the_same_documents_and_norm_give_the_same_judgements(
    run: Callable[[Norm], tuple[list[Judgement], dict[str, Document]]],
) -> None:
    norm = load_norm("groningse-norm")
    assert run(norm)[0] == run(norm)[0]
