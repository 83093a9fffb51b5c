"""Two judges: the second one's verdict stands where it has one, and what the other made of it always stays in sight."""

from __future__ import annotations

from typing import Any

from analyzer.opinions import laid_over
from analyzer.types import Finding, Judgement, ModelUse, State, Status

USE = ModelUse(model="openai:test", host="127.0.0.1:1", temperature=0, seed=7, calls=2)


def _finding(ambition: str, status: Status | None, judge: str, **more: Any) -> Finding:
    judgement = Judgement(criterion=f"{ambition}.a", state=State.IN_FORCE, reason=f"van {judge}")
    fields: dict[str, Any] = {"confidence": 0.7, "rationale": f"Volgens {judge}.", "judgements": (judgement,)}
    if status is None:
        fields = {"problem": f"{judge} kon niet."}
    return Finding(ambition=ambition, status=status, judge=judge, **{**fields, **more})


RULES = _finding("1.1", Status.VOLDOET, "rules")
MODEL = _finding("1.1", Status.DEELS, "model", model=USE, notices=("Let op.",))


def test_the_second_verdict_stands_with_the_first_beside_it() -> None:
    (made,) = laid_over([RULES], [MODEL])
    assert made == MODEL.model_copy(update={"second": made.second, "confidence": 0.3})  # the first is 0.7 sure
    assert made.second is not None and made.disputed
    assert (made.second.judge, made.second.status, made.second.confidence) == ("rules", Status.VOLDOET, 0.7)
    assert made.second.rationale == "Volgens rules." and made.second.judgements == RULES.judgements
    assert made.second.problem is None


def test_a_verdict_against_a_sure_judge_is_not_sure() -> None:
    sure, unsure = (_finding("1.1", Status.VOLDOET, "rules", confidence=each) for each in (0.97, 0.2))
    assert [laid_over([each], [MODEL])[0].confidence for each in (sure, unsure)] == [0.05, 0.7]


def test_judges_that_agree_do_not_differ() -> None:
    (made,) = laid_over([RULES], [_finding("1.1", Status.VOLDOET, "model")])
    assert made.confidence == 0.7
    assert made.judge == "model" and made.second is not None and not made.disputed


def test_where_the_second_could_not_judge_the_first_stands_and_says_why() -> None:
    failed = _finding("1.1", None, "model", model=USE, notices=("Let op.",))
    (made,) = laid_over([RULES], [failed])
    assert (made.status, made.judge, made.rationale, made.problem) == (Status.VOLDOET, "rules", "Volgens rules.", None)
    assert made.second is not None and (made.second.status, made.second.problem) == (None, "model kon niet.")
    assert (made.model, made.notices) == (USE, ("Let op.",)) and not made.disputed


def test_where_the_first_could_not_judge_the_second_stands() -> None:
    (made,) = laid_over([_finding("1.1", None, "rules")], [MODEL])
    assert made.status is Status.DEELS and not made.disputed
    assert made.second is not None and made.second.problem == "rules kon niet."


def test_where_neither_could_judge_both_reasons_are_kept() -> None:
    (made,) = laid_over([_finding("1.1", None, "rules")], [_finding("1.1", None, "model")])
    assert (made.status, made.problem) == (None, "rules kon niet.")
    assert made.second is not None and made.second.problem == "model kon niet." and not made.disputed


def test_what_the_second_has_not_reached_yet_stays_as_it_is() -> None:
    firsts = [_finding(each, Status.VOLDOET, "rules") for each in ("1.1", "1.2", "1.3")]
    made = laid_over(firsts, [_finding("1.3", Status.DEELS, "model"), _finding("1.1", Status.VOLDOET, "model")])
    assert [each.ambition for each in made] == ["1.1", "1.2", "1.3"]
    assert [each.judge for each in made] == ["model", "rules", "model"]
    assert made[1] == firsts[1]
    assert laid_over(firsts, []) == tuple(firsts)


def test_what_does_not_bind_has_no_second_opinion() -> None:
    unbound = Finding(ambition="1.1", status=Status.NVT, confidence=1.0)
    assert laid_over([unbound], [unbound]) == (unbound,)


def test_what_a_reviewer_must_know_is_kept_from_both_and_told_once() -> None:
    first = RULES.model_copy(update={"notices": ("Let op.", "Van de regels.")})
    for second in (MODEL, _finding("1.1", None, "model", notices=("Let op.",))):
        (made,) = laid_over([first], [second])
        assert made.notices == ("Let op.", "Van de regels.")
