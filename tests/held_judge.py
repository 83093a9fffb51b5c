"""A judge that quotes the first line of the first document, which tests count, hold and break; and runs with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO

from filled_store import desk_of, made_dossier

from analyzer.engine import Engine, JudgeChoice, choose_embedder
from analyzer.jobs.runs import Runs
from analyzer.judges.protocol import Judge
from analyzer.store.desk import Desk
from analyzer.store.store import Store
from analyzer.store.values import Dossier, Job, JobState, JudgeSettings
from analyzer.types import Ambition, Evidence, Judgement, Norm, Organisation, State
from ingest.types import Document, Hit

PATIENCE = 60.0  # seconds; the machine may be busy
RULES = JudgeSettings()


class HeldJudge:
    """`judged`: the ambitions in the order in which they were; at `hold` it waits until `released`; at `broken` it
    fails as nothing of its own should."""

    name = "fake"

    def __init__(self, seconds: float = 0.0) -> None:
        """`seconds`: what every ambition takes."""
        self._seconds = seconds
        self.judged: list[str] = []
        self.hold: str | None = None
        self.broken: str | None = None
        self.reached = threading.Event()
        self.released = threading.Event()
        self.documents: Mapping[str, Document] = {}

    def judge(self, ambition: Ambition, hits: Mapping[str, Sequence[Hit]]) -> tuple[Judgement, ...]:
        if ambition.id == self.broken:
            raise RuntimeError(self.documents and "".join(each.text for each in self.documents.values()))
        if ambition.id == self.hold:
            self.reached.set()
            assert self.released.wait(PATIENCE)
        time.sleep(self._seconds)
        self.judged.append(ambition.id)
        document = next(iter(self.documents.values()))
        end = document.blocks[0].end
        evidence = Evidence(
            document=document.name,
            document_id=document.id,
            page=1,
            start=0,
            end=end,
            quote=document.text[:end],
            criterion=ambition.criteria[0].id,
            stance=State.IN_FORCE,
        )
        return tuple(
            Judgement(criterion=each.id, state=State.IN_FORCE, evidence=(evidence,) if not place else ())
            for place, each in enumerate(ambition.criteria)
        )

    def engine(self, settings: JudgeSettings = RULES) -> Engine:
        def make(norm: Norm, organisation: Organisation, day: date, documents: Mapping[str, Document]) -> Judge:
            self.documents = documents
            return self

        make_embedder, name = choose_embedder(None)
        return Engine(make_embedder, name, "fake", (JudgeChoice("fake", make),))


class Following:
    """Runs over a store, with one person's desk."""

    def __init__(self, store: Store, runs: Runs, desk: Desk) -> None:
        self.store, self.runs, self.desk = store, runs, desk

    def dossier(self, *texts: str, norms: Sequence[str] = ("groningse-norm",)) -> Dossier:
        """A dossier with a document for each text."""
        made = made_dossier(self.desk, norms=norms)
        for number, text in enumerate(texts, 1):
            self.desk.add_document(made.id, f"stuk {number}.txt", BytesIO(text.encode("utf-8")))
        return made

    def until(self, job: Job, *states: JobState) -> Job:
        """The run as soon as it is in one of these states; by default when it ended."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            now = self.runs.job(self.desk, job.dossier, job.id)
            if now.state in states or (not states and now.state.ended):
                return now
            time.sleep(0.02)
        raise AssertionError(f"still {now}")


def following(store: Store, runs: Runs) -> Following:
    return Following(store, runs, desk_of(store, "anna"))
