"""The page "Vergelijken": two assessments beside each other, the course over time, the half-yearly overview, and both
norms of one dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr
from markupsafe import Markup

from analyzer.norms import NORM_IDS, load_crosswalk
from analyzer.report.wording import MARKS
from analyzer.review.comparing import compare
from analyzer.review.crosswalk import crosswalk
from analyzer.review.overview import monitoring, series
from analyzer.review.values import ReviewedAssessment
from analyzer.store.desk import Desk
from analyzer.store.values import Dossier
from ui import rendering
from ui.compare_views import (
    BOTH_NORMS,
    CHANGED,
    HALF_YEAR,
    OVER_TIME,
    SHOWN,
    TWO,
    VIEWS,
    Made,
    comparison_view,
    default_pair,
    in_order,
    over_time,
    side_choices,
)
from ui.places import Place, address
from ui.progress_chart import bar_of, chart
from ui.report_views import JUDGES, Choice, norm_name
from ui.shell import DIRECT, Updates, shell
from ui.theme import asset
from ui.workplace import Visit, Workplace

Asked = Mapping[str, Any]


def compare_page(workplace: Workplace, page: gr.Blocks) -> None:
    """Lays out the page and wires it."""
    around = shell(workplace, Place.COMPARE, page)
    waiting = rendering.render("loading", what="De toetsen worden opgehaald")
    scripts = asset("keep_place.js") + asset("choices.js")
    body = gr.HTML(waiting, js_on_load=scripts, apply_default_css=False, elem_id="vergelijken")

    @around.answers
    def opened(request: gr.Request) -> Updates:
        return {body: _shown(workplace.visit(request), request.query_params), around.message: ""}

    page.load(opened, None, [body, around.message], **DIRECT)
    body.select(opened, None, [body, around.message], **DIRECT, trigger_mode="always_last")


def _shown(visit: Visit, asked: Asked) -> str:
    """The page for what the address asks."""
    found = assessments_of(visit)
    if not any(each.dossier.id == visit.dossier.id for each in found):
        where = address(Place.ANALYSIS, visit.dossier.id)
        return rendering.render("no_assessment", analysis=where, may_edit=visit.may_edit)
    chosen = _one_of(asked.get("weergave"), [value for value, _ in VIEWS]) or TWO
    norm_id = _norm(found, visit.dossier, asked)
    of_norm = [each for each in found if each.record.norm_id == norm_id]
    views = {OVER_TIME: _over_time, HALF_YEAR: _half_years, BOTH_NORMS: _both_norms}
    content = views.get(chosen, _two)(visit, of_norm, norm_id, asked)
    return rendering.render("compare", views=VIEWS, chosen=chosen, content=Markup(content))


def assessments_of(visit: Visit) -> list[Made]:
    """All assessments of this organisation that the person may see, in this dossier and others; newest first."""
    name = " ".join(visit.dossier.organisation.name.split()).casefold()
    found: list[Made] = []
    for summary in visit.desk.dossiers():
        dossier = summary.dossier
        same = " ".join(dossier.organisation.name.split()).casefold() == name
        if dossier.id == visit.dossier.id or (same and dossier.organisation.type is visit.dossier.organisation.type):
            found += [Made(dossier, record) for record in visit.desk.assessments(dossier.id)]
    return sorted(found, key=lambda each: each.record.made, reverse=True)


def _two(visit: Visit, made: Sequence[Made], norm_id: str, asked: Asked) -> str:
    pair = default_pair(made, visit.dossier.id)
    by_value = {each.value: each for each in made}
    before = by_value.get(str(asked.get("eerst", "")), pair[0] if pair else made[0])
    after = by_value.get(str(asked.get("dan", "")), pair[1] if pair else made[0])
    shown = _one_of(asked.get("toon"), [value for value, _ in SHOWN]) or CHANGED
    view = None
    if len(made) > 1:
        comparison = compare(_report(visit.desk, before), _report(visit.desk, after))
        view = comparison_view(comparison, before, after, shown)
    return rendering.render(
        "compare_two",
        view=view,
        norms=_norms(visit, norm_id),
        before_groups=side_choices(made, visit.dossier.id, before.value),
        after_groups=side_choices(made, visit.dossier.id, after.value),
        backwards=_order(after) < _order(before),
        shown=[Choice(value=value, label=label, chosen=value == shown) for value, label in SHOWN],
        chosen_shown=shown,
        marks=tuple(MARKS.values()),
    )


def _over_time(visit: Visit, made: Sequence[Made], norm_id: str, asked: Asked) -> str:
    chosen = over_time(made)
    bars = [
        bar_of(f"{each.peildatum:%-d-%-m-%Y}", JUDGES.get(each.judge, each.judge), each.counts)
        for each in series(_report(visit.desk, one) for one in chosen)
    ]
    return rendering.render(
        "compare_time",
        chart=chart(bars),
        norms=_norms(visit, norm_id),
        norm_short=norm_name(norm_id),
        organisation=visit.dossier.organisation.name,
        several_days=len({each.record.peildatum for each in made}) > 1,
        dossiers=len({each.dossier.id for each in chosen}),
        marks=tuple(MARKS.values()),
    )


def _half_years(visit: Visit, made: Sequence[Made], norm_id: str, asked: Asked) -> str:
    view = monitoring([_report(visit.desk, each) for each in over_time(made)], visit.desk.store.clock().date())
    halves = [
        {
            "label": half.label,
            "moment": half.moment,
            "counts": in_order(half.moment.counts) if half.moment else (),
            "rose": half.rose,
            "fell": half.fell,
            "other": half.other,
            "first": half is view.halves[0],
        }
        for half in reversed(view.halves)
    ]
    return rendering.render(
        "compare_half_years",
        monitoring=view,
        halves=halves,
        norms=_norms(visit, norm_id),
        norm_short=norm_name(norm_id),
        organisation=visit.dossier.organisation.name,
        review=address(Place.REVIEW, visit.dossier.id, norm=norm_id),
        marks=tuple(MARKS.values()),
    )


def _both_norms(visit: Visit, made: Sequence[Made], norm_id: str, asked: Asked) -> str:
    dossier = visit.dossier.id
    first, second = (visit.desk.reviewed(dossier, each) for each in NORM_IDS)
    view = crosswalk(load_crosswalk(), first, second) if first is not None and second is not None else None
    only_clashing = asked.get("botst") == "ja"
    rows = () if view is None else view.clashing if only_clashing else view.rows
    return rendering.render(
        "compare_norms",
        view=view,
        rows=rows,
        only_clashing=only_clashing,
        first=norm_name(NORM_IDS[0]),
        second=norm_name(NORM_IDS[1]),
        first_review=address(Place.REVIEW, dossier, norm=NORM_IDS[0]),
        second_review=address(Place.REVIEW, dossier, norm=NORM_IDS[1]),
    )


def _report(desk: Desk, made: Made) -> ReviewedAssessment:
    return desk.report(made.dossier.id, made.record.id)


def _order(made: Made) -> tuple[object, object]:
    return made.record.peildatum, made.record.made


def _norm(found: Sequence[Made], dossier: Dossier, asked: Asked) -> str:
    """The norm asked for where this dossier was assessed on it, or else the first of its norms for which that is so."""
    own = [each.record.norm_id for each in found if each.dossier.id == dossier.id]
    return _one_of(asked.get("norm"), own) or next((each for each in dossier.norm_ids if each in own), own[0])


def _norms(visit: Visit, chosen: str) -> list[Choice]:
    """The norms on which this dossier was assessed."""
    held = {record.norm_id for record in visit.desk.assessments(visit.dossier.id)}
    return [Choice(value=each, label=norm_name(each), chosen=each == chosen) for each in NORM_IDS if each in held]


def _one_of(asked: object, known: Sequence[str]) -> str:
    """What was asked for where it is known; "" otherwise: the address is anybody's to write."""
    return asked if isinstance(asked, str) and asked in known else ""
