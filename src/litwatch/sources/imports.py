"""A file that a person brings → records, whatever its name says: the content decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from litwatch.errors import BadInput
from litwatch.sources.csv_ids import delimiter_of, read_csv
from litwatch.sources.medline import read_medline
from litwatch.sources.parsed import Outcome
from litwatch.sources.pubmed_xml import Run, read_articles
from litwatch.sources.ris import read_ris
from litwatch.sources.unpack import Readable, Unpacked

_FORMATS = "PubMed XML (.gz too), MEDLINE/.nbib, RIS, or CSV with a column pmid or doi"
_MEDLINE = re.compile(rb"^PMID ?-", re.MULTILINE)
_RIS = re.compile(rb"^TY  ?-", re.MULTILINE)
_SCREEN = 1 << 16


class _Told:
    """A file that tells how many of its bytes have been read."""

    def __init__(self, file: Readable, tell: Callable[[int], None]) -> None:
        self._file = file
        self._tell = tell
        self._read = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self._read += len(data)
        self._tell(self._read)
        return data


def read_file(
    path: Path, *, run: Run = map, tell: Callable[[int], None] = lambda _: None
) -> Iterator[Outcome]:
    """Each record and problem in the file, in order.

    `run` reads batches of PubMed XML, here or in other processes; `tell` hears how many
    bytes of the file have been read. Raises BadInput, naming the file, when it is missing, empty, unreadable or of a kind
    that is not known; BadXml when it is XML but hostile, cut short or not PubMed's.
    """
    try:
        with path.open("rb") as file:
            if not file.read(1):
                raise BadInput(f"{path.name} is empty", "Export it again from where it came.")
            file.seek(0)
            beginning = _beginning(Unpacked(file, path.name))
            file.seek(0)
            read = _reader(beginning, path.name)
            if read is read_articles:
                read = partial(read_articles, run=run)
            yield from read(_Told(file, tell), path.name)
    except FileNotFoundError as error:
        raise BadInput(f"there is no file {path}", "Check its name and folder.") from error
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror or error}", "Give a file you may read."
        ) from error


def _beginning(unpacked: Unpacked) -> bytes:
    found = b""
    while len(found) < _SCREEN and (more := unpacked.read(_SCREEN)):
        found += more
    return found.removeprefix(b"\xef\xbb\xbf")


def _reader(beginning: bytes, name: str) -> Callable[[Readable, str], Iterator[Outcome]]:
    start = beginning.lstrip()
    if start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")):
        return read_articles
    if _MEDLINE.search(beginning):
        return read_medline
    if _RIS.search(beginning):
        return read_ris
    first_line = start.split(b"\n", 1)[0].decode("utf-8", "replace")
    if delimiter_of(first_line) is not None:
        return read_csv
    raise BadInput(f"{name} is of no kind that is known here", f"Give {_FORMATS}.")
