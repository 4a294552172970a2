"""How far two people who read the same records agree, beyond chance. Pure.

Cohen's kappa (Cohen 1960) with the large-sample standard error of Fleiss, Cohen and Everitt
(1969).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from litwatch.records import Verdict

Z = 1.959964  # of a 95 % interval


class Kappa(NamedTuple):
    """Cohen's kappa, −1 to 1, and its 95 % interval."""

    value: float
    low: float
    high: float


def kappa(pairs: Sequence[tuple[Verdict, Verdict]]) -> Kappa | None:
    """Cohen's kappa of pairs (first reader, second reader).

    None where it is not defined: no pair, or all of both readers' verdicts are one and the
    same, so that chance alone gives full agreement. Where they agree on every record the
    standard error is nil, whatever the number read; the lower limit is then that of the
    share agreed upon (Wilson 1927: n / (n + z²)) with the chance held fast.
    """
    total = len(pairs)
    if not total:
        return None
    cells = Counter(pairs)
    first = {verdict: n / total for verdict, n in Counter(one for one, _ in pairs).items()}
    second = {verdict: n / total for verdict, n in Counter(two for _, two in pairs).items()}
    same = sum(one == two for one, two in pairs)
    agreed = same / total
    chance = sum(share * second.get(verdict, 0.0) for verdict, share in first.items())
    if first.keys() == second.keys() and len(first) == 1:
        return None
    value = (agreed - chance) / (1 - chance)
    if same == total:
        return Kappa(value, (total / (total + Z * Z) - chance) / (1 - chance), 1.0)
    # Fleiss, Cohen & Everitt 1969, eq. 13: the diagonal, what lies off it, and the square.
    diagonal = off = 0.0
    for (one, two), number in cells.items():
        share = number / total
        if one == two:
            margins = first[one] + second[one]
            diagonal += share * ((1 - chance) - margins * (1 - agreed)) ** 2
        else:
            off += share * (second.get(one, 0.0) + first.get(two, 0.0)) ** 2
    variance = (
        diagonal + (1 - agreed) ** 2 * off - (agreed * chance - 2 * chance + agreed) ** 2
    ) / (total * (1 - chance) ** 4)
    half = Z * math.sqrt(max(0.0, variance))
    return Kappa(value, max(-1.0, value - half), min(1.0, value + half))


def pairs_of(readings: Iterable[Sequence[Verdict]]) -> list[tuple[Verdict, Verdict]]:
    """The first two readers' verdicts of each record that two people have read.

    Each reading is one record's live verdict of each reviewer, who read it first before others.
    """
    return [(said[0], said[1]) for said in readings if len(said) > 1]
