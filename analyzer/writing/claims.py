"""What a sentence of a conclusion claims of the ambitions it names, and whether their verdicts bear that. Pure.

It knows a few plain words for each verdict. A sentence whose claim it does not recognise, or that claims of one
ambition what only holds for another, is not borne: the prompt asks for plain words, and what is left out misleads
nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analyzer.types import Ambition, Finding, Qualifier, State, Status
from ingest.dutch import text_terms


class Claim(StrEnum):
    MET = "met"  # it is arranged, in force or done
    PARTLY = "partly"
    PLANNED = "planned"
    NOT_YET = "not_yet"  # it is not arranged yet
    DENIED = "denied"  # it is not arranged
    SHORT = "short"  # the ambition is not met
    ABSENT = "absent"  # it is not there
    NOT_FOUND = "not_found"  # the documents say nothing of it
    UNJUDGED = "unjudged"
    OUTDATED = "outdated"
    ONE_OFF = "one_off"
    CONTRADICTED = "contradicted"
    UNCLEAR = "unclear"  # the denial of a denial, or of a plan: nothing bears it


# Words by kind. A word counts for the first kind that has it.
_KINDS = {
    "unjudged": r"niet (?:worden )?(?:te )?beoorde(?:eld|len)|onbeoordeeld",
    "partly": r"deels|gedeeltelijk\w*|ten dele|grotendeels|niet (?:volledig|geheel|helemaal|compleet)|onvolledig\w*",
    "outdated": r"verouderd\w*|achterhaald\w*|niet (?:meer )?actueel",
    "one_off": r"eenmalig\w*",
    "contradicted": r"tegengesproken|tegenspraak|tegenstrijdig\w*|spreken (?:elkaar|dit|dat) tegen|spreekt \w+ tegen",
    "absent": r"ontbreekt|ontbreken(?:de)?|ontbrak|ontbraken|afwezig|ontkend",
    "planned": r"gepland\w*|voornemens?|voorgenomen|aangekondigd\w*|aankondiging(?:en)?|van plan|in voorbereiding|"
    r"toegezegd|beoogd\w*|zal|zullen|wil|willen",
    "advised": r"moet|moeten|dient|dienen|kan|kunnen|zou|zouden",
    "found": r"aangetroffen|gevonden|aangetoond|te vinden",
    "said": r"zegt|zeggen|noemt|noemen|vermeldt|vermelden|bewijs|blijkt|blijken|zwijgen|zwijgt",
    "meets": r"voldoet|voldoen|voldaan",
    "met": r"geregeld|vastgesteld|vastgelegd|ingericht|ingesteld|aangewezen|aangesteld|benoemd|geborgd|verankerd|"
    r"ingevoerd|van kracht|geldt|gelden|geldende?|op orde|aanwezig|beschikbaar|in gebruik|uitgevoerd|gehouden|belegd|"
    r"opgenomen|gerealiseerd|actueel|gedaan|getroffen|afgerond|bekendgemaakt|openbaar gemaakt|georganiseerd",
    "exists": r"er (?:is|zijn)|(?:is|zijn) er|heeft|hebben|kent|kennen|beschikt|beschikken|bestaat|bestaan",
}
_WORD = re.compile("|".join(rf"(?P<{kind}>\b(?:{words})\b)" for kind, words in _KINDS.items()), re.IGNORECASE)
_NOT = re.compile(r"\b(?:niet|geen|niets|nergens|nooit|noch|evenmin)\b(?! (?:alleen|slechts)\b)", re.IGNORECASE)
_YET = re.compile(r"\bnog\b", re.IGNORECASE)
_TURN = re.compile(r"[.;:!?()]|\b(?:maar|terwijl|echter|hoewel)\b", re.IGNORECASE)  # a denial does not reach past it
_BREAK = re.compile(rf"{_TURN.pattern}|,|\b(?:dat|die|waar)\b", re.IGNORECASE)
_CLAUSES = re.compile(r"[.;!?,]|\b(?:maar|terwijl|echter|hoewel)\b", re.IGNORECASE)
_FINITE = re.compile(r"\b(?:is|zijn|was|waren|wordt|worden|werd|werden|heeft|hebben)\b", re.IGNORECASE)
_AND = re.compile(r",|\b(?:en|of|want)\b", re.IGNORECASE)
# "Het beleid is vastgesteld en bekend: dat ontbreekt": what stands before the colon names the thing.
_SUMMED = re.compile(r".*:\s+(?=(?:dat|dit) (?:is|ontbreekt|kon)\b|(?:daar|hier)over\b)", re.IGNORECASE | re.DOTALL)
_REACH = 4  # words behind a verb within which "niet" or "geen" belongs to it
# Words by which any verdict is told; an element that happens to have them is not what is spoken of.
_TOLD_BY = re.compile(
    r"\b(?:ambities?|deels|gedeeltelijk|geregeld|voorgenomen|volgens (?:de |het )?document(?:en)?|documenten)\b",
    re.IGNORECASE,
)
_PLAINLY = 1  # index terms more than any other element, for a clause to be about one
_ADVICE = re.compile(
    r"\b(?:winst|aandacht|prioriteit|stap(?:pen)?|verbeter\w*|aanbevel\w*|begin|nodig|vraagt om|vragen om)\b",
    re.IGNORECASE,
)
_DIRECT = {
    "unjudged": Claim.UNJUDGED,
    "partly": Claim.PARTLY,
    "outdated": Claim.OUTDATED,
    "one_off": Claim.ONE_OFF,
    "contradicted": Claim.CONTRADICTED,
    "absent": Claim.ABSENT,
    "planned": Claim.PLANNED,
}

# What may be claimed of an ambition, by its verdict and, where it is not met, by its essential elements.
_OF_STATUS: dict[Status | None, frozenset[Claim]] = {
    Status.VOLDOET: frozenset({Claim.MET}),
    Status.DEELS: frozenset({Claim.MET, Claim.PARTLY, Claim.SHORT}),
    Status.GEPLAND: frozenset({Claim.PLANNED, Claim.SHORT, Claim.NOT_YET}),
    Status.ONTBREEKT: frozenset({Claim.ABSENT, Claim.SHORT, Claim.DENIED, Claim.NOT_YET}),
    Status.NIET_AANGETROFFEN: frozenset({Claim.NOT_FOUND}),
    Status.NVT: frozenset(),
    None: frozenset({Claim.UNJUDGED}),
}
_OF_STATE = {
    State.IN_FORCE: frozenset({Claim.MET}),
    State.PLANNED: frozenset({Claim.PLANNED, Claim.NOT_YET}),
    State.ABSENT: frozenset({Claim.ABSENT, Claim.DENIED, Claim.NOT_YET}),
    State.NOT_FOUND: frozenset({Claim.NOT_FOUND}),
}
# What of an ambition that has something else may only be said of the elements that it holds for.
_OF_A_PART = frozenset({Claim.PLANNED, Claim.NOT_YET, Claim.DENIED, Claim.ABSENT, Claim.NOT_FOUND})
_OF_QUALIFIER = {
    Qualifier.OUTDATED: Claim.OUTDATED,
    Qualifier.ONE_OFF: Claim.ONE_OFF,
    Qualifier.CONTRADICTED: Claim.CONTRADICTED,
    Qualifier.INCOMPLETE: Claim.PARTLY,
}
_LABELS = {
    Status.VOLDOET: "voldoet",
    Status.DEELS: "voldoet deels",
    Status.GEPLAND: "gepland",
    Status.ONTBREEKT: "ontbreekt",
    Status.NIET_AANGETROFFEN: "niet aangetroffen",
    Status.NVT: "niet van toepassing",
    None: "niet beoordeeld",
}

# What a study of documents cannot show.
_EFFECT = re.compile(
    r"\b(?:effectie(?:f|ve|ver|viteit)|doeltreffend\w*|doelmatig\w*|succesvol\w*|adequa(?:at|te)|functione(?:ert|ren)|"
    r"werking|in de praktijk|daadwerkelijk|lei(?:dt|den) tot|zorg(?:t|en) voor|dra(?:agt|gen) bij|waterdicht|"
    r"robuust\w*|weerbaarder|veiliger|voorkomt|voorkomen|uitstekend)\b"
    r"|\bwerk(?:t|en|te|ten)\b(?! (?:\w+ ){0,2}(?:samen|mee|uit|aan|met)\b)",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"\b(?:alle|elke|iedere|geen enkele|geen van de(?:ze)?)\s+(?:\w+\s+){0,2}(?:ambities?|onderdelen)\b", re.IGNORECASE
)
_UNCOUNTED = re.compile(
    r"\b(?:merendeel|meerderheid|minderheid|helft|kwart|procent|(?:meeste|veel|weinig) (?:ambities|onderdelen))\b|%",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Word:
    kind: str
    start: int
    end: int


def status_label(status: Status | None) -> str:
    """A verdict as the model is told it."""
    return _LABELS[status]


def claims_in(sentence: str) -> frozenset[Claim]:
    """What the sentence claims; nothing where no claim is recognised."""
    summed = _SUMMED.search(sentence)
    sentence = sentence[summed.end() :] if summed else sentence
    words = [_Word(str(match.lastgroup), match.start(), match.end()) for match in _WORD.finditer(sentence)]
    if any(word.kind not in ("exists", "advised") for word in words):
        words = [word for word in words if word.kind != "exists"]  # "is", "has": what is claimed stands elsewhere
    found = set()
    for number, word in enumerate(words):
        opened = max((each.end for each in words[:number] if each.kind != "advised"), default=0)
        before = _TURN.split(sentence[opened : word.start])[-1]
        closed = words[number + 1].start if number + 1 < len(words) else len(sentence)
        behind = " ".join(_BREAK.split(sentence[word.end : closed])[0].split()[:_REACH])
        governed = word.kind in ("met", "found") and _governed(words[:number], sentence, word)
        if not governed and (claim := _claim(sentence, word, before, behind)) is not None:
            found.add(claim)
    return frozenset(found)


def _governed(words: Sequence[_Word], sentence: str, word: _Word) -> bool:
    """Whether a participle hangs on a verb of wanting, planning or advising: "zal worden vastgesteld"."""
    between = [sentence[each.end : word.start] for each in words if each.kind in ("planned", "advised")]
    return any(not _BREAK.search(each) and not _FINITE.search(each.replace("worden", "")) for each in between)


def _claim(sentence: str, word: _Word, before: str, behind: str) -> Claim | None:
    text = sentence[word.start : word.end].lower()
    around = f"{before} {behind}" if word.kind in ("meets", "exists", "said", "absent", "planned") else before
    denied = any(_reaches(around[match.end() :]) for match in _NOT.finditer(around))
    if word.kind in _DIRECT:
        return Claim.UNCLEAR if denied else _DIRECT[word.kind]
    if word.kind in ("found", "said"):
        if denied or text.startswith("zwijg"):
            return Claim.NOT_FOUND
        return Claim.MET if word.kind == "found" else None
    if word.kind == "meets":
        return Claim.SHORT if denied else Claim.MET
    if word.kind in ("met", "exists"):
        return Claim.MET if not denied else Claim.NOT_YET if _YET.search(around) else Claim.DENIED
    return None


def _reaches(between: str) -> bool:
    """Whether a denial holds for a word behind it, or a verb of its own begins something else: "geen … en … is …"."""
    return _FINITE.search(between) is None or _AND.search(between) is None


def allowed_of(finding: Finding) -> frozenset[Claim]:
    """What may be claimed of an ambition with this finding."""
    allowed = set(_OF_STATUS[finding.status])
    if finding.status in (Status.DEELS, Status.GEPLAND, Status.ONTBREEKT):
        for judgement in finding.judgements:
            if judgement.criterion in finding.essential:
                allowed |= _OF_STATE[judgement.state]
                allowed |= {_OF_QUALIFIER[qualifier] for qualifier in judgement.qualifiers}
    return frozenset(allowed)


def objection_to(sentence: str, cited: Sequence[tuple[Ambition, Finding]], total: int) -> str | None:
    """Why the verdicts do not bear the sentence (Dutch); None: they do.

    `cited`: the ambitions it names, with their findings; `total`: how many there are to name.
    """
    text = sentence
    for ambition, _ in cited:  # the words of a title claim nothing
        text = re.sub(re.escape(ambition.title), "…", text, flags=re.IGNORECASE)
    if effect := _effect_in(text, [each.text for ambition, _ in cited for each in ambition.criteria]):
        return f"'{effect}' zegt dat iets werkt; dat tonen documenten niet"
    if match := _UNCOUNTED.search(text):
        return f"'{match[0]}' is niet na te gaan"
    if (match := _EVERY.search(text)) and len(cited) != total:
        return f"'{match[0]}', terwijl niet alle ambities zijn genoemd"
    claims = claims_in(text)
    if not claims and not _ADVICE.search(text):
        return "geen woord waaraan te zien is welk oordeel bedoeld is"
    for ambition, finding in cited:
        if not _bears(finding, claims):
            return f"zegt iets anders dan het oordeel over {ambition.id}: {status_label(finding.status)}"
        if finding.status is not Status.VOLDOET and not _elements_bear(text, ambition, finding):
            return f"zegt van een element van {ambition.id} iets anders dan het oordeel daarover"
        if not _parts_are_named(text, ambition, finding, claims):
            return f"zegt van heel {ambition.id} wat maar voor een deel is gevonden"
    return None


def _effect_in(text: str, elements: Sequence[str]) -> str | None:
    """The first word that claims an effect; taken over from an element, with the word after it, it claims none."""
    own = " ".join(" ".join(elements).lower().split())
    for match in _EFFECT.finditer(text):
        phrase = " ".join([match[0], *text[match.end() :].split()[:1]]).lower()
        if phrase == match[0].lower() or phrase not in own:
            return match[0]
    return None


def _bears(finding: Finding, claims: frozenset[Claim]) -> bool:
    """Whether the verdict on one ambition bears all that a sentence claims; advice, where something is left to do."""
    if not claims:
        return finding.status not in (Status.VOLDOET, Status.NVT, None)
    if finding.status is Status.DEELS and claims == {Claim.MET}:
        return False
    return claims <= allowed_of(finding)


def _element_terms(ambition: Ambition, finding: Finding) -> dict[str, frozenset[str]]:
    """The index terms of the elements that decided the verdict, by id."""
    judged = {judgement.criterion for judgement in finding.judgements}
    return {
        each.id: frozenset(text_terms(each.text))
        for each in ambition.criteria
        if each.id in finding.essential and each.id in judged
    }


def _parts_are_named(text: str, ambition: Ambition, finding: Finding, claims: frozenset[Claim]) -> bool:
    """Whether what the verdict on the whole does not bear is said of an element that it holds for, by a word that is
    that element's and not the whole ambition's."""
    terms = _element_terms(ambition, finding)
    if len(terms) < 2:
        return True
    states = {judgement.criterion: judgement.state for judgement in finding.judgements}
    common = frozenset.intersection(*terms.values()) | frozenset(text_terms(ambition.title))
    said = frozenset(text_terms(_TOLD_BY.sub(" ", text))) - common
    return all(
        any(claim in _OF_STATE[states[name]] and said & own for name, own in terms.items())
        for claim in (claims & _OF_A_PART) - _OF_STATUS[finding.status]
    )


def _elements_bear(text: str, ambition: Ambition, finding: Finding) -> bool:
    """Whether each clause that plainly speaks of one element claims what was found of that element."""
    judged = {judgement.criterion: judgement for judgement in finding.judgements}
    terms = _element_terms(ambition, finding)
    clauses = [text] if len(claims_in(text)) == 1 else _CLAUSES.split(text)
    for clause in clauses:
        said, own = claims_in(clause), frozenset(text_terms(_TOLD_BY.sub(" ", clause)))
        ranked = sorted(((len(own & each), name) for name, each in terms.items()), reverse=True)
        if not said or len(ranked) < 2 or ranked[0][0] < ranked[1][0] + _PLAINLY:
            continue
        judgement = judged[ranked[0][1]]
        allowed = _OF_STATE[judgement.state] | {_OF_QUALIFIER[each] for each in judgement.qualifiers}
        if not said <= allowed | {Claim.PARTLY, Claim.SHORT}:
            return False
    return True
