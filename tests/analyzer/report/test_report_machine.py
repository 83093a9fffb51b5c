"""The machine-readable report keeps its contract: fixed keys, a schema that matches, the same bytes each time."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from judged_reports import FAILED, HOSTILE, NOTICE, OWN_USE, USE

from analyzer.report import machine
from analyzer.report.contract import (
    ModelUseEntry,
    OpinionEntry,
    PillarConclusionEntry,
    PromptEntry,
    RefusedTextEntry,
    RejectedEntry,
    SentenceEntry,
)
from analyzer.report.machine import ReportFormatError
from analyzer.types import (
    GapReport,
    ModelUse,
    Opinion,
    PillarConclusion,
    PromptRecord,
    RefusedText,
    Rejected,
    Status,
    WrittenSentence,
)

SCHEMA_FILE = Path(machine.__file__).with_name("gap-report.schema.json")
WRITE_FLAG = "NORMTOETS_WRITE_SCHEMA"

FIXED = {
    "": {"schema_version", "organisation", "peildatum", "norm", "run", "documents", "ambitions"},
    "organisation": {"name", "type"},
    "norm": {"id", "version"},
    "run": {"judge", "embedder", "started", "seconds"},
    "documents": {"name", "sha256", "pages", "title", "adopted", "validity", "problems"},
    "ambitions": {
        *("id", "title", "pillar", "status", "confidence"),
        *("rationale", "evidence", "criteria", "recommendation"),
    },
    "evidence": {"document", "page", "quote", "criterion", "stance"},
    "criteria": {"id", "text", "state", "evidence"},
}


@pytest.fixture(scope="module")
def data(report: GapReport) -> Any:
    return json.loads(machine.render(report))


def test_the_fixed_keys_are_there(data: Any) -> None:
    first = data["ambitions"][0]
    assert FIXED[""] <= data.keys()
    for name in ("organisation", "norm", "run"):
        assert FIXED[name] <= data[name].keys()
    for document in data["documents"]:
        assert FIXED["documents"] <= document.keys()
    for ambition in data["ambitions"]:
        assert FIXED["ambitions"] <= ambition.keys()
        assert all(FIXED["criteria"] <= criterion.keys() for criterion in ambition["criteria"])
        assert all(FIXED["evidence"] <= item.keys() for item in ambition["evidence"])
    assert first["criteria"][0]["evidence"][0].keys() == first["evidence"][0].keys()


def test_the_fixed_keys_are_the_required_ones_of_the_schema() -> None:
    schema = json.loads(machine.schema())
    required = {name: set(part["required"]) for name, part in schema["$defs"].items() if "required" in part}
    assert set(schema["required"]) == FIXED[""]
    assert required["AmbitionEntry"] == FIXED["ambitions"]
    assert required["CriterionEntry"] == FIXED["criteria"]
    assert required["EvidenceEntry"] == FIXED["evidence"]
    assert required["DocumentEntry"] == FIXED["documents"]
    assert required["RunEntry"] == FIXED["run"]


def test_what_was_added_is_required_of_no_reader() -> None:
    schema = json.loads(machine.schema())
    required = {name for name, part in schema["$defs"].items() if "required" in part}
    known = {"Ambition", "Criterion", "Document", "Evidence", "NearMiss", "Norm", "Organisation", "Pillar", "Run"}
    assert required == {f"{name}Entry" for name in known}
    added = {"PromptEntry", "ModelUseEntry", "RejectedEntry", "OpinionEntry", "OpinionCriterionEntry"}
    added |= {"PillarConclusionEntry", "SentenceEntry", "RefusedTextEntry"}
    assert added <= set(schema["$defs"])


@pytest.mark.parametrize(
    ("entry", "value", "otherwise"),
    [
        (ModelUseEntry, ModelUse, {}),
        (PromptEntry, PromptRecord, {}),
        (RejectedEntry, Rejected, {}),
        (OpinionEntry, Opinion, {"judgements": "criteria"}),
        (PillarConclusionEntry, PillarConclusion, {}),
        (SentenceEntry, WrittenSentence, {}),
        (RefusedTextEntry, RefusedText, {}),
    ],
)
def test_nothing_of_a_model_is_left_out(entry: type[Any], value: type[Any], otherwise: dict[str, str]) -> None:
    assert set(entry.model_fields) == {otherwise.get(name, name) for name in value.model_fields}


def test_the_schema_file_is_the_generated_one() -> None:
    """Set NORMTOETS_WRITE_SCHEMA=1 to write it anew; the test then fails, so that the flag is not left on."""
    if os.environ.get(WRITE_FLAG):
        SCHEMA_FILE.write_bytes(machine.schema())
        pytest.fail(f"{SCHEMA_FILE.name} was written; run again without {WRITE_FLAG}")
    assert SCHEMA_FILE.read_bytes() == machine.schema()


def test_a_report_fits_the_schema(data: Any) -> None:
    schema = json.loads(SCHEMA_FILE.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    data_without = {key: value for key, value in data.items() if key != "peildatum"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data_without, schema)


def test_what_was_written_is_read_back(report: GapReport) -> None:
    assert machine.read(machine.render(report)) == machine.contracted(report)


def test_the_same_report_gives_the_same_bytes(report: GapReport) -> None:
    copy = GapReport.model_validate_json(report.model_dump_json())
    assert machine.render(copy) == machine.render(report)


def test_bytes_are_indented_utf8_with_iso_dates(report: GapReport) -> None:
    text = machine.render(report).decode("utf-8")
    assert text.startswith('{\n  "schema_version": "1",\n  "organisation": {\n    "name"')
    assert text.endswith("}\n")
    assert '"peildatum": "2026-01-01"' in text
    assert '"adopted": "2023-03-14"' in text
    assert '"started": "2026-03-02T09:30:00Z"' in text


def test_a_quote_is_written_as_it_stands(data: Any, hostile: str) -> None:
    assert hostile in [item["quote"] for item in data["ambitions"][0]["evidence"]]


def test_every_ambition_is_there_and_an_unassessed_one_says_why(report: GapReport, data: Any) -> None:
    assert [ambition["id"] for ambition in data["ambitions"]] == [ambition.id for ambition in report.norm.ambitions]
    for ambition in data["ambitions"]:
        assert (ambition["status"] is None) == bool(ambition["problem"])
    assert {ambition["status"] for ambition in data["ambitions"]} == {*Status, None}
    assert "geen uitkomst" in data["ambitions"][-1]["problem"]


def test_an_ambitions_evidence_is_that_of_the_criteria_that_decide(data: Any) -> None:
    for ambition in data["ambitions"]:
        deciding = [criterion for criterion in ambition["criteria"] if criterion["essential"]]
        assert ambition["evidence"] == [item for criterion in deciding for item in criterion["evidence"]]
    aside = data["ambitions"][1]["criteria"][2]
    assert aside["evidence"]
    assert not aside["essential"]


def test_a_finding_may_decide_by_other_criteria_than_the_norm(
    report: GapReport, build_report: Callable[..., GapReport]
) -> None:
    finding = report.assessment.findings[1].model_copy(update={"essential": ("1.2.c",)})
    ambition = machine.contracted(build_report(report.norm, (finding,))).ambitions[1]
    assert [criterion.essential for criterion in ambition.criteria] == [False, False, True]
    assert [item.criterion for item in ambition.evidence] == ["1.2.c"]


def test_the_trace_proves_where_was_looked(data: Any) -> None:
    trace = data["ambitions"][4]["criteria"][0]["trace"]
    assert (trace["pages"], trace["passages"], len(trace["documents"]), len(trace["near_misses"])) == (64, 410, 3, 2)


def test_an_unknown_key_is_passed_over(report: GapReport, data: Any) -> None:
    assert machine.read(json.dumps({**data, "later": 1}).encode()) == machine.contracted(report)


@pytest.mark.parametrize("broken", [b"", b"nonsense", b"[]", b'{"schema_version": "2"}', b"\xff\xfe"])
def test_other_bytes_are_refused_in_dutch(broken: bytes) -> None:
    with pytest.raises(ReportFormatError, match="geen rapport van Normtoets"):
        machine.read(broken)


def test_an_assessment_of_another_norm_is_refused(report: GapReport) -> None:
    other = report.norm.model_copy(update={"version": "2030"})
    with pytest.raises(ValueError, match="2030"):
        machine.render(report.model_copy(update={"norm": other}))


def test_a_finding_that_the_norm_does_not_know_is_refused(
    report: GapReport, build_report: Callable[..., GapReport]
) -> None:
    stranger = report.assessment.findings[0].model_copy(update={"ambition": "9.9"})
    with pytest.raises(ValueError, match=r"9\.9"):
        machine.render(build_report(report.norm, (stranger,)))
    twice = (report.assessment.findings[0],) * 2
    with pytest.raises(ValueError, match="two findings"):
        machine.render(build_report(report.norm, twice))


# --- judges and models ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def judged_data(judged_report: GapReport) -> Any:
    return json.loads(machine.render(judged_report))


def test_the_run_tells_of_its_model(judged_data: Any) -> None:
    run = judged_data["run"]
    assert run["judge"] == "both"
    assert run["model"] == json.loads(USE.model_dump_json())
    assert run["model"]["prompts"][0] == {"id": "assess", "version": "1", "digest": "0123456789ab"}
    assert run["reranker"] == "cross-encoder:ms-marco <b>"


def test_an_ambition_tells_who_judged_and_what_the_other_made_of_it(judged_data: Any) -> None:
    first = judged_data["ambitions"][0]
    assert (first["judge"], first["status"], first["disputed"]) == ("model", "voldoet", True)
    assert first["model"] == json.loads(OWN_USE.model_dump_json())
    assert first["notices"] == [NOTICE, HOSTILE, NOTICE]
    other = first["second"]
    assert (other["judge"], other["status"], other["confidence"]) == ("rules", "gepland", 0.44)
    assert other["rationale"] == "Alleen als voornemen."
    assert [criterion["state"] for criterion in other["criteria"]] == ["planned", "not_found", "not_found"]
    assert other["criteria"][0]["evidence"][0]["quote"] == "Wij stellen het kader in 2027 opnieuw vast."
    assert other["criteria"][0]["evidence"][0].keys() == first["evidence"][0].keys()
    assert [each["disputed"] for each in judged_data["ambitions"]].count(True) == 1


def test_a_model_that_could_not_judge_says_why(judged_data: Any) -> None:
    fourth = judged_data["ambitions"][3]
    assert fourth["judge"] == "rules"
    assert not fourth["disputed"]
    assert (fourth["second"]["judge"], fourth["second"]["status"]) == ("model", None)
    assert (fourth["second"]["problem"], fourth["second"]["criteria"]) == (FAILED, [])


def test_refused_quotes_are_kept_as_they_were_given(judged_data: Any) -> None:
    rejected = judged_data["ambitions"][0]["criteria"][0]["trace"]["rejected"]
    assert len(rejected) == 6
    assert rejected[0] == {
        "gate": "verbatim",
        "claimed": "in_force",
        "reason": "Staat niet letterlijk in de passage die het taalmodel noemde.",
        "quote": HOSTILE,
        "document": "",
        "page": 0,
    }
    assert (rejected[1]["gate"], rejected[1]["document"], rejected[1]["page"]) == ("support", "verslag-overleg.docx", 3)


def test_a_judged_report_fits_the_schema_and_is_read_back(judged_report: GapReport, judged_data: Any) -> None:
    jsonschema.validate(judged_data, json.loads(SCHEMA_FILE.read_bytes()))
    assert machine.read(machine.render(judged_report)) == machine.contracted(judged_report)


def test_a_report_from_before_the_models_is_still_read(report: GapReport, data: Any) -> None:
    old = json.loads(json.dumps(data))
    for key in ("model", "reranker", "inference"):
        del old["run"][key]
    for ambition in old["ambitions"]:
        for key in ("judge", "disputed", "second", "model", "notices"):
            del ambition[key]
        for criterion in ambition["criteria"]:
            del criterion["trace"]["rejected"]
    assert machine.read(json.dumps(old).encode()) == machine.contracted(report)
