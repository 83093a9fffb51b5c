"""The first sheet: what this workbook is, how to fill it in and hand it back, and what its words and colours mean."""

from __future__ import annotations

from collections import Counter

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.report import review_wording, wording
from analyzer.report.plain_text import printable
from analyzer.report.reviewed import layers_of, reviewing_of
from analyzer.report.spreadsheet import columns
from analyzer.report.spreadsheet.formats import Formats
from analyzer.report.spreadsheet.heights import height_for
from analyzer.report.spreadsheet.sheets import on_paper, protect
from analyzer.report.wording import MARKS, quoted
from analyzer.review.values import ReviewedAssessment
from analyzer.types import State

_STEPS = (
    f"Ga naar het blad {quoted(columns.ASSESSMENT)}. Elke regel is één ambitie. Links staat wat de machine voorstelt; "
    "die kolommen zijn beveiligd. Rechts, in de gele cellen, staat wat een mens ervan maakt.",
    f"Lees de citaten in het blad {quoted(columns.EVIDENCE)}. Een klik op het aantal in de kolom "
    f"{quoted(columns.QUOTES)} brengt u erheen.",
    f"Kies uw oordeel in de kolom {quoted(columns.VERDICT)}. Laat u de cel leeg, dan blijft het voorstel van de "
    "machine staan. Vul waar nodig een onderbouwing, een aanbeveling, een verantwoordelijke en een datum in.",
    f"Zet {quoted(columns.SEEN)} op “ja” als u de ambitie hebt nagekeken, ook als u het met de machine eens bent.",
    f"Schrijf bij {quoted(columns.WHY)} waarom u een regel wijzigt. Dat komt bij de wijziging te staan.",
    "Maakt u een gele cel leeg waarin al iets stond, dan neemt u dat terug.",
)
_FILTER = (
    "Filteren kan met de pijltjes in de kop. Wilt u ook sorteren, hef dan eerst de beveiliging op; sorteer altijd hele "
    "regels, nooit één kolom."
)
_HAND_BACK = {
    "Bewaren": "Bewaar het bestand als Excel-werkmap (.xlsx). Dat kan in Excel en in LibreOffice.",
    "Inlezen": "Lees het in bij het dossier in Normtoets. U ziet eerst wat er zou veranderen; pas daarna wordt er "
    "iets bewaard. Elke wijziging krijgt de naam van degene die het bestand inleest, met de reden die erbij staat.",
    "Geweigerde regels": "Heeft iemand dezelfde ambitie intussen gewijzigd, of is er iets in een kolom van de machine "
    "veranderd, dan wordt die regel geweigerd. U leest waarom. De andere regels gaan door.",
    "Daarna": "Haal na het inlezen een nieuw bestand op als u verder wilt werken.",
}
_NOT_BACK = {
    "Inlezen": "Dit bestand is gemaakt zonder dossier in Normtoets. U kunt het invullen en bewaren, maar niet "
    "teruglezen. Wilt u dat wel, maak dan een dossier in de app en haal het werkblad daar op.",
}
_PROTECTED = (
    "De beveiliging heeft geen wachtwoord. Zij voorkomt vergissingen, meer niet. Bij het inlezen wordt elke regel "
    "vergeleken met wat er is afgedrukt; wat daarvan afwijkt, wordt geweigerd."
)
_SCOPE = ("Wat u ziet", "Wie beslist", "Niet aangetroffen")
_NAMES, _TEXTS = 27, 88  # widths in characters


def write_guide(sheet: Worksheet, formats: Formats, report: ReviewedAssessment) -> None:
    sheet.set_column(0, 0, _NAMES)
    sheet.set_column(1, 1, _TEXTS)
    page = _Page(sheet, formats)
    page.line(f"Beoordelingswerkblad {printable(report.norm.short_title)}", "title", 28)
    page.line(printable(report.assessment.organisation.name), "subtitle", 20)
    page.skip()
    for name, value in _facts(report):
        page.pair(name, value)
    _how(page, report)
    _verdicts(page, report)
    _words(page)
    sheet.hide_gridlines(2)
    protect(sheet)
    on_paper(sheet, report, columns.GUIDE, upright=True)


class _Page:
    """Lines from top to bottom, over two columns."""

    def __init__(self, sheet: Worksheet, formats: Formats) -> None:
        self._sheet = sheet
        self.formats = formats
        self._row = 0

    def line(self, text: str, look: str, height: float) -> None:
        self._sheet.set_row(self._row, height)
        self._sheet.write_string(self._row, 0, text, self.formats[look])
        if look == "section":
            self._sheet.write_blank(self._row, 1, None, self.formats[look])
        self._row += 1

    def section(self, text: str) -> None:
        self.skip()
        self.line(text, "section", 22)

    def pair(self, name: str, value: str) -> None:
        self._row_of(name, self.formats["label"], value)

    def marked(self, mark: wording.Mark, text: str) -> None:
        """An outcome in its colours, with what is said of it."""
        self._row_of(mark.label, self.formats.mark(mark), text)

    def yours(self, text: str) -> None:
        """A cell as those that a person fills in, with what is said of it."""
        self._row_of("Gele cel", self.formats["example"], text)

    def _row_of(self, name: str, look: Format, text: str) -> None:
        self._sheet.write_string(self._row, 0, name, look)
        self._sheet.write_string(self._row, 1, text, self.formats["text"])
        self._sheet.set_row(self._row, height_for([(name, _NAMES, True), (text, _TEXTS, False)]))
        self._row += 1

    def skip(self) -> None:
        self._row += 1


def _facts(report: ReviewedAssessment) -> tuple[tuple[str, str], ...]:
    made = report.assessment
    reviewing = reviewing_of(made.findings, layers_of(report))
    people = reviewing.extent if reviewing else "nog niets; alle oordelen zijn voorstellen van de machine"
    return (
        ("Norm", printable(f"{report.norm.title}, versie {report.norm.version}")),
        ("Peildatum", wording.day(made.peildatum)),
        ("Getoetst op", review_wording.day_of(made.run.started)),
        ("Documenten", wording.counted(len(made.documents), "document", "documenten")),
        ("Beoordeeld door mensen", people),
        ("Wat dit is", f"{reviewing.note if reviewing else wording.CONCEPT_NOTE}"),
    )


def _how(page: _Page, report: ReviewedAssessment) -> None:
    page.section("Zo vult u het in")
    for number, text in enumerate(_STEPS, 1):
        page.pair(f"Stap {number}", text)
    page.yours("Deze cellen zijn voor u. Alle andere cellen zijn van de machine.")
    page.pair("Filteren en sorteren", _FILTER)
    page.section("Zo levert u het in")
    for name, text in (_HAND_BACK if report.id else _NOT_BACK).items():
        page.pair(name, text)
    page.pair("Beveiliging", _PROTECTED)


def _verdicts(page: _Page, report: ReviewedAssessment) -> None:
    page.section("De oordelen")
    proposed = Counter(each.finding.status for each in report.findings)
    standing = Counter(each.status for each in report.findings)
    for status, mark in MARKS.items():
        count = wording.counted(proposed[status], "voorstel van de machine", "voorstellen van de machine")
        now = f"; na de oordelen van mensen {standing[status]}" if standing != proposed else ""
        told = f" In dit bestand: {count}{now}." if proposed[status] or standing[status] else ""
        page.marked(mark, f"{mark.meaning}{told}")


def _words(page: _Page) -> None:
    page.section("Wie stelt voor, wie beslist, en wat dit onderzoek laat zien")
    for name, text in zip(_SCOPE, wording.SCOPE, strict=True):
        page.pair(name, text)
    for name, text in review_wording.LEGEND:
        page.pair(name, f"{text[0].upper()}{text[1:]}.")
    page.section("Andere woorden")
    for proof, text in wording.PROOF_MEANING.items():
        page.pair(wording.PROOF[proof].capitalize(), f"{text[0].upper()}{text[1:]}.")
    page.pair("Werking", "Of het in de praktijk werkt. Dat laat een documentenonderzoek nooit zien.")
    for state, text in wording.STATE_MEANING.items():
        if state is not State.NOT_FOUND:
            page.pair(wording.STATE[state], f"{text[0].upper()}{text[1:]}.")
    for name, text in wording.CERTAINTY_LEGEND:
        page.pair(f"Zekerheid: {name}", f"{text[0].upper()}{text[1:]}.")
