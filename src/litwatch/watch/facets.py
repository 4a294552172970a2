"""Facets: the dimensions along which records are tagged, and their values with cues."""

from __future__ import annotations

import msgspec


class FacetValue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value with what a machine may propose it on: cue stems, headings, publication types.

    `level` is the evidence level of a study design as text, "" when the design has none.
    `trigger` describes in words, or lists cue stems, when a flag is raised.
    """

    id: str
    sv: str
    en: str
    cues: tuple[str, ...] = ()
    title_cues: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    pt: tuple[str, ...] = ()
    affiliation: tuple[str, ...] = ()
    level: str = ""
    sets_flag: str = ""
    audience: tuple[str, ...] = ()
    trigger: tuple[str, ...] | str = ()
    effect: str = ""
    rule: str = ""
    digest_rule: str = ""
    note: str = ""


class Facet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dimension. `multi`: a record may carry several of its values."""

    id: str
    label_sv: str
    label_en: str
    multi: bool
    values: tuple[FacetValue, ...]
    rule: str = ""

    def value(self, value_id: str) -> FacetValue | None:
        """The value with this id; None when the facet has no such value."""
        return next((value for value in self.values if value.id == value_id), None)
