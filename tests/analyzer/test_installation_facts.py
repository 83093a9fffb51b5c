"""The settings in force as papers tell them, and that what they say of keeping data is what the code does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from filled_store import NORM, desk_of, made_dossier
from held_judge import RULES, Following, HeldJudge, following
from sqlalchemy import func, select
from traces import files_with, tables_with

from analyzer.access_settings import IDLE_MINUTES, SESSION_HOURS, Login
from analyzer.errors import InvalidModelSettings
from analyzer.installation_facts import installation_facts
from analyzer.jobs.runs import Runs
from analyzer.llm.settings import ModelSettings
from analyzer.report.accountability.facts import Reach
from analyzer.retention import CHAT_HOURS, DRAFT_DAYS, PICTURE_MINUTES, WORK_FOLDER, retention
from analyzer.review.values import Change, ReviewField
from analyzer.store.store import Store, now
from analyzer.store.tables import SignInRow
from analyzer.store.values import FactField, JobState, Role
from ui.conversations import KEPT_FOR

ROOT = Path(__file__).parents[2]
UI = ROOT / "ui"
TEXT = "Wij hebben een meldpunt voor signalen van ondermijning.\n"
NAME = "stuk 1.txt"


def test_a_model_elsewhere_and_a_database_elsewhere() -> None:
    model = ModelSettings(
        model="mistralai:groot", temperature=0.2, budget_tokens=1000, budget_euros=2, price_input=1, price_output=1
    )
    facts = installation_facts(
        Path("/srv/nt"), Login.OIDC, model=model, database="postgresql://jan:geheim@db.intern:5433/normen"
    )
    assert facts.model is not None
    assert facts.model.destination == "api.mistral.ai (buiten deze computer)" and not facts.model.local
    assert (facts.model.temperature, facts.model.tokens, facts.model.euros) == (0.2, 1000, 2)
    assert facts.database == "PostgreSQL op db.intern, databank normen"
    assert facts.reach is Reach.MANY and "geheim" not in facts.model_dump_json()


def test_one_user_of_one_computer() -> None:
    model = ModelSettings(model="openai:qwen3", url="http://127.0.0.1:11434/v1")
    facts = installation_facts(Path("/home/anna/nt"), Login.LOCAL, model=model, nli="/modellen/eigen/nl-nli")
    assert facts.model is not None and facts.model.local and facts.reach is Reach.ALONE
    assert facts.own_models == ("gevolgtrekkingsmodel: nl-nli",)
    assert facts.database == "SQLite, in de gegevensmap" and facts.folder == "/home/anna/nt"


def test_who_need_not_know_where_files_are_is_not_told() -> None:
    facts = installation_facts(None, Login.PROXY, database="postgresql://jan:geheim@db.intern/normen")
    assert (facts.folder, facts.database) == ("", "PostgreSQL")


def test_the_command_line_has_a_work_folder_and_nobody_who_signs_in() -> None:
    facts = installation_facts(Path("/home/anna/rapport"), None)
    assert facts.reach is Reach.FILES and facts.model is None and WORK_FOLDER in facts.database
    told = " ".join(facts.retention)
    assert WORK_FOLDER in told and "Sessie" not in told and "Aanmeldingen" not in told


def test_where_text_would_go_must_be_known() -> None:
    with pytest.raises(InvalidModelSettings):
        installation_facts(None, Login.LOCAL, model=ModelSettings(model="onbekend:model"))


# --- what is kept, and for how long ----------------------------------------------------------------------------------


@pytest.mark.parametrize("login", [None, *Login])
def test_every_line_begins_with_what_it_is_about(login: Login | None) -> None:
    for with_model in (False, True):
        lines = retention(login, with_model=with_model)
        assert all(re.match(r"[A-Z][^:]+: \S", line) and line.endswith(".") for line in lines)
        assert len({line.partition(":")[0] for line in lines}) == len(lines)
        assert any(line.startswith("Antwoorden van het taalmodel:") for line in lines) is with_model


def test_the_times_are_those_of_the_code() -> None:
    told = " ".join(retention(Login.ACCOUNTS, with_model=True))
    assert CHAT_HOURS * 3600 == KEPT_FOR
    assert f"DAYS = {DRAFT_DAYS};" in (UI / "assets" / "review_drafts.js").read_text(encoding="utf-8")
    assert f"max-age={PICTURE_MINUTES * 60}" in (UI / "routes" / "pictures.py").read_text(encoding="utf-8")
    for stated in (f"{CHAT_HOURS} uur", f"{DRAFT_DAYS} dagen", f"{IDLE_MINUTES} minuten", f"{SESSION_HOURS} uur"):
        assert stated in told
    assert "na 5 minuten zonder" in " ".join(retention(Login.OIDC, with_model=False, idle_minutes=5))


@pytest.fixture
def here(embedded_store: Store) -> Iterator[Following]:
    judge = HeldJudge()
    runs = Runs(embedded_store, judge.engine)
    runs.launch()
    try:
        yield following(embedded_store, runs)
    finally:
        runs.close()


def test_what_stays_when_a_dossier_is_deleted_is_what_is_told(here: Following) -> None:
    dossier = here.dossier(TEXT)
    document = here.desk.documents(dossier.id)[0]
    here.desk.correct(dossier.id, document.sha256, FactField.TITLE, "Nota over meldingen", "stond er niet")
    assert here.until(here.runs.assess(here.desk, dossier.id, RULES)).state is JobState.DONE
    (record,) = here.desk.assessments(dossier.id)
    change = Change(field=ReviewField.OWNER, new="Jan de Melder")
    here.desk.save(dossier.id, NORM, "1.1", [change], seen=0, assessment_id=record.id)
    said = (TEXT.strip(), "Nota over meldingen", "stond er niet", "Jan de Melder")
    named = (NAME, dossier.organisation.name)
    assert all(tables_with(here.store, words) for words in (*said[1:], *named))
    assert all(files_with(here.store.folder, words) for words in said)
    here.desk.delete(dossier.id, dossier.organisation.name)
    for words in said:
        assert not tables_with(here.store, words) and not files_with(here.store.folder, words)
    for words in named:
        assert tables_with(here.store, words) == {"log"}, "tell so in analyzer/retention.py"
    told = " ".join(retention(Login.LOCAL, with_model=False))
    assert "In het logboek blijven de naam van de organisatie en van bestanden staan." in told


def test_a_file_stays_when_its_document_leaves_the_dossier(embedded_store: Store) -> None:
    here = desk_of(embedded_store, "anna")
    dossier = made_dossier(here)
    document = here.add_document(dossier.id, NAME, BytesIO(b"oud"))
    here.remove_document(dossier.id, document.id)
    assert embedded_store.originals.path(document.sha256).read_bytes() == b"oud"


def test_a_session_leaves_the_database_when_told(embedded_store: Store) -> None:
    store, moment = embedded_store, now()
    store.clock = lambda: moment
    person = desk_of(store, "anna").person

    def rows() -> int:
        with store.database.reading() as session:
            return session.scalar(select(func.count()).select_from(SignInRow)) or 0

    token = store.begin_session(person.id, timedelta(hours=SESSION_HOURS))
    store.end_session(token)
    assert rows() == 0
    store.begin_session(person.id, timedelta(hours=SESSION_HOURS))
    moment += timedelta(hours=SESSION_HOURS, seconds=1)
    assert rows() == 1
    store.begin_session(person.id, timedelta(hours=SESSION_HOURS))
    assert rows() == 1


def test_people_and_the_log_stay(embedded_store: Store) -> None:
    anna, bea = desk_of(embedded_store, "anna"), desk_of(embedded_store, "bea", Role.BEHEERDER)
    dossier = made_dossier(anna)
    embedded_store.set_role(anna.person.id, Role.BEOORDELAAR, active=False)
    bea.delete(dossier.id, dossier.organisation.name)
    assert "anna" in [each.login for each in embedded_store.people()]
    assert any(line.who == "anna" for line in embedded_store.log_lines())
    assert not [
        name for name in dir(embedded_store) + dir(bea) if re.search(r"(remove|delete|forget)_?(person|log)", name)
    ]
