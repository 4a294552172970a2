"""Where a new slide goes in a trainer's deck, and which of the deck's layouts it is drawn on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR

from litwatch.slides.base import LAYOUTS, WIDE_FONT, Base, beside_logos
from litwatch.slides.canvas import canvas_of, is_landscape
from litwatch.slides.inplace.plan import Insertion
from litwatch.slides.inplace.wanted import Wanted
from litwatch.slides.memory import Memory
from litwatch.slides.placeholders import body_of


def placed(
    presentation: Any, wanted: Mapping[str, Wanted], here: Mapping[str, int], memory: Memory
) -> tuple[tuple[Insertion, ...], tuple[str, ...]]:
    """The new slides with their places, and the keys of those that this deck cannot take.

    Only slides of an edition or module that the deck was built for, which it never had: what
    the trainer deleted is remembered and stays away. Each goes after its neighbour in the
    litwatch deck, wherever the trainer has moved that.
    """
    insertions, unplaced = [], []
    neighbour = 0
    able = takes_new_slides(presentation)
    series = ""
    for key, one in wanted.items():
        if one.series != series:
            series, neighbour = one.series, 0
        if key in here:
            neighbour = here[key]
        elif one.plan is None or one.notice is not None or one.series not in memory.series:
            continue
        elif key not in memory.slides:
            if not able:
                unplaced.append(key)
                continue
            after = neighbour or _before_next(key, wanted, here, len(presentation.slides))
            insertions.append(Insertion(one.plan, after))
    return tuple(insertions), tuple(unplaced)


def _before_next(key: str, wanted: Mapping[str, Wanted], here: Mapping[str, int], end: int) -> int:
    """The place before the next neighbour that is there, else the deck's end."""
    keys = list(wanted)
    series = wanted[key].series
    later = [here[k] for k in keys[keys.index(key) :] if k in here and wanted[k].series == series]
    return later[0] - 1 if later else end


def takes_new_slides(presentation: Any) -> bool:
    """Whether the slides do not stand upright, and have a layout with title and text."""
    return is_landscape(presentation) and _layout(presentation, "message") is not None


def base_of(presentation: Any) -> Base:
    """The trainer's presentation with its layouts by role, for drawing single slides."""
    message = _layout(presentation, "message")
    layouts = {role: _layout(presentation, role) or message for role in LAYOUTS}
    layouts = {role: layout for role, layout in layouts.items() if layout is not None}
    canvas = canvas_of(presentation)
    if _is_own_design(presentation):
        accents = MSO_THEME_COLOR.ACCENT_1, MSO_THEME_COLOR.ACCENT_3
        badges = canvas.badges
        return Base(presentation, layouts, *accents, canvas, badges, badges.width)
    text, badges = MSO_THEME_COLOR.TEXT_1, beside_logos(layouts, canvas)
    return Base(presentation, layouts, text, text, canvas, badges, badges.width * WIDE_FONT)


def _layout(presentation: Any, role: str) -> Any:
    """The layout by the names that Office gives it, else the first one with what it needs."""
    names = {name.casefold() for name in LAYOUTS[role]}
    layouts = [one for master in presentation.slide_masters for one in master.slide_layouts]
    fit = [one for one in layouts if _has_title(one) and (role == "chart" or body_of(one))]
    named = [one for one in fit if one.name.casefold() in names]
    return next(iter([*named, *fit]), None)


def _has_title(layout: Any) -> bool:
    kinds = {one.element.ph.get("type") for one in layout.placeholders}
    return bool(kinds & {"title", "ctrTitle"})


def _is_own_design(presentation: Any) -> bool:
    relations = presentation.slide_master.part.rels.values()
    themes = [one.target_part.blob for one in relations if one.reltype.endswith("/theme")]
    return any(b'name="litwatch"' in theme[:600] for theme in themes)
