"""What comes back from a language model: an answer, or why there is none. Never an exception, never a silent None."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel

from ingest.types import Frozen

T = TypeVar("T", bound=BaseModel)

Method = Literal["json_schema", "json_mode", "text"]


class Cause(StrEnum):
    """Why there is no answer."""

    UNREACHABLE = "unreachable"  # no connection, or it was cut
    TIMEOUT = "timeout"
    BUSY = "busy"  # 429, also after waiting
    SERVER = "server"  # 5xx
    REFUSED = "refused"  # 401, 403: the key is wrong
    REQUEST = "request"  # another 4xx: the model is unknown, the prompt too long
    CUT_OFF = "cut_off"  # the answer reached the limit on its length
    DECLINED = "declined"  # the model would not answer
    SCHEMA = "schema"  # the answer does not obey the schema, also after a request to mend it
    BUDGET = "budget"  # the budget for this run is used up
    UNKNOWN = "unknown"


# What may go well at another attempt.
PASSING = frozenset(
    {Cause.UNREACHABLE, Cause.TIMEOUT, Cause.BUSY, Cause.SERVER, Cause.SCHEMA, Cause.CUT_OFF, Cause.DECLINED}
)

_TEXTS = {
    Cause.UNREACHABLE: "De server van het taalmodel is niet bereikbaar, of verbrak de verbinding.",
    Cause.TIMEOUT: "Het taalmodel antwoordde niet op tijd.",
    Cause.BUSY: "De server van het taalmodel heeft het te druk, ook na wachten.",
    Cause.SERVER: "De server van het taalmodel meldde een storing.",
    Cause.REFUSED: "De server van het taalmodel weigert de toegang. Controleer de sleutel.",
    Cause.REQUEST: "De server van het taalmodel neemt de aanvraag niet aan. Controleer het adres en de naam van het "
    "model.",
    Cause.CUT_OFF: "Het antwoord van het taalmodel werd te lang en is afgebroken.",
    Cause.DECLINED: "Het taalmodel wilde niet antwoorden.",
    Cause.SCHEMA: "Het antwoord van het taalmodel had niet de gevraagde vorm, ook niet na een verzoek tot herstel.",
    Cause.BUDGET: "Het budget voor het taalmodel is op.",
    Cause.UNKNOWN: "Het taalmodel gaf geen bruikbaar antwoord.",
}


class Usage(Frozen):
    """Tokens of one call. `estimated`: the server did not count them."""

    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False


class Failure(Frozen):
    """No answer. `detail`: what the server said, for the log; never shown in a report. `usage`: what was used up all
    the same, None: nothing that is known of."""

    cause: Cause
    detail: str = ""
    usage: Usage | None = None
    seconds: float = 0.0

    @property
    def message(self) -> str:
        """One Dutch sentence."""
        return _TEXTS[self.cause]


class Reply(Frozen):
    """The text of one answer as the server gave it. `method`: how it was asked for."""

    text: str
    usage: Usage
    seconds: float
    method: Method = "text"


class Answer(Frozen, Generic[T]):
    """An answer that obeys its schema. `faults`: what a check found wrong with it, after the request to mend it."""

    value: T
    faults: tuple[str, ...] = ()
    cached: bool = False
