"""Real records, read by two ways that know nothing of each other."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

FILES = (
    "topical",
    "covid_near_miss",
    "near_topic",
    "awkward",
    "study_design",
    "general",
    "fixtures",
    "version_pairs",
)


def articles(folder: Path) -> Iterator[etree._Element]:
    """Every article of the shared XML files, as lxml reads it."""
    for name in FILES:
        with gzip.open(folder / "xml" / f"{name}.xml.gz") as file:
            for _, element in etree.iterparse(file, tag="PubmedArticle"):
                yield element
                element.clear()


@pytest.fixture(scope="session")
def noticed(shared_data: Path) -> list[bytes]:
    """The articles with a link of any kind, or a type or title that says what befell them."""
    marked = ("RETRACTED", "WITHDRAWN", "[RETRACTED", "[WITHDRAWN")
    found = []
    for one in articles(shared_data):
        types = {kind.text for kind in one.iter("PublicationType")}
        title = "".join(one.find(".//ArticleTitle").itertext()).upper()
        if (
            one.find(".//CommentsCorrections") is not None
            or types & {"Retracted Publication", "Retraction of Publication", "Published Erratum"}
            or title.startswith(marked)
        ):
            found.append(etree.tostring(one))
    return found
