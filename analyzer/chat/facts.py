"""Questions about the dossier itself ("welke documenten zijn er?", "welke zijn concept?"), answered from what the
documents say of themselves. No model, no search; a question with a subject of its own is left alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from analyzer.chat.passages import cited, readable_title
from analyzer.chat.values import Citation, Entry, Listing
from analyzer.grounding import locate
from analyzer.report.wording import VALIDITY, counted, day, extent, genre
from ingest.dutch import tokenize
from ingest.facts import validity_on
from ingest.types import Document, Genre, Standing, Validity

_SET = re.compile(r"documenten|document|stukken|stuk|bestanden|bestand|dossier|beleidsstukken|beleidsdocumenten")
# What else may stand in such a question. One word that is not here, and it is about something.
_PLAIN = frozenset(
    """welke welk wat hoeveel aantal zijn is er en of de het een in van op dit deze die dat te zien mij me ik u je
    jullie we wij heb hebt hebben heeft bevat bevatten zit zitten staat staan ligt liggen beschikbaar aanwezig
    allemaal alle al geef noem toon laat lijst lijstje overzicht opsomming inhoud aangeleverd aangeleverde
    geüpload ingelezen gelezen gebruikt gebruik gebruiken ken kent nog nu momenteel hier voor soort soorten
    graag kun kunt kan mag bestaat uit ook dan status geldigheid dus maar""".split()
)
_ASKS = frozenset("welke welk wat hoeveel aantal alle lijst lijstje overzicht opsomming geef noem toon".split())

_Fits = Callable[[Document, Validity], bool]
_ENDED = frozenset({Validity.WITHDRAWN, Validity.EXPIRED})
# What may be asked of the documents: its words in the question, which documents fit, and how the answer puts it. The
# first that is found decides.
_TOPICS: tuple[tuple[re.Pattern[str], _Fits, str], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b"), fits, said)
    for words, fits, said in (
        (
            r"(?:nog )?niet (?:meer )?(?:geldige?|van kracht|gelden|geldt|in werking)",
            lambda _, validity: validity in _ENDED | {Validity.DRAFT, Validity.NOT_YET_IN_FORCE},
            "niet van kracht",
        ),
        (
            r"nog niet vastgestelde?|(?:een )?(?:concept(?:en|versies?|stuk(?:ken)?)?|ontwerp)",
            lambda _, validity: validity is Validity.DRAFT,
            "een concept",
        ),
        (r"ingetrokken", lambda _, validity: validity is Validity.WITHDRAWN, "ingetrokken"),
        (
            r"verlopen|vervallen|afgelopen",
            lambda _, validity: validity in _ENDED,
            "ingetrokken of verlopen",
        ),
        (
            r"(?:nog )?(?:geldige?|geldende?|gelden|geldt|van kracht|in werking)",
            lambda _, validity: validity is Validity.IN_FORCE,
            "van kracht",
        ),
        (
            r"vastgestelde?",
            lambda document, _: document.facts.standing is Standing.ADOPTED or document.facts.adopted is not None,
            "vastgesteld",
        ),
        (
            r"(?:zonder|geen) (?:datum|dagtekening)|ongedateerde?|niet gedateerd",
            lambda document, _: document.facts.adopted is None,
            "zonder datum van vaststelling",
        ),
    )
)
_PICKS = tuple((re.compile(rf"\b(?:{words})\b"), newest) for words, newest in (
    (r"oudste", False), (r"nieuwste|recentste|laatste|jongste", True),
))  # fmt: skip


@dataclass(frozen=True)
class _Wish:
    """What is asked of the dossier: `fits` documents, as `said`; or its `newest` (True) or oldest (False)."""

    fits: _Fits | None = None
    said: str = ""
    newest: bool | None = None


def asks_of_dossier(question: str, before: str | None = None) -> bool:
    """Whether a question is about the documents as a set. `before`: the question before it, if any."""
    return _wish(question, before) is not None


def answer_of_dossier(
    question: str, documents: Sequence[Document], peildatum: date, before: str | None = None
) -> Listing | None:
    """None when the question is about something else."""
    wish = _wish(question, before)
    if wish is None:
        return None
    if wish.newest is not None:
        return _picked(documents, peildatum, newest=wish.newest)
    if wish.fits is None:
        number = counted(len(documents), "document", "documenten")
        text = f"In dit dossier {'is' if len(documents) == 1 else 'zijn'} {number} gelezen."
        return Listing(text=text, entries=tuple(_entry(each, peildatum) for each in documents))
    kept = [each for each in documents if wish.fits(each, validity_on(each.facts, peildatum))]
    return _filtered(kept, documents, wish.said, peildatum)


def _wish(question: str, before: str | None) -> _Wish | None:
    text = " ".join(token.word for token in tokenize(question))
    wish = _Wish()
    for pattern, newest in _PICKS:
        if pattern.search(text):
            wish, text = _Wish(newest=newest), pattern.sub(" ", text)
    if wish.newest is None:
        for pattern, fits, said in _TOPICS:
            if pattern.search(text):
                wish, text = _Wish(fits=fits, said=said), pattern.sub(" ", text)
                break
    words = text.split()
    if any(word not in _PLAIN and not _SET.fullmatch(word) for word in words):
        return None
    names_set = any(_SET.fullmatch(word) for word in words)
    has_topic = wish != _Wish()
    if names_set:
        return wish if has_topic or _ASKS & set(words) else None
    # "Welke zijn concept?" is about the documents, unless the conversation was about something else.
    goes_on = before is None or asks_of_dossier(before)
    return wish if has_topic and goes_on and "welke" in words else None


def _filtered(kept: Sequence[Document], documents: Sequence[Document], said: str, peildatum: date) -> Listing:
    number = f"{len(kept)} van" if kept else "Geen van"
    return Listing(
        text=f"{number} {counted(len(documents), 'document', 'documenten')} {'is' if len(kept) < 2 else 'zijn'} {said} "
        f"(peildatum {day(peildatum)}), voor zover de documenten dat zelf zeggen.",
        entries=tuple(_entry(each, peildatum) for each in kept),
    )


def _picked(documents: Sequence[Document], peildatum: date, *, newest: bool) -> Listing:
    dated = sorted((each.facts.adopted, each.name, each) for each in documents if each.facts.adopted is not None)
    which = "nieuwste" if newest else "oudste"
    if not dated:
        return Listing(text="Geen van de documenten noemt een datum van vaststelling.")
    chosen = dated[-1] if newest else dated[0]
    undated = len(documents) - len(dated)
    rest = f" Van {counted(undated, 'document', 'documenten')} is geen datum bekend." if undated else ""
    return Listing(
        text=f"Het {which} document, naar de datum van vaststelling, is van {day(chosen[0])}.{rest}",
        entries=(_entry(chosen[2], peildatum),),
    )


def _entry(document: Document, peildatum: date) -> Entry:
    facts = document.facts
    parts = [VALIDITY[validity_on(facts, peildatum)]] if validity_on(facts, peildatum) is not Validity.UNKNOWN else []
    if facts.genre is not Genre.OTHER:
        parts.insert(0, genre(facts.genre.value))
    if facts.adopted is not None:
        parts.append(f"vastgesteld of gedateerd op {day(facts.adopted)}")
    title = readable_title(document)
    name = f"{title} ({document.name}, " if title else f"{document.name} ("
    size = extent(len(document.pages), document.page_unit)
    return Entry(
        document=document.name,
        document_id=document.id,
        text=f"{name}{size}){': ' if parts else ''}{'; '.join(parts)}",
        citation=_source(document, peildatum),
    )


def _source(document: Document, peildatum: date) -> Citation | None:
    """Where the document says what it is worth, or when it was adopted."""
    for quote in (document.facts.standing_quote, document.facts.adopted_quote):
        span = locate(quote, document) if quote else None
        if span is not None and not document.instructions_in(*span):
            return cited(document, None, *span, peildatum)
    return None
