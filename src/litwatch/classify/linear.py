"""Linear: a linear model over terms, without its papers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Linear(NamedTuple):
    """`vocabulary`, `idf` and `weights` run side by side; see `model.Model` for the margin."""

    vocabulary: tuple[str, ...]
    idf: Floats
    weights: Floats
    intercept: float
