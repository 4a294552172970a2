"""The text of a PDF, page by page, and the addresses its links go to."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from pypdf import PasswordType, PdfReader

from litwatch.errors import BadInput
from litwatch.records.cited import Passage, Place, tidy

_MOST_PAGES = 3000
_SPACED = 0.7  # of a page's words are single letters: no language writes so
_BETWEEN_LETTERS = re.compile(r"(?<=\S) (?=\S)")
_GAPS = re.compile(r" {2,}")
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every blemish it mends


def read_pdf(data: bytes, name: str) -> tuple[list[Passage], datetime | None]:
    """One passage with a mark for each page, the links, and when it was last saved.

    Raises BadInput, also for a PDF that holds pictures of text only.
    """
    if not data.lstrip()[:1024].startswith(b"%PDF") and b"%PDF" not in data[:1024]:
        raise BadInput(f"{name} is no PDF", "Save or fetch the file again.")
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise BadInput(f"{name} is protected by a password", "Save a copy without it.")
        if len(reader.pages) > _MOST_PAGES:
            raise BadInput(
                f"{name} has over {_MOST_PAGES} pages", "Take out the pages that are used."
            )
        passages = _passages(reader)
        saved = _saved(reader)
    except BadInput:
        raise
    except Exception as error:  # pypdf lets whatever a broken object causes through
        raise BadInput(
            f"{name} is damaged: {type(error).__name__} {error}", "Save the file again."
        ) from error
    if not passages[0].text.strip() and len(passages) == 1:
        raise BadInput(
            f"{name} holds no text, only pictures", "Give the file that the PDF was made from."
        )
    return passages, saved


def _saved(reader: PdfReader) -> datetime | None:
    """When the file was last saved; None where it does not say so in PDF's own way."""
    info = reader.metadata
    try:
        return (info.modification_date or info.creation_date) if info else None
    except ValueError:
        return None  # LibreOffice ends a day in `Z'`, which pypdf does not read


def _passages(reader: PdfReader) -> list[Passage]:
    told: list[str] = []
    marks: list[tuple[int, Place]] = []
    links: list[Passage] = []
    offset = 0
    for number, page in enumerate(reader.pages, start=1):
        place = Place("page", number)
        text = closed_up(tidy(page.extract_text() or ""))
        marks.append((offset, place))
        told.append(text)
        offset += len(text) + 1
        links += [Passage(tidy(link), ((0, place),), link=True) for link in _links(page)]
    return [Passage("\n".join(told), tuple(marks)), *dict.fromkeys(links)]


def closed_up(text: str) -> str:
    """A page's text without the space after every letter that some fonts make pypdf put there.

    >>> closed_up("P M I D :   9 0 0 0")
    'PMID: 9000'
    """
    words = text.split()
    if sum(len(word) == 1 for word in words) < _SPACED * len(words):
        return text
    return _GAPS.sub(" ", _BETWEEN_LETTERS.sub("", text))


def _links(page: Any) -> Iterator[str]:
    for annotation in page.annotations or ():
        action = annotation.get_object().get("/A")
        address = action.get_object().get("/URI") if action is not None else None
        if address is not None:
            yield str(address)
