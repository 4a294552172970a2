"""The page of all published editions, by year, with a yearly index of what they took up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import msgspec

from litwatch.digest import figures
from litwatch.digest.edition import Edition, Item, NoticeLine
from litwatch.digest.filling import fill, notice_class, stylesheet
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.names import Name
from litwatch.digest.render import notice_words, offered, where
from litwatch.language import Lang, Speech, speech


class ArchiveLine(msgspec.Struct, frozen=True, kw_only=True):
    """A published edition, its folder beside the page, and the names of the files in it.

    `since` are works it cites whose state has become graver after it was published.
    """

    edition: Edition
    folder: str
    files: frozenset[str] = frozenset()
    since: tuple[NoticeLine, ...] = ()


class Changed(msgspec.Struct, frozen=True):
    """A work that was retracted, withdrawn or questioned after we cited it, and where we did."""

    notice: NoticeLine
    cited: tuple[ArchiveLine, ...]


class Month(msgspec.Struct, frozen=True):
    """A month as readers have it, newest revision first told, and the earlier ones it replaced."""

    newest: ArchiveLine
    earlier: tuple[ArchiveLine, ...]


class Subject(msgspec.Struct, frozen=True):
    """A condition in the yearly index, with the items on it and the edition of each."""

    topic: Name
    items: tuple[tuple[Item, ArchiveLine], ...]


class Year(msgspec.Struct, frozen=True):
    year: str
    months: tuple[Month, ...]
    index: tuple[Subject, ...]
    items: int


def render_archive(lines: Iterable[ArchiveLine], lang: Lang, look: Look = PACKAGED) -> str:
    """One self-contained page: what has been retracted since, then the years, newest first.

    The same lines give the same page, in whatever order they come. Raises WrongSettings when
    a template of the look does not work.
    """
    ordered = sorted(lines, key=lambda line: (line.edition.month, line.edition.revision))
    say = speech(lang)
    values: dict[str, Any] = {
        "lang": lang,
        "_": say._,
        "n": say.n,
        "day": say.day,
        "month": say.month,
        "number": say.number,
        "years": _years(ordered),
        "changed": _changed(ordered),
        "searched": figures.searched,
        "notice_words": partial(notice_words, say),
        "notice_class": notice_class,
        "files": partial(_files, say),
        "place": partial(_place, say),
        "css": stylesheet(look),
    }
    return fill("archive.html.j2", values, look)


def _changed(ordered: Sequence[ArchiveLine]) -> tuple[Changed, ...]:
    """Each work that has changed once, however many editions cite it; the newest of a month."""
    found: dict[str, tuple[NoticeLine, dict[str, ArchiveLine]]] = {}
    for line in ordered:
        for notice in line.since:
            found.setdefault(notice.item.id, (notice, {}))[1][line.edition.month] = line
    return tuple(Changed(notice, tuple(cited.values())) for notice, cited in found.values())


def _years(ordered: Sequence[ArchiveLine]) -> tuple[Year, ...]:
    months: dict[str, list[ArchiveLine]] = {}
    for line in ordered:
        months.setdefault(line.edition.month, []).append(line)
    told = [Month(revisions[-1], tuple(revisions[-2::-1])) for revisions in months.values()]
    years = sorted({month.newest.edition.month[:4] for month in told}, reverse=True)
    return tuple(_year(year, told) for year in years)


def _year(year: str, told: Sequence[Month]) -> Year:
    months = tuple(month for month in reversed(told) if month.newest.edition.month[:4] == year)
    subjects: dict[str, tuple[Name, list[tuple[Item, ArchiveLine]]]] = {}
    for month in reversed(months):
        for item in month.newest.edition.items():
            for topic in item.topics:
                found = subjects.setdefault(topic.id, (topic, []))
                found[1].append((item, month.newest))
    index = [Subject(topic, tuple(items)) for topic, items in subjects.values()]
    return Year(
        year,
        months,
        tuple(sorted(index, key=lambda subject: (-len(subject.items), subject.topic.id))),
        sum(len(month.newest.edition.items()) for month in months),
    )


def _files(say: Speech, line: ArchiveLine) -> list[tuple[str, str]]:
    """What else there is of an edition: the words for it, and its address."""
    return [(words, f"{line.folder}/{name}") for words, name in offered(say, line.files)]


def _place(say: Speech, line: ArchiveLine, item: Item) -> str:
    """The address of an item on its edition's page."""
    return f"{line.folder}/digest.html#{where(line.edition, say)[item.id][0]}"
