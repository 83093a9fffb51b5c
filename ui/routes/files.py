"""What goes out of a dossier: the files as they were uploaded, and the reports."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from analyzer.report import RENDERERS
from analyzer.store.log_records import Action
from analyzer.types import GapReport
from ui.routes.asking import answers, as_file, desk_of, part
from ui.workplace import Workplace

_NOT_IN_NAME = re.compile(r"[^a-z0-9]+")
_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
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
        kind = part(request, "kind")
        found = desk.report(dossier, part(request, "assessment"))
        content = RENDERERS[kind](found)
        looked_at = kind == "html" and request.query_params.get("bekijk") == "1"
        if looked_at:
            headers = {
                "content-disposition": "inline",
                "content-security-policy": _LOOKED_AT,
                "x-frame-options": "SAMEORIGIN",
            }
        else:
            desk.store.log(desk.person.login, Action.REPORT, f"{dossier} {found.id} {kind}", source=desk.source)
            headers = as_file(_report_name(found, kind))
        return Response(content, media_type=_KINDS[kind], headers=headers)

    return [
        Route("/dossier/{dossier}/bestand/{sha256}", original, methods=["GET"]),
        Route("/dossier/{dossier}/rapport/{assessment}.{kind}", report, methods=["GET"]),
    ]


def _report_name(report: GapReport, kind: str) -> str:
    """The name of a report as it is downloaded: "gemeente-oosterhoven-groningse-norm-2026-03-01.docx"."""
    organisation = _NOT_IN_NAME.sub("-", report.assessment.organisation.name.lower()).strip("-")[:60] or "organisatie"
    return f"{organisation}-{report.norm.id}-{report.assessment.peildatum.isoformat()}.{kind}"
