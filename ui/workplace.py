"""What every page works with: the store, the runs, the models that are configured, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from analyzer.jobs.runs import Runs
from analyzer.store.desk import Desk
from analyzer.store.errors import NoSuchDossier
from analyzer.store.store import Store
from analyzer.store.values import Dossier, Level
from ui.configuration import Configuration


class NotSignedIn(Exception):
    """Nobody is known behind this request; the page says how to sign in."""


@dataclass(frozen=True)
class Visit:
    """Someone at a page of a dossier. `level`: what they may do there."""

    desk: Desk
    dossier: Dossier
    level: Level

    @property
    def may_edit(self) -> bool:
        return self.level is Level.EDIT


@dataclass(frozen=True)
class Workplace:
    """One for the whole app. Every handler begins with `desk` or `visit`: nothing else leads to a dossier."""

    store: Store
    runs: Runs
    configuration: Configuration

    def desk(self, request: gr.Request) -> Desk:
        """The desk of whoever asks. Raises NotSignedIn."""
        person = self.store.person(str(request.username or ""))
        if person is None or not person.active:
            raise NotSignedIn
        return Desk(self.store, person, source=request.client.host if request.client else "")

    def visit(self, request: gr.Request) -> Visit:
        """The dossier that the address of the page names. Raises NotSignedIn and NoSuchDossier."""
        desk = self.desk(request)
        asked = str(request.query_params.get("dossier", ""))
        if not asked:
            raise NoSuchDossier
        return Visit(desk, desk.dossier(asked), desk.level(asked))
