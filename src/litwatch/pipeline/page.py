"""One page of records from PubMed: what came, what came broken, what did not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from litwatch.records import Pmid, Record
from litwatch.sources import pubmed_xml
from litwatch.sources.eutils import Eutils

SIZE = 200  # PMIDs a fetch (NCBI: about 200 UIDs a call)


@dataclass
class Page:
    """A fetched page. Every PMID that was asked for is in exactly one of the three."""

    records: list[tuple[Record, bytes]] = field(default_factory=list)
    broken: list[Pmid] = field(default_factory=list)
    absent: list[Pmid] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def fetch_page(client: Eutils, asked: Sequence[Pmid]) -> Page:
    """Fetch and parse the records of the given PMIDs. Raises SourceDown or SourceRefused."""
    page = Page()
    broken: set[str] = set()
    for part in pubmed_xml.read_articles(client.fetch(asked)):
        if isinstance(part, pubmed_xml.Parsed):
            page.records.append((part.record, part.raw))
        elif isinstance(part, pubmed_xml.ParseProblem):
            page.problems.append(str(part))
            if part.severity == "lost":
                broken.add(part.pmid)
    came = {str(record.pmid) for record, _ in page.records}
    page.broken = [pmid for pmid in asked if pmid in broken and pmid not in came]
    page.absent = [pmid for pmid in asked if pmid not in came and pmid not in broken]
    return page
