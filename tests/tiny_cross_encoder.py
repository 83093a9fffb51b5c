"""Small cross-encoders made for the tests: BERT with two layers of 32, a vocabulary of the tests' own words, and some
seconds of training on made-up Dutch pairs. They know those few words and no language, and load as any other model does.

A folder is made once in a test session: `made(base, build)`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analyzer.judges.hypotheses import STATES, load_hypotheses
from ingest.types import Validity

ORGANISATION = "Gemeente Veldermeer"
# The two things the models tell apart, what is said of each, and what is said of neither.
THINGS = ("meldpunt", "protocol")
SAID = {
    "in_force": (
        "Wij hebben een {} voor signalen.",
        "Het {} is in 2024 ingericht.",
        "Er is een {} voor alle medewerkers.",
        "Ons {} komt elke maand bijeen.",
    ),
    "planned": ("Wij gaan een {} voor signalen inrichten.", "In 2027 komt er een {}.", "Een {} is in voorbereiding."),
    "absent": ("Wij hebben geen {} voor signalen.", "Een {} ontbreekt.", "Er is geen {} voor alle medewerkers."),
}
UNRELATED = ("De griffie bewaart de stukken.", "Koffie en thee staan klaar.", "De raad stelt de begroting vast.")
LABELS = ("entailment", "neutral", "contradiction")

_TITLES = ("Nota", "Verslag", "nota.txt", "a.txt", "b.txt")
_HEADINGS = ("Stand", "Slot", "Aanpak")
_WORDS = re.compile(r"\w+|[^\w\s]")
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_SEED = 20260301
_BATCH = 32
_RATE = 2e-3
_LONGEST = 160  # tokens of a pair
_ENOUGH = 0.98  # right on pairs not trained on

Example = tuple[str, str, int]
Stage = tuple[list[Example], int]  # what is trained on, and for how many steps


def made(base: Path, build: Callable[[Path], None]) -> Path:
    """The folder that `build` fills, under a folder that a whole test session shares."""
    folder = base / build.__name__
    if not folder.exists():
        build(folder)
    return folder


def criterion_text(thing: str) -> str:
    return f"Er is een {thing}."


def build_inference(folder: Path) -> None:
    """A model for inference: whether a premise entails one of the product's own hypotheses about a thing."""
    draw = random.Random(_SEED)
    short = [_inference_example(draw, context=False) for _ in range(2000)]
    long = [_inference_example(draw, context=True) for _ in range(4000)]
    unseen = [_inference_example(draw, context=True) for _ in range(300)]
    model, tokenizer = _learned([(short, 450), (short[:1000] + long, 350)], len(LABELS), unseen)
    _save(model, tokenizer, folder, LABELS)


def build_reranker(folder: Path) -> None:
    """A model with one score: whether a passage says that the thing asked for is there."""
    draw = random.Random(_SEED)
    examples = [_relevance_example(draw) for _ in range(2000)]
    model, tokenizer = _learned([(examples, 300)], 1, [_relevance_example(draw) for _ in range(300)])
    _save(model, tokenizer, folder, ("LABEL_0",))


def relabelled(source: Path, folder: Path, labels: Sequence[str], order: Sequence[int] | None = None) -> Path:
    """A copy of a model whose columns have other names; `order`: the old column that each new one is."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model: Any = AutoModelForSequenceClassification.from_pretrained(source)
    rows = list(order or range(len(labels)))
    head = model.classifier
    head.weight.data, head.bias.data = head.weight.data[rows].clone(), head.bias.data[rows].clone()
    head.out_features = model.config.num_labels = len(rows)
    _save(model, AutoTokenizer.from_pretrained(source), folder, labels)
    return folder


def _inference_example(draw: random.Random, *, context: bool) -> Example:
    said, thing = draw.choice((*SAID, *SAID, "")), draw.choice(THINGS)
    text = draw.choice(SAID[said]).format(thing) if said else draw.choice(UNRELATED)
    premise = text
    if context:
        beside = draw.choice(UNRELATED)
        text = draw.choice((text, text, text, f"{text} {beside}", f"{beside} {text}"))
        premise = load_hypotheses().premise_for(
            text,
            ORGANISATION,
            title=draw.choice(_TITLES),
            validity=draw.choice(list(Validity)),
            headings=draw.sample(_HEADINGS, draw.randint(0, 2)),
        )
    asked = thing if draw.random() < 0.65 else draw.choice(THINGS)
    column = draw.randrange(len(STATES))
    hypothesis = load_hypotheses().hypotheses_for(criterion_text(asked), ORGANISATION)[column]
    if not said or asked != thing:
        return premise, hypothesis, LABELS.index("neutral")
    return premise, hypothesis, LABELS.index("entailment" if STATES[column].value == said else "contradiction")


def _relevance_example(draw: random.Random) -> Example:
    said, thing, asked = draw.choice((*SAID, "in_force")), draw.choice(THINGS), draw.choice(THINGS)
    heading = draw.choice(("", *_HEADINGS))
    passage = f"{heading} {draw.choice(SAID[said]).format(thing)}".strip()
    return criterion_text(asked), passage, int(said == "in_force" and asked == thing)


def _learned(stages: Sequence[Stage], labels: int, unseen: Sequence[Example]) -> tuple[Any, Any]:
    """A model that answers pairs it was not trained on; training may fail by chance, so there are three attempts."""
    for seed in range(_SEED, _SEED + 3):
        with _alone(seed):
            model, tokenizer = _trained(stages, labels, seed)
            if _right(model, tokenizer, unseen) >= _ENOUGH:
                return model, tokenizer
    raise AssertionError("the small model did not learn its task")


@contextmanager
def _alone(seed: int) -> Iterator[None]:
    """One thread, since so small a model is slower on more, and random numbers that nothing else sees."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)


def _trained(stages: Sequence[Stage], labels: int, seed: int) -> tuple[Any, Any]:
    """A model trained on the examples of each stage in turn. Its words are those of the first stage."""
    import torch

    tokenizer = _tokenizer(text for example in stages[0][0] for text in example[:2])
    model = _untrained(len(tokenizer), labels)
    draw = random.Random(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.0, fused=True)
    total, done = sum(steps for _, steps in stages), 0
    for examples, steps in stages:
        inputs, answers = _encoded(tokenizer, examples), _answers(examples, labels)
        for _ in range(steps):
            for group in optimizer.param_groups:
                group["lr"] = _RATE * min(1.0, (done + 1) / 50) * (1 - done / total) ** 0.5
            rows = draw.sample(range(len(examples)), _BATCH)
            loss = model(**{name: values[rows] for name, values in inputs.items()}, labels=answers[rows]).loss
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            done += 1
    model.eval()
    return model, tokenizer


def _untrained(words: int, labels: int) -> Any:
    from transformers import BertConfig, BertForSequenceClassification

    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=words,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=_LONGEST,
            num_labels=labels,
            hidden_act="relu",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            initializer_range=0.3,
        )
    )
    # Positions tell nothing here; what is learned of words should hold wherever they stand.
    model.bert.embeddings.position_embeddings.weight.data.zero_()
    return model


def _answers(examples: Sequence[Example], labels: int) -> Any:
    import torch

    kind = torch.float32 if labels == 1 else torch.int64
    return torch.tensor([answer for _, _, answer in examples], dtype=kind)


def _encoded(tokenizer: Any, examples: Sequence[Example]) -> Any:
    first, second = [each[0] for each in examples], [each[1] for each in examples]
    return tokenizer(first, second, padding=True, truncation="only_first", max_length=_LONGEST, return_tensors="pt")


def _right(model: Any, tokenizer: Any, examples: Sequence[Example]) -> float:
    """The share of the examples that the model answers right."""
    import torch

    with torch.inference_mode():
        logits = model(**_encoded(tokenizer, examples)).logits
    given = (logits[:, 0] > 0.5 if logits.shape[1] == 1 else logits.argmax(dim=1)).tolist()
    return sum(int(each) == answer for each, (_, _, answer) in zip(given, examples, strict=True)) / len(examples)


def _tokenizer(texts: Iterable[str]) -> Any:
    from transformers import BertTokenizer

    words = sorted({word for text in texts for word in _WORDS.findall(text.lower())})
    return BertTokenizer(vocab={word: place for place, word in enumerate((*_SPECIAL, *words))}, do_lower_case=True)


def _save(model: Any, tokenizer: Any, folder: Path, labels: Sequence[str]) -> None:
    model.config.id2label = dict(enumerate(labels))
    model.config.label2id = {label: place for place, label in enumerate(labels)}
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
