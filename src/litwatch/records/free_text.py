"""What people write freely holds no patient data (digest.md §8.10)."""

from __future__ import annotations

import re

from litwatch.errors import WrongUse

# A Swedish personal identity number.
_PERSONAL_NUMBER = re.compile(r"\b(?:19|20)?\d{6}[-+]?\d{4}\b")


def seems_personal(text: str) -> bool:
    """Whether a free text looks as if it held a Swedish personal identity number."""
    return _PERSONAL_NUMBER.search(text) is not None


def check_free_text(text: str, what: str) -> None:
    """Raise WrongUse when a free text looks as if it held a personal identity number."""
    if seems_personal(text):
        raise WrongUse(
            f"{what} holds something that looks like a personal identity number",
            "Write the reason without any patient data.",
            common="personal",
        )
