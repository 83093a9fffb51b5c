"""Work in a thread: it tells how far it is, hands over its result or its error, and stops when asked."""

from __future__ import annotations

import threading

import pytest

from analyzer.assessment import Progress
from ui.job import Job, Step, Stopped


def test_a_job_tells_how_far_it_is_and_gives_its_result() -> None:
    go_on = threading.Event()

    def work(progress: Progress) -> str:
        progress(2, 9, "Gelezen: a.pdf")
        go_on.wait(10)
        return "klaar"

    job = Job(work)
    while job.step == Step():
        job.wait(0.01)
    assert job.step == Step(done=2, of=9, what="Gelezen: a.pdf")
    assert not job.wait(0)
    go_on.set()
    assert job.wait(10)
    assert job.result() == "klaar"


def test_a_job_stops_at_its_next_report() -> None:
    asked, reported = threading.Event(), []

    def work(progress: Progress) -> None:
        progress(1, 2, "een")
        asked.wait(10)
        progress(2, 2, "twee")
        reported.append("verder")

    job = Job(work)
    job.stop()
    asked.set()
    assert job.wait(10)
    with pytest.raises(Stopped):
        job.result()
    assert not reported


def test_an_error_of_the_work_is_raised_where_the_result_is_asked() -> None:
    def work(progress: Progress) -> None:
        raise ZeroDivisionError

    job = Job(work)
    assert job.wait(10)
    with pytest.raises(ZeroDivisionError):
        job.result()
