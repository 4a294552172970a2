"""What an update will do to a deck: decided before anything is touched, and shown to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from litwatch.slides.inplace.finding import Found
from litwatch.slides.inplace.merge import Deed
from litwatch.slides.inplace.notes import Block
from litwatch.slides.inplace.reading import Shapes
from litwatch.slides.inplace.wanted import Wanted
from litwatch.slides.memory import Memory, Remembered
from litwatch.slides.slide import SlidePlan, Text

WRITTEN: tuple[Deed, ...] = ("write", "add", "clear")

Why = Literal["", "no_room", "animated"]
# copy: the trainer duplicated a slide · unknown: nothing is known by this key today · deleted:
# the trainer took a slide away that we would update · unplaced: a new slide has no layout here.
RemarkKind = Literal["copy", "unknown", "deleted", "unplaced"]


@dataclass(frozen=True)
class FieldChange:
    """One field: the deed, the text there now and the text wanted. `why` ours was not written."""

    field: str
    deed: Deed
    before: str
    after: str
    why: Why = ""
    size: float | None = None  # the points to write in, where the text needs smaller type


@dataclass(frozen=True)
class SlideChange:
    """One managed slide. `notes` are lines added to the trainer's notes, oldest first.

    `old_notes` is the line over what the notes said before a notice took its place.
    """

    found: Found
    wanted: Wanted
    shapes: Shapes
    title: str
    fields: tuple[FieldChange, ...]
    notes: tuple[Text, ...]
    old_notes: Text | None
    block: Block | None
    memory: Mapping[str, Remembered]
    texts: Mapping[str, str]
    retag: bool

    @property
    def written(self) -> tuple[FieldChange, ...]:
        return tuple(one for one in self.fields if one.deed in WRITTEN)

    @property
    def proposed(self) -> tuple[FieldChange, ...]:
        return tuple(one for one in self.fields if one.deed == "propose")

    @property
    def kept(self) -> tuple[FieldChange, ...]:
        """What the trainer changed or took away, and what therefore is left as it is."""
        return tuple(one for one in self.fields if one.deed in ("keep", "propose", "gone"))

    @property
    def touches(self) -> bool:
        """Whether the slide is changed at all, be it only in its tags."""
        return bool(self.written or self.notes or self.retag)


@dataclass(frozen=True)
class Insertion:
    """A new slide that follows the slide at `after` (0: before the first one)."""

    plan: SlidePlan
    after: int


@dataclass(frozen=True)
class Remark:
    """Something a person should know of a slide that is not changed."""

    kind: RemarkKind
    key: str
    place: int = 0


@dataclass(frozen=True)
class UpdatePlan:
    """Everything an update does. `memory` is what the deck remembers afterwards."""

    slides: tuple[SlideChange, ...]
    insertions: tuple[Insertion, ...]
    remarks: tuple[Remark, ...]
    memory: Memory
    memory_changes: bool

    @property
    def empty(self) -> bool:
        """Whether the file stays as it is, to the byte."""
        return not (
            self.memory_changes or self.insertions or any(one.touches for one in self.slides)
        )

    @property
    def needs_person(self) -> bool:
        """Whether the trainer has to look at something: a notice, a proposal, an unknown slide."""
        return any(
            one.proposed
            or (one.wanted.overtaken and one.written)
            or any(change.field == "notice" for change in one.written)
            for one in self.slides
        ) or any(one.kind in ("unknown", "unplaced") for one in self.remarks)
