"""The shapes in which a language model answers. Each prompt that asks for one holds its JSON Schema.

They leave room for an answer and for nothing else: no field asks for an action, a file, an address or a status. What a
schema cannot say (each element once, passages that exist) is checked by whoever asked.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    """An unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CitedQuote(_Answer):
    passage: int = Field(description="Nummer van de passage waarin het citaat staat.")
    quote: str = Field(description="Letterlijk overgenomen uit die passage: een of twee zinnen, niets veranderd.")
    shows: Literal["arranged", "done", "planned", "absent"] = Field(
        description="Wat het citaat toont: arranged = het is geregeld en geldt; done = het is gedaan; planned = "
        "voornemen of concept; absent = het document zegt dat het er niet is."
    )


class ElementAnswer(_Answer):
    element: str = Field(description="De letter van het element.")
    quotes: list[CitedQuote] = Field(description="Ten hoogste drie citaten; leeg bij not_found.")
    explanation: str = Field(description="Eén Nederlandse zin: waarom deze toestand volgt uit de citaten.")
    state: Literal["in_force", "planned", "absent", "not_found"]
    shortcoming: Literal["none", "outdated", "one_off", "contradicted", "incomplete"] = Field(
        description="Alleen bij in_force: waarom het toch tekortschiet."
    )
    certainty: Literal["high", "medium", "low"]


class AssessmentAnswer(_Answer):
    elements: list[ElementAnswer] = Field(description="Elk gevraagd element precies één keer.")


class ClaimAnswer(_Answer):
    claim: int = Field(description="Nummer van de bewering.")
    reason: str = Field(description="Een paar Nederlandse woorden.")
    supported: bool = Field(description="true als het citaat de bewering zelf toont, anders false.")


class SupportAnswer(_Answer):
    claims: list[ClaimAnswer] = Field(description="Elke bewering precies één keer.")


class ConclusionSentence(_Answer):
    text: str = Field(description="Eén Nederlandse zin.")
    ambitions: list[str] = Field(description="De nummers van de ambities waarop de zin rust, ten minste één.")


class ConclusionAnswer(_Answer):
    sentences: list[ConclusionSentence] = Field(description="Drie tot vijf zinnen.")


class DraftAnswer(_Answer):
    title: str = Field(description="Korte titel van de bepaling.")
    provisions: list[str] = Field(description="De bepalingen, elk een of twee zinnen.")
    to_decide: list[str] = Field(description="Keuzes die de organisatie zelf moet maken.")


class FollowUpAnswer(_Answer):
    question: str = Field(description="De vraag, zo herschreven dat zij zonder het gesprek te begrijpen is.")


class ChatSentence(_Answer):
    """One line of a streamed answer."""

    sentence: str
    passage: int
    quote: str
