"""litwatch's own slides in a deck that a trainer has worked on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from litwatch.slides.memory import Memory, Remembered, read_memory
from litwatch.slides.tagging import remembered_in
from litwatch.slides.tags import Carrier, carriers, read_tags


@dataclass(frozen=True)
class Found:
    """A managed slide: its place from 1, how it was found, and what its fields remember.

    `copy` counts the slides with its key: 1 is the one that is kept up to date, the others were
    duplicated by the trainer and are left as they are.
    """

    slide: Any
    place: int
    key: str
    carrier: Carrier
    copy: int
    last: dict[str, Remembered]

    @property
    def memory_key(self) -> str:
        """The key under which the deck remembers this slide."""
        return self.key if self.copy == 1 else f"{self.key}~{self.copy}"


def find_slides(presentation: Any, memory: Memory) -> tuple[Found, ...]:
    """The managed slides in the deck's order.

    Of slides with one key the one with the most trusted carriers is the first, then the one
    that stands first: a trainer who pastes our source box on a slide of their own makes a copy.
    """
    by_key: dict[str, list[tuple[tuple[bool, int, int], int, Any, Carrier]]] = {}
    for place, slide in enumerate(presentation.slides, 1):
        there = carriers(slide)
        if not there:
            continue
        carrier, key = next(iter(there.items()))
        agreeing = sum(value == key for value in there.values())
        rank = (carrier != "tags", -agreeing, place)
        by_key.setdefault(key, []).append((rank, place, slide, carrier))
    found = []
    for key, slides in by_key.items():
        for copy, (_, place, slide, carrier) in enumerate(sorted(slides, key=lambda s: s[0]), 1):
            name = key if copy == 1 else f"{key}~{copy}"
            # The slide's own tags know best; a copy without any began as the first one did.
            last = remembered_in(read_tags(slide)) or dict(
                memory.slides.get(name) or memory.slides.get(key, {})
            )
            found.append(Found(slide, place, key, carrier, copy, last))
    return tuple(sorted(found, key=lambda one: one.place))


def shapes_of(slide: Any) -> Iterator[Any]:
    """Every shape of a slide, also those that the trainer has put in groups."""
    waiting = list(slide.shapes)
    while waiting:
        shape = waiting.pop(0)
        yield shape
        if shape.element.tag == qn("p:grpSp"):
            waiting += list(shape.shapes)


def managed_keys(presentation: Any) -> frozenset[str]:
    """The keys of the managed slides that are in the deck."""
    return frozenset(one.key for one in find_slides(presentation, read_memory(presentation)))
