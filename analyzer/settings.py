"""What a run may use, decided once at the entry point; the only place that reads the environment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.judges.protocol import Judge
from analyzer.norms import load_cues, load_repealed_laws
from analyzer.types import Norm, Organisation
from ingest.types import EMBEDDED_MODEL, Document

if TYPE_CHECKING:
    from ingest.embedding import Embedder

# Set before any library reads them: nothing is reported to anyone, and no model is fetched unasked.
_QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "LANGSMITH_TRACING": "false",
}


def silence_telemetry(*, allow_download: bool = False) -> None:
    """Switches off the telemetry of the libraries used, and their downloads unless the user allows them."""
    os.environ.update(_QUIET)
    if not allow_download:
        os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"})


def data_folder() -> Path:
    """Where a user's own data is kept: NORMTOETS_DATA, or else the folder that XDG prescribes."""
    chosen = os.environ.get("NORMTOETS_DATA")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "normtoets"


def choose_embedder(model: str | None, *, allow_download: bool = False) -> tuple[Callable[[], Embedder], str]:
    """How to make the embedder, and the name it is recorded by. `model`: a folder or name; None: the embedded one."""

    def make() -> Embedder:
        # The models are loaded only when something must be searched: an unchanged dossier need not wait for them.
        from ingest.embedding import SentenceTransformerEmbedder, SubwordEmbedder

        return SubwordEmbedder() if model is None else SentenceTransformerEmbedder(model, allow_download=allow_download)

    if model is None:
        return make, EMBEDDED_MODEL
    folder = Path(model)
    return make, f"sentence-transformers:{folder.name if folder.is_dir() else model}{_model_state(folder)}"


def _model_state(folder: Path) -> str:
    """Eight hex digits over the names, sizes and times of a model's files, so that another model in the same folder is
    another one; empty for a model that is given by name."""
    if not folder.is_dir():
        return ""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    state = "\n".join(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)
    return ":" + hashlib.sha256(state.encode("utf-8")).hexdigest()[:8]


def make_offline_judge(
    norm: Norm, organisation: Organisation, peildatum: date, documents: Mapping[str, Document]
) -> Judge:
    """The offline judge over one dossier, with the shipped cues, table of repealed laws and trained models."""
    from analyzer.judges.model_file import load_models  # see `choose_embedder`
    from analyzer.judges.offline import OfflineJudge
    from analyzer.judges.rules import RulesJudge

    rules = RulesJudge(norm, organisation, peildatum, documents, load_cues(), load_repealed_laws())
    return OfflineJudge(rules, norm, load_models())
