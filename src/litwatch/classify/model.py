"""Model: a linear model of terms with its calibration, bands and manifest.

Scoring needs numpy only; how a model is trained is in `train`, how its files are written and
checked in `model_files`, how many texts are scored at once in `counting`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from litwatch.classify import counting
from litwatch.classify.bands import Bands
from litwatch.classify.features import FEATURES, Text, read
from litwatch.classify.linear import Floats, Linear
from litwatch.classify.manifest import Manifest, libraries, sealed, sha256
from litwatch.classify.model_files import FORMAT, Parts, pack, packed, unpacked, vocabulary_bytes
from litwatch.classify.signs import is_sign
from litwatch.records import Record

PACKAGED = Path(__file__).parent / "starting_model"

# Under this share of known words a text is not read: Russian, Swedish or a broken extract. Of 2,290
# topical English abstracts none lies below .26, and half above .7; Swedish, German and Spanish
# texts lie below .1.
READABLE = 0.25

TOGETHER = 500  # records scored at once: arrays of a few megabytes


@dataclass(frozen=True)
class Model:
    """A trained model. `vocabulary`, `idf` and `weights` run side by side.

    The probability is 1 / (1 + exp(−(slope · margin + offset))), Platt's calibration of the
    linear margin. Words and pairs weigh (1 + ln count) · idf and are scaled to length one; a sign
    adds its weight as it is.
    """

    manifest: Manifest
    vocabulary: tuple[str, ...]
    idf: Floats
    weights: Floats
    intercept: float
    calibration: tuple[float, float]
    bands: Bands

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def line(self) -> Linear:
        """The model without its papers."""
        return Linear(self.vocabulary, self.idf, self.weights, self.intercept)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.vocabulary)}

    @cached_property
    def _is_word(self) -> NDArray[np.bool_]:
        return np.array([not is_sign(term) for term in self.vocabulary], dtype=np.bool_)

    @cached_property
    def _numbers(self) -> counting.Numbers:
        return counting.Numbers.of(self.vocabulary)

    def margins(self, texts: Sequence[Text]) -> tuple[Floats, Floats]:
        """The linear margin of each text, and the share (0–1) of its words that the model knows.

        Without a known term the margin is the intercept; without a word the share is 0.
        """
        return counting.margins(self._numbers, self.line, self._is_word, texts)

    def margin(self, counts: Mapping[str, int]) -> float:
        """The linear margin of counted features, such as a record's words with its tags."""
        places, shares = self._shares(counts)
        return float(shares @ self.weights[places]) + self.intercept

    def contributions(self, counts: Mapping[str, int]) -> dict[str, float]:
        """How far each known term of a text moves the margin; with the intercept they sum to it."""
        places, shares = self._shares(counts)
        moved = shares * self.weights[places]
        return {self.vocabulary[at]: float(by) for at, by in zip(places, moved, strict=True)}

    def shares(self, counts: Mapping[str, int]) -> dict[str, float]:
        """What each known word and pair counts for in a text; their squares sum to one."""
        places, shares = self._shares(counts)
        are_words = self._is_word[places]
        return {
            self.vocabulary[at]: float(share)
            for at, share in zip(places[are_words], shares[are_words], strict=True)
        }

    def _shares(self, counts: Mapping[str, int]) -> tuple[NDArray[np.int64], Floats]:
        """The places of the known terms, rising, and what each counts for: see the class."""
        place = self._place
        known = sorted(
            (at, count) for term, count in counts.items() if (at := place.get(term, -1)) >= 0
        )
        if not known:
            return np.array([], dtype=np.int64), np.array([])
        places = np.array([pair[0] for pair in known])
        values = (1.0 + np.log([pair[1] for pair in known])) * self.idf[places]
        are_words = self._is_word[places]
        words = values[are_words]
        if len(words):
            values[are_words] = words / np.sqrt(words @ words)
        return places, values

    def score(self, records: Sequence[Record]) -> list[float]:
        """The probability 0–1 of topic relevance of each record, each by itself, in order."""
        return [score for score, _ in self.judge(records)]

    def judge(self, records: Sequence[Record]) -> list[tuple[float, float]]:
        """The probability of each record, and the share of its words that the model knows."""
        found: list[tuple[float, float]] = []
        for start in range(0, len(records), TOGETHER):
            texts = [read(record) for record in records[start : start + TOGETHER]]
            margins, known = self.margins(texts)
            found += zip(map(self.probability, margins.tolist()), known.tolist(), strict=True)
        return found

    def probability(self, margin: float) -> float:
        """The calibrated probability of a margin."""
        slope, offset = self.calibration
        # The clip keeps exp() in range; beyond it the probability is 0 or 1 to 15 digits.
        return 1.0 / (1.0 + math.exp(-max(-500.0, min(500.0, slope * margin + offset))))

    def save(self, folder: Path) -> None:
        """Write the three files into `folder`, which is made when missing."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files(self).items():
            (folder / name).write_bytes(data)

    @classmethod
    def load(cls, folder: Path | None = None) -> Model:
        """The model in `folder`; without one, the packaged starting model.

        Raises StoreDamaged when a file is missing, altered, or of another version.
        """
        manifest, line, calibration, bands = unpacked(PACKAGED if folder is None else folder)
        return cls(manifest, *line, calibration, bands)


def files(model: Model) -> dict[str, bytes]:
    """The bytes of a model's files by name; the same model gives the same bytes."""
    return packed(Parts(model.manifest, model.line, model.calibration, model.bands))


def with_papers(
    line: Linear, calibration: tuple[float, float], bands: Bands, told: Manifest
) -> Model:
    """A model from its numbers and what is told of it.

    `told.id` is the first part of its id; the hash of the weights is added. What follows from
    the numbers (hashes, format, versions, bands, number of terms) is filled in here, whatever
    `told` has there.
    """
    weights = sha256(pack(line, calibration, bands))
    papers = msgspec.structs.replace(
        told,
        id=f"{told.id}-{weights[:8]}",
        format=FORMAT,
        features=FEATURES,
        terms=len(line.vocabulary),
        bands=bands,
        libraries=libraries(),
        weights_sha256=weights,
        vocabulary_sha256=sha256(vocabulary_bytes(line.vocabulary)),
    )
    return Model(sealed(papers), *line, calibration, bands)
