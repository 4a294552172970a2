"""What a leniently read query is made of: tokens, terms, groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from litwatch.search.tags import canonical


@dataclass
class Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass(eq=False)
class Words:
    """A term: its words without quotes at `start` … `text_start` …, and its tag if it has one."""

    text: str
    quoted: bool
    start: int
    end: int
    text_start: int
    group: Group
    tag: Token | None = None
    is_range: bool = False

    @property
    def words_end(self) -> int:
        """The character after the words and their quotes, before the tag."""
        return self.text_start + len(self.text) + self.quoted

    @property
    def field(self) -> str:
        """The short name of the field; "" without a tag."""
        return canonical(self.tag.text).partition(":")[0] if self.tag else ""

    @property
    def modifier(self) -> str:
        """What stands behind the colon of the tag: `noexp`, `~3`."""
        return canonical(self.tag.text).partition(":")[2] if self.tag else ""


@dataclass(eq=False)
class Group:
    """Items between parentheses (or the whole query) and the operator before each but the first."""

    start: int
    end: int
    parent: Group | None
    items: list[Words | Group] = field(default_factory=list)
    operators: list[Token | None] = field(default_factory=list)
    waiting: list[Token] = field(default_factory=list)
    tag: Token | None = None

    def before(self, place: int) -> str:
        """The operator before an item; side by side means AND; "" before the first."""
        if not place:
            return ""
        operator = self.operators[place - 1]
        return operator.text if operator else "AND"

    @property
    def kinds(self) -> set[str]:
        """The operators that join the items."""
        return {self.before(place) for place in range(1, len(self.items))}

    def under(self) -> Iterator[Words]:
        """The terms of the group and of the groups in it, in their order."""
        left: list[Words | Group] = [*reversed(self.items)]
        while left:
            item = left.pop()
            if isinstance(item, Group):
                left += reversed(item.items)
            else:
                yield item
