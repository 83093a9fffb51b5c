"""All dossiers there are, for whoever sits at the machine itself; people see theirs at a Desk."""

from __future__ import annotations

from analyzer.store.dossier_records import summaries
from analyzer.store.store import Store
from analyzer.store.values import DossierSummary, Person, Role

_CONSOLE = Person(id="", login="", name="", role=Role.BEHEERDER)


def overview(store: Store) -> tuple[DossierSummary, ...]:
    """The one that changed last first."""
    with store.database.reading() as session:
        return summaries(session, _CONSOLE, store.marks.of)
