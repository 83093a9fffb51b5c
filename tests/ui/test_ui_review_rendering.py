"""The HTML of the review page: hostile text stays text, typed text stays whole, and who may only read gets no form."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup
from review_made import AT, SHA, assessment, change, edit, finding, opinion, reviewed
from running_app import HOSTILE

from analyzer.report import wording
from analyzer.review.trail import trail
from analyzer.review.values import (
    AddedQuote,
    Edit,
    OutsideEvidence,
    OutsideKind,
    ReviewedAssessment,
    ReviewField,
    quote_key,
)
from analyzer.types import State, Status
from ui import review_rendering as rendering
from ui.review_detail import Detail, Verdict, detail, history
from ui.review_rendering import Bar, NormLink, Reader, Told
from ui.review_rows import groups, progress, statuses, tallies

_READER = Reader(person="anna", dossier="d" * 32, editing=True, owners=(HOSTILE,), conflict=HOSTILE)
_TOLD = Told(turn="3", outcome="saved", said=HOSTILE, of="1.1")


def hostile_edits() -> list[Edit]:
    key = quote_key(finding("1.1", words=HOSTILE).evidence[0])
    own = AddedQuote(
        document=HOSTILE, document_id=SHA, page=7, start=3, end=9, quote=HOSTILE, stance=State.ABSENT, note=HOSTILE
    )
    outside = OutsideEvidence(kind=OutsideKind.OTHER, source=HOSTILE, text=HOSTILE, stance=State.PLANNED)
    first = edit(
        1,
        change(ReviewField.RATIONALE, HOSTILE),
        change(ReviewField.RECOMMENDATION, HOSTILE),
        change(ReviewField.OWNER, HOSTILE),
        change(ReviewField.REVIEWED, True),
        change(ReviewField.REJECTED, HOSTILE, key=key),
        change(ReviewField.QUOTE, own.model_dump(mode="json"), key="q1"),
        change(ReviewField.OUTSIDE, outside.model_dump(mode="json"), key="o1"),
        change(ReviewField.NOTE, HOSTILE, key="n1"),
        author=HOSTILE,
    )
    return [first.model_copy(update={"why": HOSTILE})]


def report() -> ReviewedAssessment:
    edits = [each.model_copy(update={"assessment": "toen"}) for each in hostile_edits()]
    now = assessment(finding("1.1", words=HOSTILE, second=opinion("1.1", HOSTILE), notices=(HOSTILE,)))
    return reviewed(now, edits, toen=assessment(finding("1.1", Status.VOLDOET, words=f"{HOSTILE} toen")))


def shown(since: int | None = 0) -> Detail:
    run = Verdict(assessment="nu", made=AT, mark=wording.mark(None), certainty="", judge=HOSTILE)
    return detail(report(), "1.1", history(trail(hostile_edits(), {}), [run]), since)


def pages() -> dict[str, str]:
    listed = groups(report())
    rows = [row for group in listed for row in group.rows]
    norms = (NormLink(title=HOSTILE, address="/beoordelen?dossier=x", current=True),)
    bar = Bar(person="anna", dossier="d", norm_id=HOSTILE, norms=norms, made=HOSTILE, notice=HOSTILE)
    lezer = _READER.model_copy(update={"editing": False})
    quote = AddedQuote(document=HOSTILE, document_id=SHA, page=1, start=0, end=1, quote=HOSTILE, stance=State.IN_FORCE)
    return {
        "bar": rendering.bar(bar, listed, tallies(rows), statuses(rows), progress(rows)),
        "list": rendering.ambition_list(listed),
        "form": rendering.ambition(shown(), _TOLD, _READER),
        "read": rendering.ambition(shown(None), _TOLD, lezer),
        "nothing": rendering.nothing(HOSTILE, [HOSTILE], ("/toetsen", HOSTILE)),
        "staged": rendering.staged("k1", quote, HOSTILE, HOSTILE),
    }


@pytest.mark.parametrize("name", ["bar", "list", "form", "read", "nothing", "staged"])
def test_hostile_text_stays_text(name: str) -> None:
    html = pages()[name]
    assert "\u202e" not in html
    tree = BeautifulSoup(html, "html.parser")
    assert not tree.find_all(["script", "img"])
    assert not [tag for tag in tree.find_all(True) if any(each.startswith("on") for each in tag.attrs)]
    if name != "list":  # whose texts are those of the norm, and words of our own
        assert "alert(1)" in html


def test_a_typed_text_comes_back_whole_but_for_what_cannot_be_seen() -> None:
    assert rendering.typed("Een <b>.\r\n\n  Twee\u202e.") == "Een &lt;b&gt;.\n\nTwee."
    tree = BeautifulSoup(pages()["form"], "html.parser")
    area = tree.find("textarea", attrs={"name": "rationale"})
    assert area is not None and area.text.removeprefix("\n") == HOSTILE.replace("\u202e", "")


def test_a_quote_for_the_script_is_exactly_the_one_in_the_document() -> None:
    quote = AddedQuote(
        document="b.pdf", document_id=SHA, page=1, start=0, end=1, quote=f"a\n{HOSTILE}", stance=State.IN_FORCE
    )
    html = rendering.staged("k1", quote, "b.pdf, p. 1", "element a")
    holder = BeautifulSoup(html, "html.parser").find(attrs={"data-staged-quote": True})
    assert holder is not None
    told = json.loads(str(holder["data-staged-quote"]))
    assert AddedQuote.model_validate(told["quote"]) == quote
    assert "\u202e" not in told["shown"] and told["stance"] == "Geregeld"


def test_whoever_may_only_read_sees_everything_and_can_change_nothing() -> None:
    form, read = (BeautifulSoup(pages()[name], "html.parser") for name in ("form", "read"))
    assert form.find("form") is not None and read.find("form") is None
    assert not read.find_all(["input", "textarea", "select"])
    doing = {str(each.get("data-do")) for each in read.find_all("button") if each.get("data-do")}
    assert doing == {"before", "after", "unstash", "discard"}  # the last two stand in panels that stay hidden
    assert not read.find_all(attrs={"data-undo": True}) and form.find_all(attrs={"data-undo": True})
    for title in ("Voorstel van de machine", "Oordeel van de beoordelaar", "Geschiedenis", "is veranderd"):
        assert title in read.text


def test_every_field_has_a_label_and_every_name_stands_once() -> None:
    tree = BeautifulSoup(pages()["form"], "html.parser")
    fields = tree.find_all(["input", "textarea", "select"])
    for each in fields:
        assert each.find_parent("label") or tree.find("label", attrs={"for": each.get("id")}), each
    names = [each["name"] for each in fields if each.get("type") != "radio"]
    assert len(names) == len(set(names))
    ids = [each["id"] for each in tree.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_what_others_saved_stands_above_the_form_that_keeps_ones_own() -> None:
    tree = BeautifulSoup(rendering.ambition(shown(0), Told(), _READER), "html.parser")
    conflict = tree.find(class_="conflict")
    assert conflict is not None and "niet opgeslagen" in conflict.text
    assert {each["data-do"] for each in conflict.find_all("button")} == {"take-theirs", "save", "to-form"}
    assert BeautifulSoup(rendering.ambition(shown(1), Told(), _READER), "html.parser").find(class_="conflict") is None


def test_the_script_learns_what_became_of_its_request() -> None:
    tree = BeautifulSoup(pages()["form"], "html.parser")
    article = tree.find("article")
    assert article is not None
    facts = {name: article[f"data-{name}"] for name in ("turn", "outcome", "of", "ambition", "seen", "assessment")}
    assert facts == {
        "turn": "3",
        "outcome": "saved",
        "of": "1.1",
        "ambition": "1.1",
        "seen": "1",
        "assessment": "nu",
    }


def test_a_row_can_be_filtered_and_read_aloud() -> None:
    tree = BeautifulSoup(pages()["list"], "html.parser")
    rows = tree.find_all("li", attrs={"data-row": True})
    assert len(rows) == 29
    first = rows[0]
    assert first["data-in"].split() == ["alle", "open", "gewijzigd", "oneens", "veranderd"]
    assert first["data-mark"] == "deels" and first.has_attr("data-open")
    assert re.search(r"1\.1\s+Jaarlijks aandacht.*Voldoet deels", first.button.get_text(" "), re.DOTALL)
    assert first.find(class_="unsaved").has_attr("hidden")
