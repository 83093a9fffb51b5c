"""The literal wording of a norm, from a printed copy that the user has."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from analyzer.cli import main
from analyzer.errors import WordingNotFound
from analyzer.norm_text import attach, attached_wording, find_wording
from analyzer.norms import load_norm
from analyzer.settings import data_folder
from analyzer.types import Norm
from ingest.errors import FileMissing, UnreadableDocument

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
SOURCES = {"groningse-norm": "uitvoeringsplan-groningse-norm.txt", "noord-hollandse-norm": "noord-hollandse-norm.txt"}
LEAST_FOUND = {"groningse-norm": 25, "noord-hollandse-norm": 45}
# A word that only the wording of that ambition is about; read from the sources by eye.
TELLING = {
    "groningse-norm": {
        **{"1.1": "bewustwording", "1.2": "plan van aanpak", "1.3": "expertise", "1.4": "fenomeenonderzoek"},
        **{"1.5": "driehoek", "1.6": "beleidsdocumenten", "1.7": "private partners", "2.1": "privacy"},
        **{"2.2": "periodiek overleg", "2.3": "Meld Misdaad Anoniem", "2.4": "voorziening", "2.5": "trafba"},
        **{"2.6": "informatiebeveiliging", "3.1": "verordeningen", "3.2": "Bibob-beleid", "3.3": "tipbevoegdheid"},
        **{"3.4": "Damocles", "3.5": "drugsconvenant", "3.6": "taken", "3.7": "capaciteit", "3.8": "juridische"},
        **{"3.9": "opgeleid", "4.1": "integriteit", "4.2": "integriteitsbeleid", "4.3": "VOG", "4.4": "beschermd"},
        **{"5.1": "gemonitord", "5.2": "bijeen", "5.3": "communicatiestrategie"},
    },
    "noord-hollandse-norm": {
        **{"1.1": "eigenaarschap", "1.4": "integraal", "1.5": "partners", "2.2": "gedragscode", "2.4": "meldpunt"},
        **{"2.7": "risicoanalyse", "2.9": "eed", "2.10": "ingehuurde", "2.11": "besluit", "3.1": "agressieprotocol"},
        **{"3.6": "trainen", "3.9": "schade", "3.10": "nazorg", "4.1": "informatiebeveiliging", "4.5": "coördinator"},
        **{"4.6": "lokaal overleg", "4.7": "ondermijningstafel", "5.2": "APV", "5.5": "Bibob-beleid"},
        **{"5.8": "Damoclesbeleid", "5.10": "debiteuren", "5.11": "vorderingen", "5.12": "controles"},
        **{"6.1": "communicatiestrategie", "6.2": "communiceren"},
    },
}


@pytest.fixture
def norm() -> Norm:
    return load_norm("groningse-norm")


def source_of(norm_id: str) -> Path:
    path = SEEDS / SOURCES[norm_id]
    if not path.exists():
        pytest.skip("the printed text of the norm is not at hand, so its wording cannot be attached")
    return path


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"-\s*\n\s*", "", text))


@pytest.mark.parametrize("norm_id", sorted(SOURCES))
def test_the_printed_norm_yields_the_wording_of_nearly_all_ambitions(
    norm_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = source_of(norm_id)
    assert main(["norms", "attach", norm_id, str(source)]) == 0
    told = capsys.readouterr().out
    wording = attached_wording(load_norm(norm_id))
    assert len(wording) >= LEAST_FOUND[norm_id]
    assert f"{len(wording)} van de {len(load_norm(norm_id).ambitions)} ambities gevonden" in told
    printed = squeezed(source.read_text(encoding="utf-8"))
    for ambition, text in wording.items():
        assert len(text) > 15, ambition
        assert squeezed(text)[:40] in printed, ambition
    for ambition, word in TELLING[norm_id].items():
        assert word.lower() in wording[ambition].lower(), ambition
    assert len(set(wording.values())) == len(wording), "two ambitions were given one wording"


def test_showing_an_ambition_shows_its_wording_too(norm: Norm, capsys: pytest.CaptureFixture[str]) -> None:
    attach(norm, source_of(norm.id))
    assert main(["norms", "show", norm.id, "1.1"]) == 0
    told = capsys.readouterr().out
    assert "Letterlijk, uit uw eigen exemplaar:" in told
    assert attached_wording(norm)["1.1"] in told
    assert norm.ambition("1.1").requirement in told


def test_without_a_copy_nothing_literal_is_shown(norm: Norm, capsys: pytest.CaptureFixture[str]) -> None:
    assert attached_wording(norm) == {}
    assert main(["norms", "show", norm.id, "1.1"]) == 0
    assert "Letterlijk" not in capsys.readouterr().out


def test_of_several_places_the_one_that_says_it_is_taken(norm: Norm) -> None:
    first = norm.ambition("1.1")
    blocks = ["1.1 pagina 12", f"1.1. {first.requirement}", "1.10 Iets anders", "9.9 Geen ambitie", "2.1", "Vervolg."]
    assert find_wording(norm, blocks) == {"1.1": first.requirement, "2.1": "Vervolg."}


def test_a_number_within_a_sentence_is_no_ambition(norm: Norm) -> None:
    assert find_wording(norm, ["Zie ook ambitie 1.1 van de norm.", "Groei: 2.1 procent"]) == {}


def test_another_document_is_no_copy_of_the_norm(norm: Norm, tmp_path: Path) -> None:
    file = tmp_path / "brief.txt"
    file.write_text("Geachte raad,\n\nHierbij de stukken.\n\n1.1 Aanleiding van deze brief over het zwembad.\n")
    with pytest.raises(WordingNotFound, match=r"'brief.txt' lijkt niet de gedrukte tekst.*: 1 van de 29"):
        attach(norm, file)
    assert attached_wording(norm) == {}


def test_files_that_cannot_be_read(norm: Norm, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FileMissing, match="bestaat niet"):
        attach(norm, tmp_path / "weg.pdf")
    (tmp_path / "leeg.pdf").write_bytes(b"")
    with pytest.raises(UnreadableDocument, match=r"leeg\.pdf"):
        attach(norm, tmp_path / "leeg.pdf")
    assert main(["norms", "attach", norm.id, str(tmp_path / "weg.pdf")]) == 1
    assert "normtoets: " in capsys.readouterr().err


@pytest.mark.parametrize("data", ["", "{", "[]", "\x00"])
def test_a_damaged_copy_is_no_copy(norm: Norm, data: str) -> None:
    path = data_folder() / "norms" / f"{norm.id}.json"
    path.parent.mkdir(parents=True)
    path.write_text(data)
    assert attached_wording(norm) == {}
    path.write_text(json.dumps({"1.1": "Tekst."}))
    assert attached_wording(norm) == {"1.1": "Tekst."}


def test_the_other_norm_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers are there, but the words under them are the other norm's."""
    monkeypatch.setenv("NORMTOETS_DATA", str(tmp_path / "eigen"))
    ambitions = load_norm("groningse-norm").ambitions
    source = tmp_path / "norm.txt"
    source.write_text("\n\n".join(f"{each.id} {each.requirement}" for each in ambitions), encoding="utf-8")
    assert len(attach(load_norm("groningse-norm"), source)) == len(ambitions)
    with pytest.raises(WordingNotFound, match=r"norm\.txt.*Noord-Hollandse"):
        attach(load_norm("noord-hollandse-norm"), source)
