"""The error tree. Every error names the thing and the remedy, and carries its exit code.

LitwatchError
├── WrongUse            2  arguments, months, topics, identifiers
│   ├── InvalidIdentifier
│   └── BadInput           a file that cannot be read as what it claims to be
├── WrongSettings       2
├── NeedsPerson         1  done, but findings, an incomplete window or a closed gate
├── SourceDown          3  nothing lost; run again
├── SourceRefused       2  the source says the request or the key is wrong
├── DiskFull            3  nothing half-written; free space and run again
├── StoreBusy           3  the database is locked, full or not reached; nothing lost; run again
└── StoreDamaged        4
    └── SchemaOutdated
"""

from __future__ import annotations

import errno
from typing import Literal

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


# What people meet in the pages, where the reader's language has words for it (web.refusal_words).
Common = Literal[
    "unknown_record",
    "unknown_choice",
    "no_name",
    "no_reason",
    "personal",
    "not_here",
    "not_yours",
    "taken_back",
    "there_already",
    "published",
    "changed",
    "unkept",
]


class LitwatchError(Exception):
    """What went wrong with which thing, and what to do about it.

    `str(error)` is one sentence with the thing's name; `remedy` is the next step. `common` is a
    name for what happens often, `about` the thing it happens to.
    """

    exit_code = 2

    def __init__(
        self, message: str, remedy: str = "", *, common: Common | None = None, about: str = ""
    ) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.common = common
        self.about = about


class WrongUse(LitwatchError):
    """The command or the call was used wrongly."""


class InvalidIdentifier(WrongUse, ValueError):
    """A text that is no PMID, DOI, PMCID or record id."""


class BadInput(WrongUse):
    """A file that is not what it claims to be."""


class WrongSettings(LitwatchError):
    """A setting is missing or does not work."""


class NeedsPerson(LitwatchError):
    """The work is done as far as a machine may; a person has to decide."""

    exit_code = 1


class SourceDown(LitwatchError):
    """A source does not answer. Nothing is lost: the ledger keeps what remains."""

    exit_code = 3


class SourceRefused(LitwatchError):
    """A source says that the request, the key or the query is wrong; retrying is no use."""


class DiskFull(LitwatchError):
    """A disk that files are written to is full. Nothing is half-written."""

    exit_code = 3


class StoreBusy(LitwatchError):
    """The database is locked, its disk is full or its server does not answer. Nothing is lost."""

    exit_code = 3


def unwritten(what: str, why: OSError, remedy: str) -> LitwatchError:
    """The error for `what` the disk refused: DiskFull, or WrongSettings for any other reason."""
    kind = DiskFull if why.errno in NO_SPACE else WrongSettings
    return kind(f"{what} could not be written: {why.strerror or why}", remedy)


class StoreDamaged(LitwatchError):
    """The database or a file that belongs to it cannot be trusted."""

    exit_code = 4


class SchemaOutdated(StoreDamaged):
    """The database was made by another version of litwatch."""
