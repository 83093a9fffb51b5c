"""Whether a model is fit, as the page shows it: the work for a job, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from analyzer.assessment import Progress
from analyzer.llm.settings import ModelSettings
from analyzer.report.wording import STATE
from ingest.types import Frozen
from ui.explanation import on_page

# Share of the known cases from which an inference model is called fit without reserve.
RIGHT_FROM = 0.75
Tone = Literal["good", "caution", "bad"]


class Check(Frozen):
    """What came of a check. `reasons`: what speaks against the model; `lines`: what was counted (Dutch sentences)."""

    title: str
    tone: Tone
    reasons: tuple[str, ...]
    lines: tuple[str, ...]


def check_language_model(settings: ModelSettings) -> Callable[[Progress], Check]:
    """The work: the bundled sample goes to the model, nothing of the user's."""

    def work(progress: Progress) -> Check:
        # langchain and the trained models take a second to load
        from analyzer.llm.fitness import check_fitness
        from analyzer.llm.fitness_figures import Verdict

        fitness = check_fitness(settings, lambda done, of: progress(done, of, "Voorbeeld"))
        tones: dict[Verdict, Tone] = {Verdict.FIT: "good", Verdict.RESERVED: "caution"}
        return Check(
            title=f"{settings.name}: {fitness.verdict.value}",
            tone=tones.get(fitness.verdict, "bad"),
            reasons=tuple(on_page(each) for each in fitness.reasons),
            lines=tuple(on_page(each) for each in fitness.lines),
        )

    return work


def check_inference_model(folder: Path) -> Callable[[Progress], Check]:
    """The work: loads the model of a folder and lets it read known cases, on this computer."""

    def work(progress: Progress) -> Check:
        from analyzer.judges.inference_check import check_inference  # torch takes seconds to load
        from ingest.cross_encoder import CrossEncoderModel

        found = check_inference(CrossEncoderModel(folder))
        fit = found.understands_dutch and found.right.value >= RIGHT_FROM
        verdict = "geschikt" if fit else "met voorbehoud geschikt" if found.understands_dutch else "niet geschikt"
        states = ", ".join(
            f"{STATE[state].lower()} {share.right} van {share.of}" for state, share in found.by_state.items()
        )
        return Check(
            title=f"{folder.name}: {verdict}",
            tone="good" if fit else "caution" if found.understands_dutch else "bad",
            reasons=(found.advice,),
            lines=(
                f"Voorbeelden met de goede uitkomst: {found.right.right} van {found.right.of} ({states}).",
                f"Snelheid op deze computer: {found.pairs_per_second:.0f} tekstparen per seconde.",
            ),
        )

    return work
