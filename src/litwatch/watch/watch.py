"""Watch: all that is watched, in one value."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Protocol, TypeVar

import msgspec

from litwatch.errors import WrongUse
from litwatch.watch.facets import Facet
from litwatch.watch.mesh import MeshTree
from litwatch.watch.modules import Module, Series
from litwatch.watch.topics import GreySource, Overlay, Topic


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


class Watch(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """All that is watched. Tuples keep the order of the files."""

    topics: tuple[Topic, ...]
    overlays: tuple[Overlay, ...]
    animal_filter: str
    grey_watch: tuple[GreySource, ...]
    facets: tuple[Facet, ...]
    modules: tuple[Module, ...]
    series: tuple[Series, ...]
    mesh: MeshTree

    def topic(self, topic_id: str) -> Topic:
        """The topic with this id. Raises WrongUse that names the nearest ids."""
        return _pick(self.topics, topic_id, "topic")

    def overlay(self, overlay_id: str) -> Overlay:
        """The overlay with this id. Raises WrongUse that names the nearest ids."""
        return _pick(self.overlays, overlay_id, "overlay")

    def facet(self, facet_id: str) -> Facet:
        """The facet with this id. Raises WrongUse that names the nearest ids."""
        return _pick(self.facets, facet_id, "facet")

    def module(self, module_id: str) -> Module:
        """The module with this id, or the only one whose id begins so: `m11` is m11_efter_….

        Raises WrongUse that names the ids that begin so, or the nearest ones.
        """
        beginning = [one for one in self.modules if module_id and one.id.startswith(module_id)]
        if len(beginning) > 1 and module_id not in {one.id for one in beginning}:
            raise WrongUse(
                f"{len(beginning)} modules begin with {module_id!r}",
                f"Say which: {', '.join(one.id for one in beginning)}.",
            )
        if len(beginning) == 1:
            return beginning[0]
        return _pick(self.modules, module_id, "module")


def _pick(items: Iterable[N], wanted: str, kind: str) -> N:
    by_id = {item.id: item for item in items}
    if wanted in by_id:
        return by_id[wanted]
    near = get_close_matches(wanted, by_id, n=3, cutoff=0.5) or list(by_id)
    raise WrongUse(
        f"there is no {kind} {wanted!r}",
        f"Did you mean {', '.join(near)}?",
        common="unknown_choice",
        about=", ".join(near),
    )
