"""What a person may answer about post-exertional malaise: digest.md §8.1, the PEM gate.

PEM in the sample: required, occurred or not measured. Worsening: yes with a figure, no, or
not mentioned. Anything else leaves the gate closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from litwatch.digest.edition import Item
from litwatch.digest.numbers import numbers

PEM_FLAG = "safety_pem_check"

# Where exercise can harm; in PICS and after sepsis it is another question (digest.md §8.1–2).
_TOPICS = frozenset({"me_cfs", "postcovid", "postinfectious_general"})
_EXERCISE = re.compile(
    r"exercis\w*|aerobic|graded activity|\bGET\b|resistance training|breathing|respiratory (?:muscle )?training"
    r"|rehabilit\w*|physiotherap\w*|cognitive[- ]behaviou?r\w*|\bCBT\b|\bKBT\b|return to (?:work|activity|sport)"
    r"|(?<!lukt)träning\w*|andningsövning\w*|återgång (?:i|till) (?:arbete|aktivitet)",
    re.IGNORECASE,
)


def asks_for_pem(item: Item) -> bool:
    """Whether PEM and worsening must be told: the flag is set, or the title or what people
    wrote of the intervention speaks of exercise, breathing training or CBT in such a condition.

    The second holds where no machine and no person has set the flag.
    """
    if PEM_FLAG in {flag.id for flag in item.flags}:
        return True
    texts = (item.title, item.words("bottom_line"), item.words("intervention"))
    return bool(_TOPICS & {topic.id for topic in item.topics}) and any(
        _EXERCISE.search(text) for text in texts
    )


Sample = Literal["required", "occurred", "not_measured"]
Worsening = Literal["yes", "no", "not_mentioned"]

# "Krävdes inte" is none of the three: say whether PEM occurred or was not measured.
_SAMPLE: tuple[tuple[Sample, str], ...] = (
    ("not_measured", r"(?:ej|inte) mätt\w*|mättes (?:ej|inte)|framgår (?:ej|inte)|not measured"),
    ("required", r"krävdes(?!\s+(?:inte|ej)\b)|required"),
    ("occurred", r"förekom(?!\s+(?:inte|ej)\b)|occurred"),
)
_WORSENING: tuple[tuple[Worsening, str], ...] = (
    (
        "not_mentioned",
        r"(?:nämns|nämndes|redovisas|redovisades) (?:inte|ej)|ej redovisa[dt]|"
        r"not (?:mentioned|reported)",
    ),
    ("yes", r"ja|yes"),
    ("no", r"nej|no"),
)


def _answer(text: str, answers: Iterable[tuple[str, str]]) -> str | None:
    opening = " ".join(text.split()).casefold()
    return next(
        (answer for answer, words in answers if re.match(rf"(?:{words})(?!\w)", opening)), None
    )


def in_sample(text: str) -> str | None:
    """Which of the three answers a text opens with, or None."""
    return _answer(text, _SAMPLE)


def worsening(text: str) -> str | None:
    """Which of the three answers a text opens with; a "yes" without a figure is none."""
    answer = _answer(text, _WORSENING)
    return None if answer == "yes" and not numbers(text) else answer


def says_nothing(item: Item) -> bool:
    """Whether the reader must be told that the study says nothing of people with PEM."""
    return in_sample(item.words("pem_in_sample")) == "not_measured"
