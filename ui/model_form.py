"""The form of the language model: what a user filled in becomes settings, or a list of what must be mended. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from analyzer.llm.settings import ModelSettings
from ui.configuration import Folders
from ui.form import IncompleteForm

# Providers as the page offers them; the last one takes the name that langchain knows a provider by.
OWN_SERVER, OTHER = "eigen", "anders"
PROVIDERS = (
    ("Eigen server of aanbieder met het OpenAI-protocol", OWN_SERVER),
    ("OpenAI", "openai"),
    ("Mistral AI", "mistralai"),
    ("Anthropic", "anthropic"),
    ("Google (Gemini)", "google_genai"),
    ("Andere aanbieder, bij naam", OTHER),
)
WITH_ADDRESS = frozenset({OWN_SERVER, OTHER})  # an address is asked for
LONGEST_KEY = 4000  # characters

_NAME = re.compile(r"\S{1,200}")
_PROVIDER = re.compile(r"[a-z_]{2,40}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True)
class ModelForm:
    """The fields as they are typed, in the order of the page. The key is never among them."""

    provider: str = OWN_SERVER
    other: str = ""
    url: str = ""
    name: str = ""
    temperature: str = "0"
    at_once: str = "4"
    requests_per_second: str = ""
    price_input: str = ""
    price_output: str = ""
    budget_tokens: str = ""
    budget_euros: str = ""


def form_of(settings: ModelSettings | None) -> ModelForm:
    """The form as it is filled in for these settings."""
    if settings is None:
        return ModelForm()
    known = settings.provider in {value for _, value in PROVIDERS}
    if settings.provider == "openai" and settings.url is not None:
        provider = OWN_SERVER
    else:
        provider = settings.provider if known and settings.url is None else OTHER
    return ModelForm(
        provider=provider,
        other=settings.provider if provider == OTHER else "",
        url=settings.url or "",
        name=settings.name,
        temperature=shown(settings.temperature),
        at_once=shown(settings.at_once),
        requests_per_second=shown(settings.requests_per_second),
        price_input=shown(settings.price_input),
        price_output=shown(settings.price_output),
        budget_tokens=shown(settings.budget_tokens),
        budget_euros=shown(settings.budget_euros),
    )


def read_model_form(form: ModelForm) -> dict[str, Any]:
    """The settings by name, None for what is left empty. Raises IncompleteForm with a sentence for each field."""
    problems: list[str] = []
    fields: dict[str, Any] = {
        "model": _model(form, problems),
        "url": _url(form, problems),
        "temperature": _number("Temperatuur", form.temperature, problems, least=0, most=2),
        "at_once": _whole("Tegelijk", form.at_once, problems, most=64),
        "requests_per_second": _number("Per seconde", form.requests_per_second, problems, above=0),
        "price_input": _number("Prijs erheen", form.price_input, problems),
        "price_output": _number("Prijs terug", form.price_output, problems),
        "budget_tokens": _whole("Budget in tokens", form.budget_tokens, problems),
        "budget_euros": _number("Budget in euro's", form.budget_euros, problems, above=0),
    }
    if (fields["price_input"] is None) != (fields["price_output"] is None):
        problems.append("Prijzen: vul beide prijzen in, of laat beide leeg.")
    elif fields["budget_euros"] is not None and fields["price_input"] is None:
        problems.append(
            "Budget in euro's: daarvoor zijn de twee prijzen nodig. Vul ze in, of geef een budget in tokens."
        )
    if problems:
        raise IncompleteForm(problems)
    return fields


def read_key(text: str) -> str:
    """The key, empty where none was typed. Raises IncompleteForm; the message never holds the key."""
    key = text.strip()
    if len(key) > LONGEST_KEY or not all("!" <= character <= "~" for character in key):
        raise IncompleteForm(
            ["Sleutel: gebruik letters, cijfers en leestekens, zonder spaties. Plak haar opnieuw, zonder tekst erbij."]
        )
    return key


def read_folders(nli: str, reranker: str) -> Folders:
    """The folders of local models. Raises IncompleteForm where one is not there, or holds no model."""
    problems: list[str] = []
    folders = Folders(
        nli=_folder("Gevolgtrekkingsmodel", nli, problems), reranker=_folder("Herordenaar", reranker, problems)
    )
    if problems:
        raise IncompleteForm(problems)
    return folders


def read_budget(text: str, model: ModelSettings | None) -> dict[str, Any]:
    """The budget of one assessment: "200.000 tokens", "5 euro", "€ 2,50"; empty: that of the settings.

    Returns a setting by its name. Raises IncompleteForm.
    """
    text = text.strip().lower()
    if not text:
        return {}
    problems: list[str] = []
    amount = text.replace("€", "").replace("euro's", "").replace("euros", "").replace("euro", "")
    if amount == text:
        tokens = _whole("Budget", text.replace("tokens", "").replace("token", ""), problems)
        made: dict[str, Any] = {"budget_tokens": tokens, "budget_euros": None}
    else:
        made = {"budget_euros": _number("Budget", amount, problems, above=0), "budget_tokens": None}
        if not problems and (model is None or model.price_input is None):
            problems.append(
                "Budget: voor euro's zijn prijzen nodig. Vul ze in bij Instellingen, of geef een aantal tokens."
            )
    if problems:
        raise IncompleteForm(problems)
    return made


def shown(number: float | None) -> str:
    """A number as a Dutch reader writes it: 0.15 → "0,15", 200000 → "200.000"; nothing for None."""
    if number is None:
        return ""
    whole, _, rest = f"{number:f}".rstrip("0").rstrip(".").partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")


def _model(form: ModelForm, problems: list[str]) -> str | None:
    provider = form.provider if form.provider not in (OWN_SERVER, OTHER) else "openai"
    if form.provider not in {value for _, value in PROVIDERS}:
        problems.append("Aanbieder: kies er een uit de lijst.")
    if form.provider == OTHER:
        provider = form.other.strip().lower()
        if not _PROVIDER.fullmatch(provider):
            problems.append(
                "Naam van de aanbieder: gebruik de naam waaronder langchain hem kent, in kleine letters, bijvoorbeeld "
                "“groq”."
            )
    name = form.name.strip()
    if not name:
        problems.append("Naam van het model: vul in hoe de server het model noemt, bijvoorbeeld “qwen3:14b”.")
    elif not _NAME.fullmatch(name):
        problems.append("Naam van het model: gebruik ten hoogste 200 tekens, zonder spaties.")
    return f"{provider}:{name}"


def _url(form: ModelForm, problems: list[str]) -> str | None:
    if form.provider not in WITH_ADDRESS:
        return None
    url = form.url.strip().rstrip("/")
    if not url:
        if form.provider == OWN_SERVER:
            problems.append("Adres: vul het adres van de server in, bijvoorbeeld http://127.0.0.1:11434/v1.")
        return None
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and not parts.query
        _ = parts.port  # a ValueError when it is none
    except ValueError:
        good = False
    if not good or any(character.isspace() for character in url):
        problems.append(
            f"Adres: “{url[:80]}” is geen adres van een server. Schrijf http:// of https://, de naam van de server en "
            "meestal /v1, zonder gebruikersnaam en zonder vraagteken."
        )
        return None
    return url


def _number(
    label: str, text: str, problems: list[str], *, least: float = 0, above: float | None = None, most: float = 1e12
) -> float | None:
    text = "".join(text.split())
    if not text:
        return None
    plain = text.replace(".", "").replace(",", ".") if _THOUSANDS.fullmatch(text) else text.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        problems.append(f"{label}: “{text[:40]}” is geen getal. Schrijf bijvoorbeeld 0,15 of 2.")
        return None
    value = float(plain)
    if value < least or value > most or (above is not None and value <= above):
        bound = f"van {shown(least)} tot en met {shown(most)}" if most < 1e12 else f"boven {shown(least)}"
        problems.append(f"{label}: {text[:40]} kan niet. Geef een getal {bound}.")
        return None
    return value


def _whole(label: str, text: str, problems: list[str], *, most: float = 1e12) -> int | None:
    value = _number(label, text, problems, least=1, most=most)
    if value is not None and not value.is_integer():
        problems.append(f"{label}: {text.strip()[:40]} kan niet. Geef een heel getal.")
        return None
    return None if value is None else int(value)


def _folder(label: str, text: str, problems: list[str]) -> Path | None:
    text = text.strip()
    if not text:
        return None
    folder = Path(text).expanduser()
    if not folder.is_dir():
        problems.append(f"{label}: de map “{text[:200]}” bestaat niet. Controleer de naam, of laat het veld leeg.")
    elif not (folder / "config.json").is_file():
        problems.append(
            f"{label}: in de map “{text[:200]}” staat geen model (er is geen config.json). Wijs de map van een "
            "sentence-transformers-model aan, of laat het veld leeg."
        )
    elif not any(any(folder.glob(pattern)) for pattern in ("*.safetensors", "*/*.safetensors")):
        problems.append(
            f"{label}: in de map “{text[:200]}” staan geen gewichten (*.safetensors). Andere vormen worden niet "
            "geladen, omdat ze programma's kunnen bevatten."
        )
    else:
        return folder.absolute()
    return None
