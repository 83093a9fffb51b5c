"""What a documentstudie tells of one ambition: what the documents show, what is open, and whose verdict it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analyzer.report import review_wording, wording
from analyzer.report.entries import Element, Entry
from analyzer.report.plain_text import printable
from analyzer.report.reviewed import Elsewhere, Layer
from analyzer.report.study.subjects import Subject
from analyzer.report.study.values import Difference, StudyFinding
from analyzer.report.wording import counted, quoted
from analyzer.types import State, Status

NO_REASON = "De beoordelaar gaf hierbij geen reden."
BY_NORM = "Volgt uit de norm zelf"
NO_VERDICT = "De machine gaf geen oordeel"
_NAMES = ("Bibob", "Damocles", "Meld Misdaad Anoniem")  # words that keep their capital
_BESIDE = "Wat hieronder is geciteerd, gaat over een element dat niet essentieel is en telt voor het oordeel niet mee."
_EMPTY = {
    Status.GEPLAND: "De documenten kondigen het gevraagde aan, maar laten niet zien dat het al van kracht is.",
    Status.ONTBREEKT: "Een document zegt met zoveel woorden dat het gevraagde er niet is.",
    Status.NIET_AANGETROFFEN: "In de aangeleverde documenten staat niets dat hiervoor als bewijs telt.",
}


def finding(subject: Subject) -> StudyFinding:
    entry = subject.entry
    layer = entry.layer
    return StudyFinding(
        name=subject.name,
        anchor=subject.anchor,
        title=subject.ambition.title,
        mark=entry.mark,
        verdict=verdict(entry),
        told=_told(subject),
        quotes=entry.quotes,
        open=tuple(f"{lack.text}: {lack.why}." for lack in entry.lacks),
        machine=layer.machine if layer and layer.overruled else None,
        shifted=layer.shift if layer else (),
    )


def difference(subject: Subject) -> Difference | None:
    """None where nobody decided otherwise than the machine."""
    layer = subject.entry.layer
    if layer is None or not layer.overruled:
        return None
    return Difference(
        name=subject.name,
        title=subject.ambition.title,
        machine=layer.machine,
        person=subject.entry.mark,
        why=layer.why or " ".join(layer.rationale) or NO_REASON,
        signed=layer.judged,
    )


def verdict(entry: Entry) -> str:
    """Whose verdict it is, and how sure the machine was: "Voorstel van de machine · redelijk (62%)"."""
    layer = entry.layer
    if layer is not None and layer.decided:
        return layer.line
    if entry.brief:
        return BY_NORM
    unjudged = entry.mark.key == wording.mark(None).key
    parts = [NO_VERDICT if unjudged else review_wording.MACHINE, layer.certainty if layer else entry.certainty]
    if layer is not None and layer.marked:
        parts.append(f"beoordeeld door {layer.marked}")
    return " · ".join(part for part in parts if part)


def sentence(text: str) -> str:
    """`text` as the rest of a sentence: without its capital, unless that belongs to the word."""
    head, rest = text[:1], text[1:]
    if text.startswith(_NAMES):
        return text
    if rest[:1].isupper() or (rest[:1] and not rest[:1].isalpha() and rest[:1] not in " '’"):
        return text
    return head.lower() + rest


def joined(texts: Iterable[str]) -> str:
    """Sentences as parts of one: "er is beleid vastgesteld; het beleid is actueel"."""
    return "; ".join(sentence(text.strip().rstrip(".")) for text in texts)


def _told(subject: Subject) -> tuple[str, ...]:
    entry, layer = subject.entry, subject.entry.layer
    if entry.brief:
        return (printable(entry.rationale) or wording.MARKS[Status.NVT].meaning,)
    told = list(_by_person(layer)) if layer else []
    told += _by_machine(subject)
    if entry.problem:
        told.append(f"Niet beoordeeld. {printable(entry.problem)}")
    if entry.second is not None and entry.second.differs and not entry.settled:
        told.append(f"{review_wording.DISPUTED}: {sentence(entry.second.summary)}")
    told += [f"Let op: {sentence(notice)}" for notice in entry.notices]
    if layer:
        told += [_elsewhere(each) for each in layer.outside]
        told += _set_aside(layer)
    return tuple(told)


def _by_person(layer: Layer) -> tuple[str, ...]:
    """Why a person decided so, and what the machine had proposed."""
    if not layer.decided:
        return layer.rationale
    reason = layer.rationale or ((layer.why,) if layer.why else ())
    if not layer.overruled:
        return reason
    reason = reason or (NO_REASON,)
    sure = f"; zekerheid: {layer.certainty}" if layer.certainty else ""
    return (*reason, f"De machine stelde {quoted(layer.machine.label)} voor{sure}.")


def _by_machine(subject: Subject) -> list[str]:
    """What the documents show by the machine's reading; of a person's verdict nobody knows on what it rests."""
    entry = subject.entry
    essential = [each for each in entry.elements if each.essential]
    shown = [each for each in essential if each.state is State.IN_FORCE and not each.short]
    told = []
    if shown:
        head = "Volgens de machine laten de documenten zien" if subject.decided else "De documenten laten zien"
        told.append(f"{head}: {joined(each.text for each in shown)}.")
        if len(shown) < len(essential):
            told.append(_share(shown, essential))
    if entry.proof and shown:
        told.append(_proof(entry.proof))
    elif subject.status in _EMPTY and not subject.decided:
        told.append(_EMPTY[subject.status])
    elif any(each.state is not None for each in essential) and not subject.decided:
        told.append("Geen essentieel element is volgens de documenten volledig geregeld.")
    elif entry.rationale and not subject.decided and not (entry.layer and entry.layer.rationale):
        told.append(printable(entry.rationale))
    if entry.search is not None and not shown:
        told.append(f"Doorzocht: {entry.search.scope}.")
    if subject.status is Status.NIET_AANGETROFFEN and not subject.decided and entry.quotes:
        told.append(_BESIDE)
    return told


def _share(shown: Sequence[Element], essential: Sequence[Element]) -> str:
    number = counted(len(essential), "essentieel element", "essentiële elementen")
    return f"Dat {'is' if len(shown) == 1 else 'zijn'} {len(shown)} van de {number}."


def _proof(proof: str) -> str:
    """`proof`: "opzet (2), bestaan (1)"."""
    kinds = proof.split(", ")
    return f"De citaten tonen {'alleen ' if len(kinds) == 1 else ''}{' en '.join(kinds)}."


def _elsewhere(item: Elsewhere) -> str:
    label = f" ({item.label})" if item.label else ""
    source = f"{item.source}: " if item.source else ""
    return f"Van buiten de documenten – {source}{quoted(item.text)}{label} (vastgelegd door {item.signed})."


def _set_aside(layer: Layer) -> list[str]:
    if not layer.rejected:
        return []
    where = "het staat" if len(layer.rejected) == 1 else "zij staan"
    quotes = counted(len(layer.rejected), "citaat", "citaten")
    return [f"Een beoordelaar wees {quotes} van de machine af; {where} met de reden in de bijlage."]
