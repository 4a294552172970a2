"""A query as a tree. Equal queries give equal trees, wherever their terms stood in the text."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date

Span = tuple[int, int]


class _Cached:
    """Hashes a node once: every match looks its tree up by it."""

    def __hash__(self) -> int:
        known = self.__dict__.get("_hash")
        if known is None:
            values = (getattr(self, part.name) for part in fields(self) if part.compare)  # type: ignore[arg-type]
            known = self.__dict__["_hash"] = hash((type(self), *values))
        return int(known)


@dataclass(frozen=True)
class Term(_Cached):
    """Words searched in one field.

    `tag` is the short name of the field (search.tags), an unknown tag as it was written, or
    "" for none. `phrase`: in quotes. `truncated`: a final `*`, which `text` leaves out.
    `proximity`: the N of `[tiab:~N]`. `span`: first and last+1 character in the query.
    """

    text: str
    tag: str = ""
    phrase: bool = False
    truncated: bool = False
    proximity: int | None = None
    span: Span = field(default=(0, 0), compare=False)
    __hash__ = _Cached.__hash__


@dataclass(frozen=True)
class DateRange(_Cached):
    """Days `first` to `last`, both included, of the date that `tag` names."""

    tag: str
    first: date
    last: date
    span: Span = field(default=(0, 0), compare=False)
    __hash__ = _Cached.__hash__


@dataclass(frozen=True)
class And(_Cached):
    children: tuple[Node, ...]
    __hash__ = _Cached.__hash__


@dataclass(frozen=True)
class Or(_Cached):
    children: tuple[Node, ...]
    __hash__ = _Cached.__hash__


@dataclass(frozen=True)
class Not(_Cached):
    """What `wanted` finds and `unwanted` does not."""

    wanted: Node
    unwanted: Node
    __hash__ = _Cached.__hash__


Node = Term | DateRange | And | Or | Not
