"""Citations: formatted text for people."""

from __future__ import annotations

from litwatch.records.record import Author, Record

_VANCOUVER_AUTHORS = 6  # ICMJE/NLM Citing Medicine: six names, then "et al."


def _name(author: Author) -> str:
    if author.collective:
        return author.collective
    return " ".join(part for part in (author.last, author.initials, author.suffix) if part)


def author_names(record: Record) -> tuple[str, ...]:
    """`Schmidt KF`-like names of the valid authors, in order; a collective by its own name."""
    return tuple(name for author in record.authors if author.valid and (name := _name(author)))


def short(record: Record, *, and_others: str = "et al.", and_word: str = "&") -> str:
    """`Schmidt et al. 2020`: first author and year, for source lines.

    `and_others` and `and_word` come from the reader's language. Without authors the
    journal's short title stands in their place.
    """
    people = [
        author.collective or author.last
        for author in record.authors
        if author.valid and (author.collective or author.last)
    ]
    if not people:
        who = record.journal.iso or record.journal.title or record.title[:40]
    elif len(people) == 1:
        who = people[0]
    elif len(people) == 2:
        who = f"{people[0]} {and_word} {people[1]}"
    else:
        who = f"{people[0]} {and_others}"
    year = record.published.year if record.published else None
    return f"{who} {year}" if year else who


def vancouver(record: Record) -> str:
    """A Vancouver reference (NLM, Citing Medicine, 2nd ed., ch. 1) ending in PMID and DOI."""
    names = author_names(record)
    shown = ", ".join(names[:_VANCOUVER_AUTHORS])
    if len(names) > _VANCOUVER_AUTHORS:
        shown += ", et al"
    title = record.title.rstrip(". ")
    if title and title[-1] not in "?!":
        title += "."
    parts = [f"{shown}." if shown else "", title]
    journal = record.journal
    if journal.iso or journal.title:
        when = record.published.nlm() if record.published else ""
        where = journal.volume + (f"({journal.issue})" if journal.issue else "")
        tail = f"{when};{where}" if where else when
        if journal.pages:
            tail += f":{journal.pages}"
        parts.append(f"{journal.iso or journal.title}." + (f" {tail}." if tail else ""))
    elif record.book is not None:
        year = record.published.nlm() if record.published else ""
        house = "; ".join(part for part in (record.book.publisher, year) if part)
        parts.append(f"In: {record.book.title}." + (f" {house}." if house else ""))
    if record.doi:
        parts.append(f"doi:{record.doi}.")
    if record.pmid:
        parts.append(f"PMID: {record.pmid}.")
    return " ".join(part for part in parts if part)
