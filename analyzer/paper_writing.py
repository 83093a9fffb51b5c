"""Papers written into a folder: each format for each norm, those about the dossier as a whole once."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import AnalyzerError, ReportNotWritten
from analyzer.report.papers import PAPERS, Paper, editions
from analyzer.report.source import Source

_REASONS = {
    errno.EACCES: "u hebt daar geen schrijfrechten",
    errno.EPERM: "u hebt daar geen schrijfrechten",
    errno.EROFS: "de schijf is alleen te lezen",
    errno.ENOTDIR: "een deel van de naam is een bestand, geen map",
    errno.EEXIST: "er staat al een bestand met die naam",
    errno.EISDIR: "er staat een map met die naam",
    errno.ENOENT: "een deel van de naam bestaat niet",
    errno.ENOSPC: "de schijf is vol",
}


@dataclass(frozen=True)
class Written:
    """`files` stand there; `failed`: why a paper could not be made (Dutch)."""

    files: tuple[Path, ...]
    failed: tuple[str, ...] = ()


def write_papers(source: Source, keys: Sequence[str], folder: Path) -> Written:
    """Writes the papers with these keys into `folder`, those of one norm together.

    A paper that cannot be made does not keep the others from being made. One that exists for another norm only is left
    out (`unfit`). Raises ReportNotWritten where the folder cannot be written to.
    """
    files: list[Path] = []
    failed: list[str] = []
    for paper, asked in editions(source, [PAPERS[key] for key in keys]):
        try:
            content = paper.render(asked)
        except AnalyzerError as exc:
            failed.append(str(exc))
        else:
            files.append(_keep(content, folder / paper.file_name(asked.norm.id)))
    return Written(tuple(files), tuple(failed))


def unfit(source: Source, keys: Sequence[str]) -> tuple[Paper, ...]:
    """Those of the papers that exist for none of the norms of the source."""
    norms = [report.norm.id for report in source.reports]
    return tuple(PAPERS[key] for key in keys if not any(PAPERS[key].fits(norm) for norm in norms))


def _keep(content: bytes, path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as exc:
        raise ReportNotWritten(
            f"Het rapport '{path}' kan niet worden geschreven ({why(exc)}). Sluit het bestand als het open staat, of "
            "kies met --out een andere map."
        ) from exc
    return path


def why(error: OSError) -> str:
    """The reason of the operating system, in Dutch."""
    return _REASONS.get(error.errno or 0, "het besturingssysteem weigert het")
