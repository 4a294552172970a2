"""A work once: which records of a month another record of the same work stands for."""

from __future__ import annotations

from collections.abc import Container

from litwatch.digest.inputs import Entry
from litwatch.records.standing import is_preprint


def stood_for_by(entry: Entry, month: Container[str], used: Container[str]) -> str:
    """The id of the record that a reader meets in place of this one; empty when it is this.

    That is a better record of the same work in the same month, else one that an earlier
    edition has shown. But the article of a preprint that was shown is news. A record that
    readers do not meet, such as a background one, stands for nothing.
    """
    ids = [member.record.id for member in entry.work]
    if entry.record.id not in ids:
        return ""
    for better in entry.work[: ids.index(entry.record.id)]:
        if better.role != "background" and better.record.id in month:
            return better.record.id
    published = not is_preprint(entry.work[ids.index(entry.record.id)].record)
    for other in entry.work:
        told = other.record.id in used and other.record.id != entry.record.id
        if told and not (published and is_preprint(other.record)):
            return other.record.id
    return ""
