"""The ambitions of all reports of a study, each as the gap report tells it, with its place among the scan's pillars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.report.entries import Entry
from analyzer.report.outline import Outline
from analyzer.report.study.scan_data import Pillar, names, pillars
from analyzer.report.wording import MARKS
from analyzer.types import Ambition, GapReport, Norm, Status

_STATUS = {mark.key: status for status, mark in MARKS.items()}
OPEN = frozenset({Status.DEELS, Status.GEPLAND, Status.ONTBREEKT, Status.NIET_AANGETROFFEN})


@dataclass(frozen=True)
class Subject:
    """`pillar`: its place among the scan's pillars, from 0. `place`: of its report among the reports, from 1.

    `only`: the study is about one norm, whose name then needs no repeating.
    """

    norm: Norm
    ambition: Ambition
    entry: Entry
    pillar: int
    place: int
    only: bool = False

    @property
    def name(self) -> str:
        """ "Groningse norm 2.4"."""
        return f"{self.norm.short_title} {self.ambition.id}"

    @property
    def short(self) -> str:
        """As briefly as the study allows: "2.4", or with its norm where there are more norms."""
        return self.ambition.id if self.only else self.name

    @property
    def anchor(self) -> str:
        """Unique over all norms; letters, digits and underscores."""
        return f"ambitie_{self.place}_{self.entry.index}"

    @property
    def status(self) -> Status | None:
        """The verdict that stands: a person's, or else the machine's."""
        return _STATUS[self.entry.mark.key]

    @property
    def applies(self) -> bool:
        return self.status is not Status.NVT

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.status in OPEN

    @property
    def decided(self) -> bool:
        """Whether a person gave the verdict that stands."""
        return self.entry.layer is not None and self.entry.layer.decided


def subjects(reports: Sequence[GapReport], outlines: Sequence[Outline]) -> tuple[Subject, ...]:
    """All ambitions of all reports, in the order of the reports and of their norms."""
    return tuple(
        Subject(
            norm=report.norm,
            ambition=report.norm.ambition(entry.id),
            entry=entry,
            pillar=pillar_of(report.norm, report.norm.ambition(entry.id)),
            place=place,
            only=len(reports) == 1,
        )
        for place, (report, outline) in enumerate(zip(reports, outlines, strict=True), 1)
        for entry in outline.entries
    )


def pillar_of(norm: Norm, ambition: Ambition) -> int:
    """Where it falls among the scan's pillars; of a norm that the scan does not know, by the words of its titles."""
    known = pillars()
    for place, pillar in enumerate(known):
        if names(pillar.ambitions, norm.id, ambition.id):
            return place
    above = " ".join(each.title for each in norm.pillars if each.id == ambition.pillar)
    for title in (ambition.title, above):
        places = [place for place, pillar in enumerate(known) if _touches(pillar, title)]
        if places:
            return places[0]
    return 0


def _touches(pillar: Pillar, title: str) -> bool:
    words = "".join(letter if letter.isalnum() else " " for letter in title.lower()).split()
    return any(word.startswith(start) for word in words for start in pillar.words)
