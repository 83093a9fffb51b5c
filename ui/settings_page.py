"""The page "Instellingen": the language model and local models, the people, the name of a single user, the Word
template, and where everything is. Everyone may look; whoever manages the app changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from analyzer.access_settings import Login
from analyzer.settings import read_access_settings
from analyzer.store.desk import Desk
from analyzer.store.errors import InvalidChange, NotAllowed
from analyzer.store.values import Role
from ui import people_panel, rendering
from ui.access.password_page import PATH as PASSWORD_PATH
from ui.checks import Checks
from ui.installation import installation
from ui.model_panel import ModelPanel, Told
from ui.moments import moment
from ui.places import OWN_TEMPLATE, TEMPLATE_ADDRESS, TEMPLATE_TO_START, Place
from ui.shell import DIRECT, Shell, Updates, shell
from ui.submitted import Submitted, submitted
from ui.theme import asset
from ui.workplace import Workplace

# How often a check under way is looked at. Seconds.
REFRESH = 1.0
_READ_ONLY = "Alleen een beheerder kan deze instellingen wijzigen. Vraag de beheerder van deze installatie."


@dataclass(frozen=True)
class SettingsPage:
    """The widgets of the page."""

    workplace: Workplace
    panel: ModelPanel
    stands: gr.HTML
    model: gr.HTML
    goes: gr.HTML
    model_told: gr.HTML
    folders: gr.HTML
    folders_told: gr.HTML
    people: gr.HTML
    word: gr.HTML
    about: gr.HTML
    timer: gr.Timer

    @property
    def widgets(self) -> list[Any]:
        return [
            self.stands,
            self.model,
            self.goes,
            self.model_told,
            self.folders,
            self.folders_told,
            self.people,
            self.word,
            self.about,
            self.timer,
        ]

    def opened(self, desk: Desk) -> Updates:
        """The page for this person."""
        login, manages = read_access_settings().login, desk.person.role is Role.BEHEERDER
        return {
            self.stands: self.panel.stands(),
            self.model: self.panel.form() if manages else rendering.render("read_only", text=_READ_ONLY),
            self.goes: "",
            self.model_told: "",
            self.folders: self.panel.folders_form() if manages else "",
            self.folders_told: "",
            self.people: people_panel.people(desk, login),
            self.word: self.templated(desk),
            self.about: rendering.render(
                "installation",
                installation=installation(desk.store, self.workplace.configuration, login, manages=manages),
                manages=manages,
                name=desk.person.name if login is Login.LOCAL else None,
                login=desk.person.login,
                password=PASSWORD_PATH if login is Login.ACCOUNTS else "",
                longest=people_panel.LONGEST_NAME,
            ),
            **self.looked(desk),
        }

    def templated(self, desk: Desk) -> str:
        """The part on the organisation's Word template."""
        template = desk.template()
        return rendering.render(
            "word_template",
            template=template,
            since=moment(template.at) if template else "",
            manages=desk.person.role is Role.BEHEERDER,
            address=TEMPLATE_ADDRESS,
            own=OWN_TEMPLATE,
            start=TEMPLATE_TO_START,
        )

    def looked(self, desk: Desk) -> Updates:
        """The check of this person as it is now."""
        check = self.panel.checks.of(desk.person.id)
        if check is None or desk.person.role is not Role.BEHEERDER:
            return {self.timer: gr.Timer(active=False)}
        into = self.model_told if check.subject == "model" else self.folders_told
        busy = check.busy  # before it is shown: what ends in between is shown once more
        return {into: check.shown(), self.timer: gr.Timer(active=busy)}

    def changed_model(self, desk: Desk, given: Submitted) -> Updates:
        """What the form of the language model asked for. Where it is refused, what was typed stays as it is."""
        if given.action == "preview":
            return {self.goes: self.panel.preview(given)}
        if given.action == "remove":
            told = self.panel.remove(desk.person.id)
        elif given.action == "model" and given.text("what") == "check":
            told = self.panel.check(desk.person.id, given)
        elif given.action == "model":
            self.panel.checks.drop(desk.person.id)
            told = self.panel.keep(given)
        else:
            raise InvalidChange("Deze knop doet hier niets. Laad de pagina opnieuw.")
        return {**self._told(told, self.model_told, desk), **(self._renewed() if told.done else {})}

    def changed_folders(self, desk: Desk, given: Submitted) -> Updates:
        """What the form of the local models asked for."""
        if given.text("what") == "check":
            told = self.panel.check_folder(desk.person.id, given)
        else:
            _, told = self.panel.keep_folders(given)
        return self._told(told, self.folders_told, desk)

    def _told(self, told: Told, into: gr.HTML, desk: Desk) -> Updates:
        check = self.panel.checks.of(desk.person.id)
        return {into: told.html, self.timer: gr.Timer(active=check is not None and check.busy)}

    def _renewed(self) -> Updates:
        return {self.stands: self.panel.stands(), self.model: self.panel.form(), self.goes: ""}


def _changed_template(desk: Desk, given: Submitted) -> str:
    """What is said: the template is there already, sent by its own route, or it is dropped here. Raises NotAllowed."""
    if given.action != "drop":
        return "Stukken krijgen voortaan dit sjabloon."
    desk.drop_template()
    return "Stukken hebben weer de vormgeving van Normtoets."


def _changed_name(desk: Desk, given: Submitted) -> str:
    """Raises NotAllowed where people sign in, and InvalidChange."""
    name = " ".join(given.text("name").split())
    if read_access_settings().login is not Login.LOCAL:
        raise NotAllowed("Uw naam komt van de aanmelding. Vraag de beheerder om haar te wijzigen.")
    if not name or len(name) > people_panel.LONGEST_NAME:
        raise InvalidChange(f"Naam: vul een naam in van ten hoogste {people_panel.LONGEST_NAME} tekens.")
    desk.store.welcome(desk.person.login, name, desk.person.role)
    return f"Voortaan staat “{name}” bij wat u vastlegt."


def settings_page(workplace: Workplace, page: gr.Blocks) -> None:
    """Lays out the page and wires it."""
    around = shell(workplace, Place.SETTINGS, page)
    forms = asset("forms.js") + asset("fresh_forms.js")
    sends = asset("file_button.js") + asset("send_file.js")
    made = SettingsPage(
        workplace=workplace,
        panel=ModelPanel(workplace.configuration, Checks()),
        stands=gr.HTML("", apply_default_css=False, elem_id="stand"),
        model=gr.HTML("", js_on_load=forms + asset("model_form.js"), apply_default_css=False, elem_id="taalmodel"),
        goes=gr.HTML("", apply_default_css=False, elem_id="gaat-naar"),
        model_told=gr.HTML("", apply_default_css=False, elem_id="model-uitkomst"),
        folders=gr.HTML("", js_on_load=forms, apply_default_css=False, elem_id="mappen"),
        folders_told=gr.HTML("", apply_default_css=False, elem_id="map-uitkomst"),
        people=gr.HTML("", js_on_load=forms, apply_default_css=False, elem_id="mensen"),
        word=gr.HTML("", js_on_load=sends + forms, apply_default_css=False, elem_id="sjabloon-deel"),
        about=gr.HTML("", js_on_load=forms, apply_default_css=False, elem_id="installatie"),
        timer=gr.Timer(REFRESH, active=False),
    )
    _wire(made, around, page)


def _wire(made: SettingsPage, around: Shell, page: gr.Blocks) -> None:
    workplace, message = around.workplace, around.message

    def manager(request: gr.Request) -> Desk:
        """The desk of whoever asks, who must manage the app."""
        desk = workplace.desk(request)
        if desk.person.role is not Role.BEHEERDER:
            raise NotAllowed(_READ_ONLY)
        return desk

    @around.answers
    def opened(request: gr.Request) -> Updates:
        return {**made.opened(workplace.desk(request)), message: ""}

    @around.answers
    def change_model(request: gr.Request, event: gr.EventData) -> Updates:
        return {**made.changed_model(manager(request), submitted(event)), message: ""}

    @around.answers
    def change_folders(request: gr.Request, event: gr.EventData) -> Updates:
        return {**made.changed_folders(manager(request), submitted(event)), message: ""}

    @around.answers
    def look(request: gr.Request) -> Updates:
        return made.looked(manager(request))

    @around.answers
    def change_people(request: gr.Request, event: gr.EventData) -> Updates:
        desk, login = manager(request), read_access_settings().login
        done = people_panel.change(desk, login, submitted(event))
        return {made.people: people_panel.people(workplace.desk(request), login), message: rendering.done(done)}

    @around.answers
    def change_name(request: gr.Request, event: gr.EventData) -> Updates:
        said = _changed_name(workplace.desk(request), submitted(event))
        return {message: rendering.done([said])}

    @around.answers
    def change_template(request: gr.Request, event: gr.EventData) -> Updates:
        desk = manager(request)
        said = _changed_template(desk, submitted(event))
        return {made.word: made.templated(desk), message: rendering.done([said])}

    several = {**DIRECT, "trigger_mode": "multiple"}  # a field is left by the click that sends the form
    page.load(opened, None, [*made.widgets, message], **DIRECT)
    made.model.select(
        change_model, None, [made.stands, made.model, made.goes, made.model_told, made.timer, message], **several
    )
    made.folders.select(change_folders, None, [made.folders_told, made.timer, message], **several)
    made.timer.tick(look, None, [made.model_told, made.folders_told, made.timer, message], **DIRECT)
    made.people.select(change_people, None, [made.people, message], **several)
    made.word.select(change_template, None, [made.word, message], **several)
    made.about.select(change_name, None, [message], **several)
