"""Decks: an edition or a module as PowerPoint slides that can be found and updated later."""

from litwatch.slides.base import LayoutMissing
from litwatch.slides.draw import build_edition_deck, draw_deck
from litwatch.slides.module import plan_module_deck
from litwatch.slides.module_material import Material
from litwatch.slides.plan import plan_deck
from litwatch.slides.slide import SlidePlan

__all__ = [
    "LayoutMissing",
    "Material",
    "SlidePlan",
    "build_edition_deck",
    "draw_deck",
    "plan_deck",
    "plan_module_deck",
]
