"""The product's version, and that of what decides a verdict."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import corpus
import prompts
from ingest.edition import edition

try:
    VERSION = version("normtoets")
except PackageNotFoundError:  # run from a source tree that was not installed
    VERSION = "0.0.0"


@cache
def engine_version() -> str:
    """A digest of the code, lexicons and models that decide a verdict: another one means that dossiers are judged
    again.

    The writers of reports are left out; they decide nothing.
    """
    total = hashlib.sha256(judging_version().encode("ascii"))
    for path in sorted((Path(str(corpus.__file__)).parent / "norms").glob("*.yaml")):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


@cache
def judging_version() -> str:
    """The same without the norms and the concepts they name, for who holds a verdict against those himself."""
    here = Path(__file__).parent
    code = [
        here / name
        for name in (
            "assessment.py",
            "engine.py",
            "finding_memory.py",
            "judging.py",
            "opinions.py",
            "grounding.py",
            "lexicon.py",
            "norms.py",
            "retrieval.py",
            "types.py",
            "verdicts.py",
        )
    ]
    code += (here / "judges").glob("*.py")
    code += (here / "llm").glob("*.py")
    code += (here / "writing").glob("*.py")
    code += Path(str(prompts.__file__)).parent.glob("*.yaml")
    data = Path(str(corpus.__file__)).parent
    code += (data / "norms" / name for name in ("cues.yaml", "repealed-laws.yaml"))
    code += (data / "models").glob("*.npz")
    code += (data / "model-check").glob("controls.yaml")
    total = hashlib.sha256(edition().encode("ascii"))
    for path in sorted(code):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
