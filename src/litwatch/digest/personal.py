"""Personal identity numbers, which may stand nowhere in an edition (digest.md §8.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Year, month, day (plus 60 in a coordination number), sign, four digits.
_PATTERN = re.compile(
    r"(?<![\w-])(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
    r"(?P<sign>[-+\N{EN DASH}\N{NON-BREAKING HYPHEN}\s]?)[0-9]{4}(?![\w-])"
)


def personal_numbers(text: str) -> Iterator[str]:
    """What looks like a Swedish personal identity number; without a sign only if it checks."""
    for hit in _PATTERN.finditer(text):
        if hit["sign"].strip() or _checks(hit.group()):
            yield hit.group()


def _checks(words: str) -> bool:
    """Luhn's check over the last ten digits (Skatteverket, SKV 704)."""
    digits = [int(char) for char in words if char.isdecimal()][-10:]
    doubled = [digit * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(part // 10 + part % 10 for part in doubled) % 10 == 0
