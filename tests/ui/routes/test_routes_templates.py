"""The organisation's Word template: brought by a beheerder, taken along by anyone who is signed in."""

from __future__ import annotations

from io import BytesIO

import docx
from small_app import SmallApp

from ui.places import OWN_TEMPLATE, TEMPLATE_ADDRESS, TEMPLATE_TO_START


def test_a_beheerder_brings_it_and_everyone_has_it(app: SmallApp) -> None:
    with app.visitor("bea") as bea, app.visitor("leo") as leo, app.visitor() as nobody:
        assert leo.get(OWN_TEMPLATE).status_code == 404
        started = bea.get(TEMPLATE_TO_START)
        assert docx.Document(BytesIO(started.content)).paragraphs
        files = {"bestand": ("huisstijl.docx", started.content)}
        assert leo.post(TEMPLATE_ADDRESS, files=files).status_code == 403
        assert nobody.post(TEMPLATE_ADDRESS, files=files).status_code == 401
        refused = bea.post(TEMPLATE_ADDRESS, files={"bestand": ("huisstijl.docx", b"geen Word")})
        assert refused.status_code == 422 and len(refused.json()["reason"]) > 20
        assert bea.post(TEMPLATE_ADDRESS, files=files).json() == {"name": "huisstijl.docx"}
        own = leo.get(OWN_TEMPLATE)
        assert own.content == started.content and "attachment" in own.headers["content-disposition"]
        assert nobody.get(OWN_TEMPLATE).status_code == 401
    app.desk("bea").drop_template()
