"""`normtoets analyse`: runs the main job, writes the reports, and prints what came of it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from analyzer.assessment import Request, Watch, analyse
from analyzer.cli import COMPLETE, FAILED, INCOMPLETE
from analyzer.engine import Engine, choose_engine
from analyzer.errors import AnalyzerError
from analyzer.estimate import euros, thousands
from analyzer.installation_facts import installation_facts
from analyzer.llm.settings import ModelSettings
from analyzer.paper_writing import Written, unfit, why, write_papers
from analyzer.report.accountability.facts import InstallationFacts
from analyzer.report.papers import PAPERS
from analyzer.report.source import Source
from analyzer.report.word_template import InvalidTemplate
from analyzer.report.word_trial import tried_template
from analyzer.report.wording import mark
from analyzer.retention import WORK_FOLDER
from analyzer.settings import read_model_settings, silence_telemetry
from analyzer.store.texts import Texts
from analyzer.types import GapReport, ModelUse, Organisation, OrganisationType, Status
from ingest.errors import IngestError


def analyse_command(options: argparse.Namespace) -> int:
    """Exit 0: complete; 1: nothing usable was written; 3: written, but something could not be handled."""
    silence_telemetry(allow_download=options.allow_download)
    request = Request(
        paths=tuple(options.paths),
        norm_ids=tuple(dict.fromkeys(options.norm)),
        organisation=Organisation(name=options.organisation, type=OrganisationType(options.organisation_type)),
        peildatum=options.peildatum or date.today(),
    )
    formats = tuple(dict.fromkeys(options.format or ("json", "docx")))
    try:
        engine = engine_of(options)
        tell_destination(engine)
        with _Bar() as bar:
            makes = partial(_source, options, own_template(options.template))
            watch = Watch(bar.show, _first_reports(formats, options.out, makes), lambda made: bar.tell(made.text))
            reports = analyse(request, options.out / WORK_FOLDER, engine, watch)
            source = makes(reports)
            written = write_papers(source, formats, options.out)
    except (AnalyzerError, IngestError) as exc:
        print(f"normtoets: {exc}", file=sys.stderr)
        return FAILED
    except OSError as exc:
        print(
            f"normtoets: In de map '{options.out}' kan niet worden geschreven ({why(exc)}). Kies met --out een "
            "andere map.",
            file=sys.stderr,
        )
        return FAILED
    _print_summary(reports, written.files)
    tell_left_out(source, formats, written)
    complete = all(report.assessment.complete for report in reports) and not written.failed
    return COMPLETE if complete else INCOMPLETE


def own_template(path: Path | None) -> bytes | None:
    """An organisation's own Word template. Raises InvalidTemplate."""
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise InvalidTemplate(
            f"Het sjabloon '{path}' is niet te lezen ({why(exc)}). Noem een .docx- of .dotx-bestand."
        ) from exc
    tried_template(content)
    return content


def _source(options: argparse.Namespace, template: bytes | None, reports: Sequence[GapReport]) -> Source:
    texts, work = Texts(), options.out / WORK_FOLDER
    return Source(
        reports=tuple(reports),
        today=date.today(),
        text=lambda sha256: texts.read(work, sha256),
        template=template,
        remarks=options.remarks,
        facts=_facts(options),
    )


def _facts(options: argparse.Namespace) -> InstallationFacts:
    return installation_facts(
        options.out,
        None,
        model=_model_settings(options),
        embedder=options.embedder,
        nli=options.nli if options.judge == "nli" else None,
        reranker=options.reranker,
    )


def tell_left_out(source: Source, formats: Sequence[str], written: Written) -> None:
    """Says which papers were not made, and why."""
    for reason in written.failed:
        print(f"normtoets: {reason}", file=sys.stderr)
    for paper in unfit(source, formats):
        print(
            f"normtoets: '{paper.key}' is niet gemaakt: het hoort bij een andere norm ({', '.join(paper.norms)}).",
            file=sys.stderr,
        )


def engine_of(options: argparse.Namespace) -> Engine:
    """How to search and judge, by the options of the command line. Raises ModelError and IngestError."""
    return choose_engine(
        options.judge,
        embedder=options.embedder,
        allow_download=options.allow_download,
        model=_model_settings(options),
        nli=options.nli,
        reranker=options.reranker,
    )


def _model_settings(options: argparse.Namespace) -> ModelSettings | None:
    """None: no language model is asked."""
    if options.judge not in ("model", "both"):
        return None
    return read_model_settings(
        model=options.model,
        url=options.model_url,
        budget_tokens=options.max_tokens,
        budget_euros=options.max_euros,
    )


def tell_destination(engine: Engine) -> None:
    """Says where text will go, before anything is read or sent."""
    for choice in engine.judges:
        if choice.model is not None:
            print(
                f"Taalmodel: {choice.model.model}. Tekst uit de documenten gaat naar {choice.model.destination.text}.",
                file=sys.stderr,
            )


def _first_reports(
    formats: Sequence[str], folder: Path, makes: Callable[[Sequence[GapReport]], Source]
) -> Callable[[GapReport], None]:
    """Writes the reports of the first judge at once; the second one's verdicts come when they are all there."""
    own = tuple(key for key in formats if not PAPERS[key].whole)
    seen: set[str] = set()

    def so_far(report: GapReport) -> None:
        if report.norm.id not in seen:
            seen.add(report.norm.id)
            write_papers(makes((report,)), own, folder)

    return so_far


class _Bar:
    """A progress bar on the terminal, one for each stretch of work; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._bar: tqdm[NoReturn] | None = None

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, done: int, of: int, what: str) -> None:
        bar = self._bar
        if bar is None or bar.total != of or done < bar.n:
            if bar is not None:
                bar.close()
            bar = self._bar = tqdm(total=of, file=sys.stderr, disable=None, leave=False, ncols=100, unit="")
        bar.set_description_str(what[:60], refresh=False)
        bar.update(done - bar.n)

    def tell(self, text: str) -> None:
        """A line above the bar."""
        if self._bar is not None:
            self._bar.clear()
        print(text, file=sys.stderr)


def _print_summary(reports: Sequence[GapReport], written: Sequence[Path]) -> None:
    tell: Callable[[str], None] = print
    first = reports[0].assessment
    tell(f"\n{first.organisation.name} · peildatum {first.peildatum.isoformat()}")
    read = sum(1 for document in first.documents if document.read != "not")
    tell(f"{read} van {len(first.documents)} documenten gelezen.")
    for document in first.documents:
        for problem in document.problems:
            print(f"  let op: {problem}", file=sys.stderr)
    for report in reports:
        counts = Counter(finding.status for finding in report.assessment.findings)
        tell(f"\n{report.norm.title} ({len(report.assessment.findings)} ambities)")
        for status in (*Status, None):
            if counts[status]:
                tell(f"  {counts[status]:3d}  {mark(status).label}")
        for finding in report.assessment.findings:
            if finding.problem:
                print(f"  niet beoordeeld: {finding.ambition}: {finding.problem}", file=sys.stderr)
            if finding.second is not None and finding.second.problem:
                print(f"  zonder taalmodel: {finding.ambition}: {finding.second.problem}", file=sys.stderr)
        disputed = [finding.ambition for finding in report.assessment.findings if finding.disputed]
        if disputed:
            tell(f"  de beoordelaars verschillen bij {len(disputed)}: {', '.join(disputed)}")
        if report.assessment.run.model is not None:
            tell(f"  {use_text(report.assessment.run.model)}")
    tell("\nDe rapporten:")
    for path in written:
        tell(f"  {path}")
    tell("Een machine stelde deze oordelen voor; lees de citaten na voordat u ze overneemt.")


def use_text(use: ModelUse) -> str:
    """What a language model took, as one Dutch line."""
    about = "ongeveer " if use.estimated else ""
    price = "" if use.cost is None else f", {euros(use.cost)}"
    return (
        f"taalmodel {use.model}: {use.calls} aanvragen ({use.cached} antwoorden waren al bekend), {about}"
        f"{thousands(use.input_tokens)} tokens erheen, {thousands(use.output_tokens)} terug{price}"
    )
