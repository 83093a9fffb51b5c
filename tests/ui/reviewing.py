"""A reviewer without a browser: opens the pages of a running app over HTTP, and sends what the scripts there send."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

_CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});\s*(?:window\.|</script>)", re.DOTALL)
_ATTRIBUTE = re.compile(r'data-([a-z]+)="([^"]*)"')


class Refused(Exception):
    """The app answered with an error, or a page lacked what it should have."""


@dataclass
class Page:
    """An open page. `functions`: the number of the handler and of its component, by element and event."""

    address: str
    functions: dict[tuple[str, str], tuple[int, int | None]]
    outputs: dict[int, list[str]]
    session: str = field(default_factory=lambda: secrets.token_hex(8))


class Reviewer:
    """One person at the app. `headers` say who, where a proxy would."""

    def __init__(self, url: str, **settings: Any) -> None:
        self.client = httpx.Client(base_url=url, timeout=60, follow_redirects=False, **settings)

    def __enter__(self) -> Reviewer:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def open(self, address: str) -> Page:
        """A page with its own handlers; those that fill it are not called yet, see `call`."""
        answer = self.client.get(address, headers={"accept": "text/html"})
        found = _CONFIG.search(answer.text)
        if answer.status_code != 200 or found is None:
            raise Refused(f"{address}: {answer.status_code}")
        config = json.loads(found[1])
        names = {each["id"]: str(each["props"].get("elem_id") or "") for each in config["components"]}
        functions: dict[tuple[str, str], tuple[int, int | None]] = {}
        outputs: dict[int, list[str]] = {}
        for each in config["dependencies"]:
            outputs[each["id"]] = [names.get(output, "") for output in each["outputs"]]
            for component, event in each["targets"]:
                if each["backend_fn"]:
                    functions.setdefault((names.get(component, ""), event), (each["id"], component))
        return Page(address, functions, outputs)

    def call(
        self,
        page: Page,
        element: str,
        event: str,
        sent: dict[str, Any] | None = None,
        data: Sequence[Any] = (),
    ) -> dict[str, str]:
        """What a handler answers: the new content by element, only for those that changed. `sent`: by the script;
        `data`: the values of its inputs."""
        number, trigger = page.functions[element, event]
        query = page.address.partition("?")[2]
        body = {
            "data": list(data),
            "event_data": sent,
            "fn_index": number,
            "trigger_id": trigger,
            "session_hash": page.session,
        }
        answer = self.client.post(f"/gradio_api/run/predict?{query}", json=body)
        if answer.status_code != 200:
            raise Refused(f"{element} {event}: {answer.status_code} {answer.text[:200]}")
        told = zip(page.outputs[number], answer.json()["data"], strict=True)
        return {name: text for name, value in told if (text := _content(value)) is not None}


def _content(value: Any) -> str | None:
    """The text of a component after an update; None where it stays as it is."""
    if isinstance(value, dict):
        value = value.get("value") if value.get("__type__") == "update" else None
    return value if isinstance(value, str) else None


def facts_of(detail: str) -> dict[str, str]:
    """What the opened ambition says of itself to the script: its id, the last edit seen, the outcome of a save …"""
    found = re.search(r'<article class="review".*?>', detail, re.DOTALL)
    return dict(_ATTRIBUTE.findall(found[0])) if found else {}
