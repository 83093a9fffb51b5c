"""A report as OSCAL assessment results, read again by a library that knows the format, and held against the JSON."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from trestle.oscal.assessment_results import AssessmentResults

from analyzer.report import machine, oscal, oscal_catalog
from analyzer.report.contract import MachineReport
from analyzer.report.source import Source
from analyzer.types import GapReport, Status

MADE = ("report", "clean_report", "judged_report", "concluded_report", "reviewed_report", "large_report")
OUTCOME = {
    Status.VOLDOET: ("satisfied", "pass", "implemented"),
    Status.DEELS: ("not-satisfied", "fail", "partial"),
    Status.GEPLAND: ("not-satisfied", "fail", "planned"),
    Status.ONTBREEKT: ("not-satisfied", "fail", None),
    Status.NIET_AANGETROFFEN: ("not-satisfied", "other", None),
    Status.NVT: ("satisfied", "other", "not-applicable"),
    None: ("not-satisfied", "other", None),
}


@pytest.fixture(params=MADE)
def made(request: pytest.FixtureRequest) -> GapReport:
    found: GapReport = request.getfixturevalue(request.param)
    return found


def _body(report: GapReport) -> Any:
    return json.loads(oscal.render(report))["assessment-results"]


def _nodes(value: Any) -> list[Any]:
    """All objects in it."""
    if isinstance(value, list):
        return [found for each in value for found in _nodes(each)]
    if isinstance(value, dict):
        return [value, *(found for each in value.values() for found in _nodes(each))]
    return []


def _props(node: Any) -> dict[str, str]:
    return {each["name"]: each["value"] for each in node.get("props", [])}


def _quotes(report: MachineReport) -> Counter[tuple[str, str]]:
    """Every quote in the JSON, with its element, as often as it is there; of the other judge and of people too."""
    found: Counter[tuple[str, str]] = Counter()
    for entry in report.ambitions:
        machines = [item for each in entry.criteria for item in each.evidence if not item.added_by]
        machines += [item for each in (entry.second.criteria if entry.second else ()) for item in each.evidence]
        if entry.review is not None:
            machines += [kept.evidence for kept in entry.review.quotes if kept.evidence]
            for aside in entry.review.rejected:
                machines += [item for item in (aside.evidence, *aside.also, *aside.second) if item]
        found.update((item.criterion, item.quote) for item in machines)
    return found


def _check(report: GapReport, folder: Path) -> None:
    path = folder / "results.json"
    path.write_bytes(oscal.render(report))
    assert AssessmentResults.oscal_read(path) is not None
    body = _body(report)
    nodes = _nodes(body)
    uuids = [each["uuid"] for each in nodes if "uuid" in each]
    assert len(set(uuids)) == len(uuids)
    assert {UUID(each).version for each in uuids} == {5}
    known = set(uuids)
    for key in ("actor-uuid", "observation-uuid", "subject-uuid", "component-uuid"):
        assert {each[key] for each in nodes if key in each} <= known
    assert {each for node in nodes for each in node.get("party-uuids", [])} <= known
    assert {each["href"][1:] for each in nodes if each.get("href", "").startswith("#")} <= known
    roles = {each["id"] for each in body["metadata"]["roles"]}
    assert {each["role-id"] for each in nodes if "role-id" in each} <= roles
    catalog = _nodes(json.loads(oscal_catalog.render(report.norm)))
    ids = {each["id"] for each in catalog if "id" in each}
    for key in ("control-id", "objective-id", "target-id"):
        assert {each[key] for each in nodes if key in each} <= ids
    evidence = [item for each in nodes for item in each.get("relevant-evidence", [])]
    shown = Counter((_props(item).get("criterion", ""), item["description"]) for item in evidence)
    assert shown == _quotes(machine.contracted(report))


def test_it_is_oscal_with_every_quote(made: GapReport, tmp_path: Path) -> None:
    _check(made, tmp_path)


def test_the_example_is_oscal_with_every_quote(example: Source, tmp_path: Path) -> None:
    for report in example.history:
        _check(report, tmp_path)


def test_every_ambition_has_a_finding_with_its_status(made: GapReport) -> None:
    contracted = machine.contracted(made)
    findings = _body(made)["results"][0]["findings"]
    assert len(findings) == len(contracted.ambitions)
    for entry, finding in zip(contracted.ambitions, findings, strict=True):
        target, told = finding["target"], _props(finding)
        carried_out = target.get("implementation-status", {}).get("state")
        assert (target["status"]["state"], target["status"]["reason"], carried_out) == OUTCOME[entry.status]
        assert told["status"] == (entry.status.value if entry.status else "not-assessed")
        proposed = entry.review.machine_status if entry.review else entry.status
        assert told["machine-status"] == (proposed.value if proposed else "not-assessed")
        decided = entry.review is not None and entry.review.status is not None
        assert told["decided-by"] == ("person" if decided else "machine")


def test_who_did_what_is_told(reviewed_report: GapReport) -> None:
    body = _body(reviewed_report)
    (result,) = body["results"]
    people = {each["name"]: each["uuid"] for each in body["metadata"]["parties"] if each["type"] == "person"}
    assert set(people) == {"Anna de Wit", "Bram <b>Bos</b>"}
    first = result["findings"][0]
    told = _props(first)
    assert (told["decided-by-name"], told["overruled"], told["reviewed"]) == ("Anna de Wit", "yes", "yes")
    assert (told["owner"], told["due"], told["owner-by"]) == ("Wim van Dam", "2026-09-01", "Anna de Wit")
    assert [actor["actors"][0]["type"] for actor in first["origins"]] == ["tool", "party"]
    assert "voorstel van de machine: Voldoet." in first["remarks"]
    own = {each["observation-uuid"] for each in first["related-observations"]}
    observed = [each for each in result["observations"] if each["uuid"] in own]
    assert [each["methods"] for each in observed].count(["INTERVIEW"]) == 1
    heard = next(each for each in observed if each["methods"] == ["INTERVIEW"])
    assert heard["description"] == "Het overleg is er elke maand, zonder verslag."
    assert _props(heard)["source"] == "teamleider <Veiligheid>"
    assert heard["origins"][0]["actors"][0]["actor-uuid"] == people["Anna de Wit"]
    evidence = [_props(item) for each in observed for item in each.get("relevant-evidence", [])]
    assert Counter(each["standing"] for each in evidence)["rejected"] >= 1
    assert {each["by"] for each in evidence if each["standing"] == "rejected"} == {"Anna de Wit"}
    assert {each["added-by"] for each in evidence if "added-by" in each} == {"Anna de Wit"}
    assert _props(result["findings"][2])["moved"] == "yes"


def test_documents_are_resources_with_their_digest(report: GapReport) -> None:
    body = _body(report)
    found = {}
    for each in body["back-matter"]["resources"]:
        for link in each.get("rlinks", []):
            found[_props(each)["file-name"]] = (link["hashes"][0]["value"], _props(each).get("adopted"))
    assert found == {
        each.name: (each.sha256, each.adopted.isoformat() if each.adopted else None)
        for each in report.assessment.documents
    }


def test_what_was_searched_is_told_where_nothing_was_found(report: GapReport) -> None:
    observed = {_props(each)["criterion"]: each for each in _body(report)["results"][0]["observations"]}
    none = observed["1.5.a"]
    assert _props(none)["state"] == "not_found"
    assert "relevant-evidence" not in none
    assert "3 documenten, 64 bladzijden of onderdelen, 410 passages" in none["remarks"]


def test_conclusions_of_a_language_model_are_marked(concluded_report: GapReport) -> None:
    (first, second) = _body(concluded_report)["results"][0]["attestations"]
    (part,) = first["parts"]
    assert part["prose"].startswith("Geschreven door een taalmodel")
    grounds = [[prop["value"] for prop in each["props"]] for each in part["parts"]]
    assert grounds == [["1.2"], ["1.1", "1.3"]]
    assert _props(second["parts"][0])["pillar"] == "3"


def test_the_same_report_gives_the_same_bytes_and_another_day_another_document(
    report: GapReport, reviewed_report: GapReport
) -> None:
    assert oscal.render(report) == oscal.render(report.model_copy())
    first, second = _body(report), _body(reviewed_report)
    assert first["uuid"] != second["uuid"]
    assert second["metadata"]["last-modified"] == "2026-03-03T22:35:00+00:00"
    assert first["import-ap"]["href"] == second["import-ap"]["href"]


def test_a_large_report_is_quick(large_report: GapReport) -> None:
    began = time.process_time()
    body = oscal.render(large_report)
    assert time.process_time() - began < 5
    assert body.count(b'"relevant-evidence"') > 100
