"""Text of people and documents is printed on every page and obeyed on none."""

from __future__ import annotations

from datetime import date

import pytest
from filled_store import assessed, change, kept
from open_pages import OpenPages
from running_app import HOSTILE

from analyzer.review.values import ReviewField
from analyzer.store.desk import Desk
from analyzer.types import DocumentSummary, Organisation, OrganisationType, Status
from ui.places import Place, address


@pytest.mark.parametrize(
    ("place", "part", "more"),
    [
        (Place.REPORT, "rapport", {}),
        (Place.COMPARE, "vergelijken", {}),
        (Place.COMPARE, "vergelijken", {"weergave": "verloop"}),
        (Place.COMPARE, "vergelijken", {"weergave": "halfjaar"}),
        (Place.REGION, "regio", {}),
        (Place.CHAT, "vragen-over", {}),
    ],
)
def test_a_hostile_name_is_only_text(
    pages: OpenPages, anna: Desk, place: Place, part: str, more: dict[str, str]
) -> None:
    organisation = Organisation(name=HOSTILE, type=OrganisationType.GEMEENTE)
    for year in (2025, 2026):
        dossier = anna.create(organisation, date(year, 3, 1), ["groningse-norm"])
        documents = [DocumentSummary(name=f"{HOSTILE}.pdf", sha256=str(year) * 16, pages=1, read="partly")]
        made = assessed({"1.1": Status.VOLDOET} if year == 2026 else {}, documents=documents)
        record = kept(
            pages.store,
            dossier.id,
            made.model_copy(update={"organisation": organisation, "peildatum": date(year, 3, 1)}),
        )
        typed = [change(ReviewField.OWNER, HOSTILE), change(ReviewField.RATIONALE, HOSTILE)]
        anna.save(dossier.id, record.norm_id, "1.2", typed, seen=0, assessment_id=record.id)
    with pages.visitor("anna") as visitor:
        shown = visitor.open(address(place, dossier.id, **more))
    html = str(shown[part])
    assert len(html) > 200 and "<script" not in html and "<img src=x" not in html and "\u202e" not in html
    assert "alert(1)" in html or "nog geen gelezen documenten" in html, "it is printed"
