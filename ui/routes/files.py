"""What goes out of a dossier: the files as they were uploaded, and the reports."""

from __future__ import annotations

import re
from datetime import date

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from analyzer.errors import AnalyzerError
from analyzer.report.papers import PAPERS, Paper
from analyzer.store.log_records import Action
from analyzer.store.paper_source import source_of_assessment
from analyzer.types import GapReport
from ui.access.answers import refusal, unknown
from ui.installation import facts_of_app
from ui.routes.asking import answers, as_file, desk_of, part
from ui.workplace import Workplace

_NOT_IN_NAME = re.compile(r"[^a-z0-9]+")
# A report that is looked at within the app: it may open and fold its own parts, and reach nothing.
_LOOKED_AT = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def file_routes(workplace: Workplace) -> list[Route]:
    @answers
    def original(request: Request) -> Response:
        desk, dossier = desk_of(workplace.store, request), part(request, "dossier")
        name, path = desk.original(dossier, part(request, "sha256"))
        desk.store.log(desk.person.login, Action.DOWNLOAD, f"{dossier} {name}", source=desk.source)
        return FileResponse(path, media_type="application/octet-stream", headers=as_file(name))

    @answers
    def report(request: Request) -> Response:
        desk, dossier = desk_of(workplace.store, request), part(request, "dossier")
        found = desk.report(dossier, part(request, "assessment"))
        paper = PAPERS.get(part(request, "kind"))
        if paper is None or not paper.fits(found.norm.id):
            return unknown(request.scope)
        asked = request.query_params
        facts = facts_of_app(workplace, desk.person)
        source = source_of_assessment(
            desk, dossier, found.id, date.today(), remarks=asked.get("opmerkingen") == "1", facts=facts
        )
        try:
            content = paper.render(source)
        except AnalyzerError as exc:
            return refusal(request.scope, 422, str(exc))
        if paper.key == "html" and asked.get("bekijk") == "1":
            headers = {
                "content-disposition": "inline",
                "content-security-policy": _LOOKED_AT,
                "x-frame-options": "SAMEORIGIN",
            }
        else:
            desk.store.log(desk.person.login, Action.REPORT, f"{dossier} {found.id} {paper.key}", source=desk.source)
            headers = as_file(_file_name(found, paper))
        return Response(content, media_type=paper.media_type, headers=headers)

    return [
        Route("/dossier/{dossier}/bestand/{sha256}", original, methods=["GET"]),
        Route("/dossier/{dossier}/rapport/{assessment}.{kind}", report, methods=["GET"]),
    ]


def _file_name(report: GapReport, paper: Paper) -> str:
    """The name of a paper as it is downloaded: "gemeente-oosterhoven-groningse-norm-2026-03-01.docx"."""
    organisation = _NOT_IN_NAME.sub("-", report.assessment.organisation.name.lower()).strip("-")[:60] or "organisatie"
    stem = paper.file_name(report.norm.id).removesuffix(paper.suffix)
    return f"{organisation}-{stem}-{report.assessment.peildatum.isoformat()}{paper.suffix}"
