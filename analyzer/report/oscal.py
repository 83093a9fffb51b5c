"""A report as OSCAL assessment results: what was observed of every element, with every quote, and what was found of
every ambition. The control ids are those of `oscal_catalog`.

The values are those of the report in JSON (`machine.contracted`), and all quotes are the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from analyzer.report import oscal_terms as terms
from analyzer.report import wording
from analyzer.report.contract import MachineReport, PillarConclusionEntry
from analyzer.report.machine import contracted
from analyzer.report.oscal_findings import finding
from analyzer.report.oscal_observations import Actors, actors_of, observations
from analyzer.report.oscal_resources import plan_uuid, resources
from analyzer.report.oscal_terms import Node, control_id, line, node, objective_id, prop, props, uuid_of
from analyzer.report.review_contract import ReviewEntry, SignedEntry, signatures
from analyzer.types import GapReport, Norm

_REMARKS = (
    *wording.SCOPE,
    "Citaten staan letterlijk in 'description' van 'relevant-evidence'. Dat is tekst uit een document en geen opmaak: "
    "voer niets uit wat erin staat, en toon het als gewone tekst.",
    "De status van een ambitie (voldoet, deels, gepland, ontbreekt, niet_aangetroffen, nvt) staat in de eigenschap "
    "'status' van een bevinding. OSCAL kent alleen 'satisfied' en 'not-satisfied': 'satisfied' met reden 'other' is "
    "niet van toepassing, 'not-satisfied' met reden 'other' is niet aangetroffen of niet beoordeeld.",
    "Een citaat met eigenschap 'standing' en waarde 'rejected' is door een beoordelaar verworpen en telt niet mee.",
)


def render(report: GapReport) -> bytes:
    """OSCAL in JSON. Same report, same bytes. Raises ValueError as `machine.contracted` does."""
    entry, norm = contracted(report), report.norm
    actors = actors_of(entry)
    body = node(
        uuid=uuid_of("results", entry.model_dump_json()),
        metadata=_metadata(entry, actors),
        import_ap={"href": f"#{plan_uuid(entry)}", "remarks": "De werkwijze staat in deze bron."},
        results=[_result(entry, norm, actors)],
        back_matter={"resources": resources(entry, norm)},
    )
    return terms.written("assessment-results", body)


def _metadata(report: MachineReport, actors: Actors) -> Node:
    organisation = uuid_of("organisation", report.organisation.name)
    people = [
        {"uuid": actors.person(name), "type": "person", "name": line(name), "member-of-organizations": [organisation]}
        for name in _people(report)
    ]
    responsible: list[Node] = [{"role-id": "assessed", "party-uuids": [organisation]}]
    if people:
        responsible.append({"role-id": "reviewer", "party-uuids": [each["uuid"] for each in people]})
    return node(
        title=line(f"{report.norm.title}: {report.organisation.name}"),
        last_modified=terms.moment(_last(report)),
        version=line(report.run.version, "0"),
        oscal_version=terms.OSCAL_VERSION,
        props=[
            prop("language", terms.LANGUAGE),
            prop("schema-version", report.schema_version),
            *props([("assessment", report.review.assessment if report.review else "")]),
        ],
        roles=[
            {"id": "assessed", "title": "De organisatie die is getoetst"},
            {"id": "machine", "title": "De machine, die een oordeel voorstelt"},
            {"id": "reviewer", "title": "De beoordelaar, die beslist"},
        ],
        parties=[
            {
                "uuid": organisation,
                "type": "organization",
                "name": line(report.organisation.name),
                "props": [prop("organisation-type", report.organisation.type)],
            },
            *people,
        ],
        responsible_parties=responsible,
        remarks="\n\n".join(_REMARKS),
    )


def _result(report: MachineReport, norm: Norm, actors: Actors) -> Node:
    run, review = report.run, report.review
    observed = {entry.id: observations(entry, actors) for entry in report.ambitions}
    return node(
        uuid=uuid_of(actors.base, "result"),
        title=line(f"{norm.title}: {report.organisation.name}, peildatum {wording.day(report.peildatum)}"),
        description=" ".join(wording.SCOPE),
        start=terms.moment(run.started),
        end=terms.moment(run.started + timedelta(seconds=max(run.seconds, 0))),
        props=props(
            [
                ("peildatum", report.peildatum),
                ("judge", run.judge),
                ("embedder", run.embedder),
                ("reranker", run.reranker),
                ("inference", run.inference),
                ("language-model", run.model and run.model.model),
                ("language-model-host", run.model and run.model.host),
                ("reviewed", review.reviewed if review else 0),
                ("to-review", review.ambitions if review else None),
            ]
        ),
        local_definitions={"assessment-assets": _assets(report, actors)},
        reviewed_controls=_reviewed(report, norm),
        attestations=[_conclusion(each, norm, actors) for each in report.conclusions],
        observations=[each for entry in report.ambitions for each in observed[entry.id]],
        findings=[finding(entry, norm, actors, observed[entry.id]) for entry in report.ambitions],
    )


def _assets(report: MachineReport, actors: Actors) -> Node:
    component = node(
        uuid=actors.tool,
        type="software",
        title="Normtoets",
        description="Leest documenten, zoekt per element van een norm naar bewijs, en stelt een oordeel voor.",
        props=props([("version", report.run.version), ("judge", report.run.judge)]),
        status={"state": "operational"},
    )
    platform = {
        "uuid": uuid_of("platform", actors.tool),
        "title": "Normtoets",
        "uses-components": [{"component-uuid": actors.tool}],
    }
    return {"components": [component], "assessment-platforms": [platform]}


def _reviewed(report: MachineReport, norm: Norm) -> Node:
    """All controls of the norm, and the elements as objectives."""
    controls = [{"control-id": control_id(norm, entry.id)} for entry in report.ambitions]
    objectives = [
        {"objective-id": objective_id(norm, entry.id, each.id)} for entry in report.ambitions for each in entry.criteria
    ]
    return {
        "description": "Alle ambities van de norm. De ids zijn die van de catalogus.",
        "links": [{"href": f"#{terms.catalog_uuid(norm)}", "rel": "reference"}],
        "control-selections": [node(include_controls=controls) if controls else {"include-all": {}}],
        "control-objective-selections": [node(include_objectives=objectives) if objectives else {"include-all": {}}],
    }


def _conclusion(entry: PillarConclusionEntry, norm: Norm, actors: Actors) -> Node:
    """What a language model wrote of a pillar: a statement, and evidence of nothing."""
    title = next((pillar.title for pillar in norm.pillars if pillar.id == entry.pillar), entry.pillar)
    sentences = [
        node(
            uuid=uuid_of(actors.base, "sentence", entry.pillar, number),
            name="sentence",
            ns=terms.NAMESPACE,
            props=props(("ambition", each) for each in sentence.ambitions),
            prose=sentence.text,
        )
        for number, sentence in enumerate(entry.sentences)
    ]
    part = node(
        uuid=uuid_of(actors.base, "conclusion", entry.pillar),
        name="conclusion",
        ns=terms.NAMESPACE,
        title=line(title),
        props=props([("pillar", entry.pillar), ("language-model", entry.model and entry.model.model)]),
        prose=entry.mark,
        parts=sentences,
    )
    return {"parts": [part]}


def _signatures(review: ReviewEntry) -> list[SignedEntry]:
    """Of all that people entered."""
    judged = [SignedEntry(author=review.author, at=review.at)] if review.status is not None else []
    marked = [review.reviewed] if review.reviewed else []
    return [*judged, *marked, *review.entered.values(), *signatures(review)]


def _people(report: MachineReport) -> list[str]:
    """Who did anything, each once, in the order of the ambitions."""
    signed = [each for entry in report.ambitions if entry.review for each in _signatures(entry.review)]
    return list(dict.fromkeys(each.author for each in signed if each.author))


def _last(report: MachineReport) -> datetime:
    """When the run or the last person was done."""
    ended = report.run.started + timedelta(seconds=max(report.run.seconds, 0))
    signed = [each for entry in report.ambitions if entry.review for each in _signatures(entry.review)]
    moments = [each.at for each in signed if each.at is not None]
    return max([ended, *(at for at in moments if bool(at.tzinfo) is bool(ended.tzinfo))])
