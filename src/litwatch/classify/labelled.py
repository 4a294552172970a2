"""A labelled set: a CSV of titles, abstracts and who was included, as screening studies share them."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from litwatch.errors import BadInput

REQUIRED = ("title", "abstract", "label_included")
FEWEST = 4  # of each label: one known at the start, and three folds of the others
NAMED = 5  # lines an error names; the rest are counted
LONGEST_FIELD = 10_000_000
ALIASES = {"pubmedid": "pmid"}

# Only such dates sort as text.
_ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

_LABELS = {"1": True, "0": False}
_REMEDY = "Give the set the columns title, abstract and label_included (1 or 0); date or pmid may be added."


class LabelledSet(NamedTuple):
    """Texts (title and abstract), whether each was included, and what orders them in time.

    `when` holds a sortable key for each record, from `dated_by` (date or pmid), or is empty.
    """

    texts: tuple[str, ...]
    included: tuple[bool, ...]
    when: tuple[str, ...]
    dated_by: str


def read_labelled(path: Path) -> LabelledSet:
    """The labelled set in a .csv or .csv.gz.

    Raises BadInput, naming lines, for a missing column, a label that is not 1 or 0, a record
    without any text, or too few records of a label to learn and to judge.
    """
    rows = _rows(path)
    bad = [(line, row["label_included"]) for line, row in rows if _label(row) is None]
    if bad:
        raise BadInput(
            f"{path.name}: label_included is not 1 or 0 on {_lines([line for line, _ in bad])}"
            f" (first: {bad[0][1]!r})",
            "Write 1 for included and 0 for excluded; leave out records that nobody judged.",
        )
    empty = [line for line, row in rows if not _text(row)]
    if empty:
        raise BadInput(
            f"{path.name}: neither title nor abstract on {_lines(empty)}",
            "Add the text or take the record out: nothing can be learnt or told from it.",
        )
    included = tuple(bool(_label(row)) for _, row in rows)
    _refuse_too_few(path.name, included)
    when, dated_by = _when([row for _, row in rows])
    return LabelledSet(tuple(_text(row) for _, row in rows), included, when, dated_by)


def _rows(path: Path) -> Sequence[tuple[int, Mapping[str, str]]]:
    """Each row with the line it ends on. Raises BadInput for what is no such table."""
    usual = csv.field_size_limit(LONGEST_FIELD)  # one limit for the whole process: put back below
    try:
        raw = path.read_bytes()
        content = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        names = (name.strip().lower() for name in reader.fieldnames or ())
        header = tuple(ALIASES.get(name, name) for name in names)
        missing = [name for name in REQUIRED if name not in header]
        if missing:
            raise BadInput(f"{path.name} has no column {', '.join(missing)}", _REMEDY)
        reader.fieldnames = header
        rows, torn = [], []
        for row in reader:
            # DictReader: too long a row has a key None, too short a one values None.
            if None in row or None in row.values():
                torn.append(reader.line_num)
            rows.append((reader.line_num, row))
    except UnicodeDecodeError:
        raise BadInput(f"{path.name} is no UTF-8 text", "Save it as CSV in UTF-8.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise BadInput(f"{path.name} is a damaged gzip file", "Fetch or pack it again.") from None
    except csv.Error as error:
        raise BadInput(
            f"{path.name}: {error}, in the row that begins on line {reader.line_num + 1}", _REMEDY
        ) from None
    finally:
        csv.field_size_limit(usual)
    if torn:
        raise BadInput(
            f"{path.name}: not as many fields as columns on {_lines(torn)}",
            "Put quotes around texts that hold commas or line breaks.",
        )
    if not rows:
        raise BadInput(f"{path.name} holds no records", _REMEDY)
    return rows


def _label(row: Mapping[str, str]) -> bool | None:
    return _LABELS.get(row["label_included"].strip())


def _text(row: Mapping[str, str]) -> str:
    return f"{row['title'].strip()} {row['abstract'].strip()}".strip()


def _when(rows: Sequence[Mapping[str, str]]) -> tuple[tuple[str, ...], str]:
    """Keys by date where all have one, else by PMID (they are given out in rising order)."""
    dates = tuple((row.get("date") or "").strip() for row in rows)
    if all(_ISO_DATE.fullmatch(date) for date in dates):
        return dates, "date"
    pmids = tuple((row.get("pmid") or "").strip() for row in rows)
    if all(pmid.isdigit() for pmid in pmids):
        return tuple(pmid.zfill(9) for pmid in pmids), "pmid"
    return (), ""


def _refuse_too_few(name: str, included: Sequence[bool]) -> None:
    for label, count in (
        ("included", sum(included)),
        ("excluded", len(included) - sum(included)),
    ):
        if count < FEWEST:
            raise BadInput(
                f"{name} holds {count or 'no'} {label} record{'' if count == 1 else 's'}",
                f"A screening simulation needs at least {FEWEST} included and {FEWEST} excluded.",
            )


def _lines(lines: Sequence[int]) -> str:
    first = ", ".join(map(str, lines[:NAMED]))
    more = f" and {len(lines) - NAMED} more" if len(lines) > NAMED else ""
    return f"line{'s' if len(lines) > 1 else ''} {first}{more}"
