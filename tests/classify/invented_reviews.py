"""Invented titles and abstracts of a review: some about pacing, the others about bridges."""

from __future__ import annotations

import random

_ABOUT = ("pacing", "fatigue", "exertion", "diary", "rest", "relapse", "energy", "walking")
_OTHER = ("steel", "bridge", "girder", "rivet", "span", "river", "paint", "rust")
_COMMON = ("study", "group", "measured", "weeks", "result", "method", "found", "adults", "many")


def text(about: bool, draw: random.Random, words: int = 80) -> str:
    """A text whose every fourth word tells what it is about."""
    own = _ABOUT if about else _OTHER
    return " ".join(draw.choice(own if at % 4 == 0 else _COMMON) for at in range(words))


def review(records: int = 80, included: int = 12, seed: int = 1) -> tuple[list[str], list[bool]]:
    """Texts and labels in an order that tells nothing."""
    draw = random.Random(seed)
    labels = [True] * included + [False] * (records - included)
    draw.shuffle(labels)
    return [text(label, draw) for label in labels], labels
