"""Decks updated in place: a trainer's own PowerPoint, with litwatch's slides kept true."""

from litwatch.slides.inplace.applying import apply_plan
from litwatch.slides.inplace.finding import managed_keys
from litwatch.slides.inplace.opening import check_closed, open_deck
from litwatch.slides.inplace.plan import UpdatePlan
from litwatch.slides.inplace.planning import plan_update
from litwatch.slides.inplace.wanted import Notice, Wanted

__all__ = [
    "Notice",
    "UpdatePlan",
    "Wanted",
    "apply_plan",
    "check_closed",
    "managed_keys",
    "open_deck",
    "plan_update",
]
