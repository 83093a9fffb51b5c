"""The page "Instellingen": which language model is used, where text goes, whether it is fit, and local models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

import gradio as gr

from analyzer.errors import ModelError
from analyzer.llm.settings import ModelSettings
from ui import rendering
from ui.checking import Check, check_inference_model, check_language_model
from ui.configuration import Configuration, Folders
from ui.explanation import explain
from ui.form import IncompleteForm
from ui.job import Job, Step
from ui.model_form import (
    LONGEST_KEY,
    OTHER,
    OWN_SERVER,
    PROVIDERS,
    WITH_ADDRESS,
    ModelForm,
    form_of,
    read_folders,
    read_key,
    read_model_form,
)
from ui.sessions import Sessions
from ui.standing import standing_of

# How often the panel tells how far a check is. Seconds.
REFRESH = 0.5
_KEEPING = "De instellingen worden nagekeken en bewaard …"
_NOT_KEPT = "Niet bewaard."
_REMOVED = "Er is geen taalmodel meer ingesteld, en de ingevulde sleutels zijn vergeten. Alles blijft op deze computer."
_STILL = (
    "Uw eigen instellingen en de ingevulde sleutels zijn weg. De organisatie of de omgeving van de app noemt nog een "
    "taalmodel; wat er geldt, staat bovenaan deze pagina."
)
_FOLDERS_KEPT = "De mappen zijn bewaard. Het gevolgtrekkingsmodel is te kiezen bij “Toetsen”."
_NO_FOLDER = "Vul eerst de map van het gevolgtrekkingsmodel in."
_STAYS_HERE = "Het model leest voorbeelden die zijn meegeleverd; er wordt niets verstuurd."
_UNCHECKED = "Niet gecontroleerd."
_PLAIN = gr.InputHTMLAttributes(autocomplete="off", autocapitalize="off", autocorrect="off", spellcheck=False)
_SECRET = gr.InputHTMLAttributes(autocomplete="new-password", autocapitalize="off", autocorrect="off", spellcheck=False)

_QUIET = {"show_progress": "hidden", "api_visibility": "undocumented"}

Updates = dict[Any, Any]


@dataclass(frozen=True)
class SettingsPage:
    """The widgets of the page. `form`: those of `ModelForm`, in its order."""

    configuration: Configuration
    standing: gr.HTML
    form: tuple[Any, ...]
    key: gr.Textbox
    goes: gr.HTML
    save: gr.Button
    check: gr.Button
    remove: gr.Button
    result: gr.HTML
    nli: gr.Textbox
    reranker: gr.Textbox
    save_folders: gr.Button
    check_folder: gr.Button
    folder_result: gr.HTML

    @property
    def widgets(self) -> list[Any]:
        """All that `filled` may change."""
        return [self.standing, *self.form, self.key, self.goes, self.nli, self.reranker]

    def filled(self) -> Updates:
        """The page as it is opened: what is in force, and the form filled in with it. Never a key."""
        try:
            settings = self.configuration.model()
            folders = self.configuration.folders()
        except ModelError as exc:
            told = rendering.problems("De instellingen van het taalmodel kloppen niet.", explain(exc))
            return {self.standing: told, **self._form(form_of(None)), **self._folders(Folders())}
        outside = settings is not None and self.configuration.named_outside(settings)
        return {
            self.standing: self.stands(),
            **self._form(form_of(settings), fixed=outside),
            **self._folders(folders),
        }

    def stands(self) -> str:
        """What is in force: which model, where text goes, what the organisation allows."""
        try:
            return rendering.standing(standing_of(self.configuration))
        except ModelError as exc:
            return rendering.problems("De instellingen van het taalmodel kloppen niet.", explain(exc))

    def heading(self) -> str:
        """The band above all pages."""
        try:
            settings = self.configuration.model()
        except ModelError:
            settings = None
        return rendering.heading(settings.destination if settings is not None else None)

    def preview(self, form: ModelForm) -> str:
        """Where text would go with the form as it is being filled in."""
        try:
            meant = read_model_form(ModelForm(form.provider, form.other, form.url, form.name or "model"))
            settings = ModelSettings.model_validate({"model": meant["model"], "url": meant["url"]})
            place, allowed = settings.destination, self.configuration.allowed_hosts()
            settings.model_copy(update={"allowed_hosts": allowed}).check_host()
        except ModelError as exc:
            return rendering.destination(None, explain(exc))
        except (IncompleteForm, ValueError):
            return rendering.destination(None, ())
        return rendering.destination(place, ())

    def keep(self, form: ModelForm, key: str) -> tuple[bool, Updates]:
        """Whether the settings were kept, and what the page shows then. The field of the key is emptied."""
        try:
            settings, secret = read_model_form(form), read_key(key)
            wanted = f"{settings['model']} {settings['url']}"
            force = self.configuration.keep(settings, secret)
        except Exception as exc:  # whatever happened, the user is told
            return False, {self.result: rendering.problems(_NOT_KEPT, explain(exc, "Het bewaren"))}
        lines = [
            "De instellingen zijn bewaard. De sleutel, als u er een invulde, staat alleen in het geheugen van de app."
        ]
        if force is None or f"{force.model} {force.url}" != wanted:
            lines.append(
                "Let op: de omgeving van de app (NORMTOETS_MODEL, NORMTOETS_MODEL_URL) noemt een ander model. Dat gaat "
                "voor; wat er geldt staat bovenaan deze pagina. Vraag de beheerder als dat niet klopt."
            )
        told = {self.key: "", self.standing: self.stands(), self.result: rendering.done(lines)}
        return True, told

    def keep_folders(self, nli: str, reranker: str) -> tuple[Folders | None, Updates]:
        """The folders as they were kept, None where they were not; and what the page shows then."""
        try:
            folders = read_folders(nli, reranker)
            self.configuration.keep_folders(folders)
        except Exception as exc:  # whatever happened, the user is told
            return None, {self.folder_result: rendering.problems(_NOT_KEPT, explain(exc, "Het bewaren"))}
        return folders, {self.folder_result: rendering.done([_FOLDERS_KEPT])}

    def follow(self, job: Job[Check], told: str, into: gr.HTML) -> Iterator[Updates]:
        """A check while it runs, and what came of it. `told`: what must be known before it starts."""
        seconds = 0.0
        while not job.wait(REFRESH):
            seconds += REFRESH
            yield {into: rendering.checking(told, job.step, int(seconds))}
        try:
            yield {into: rendering.checked(job.result())}
        except Exception as exc:  # whatever happened, the user is told
            yield {into: rendering.problems(_UNCHECKED, explain(exc, "De controle"))}

    def _form(self, form: ModelForm, *, fixed: bool = False) -> Updates:
        """The form filled in. `fixed`: which model it is, is decided elsewhere, and cannot be changed here."""
        filled = dict(zip(self.form, astuple(form), strict=True))
        for widget in self.form[:4]:
            filled[widget] = gr.update(value=filled[widget], interactive=not fixed)
        return {**filled, self.key: "", **self.shape(form, fixed=fixed)}

    def shape(self, form: ModelForm, *, fixed: bool = False) -> Updates:
        """Only the fields that this provider needs."""
        _, other, url, *_ = self.form
        return {
            other: gr.update(visible=form.provider == OTHER, value=form.other, interactive=not fixed),
            url: gr.update(visible=form.provider in WITH_ADDRESS, value=form.url, interactive=not fixed),
            self.goes: self.preview(form),
        }

    def _folders(self, folders: Folders) -> Updates:
        return {self.nli: str(folders.nli or ""), self.reranker: str(folders.reranker or "")}


def settings_page(sessions: Sessions, configuration: Configuration, heading: gr.HTML) -> tuple[SettingsPage, list[Any]]:
    """Lays out the page and wires it; returns it with the events after which other pages offer other models.

    `heading`: the band above all pages, which says where text goes.
    """
    standing = gr.HTML("", apply_default_css=False)
    with gr.Row(elem_classes="columns"):
        with gr.Column(scale=1, min_width=300):
            model, key, goes = _model_fields()
        with gr.Column(scale=1, min_width=300):
            gr.HTML(rendering.step("Gebruik en kosten"), apply_default_css=False)
            use = _use_fields()
    with gr.Row(elem_classes="actions"):
        save = gr.Button("Bewaar", variant="primary", size="lg", min_width=140)
        check = gr.Button("Controleer dit model", size="lg", min_width=220)
        remove = gr.Button("Geen taalmodel gebruiken", size="lg", min_width=220)
    result = gr.HTML("", apply_default_css=False, elem_id="model-uitkomst")
    gr.HTML(rendering.local_models(), apply_default_css=False)
    with gr.Row(elem_classes="columns"):
        nli = _text(
            "Map van een gevolgtrekkingsmodel", "Een sentence-transformers-model voor natural-language inference"
        )
        reranker = _text("Map van een herordenaar", "Een CrossEncoder die gevonden passages herordent, bij elke toets")
    with gr.Row(elem_classes="actions"):
        save_folders = gr.Button("Bewaar de mappen", size="lg", min_width=180)
        check_folder = gr.Button("Controleer het gevolgtrekkingsmodel", size="lg", min_width=300)
    page = SettingsPage(
        configuration=configuration,
        standing=standing,
        form=(*model, *use),
        key=key,
        goes=goes,
        save=save,
        check=check,
        remove=remove,
        result=result,
        nli=nli,
        reranker=reranker,
        save_folders=save_folders,
        check_folder=check_folder,
        folder_result=gr.HTML("", apply_default_css=False, elem_id="map-uitkomst"),
    )
    return page, [*_wire_model(page, sessions, heading), *_wire_folders(page, sessions)]


def _model_fields() -> tuple[list[Any], gr.Textbox, gr.HTML]:
    """Provider, its name, address and name of the model, in the order of `ModelForm`; the key; where text would go."""
    gr.HTML(rendering.step("Welk taalmodel"), apply_default_css=False)
    provider = gr.Dropdown(PROVIDERS, value=OWN_SERVER, label="Aanbieder", filterable=False)
    other = _text("Naam van de aanbieder", "Zoals langchain hem noemt, bijvoorbeeld “groq”.", visible=False)
    url = _text("Adres van de server", "Bijvoorbeeld http://127.0.0.1:11434/v1 voor Ollama op deze computer.")
    name = _text("Naam van het model", "Zoals de server het noemt, bijvoorbeeld “qwen3:14b”.")
    key = gr.Textbox(
        label="Sleutel (mag leeg blijven)",
        info="Blijft in het geheugen tot de app stopt; komt in geen bestand en is nooit meer te zien.",
        type="password",
        max_length=LONGEST_KEY,
        html_attributes=_SECRET,
    )
    return [provider, other, url, name], key, gr.HTML("", apply_default_css=False, elem_id="gaat-naar")


def _use_fields() -> list[gr.Textbox]:
    """Temperature, pace, prices and budgets, in the order of `ModelForm`."""
    with gr.Row():
        temperature = _text("Temperatuur", "0: vast antwoord", value="0")
        at_once = _text("Tegelijk", "Aanvragen, 1 – 64", value="4")
        per_second = _text("Per seconde", "Leeg: geen grens")
    with gr.Row():
        price_input = _text("Prijs erheen (€)", "Per miljoen tokens; leeg: onbekend")
        price_output = _text("Prijs terug (€)", "Per miljoen tokens; leeg: onbekend")
    with gr.Row():
        budget_tokens = _text("Budget per toets, in tokens", "Leeg: geen budget")
        budget_euros = _text("Budget per toets, in euro's", "Daarvoor zijn de prijzen nodig")
    return [temperature, at_once, per_second, price_input, price_output, budget_tokens, budget_euros]


def _text(label: str, info: str, *, value: str = "", visible: bool = True) -> gr.Textbox:
    return gr.Textbox(
        value=value,
        label=label,
        info=info,
        visible=visible,
        max_lines=1,
        max_length=500,
        min_width=140,
        html_attributes=_PLAIN,
    )


def _wire_model(page: SettingsPage, sessions: Sessions, heading: gr.HTML) -> list[Any]:
    def typed(data: dict[Any, Any]) -> ModelForm:
        return ModelForm(*(str(data[widget] or "") for widget in page.form))

    def shape(data: dict[Any, Any], request: gr.Request) -> Updates:
        sessions.of(str(request.session_hash))
        return page.shape(typed(data))

    def preview(data: dict[Any, Any], request: gr.Request) -> Updates:
        sessions.of(str(request.session_hash))
        return {page.goes: page.preview(typed(data))}

    def save(data: dict[Any, Any], request: gr.Request) -> Iterator[Updates]:
        sessions.of(str(request.session_hash))
        yield {page.result: rendering.done([_KEEPING])}
        _, told = page.keep(typed(data), str(data[page.key] or ""))
        yield {heading: page.heading(), **told}

    def check(data: dict[Any, Any], request: gr.Request) -> Iterator[Updates]:
        session = sessions.of(str(request.session_hash))
        yield {page.result: rendering.done([_KEEPING])}
        kept, told = page.keep(typed(data), str(data[page.key] or ""))
        yield {heading: page.heading(), **told}
        settings = page.configuration.model() if kept else None
        if settings is None:
            return
        lines = _sample_goes(settings)
        yield {page.result: rendering.checking(lines, Step(), 0)}
        if session.check is not None:
            session.check.stop()
        session.check = job = Job(check_language_model(settings))
        yield from page.follow(job, lines, page.result)

    def remove(request: gr.Request) -> Updates:
        sessions.of(str(request.session_hash))
        try:
            left = page.configuration.remove()
        except Exception as exc:  # whatever happened, the user is told
            return {page.result: rendering.problems(_NOT_KEPT, explain(exc, "Het bewaren"))}
        lines = [_REMOVED if left is None else _STILL]
        return {**page.filled(), heading: page.heading(), page.result: rendering.done(lines)}

    form = {*page.form, page.key}
    provider, _, url, name, *_ = page.form
    provider.input(shape, set(page.form), [*page.form, page.goes], **_QUIET)
    for widget in (url, name):
        widget.change(preview, set(page.form), page.goes, trigger_mode="always_last", **_QUIET)
    changed = [page.standing, page.key, page.result, heading]
    return [
        page.save.click(save, form, changed, **_QUIET),
        page.check.click(check, form, changed, **_QUIET),
        page.remove.click(remove, None, [*page.widgets, page.result, heading], **_QUIET),
    ]


def _wire_folders(page: SettingsPage, sessions: Sessions) -> list[Any]:
    def save_folders(nli: str, reranker: str, request: gr.Request) -> Updates:
        sessions.of(str(request.session_hash))
        return page.keep_folders(nli or "", reranker or "")[1]

    def check_folder(nli: str, reranker: str, request: gr.Request) -> Iterator[Updates]:
        session = sessions.of(str(request.session_hash))
        folders, told = page.keep_folders(nli or "", reranker or "")
        yield told
        if folders is None:
            return
        if folders.nli is None:
            yield {page.folder_result: rendering.problems(_UNCHECKED, [_NO_FOLDER])}
            return
        session.check = job = Job(check_inference_model(folders.nli))
        yield from page.follow(job, _STAYS_HERE, page.folder_result)

    given = [page.nli, page.reranker]
    return [
        page.save_folders.click(save_folders, given, page.folder_result, **_QUIET),
        page.check_folder.click(check_folder, given, page.folder_result, **_QUIET),
    ]


def _sample_goes(settings: ModelSettings) -> str:
    return (
        f"Een meegeleverd voorbeeld gaat naar {settings.destination.text}, model {settings.name}. Uit uw documenten "
        "gaat er niets heen."
    )
