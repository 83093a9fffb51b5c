"""Which of the documents that a scan expects were supplied, as far as titles and file names tell.

A file that merely speaks of a policy is not that policy: letters, minutes and news count for nothing here. What is not
recognised is "not supplied" until a reader has looked; where quotes show that the subject is dealt with in another
file, the remark says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from analyzer.report import wording
from analyzer.report.alignment import all_evidence, findings_in_order
from analyzer.report.plain_text import printable
from analyzer.report.reviewed import layers_of, without_rejected
from analyzer.report.study.scan_data import DocumentKind, expected_documents
from analyzer.report.study.values import ExpectedDocument
from analyzer.types import DocumentSummary, GapReport, OrganisationType, State
from ingest.types import Genre, Validity

# Genres that are the thing itself, whatever it is about; the others only speak of it, unless the kind names them.
MAIN = frozenset({Genre.REGULATION, Genre.POLICY, Genre.PLAN, Genre.PROTOCOL, Genre.CODE, Genre.AGREEMENT, Genre.OTHER})
NOTE = (
    "Of een verwacht document is aangeleverd, is afgeleid uit bestandsnaam, titel en soort. Wat zo niet is herkend, "
    "heet “niet aangeleverd”. Ga na of het onder een andere naam bestaat, of een onderdeel is van een ander stuk."
)
_REMARKS = {
    Validity.DRAFT: "een concept; een vastgestelde versie is niet aangeleverd",
    Validity.WITHDRAWN: "ingetrokken; een geldend stuk is niet aangeleverd",
    Validity.EXPIRED: "verlopen; een geldend stuk is niet aangeleverd",
    Validity.NOT_YET_IN_FORCE: "nog niet in werking",
}
_ENDING = re.compile(r"\.[a-z0-9]{2,5}$", re.IGNORECASE)
_WORDS = re.compile(r"[a-z0-9]+")
_TOLD_ABOUT = re.compile(
    r"\b(?:raads|staten|college|leden|aanbiedings|begeleidende )?(?:brief|voorstel|advies|nieuwsbrief)\b"
)
_MOST_FILES = 3


def expected(reports: Sequence[GapReport], kind: OrganisationType) -> tuple[ExpectedDocument, ...]:
    """All that is expected of that type of organisation, in the order of the data."""
    documents = _documents(reports)
    shown = _shown(reports)
    return tuple(_expected(each, documents, shown) for each in expected_documents() if kind in each.types)


def recognised(kind: DocumentKind, document: DocumentSummary) -> bool:
    """Whether the file seems to be such a document."""
    allowed = MAIN | set(kind.genres)
    if document.genre not in allowed:
        return False
    texts = [_plain(text) for text in (document.title or "", _ENDING.sub("", document.name)) if text]
    if any(_TOLD_ABOUT.search(text) for text in texts) and Genre.LETTER not in kind.genres:
        return False
    if any(_matches(term, text) for term in kind.surely for text in texts):
        return True
    if any(_matches(term, text) for term in kind.never for text in texts):
        return False
    return any(_matches(term, text) for term in kind.known_by for text in texts)


def _expected(
    kind: DocumentKind, documents: Sequence[DocumentSummary], shown: Mapping[tuple[str, str], tuple[str, ...]]
) -> ExpectedDocument:
    files = [each for each in documents if recognised(kind, each)]
    return ExpectedDocument(
        name=kind.name,
        why=kind.why,
        found=tuple(printable(each.name) for each in files),
        remark=_remark(files) if files else _elsewhere(kind, shown),
    )


def _remark(files: Sequence[DocumentSummary]) -> str:
    """What a reader must know of what was found; of every file, unless one that holds stands among them."""
    if any(each.read == "whole" and each.validity not in _REMARKS for each in files):
        rest = [each for each in files if each.validity in _REMARKS]
        return " ".join(f"{printable(each.name)}: {wording.VALIDITY[each.validity]}." for each in rest)
    said = []
    for each in files:
        parts = [_REMARKS[each.validity]] if each.validity in _REMARKS else []
        parts += {"not": ["niet gelezen"], "partly": ["deels gelezen"], "whole": []}[each.read]
        if parts:
            text = f"{'; '.join(parts)}."
            said.append(f"{printable(each.name)}: {text}" if len(files) > 1 else text[0].upper() + text[1:])
    return " ".join(said)


def _elsewhere(kind: DocumentKind, shown: Mapping[tuple[str, str], tuple[str, ...]]) -> str:
    """In which files there is proof of what such a document shows."""
    criteria = [(norm, each) for norm, ids in kind.shown_by.items() for each in ids]
    files = dict.fromkeys(name for each in criteria for name in shown.get(each, ()))
    if not files:
        return ""
    listed = wording.listed([printable(name) for name in files], _MOST_FILES)
    return f"Citaten hierover staan in {listed}; ga na of er ook een eigen stuk is."


def _documents(reports: Sequence[GapReport]) -> tuple[DocumentSummary, ...]:
    """Of all reports, each file once; the norm itself is no document of the organisation."""
    found = {
        (each.sha256, each.name): each
        for report in reports
        for each in report.assessment.documents
        if each.genre != Genre.NORM
    }
    return tuple(found.values())


def _shown(reports: Sequence[GapReport]) -> dict[tuple[str, str], tuple[str, ...]]:
    """By norm and criterion, the files with a quote that shows it to be arranged; without those people rejected."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for report in reports:
        layers = layers_of(report)
        for ambition, machine in findings_in_order(report):
            finding = without_rejected(layers[ambition.id]) if ambition.id in layers else machine
            for item in all_evidence(finding.judgements):
                if item.stance is State.IN_FORCE:
                    found.setdefault((report.norm.id, item.criterion), {})[item.document] = None
    return {key: tuple(names) for key, names in found.items()}


def _plain(text: str) -> str:
    """Lower case, without accents, its words apart by one space."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return " ".join(_WORDS.findall(bare))


def _matches(term: str, text: str) -> bool:
    return all(part.search(text) for part in _parts(term))


@lru_cache(maxsize=2048)
def _parts(term: str) -> tuple[re.Pattern[str], ...]:
    """A term as patterns that must all be found: "*plan + ondermijn*"."""
    return tuple(re.compile(rf"\b{_pattern(part.strip().split())}\b") for part in term.split("+"))


def _pattern(words: Iterable[str]) -> str:
    return " ".join(re.escape(word).replace(r"\*", "[a-z0-9]*") for word in words)
