"""The page "Toetsen": how far a run is, the board that fills up, and why a last assessment is no longer of today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from filled_store import assessed

from analyzer.norms import load_norm
from analyzer.store.values import (
    AssessmentRecord,
    Dossier,
    FactCorrection,
    FactField,
    Job,
    JobKind,
    JobState,
    JudgeSettings,
    StoredDocument,
)
from analyzer.types import Finding, GapReport, Opinion, Organisation, OrganisationType, Status
from ui import analysis_views as views

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
GN, NH = "groningse-norm", "noord-hollandse-norm"
DOSSIER = Dossier(
    id="d",
    organisation=Organisation(name="Gemeente Veldermeer", type=OrganisationType.GEMEENTE),
    peildatum=date(2026, 3, 1),
    norm_ids=(GN, NH),
    created=NOW,
    owner="a",
)
ONE_NORM = DOSSIER.model_copy(update={"norm_ids": (GN,)})


def job(**changes: object) -> Job:
    given = {"id": "j", "dossier": "d", "kind": JobKind.ASSESS, "asked": NOW, "state": JobState.RUNNING, **changes}
    return Job.model_validate(given)


def report(judged: int, *, second: int = 0, norm_id: str = GN) -> GapReport:
    """The first `judged` ambitions have a verdict, the first `second` of them one of another judge that differs."""
    whole = assessed(norm_id=norm_id)
    opinion = Opinion(judge="rules", status=Status.VOLDOET)
    findings = [
        each.model_copy(update={"second": opinion}) if place < second else each
        for place, each in enumerate(whole.findings[:judged])
    ]
    return GapReport(norm=load_norm(norm_id), assessment=whole.model_copy(update={"findings": tuple(findings)}))


def record(*documents: str, norm_id: str = GN, made: datetime = NOW, **changes: object) -> AssessmentRecord:
    given = {
        "id": f"{norm_id} {made}",
        "dossier": "d",
        "job": "j",
        "norm_id": norm_id,
        "norm_version": load_norm(norm_id).version,
        "peildatum": DOSSIER.peildatum,
        "made": made,
        "judge": "rules",
        "counts": {"voldoet": 3},
        "documents": documents,
        **changes,
    }
    return AssessmentRecord.model_validate(given)


def stored(sha: str, **changes: object) -> StoredDocument:
    given = {"id": sha, "name": f"{sha}.pdf", "sha256": sha, "size": 1, "added": NOW, "added_by": "Anna", **changes}
    return StoredDocument.model_validate(given)


@pytest.mark.parametrize(
    ("run", "reports", "states"),
    [
        (job(state=JobState.WAITING), (), ["waiting", "waiting", "waiting"]),
        (job(done=2, of=9), (), ["busy", "waiting", "waiting"]),
        (job(what="Groningse norm: de documenten worden doorzocht"), (), ["done", "busy", "waiting"]),
        (job(), (report(5),), ["done", "busy", "waiting"]),
        (job(), (report(29),), ["done", "done", "busy"]),
        (
            job(settings=JudgeSettings(judge="both")),
            (report(29, second=4), report(47, norm_id=NH)),
            ["done", "done", "done", "busy", "waiting"],
        ),
    ],
)
def test_one_stretch_of_a_run_is_busy_at_a_time(run: Job, reports: tuple[GapReport, ...], states: list[str]) -> None:
    assert [stage.state for stage in views.stages(run, reports, DOSSIER)] == states


def test_a_stretch_tells_how_far_it_is() -> None:
    stages = views.stages(job(settings=JudgeSettings(judge="both")), (report(29, second=4),), DOSSIER)
    assert [stage.note for stage in stages[:3]] == ["klaar", "klaar", "0 van 47"] and stages[2].percent == 0
    assert views.stages(job(done=2, of=9), (), DOSSIER)[0].note == "2 van 9"


def test_the_board_has_a_place_for_every_ambition_that_binds() -> None:
    first, second = views.boards((report(3, second=1),), DOSSIER)
    assert (first.done, first.of, second.done, second.of) == (3, 29, 0, 47)
    places = [place for pillar in first.pillars for place in pillar.places]
    assert [place.mark is not None for place in places] == [True] * 3 + [False] * 26
    assert places[0].second is not None and places[0].second.key == "voldoet" and places[1].second is None
    water = DOSSIER.model_copy(
        update={"organisation": Organisation(name="W", type=OrganisationType.WATERSCHAP), "norm_ids": (GN,)}
    )
    (board,) = views.boards((), water)
    assert 0 < board.of < 29


def test_a_verdict_that_failed_has_its_place_too() -> None:
    broken = report(1)
    failed = Finding(ambition=broken.norm.ambitions[0].id, status=None, problem="Dat lukte niet.")
    broken = GapReport(norm=broken.norm, assessment=broken.assessment.model_copy(update={"findings": (failed,)}))
    (board, _) = views.boards((broken,), DOSSIER)
    mark = board.pillars[0].places[0].mark
    assert mark is not None and mark.key == "niet_beoordeeld"


def test_what_changed_since_the_last_assessment_is_told() -> None:
    latest = (record("a", "b", "c"), record("a", "b", "c", norm_id=NH))
    documents = [
        stored("a"),
        stored("b", removed=NOW),
        stored("c", removed=NOW),
        stored("c2", replaces="c", name="c.pdf"),
        stored("new"),
    ]
    fixed = FactCorrection(
        sha256="a", field=FactField.TITLE, old=None, new="x", author="A", at=NOW + timedelta(minutes=1)
    )
    before = fixed.model_copy(update={"at": NOW - timedelta(minutes=1), "sha256": "new"})
    assert views.changed_since(latest, DOSSIER, documents, [before, fixed]) == (
        "1 document is na de laatste toets toegevoegd: new.pdf.",
        "1 document is na de laatste toets vervangen: c.pdf.",
        "1 document is na de laatste toets verwijderd: b.pdf.",
        "Gegevens van 1 document zijn daarna verbeterd.",
    )


def test_another_peildatum_norm_or_version_is_told_and_nothing_where_nothing_changed() -> None:
    assert views.changed_since((), DOSSIER, [stored("a")], []) == ()
    same = (record("a"), record("a", norm_id=NH))
    assert views.changed_since(same, DOSSIER, [stored("a")], []) == ()
    lines = views.changed_since(
        (record("a", peildatum=date(2025, 3, 1), norm_version="0"),), DOSSIER, [stored("a")], []
    )
    assert lines == (
        "De peildatum is nu 1 maart 2026; getoetst is op 1 maart 2025.",
        "Aan de Noord-Hollandse norm is nog niet getoetst.",
        "Van de Groningse norm is er een nieuwe versie.",
    )


def test_a_document_that_one_norm_has_not_seen_counts_as_added() -> None:
    latest = (record("a", "b"), record("a", norm_id=NH))
    assert views.changed_since(latest, DOSSIER, [stored("a"), stored("b")], []) == (
        "1 document is na de laatste toets toegevoegd: b.pdf.",
    )


def test_a_document_that_cannot_be_read_changes_no_outcome() -> None:
    documents = [stored("a"), stored("kapot")]
    assert views.changed_since((record("a"),), ONE_NORM, documents, [], {"kapot"}) == ()
    assert len(views.changed_since((record("a"),), ONE_NORM, documents, [])) == 1


def test_the_documents_of_a_report_that_was_read_in_were_never_there() -> None:
    told = record("a", "b").model_copy(update={"imported": True})
    (line,) = views.changed_since((told,), ONE_NORM, [stored("b")], [])
    assert line.startswith("1 document van deze toets zit niet in dit dossier, want de toets is uit een rapport")
    assert views.changed_since((told,), ONE_NORM, [stored("a"), stored("b")], []) == ()


def test_earlier_runs_are_listed_and_only_the_last_one_can_be_taken_up_again() -> None:
    stopped = job(id="2", state=JobState.STOPPED, asked_by="Anna")
    failed = job(id="1", state=JobState.FAILED, problem="De server antwoordt niet.")
    done = job(id="0", state=JobState.DONE, assessments=("x", "y"))
    read = job(id="r", kind=JobKind.READ, state=JobState.DONE)
    records = [record("a").model_copy(update={"id": "x"})]
    rows = views.run_rows([job(id="3"), stopped, read, failed, done], records)
    assert [(row.id, row.stood) for row in rows] == [("2", "Gestopt"), ("1", "Mislukt"), ("0", "Klaar")]
    assert rows[1].problem == "De server antwoordt niet."
    assert [norm for norm, _ in rows[2].outcomes] == ["Groningse norm"]
    assert views.resumable([read, stopped]) == stopped and views.resumable([done, failed]) is None
    assert views.resumable([]) is None


def test_the_newest_of_each_norm_counts() -> None:
    old, new = record("a"), record("a", made=NOW + timedelta(days=1))
    assert views.newest([new, old], DOSSIER) == (new,)
