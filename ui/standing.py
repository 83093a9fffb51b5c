"""What is in force of the models: which one, where text goes, what the organisation allows, what is fixed elsewhere."""

from __future__ import annotations

from analyzer.errors import HostNotAllowed
from analyzer.estimate import euros, thousands
from analyzer.llm.settings import Destination, ModelSettings
from ingest.types import Frozen
from ui.configuration import Configuration


class Standing(Frozen):
    """What the page tells before all else. `facts`: rows of label and text; `refused`: why the model may not be used.

    `destination` None: there is no language model. `outside`: the environment of the app names the model.
    """

    destination: Destination | None = None
    facts: tuple[tuple[str, str], ...] = ()
    refused: str = ""
    outside: bool = False
    locked: bool = False


def standing_of(configuration: Configuration) -> Standing:
    """Raises InvalidModelSettings."""
    settings = configuration.model()
    hosts = configuration.allowed_hosts()
    allowed = ("Toegestane servers", _allowed(hosts))
    if settings is None:
        return Standing(facts=(allowed,), locked=hosts is not None)
    try:
        settings.check_host()
        refused = ""
    except HostNotAllowed as exc:
        refused = str(exc)
    return Standing(
        destination=settings.destination,
        facts=(
            ("Taalmodel", f"{settings.name} ({_protocol(settings)})"),
            ("Tekst gaat naar", settings.destination.text),
            ("Sleutel", _key(settings, configuration)),
            allowed,
            ("Prijs", _price(settings)),
            ("Budget per toets", _budget(settings)),
        ),
        refused=refused,
        outside=configuration.named_outside(settings),
        locked=hosts is not None,
    )


def _protocol(settings: ModelSettings) -> str:
    """By whom or in what way it is served: many servers speak the protocol of one provider."""
    return "OpenAI-protocol" if settings.provider == "openai" and settings.url is not None else settings.provider


def _allowed(hosts: tuple[str, ...] | None) -> str:
    if hosts is None:
        return "alle; uw organisatie heeft niets vastgelegd"
    named = ["deze computer" if host == "localhost" else host for host in hosts]
    return f"alleen {', '.join(named)}" if named else "geen enkele"


def _key(settings: ModelSettings, configuration: Configuration) -> str:
    if configuration.typed_key(settings):
        return "ingevuld; staat alleen in het geheugen van de app"
    return "geen" if settings.key is None else "ja; door de omgeving of een sleutelbestand gegeven"


def _price(settings: ModelSettings) -> str:
    if settings.price_input is None or settings.price_output is None:
        return "niet bekend"
    return f"{euros(settings.price_input)} erheen en {euros(settings.price_output)} terug, per miljoen tokens"


def _budget(settings: ModelSettings) -> str:
    bounds = []
    if settings.budget_tokens is not None:
        bounds.append(f"{thousands(settings.budget_tokens)} tokens")
    if settings.budget_euros is not None:
        bounds.append(euros(settings.budget_euros))
    return " en ".join(bounds) or "geen grens"
