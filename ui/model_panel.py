"""The part of "Instellingen" about models: which language model, where text goes, whether it is fit, local models.

What it shows is for everyone; what it changes is for whoever manages the app, which the page sees to.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from secrets import token_hex

from analyzer.errors import ModelError
from analyzer.llm.settings import ModelSettings
from ui import rendering
from ui.checking import check_inference_model, check_language_model
from ui.checks import Checks
from ui.configuration import Configuration, Folders
from ui.explanation import explain
from ui.form import IncompleteForm
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
from ui.standing import standing_of
from ui.submitted import Submitted

_WRONG = "De instellingen van het taalmodel kloppen niet."
_NOT_KEPT = "Niet bewaard."
_KEPT = "De instellingen zijn bewaard. De sleutel, als u er een invulde, staat alleen in het geheugen van de app."
_OVERRULED = (
    "Let op: de omgeving van de app (NORMTOETS_MODEL, NORMTOETS_MODEL_URL) noemt een ander model. Dat gaat voor; wat "
    "er geldt staat bovenaan deze pagina. Vraag wie de app beheert als dat niet klopt."
)
_REMOVED = "Er is geen taalmodel meer ingesteld, en de ingevulde sleutels zijn vergeten. Alles blijft op deze computer."
_STILL = (
    "Uw eigen instellingen en de ingevulde sleutels zijn weg. De organisatie of de omgeving van de app noemt nog een "
    "taalmodel; wat er geldt, staat bovenaan deze pagina."
)
_FOLDERS_KEPT = "De mappen zijn bewaard. Het gevolgtrekkingsmodel is te kiezen bij “Toetsen”."
_NO_FOLDER = "Vul eerst de map van het gevolgtrekkingsmodel in."
_STAYS_HERE = "Het model leest voorbeelden die zijn meegeleverd; er wordt niets verstuurd."
_UNCHECKED = "Niet gecontroleerd."


@dataclass(frozen=True)
class Told:
    """What came of something. `done`: it was carried out."""

    html: str
    done: bool = True


@dataclass(frozen=True)
class ModelPanel:
    configuration: Configuration
    checks: Checks

    def stands(self) -> str:
        """What is in force: which model, where text goes, what the organisation allows."""
        try:
            return rendering.standing(standing_of(self.configuration))
        except ModelError as exc:
            return rendering.problems(_WRONG, explain(exc))

    def form(self) -> str:
        """The form, filled in with what is in force. Never a key."""
        try:
            settings = self.configuration.model()
            fixed = settings is not None and self.configuration.named_outside(settings)
        except ModelError:
            settings, fixed = None, False
        return rendering.render(
            "model_form",
            form=form_of(settings),
            fixed=fixed,
            providers=PROVIDERS,
            with_address=WITH_ADDRESS,
            other=OTHER,
            longest_key=LONGEST_KEY,
            edition=token_hex(4),
        )

    def folders_form(self) -> str:
        try:
            folders = self.configuration.folders()
        except ModelError:
            folders = Folders()
        return rendering.render("folders_form", nli=str(folders.nli or ""), reranker=str(folders.reranker or ""))

    def preview(self, given: Submitted) -> str:
        """Where text would go with the form as it is being filled in."""
        form = form_in(given)
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

    def keep(self, given: Submitted) -> Told:
        """Keeps what was filled in, or says what must be mended."""
        try:
            settings, secret = read_model_form(form_in(given)), read_key(given.text("key"))
            wanted = f"{settings['model']} {settings['url']}"
            force = self.configuration.keep(settings, secret)
        except Exception as exc:  # whatever happened, the user is told
            return Told(rendering.problems(_NOT_KEPT, explain(exc, "Het bewaren")), done=False)
        overruled = force is None or f"{force.model} {force.url}" != wanted
        return Told(rendering.done([_KEPT, *([_OVERRULED] if overruled else [])]))

    def check(self, person_id: str, given: Submitted) -> Told:
        """Keeps what was filled in, and begins the check of it."""
        kept = self.keep(given)
        settings = self.configuration.model() if kept.done else None
        if settings is None:
            return Told(kept.html, done=False)
        told = (
            f"Een meegeleverd voorbeeld gaat naar {settings.destination.text}, model {settings.name}. Uit uw "
            "documenten gaat er niets heen."
        )
        return Told(self.checks.begin(person_id, "model", told, check_language_model(settings)).shown())

    def remove(self, person_id: str) -> Told:
        self.checks.drop(person_id)
        try:
            left = self.configuration.remove()
        except Exception as exc:  # whatever happened, the user is told
            return Told(rendering.problems(_NOT_KEPT, explain(exc, "Het bewaren")), done=False)
        return Told(rendering.done([_REMOVED if left is None else _STILL]))

    def keep_folders(self, given: Submitted) -> tuple[Folders | None, Told]:
        """The folders as they were kept, None where they were not."""
        try:
            folders = read_folders(given.text("nli"), given.text("reranker"))
            self.configuration.keep_folders(folders)
        except Exception as exc:  # whatever happened, the user is told
            return None, Told(rendering.problems(_NOT_KEPT, explain(exc, "Het bewaren")), done=False)
        return folders, Told(rendering.done([_FOLDERS_KEPT]))

    def check_folder(self, person_id: str, given: Submitted) -> Told:
        """Keeps the folders, and begins the check of the inference model."""
        folders, told = self.keep_folders(given)
        if folders is None:
            return told
        if folders.nli is None:
            return Told(rendering.problems(_UNCHECKED, [_NO_FOLDER]), done=False)
        return Told(self.checks.begin(person_id, "nli", _STAYS_HERE, check_inference_model(folders.nli)).shown())


def form_in(given: Submitted) -> ModelForm:
    """The form as it was sent. What did not come along is as if it were left empty."""
    sent = {each.name: given.text(each.name) for each in fields(ModelForm)}
    return ModelForm(**{**sent, "provider": sent["provider"] or OWN_SERVER})
