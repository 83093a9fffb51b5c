"""The main job: documents and a norm become an assessment, and what was made before is not made again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from analyzer.assessment import Request, Watch, analyse
from analyzer.engine import Engine, JudgeChoice, choose_engine
from analyzer.errors import NotBound, NothingToRead, UnknownNorm
from analyzer.types import (
    Ambition,
    Assessment,
    Evidence,
    GapReport,
    Judgement,
    Norm,
    Organisation,
    OrganisationType,
    State,
    Status,
)
from ingest.embedding import SubwordEmbedder
from ingest.errors import EmbeddingModelUnavailable, WorkspaceInUse
from ingest.types import Document, Hit
from ingest.workspace import Workspace

EmbedderMaker = Callable[..., SubwordEmbedder]
PEILDATUM = date(2026, 3, 1)
GEMEENTE, PROVINCIE, WATERSCHAP = OrganisationType


class FakeJudge:
    """Finds one quote for each element: the first line of the first document; or does as `trouble` says."""

    name = "fake"

    def __init__(self, documents: Mapping[str, Document], trouble: Mapping[str, Exception | str]) -> None:
        self._documents = documents
        self._trouble = trouble

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        trouble = self._trouble.get(ambition.id)
        if isinstance(trouble, Exception):
            raise trouble
        document = next(iter(self._documents.values()))
        end = document.blocks[0].end
        return tuple(
            Judgement(
                criterion=criterion.id,
                state=State.IN_FORCE,
                evidence=(
                    Evidence(
                        document=document.name,
                        document_id=document.id,
                        page=1,
                        start=0,
                        end=end,
                        quote=trouble or document.text[:end],
                        criterion=criterion.id,
                        stance=State.IN_FORCE,
                    ),
                ),
            )
            for criterion in ambition.criteria
        )


class Dossier:
    """A folder of documents that is analysed again and again; counts how often a judge is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "stukken"
        self.folder.mkdir()
        self.work = folder / "werk"
        self.write("a.txt", "Wij hebben een meldpunt voor signalen van ondermijning.")
        self.judges = 0
        self.trouble: dict[str, Exception | str] = {}

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(
        self,
        *norms: str,
        kind: OrganisationType = GEMEENTE,
        peildatum: date = PEILDATUM,
        embedder: Callable[[], SubwordEmbedder] = SubwordEmbedder,
        judge_name: str = "fake",
        told: list[tuple[int, int, str]] | None = None,
    ) -> tuple[GapReport, ...]:
        def make_judge(
            norm: Norm, organisation: Organisation, day: date, documents: Mapping[str, Document]
        ) -> FakeJudge:
            self.judges += 1
            return FakeJudge(documents, self.trouble)

        return analyse(
            Request(
                (self.folder,), norms or ("groningse-norm",), Organisation(name="Veldermeer", type=kind), peildatum
            ),
            self.work,
            Engine(embedder, "subword", judge_name, (JudgeChoice(judge_name, make_judge),)),
            Watch(lambda *each: told.append(each) if told is not None else None),
        )

    def assessment(self, **options: object) -> Assessment:
        (report,) = self.run(**options)  # type: ignore[arg-type]
        return report.assessment


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    return Dossier(tmp_path)


def test_every_ambition_gets_a_finding_in_order(dossier: Dossier) -> None:
    told: list[tuple[int, int, str]] = []
    reports = dossier.run("groningse-norm", "noord-hollandse-norm", told=told)
    assert [(report.norm.id, len(report.assessment.findings)) for report in reports] == [
        ("groningse-norm", 29),
        ("noord-hollandse-norm", 47),
    ]
    for report in reports:
        assert [f.ambition for f in report.assessment.findings] == [a.id for a in report.norm.ambitions]
        assert {finding.status for finding in report.assessment.findings} == {Status.VOLDOET}
        assert report.assessment.complete
    assert (29, 29) in [(done, of) for done, of, _ in told]
    assert (47, 47) in [(done, of) for done, of, _ in told]


def test_the_run_is_recorded(dossier: Dossier) -> None:
    made = dossier.assessment()
    assert (made.norm_id, made.peildatum, made.organisation.name) == ("groningse-norm", PEILDATUM, "Veldermeer")
    assert (made.run.judge, made.run.embedder) == ("fake", "subword")
    assert made.run.seconds >= 0 and made.run.started.tzinfo is not None
    (document,) = made.documents
    assert (document.name, document.read, document.pages, len(document.sha256)) == ("a.txt", "whole", 1, 64)


def test_what_does_not_bind_is_nvt(dossier: Dossier) -> None:
    statuses = {finding.ambition: finding.status for finding in dossier.assessment(kind=PROVINCIE).findings}
    assert {ambition for ambition, status in statuses.items() if status is Status.NVT} == {"1.5", "2.3", "3.4", "3.5"}


def test_a_norm_that_does_not_bind_at_all(dossier: Dossier) -> None:
    with pytest.raises(NotBound, match="geldt niet voor een waterschap, alleen voor een gemeente en een provincie"):
        dossier.run("noord-hollandse-norm", kind=WATERSCHAP)
    assert not dossier.work.exists()


def test_a_norm_that_is_not_there(dossier: Dossier) -> None:
    with pytest.raises(UnknownNorm):
        dossier.run("friese-norm")


def test_nothing_to_read_lists_every_file_and_why(dossier: Dossier) -> None:
    dossier.write("a.txt", "")
    (dossier.folder / "b.bin").write_bytes(b"\x00" * 5000)
    with pytest.raises(NothingToRead, match=r"(?s)Geen enkel document kon worden gelezen\.\n- .*a\.txt.*\n- .*b\.bin"):
        dossier.run()


def test_a_document_that_cannot_be_read_is_named(dossier: Dossier) -> None:
    dossier.write("leeg.txt", "")
    made = dossier.assessment()
    assert not made.complete
    assert {document.name: document.read for document in made.documents} == {"a.txt": "whole", "leeg.txt": "not"}
    assert "leeg.txt" in made.documents[1].problems[0]
    assert len(made.findings) == 29


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), ZeroDivisionError(), IndexError("x")])
def test_a_judge_that_fails_on_one_ambition_fails_there_alone(dossier: Dossier, error: Exception) -> None:
    dossier.trouble = {"2.4": error}
    made = dossier.assessment()
    (failed,) = [finding for finding in made.findings if finding.status is None]
    assert failed.ambition == "2.4"
    assert failed.problem is not None and type(error).__name__ in failed.problem
    assert not made.complete


def test_a_quote_that_does_not_stand_there_voids_the_verdict(dossier: Dossier) -> None:
    dossier.trouble = {"2.4": "Wij hebben géén meldpunt."}
    (failed,) = [finding for finding in dossier.assessment().findings if finding.status is None]
    assert failed.ambition == "2.4"
    assert failed.problem is not None and "niet letterlijk" in failed.problem
    assert failed.evidence == ()


def test_two_analyses_in_one_folder(dossier: Dossier) -> None:
    with (
        Workspace(dossier.work),
        pytest.raises(WorkspaceInUse, match="is in gebruik door een andere analyse"),
    ):
        dossier.run()


def test_an_embedder_that_cannot_be_made(dossier: Dossier) -> None:
    def missing() -> SubwordEmbedder:
        raise EmbeddingModelUnavailable("Het zoekmodel kan niet worden geladen.")

    with pytest.raises(EmbeddingModelUnavailable):
        dossier.run(embedder=missing)
    assert dossier.assessment().complete, "the work folder is free again"


# --- what was made before ------------------------------------------------------------------------------------------


def test_the_same_question_is_answered_from_what_was_kept(dossier: Dossier, make_embedder: EmbedderMaker) -> None:
    first = dossier.assessment()
    embedder = make_embedder()
    again = dossier.assessment(embedder=lambda: embedder)
    assert again == first
    assert dossier.judges == 1
    assert embedder.passages == embedder.queries == []  # type: ignore[attr-defined]


def test_another_norm_reads_and_embeds_nothing_again(dossier: Dossier, make_embedder: EmbedderMaker) -> None:
    dossier.run("groningse-norm")
    embedder = make_embedder()
    dossier.run("groningse-norm", "noord-hollandse-norm", embedder=lambda: embedder)
    assert dossier.judges == 2
    assert embedder.passages == []  # type: ignore[attr-defined]


def added(dossier: Dossier) -> None:
    dossier.write("b.txt", "Een tweede stuk.")


def changed(dossier: Dossier) -> None:
    dossier.write("a.txt", "Het meldpunt is opgeheven.")


def renamed(dossier: Dossier) -> None:
    (dossier.folder / "a.txt").rename(dossier.folder / "z.txt")


@pytest.mark.parametrize("change", [added, changed, renamed], ids=lambda change: change.__name__)
def test_another_dossier_is_judged_again(dossier: Dossier, change: Callable[[Dossier], None]) -> None:
    first = dossier.assessment()
    change(dossier)
    second = dossier.assessment()
    assert dossier.judges == 2
    assert second.documents != first.documents
    names = {document.name for document in second.documents}
    assert {item.document for finding in second.findings for item in finding.evidence} <= names


@pytest.mark.parametrize(
    "options",
    [{"peildatum": date(2027, 1, 1)}, {"kind": PROVINCIE}, {"judge_name": "ander"}],
    ids=lambda o: next(iter(o)),
)
def test_another_question_is_judged_again(dossier: Dossier, options: dict[str, object]) -> None:
    dossier.run()
    dossier.assessment(**options)
    assert dossier.judges == 2


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\x00"])
def test_a_kept_assessment_that_is_damaged_is_made_again(dossier: Dossier, data: bytes) -> None:
    first = dossier.assessment()
    (kept,) = (dossier.work / "assessments").iterdir()
    kept.write_bytes(data)
    assert dossier.assessment().findings == first.findings
    assert dossier.judges == 2


def test_the_real_judge_over_a_real_dossier_leaves_nothing_out(dossier: Dossier) -> None:
    dossier.write("b.md", "# Integriteit\n\nEen gedragscode voor onze medewerkers ontbreekt.\n")
    dossier.write("c.md", "# Agressie\n\nWij zijn van plan in 2027 een agressieprotocol op te stellen.\n")
    (report,) = analyse(
        Request(
            (dossier.folder,),
            ("noord-hollandse-norm",),
            Organisation(name="Gemeente Veldermeer", type=GEMEENTE),
            PEILDATUM,
        ),
        dossier.work,
        choose_engine(),
    )
    statuses = {finding.ambition: finding.status for finding in report.assessment.findings}
    assert None not in statuses.values()
    assert statuses["2.2"] is Status.ONTBREEKT
    assert statuses["3.1"] is Status.GEPLAND


def test_a_document_added_gives_what_a_cold_run_gives(tmp_path: Path) -> None:
    """What is kept of the other documents (sentences read, terms, vectors) changes no verdict."""
    documents = tmp_path / "documenten"
    documents.mkdir()
    (documents / "a.txt").write_text("Wij hebben een meldpunt voor signalen van ondermijning. " * 3, encoding="utf-8")
    (documents / "b.txt").write_text(
        "De gemeente Elders heeft een agressieprotocol. Een gedragscode ontbreekt. " * 3, encoding="utf-8"
    )

    def findings(work: Path) -> list[str]:
        request = Request(
            (documents,),
            ("groningse-norm",),
            Organisation(name="Gemeente X", type=OrganisationType.GEMEENTE),
            PEILDATUM,
        )
        (report,) = analyse(request, work, choose_engine())
        return [finding.model_dump_json() for finding in report.assessment.findings]

    findings(tmp_path / "werk")
    (documents / "c.txt").write_text("Het meldpunt is er niet meer. Elders is een buurgemeente.", encoding="utf-8")
    assert findings(tmp_path / "werk") == findings(tmp_path / "koud")


def test_reports_made_before_are_no_evidence(tmp_path: Path) -> None:
    """Whoever keeps the reports among the documents gets the same verdicts again."""
    (tmp_path / "a.txt").write_text("Wij hebben een meldpunt voor signalen van ondermijning. " * 3, encoding="utf-8")
    (tmp_path / "groningse-norm.docx").write_bytes(b"een rapport")
    request = Request(
        (tmp_path,), ("groningse-norm",), Organisation(name="X", type=OrganisationType.GEMEENTE), PEILDATUM
    )
    (report,) = analyse(request, tmp_path / ".normtoets", choose_engine())
    assert [document.name for document in report.assessment.documents] == ["a.txt"]
