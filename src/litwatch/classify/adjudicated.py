"""Adjudications: records that were read and judged, by id. Labels only; the texts lie elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from litwatch.errors import BadInput
from litwatch.records import Record

# Whole abstracts were read for the first, excerpts for the second; a work in both has the first's.
FILES = ("first.csv", "excerpts.csv")


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader said of one record: is it about a watched condition (`u`: cannot be told)?"""

    id: str
    stratum: Literal["title", "abstract", "nowhere"]
    relevant: Literal["y", "n", "u"]
    topics: tuple[str, ...] = ()
    whole: bool = True


def read_judgements(folder: Path, files: Iterable[str] = FILES) -> dict[str, Judgement]:
    """Judgements by id, as `judgement_of` looks them up. Raises BadInput naming a bad line."""
    judged: dict[str, Judgement] = {}
    for name in files:
        with (folder / name).open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                topics = tuple(filter(None, (row.get("topics") or "").split(";")))
                fields = {
                    "id": row.get("id"),
                    "stratum": row.get("stratum"),
                    "relevant": row.get("relevant"),
                    "topics": topics,
                    "whole": "topics" in row,
                }
                try:
                    found = msgspec.convert(fields, Judgement)
                except msgspec.ValidationError as error:
                    raise BadInput(
                        f"line {number} of {name} is no judgement: {error}",
                        "See the README beside it for the columns.",
                    ) from error
                judged.setdefault(found.id.lower(), found)
    return judged


def judgement_of(record: Record, judged: Mapping[str, Judgement]) -> Judgement | None:
    """The judgement on a record, by its PMID, else by its DOI."""
    keys = (str(record.pmid or ""), f"doi:{record.doi}".lower() if record.doi else "")
    return next((judged[key] for key in keys if key in judged), None)
