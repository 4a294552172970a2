"""Decks: an edition as PowerPoint slides that can be found and updated later."""

from litwatch.slides.draw import build_edition_deck
from litwatch.slides.plan import plan_deck
from litwatch.slides.read import SlideText, deck_texts
from litwatch.slides.slide import SlidePlan

__all__ = ["SlidePlan", "SlideText", "build_edition_deck", "deck_texts", "plan_deck"]
