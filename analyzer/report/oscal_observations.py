"""What was observed, for OSCAL: of each element what the documents show; what people added to that, or know from
elsewhere; and what another judge made of the same ambition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from analyzer.report import oscal_terms as terms
from analyzer.report import wording
from analyzer.report.contract import AmbitionEntry, CriterionEntry, MachineReport, OpinionEntry, TraceEntry
from analyzer.report.oscal_resources import document_uuid
from analyzer.report.oscal_terms import Node, line, node, props, uuid_of
from analyzer.report.review_contract import AddedQuoteEntry, EvidenceEntry, OutsideEntry, SetAsideEntry, SignedEntry
from analyzer.report.review_wording import OUTSIDE_KIND
from analyzer.review.values import OutsideKind

_METHOD = {
    OutsideKind.INTERVIEW: "INTERVIEW",
    OutsideKind.SURVEY: "INTERVIEW",
    OutsideKind.SITE_VISIT: "EXAMINE",
    OutsideKind.OTHER: "UNKNOWN",
}


@dataclass(frozen=True)
class Actors:
    """Who observes: the ids of the tool and of the people, and `base`, what the ids of all else begin from."""

    base: str
    tool: str
    organisation: str
    started: datetime

    def person(self, name: str) -> str:
        """The id of a person of the organisation, by name."""
        return uuid_of("person", self.organisation, name)

    def by_tool(self) -> list[Node]:
        return [{"actors": [{"type": "tool", "actor-uuid": self.tool, "role-id": "machine"}]}]

    def by(self, name: str) -> list[Node]:
        return [{"actors": [{"type": "party", "actor-uuid": self.person(name), "role-id": "reviewer"}]}]


def actors_of(report: MachineReport) -> Actors:
    """The same people and tool have the same ids in every report of an organisation."""
    run = report.run
    base = uuid_of("assessment", report.organisation.name, report.norm.id, report.norm.version, run.started.isoformat())
    tool = uuid_of("tool", run.version, run.judge, run.model.model if run.model else "")
    return Actors(base=base, tool=tool, organisation=report.organisation.name, started=run.started)


def observations(entry: AmbitionEntry, actors: Actors) -> list[Node]:
    """All of one ambition: the elements in order, the other judge, what people added and what they heard."""
    review = entry.review
    rejected = review.rejected if review else ()
    made = [_of_element(entry, each, rejected, actors) for each in entry.criteria if _tells(each, rejected)]
    if entry.second is not None:
        made.append(_of_second(entry, entry.second, rejected, actors))
    if review is not None:
        made += [_added(entry, kept, actors) for kept in review.quotes if kept.evidence]
        made += [_heard(entry, each, actors) for each in review.outside]
    return made


def _tells(criterion: CriterionEntry, rejected: Sequence[SetAsideEntry]) -> bool:
    return criterion.state is not None or any(True for _ in _set_aside(criterion.id, rejected))


def _of_element(
    entry: AmbitionEntry, criterion: CriterionEntry, rejected: Sequence[SetAsideEntry], actors: Actors
) -> Node:
    own = [item for item in criterion.evidence if not item.added_by]
    found = [_evidence(item) for item in own]
    found += [_evidence(item, aside) for item, aside in _set_aside(criterion.id, rejected)]
    return node(
        uuid=uuid_of(actors.base, "observation", criterion.id),
        title=line(f"Element {criterion.id}"),
        description="\n\n".join(filter(None, (criterion.text, criterion.reason))) or "–",
        props=props(
            [
                ("ambition", entry.id),
                ("criterion", criterion.id),
                ("state", criterion.state),
                *(("qualifier", each) for each in criterion.qualifiers),
                ("kind", criterion.kind),
                ("essential", "yes" if criterion.essential else "no"),
                ("confidence", criterion.confidence),
                ("judge", entry.judge),
            ]
        ),
        methods=["EXAMINE"],
        types=["control-objective"],
        origins=actors.by_tool(),
        subjects=_subjects(own),
        relevant_evidence=found,
        collected=terms.moment(actors.started),
        remarks=_searched(criterion.trace),
    )


def _of_second(entry: AmbitionEntry, opinion: OpinionEntry, rejected: Sequence[SetAsideEntry], actors: Actors) -> Node:
    own = [item for each in opinion.criteria for item in each.evidence]
    aside = [(item, each) for each in rejected for item in each.second]
    told = (wording.mark(opinion.status).label, opinion.rationale, opinion.problem or "")
    return node(
        uuid=uuid_of(actors.base, "second", entry.id),
        title=line(f"Tweede voorstel bij ambitie {entry.id}"),
        description="\n\n".join(filter(None, told)),
        props=props(
            [
                ("ambition", entry.id),
                ("opinion", "second"),
                ("judge", opinion.judge),
                ("status", opinion.status),
                ("confidence", opinion.confidence),
            ]
        ),
        methods=["EXAMINE"],
        types=["control-objective"],
        origins=actors.by_tool(),
        subjects=_subjects(own),
        relevant_evidence=[*(_evidence(item) for item in own), *(_evidence(item, each) for item, each in aside)],
        collected=terms.moment(actors.started),
        remarks="Dit oordeel gaf de andere beoordelende machine; het bepaalt de status niet.",
    )


def _added(entry: AmbitionEntry, kept: AddedQuoteEntry, actors: Actors) -> Node:
    item = kept.evidence
    assert item is not None
    return node(
        uuid=uuid_of(actors.base, "added", entry.id, kept.key),
        title=line(f"Citaat van een beoordelaar bij ambitie {entry.id}"),
        description=line(f"Toegevoegd door {kept.signed.author}."),
        props=props([("ambition", entry.id), ("criterion", item.criterion), *_signed(kept.signed)]),
        methods=["EXAMINE"],
        types=["control-objective"],
        origins=actors.by(kept.signed.author),
        subjects=_subjects([item]),
        relevant_evidence=[_evidence(item)],
        collected=terms.moment(kept.signed.at or actors.started),
    )


def _heard(entry: AmbitionEntry, each: OutsideEntry, actors: Actors) -> Node:
    return node(
        uuid=uuid_of(actors.base, "outside", entry.id, each.key),
        title=line(f"{OUTSIDE_KIND[each.kind]} bij ambitie {entry.id}"),
        description=each.text or "–",
        props=props(
            [
                ("ambition", entry.id),
                ("criterion", each.criterion),
                ("outside-kind", each.kind),
                ("day", each.day),
                ("source", each.source),
                ("stance", each.stance),
                *_signed(each.signed),
            ]
        ),
        methods=[_METHOD[each.kind]],
        types=["control-objective"],
        origins=actors.by(each.signed.author),
        collected=terms.moment(each.signed.at or actors.started),
        remarks="Bewijs van buiten de documenten.",
    )


def _set_aside(criterion: str, rejected: Sequence[SetAsideEntry]) -> Iterator[tuple[EvidenceEntry, SetAsideEntry]]:
    """The quotes of the machine for this element that a person rejected."""
    for aside in rejected:
        yield from ((item, aside) for item in (aside.evidence, *aside.also) if item and item.criterion == criterion)


def _evidence(item: EvidenceEntry, aside: SetAsideEntry | None = None) -> Node:
    """`description` is the quote as it stands, whatever it holds: it is no markup."""
    own = [
        ("criterion", item.criterion),
        ("stance", item.stance),
        ("proof", item.proof),
        ("file-name", item.document),
        ("page", item.page),
        ("start", item.start),
        ("end", item.end),
        ("added-by", item.added_by),
        ("standing", "rejected" if aside else "counts"),
    ]
    refused = [*_signed(aside.signed), ("reason", aside.reason)] if aside else []
    return node(
        href=f"#{document_uuid(item.document_sha256, item.document)}",
        description=item.quote,
        props=props([*own, *refused]),
        remarks=item.note,
    )


def _signed(signed: SignedEntry) -> list[tuple[str, object]]:
    return [("by", signed.author), ("at", signed.at and terms.moment(signed.at)), ("why", signed.why)]


def _subjects(items: Sequence[EvidenceEntry]) -> list[Node]:
    """The documents that are quoted, each once."""
    named = {document_uuid(item.document_sha256, item.document): item.document for item in items}
    return [{"subject-uuid": uuid, "type": "resource", "title": line(name)} for uuid, name in named.items()]


def _searched(trace: TraceEntry) -> str:
    """Where was looked, and for what: what there is to say for an element that was not found."""
    if not trace.queries:
        return ""
    where = (
        f"Doorzocht: {wording.counted(len(trace.documents), 'document', 'documenten')}, "
        f"{wording.counted(trace.pages, 'bladzijde of onderdeel', 'bladzijden of onderdelen')}, "
        f"{wording.counted(trace.passages, 'passage', 'passages')}."
    )
    asked = " ".join(wording.quoted(line(query)) for query in trace.queries)
    misses = [
        f"Gelezen en niet als bewijs genomen ({line(each.document)}, {each.page}): {line(each.reason)}."
        for each in trace.near_misses
    ]
    return "\n\n".join((where, f"Gezocht met: {asked}.", *misses))
