"""Dossiers: made, changed, shared, listed and deleted; and nothing of one person's for another."""

from __future__ import annotations

from datetime import date

import pytest
from filled_store import NORM, PEILDATUM, added, assessed, change, desk_of, kept, made_dossier

from analyzer.review.values import ReviewField
from analyzer.store.errors import Conflict, InvalidChange, NoSuchDossier, NotAllowed
from analyzer.store.log_records import Action, Result
from analyzer.store.store import Store
from analyzer.store.values import JobKind, JobState, Level, Role
from analyzer.types import Organisation, OrganisationType, Status

GEMEENTE = OrganisationType.GEMEENTE


def test_a_dossier_is_read_back_as_it_was_made(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = desk.create(Organisation(name="  Gemeente\u00a0Ve\u0301ldermeer ", type=GEMEENTE), PEILDATUM, (NORM, NORM))
    assert made == desk.dossier(made.id)
    assert made.organisation.name == "Gemeente Véldermeer" and made.norm_ids == (NORM,)
    assert made.owner == desk.person.id and made.version == 1 and made.created.tzinfo is not None


@pytest.mark.parametrize(
    ("organisation", "norms", "told"),
    [
        (Organisation(name=" \u200a ", type=GEMEENTE), (NORM,), "naam"),
        (Organisation(name="x" * 201, type=GEMEENTE), (NORM,), "te lang"),
        (Organisation(name="X", type=GEMEENTE), (), "ten minste één norm"),
        (Organisation(name="X", type=GEMEENTE), ("bestaat-niet",), "niet bekend"),
        (Organisation(name="X", type=OrganisationType.WATERSCHAP), ("noord-hollandse-norm",), "geldt niet"),
    ],
)
def test_what_is_no_dossier_is_refused(
    embedded_store: Store, organisation: Organisation, norms: tuple[str, ...], told: str
) -> None:
    desk = desk_of(embedded_store, "anna")
    with pytest.raises(InvalidChange, match=told):
        desk.create(organisation, PEILDATUM, norms)
    assert desk.dossiers() == ()


def test_of_two_who_change_a_dossier_the_second_one_is_told(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    changed = desk.change(made.id, seen=1, peildatum=date(2027, 1, 1))
    assert changed.version == 2 and desk.dossier(made.id) == changed
    with pytest.raises(Conflict, match="niet bewaard"):
        desk.change(made.id, seen=1, norm_ids=("noord-hollandse-norm",))
    assert desk.dossier(made.id) == changed
    assert desk.change(made.id, seen=2, peildatum=date(2027, 1, 1)) == changed  # nothing changed, nothing counted


def test_the_list_has_what_a_person_may_see_and_the_last_changed_first(store: Store) -> None:
    anna, bram, boss = desk_of(store, "anna"), desk_of(store, "bram"), desk_of(store, "chef", Role.BEHEERDER)
    first, second, hidden = made_dossier(anna, "A"), made_dossier(anna, "B"), made_dossier(bram, "C")
    anna.share(first.id, "BRAM", Level.READ)
    assert [each.dossier.organisation.name for each in anna.dossiers()] == ["A", "B"]
    assert [(each.dossier.id, each.level) for each in bram.dossiers()] == [
        (first.id, Level.READ),
        (hidden.id, Level.EDIT),
    ]
    assert {each.dossier.id for each in boss.dossiers()} == {first.id, second.id, hidden.id}
    assert {each.owner for each in boss.dossiers()} == {"Anna", "Bram"}


def test_a_row_of_the_list_tells_how_far_a_dossier_is(store: Store) -> None:
    desk = desk_of(store, "anna")
    made = made_dossier(desk)
    added(desk, made.id)
    kept(store, made.id, assessed({"1.1": Status.VOLDOET}))
    latest = kept(store, made.id, assessed({"1.1": Status.VOLDOET, "1.2": Status.DEELS}))
    desk.save(made.id, NORM, "1.2", [change(ReviewField.REVIEWED, True)], seen=0, assessment_id=latest.id)
    (row,) = desk.dossiers()
    assert row.latest == (latest,) and row.documents == 1 and not row.busy
    assert (row.reviewed, row.ambitions) == (1, sum(latest.counts.values()))
    assert latest.counts["voldoet"] == 1 and latest.counts["deels"] == 1
    desk.undo(made.id, NORM, "1.2", 1, seen=1)
    store.create_job(made.id, JobKind.READ, "Anna")
    (row,) = desk.dossiers()
    assert row.reviewed == 0 and row.busy


def test_sharing_is_for_the_owner_and_the_one_who_manages(store: Store) -> None:
    anna, bram, boss = desk_of(store, "anna"), desk_of(store, "bram"), desk_of(store, "chef", Role.BEHEERDER)
    reader = desk_of(store, "lies", Role.LEZER)
    made = made_dossier(anna)
    with pytest.raises(NoSuchDossier):
        bram.share(made.id, "lies", Level.READ)
    anna.share(made.id, "bram", Level.EDIT)
    assert bram.level(made.id) is Level.EDIT
    with pytest.raises(NotAllowed):
        bram.share(made.id, "lies", Level.READ)
    boss.share(made.id, "lies", Level.READ)
    assert reader.level(made.id) is Level.READ
    assert [(each.person.login, each.level) for each in anna.shares(made.id)] == [
        ("bram", Level.EDIT),
        ("lies", Level.READ),
    ]
    anna.share(made.id, "bram", Level.READ)
    assert bram.level(made.id) is Level.READ
    anna.unshare(made.id, bram.person.id)
    with pytest.raises(NoSuchDossier):
        bram.dossier(made.id)
    anna.unshare(made.id, bram.person.id)  # a second time is no error
    for login, level, told in (
        ("niemand", Level.READ, "niet bekend"),
        ("anna", Level.READ, "eigenaar"),
        ("lies", Level.EDIT, "lezer"),
    ):
        with pytest.raises(InvalidChange, match=told):
            anna.share(made.id, login, level)


def test_a_lezer_reads_and_no_more_whatever_was_shared(store: Store) -> None:
    anna, lies = desk_of(store, "anna"), desk_of(store, "lies")
    boss = desk_of(store, "chef", Role.BEHEERDER)
    own = made_dossier(lies)
    made = made_dossier(anna)
    anna.share(made.id, "lies", Level.EDIT)
    boss.set_role(lies.person.id, Role.LEZER)  # the desk she already has counts no more
    assert lies.level(made.id) is Level.READ and lies.level(own.id) is Level.READ
    for attempt in (
        lambda: made_dossier(lies),
        lambda: added(lies, made.id),
        lambda: lies.delete(own.id, own.organisation.name),
        lambda: lies.share(own.id, "anna", Level.READ),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_deleting_takes_the_name_and_leaves_no_trace_but_in_the_log(store: Store) -> None:
    anna, bram = desk_of(store, "anna"), desk_of(store, "bram")
    made, other = made_dossier(anna), made_dossier(bram)
    mine, both = added(anna, made.id, "a.txt", b"van een"), added(anna, made.id, "b.txt", b"van beide")
    added(bram, other.id, "c.txt", b"van beide")
    record = kept(store, made.id)
    anna.save(made.id, NORM, "1.1", [change(ReviewField.OWNER, "Jan")], seen=0, assessment_id=record.id)
    (store.work_folder(made.id) / "documents").mkdir(parents=True)
    anna.share(made.id, "bram", Level.EDIT)
    with pytest.raises(NotAllowed):
        bram.delete(made.id, made.organisation.name)
    with pytest.raises(InvalidChange, match="Gemeente Veldermeer"):
        anna.delete(made.id, "veldermeer")
    assert anna.original(made.id, mine.sha256)[1].read_bytes() == b"van een"
    anna.delete(made.id, "Gemeente  Veldermeer ")
    with pytest.raises(NoSuchDossier):
        anna.dossier(made.id)
    assert not store.originals.path(mine.sha256).exists() and not store.work_folder(made.id).exists()
    assert bram.original(other.id, both.sha256)[1].read_bytes() == b"van beide"
    deleted = [(each.who, each.result) for each in store.log_lines() if each.action == Action.DELETE]
    assert deleted == [("anna", Result.DONE), ("bram", Result.REFUSED)]


def test_a_dossier_in_which_a_run_works_is_not_deleted(store: Store) -> None:
    anna = desk_of(store, "anna")
    made = made_dossier(anna)
    job = store.create_job(made.id, JobKind.ASSESS, "Anna")
    with pytest.raises(InvalidChange, match="Stop die eerst"):
        anna.delete(made.id, made.organisation.name)
    store.update_job(job.id, state=JobState.STOPPED)
    anna.delete(made.id, made.organisation.name)
    assert anna.dossiers() == ()
