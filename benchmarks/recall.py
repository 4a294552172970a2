"""Recall on the reference set and hits on real records, before and after a change of strategy.

    python benchmarks/recall.py [BEFORE.yaml [AFTER.yaml]] [--gold GOLD.csv] [--shared FOLDER]

Without files: the newest committed topics.yaml that differs from the present one, and the
present one. A work is tried on its abstract where the shared data hold it, else on its title
unless its difficulty is `hard`: then only the abstract or the headings could find it, and it is
listed as not tried. Hits are counted among the shared topical records, and beside them among
COVID-19 records without a post-acute term, which are noise to all of these strategies.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from litwatch.pipeline.hits import read_lines
from litwatch.pipeline.tally import PartRecall, matched, tally
from litwatch.records import Pmid, Record, Section
from litwatch.search import Document, Index, parse
from litwatch.sources.pubmed_xml import Parsed, read_articles
from litwatch.watch import Watch, load_watch
from litwatch.watch.gold import Gold, read_gold

ROOT = Path(__file__).parents[1]
TOPICS = "src/litwatch/watch/data/topics.yaml"
RECORDS = "records/topical_and_hard_negatives.jsonl.gz"


def topical(data: Path) -> Iterator[Record]:
    """The shared topical records: titles and abstracts, no headings."""
    return read_lines(data / RECORDS)


def abstracts_of(wanted: Collection[str], data: Path) -> dict[str, Record]:
    """The wanted works that the shared data hold with an abstract; PubMed's own record first."""
    found: dict[str, Record] = {}
    with (data / "xml/PROVENANCE.csv").open(encoding="utf-8", newline="") as table:
        files = {row["file"] for row in csv.DictReader(table) if row["pmid"] in wanted}
    for name in sorted(files):
        for part in read_articles((data / "xml" / Path(name).name).open("rb")):
            if isinstance(part, Parsed) and part.record.pmid in wanted and part.record.abstract:
                found.setdefault(str(part.record.pmid), part.record)
    for record in topical(data):
        if record.pmid in wanted and record.abstract:
            found.setdefault(str(record.pmid), record)
    with gzip.open(data / "text/pubmed_abstract_text_dismech.jsonl.gz", "rt") as lines:
        for row in map(json.loads, lines):
            if row["pmid"] in wanted:
                text = row["text"].partition("## Content")[2]
                record = Record(pmid=Pmid(row["pmid"]), abstract=(Section(text=text),))
                found.setdefault(row["pmid"], record)
    return found


def tried_on(gold: Gold, data: Path) -> dict[str, Document]:
    """What each work that can be tried is tried on."""
    held = abstracts_of({work.pmid for work in gold.works}, data)
    documents = {}
    for work in gold.works:
        if work.pmid in held:
            documents[str(work.pmid)] = Document.of(held[work.pmid])
        elif work.difficulty != "hard":
            documents[str(work.pmid)] = Document.of(Record(pmid=work.pmid, title=work.title))
    return documents


def whole_topics(watch: Watch, gold: Gold, documents: dict[str, Document]) -> dict[str, PartRecall]:
    parts = tally(watch, gold, matched(watch, documents), documents.keys())
    return {part.topic: part for part in parts if not part.part}


def watch_of(topics: str) -> Watch:
    """The packaged watch with other topics."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "topics.yaml").write_text(topics, encoding="utf-8")
        return load_watch(Path(folder))


def committed(present: str) -> tuple[str, str]:
    """The newest committed topics.yaml that differs from the present text, and its commit."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True)
        return done.stdout.decode()

    for commit in git("log", "--format=%h", "--", TOPICS).split():
        text = git("show", f"{commit}:{TOPICS}")
        if text != present:
            return text, commit
    return present, "the same"


def share(part: PartRecall | None) -> str:
    if part is None or not part.expected:
        return "0 of 0"
    low, high = part.interval
    return f"{len(part.found)} of {part.expected} {len(part.found) / part.expected:6.1%} ({low:.0%}–{high:.0%})"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("before", nargs="?", type=Path)
    options.add_argument("after", nargs="?", type=Path)
    options.add_argument("--gold", type=Path)
    shared = os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared"
    options.add_argument("--shared", type=Path, default=shared)
    chosen = options.parse_args()
    data = Path(chosen.shared) / "data"

    new_text = (chosen.after or ROOT / TOPICS).read_text(encoding="utf-8")
    old_text, commit = (
        (chosen.before.read_text(encoding="utf-8"), str(chosen.before))
        if chosen.before
        else committed(new_text)
    )
    old, new = watch_of(old_text), watch_of(new_text)
    gold = read_gold([topic.id for topic in new.topics], chosen.gold)
    documents = tried_on(gold, data)
    before, after = (whole_topics(watch, gold, documents) for watch in (old, new))

    piles = {
        "topical": Index([Document.of(record) for record in topical(data)], new.mesh),
        "noise": Index(
            [
                Document.of(part.record)
                for part in read_articles((data / "xml/covid_near_miss.xml.gz").open("rb"))
                if isinstance(part, Parsed)
            ],
            new.mesh,
        ),
    }
    untried = {w.pmid: w for part in after.values() for w in part.not_testable}
    print(f"{gold.name}: {len(gold.works)} works, {len(untried)} not tried; before = {commit}")
    print(
        f"{'topic':<24}{'recall before':<26}{'recall after':<26}{'topical hits':>16}{'noise':>10}"
    )
    unions: dict[tuple[str, str], set[int]] = {}
    for topic in new.topics:
        counts = []
        for pile, index in piles.items():
            queries = {"before": next((t.query for t in old.topics if t.id == topic.id), "")}
            queries["after"] = topic.query
            hits = {when: index.find(parse(query)) for when, query in queries.items() if query}
            for when, found in hits.items():
                unions.setdefault((pile, when), set()).update(found)
            counts.append(" → ".join(str(len(found)) for found in hits.values()))
        print(
            f"{topic.id:<24}{share(before.get(topic.id)):<26}{share(after.get(topic.id)):<26}"
            f"{counts[0]:>16}{counts[1]:>10}"
        )
    sizes = [f"{len(unions[pile, 'before'])} → {len(unions[pile, 'after'])}" for pile in piles]
    print(f"{'any topic':<76}{sizes[0]:>16}{sizes[1]:>10}")
    for part in after.values():
        for work in part.missed:
            print(f"missed by {part.topic}: {work.pmid} ({work.difficulty}) {work.title}")
    for work in untried.values():
        print(f"not tried: {work.pmid} ({work.difficulty}, {', '.join(work.topics)}) {work.title}")


if __name__ == "__main__":
    main()
