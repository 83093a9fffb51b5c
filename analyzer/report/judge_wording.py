"""The Dutch words about who judged: names of judges, what a language model took, and how two verdicts compare."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.estimate import euros, thousands
from analyzer.report.wording import JUDGE, counted, listed, quoted
from analyzer.types import ModelUse

RULES, MODEL = "rules", "model"

NAME = {RULES: "de taalregels", "nli": "het gevolgtrekkingsmodel", MODEL: "het taalmodel"}
OTHER_JUDGE = "de andere beoordelaar"  # it failed before it could say who it is
COLUMN = {RULES: "Taalregels", "nli": "Gevolgtrekkingsmodel", MODEL: "Taalmodel"}
OTHER_COLUMN = "Andere beoordelaar"
# Judges that need a verb in the plural.
_MANY = frozenset({NAME[RULES]})
# What a prompt is for, by the name of its file.
PROMPT = {
    "assess": "beoordelen",
    "support": "controlevraag",
    "repair": "herstelverzoek",
    "json-only": "vorm van het antwoord",
    "chat": "vragen",
    "follow-up": "vervolgvraag",
    "conclusion": "conclusie",
    "draft": "ontwerptekst",
}

LEGEND = "Wie heeft geoordeeld"
DISPUTED = "De beoordelaars verschillen"
REJECTED = "Door de controle afgewezen"
REJECTED_INTRO = "Deze citaten gaf het taalmodel als bewijs. Zij tellen niet mee."
PLACES = "Vindplaatsen bij het tweede oordeel:"
NOWHERE = "vindplaats onbekend"
DECIDE = "Lees de citaten van beide en beslis zelf."
NOT_REACHED = "Het taalmodel heeft deze ambitie niet beoordeeld: de toets was nog bezig, of is gestopt."
EQUAL = "gelijk"
NO_VERDICT = "kon niet oordelen"

CONCLUSION = "Conclusie van het taalmodel"
CONCLUSION_METHOD = (
    "Bij een pijler kan een conclusie staan die een taalmodel schreef, op grond van de oordelen alleen. Elke zin is "
    "gecontroleerd: zij noemt de ambities waarop zij rust, zegt daarvan niet iets anders dan het oordeel, en bevat "
    "geen getal of naam die daar niet bij staat. Wat daarin niet slaagde, is weggelaten. Een conclusie is geen bewijs.",
)
MODEL_METHOD = (
    "Een taalmodel kreeg voor elke ambitie de gevonden passages voorgelegd, met de vraag welke elementen zij tonen. "
    "Tekst die zich tot een taalmodel richt, is daarbij weggelaten.",
    "Elk citaat van het taalmodel is gecontroleerd: het staat letterlijk in de passage die het model noemde, het is "
    "geen tekst die zich tot een taalmodel richt, het gaat over het onderwerp, en op een aparte controlevraag zei het "
    f"model opnieuw dat het citaat dit toont. Wat daarin niet slaagde, staat bij de ambitie onder {quoted(REJECTED)}.",
)
BOTH_METHOD = (
    "Elke ambitie is twee keer beoordeeld: door vaste taalregels en door een taalmodel. Het oordeel van het taalmodel "
    "staat voorop; dat van de taalregels staat erbij. Kon het taalmodel niet oordelen, dan staat dat van de taalregels "
    "er alleen.",
)


def heading(judge: str) -> str:
    """The heading above what a second judge made of an ambition. `judge`: its name."""
    return f"Tweede oordeel: {judge}"


def also_quoted(judge: str) -> str:
    """Introduces quotes that only the second judge gives. `judge`: its name."""
    return f"{opening(judge)} {'steunen' if judge in _MANY else 'steunt'} ook op:"


def more_rejected(count: int) -> str:
    """How many refused quotes are not shown."""
    return f"En nog {counted(count, 'ander citaat', 'andere citaten')}; het rapport in JSON heeft ze alle."


def left_out(count: int) -> str:
    """How many sentences of a conclusion were left out."""
    return f"De controle liet {counted(count, 'zin', 'zinnen')} weg; de reden staat in het rapport in JSON."


def disputed_ground(ambitions: Sequence[str]) -> str:
    """On which of the ambitions that a conclusion rests on the judges differ."""
    return f"Over {listed(ambitions, len(ambitions))} verschillen de beoordelaars."


def name_of(judge: str) -> str:
    """A judge in a sentence: "het taalmodel"."""
    return NAME.get(judge, judge) if judge else OTHER_JUDGE


def column_of(judge: str) -> str:
    """A judge as the head of a column."""
    return COLUMN.get(judge, judge) if judge else OTHER_COLUMN


def opening(text: str) -> str:
    """`text` with a capital, to open a sentence."""
    return text[:1].upper() + text[1:]


def comes(judge: str) -> str:
    """ "Het taalmodel komt", "De taalregels komen"."""
    name = name_of(judge)
    return f"{opening(name)} {'komen' if name in _MANY else 'komt'}"


def differing(first: str, verdict: str, second: str, other: str) -> str:
    """One sentence on two judges with different verdicts, given by their labels."""
    return f"{comes(first)} op {quoted(verdict)}, {name_of(second)} op {quoted(other)}."


def agreeing(second: str, differing_elements: Sequence[str]) -> str:
    """One sentence on a second judge with the same verdict; `differing_elements`: where it saw an element otherwise."""
    if not differing_elements:
        return f"{comes(second)} op hetzelfde oordeel, ook voor elk element."
    noun = "element" if len(differing_elements) == 1 else "de elementen"
    which = f"{noun} {listed(differing_elements)}"
    return f"{comes(second)} op hetzelfde oordeel, maar niet voor {which}."


def failed(judge: str, standing: str | None) -> str:
    """One sentence on a judge that gave no verdict, while that of `standing` stands; None: it gave none either."""
    name = name_of(judge)
    could = f"{opening(name)} {'konden' if name in _MANY else 'kon'}"
    if standing is None:
        return f"{could} evenmin oordelen."
    return f"{could} niet oordelen; hier staat alleen het oordeel van {name_of(standing)}."


def model_name(model: str) -> str:
    """A model as a reader knows it: "qwen3" for "openai:qwen3", where the prefix only tells the protocol."""
    return model.partition(":")[2] or model


def model_and_place(use: ModelUse) -> str:
    """Which model, and the server that text went to."""
    return f"{model_name(use.model)}, op {use.host}"


def judged_by(judges: Sequence[str], use: ModelUse | None) -> str:
    """Who judged, for the first page: "vaste taalregels en een taalmodel (qwen3, op 127.0.0.1:8080)"."""
    names = {RULES: "vaste taalregels", MODEL: f"een taalmodel ({model_and_place(use)})" if use else "een taalmodel"}
    return listed([names.get(judge, JUDGE.get(judge, judge)) for judge in judges])


def legend(judges: Sequence[str], use: ModelUse | None, *, concluded: bool = False) -> tuple[tuple[str, str], ...]:
    """What a reader must know of the judges of a report in which a language model had a say. `concluded`: it wrote
    conclusions too."""
    model = f"{model_and_place(use)}; " if use else ""
    lines = [
        ("Taalmodel", f"{model}las per ambitie de gevonden passages en wees citaten aan"),
        ("Toelichting van het taalmodel", "woorden van het model zelf; alleen de citaten zijn bewijs"),
        (REJECTED, "een citaat dat het taalmodel gaf en dat niet meetelt, met de reden"),
        ("Zekerheid van het taalmodel", "volgt uit wat het model er zelf over zei; dat is niet gemeten"),
    ]
    if len(judges) > 1:
        lines = [
            ("Taalregels", JUDGE[RULES]),
            *lines,
            (DISPUTED, f"de twee oordelen over de ambitie zijn niet gelijk. {DECIDE}"),
        ]
    if concluded:
        lines.append((CONCLUSION, "staat bij een pijler; de nummers zijn die van de ambities waarop een zin rust"))
    return tuple(lines)


def versions(use: ModelUse) -> tuple[tuple[str, str], ...]:
    """Which model was asked, how, and what that took, as rows for the appendix."""
    seed = "geen vast toevalsgetal" if use.seed is None else f"vast toevalsgetal {use.seed}"
    about = "ongeveer " if use.estimated else ""
    known = counted(use.cached, "antwoord was", "antwoorden waren")
    rows = [
        ("Taalmodel", use.model),
        ("Modelserver", use.host),
        ("Instelling van het model", f"temperatuur {_decimal(use.temperature)}, {seed}"),
        ("Opdrachten (prompts)", "; ".join(_prompt(each.id, each.version, each.digest) for each in use.prompts)),
        ("Aanvragen", f"{thousands(use.calls)}; {known} al bekend"),
        ("Tokens", f"{about}{thousands(use.input_tokens)} erheen, {thousands(use.output_tokens)} terug"),
        ("Kosten van het model", "onbekend: er is geen prijs ingesteld" if use.cost is None else euros(use.cost)),
        ("Wachttijd", f"{_decimal(round(use.seconds, 1))} seconden, alle aanvragen samen"),
    ]
    return tuple((name, value) for name, value in rows if value)


def _prompt(name: str, version: str, digest: str) -> str:
    return f"{PROMPT.get(name, name)}, versie {version} ({digest})"


def _decimal(number: float) -> str:
    return f"{number:g}".replace(".", ",")
