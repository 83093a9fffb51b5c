"""What is filled in for the Algoritmeregister, field by field: plain Dutch, only what the program knows of itself."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.report import judge_wording, wording
from analyzer.report.accountability import models_used
from analyzer.report.accountability.facts import Reach
from analyzer.report.accountability.measured import load_measured
from analyzer.report.accountability.measured_wording import headline
from analyzer.report.accountability.paper import gap
from analyzer.report.plain_text import printable, shorten
from analyzer.report.source import Source
from analyzer.types import OrganisationType

_LAWS = {
    OrganisationType.GEMEENTE: "de Gemeentewet (https://wetten.overheid.nl/BWBR0005416)",
    OrganisationType.PROVINCIE: "de Provinciewet (https://wetten.overheid.nl/BWBR0005645)",
    OrganisationType.WATERSCHAP: "de Waterschapswet (https://wetten.overheid.nl/BWBR0005108)",
}


@dataclass(frozen=True)
class Texts:
    """`organisation`: shortened to what a field takes."""

    source: Source
    organisation_limit: int

    @property
    def organisation(self) -> str:
        return shorten(printable(self.source.assessment.organisation.name), self.organisation_limit)

    @property
    def _kind(self) -> str:
        return wording.ORGANISATION[self.source.assessment.organisation.type]

    @property
    def _norms(self) -> str:
        return wording.listed([f"de {shorten(printable(each.norm.short_title), 40)}" for each in self.source.reports])

    @property
    def _model(self) -> bool:
        """Whether a language model may read along, or did."""
        facts = self.source.facts
        return bool(models_used.uses(self.source)) or (facts is not None and facts.model is not None)

    @property
    def short(self) -> str:
        return (
            f"Dit algoritme zoekt in documenten van {self._kind} naar passages die laten zien wat er is geregeld van "
            f"{self._norms}. Het stelt per ambitie een oordeel voor, met citaten. Een medewerker controleert de "
            "voorstellen en beslist."
        )

    @property
    def goal(self) -> tuple[str, ...]:
        one = len(self.source.reports) == 1
        return (
            f"Het doel is om na te gaan wat {self._kind} op papier heeft geregeld om weerbaar te zijn tegen "
            f"ondermijnende criminaliteit. {self._norms[0].upper()}{self._norms[1:]} {'noemt' if one else 'noemen'} "
            "daarvoor ambities, zoals een meldpunt, beleid voor de Wet Bibob of training van medewerkers. Het "
            "algoritme zoekt bij elke ambitie de passages in de eigen documenten en stelt een oordeel voor: voldoet, "
            "voldoet deels, gepland, ontbreekt of niet aangetroffen.",
            "Burgers en bedrijven komen niet rechtstreeks met het algoritme in aanraking. Het beoordeelt documenten "
            "van de organisatie, geen personen, bedrijven of aanvragen. Er volgen geen besluiten over burgers of "
            "bedrijven uit. De uitkomst helpt adviseurs en bestuur om te zien wat er is, wat ontbreekt en wat nog moet "
            "gebeuren.",
            "Een documentenonderzoek laat zien of iets op papier is geregeld (opzet) en soms dat het is gedaan "
            "(bestaan). Of het in de praktijk werkt (werking), laat het nooit zien. “Niet aangetroffen” gaat over de "
            "aangeleverde documenten, niet over de organisatie.",
        )

    @property
    def proportionality(self) -> tuple[str, ...]:
        return (
            "Voordelen: het algoritme leest alle aangeleverde documenten, slaat geen ambitie over en geeft bij elk "
            "voorstel de vindplaats. Een adviseur hoeft niet alles zelf te doorzoeken en kan elk voorstel nagaan.",
            f"Nadelen: het algoritme begrijpt niet alles en heeft het soms mis. {headline(load_measured())} Daarom "
            "staat bij elk voorstel hoe zeker het is, en beslist een mens.",
            "Alternatieven: alles met de hand lezen, of een vragenlijst laten invullen. Dat kost meer tijd, of geeft "
            "geen "
            "vindplaatsen. " + gap("welke andere mogelijkheden u hebt afgewogen, en waarom dit gebruik redelijk is"),
        )

    @property
    def human_intervention(self) -> tuple[str, ...]:
        return (
            "Het algoritme neemt geen besluiten; het stelt voor. Een beoordelaar ziet bij elke ambitie het voorstel "
            "met de citaten, naast de bladzijde waarop zij staan. De beoordelaar kan het voorstel overnemen of een "
            "ander oordeel geven, citaten afwijzen of toevoegen, en vastleggen wat uit een gesprek of bezoek bekend "
            "is.",
            "Het oordeel van de mens telt. Het voorstel van de machine blijft ernaast zichtbaar. Elke wijziging wordt "
            "bewaard met naam, tijd en, als die is gegeven, reden, en kan worden teruggedraaid. Elk rapport meldt "
            "hoeveel ambities een mens heeft beoordeeld en waar mens en machine verschillen.",
            gap("wie bij u beoordeelt, hoe die persoon daarvoor is opgeleid, en wie de uitkomst vaststelt"),
        )

    @property
    def risks(self) -> tuple[str, ...]:
        model = (
            "Taalmodel: het kan citaten verzinnen of gehoorzamen aan tekst in een document. Elk citaat moet daarom "
            "letterlijk in de passage staan, over het onderwerp gaan en bij een tweede vraag worden bevestigd. Tekst "
            "die zich tot een taalmodel richt, wordt weggelaten en gemeld. Wat niet te controleren is, wordt geen "
            "oordeel.",
        )
        return (
            "Onjuist voorstel: iets wordt gemist of verkeerd gelezen. Elk voorstel heeft citaten en een zekerheid; "
            "onder de 50% staat er “beoordeel zelf”. Bij “niet aangetroffen” staat waar is gezocht.",
            "Te veel vertrouwen: een mens neemt voorstellen over zonder te lezen. Een rapport heet concept zolang niet "
            "alle ambities door een mens zijn beoordeeld, en meldt hoeveel dat er zijn.",
            "Onvolledig dossier: een document ontbreekt of is niet te lezen. Het rapport noemt eerst wat niet of niet "
            "geheel is gelezen.",
            "Privacy: in documenten kunnen namen staan. Het algoritme zoekt niet naar personen en beoordeelt hen niet; "
            "toegang gaat per dossier en wordt vastgelegd.",
            *(model if self._model else ()),
            gap("hoe vaak u steekproeven neemt of de kwaliteit op eigen documenten meet, en wie dat doet"),
        )

    @property
    def lawful_basis(self) -> tuple[str, ...]:
        law = _LAWS[self.source.assessment.organisation.type].partition(" (")[0]
        return (
            "Het algoritme helpt bij een taak van algemeen belang: een weerbaar en integer bestuur. "
            f"{self.organisation} toetst zich aan {self._norms}.",
            gap(
                f"de wettelijke basis voor dit proces. Te denken valt aan {law} (zorg voor een goed en integer "
                "bestuur), aan het besluit waarmee de norm is onderschreven, en voor persoonsgegevens aan artikel 6, "
                "eerste lid, onder e, van de AVG. Laat dit door uw jurist vaststellen"
            ),
        )

    @property
    def impact_tests(self) -> tuple[str, ...]:
        return (
            gap(
                "of een DPIA en een IAMA zijn gedaan, of waarom niet. Het feitenblad voor de DPIA dat dit programma "
                "maakt, bevat een ingevulde voortoets"
            ),
        )

    @property
    def source_data(self) -> tuple[str, ...]:
        return (
            "Het algoritme leest documenten die de organisatie zelf aanlevert: beleid, regelingen, plannen, "
            "protocollen, brieven, begrotingen en verslagen. Daarin kunnen namen en functies van bestuurders en "
            "medewerkers staan. Het algoritme zoekt daar niet naar en bewaart geen overzicht van personen. "
            "Persoonsdossiers en zaken over burgers of bedrijven horen niet in een dossier.",
            *self._users,
            f"De meegeleverde modellen hebben geleerd van {models_used.trained_on()}.",
            self._whereabouts,
        )

    @property
    def _users(self) -> tuple[str, ...]:
        if self.source.facts is not None and self.source.facts.reach is Reach.FILES:
            return ()
        return ("Van gebruikers worden naam, aanmeldnaam, rol, oordelen en een logboek van hun handelingen bewaard.",)

    @property
    def _whereabouts(self) -> str:
        facts = self.source.facts
        if facts is None:
            return gap(f"waar de gegevens staan en of tekst naar een taalmodel gaat; {models_used.ASK}")
        if facts.model is None:
            return (
                "Alle gegevens blijven op de computer of server van de organisatie; er gaat geen tekst naar een ander."
            )
        where = models_used.place(facts.model)
        if facts.model.local:
            return f"Passages kunnen worden voorgelegd aan een taalmodel op {where}; er gaat geen tekst naar een ander."
        return f"Passages uit de documenten kunnen worden voorgelegd aan een taalmodel op {where}. " + gap(
            "met wie u daarover welke afspraken hebt, en waar die server staat"
        )

    @property
    def methods(self) -> tuple[str, ...]:
        return (
            "Invoer: documenten (PDF, Word, OpenDocument, RTF, webpagina, Markdown, tekst) en een norm waarvan elke "
            "ambitie is verdeeld in toetsbare elementen: wie, wat, hoe vaak, waarover en voor wie.",
            "Werking: elk document wordt omgezet in tekst; bladzijden, datum en geldigheid worden bewaard. Per element "
            "zoekt het algoritme passages, op woorden (BM25) en op woorddelen. Taalregels bepalen bij elke zin "
            "waarover zij gaat, over welke organisatie, en of iets van kracht, aangekondigd of ontkend is. Kleine "
            "getrainde modellen (lineaire tekstmodellen, beslisbomen en logistische regressie, samen "
            f"{models_used.model_size()}) wegen die gegevens en geven een zekerheid. Uit de elementen volgt het "
            "oordeel over de ambitie volgens vaste regels, voor elke ambitie gelijk.",
            *self._language_model,
            "Uitvoer: per ambitie een voorgesteld oordeel met zekerheid, de citaten met bestand en bladzijde, wat "
            "ontbreekt, en waar is gezocht. Elk citaat is vergeleken met de tekst van het document; wat er niet "
            "letterlijk staat, vervalt. Dezelfde documenten, norm en versie geven zonder taalmodel dezelfde uitkomst.",
            "Het algoritme is niet zelflerend: het verandert niet door gebruik en leert niet van de documenten of "
            f"oordelen van de organisatie. De modellen hebben eenmalig geleerd van {models_used.trained_on()}.",
            f"Prestaties, gemeten met versie {load_measured().version} zonder taalmodel: {headline(load_measured())} "
            "Op een heel dossier van een echte organisatie is nog niet gemeten. De proefdossiers en de oordelen "
            "waaraan is gemeten, zijn door taalmodellen geschreven en twee keer beoordeeld, niet door ambtenaren.",
        )

    @property
    def _language_model(self) -> tuple[str, ...]:
        used = [
            f"{shorten(printable(judge_wording.model_name(each.model)), 80)}, op {shorten(printable(each.host), 80)}"
            for each in models_used.uses(self.source)
        ]
        facts = self.source.facts
        if facts is not None and facts.model is not None:
            used = [f"{models_used.named(facts.model)}, op {models_used.place(facts.model)}", *used]
        if used:
            return (
                f"Een taalmodel kan meelezen ({wording.listed(list(dict.fromkeys(used)), 3)}). Het krijgt per ambitie "
                "de gevonden passages en wijst citaten aan. Die tellen alleen als zij letterlijk in de passage staan, "
                "over het onderwerp gaan en bij een aparte controlevraag worden bevestigd. Hoe goed dit taalmodel "
                "oordeelt, is niet gemeten.",
            )
        if facts is None:
            return (gap(f"of een taalmodel meeleest, en welk; {models_used.ASK}"),)
        return ("Er leest geen taalmodel mee.",)

    @property
    def tags(self) -> str:
        words = ["weerbaarheid", "ondermijning", "beleid", "documentenonderzoek", "tekstanalyse"]
        words += [shorten(printable(each.norm.short_title), 40) for each in self.source.reports]
        return ", ".join([*words, "taalmodel"] if self._model else words)

    @property
    def law_link(self) -> str:
        """The law that the organisation itself rests on, with its address."""
        return _LAWS[self.source.assessment.organisation.type]
