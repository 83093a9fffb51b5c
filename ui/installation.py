"""What there is to know of this installation: its version, where everything is kept, and how to keep a copy of it."""

from __future__ import annotations

from analyzer.access_settings import Login
from analyzer.errors import ModelError
from analyzer.installation_facts import installation_facts
from analyzer.report.accountability.facts import InstallationFacts
from analyzer.settings import database_url, read_access_settings
from analyzer.store.store import Store
from analyzer.store.values import Person, Role
from ingest.types import Frozen
from ui.configuration import Configuration
from ui.workplace import Workplace


class Installation(Frozen):
    """`facts`: rows of label and text."""

    facts: tuple[tuple[str, str], ...]


def installation(store: Store, configuration: Configuration, login: Login, *, manages: bool) -> Installation:
    """`manages`: who asks may know where files are."""
    told = installation_facts(store.folder if manages else None, login, database=database_url())
    facts = [("Versie van Normtoets", told.version), ("Database", told.database)]
    if told.folder:
        facts.append(("Gegevensmap", told.folder))
    facts += [("Aanmelden", told.sign_in), ("Tekst gaat naar", _destination(configuration))]
    return Installation(facts=tuple(facts))


def facts_of_app(workplace: Workplace, person: Person) -> InstallationFacts | None:
    """The settings in force, for the papers that account for them. Where files are, a beheerder may know.

    None where the settings of the language model are wrong: then nobody knows where text would go.
    """
    configuration, access = workplace.configuration, read_access_settings()
    try:
        model = configuration.model()
    except ModelError:  # the page with the settings tells what is wrong with them
        return None
    folders = configuration.folders()
    return installation_facts(
        workplace.store.folder if person.role is Role.BEHEERDER else None,
        access.login,
        model=model,
        database=database_url(),
        nli=folders.nli.name if folders.nli else None,
        reranker=folders.reranker.name if folders.reranker else None,
        idle_minutes=access.idle_minutes,
    )


def _destination(configuration: Configuration) -> str:
    try:
        settings = configuration.model()
    except ModelError:
        return "niet bekend: de instellingen van het taalmodel kloppen niet"
    return "nergens: alles blijft op deze computer" if settings is None else settings.destination.text
