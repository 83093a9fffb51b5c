"""The settings in force as papers tell them: which model may be asked, what keeps the dossiers, and for how long."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from analyzer.access_settings import IDLE_MINUTES, Login
from analyzer.llm.settings import ModelSettings
from analyzer.report.accountability.facts import InstallationFacts, ModelFacts, Reach
from analyzer.retention import WORK_FOLDER, retention
from analyzer.version import VERSION

_ENTRY = {
    None: "niet: de toets is op de opdrachtregel gedaan. Wie bij de bestanden kan, kan bij de inhoud",
    Login.LOCAL: "zonder aanmelding, alleen op deze computer",
    Login.ACCOUNTS: "met een naam en een wachtwoord van deze app",
    Login.PROXY: "door de toegangspoort van de organisatie",
    Login.OIDC: "door de aanmelddienst van de organisatie (OpenID Connect)",
}
_REACH = {None: Reach.FILES, Login.LOCAL: Reach.ALONE}


def installation_facts(
    folder: Path | None,
    login: Login | None,
    *,
    model: ModelSettings | None = None,
    database: str | None = None,
    embedder: str | None = None,
    nli: str | None = None,
    reranker: str | None = None,
    idle_minutes: int = IDLE_MINUTES,
) -> InstallationFacts:
    """`folder`: of the dossiers, or on the command line of the reports; None: whoever reads the paper need not know it.

    `login`: how people come into the app that has the dossier; None: there is no app, and a work folder is all there
    is. `database`: the address of a PostgreSQL database; None: a file in the folder. `embedder`, `nli`, `reranker`:
    models that the user brought, by folder or name. `idle_minutes`: after which a session ends.

    Raises InvalidModelSettings where it is not known where the language model's text would go.
    """
    return InstallationFacts(
        version=VERSION,
        database=_database(login, database, told=folder is not None),
        folder="" if folder is None else str(folder.absolute()),
        sign_in=_ENTRY[login],
        reach=_REACH.get(login, Reach.MANY),
        model=None if model is None else _model(model),
        own_models=_own(embedder, nli, reranker),
        retention=retention(login, with_model=model is not None, idle_minutes=idle_minutes),
    )


def _database(login: Login | None, url: str | None, *, told: bool) -> str:
    """Never the address itself: it may hold a password."""
    if login is None:
        return f"geen: alles staat in de werkmap {WORK_FOLDER}"
    if url is None:
        return "SQLite, in de gegevensmap"
    if not told:
        return "PostgreSQL"
    try:
        parts = urlsplit(url)
        host, name = parts.hostname, unquote(parts.path.strip("/"))
    except ValueError:
        return "PostgreSQL"
    return f"PostgreSQL op {host or 'deze computer'}, databank {name or '–'}"


def _model(settings: ModelSettings) -> ModelFacts:
    destination = settings.destination
    return ModelFacts(
        name=settings.model,
        destination=destination.text,
        local=destination.here,
        temperature=settings.temperature,
        tokens=settings.budget_tokens,
        euros=settings.budget_euros,
    )


def _own(embedder: str | None, nli: str | None, reranker: str | None) -> tuple[str, ...]:
    """The last part of a folder names a model; where it is on the disk is nobody's business."""
    given = (("zoekmodel", embedder), ("gevolgtrekkingsmodel", nli), ("herordening van passages", reranker))
    return tuple(f"{label}: {Path(name).name or name}" for label, name in given if name)
