"""The documentstudie as a whole: every ambition told once, in the words of the gap report, for every kind of report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from pydantic import BaseModel

from analyzer.norms import load_norm
from analyzer.report.outline import outline
from analyzer.report.plain_text import printable
from analyzer.report.source import Source, with_layers
from analyzer.report.study.study import study
from analyzer.report.study.values import Study
from analyzer.report.wording import MARKS
from analyzer.review.values import ReviewedAssessment, quote_key
from analyzer.types import Finding, GapReport, Organisation, OrganisationType, Status

TODAY = date(2026, 3, 20)
Build = Callable[..., GapReport]
# What must never reach a reader: keys of the data, Python, and English that slips in from code.
RAW = re.compile(
    r"\b(?:in_force|not_found|niet_aangetroffen|niet_beoordeeld|groningse-norm|noord-hollandse-norm|None|nvt|planned|absent|"
    r"opzet\.|State|Status|tuple|the|and|with|unknown|withdrawn|draft)\b|\{|\}"
)


def texts(value: object) -> Iterator[str]:
    """All texts of a value, without the appendix and without the keys and colours of marks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)
    elif isinstance(value, BaseModel):
        hidden = {"outlines", "quotes", "anchor", "kind_name", "fill", "ink", "key", "number"}
        for name in type(value).model_fields:
            if name not in hidden:
                yield from texts(getattr(value, name))


def real(build: Build, kind: OrganisationType, *norm_ids: str) -> Source:
    """Reports on real norms with every outcome, of that type of organisation."""
    return Source(reports=tuple(_real(build, kind, each) for each in norm_ids), today=TODAY)


def _real(build: Build, kind: OrganisationType, norm_id: str) -> GapReport:
    norm = load_norm(norm_id)
    made = build(norm)
    bound = {each.id for each in norm.ambitions if kind in each.binds}
    findings = tuple(
        each if each.ambition in bound else Finding(ambition=each.ambition, status=Status.NVT)
        for each in made.assessment.findings
    )
    organisation = Organisation(name="Waterland", type=kind)
    assessment = made.assessment.model_copy(update={"findings": findings, "organisation": organisation})
    return made.model_copy(update={"assessment": assessment})


@pytest.fixture(scope="module")
def told(example: Source) -> Study:
    return study(example)


def test_every_ambition_stands_once_under_its_pillar(told: Study, example: Source) -> None:
    names = Counter(finding.name for pillar in told.pillars for finding in pillar.findings)
    assert names == Counter(f"{r.norm.short_title} {a.id}" for r in example.reports for a in r.norm.ambitions)
    assert sum(names.values()) == 76
    anchors = [finding.anchor for pillar in told.pillars for finding in pillar.findings]
    assert len(set(anchors)) == 76 and all(re.fullmatch(r"[a-z]\w{1,38}", each) for each in anchors)
    for pillar in told.pillars:
        keys = Counter(finding.mark.key for finding in pillar.findings)
        assert pillar.counts == tuple(keys[mark.key] for mark in MARKS.values())


def test_the_verdict_that_stands_is_told_with_whose_it_is(told: Study, example: Source) -> None:
    findings = {finding.name: finding for pillar in told.pillars for finding in pillar.findings}
    for report in example.reports:
        assert isinstance(report, ReviewedAssessment)
        for each in report.findings:
            finding = findings[f"{report.norm.short_title} {each.finding.ambition}"]
            assert finding.mark == MARKS[each.status]
            assert finding.verdict.startswith("Oordeel van de beoordelaar") == (each.review.status is not None)
            assert (finding.machine == MARKS[each.finding.status]) == each.overruled
            assert bool(finding.shifted) == (each.shift is not None)


def test_the_quotes_are_those_of_the_machine_and_of_people(told: Study, example: Source) -> None:
    findings = {finding.name: finding for pillar in told.pillars for finding in pillar.findings}
    total = 0
    for report in example.reports:
        assert isinstance(report, ReviewedAssessment)
        for each in report.findings:
            rejected = {item.key for item in each.review.rejected}
            evidence = [item for judgement in each.finding.judgements for item in judgement.evidence]
            wanted = {item.quote for item in evidence if quote_key(item) not in rejected}
            wanted |= {kept.quote.quote for kept in each.review.quotes}
            shown = findings[f"{report.norm.short_title} {each.finding.ambition}"].quotes
            assert {quote.text for quote in shown} == {printable(text) for text in wanted}
            total += len(shown)
    assert total > 150


def test_recommendations_are_numbered_through_and_serve_what_falls_short(told: Study) -> None:
    served = set()
    for pillar in told.pillars:
        assert [each.number for each in pillar.recommendations] == [
            f"{pillar.number}.{place}" for place in range(1, len(pillar.recommendations) + 1)
        ]
        served |= {name for each in pillar.recommendations for name in each.ambitions}
    short = {
        finding.name
        for pillar in told.pillars
        for finding in pillar.findings
        if finding.mark.key in ("deels", "gepland", "ontbreekt", "niet_aangetroffen")
    }
    assert short <= served


def test_differences_name_both_verdicts_and_the_reason(told: Study, example: Source) -> None:
    overruled = [
        f"{report.norm.short_title} {each.finding.ambition}"
        for report in example.reports
        for each in with_layers(report).findings
        if each.overruled
    ]
    assert [each.name for each in told.differences] == overruled and len(overruled) > 5
    for each in told.differences:
        assert each.machine.key != each.person.key
        assert each.why == "Nagelopen aan de hand van de stukken en een gesprek."
        assert re.fullmatch(r"(Anna de Wit|Bram Bos), \d+ maart 2026", each.signed)


def test_the_opening_says_what_a_document_study_cannot_show(told: Study) -> None:
    limits = " ".join(told.limits)
    assert "nooit de werking" in limits and "opzet" in limits and "bestaan" in limits
    assert "“Niet aangetroffen” zegt iets over de aangeleverde documenten, niet over de organisatie" in limits
    assert "1 maart 2026" in " ".join(told.method)
    assert told.made == date(2026, 3, 20) and told.peildatum == date(2026, 3, 1)
    assert "26 van de 76 ambities zijn beoordeeld door Anna de Wit en Bram Bos" in told.note
    assert len(told.documents) == 9 and told.unread == ()


def test_conclusions_are_short_and_name_numbers_and_ambitions(told: Study) -> None:
    for pillar in told.pillars:
        assert 1 <= len(pillar.conclusion) <= 4
        assert len(pillar.summary) <= 2 and len(pillar.advice) <= 2
        assert sum(pillar.counts) == len(pillar.findings)
        applying = sum(pillar.counts) - pillar.counts[list(MARKS).index(Status.NVT)]
        assert str(applying) in pillar.conclusion[0]
        assert max(map(len, (*pillar.summary, *pillar.advice))) < 300


def test_it_is_the_same_every_time(told: Study, example: Source) -> None:
    assert study(example) == told


@pytest.mark.parametrize("kind", OrganisationType)
@pytest.mark.parametrize(
    "norms", [("groningse-norm",), ("noord-hollandse-norm",), ("groningse-norm", "noord-hollandse-norm")]
)
def test_every_type_of_organisation_and_choice_of_norms(
    build_report: Build, kind: OrganisationType, norms: tuple[str, ...]
) -> None:
    source = real(build_report, kind, *norms)
    made = study(source)
    assert Counter(finding.name for pillar in made.pillars for finding in pillar.findings) == Counter(
        f"{report.norm.short_title} {each.id}" for report in source.reports for each in report.norm.ambitions
    )
    assert made.unread and "scan.pdf" in " ".join(made.limits)
    roles = {each.role for pillar in made.pillars for each in pillar.questions}
    others = {"Burgemeester", "Commissaris van de Koning", "Dijkgraaf"} - {
        {"gemeente": "Burgemeester", "provincie": "Commissaris van de Koning", "waterschap": "Dijkgraaf"}[kind.value]
    }
    assert not roles & others
    found = [text for text in texts(made) if RAW.search(text.replace(made.pillars[0].findings[0].anchor, ""))]
    # what the made-up reports put into the names of documents and quotes is theirs
    assert [text for text in found if "7*7" not in text] == []


def test_the_words_of_the_example_hold_no_keys_and_no_english(told: Study) -> None:
    assert [text for text in texts(told) if RAW.search(text)] == []


def test_ambitions_that_do_not_apply_get_no_question_and_no_advice(build_report: Build) -> None:
    made = study(real(build_report, OrganisationType.WATERSCHAP, "groningse-norm"))
    bound = {
        f"Groningse norm {each.id}" for each in load_norm("groningse-norm").ambitions if "waterschap" in each.binds
    }
    asked = {name for p in made.pillars for role in p.questions for q in role.questions for name in q.ambitions}
    advised = {name for pillar in made.pillars for each in pillar.recommendations for name in each.ambitions}
    surveyed = {name for pillar in made.pillars for item in pillar.survey for name in item.ambitions}
    assert asked | advised | surveyed <= bound
    assert asked and advised and surveyed


def test_nobody_has_reviewed(build_report: Build) -> None:
    made = study(real(build_report, OrganisationType.GEMEENTE, "groningse-norm", "noord-hollandse-norm"))
    assert made.concept == "Concept – door een machine voorgesteld"
    assert "Nog geen mens" in " ".join(made.method)
    assert made.differences == ()
    assert all("beoordelaar" not in finding.verdict for pillar in made.pillars for finding in pillar.findings)


def test_a_norm_that_the_scan_does_not_know(reviewed_report: ReviewedAssessment, hostile: str) -> None:
    made = study(Source(reports=(reviewed_report,), today=TODAY))
    own = outline(reviewed_report)
    assert sum(len(pillar.findings) for pillar in made.pillars) == len(own.entries)
    assert {finding.title for finding in made.pillars[1].findings} == {"Het meldpunt", "Informatiedeling"}
    assert all("\x00" not in text and "\u202e" not in text for text in texts(made.pillars))
    unjudged = [f for pillar in made.pillars for f in pillar.findings if f.mark.key == "niet_beoordeeld"]
    assert unjudged and all(f.verdict.startswith("De machine gaf geen oordeel") for f in unjudged)


def test_a_large_report_takes_no_time(large_report: GapReport) -> None:
    made = study(Source(reports=(large_report,), today=TODAY))
    assert sum(len(finding.quotes) for pillar in made.pillars for finding in pillar.findings) > 400
