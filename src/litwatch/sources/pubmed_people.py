"""Authors, investigators and their affiliations."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from litwatch.records import Author
from litwatch.sources.inline_text import plain
from litwatch.sources.pubmed_ids import orcid


def person(element: etree._Element, doubts: list[str]) -> Author:
    """One Author or Investigator. Identifiers of affiliations (GRID, ROR) stay in the raw."""
    last = fore = initials = suffix = collective = orcid_id = ""
    affiliations: list[str] = []
    for child in element:
        tag = child.tag
        if tag == "LastName":
            last = plain(child)
        elif tag == "ForeName":
            fore = plain(child)
        elif tag == "Initials":
            initials = plain(child)
        elif tag == "AffiliationInfo":
            for place in child:
                if place.tag == "Affiliation" and (text := plain(place)):
                    affiliations.append(text)
        elif tag == "Identifier":
            if child.get("Source") == "ORCID":
                orcid_id = orcid(plain(child))
                if not orcid_id:
                    doubts.append(f"{plain(child)!r} stands as ORCID and is none")
        elif tag == "Suffix":
            suffix = plain(child)
        elif tag == "CollectiveName":
            collective = plain(child)
        elif tag == "Affiliation":  # before the DTD of 2015
            affiliations.append(plain(child))
    return Author(
        last=last,
        fore=fore,
        initials=initials,
        suffix=suffix,
        collective=collective,
        orcid=orcid_id,
        affiliations=tuple(affiliations),
        valid=element.get("ValidYN") != "N",
        equal_contribution=element.get("EqualContrib") == "Y",
    )


def people(lists: Iterable[etree._Element], tag: str, doubts: list[str]) -> tuple[Author, ...]:
    """Everyone in these lists, in order; InvestigatorList can repeat since 2024."""
    return tuple(
        [person(element, doubts) for members in lists for element in members if element.tag == tag]
    )
