"""The whole job without a network: sockets are blocked, and both norms are reported on the example dossier.

Each quote is looked up in the documents as somebody else would read them, with other programs than our own readers.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from lxml import etree, html
from striprtf.striprtf import rtf_to_text

NORMS = {"groningse-norm": 29, "noord-hollandse-norm": 47}
FORMATS = ("json", "docx", "html")
# Whatever leaves the machine goes by one of these; the sockets of one machine's own processes are let through.
PRELUDE = """
import os, socket, sys

class Attempted(BaseException):
    pass

def refused(what):
    with open(os.environ["NETWORK_ATTEMPTS"], "a") as file:
        file.write(what + "\\n")
    raise Attempted(what)

def guarded(name):
    whole = getattr(socket.socket, name)
    def call(self, *arguments):
        if self.family != getattr(socket, "AF_UNIX", None):
            refused(f"{name} {arguments!r}")
        return whole(self, *arguments)
    return call

class Guarded(socket.socket):
    connect = guarded("connect")
    connect_ex = guarded("connect_ex")
    sendto = guarded("sendto")

socket.socket = Guarded
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection"):
    setattr(socket, name, lambda *arguments, name=name, **options: refused(f"{name} {arguments!r}"))
"""
RUN = "from analyzer.cli import run\nrun()\n"


def blocked(folder: Path) -> dict[str, str]:
    """The environment in which every Python process, the readers of files included, starts with its sockets blocked."""
    site = folder / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(PRELUDE, encoding="utf-8")
    return {"PYTHONPATH": str(site), "NETWORK_ATTEMPTS": str(folder / "attempts.txt")}


def analysed(repository: Path, folder: Path, environment: dict[str, str]) -> tuple[int, str, str]:
    """One cold run in a process of its own: exit code, what it printed, and what it complained of."""
    norms = [each for norm in NORMS for each in ("--norm", norm)]
    formats = [each for kind in FORMATS for each in ("--format", kind)]
    arguments = ["analyse", "corpus/example/documents", *norms, "--organisation", "Gemeente Oosterhoven"]
    arguments += ["--organisation-type", "gemeente", "--peildatum", "2026-03-01", "--out", str(folder / "rapport")]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments, *formats],
        cwd=repository,
        env={**environment, **blocked(folder), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """A bare environment: no keys, no proxies, nothing a library could take a hint from."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}


@pytest.fixture(scope="module")
def first(repository: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eerste")
    code, out, err = analysed(repository, folder, environment)
    assert code in (0, 3), err
    (folder / "code.json").write_text(json.dumps({"code": code, "out": out, "err": err}))
    return folder


@pytest.fixture(scope="module")
def reports(first: Path) -> dict[str, dict[str, Any]]:
    return {norm: json.loads((first / "rapport" / f"{norm}.json").read_text(encoding="utf-8")) for norm in NORMS}


@pytest.mark.parametrize(
    "call", ["urllib.request.urlopen('http://192.0.2.1/')", "subprocess.run([sys.executable, '-c', X])"]
)
def test_the_block_works(call: str, tmp_path: Path) -> None:
    program = "import subprocess, sys, urllib.request\n"
    program += f"X = \"import socket; socket.socket().connect(('192.0.2.1', 80))\"\n{call}\n"
    subprocess.run([sys.executable, "-c", program], env=blocked(tmp_path), capture_output=True)
    assert "192.0.2.1" in (tmp_path / "attempts.txt").read_text()


def test_nothing_tries_to_reach_the_network(first: Path) -> None:
    attempts = first / "attempts.txt"
    assert not attempts.exists(), attempts.read_text()


def test_every_report_is_written(first: Path) -> None:
    for norm in NORMS:
        for kind in FORMATS:
            assert (first / "rapport" / f"{norm}.{kind}").stat().st_size > 5000
        with zipfile.ZipFile(first / "rapport" / f"{norm}.docx") as archive:
            assert archive.testzip() is None
        page = (first / "rapport" / f"{norm}.html").read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page), "the page fetches something"


def test_the_exit_code_says_whether_all_was_handled(first: Path, reports: dict[str, dict[str, Any]]) -> None:
    told = json.loads((first / "code.json").read_text())
    unassessed = [a["id"] for report in reports.values() for a in report["ambitions"] if a["status"] is None]
    unread = [d["name"] for d in reports["groningse-norm"]["documents"] if d["read"] != "whole"]
    assert (told["code"] == 3) == bool(unassessed or unread), told
    assert unassessed == []


@pytest.mark.parametrize("norm", NORMS)
def test_every_ambition_is_assessed_with_quotes(norm: str, reports: dict[str, dict[str, Any]]) -> None:
    ambitions = reports[norm]["ambitions"]
    assert len(ambitions) == NORMS[norm]
    assert len({each["status"] for each in ambitions}) >= 4
    for ambition in ambitions:
        assert bool(ambition["evidence"]) == (ambition["status"] not in ("niet_aangetroffen", "nvt")), ambition["id"]
        assert 0 <= ambition["confidence"] <= 1


# --- the documents as somebody else reads them ---------------------------------------------------------------------


def squeezed(text: str) -> str:
    """White space as one blank, line-end hyphens joined, soft hyphens gone."""
    joined = re.sub(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=[a-zà-ÿ])", "", text.replace("\u00ad\n", ""))
    return re.sub(r"\s+", " ", joined.replace("\u00ad", "").replace("\u00a0", " "))


def outside_text(path: Path) -> list[str] | None:
    """The text of each page, or of the whole where there are none; None where another reader has nothing to read."""
    match path.suffix:
        case ".pdf":
            pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
            return pages if any(page.strip() for page in pages) else None
        case ".docx":
            document = docx.Document(str(path))
            cells = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
            return ["\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])]
        case ".odt":
            with zipfile.ZipFile(path) as archive:
                tree = etree.fromstring(archive.read("content.xml"))
            text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
            return ["\n".join("".join(each.itertext()) for each in tree.iter(f"{{{text}}}p", f"{{{text}}}h"))]
        case ".rtf":
            return [rtf_to_text(path.read_text(encoding="cp1252"))]
        case ".html":
            return [html.parse(str(path)).getroot().text_content()]
        case _:
            return [path.read_text(encoding="utf-8")]


def bare(text: str) -> str:
    """Without what marks emphasis, cells and list items in a plain file."""
    return re.sub(r"\s+", " ", re.sub(r"[*_`|]", " ", text))


def test_every_quote_stands_in_its_document(reports: dict[str, dict[str, Any]], repository: Path) -> None:
    folder = repository / "corpus" / "example" / "documents"
    texts: dict[str, list[str] | None] = {path.name: outside_text(path) for path in folder.iterdir()}
    looked_up = set()
    for report in reports.values():
        for ambition in report["ambitions"]:
            for item in (*ambition["evidence"], *(e for c in ambition["criteria"] for e in c["evidence"])):
                pages = texts[item["document"]]
                if pages is None:
                    continue  # a scan: only text recognition reads it
                place = pages[item["page"] - 1] if item["document"].endswith(".pdf") else "\n".join(pages)
                assert bare(squeezed(item["quote"])) in bare(squeezed(place)), item
                looked_up.add(item["document"])
    assert len(looked_up) >= 5


@pytest.mark.slow
def test_a_second_cold_run_finds_the_same(
    reports: dict[str, dict[str, Any]], repository: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    code, _, err = analysed(repository, tmp_path, {**environment, "PYTHONHASHSEED": "7"})
    assert code in (0, 3), err
    for norm, report in reports.items():
        again = json.loads((tmp_path / "rapport" / f"{norm}.json").read_text(encoding="utf-8"))
        for part in ("organisation", "peildatum", "norm", "documents", "ambitions"):
            assert again[part] == report[part], (norm, part)


@pytest.mark.slow
def test_a_broken_work_folder_changes_nothing(
    first: Path, reports: dict[str, dict[str, Any]], repository: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(first / "rapport", tmp_path / "rapport")
    work = tmp_path / "rapport" / ".normtoets"
    shutil.rmtree(work / "assessments")
    database = work / "vectors" / "chroma" / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:3000])
    next((work / "documents").iterdir()).write_bytes(b"{")
    code, _, err = analysed(repository, tmp_path, environment)
    assert code in (0, 3), err
    for norm, report in reports.items():
        again = json.loads((tmp_path / "rapport" / f"{norm}.json").read_text(encoding="utf-8"))
        assert again["ambitions"] == report["ambitions"]
