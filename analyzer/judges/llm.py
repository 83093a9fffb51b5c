"""The judge that asks a language model: one call for an ambition, all its elements, the passages found for them.

Nothing the model says counts by itself. A quote counts when it has passed every gate; an element has the state of the
quotes that did; what cannot be settled makes the ambition "not assessed".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from analyzer.errors import NotAssessed
from analyzer.judges.controls import Controls, controls_for
from analyzer.judges.gates import Claim, Sifted, by_gate, first_gate
from analyzer.judges.grounds import Grounds, documents_found, found_lines
from analyzer.judges.material import Material, choose, documents_in, label, written
from analyzer.judges.relatedness import Relatedness
from analyzer.judges.verification import (
    by_letter,
    faults_in,
    missing_elements,
    must_be_settled,
    remarks_on,
    unproven,
    weighed,
)
from analyzer.llm.fencing import fenced, new_nonce, one_line, without_instructions
from analyzer.llm.ledger import Meter
from analyzer.llm.model import LanguageModel
from analyzer.llm.prompts import Prompt, load_prompt
from analyzer.llm.schemas import AssessmentAnswer, ElementAnswer, SupportAnswer
from analyzer.llm.values import PASSING, Failure
from analyzer.types import (
    Ambition,
    Criterion,
    Gate,
    Judgement,
    ModelUse,
    NearMiss,
    Organisation,
    SearchTrace,
    State,
)
from ingest.types import Document, Hit

_CLAIMED = {
    State.IN_FORCE: "dit geldt, of is gedaan, bij of voor deze organisatie zelf",
    State.PLANNED: "dit is bij deze organisatie een voornemen, een aankondiging of een concept",
    State.ABSENT: "het document zegt dat dit er bij deze organisatie niet is of niet gebeurt",
}
_QUOTE_MARK = "\n\nHET CITAAT: "
_LED = (
    "Het taalmodel gaf een verkeerd antwoord op een controlevraag waarvan het antwoord bekend is: het las niet goed, "
    "of liet zich leiden door tekst in een document. Zijn andere antwoorden tellen dan ook niet. Beoordeel zelf."
)
_MOST_NEAR = 2
_NEAR_LENGTH = 300  # characters


class LanguageModelJudge:
    """Judges one norm over one dossier. Safe between threads, once `recall` has been called."""

    name = "model"

    def __init__(
        self,
        organisation: Organisation,
        peildatum: date,
        documents: Mapping[str, Document],
        model: LanguageModel,
        relatedness: Relatedness,
    ) -> None:
        """`documents` by id. Raises InvalidPrompt."""
        self.at_once = model.settings.at_once
        self._organisation = organisation
        self._peildatum = peildatum
        self._documents = documents
        self._model = model
        self._relatedness = relatedness
        self._assess = load_prompt("assess", AssessmentAnswer)
        self._support = load_prompt("support", SupportAnswer)
        self._total = model.meter.child()
        self._meters: dict[str, Meter] = {}
        self._ended = False

    def recall(self, folder: Path) -> None:
        """Answers are kept in `folder` from now on, each as soon as it is there."""
        self._ended = False
        self._model.open(folder / "answers.sqlite")

    def keep(self) -> None:
        """Every answer was kept when it came; the file and the connection are closed.

        What is still being judged then (the user stopped) asks nothing more: no text goes out after a stop.
        """
        self._ended = True
        self._model.rest()

    def use(self, ambition: str | None = None) -> ModelUse:
        """What one ambition took, or the whole run."""
        return self._total.use() if ambition is None else self._meter(ambition).use()

    def notices(self, hits: Mapping[str, Sequence[Hit]]) -> tuple[str, ...]:
        """What a reviewer must know of what was read (Dutch): text that addresses a language model."""
        documents = [self._documents[passage.document_id] for passage in self._material(hits).passages]
        return tuple(
            f"In '{name}' staat tekst die zich tot een taalmodel richt. Die is niet voorgelegd en telt niet mee."
            for name in dict.fromkeys(document.name for document in documents if document.instructions)
        )

    def question(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Prompt, dict[str, str]]:
        """What will be asked about an ambition, with its values. Nothing is sent."""
        return self._assess, self._values(ambition, self._material(hits))

    def answered(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> bool:
        """Whether the answer is known from before."""
        return self._model.knows(*self.question(ambition, hits))

    def grounds(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> Grounds:
        """What is put before the model, and the passages that are named as nearest where it sees no evidence."""
        material = self._material(hits)
        near = {criterion: found[:_MOST_NEAR] for criterion, found in hits.items()}
        read = " ".join(f"{passage.document_id}:{passage.index}" for passage in material.passages)
        return Grounds(
            frozenset(documents_in(material, self._documents)) | documents_found(near), (read, *found_lines(near))
        )

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        """Raises NotAssessed: the model failed, or the verdict hangs on claims that could not be verified."""
        material = self._material(hits)
        if not material.passages:
            return tuple(
                Judgement(
                    criterion=criterion.id,
                    state=State.NOT_FOUND,
                    confidence=0.9,
                    reason="Er is geen enkele passage gevonden om voor te leggen.",
                    trace=self._trace(criterion, hits),
                )
                for criterion in ambition.criteria
            )
        answers, sifted = self._sifted(ambition, material)
        if refused := {each: sifted[each].rejected for each, given in answers.items() if unproven(given, sifted[each])}:
            # A quote that shows nothing does not mean that no other does: the model may look once more.
            again, resifted = self._sifted(ambition, material, remarks_on(refused))
            answers |= {each: again[each] for each in refused}
            sifted |= {
                each: Sifted(resifted[each].claims, (*refused[each], *resifted[each].rejected)) for each in refused
            }
        judgements = tuple(
            weighed(each.id, answers[each.id], sifted[each.id], self._trace(each, hits)) for each in ambition.criteria
        )
        must_be_settled(ambition, answers, judgements, self._organisation.type)
        return judgements

    def _sifted(
        self, ambition: Ambition, material: Material, remarks: str = ""
    ) -> tuple[dict[str, ElementAnswer], dict[str, Sifted]]:
        """The model's answers and what the gates leave of them, by criterion id."""
        meter = self._meter(ambition.id)
        answers = self._answers(ambition, material, meter, remarks)
        sifted = {
            criterion: first_gate(criterion, answer, material, self._documents, self._peildatum)
            for criterion, answer in answers.items()
        }
        return answers, self._supported(ambition, self._related(ambition, sifted, material), material, meter)

    def _answers(self, ambition: Ambition, material: Material, meter: Meter, remarks: str) -> dict[str, ElementAnswer]:
        """The model's answer for each criterion, by its id."""

        controls = self._controls(ambition, material)

        def check(answer: AssessmentAnswer) -> tuple[str, ...]:
            asked, known = controls.apart(answer)
            return (*controls.faults(known), *faults_in(asked, ambition, material, self._documents))

        values = self._values(ambition, material, remarks)
        self._must_go_on()
        given = self._model.ask(self._assess, values, AssessmentAnswer, meter, check)
        if isinstance(given, Failure):
            raise _not_assessed(given)
        asked, known = controls.apart(given.value)
        if missing_elements(asked, ambition):
            raise NotAssessed("Het taalmodel beantwoordde niet elk element. Beoordeel zelf.", passing=True)
        if controls.faults(known):
            raise NotAssessed(_LED, passing=True)
        letters = by_letter(ambition)
        return {letters[each.element]: each for each in asked.elements}

    def _related(self, ambition: Ambition, sifted: Mapping[str, Sifted], material: Material) -> dict[str, Sifted]:
        return {
            criterion: _with(each, [self._is_related(ambition, claim, material) for claim in each.claims], Gate.RELATED)
            for criterion, each in sifted.items()
        }

    def _is_related(self, ambition: Ambition, claim: Claim, material: Material) -> bool:
        passage = material.numbered(claim.passage)
        return self._relatedness.related(ambition, claim.evidence.quote, passage.headings if passage else ())

    def _supported(
        self, ambition: Ambition, sifted: Mapping[str, Sifted], material: Material, meter: Meter
    ) -> dict[str, Sifted]:
        """The second gate: asked apart, the model must confirm each claim. What it does not mention is refused."""
        claims = [claim for each in sifted.values() for claim in each.claims]
        if not claims:
            return dict(sifted)
        nonce = new_nonce()
        texts = {criterion.id: criterion.text for criterion in ambition.criteria}
        shown = [
            self._claim(number, claim, texts[claim.criterion], material, nonce)
            for number, claim in enumerate(claims, 1)
        ]
        control = self._controls(ambition, material)
        for number, element in enumerate(control.elements, len(claims) + 1):
            text = f"{control.shown.passage}{_QUOTE_MARK}{control.shown.passage}"
            shown.append(_claimed(number, element, State.IN_FORCE, self._control_label(material), text, nonce))
        values = {"organisation": self._named(), "claims": "\n\n".join(shown), "nonce": nonce}

        def check(answer: SupportAnswer) -> tuple[str, ...]:
            given = [each.claim for each in answer.claims]
            return tuple(
                f"bewering {n} hoort er één keer te staan" for n in range(1, len(shown) + 1) if given.count(n) != 1
            )

        self._must_go_on()
        answer = self._model.ask(self._support, values, SupportAnswer, meter, check)
        if isinstance(answer, Failure):
            raise _not_assessed(answer)
        said: dict[int, bool] = {}
        for each in answer.value.claims:
            said[each.claim] = each.supported and said.get(each.claim, True)
        shown_right, missing_right = said.get(len(claims) + 1) is True, said.get(len(claims) + 2) is False
        confirms = any(said.get(number) for number in range(1, len(claims) + 1))
        if not missing_right or (confirms and not shown_right):
            raise NotAssessed(_LED, passing=True)  # it confirms what its quote does not name, or denies what it does
        confirmed = {id(claim): said.get(number, False) for number, claim in enumerate(claims, 1)}
        return {
            criterion: _with(each, [confirmed[id(claim)] for claim in each.claims], Gate.SUPPORT)
            for criterion, each in sifted.items()
        }

    def _claim(self, number: int, claim: Claim, element: str, material: Material, nonce: str) -> str:
        item = claim.evidence
        passage = material.numbered(claim.passage)
        assert passage is not None  # the first gate looked it up
        text = without_instructions(self._documents[item.document_id], passage.start, passage.end)
        told = label(passage, documents_in(material, self._documents), self._peildatum)
        return _claimed(number, element, item.stance, told, f"{text}{_QUOTE_MARK}{item.quote}", nonce)

    def _must_go_on(self) -> None:
        if self._ended:
            raise NotAssessed("De toets is gestopt voordat deze ambitie aan de beurt was.", passing=True)

    def _controls(self, ambition: Ambition, material: Material) -> Controls:
        text = " ".join(passage.text for passage in material.passages)
        return controls_for(ambition.id, max(by_letter(ambition)), text)

    def _control_label(self, material: Material) -> str:
        """Like that of any other passage, so that no order can leave it out."""
        number = len(documents_in(material, self._documents)) + 1
        return f"document {number}, bladzijde 1\ndocument: beleid; geldigheid: geldt op de peildatum"

    def _values(self, ambition: Ambition, material: Material, remarks: str = "") -> dict[str, str]:
        nonce = new_nonce()
        controls = self._controls(ambition, material)
        known = fenced(len(material.passages) + 1, self._control_label(material), controls.shown.passage, nonce)
        texts = (*(criterion.text for criterion in ambition.criteria), *controls.elements)
        return {
            "organisation": self._named(),
            "peildatum": self._peildatum.isoformat(),
            "ambition": f"{ambition.id} {ambition.title}\n{ambition.requirement}",
            "elements": "\n".join(
                f"{letter}. {text}"
                for letter, text in zip((*by_letter(ambition), *controls.letters), texts, strict=True)
            ),
            "passages": f"{written(material, self._documents, self._peildatum, nonce)}\n\n{known}",
            "remarks": remarks,
            "nonce": nonce,
        }

    def _named(self) -> str:
        return f"{one_line(self._organisation.name)} ({self._organisation.type.value})"

    def _material(self, hits: Mapping[str, Sequence[Hit]]) -> Material:
        return choose(hits, self._documents, self._model.settings.context_characters)

    def _meter(self, ambition: str) -> Meter:
        return self._meters.setdefault(ambition, self._total.child())

    def _trace(self, criterion: Criterion, hits: Mapping[str, Sequence[Hit]]) -> SearchTrace:
        near = [hit.passage for hit in hits.get(criterion.id, ())[:_MOST_NEAR]]
        return SearchTrace(
            queries=(criterion.text, *criterion.queries),
            documents=tuple(document.name for document in self._documents.values()),
            pages=sum(len(document.pages) for document in self._documents.values()),
            passages=len(self._material(hits).passages),
            near_misses=tuple(
                NearMiss(
                    document=self._documents[passage.document_id].name,
                    page=passage.page,
                    quote=passage.text[:_NEAR_LENGTH],
                    reason="Voorgelegd aan het taalmodel, dat er geen bewijs in zag.",
                )
                for passage in near
            ),
        )


def _claimed(number: int, element: str, stance: State, told: str, text: str, nonce: str) -> str:
    return f"Bewering {number}: {element} – {_CLAIMED[stance]}.\n{fenced(number, told, text, nonce)}"


def _with(before: Sifted, passed: Sequence[bool], gate: Gate) -> Sifted:
    after = by_gate(before.claims, passed, gate)
    return Sifted(after.claims, (*before.rejected, *after.rejected))


def _not_assessed(failure: Failure) -> NotAssessed:
    return NotAssessed(
        f"{failure.message} Beoordeel zelf, of voer de toets opnieuw uit.", passing=failure.cause in PASSING
    )
