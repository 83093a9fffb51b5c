"""A filled-in draft for the Dutch Algoritmeregister: by the fields of its publication standard, as values, as a Word
document to complete, and as JSON under the standard's own names.

What only the organisation can say stays open: in the Word document it is asked for, in the JSON it is null, or stands
between brackets within a text.
"""

from __future__ import annotations

import html
import json

from pydantic import JsonValue

from analyzer.estimate import thousands
from analyzer.report import wording
from analyzer.report.accountability import algorithm_standard as standard
from analyzer.report.accountability import difference
from analyzer.report.accountability.algorithm_standard import FIELDS, Field, Form
from analyzer.report.accountability.algorithm_texts import Texts
from analyzer.report.accountability.paper import Block, Grid, Heading, Paper, Text, check, gap
from analyzer.report.accountability.paper_docx import paper_file
from analyzer.report.source import Source
from ingest.types import Frozen

_EMPTY = "–"
_FORMS = {Form.MONTH: "jjjj-mm", Form.LINK: "webadres", Form.CONTACT: "e-mail of webadres", Form.LINKS: "lijst"}
_ORGANISATION_LIMIT = 99
_CATEGORY = (
    "de organisatie kiest. De reden van dit voorstel: het algoritme beoordeelt documenten van de eigen organisatie, "
    "deelt geen burgers of bedrijven in en heeft geen rechtsgevolgen; een mens beslist. Gebruikt u de uitkomst "
    "zwaarder, of twijfelt u, kies dan “Impactvolle algoritmes”. Laat ook vaststellen wat de AI-verordening vraagt: "
    "reken erop dat dit door de getrainde modellen een AI-systeem is"
)


class Answer(Frozen):
    """`value`: what is filled in; paragraphs where the field holds prose; None: nothing. `asked`, `checked`: what the
    organisation must still fill in, or confirm (Dutch); empty: nothing."""

    field: Field
    value: str | tuple[str, ...] | None = None
    asked: str = ""
    checked: str = ""

    @property
    def content(self) -> JsonValue:
        """The value as the register takes it."""
        form = self.field.form
        if form is Form.LINKS:
            return []
        if form is Form.CHOICES:
            return list(self.value or ())
        if isinstance(self.value, tuple):
            return "".join(f"<p>{html.escape(each, quote=False)}</p>" for each in self.value)
        return self.value


class Record(Frozen):
    """A registration: all fields of the standard, in its order."""

    answers: tuple[Answer, ...]

    def answer(self, key: str) -> Answer:
        """Raises KeyError."""
        for each in self.answers:
            if each.field.key == key:
                return each
        raise KeyError(key)


def record(source: Source) -> Record:
    texts = Texts(source, _ORGANISATION_LIMIT)
    values, asked = _values(texts), _asked(texts)
    return Record(
        answers=tuple(
            Answer(
                field=field,
                value=values.get(field.key),
                asked=asked.get(field.key, ""),
                checked=_CHECKED.get(field.key, ""),
            )
            for field in FIELDS
        )
    )


def machine(source: Source) -> bytes:
    """The draft as JSON under the standard's own names; what is not known yet is null."""
    content = {each.field.key: each.content for each in record(source).answers}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def render(source: Source) -> bytes:
    """The draft as a Word document: each field, what is filled in, and what is still asked."""
    return paper_file(paper(source), source)


def paper(source: Source) -> Paper:
    found = record(source)
    blocks: list[Block] = [
        Text(
            text=f"Dit ontwerp volgt de Publicatiestandaard {standard.VERSION} van het Algoritmeregister (handleiding "
            f"{standard.GUIDE}). Ga na of er een nieuwere versie is. Een sterretje betekent: zonder dit veld wordt "
            "niet gepubliceerd. Alle teksten blijven binnen de lengte die de standaard toestaat."
        )
    ]
    for group in dict.fromkeys(field.group for field in FIELDS):
        own = [each for each in found.answers if each.field.group == group]
        blocks += [Heading(text=group), _table(group, own)]
    blocks += [Heading(text="Machine en mens in dit dossier"), *difference.blocks(source, listing=False)]
    blocks.append(Text(text="Dit hoort niet in het register; het laat zien hoe het toezicht van mensen hier verloopt."))
    return Paper(
        title="Ontwerp voor het Algoritmeregister",
        subtitle=f"Normtoets bij {source.assessment.organisation.name}",
        short="Ontwerp voor het Algoritmeregister",
        concept="Concept – door het programma ingevuld",
        note="Het programma heeft dit ontwerp ingevuld met wat het van zichzelf en van de instellingen weet. Wat geel "
        "is, vult de organisatie in of controleert zij. Een mens beslist of en wat er wordt gepubliceerd.",
        blocks=tuple(blocks),
    )


def _values(texts: Texts) -> dict[str, str | tuple[str, ...]]:
    return {
        "name": "Beleidsdocumenten toetsen aan normen voor een weerbare overheid",
        "description_short": texts.short,
        "organization": texts.organisation,
        "category": ("Openbare orde en veiligheid", "Organisatie en bedrijfsvoering"),
        "status": "In gebruik",
        "publication_category": "Overige algoritmes",
        "goal": texts.goal,
        "proportionality": texts.proportionality,
        "human_intervention": texts.human_intervention,
        "risks": texts.risks,
        "lawful_basis": texts.lawful_basis,
        "impacttoetsen": texts.impact_tests,
        "source_data": texts.source_data,
        "methods_and_models": texts.methods,
        "provider": "Normtoets, een opensourceprogramma (licentie EUPL-1.2)",
        "lang": standard.LANGUAGE,
        "standard_version": standard.VERSION,
        "tags": texts.tags,
    }


_CHECKED = {
    "organization": "staat de naam zo in de waardelijst van overheidsorganisaties (TOOI)?",
    "category": "kloppen de thema’s? Ten hoogste drie",
    "status": "gaat het om een proef, kies dan “In ontwikkeling”",
    "publication_category": _CATEGORY,
    "provider": "beheert een ander het programma voor u, noem dan die leverancier",
}


def _asked(texts: Texts) -> dict[str, str]:
    first = min(each.assessment.run.started for each in (*texts.source.history, *texts.source.reports))
    return {
        "begin_date": f"maand waarin u begon; de oudste toets van dit dossier is van {first:%Y-%m}",
        "contact_email": "e-mailadres of webpagina voor vragen van burgers en media",
        "website": "het adres van uw publiekspagina hierover, als die er is",
        "url": "het adres van deze registratie in uw eigen register, als u dat hebt",
        "lawful_basis_grouping": f"titel en adres van elke wet of elk besluit, bijvoorbeeld {texts.law_link}",
        "process_index_url": "het adres van deze verwerking in uw openbare verwerkingsregister, als dat er is",
        "impacttoetsen_grouping": "naam van elke gedane toets (DPIA, IAMA), met het adres als zij openbaar is",
        "source_data_grouping": "titel en adres van openbare bronnen, zoals de norm en uw vastgestelde beleid",
        "publiccode": "het adres van de openbare broncode van uw versie, als die er is",
        "source_id": "het kenmerk in uw eigen register, als u dat hebt",
    }


def _table(group: str, answers: list[Answer]) -> Grid:
    return Grid(
        description=f"Velden van het Algoritmeregister: {group.lower()}",
        widths=(3.9, 2.3, 9.8),
        header=("Veld", "Vorm", "Ingevuld"),
        rows=tuple((_name(each.field), _form(each.field), _shown(each)) for each in answers),
        named=True,
    )


def _name(field: Field) -> str:
    return f"{field.label} *" if field.required else field.label


def _form(field: Field) -> str:
    if field.form in (Form.CHOICE, Form.CHOICES):
        return f"keuze uit {len(field.allowed)}" if len(field.allowed) > 1 else "vaste waarde"
    if field.form in _FORMS:
        return _FORMS[field.form]
    return f"minder dan {thousands(field.limit)} tekens" if field.limit else "tekst"


def _shown(answer: Answer) -> tuple[str, ...]:
    value = answer.value or ()
    if answer.field.form is Form.CHOICES:
        value = wording.listed(list(value))
    lines = [value] if isinstance(value, str) else list(value)
    lines += [gap(answer.asked)] if answer.asked else []
    lines += [check(answer.checked)] if answer.checked else []
    return tuple(lines) or (_EMPTY,)
