"""The command line: what it takes, what it refuses, and that it speaks Dutch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer import cli
from analyzer.cli import main
from analyzer.norms import NORM_IDS, load_norm

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cli_cases.yaml").read_text(encoding="utf-8"))
HELP = [
    ["--help"],
    ["analyse", "--help"],
    ["norms", "--help"],
    *(["norms", command, "--help"] for command in ("list", "show", "check", "attach")),
]
# What argparse says in English when nobody translates it, and other words that do not belong in a Dutch text.
ENGLISH = re.compile(
    r"\b(usage|options?|positional|arguments|optional|show|this|help message|exit|default|file|folder|path|the|and|or|"
    r"of which|required|invalid|choice|choose|from|expected|unrecognized|following|one of|ambiguous|could match|"
    r"not allowed|ignored)\b",
    re.IGNORECASE,
)
# Names of options and of their values stand in the help as they are typed.
TYPED = re.compile(r"--[\w-]+|-h\b|\{[^}]*\}|\[[^\]]*\]|normtoets( norms)?( (list|show|check|attach))?")


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["arguments"]))
def test_a_wrong_command_line_is_refused_in_dutch(case: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(case["arguments"], capsys)
    assert case["says"] in told
    assert told.startswith("normtoets") and "--help'." in told
    quoted_away = re.sub(r"'[^']*'", "", TYPED.sub("", told))
    assert not ENGLISH.search(quoted_away), told


@pytest.mark.parametrize("arguments", HELP, ids=lambda arguments: " ".join(arguments))
def test_help_holds_no_english(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith("gebruik: normtoets")
    prose = re.sub(r"(?m)^  +(analyse|norms|list|show|check|attach)\b", "", TYPED.sub("", told))
    assert not ENGLISH.search(prose), ENGLISH.findall(prose)


def test_help_names_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    told = ""
    for arguments in HELP:
        with pytest.raises(SystemExit):
            main(arguments)
        told += capsys.readouterr().out
    options = ("--norm", "--organisation", "--organisation-type", "--peildatum", "--out", "--format", "--judge")
    for word in ("analyse", "norms", "list", "show", "check", "attach", *options):
        assert word in told, word


@pytest.mark.parametrize(
    "said",
    [
        "ambiguous option: --o could match --organisation, --out",
        "argument -h/--help: ignored explicit argument 'x'",
    ],
)
def test_other_phrases_of_argparse_are_dutch_too(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["analyse", "--o", "x"] if "ambiguous" in said else ["analyse", "--help=x"]
    assert not ENGLISH.search(TYPED.sub("", refused(arguments, capsys)))


def test_the_norms_named_on_the_command_line_are_those_that_load() -> None:
    assert cli.NORMS == NORM_IDS


def test_listing_the_norms(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["norms", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(NORM_IDS)
    assert "29 ambities" in lines[0] and "47 ambities" in lines[1]


@pytest.mark.parametrize("norm_id", NORM_IDS)
def test_showing_a_norm_and_each_of_its_ambitions(norm_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    norm = load_norm(norm_id)
    assert main(["norms", "show", norm_id]) == 0
    told = capsys.readouterr().out
    for ambition in norm.ambitions:
        assert re.search(rf"(?m)^  {re.escape(ambition.id)} +{re.escape(ambition.title)}$", told)
        assert main(["norms", "show", norm_id, ambition.id]) == 0
        shown = capsys.readouterr().out
        assert ambition.requirement in shown
        assert all(criterion.text in shown for criterion in ambition.criteria)


def test_showing_an_ambition_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["norms", "show", "groningse-norm", "9.9"]) == 1
    assert "heeft geen ambitie '9.9'" in capsys.readouterr().err


def test_checking_the_norms(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["norms", "check"]) == 0
    told = capsys.readouterr()
    assert told.out.count("in orde") == len(NORM_IDS)
    assert told.err == ""
