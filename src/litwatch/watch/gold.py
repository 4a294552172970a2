"""Reference sets: works that a topic's strategy must find, read from a CSV with its faults named.

The packaged one, gold_dev.csv, is what strategies are tuned on; what it is and is not stands
in docs/recall.md.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from litwatch.errors import BadInput, InvalidIdentifier, WrongUse
from litwatch.records import Pmid

PACKAGED = "gold_dev.csv"
_LARGEST = 8 << 20  # bytes; a set of 50,000 titles is half of it
_DELIMITERS = (",", ";", "\t")


class GoldWork(msgspec.Struct, frozen=True, kw_only=True):
    """A work that the strategy of each of `topics` must find.

    `difficulty` is how far its title alone names the condition: easy, medium or hard.
    """

    pmid: Pmid
    title: str = ""
    topics: tuple[str, ...]
    difficulty: str = ""


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """A reference set. `problems` names by line what was left out of it, and why."""

    name: str
    works: tuple[GoldWork, ...]
    problems: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name with a fingerprint of what is expected: equal keys can be compared."""
        expected = sorted(f"{work.pmid}:{','.join(sorted(work.topics))}" for work in self.works)
        return f"{self.name}@{sha256(' '.join(expected).encode()).hexdigest()[:12]}"

    def of(self, topic: str) -> tuple[GoldWork, ...]:
        """The works that this topic must find."""
        return tuple(work for work in self.works if topic in work.topics)


def read_gold(topics: Collection[str], file: Path | None = None) -> Gold:
    """The reference set in a file with the columns `pmid` and `topics`, or the packaged one.

    `topics` are the ids that exist. A row with a PMID that is none, without a known topic, or
    that says nothing new, is left out and named by its line; a row with one known and one
    unknown topic counts for the known one. Raises BadInput for a file that is no such table,
    WrongUse when no row can be used.
    """
    source = file or resources.files("litwatch.watch").joinpath("data", PACKAGED)
    text = _text(source)
    name = source.name
    works: dict[Pmid, GoldWork] = {}
    problems: list[str] = []
    for line, row in _rows(text, name):
        reasons = _take(row, line, topics, works)
        problems += [f"{name}, line {line}: {reason}" for reason in reasons]
    if not works:
        raise WrongUse(
            f"{name} holds no row that can be used" + "".join(f"; {said}" for said in problems[:3]),
            "Give each row a PMID, and topics that `litwatch query recall` knows.",
        )
    return Gold(name=name, works=tuple(works.values()), problems=tuple(problems))


def _take(
    row: Mapping[str, str], line: int, known: Collection[str], works: dict[Pmid, GoldWork]
) -> Iterator[str]:
    """Add one row's work, or its further topics; yields what is wrong with the row."""
    written = row.get("pmid", "")
    try:
        pmid = Pmid(written)
    except InvalidIdentifier:
        yield f"{written!r} is no PMID"
        return
    named = [topic.strip() for topic in row.get("topics", "").split(";") if topic.strip()]
    if not named:
        yield f"PMID {pmid} has no topic"
    for topic in named:
        if topic not in known:
            near = get_close_matches(topic, known, n=1, cutoff=0.5)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield f"PMID {pmid} names the topic {topic!r}, which is not watched{hint}"
    usable = tuple(dict.fromkeys(topic for topic in named if topic in known))
    earlier = works.get(pmid)
    before = earlier.topics if earlier else ()
    if earlier and usable and set(usable) <= set(before):
        yield f"PMID {pmid} is there already, for the same topics"
    if usable:
        works[pmid] = GoldWork(
            pmid=pmid,
            title=(earlier.title if earlier else "") or row.get("title", ""),
            topics=tuple(dict.fromkeys((*before, *usable))),
            difficulty=(earlier.difficulty if earlier else "") or row.get("difficulty", "").lower(),
        )


def _text(source: Traversable) -> str:
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        raise BadInput(f"there is no file {source}", "Check its name and folder.") from None
    except OSError as error:
        raise BadInput(
            f"{source} cannot be read: {error.strerror or error}", "Give a file you may read."
        ) from error
    if len(content) > _LARGEST:
        raise BadInput(
            f"{source.name} is over {_LARGEST >> 20} MiB", "Give a list of PMIDs and topics."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{source.name} is no UTF-8 text", "Save it as CSV in UTF-8.") from None


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column, stripped; commas, semicolons and tabs are understood."""
    whole, text = text, text.lstrip()
    first = text.split("\n", 1)[0]
    for delimiter in _DELIMITERS:
        header = [
            cell.strip().lower() for cell in next(csv.reader([first], delimiter=delimiter), [])
        ]
        if {"pmid", "topics"} <= set(header):
            break
    else:
        raise BadInput(
            f"{name} has no columns pmid and topics", "Name them in the first line of the file."
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        next(reader)
        above = whole[: len(whole) - len(text)].count("\n")
        last = reader.line_num
        for row in reader:
            line, last = above + last + 1, reader.line_num
            if any(cell.strip() for cell in row):
                cells = (cell.strip() for cell in row)
                yield line, dict(zip(header, cells, strict=False))
    except csv.Error as error:
        raise BadInput(
            f"{name} cannot be read as a table at line {reader.line_num}: {error}",
            "Save it again as CSV in UTF-8.",
        ) from error
