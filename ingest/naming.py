"""What a document is called and what kind of document it is: its title and its genre. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.dutch_dates import RANGE, dates_in
from ingest.statements import Reading
from ingest.types import Block, BlockKind, Genre

LONGEST_TITLE = 180  # characters
TITLE_BLOCKS = 12  # a title stands among the first blocks

# The word that names a document, by genre. In a compound the end counts: an "uitvoeringsplan" is a plan.
_WORDS: tuple[tuple[Genre, str], ...] = (
    (Genre.OTHER, r"(?:raads|college|staten|bestuurs|b&w-)?voorstel|adviesnota"),
    (Genre.NEWS, r"nieuwsbrief|nieuwsbericht|intranetbericht|intranet|persbericht|nieuws|weekbericht|blog|column"),
    (Genre.LETTER, r"\w*brief|brieven|memo(?:randum)?|\w*mededeling|aanbiedingsmemo"),
    (
        Genre.MINUTES,
        r"(?:vergader|gespreks|raads|commissie|overleg|concept|bespreek)?verslag(?! 20)|notulen|besluitenlijst|"
        r"actielijst|verslaglegging|afsprakenlijst|"
        r"verslag (?:van )?(?:de |het )?(?:vergadering|overleg|bijeenkomst|werkgroep)",
    ),
    (
        Genre.REPORT,
        r"jaarverslag|jaarstukken|jaarrekening|\w*evaluatie\w*|\w*onderzoek|\w*rapportage|\w*rapport|\w*monitor|\w*analyse|"
        r"terugblik|\w*beeld|jaaroverzicht|burgerjaarverslag|verantwoording|tussenstand|quickscan|nulmeting|verslag 20",
    ),
    (
        Genre.BUDGET,
        r"\w*begroting(?:swijziging)?|kadernota(?=\s+20\d\d|\s*$)|voorjaarsnota|najaarsnota|perspectiefnota|"
        r"bestuursrapportage|berap|meerjarenraming|zomernota|kaderbrief",
    ),
    (Genre.AGREEMENT, r"\w*convenant|\w*overeenkomst|intentieverklaring|bestuursakkoord|\w*akkoord"),
    (Genre.CODE, r"\w*gedragscode\w*|erecode|integriteitscode|gedragsregels|code"),
    (
        Genre.REGULATION,
        r"\w*verordening|\w*beleidsregels?|\w*regeling|\w*besluit|\w*mandaat|mandaatregister|\w*reglement|\w*statuut|"
        r"apv|nadere regels?|uitvoeringsregels?|huisregels?",
    ),
    (
        Genre.PROTOCOL,
        r"\w*protocol\w*|\w*instructie|\w*handreiking|\w*procedure|\w*werkwijze|stappenplan|draaiboek|\w*handleiding|"
        r"\w*richtlijn(?:en)?|\w*leidraad|\w*wegwijzer|werkproces|meldcode|\w*checklist|beslisboom|handboek",
    ),
    (
        Genre.POLICY,
        r"(?:integraal |integrale )?veiligheids(?:beleids)?plan|\w*beleids(?:nota|kader|plan|notitie|stuk|visie)|"
        r"beleidsdocument|\w*kadernota|\w*beleid|\w*visie|\w*nota|\w*strategie|\w*koers|\w*kader|\w*notitie|ivp|ivb|damoclesbeleid|"
        r"regioplan|koersdocument|coalitieprogramma|\w*agenda",
    ),
    (Genre.PLAN, r"\w*plan(?:nen)?(?: van aanpak)?|\w*programma|\w*aanpak|werkagenda|routekaart"),
)  # fmt: skip
_GENRES = tuple((genre, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for genre, words in _WORDS)
_NO_DOCUMENT = re.compile(
    r"\b(?:ambitieniveau|raadsbesluit|collegebesluit|agendapunt|beleidsterrein)\w*", re.IGNORECASE
)

_SALUTATION = re.compile(
    r"^\W*(?:geacht(?:e|)|beste|waarde)\s+(?:leden|raad|raadsl|staten|college|heer|mevrouw|voorzitter|commissie|dames|bestuur)",
    re.IGNORECASE,
)
_LETTER_LINE = re.compile(r"^\W*(?:memo(?:randum)?|(?:raads|college|staten)\w*brief)\W*$", re.IGNORECASE)
_ATTENDANCE = re.compile(
    r"^\W*(?:aanwezig(?:en)?|afwezig|notulist|verslaglegging|voorzitter en notulist)\b", re.IGNORECASE
)
_NEWS_LINE = re.compile(r"^\W*(?:intranet\b|nieuws(?:bericht|brief|flits)?\b|persbericht\b)", re.IGNORECASE)
_DECIDES = re.compile(r"\bbeslui(?:t|ten)\b.{0,60}\bvast\s?te\s?stellen\b(?P<rest>.{0,200})", re.IGNORECASE | re.DOTALL)
_THIS = re.compile(r"\b(?:dit|deze|ons|onze|voorliggende?)\s+(?:\w+\s+){0,2}?(?P<noun>[\w-]{4,})\b", re.IGNORECASE)

_NORM = re.compile(
    r"\b(?:Groning(?:se|er)|Noord-Hollandse|Drentse|Fryske|Friese|Twentse|Zeeuwse|Limburgse|Brabantse|Overijsselse|"
    r"Gelderse|Utrechtse|Flevolandse|regionale)\s+norm\b|\bnorm weerbare overheid\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:groninger|groningse|noord-hollandse|drentse|friese|fryske|provinciale)\s+(?:en\s+)?gemeente(?:n|lijke)|"
    r"\bprovincie en (?:de |alle )?gemeenten\b|\bgemeenten(?:,| en) (?:de )?(?:provincie|waterschap)|"
    r"\bzowel gemeenten als de provincie\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:[Gg]emeente|waterschap|hoogheemraadschap|provincie)\s+"
    r"((?:Het |De |Den |’s-|'s-)?[A-Z][\w’'-]+(?:[ -][A-Z][\w-]+)?)"
)
_OWN = re.compile(
    r"\b(?:onze|ons|mijn|eigen)\s+(?:eigen\s+)?(?:gemeente|college|raad|waterschap|stad|gemeentelijke?)\b", re.I
)

_NO_TITLE = re.compile(
    r"^\W*(?:(?:\d+(?:\.\d+)*|[IVX]+)[.)]?\s+)?(?:inhoud(?:sopgave)?|inleiding|leeswijzer|voorwoord|woord vooraf|"
    r"samenvatting|colofon|algemeen|aanleiding|bijlagen?|onderwerp|betreft|kenmerk|datum|aan|van|contactpersoon|agenda|pagina|"
    r"intitulé|tekst van de regeling|wetstechnische informatie|begrippen(?:lijst)?|versiebeheer|documentbeheer|status|"
    r"toelichting|regeling vervallen per|geldend van|vastgesteld|ingetrokken|concept|ontwerp|versie|embargo|"
    r"memo|raadsbrief|collegebrief|raadsinformatiebrief|statenbrief|persbericht|nieuwsbericht|gemeenteblad)"
    r"(?:\W|\s+\d|$)(?!\w+\s\w+.{12})",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\W*(?:hoofdstuk|artikel|paragraaf|deel|§|\d+(?:\.\d+)*[.)]?\s)", re.IGNORECASE)
_BODY_ONLY = re.compile(
    r"^(?:[Dd]e\s+)?(?:[Gg]emeente|[Pp]rovincie|[Ww]aterschap|[Hh]oogheemraadschap|[Ww]etterskip)"
    r"\s+[\w’'-]+(?:[ -][A-Z(][\w)-]*)*$",
)
_SUBJECT = re.compile(r"^\W*(?:onderwerp|betreft)\b\W*(?P<rest>.*)$", re.IGNORECASE)
_JUNK = re.compile(
    r"^(?:microsoft (?:office )?(?:word|powerpoint|excel)\b.*|untitled.*|naamloos.*|document\s?\d*|scan\w*[\s_-]?\d*|"
    r"powerpoint-presentatie|presentatie|template.*|sjabloon.*|titel|title|[\W\d_]*|.*\.(?:docx?|pdf|indd|pptx?|xlsx?|odt|rtf|tmp)|"
    r"\w{1,3}|img[_-]?\d+|concept|bijlage\s?\d*|print|opmaak\s?\d*)$",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"\s+[|–—-]\s+(?:raadsinformatie|gemeente|provincie|lokale wet|overheid\.nl|ibabs|intranet)\b.*$", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.;:,]$")


def title_of(reading: Reading, metadata: Mapping[str, str]) -> str | None:
    """The title as printed, with a period under it ("2023-2026") joined to it; else that in the file's properties."""
    letter = _has_subject(reading)
    subject = _subject(reading) if letter else None
    if subject:
        return subject
    blocks = reading.document.blocks[:TITLE_BLOCKS]
    number = _title_block(reading, blocks)
    if number is not None and not (letter and blocks[number].level > 1):
        return _with_period(reading, blocks, number)
    given = " ".join(metadata.get("title", "").split())
    given = _SITE.sub("", given)
    return None if not given or _JUNK.match(given) or len(given) > LONGEST_TITLE else given


def _title_block(reading: Reading, blocks: Sequence[Block]) -> int | None:
    """The number of the first top heading, or of a first line that looks like a title."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING and _may_be_title(reading.text(block))]
    top = min((block.level for block in headings), default=0)
    opening_end = reading.opening[-1].end if reading.opening else 0
    for number, block in enumerate(blocks):
        text = reading.text(block)
        if block.kind is BlockKind.HEADING and block.level == top and _may_be_title(text):
            if block.start <= opening_end or number < 3:
                return number
            break
        plain = block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and block.start <= opening_end
        if plain and number < 6 and _may_be_title(text) and not _SENTENCE.search(text) and len(text) < 120:
            named = genre_by_word(text)
            if named is not None and not _title_follows(reading, blocks, number, top):
                return number
    return None


def _title_follows(reading: Reading, blocks: Sequence[Block], number: int, top: int) -> bool:
    """Whether a top heading follows within the opening, so that the line at `number` is above the title."""
    end = reading.opening[-1].end if reading.opening else 0
    return any(
        block.kind is BlockKind.HEADING
        and block.level == top
        and block.end <= end
        and _may_be_title(reading.text(block))
        and genre_by_word(reading.text(block)) is not None
        for block in blocks[number + 1 : number + 5]
    )


def _may_be_title(text: str) -> bool:
    if not 3 <= len(text) <= LONGEST_TITLE or _NO_TITLE.match(text) or _NUMBERED.match(text) or _BODY_ONLY.match(text):
        return False
    if text.startswith("‘") or _SALUTATION.match(text) or not any(char.isalpha() for char in text):
        return False
    return not (dates_in(text) and len(text) < 40 and not genre_by_word(text))


def _with_period(reading: Reading, blocks: Sequence[Block], number: int) -> str:
    title = reading.text(blocks[number]).strip("*# ")
    if number + 1 < len(blocks) and not re.search(RANGE, title):
        below = reading.text(blocks[number + 1]).strip("*# ")
        if re.fullmatch(
            rf"(?:periode\s+)?{RANGE}|(?:gemeente|provincie|waterschap)\s[\w\s-]{{2,30}}?\s{RANGE}", below, re.I
        ):
            return f"{title} {below}"
    return title


def _subject(reading: Reading) -> str | None:
    for number, block in enumerate(reading.document.blocks[:TITLE_BLOCKS]):
        match = _SUBJECT.match(reading.text(block))
        if match is None:
            continue
        rest = match["rest"].strip("*#:| ")
        if not rest and number + 1 < len(reading.document.blocks):
            rest = reading.text(reading.document.blocks[number + 1]).strip("*# ")
        if 3 <= len(rest) <= LONGEST_TITLE and not _SALUTATION.match(rest):
            return rest
    return None


def _has_subject(reading: Reading) -> bool:
    return _is_letter(reading) or any(_LETTER_LINE.match(reading.text(block)) for block in reading.opening)


def _is_letter(reading: Reading) -> bool:
    return any(_SALUTATION.match(reading.text(block)) for block in reading.document.blocks[:30] if block.start < 3000)


def genre_of(reading: Reading, title: str | None) -> Genre:
    """The genre, from the salutation, the title, the lines of the opening, the first sentences and the file's name."""
    found = _genre_without_norm(reading, title)
    spoken = (Genre.LETTER, Genre.MINUTES, Genre.NEWS, Genre.REPORT, Genre.BUDGET, Genre.AGREEMENT)
    return Genre.NORM if found not in spoken and _is_norm(reading, title) else found


def _genre_without_norm(reading: Reading, title: str | None) -> Genre:
    opening = [reading.text(block) for block in reading.opening]
    news = any(_NEWS_LINE.match(line) for line in opening)
    if _is_letter(reading):
        return Genre.NEWS if news else Genre.LETTER
    first = [reading.text(block) for block in reading.document.blocks[:10]]
    if any(_ATTENDANCE.match(line) for line in first):
        return Genre.MINUTES
    named = genre_by_word(title) if title else None
    if news and named in (None, Genre.NEWS):
        return Genre.NEWS
    if named is not None:
        return named
    decided = _DECIDES.search(reading.head)
    if decided:
        return genre_by_word(decided["rest"]) or Genre.REGULATION
    for line in opening:
        if len(line) < 80 and not _NUMBERED.match(line) and (found := genre_by_word(line)):
            return found
    for match in _THIS.finditer(reading.head):
        if found := genre_by_word(match["noun"], whole=True):
            return found
    name = re.sub(r"\.\w{1,5}$", "", reading.document.name)
    return genre_by_word(re.sub(r"[_.\-+]+", " ", name)) or genre_by_word(name) or Genre.OTHER


def genre_by_word(text: str, whole: bool = False) -> Genre | None:
    """The genre of the first word in `text` that names a kind of document; of several there, the longest."""
    text = _NO_DOCUMENT.sub(" ", text)
    best: tuple[int, int, Genre] | None = None
    for genre, pattern in _GENRES:
        match = pattern.fullmatch(text) if whole else pattern.search(text)
        if match is not None:
            key = (match.start(), -match.end(), genre)
            best = key if best is None or key[:2] < best[:2] else best
    return best[2] if best else None


def _is_norm(reading: Reading, title: str | None) -> bool:
    """Whether this is the norm or the model plan itself: it speaks for all that signed it, and for no one of them.

    One organisation named, or "onze gemeente": then it is that organisation's own document about the norm. A list of
    four or more is the list of those who signed.
    """
    head = reading.head
    if not _NORM.search(title or "") and not _NORM.search(head):
        return False
    if _ORGANISATION.search(title or "") or _OWN.search(head) or not _TOGETHER.search(reading.document.text[:20000]):
        return False
    names = {match[1] for match in _ORGANISATION.finditer(reading.document.text) if not _is_region(match[0])}
    return not names or len(names) >= 4


def _is_region(name: str) -> bool:
    return name.startswith("provincie ")
