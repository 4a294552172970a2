"""How the month was searched and read, in numbers: sections 8 and 13, the figures, the manifest."""

from __future__ import annotations

from datetime import date

import msgspec

from litwatch.classify.audit import Missed
from litwatch.digest.names import Name


class Count(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A condition's new records. `searched` is False where no complete window covers the month:
    then the count is a floor, and a zero means nothing."""

    name: Name
    count: int
    searched: bool = True


class Volume(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A topic's new records by month, oldest first; None for a month that was not searched."""

    topic: Name
    months: tuple[tuple[str, int | None], ...]


class Cell(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many of the month's likely records on a topic have a study design."""

    topic: Name
    design: Name
    count: int


class Flow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The month in numbers: hits of all strategies → unique → new → likely → read → included → items.

    `items` are the month's own; `carried` full items come from earlier months besides.
    """

    hits: int = 0
    unique: int = 0
    new: int = 0
    likely: int = 0
    read: int = 0
    included: int = 0
    items: int = 0
    carried: int = 0


class StrategyLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one strategy found in the month's windows, with the version that was sent."""

    topic: Name
    part: str = ""
    version: str
    hits: int
    fetched: int
    known: int
    missing: int
    complete: bool
    first: date | None = None
    last: date | None = None


class Agreement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far two readers agreed on the month's records that both read.

    `kappa` is Cohen's over include, maybe and exclude, with its 95 % interval; None where it
    is not defined (nobody read twice, or one verdict only).
    """

    read: int
    twice: int
    same: int = 0
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


class Method(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Section 13, and the manifest: how the selection was made."""

    strategies: tuple[StrategyLine, ...] = ()
    searched_from: date | None = None
    searched_to: date | None = None
    fetched_on: date | None = None
    model: str = ""
    schema: str = ""
    litwatch: str = ""
    roles: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    unsearched: tuple[Name, ...] = ()  # watched parts without complete windows for the month
    agreement: Agreement | None = None
    audit: Missed | None = None  # of low-ranked records; None where no sample has been drawn
