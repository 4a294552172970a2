"""The audit as rows: CSV for spreadsheets, and data for machines."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from litwatch.exchange.cells import cell
from litwatch.language import Speech
from litwatch.records.state_words import state_label
from litwatch.slides.audit.audited import Audit, AuditedFile, Work
from litwatch.slides.audit.words import match_words, place_words

# Named as in the JSON, so that a script reads either; the values are in the reader's language.
COLUMNS = (
    "file",
    "place",
    "look",
    "state",
    "match",
    "pmid",
    "doi",
    "reference",
    "newer",
    "changed_messages",
    "words",
    "asked",
)


def table(audit: Audit, say: Speech) -> str:
    """One row a mention, matched or not, and one for each file that could not be read."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for file in audit.files:
        for row in _rows(file, say):
            rows.writerow([cell(value) for value in row])
    return out.getvalue()


def _rows(file: AuditedFile, say: Speech) -> list[tuple[object, ...]]:
    _ = say._
    yes, name = _("yes"), str(file.path)
    rows: list[tuple[object, ...]] = []
    if file.problem:
        why = f"{file.problem}. {file.remedy}"
        rows.append((name, "", yes, _("Could not be read"), "", "", "", "", "", "", why, ""))
    for one in file.cited:
        work = one.work
        changed = " | ".join(
            f"{message.id}: {message.say_now or message.text}"
            for message in work.statements
            if message.lately(file.saved)
        )
        for mention in one.mentions:
            rows.append(
                (
                    name,
                    place_words(mention.place, say),
                    yes if work.alarming or changed else "",
                    state_label(say, work.state),
                    match_words(mention.by, mention.confidence, say),
                    work.pmid,
                    work.doi,
                    work.reference,
                    work.newer.id if work.newer else "",
                    changed,
                    mention.words,
                    f"{work.asked:%Y-%m-%d}" if work.asked else "",
                )
            )
    for words in file.unmatched:
        maybe = "; ".join(f"{one.id} ({state_label(say, one.state)})" for one in words.maybe)
        told = _("Not matched; may be {works}", works=maybe) if maybe else _("Not matched")
        look = yes if any(one.alarming for one in words.maybe) else ""
        place = place_words(words.place, say)
        rows.append((name, place, look, told, "", "", "", "", "", "", words.words, ""))
    return rows


def as_data(audit: Audit) -> dict[str, Any]:
    """The audit for `--json`."""
    return {
        "at": audit.at.isoformat(),
        "needs_person": audit.needs_person,
        "not_asked": audit.not_asked or None,
        "requests": audit.requests,
        "files": [_file(file) for file in audit.files],
    }


def _file(file: AuditedFile) -> dict[str, Any]:
    return {
        "file": str(file.path),
        "saved": file.saved.isoformat() if file.saved else None,
        "problem": file.problem or None,
        "remedy": file.remedy or None,
        "needs_person": file.needs_person,
        "cited": [
            {
                **_work(one.work),
                "confidence": one.confidence,
                "changed_messages": [
                    message.id for message in one.work.statements if message.lately(file.saved)
                ],
                "mentions": [
                    {
                        "place": mention.place.kind,
                        "number": mention.place.number,
                        "words": mention.words,
                        "by": mention.by,
                        "confidence": mention.confidence,
                    }
                    for mention in one.mentions
                ],
            }
            for one in file.cited
        ],
        "unmatched": [
            {
                "place": one.place.kind,
                "number": one.place.number,
                "words": one.words,
                "maybe": [_work(work) for work in one.maybe],
            }
            for one in file.unmatched
        ],
    }


def _work(work: Work) -> dict[str, Any]:
    return {
        "id": work.id,
        "pmid": work.pmid or None,
        "doi": work.doi or None,
        "title": work.title,
        "state": work.state,
        "newer": work.newer.id if work.newer else None,
        "stored": work.stored,
        "asked": work.asked.isoformat() if work.asked else None,
        "statements": [
            {
                "id": message.id,
                "lifecycle": message.lifecycle,
                "changed": message.changed.isoformat() if message.changed else None,
                "text": message.text,
                "say_now": message.say_now or None,
                "supported_now": message.still,
            }
            for message in work.statements
        ],
    }
