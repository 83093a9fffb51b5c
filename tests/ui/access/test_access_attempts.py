"""Whoever keeps guessing waits longer and longer; who guesses nothing does not wait."""

from __future__ import annotations

from ui.access.attempts import Attempts


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_few_mistakes_cost_nothing_and_more_cost_ever_longer() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    waits = []
    for _ in range(12):
        attempts.begin("Anna", "203.0.113.9")
        waits.append(attempts.wait("anna", "203.0.113.9"))
        clock.now += waits[-1]
        assert attempts.wait("anna", "203.0.113.9") == 0, "after the wait one may try again"
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:9] == [15, 30, 60, 120, 240]
    assert max(waits) <= 900


def test_others_do_not_wait_and_a_success_or_time_clears_the_count() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(6):
        attempts.begin("anna", "203.0.113.9")
    assert attempts.wait("anna", "203.0.113.9") > 0
    assert attempts.wait("anna", "198.51.100.1") == 0, "Anna herself, elsewhere"
    assert attempts.wait("bert", "203.0.113.9") == 0, "a colleague behind the same address"
    attempts.succeeded("ANNA", "203.0.113.9")
    assert attempts.wait("anna", "203.0.113.9") == 0
    for _ in range(6):
        attempts.begin("anna", "203.0.113.9")
    clock.now += 901
    attempts.begin("anna", "203.0.113.9")
    assert attempts.wait("anna", "203.0.113.9") == 0, "failures of long ago do not count"


def test_signing_in_often_is_no_guessing() -> None:
    attempts = Attempts(Clock())
    for _ in range(60):
        assert attempts.wait("anna", "203.0.113.9") == 0
        attempts.begin("anna", "203.0.113.9")
        attempts.succeeded("anna", "203.0.113.9")


def test_guessing_from_many_places_or_at_many_accounts_is_slowed_down_too() -> None:
    attempts = Attempts(Clock())
    for number in range(20):
        attempts.begin("anna", f"203.0.113.{number}")
    assert attempts.wait("anna", "198.51.100.1") > 0
    for number in range(40):
        attempts.begin(f"persoon{number}", "192.0.2.1")
    assert attempts.wait("nog-iemand", "192.0.2.1") > 0


def test_what_is_remembered_has_an_end() -> None:
    attempts = Attempts(Clock())
    for number in range(12_000):
        attempts.begin(f"persoon{number}", "192.0.2.1")
    assert len(attempts._tallies) == 10_000
    assert attempts.wait("persoon0", "192.0.2.1") > 0, "the address that does this is not forgotten"
