"""The presentation that slides are drawn on: our own design, or a user's template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.enum.dml import MSO_THEME_COLOR

from litwatch.errors import WrongUse
from litwatch.slides.canvas import WIDE, Canvas, canvas_of, is_landscape
from litwatch.slides.limits import BADGE_SPACE, Box
from litwatch.slides.office import open_presentation
from litwatch.slides.own_design import own_design
from litwatch.slides.placeholders import body_of

# Roles and the names that Office gives their layouts, in English and Swedish, and LibreOffice's.
LAYOUTS: dict[str, tuple[str, ...]] = {
    "opening": ("Title Slide", "Rubrikbild"),
    "message": ("Title and Content", "Rubrik och innehåll", "Title, Content", "Rubrik, innehåll"),
    "chart": ("Title Only", "Endast rubrik", "Bara rubrik"),
}
WIDE_FONT = 0.85  # Verdana's bold is that much wider than Arial's
# Bytes; a template with its pictures stays far below, and the server holds it in memory.
_MAX_UNPACKED = 500 * 2**20


class LayoutMissing(WrongUse):
    """The template lacks a layout that is needed; `there` are the names of those it has."""

    def __init__(self, message: str, remedy: str, there: Sequence[str]) -> None:
        super().__init__(message, remedy)
        self.there = tuple(there)


@dataclass(frozen=True)
class Base:
    """An empty presentation, its layouts by role, and the colours for marks and drafts."""

    presentation: Any  # pptx.presentation.Presentation; python-pptx ships no types
    layouts: dict[str, Any]
    mark: MSO_THEME_COLOR
    pencil: MSO_THEME_COLOR
    canvas: Canvas
    badges: Box  # where the badges have room beside the template's logo
    badge_room: float  # what is reckoned with: a template's font may be wide


def open_base(template: bytes | None, wanted: Mapping[str, str] | None = None) -> Base:
    """Our own design, or the user's template without its slides.

    `wanted` names a layout of the template for a role of LAYOUTS; the other roles take the
    one with a name we know. Raises BadInput for what `slides.office` refuses, LayoutMissing, and
    WrongUse when the slide stands upright.
    """
    if template is None:
        ours = own_design({names[0] for names in LAYOUTS.values()})
        return Base(
            ours,
            _find_layouts(ours, {}),
            mark=MSO_THEME_COLOR.ACCENT_1,
            pencil=MSO_THEME_COLOR.ACCENT_3,
            canvas=WIDE,
            badges=WIDE.badges,
            badge_room=WIDE.badges.width,
        )
    presentation = _opened(template)
    canvas = canvas_of(presentation)
    _drop_slides(presentation)
    # A template's text colour is the one that is known to be readable on its background.
    text = MSO_THEME_COLOR.TEXT_1
    layouts = _find_layouts(presentation, wanted or {})
    badges = beside_logos(layouts, canvas)
    room = badges.width * WIDE_FONT
    return Base(presentation, layouts, text, text, canvas, badges, room)


def template_canvas(template: bytes | None) -> Canvas:
    """The shape of the slides that a template gives, or our own design. Raises as open_base."""
    return WIDE if template is None else canvas_of(_opened(template))


def _opened(template: bytes) -> Any:
    presentation = open_presentation(template, "the template", most=_MAX_UNPACKED)
    _check_shape(presentation)
    return presentation


def _check_shape(presentation: Any) -> None:
    if not is_landscape(presentation):
        wide, high = (
            side / 914400 for side in (presentation.slide_width, presentation.slide_height)
        )
        raise WrongUse(
            f"the template's slides are {wide:.4g} × {high:.4g} inches: they stand upright",
            "In PowerPoint choose Design, Slide Size, Widescreen or Standard (4:3), and save.",
        )


def _find_layouts(presentation: Any, wanted: Mapping[str, str]) -> dict[str, Any]:
    """The layout of each role: the one that is asked for, else the one with a name we know."""
    there = list(presentation.slide_layouts)
    names = [layout.name for layout in there]
    listed = ", ".join(names) or "none"
    if unknown := sorted(wanted.keys() - LAYOUTS.keys()):
        raise WrongUse(
            f"{', '.join(unknown)} is no role of a layout", f"The roles are {', '.join(LAYOUTS)}."
        )
    found: dict[str, Any] = {}
    missing = []
    for role, known in LAYOUTS.items():
        asked = (wanted[role],) if role in wanted else known
        layout = _named(there, asked)
        if layout is None:
            missing.append(" or ".join(asked))
        else:
            found[role] = layout
    if missing:
        raise LayoutMissing(
            f"the template has no layout named {'; nor '.join(missing)}",
            "Rename a layout in the slide master, or name the one to use (--layout ROLE=NAME). "
            f"It has: {listed}.",
            names,
        )
    _check_placeholders(found, names)
    return found


def _named(layouts: Sequence[Any], names: Sequence[str]) -> Any | None:
    by_name = {layout.name.strip().casefold(): layout for layout in reversed(layouts)}
    return next(
        (by_name[n.strip().casefold()] for n in names if n.strip().casefold() in by_name), None
    )


def _check_placeholders(layouts: dict[str, Any], names: Sequence[str]) -> None:
    for role, layout in layouts.items():
        titled = any(shape.placeholder_format.idx == 0 for shape in layout.placeholders)
        if titled and (role == "chart" or body_of(layout) is not None):
            continue
        raise LayoutMissing(
            f"the layout {layout.name!r} lacks a placeholder for title or text",
            "Add it in the slide master, or name another layout (--layout ROLE=NAME). "
            f"It has: {', '.join(names)}.",
            names,
        )


def beside_logos(layouts: dict[str, Any], canvas: Canvas) -> Box:
    """The badges' box, as much narrower as the logos that reach into it ask for."""
    left, top, width, height = canvas.badges
    right = left + width
    pages = [page for layout in layouts.values() for page in (layout, layout.slide_master)]
    for shape in (shape for page in pages for shape in page.shapes if not shape.is_placeholder):
        if not (shape.width and shape.height) or canvas.units(shape.width) > canvas.width / 2:
            continue  # a line, or a band over the slide
        here, there = canvas.units(shape.left), canvas.units(shape.left + shape.width)
        above, below = canvas.units(shape.top), canvas.units(shape.top + shape.height)
        if above < top + height and below > top and here < right and there > left:
            if here + there > canvas.width:
                right = min(right, here - BADGE_SPACE)
            else:
                left = max(left, there + BADGE_SPACE)
    return Box(left, top, right - left, height)


def _drop_slides(presentation: Any) -> None:
    listing = presentation.slides._sldIdLst
    for slide in list(listing):
        presentation.part.drop_rel(slide.rId)
        listing.remove(slide)
    # Sections list the slides by id; ids without slides make PowerPoint offer a repair.
    for extension in presentation.element.xpath(".//p:extLst/p:ext"):
        if any(etree.QName(child).localname == "sectionLst" for child in extension):
            extension.getparent().remove(extension)
