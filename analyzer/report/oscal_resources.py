"""What an OSCAL assessment rests on, as resources that the rest refers to: the plan, the norm and the documents."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from analyzer.report import oscal_terms as terms
from analyzer.report import wording
from analyzer.report.contract import DocumentEntry, MachineReport
from analyzer.report.oscal_terms import Node, line, node, props, uuid_of
from analyzer.report.review_contract import EvidenceEntry
from analyzer.types import Norm


def resources(report: MachineReport, norm: Norm) -> list[Node]:
    """All resources, each document once."""
    known = {_key(each.sha256, each.name): _document(each) for each in report.documents}
    for item in _quotes(report):
        known.setdefault(_key(item.document_sha256, item.document), _elsewhere(item))
    return [_plan(report), _catalog(norm), *known.values()]


def plan_uuid(report: MachineReport) -> str:
    return uuid_of("plan", report.norm.id, report.norm.version)


def document_uuid(sha256: str, name: str) -> str:
    """Of a document by its content, or by its name where its content is not known."""
    return uuid_of("document", *_key(sha256, name))


def _key(sha256: str, name: str) -> tuple[str, str]:
    return (sha256, "") if sha256 else ("", name)


def _plan(report: MachineReport) -> Node:
    return {
        "uuid": plan_uuid(report),
        "title": "Werkwijze van de documentstudie",
        "description": " ".join((*wording.SCOPE, *wording.METHOD, *wording.RULES)),
        "remarks": "Er is geen apart toetsplan in OSCAL: elke ambitie van de norm is op dezelfde manier getoetst aan "
        "de aangeleverde documenten.",
    }


def _catalog(norm: Norm) -> Node:
    return {
        "uuid": terms.catalog_uuid(norm),
        "title": line(norm.title),
        "description": "De norm waaraan is getoetst, als catalogus in OSCAL. De ids van controls, statements en "
        "objectives zijn die van deze catalogus.",
        "props": props([("norm", norm.id), ("norm-version", norm.version)]),
        "document-ids": [{"scheme": terms.NAMESPACE, "identifier": line(f"{norm.id}:{norm.version}")}],
    }


def _document(entry: DocumentEntry) -> Node:
    return node(
        uuid=document_uuid(entry.sha256, entry.name),
        title=line(entry.title or entry.name),
        description=line(entry.name),
        props=props(
            [
                ("file-name", entry.name),
                ("adopted", entry.adopted),
                ("validity", entry.validity),
                ("genre", entry.genre),
                ("extent", entry.pages),
                ("extent-unit", entry.page_unit),
                ("read", entry.read),
            ]
        ),
        rlinks=[_link(entry.sha256, entry.name)],
        remarks=" ".join(entry.problems),
    )


def _elsewhere(item: EvidenceEntry) -> Node:
    """A document that a person quoted and that is no longer among those assessed."""
    return node(
        uuid=document_uuid(item.document_sha256, item.document),
        title=line(item.document),
        props=props([("file-name", item.document), ("read", "elsewhere")]),
        rlinks=[_link(item.document_sha256, item.document)],
        remarks="Dit document zit niet (meer) bij de documenten die zijn getoetst.",
    )


def _link(sha256: str, name: str) -> Node:
    hashes = [{"algorithm": "SHA-256", "value": sha256}] if sha256 else []
    return node(href=quote(line(name), safe=""), hashes=hashes)


def _quotes(report: MachineReport) -> Iterator[EvidenceEntry]:
    """Every quote that an observation may refer to."""
    for entry in report.ambitions:
        yield from (item for each in entry.criteria for item in each.evidence)
        yield from (item for each in (entry.second.criteria if entry.second else ()) for item in each.evidence)
        if entry.review is not None:
            yield from (kept.evidence for kept in entry.review.quotes if kept.evidence)
            for aside in entry.review.rejected:
                yield from (item for item in (aside.evidence, *aside.also, *aside.second) if item)
