"""The records that an edition names: those whose state must be known when it is published."""

from __future__ import annotations

from collections.abc import Iterator

from litwatch.digest.edition import Also, Edition, Item


def cited_pmids(edition: Edition) -> tuple[str, ...]:
    """The PMIDs of all records that a reader sees, and of the other records of their works."""
    return tuple(sorted({one.pmid for one in _named(edition) if one.pmid}, key=int))


def beyond_pubmed(edition: Edition) -> tuple[str, ...]:
    """The ids of all records a reader sees that have no PMID: PubMed knows no state of them."""
    return tuple(sorted({one.id for one in _named(edition) if not one.pmid}))


def _named(edition: Edition) -> Iterator[Item | Also]:
    for item in (
        *edition.shown(),
        *edition.children,
        *edition.older,
        *(line.item for line in edition.notices),
    ):
        yield item
        yield from item.also
