"""A norm as an OSCAL catalog: a group for each pillar, a control for each ambition, with what it asks, the elements by
which that is assessed, and the actions that the norm gives as a means."""

from __future__ import annotations

from datetime import UTC, date, datetime

from analyzer.report import oscal_terms as terms
from analyzer.report.oscal_terms import Node, control_id, line, node, prop, props, uuid_of
from analyzer.types import Action, Ambition, Criterion, Norm, Pillar
from ingest.dutch_dates import dates_in

_UNDATED = date(2024, 1, 1)  # for a norm that does not say when it was published
_REMARKS = (
    "Deze catalogus is gemaakt uit de norm zoals Normtoets die kent: de norm in eigen woorden, verdeeld in elementen "
    "die een document kan laten zien. De oorspronkelijke tekst van de norm gaat voor. Een groep is een pijler, een "
    "control is een ambitie. Acties zijn middelen die de norm noemt; een andere weg naar hetzelfde doel mag ook."
)


def render(norm: Norm) -> bytes:
    """OSCAL in JSON. Same norm, same bytes."""
    body = node(
        uuid=terms.catalog_uuid(norm),
        metadata=_metadata(norm),
        groups=[_group(norm, pillar) for pillar in norm.pillars],
        back_matter={"resources": _resources(norm)},
    )
    return terms.written("catalog", body)


def published(norm: Norm) -> datetime:
    """The day that the norm's source names, or a fixed one."""
    found = dates_in(norm.source.published)
    first = found[0].first if found else _UNDATED
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def _metadata(norm: Norm) -> Node:
    issuer = uuid_of("party", norm.source.issuer)
    return node(
        title=line(norm.title),
        published=terms.moment(published(norm)),
        last_modified=terms.moment(published(norm)),
        version=line(norm.version),
        oscal_version=terms.OSCAL_VERSION,
        document_ids=[{"scheme": terms.NAMESPACE, "identifier": line(f"{norm.id}:{norm.version}")}],
        props=[prop("language", terms.LANGUAGE), prop("norm", norm.id), *_binding(norm.binds)],
        roles=[{"id": "publisher", "title": "Uitgever van de norm"}],
        parties=[{"uuid": issuer, "type": "organization", "name": line(norm.source.issuer)}],
        responsible_parties=[{"role-id": "publisher", "party-uuids": [issuer]}],
        remarks=_REMARKS,
    )


def _binding(kinds: tuple[str, ...]) -> list[Node]:
    return [prop("binds", kind) for kind in kinds]


def _group(norm: Norm, pillar: Pillar) -> Node:
    id = terms.group_id(norm, pillar.id)
    overview = {"id": f"{id}_ovw", "name": "overview", "prose": pillar.summary}
    return {
        "id": id,
        "class": "pijler",
        **node(
            title=line(pillar.title),
            props=[_label(pillar.id)],
            parts=[overview] if pillar.summary else [],
            controls=[_control(norm, ambition) for ambition in norm.ambitions if ambition.pillar == pillar.id],
        ),
    }


def _control(norm: Norm, ambition: Ambition) -> Node:
    id = control_id(norm, ambition.id)
    return {
        "id": id,
        "class": "ambitie",
        **node(
            title=line(ambition.title),
            props=[_label(ambition.id), *_binding(ambition.binds), *props([("section", ambition.section)])],
            links=[{"href": f"#{uuid_of('source', norm.id, norm.version)}", "rel": "reference"}],
            parts=[
                node(id=terms.statement_id(norm, ambition.id), name="statement", prose=ambition.requirement or "–"),
                node(
                    id=terms.objective_id(norm, ambition.id),
                    name="assessment-objective",
                    prose="De elementen waaruit de ambitie bestaat.",
                    parts=[_objective(norm, ambition, each) for each in ambition.criteria],
                ),
                _method(id),
                *([_guidance(id, ambition)] if ambition.actions else []),
            ],
        ),
    }


def _label(id: str) -> Node:
    """OSCAL's own property for what is printed."""
    return {"name": "label", "value": line(id)}


def _objective(norm: Norm, ambition: Ambition, criterion: Criterion) -> Node:
    qualified = terms.objective_id(norm, ambition.id, criterion.of) if criterion.of else ""
    return node(
        id=terms.objective_id(norm, ambition.id, criterion.id),
        name="assessment-objective",
        props=[
            _label(criterion.id),
            prop("kind", criterion.kind),
            prop("essential", "yes" if criterion.essential else "no"),
        ],
        prose=criterion.text,
        links=[{"href": f"#{qualified}", "rel": "related"}] if qualified else [],
    )


def _method(id: str) -> Node:
    return {
        "id": f"{id}_asm-examine",
        "name": "assessment-method",
        "props": [{"name": "method", "value": "EXAMINE"}],
        "parts": [
            {
                "name": "assessment-objects",
                "prose": "De beleidsdocumenten van de organisatie: verordeningen, beleid, plannen, besluiten, "
                "verslagen en protocollen.",
            }
        ],
    }


def _guidance(id: str, ambition: Ambition) -> Node:
    return {
        "id": f"{id}_gdn",
        "name": "guidance",
        "prose": "Acties die de norm als middel noemt.",
        "parts": [_action(id, number, action) for number, action in enumerate(ambition.actions, start=1)],
    }


def _action(id: str, number: int, action: Action) -> Node:
    """By its number: the letters of a norm need not be each there once."""
    return node(
        id=f"{id}_gdn.{number}",
        name="guidance",
        title=line(action.title),
        props=[_label(action.id)],
        prose=action.text,
    )


def _resources(norm: Norm) -> list[Node]:
    source = norm.source
    found = [
        {
            "uuid": uuid_of("source", norm.id, norm.version),
            "title": line(source.title),
            "description": "De bron van deze norm.",
            "citation": {"text": line(f"{source.issuer}, {source.title}, {source.published}")},
        }
    ]
    if norm.glossary:
        found.append(
            {
                "uuid": uuid_of("glossary", norm.id, norm.version),
                "title": "Begrippen",
                "description": "\n\n".join(f"{line(each.term)}: {line(each.meaning)}" for each in norm.glossary),
            }
        )
    return found
