"""The pieces that reference formats share: one-line texts, pages, addresses, kinds."""

from __future__ import annotations

from typing import Literal

from litwatch.records import Record

Kind = Literal["journal", "chapter", "preprint"]


def one_line(text: str) -> str:
    """The text with every run of white space, line ends too, as one space."""
    return " ".join(text.split())


def kind(record: Record) -> Kind:
    if record.book is not None:
        return "chapter"
    return "preprint" if "Preprint" in record.type_names else "journal"


def page_range(pages: str) -> tuple[str, str]:
    """First and last page; NLM's `123-8` means 123 to 128. The last is empty when there is none.

    Anything but two plain numbers is given back whole as the first.
    """
    first, dash, last = pages.partition("-")
    if not (dash and first.isdigit() and last.isdigit()):
        return pages, ""
    return first, first[: max(0, len(first) - len(last))] + last


def address(record: Record) -> str:
    """Where the work can be looked at; empty when there is neither PMID nor DOI."""
    if record.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"
    return f"https://doi.org/{record.doi}" if record.doi else ""


def title(record: Record) -> str:
    """The title; for a work without an English one, its own in brackets, as NLM writes them."""
    if record.title or not record.vernacular_title:
        return record.title
    return f"[{record.vernacular_title}]"
