"""Seminar modules, their numbered key messages (kärnbudskap) and the order they are given in."""

from __future__ import annotations

from typing import Literal

import msgspec

StatementStatus = Literal["ks_summary", "found", "draft"]


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a key message comes from; `id` is its short name, "" for one named in place."""

    id: str = ""
    title: str = ""
    url: str = ""
    read_via: str = ""
    pages: str = ""
    pmid: int | None = None
    pmids: tuple[int, ...] = ()
    plus: str = ""


class StatementEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key message as modules.yaml writes it: the source by short name or in place."""

    id: str
    sv: str
    status: StatementStatus
    source: str | Source | None = None
    sensitive_to: str = ""
    note: str = ""
    safety: bool = False


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One key message. `sensitive_to` says what new evidence could change it."""

    id: str
    sv: str
    status: StatementStatus
    source: Source | None = None
    sensitive_to: str = ""
    note: str = ""
    safety: bool = False


class Link(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The topics, overlays and facet values whose records may touch a module."""

    topics: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()
    facets: dict[str, tuple[str, ...]] = {}


class ModuleEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    title_sv: str
    audiences: tuple[str, ...]
    goals: tuple[str, ...] = ()
    statements: tuple[StatementEntry, ...]
    link: Link = Link()


class Module(msgspec.Struct, frozen=True, kw_only=True):
    """One seminar with its goals and key messages."""

    id: str
    title_sv: str
    audiences: tuple[str, ...]
    goals: tuple[str, ...]
    statements: tuple[Statement, ...]
    link: Link


class Series(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The order in which one audience is given the modules."""

    id: str
    audience: str
    order: tuple[str, ...]


def resolve(entry: ModuleEntry, sources: dict[str, Source]) -> Module:
    """The module with its sources looked up. Raises KeyError with an unknown short name."""
    return Module(
        id=entry.id,
        title_sv=entry.title_sv,
        audiences=entry.audiences,
        goals=entry.goals,
        statements=tuple(
            Statement(
                id=line.id,
                sv=line.sv,
                status=line.status,
                source=sources[line.source] if isinstance(line.source, str) else line.source,
                sensitive_to=line.sensitive_to,
                note=line.note,
                safety=line.safety,
            )
            for line in entry.statements
        ),
        link=entry.link,
    )
