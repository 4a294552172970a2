"""A report as headings, sentences, bars and tables, in one language: what its renderers see."""

from __future__ import annotations

import msgspec


class Words(msgspec.Struct, frozen=True, tag=True):
    """A paragraph; a `note` is small and says what the numbers beside it count."""

    text: str
    note: bool = False


class Heading(msgspec.Struct, frozen=True, tag=True):
    """A heading within a section."""

    text: str


class Bar(msgspec.Struct, frozen=True):
    """One bar: its label, its number (None: not measured), and the number as people write it."""

    label: str
    size: float | None
    shown: str


class Bars(msgspec.Struct, frozen=True, tag=True):
    """Bars on one scale from zero; a table that holds the same numbers always follows.

    `name` makes its ids unique on a page; `description` is its alternative text.
    """

    name: str
    title: str
    description: str
    bars: tuple[Bar, ...]


class Table(msgspec.Struct, frozen=True, tag=True):
    """Numbers as people write them; the first cell of a row is its heading.

    `basis` says what they count, from which table, by which date. `summed` when the last row
    is a sum; `swedish` when the rows' headings are Swedish in every language; `by_quarter`
    when the columns are the quarters and the whole period.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    basis: str = ""
    summed: bool = False
    swedish: bool = False
    by_quarter: bool = False


class Entry(msgspec.Struct, frozen=True):
    """One line of a list: what it is about, and sentences, those of people as they wrote them."""

    head: str
    lines: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


class Entries(msgspec.Struct, frozen=True, tag=True):
    """A list of things that are told one by one."""

    entries: tuple[Entry, ...]


Part = Words | Heading | Bars | Table | Entries


class Section(msgspec.Struct, frozen=True):
    """A part of the report under its heading; `id` is its anchor."""

    id: str
    title: str
    parts: tuple[Part, ...]


class Document(msgspec.Struct, frozen=True):
    """The report. `under` stands below the title, `lead` are its first sentences."""

    title: str
    under: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
