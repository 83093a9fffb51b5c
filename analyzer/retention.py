"""What this program keeps, where, and for how long: the Dutch lines of the papers that account for its use.

Each line begins with what it is about, a colon, and then says what the code does; a test holds the lines against it.
Pages of the app keep some things too, in memory and in the browser; those are told here as well.
"""

from __future__ import annotations

from analyzer.access_settings import IDLE_MINUTES, SESSION_HOURS, Login
from analyzer.report.wording import counted

WORK_FOLDER = ".normtoets"
CHAT_HOURS = 12  # that a conversation stays in memory in which nothing is asked
DRAFT_DAYS = 30  # that a browser shows what was typed and not saved
PICTURE_MINUTES = 5  # that a browser may keep the picture of a page


def retention(login: Login | None, *, with_model: bool, idle_minutes: int = IDLE_MINUTES) -> tuple[str, ...]:
    """`login`: how people come into the app; None: there is no app, only the command line and its work folder.
    `with_model`: a language model is set up. `idle_minutes`: after which a session ends."""
    if login is None:
        return (*_ON_THE_COMMAND_LINE, *((_answers(),) if with_model else ()))
    return (
        *_DOSSIERS,
        *((_answers(),) if with_model else ()),
        _AFTERWARDS,
        _LOG,
        _people(login),
        *((_sessions(idle_minutes),) if login in (Login.ACCOUNTS, Login.OIDC) else ()),
        *_AROUND,
    )


_ON_THE_COMMAND_LINE = (
    "Documenten: worden gelezen waar zij staan; Normtoets maakt er geen kopie van.",
    f"Werkmap {WORK_FOLDER}, in de map van de rapporten: de gelezen tekst, de zoekindex en eerdere uitkomsten. Zij "
    "blijft tot u haar verwijdert; dat kost alleen tijd bij een volgende toets.",
    "Rapporten: blijven in de map die u koos, tot u ze verwijdert.",
    "Logboek en gebruikers: zijn er niet op de opdrachtregel.",
)
_DOSSIERS = (
    "Dossiers: de gegevens van het dossier, de toetsen met hun uitkomst, en alles wat mensen daarover vastlegden, "
    "blijven in de database tot de eigenaar of een beheerder het dossier verwijdert. Er is geen automatische termijn.",
    "Oorspronkelijke bestanden: blijven ongewijzigd in de gegevensmap, ook als een document uit het dossier is gehaald "
    "of is vervangen. Zij verdwijnen met het dossier, tenzij een ander dossier hetzelfde bestand heeft.",
    "Werkmap van een dossier: de gelezen tekst, de zoekindex en eerdere uitkomsten; verdwijnt met het dossier.",
)
_AFTERWARDS = (
    "Sporen na het verwijderen: met een dossier verdwijnen ook de samenvattingen van zijn bestanden en alles wat bij "
    "het uitvoeren van toetsen is vastgelegd. Wat uit een bestand is gelezen, blijft alleen als een ander dossier "
    "hetzelfde bestand heeft, zonder de naam die het hier had. Wordt het verwijderen afgebroken, dan maakt de app het "
    "bij een volgende start af. In het logboek blijven de naam van de organisatie en van bestanden staan. Een "
    "SQLite-database overschrijft wat is verwijderd; bij PostgreSQL doet de server dat later. Bestanden worden gewist, "
    "niet overschreven: of zij nog van de schijf zijn te halen, hangt van de schijf af."
)
_LOG = (
    "Logboek: wie wat wanneer deed, waarover (ook de naam van een organisatie of een bestand), met welk gevolg en "
    "vanaf welk netwerkadres. Het blijft zonder termijn bewaard, ook als het dossier weg is of de persoon geen toegang "
    "meer heeft; er is geen scherm om het te bekijken en geen functie om het op te schonen."
)
_AROUND = (
    f"Vragen aan het dossier: vraag en antwoord staan alleen in het geheugen van de app en zijn weg als die stopt. Wat "
    f"{CHAT_HOURS} uur niet is gebruikt, wordt bij een volgende vraag opgeruimd.",
    "Rapporten: worden gemaakt als iemand ze ophaalt; de app bewaart ze niet.",
    "Tijdelijke bestanden: ontstaan bij het ontvangen en versturen van bestanden, en zijn daarna weg. Wat na een "
    "storing bleef liggen, wordt bij een volgende start opgeruimd, als het ouder is dan een dag.",
    f"In de browser van de gebruiker: wat is getypt en nog niet bewaard (na {DRAFT_DAYS} dagen wordt het niet meer "
    f"getoond), en {counted(PICTURE_MINUTES, 'minuut', 'minuten')} lang de afbeelding van een bladzijde.",
    "Back-ups en uitgevoerde dossiers: ontstaan alleen als iemand daarom vraagt. Een verwijderd dossier blijft in zo’n "
    "kopie staan tot u de kopie vernietigt.",
    "Meldingen van het programma: waarschuwingen en fouten gaan naar de uitvoer van de server. Normtoets bewaart ze "
    "niet; hoe lang zij blijven, bepaalt uw server.",
)


def _answers() -> str:
    return (
        "Antwoorden van het taalmodel: blijven in de werkmap, zodat dezelfde vraag geen tweede keer wordt gesteld, en "
        "verdwijnen met die map. Wat de modelserver zelf bewaart, weet Normtoets niet."
    )


def _people(login: Login) -> str:
    if login is Login.LOCAL:
        return (
            "Gebruiker: de naam van de gebruiker van deze computer staat in de database en bij elke wijziging; niemand "
            "meldt zich aan."
        )
    password = " Van een wachtwoord staat alleen een onomkeerbare afgeleide (argon2id) in de database."
    return (
        "Gebruikers: naam, aanmeldnaam en rol blijven in de database, en de naam staat bij elke wijziging. Toegang kan "
        "worden beëindigd; iemand verwijderen kan niet." + (password if login is Login.ACCOUNTS else "")
    )


def _sessions(idle_minutes: int) -> str:
    return (
        f"Aanmeldingen: eindigen na {counted(idle_minutes, 'minuut', 'minuten')} zonder gebruik, en in elk geval na "
        f"{SESSION_HOURS} uur. De regel daarvan in de database verdwijnt bij het afmelden, of bij een volgende "
        "aanmelding nadat hij is verlopen."
    )
