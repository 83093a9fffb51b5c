"""One file's bytes → what its format's reader makes of them. The only place where readers are chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ingest.errors import DamagedDocument, LimitExceeded, UnreadableDocument
from ingest.readers import docx, html, markdown, odt, pdf, rtf, text
from ingest.readers.detect import Format, detect
from ingest.readers.raw import RawDocument
from ingest.types import PageSource, Problem

READERS: Mapping[Format, Callable[[bytes, str], RawDocument]] = {
    "pdf": pdf.read,
    "docx": docx.read,
    "odt": odt.read,
    "rtf": rtf.read,
    "html": html.read,
    "text": text.read,
    "markdown": markdown.read,
}


def read_bytes(data: bytes, name: str) -> RawDocument:
    """Reads a file by its content, whatever its extension says.

    Raises an UnreadableDocument; whatever a library raises becomes a DamagedDocument, or a LimitExceeded for want of
    memory. For files from outside, call it through `ingest.sandbox`: a library may also hang or abort.
    """
    found = detect(data, name)
    try:
        document = READERS[found.format](data, name)
    except UnreadableDocument:
        raise
    except (MemoryError, RecursionError) as error:
        raise LimitExceeded(
            name,
            f'"{name}" is te groot of te ingewikkeld om te lezen. Splits het op, of sla het op als PDF, en voeg het '
            "opnieuw toe.",
        ) from error
    except Exception as error:
        raise DamagedDocument(
            name,
            f'"{name}" is beschadigd en kan niet worden gelezen. Open het in het programma waarmee het is gemaakt, '
            "sla het opnieuw op en voeg het weer toe.",
        ) from error
    problems = (*([found.problem] if found.problem else []), *document.problems, *_no_text(document, name))
    return document.model_copy(update={"problems": problems})


def _no_text(document: RawDocument, name: str) -> tuple[Problem, ...]:
    """That nothing was found to read, unless the document has pages that nobody could read, or says so already."""
    told = any(problem.code == "no_text" for problem in document.problems)
    unread = any(page.source is PageSource.UNREAD for page in document.pages)
    if told or unread or any(page.blocks for page in document.pages):
        return ()
    message = f'In "{name}" staat geen tekst. Controleer of dit het juiste bestand is.'
    return (Problem(code="no_text", message=message),)
