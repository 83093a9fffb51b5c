"""Readers that misbehave in every way a library can; `test_sandbox.py` runs them in place of the real ones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from ingest.errors import EncryptedDocument
from ingest.readers.raw import RawBlock, RawDocument, RawPage
from ingest.types import BlockKind


def read(data: bytes, name: str) -> RawDocument:
    """Does what the first word of `data` says; any other content is read as one paragraph."""
    word, _, rest = data.decode().partition(" ")
    match word:
        case "abort":
            os.abort()
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise KeyError("vendor")
        case "refuse":
            raise EncryptedDocument("another name", rest)
        case "exit":
            sys.exit(0)
        case "hang":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "eat":
            hoard = []
            while True:
                hoard.append(bytearray(1 << 24))
        case "flood":
            return _document("x" * 3_000_000)
        case "print":
            print("noise")
            os.write(1, b"noise")
        case "linger":
            subprocess.Popen(["sleep", rest])
            time.sleep(60)
        case "pid":
            return _document(str(os.getpid()))
        case "main":
            return _document(str(sys.modules["__main__"].__dict__.get("MARK", "clean")))
    return _document(data.decode())


def _document(text: str) -> RawDocument:
    page = RawPage(number=1, blocks=(RawBlock(kind=BlockKind.PARAGRAPH, text=text),))
    return RawDocument(format="text", page_unit="section", pages=(page,))
