"""A question becomes an answer that obeys its schema, or a Failure: by steps down, one request to mend, and no more."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from model_server import (
    SUPPORTED,
    Call,
    Fault,
    ModelServer,
    cut,
    cut_midway,
    empty,
    length,
    malformed,
    prose,
    refusal,
    replace,
    schema_broken,
    slow,
    status,
)

from analyzer.errors import InvalidPrompt
from analyzer.llm.language import is_dutch
from analyzer.llm.ledger import estimated_tokens
from analyzer.llm.model import LanguageModel
from analyzer.llm.prompts import Prompt, load_prompt, read_prompt
from analyzer.llm.schemas import FollowUpAnswer, SupportAnswer
from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Answer, Cause, Failure

ASKED = load_prompt("follow-up", FollowUpAnswer)
VALUES = {"conversation": "V: Wie meldt? A: Het meldpunt.", "question": "En wanneer?", "nonce": "aa00bb11cc22"}
QUESTION = "Wanneer meldt het meldpunt?"
ANSWER = json.dumps({"question": QUESTION})
LANGUAGES = yaml.safe_load(Path(__file__).with_name("language_cases.yaml").read_text(encoding="utf-8"))

Asked = Callable[..., Answer[FollowUpAnswer] | Failure]


def answered(_: Call) -> str:
    return ANSWER


class Bench:
    """A model on a server, with a meter of its own."""

    def __init__(self, server: ModelServer, model: LanguageModel) -> None:
        self.server = server
        self.model = model
        self.meter = model.meter.child()

    def ask(self, check: Any = None, prompt: Prompt = ASKED, **values: str) -> Answer[FollowUpAnswer] | Failure:
        return self.model.ask(prompt, {**VALUES, **values}, FollowUpAnswer, self.meter, check)

    def stream(self, **values: str) -> list[str | Failure]:
        return list(self.model.stream(ASKED, {**VALUES, **values}, self.meter))

    @property
    def formats(self) -> list[str]:
        return [call.format for call in self.server.calls]

    @property
    def prompts(self) -> list[str]:
        return [each.id for each in self.meter.use().prompts]


@contextmanager
def bench(player: Any = answered, faults: Any = None, path: Path | None = None, **more: Any) -> Iterator[Bench]:
    options = {name: more.pop(name) for name in ("supports", "ignores") if name in more}
    with ModelServer(player, faults, **options) as server:
        model = LanguageModel(
            ModelSettings(model="openai:test", url=server.url, **{"retries": 0, "timeout": 5.0, **more})
        )
        model.open(path)
        try:
            yield Bench(server, model)
        finally:
            model.rest()


def always(fault: Fault) -> Callable[[int, Call], Fault]:
    return lambda _number, _call: fault


def in_turn(*faults: Fault | None) -> Callable[[int, Call], Fault | None]:
    """These faults for the first calls, then none."""
    return lambda number, _call: faults[number] if number < len(faults) else None


def good(found: Answer[FollowUpAnswer] | Failure) -> bool:
    return isinstance(found, Answer) and found.value.question == QUESTION and not found.faults


# --- the steps down ------------------------------------------------------------------------------------------------


def test_a_server_that_holds_to_the_schema_is_asked_once() -> None:
    with bench() as desk:
        assert good(desk.ask())
        assert desk.formats == ["json_schema"]
        (call,) = desk.server.calls
        assert [message["role"] for message in call.messages] == ["system", "user"]
        assert "JSON Schema" not in call.text and VALUES["question"] in call.text
        use = desk.meter.use()
    assert (use.calls, use.cached, desk.prompts) == (1, 0, ["follow-up"])
    assert use.input_tokens > 100 and use.output_tokens > 5 and not use.estimated


@pytest.mark.parametrize(
    ("supports", "formats", "then"),
    [
        ({"json_object"}, ["json_schema", "json_object"], "json_object"),
        (set(), ["json_schema", "json_object", "text"], "text"),
    ],
)
def test_a_server_that_refuses_a_format_is_asked_in_the_next_and_from_then_on_at_once(
    supports: set[str], formats: list[str], then: str
) -> None:
    with bench(supports=frozenset(supports)) as desk:
        assert good(desk.ask())
        assert desk.formats == formats
        assert good(desk.ask(question="Iets anders?"))
        assert desk.formats == [*formats, then]
        last = desk.server.calls[-1]
    assert json.dumps(FollowUpAnswer.model_json_schema(), ensure_ascii=False) in last.messages[-1]["content"]
    assert desk.prompts == ["follow-up", "json-only"]


def test_a_server_that_fails_on_the_format_is_stepped_down_from_too() -> None:
    """Some give a 500 about their grammar."""

    def faults(_: int, call: Call) -> Fault | None:
        return status(500, body="failed to parse grammar") if call.format == "json_schema" else None

    with bench(faults=faults) as desk:
        assert good(desk.ask())
        assert desk.formats == ["json_schema", "json_object"]


@pytest.mark.parametrize("fault", [status(400, body="The prompt is too long."), status(404), status(401), status(500)])
def test_what_has_nothing_to_do_with_the_format_is_no_reason_to_step_down(fault: Fault) -> None:
    with bench(faults=always(fault)) as desk:
        assert isinstance(desk.ask(), Failure)
        assert desk.formats == ["json_schema"]


def _ignoring(call: Call) -> str:
    """Does as it is told in words, and knows nothing of schemas."""
    return ANSWER if "JSON Schema" in call.text else "Wanneer meldt het meldpunt?"


def test_a_server_that_passes_over_the_schema_is_told_it_in_words() -> None:
    with bench(_ignoring, ignores=SUPPORTED) as desk:
        assert good(desk.ask())
        assert desk.formats == ["json_schema", "json_object"]


def test_a_server_that_passes_over_the_schema_each_time_is_not_asked_that_way_for_ever() -> None:
    with bench(_ignoring, ignores=SUPPORTED) as desk:
        for number in range(6):
            assert good(desk.ask(question=f"Vraag {number}?"))
        assert desk.formats.count("json_schema") == 3 and desk.formats[-3:] == ["json_object"] * 3


def test_a_slip_of_a_model_does_not_change_how_it_is_asked() -> None:
    twice = (malformed, None, malformed, None)
    with bench(faults=in_turn(*twice, None, *twice)) as desk:
        for number in range(6):
            assert good(desk.ask(question=f"Vraag {number}?"))
        assert desk.formats == [*["json_schema", "json_object"] * 2, "json_schema"] * 2


# --- one request to mend -------------------------------------------------------------------------------------------


def test_an_answer_of_another_shape_is_asked_again_once_with_its_faults() -> None:
    with bench(faults=in_turn(schema_broken, schema_broken)) as desk:
        assert good(desk.ask())
        assert desk.formats == ["json_schema", "json_object", "json_object"]
        messages = desk.server.calls[-1].messages
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]
    assert messages[2]["content"] == '{"outcome": {"rating": [1, null]}}'
    assert "- question: missing" in messages[3]["content"] and "- outcome: extra_forbidden" in messages[3]["content"]
    assert "JSON Schema" in messages[3]["content"]
    assert desk.prompts == ["follow-up", "json-only", "repair"]


@pytest.mark.parametrize("fault", [malformed, prose, schema_broken, empty])
def test_an_answer_that_stays_wrong_is_a_failure_after_one_request(fault: Fault, tmp_path: Path) -> None:
    with bench(faults=always(fault), path=tmp_path / "answers.sqlite") as desk:
        found = desk.ask()
        assert isinstance(found, Failure) and found.cause is Cause.SCHEMA
        assert len(desk.server.calls) == 3
        assert not desk.model.knows(ASKED, VALUES)
        assert desk.meter.use().calls == 3


def test_an_empty_answer_is_asked_again_without_an_empty_message() -> None:
    """Servers refuse an empty message, and templates of models two of the same role."""
    with bench(faults=in_turn(empty, empty)) as desk:
        assert good(desk.ask())
        messages = desk.server.calls[-1].messages
    assert [message["role"] for message in messages] == ["system", "user"]
    assert VALUES["question"] in messages[1]["content"] and "het geheel" in messages[1]["content"]


@given(st.integers(1, len(ANSWER) - 1), st.sampled_from(["", "\n", " …", "```", "]"]))
@settings(max_examples=25)
def test_a_cut_off_answer_never_yields_a_value(wide: Bench, place: int, tail: str) -> None:
    """Libraries that complete broken JSON would give half a sentence as if it were whole."""
    wide.server.player = lambda _: ANSWER[:place] + tail
    found = wide.ask(question=f"{place} {tail}?")
    assert isinstance(found, Failure) and found.cause is Cause.SCHEMA


@pytest.fixture(scope="module")
def wide() -> Iterator[Bench]:
    with bench() as desk:
        yield desk


@pytest.mark.parametrize(
    "content",
    [
        f"```json\n{ANSWER}\n```",
        f"Hier is het: {ANSWER}",
        f"{ANSWER}{ANSWER}",
        '{"question": "Wanneer?", "toelichting": "x"}',
        '{"question": 3}',
        '{"question": null}',
        '{"question": ["Wanneer?"]}',
        "{'question': 'Wanneer?'}",
        '{"question": "Wanneer?",}',
        "null",
        '"Wanneer?"',
    ],
)
def test_what_only_resembles_the_schema_is_refused(wide: Bench, content: str) -> None:
    wide.server.player = lambda _: content
    assert isinstance(wide.ask(question=content), Failure)


@pytest.mark.parametrize("value", ["1", 1, "true", "yes"])
def test_a_word_that_could_be_taken_for_yes_is_not(wide: Bench, value: str | int) -> None:
    """The second gate hangs on one boolean."""
    wide.server.player = lambda _: json.dumps({"claims": [{"claim": 1, "reason": "ja", "supported": value}]})
    prompt = load_prompt("support", SupportAnswer)
    values = {"organisation": "Veldermeer", "claims": f"{value!r}", "nonce": "n"}
    assert isinstance(wide.model.ask(prompt, values, SupportAnswer, wide.meter), Failure)


# --- what a check finds --------------------------------------------------------------------------------------------


def _must_ask(answer: FollowUpAnswer) -> tuple[str, ...]:
    return () if answer.question.endswith("?") else ("de vraag eindigt niet op een vraagteken",)


def _statement(content: str) -> str:
    return content.replace("?", ".")


def test_what_a_check_finds_is_mended_at_one_request() -> None:
    with bench(faults=in_turn(replace(_statement))) as desk:
        assert good(desk.ask(_must_ask))
        assert desk.formats == ["json_schema"] * 2
        assert "- de vraag eindigt niet op een vraagteken" in desk.server.calls[-1].messages[-1]["content"]


def test_what_a_check_still_finds_comes_back_with_the_answer_and_is_not_kept(tmp_path: Path) -> None:
    with bench(faults=always(replace(_statement)), path=tmp_path / "answers.sqlite") as desk:
        for calls in (2, 4):
            found = desk.ask(_must_ask)
            assert isinstance(found, Answer) and not found.cached
            assert found.faults == ("de vraag eindigt niet op een vraagteken",)
            assert found.value.question == QUESTION.replace("?", ".")
            assert len(desk.server.calls) == calls
            assert not desk.model.knows(ASKED, VALUES)


@pytest.mark.parametrize("fault", [status(500), cut, malformed, refusal, length, slow(1.0)])
def test_an_answer_with_faults_stands_where_mending_fails(fault: Fault) -> None:
    with bench(faults=in_turn(replace(_statement), *[fault] * 3), timeout=0.4) as desk:
        found = desk.ask(_must_ask)
    assert isinstance(found, Answer) and len(found.faults) == 1


def test_only_so_many_faults_are_told() -> None:
    def many(answer: FollowUpAnswer) -> tuple[str, ...]:
        return tuple(f"fout {number}" for number in range(50)) if answer.question.endswith(".") else ()

    with bench(faults=in_turn(replace(_statement))) as desk:
        assert good(desk.ask(many))
        told = desk.server.calls[-1].messages[-1]["content"]
    assert told.count("- fout") == 8


def test_an_answer_cannot_send_a_long_text_back_to_itself() -> None:
    with bench(faults=in_turn(*[replace(lambda _: json.dumps({"x" * 5000: 1}))] * 2)) as desk:
        assert good(desk.ask())
        assert len(desk.server.calls[-1].messages[-1]["content"]) < 1500


# --- failures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (status(429), Cause.BUSY),
        (status(503), Cause.SERVER),
        (status(401), Cause.REFUSED),
        (status(404), Cause.REQUEST),
        (cut, Cause.UNREACHABLE),
        (cut_midway, Cause.UNREACHABLE),
        (slow(1.0), Cause.TIMEOUT),
        (length, Cause.CUT_OFF),
        (refusal, Cause.DECLINED),
        (status(200, body=b"<html>"), Cause.UNKNOWN),
    ],
)
def test_a_fault_of_the_server_is_a_failure_with_a_dutch_message(fault: Fault, cause: Cause) -> None:
    with bench(faults=always(fault), timeout=0.3) as desk:
        found = desk.ask()
        assert isinstance(found, Failure) and found.cause is cause
        assert len(desk.server.calls) == desk.meter.use().calls == 1
    assert found.message.endswith(".") and is_dutch(found.message)
    assert found.detail not in found.message or not found.detail


def test_what_was_used_up_without_an_answer_counts() -> None:
    with bench(faults=always(length)) as desk:
        desk.ask()
        use = desk.meter.use()
        assert use.input_tokens > 100 and desk.model.meter.use().input_tokens == use.input_tokens


def test_a_value_that_is_missing_or_unknown_is_a_fault_of_the_program() -> None:
    with bench() as desk:
        with pytest.raises(InvalidPrompt, match="onbekend: wie"):
            desk.ask(wie="x")
        with pytest.raises(InvalidPrompt, match="ontbrekend: conversation, question"):
            desk.model.ask(ASKED, {"nonce": "x"}, FollowUpAnswer, desk.meter)
        assert desk.server.calls == []


# --- answers that are kept -----------------------------------------------------------------------------------------


def test_a_kept_answer_makes_no_call_also_later(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with bench(path=path) as desk:
        assert not desk.model.knows(ASKED, VALUES)
        assert good(desk.ask())
        assert desk.model.knows(ASKED, VALUES)
        again = desk.ask()
        assert good(again) and isinstance(again, Answer) and again.cached
        desk.model.rest()  # another run
        assert not desk.model.knows(ASKED, VALUES)
        desk.model.open(path)
        assert good(desk.ask())
        assert len(desk.server.calls) == 1
        use = desk.meter.use()
    assert (use.calls, use.cached) == (1, 2)


def test_a_nonce_does_not_make_another_question(tmp_path: Path) -> None:
    with bench(path=tmp_path / "answers.sqlite") as desk:
        for nonce in ("aa00bb11cc22", "ffee00112233"):
            assert good(desk.ask(conversation=f"[BEGIN {nonce}] Wie? [EINDE {nonce}]", nonce=nonce))
        assert len(desk.server.calls) == 1


def _another_text(prompt: Prompt) -> Prompt:
    data = yaml.safe_dump({**prompt.model_dump(exclude={"digest"}), "system": f"{prompt.system} Kort."})
    return read_prompt(data.encode(), "follow-up.yaml", FollowUpAnswer)


@pytest.mark.parametrize(
    "change",
    [
        {"question": "En wanneer ?"},
        {"conversation": ""},
        {"conversation": "En wanneer?", "question": "V: Wie meldt? A: Het meldpunt."},
        {"prompt": _another_text(ASKED)},
        {"temperature": 0.5},
        {"seed": 8},
        {"max_output_tokens": 500},
        {"model": "openai:ander"},
    ],
)
def test_anything_else_makes_another_question(tmp_path: Path, change: dict[str, Any]) -> None:
    changed = {name: change[name] for name in ("temperature", "seed", "max_output_tokens", "model") if name in change}
    with bench(path=tmp_path / "answers.sqlite") as desk:
        assert good(desk.ask())
        desk.model.rest()
        other = LanguageModel(desk.model.settings.model_copy(update=changed))
        other.open(tmp_path / "answers.sqlite")
        again = Bench(desk.server, other).ask(**{k: v for k, v in change.items() if k not in changed})
        other.rest()
        assert good(again) and len(desk.server.calls) == 2


def test_a_kept_answer_that_no_longer_passes_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with bench(faults=in_turn(replace(_statement)), path=path) as desk:
        assert isinstance(desk.ask(), Answer)  # nobody checks, so it is kept
        assert good(desk.ask(_must_ask))
        assert len(desk.server.calls) == 2
        assert good(desk.ask(_must_ask))
        assert len(desk.server.calls) == 2, "the better one was kept in its place"


def test_a_kept_answer_of_another_shape_is_asked_again(tmp_path: Path) -> None:
    with bench(path=tmp_path / "answers.sqlite") as desk:
        key = desk.model._key(ASKED, VALUES)
        for kept in ('{"question": "Half', '{"vraag": "Wanneer?"}', ""):
            desk.model._answers.put(key, kept)
            assert good(desk.ask())
        assert len(desk.server.calls) == 3


def test_many_threads_ask_and_keep_together(tmp_path: Path) -> None:
    with bench(path=tmp_path / "answers.sqlite") as desk, ThreadPoolExecutor(8) as pool:
        for _ in range(2):
            assert all(good(each) for each in pool.map(lambda number: desk.ask(question=f"{number % 8}?"), range(32)))
        use = desk.meter.use()
        assert use.calls == len(desk.server.calls) and use.calls + use.cached == 64
        assert 8 <= use.calls <= 32


# --- the budget ----------------------------------------------------------------------------------------------------


def test_a_budget_stops_before_the_call() -> None:
    with bench(budget_tokens=700) as desk:
        found = desk.ask(conversation="lang " * 200)
        assert isinstance(found, Failure) and found.cause is Cause.BUDGET
        assert desk.stream(conversation="lang " * 200) == [found]
        assert desk.server.calls == [] and desk.meter.use().calls == 0


def test_a_budget_is_of_the_whole_run_and_leaves_kept_answers(tmp_path: Path) -> None:
    size = estimated_tokens(sum(map(len, ASKED.filled(VALUES)))) + 600
    with bench(budget_tokens=size + 20, path=tmp_path / "answers.sqlite") as desk:
        assert good(desk.ask())
        for meter in (desk.meter, desk.model.meter.child(), desk.model.meter):
            found = desk.model.ask(ASKED, {**VALUES, "question": "Nog een?"}, FollowUpAnswer, meter)
            assert isinstance(found, Failure) and found.cause is Cause.BUDGET
        assert good(desk.ask())
        assert len(desk.server.calls) == 1


def test_a_budget_stops_the_request_to_mend_as_well() -> None:
    size = estimated_tokens(sum(map(len, ASKED.filled(VALUES)))) + 600
    with bench(faults=always(replace(_statement)), budget_tokens=size + 20) as desk:
        found = desk.ask(_must_ask)
        assert isinstance(found, Answer) and found.faults
        assert len(desk.server.calls) == 1


def test_calls_at_the_same_time_do_not_each_take_what_is_left() -> None:
    size = estimated_tokens(sum(map(len, ASKED.filled(VALUES)))) + 600
    with bench(faults=always(slow(0.1)), budget_tokens=2 * size + 50) as desk, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: desk.ask(question=f"{number}?"), range(8)))
        assert len(desk.server.calls) == 2
    assert sum(isinstance(each, Failure) and each.cause is Cause.BUDGET for each in found) == 6


# --- streams -------------------------------------------------------------------------------------------------------


def test_a_stream_is_kept_whole_and_makes_no_second_call(tmp_path: Path) -> None:
    with bench(lambda _: "Het beleid geldt. " * 10, path=tmp_path / "answers.sqlite") as desk:
        first = desk.stream()
        assert len(first) > 3 and "".join(map(str, first)) == "Het beleid geldt. " * 10
        assert desk.stream(nonce="ffee00112233") == ["Het beleid geldt. " * 10]
        assert len(desk.server.calls) == 1
        use = desk.meter.use()
    assert (use.calls, use.cached, desk.prompts) == (1, 1, ["follow-up"]) and use.output_tokens > 0


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (cut_midway, Cause.UNREACHABLE),
        (cut, Cause.UNREACHABLE),
        (length, Cause.CUT_OFF),
        (empty, Cause.UNKNOWN),
        (status(503), Cause.SERVER),
    ],
)
def test_a_stream_that_breaks_off_says_so_last_and_is_not_kept(fault: Fault, cause: Cause, tmp_path: Path) -> None:
    with bench(faults=in_turn(fault), path=tmp_path / "answers.sqlite") as desk:
        *pieces, last = desk.stream()
        assert isinstance(last, Failure) and last.cause is cause
        assert ANSWER.startswith("".join(map(str, pieces)))
        assert desk.meter.use().calls == 1
        assert "".join(map(str, desk.stream())) == ANSWER
        assert len(desk.server.calls) == 2


def test_whoever_leaves_a_stream_has_used_what_came_and_nothing_stays_claimed() -> None:
    size = estimated_tokens(sum(map(len, ASKED.filled(VALUES)))) + 600
    with bench(lambda call: "woord " * 200 if call.stream else ANSWER, budget_tokens=2 * size) as desk:
        stream = desk.model.stream(ASKED, VALUES, desk.meter)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        use = desk.meter.use()
        assert use.calls == 1 and use.estimated and use.input_tokens > 100
        assert good(desk.ask())


def test_a_stream_is_asked_for_only_when_it_is_read() -> None:
    with bench() as desk:
        desk.model.stream(ASKED, VALUES, desk.meter)
        assert desk.server.calls == []


# --- everything at once --------------------------------------------------------------------------------------------

ANYTHING = st.sampled_from(
    [None, malformed, prose, empty, schema_broken, refusal, length, cut, cut_midway, replace(_statement)]
    + [status(code) for code in (400, 401, 404, 429, 500, 503)]
    + [status(400, body="response_format is not supported"), status(200, body=b"<html>"), status(200, body={})]
)


@given(st.lists(ANYTHING, max_size=6))
@settings(max_examples=40)
def test_whatever_a_server_does_there_is_an_answer_or_a_failure(faults: list[Fault | None]) -> None:
    with bench(faults=in_turn(*faults)) as desk:
        found = desk.ask(_must_ask)
        calls = len(desk.server.calls)
        assert 1 <= calls <= 5, "three ways to ask, one step down by the answer, one request to mend"
        assert desk.meter.use().calls == calls
    if isinstance(found, Answer):
        assert found.value.question in (QUESTION, _statement(QUESTION))
        assert found.faults == _must_ask(found.value)
    else:
        assert found.message


# --- the language of an answer -------------------------------------------------------------------------------------


def test_there_are_enough_cases() -> None:
    assert len(LANGUAGES["dutch"]) >= 30 and len(LANGUAGES["foreign"]) >= 30


@pytest.mark.parametrize("text", LANGUAGES["dutch"])
def test_dutch_is_taken_for_dutch(text: str) -> None:
    assert is_dutch(text)


@pytest.mark.parametrize("text", LANGUAGES["foreign"])
def test_another_language_is_not(text: str) -> None:
    assert not is_dutch(text)


@pytest.mark.parametrize("text", ["", "…", "12-3-2024", "Bibob", "Nee.", "Passage 3", "Veldermeer, Zaanstad", "A B C"])
def test_too_few_words_to_tell_pass(text: str) -> None:
    assert is_dutch(text)
