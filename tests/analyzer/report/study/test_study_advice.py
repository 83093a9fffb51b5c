"""What a documentstudie recommends and asks: people first, both norms together, and only what is still open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from analyzer.norms import load_norm
from analyzer.report.source import Source
from analyzer.report.study.study import study
from analyzer.report.study.values import Recommendation, Study
from analyzer.types import (
    CriterionKind,
    Finding,
    GapReport,
    Judgement,
    Qualifier,
    State,
    Status,
)

Build = Callable[..., GapReport]
GN, NH = "groningse-norm", "noord-hollandse-norm"


def _report(build: Build, norm_id: str, open_ones: dict[str, tuple[State, tuple[Qualifier, ...]]]) -> GapReport:
    """All ambitions are met, but those of which every essential element has that state."""
    norm = load_norm(norm_id)
    findings = []
    for ambition in norm.ambitions:
        state, qualifiers = open_ones.get(ambition.id, (State.IN_FORCE, ()))
        judged = tuple(
            Judgement(criterion=each.id, state=state, qualifiers=qualifiers, confidence=0.9, reason="Gelezen.")
            for each in ambition.criteria
        )
        status = {
            State.IN_FORCE: Status.DEELS if qualifiers else Status.VOLDOET,
            State.ABSENT: Status.ONTBREEKT,
            State.PLANNED: Status.GEPLAND,
            State.NOT_FOUND: Status.NIET_AANGETROFFEN,
        }[state]
        findings.append(Finding(ambition=ambition.id, status=status, confidence=0.9, judgements=judged))
    return build(norm, tuple(findings))


def _study(*reports: GapReport) -> Study:
    return study(Source(reports=reports, today=date(2026, 3, 20)))


def _advice(made: Study) -> list[Recommendation]:
    return [each for pillar in made.pillars for each in pillar.recommendations]


def test_both_norms_ask_the_same_once(build_report: Build) -> None:
    lost = (State.NOT_FOUND, ())
    made = _study(
        _report(build_report, GN, {"2.4": lost, "3.4": lost}),
        _report(build_report, NH, {"4.3": lost, "5.8": (State.ABSENT, ())}),
    )
    told = {each.ambitions for each in _advice(made)}
    assert told == {
        ("Groningse norm 2.4", "Noord-Hollandse norm 4.3"),
        ("Groningse norm 3.4", "Noord-Hollandse norm 5.8"),
    }
    damocles = next(each for each in _advice(made) if "Groningse norm 3.4" in each.ambitions)
    assert damocles.title == "Damoclesbeleid"
    assert damocles.text.startswith("Regel dit alsnog. Het doel: er is Damoclesbeleid")
    assert "Ga na of dit elders is geregeld" in damocles.text
    assert damocles.number == "3.1"


def test_what_only_overlaps_stays_apart(build_report: Build) -> None:
    lost = (State.NOT_FOUND, ())
    made = _study(_report(build_report, GN, {"3.2": lost}), _report(build_report, NH, {"5.5": lost}))
    assert [each.ambitions for each in _advice(made)] == [("Groningse norm 3.2",), ("Noord-Hollandse norm 5.5",)]


def test_each_way_to_fall_short_has_its_own_advice(build_report: Build) -> None:
    ways = {
        "1.2": ((State.IN_FORCE, (Qualifier.OUTDATED,)), "Werk dit bij."),
        "1.3": ((State.PLANNED, ()), "Voer uit wat is aangekondigd, met een eigenaar en een datum."),
        "2.2": ((State.IN_FORCE, (Qualifier.ONE_OFF,)), "Doe dit voortaan in een vast ritme."),
        "3.3": ((State.ABSENT, ()), "Regel dit alsnog."),
        "4.3": ((State.IN_FORCE, (Qualifier.CONTRADICTED,)), "Zoek uit wat klopt en leg dat vast."),
        "4.4": ((State.IN_FORCE, (Qualifier.INCOMPLETE,)), "Maak dit volledig."),
    }
    made = _study(_report(build_report, GN, {name: way for name, (way, _) in ways.items()}))
    told = {each.ambitions[0].rpartition(" ")[2]: each.text for each in _advice(made)}
    assert set(told) == set(ways)
    for name, (_, text) in ways.items():
        assert told[name].startswith(text), name


def test_the_most_urgent_comes_first(build_report: Build) -> None:
    states = {"3.2": State.PLANNED, "3.3": State.ABSENT, "3.6": State.NOT_FOUND}
    made = _study(_report(build_report, GN, {name: (state, ()) for name, state in states.items()}))
    assert [each.ambitions for each in made.pillars[2].recommendations] == [
        ("Groningse norm 3.3",),
        ("Groningse norm 3.6",),
        ("Groningse norm 3.2",),
    ]
    assert made.pillars[2].advice == (
        "Regel, of toon aan: “Bibob-tips” (aanbeveling 3.1).",
        "Zoek uit of het elders staat, en regel het anders: “Samen toezien en handhaven” (aanbeveling 3.2).",
    )


def test_a_reviewers_own_advice_goes_first_as_it_was_written(example: Source) -> None:
    made = study(example)
    by_people = [each for each in _advice(made) if each.by_person]
    assert by_people
    assert {each.text for each in by_people} == {
        "Leg de werkwijze vast in een besluit van het college en maak haar bekend."
    }
    assert all(each.owner and each.due for each in by_people)
    for pillar in made.pillars:
        flags = [each.by_person for each in pillar.recommendations]
        assert flags == sorted(flags, reverse=True)


def test_steps_are_the_norms_actions_and_what_is_cut_is_counted(build_report: Build) -> None:
    lost = (State.NOT_FOUND, ())
    made = _study(_report(build_report, NH, {"1.2": lost, "5.9": lost, "5.3": lost}))
    told = {each.ambitions[0].rpartition(" ")[2]: each for each in _advice(made)}
    norm = load_norm(NH)
    actions = {f"{each.title}: {each.text}" for each in norm.ambition("1.2").actions}
    assert len(actions) == 7
    assert set(told["1.2"].steps[:-1]) < actions
    assert told["1.2"].steps[-1] == "De norm noemt nog 3 andere acties."
    assert [each.split(":")[0] for each in told["5.9"].steps] == ["Regionale bijeenkomst"]
    assert told["5.3"].steps == () and any("E-learning" in aid.name for aid in told["5.3"].aids)


def test_aids_fit_the_type_of_organisation(build_report: Build) -> None:
    made = _study(_report(build_report, GN, {"2.6": (State.NOT_FOUND, ())}))
    names = {aid.name for each in _advice(made) for aid in each.aids}
    assert "NCSC-basismaatregelen voor cybersecurity" in names
    assert "CERT Watermanagement" not in names


def test_what_is_met_gets_one_question_a_pillar_and_no_statement(build_report: Build) -> None:
    made = _study(_report(build_report, GN, {}), _report(build_report, NH, {}))
    assert _advice(made) == []
    for pillar in made.pillars:
        assert sum(len(role.questions) for role in pillar.questions) == 1
        assert pillar.survey == ()
        assert pillar.summary[0].startswith("Alle ")


def test_an_open_element_brings_its_own_question(build_report: Build) -> None:
    norm = load_norm(GN)
    report = _report(build_report, GN, {"4.2": (State.IN_FORCE, (Qualifier.OUTDATED,))})
    asked = "Hoe gaat u na dat in elk inhuurcontract geheimhouding staat?"

    def questions(made: Study) -> set[str]:
        return {each.text for pillar in made.pillars for role in pillar.questions for each in role.questions}

    assert asked in questions(_study(report))
    kept = tuple(
        each.model_copy(
            update={
                "judgements": tuple(
                    one.model_copy(update={"qualifiers": ()}) if one.criterion == "4.2.i" else one
                    for one in each.judgements
                )
            }
        )
        for each in report.assessment.findings
    )
    shown = report.model_copy(update={"assessment": report.assessment.model_copy(update={"findings": kept})})
    assert norm.ambition("4.2").criteria[-1].kind is CriterionKind.PROVISION
    assert asked not in questions(_study(shown))


def test_no_role_is_asked_too_much_and_the_rest_is_counted(build_report: Build) -> None:
    lost = (State.NOT_FOUND, ())
    made = _study(
        _report(build_report, GN, {each.id: lost for each in load_norm(GN).ambitions}),
        _report(build_report, NH, {each.id: lost for each in load_norm(NH).ambitions}),
    )
    roles = [role for pillar in made.pillars for role in pillar.questions]
    assert max(len(role.questions) for role in roles) == 8
    assert any(role.more for role in roles)
    asked = {name for role in roles for each in role.questions for name in each.ambitions}
    assert len(asked) == 76
