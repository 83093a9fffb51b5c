"""A dossier of a running app, worked on over HTTP as the scripts of its pages do."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from reviewing import Page, Reviewer

PATIENCE = 60.0  # seconds; the machine may be busy
_GO = re.compile(r'data-go="/documenten\?dossier=([0-9a-f]{32})"')


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def pressed(
    person: Reviewer, page: Page, element: str, action: str, *inputs: str, **fields: str | list[str]
) -> dict[str, str]:
    """What a button or a form of the app's own gives. `inputs`: of the handler."""
    listed: dict[str, Any] = {name: [each] if isinstance(each, str) else each for name, each in fields.items()}
    return person.call(page, element, "select", {"action": action, "fields": listed}, inputs)


def new_dossier(person: Reviewer, name: str, norms: tuple[str, ...] = ("groningse-norm",)) -> str:
    """The id of a dossier that was made with the form."""
    page = person.open("/")
    answer = pressed(
        person, page, "dossier-paneel", "create", name=name, kind="gemeente", day="2026-03-01", norms=list(norms)
    )
    return gone_to(answer)


def gone_to(answer: dict[str, str]) -> str:
    """The dossier to which a message leads."""
    found = _GO.search(answer.get("melding", ""))
    assert found is not None, answer
    return found[1]


@dataclass(frozen=True)
class Work:
    """One person in one dossier."""

    person: Reviewer
    dossier: str

    def upload(self, **files: bytes) -> dict[str, Any]:
        """By name, whose last underscore stands for a dot."""
        sent = [("bestanden", (".".join(name.rsplit("_", 1)), content)) for name, content in files.items()]
        answer = self.person.client.post(f"/dossier/{self.dossier}/documenten", files=sent)
        told: dict[str, Any] = answer.json()
        return told

    def documents(self, action: str = "", opened: str = "", **fields: str | list[str]) -> dict[str, str]:
        page = self.person.open(f"/documenten?dossier={self.dossier}")
        return pressed(self.person, page, "documentenlijst", action, opened, **fields)

    def analysis(self, action: str = "", **fields: str | list[str]) -> dict[str, str]:
        page = self.person.open(f"/toetsen?dossier={self.dossier}")
        return pressed(self.person, page, "toetsen", action, "", **fields)

    def until(self, look: Callable[[], dict[str, str]], right: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """The first look at which all is as it should be."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            seen = look()
            if right(seen):
                return seen
            time.sleep(0.1)
        raise AssertionError(f"still {[text_of(each) for each in seen.values()]}")

    def read(self) -> dict[str, str]:
        """Has everything read, and returns the list."""
        self.documents("read")
        return self.until(self.documents, lambda seen: "gelezen: " not in text_of(seen["documentenlijst"]))

    def assessed(self, **settings: str) -> dict[str, str]:
        """Has everything assessed, and returns the page."""
        self.analysis("start", **settings)
        return self.until(self.analysis, lambda seen: "Nieuwe toets" in seen["toetsen"])
