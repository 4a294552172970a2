"""The people of a MEDLINE entry, in order: places and ids follow the name they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypedDict

from litwatch.records import Author
from litwatch.sources.pubmed_ids import orcid

# `King RB Jr`: last name, initials in capitals, perhaps a suffix.
_SHORT_NAME = re.compile(r"(.+?) ([^\W\d_a-z]{1,6})(?: (\S+))?$")


class _Person(TypedDict, total=False):
    last: str
    fore: str
    initials: str
    suffix: str
    collective: str
    orcid: str
    affiliations: tuple[str, ...]


def people(lines: Iterable[str], *, full: str, short: str, doubts: list[str]) -> tuple[Author, ...]:
    """The authors (FAU, AU, CN, AD, AUID) or the investigators (FIR, IR, IRAD) of one entry."""
    authors = short == "AU"
    place = "AD" if authors else "IRAD"
    found: list[_Person] = []
    for line in lines:
        tag, value = line[:4].rstrip(), line[6:].strip()
        if tag == full:
            last, _, fore = value.partition(", ")
            found.append({"last": last, "fore": fore})
        elif tag == short:
            if not found or not _awaits_short_name(found[-1]):
                found.append({"last": value})  # older entries have no full names
            _add_short_name(found[-1], value)
        elif tag == "CN" and authors:
            found.append({"collective": value})
        elif tag == place and found:
            found[-1]["affiliations"] = (*found[-1].get("affiliations", ()), value)
        elif tag == "AUID" and authors and found and value.upper().startswith("ORCID"):
            found[-1]["orcid"] = orcid(value)
            if not found[-1]["orcid"]:
                doubts.append(f"{value!r} stands as ORCID and is none")
    return tuple(Author(**person) for person in found)


def _awaits_short_name(person: _Person) -> bool:
    return "fore" in person and "initials" not in person


def _add_short_name(person: _Person, value: str) -> None:
    name = _SHORT_NAME.fullmatch(value)
    if not name:
        return
    last, initials, suffix = name.groups()
    person["initials"] = initials
    if "fore" not in person:
        person["last"] = last
    if suffix:
        person["suffix"] = suffix
        person["fore"] = person.get("fore", "").removesuffix(suffix).rstrip()
