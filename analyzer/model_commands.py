"""`normtoets models`: whether a model is fit to judge, and which language model is set."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path
from typing import Any

import yaml
from tqdm import tqdm

from analyzer.cli import COMPLETE, FAILED, INCOMPLETE
from analyzer.errors import AnalyzerError, InvalidModelSettings
from analyzer.estimate import euros, thousands
from analyzer.llm.settings import ModelSettings
from analyzer.settings import SYSTEM_SETTINGS, read_model_settings, silence_telemetry, user_settings
from analyzer.types import State
from ingest.errors import IngestError

NO_MODEL = (
    "Er is geen taalmodel ingesteld. Noem er een met --model en --model-url, of met NORMTOETS_MODEL en "
    "NORMTOETS_MODEL_URL, of in {}."
)
# Of a model for natural-language inference: the share (0–1) of the examples that must come out right for it to be fit.
_RIGHT_FROM = 0.75
_MOST_MISSES = 5  # that are shown
_PASSAGE_SHOWN = 90  # characters
_KINDS = {
    "in_force": "wat van kracht is",
    "planned": "voornemens",
    "denied": "ontkenningen",
    "unrelated": "wat over iets anders gaat",
    "quoted": "aangehaalde eisen en adviezen",
    "other": "andere organisaties",
    "draft": "concepten",
}
_STATES = {
    State.IN_FORCE: "van kracht",
    State.PLANNED: "voornemen",
    State.ABSENT: "ontkend",
    State.NOT_FOUND: "niet aangetroffen",
}
# From good to bad, so that the worst of two checks decides.
_CODES = (COMPLETE, INCOMPLETE, FAILED)


def check_command(options: argparse.Namespace) -> int:
    """Exit 0: fit; 3: with reserve; 1: not fit, or not to be checked."""
    silence_telemetry(allow_download=options.allow_download)
    codes = []
    try:
        if options.nli is not None:
            codes.append(_check_inference(options.nli, options.allow_download))
        if options.nli is None or options.model is not None or options.model_url is not None:
            codes.append(_check_language_model(required_model(options)))
    except (AnalyzerError, IngestError) as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
        return FAILED
    return max(codes, key=_CODES.index)


def show_command(options: argparse.Namespace) -> int:
    """Exit 0, also where no model is set; 1: the settings are wrong, or the organisation forbids the server."""
    try:
        settings = read_model_settings(model=options.model, url=options.model_url)
        if settings is None:
            print(NO_MODEL.format(f"'{user_settings()}'"))
            print("Zonder taalmodel werkt de meegeleverde beoordelaar; er gaat dan niets naar een server.")
            return COMPLETE
        for label, text in _shown(settings, options):
            print(f"{label + ':':22s} {text}")
        settings.check_host()
    except AnalyzerError as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
        return FAILED
    return COMPLETE


def required_model(options: argparse.Namespace) -> ModelSettings:
    """The language model of the command line, the environment or the files. Raises InvalidModelSettings where none is
    set, and HostNotAllowed where text may not go to it."""
    settings = read_model_settings(model=options.model, url=options.model_url)
    if settings is None:
        raise InvalidModelSettings(NO_MODEL.format(f"'{user_settings()}'"))
    settings.check_host()
    return settings


def _check_language_model(settings: ModelSettings) -> int:
    from analyzer.llm.fitness import check_fitness  # langchain and the trained models take a second to load
    from analyzer.llm.fitness_figures import Verdict

    print(
        f"Taalmodel: {settings.model}. Een meegeleverd voorbeeld gaat naar {settings.destination.text}; uit uw "
        "documenten gaat er niets heen.",
        file=sys.stderr,
    )
    with tqdm(file=sys.stderr, disable=None, leave=False, ncols=100, unit="", desc="Voorbeeld") as bar:

        def told(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        fitness = check_fitness(settings, told)
    for line in fitness.lines:
        print(line)
    print(f"Oordeel over {fitness.model}: {fitness.verdict.value}.")
    for reason in fitness.reasons:
        print(f"- {reason}")
    if fitness.verdict is Verdict.FIT:
        return COMPLETE
    return INCOMPLETE if fitness.verdict is Verdict.RESERVED else FAILED


def _check_inference(folder: str, allow_download: bool) -> int:
    from analyzer.judges.inference_check import check_inference  # torch takes seconds to load
    from ingest.cross_encoder import CrossEncoderModel

    check = check_inference(CrossEncoderModel(folder, allow_download=allow_download))
    print(f"Voorbeelden met de goede uitkomst: {check.right.right} van {check.right.of}.")
    for kind, share in check.by_kind.items():
        print(f"  {_KINDS[kind.value]}: {share.right} van {share.of}")
    for miss in check.misses[:_MOST_MISSES]:
        passage = textwrap.shorten(miss.case.passage, _PASSAGE_SHOWN, placeholder=" …")
        print(f"  fout: '{passage}' → {_STATES[miss.given]} (hoort: {_STATES[miss.case.expected]})")
    print(f"Snelheid op deze computer: {check.pairs_per_second:.0f} paren per seconde.")
    if not check.understands_dutch:
        verdict, code = "niet geschikt", FAILED
    elif check.right.value < _RIGHT_FROM:
        verdict, code = "met voorbehoud geschikt", INCOMPLETE
    else:
        verdict, code = "geschikt", COMPLETE
    print(f"Oordeel over {check.model}: {verdict}.\n- {check.advice}")
    return code


# --- what is set ---------------------------------------------------------------------------------------------------


def _shown(settings: ModelSettings, options: argparse.Namespace) -> list[tuple[str, str]]:
    files = {path: _fields_in(path) for path in (user_settings(), SYSTEM_SETTINGS)}
    locks = [str(path) for path, fields in files.items() if fields.get("allowed_hosts") is not None]
    if settings.allowed_hosts is None:
        hosts = "alle; uw organisatie heeft dit niet beperkt"
    else:
        hosts = f"{', '.join(settings.allowed_hosts) or 'geen'} (volgens {' en '.join(locks) or 'de omgeving'})"
    prices = (settings.price_input, settings.price_output)
    return [
        ("Taalmodel", f"{settings.model} ({_source('model', settings.model, options.model, files)})"),
        (
            "Adres",
            "dat van de aanbieder"
            if settings.url is None
            else f"{settings.url} ({_source('url', settings.url, options.model_url, files)})",
        ),
        ("Tekst gaat naar", settings.destination.text),
        ("Toegestane servers", hosts),
        ("Sleutel", "ingesteld" if settings.key is not None else "niet ingesteld"),
        (
            "Prijs",
            "niet ingesteld (price_input en price_output, in euro per miljoen tokens)"
            if None in prices
            else f"{euros(prices[0] or 0)} erheen en {euros(prices[1] or 0)} terug, per miljoen tokens",
        ),
        ("Budget", _budget(settings)),
        ("Temperatuur", f"{settings.temperature:g}".replace(".", ",")),
        ("Tegelijk", f"{settings.at_once} aanvragen"),
    ]


def _budget(settings: ModelSettings) -> str:
    """What one run may take."""
    bounds = []
    if settings.budget_tokens is not None:
        bounds.append(f"{thousands(settings.budget_tokens)} tokens")
    if settings.budget_euros is not None:
        bounds.append(euros(settings.budget_euros))
    return f"{' en '.join(bounds)} per toets" if bounds else "geen grens"


def _source(field: str, value: str, given: str | None, files: dict[Path, dict[str, Any]]) -> str:
    """Where a setting comes from; what stands in no file and was not given can only be the environment's."""
    if given is not None:
        return "van de opdrachtregel"
    for path, fields in files.items():
        if str(fields.get(field, "")).rstrip("/") == value:
            return f"uit {path}"
    return f"uit de omgeving: {'NORMTOETS_MODEL' if field == 'model' else 'NORMTOETS_MODEL_URL'}"


def _fields_in(path: Path) -> dict[str, Any]:
    """What a file of settings says, which was read without faults before."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        return {}
    return content if isinstance(content, dict) else {}
