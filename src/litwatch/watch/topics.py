"""Watched conditions with their strategies, overlays that lift priority, sources outside PubMed."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Tier = Literal["core", "named_in_seed", "close_relative", "sentinel"]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

# One record in five read by two: enough to see a drift within a quarter, little enough to be done.
DOUBLE_SHARE = 0.2


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One query that is run and counted by itself; `id` is "" when a topic has only one.

    `version` is its own: in the watch files that of the topic, later that of the version in
    force.
    """

    id: str = ""
    query: str
    version: str = "1.0.0"


class DiagnosisCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code of ICD-10-SE, its Swedish label and how well both are sourced."""

    code: str | None = None
    label_sv: str | None = None
    status: str | None = None


class TopicHeading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A MeSH heading or supplementary concept of a topic, and how the strategy uses it."""

    ui: str
    heading: str = ""
    supplementary: str = ""
    use: str = ""
    maps_to: str = ""
    children: str = ""
    entry_terms: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.heading or self.supplementary


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """A watched condition: its names and codes, and what those who read of it should know."""

    id: str
    tier: Tier
    name_sv: str
    name_en: str
    abbreviations: tuple[str, ...] = ()
    icd10se: DiagnosisCode | None = None
    mesh: tuple[TopicHeading, ...] = ()
    sensitive_extra: str = ""
    nordic_priority: bool = False
    digest_rule: str = ""
    safety_note: str = ""
    expected_load: str = ""
    noise: tuple[str, ...] = ()


class Topic(Condition, frozen=True, kw_only=True):
    """One watched condition. Its strategy is the union of `parts`, each with its own version.

    `double_share` is the share of its records, 0–1, that two people read without seeing each
    other's verdict.
    """

    parts: tuple[Part, ...]
    double_share: float = DOUBLE_SHARE

    @property
    def query(self) -> str:
        """The whole strategy as one query: the parts joined with OR."""
        if len(self.parts) == 1:
            return self.parts[0].query
        return " OR ".join(f"({part.query})" for part in self.parts)

    @property
    def version(self) -> str:
        """The versions of the parts, each told once."""
        return ", ".join(dict.fromkeys(part.version for part in self.parts))


class Overlay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A query that lifts priority for some readers and never excludes."""

    id: str
    use: str
    query: str


class GreySource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source that PubMed does not hold and that people follow by hand."""

    who: str
    what: str
    status: str = ""


class TopicEntry(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A topic as topics.yaml writes it: `query`, or `query_parts` run one by one."""

    version: str = "1.0.0"
    query: str | None = None
    query_parts: dict[str, str] = {}
    double_share: Share = DOUBLE_SHARE

    def topic(self) -> Topic:
        """The topic with its queries' white space collapsed.

        Raises ValueError when there is neither or both of `query` and `query_parts`.
        """
        queries = self.query_parts if self.query is None else {"": self.query, **self.query_parts}
        parts = tuple(
            Part(id=key, query=" ".join(query.split()), version=self.version)
            for key, query in queries.items()
        )
        if not parts or not all(part.query for part in parts):
            raise ValueError("has no query")
        if self.query is not None and self.query_parts:
            raise ValueError("has both query and query_parts")
        known = {name: getattr(self, name) for name in Condition.__struct_fields__}
        known["sensitive_extra"] = " ".join(self.sensitive_extra.split())
        return Topic(**known, parts=parts, double_share=self.double_share)
