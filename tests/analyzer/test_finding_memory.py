"""A verdict that nothing touched is not made again, and is what making it again would give."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from model_server import ModelServer, Reply
from scripted_reader import read

import analyzer.assessment
from analyzer.assessment import Request, Watch, analyse
from analyzer.engine import Engine, JudgeChoice, choose_engine, make_offline_judge
from analyzer.finding_memory import FindingMemory
from analyzer.judges.grounds import Grounds
from analyzer.judges.protocol import Accountable, Judge, Remembering
from analyzer.llm.settings import ModelSettings
from analyzer.norms import load_norm
from analyzer.types import Ambition, Finding, Judgement, Norm, Organisation, OrganisationType
from ingest.types import Document, DocumentFacts, Hit
from ingest.workspace import Workspace

EXAMPLE = Path(__file__).parents[2] / "corpus" / "example" / "documents"
PEILDATUM = date(2026, 3, 1)
OOSTERHOVEN = Organisation(name="Gemeente Oosterhoven", type=OrganisationType.GEMEENTE)
LAST = "verslag-werkgroep-weerbaar.rtf"


class Counted:
    """The offline judge, with the ambitions it judged."""

    name = "rules"

    def __init__(self, judge: Judge, judged: list[str]) -> None:
        self._judge = judge
        self._judged = judged

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        self._judged.append(ambition.id)
        return self._judge.judge(ambition, hits)

    def grounds(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> Grounds:
        assert isinstance(self._judge, Accountable)
        return self._judge.grounds(ambition, hits)

    def recall(self, folder: Path) -> None:
        assert isinstance(self._judge, Remembering)
        self._judge.recall(folder)

    def keep(self) -> None:
        assert isinstance(self._judge, Remembering)
        self._judge.keep()


class Dossier:
    """Most of the example dossier in a folder of its own; `judged`: the ambitions that the last run judged; `before`:
    what the first run found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "stukken"
        shutil.copytree(EXAMPLE, self.folder, ignore=shutil.ignore_patterns("*.pdf", "*.docx"))
        self.work = folder / "werk"
        self.judged: list[str] = []
        self.before: tuple[Finding, ...] = ()
        self.request = Request((self.folder,), ("groningse-norm",), OOSTERHOVEN, PEILDATUM)

    def findings(self, work: Path | None = None, watch: Watch | None = None) -> tuple[Finding, ...]:
        self.judged.clear()

        def make(norm: Norm, organisation: Organisation, day: date, documents: Mapping[str, Document]) -> Judge:
            return Counted(make_offline_judge(norm, organisation, day, documents), self.judged)

        engine = choose_engine()
        counted = Engine(engine.make_embedder, engine.embedder, "rules", (JudgeChoice("rules", make),))
        (report,) = analyse(self.request, work or self.work, counted, watch or Watch())
        return report.assessment.findings

    def cold(self) -> tuple[Finding, ...]:
        """What a run finds in an empty work folder, but for what was read."""
        other = self.work.with_name(f"koud-{len(list(self.work.parent.iterdir()))}")
        shutil.copytree(self.work / "documents", other / "documents")
        return self.findings(other)


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """A dossier that was assessed once; nobody may change it."""
    dossier = Dossier(tmp_path_factory.mktemp("beoordeeld"))
    dossier.before = dossier.findings()
    assert len(dossier.judged) == 29
    return dossier


@pytest.fixture
def dossier(assessed: Dossier, tmp_path: Path) -> Dossier:
    shutil.copytree(assessed.folder.parent, tmp_path / "dossier")
    mine = Dossier.__new__(Dossier)
    mine.folder, mine.work, mine.judged = tmp_path / "dossier" / "stukken", tmp_path / "dossier" / "werk", []
    mine.request, mine.before = replace(assessed.request, paths=(mine.folder,)), assessed.before
    shutil.rmtree(mine.work / "assessments")  # so that only single findings can be taken over
    return mine


def test_what_nothing_touched_is_not_judged_again(dossier: Dossier) -> None:
    assert dossier.findings() == dossier.before
    assert dossier.judged == []


def removed(dossier: Dossier) -> None:
    (dossier.folder / LAST).unlink()


def added(dossier: Dossier) -> None:
    text = "De ambtenaar is op 3 mei gewezen op de gedragscode van de gemeente Elders."
    (dossier.folder / "los-briefje.txt").write_text(text, encoding="utf-8")


def replaced(dossier: Dossier) -> None:
    path = dossier.folder / "intranetbericht-signaalpunt.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Signaalpunt", "Meldpunt"), encoding="utf-8")


def renamed(dossier: Dossier) -> None:
    (dossier.folder / LAST).rename(dossier.folder / "aa-verslag.rtf")


def later(dossier: Dossier) -> None:
    dossier.request = replace(dossier.request, peildatum=date(2027, 3, 1))


def corrected(dossier: Dossier) -> None:
    def correct(document: Document) -> DocumentFacts:
        if document.name != "beleidsregel-bibob-2019.odt":
            return document.facts
        return document.facts.model_copy(update={"adopted": date(2015, 1, 1), "adopted_quote": None})

    dossier.request = replace(dossier.request, correct=correct)


CHANGES = pytest.mark.parametrize(
    "change",
    [added, corrected, *(pytest.param(each, marks=pytest.mark.slow) for each in (removed, replaced, renamed, later))],
    ids=lambda each: each.__name__,
)


@CHANGES
def test_a_change_gives_what_a_run_from_nothing_gives(dossier: Dossier, change: Callable[[Dossier], None]) -> None:
    change(dossier)
    found = dossier.findings()
    judged = list(dossier.judged)
    assert found == dossier.cold()
    assert judged, "this change touches something"


def test_a_document_that_comes_and_goes_leaves_the_old_verdicts(dossier: Dossier) -> None:
    added(dossier)
    dossier.findings()
    (dossier.folder / "los-briefje.txt").unlink()
    assert dossier.findings() == dossier.before
    assert dossier.judged == []


def test_a_file_that_cannot_be_read_touches_no_verdict(dossier: Dossier) -> None:
    (dossier.folder / "stuk.pdf").write_bytes(b"%PDF-1.4 kapot")
    assert dossier.findings() == dossier.before
    assert dossier.judged == []


def test_an_ambition_of_the_norm_that_changes_is_the_only_one_judged(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    norm = load_norm("groningse-norm")
    changed = norm.ambitions[4].model_copy(update={"requirement": "Iets anders."})
    ambitions = tuple(changed if each.id == changed.id else each for each in norm.ambitions)
    other = norm.model_copy(update={"ambitions": ambitions, "version": "9.9"})
    monkeypatch.setattr(analyzer.assessment, "load_norm", lambda _: other)
    dossier.findings()
    assert dossier.judged == [changed.id]


def test_a_concept_that_changes_touches_the_ambitions_that_name_it(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    norm = load_norm("groningse-norm")
    name = norm.ambitions[0].criteria[0].all_of[0][0]
    assert name.startswith("@")
    concepts = {**norm.concepts, name[1:]: (*norm.concepts[name[1:]], "kwikzilver")}
    other = norm.model_copy(update={"concepts": concepts})
    monkeypatch.setattr(analyzer.assessment, "load_norm", lambda _: other)
    dossier.findings()
    naming = [each.id for each in norm.ambitions if name in str(each.criteria)]
    assert dossier.judged == naming and 0 < len(naming) < 29


def test_the_proof_of_absence_names_the_documents_of_now(dossier: Dossier) -> None:
    """A reused verdict tells what was searched in this run, not in the run that made it."""
    shutil.copyfile(dossier.folder / LAST, dossier.folder / "zz-kopie.rtf")
    (dossier.folder / "zz-leeg.md").write_text("# Bijlage\n", encoding="utf-8")
    found = dossier.findings()
    reused = [each for each in found if each.ambition not in dossier.judged]
    assert reused
    for judgement in (each for finding in reused for each in finding.judgements):
        assert "zz-leeg.md" in judgement.trace.documents


def test_a_damaged_finding_is_made_again(dossier: Dossier) -> None:
    kept = sorted((dossier.work / "findings").iterdir())
    for path, data in zip(kept, (b"", b"{}", b"\xff"), strict=False):
        path.write_bytes(data)
    assert dossier.findings() == dossier.before
    assert len(dossier.judged) == 3


def test_what_was_unused_for_longest_goes_where_there_is_a_great_deal(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.finding_memory._MOST", 40)
    monkeypatch.setattr("analyzer.finding_memory._LEFT", 29)
    folder = dossier.work / "findings"
    for number in range(12):
        old = folder / f"{number:032x}.json"
        old.write_text("{}", encoding="utf-8")
        os.utime(old, (0, 0))
    dossier.findings()
    assert len(list(folder.iterdir())) == 29
    shutil.rmtree(dossier.work / "assessments")
    dossier.findings()
    assert dossier.judged == []


# --- a run that ends halfway ---------------------------------------------------------------------------------------


def test_a_stop_keeps_every_verdict_that_was_told(dossier: Dossier) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, of: int, what: str) -> None:
        if "ambitie" in what and done == 7:
            raise Stop

    shutil.rmtree(dossier.work / "findings")
    with pytest.raises(Stop):
        dossier.findings(watch=Watch(stop))
    assert len(dossier.judged) == 7
    assert dossier.findings() == dossier.before
    assert len(dossier.judged) == 29 - 7


_CHILD = """
import os, signal, sys
from datetime import date
from pathlib import Path
from analyzer.assessment import Request, Watch, analyse
from analyzer.engine import choose_engine
from analyzer.types import Organisation, OrganisationType

def progress(done, of, what):
    if "ambitie" in what and done == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

organisation = Organisation(name="Gemeente Oosterhoven", type=OrganisationType.GEMEENTE)
request = Request((Path(sys.argv[1]),), ("groningse-norm",), organisation, date(2026, 3, 1))
analyse(request, Path(sys.argv[2]), choose_engine(), Watch(progress))
"""


@pytest.mark.parametrize("moment", [17, pytest.param(1, marks=pytest.mark.slow)])
def test_a_kill_loses_no_verdict_that_was_told(dossier: Dossier, moment: int) -> None:
    shutil.rmtree(dossier.work / "findings")
    command = [sys.executable, "-c", _CHILD, str(dossier.folder), str(dossier.work), str(moment)]
    ended = subprocess.run(command, capture_output=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    dossier.findings()
    assert len(dossier.judged) == 29 - moment


# --- any judge -----------------------------------------------------------------------------------------------------


def test_of_a_judge_that_tells_no_grounds_everything_counts(
    make_document: Callable[..., Document], tmp_path: Path
) -> None:
    class Plain:
        name = "fake"

        def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
            raise AssertionError("is not asked here")

    norm = load_norm("groningse-norm")
    ambition = norm.ambitions[0]
    one, two = make_document("Een.", name="een.txt"), make_document("Twee.", name="twee.txt")
    hits: dict[str, tuple[Hit, ...]] = {criterion.id: () for criterion in ambition.criteria}

    def memory(*documents: Document) -> FindingMemory:
        by_id = {each.id: each for each in documents}
        return FindingMemory(Workspace(tmp_path), Plain(), "fake", norm, OOSTERHOVEN, PEILDATUM, hits, by_id)

    finding = Finding(ambition=ambition.id, status="voldoet")
    memory(one).keep(ambition, finding)
    assert memory(one).known([ambition]) == {ambition.id: finding}
    assert memory(one, two).known([ambition]) == {}
    failed = Finding(ambition=ambition.id, status=None, problem="Mislukt.")
    memory(one, two).keep(ambition, failed)
    assert memory(one, two).known([ambition]) == {}


def test_a_verdict_of_a_language_model_that_stands_is_not_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    norm = load_norm("groningse-norm")
    small = norm.model_copy(update={"ambitions": norm.ambitions[:4]})
    monkeypatch.setattr(analyzer.assessment, "load_norm", lambda _: small)
    (tmp_path / "a.txt").write_text("Wij hebben een meldpunt voor signalen van ondermijning. " * 4, encoding="utf-8")
    request = Request((tmp_path / "a.txt",), ("groningse-norm",), OOSTERHOVEN, PEILDATUM)
    told: list[str] = []
    with ModelServer(lambda call: Reply(read(call))) as server:
        model = ModelSettings(model="openai:test", url=server.url, timeout=20)

        def findings() -> tuple[Finding, ...]:
            watch = Watch(before_model=lambda made: told.append(made.text))
            (report,) = analyse(request, tmp_path / "werk", choose_engine("model", model=model), watch)
            return report.assessment.findings

        before = findings()
        asked = len(server.calls)
        assert asked >= 4 and all(each.status is not None for each in before)
        shutil.rmtree(tmp_path / "werk" / "assessments")
        (tmp_path / "werk" / "read" / "answers.sqlite").unlink()
        again = findings()
        asked_again = [call for call in server.calls[asked:] if "Schrijf de conclusie." not in call.text]
    assert asked_again == []
    assert told[1].startswith("Alle antwoorden van openai:test over de ambities zijn al bekend")
    uses = [each.model for each in again if each.model is not None]
    assert uses and all(use.calls == 0 and use.cached > 0 and use.input_tokens == 0 for use in uses)
    assert [each.model_copy(update={"model": None}) for each in again] == [
        each.model_copy(update={"model": None}) for each in before
    ]
