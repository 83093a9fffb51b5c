"""Choices, filters, neighbours and stages, from an outline."""

from __future__ import annotations

from analyzer.report.outline import Outline
from ui import views
from ui.assess import REPORTS_STAGE
from ui.job import Step
from ui.views import Filters


def test_choices_have_all_pillars_and_only_outcomes_that_occur(hostile_outline: Outline) -> None:
    assert [value for _, value in views.pillar_choices(hostile_outline)] == ["", "1", "2", "3", "4", "5"]
    assert views.status_choices(hostile_outline) == [
        ("Alle oordelen", ""),
        ("Voldoet (1)", "voldoet"),
        ("Niet aangetroffen (1)", "niet_aangetroffen"),
        ("Niet van toepassing (1)", "nvt"),
        ("Niet beoordeeld (26)", "niet_beoordeeld"),
    ]


def test_filters_are_combined(hostile_outline: Outline) -> None:
    def ids(pillar: str, status: str) -> list[str]:
        return [entry.id for entry in views.chosen_entries(hostile_outline, Filters(pillar, status))]

    assert len(ids("", "")) == 29
    assert ids("1", "voldoet") == ["1.1"]
    assert ids("2", "voldoet") == []
    assert all(each.startswith("5.") for each in ids("5", ""))


def test_the_ambition_in_full_stays_while_the_list_has_it(hostile_outline: Outline) -> None:
    entries = views.chosen_entries(hostile_outline, Filters("1"))
    chosen, first, none = (
        views.shown_entry(entries, "1.4"),
        views.shown_entry(entries, "5.3"),
        views.shown_entry((), "1.1"),
    )
    assert chosen and chosen.id == "1.4"
    assert first and first.id == "1.1"
    assert none is None


def test_neighbours_end_where_the_list_ends(hostile_outline: Outline) -> None:
    entries = hostile_outline.entries
    assert views.neighbour(entries, "1.1", 1) == "1.2"
    assert views.neighbour(entries, "1.1", -1) == "1.1"
    assert views.neighbour(entries, entries[-1].id, 1) == entries[-1].id
    assert views.neighbour(entries, "9.9", 1) == "1.1"
    assert views.neighbour((), None, 1) is None


def test_the_caption_counts_what_is_shown(hostile_outline: Outline) -> None:
    assert views.list_caption(29, hostile_outline) == "29 ambities"
    assert views.list_caption(3, hostile_outline) == "3 van 29 ambities"


def test_unread_files_come_first(hostile_outline: Outline) -> None:
    assert views.documents_of(hostile_outline)[0].name == "scan.pdf"


def test_not_assessed_is_tallied_only_where_it_occurs() -> None:
    assert [tally.mark.key for tally in views.tallies((1, 0, 0, 0, 2, 0, 0))][-1] == "nvt"
    assert [tally.mark.key for tally in views.tallies((1, 0, 0, 0, 2, 0, 3))][-1] == "niet_beoordeeld"


def test_stages_follow_the_work_from_reading_to_reports() -> None:
    titles = ["Groningse norm", "Noord-Hollandse norm"]

    def busy(step: Step) -> tuple[str, str, int]:
        stages = views.stages(step, titles)
        assert len(stages) == 4
        (stage,) = [each for each in stages if each.state == "busy"]
        after = stages[stages.index(stage) + 1 :]
        assert all(each.state == "waiting" for each in after)
        return stage.label, stage.note, stage.share

    assert busy(Step()) == ("Documenten lezen", "begonnen", 0)
    assert busy(Step(done=2, of=8, what="Gelezen: Noord-Hollandse norm.pdf")) == ("Documenten lezen", "2 van 8", 25)
    assert busy(Step(done=8, of=8, what="Gelezen: z.pdf"))[1].startswith("8 van 8; de tekst wordt")
    assert busy(Step(done=29, of=29, what="Groningse norm: ambitie 5.3"))[0] == "Toetsen aan de Groningse norm"
    assert busy(Step(done=1, of=47, what="Noord-Hollandse norm: ambitie 1.1"))[2] == 2
    assert busy(Step(done=1, of=2, what=REPORTS_STAGE)) == ("Rapporten maken", "1 van 2", 50)


def test_with_two_judges_the_model_has_stages_of_its_own_after_all_rules() -> None:
    titles = ["Groningse norm", "Noord-Hollandse norm"]

    def busy(step: Step) -> str:
        (stage,) = [each for each in views.stages(step, titles, layered=True) if each.state == "busy"]
        return stage.label

    assert len(views.stages(Step(), titles, layered=True)) == 6
    assert busy(Step(done=1, of=29, what="Groningse norm: ambitie 1.1")) == "Toetsen aan de Groningse norm"
    assert busy(Step(done=1, of=29, what="Groningse norm: ambitie 1.1 (taalmodel)")) == "Taalmodel: Groningse norm"
    assert busy(Step(of=47, what="Noord-Hollandse norm: x (taalmodel)")) == "Taalmodel: Noord-Hollandse norm"
    assert busy(Step(done=1, of=2, what=REPORTS_STAGE)) == "Rapporten maken"
    alone = views.stages(Step(done=1, of=29, what="Groningse norm: ambitie 1.1 (taalmodel)"), titles)
    assert [stage.state for stage in alone] == ["done", "busy", "waiting", "waiting"]


def test_where_judges_differ_can_be_chosen(hostile_outline: Outline, disputed_outline: Outline) -> None:
    assert not views.twice_judged(hostile_outline) and views.twice_judged(disputed_outline)
    assert [entry.id for entry in views.disputed_entries(disputed_outline)] == ["1.1"]
    chosen = views.chosen_entries(disputed_outline, Filters(disputed=True))
    assert [entry.id for entry in chosen] == ["1.1"]
    assert views.chosen_entries(disputed_outline, Filters(pillar="2", disputed=True)) == ()


def test_an_outcome_that_was_chosen_stays_a_choice_when_it_is_gone(hostile_outline: Outline) -> None:
    assert ("Ontbreekt (0)", "ontbreekt") in views.status_choices(hostile_outline, "ontbreekt")
    assert "ontbreekt" not in [value for _, value in views.status_choices(hostile_outline)]
