"""What the deck of a seminar module is made from: its key messages and what stands behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from litwatch.curriculum.resting import FALLEN, sources
from litwatch.curriculum.wordings import Wording
from litwatch.digest.edition import Item
from litwatch.digest.pem import asks_for_pem, in_sample, worsening
from litwatch.records import State
from litwatch.slides.findings import may_be_shown
from litwatch.store.statements import Relation
from litwatch.watch.modules import Module

# What PubMed has deleted can no longer be read: nothing new is taught on its strength.
_LOST: frozenset[State] = FALLEN | {"gone"}

Standing = Literal["said", "draft", "under_review", "retired"]


@dataclass(frozen=True)
class Material:
    """A module as the store has it at `made_at`.

    `wordings` are its key messages in order. `works` are the stored works that they rest on or
    that people have set against them, by record id. `published` tells when a published edition
    first showed a work. `since` is the day of the seminar before; None for no day.
    """

    module: Module
    wordings: tuple[Wording, ...]
    made_at: datetime
    works: Mapping[str, Item] = field(default_factory=dict)
    relations: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    published: Mapping[str, date] = field(default_factory=dict)
    since: date | None = None

    def cited(self, one: Wording) -> tuple[Item, ...]:
        """The stored works that a message rests on and that a slide may cite."""
        return tuple(work for work in self._stored(one) if _may_be_cited(work))

    def unstored(self, one: Wording) -> tuple[str, ...]:
        """The ids of works that a message rests on and of which nothing is stored."""
        return tuple(key for key in one.now.pmids if key not in self.works)

    def lost(self, one: Wording) -> tuple[Item, ...]:
        """The works under a message that are retracted, withdrawn or deleted."""
        return tuple(work for work in self._stored(one) if work.state in _LOST)

    def unanswered(self, one: Wording) -> tuple[Item, ...]:
        """Works under a message of which the PEM gate asks and nobody has answered (§8.1)."""
        if one.origin == "guidance":
            return ()
        return tuple(work for work in self.cited(one) if not _pem_is_told(work))

    def said_of(self, one: Wording) -> tuple[tuple[Relation, Item], ...]:
        """What people say of stored works and the message, where a slide may cite the work."""
        return tuple(
            (said, work)
            for said in self.relations.get(one.id, ())
            if (work := self.works.get(said.record_id)) is not None and _may_be_cited(work)
        )

    def standing(self, one: Wording) -> Standing:
        """How a new deck shows a message: a draft is any that nobody may take for reviewed."""
        if one.now.lifecycle == "retired":
            return "retired"
        if one.now.lifecycle == "under_review" or self.lost(one):
            return "under_review"
        return "draft" if one.origin == "draft" or self.unanswered(one) else "said"

    def _stored(self, one: Wording) -> tuple[Item, ...]:
        return tuple(self.works[key] for key in one.now.pmids if key in self.works)


def named_source(one: Wording) -> str:
    """The source that a message names in words, where that is not one of its works.

    The watch files name a work by its PMID and in words: that is one source.
    """
    return one.now.source if sources(one) > len(one.now.pmids) else ""


def _may_be_cited(work: Item) -> bool:
    return may_be_shown(work) and work.state not in _LOST


def _pem_is_told(work: Item) -> bool:
    told = in_sample(work.words("pem_in_sample")) and worsening(work.words("worsening"))
    return bool(told) or not asks_for_pem(work)
