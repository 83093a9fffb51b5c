"""The draft for the Algoritmeregister keeps to the fields, lengths and values of the publication standard."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from analyzer.report.accountability import algorithm_register
from analyzer.report.accountability.algorithm_standard import FIELDS, MOST_THEMES, Form
from analyzer.report.source import Source
from analyzer.types import GapReport, Organisation, OrganisationType

# The keys of the register's own schema of version 1.0, in its order, but the number that it gives by itself.
KEYS = (
    "name description_short organization category status begin_date end_date contact_email website "
    "publication_category url goal proportionality human_intervention risks lawful_basis lawful_basis_grouping "
    "process_index_url impacttoetsen_grouping impacttoetsen source_data source_data_grouping methods_and_models "
    "provider publiccode lang standard_version source_id tags"
).split()


def long_named(report: GapReport, kind: OrganisationType = OrganisationType.WATERSCHAP) -> GapReport:
    organisation = Organisation(name="Waterschap " + "Lang & Breed " * 40, type=kind)
    return report.model_copy(update={"assessment": report.assessment.model_copy(update={"organisation": organisation})})


def machine(source: Source) -> dict[str, object]:
    made: dict[str, object] = json.loads(algorithm_register.machine(source))
    return made


def test_the_json_has_the_fields_of_the_standard(source: Source) -> None:
    assert list(machine(source)) == KEYS == [field.key for field in FIELDS]


@pytest.mark.parametrize("kind", list(OrganisationType))
def test_no_text_is_too_long_whatever_the_names(source: Source, report: GapReport, kind: OrganisationType) -> None:
    norm = report.norm.model_copy(update={"short_title": "Norm met een hele lange naam " * 6})
    other = report.model_copy(update={"norm": norm})
    for reports in (source.reports, (long_named(report, kind), long_named(other, kind))):
        made = machine(replace(source, reports=reports, history=()))
        for field in FIELDS:
            value = made[field.key]
            if field.limit and isinstance(value, str):
                assert 0 < len(value) < field.limit, field.key


def test_choices_are_of_the_standard(source: Source) -> None:
    made = machine(source)
    for field in FIELDS:
        if field.form is Form.CHOICE:
            assert made[field.key] in field.allowed
    themes = made["category"]
    assert isinstance(themes, list) and 0 < len(themes) <= MOST_THEMES
    assert set(themes) <= set(next(field.allowed for field in FIELDS if field.key == "category"))
    assert made["publication_category"] == "Overige algoritmes"


def test_what_only_the_organisation_knows_is_left_open(source: Source) -> None:
    made = machine(source)
    for key in ("begin_date", "contact_email", "website", "url", "process_index_url", "publiccode", "source_id"):
        assert made[key] is None
        assert key == "end_date" or algorithm_register.record(source).answer(key).asked
    assert made["lawful_basis_grouping"] == made["impacttoetsen_grouping"] == []
    for key in ("lawful_basis", "impacttoetsen", "human_intervention", "risks", "proportionality"):
        assert "[in te vullen: " in str(made[key])


def test_prose_is_in_the_html_that_the_register_takes(example: Source, report: GapReport) -> None:
    made = machine(replace(example, reports=(long_named(report),), history=()))
    for field in FIELDS:
        if field.form is Form.PROSE and field.key != "tags":
            text = str(made[field.key])
            assert text.startswith("<p>") and text.endswith("</p>")
            assert "<" not in text.replace("<p>", "").replace("</p>", "")
    assert "Lang &amp; Breed" in str(made["lawful_basis"])


def test_every_required_field_is_filled_or_asked_for(source: Source) -> None:
    for answer in algorithm_register.record(source).answers:
        if answer.field.required:
            assert answer.value or answer.asked, answer.field.key


def test_the_first_month_is_that_of_the_oldest_assessment(example: Source) -> None:
    assert "2025-03" in algorithm_register.record(example).answer("begin_date").asked
