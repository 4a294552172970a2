"""The other records of an item's work, as a reader sees them beside it."""

from __future__ import annotations

from urllib.parse import quote

from litwatch.digest.edition import Item
from litwatch.language import Speech
from litwatch.records import State
from litwatch.records.state_words import state_label

# That another record is a preprint which is published, or has a newer version, is no news here.
_TOLD: frozenset[State] = frozenset(
    {"retracted", "republished", "withdrawn", "concern", "corrected", "gone"}
)


def doi_address(doi: str) -> str:
    return "https://doi.org/" + quote(doi, safe="/:;.,-_+=@~!")


def also(say: Speech, item: Item, *, draft: bool) -> tuple[tuple[str, str, str], ...]:
    """The other records of the work: what each is called, its address, and what to know of it."""
    verdicts = {
        "include": say._("a person included that record"),
        "exclude": say._("a person excluded that record"),
        "maybe": say._("a person said maybe of that record"),
    }
    found = []
    for other in item.also:
        name, address = f"PMID {other.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{other.pmid}/"
        if not other.pmid and other.doi:
            name, address = f"doi:{other.doi}", doi_address(other.doi)
        elif not other.pmid:
            name, address = other.id, f"https://europepmc.org/article/PPR/{other.id}"
        said = (
            say._("preprint") if other.preprint else "",
            state_label(say, other.state) if other.state in _TOLD else "",
            say._("shown by us before") if other.used else "",
            # What a person said of another record is the curators' to know, and no reader's.
            verdicts[other.verdict] if draft and other.verdict else "",
        )
        found.append((name, address, "; ".join(filter(None, said))))
    return tuple(found)
