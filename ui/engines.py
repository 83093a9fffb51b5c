"""Who can judge with the models that are configured, what that means for the user's text, and the engine for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzer.engine import Engine, JudgeName, choose_engine
from analyzer.errors import ModelError
from analyzer.estimate import euros, thousands
from analyzer.llm.settings import ModelSettings
from analyzer.store.values import JudgeSettings
from ui.configuration import Configuration, Folders
from ui.form import IncompleteForm
from ui.model_form import read_budget

RULES: JudgeName = "rules"
_LABELS: dict[JudgeName, str] = {
    "rules": "Taalregels: meegeleverd, zonder netwerk",
    "both": "Taalmodel erbij: eerst de regels, dan het taalmodel",
    "model": "Alleen taalmodel",
    "nli": "Eigen gevolgtrekkingsmodel",
}


@dataclass(frozen=True)
class Judging:
    """A way of judging that can be carried out. `model`: the language model it asks, if any, with its budget."""

    judge: JudgeName = RULES
    model: ModelSettings | None = field(default=None, repr=False)
    folders: Folders = field(default_factory=Folders)

    @property
    def layered(self) -> bool:
        """Whether there are verdicts before the language model's."""
        return self.judge == "both"

    def engine(self) -> Engine:
        """Loads what it needs: seconds for a local model. Raises ModelError and IngestError."""
        nli = self.folders.nli if self.judge == "nli" else None
        return choose_engine(
            self.judge,
            model=self.model,
            nli=None if nli is None else str(nli),
            reranker=None if self.folders.reranker is None else str(self.folders.reranker),
        )


def judge_choices(model: ModelSettings | None, folders: Folders) -> list[tuple[str, JudgeName]]:
    """Who can judge, as label and value; the shipped judge first."""
    possible: list[JudgeName] = [RULES]
    if model is not None:
        possible += ["both", "model"]
    if folders.nli is not None:
        possible.append("nli")
    return [(_LABELS[name], name) for name in possible]


def read_judging(judge: str, budget: str, configuration: Configuration) -> Judging:
    """What the user chose, as it is configured at this moment.

    Raises IncompleteForm, and InvalidModelSettings and HostNotAllowed.
    """
    folders = configuration.folders()
    model = configuration.model() if judge in ("both", "model") else None
    if judge not in _LABELS or judge not in [value for _, value in judge_choices(model, folders)]:
        raise IncompleteForm(["Beoordelaar: deze is niet (meer) ingesteld. Kies een andere, of vul Instellingen aan."])
    if model is not None:
        model.check_host()
        model = model.model_copy(update=read_budget(budget, model))
    return Judging(judge, model, folders)


@dataclass(frozen=True)
class Notice:
    """What the choice of a judge means for the user's text. `leaves`: text goes to another computer."""

    title: str
    lines: Sequence[str]
    leaves: bool = False


def notice_of(judge: str, model: ModelSettings | None, folders: Folders) -> Notice:
    """What must be known before the start. Raises InvalidModelSettings where it is unknown where text would go."""
    if judge in ("both", "model") and model is not None:
        place = model.destination
        lines = [f"Model: {model.name}. {_spending(model)}"]
        if judge == "both":
            lines.append("De regels oordelen eerst, dan het taalmodel. Waar ze verschillen, ziet u beide oordelen.")
        return Notice(f"Passages uit uw documenten gaan naar {place.text}.", lines, leaves=not place.here)
    if judge == "nli" and folders.nli is not None:
        return Notice("Alles blijft op deze computer.", [f"Model: de map {folders.nli}."])
    return Notice("Alles blijft op deze computer.", [])


@dataclass(frozen=True)
class Option:
    """A way of judging to choose. `budget`: whether it spends one."""

    value: JudgeName
    label: str
    notice: Notice
    budget: bool = False


def judge_options(configuration: Configuration) -> tuple[tuple[Option, ...], ModelError | None]:
    """Who can judge now, the shipped judge first, and what is wrong with the model settings, if anything."""
    folders, model, problem = Folders(), None, None
    try:
        folders = configuration.folders()
        model = configuration.model()
        if model is not None:
            model.check_host()
    except ModelError as exc:
        model, problem = None, exc
    options = tuple(
        Option(name, label, notice_of(name, model, folders), budget=name in ("both", "model"))
        for label, name in judge_choices(model, folders)
    )
    return options, problem


def engine_of(configuration: Configuration, settings: JudgeSettings) -> Engine:
    """How to judge by what was chosen for a run, with the models as they are configured at this moment.

    Raises ModelError and IngestError.
    """
    model = configuration.model() if settings.judge in ("both", "model") else None
    if model is not None:
        model.check_host()
        budget = {"budget_tokens": settings.budget_tokens, "budget_euros": settings.budget_euros}
        if any(value is not None for value in budget.values()):
            model = model.model_copy(update=budget)
    name = next((each for each in _LABELS if each == settings.judge), RULES)
    return Judging(name, model, configuration.folders()).engine()


def _spending(model: ModelSettings) -> str:
    if model.budget_tokens is None and model.budget_euros is None:
        return "Er is geen budget ingesteld."
    parts = []
    if model.budget_tokens is not None:
        parts.append(f"{thousands(model.budget_tokens)} tokens")
    if model.budget_euros is not None:
        parts.append(euros(model.budget_euros))
    return f"Budget van de instellingen: {' en '.join(parts)} per toets."
