"""The command line: parses, calls, prints. What a command needs is imported at its call, so that help is quick."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

# The keys of `analyzer.report.papers.PAPERS`.
FORMATS = (
    *("docx", "pdf", "html", "xlsx", "acties", "agenda", "documentstudie", "brief", "monitoring"),
    *("implementatieoverzicht", "algoritmeregister", "algoritmeregister-json", "methodekaart", "dpia"),
    *("json", "oscal", "csv"),
)
NORMS = ("groningse-norm", "noord-hollandse-norm")

# What only the commands of `normtoets eval` need.
_OF_EVAL = frozenset({"matplotlib", "scipy", "sklearn"})

# Exit codes.
COMPLETE = 0
FAILED = 1  # nothing usable was written
INCOMPLETE = 3  # a report was written, but some document or ambition could not be handled


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code (2: the command line itself was wrong)."""
    options = _parser().parse_args(arguments)
    try:
        module = import_module(options.module)
    except ModuleNotFoundError as exc:
        if exc.name not in _OF_EVAL:
            raise
        print(
            f"normtoets: Hiervoor is {exc.name} nodig. Installeer met: pip install 'normtoets[eval]'", file=sys.stderr
        )
        return FAILED
    code: int = getattr(module, options.function)(options)
    return code


def run() -> None:
    """The entry point of the console script."""
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader of our output left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(
            f"'{text}' is geen datum; schrijf JJJJ-MM-DD, bijvoorbeeld 2026-03-01"
        ) from exc


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("geef een naam")
    return text.strip()


class _Dutch(argparse.ArgumentParser):
    """argparse with its fixed phrases in Dutch, and options written in full."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def format_help(self) -> str:
        text = super().format_help()
        for english, dutch in (
            ("usage:", "gebruik:"),
            ("positional arguments:", "argumenten:"),
            ("options:", "opties:"),
            ("show this help message and exit", "toon deze hulp"),
        ):
            text = text.replace(english, dutch)
        return text

    def error(self, message: str) -> None:  # type: ignore[override]  # argparse types this as NoReturn; exit() is
        for english, dutch in (
            ("the following arguments are required:", "deze argumenten ontbreken:"),
            ("ignored explicit argument", "verwacht geen waarde:"),
            ("invalid choice:", "onbekende keuze:"),
            ("choose from", "kies uit"),
            ("unrecognized arguments:", "onbekende argumenten:"),
            ("expected one argument", "verwacht één waarde"),
            ("expected at least one argument", "verwacht ten minste één waarde"),
        ):
            message = message.replace(english, dutch)
        self.exit(2, f"{self.prog}: {message}\nZie '{self.prog} --help'.\n")


def _amount(text: str) -> float:
    try:
        amount = float(text.replace(",", "."))
    except ValueError:
        amount = 0.0
    if not 0 < amount < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is geen bedrag groter dan nul")
    return amount


def _count(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is geen aantal groter dan nul")
    return int(text)


def _add_model(parser: argparse.ArgumentParser) -> None:
    """The options that name a language model."""
    parser.add_argument("--model", metavar="AANBIEDER:NAAM", help="het taalmodel, bijvoorbeeld openai:qwen3")
    parser.add_argument(
        "--model-url", metavar="URL", help="adres van de server, bijvoorbeeld http://127.0.0.1:11434/v1"
    )


def _add_engine(parser: argparse.ArgumentParser) -> None:
    """The options that say how to search and judge."""
    parser.add_argument(
        "--judge",
        choices=("rules", "nli", "model", "both"),
        default="rules",
        help="de beoordelaar: de meegeleverde (rules, standaard), een eigen gevolgtrekkingsmodel (nli), een taalmodel "
        "(model), of eerst rules en daarna het taalmodel (both)",
    )
    _add_model(parser)
    parser.add_argument("--max-tokens", type=_count, metavar="AANTAL", help="stop het taalmodel bij zoveel tokens")
    parser.add_argument("--max-euros", type=_amount, metavar="BEDRAG", help="stop het taalmodel bij dit bedrag")
    parser.add_argument("--nli", metavar="MAP", help="map of naam van een CrossEncoder voor gevolgtrekking")
    parser.add_argument("--reranker", metavar="MAP", help="map of naam van een CrossEncoder die passages herschikt")
    parser.add_argument("--embedder", metavar="MAP", help="map of naam van een sentence-transformers-model")
    parser.add_argument("--allow-download", action="store_true", help="sta toe dat zulke modellen worden opgehaald")


def _add_papers(parser: argparse.ArgumentParser) -> None:
    """The options that say which papers to write, and how."""
    parser.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        metavar="VORM",
        help="mag vaker dan eens; standaard: json en docx. 'normtoets papers list' toont wat er is",
    )
    parser.add_argument("--template", type=Path, metavar="BESTAND", help="uw eigen Word-sjabloon (.docx of .dotx)")
    parser.add_argument("--remarks", action="store_true", help="twijfel van de machine als opmerkingen in Word")


def _add_papers_command(commands: Any) -> None:
    papers = commands.add_parser(
        "papers", help="toon welke stukken er zijn, of maak een Word-sjabloon om mee te beginnen"
    )
    parts = papers.add_subparsers(required=True, metavar="WAT", parser_class=_Dutch)
    listed = parts.add_parser("list", help="de stukken, met waar zij voor dienen")
    listed.set_defaults(module="analyzer.paper_commands", function="list_command")
    template = parts.add_parser("template", help="schrijf een Word-sjabloon dat u kunt aanpassen")
    template.add_argument("--out", type=Path, required=True, metavar="BESTAND", help="het .docx-bestand")
    template.set_defaults(module="analyzer.paper_commands", function="template_command")


def _add_dossier(commands: Any) -> None:
    """The commands on what the app keeps."""
    dossier = commands.add_parser("dossier", help="bekijk, bewaar en controleer de dossiers van de app")
    parts = dossier.add_subparsers(required=True, metavar="WAT", parser_class=_Dutch)
    number = "het nummer van het dossier, of het begin ervan"

    def add(name: str, help_text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = parts.add_parser(name, help=help_text)
        module = "analyzer.dossier_paper_commands" if name in ("report", "edits") else "analyzer.dossier_commands"
        made.set_defaults(module=module, function=f"{name}_command")
        return made

    add("list", "toon alle dossiers")
    add("show", "toon één dossier").add_argument("dossier", metavar="DOSSIER", help=number)
    export = add("export", "schrijf een heel dossier naar één zip-bestand")
    export.add_argument("dossier", metavar="DOSSIER", help=number)
    export.add_argument("--out", type=Path, required=True, metavar="BESTAND", help="het zip-bestand")
    report = add("report", "schrijf stukken van een dossier, met wat beoordelaars vastlegden")
    report.add_argument("dossier", metavar="DOSSIER", help=number)
    report.add_argument("--out", required=True, type=Path, metavar="MAP", help="map voor de stukken")
    report.add_argument("--norm", action="append", choices=NORMS, help="standaard: alle waarop getoetst is")
    _add_papers(report)
    edits = add("edits", "lees een ingevuld werkblad (Excel) in als wijzigingen")
    edits.add_argument("dossier", metavar="DOSSIER", help=number)
    edits.add_argument("file", type=Path, metavar="BESTAND", help="het .xlsx-bestand")
    edits.add_argument("--reviewer", type=_name, metavar="AANMELDNAAM", help="van wie ze zijn; standaard: lokaal")
    edits.add_argument("--preview", action="store_true", help="toon alleen wat er zou veranderen")
    intake = add("import", "lees een uitgevoerd dossier of een rapport (JSON) in")
    intake.add_argument("file", type=Path, metavar="BESTAND", help="het zip-bestand, of een rapport als JSON")
    intake.add_argument("--owner", metavar="AANMELDNAAM", help="van wie het dossier wordt; standaard: lokaal")
    add("backup", "kopieer alles naar een lege map, en controleer de kopie").add_argument(
        "folder", type=Path, metavar="MAP"
    )
    add("restore", "zet een back-up terug in een lege gegevensmap").add_argument("folder", type=Path, metavar="MAP")
    add("verify", "controleer of alles wat bewaard is heel is")


def _add_people(commands: Any) -> None:
    """The commands on who may come into the app."""
    people = commands.add_parser("people", help="regel wie zich in de app mag aanmelden")
    parts = people.add_subparsers(required=True, metavar="WAT", parser_class=_Dutch)
    roles = ("lezer", "beoordelaar", "beheerder")

    def add(name: str, help_text: str, *, login: bool = True) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = parts.add_parser(name, help=help_text)
        made.set_defaults(module="analyzer.people_commands", function=f"{name}_command")
        if login:
            made.add_argument("login", type=_name, metavar="AANMELDNAAM", help="een naam of e-mailadres")
        return made

    new = add("add", "voeg iemand toe")
    new.add_argument("--name", metavar="NAAM", help="zoals die bij wijzigingen staat; standaard: de aanmeldnaam")
    new.add_argument("--role", choices=roles, default="lezer", help="standaard: lezer")
    new.add_argument("--no-password", action="store_true", help="voor wie zich bij de eigen organisatie aanmeldt")
    add("list", "toon wie er zijn", login=False)
    add("password", "geef iemand een nieuw wachtwoord (gevraagd, of van de standaardinvoer)")
    role = add("role", "geef iemand een andere rol")
    role.add_argument("role", choices=roles)
    role.add_argument("--inactive", action="store_true", help="en beëindig de toegang; zonder dit: weer toegang")


def _parser() -> argparse.ArgumentParser:
    parser = _Dutch(
        prog="normtoets", description="Toetst de documenten van een overheid aan een norm voor een weerbare overheid."
    )
    commands = parser.add_subparsers(required=True, metavar="OPDRACHT", parser_class=_Dutch)

    analyse = commands.add_parser("analyse", help="toets documenten aan een of meer normen en schrijf de rapporten")
    analyse.add_argument("paths", nargs="+", type=Path, metavar="PAD", help="bestand of map met documenten")
    analyse.add_argument("--norm", action="append", required=True, choices=NORMS, help="mag vaker dan eens")
    analyse.add_argument("--organisation", type=_name, required=True, metavar="NAAM", help="naam van de organisatie")
    analyse.add_argument("--organisation-type", required=True, choices=("gemeente", "provincie", "waterschap"))
    analyse.add_argument("--peildatum", type=_day, metavar="JJJJ-MM-DD", help="standaard: vandaag")
    analyse.add_argument("--out", required=True, type=Path, metavar="MAP", help="map voor de rapporten")
    _add_papers(analyse)
    _add_engine(analyse)
    analyse.set_defaults(module="analyzer.commands", function="analyse_command")

    ask = commands.add_parser("ask", help="stel vragen over documenten")
    ask.add_argument("paths", nargs="+", type=Path, metavar="PAD", help="bestand of map met documenten")
    ask.add_argument(
        "--question",
        action="append",
        required=True,
        metavar="TEKST",
        help="de vraag; mag vaker dan eens: samen zijn zij één gesprek",
    )
    ask.add_argument("--organisation", type=_name, metavar="NAAM", help="naam van de organisatie")
    ask.add_argument("--organisation-type", choices=("gemeente", "provincie", "waterschap"))
    ask.add_argument("--peildatum", type=_day, metavar="JJJJ-MM-DD", help="standaard: vandaag")
    ask.add_argument("--out", type=Path, metavar="MAP", help="bewaar hier wat gelezen is; standaard: nergens")
    _add_model(ask)
    ask.add_argument("--no-model", action="store_true", help="zonder taalmodel, ook als er een is ingesteld")
    ask.set_defaults(module="analyzer.chat_commands", function="ask_command")

    draft = commands.add_parser("draft", help="laat een taalmodel ontwerpen wat bij een ambitie ontbreekt")
    draft.add_argument("norm", choices=NORMS)
    draft.add_argument("ambition", metavar="AMBITIE")
    draft.add_argument("--report", required=True, type=Path, metavar="RAPPORT", help="het rapport als JSON")
    _add_model(draft)
    draft.set_defaults(module="analyzer.writing_commands", function="draft_command")

    _add_papers_command(commands)
    _add_dossier(commands)
    _add_people(commands)

    models = commands.add_parser("models", help="controleer een eigen model").add_subparsers(
        required=True, metavar="WAT", parser_class=_Dutch
    )
    check_model = models.add_parser("check", help="is dit model geschikt? Vraagt het een klein voorbeeld te beoordelen")
    _add_model(check_model)
    check_model.add_argument("--nli", metavar="MAP", help="map of naam van een CrossEncoder voor gevolgtrekking")
    check_model.add_argument("--allow-download", action="store_true", help="sta toe dat zo'n model wordt opgehaald")
    check_model.set_defaults(module="analyzer.model_commands", function="check_command")
    show_model = models.add_parser("show", help="toon welk taalmodel is ingesteld, en waar tekst heen gaat")
    _add_model(show_model)
    show_model.set_defaults(module="analyzer.model_commands", function="show_command")

    norms = commands.add_parser("norms", help="toon en controleer de normen").add_subparsers(
        required=True, metavar="WAT", parser_class=_Dutch
    )
    norms.add_parser("list", help="de normen, met hun aantal ambities").set_defaults(
        module="analyzer.norm_commands", function="list_command"
    )
    show = norms.add_parser("show", help="een norm, of een ambitie eruit")
    show.add_argument("norm", choices=NORMS)
    show.add_argument("ambition", nargs="?", metavar="AMBITIE")
    show.set_defaults(module="analyzer.norm_commands", function="show_command")
    norms.add_parser("check", help="controleer de bestanden van de normen").set_defaults(
        module="analyzer.norm_commands", function="check_command"
    )
    attach = norms.add_parser("attach", help="leg de letterlijke tekst van uw eigen exemplaar naast de norm")
    attach.add_argument("norm", choices=NORMS)
    attach.add_argument("source", type=Path, metavar="BRON", help="PDF of tekstbestand met de gedrukte norm")
    attach.set_defaults(module="analyzer.norm_commands", function="attach_command")

    catalog = norms.add_parser("export", help="schrijf een norm als OSCAL-catalogus")
    catalog.add_argument("norm", choices=NORMS)
    catalog.add_argument("--out", type=Path, required=True, metavar="BESTAND", help="het JSON-bestand")
    catalog.set_defaults(module="analyzer.norm_commands", function="export_command")

    quality = commands.add_parser("eval", help="meet hoe goed de oordelen zijn").add_subparsers(
        required=True, metavar="WAT", parser_class=_Dutch
    )
    run_gold = quality.add_parser("run", help="beoordeel de gelabelde dossiers en toon de cijfers")
    run_gold.add_argument("--split", choices=("development", "test", "practice"), help="standaard: alle")
    run_gold.add_argument("--out", type=Path, metavar="MAP", help="schrijf run.json en run.html in deze map")
    run_gold.add_argument("--gold", type=Path, metavar="MAP", help="andere gelabelde dossiers dan de meegeleverde")
    run_gold.add_argument(
        "--documents", type=Path, metavar="MAP", help="map met de echte documenten van praktijkdossiers"
    )
    run_gold.add_argument("--quick", action="store_true", help="zonder vergelijking met eenvoudiger werkwijzen")
    run_gold.add_argument("--work", type=Path, metavar="MAP", help="bewaar hier wat gelezen en gevraagd is")
    run_gold.add_argument("--dossier", action="append", metavar="NAAM", help="alleen dit dossier; mag vaker dan eens")
    _add_engine(run_gold)
    run_gold.set_defaults(module="eval.run", function="run_command")
    compare = quality.add_parser("compare", help="vergelijk twee uitkomsten van eval run")
    compare.add_argument("first", type=Path, metavar="A")
    compare.add_argument("second", type=Path, metavar="B")
    compare.set_defaults(module="eval.compare", function="compare_command")
    export = quality.add_parser("export", help="maak van nagelopen rapporten een gelabeld dossier")
    export.add_argument("reports", type=Path, nargs="+", metavar="RAPPORT", help="rapport als JSON")
    export.add_argument(
        "--edits", type=Path, required=True, metavar="BESTAND", help="de oordelen van de beoordelaar (YAML)"
    )
    export.add_argument("--documents", type=Path, required=True, metavar="MAP", help="de documenten van het dossier")
    export.add_argument("--out", type=Path, required=True, metavar="MAP", help="map voor gelabelde dossiers")
    export.add_argument("--name", required=True, metavar="NAAM", help="naam van het dossier")
    export.set_defaults(module="eval.export", function="export_command")
    train = quality.add_parser("train", help="train de modellen van de offline beoordelaar opnieuw")
    train.add_argument("--out", type=Path, metavar="BESTAND", help="standaard: corpus/models/judge.npz")
    train.set_defaults(module="eval.train", function="train_command")
    return parser
