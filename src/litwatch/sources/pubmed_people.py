"""Authors, investigators and their affiliations."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from litwatch.records import Author
from litwatch.sources.inline_text import plain
from litwatch.sources.pubmed_ids import orcid

_FIELD_OF_TAG = {
    "LastName": "last",
    "ForeName": "fore",
    "Initials": "initials",
    "Suffix": "suffix",
    "CollectiveName": "collective",
}


def person(element: etree._Element, doubts: list[str]) -> Author:
    """One Author or Investigator. Identifiers of affiliations (GRID, ROR) stay in the raw."""
    names: dict[str, str] = {}
    affiliations: list[str] = []
    orcid_id = ""
    for child in element.iterchildren(etree.Element):
        tag = str(child.tag)
        if tag in _FIELD_OF_TAG:
            names[_FIELD_OF_TAG[tag]] = plain(child)
        elif tag == "AffiliationInfo":
            affiliations += [
                text for place in child.iterchildren("Affiliation") if (text := plain(place))
            ]
        elif tag == "Identifier" and child.get("Source") == "ORCID":
            orcid_id = orcid(plain(child))
            if not orcid_id:
                doubts.append(f"{plain(child)!r} stands as ORCID and is none")
        elif tag == "Affiliation":  # before the DTD of 2015
            affiliations.append(plain(child))
    return Author(
        **names,
        orcid=orcid_id,
        affiliations=tuple(affiliations),
        valid=element.get("ValidYN") != "N",
        equal_contribution=element.get("EqualContrib") == "Y",
    )


def people(lists: Iterable[etree._Element], tag: str, doubts: list[str]) -> tuple[Author, ...]:
    """Everyone in these lists, in order; InvestigatorList can repeat since 2024."""
    return tuple(
        person(element, doubts) for members in lists for element in members.iterchildren(tag)
    )
