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
    """A fetched page. Every PMID that was asked for is in exactly one of the four.

    `absent`: left out, though PubMed delivered another record in the same answer. `unproven`:
    left out of answers that brought nothing at all, which says nothing of a single record.
    """

    records: list[tuple[Record, bytes]] = field(default_factory=list)
    broken: list[Pmid] = field(default_factory=list)
    absent: list[Pmid] = field(default_factory=list)
    unproven: list[Pmid] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def came(self) -> list[Pmid]:
        return [record.pmid for record, _ in self.records if record.pmid is not None]


def fetch_page(client: Eutils, asked: Sequence[Pmid], known: Sequence[Pmid] = ()) -> Page:
    """Fetch and parse the records of the given PMIDs; those left out are asked for once more.

    A backend can leave out what it has (eutils.md §5.2), and an empty answer can be a hiccup.
    So the second question holds records that came before (one of this page, else `known`): what
    stays out while one of them comes is absent. Raises SourceDown or SourceRefused.
    """
    page = _fetched(client, asked)
    if not page.absent:
        return page
    left_out = page.absent
    controls = page.came[:1] or [pmid for pmid in known if pmid not in left_out]
    again = _fetched(client, [*left_out, *controls])
    wanted = set(left_out)
    page.records += [(record, raw) for record, raw in again.records if record.pmid in wanted]
    page.broken += [pmid for pmid in again.broken if pmid in wanted]
    page.problems += again.problems
    still = [pmid for pmid in again.absent if pmid in wanted]
    # One record that two answers leave out is absent even if nothing vouches for them.
    proven = bool(again.records) or (len(asked) == 1 and not controls)
    page.absent, page.unproven = (still, []) if proven else ([], still)
    return page


def _fetched(client: Eutils, asked: Sequence[Pmid]) -> Page:
    page = Page()
    broken: set[str] = set()
    for part in pubmed_xml.read_articles(client.fetch(asked)):
        if isinstance(part, pubmed_xml.Parsed):
            page.records.append((part.record, part.raw))
        elif isinstance(part, pubmed_xml.ParseProblem):
            page.problems.append(str(part))
            if part.severity == "lost":
                broken.add(part.pmid)
    came = set(page.came)
    page.broken = [pmid for pmid in asked if pmid in broken and pmid not in came]
    page.absent = [pmid for pmid in asked if pmid not in came and pmid not in broken]
    return page
