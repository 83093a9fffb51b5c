"""`normtoets ask`: questions about documents, answered on the terminal as the answer comes."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from analyzer.assessment import own_reports
from analyzer.chat.conversation import Chat, build_index
from analyzer.chat.lines import plain
from analyzer.chat.values import (
    Citation,
    Done,
    Event,
    Excerpt,
    Listing,
    Notice,
    Outcome,
    Sentence,
    Shown,
    Turn,
    turn_of,
)
from analyzer.cli import COMPLETE, FAILED, INCOMPLETE
from analyzer.commands import use_text
from analyzer.errors import AnalyzerError, InvalidModelSettings, NothingToRead
from analyzer.llm.model import LanguageModel
from analyzer.paper_writing import why
from analyzer.retention import WORK_FOLDER
from analyzer.settings import read_model_settings, silence_telemetry
from analyzer.types import Organisation, OrganisationType
from ingest.errors import IngestError
from ingest.pipeline import ingest
from ingest.types import Document
from ingest.workspace import Workspace

_ANSWERED = frozenset({Outcome.ANSWERED, Outcome.LISTED, Outcome.PASSAGES})
_MARKS = ("»", "«")  # around what answers best in a passage


def ask_command(options: argparse.Namespace) -> int:
    """Exit 0: every question was answered, or found something; 3: one of them was not; 1: nothing could be asked."""
    silence_telemetry()
    if (options.organisation is None) != (options.organisation_type is None):
        print("normtoets: Geef --organisation en --organisation-type samen, of laat beide weg.", file=sys.stderr)
        return FAILED
    try:
        with ExitStack() as open_:
            model = None if options.no_model else _model(options)
            if model is not None:
                open_.callback(model.rest)
            with _folder(options.out) as folder:
                documents = _read(options.paths, folder)
            index = open_.enter_context(build_index(documents))
            chat = Chat(index, _organisation(options), options.peildatum or date.today(), model)
            outcomes = _conversation(chat, options.question)
    except (AnalyzerError, IngestError) as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        raise
    except OSError as exc:
        print(
            f"normtoets: In de map '{options.out or tempfile.gettempdir()}' kan niet worden geschreven ({why(exc)}). "
            "Kies met --out een andere map.",
            file=sys.stderr,
        )
        return FAILED
    return COMPLETE if set(outcomes) <= _ANSWERED else INCOMPLETE


def _model(options: argparse.Namespace) -> LanguageModel | None:
    """The model that is named or configured, if any; says where text will go. Raises ModelError."""
    settings = read_model_settings(model=options.model, url=options.model_url)
    if settings is None:
        if options.model_url is not None:
            raise InvalidModelSettings("Noem bij --model-url ook het taalmodel, met --model AANBIEDER:NAAM.")
        return None
    model = LanguageModel(settings)
    print(
        f"Taalmodel: {settings.model}. Uw vraag en passages uit de documenten gaan naar {settings.destination.text}.",
        file=sys.stderr,
    )
    return model


def _organisation(options: argparse.Namespace) -> Organisation | None:
    if options.organisation is None or options.organisation_type is None:
        return None
    return Organisation(name=options.organisation, type=OrganisationType(options.organisation_type))


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """The work folder: in `out`, or one that is gone afterwards."""
    if out is not None:
        yield out / WORK_FOLDER
        return
    with tempfile.TemporaryDirectory(prefix="normtoets-") as folder:
        yield Path(folder) / WORK_FOLDER


def _read(paths: Sequence[Path], folder: Path) -> tuple[Document, ...]:
    """Raises NothingToRead, with every file and why."""
    with Workspace(folder) as workspace:
        found = ingest(paths, workspace, lambda done, of, what: None, leave_out=own_reports(folder.parent))
    if not found.documents:
        reasons = "\n".join(f"- {failure}" for failure in found.failures)
        raise NothingToRead(f"Geen enkel document kon worden gelezen.\n{reasons}")
    for failure in found.failures:
        print(f"  let op: {failure}", file=sys.stderr)
    return found.documents


def _conversation(chat: Chat, questions: Sequence[str]) -> list[Outcome]:
    history: list[Turn] = []
    outcomes = []
    for number, question in enumerate(questions):
        asked = plain(question)  # an argument may hold what no file or server takes
        _tell(("\n" if number else "") + f"Vraag: {asked}\n")
        events: list[Event] = []
        printer = _Printer()
        for event in chat.answer(asked, history):
            events.append(event)
            printer.show(event)
        history.append(turn_of(asked, events))
        outcomes.append(printer.outcome)
    return outcomes


class _Printer:
    """Prints one answer: sentences as they come, their sources when it ends."""

    def __init__(self) -> None:
        self.outcome = Outcome.BROKEN
        self._sources: dict[tuple[str, int, int], Citation] = {}

    def show(self, event: Event) -> None:
        match event:
            case Sentence():
                _tell(f"{event.text} [{self._number(event.citation)}]")
            case Notice():
                self._flush()
                _tell(event.text)
            case Excerpt():
                _tell(f"\n{_place(event)}")
                _show_passage(event)
            case Listing():
                self._list(event)
            case Done():
                self._flush()
                self.outcome = event.outcome
                if event.use is not None:
                    print(use_text(event.use), file=sys.stderr)

    def _number(self, citation: Citation) -> int:
        key = (citation.document_id, citation.start, citation.end)
        self._sources.setdefault(key, citation)
        return list(self._sources).index(key) + 1

    def _list(self, listing: Listing) -> None:
        _tell(listing.text)
        for entry in listing.entries:
            number = f" [{self._number(entry.citation)}]" if entry.citation is not None else ""
            _tell(f"- {plain(entry.text)}{number}")

    def _flush(self) -> None:
        """The sources of what was printed so far."""
        for number, citation in enumerate(self._sources.values(), 1):
            _tell(f"\n[{number}] {_place(citation)}\n    “{plain(citation.quote)}”")
            if citation.note:
                _tell(f"    {citation.note}")
        if self._sources:
            _tell("")
        self._sources = {}


def _show_passage(shown: Excerpt) -> None:
    opening, closing = _MARKS
    text = "".join(f"{opening}{p.text}{closing}" if p.kind == "mark" else p.text for p in shown.pieces)
    for line in text.splitlines():
        if line.strip():
            _tell(f"    {plain(line)}")
    if shown.note:
        _tell(f"    {shown.note}")


def _place(shown: Shown) -> str:
    headings = plain(" › ".join(shown.headings))
    return f"{plain(shown.place)}{f' – {headings}' if headings else ''}"


def _tell(text: str) -> None:
    """At once, so that a sentence is there when it has come, also for a program that reads along."""
    print(text, flush=True)
