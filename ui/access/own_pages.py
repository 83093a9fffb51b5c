"""The pages of access itself. They need no script and get none; only their own style may run."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from starlette.responses import HTMLResponse

from ui.rendering import render

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def own_page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    page = render(name, **values)
    digests = " ".join(f"'sha256-{_digest(style)}'" for style in _STYLE.findall(page))
    policy = (
        f"default-src 'none'; style-src {digests}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "img-src 'self'"
    )
    return HTMLResponse(page, status, {"content-security-policy": policy})


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
