"""The fields of the publication standard of the Dutch Algoritmeregister: names, groups, lengths and allowed values.

Version 1.0, after its guide (1.0.9, 9 July 2024) and the register's own schema of that version. The guide gives lengths
as "less than", the schema as "at most"; here the stricter of the two counts. `lars`, a number that the register gives,
is left out.
"""

from __future__ import annotations

from enum import StrEnum

from ingest.types import Frozen

VERSION = "1.0"
GUIDE = "1.0.9 van 9 juli 2024"
LANGUAGE = "nld"  # ISO 639-3, the one that the standard allows

THEMES = (
    "Organisatie en bedrijfsvoering",
    "Cultuur en recreatie",
    "Economie",
    "Overheidsfinanciën",
    "Wonen",
    "Internationaal",
    "Migratie en integratie",
    "Natuur en milieu",
    "Onderwijs en wetenschap",
    "Openbare orde en veiligheid",
    "Recht",
    "Ruimte en infrastructuur",
    "Sociale zekerheid",
    "Verkeer",
    "Werk",
    "Zorg en gezondheid",
)
STATUSES = ("In ontwikkeling", "In gebruik", "Buiten gebruik")
CATEGORIES = ("Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes")
MOST_THEMES = 3


class Form(StrEnum):
    """What a field holds."""

    TEXT = "text"  # a line
    PROSE = "prose"  # paragraphs, in the register's own HTML (p, br, div, ul, ol, li)
    CHOICE = "choice"  # one of `allowed`
    CHOICES = "choices"  # some of `allowed`
    MONTH = "month"  # yyyy-mm
    LINK = "link"  # https://…
    CONTACT = "contact"  # an e-mail address or a link
    LINKS = "links"  # titles, each with a link


class Field(Frozen):
    """`key`: in the register's data; `label`: as people see it. `limit`: a value has fewer characters than this (0: no
    limit is given). `required`: nothing is published without it."""

    key: str
    label: str
    group: str
    form: Form
    limit: int = 0
    required: bool = False
    allowed: tuple[str, ...] = ()


_GENERAL, _USE, _WORKING, _META = "Algemene informatie", "Verantwoord gebruik", "Werking", "Over de registratie"
_LONG, _LINK = 2500, 500

FIELDS = (
    Field(key="name", label="Naam", group=_GENERAL, form=Form.TEXT, limit=100, required=True),
    Field(
        key="description_short", label="Korte omschrijving", group=_GENERAL, form=Form.TEXT, limit=350, required=True
    ),
    Field(key="organization", label="Organisatie", group=_GENERAL, form=Form.TEXT, limit=100, required=True),
    Field(key="category", label="Thema", group=_GENERAL, form=Form.CHOICES, allowed=THEMES),
    Field(key="status", label="Status", group=_GENERAL, form=Form.CHOICE, required=True, allowed=STATUSES),
    Field(key="begin_date", label="Begindatum", group=_GENERAL, form=Form.MONTH),
    Field(key="end_date", label="Einddatum", group=_GENERAL, form=Form.MONTH),
    Field(key="contact_email", label="Contactgegevens", group=_GENERAL, form=Form.CONTACT, limit=_LINK, required=True),
    Field(key="website", label="Link naar publiekspagina", group=_GENERAL, form=Form.LINK, limit=_LINK),
    Field(
        key="publication_category",
        label="Publicatiecategorie",
        group=_GENERAL,
        form=Form.CHOICE,
        required=True,
        allowed=CATEGORIES,
    ),
    Field(key="url", label="Link naar bronregistratie", group=_GENERAL, form=Form.LINK, limit=_LINK),
    Field(key="goal", label="Doel en impact", group=_USE, form=Form.PROSE, limit=_LONG),
    Field(key="proportionality", label="Afwegingen", group=_USE, form=Form.PROSE, limit=_LONG),
    Field(key="human_intervention", label="Menselijke tussenkomst", group=_USE, form=Form.PROSE, limit=_LONG),
    Field(key="risks", label="Risicobeheer", group=_USE, form=Form.PROSE, limit=_LONG),
    Field(key="lawful_basis", label="Wettelijke basis", group=_USE, form=Form.PROSE, limit=_LONG),
    Field(key="lawful_basis_grouping", label="Verwijzingen wettelijke basis", group=_USE, form=Form.LINKS),
    Field(key="process_index_url", label="Link naar verwerkingsregister", group=_USE, form=Form.LINK, limit=_LINK),
    Field(key="impacttoetsen_grouping", label="Impacttoetsen", group=_USE, form=Form.LINKS),
    Field(key="impacttoetsen", label="Toelichting op impacttoetsen", group=_USE, form=Form.PROSE, limit=_LONG),
    Field(key="source_data", label="Gegevens", group=_WORKING, form=Form.PROSE, limit=_LONG),
    Field(key="source_data_grouping", label="Verwijzingen gegevensbronnen", group=_WORKING, form=Form.LINKS),
    Field(key="methods_and_models", label="Technische werking", group=_WORKING, form=Form.PROSE, limit=5000),
    Field(key="provider", label="Leverancier", group=_WORKING, form=Form.TEXT, limit=200),
    Field(key="publiccode", label="Link naar broncode", group=_WORKING, form=Form.LINK, limit=_LINK),
    Field(key="lang", label="Taal", group=_META, form=Form.CHOICE, required=True, allowed=(LANGUAGE,)),
    Field(
        key="standard_version", label="Versie publicatiestandaard", group=_META, form=Form.CHOICE, allowed=(VERSION,)
    ),
    Field(key="source_id", label="Bron-ID", group=_META, form=Form.TEXT, limit=100),
    Field(key="tags", label="Zoektermen", group=_META, form=Form.PROSE, limit=_LONG),
)
