"""A model that reads two texts together and scores the pair: from a folder the user brings, never downloaded unasked.

What its columns mean depends on what it was trained for: `Entailment` reads them as natural-language inference (does
the first text say that the second holds?), a reranker reads a single one as the relevance of a passage to a query.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import IngestError

Scores = NDArray[np.float32]
Pair = tuple[str, str]
Cut = Literal["first", "second"]

# Tokens of one pair. Passages are at most 1400 characters, about 400 tokens of Dutch, so a longer window, where a model
# has one, would only cost time.
MOST_TOKENS = 512
# Pairs read at once: on a processor without a graphics card more gives no speed, only memory.
_BATCH = 32
_PROBE: Pair = ("Wij melden signalen bij het meldpunt.", "Er is een meldpunt.")
_TRUNCATIONS = {"first": "only_first", "second": "only_second"}
_INFERENCE = frozenset({"entailment", "neutral", "contradiction"})
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")
_TASKS = ("ForSequenceClassification", "ForCausalLM")


class CrossEncoderUnavailable(IngestError):
    """The cross-encoder that was asked for cannot be loaded, or fails on what it is given."""


class CrossEncoderUnsuited(CrossEncoderUnavailable):
    """The model works, and was trained for something else than it is asked to do."""


class PairModel(Protocol):
    """`name` goes into the run's record; `labels` are the names of the columns, as the model's own config has them."""

    @property
    def name(self) -> str: ...

    @property
    def labels(self) -> tuple[str, ...]: ...

    def scores(self, pairs: Sequence[Pair], *, cut: Cut = "first") -> Scores:
        """Raw logits, shape (pairs, labels). `cut`: which text of a pair loses its end where both do not fit."""
        ...


class CrossEncoderModel:
    """A sentence-transformers CrossEncoder from a local folder, or by name where the user allows a download.

    Runs on the processor. Weights are read from safetensors only, and code that comes with a model is never run.
    """

    def __init__(self, model: str | Path, *, allow_download: bool = False) -> None:
        """Raises CrossEncoderUnavailable (in Dutch) when the package or the model is not there, or is no
        cross-encoder."""
        try:
            from sentence_transformers import CrossEncoder  # heavy and optional: brings torch
        except ImportError as exc:
            raise CrossEncoderUnavailable(
                "Voor een model dat tekstparen vergelijkt is het pakket sentence-transformers nodig. Installeer "
                "Normtoets met de toevoeging [neural], of laat het model weg: de ingebouwde beoordelaar heeft niets "
                "nodig."
            ) from exc
        self._source = str(model)
        _check_folder(Path(model), allow_download)
        try:
            self._model: Any = CrossEncoder(
                str(model),
                local_files_only=not allow_download,
                trust_remote_code=False,
                device="cpu",
                model_kwargs={"use_safetensors": True},
            )
        except Exception as exc:  # whatever torch, safetensors or the tokenizer raise for a broken folder
            raise CrossEncoderUnavailable(_not_loaded(self._source)) from exc
        _check_head(self._model, self._source)
        _check_words(self._model, self._source)
        self.labels = _labels(self._model)
        self._tokens = min(self._model.max_seq_length or MOST_TOKENS, MOST_TOKENS)
        self.name = f"cross-encoder:{Path(self._source).name}:{_fingerprint(self)}"

    def scores(self, pairs: Sequence[Pair], *, cut: Cut = "first") -> Scores:
        """Raw logits, shape (pairs, labels); the same pairs give the same figures.

        A pair that does not fit into the model's window (at most `MOST_TOKENS`) loses the end of its `cut` text; the
        other one is always read whole. Raises CrossEncoderUnavailable where it does not fit even so.
        """
        if not pairs:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        from torch.nn import Identity  # see `__init__`

        text = {"truncation": _TRUNCATIONS[cut], "max_length": self._tokens}
        try:
            found = self._model.predict(
                list(pairs),
                batch_size=_BATCH,
                show_progress_bar=False,
                activation_fn=Identity(),
                processing_kwargs={"text": text},
            )
        except Exception as exc:  # whatever torch or the tokenizer raise
            raise CrossEncoderUnavailable(
                f"Het model '{self._source}' kan deze tekstparen niet lezen ({type(exc).__name__}). Kies een model dat "
                f"{MOST_TOKENS} tokens aankan, of zorg voor meer vrij geheugen."
            ) from exc
        rows = np.asarray(found, dtype=np.float32).reshape(len(pairs), len(self.labels))
        if not np.isfinite(rows).all():
            raise CrossEncoderUnavailable(
                f"Het model '{self._source}' geeft uitkomsten die geen getallen zijn; het is waarschijnlijk "
                "beschadigd. Haal het opnieuw op, of kies een ander model."
            )
        return rows


class Entailment:
    """A pair model as a judge of inference: how surely a first text (premise) says that a second (hypothesis) holds.

    The columns are found by the names in the model's config, in any order and letter case.
    """

    def __init__(self, model: PairModel) -> None:
        """Raises CrossEncoderUnsuited for a model that does not name entailment, neutral and contradiction."""
        self.name = model.name
        self._model = model
        self._column = _entailment_column(model)

    def chances(self, pairs: Sequence[Pair]) -> Scores:
        """The chance of entailment for each (premise, hypothesis), 0–1, shape (pairs,).

        A premise that does not fit loses its end; the hypothesis never does. Rounded to four decimals: beyond those the
        figures depend on which pairs happen to be read together.
        """
        logits = self._model.scores(pairs, cut="first").astype(np.float64)
        logits -= logits.max(axis=1, keepdims=True, initial=-np.inf)
        powers = np.exp(logits)
        chances = powers[:, self._column] / powers.sum(axis=1)
        return np.asarray(np.round(chances, 4), dtype=np.float32)


def is_inference(labels: Sequence[str]) -> bool:
    """Whether these are the columns of a model for natural-language inference, in whatever order and letter case."""
    return len(labels) == len(_INFERENCE) and {label.strip().casefold() for label in labels} == _INFERENCE


def _entailment_column(model: PairModel) -> int:
    labels = model.labels
    if is_inference(labels):
        return [label.strip().casefold() for label in labels].index("entailment")
    if len(labels) == 1:
        raise CrossEncoderUnsuited(
            f"Het model '{model.name}' geeft één score per paar: het is gemaakt om zoekresultaten te herordenen, "
            "niet om te beoordelen. Gebruik het met --reranker, of kies met --nli een model dat entailment, neutral en "
            "contradiction onderscheidt."
        )
    if len(labels) == len(_INFERENCE) and all(label.strip().casefold().startswith("label_") for label in labels):
        raise CrossEncoderUnsuited(
            f"Het model '{model.name}' zegt niet wat zijn uitkomsten betekenen: in config.json staan alleen "
            f"{', '.join(labels)}. Zoek in de beschrijving van het model op in welke volgorde het is getraind en zet "
            "de namen entailment, neutral en contradiction in die volgorde onder 'id2label' (en 'label2id') in "
            "config.json."
        )
    raise CrossEncoderUnsuited(
        f"Het model '{model.name}' onderscheidt {', '.join(labels)}. Voor het beoordelen zijn precies de uitkomsten "
        "entailment, neutral en contradiction nodig. Kies met --nli een model voor natural-language inference met die "
        "drie uitkomsten, of verbeter de namen onder 'id2label' in config.json als ze daar anders heten."
    )


def _check_folder(folder: Path, allow_download: bool) -> None:
    """Weights as pickles could run code when they are loaded; a folder that has no others is refused. A name that is no
    folder would be looked up on the network, even where the library may read local files only.

    Raises CrossEncoderUnavailable.
    """
    if not folder.is_dir():
        if not allow_download:
            raise CrossEncoderUnavailable(_not_loaded(str(folder)) + " (Die map is er niet.)")
        return
    pickled = sorted(path for kind in _PICKLES for where in (kind, f"*/{kind}") for path in folder.glob(where))
    unsafe = [path for path in pickled if not any(path.parent.glob("*.safetensors"))]
    if unsafe:
        raise CrossEncoderUnavailable(
            f"Het model in '{folder}' heeft gewichten in een vorm die programmacode kan bevatten "
            f"({unsafe[0].relative_to(folder)}) en wordt niet geladen. Vraag de maker om het model met safetensors, of "
            "zet het zelf om."
        )


def _check_head(model: Any, source: str) -> None:
    """An embedding model would load with a head of random weights, and score at random.

    Raises CrossEncoderUnavailable.
    """
    architectures = model.transformers_model.config.architectures or ()
    if len(model) == 1 and not any(each.endswith(_TASKS) for each in architectures):
        raise CrossEncoderUnavailable(
            f"Het model '{source}' is geen CrossEncoder: het zet teksten om in vectoren en vergelijkt geen paren. Een "
            "zoekmodel geeft u op met --embedder; kies hier een CrossEncoder."
        )


def _check_words(model: Any, source: str) -> None:
    """Without the files of its tokenizer a model would load with no vocabulary, and read every word as the same one.

    Raises CrossEncoderUnavailable.
    """
    tokenizer = model.tokenizer
    if set(tokenizer(" ".join(_PROBE))["input_ids"]) <= set(tokenizer.all_special_ids):
        raise CrossEncoderUnavailable(f"{_not_loaded(source)} (De woordenlijst, zoals tokenizer.json, ontbreekt.)")


def _not_loaded(source: str) -> str:
    return (
        f"Het model '{source}' kan niet worden geladen. Geef de hele map van een sentence-transformers-CrossEncoder "
        "op, met de gewichten in safetensors, of laat het model weg: de ingebouwde beoordelaar heeft niets nodig."
    )


def _labels(model: Any) -> tuple[str, ...]:
    names = getattr(model.transformers_model.config, "id2label", None) or {}
    return tuple(str(names.get(place, f"LABEL_{place}")) for place in range(model.num_labels))


def _fingerprint(model: CrossEncoderModel) -> str:
    """Eight hex digits that tell two models of one name apart: their labels, and what they make of a fixed pair."""
    probe = np.round(model.scores([_PROBE]), 3) + np.float32(0)  # −0.0 is 0.0
    return hashlib.sha256("\n".join(model.labels).encode("utf-8") + probe.tobytes()).hexdigest()[:8]
