"""Drawing that misbehaves, for `test_page_image.py`: the first word of the file says how."""

from __future__ import annotations

import os
import time

from ingest.errors import EncryptedDocument
from ingest.page_values import DrawnPage, PageImage, Wanted
from ingest.readers.raw import RawDocument


def draw(data: bytes, name: str, wanted: str) -> DrawnPage | RawDocument:
    asked = Wanted.model_validate_json(wanted)
    match data.split()[0]:
        case b"abort":
            os.abort()
        case b"spin":
            while True:
                pass
        case b"eat":
            hoard = []
            while True:
                hoard.append(bytearray(1 << 24))
        case b"flood":
            return _page(b"x" * 3_000_000)
        case b"locked":
            raise EncryptedDocument(name, f'"{name}" is met een wachtwoord beveiligd.')
        case b"recognise" if asked.recognise:  # only the search in the image takes too long
            time.sleep(60)
        case b"other":
            return RawDocument(format="text", page_unit="page", pages=())
    return _page(b"goed")


def _page(content: bytes) -> DrawnPage:
    return DrawnPage(image=PageImage(content=content, media_type="image/png", width=1, height=1))
