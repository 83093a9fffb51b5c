"""A whole run in which a language model writes conclusions over the verdicts, against a real server that writes well,
badly or not at all: verdicts never hang on it, what it took is counted, and what is known is not asked again."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from model_server import Call, Fault, Faults, ModelServer, prose, status
from scripted_reader import read, verdicts_in

from analyzer.assessment import Request, Watch, analyse
from analyzer.engine import choose_engine
from analyzer.estimate import Estimate
from analyzer.llm.ledger import Meter
from analyzer.llm.model import LanguageModel
from analyzer.llm.prompts import Prompt
from analyzer.llm.settings import ModelSettings
from analyzer.llm.values import Answer, Failure
from analyzer.norms import load_norm
from analyzer.types import Assessment, GapReport, Organisation, OrganisationType, Status
from analyzer.writing.claims import status_label
from analyzer.writing.conclusions import CONCLUSION_MARK, write_conclusions

NORM = "groningse-norm"
PILLARS = ("1", "2", "3", "4", "5")
OOSTERHOVEN = Organisation(name="Gemeente Oosterhoven", type=OrganisationType.GEMEENTE)
POLICY = """# Uitvoeringsplan weerbaar Oosterhoven 2025

Vastgesteld door het college van burgemeester en wethouders op 8 juli 2025.

Elk jaar houden wij een themabijeenkomst over ondermijning voor alle medewerkers en bestuurders.
Dit plan van aanpak beschrijft hoe wij ondermijnende criminaliteit tegengaan en de organisatie weerbaar maken.
Wij hebben geen Bibob-beleid. Medewerkers melden een vermoeden van een misstand bij het interne meldpunt.
In 2027 stellen wij een communicatiestrategie over ondermijning op.
"""
UNSEEN = Watch()
WRONG = "De aanpak van ondermijning werkt uitstekend."


def _is_conclusion(call: Call) -> bool:
    return "Schrijf de conclusie." in call.text


def _judges(call: Call) -> bool:
    return "Beoordeel elk van deze elementen:" in call.text


def _asked(calls: Sequence[Call]) -> list[str]:
    """The pillars that a conclusion was asked of, the requests to mend one left out."""
    asked = [call for call in calls if _is_conclusion(call) and len(call.messages) == 2]
    return sorted(call.text.partition("\nPijler ")[2][:1] for call in asked)


def _at_conclusions(fault: Fault) -> Faults:
    return lambda _, call: fault if _is_conclusion(call) else None


@pytest.fixture(scope="module")
def read_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document that was read, and judged by the rules."""
    folder = tmp_path_factory.mktemp("dossier")
    (folder / "plan.md").write_text(POLICY, encoding="utf-8")
    analyse(_request(folder), folder / "werk", choose_engine())
    return folder


@pytest.fixture
def folder(read_before: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(read_before, tmp_path / "dossier"))


def _request(folder: Path, kind: OrganisationType = OrganisationType.GEMEENTE) -> Request:
    organisation = OOSTERHOVEN.model_copy(update={"type": kind})
    return Request((folder / "plan.md",), (NORM,), organisation, date(2026, 3, 1))


def _settings(server: ModelServer, **changes: Any) -> ModelSettings:
    fields = {"retries": 0, "price_input": 1.0, "price_output": 2.0, **changes}
    return ModelSettings(model="openai:test", url=server.url, **fields)


def _run(server: ModelServer, folder: Path, judge: Any = "model", watch: Watch = UNSEEN, **changes: Any) -> Assessment:
    engine = choose_engine(judge, model=_settings(server, **changes))
    (report,) = analyse(_request(folder), folder / "werk", engine, watch)
    return report.assessment


def _statuses(made: Assessment) -> list[Status | None]:
    return [finding.status for finding in made.findings]


def _forget(folder: Path) -> None:
    """Only the answers are left."""
    shutil.rmtree(folder / "werk" / "assessments")


# --- a run that goes well ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("judge", ["model", "both"])
def test_every_pillar_gets_its_conclusion_and_what_that_took_is_counted(judge: str, folder: Path) -> None:
    with ModelServer(read) as server:
        made = _run(server, folder, judge)
        calls = server.calls
    assert tuple(each.pillar for each in made.conclusions) == PILLARS and _asked(calls) == list(PILLARS)
    for each in made.conclusions:
        assert each.sentences and each.refused == () and each.mark == CONCLUSION_MARK
        assert [prompt.id for prompt in each.model.prompts] == ["conclusion"] and each.model.calls == 1
    norm = load_norm(NORM)
    named = {name: each.pillar for each in made.conclusions for said in each.sentences for name in said.ambitions}
    assert named and all(norm.ambition(name).pillar == pillar for name, pillar in named.items())
    use, own = made.run.model, [each.model for each in made.conclusions]
    assert use is not None and use.calls == len(calls)
    judged = [finding.model for finding in made.findings if finding.model is not None]
    assert use.calls == sum(each.calls for each in [*judged, *own])
    assert use.input_tokens == sum(each.input_tokens for each in [*judged, *own])
    assert use.cost == pytest.approx(sum(each.cost or 0 for each in [*judged, *own]), abs=0.01)
    assert {prompt.id for prompt in use.prompts} == {"assess", "conclusion", "support"}


def test_rules_write_none(folder: Path) -> None:
    (report,) = analyse(_request(folder), folder / "werk", choose_engine())
    assert report.assessment.conclusions == ()


def test_what_is_concluded_from_are_the_verdicts_of_both_judges_together(folder: Path) -> None:
    """Where the model gives no verdict that of the rules stands, and is concluded from."""

    def player(call: Call) -> str:
        silent = _judges(call) and "1.2 Plan van aanpak" in call.text
        return "Dat weet ik niet." if silent else read(call)

    seen: list[GapReport] = []
    with ModelServer(player) as server:
        made = _run(server, folder, "both", Watch(so_far=seen.append))
        calls = [call for call in server.calls if _is_conclusion(call)]
    told = {name: verdict for call in calls for name, _, verdict in verdicts_in(call.text)}
    bound = [finding for finding in made.findings if finding.status is not Status.NVT]
    assert told == {finding.ambition: status_label(finding.status) for finding in bound}
    by_rules = next(finding for finding in bound if finding.ambition == "1.2")
    assert by_rules.judge == "rules" and by_rules.second is not None and by_rules.second.status is None
    assert made.conclusions and all(report.assessment.conclusions == () for report in seen)


def test_it_is_told_after_the_last_ambition(folder: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    with ModelServer(read) as server:
        _run(server, folder, watch=Watch(progress=lambda *step: steps.append(step)))
    assert steps[-1] == (29, 29, "Groningse norm: conclusies (taalmodel)")
    assert sum("conclusies" in what for _, _, what in steps) == 1 and "ambitie" in steps[-2][2]


def test_as_many_are_asked_at_once_as_the_settings_say(folder: Path) -> None:
    lock, busy, most = threading.Lock(), [0], [0]

    def player(call: Call) -> str:
        if not _is_conclusion(call):
            return read(call)
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.3)
        with lock:
            busy[0] -= 1
        return read(call)

    with ModelServer(player) as server:
        made = _run(server, folder, at_once=3)
    assert len(made.conclusions) == 5 and most == [3]


def test_an_organisation_gets_none_of_a_pillar_that_does_not_bind_it(folder: Path) -> None:
    norm = load_norm(NORM)
    kind = OrganisationType.WATERSCHAP
    bound = {ambition.id for ambition in norm.ambitions if kind in ambition.binds}
    with ModelServer(read) as server:
        engine = choose_engine("model", model=_settings(server))
        (report,) = analyse(_request(folder, kind), folder / "werk", engine)
        told = {name for call in server.calls if _is_conclusion(call) for name, _, _ in verdicts_in(call.text)}
    assert told == bound < {ambition.id for ambition in norm.ambitions}
    assert {each.pillar for each in report.assessment.conclusions} == {norm.ambition(name).pillar for name in bound}


# --- what is known is not asked again ------------------------------------------------------------------------------


def test_a_kept_assessment_holds_its_conclusions(folder: Path) -> None:
    with ModelServer(read) as server:
        first = _run(server, folder)
        asked = len(server.calls)
        assert _run(server, folder) == first and len(server.calls) == asked


def test_kept_answers_make_no_second_call(folder: Path) -> None:
    told: list[Estimate] = []
    with ModelServer(read) as server:
        first = _run(server, folder)
        asked = len(server.calls)
        _forget(folder)
        again = _run(server, folder, watch=Watch(before_model=told.append))
        assert len(server.calls) == asked
    assert [each.sentences for each in again.conclusions] == [each.sentences for each in first.conclusions]
    assert again.run.model is not None and again.run.model.calls == 0
    assert all(each.model.calls == 0 and each.model.cached == 1 for each in again.conclusions)
    assert (told[0].calls, told[0].conclusions) == (0, 5)
    assert "over de ambities zijn al bekend; hooguit gaan de oordelen nog naar" in told[0].text


# --- a model that writes badly -------------------------------------------------------------------------------------


def test_a_sentence_that_is_refused_is_asked_again_once_and_left_out_with_the_reason(folder: Path) -> None:
    def player(call: Call) -> str:
        answer = json.loads(read(call))
        if _is_conclusion(call):
            answer["sentences"].append({"text": WRONG, "ambitions": answer["sentences"][0]["ambitions"]})
        return json.dumps(answer)

    with ModelServer(player) as server:
        made = _run(server, folder)
        calls = [call for call in server.calls if _is_conclusion(call)]
        asked = len(server.calls)
        assert _run(server, folder) == made and len(server.calls) == asked  # it is kept as it is
    assert len(calls) == 2 * len(PILLARS) and made.complete
    for each in made.conclusions:
        assert WRONG not in [said.text for said in each.sentences] and each.sentences
        assert [left.text for left in each.refused] == [WRONG] and each.refused[0].reason
        assert each.model.calls == 2
    use = made.run.model
    assert use is not None and use.calls == asked


@pytest.mark.parametrize(
    "answer", [{"sentences": []}, {"sentences": [{"text": WRONG, "ambitions": ["1.1"]}]}, {"claims": []}]
)
def test_a_model_that_writes_nothing_usable_leaves_the_verdicts_and_is_not_asked_again(
    answer: dict[str, Any], folder: Path
) -> None:
    with ModelServer(lambda call: json.dumps(answer) if _is_conclusion(call) else read(call)) as server:
        made = _run(server, folder)
        asked = len(server.calls)
        assert _run(server, folder) == made and len(server.calls) == asked
    assert made.conclusions == () and made.complete
    assert made.run.model is not None and made.run.model.calls == asked


def test_one_pillar_that_fails_does_not_touch_the_others(folder: Path) -> None:
    def faults(_: int, call: Call) -> Fault | None:
        return prose if _is_conclusion(call) and "\nPijler 3 " in call.text else None

    with ModelServer(read, faults) as server:
        made = _run(server, folder)
    assert [each.pillar for each in made.conclusions] == ["1", "2", "4", "5"]


# --- a model that is not there -------------------------------------------------------------------------------------


@pytest.mark.parametrize("judge", ["model", "both"])
def test_a_server_that_fails_at_the_conclusions_leaves_all_verdicts_and_is_asked_in_another_run(
    judge: str, folder: Path
) -> None:
    with ModelServer(read, _at_conclusions(status(500))) as server:
        made = _run(server, folder, judge)
        asked = len(server.calls)
        server.faults = lambda *_: None
        again = _run(server, folder, judge)
        later = server.calls[asked:]
        third = _run(server, folder, judge)
        assert len(server.calls) == asked + len(PILLARS)
    assert made.conclusions == () and made.complete and made.run.model is not None and made.run.model.calls == asked
    assert _asked(later) == list(PILLARS) and len(later) == len(PILLARS)
    assert tuple(each.pillar for each in again.conclusions) == PILLARS and third == again
    assert _statuses(made) == _statuses(again)


def test_a_model_that_gave_no_verdict_is_not_asked_for_conclusions(folder: Path) -> None:
    with ModelServer(read, lambda *_: status(500)) as server:
        made = _run(server, folder, "both")
        assert not any(_is_conclusion(call) for call in server.calls)
    assert made.complete and made.conclusions == ()


def test_a_budget_that_is_up_leaves_all_verdicts(folder: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "ander"))
    with ModelServer(read) as server:
        whole = _run(server, other, at_once=1)
        judged = [finding.model for finding in whole.findings if finding.model is not None]
        needed = sum(each.input_tokens + each.output_tokens for each in judged)
        budget = needed + 1000  # a call is granted when about what it takes is left: for a conclusion 1,200 tokens
        asked = len(server.calls)
        made = _run(server, folder, at_once=1, budget_tokens=budget)
        spent = server.calls[asked:]
        asked = len(server.calls)
        again = _run(server, folder, at_once=1)
        later = server.calls[asked:]
    assert _statuses(made) == _statuses(whole) and made.complete and made.conclusions == ()
    assert not any(_is_conclusion(call) for call in spent)
    use = made.run.model
    assert use is not None and use.input_tokens + use.output_tokens == needed <= budget
    assert _asked(later) == list(PILLARS) and len(later) == len(PILLARS)
    assert len(again.conclusions) == len(PILLARS)


class _Broken(LanguageModel):
    """A model whose answers about one pillar make the program itself fail."""

    def ask(self, prompt: Prompt, values: Any, schema: Any, meter: Meter, check: Any = None) -> Answer[Any] | Failure:
        if values["pillar"].startswith("2 "):
            raise LookupError("nothing is known of this")
        return super().ask(prompt, values, schema, meter, check)


def test_what_no_gate_can_take_in_costs_one_conclusion(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (report,) = analyse(_request(folder), folder / "werk", choose_engine())
    with ModelServer(read) as server:
        model = _Broken(_settings(server))
        made = write_conclusions(model, report.norm, report.assessment)
        model.rest()
    assert [each.pillar for each in made.written] == ["1", "3", "4", "5"]
    assert made.unasked == () and made.use.calls == 4
    assert "pillar 2" in caplog.text and "nothing is known of this" not in caplog.text


# --- what is told beforehand ---------------------------------------------------------------------------------------


def test_the_estimate_counts_the_conclusions(folder: Path, tmp_path: Path) -> None:
    """Beside that of a run which writes none."""
    other = Path(shutil.copytree(folder, tmp_path / "ander"))
    told: list[Estimate] = []
    watch = Watch(before_model=told.append)
    with ModelServer(read) as server:
        made = _run(server, folder, watch=watch)
        calls = len(server.calls)
        engine = choose_engine("model", model=_settings(server))
        silent = replace(engine, judges=tuple(replace(each, conclude=None) for each in engine.judges))
        (report,) = analyse(_request(other), other / "werk", silent, watch)
        assert len(server.calls) - calls == calls - len(PILLARS)
    assert report.assessment.conclusions == () and _statuses(report.assessment) == _statuses(made)
    whole, without = told
    assert (whole.calls - without.calls, whole.conclusions, without.conclusions) == (5, 5, 0)
    own = [each.model for each in made.conclusions]
    given, taken = sum(each.input_tokens for each in own), sum(each.output_tokens for each in own)
    assert 0.8 < (whole.input_tokens - without.input_tokens) / given < 1.5
    assert 1 <= (whole.output_tokens - without.output_tokens) / taken < 4  # the scripted model says little


def test_a_pillar_with_a_new_verdict_is_counted_anew(folder: Path) -> None:
    """One ambition was not answered: its two questions, and the conclusion of its pillar, are still to be asked."""

    def faults(_: int, call: Call) -> Fault | None:
        return status(500) if _judges(call) and "4.4 Bescherming tegen agressie" in call.text else None

    told: list[Estimate] = []
    with ModelServer(read, faults) as server:
        _run(server, folder)
        server.faults = lambda *_: None
        asked = len(server.calls)
        _run(server, folder, watch=Watch(before_model=told.append))
        later = server.calls[asked:]
    assert (told[0].calls, told[0].known) == (3, 28)
    assert _asked(later) == ["4"] and len(later) in (2, 3)  # nothing to confirm where nothing is quoted
