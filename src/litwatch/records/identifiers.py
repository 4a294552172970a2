"""PMID, DOI, PMCID and the record id: small types that are valid by construction."""

from __future__ import annotations

import re
from typing import Self
from urllib.parse import unquote

from litwatch.errors import InvalidIdentifier

_PMID = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_PMCID = re.compile(r"PMC[1-9][0-9]{0,9}", re.ASCII)
_PREPRINT = re.compile(r"PPR[1-9][0-9]*", re.ASCII)


class Pmid(str):
    """A PubMed identifier: one to nine digits, no leading zero.

    Raises InvalidIdentifier for anything else: `Pmid("0123")` is no PMID.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not _PMID.fullmatch(text):
            raise InvalidIdentifier(
                f"{text!r} is not a PMID", "A PMID is one to nine digits without a leading zero."
            )
        return super().__new__(cls, text)


class Doi(str):
    """A DOI, lower-cased, without resolver address or percent escapes.

    DOI names are case-insensitive (DOI Handbook §2.4), so one spelling is kept.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        name = unquote(_DOI_PREFIX.sub("", text.strip())).strip().lower()
        if not _DOI.fullmatch(name):
            raise InvalidIdentifier(
                f"{text!r} is not a DOI",
                "A DOI looks like 10.1000/xyz, with or without its address.",
            )
        return super().__new__(cls, name)


class Pmcid(str):
    """A PubMed Central identifier: PMC and digits."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        name = text.strip().upper()
        if not _PMCID.fullmatch(name):
            raise InvalidIdentifier(f"{text!r} is not a PMCID", "A PMCID looks like PMC1234567.")
        return super().__new__(cls, name)


def record_id(text: str) -> str:
    """The id of a record from what a person typed: a PMID, `PPR…` or a DOI.

    Returns the PMID's digits, `PPR…` (a Europe PMC preprint) or `doi:…`.
    Raises InvalidIdentifier when the text is none of these.
    """
    text = text.strip()
    if _PMID.fullmatch(text):
        return text
    if _PREPRINT.fullmatch(text.upper()):
        return text.upper()
    try:
        return f"doi:{Doi(text)}"
    except InvalidIdentifier:
        raise InvalidIdentifier(
            f"{text!r} is not a record id", "Give a PMID, a preprint id (PPR…) or a DOI."
        ) from None
