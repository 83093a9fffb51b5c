"""One judge over all ambitions: each becomes a finding, whatever fails; what failed in passing is tried again."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import pytest

from analyzer.errors import NotAssessed
from analyzer.judging import Bench
from analyzer.llm.prompts import Prompt
from analyzer.types import (
    Ambition,
    Criterion,
    CriterionKind,
    Evidence,
    Finding,
    Judgement,
    ModelUse,
    OrganisationType,
    State,
    Status,
)
from ingest.splitting import split
from ingest.types import Document, Hit

GEMEENTE, PROVINCIE, WATERSCHAP = OrganisationType
BUSY = NotAssessed("De server heeft het te druk.", passing=True)
REFUSED = NotAssessed("Het taalmodel wilde niet antwoorden.")
Hits = Mapping[str, Sequence[Hit]]


def _ambition(number: int, *binds: OrganisationType) -> Ambition:
    criterion = Criterion(id=f"1.{number}.a", text="Er is een meldpunt.", kind=CriterionKind.PROVISION)
    kinds = binds or (GEMEENTE,)
    return Ambition(id=f"1.{number}", pillar="1", title="T", requirement="R", binds=kinds, criteria=(criterion,))


class Plain:
    """A judge that asks nobody. `failures`: what goes wrong with an ambition at each attempt; then it goes well."""

    name = "rules"

    def __init__(self, document: Document, failures: Mapping[str, Sequence[Exception]] = {}) -> None:
        self.document = document
        self.failures = {ambition: list(each) for ambition, each in failures.items()}
        self.asked: list[str] = []
        self.changes: dict[str, object] = {}
        self.lock = threading.Lock()

    def judge(self, ambition: Ambition, hits: Hits) -> tuple[Judgement, ...]:
        with self.lock:
            self.asked.append(ambition.id)
            failure = self.failures[ambition.id].pop(0) if self.failures.get(ambition.id) else None
        self.work(ambition, hits)
        if failure is not None:
            raise failure
        end = self.document.blocks[0].end
        fields = {
            "document": self.document.name,
            "document_id": self.document.id,
            "page": 1,
            "start": 0,
            "end": end,
            "quote": self.document.text[:end],
            "criterion": ambition.criteria[0].id,
            "stance": State.IN_FORCE,
            **self.changes,
        }
        evidence = Evidence.model_validate(fields)
        return (Judgement(criterion=ambition.criteria[0].id, state=State.IN_FORCE, evidence=(evidence,)),)

    def work(self, ambition: Ambition, hits: Hits) -> None:
        """What a test wants to happen meanwhile."""


class Asker(Plain):
    """A judge that asks a language model, with several questions at once."""

    name = "model"
    at_once = 4

    def answered(self, ambition: Ambition, hits: Hits) -> bool:
        return False

    def question(self, ambition: Ambition, hits: Hits) -> tuple[Prompt, dict[str, str]]:
        raise AssertionError("is not asked here")

    def use(self, ambition: str | None = None) -> ModelUse:
        calls = self.asked.count(ambition) if ambition else len(self.asked)
        return ModelUse(model="openai:test", host="127.0.0.1", temperature=0, seed=7, calls=calls)

    def notices(self, hits: Hits) -> tuple[str, ...]:
        return tuple(f"Let op {criterion}." for criterion in hits)


@pytest.fixture(scope="module")
def nota(make_document: Callable[..., Document]) -> Document:
    return make_document("Wij hebben een meldpunt voor signalen.", "Slot.", name="nota.txt")


def _run(
    judge: Plain, ambitions: Sequence[Ambition], told: Callable[[Finding], None] = lambda _: None
) -> tuple[Finding, ...]:
    hits = {f"1.{n}.a": tuple(Hit(passage=each, score=1.0) for each in split(judge.document)) for n in range(1, 41)}
    return Bench(judge, GEMEENTE, hits, {judge.document.id: judge.document}).findings(ambitions, told)


FIVE = [_ambition(number) for number in range(1, 6)]
KINDS = pytest.mark.parametrize("kind", [Plain, Asker])


# --- a finding for each --------------------------------------------------------------------------------------------


@KINDS
def test_every_ambition_gets_a_finding_in_its_order(nota: Document, kind: type[Plain]) -> None:
    judge = kind(nota)
    findings = _run(judge, FIVE)
    assert [each.ambition for each in findings] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert {each.status for each in findings} == {Status.VOLDOET}
    assert {each.judge for each in findings} == {judge.name}
    assert Counter(judge.asked) == Counter(each.id for each in FIVE)
    assert _run(judge, []) == ()


def test_what_a_model_took_and_what_must_be_known_stands_with_each(nota: Document) -> None:
    for finding in _run(Asker(nota, {"1.2": [BUSY]}), FIVE):
        assert finding.model is not None and finding.model.calls == (2 if finding.ambition == "1.2" else 1)
        assert finding.notices == (f"Let op {finding.ambition}.a.",)
    assert {(each.model, each.notices) for each in _run(Plain(nota), FIVE)} == {(None, ())}


@KINDS
def test_what_does_not_bind_is_not_judged(nota: Document, kind: type[Plain]) -> None:
    judge = kind(nota)
    findings = _run(judge, [_ambition(1, PROVINCIE, WATERSCHAP), _ambition(2)])
    assert [each.status for each in findings] == [Status.NVT, Status.VOLDOET]
    assert (findings[0].judge, findings[0].model) == ("", None) and judge.asked == ["1.2"]


# --- what fails ----------------------------------------------------------------------------------------------------


@KINDS
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (REFUSED, "Het taalmodel wilde niet antwoorden."),
        (ValueError("geheim"), "(ValueError)"),
        (KeyError("geheim"), "(KeyError)"),
        (IndexError("geheim"), "(IndexError)"),
        (ZeroDivisionError("geheim"), "(ZeroDivisionError)"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "geheim"), "(UnicodeDecodeError)"),
    ],
)
def test_what_fails_on_one_ambition_is_its_own_finding_only(
    nota: Document, kind: type[Plain], error: Exception, told: str
) -> None:
    judge = kind(nota, {"1.3": [error] * 9})
    findings = _run(judge, FIVE)
    assert [each.status for each in findings] == [Status.VOLDOET] * 2 + [None] + [Status.VOLDOET] * 2
    failed = findings[2]
    assert told in (failed.problem or "") and "geheim" not in (failed.problem or "")
    assert (failed.judgements, failed.confidence, failed.judge) == ((), None, judge.name)
    assert judge.asked.count("1.3") == 1, "it will fail again"


@KINDS
@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "Wij hebben een meldpunt."},
        {"page": 2},
        {"start": 1},
        {"document_id": "b" * 64},
        {"start": 0, "end": 0, "quote": ""},
    ],
)
def test_a_quote_that_does_not_stand_there_is_no_verdict(
    nota: Document, kind: type[Plain], changes: dict[str, object]
) -> None:
    judge = kind(nota)
    judge.changes = changes
    for finding in _run(judge, FIVE):
        assert finding.status is None and "letterlijk" in (finding.problem or "") and not finding.judgements
        assert finding.judge == judge.name
    assert len(judge.asked) == 5


@KINDS
def test_a_fault_of_the_program_is_not_hidden(nota: Document, kind: type[Plain]) -> None:
    with pytest.raises(RuntimeError, match="defect"):
        _run(kind(nota, {"1.3": [RuntimeError("defect")]}), FIVE)


# --- trying again --------------------------------------------------------------------------------------------------


@KINDS
@pytest.mark.parametrize("times", [1, 2])
def test_what_failed_in_passing_is_tried_again(nota: Document, kind: type[Plain], times: int) -> None:
    judge = kind(nota, {"1.2": [BUSY] * times})
    seen: list[Finding] = []
    findings = _run(judge, FIVE, seen.append)
    assert {each.status for each in findings} == {Status.VOLDOET}
    assert Counter(judge.asked) == {"1.1": 1, "1.2": 1 + times, "1.3": 1, "1.4": 1, "1.5": 1}
    assert [each.status for each in seen if each.ambition == "1.2"] == [None] * times + [Status.VOLDOET]


@KINDS
def test_three_times_is_enough(nota: Document, kind: type[Plain]) -> None:
    judge = kind(nota, {"1.2": [BUSY] * 9, "1.4": [BUSY]})
    findings = _run(judge, FIVE)
    assert [each.ambition for each in findings if each.status is None] == ["1.2"]
    assert findings[1].problem == str(BUSY)
    assert (judge.asked.count("1.2"), judge.asked.count("1.4"), len(judge.asked)) == (3, 2, 8)


@KINDS
@pytest.mark.parametrize(("failing", "again"), [(2, True), (3, False), (5, False)])
def test_where_most_fail_nothing_is_tried_again(nota: Document, kind: type[Plain], failing: int, again: bool) -> None:
    """Of five: with two failing three went well, which is more than half."""
    judge = kind(nota, {f"1.{number}": [BUSY] for number in range(1, failing + 1)})
    findings = _run(judge, FIVE)
    assert len(judge.asked) == 5 + (failing if again else 0)
    assert sum(each.status is None for each in findings) == (0 if again else failing)


def test_what_does_not_bind_and_what_was_refused_are_not_tried_again(nota: Document) -> None:
    judge = Asker(nota, {"1.1": [REFUSED] * 3, "1.2": [BUSY]})
    findings = _run(judge, [*FIVE, _ambition(6, PROVINCIE)])
    assert Counter(judge.asked) == {"1.1": 1, "1.2": 2, "1.3": 1, "1.4": 1, "1.5": 1}
    assert [each.status for each in findings][:2] == [None, Status.VOLDOET]


# --- at the same time ----------------------------------------------------------------------------------------------


class Meeting(Asker):
    """Nobody gets an answer before `at_once` have asked."""

    def __init__(self, document: Document, at_once: int) -> None:
        super().__init__(document)
        self.at_once = at_once
        self.barrier = threading.Barrier(at_once)
        self.here = 0
        self.most = 0

    def work(self, ambition: Ambition, hits: Hits) -> None:
        with self.lock:
            self.here += 1
            self.most = max(self.most, self.here)
        self.barrier.wait(10)
        time.sleep(0.01)
        with self.lock:
            self.here -= 1


@pytest.mark.parametrize("at_once", [2, 8])
def test_so_many_are_asked_at_once_and_no_more(nota: Document, at_once: int) -> None:
    judge = Meeting(nota, at_once)
    ambitions = [_ambition(number) for number in range(1, 1 + 3 * at_once)]
    findings = _run(judge, ambitions)
    assert judge.most == at_once
    assert [each.ambition for each in findings] == [each.id for each in ambitions]


@pytest.mark.parametrize("at_once", [1, 4])
def test_each_is_told_once_in_the_callers_own_thread(nota: Document, at_once: int) -> None:
    judge = Asker(nota)
    judge.at_once = at_once
    seen: list[tuple[str, int]] = []
    _run(judge, FIVE, lambda finding: seen.append((finding.ambition, threading.get_ident())))
    assert sorted(name for name, _ in seen) == [each.id for each in FIVE]
    assert {thread for _, thread in seen} == {threading.get_ident()}


def test_a_finding_is_told_as_soon_as_it_is_there(nota: Document) -> None:
    """Not when all of them are: somebody is watching."""
    told = threading.Event()

    class Last(Asker):
        def work(self, ambition: Ambition, hits: Hits) -> None:
            if ambition.id == "1.5":
                assert told.wait(10)

    findings = _run(Last(nota), FIVE, lambda finding: told.set() if finding.ambition != "1.5" else None)
    assert findings[4].status is Status.VOLDOET


class Stopped(Exception):
    """The user stops."""


def test_whoever_stops_does_not_wait_for_what_is_under_way(nota: Document) -> None:
    release = threading.Event()

    class Slow(Asker):
        at_once = 2

        def work(self, ambition: Ambition, hits: Hits) -> None:
            if ambition.id != "1.1":
                release.wait(20)

    def stop(finding: Finding) -> None:
        raise Stopped

    judge = Slow(nota)
    began = time.perf_counter()
    try:
        with pytest.raises(Stopped):
            _run(judge, FIVE, stop)
        assert time.perf_counter() - began < 5
    finally:
        release.set()
    time.sleep(0.1)
    assert len(judge.asked) <= 3, "what was not begun is not asked"


# --- what is known -------------------------------------------------------------------------------------------------


@KINDS
def test_what_is_known_is_told_and_not_judged_again(nota: Document, kind: type[Plain]) -> None:
    first = dict(zip((each.id for each in FIVE), _run(kind(nota), FIVE), strict=True))
    known = {each: first[each].model_copy(update={"rationale": "Bekend."}) for each in ("1.2", "1.4")}
    judge, told, kept = kind(nota), list[Finding](), dict[str, Finding]()
    hits = {f"1.{n}.a": tuple(Hit(passage=each, score=1.0) for each in split(nota)) for n in range(1, 6)}
    bench = Bench(judge, GEMEENTE, hits, {nota.id: nota})
    found = bench.findings(FIVE, told.append, known, lambda ambition, finding: kept.update({ambition.id: finding}))
    assert sorted(judge.asked) == sorted(kept) == ["1.1", "1.3", "1.5"]
    assert [each.ambition for each in found] == [each.id for each in FIVE]
    assert {each.ambition: each for each in found} == known | kept
    assert {each.ambition for each in told} == {each.id for each in FIVE}


def test_a_verdict_is_kept_before_it_is_told(nota: Document) -> None:
    class Stop(Exception):
        pass

    kept: list[str] = []

    def stop(finding: Finding) -> None:
        assert kept[-1] == finding.ambition
        if len(kept) == 3:
            raise Stop

    hits = {f"1.{n}.a": tuple(Hit(passage=each, score=1.0) for each in split(nota)) for n in range(1, 6)}
    with pytest.raises(Stop):
        Bench(Plain(nota), GEMEENTE, hits, {nota.id: nota}).findings(
            FIVE, stop, keep=lambda ambition, finding: kept.append(ambition.id)
        )
    assert kept == ["1.1", "1.2", "1.3"]
