"""The documents that the benchmark reads: invented policy papers as PDF, the same bytes on every machine.

Their prose is composed from the sentences below. Each sentence has slots, and the compounds that fill them number in
the thousands, so that the vocabulary is wide (over 8,000 words); else every cache of words would flatter the result.
The municipality of Rietmeer does not exist.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Paragraph, Table

ORGANISATION = "Gemeente Rietmeer"

# Pages of each document: twenty, 500 in all, as uneven as a real dossier.
PAGES = (12, 48, 25, 31, 18, 9, 40, 22, 27, 15, 36, 20, 24, 33, 11, 28, 19, 44, 16, 22)
# The document that is added afterwards.
ADDED_PAGES = 10

_TITLES = (
    "Integraal veiligheidsplan", "Integriteitsbeleid", "Beleidsregel Bibob", "Programmabegroting", "Omgevingsvisie",
    "Inkoop- en aanbestedingsbeleid", "Algemene subsidieregels", "Handhavingsbeleid", "Informatiebeveiligingsbeleid",
    "Personeelsbeleid", "Uitvoeringsplan ondermijning", "Beleidskader zorg en ondersteuning", "Nota bedrijventerreinen",
    "Visie buitengebied", "Evenementenbeleid", "Jaarverslag", "Gedragscode bestuurders", "Nota vastgoed",
    "Woonvisie", "Protocol agressie en geweld", "Voortgangsrapportage weerbaar bestuur",
)  # fmt: skip

# Of each theme: its name, the titles of its sections, and its own sentences.
_THEMES: tuple[tuple[str, str, str], ...] = (
    (
        "integriteit",
        "Ambtelijke integriteit|Melden van misstanden|Nevenfuncties en belangen|Geschenken en uitnodigingen",
        """Medewerkers leggen binnen {aantal} weken na hun aanstelling de eed of belofte af ten overstaan van {gremium}.
        Wie een vermoeden heeft van een misstand, bespreekt dat met {functie} of met de vertrouwenspersoon integriteit.
        {Gremium} bespreekt {frequentie} een dilemma uit de praktijk van de {samenstelling}.
        Nevenfuncties worden gemeld bij {functie} en staan in het register dat {afdeling} bijhoudt.
        De gedragscode is in {maand} {jaar} herzien en aan alle {samenstelling} gekoppeld.
        Geschenken met een waarde boven {klein} euro worden geweigerd, en de weigering wordt vastgelegd.
        Voor {samenstelling} met toegang tot gevoelige gegevens vragen wij een verklaring omtrent het gedrag.
        Er is nog geen regeling voor {samenstelling} die naar een {bedrijf} overstappen.""",
    ),
    (
        "veiligheid en ondermijning",
        "Beeld van de criminaliteit|Samenwerking met politie en openbaar ministerie|Weerbare ondernemers",
        """In {wijk} troffen de toezichthouders in {jaar} {aantal} keer een hennepkwekerij aan.
        De driehoek stelt {frequentie} de prioriteiten vast en betrekt daarbij het beeld van het regionale centrum.
        Signalen van ondermijnende criminaliteit worden verzameld door {functie} en gewogen in het signalenoverleg.
        {Gremium} heeft in {maand} {jaar} opdracht gegeven voor een nieuw ondermijningsbeeld.
        Met {partner} is afgesproken dat {samenstelling} binnen {aantal} werkdagen worden gedeeld.
        Ondernemers aan de {straat} kunnen anoniem melden wat zij zien.
        Bij een integrale controle van {aantal} panden werden {klein} overtredingen vastgesteld.
        Wij zijn van plan om in {later} ook {samenstelling} in de aanpak te betrekken.""",
    ),
    (
        "de toepassing van de Wet Bibob",
        "Reikwijdte van de toets|Eigen onderzoek|Advies en weigering|Vastgoedtransacties",
        """De toets wordt toegepast op {samenstelling} in de branche van een {bedrijf}.
        {Functie} onderzoekt de financiering en raadpleegt daarvoor openbare en besloten bronnen.
        In {jaar} zijn {aantal} aanvragen onderzocht; in {klein} gevallen is het landelijk bureau om advies gevraagd.
        Een beschikking kan worden geweigerd wanneer ernstig gevaar blijkt voor misbruik van {samenstelling}.
        Bij aan- en verkoop van gronden boven {bedrag} euro wordt het vragenformulier altijd uitgereikt.
        De beleidsregel is op {dag} vastgesteld door {gremium} en wordt {frequentie} geactualiseerd.
        Voor subsidies boven {bedrag} euro is de toets nog niet ingevoerd.
        Medewerkers van {afdeling} volgden in {maand} {jaar} een opleiding over het doorgronden van {samenstelling}.""",
    ),
    (
        "financiën",
        "Begroting en dekking|Risico's en weerstandsvermogen|Reserves|Verbonden partijen",
        """De lasten van {samenstelling} bedragen in {jaar} naar verwachting {bedrag} euro.
        Het weerstandsvermogen is met een ratio van {klein},{cijfer} ruim voldoende.
        {Gremium} stelt voor om {bedrag} euro toe te voegen aan de reserve voor {samenstelling}.
        De accountant maakte {aantal} opmerkingen over de rechtmatigheid van {samenstelling}.
        De hogere kosten worden gedekt uit het overschot bij {afdeling}.
        Verbonden partijen leveren {frequentie} een {bijvoeglijk} overzicht van hun {samenstelling}.
        Voor de {straat} is een krediet van {bedrag} euro beschikbaar gesteld.""",
    ),
    (
        "ruimtelijke ordening",
        "Omgevingsplan|Bouwen en wonen|Grondbeleid|Leefomgeving",
        """Aan de {straat} komen {aantal} woningen, waarvan een {bijvoeglijk} deel voor {samenstelling}.
        Het omgevingsplan laat in {wijk} ruimte voor {samenstelling} mits de geluidsbelasting beperkt blijft.
        Initiatiefnemers voeren een {bijvoeglijk} gesprek met omwonenden voordat zij een aanvraag indienen.
        De grondprijzen worden {frequentie} vastgesteld door {gremium}.
        In {wijk} wordt het groen rond de {straat} in {later} {bijvoeglijk} ingericht.
        Leegstand van meer dan {aantal} maanden wordt gemeld bij {functie}.
        {Afdeling} toetst of {samenstelling} passen binnen de {bijvoeglijk}e structuur van het landschap.""",
    ),
    (
        "inkoop en aanbesteding",
        "Drempels en procedures|Eisen aan leveranciers|Beheer van contracten",
        """Opdrachten boven {bedrag} euro worden openbaar aanbesteed.
        Leveranciers van {samenstelling} verklaren dat geen uitsluitingsgrond op hen van toepassing is.
        {Functie} controleert {frequentie} of {samenstelling} volgens het contract zijn geleverd.
        Bij twijfel over de herkomst van het vermogen vraagt {afdeling} een nader onderzoek aan.
        In {jaar} sloten wij {aantal} overeenkomsten met een {bedrijf} of vergelijkbare onderneming.
        Het vierogenbeginsel geldt bij iedere gunning en staat beschreven in de procedure van {maand} {jaar}.""",
    ),
    (
        "subsidies",
        "Aanvraag en verlening|Verantwoording|Misbruik en oneigenlijk gebruik",
        """Een {vereniging} kan voor {samenstelling} ten hoogste {bedrag} euro ontvangen.
        De aanvraag wordt uiterlijk op {dag} ingediend bij {afdeling}.
        Bij {aantal} verleningen is in {jaar} een {bijvoeglijk}e controle ter plaatse uitgevoerd.
        Wie onjuiste gegevens over {samenstelling} verstrekt, wordt {klein} jaar uitgesloten.
        {Gremium} ontvangt {frequentie} een overzicht van de verleende en teruggevorderde bedragen.""",
    ),
    (
        "toezicht en handhaving",
        "Prioriteiten in het toezicht|Bestuurlijke maatregelen|Bestuurlijke boete|Toezicht op de horeca",
        """Toezichthouders bezochten in {jaar} {aantal} keer een {bedrijf} in {wijk}.
        Een pand wordt na een eerste overtreding voor {aantal} maanden gesloten, en na herhaling langer.
        {Functie} stelt {frequentie} een uitvoeringsprogramma op waarin {samenstelling} zijn begroot.
        Bij {samenstelling} wordt eerst een last onder dwangsom van {bedrag} euro opgelegd.
        De samenwerking met {partner} is op {dag} vastgelegd in een convenant.
        In {wijk} wordt niet gehandhaafd op {samenstelling} zolang het plan niet onherroepelijk is.""",
    ),
    (
        "informatiebeveiliging en privacy",
        "Autorisaties|Gegevensdeling|Incidenten en datalekken",
        """Toegang tot {samenstelling} wordt alleen verleend na akkoord van {functie}.
        Autorisaties worden {frequentie} gecontroleerd, voor het laatst in {maand} {jaar}.
        In {jaar} zijn {aantal} incidenten gemeld, waarvan {klein} bij de toezichthouder.
        Met {partner} is een protocol voor het delen van persoonsgegevens gesloten.
        Het raadplegen van {samenstelling} wordt vastgelegd en steekproefsgewijs bekeken door {afdeling}.
        Medewerkers die van functie veranderen, verliezen binnen {aantal} dagen hun {bijvoeglijk}e rechten.""",
    ),
    (
        "personeel en organisatie",
        "Werving en selectie|Opleiding en bewustwording|Agressie en geweld",
        """Bij de werving voor {afdeling} wordt een {bijvoeglijk} gesprek over {samenstelling} gevoerd.
        Nieuwe medewerkers volgen binnen {aantal} maanden de training over omgaan met druk van buiten.
        In {jaar} deden {aantal} medewerkers aangifte van bedreiging; {functie} begeleidde hen daarbij.
        Inhuur van {samenstelling} verloopt via {afdeling}, dat de diploma's en referenties nagaat.
        {Gremium} evalueert {frequentie} of het protocol bij agressie wordt nageleefd.
        Het ziekteverzuim daalde in {maand} {jaar} naar {klein},{cijfer} procent.""",
    ),
    (
        "zorg en ondersteuning",
        "Rechtmatige zorg|Toegang en indicatie|Jeugd en onderwijs",
        """Aanbieders van {samenstelling} worden vooraf gescreend door {afdeling}.
        In {wijk} ontvangen {aantal} gezinnen ondersteuning in de vorm van {samenstelling}.
        {Functie} onderzoekt signalen van zorgfraude en stemt deze af met {partner}.
        Jongeren in {wijk} worden {frequentie} voorgelicht over geldezels en {samenstelling}.
        Het contract met een aanbieder is in {maand} {jaar} ontbonden wegens {bijvoeglijk}e tekortkomingen.""",
    ),
    (
        "bedrijventerreinen en buitengebied",
        "Vitale bedrijventerreinen|Agrarische bebouwing|Havens, water en recreatie",
        """Op het terrein aan de {straat} zijn {aantal} bedrijven gevestigd, waaronder een {bedrijf}.
        Eigenaren van vrijkomende schuren worden door {functie} gewezen op het risico van {samenstelling}.
        Met {partner} controleren wij {frequentie} de recreatieparken in {wijk}.
        In {later} krijgt het buitengebied rond de {straat} een {bijvoeglijk} netwerk van agrariërs.
        Het keurmerk voor {samenstelling} is in {jaar} met {klein} jaar verlengd.""",
    ),
)

_ANYWHERE = """In dit hoofdstuk beschrijven wij hoe {afdeling} omgaat met {samenstelling} en {samenstelling}.
De verantwoordelijkheid voor {samenstelling} ligt bij {functie}, die daarover {frequentie} rapporteert aan {gremium}.
Uit een {bijvoeglijk} onderzoek van {maand} {jaar} bleek dat {samenstelling} en {samenstelling} beter kunnen aansluiten.
Voor inwoners van {wijk} betekent dit dat {samenstelling} sneller worden afgehandeld.
{Functie} heeft in {jaar} samen met {partner} {aantal} {bijvoeglijk}e {samenstelling} beoordeeld.
Wij kiezen voor een {bijvoeglijk}e werkwijze, omdat {samenstelling} anders te lang blijven liggen.
Als {samenstelling} afwijken van wat is afgesproken, legt {afdeling} dit binnen {aantal} dagen voor aan {gremium}.
De ervaringen in {wijk} laten zien dat {bijvoeglijk}e {samenstelling} en goede begeleiding elkaar versterken.
Waar {samenstelling} ontbreken, zoekt {functie} een {bijvoeglijk}e oplossing met {partner}.
Tot slot is op {dag} een {bijvoeglijk}e bijeenkomst gehouden met bewoners van de {straat}.
Deze afspraken gelden ook voor {samenstelling} van een {vereniging} of een {bedrijf}.
Het is de bedoeling dat {samenstelling} in {later} volledig op orde zijn.
Daarmee sluiten de {samenstelling} aan bij wat {gremium} eerder over {onderwerp} uitsprak.
Hierbij betrekken wij nadrukkelijk de {samenstelling} die {afdeling} in {jaar} voor {onderwerp} verzamelde."""

_FRONTS = """aanvraag adres afval alarm ambtenaren archief armoede asiel bedrijfs begrotings beheer besluit bestuurs
beveiligings bewoners bezwaar bodem boete bouw brandveiligheids budget burger buurt capaciteits cliënten contract
controle dossier drugs energie erfgoed evenementen exploitatie fraude gebieds geluids gegevens gezondheids grond
handhavings haven horeca huisvestings huur informatie inkoop inspectie integriteits investerings jeugd kamerverhuur
kennis kinderopvang klachten klimaat kwaliteits landbouw leefbaarheids leerlingen leges leveranciers markt meld milieu
mobiliteits monitorings museum natuur noodopvang onderhouds ondernemers onderwijs opleidings opvang overlast overleg
parkeer participatie personeels planologie politie praktijk preventie privacy project raads recreatie registratie
risico samenwerkings scheeps school sloop speelruimte sport straat subsidie taal tarief toegangs toezicht transport
uitvoerings vastgoed veiligheids vergunning verkeers vervoers vluchtelingen voorlichtings vrijwilligers waarborg water
welzijns werk wijk winkel woning zaak zorg"""
_HEADS = """aanbieders aanpassingen aanvragen adviezen afspraken analyses bepalingen beschikkingen besluiten bestanden
bijdragen budgetten commissies contracten controles coördinatoren criteria dossiers doelstellingen eisen evaluaties
formulieren functionarissen gebouwen gegevens gesprekken groepen initiatieven instrumenten kaders kosten kaarten
leningen lijsten locaties maatregelen medewerkers meldingen middelen modellen netwerken onderzoeken opdrachten
overeenkomsten overzichten panden partijen plannen platforms problemen procedures processen programma's projecten
protocollen rapporten regelingen regels registers rollen scans signalen systemen taken teams termijnen toetsen
trajecten vergoedingen verklaringen verplichtingen verslagen verzoeken voorschriften voorstellen voorwaarden
voorzieningen zaken"""

_STREETS = """Aalscholver Beuken Dijkgraaf Esdoorn Fuut Grutto Hazelaar Iepen Jachthaven Kastanje Lijsterbes Meidoorn
Notenboom Oever Populieren Rietzanger Sering Turfschipper Veenmol Wilgen Zuring Zwaluw Brouwer Korenmolen Smeden
Schutters Veerman Waterlelie Kalkoven Touwslager"""
_STREET_ENDS = "straat laan weg kade dreef singel steeg gracht dijk allee"
_BOROUGH_FRONTS = "Ooster Wester Noorder Zuider Midden Hoge Lage Nieuwe Oude Verre"
_BOROUGH_ENDS = "hoek veld polder kamp rade donk horst broek made sluis"
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"

_CHOICES: dict[str, tuple[str, ...]] = {
    name: tuple(option.strip() for option in options.split("|"))
    for name, options in {
        "gremium": "het college|de gemeenteraad|het managementteam|de raadscommissie|de directie|het presidium",
        "functie": "de integriteitscoördinator|de gemeentesecretaris|de adviseur openbare orde|de teamleider toezicht|"
        "de concerncontroller|de griffier|de strategisch adviseur|de functionaris gegevensbescherming|de inkoper|"
        "de wijkcoördinator|de accountmanager bedrijven",
        "afdeling": "het team Veiligheid|het team Vergunningen|het team Financiën|de afdeling Ruimte|het team Inkoop|"
        "de afdeling Bedrijfsvoering|het klantcontactcentrum|het team Vastgoed|de afdeling Samenleving",
        "partner": "de politie|de Belastingdienst|het openbaar ministerie|de omgevingsdienst|de woningcorporatie|"
        "de brandweer|de buurgemeenten|het regionale informatiecentrum|de ondernemersvereniging|de arbeidsinspectie",
        "frequentie": "jaarlijks|ieder kwartaal|elke maand|twee keer per jaar|eens per twee jaar|regelmatig|waar nodig",
        "bedrijf": "autoverhuurbedrijf|growshop|kapsalon|horecabedrijf|transportbedrijf|uitzendbureau|sportschool|"
        "belwinkel|jachthaven|loonbedrijf|makelaarskantoor|garagebedrijf|nagelstudio|wasserette",
        "vereniging": "sportvereniging|buurtstichting|muziekvereniging|dorpsraad|welzijnsorganisatie|schaatsclub",
        "bijvoeglijk": "gericht|uitgebreid|zorgvuldig|samenhangend|doelmatig|gezamenlijk|grondig|evenwichtig|"
        "zelfstandig|terughoudend|vertrouwelijk|voorlopig|toekomstgericht|eenduidig|passend|geleidelijk|deugdelijk",
    }.items()
}


@dataclass(frozen=True)
class BenchDocument:
    """One document to write: `number` tells its title and its text, `pages` how many pages it fills exactly."""

    number: int
    pages: int

    @property
    def title(self) -> str:
        return f"{_TITLES[self.number % len(_TITLES)]} {2021 + self.number % 5}-{2025 + self.number % 5}"

    @property
    def file_name(self) -> str:
        return f"{self.number + 1:02d} {self.title}.pdf"


def write_documents(folder: Path, documents: Sequence[BenchDocument]) -> tuple[Path, ...]:
    """Writes each document into `folder`, which is made where it is not there; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for document in documents:
        path = folder / document.file_name
        _typeset(path, document, _Writer(document))
        written.append(path)
    return tuple(written)


class _Writer:
    """Composes the text of one document; its draws depend on the document's number alone."""

    def __init__(self, document: BenchDocument) -> None:
        self._document = document
        self._draw = random.Random(f"rietmeer-{document.number}")
        self._subject = ""

    def story(self) -> Iterator[Flowable]:
        """What the document consists of, without end: the caller stops at its last page."""
        yield Paragraph(self._document.title, _STYLES["title"])
        yield Paragraph(self._fill("{Gremium} van Rietmeer heeft dit stuk vastgesteld op {dag}."), _STYLES["body"])
        themes = list(_THEMES)
        chapter = 0
        while True:
            self._draw.shuffle(themes)
            for name, sections, sentences in themes:
                chapter += 1
                self._subject = name
                yield Paragraph(f"{chapter} {name[0].upper()}{name[1:]}", _STYLES["chapter"])
                for number, section in enumerate(sections.split("|"), 1):
                    yield Paragraph(f"{chapter}.{number} {section}", _STYLES["section"])
                    yield from self._section(sentences.splitlines())

    def _section(self, own: Sequence[str]) -> Iterator[Flowable]:
        pool = [sentence.strip() for sentence in (*own, *own, *_ANYWHERE.splitlines())]
        for _ in range(self._draw.randint(2, 4)):
            chosen = self._draw.sample(pool, self._draw.randint(3, 6))
            yield Paragraph(" ".join(self._fill(sentence) for sentence in chosen), _STYLES["body"])
        if self._draw.random() < 0.4:
            yield Paragraph(self._fill("Voor {onderwerp} gelden de volgende afspraken:"), _STYLES["body"])
            for sentence in self._draw.sample(pool, self._draw.randint(3, 5)):
                yield Paragraph(self._fill(sentence), _STYLES["item"], bulletText="•")
        if self._draw.random() < 0.2:
            yield self._table()

    def _table(self) -> Table:
        rows = [["Onderdeel", "Trekker", "Gereed", "Bedrag"]]
        for _ in range(self._draw.randint(4, 8)):
            rows.append(
                [self._fill(cell) for cell in ("{samenstelling}", "{functie}", "{maand} {later}", "€ {bedrag}")]
            )
        grid = ("GRID", (0, 0), (-1, -1), 0.4, HexColor("#888888"))
        cells = [[Paragraph(text, _STYLES["cell"]) for text in row] for row in rows]
        return Table(cells, colWidths=[50 * mm, 45 * mm, 32 * mm, 25 * mm], style=[grid], spaceBefore=6, spaceAfter=8)

    def _fill(self, sentence: str) -> str:
        filled = re.sub(r"\{(\w+)\}", lambda match: self._word(match[1]), sentence)
        return filled[0].upper() + filled[1:]

    def _word(self, slot: str) -> str:
        draw = self._draw
        if slot in _CHOICES:
            return draw.choice(_CHOICES[slot])
        if slot.lower() in _CHOICES:
            word = draw.choice(_CHOICES[slot.lower()])
            return word[0].upper() + word[1:]

        def pick(words: str) -> str:
            return draw.choice(words.split())

        made: dict[str, Callable[[], str]] = {
            "samenstelling": lambda: pick(_FRONTS) + pick(_HEADS),
            "straat": lambda: pick(_STREETS) + pick(_STREET_ENDS),
            "wijk": lambda: pick(_BOROUGH_FRONTS) + pick(_BOROUGH_ENDS),
            "onderwerp": lambda: self._subject,
            "maand": lambda: pick(_MONTHS),
            "jaar": lambda: str(draw.randint(2019, 2025)),
            "later": lambda: str(draw.randint(2026, 2029)),
            "dag": lambda: f"{draw.randint(1, 28)} {pick(_MONTHS)} {draw.randint(2020, 2025)}",
            "bedrag": lambda: f"{draw.randint(5, 950)}.{draw.randint(0, 19) * 50:03d}",
            "aantal": lambda: str(draw.randint(2, 60)),
            "klein": lambda: str(draw.randint(2, 9)),
            "cijfer": lambda: str(draw.randint(1, 9)),
        }
        return made[slot]()


_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=15.5, spaceAfter=8)
_STYLES = {
    "body": _BODY,
    "item": ParagraphStyle("item", _BODY, leftIndent=14, bulletIndent=2, spaceAfter=3),
    "cell": ParagraphStyle("cell", _BODY, fontSize=9, leading=11.5),
    "title": ParagraphStyle("title", _BODY, fontName="Helvetica-Bold", fontSize=22, leading=28, spaceAfter=14),
    "chapter": ParagraphStyle("chapter", _BODY, fontName="Helvetica-Bold", fontSize=16, leading=20, spaceBefore=14),
    "section": ParagraphStyle("section", _BODY, fontName="Helvetica-Bold", fontSize=12, leading=16, spaceBefore=8),
}


def _typeset(path: Path, document: BenchDocument, writer: _Writer) -> None:
    """Fills exactly `document.pages` pages, each under a running header and over its page number."""
    width, height = A4
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle(document.title)
    canvas.setAuthor(ORGANISATION)
    story = writer.story()
    for page in range(1, document.pages + 1):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(25 * mm, height - 14 * mm, ORGANISATION)
        canvas.drawRightString(width - 25 * mm, height - 14 * mm, document.title)
        canvas.drawCentredString(width / 2, 12 * mm, f"Pagina {page} van {document.pages}")
        frame = Frame(25 * mm, 24 * mm, width - 50 * mm, height - 46 * mm)
        story = chain(_fill_frame(frame, story, canvas), story)
        canvas.showPage()
    canvas.save()


def _fill_frame(frame: Frame, story: Iterator[Flowable], canvas: Canvas) -> list[Flowable]:
    """Lays the story into one frame until it is full; returns what did not fit of the last piece taken."""
    while True:
        flowable = next(story)
        if frame.add(flowable, canvas):
            continue
        pieces: list[Flowable] = frame.split(flowable, canvas)
        if len(pieces) < 2:
            return [flowable]
        frame.add(pieces[0], canvas)
        return pieces[1:]
