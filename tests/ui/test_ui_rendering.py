"""The HTML of the shell and of the pages of a dossier: hostile text is printed and never obeyed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from running_app import HOSTILE

from analyzer.llm.settings import Destination
from analyzer.store.values import Dossier, FactField, Job, JobKind, JobState, Level, Person, Role, Share, StoredDocument
from analyzer.types import DocumentSummary, Organisation, OrganisationType
from ingest.types import DocumentFacts
from ui import analysis_rendering, documents_rendering, dossiers_rendering, rendering
from ui.analysis_views import Board, BoardPillar, RunRow, Stage
from ui.analysis_views import Place as BoardPlace
from ui.checking import Check
from ui.document_rows import ReadingShare, document_rows, facts_of, past_documents
from ui.dossier_rows import DossierRow, marked
from ui.engines import Notice, Option
from ui.job import Step
from ui.places import LOCAL, OF_DOSSIER, Place, address
from ui.standing import Standing

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
PERSON = Person(id="p" * 32, login=HOSTILE, name=HOSTILE, role=Role.BEOORDELAAR)
DOSSIER = Dossier(
    id="d" * 32,
    organisation=Organisation(name=HOSTILE, type=OrganisationType.GEMEENTE),
    peildatum=date(2026, 3, 1),
    norm_ids=("groningse-norm",),
    created=NOW,
    owner=PERSON.id,
)
DOCUMENT = StoredDocument(
    id="1", name=f"{HOSTILE}.pdf", sha256="a" * 64, size=9, added=NOW, added_by=HOSTILE, replaces="0"
)
GONE = DOCUMENT.model_copy(update={"id": "0", "removed": NOW, "replaces": None})
READ = DocumentSummary(name=DOCUMENT.name, sha256="a" * 64, pages=2, title=HOSTILE, problems=(HOSTILE,), read="partly")
(ROW,) = document_rows([DOCUMENT], {DOCUMENT.sha256: READ}, [], busy=False)
FACTS = facts_of(DocumentFacts(title=HOSTILE, adopted_quote=HOSTILE), [], {FactField.TITLE: HOSTILE})
SHARE = ReadingShare(read=0, of=1, busy=True, what=HOSTILE)
JOB = Job(id="j", dossier=DOSSIER.id, kind=JobKind.ASSESS, asked=NOW, what=HOSTILE, told=(HOSTILE,), asked_by=HOSTILE)
BROKEN = JOB.model_copy(update={"state": JobState.FAILED, "problem": HOSTILE})
OPTION = Option("rules", HOSTILE, Notice(HOSTILE, [HOSTILE], leaves=True), budget=True)
ELSEWHERE = Destination(host=HOSTILE, here=False, encrypted=False)
DOSSIER_ROW = DossierRow(
    id=DOSSIER.id,
    name=HOSTILE,
    kind="gemeente",
    peildatum="1 maart 2026",
    norms=(HOSTILE,),
    owner=HOSTILE,
    documents="nog geen",
    latest=(),
    progress=HOSTILE,
    percent=3,
    busy=True,
    link="/documenten",
    export="/x",
    sought=HOSTILE,
    edits=True,
    manages=True,
    shares=True,
)
PIECES: dict[str, Callable[[], str]] = {
    "heading": lambda: rendering.heading(Place.DOCUMENTS, PERSON, DOSSIER),
    "problems": lambda: rendering.problems(HOSTILE, [HOSTILE]),
    "done": lambda: rendering.done([HOSTILE]),
    "going": lambda: rendering.going(HOSTILE, "/"),
    "standing": lambda: rendering.standing(
        Standing(destination=ELSEWHERE, facts=((HOSTILE, HOSTILE),), refused=HOSTILE, outside=True, locked=True)
    ),
    "destination": lambda: rendering.destination(ELSEWHERE, (HOSTILE,)),
    "checked": lambda: rendering.checked(Check(title=HOSTILE, tone="bad", reasons=(HOSTILE,), lines=(HOSTILE,))),
    "checking": lambda: rendering.checking(HOSTILE, Step(), 2),
    "dossiers": lambda: dossiers_rendering.dossiers([DOSSIER_ROW] * 7, may_create=True),
    "dossier form": lambda: dossiers_rendering.dossier_form(
        name=HOSTILE, kind=HOSTILE, day=HOSTILE, norm_ids=[HOSTILE], changed=DOSSIER, problems=[HOSTILE]
    ),
    "sharing": lambda: dossiers_rendering.share_form(
        DOSSIER,
        [Share(person=PERSON.model_copy(update={"id": "q"}), level=Level.READ)],
        [PERSON.model_copy(update={"id": "r"})],
        HOSTILE,
    ),
    "deleting": lambda: dossiers_rendering.delete_form(DOSSIER, 3),
    "documents": lambda: documents_rendering.documents(
        DOSSIER.id, [ROW], past_documents([DOCUMENT, GONE]), SHARE, opened=ROW.id, may_edit=True
    ),
    "document": lambda: documents_rendering.document_detail(
        DOSSIER.id, DOCUMENT, ROW, FACTS, may_edit=True, why=HOSTILE, problems=[HOSTILE]
    ),
    "start": lambda: analysis_rendering.start_form(
        DOSSIER,
        [OPTION],
        documents=2,
        may_edit=True,
        settings_problem=[HOSTILE],
        broken=BROKEN,
        judge=HOSTILE,
        budget=HOSTILE,
        problems=[HOSTILE],
    ),
    "running": lambda: analysis_rendering.under_way(JOB, [Stage(label=HOSTILE, state="busy")], may_edit=True),
    "board": lambda: analysis_rendering.board(
        [Board(norm=HOSTILE, done=0, of=1, pillars=(BoardPillar(id="1", title=HOSTILE, places=(PLACE,)),))]
    ),
    "changes": lambda: analysis_rendering.outcome(DOSSIER, [], [HOSTILE]),
    "history": lambda: analysis_rendering.history(
        [
            RunRow(
                id="1",
                asked=HOSTILE,
                by=HOSTILE,
                judge=HOSTILE,
                state=JobState.FAILED,
                stood=HOSTILE,
                problem=HOSTILE,
                outcomes=((HOSTILE, marked({"voldoet": 2})),),
            )
        ]
    ),
}
PLACE = BoardPlace(id="1.1", title=HOSTILE, mark=None)


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_is_printed_and_no_more_than_text(piece: str) -> None:
    html = PIECES[piece]()
    soup = BeautifulSoup(html, "html.parser")
    assert "<script>alert(1)</script>" in soup.get_text()
    assert not soup.find_all(["script", "img", "iframe", "style", "link"])
    assert not [tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert all(link["href"].startswith(("/", "#")) for link in soup.select("a[href]")), "no way out of the app"
    assert "\u202e" not in html


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def test_the_heading_leads_to_all_pages_and_says_where_one_is() -> None:
    soup = BeautifulSoup(rendering.heading(Place.ANALYSIS, PERSON, DOSSIER), "html.parser")
    assert [link["href"] for link in soup.select(".sub-nav a")] == [address(each, DOSSIER.id) for each in OF_DOSSIER]
    assert [link.get_text() for link in soup.select(".sub-nav [aria-current=page]")] == ["Toetsen"]
    assert soup.select_one(".main-nav [aria-current]").get_text() == "Dossiers", "a dossier is one of the dossiers"
    assert soup.h1.get_text() == "Toetsen" and soup.header["data-title"].startswith("Toetsen – ")
    assert soup.select_one("a.skip")["href"] == f"#{soup.select_one('[tabindex]')['id']}"
    settings = next(link for link in soup.select(".main-nav a") if link.get_text() == "Instellingen")
    assert settings["href"] == address(Place.SETTINGS, DOSSIER.id), "one comes back to the dossier"
    outside = BeautifulSoup(rendering.heading(Place.DOSSIERS, PERSON), "html.parser")
    assert not outside.select(".sub-nav") and outside.select_one("[aria-current=page]").get_text() == "Dossiers"


def test_who_is_there_can_sign_out_and_whoever_works_alone_need_not() -> None:
    soup = BeautifulSoup(rendering.heading(Place.DOSSIERS, PERSON), "html.parser")
    assert (
        soup.select_one(".whoami form")["method"] == "post" and "beoordelaar" in soup.select_one(".whoami").get_text()
    )
    alone = PERSON.model_copy(update={"login": LOCAL})
    soup = BeautifulSoup(rendering.heading(Place.DOSSIERS, alone), "html.parser")
    assert "Alleen op deze computer" in soup.get_text() and not soup.select("form")


def test_nothing_wrong_gives_no_panel() -> None:
    assert rendering.problems("Mis.", []) == "" and analysis_rendering.history([]) == ""


def actions(html: str) -> set[str]:
    soup = BeautifulSoup(html, "html.parser")
    return {tag["data-action"] for tag in soup.select("[data-action]")} | {
        "upload" for _ in soup.select("[data-upload]")
    }


def test_whoever_may_only_read_gets_no_way_to_change() -> None:
    reader = DOSSIER_ROW.model_copy(update={"edits": False, "manages": False, "shares": False})
    assert actions(dossiers_rendering.dossiers([reader], may_create=False)) == set()
    listed = documents_rendering.documents(DOSSIER.id, [ROW], (), SHARE, may_edit=False)
    detail = documents_rendering.document_detail(DOSSIER.id, DOCUMENT, ROW, FACTS, may_edit=False)
    assert actions(listed) == {"open"} and actions(detail) == {"close", "correct"}
    assert not BeautifulSoup(detail, "html.parser").select("[type=submit]")
    start = analysis_rendering.start_form(DOSSIER, [OPTION], documents=2, may_edit=False, broken=BROKEN)
    running = analysis_rendering.under_way(JOB, [], may_edit=False)
    assert actions(start) == actions(running) == set()


def test_without_documents_or_dossiers_the_way_on_is_told() -> None:
    start = analysis_rendering.start_form(DOSSIER, [OPTION], documents=0, may_edit=True)
    assert "Voeg eerst documenten toe" in text_of(start) and actions(start) == set()
    assert actions(dossiers_rendering.dossiers([], may_create=True)) == {"new", "example", "import"}
    assert "Vraag de eigenaar" in text_of(dossiers_rendering.dossiers([], may_create=False))


def test_every_field_has_a_label_and_every_table_a_caption() -> None:
    for name, piece in PIECES.items():
        soup = BeautifulSoup(piece(), "html.parser")
        labelled = {label["for"] for label in soup.select("label[for]")}
        loose = [
            tag
            for tag in soup.select("input, select, textarea")
            if tag.get("type") != "hidden" and tag.get("id") not in labelled and not tag.find_parent("label")
        ]
        assert not loose, name
        assert all(table.caption for table in soup.select("table")), name
        assert all(head.get("scope") for head in soup.select("th")), name
