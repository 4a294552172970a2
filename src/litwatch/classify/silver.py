"""Silver labels: a strategy's hit is a positive, a record that no strategy hit a negative.

The strategies hold the topics' MeSH headings beside their words, so a hit covers both. Every
source is labelled in the same way, so that each gives both classes: were all positives from
one source, a model could learn its period or its style. Silver is not gold: a paper that
the strategies miss counts as negative here, and a noisy hit as positive. A hit that names no
condition in its title counts little: of such records that were read, a third mention it in passing.
A record that people or readers have judged has their label, with more weight.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import msgspec

from litwatch.classify.adjudicated import Judgement, judgement_of
from litwatch.classify.corpus import Example
from litwatch.classify.features import clean
from litwatch.errors import BadInput, InvalidIdentifier
from litwatch.records import Doi, PartialDate, Pmid, Record, Section
from litwatch.search import Document, fingerprint, parse, predicate
from litwatch.sources.parsed import Parsed
from litwatch.sources.pubmed_xml import read_articles
from litwatch.watch import Watch

# Weights beside 1 for silver labels in general. Between 5 and 30 for a judged record, and .05 and
# .2 for a passing mention, cross-validated average precision differs by less than .002.
JUDGED = 10.0
NOT_IN_TITLE = 0.2

T = TypeVar("T", Pmid, Doi)

_TITLE_LETTERS = re.compile(r"[^a-z]+")


class Silver:
    """The labels that a watch's strategies give."""

    def __init__(self, watch: Watch) -> None:
        self._tests = [
            (topic.id, predicate(parse(part.query), watch.mesh))
            for topic in watch.topics
            for part in topic.parts
        ]

    def topics(self, record: Record) -> tuple[str, ...]:
        """The topics whose strategy hits the record, in the watch's order."""
        document = Document.of(record)
        return tuple(dict.fromkeys(topic_id for topic_id, test in self._tests if test(document)))

    def examples(
        self,
        records: Iterable[Record],
        source: str,
        judged: Mapping[str, Judgement] | None = None,
    ) -> Iterator[Example]:
        """An example of each record that says anything; those that could not be judged are left out.

        Positive when it was judged to be, else when any strategy hits it.
        """
        for record in records:
            judgement = judgement_of(record, judged or {})
            example = self._example(record, source, judgement)
            if example.text.passages and (judgement is None or judgement.relevant != "u"):
                yield example

    def _example(self, record: Record, source: str, judgement: Judgement | None) -> Example:
        topics = self.topics(record)
        example = Example.of(record, bool(topics), source, topics=topics)
        if judgement is not None:
            return replace(
                example,
                positive=judgement.relevant == "y",
                weight=JUDGED,
                topics=judgement.topics or topics,
                stratum=judgement.stratum,
            )
        if topics and example.stratum == "abstract":
            return replace(example, weight=NOT_IN_TITLE)
        return example


def strategies(watch: Watch) -> dict[str, str]:
    """Topic (and part) → fingerprint of its query, for a model's manifest."""
    return {
        f"{topic.id}/{part.id}" if part.id else topic.id: fingerprint(part.query)
        for topic in watch.topics
        for part in topic.parts
    }


def read_xml(path: Path) -> Iterator[Record]:
    """The records of a PubMed XML file, packed or not; entries that are no record are left."""
    with path.open("rb") as stream:
        for outcome in read_articles(stream, path.name):
            if isinstance(outcome, Parsed):
                yield outcome.record


class _Row(msgspec.Struct, frozen=True):
    title: str = ""
    abstract: str | None = None
    pmid: str | None = None
    doi: str | None = None
    year: int | None = None
    pub_date: str | None = None


def read_jsonl(path: Path) -> Iterator[Record]:
    """The records of a JSONL file with title, abstract, year and, where known, pmid and doi.

    Markup and section headings inside the abstract are taken out before anything is matched.
    Raises BadInput naming the line that is no such object.
    """
    read_row = msgspec.json.Decoder(_Row).decode
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = read_row(line)
            except msgspec.MsgspecError as error:
                raise BadInput(
                    f"line {number} of {path.name} is no record: {error}",
                    "Give one JSON object a line with title and abstract.",
                ) from error
            yield _record(row)


def _record(row: _Row) -> Record:
    text = clean(row.abstract or "")
    month = re.match(r"\d{4}-(\d\d)", row.pub_date or "")
    return Record(
        pmid=_identifier(Pmid, row.pmid),
        doi=_identifier(Doi, row.doi),
        title=clean(row.title),
        abstract=(Section(text=text),) if text else (),
        published=PartialDate(year=row.year, month=int(month.group(1)) if month else None),
    )


def _identifier(kind: type[T], text: str | None) -> T | None:
    try:
        return kind(text) if text else None
    except InvalidIdentifier:
        return None  # only used to leave out duplicates; the text trains all the same


def once(records: Iterable[Record], seen: set[str]) -> Iterator[Record]:
    """The records not met before by PMID, DOI or the letters of a longer title; adds to `seen`."""
    for record in records:
        letters = _TITLE_LETTERS.sub("", record.title.lower())
        keys = {str(key) for key in (record.pmid, record.doi) if key}
        if len(letters) > 30:
            keys.add(letters)
        if not keys & seen:
            yield record
        seen |= keys
