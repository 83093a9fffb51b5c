"""The benchmark: how long a dossier of 500 pages takes against both norms, and how much memory, beside a vanilla
pipeline on the same documents and in the same run.

    python -m eval.bench [--quick] [--json BESTAND]

Every figure is of a fresh process, from its start to its end, imports and all: ours is the command line as a user types
it. Peak memory is the sum of the resident sets of that process and all its descendants, sampled every 20 milliseconds;
pages that processes share count for each of them, so the true figure is lower. Cold means: nothing kept from an earlier
run. The system's file cache is warm for both sides, since both are imported once before the clock runs (not with
--quick, which is there to try the benchmark, not to measure by).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from analyzer.cli import COMPLETE, INCOMPLETE
from analyzer.norms import NORM_IDS, load_norm
from analyzer.version import VERSION
from eval.bench_documents import ADDED_PAGES, ORGANISATION, PAGES, BenchDocument, write_documents

ROOT = Path(__file__).parents[1]
PEILDATUM = "2026-03-01"
SAMPLE_SECONDS = 0.02  # between two readings of the memory
MIB = 2**20
_LONGEST_ERROR = 2000  # characters of a failed process's last words that are shown

# What the project wants to reach.
TIMES_FASTER = 5.0  # cold, than the vanilla pipeline
UNCHANGED_SECONDS = 2.0
ADDED_SECONDS = 3.0
HELP_SECONDS = 0.5
PEAK_BYTES = 1024 * MIB

_NORMTOETS = (sys.executable, "-c", "from analyzer.cli import run; run()")
_VANILLA = (sys.executable, "-m", "eval.vanilla")


class BenchmarkFailed(Exception):
    """A process that was measured did not do its work, so that its figures mean nothing."""


@dataclass(frozen=True)
class Run:
    """One process and its descendants: seconds on the clock, seconds of processor time, and peak memory in bytes."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Row:
    """One case with its repeats; the figures shown are the median of the seconds and the highest of the peaks."""

    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        return statistics.median(run.seconds for run in self.runs)

    @property
    def cpu_seconds(self) -> float:
        return statistics.median(run.cpu_seconds for run in self.runs)

    @property
    def peak_bytes(self) -> int:
        return max(run.peak_bytes for run in self.runs)


@dataclass(frozen=True)
class Aim:
    """What a figure should be, in words, and whether it is so."""

    text: str
    figure: str
    reached: bool


@dataclass(frozen=True)
class Outcome:
    """The rows by name, and what was amiss with the work that was measured (Dutch)."""

    rows: Mapping[str, Row]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Scale:
    """How much is run: pages of each document, pages of the one added, repeats of each case, and whether both sides are
    imported once before the clock runs."""

    pages: tuple[int, ...]
    added_pages: int
    cold_runs: int
    warm_runs: int
    import_first: bool


FULL = Scale(PAGES, ADDED_PAGES, cold_runs=2, warm_runs=3, import_first=True)
QUICK = Scale((3, 4), 2, cold_runs=1, warm_runs=1, import_first=False)


def measure(command: Sequence[str], accept: Sequence[int] = (0,)) -> Run:
    """Runs `command` in the project's folder. Raises BenchmarkFailed when its exit code is not one of `accept`."""
    before, started = os.times(), time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    ended = threading.Event()
    peaks: list[int] = []
    sampler = threading.Thread(target=_sample, args=(process.pid, ended, peaks))
    sampler.start()
    _, errors = process.communicate()
    seconds = time.perf_counter() - started
    ended.set()
    sampler.join()
    after = os.times()
    if process.returncode not in accept:
        raise BenchmarkFailed(f"{' '.join(command)}\nexit {process.returncode}\n{errors[-_LONGEST_ERROR:]}")
    cpu = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return Run(seconds, cpu, max(peaks, default=0))


def _sample(pid: int, ended: threading.Event, peaks: list[int]) -> None:
    """Appends the memory of a process and its descendants to `peaks` until `ended` is set or the process is gone."""
    try:
        top = psutil.Process(pid)
        while True:
            peaks.append(sum(_resident(each) for each in (top, *top.children(recursive=True))))
            if ended.wait(SAMPLE_SECONDS):
                return
    except psutil.NoSuchProcess:
        return


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0  # ended between two looks


def bench(scale: Scale, folder: Path) -> Outcome:
    """Writes the documents into `folder` and runs every case. Raises BenchmarkFailed."""
    documents, out, kept = folder / "documents", folder / "out", folder / "kept"
    added = BenchDocument(len(PAGES), scale.added_pages)
    write_documents(documents, [BenchDocument(number, pages) for number, pages in enumerate(scale.pages)])
    for module in ("analyzer.commands", "eval.vanilla") if scale.import_first else ():
        measure([sys.executable, "-c", f"import {module}"])  # compiles it, and brings its files into the file cache
    runs = {"help": [measure([*_NORMTOETS, "--help"]) for _ in range(scale.warm_runs)]}
    pages = sum(scale.pages)
    runs["cold"] = []
    for _ in range(scale.cold_runs):
        shutil.rmtree(out, ignore_errors=True)
        runs["cold"].append(_analyse(documents, out, pages))
    remarks = _unassessed(out)
    runs["unchanged"] = [_analyse(documents, out, pages) for _ in range(scale.warm_runs)]

    shutil.copytree(out, kept)
    (path,) = write_documents(documents, [added])
    runs["added"] = []
    for _ in range(scale.warm_runs):
        shutil.rmtree(out)
        shutil.copytree(kept, out)
        runs["added"].append(_analyse(documents, out, pages + scale.added_pages))
    path.unlink()
    runs["vanilla"] = [_vanilla(documents, folder / "vanilla")]
    return Outcome({name: Row(tuple(made)) for name, made in runs.items()}, remarks)


def _analyse(documents: Path, out: Path, pages: int) -> Run:
    """Our own run; what it wrote must be whole: every page read, every ambition in the reports."""
    norms = [part for norm in NORM_IDS for part in ("--norm", norm)]
    organisation = ("--organisation", ORGANISATION, "--organisation-type", "gemeente")
    run = measure(
        [*_NORMTOETS, "analyse", str(documents), *norms, *organisation, "--peildatum", PEILDATUM, "--out", str(out)],
        accept=(COMPLETE, INCOMPLETE),
    )
    for norm in NORM_IDS:
        report = json.loads((out / f"{norm}.json").read_text(encoding="utf-8"))
        read = sum(document["pages"] for document in report["documents"])
        if read != pages or len(report["ambitions"]) != len(load_norm(norm).ambitions):
            raise BenchmarkFailed(f"{norm}: {read} of {pages} pages, {len(report['ambitions'])} ambitions")
    return run


def _unassessed(out: Path) -> tuple[str, ...]:
    """Ambitions that the judge failed on: work left undone, so that the figures flatter."""
    remarks = []
    for norm in NORM_IDS:
        ambitions = json.loads((out / f"{norm}.json").read_text(encoding="utf-8"))["ambitions"]
        failed = [ambition["id"] for ambition in ambitions if ambition["status"] is None]
        if failed:
            remarks.append(f"{norm}: niet beoordeeld zijn {', '.join(failed)}, zodat de tijden te gunstig zijn.")
    return tuple(remarks)


def _vanilla(documents: Path, out: Path) -> Run:
    run = measure([*_VANILLA, str(documents), str(out)])
    found = json.loads((out / "passages.json").read_text(encoding="utf-8"))
    for norm in NORM_IDS:
        if not all(found[norm].get(ambition.id) for ambition in load_norm(norm).ambitions):
            raise BenchmarkFailed(f"{norm}: the vanilla pipeline found nothing for some ambition")
    return run


def aims(rows: Mapping[str, Row]) -> tuple[Aim, ...]:
    """What the project wants to reach, held against the rows of one run."""
    faster = rows["vanilla"].seconds / rows["cold"].seconds
    peak = max(rows[name].peak_bytes for name in ("help", "cold", "unchanged", "added"))
    return (
        Aim("eerste keer minstens 5 keer zo snel als vanilla", f"{_dutch(faster, 1)} keer", faster >= TIMES_FASTER),
        _seconds("opnieuw zonder wijziging", rows["unchanged"], UNCHANGED_SECONDS),
        _seconds("opnieuw met een document erbij", rows["added"], ADDED_SECONDS),
        Aim("piekgeheugen onder 1024 MiB", f"{peak / MIB:.0f} MiB", peak < PEAK_BYTES),
        _seconds("normtoets --help", rows["help"], HELP_SECONDS),
    )


def _seconds(what: str, row: Row, most: float) -> Aim:
    return Aim(f"{what} onder {_dutch(most, 1)} s", f"{_dutch(row.seconds, 2)} s", row.seconds < most)


def _dutch(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}".replace(".", ",")


_LABELS = {
    "cold": "eerste keer",
    "unchanged": "opnieuw, niets gewijzigd",
    "added": "opnieuw, een document erbij",
    "help": "normtoets --help",
    "vanilla": "vanilla, eerste keer (zoekt alleen)",
}


def table(outcome: Outcome, scale: Scale) -> str:
    """The outcome as plain Dutch text."""
    rows = outcome.rows
    lines = [
        f"{len(scale.pages)} documenten, {sum(scale.pages)} bladzijden, beide normen; daarna een document van "
        f"{scale.added_pages} bladzijden erbij.",
        "",
        f"{'':<38}{'seconden':>10}{'rekentijd':>11}{'piek MiB':>10}   alle metingen (s)",
    ]
    for name, label in _LABELS.items():
        row = rows[name]
        runs = "  ".join(_dutch(run.seconds, 2) for run in row.runs)
        peak = f"{row.peak_bytes / MIB:.0f}"
        lines.append(f"{label:<38}{_dutch(row.seconds, 2):>10}{_dutch(row.cpu_seconds, 2):>11}{peak:>10}   {runs}")
    lines += ["", f"{'streefwaarde':<52}{'gemeten':>12}"]
    lines += [f"{aim.text:<52}{aim.figure:>12}   {'gehaald' if aim.reached else 'NIET gehaald'}" for aim in aims(rows)]
    lines += [f"LET OP: {remark}" for remark in outcome.remarks]
    lines += [
        "",
        "Seconden: de mediaan, van start tot einde van een vers proces. Rekentijd: processortijd van het proces en",
        "zijn kindprocessen samen. Piek: de som van hun residente geheugen, elke 20 ms gemeten; gedeeld geheugen telt",
        "daarin dubbel. Vanilla vindt alleen passages: het oordeelt niet, toetst geen citaat en schrijft geen rapport.",
    ]
    return "\n".join(lines)


def as_data(outcome: Outcome, scale: Scale) -> dict[str, object]:
    """The outcome for programs: every run, the aims, and on what it was measured."""
    return {
        "version": VERSION,
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processors": os.cpu_count(),
            "memory_bytes": psutil.virtual_memory().total,
            "load_averages": list(psutil.getloadavg()),
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        "memory": "sum of RSS over the process and its descendants, sampled every 20 ms; shared pages count for each",
        "documents": len(scale.pages),
        "pages": sum(scale.pages),
        "added_pages": scale.added_pages,
        "cases": {
            name: {
                "seconds": row.seconds,
                "cpu_seconds": row.cpu_seconds,
                "peak_bytes": row.peak_bytes,
                "runs": [asdict(run) for run in row.runs],
            }
            for name, row in outcome.rows.items()
        },
        "aims": [asdict(aim) for aim in aims(outcome.rows)],
        "remarks": list(outcome.remarks),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table. Exit 0: measured, whatever the aims; 1: something that was measured failed."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description="Meet snelheid en geheugen.")
    parser.add_argument("--quick", action="store_true", help="twee korte documenten, elk geval één keer")
    parser.add_argument("--json", type=Path, metavar="BESTAND", help="schrijf de metingen ook als JSON")
    options = parser.parse_args(arguments)
    scale = QUICK if options.quick else FULL
    with tempfile.TemporaryDirectory(prefix="normtoets-bench-") as folder:
        try:
            outcome = bench(scale, Path(folder))
        except BenchmarkFailed as failure:
            print(f"De meting is mislukt: {failure}", file=sys.stderr)
            return 1
    print(table(outcome, scale))
    if options.json is not None:
        options.json.write_text(
            json.dumps(as_data(outcome, scale), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
