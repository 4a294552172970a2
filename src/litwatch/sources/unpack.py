"""Plain bytes out of any source, gzip or not, with a bound on how far gzip may expand."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Final, Protocol, cast

from isal import igzip, isal_zlib

from litwatch.errors import BadInput

_GZIP: Final = b"\x1f\x8b"
_HEAD = 512
_MIB = 1 << 20
# PubMed's own files shrink about ten to one; a bomb reaches a thousand to one.
_MAX_RATIO = 100
_RATIO_COUNTS_FROM = 32 * _MIB
_MAX_BYTES = 4096 * _MIB
_MAX_TEXT = 256 * _MIB
_DAMAGED = (EOFError, zlib.error, cast(type[Exception], isal_zlib.error), gzip.BadGzipFile)


class Readable(Protocol):
    """Anything that gives bytes: an open file, a gzip file, a network body."""

    def read(self, size: int = -1, /) -> bytes: ...


class _Counting:
    """Counts the packed bytes that pass, to compare them with what comes out.

    `start` has been read from the stream already, to see what it is; it comes again.
    """

    def __init__(self, stream: Readable, start: bytes) -> None:
        self._stream = stream
        self._start = start
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        if self._start:
            end = len(self._start) if size < 0 else size
            data, self._start = self._start[:end], self._start[end:]
        else:
            data = self._stream.read(size)
        self.count += len(data)
        return data

    def readinto(self, space: memoryview, /) -> int:
        data = self.read(len(space))
        space[: len(data)] = data
        return len(data)


class Unpacked:
    """The plain bytes of a file or of bytes; gzip (any number of members) is unpacked.

    `head` is their beginning and is read again by `read`. Raises `error`, naming `name`,
    when the archive is damaged or expands beyond what a real file does.
    """

    def __init__(
        self, source: Readable | bytes, name: str, error: type[BadInput] = BadInput
    ) -> None:
        self.name = name
        self._error = error
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        start = stream.read(_HEAD)
        self._packed = _Counting(stream, start)
        self._unpacks = start.startswith(_GZIP)
        self._stream: _Counting | gzip.GzipFile = (
            igzip.IGzipFile(fileobj=self._packed, mode="rb") if self._unpacks else self._packed  # type: ignore[no-untyped-call]
        )
        self._given = 0
        self.head = self._next(_HEAD)
        self._waiting = self.head

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; empty at the end."""
        if self._waiting:
            data, self._waiting = self._waiting, b""
            return data
        return self._next(size)

    def _next(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except _DAMAGED as error:
            raise self._error(
                f"{self.name} is a damaged gzip file after {self._given:,} bytes: {error}",
                "Fetch or save the file again.",
            ) from error
        self._given += len(data)
        if self._unpacks:
            self._check_expansion()
        return data

    def _check_expansion(self) -> None:
        too_dense = (
            self._given > _RATIO_COUNTS_FROM and self._given > _MAX_RATIO * self._packed.count
        )
        if too_dense or self._given > _MAX_BYTES:
            raise self._error(
                f"{self.name} unpacks to more than {self._given // _MIB:,} MiB out of "
                f"{self._packed.count:,} bytes, which no real file does",
                "Do not use this file; fetch it from its source again.",
            )


def read_text(source: Readable | bytes, name: str) -> str:
    """The whole of a UTF-8 text, packed or not. Raises BadInput when it is none or is empty."""
    unpacked = Unpacked(source, name)
    data = bytearray()
    while chunk := unpacked.read(_MIB):
        data += chunk
        if len(data) > _MAX_TEXT:
            raise BadInput(f"{name} is over {_MAX_TEXT // _MIB} MiB", "Split the file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{name} is not UTF-8 text: byte {error.start:,} does not fit",
            "Save the file again with the encoding UTF-8.",
        ) from error
    if not text.strip():
        raise BadInput(f"{name} is empty", "Export it again from where it came.")
    return text
