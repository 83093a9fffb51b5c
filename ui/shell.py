"""What stands around every page: who is there, in which dossier, the way to the other pages, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

import gradio as gr

from analyzer.store.errors import NoSuchDossier, StoreError
from ui import rendering
from ui.explanation import explain
from ui.places import OF_DOSSIER, SIGN_IN, Place
from ui.theme import asset
from ui.workplace import NotSignedIn, Workplace

Updates = dict[Any, Any]  # a widget, and what changes about it
P = ParamSpec("P")

# For every event of the app: answered at once and directly, without Gradio's queue, whose streams know no users.
DIRECT = {"show_progress": "hidden", "api_visibility": "undocumented", "queue": False}


@dataclass(frozen=True)
class Shell:
    """`heading`: the band and the navigation; `message`: what was done or went wrong, read out when it changes."""

    workplace: Workplace
    place: Place
    heading: gr.HTML
    message: gr.HTML

    def answers(self, handler: Callable[P, Updates]) -> Callable[P, Updates]:
        """The handler, which tells the user what went wrong instead of raising. `message` must be among its outputs."""

        @wraps(handler)
        def answered(*args: P.args, **kwargs: P.kwargs) -> Updates:
            try:
                return handler(*args, **kwargs)
            except NotSignedIn:
                return {self.message: rendering.signed_out(SIGN_IN)}
            except StoreError as exc:
                return {self.message: rendering.problems("Dit is niet gelukt.", [str(exc)])}
            except Exception as exc:  # whatever happened, the user is told
                return {self.message: rendering.problems("Dit is niet gelukt.", explain(exc))}

        return answered


def shell(workplace: Workplace, place: Place, page: gr.Blocks) -> Shell:
    """Lays out the top of a page, inside `page`, and has it filled when the page is opened."""
    gr.Navbar(visible=False)
    heading = gr.HTML(rendering.heading(place), js_on_load=asset("shell.js"), apply_default_css=False, elem_id="kop")
    message = gr.HTML("", js_on_load=asset("message.js"), apply_default_css=False, elem_id="melding")
    made = Shell(workplace, place, heading, message)

    @made.answers
    def opened(request: gr.Request) -> Updates:
        person = workplace.desk(request).person
        try:
            dossier = workplace.visit(request).dossier
        except NoSuchDossier as exc:
            said = rendering.problems("Deze pagina hoort bij een dossier.", [str(exc)]) if place in OF_DOSSIER else ""
            return {heading: rendering.heading(place, person), message: said}
        return {heading: rendering.heading(place, person, dossier), message: gr.skip()}

    page.load(opened, None, [heading, message], **DIRECT)
    return made
