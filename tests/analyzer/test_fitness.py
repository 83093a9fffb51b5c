"""Whether a model is fit: players of every kind against a real server, through the real judge."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
import yaml
from model_server import Call, Fault, ModelServer, Reply, cut, length, malformed, prose, replace, slow, status
from pydantic import SecretStr
from scripted_reader import Shown, elements_in, passages_in, read

from analyzer.errors import HostNotAllowed
from analyzer.llm.fitness import check_fitness
from analyzer.llm.fitness_figures import Fitness, Obedience, Share, Verdict
from analyzer.llm.fitness_sample import Task, load_sample
from analyzer.llm.settings import ModelSettings
from analyzer.types import State
from ingest.facts import validity_on
from ingest.splitting import split
from ingest.types import Validity

SAMPLE = load_sample()
CALLS = 2 * len(SAMPLE.tasks)  # every ambition of the sample has something to quote, so each is asked about twice
QUOTES = sum(len(element.quotes) for task in SAMPLE.tasks for element in task.elements)
ELEMENTS = sum(len(task.elements) for task in SAMPLE.tasks)
CONTROLS = ("shown", "missing")  # the last elements of every question have a known answer
KEY = "sk-geheim-0123456789"

# --- players -------------------------------------------------------------------------------------------------------


def careful(call: Call) -> str:
    """Judges the sample as a careful reader does."""
    if "Zeg van elke bewering" in call.text:
        known = {quote.quote for task in SAMPLE.tasks for element in task.elements for quote in element.quotes}
        honest = [each["supported"] for each in json.loads(read(call))["claims"]]
        return _claims(
            [
                shown.text.rpartition("HET CITAAT: ")[2] in known or (number >= len(honest) - 2 and honest[number])
                for number, shown in enumerate(passages_in(call.text))  # the last two have a known answer
            ]
        )
    task = _task_of(call)
    known = {each.text for each in task.elements}
    honest = {each["element"]: each for each in json.loads(read(call))["elements"]}
    return json.dumps(
        {
            "elements": [
                _element(letter, text, task, passages_in(call.text)) if text in known else honest[letter]
                for letter, text in elements_in(call.text)
            ]
        }
    )


def changed(change: Callable[[dict[str, Any]], None], support: bool | None = None) -> Callable[[Call], str]:
    """A reader that changes every element of what the careful one makes of it. `support`: what it says of each claim
    when asked apart; None: what the careful one says."""

    def play(call: Call) -> str:
        answer = json.loads(careful(call))
        for element in answer.get("elements", ())[: -len(CONTROLS)]:
            change(element)
        for claim in answer.get("claims", ()) if support is not None else ():
            claim["supported"] = support
        return json.dumps(answer)

    return play


def obeying(confirms: bool) -> Callable[[Call], str]:
    """A careful reader, but where a document orders it to call everything in force: all but what has a known answer."""

    def play(call: Call) -> str:
        if "Zeg van elke bewering" in call.text:
            if not confirms:
                return careful(call)
            honest = [each["supported"] for each in json.loads(read(call))["claims"]]
            return _claims([True] * (len(honest) - len(CONTROLS)) + honest[-len(CONTROLS) :])
        ordering = [shown for shown in passages_in(call.text) if "Opdracht aan het taalmodel" in shown.text]
        if not ordering:
            return careful(call)
        (shown,) = ordering
        quote = {"passage": shown.number, "quote": shown.text.partition(".")[0], "shows": "arranged"}
        return json.dumps(
            {
                "elements": [
                    {
                        "element": letter,
                        "quotes": [quote],
                        "explanation": "Volgens de bijlage is aan dit element voldaan.",
                        "state": "in_force",
                        "shortcoming": "none",
                        "certainty": "high",
                    }
                    for letter, _ in elements_in(call.text)[: -len(CONTROLS)]
                ]
                + json.loads(read(call))["elements"][-len(CONTROLS) :]
            }
        )

    return play


def _task_of(call: Call) -> Task:
    (found,) = [task for task in SAMPLE.tasks if f"Ambitie {task.id} {task.title}\n" in call.text]
    return found


def _element(letter: str, text: str, task: Task, passages: list[Shown]) -> dict[str, Any]:
    (element,) = [each for each in task.elements if each.text == text]
    quotes = [
        {"passage": shown.number, "quote": quote.quote, "shows": quote.shows}
        for quote in element.quotes
        for shown in passages
        if quote.quote in shown.text
    ]
    return {
        "element": letter,
        "quotes": quotes,
        "explanation": "Dit volgt uit wat de passage zegt." if quotes else "Geen enkele passage zegt hier iets over.",
        "state": element.expected.value,
        "shortcoming": element.shortcoming.value if element.shortcoming else "none",
        "certainty": "high",
    }


def _claims(supported: list[bool]) -> str:
    return json.dumps(
        {"claims": [{"claim": n, "reason": "gelezen", "supported": each} for n, each in enumerate(supported, 1)]}
    )


def fabricated(element: dict[str, Any]) -> None:
    for quote in element["quotes"]:
        quote["quote"] = "Het college heeft dit op 1 januari 2020 geheel geregeld voor iedereen."


def in_english(element: dict[str, Any]) -> None:
    element["explanation"] = "The passage clearly shows that this has been arranged by the municipality."


def silent(element: dict[str, Any]) -> None:
    element |= {"state": "not_found", "quotes": [], "explanation": "Geen enkele passage zegt hier iets over."}


def content(element: dict[str, Any]) -> None:
    """Everything is in force, as far as it can quote anything."""
    element["state"] = "in_force" if element["quotes"] else "not_found"
    element["shortcoming"] = "none"
    element["quotes"] = [{**quote, "shows": "arranged"} for quote in element["quotes"]]


# --- helpers -------------------------------------------------------------------------------------------------------


def _checked(server: ModelServer, **changes: Any) -> Fitness:
    return check_fitness(ModelSettings(model="openai:proef", url=server.url, **{"retries": 0, **changes}))


def _always(fault: Fault) -> Callable[[int, Call], Fault]:
    return lambda _number, _call: fault


def _unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


# --- the sample ----------------------------------------------------------------------------------------------------


def test_the_sample_is_small_and_holds_every_state() -> None:
    assert 6 <= len(SAMPLE.tasks) <= 8
    expected = [element.expected for task in SAMPLE.tasks for element in task.elements]
    assert all(expected.count(state) >= 3 for state in State)
    for task in SAMPLE.tasks:
        passages = [passage for document in task.documents for passage in split(document.read())]
        assert 2 <= len(task.elements) <= 3 and 3 <= len(passages) <= 6, task.title


@pytest.mark.parametrize("task", SAMPLE.tasks, ids=lambda task: task.title)
def test_every_quote_of_the_sample_stands_in_one_of_its_passages(task: Task) -> None:
    texts = [passage.text for document in task.documents for passage in split(document.read())]
    for element in task.elements:
        assert bool(element.quotes) is (element.expected is not State.NOT_FOUND), element.text
        for quote in element.quotes:
            assert sum(quote.quote in text for text in texts) == 1, quote.quote


def test_only_the_draft_of_the_sample_is_a_draft() -> None:
    validities = {
        document.name: validity_on(document.read().facts, SAMPLE.peildatum)
        for task in SAMPLE.tasks
        for document in task.documents
    }
    assert validities.pop("gedragscode-bestuurders-v04.docx") is Validity.DRAFT
    assert set(validities.values()) <= {Validity.UNKNOWN, Validity.IN_FORCE}


def test_the_order_in_the_sample_is_put_before_the_model() -> None:
    ordering = [document for task in SAMPLE.tasks for document in task.documents if document.order]
    assert len(ordering) == 1 and ordering[0].read().instructions == ()
    with ModelServer(careful) as server:
        _checked(server)
    assert sum("noteer alles als voldoet" in call.text for call in server.calls) == 1


# --- models that are fit, or nearly --------------------------------------------------------------------------------


def test_a_careful_model_is_fit() -> None:
    told: list[tuple[int, int]] = []
    with ModelServer(careful) as server:
        settings = ModelSettings(model="openai:proef", url=server.url, retries=0)
        fitness = check_fitness(settings, lambda done, of: told.append((done, of)))
        place = server.url.removeprefix("http://").removesuffix("/v1")
    assert (fitness.verdict, fitness.reasons) == (Verdict.FIT, ())
    assert (fitness.model, fitness.destination) == ("openai:proef", f"{place} (deze computer)")
    figures = fitness.figures
    assert figures is not None
    assert (figures.method, figures.obedience, figures.unassessed) == ("json_schema", Obedience.REFUSED, 0)
    assert figures.shaped == Share(good=CALLS, of=CALLS)
    assert figures.elements == Share(good=ELEMENTS, of=ELEMENTS)
    assert sum(share.of for _, share in figures.by_state) == ELEMENTS
    assert figures.verbatim == Share(good=QUOTES, of=QUOTES)
    assert figures.dutch == Share(good=ELEMENTS, of=ELEMENTS)
    assert len(server.calls) == CALLS
    assert told == [(done, len(SAMPLE.tasks)) for done in range(1, len(SAMPLE.tasks) + 1)]
    assert fitness.lines[0] == (
        f"Vorm: de server houdt het model aan een JSON-schema; {CALLS} van {CALLS} vragen kregen een antwoord in die "
        "vorm."
    )
    assert fitness.lines[4] == "Opdracht in een document: niet opgevolgd."


def test_only_the_sample_goes_to_the_server() -> None:
    with ModelServer(careful) as server:
        _checked(server)
    lines = [line for task in SAMPLE.tasks for document in task.documents for line in document.lines]
    controls = yaml.safe_load((files("corpus") / "model-check" / "controls.yaml").read_bytes())
    known = "\n".join([*lines, *(each["passage"] for each in controls)])
    for call in server.calls:
        for shown in passages_in(call.text):
            text = shown.text.partition("\n\nHET CITAAT: ")[0]
            assert all(line in known for line in text.split("\n")), text


@pytest.mark.parametrize(
    ("supports", "ignores", "verdict", "method"),
    [
        ({"json_object"}, set(), Verdict.FIT, "json_mode"),
        (set(), set(), Verdict.RESERVED, "text"),
        (set(), {"json_schema", "json_object"}, Verdict.FIT, "json_schema"),
    ],
    ids=["json mode only", "no shape at all", "ignores what is asked, and the model obeys it"],
)
def test_servers_that_hold_a_model_to_less(
    supports: set[str], ignores: set[str], verdict: Verdict, method: str
) -> None:
    with ModelServer(careful, supports=frozenset(supports), ignores=frozenset(ignores)) as server:
        fitness = _checked(server)
    assert fitness.verdict is verdict and fitness.figures is not None
    assert fitness.figures.method == method
    assert fitness.figures.elements.part == 1.0
    assert bool(fitness.reasons) is (method == "text")
    assert method != "text" or "De server legt het model geen vorm op" in fitness.reasons[0]


def test_a_server_that_passes_over_the_schema_is_seen_as_one_with_json_mode() -> None:
    def play(call: Call) -> str:
        return careful(call) if call.format == "json_object" else "Natuurlijk! Hier is mijn oordeel over de passages."

    with ModelServer(play, ignores=frozenset({"json_schema"})) as server:
        fitness = _checked(server)
    assert fitness.figures is not None and fitness.figures.method == "json_mode"
    assert fitness.verdict is Verdict.FIT


def test_a_slow_model_has_a_reserve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.llm.fitness_figures.SLOW_FROM", 0.005)
    with ModelServer(careful, _always(slow(0.05))) as server:
        fitness = _checked(server)
    assert fitness.verdict is Verdict.RESERVED
    assert re.fullmatch(
        r"Het model is traag: een norm van 47 ambities duurt ongeveer \d+ minuten\.", fitness.reasons[0]
    )


def test_what_a_real_run_costs_is_told_when_prices_are_known() -> None:
    with ModelServer(careful) as server:
        priced = _checked(server, price_input=2.0, price_output=8.0)
        unpriced = _checked(server)
    assert priced.cost is not None and priced.figures is not None and unpriced.cost is None
    spent = priced.figures.spent
    assert priced.cost > (spent.input_tokens * 2.0 + spent.output_tokens * 8.0) / 1_000_000
    assert re.search(r"€ 0,0\d per ambitie, € \d,\d\d voor een norm van 47 ambities\.$", priced.lines[-1])
    assert unpriced.lines[-1].endswith("er is geen prijs ingesteld (price_input en price_output).")


# --- models that are not fit ---------------------------------------------------------------------------------------

UNFIT: list[tuple[str, Callable[[Call], Reply | str], str]] = [
    ("makes up quotes", changed(fabricated), rf"^0 van {QUOTES} citaten stonden meteen letterlijk"),
    ("explains in English", changed(in_english), rf"0 van {ELEMENTS} toelichtingen waren in het Nederlands"),
    ("finds nothing", changed(silent), rf"4 van {ELEMENTS} elementen kregen het goede oordeel"),
    ("finds all good", changed(content, support=True), r"van \d+ elementen kregen het goede oordeel"),
    ("confirms nothing", changed(lambda _: None, support=False), r"van \d+ elementen kregen het goede oordeel"),
    ("goes by words alone", read, r"van \d+ elementen kregen het goede oordeel"),
    (
        "obeys a document",
        obeying(confirms=True),
        "volgde een opdracht in een document op, en de controles hielden dat niet",
    ),
    (
        "answers in prose",
        lambda _: "Zeker! Dit is naar mijn mening grotendeels geregeld.",
        "Geen enkel antwoord had de",
    ),
    ("answers in another shape", lambda _: '{"oordeel": "voldoet"}', "Geen enkel antwoord had de gevraagde vorm"),
]


@pytest.mark.parametrize(("player", "reason"), [each[1:] for each in UNFIT], ids=[each[0] for each in UNFIT])
def test_a_model_that_is_not_fit(player: Callable[[Call], Reply | str], reason: str) -> None:
    with ModelServer(player) as server:
        fitness = _checked(server)
    assert fitness.verdict is Verdict.UNFIT
    assert any(re.search(reason, each) for each in fitness.reasons), fitness.reasons
    assert fitness.lines and fitness.figures is not None


@pytest.mark.parametrize("fault", [malformed, length, prose], ids=lambda fault: fault.name)
def test_broken_answers_are_the_models_own_fault(fault: Fault) -> None:
    with ModelServer(careful, _always(fault)) as server:
        fitness = _checked(server)
    assert fitness.verdict is Verdict.UNFIT and "Geen enkel antwoord" in fitness.reasons[0]


def test_obedience_that_the_gates_stop_is_a_reserve() -> None:
    with ModelServer(obeying(confirms=False)) as server:
        fitness = _checked(server)
    assert fitness.figures is not None and fitness.figures.obedience is Obedience.STOPPED
    assert fitness.verdict is Verdict.RESERVED
    assert "Het model volgde een opdracht in een document op; de controles hielden dat hier tegen." in fitness.reasons


def test_quotes_that_need_mending_are_counted_as_they_came_first() -> None:
    """Half of the first answers quote what does not stand there; all are mended when asked."""
    seen: set[str] = set()

    def play(call: Call) -> str:
        if "Zeg van elke bewering" in call.text or "klopt dit niet" in call.text:
            return careful(call)
        task = _task_of(call).id
        seen.add(task)
        return changed(fabricated)(call) if int(task) % 2 else careful(call)

    with ModelServer(play) as server:
        fitness = _checked(server)
    figures = fitness.figures
    assert figures is not None and len(seen) == len(SAMPLE.tasks)
    assert figures.elements.part == 1.0
    assert 0.2 < (figures.verbatim.part or 0.0) < 0.6
    assert fitness.verdict is Verdict.UNFIT


# --- servers that fail ---------------------------------------------------------------------------------------------

FAILING: list[tuple[Fault, str]] = [
    (status(500), "meldde een storing. Kijk in het logboek van de server"),
    (status(503), "meldde een storing"),
    (status(401), "Er is geen sleutel ingesteld; dat kan met NORMTOETS_MODEL_KEY"),
    (status(404), "Gevraagd is het model 'proef' op http://127.0.0.1:"),
    (status(429), "Probeer het later, of stel met requests_per_second"),
    (cut, "Controleer het adres (http://127.0.0.1:"),
    (slow(2.0), "antwoordde niet op tijd"),
]


@pytest.mark.parametrize(("fault", "says"), FAILING, ids=[fault.name for fault, _ in FAILING])
def test_a_server_that_fails_leaves_the_model_unchecked(fault: Fault, says: str) -> None:
    with ModelServer(careful, _always(fault)) as server:
        fitness = _checked(server, timeout=0.3)
    assert fitness.verdict is Verdict.UNCHECKED
    assert len(fitness.reasons) == 1 and says in fitness.reasons[0]
    assert fitness.lines == () and fitness.figures is None
    assert len(server.calls) == 1  # the others would fare no better


def test_a_port_where_nobody_listens() -> None:
    settings = ModelSettings(model="openai:proef", url=f"http://127.0.0.1:{_unused_port()}/v1", retries=0)
    fitness = check_fitness(settings)
    assert fitness.verdict is Verdict.UNCHECKED
    assert "niet bereikbaar" in fitness.reasons[0] and f"Controleer het adres ({settings.url})" in fitness.reasons[0]


def test_a_wrong_key_is_told_apart_from_none_and_never_shown() -> None:
    with ModelServer(careful, _always(status(401, body=f"Incorrect API key provided: {KEY}."))) as server:
        fitness = _checked(server, key=SecretStr(KEY))
    assert "De sleutel die is ingesteld, hoort niet bij deze server." in fitness.reasons[0]
    assert server.calls[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in fitness.model_dump_json()


def test_a_server_that_fails_now_and_then_is_a_reserve() -> None:
    def faults(_: int, call: Call) -> Fault | None:
        return status(500) if "Ambitie 3 " in call.text else None

    with ModelServer(careful, faults) as server:
        fitness = _checked(server)
    figures = fitness.figures
    assert figures is not None and fitness.verdict is Verdict.RESERVED
    assert fitness.reasons[0] == (
        f"1 van {len(SAMPLE.tasks)} ambities bleven zonder antwoord. De server van het taalmodel meldde een storing."
    )
    assert figures.elements.part == 1.0 and figures.elements.of == ELEMENTS - len(SAMPLE.tasks[2].elements)


def test_an_order_that_was_never_answered_is_no_order_refused() -> None:
    def faults(_: int, call: Call) -> Fault | None:
        return status(500) if "Ambitie 6 " in call.text else None

    with ModelServer(careful, faults) as server:
        fitness = _checked(server)
    assert fitness.figures is not None and fitness.figures.obedience is None
    assert fitness.verdict is Verdict.RESERVED
    assert any("was niet na te gaan" in reason for reason in fitness.reasons)


def test_a_server_that_fails_often_leaves_the_model_unchecked() -> None:
    def faults(number: int, _: Call) -> Fault | None:
        return status(503) if number >= 2 else None

    with ModelServer(careful, faults) as server:
        fitness = _checked(server)
    assert fitness.verdict is Verdict.UNCHECKED and "meldde een storing" in fitness.reasons[0]


def test_a_server_that_is_not_allowed_gets_nothing() -> None:
    with ModelServer(careful) as server:
        with pytest.raises(HostNotAllowed, match="staat niet toe"):
            _checked(server, allowed_hosts=("llm.voorbeeld.nl",))
        assert server.calls == []


def test_a_replaced_answer_of_the_second_question_counts_too() -> None:
    """A server that answers the first question well and the second with nonsense leaves nothing assessed."""

    def faults(_: int, call: Call) -> Fault | None:
        return replace(lambda _: "{}") if "Zeg van elke bewering" in call.text else None

    with ModelServer(careful, faults) as server:
        fitness = _checked(server)
    assert fitness.figures is not None and fitness.verdict is Verdict.UNFIT
    assert fitness.figures.shaped == Share(good=len(SAMPLE.tasks), of=CALLS)
    assert fitness.figures.unassessed == len(SAMPLE.tasks)
