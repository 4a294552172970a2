"""Duplicates found by litwatch and by bib-dedupe in the same records, in one run.

    python benchmarks/dedupe.py

Sets (shared data: LITWATCH_SHARED, else ../shared): two EndNote libraries (copper, tafenoquine)
in which each member of a duplicate group carries "Duplicate" in its caption, and articles that
two or three sources have described (cross-source), once with and once without identifiers.

How they are scored. The libraries label *records*, not groups: a record counts as found when it
stands in any group of two or more, and precision, recall and F1 are over records. For the
cross-source set the groups are known, and they are over pairs of descriptions of one article.

Both get the same fields: authors, title, journal, year, volume, issue, pages, DOI, abstract.
bib-dedupe runs in `.bench-venv` as its README shows (prep, block, match, cluster), with one
process and with all; the better time counts. Reading files is not timed. litwatch joins what is
certain and near matches from duplicates.SAME, which in the store it would only propose.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".bench-venv" / "bin" / "python"
LIBRARIES = ("copper", "tafenoquine")
RUNS = 5

Row = dict[str, str]


def shared() -> Path:
    return Path(os.environ.get("LITWATCH_SHARED") or ROOT.parent / "shared") / "data"


def _text(record: ElementTree.Element, path: str) -> str:
    found = record.find(path)
    return "".join(found.itertext()).strip() if found is not None else ""


def library(name: str, folder: Path | None = None) -> tuple[list[Row], set[str]]:
    """The records of an EndNote library, and the keys of those marked as duplicates."""
    with gzip.open((folder or shared()) / "dedup" / f"{name}.xml.gz") as file:
        tree = ElementTree.parse(file)
    rows, marked = [], set()
    for place, record in enumerate(tree.iter("record")):
        key = f"{place:06}"
        authors = ["".join(a.itertext()).strip() for a in record.iterfind(".//authors/author")]
        rows.append(
            {
                "ID": key,
                "title": _text(record, "titles/title"),
                "author": " and ".join(authors),
                "journal": _text(record, "titles/secondary-title"),
                "year": _text(record, "dates/year"),
                "volume": _text(record, "volume"),
                "number": _text(record, "number"),
                "pages": _text(record, "pages"),
                "doi": _text(record, "electronic-resource-num"),
                "abstract": _text(record, "abstract"),
            }
        )
        if _text(record, "caption") == "Duplicate":
            marked.add(key)
    return rows, marked


def cross_source(
    *, identifiers: bool, folder: Path | None = None
) -> tuple[list[Row], set[tuple[str, str]]]:
    """The descriptions of the cross-source set, and the pairs that are one article."""
    rows: list[Row] = []
    same: set[tuple[str, str]] = set()
    with gzip.open((folder or shared()) / "records" / "cross_source_duplicates.jsonl.gz") as file:
        articles = [json.loads(line) for line in file]
    for article in articles:
        mine = []
        for version in article["versions"]:
            key = f"{len(rows):06}"
            mine.append(key)
            row = {
                "ID": key,
                "title": version["title"] or "",
                "author": " and ".join(_names(version["authors"] or "", version["src"])),
                "journal": version["journal"] or "",
                "year": str(version["year"] or ""),
                "volume": "",
                "number": "",
                "pages": "",
                "doi": (version["doi"] or "") if identifiers else "",
                "abstract": version["abstract"] or "",
            }
            if identifiers:
                row["pmid"] = version["pmid"] or ""
            rows.append(row)
        same.update(itertools.combinations(mine, 2))
    return rows, same


def _names(text: str, source: str) -> Iterable[str]:
    """`Last, Fore` of what the sources write: "Fore Last; …", "Last; …" or "Last FM, …"."""
    if source == "lc-living-review":
        for name in text.rstrip(".").split(","):
            *last, initials = name.split() or [""]
            yield f"{' '.join(last)}, {initials}" if last else initials
        return
    for name in text.split(";"):
        *fore, surname = name.split() or [""]
        yield f"{surname}, {' '.join(fore)}" if fore else surname


def records(rows: Sequence[Row]) -> list[Any]:
    """litwatch's records of the rows."""
    from litwatch.errors import InvalidIdentifier
    from litwatch.records import Author, Doi, Journal, Pmid, Record, Section
    from litwatch.records.dates import medline_date

    made = []
    for row in rows:
        first, _, fore = row["author"].split(" and ")[0].partition(",")
        try:
            doi = Doi(row["doi"]) if row["doi"] else None
        except InvalidIdentifier:
            doi = None
        made.append(
            Record(
                pmid=Pmid(row["pmid"]) if row.get("pmid") else None,
                doi=doi,
                title=row["title"],
                abstract=(Section(text=row["abstract"]),) if row["abstract"] else (),
                authors=(Author(last=first.strip(), fore=fore.strip()),) if first else (),
                published=medline_date(row["year"]),
                journal=Journal(
                    title=row["journal"],
                    volume=row["volume"],
                    issue=row["number"],
                    pages=row["pages"],
                ),
            )
        )
    return made


def ours(rows: Sequence[Row]) -> tuple[list[tuple[str, ...]], float]:
    """The groups litwatch finds, and the seconds it took: from records to groups."""
    from litwatch.records.blocking import groups, pairs
    from litwatch.records.described import describe
    from litwatch.records.duplicates import SAME

    made = records(rows)
    start = time.perf_counter()
    described = [describe(record, row["ID"]) for record, row in zip(made, rows, strict=True)]
    joined = [
        (pair.first, pair.second)
        for pair in pairs(described)
        if pair.certain or (pair.how == "near" and (pair.score or 0) >= SAME)
    ]
    found = groups(joined)
    return found, time.perf_counter() - start


def bib_dedupe() -> None:
    """Run in the child: rows as JSON on stdin, groups and seconds as JSON on stdout."""
    import pandas  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from bib_dedupe import bib_dedupe as peer  # type: ignore[import-not-found,unused-ignore]

    rows = json.load(sys.stdin)
    frame = pandas.DataFrame(rows).drop(columns="pmid", errors="ignore").assign(ENTRYTYPE="article")
    timings = []
    for cpu in (1, 1, -1):
        start = time.perf_counter()
        ready = peer.prep(frame, verbosity_level=0, cpu=cpu)
        blocked = peer.block(ready, verbosity_level=0, cpu=cpu)
        matched = peer.match(blocked, verbosity_level=0, cpu=cpu)
        found = peer.cluster(matched, verbosity_level=0)
        timings.append(time.perf_counter() - start)
    print("\n" + json.dumps({"groups": [list(group) for group in found], "seconds": min(timings)}))


def theirs(rows: Sequence[Row]) -> tuple[list[tuple[str, ...]], float] | str:
    """The groups bib-dedupe finds and its seconds, or why there are none."""
    if not PEERS.exists():
        return "not installed"
    child = subprocess.run(
        [str(PEERS), __file__, "--child"],
        input=json.dumps(list(rows)),
        capture_output=True,
        text=True,
    )
    if child.returncode:
        last = child.stderr.strip().splitlines()[-1:] or ["failed"]
        return "not installed" if "ModuleNotFoundError" in last[0] else last[0]
    answer = json.loads(child.stdout.splitlines()[-1])
    return [tuple(group) for group in answer["groups"]], answer["seconds"]


def scored(found: set[Any], true: set[Any]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    hits = len(found & true)
    precision = hits / len(found) if found else 0.0
    recall = hits / len(true) if true else 0.0
    return precision, recall, 2 * hits / ((len(found) + len(true)) or 1)


def members(found: Iterable[Sequence[str]]) -> set[str]:
    return {key for group in found for key in group}


def couples(found: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    return {pair for group in found for pair in itertools.combinations(sorted(group), 2)}


def main(arguments: list[str]) -> int:
    if arguments == ["--child"]:
        bib_dedupe()
        return 0
    if not (shared() / "dedup").is_dir():
        print("No data: set LITWATCH_SHARED.", file=sys.stderr)
        return 2
    sets: list[tuple[str, list[Row], set[Any], Any]] = []
    for name in LIBRARIES:
        rows, marked = library(name)
        sets.append((name, rows, marked, members))
        hidden = [{**row, "doi": ""} for row in rows]
        sets.append((f"{name}, DOIs hidden", hidden, marked, members))
    sets.append(("cross-source", *cross_source(identifiers=True), couples))
    sets.append(("cross-source, ids hidden", *cross_source(identifiers=False), couples))

    print(
        f"{'set':<26}{'records':>8}  {'tool':<12}{'P':>7}{'R':>7}{'F1':>7}{'seconds':>10}{'×':>7}"
    )
    for name, rows, true, counted in sets:
        # Before and after theirs: a busy minute of the machine must not fall on one side only.
        runs = [ours(rows) for _ in range(RUNS)]
        other = theirs(rows)
        runs += [ours(rows) for _ in range(RUNS)]
        found, seconds = runs[0][0], min(spent for _, spent in runs)
        _line(name, len(rows), "litwatch", scored(counted(found), true), seconds, "")
        if isinstance(other, str):
            print(f"{'':<36}bib-dedupe  {other}")
            continue
        result = scored(counted(other[0]), true)
        _line("", 0, "bib-dedupe", result, other[1], f"{other[1] / seconds:.0f}")
    print(
        "\n× is how many times longer bib-dedupe took. Libraries: records marked as duplicates;"
        "\ncross-source: pairs. bib-dedupe reads no PMIDs; litwatch gets them where ids are given."
    )
    return 0


def _line(
    name: str,
    count: int,
    tool: str,
    result: tuple[float, float, float],
    seconds: float,
    times: str,
) -> None:
    figures = "".join(f"{value:>7.3f}" for value in result)
    print(f"{name:<26}{count or '':>8}  {tool:<12}{figures}{seconds:>10.4f}{times:>7}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
