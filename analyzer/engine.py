"""How a run searches and judges: chosen once at the entry point, from what the user asks for.

Models are loaded only when something must be searched or judged: an unchanged dossier need not wait for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from analyzer.errors import InvalidModelSettings
from analyzer.judges.protocol import Judge
from analyzer.llm.settings import ModelSettings
from analyzer.norms import load_cues, load_repealed_laws
from analyzer.types import Assessment, Norm, Organisation
from ingest.types import EMBEDDED_MODEL, Document

if TYPE_CHECKING:
    from analyzer.retrieval import Reranker
    from analyzer.writing.conclusions import Conclusions
    from ingest.embedding import Embedder

JudgeName = Literal["rules", "nli", "model", "both"]
JudgeMaker = Callable[[Norm, Organisation, date, Mapping[str, Document]], Judge]
Conclude = Callable[[Norm, Assessment], "Conclusions"]


@dataclass(frozen=True)
class JudgeChoice:
    """A way of judging. `key` names all that decides its verdicts; `model` is the language model it asks, if any.

    `conclude` writes the conclusions over all verdicts, after those of this judge; None: it writes none.
    """

    name: str
    make: JudgeMaker
    key: str = ""
    model: ModelSettings | None = None
    conclude: Conclude | None = None


@dataclass(frozen=True)
class Engine:
    """How a run searches and judges. `judge`: the name of it all in the record ("rules", "model", "both").

    Of two `judges` the first one's verdicts come at once and the second one's lie over them.
    """

    make_embedder: Callable[[], Embedder]
    embedder: str
    judge: str
    judges: tuple[JudgeChoice, ...]
    make_reranker: Callable[[], Reranker] | None = None
    reranker: str | None = None


def choose_engine(
    judge: JudgeName = "rules",
    *,
    embedder: str | None = None,
    allow_download: bool = False,
    model: ModelSettings | None = None,
    nli: str | None = None,
    reranker: str | None = None,
) -> Engine:
    """How to search and judge. `embedder`, `nli` and `reranker`: folders or names of models; None: the embedded search
    model, no inference model, no reranker.

    Raises InvalidModelSettings where a judge lacks its model, and what making a language model raises. Nothing is sent.
    """
    make_embedder, embedder_name = choose_embedder(embedder, allow_download=allow_download)
    judges = []
    if judge in ("rules", "both"):
        judges.append(JudgeChoice("rules", make_offline_judge))
    if judge == "nli":
        judges.append(_inference_choice(nli, allow_download))
    if judge in ("model", "both"):
        judges.append(_model_choice(model))
    make_reranker, reranker_name = _choose_reranker(reranker, allow_download)
    return Engine(make_embedder, embedder_name, judge, tuple(judges), make_reranker, reranker_name)


def _model_choice(settings: ModelSettings | None) -> JudgeChoice:
    if settings is None:
        raise InvalidModelSettings(
            "Er is geen taalmodel ingesteld. Noem er een met --model en --model-url, of met NORMTOETS_MODEL, of in "
            "model.yaml in de map met gegevens."
        )
    from analyzer.judges.llm import LanguageModelJudge  # langchain takes more than a second to load
    from analyzer.judges.model_file import load_models
    from analyzer.judges.relatedness import Relatedness
    from analyzer.llm.model import LanguageModel
    from analyzer.writing.conclusions import write_conclusions

    language_model = LanguageModel(settings)

    def make(norm: Norm, organisation: Organisation, peildatum: date, documents: Mapping[str, Document]) -> Judge:
        relatedness = Relatedness(norm, load_models().texts)
        return LanguageModelJudge(organisation, peildatum, documents, language_model, relatedness)

    key = f"{settings.key_for}|{settings.context_characters}"
    return JudgeChoice("model", make, key, settings, partial(write_conclusions, language_model))


def _inference_choice(folder: str | None, allow_download: bool) -> JudgeChoice:
    if folder is None:
        raise InvalidModelSettings(
            "Voor deze beoordelaar is een model nodig. Geef met --nli de map van een sentence-transformers-model voor "
            "gevolgtrekking (natural-language inference)."
        )
    from analyzer.judges.inference import make_inference_judge
    from ingest.cross_encoder import CrossEncoderModel

    model = CrossEncoderModel(folder, allow_download=allow_download)
    return JudgeChoice("nli", make_inference_judge(model), model.name)


def _choose_reranker(
    folder: str | None, allow_download: bool
) -> tuple[Callable[[], Reranker], str] | tuple[None, None]:
    if folder is None:
        return None, None
    from analyzer.retrieval import CrossEncoderReranker
    from ingest.cross_encoder import CrossEncoderModel

    reranker = CrossEncoderReranker(CrossEncoderModel(folder, allow_download=allow_download))
    return (lambda: reranker), reranker.name


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
