"""The judge by natural-language inference, with a real model that is small: what it makes of known passages, the bounds
that no model may cross, and how what passages say is weighed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from tiny_cross_encoder import SAID, build_inference, build_reranker, criterion_text, made

from analyzer.assessment import Request, analyse
from analyzer.engine import choose_engine
from analyzer.errors import NotAssessed
from analyzer.grounding import stands_verbatim
from analyzer.judges.inference import make_inference_judge
from analyzer.judges.protocol import Accountable, Judge, Remembering
from analyzer.judges.rules import RulesJudge
from analyzer.judges.weighing import ADDS, CLOSE, LIKELY, MOST_QUOTES, Heard, adds_to, state_of, weigh
from analyzer.judges.windows import MOST_WINDOWS, Window
from analyzer.norms import load_cues, load_norm
from analyzer.report.outline import outline
from analyzer.retrieval import find_passages
from analyzer.types import (
    Ambition,
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
from ingest.cross_encoder import (
    CrossEncoderModel,
    CrossEncoderUnavailable,
    CrossEncoderUnsuited,
    Cut,
    Entailment,
    Pair,
    PairModel,
    Scores,
)
from ingest.embedding import SubwordEmbedder
from ingest.index import open_index
from ingest.splitting import split
from ingest.types import Document, DocumentFacts, Genre, Hit, Standing, Validity

if find_spec("sentence_transformers") is None:
    pytest.skip("sentence-transformers is not installed, so no model can be loaded", allow_module_level=True)

DocumentMaker = Callable[..., Document]
Judged = Callable[..., tuple[Judgement, ...]]

PEILDATUM = date(2026, 3, 1)
VELDERMEER = Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE)
MELDPUNT = Criterion(id="1.1.a", text=criterion_text("meldpunt"), kind=CriterionKind.PROVISION, all_of=(("meldpunt",),))
PROTOCOL = Criterion(id="1.1.b", text=criterion_text("protocol"), kind=CriterionKind.PROVISION, all_of=(("protocol",),))
THERE, COMING, NOT_THERE = (SAID[state][0].format("meldpunt") for state in ("in_force", "planned", "absent"))
ELSE = "Koffie en thee staan klaar."
AFTER = ("# Slot", "De griffie bewaart de stukken.")


class Recording:
    """A model that notes which pairs it was asked, call by call."""

    def __init__(self, model: PairModel) -> None:
        self.name, self.labels = model.name, model.labels
        self.calls: list[list[Pair]] = []
        self._model = model

    def scores(self, pairs: Sequence[Pair], *, cut: Cut = "first") -> Scores:
        self.calls.append(list(pairs))
        return self._model.scores(pairs, cut=cut)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoderModel:
    return CrossEncoderModel(made(tmp_path_factory.getbasetemp(), build_inference))


@pytest.fixture
def asked(model: CrossEncoderModel) -> Recording:
    return Recording(model)


@pytest.fixture
def judge(make_norm: Callable[..., Norm], asked: Recording) -> Callable[..., tuple[Judge, Ambition]]:
    def maker(
        criteria: Sequence[Criterion], documents: Sequence[Document], organisation: Organisation = VELDERMEER
    ) -> tuple[Judge, Ambition]:
        norm = make_norm(criteria)
        by_id = {document.id: document for document in documents}
        return make_inference_judge(asked)(norm, organisation, PEILDATUM, by_id), norm.ambitions[0]

    return maker


@pytest.fixture
def judged(judge: Callable[..., tuple[Judge, Ambition]]) -> Judged:
    """What the judge makes of elements when it is given every passage of the documents."""

    def run(criteria: Sequence[Criterion], documents: Sequence[Document]) -> tuple[Judgement, ...]:
        made, ambition = judge(criteria, documents)
        hits = tuple(Hit(passage=passage, score=1.0) for document in documents for passage in split(document))
        return made.judge(ambition, {criterion.id: hits for criterion in criteria})

    return run


@pytest.fixture
def note(make_document: DocumentMaker) -> Callable[..., Document]:
    """A policy note that says these sentences and nothing else of interest."""

    def make(*lines: str, name: str = "nota.txt", **facts: object) -> Document:
        known = {**dict(DocumentFacts(title="Nota", genre=Genre.POLICY)), **facts}
        return make_document("# Stand", *lines, *AFTER, name=name, **known)

    return make


@pytest.mark.parametrize(
    ("text", "state"), [(THERE, "in_force"), (COMING, "planned"), (NOT_THERE, "absent"), (ELSE, "not_found")]
)
def test_the_four_answers(text: str, state: str, note: Callable[..., Document], judged: Judged) -> None:
    document = note(text)
    (found,) = judged([MELDPUNT], [document])
    assert (found.criterion, found.state.value, found.qualifiers) == ("1.1.a", state, ())
    assert [item.quote for item in found.evidence] == ([] if state == "not_found" else [text])
    assert all(stands_verbatim(item, document) for item in found.evidence)
    assert all(item.stance is found.state and item.document == "nota.txt" for item in found.evidence)
    assert found.confidence > 0.9
    assert found.reason.endswith(".")


def test_every_element_is_judged_on_its_own(note: Callable[..., Document], judged: Judged) -> None:
    documents = [note(THERE, SAID["planned"][0].format("protocol"))]
    meldpunt, protocol = judged([MELDPUNT, PROTOCOL], documents)
    assert (meldpunt.state, protocol.state) == (State.IN_FORCE, State.PLANNED)
    assert meldpunt.evidence[0].quote == THERE
    assert protocol.evidence[0].quote == SAID["planned"][0].format("protocol")


def test_all_windows_of_an_ambition_are_asked_at_once(
    note: Callable[..., Document], judged: Judged, asked: Recording
) -> None:
    judged([MELDPUNT, PROTOCOL], [note(*(f"{THERE} Dat is loket {n}." for n in range(30)))])
    windows, speaking = asked.calls
    assert len(windows) == 2 * MOST_WINDOWS * 3
    assert len(set(windows)) == len(windows)
    # Those that speak are asked once more without their surroundings, and these without them.
    assert len(speaking) == 2 * MOST_WINDOWS
    assert {passage for passage, _ in speaking[::2]} < {f"{THERE} Dat is loket {n}." for n in range(30)}
    assert not any(THERE in surroundings for surroundings, _ in speaking[1::2])


# --- bounds that no model crosses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "note_text"),
    [
        ({"standing": Standing.DRAFT}, "Uit een concept"),
        ({"effective_from": date(2027, 1, 1)}, "op de peildatum nog niet gold"),
    ],
)
def test_what_is_not_in_force_yet_is_a_plan_at_most(
    facts: dict[str, object], note_text: str, note: Callable[..., Document], judged: Judged
) -> None:
    (found,) = judged([MELDPUNT], [note(THERE, **facts)])
    assert found.state is State.PLANNED
    (item,) = found.evidence
    assert (item.quote, item.stance) == (THERE, State.PLANNED)
    assert note_text in item.note


@pytest.mark.parametrize("text", [THERE, COMING, NOT_THERE])
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"standing": Standing.WITHDRAWN}, "Uit een ingetrokken document: telt niet als bewijs."),
        ({"effective_until": date(2025, 12, 31)}, "Uit een document waarvan de looptijd voorbij is: telt niet als"),
    ],
)
def test_a_document_that_is_over_proves_nothing(
    text: str, facts: dict[str, object], reason: str, note: Callable[..., Document], judged: Judged
) -> None:
    (found,) = judged([MELDPUNT], [note(text, **facts)])
    assert (found.state, found.evidence) == (State.NOT_FOUND, ())
    (miss,) = found.trace.near_misses
    assert (miss.quote, miss.document) == (text, "nota.txt")
    assert miss.reason.startswith(reason)
    assert found.confidence > 0.9  # what is no evidence does not make absence doubtful


def test_text_that_addresses_a_model_is_neither_read_nor_shown(
    note: Callable[..., Document], judged: Judged, asked: Recording
) -> None:
    document = note(THERE, ELSE)
    start = document.text.index(THERE)
    told = document.model_copy(update={"instructions": ((start, start + len(THERE)),)})
    assert judged([MELDPUNT], [document])[0].state is State.IN_FORCE
    asked.calls.clear()
    (found,) = judged([MELDPUNT], [told])
    assert (found.state, found.evidence, found.trace.near_misses) == (State.NOT_FOUND, (), ())
    assert asked.calls
    assert not any(THERE in premise for call in asked.calls for premise, _ in call)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"De norm vereist: {SAID['in_force'][2].format('meldpunt')}", "Geeft een eis van een norm"),
        (f"In de gemeente Brugveen: {SAID['in_force'][1].format('meldpunt')}", "Gaat over een andere organisatie"),
    ],
)
def test_a_requirement_and_a_neighbour_prove_nothing(
    text: str, reason: str, note: Callable[..., Document], judged: Judged
) -> None:
    (found,) = judged([MELDPUNT], [note(text)])
    assert (found.state, found.evidence) == (State.NOT_FOUND, ())
    (miss,) = found.trace.near_misses
    assert miss.quote == text
    assert miss.reason.startswith(reason)


def test_what_only_a_title_says_is_not_shown_by_a_sentence_below_it(
    note: Callable[..., Document], judged: Judged, asked: Recording
) -> None:
    document = note(title="Protocol meldpunt")
    (found,) = judged([MELDPUNT], [document])
    assert max(Entailment(asked).chances([pair for pair in asked.calls[0]])) > LIKELY  # the small model is taken in
    assert (found.state, found.evidence) == (State.NOT_FOUND, ())
    assert judged([MELDPUNT], [note(THERE, title="Protocol meldpunt")])[0].evidence[0].quote == THERE


# --- what passages say together ------------------------------------------------------------------------------------


def test_in_force_in_one_document_and_denied_in_another(note: Callable[..., Document], judged: Judged) -> None:
    documents = [note(THERE, name="a.txt"), note(NOT_THERE, name="b.txt")]
    for order in (documents, documents[::-1]):
        (found,) = judged([MELDPUNT], order)
        assert (found.state, found.qualifiers) == (State.IN_FORCE, (Qualifier.CONTRADICTED,))
        assert {item.quote: item.stance for item in found.evidence} == {THERE: State.IN_FORCE, NOT_THERE: State.ABSENT}


def test_what_is_there_weighs_more_than_a_plan(note: Callable[..., Document], judged: Judged) -> None:
    (found,) = judged([MELDPUNT], [note(COMING, name="a.txt"), note(THERE, name="b.txt")])
    assert (found.state, found.qualifiers) == (State.IN_FORCE, ())
    assert [item.quote for item in found.evidence] == [THERE]


def test_no_more_quotes_are_shown_than_a_reader_wants(note: Callable[..., Document], judged: Judged) -> None:
    (found,) = judged([MELDPUNT], [note(*(text.format("meldpunt") for text in SAID["in_force"]))])
    assert found.state is State.IN_FORCE
    assert len(SAID["in_force"]) > len(found.evidence) == MOST_QUOTES
    assert len({item.start for item in found.evidence}) == MOST_QUOTES


def test_a_quote_holds_the_sentence_that_goes_on_about_it(note: Callable[..., Document], judged: Judged) -> None:
    (found,) = judged([MELDPUNT], [note(f"{THERE} Dat staat klaar. De griffie bewaart de stukken.")])
    assert [item.quote for item in found.evidence] == [f"{THERE} Dat staat klaar."]


def test_no_sentence_is_quoted_twice(note: Callable[..., Document], judged: Judged) -> None:
    document = note(f"{THERE} Dat meldpunt is in 2024 ingericht. Daar is het meldpunt voor signalen.")
    (found,) = judged([MELDPUNT], [document])
    spans = sorted((item.start, item.end) for item in found.evidence)
    assert found.state is State.IN_FORCE
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_what_was_carried_out_is_more_than_what_is_arranged(note: Callable[..., Document], judged: Judged) -> None:
    (done,) = judged([MELDPUNT], [note("Het meldpunt is in 2024 ingericht.")])
    (arranged,) = judged([MELDPUNT], [note(THERE)])
    assert (done.state, arranged.state) == (State.IN_FORCE, State.IN_FORCE)
    assert [item.proof for item in (*done.evidence, *arranged.evidence)] == [Proof.BESTAAN, Proof.OPZET]


def test_said_of_some_where_all_are_meant(note: Callable[..., Document], judged: Judged) -> None:
    (found,) = judged([MELDPUNT], [note("Er is een meldpunt voor twee van de vijf medewerkers.")])
    assert (found.state, found.qualifiers) == (State.IN_FORCE, (Qualifier.INCOMPLETE,))


def test_what_is_not_there_cannot_have_been_made_known(note: Callable[..., Document], judged: Judged) -> None:
    promotion = PROTOCOL.model_copy(update={"of": "1.1.a", "kind": CriterionKind.PROMOTION})
    there = SAID["in_force"][0].format("protocol")
    assert [each.state for each in judged([promotion, MELDPUNT], [note(THERE, there)])] == [State.IN_FORCE] * 2
    known, base = judged([promotion, MELDPUNT], [note(COMING, there)])
    assert (known.criterion, known.state, known.evidence) == ("1.1.b", State.NOT_FOUND, ())
    assert base.state is State.PLANNED
    assert known.reason == "Waar dit bij hoort, is niet als geldend aangetroffen."


# --- what needs no model -------------------------------------------------------------------------------------------

CADENCE = Criterion(id="1.1.c", text="Dat is er vaak.", kind=CriterionKind.CADENCE, of="1.1.a")
CURRENCY = Criterion(id="1.1.d", text="Dat is actueel.", kind=CriterionKind.CURRENCY, of="1.1.a")


def test_a_rhythm_is_read_in_what_the_model_found(
    note: Callable[..., Document], judged: Judged, asked: Recording
) -> None:
    often = "Ons meldpunt komt elke maand bijeen."
    base, cadence = judged([MELDPUNT, CADENCE], [note(often)])
    assert (base.state, cadence.state) == (State.IN_FORCE, State.IN_FORCE)
    assert [item.quote for item in cadence.evidence] == [often]
    assert not any("Dat is er vaak" in hypothesis for call in asked.calls for _, hypothesis in call)
    assert judged([MELDPUNT, CADENCE], [note(THERE)])[1].state is State.NOT_FOUND


@pytest.mark.parametrize(("adopted", "qualifiers"), [(date(2019, 5, 1), (Qualifier.OUTDATED,)), (date(2024, 5, 1), ())])
def test_the_age_of_a_rule_is_reckoned(
    adopted: date, qualifiers: tuple[Qualifier, ...], note: Callable[..., Document], judged: Judged
) -> None:
    document = note(THERE, title="Meldpunt", genre=Genre.PROTOCOL, adopted=adopted, standing=Standing.ADOPTED)
    base, currency = judged([MELDPUNT, CURRENCY], [document])
    assert (base.state, currency.state, currency.qualifiers) == (State.IN_FORCE, State.IN_FORCE, qualifiers)
    assert currency.evidence[0].criterion == "1.1.d"


def test_text_that_addresses_a_model_tells_no_age(note: Callable[..., Document], judged: Judged) -> None:
    adopted = "Dit protocol is vastgesteld op 1 mei 2024."
    protocol = note(
        adopted,
        name="protocol.txt",
        title="Protocol meldpunt",
        genre=Genre.PROTOCOL,
        standing=Standing.ADOPTED,
        adopted=date(2024, 5, 1),
        adopted_quote=adopted,
    )
    start = protocol.text.index(adopted)
    told = protocol.model_copy(update={"instructions": ((start, start + len(adopted)),)})
    _, seen = judged([MELDPUNT, CURRENCY], [note(THERE), protocol])
    _, kept = judged([MELDPUNT, CURRENCY], [note(THERE), told])
    assert [item.quote for item in seen.evidence] == [adopted]
    assert [item.quote for item in kept.evidence] == [THERE]


def test_what_is_not_there_has_no_age(note: Callable[..., Document], judged: Judged) -> None:
    _, currency = judged([MELDPUNT, CURRENCY], [note(NOT_THERE)])
    assert (currency.state, currency.evidence) == (State.NOT_FOUND, ())


# --- what holds for every run --------------------------------------------------------------------------------------


def test_the_same_dossier_gives_the_same_judgements(note: Callable[..., Document], judged: Judged) -> None:
    documents = [note(THERE, ELSE, name="a.txt"), note(COMING, NOT_THERE, name="b.txt")]
    assert judged([MELDPUNT, PROTOCOL], documents) == judged([MELDPUNT, PROTOCOL], documents)


def test_what_holds_for_every_judgement_of_a_norm(model: CrossEncoderModel, make_document: DocumentMaker) -> None:
    """Whatever so small a model makes of words it does not know: quotes are verbatim, and a state has evidence."""
    documents = [
        make_document(
            "# Signalen",
            "Medewerkers melden signalen bij het meldpunt. Dat is elke werkdag open. Een meldcode ontbreekt.",
            "De gedragscode is op 12 mei 2024 door de raad vastgesteld en wordt elk jaar besproken.",
            name="beleid.txt",
        ),
        make_document("# Vooruitblik", "In 2027 stellen wij nieuw Bibob-beleid vast.", name="plan.txt"),
    ]
    by_id = {document.id: document for document in documents}
    norm = load_norm("groningse-norm")
    judge = make_inference_judge(model)(norm, VELDERMEER, PEILDATUM, by_id)
    with open_index(documents, SubwordEmbedder(), None) as index:
        hits = find_passages(norm, norm.ambitions, index)
    for ambition in norm.ambitions:
        own = {criterion.id: hits[criterion.id] for criterion in ambition.criteria}
        judgements = judge.judge(ambition, own)
        assert [each.criterion for each in judgements] == [criterion.id for criterion in ambition.criteria]
        for judgement in judgements:
            assert bool(judgement.evidence) == (judgement.state is not State.NOT_FOUND), judgement
            assert len(judgement.evidence) <= MOST_QUOTES
            assert all(stands_verbatim(item, by_id[item.document_id]) for item in judgement.evidence)
            assert all(item.criterion == judgement.criterion for item in judgement.evidence)
            assert all(item.proof is Proof.OPZET or item.stance is State.IN_FORCE for item in judgement.evidence)
            assert all(miss.reason.endswith(".") for miss in judgement.trace.near_misses)


def test_the_proof_of_absence_says_where_was_looked(note: Callable[..., Document], judged: Judged) -> None:
    criterion = MELDPUNT.model_copy(update={"queries": ("signalen melden",)})
    (found,) = judged([criterion], [note(ELSE, name="a.txt"), note(ELSE, name="b.txt")])
    assert found.trace.documents == ("a.txt", "b.txt")
    assert (found.trace.pages, found.trace.queries) == (2, (criterion.text, "signalen melden"))
    assert found.trace.passages > 0


def test_without_passages_nothing_is_found(judged: Judged) -> None:
    found = judged([MELDPUNT, CADENCE, CURRENCY], [])
    assert {each.state for each in found} == {State.NOT_FOUND}
    assert not any(each.evidence for each in found)


def test_it_is_a_judge_that_remembers(judge: Callable[..., tuple[Judge, Ambition]], tmp_path: Path) -> None:
    made, _ = judge([MELDPUNT], [])
    assert made.name == "nli"
    assert isinstance(made, Remembering)
    made.recall(tmp_path)
    made.keep()


def test_a_model_that_fails_leaves_the_ambition_unassessed(
    judged: Judged, note: Callable[..., Document], asked: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(pairs: Sequence[Pair], *, cut: Cut = "first") -> Scores:
        raise CrossEncoderUnavailable("Het model kan deze tekstparen niet lezen.")

    monkeypatch.setattr(asked, "scores", fails)
    with pytest.raises(NotAssessed, match="kan deze tekstparen niet lezen"):
        judged([MELDPUNT], [note(THERE)])


def test_a_reranker_is_refused_before_anything_is_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    reranker = CrossEncoderModel(made(tmp_path_factory.getbasetemp(), build_reranker))
    with pytest.raises(CrossEncoderUnsuited, match="--reranker"):
        make_inference_judge(reranker)


# --- the weighing, without a model ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chances", "validity", "state"),
    [
        ((0.9, 0.1, 0.0), Validity.UNKNOWN, "in_force"),
        ((LIKELY, 0.1, 0.0), Validity.IN_FORCE, "in_force"),
        ((LIKELY - 0.01, 0.1, 0.0), Validity.IN_FORCE, "not_found"),
        ((0.9, 0.8, 0.95), Validity.IN_FORCE, "absent"),
        ((0.9, 0.1, 0.0), Validity.DRAFT, "planned"),
        ((0.1, 0.1, 0.9), Validity.DRAFT, "absent"),
        ((0.9, 0.1, 0.0), Validity.NOT_YET_IN_FORCE, "planned"),
        ((0.1, 0.9, 0.0), Validity.WITHDRAWN, "not_found"),
        ((0.0, 0.0, 0.9), Validity.EXPIRED, "not_found"),
    ],
)
def test_what_one_passage_says(chances: tuple[float, ...], validity: Validity, state: str) -> None:
    assert state_of(chances, validity).value == state


@pytest.mark.parametrize(
    ("whole", "alone", "surroundings", "adds"),
    [
        (0.9, 0.1, 0.9 - ADDS / 2, False),
        (0.9, 0.1, 0.9 - ADDS - 0.01, True),
        (0.9, LIKELY, 0.9, True),
        (0.9, LIKELY - 0.01, 0.95, False),
    ],
)
def test_a_passage_adds_to_its_title_or_speaks_for_itself(
    whole: float, alone: float, surroundings: float, adds: bool
) -> None:
    assert adds_to(whole, alone, surroundings) is adds


@pytest.fixture
def heard(
    judge: Callable[..., tuple[Judge, Ambition]], note: Callable[..., Document], make_norm: Callable[..., Norm]
) -> Callable[..., Heard]:
    """A passage that speaks for one state, in document `name`."""

    def make(state: str, chance: float, name: str = "a.txt") -> Heard:
        document = note(ELSE, name=name)
        rules = RulesJudge(make_norm([MELDPUNT]), VELDERMEER, PEILDATUM, {document.id: document}, load_cues(), ())
        chances = tuple(chance if each == state else 0.0 for each in SAID)
        return Heard(Window(rules.readings[document.id], 0, 0, ELSE, "", Validity.UNKNOWN), chances)

    return make


@pytest.mark.parametrize(
    ("said", "state", "contradicted"),
    [
        ([], "not_found", False),
        ([("in_force", 0.9), ("planned", 0.9 + CLOSE / 4)], "in_force", False),
        ([("in_force", 0.6), ("planned", 0.61 + CLOSE)], "planned", False),
        ([("planned", 0.7), ("absent", 0.8)], "planned", False),
        ([("planned", 0.6), ("absent", 0.95)], "absent", False),
        ([("in_force", 0.6), ("absent", 0.95)], "absent", False),
        ([("in_force", 0.6), ("absent", 0.95, "b.txt")], "in_force", True),
        ([("in_force", 0.9), ("absent", 0.95), ("absent", 0.6, "b.txt")], "in_force", True),
    ],
)
def test_how_passages_are_weighed(
    said: list[tuple[str, float]], state: str, contradicted: bool, heard: Callable[..., Heard]
) -> None:
    speaking = sorted((heard(*each) for each in said), key=lambda each: -each.chance)
    found, against = weigh(speaking)
    assert (found.value, bool(against)) == (state, contradicted)
    assert all(each.says is State.ABSENT for each in against)


def test_a_report_names_the_model_that_judged(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (tmp_path / "nota.md").write_text("# Meldpunt\n\nWij hebben een meldpunt voor signalen.\n", encoding="utf-8")
    engine = choose_engine("nli", nli=str(made(tmp_path_factory.getbasetemp(), build_inference)))
    request = Request(
        (tmp_path,), ("groningse-norm",), Organisation(name="X", type=OrganisationType.GEMEENTE), PEILDATUM
    )
    (report,) = analyse(request, tmp_path / ".normtoets", engine)
    run = report.assessment.run
    assert run.judge == "nli" and run.inference == engine.judges[0].key and run.inference
    assert ("Gevolgtrekkingsmodel", run.inference) in outline(report).versions


def test_its_grounds_are_all_that_its_verdict_hangs_on(
    judge: Callable[..., tuple[Judge, Ambition]], make_document: DocumentMaker
) -> None:
    nota, slot = make_document(THERE, name="a.txt"), make_document(ELSE, name="b.txt")
    alone, ambition = judge([MELDPUNT], [nota])
    beside, _ = judge([MELDPUNT], [nota, slot])
    assert isinstance(alone, Accountable) and isinstance(beside, Accountable)
    own = {"1.1.a": tuple(Hit(passage=passage, score=1.0) for passage in split(nota))}
    both = {"1.1.a": (*own["1.1.a"], *(Hit(passage=passage, score=0.5) for passage in split(slot)))}
    assert alone.grounds(ambition, own) == beside.grounds(ambition, own) != beside.grounds(ambition, both)
    assert alone.grounds(ambition, own).documents == {nota.id}
    (one,), (other,) = alone.judge(ambition, own), beside.judge(ambition, own)
    assert other.trace.documents == ("a.txt", "b.txt")
    assert other.model_copy(update={"trace": one.trace}) == one
