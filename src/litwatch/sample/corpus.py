"""A body of records that can be searched like PubMed and handed out as the bytes it came as."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Self

from litwatch.records import Record
from litwatch.search import Document, Index, Node, parse
from litwatch.sources.pubmed_xml import Parsed, ParseProblem, read_articles
from litwatch.watch import MeshTree, load_watch


class Corpus:
    """Records by PMID; of several versions the last one counts. Safe to ask from threads.

    Records without a PMID, which nobody could ask PubMed for, are left out.

    Raw bytes are kept compressed: 20,788 records need 66 MB instead of 230.
    """

    def __init__(self, items: Iterable[tuple[Record, bytes]], mesh: MeshTree | None = None) -> None:
        self.mesh = mesh or load_watch().mesh
        self.problems: tuple[ParseProblem, ...] = ()
        kept: dict[str, tuple[Document, bytes]] = {}
        for record, raw in items:
            if record.pmid is not None:
                kept[str(record.pmid)] = (Document.of(record), zlib.compress(raw, 1))
        self._documents = [document for document, _ in kept.values()]
        self._raw = {pmid: raw for pmid, (_, raw) in kept.items()}
        self._pmids = list(kept)
        self._index = Index(self._documents, self.mesh)
        self._lock = Lock()

    @classmethod
    def from_file(cls, path: Path, mesh: MeshTree | None = None) -> Self:
        """The corpus of a PubMed XML file, gzipped or plain; `problems` names what was odd."""
        problems = []

        def items() -> Iterable[tuple[Record, bytes]]:
            with path.open("rb") as stream:
                for outcome in read_articles(stream, path.name):
                    if isinstance(outcome, Parsed):
                        yield outcome.record, outcome.raw
                    elif isinstance(outcome, ParseProblem):
                        problems.append(outcome)

        corpus = cls(items(), mesh)
        corpus.problems = tuple(problems)
        return corpus

    def __len__(self) -> int:
        return len(self._pmids)

    def find(self, query: str, sort: str = "") -> tuple[str, ...]:
        """The PMIDs that a query finds: by publication date for `pub_date`, else as created.

        Newest first, as E-utilities answer. Raises QuerySyntaxError.
        """
        return self.pick(parse(query), sort)

    def pick(self, node: Node, sort: str = "") -> tuple[str, ...]:
        """Like `find`, for a query already read."""
        with self._lock:
            found = self._index.find(node)
        order = self._published if sort == "pub_date" else self._created
        return tuple(self._pmids[place] for place in sorted(found, key=order, reverse=True))

    def raw(self, pmid: str) -> bytes | None:
        """The record's XML element as it came; None for a PMID that is not here."""
        packed = self._raw.get(pmid)
        return None if packed is None else zlib.decompress(packed)

    def _published(self, place: int) -> tuple[str, int]:
        day = self._documents[place].day("dp")
        return (str(day or ""), int(self._pmids[place]))

    def _created(self, place: int) -> tuple[str, int]:
        return (str(self._documents[place].record.created or ""), int(self._pmids[place]))
