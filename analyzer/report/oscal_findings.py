"""The verdict on each ambition as an OSCAL finding. OSCAL knows only satisfied and not satisfied; the six statuses, and
whether a machine or a person gave them, stand in properties of our own."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.report import oscal_terms as terms
from analyzer.report import review_wording, wording
from analyzer.report.contract import AmbitionEntry
from analyzer.report.oscal_observations import Actors
from analyzer.report.oscal_terms import Node, line, node, props, uuid_of
from analyzer.types import Norm, Status

# State, reason, and how far it is carried out (nothing: OSCAL has no word for it).
_OUTCOME: dict[Status | None, tuple[str, str, str]] = {
    Status.VOLDOET: ("satisfied", "pass", "implemented"),
    Status.DEELS: ("not-satisfied", "fail", "partial"),
    Status.GEPLAND: ("not-satisfied", "fail", "planned"),
    Status.ONTBREEKT: ("not-satisfied", "fail", ""),
    Status.NIET_AANGETROFFEN: ("not-satisfied", "other", ""),
    Status.NVT: ("satisfied", "other", "not-applicable"),
    None: ("not-satisfied", "other", ""),
}


def finding(entry: AmbitionEntry, norm: Norm, actors: Actors, observed: Sequence[Node]) -> Node:
    """`observed`: its observations."""
    review = entry.review
    person = review.author if review and review.status is not None else ""
    return node(
        uuid=uuid_of(actors.base, "finding", entry.id),
        title=line(f"{entry.id} {entry.title}"),
        description=entry.rationale or entry.problem or wording.mark(entry.status).meaning,
        props=[*_machine(entry), *(_review(entry) if review else [])],
        origins=[*actors.by_tool(), *(actors.by(person) if person else [])],
        target=_target(entry, norm),
        related_observations=[{"observation-uuid": each["uuid"]} for each in observed],
        remarks=_remarks(entry),
    )


def _target(entry: AmbitionEntry, norm: Norm) -> Node:
    state, reason, carried_out = _OUTCOME[entry.status]
    mark = wording.mark(entry.status)
    return node(
        type="statement-id",
        target_id=terms.statement_id(norm, entry.id),
        title=line(entry.title),
        status={"state": state, "reason": reason, "remarks": line(f"{mark.label}. {mark.meaning}")},
        implementation_status={"state": carried_out} if carried_out else {},
    )


def _machine(entry: AmbitionEntry) -> list[Node]:
    review = entry.review
    proposed = review.machine_status if review else entry.status
    confidence = review.machine_confidence if review else entry.confidence
    return props(
        [
            ("ambition", entry.id),
            ("pillar", entry.pillar),
            ("status", entry.status or "not-assessed"),
            ("decided-by", "person" if review and review.status is not None else "machine"),
            ("machine-status", proposed or "not-assessed"),
            ("machine-confidence", confidence),
            ("judge", entry.judge),
            ("disputed", "yes" if entry.disputed else "no"),
            ("second-status", entry.second and (entry.second.status or "not-assessed")),
            ("reviewed", "yes" if review and review.reviewed else "no"),
        ]
    )


def _review(entry: AmbitionEntry) -> list[Node]:
    review = entry.review
    assert review is not None
    marked = review.reviewed
    entered = [
        (f"{name}-{what}", value)
        for name, signed in review.entered.items()
        for what, value in (("by", signed.author), ("at", signed.at and terms.moment(signed.at)))
    ]
    return props(
        [
            ("decided-by-name", review.author),
            ("decided-at", review.at and terms.moment(review.at)),
            ("decided-why", review.why),
            ("reviewed-by", marked and marked.author),
            ("reviewed-at", marked and marked.at and terms.moment(marked.at)),
            ("overruled", "yes" if review.status not in (None, review.machine_status) else "no"),
            ("moved", "yes" if review.shift else "no"),
            ("owner", review.owner),
            ("due", review.due),
            *entered,
        ]
    )


def _remarks(entry: AmbitionEntry) -> str:
    review = entry.review
    parts = []
    if review is None:
        parts.append(f"{review_wording.UNREVIEWED[0].upper()}{review_wording.UNREVIEWED[1:]}.")
    elif review.status is not None:
        proposed = wording.mark(review.machine_status).label
        parts.append(f"Oordeel van {line(review.author)}; voorstel van de machine: {proposed}.")
    if review is not None and review.rationale is not None and review.machine_rationale:
        parts.append(f"{review_wording.MACHINE_RATIONALE}: {review.machine_rationale}")
    if review is not None and review.shift:
        parts += [f"{review_wording.SHIFTED}:", *review.shift.lines]
    if entry.recommendation:
        parts.append(f"Aanbeveling: {entry.recommendation}")
    return "\n\n".join((*parts, *entry.notices))
