"""Model: a linear model of terms with its calibration, bands and manifest, as plain files.

`weights.npz` (arrays, never pickled), `vocabulary.txt` (one term a line, in the order of the
weights) and `manifest.json` (what it was made from and how it did). A folder whose parts do
not fit each other, or this version of litwatch, is refused: no score is better than a wrong one.
Scoring needs numpy only; how a model is trained is in `train`.
"""

from __future__ import annotations

import hashlib
import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from litwatch.classify.bands import Bands
from litwatch.classify.features import FEATURES, Text, function_words, is_function_word, read
from litwatch.classify.signs import is_sign
from litwatch.classify.stream import pair, stream
from litwatch.errors import StoreDamaged
from litwatch.records import Record

FORMAT = 2
PACKAGED = Path(__file__).parent / "starting_model"
REMEDY = "Make it again with `make model`, or install litwatch again."

# Under this share of known words a text is not read: Russian, Swedish or a broken extract. Of 2,290
# topical English abstracts none lies below .26, and half above .7; Swedish, German and Spanish
# texts lie below .1.
READABLE = 0.25

TOGETHER = 500  # records scored at once: arrays of a few megabytes

_ARRAYS = ("idf", "weights", "intercept", "calibration", "cuts")
Floats = NDArray[np.float64]


class Measured(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a model did on records that it had not seen. `kept` are positives above the cut."""

    positives: int
    negatives: int
    auc: float | None = None
    average_precision: float | None = None
    brier: float | None = None
    kept: int = 0
    recall_at_cut: float | None = None
    recall_low: float = 0.0
    recall_high: float = 1.0
    negatives_above_cut: float | None = None
    note: str = ""


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a reliability curve: of `records` scored `mean` on average, `positives` were.

    `low` and `high` bound the share of positives (95 % Wilson score interval).
    """

    mean: float
    records: int
    positives: int
    low: float
    high: float


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One source of training records, and how many of either label it gave."""

    name: str
    positives: int
    negatives: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a model is, was made from, and does not mean. Holds no text of any record."""

    id: str
    question: str = "relevance"  # relevance or usefulness
    base: str = ""  # the model that decisions corrected; empty where it was learnt from nothing
    format: int
    features: int
    about: str
    seed: int
    terms: int
    positives: int
    negatives: int
    sources: tuple[Source, ...]
    first: str
    last: str
    strategies: dict[str, str]
    bands: Bands
    metrics: dict[str, Measured]
    # Positive examples of each watched condition; a condition with none is listed with 0.
    topics: dict[str, int]
    # How often records that are newer than all training were about a condition, by their score.
    reliability: tuple[Bin, ...]
    libraries: dict[str, str]
    weights_sha256: str
    vocabulary_sha256: str
    # Of this manifest as written, with this field empty.
    manifest_sha256: str = ""


class _Version(msgspec.Struct, frozen=True):
    id: str
    format: int
    features: int


class _Words(dict[str, int]):
    """Words to numbers; all that are not there have one number, the last but one."""

    unknown: int

    def __missing__(self, word: str) -> int:
        return self.unknown


@dataclass(frozen=True)
class _Numbers:
    """A vocabulary by number. The arrays' last place stands for a gap between passages."""

    word: _Words
    single: NDArray[np.int64]  # the place of a word in the vocabulary, or -1
    in_pair: NDArray[np.bool_]
    counts: NDArray[np.bool_]  # neither a gap, a sign nor a function word
    pairs: NDArray[np.int64]  # rising
    pair_at: NDArray[np.int64]

    @classmethod
    def of(cls, vocabulary: Sequence[str]) -> _Numbers:
        halves = [term.split(" ") for term in vocabulary]
        is_pair = [len(half) == 2 and not is_sign(half[0]) for half in halves]
        word = _Words()
        for term, half, paired in zip(vocabulary, halves, is_pair, strict=True):
            for each in half if paired else [term]:
                word.setdefault(each, len(word))
        for each in function_words():
            word.setdefault(each, len(word))
        word.unknown = len(word)
        size = len(word) + 2
        single, in_pair = np.full(size, -1), np.zeros(size, dtype=np.bool_)
        found = []
        for place, (term, half, paired) in enumerate(zip(vocabulary, halves, is_pair, strict=True)):
            if paired:
                first, second = word[half[0]], word[half[1]]
                in_pair[[first, second]] = True
                found.append(((first + 1) * size + second, place))
            else:
                single[word[term]] = place
        found.sort()
        counts = np.ones(size, dtype=np.bool_)
        counts[-1] = False
        for each, at in word.items():
            if is_sign(each) or is_function_word(each):
                counts[at] = False
        return cls(
            word,
            single,
            in_pair,
            counts,
            np.array([key for key, _ in found], dtype=np.int64),
            np.array([at for _, at in found], dtype=np.int64),
        )


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

    @cached_property
    def _place(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.vocabulary)}

    @cached_property
    def _is_word(self) -> NDArray[np.bool_]:
        return np.array([not is_sign(term) for term in self.vocabulary], dtype=np.bool_)

    @cached_property
    def _numbers(self) -> _Numbers:
        return _Numbers.of(self.vocabulary)

    def margins(self, texts: Sequence[Text]) -> tuple[Floats, Floats]:
        """The linear margin of each text, and the share (0–1) of its words that the model knows.

        Without a known term the margin is the intercept; without a word the share is 0.
        Each text is summed by itself, in the order of terms: company changes nothing.
        """
        numbers, rows = self._numbers, len(texts)
        at, row = stream(texts, numbers.word.__getitem__)
        single = numbers.single[at]
        first, second = at[:-1], at[1:]
        together = numbers.in_pair[first] & numbers.in_pair[second]
        pairs = pair(first[together], second[together], len(numbers.in_pair))
        spot = np.minimum(np.searchsorted(numbers.pairs, pairs), len(numbers.pairs) - 1)
        is_pair = numbers.pairs[spot] == pairs if len(numbers.pairs) else np.zeros(0, dtype=bool)
        size = max(1, len(self.vocabulary))
        known = single >= 0
        keys = np.concatenate(
            [
                row[known] * size + single[known],
                row[:-1][together][is_pair] * size + numbers.pair_at[spot[is_pair]],
            ]
        )
        keys, often = np.unique(keys, return_counts=True)
        row_of, term = np.divmod(keys, size)
        is_word = self._is_word[term]
        value = (1.0 + np.log(often)) * self.idf[term]
        squares = np.bincount(row_of, np.where(is_word, value * value, 0.0), minlength=rows)
        length = np.sqrt(np.where(squares > 0, squares, 1.0))
        value = np.where(is_word, value / length[row_of], value) * self.weights[term]
        margins = np.bincount(row_of, value, minlength=rows) + self.intercept
        counted = numbers.counts[at]
        read = np.bincount(row[counted], minlength=rows)
        understood = np.bincount(row[counted & known], minlength=rows).astype(np.float64)
        share: Floats = understood / np.maximum(1, read)
        return margins.astype(np.float64), share

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
        return _load(PACKAGED if folder is None else folder)


def files(model: Model) -> dict[str, bytes]:
    """The bytes of a model's files by name; the same model gives the same bytes."""
    manifest = _manifest_bytes(model.manifest)
    return {
        "weights.npz": pack(
            model.idf, model.weights, model.intercept, model.calibration, model.bands
        ),
        "vocabulary.txt": vocabulary_bytes(model.vocabulary),
        "manifest.json": manifest,
    }


def _manifest_bytes(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def sealed(manifest: Manifest) -> Manifest:
    """The manifest with its own hash, by which an altered byte is found."""
    unsealed = msgspec.structs.replace(manifest, manifest_sha256="")
    return msgspec.structs.replace(manifest, manifest_sha256=sha256(_manifest_bytes(unsealed)))


def vocabulary_bytes(vocabulary: Sequence[str]) -> bytes:
    return "".join(f"{term}\n" for term in vocabulary).encode()


def pack(
    idf: Floats,
    weights: Floats,
    intercept: float,
    calibration: tuple[float, float],
    bands: Bands,
) -> bytes:
    """The arrays as an .npz whose bytes depend on nothing but the numbers.

    The calibration and the cuts lie here too, so that the hash of the weights covers all
    that a score depends on.
    """
    arrays = (
        idf.astype(np.float32),
        weights.astype(np.float32),
        np.float64(intercept),
        np.array(calibration, dtype=np.float64),
        np.array([bands.unlikely_below, bands.likely_from], dtype=np.float64),
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in zip(_ARRAYS, arrays, strict=True):
            data = io.BytesIO()
            np.lib.format.write_array(data, np.asanyarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy")  # its default date is fixed: 1980-01-01
            archive.writestr(entry, data.getvalue(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _load(folder: Path) -> Model:
    try:
        manifest_bytes = (folder / "manifest.json").read_bytes()
        weights_bytes = (folder / "weights.npz").read_bytes()
        words_bytes = (folder / "vocabulary.txt").read_bytes()
    except OSError as error:
        raise StoreDamaged(
            f"the model in {folder.name} lacks a file: {error.strerror} "
            f"({Path(str(error.filename)).name})",
            REMEDY,
        ) from error
    try:
        _check_version(msgspec.json.decode(manifest_bytes, type=_Version))
        manifest = msgspec.json.decode(manifest_bytes, type=Manifest)
    except msgspec.MsgspecError as error:
        raise StoreDamaged(f"the manifest of the model is not readable: {error}", REMEDY) from error
    if manifest_bytes != _manifest_bytes(sealed(manifest)):
        raise StoreDamaged(f"the manifest of model {manifest.id} has been altered", REMEDY)
    _check(manifest, weights_bytes, words_bytes)
    try:
        with np.load(io.BytesIO(weights_bytes), allow_pickle=False) as arrays:
            idf, weights = (arrays[name].astype(np.float64) for name in ("idf", "weights"))
            intercept = float(arrays["intercept"])
            slope, offset = (float(number) for number in arrays["calibration"])
            below, likely = (float(number) for number in arrays["cuts"])
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise StoreDamaged(
            f"the weights of model {manifest.id} are not readable", REMEDY
        ) from error
    vocabulary = tuple(words_bytes.decode().splitlines())
    if not len(vocabulary) == len(idf) == len(weights) == manifest.terms:
        raise StoreDamaged(f"model {manifest.id} has weights for other words than its own", REMEDY)
    if (below, likely) != (manifest.bands.unlikely_below, manifest.bands.likely_from):
        raise StoreDamaged(
            f"the manifest of {manifest.id} names other bands than its model", REMEDY
        )
    return Model(manifest, vocabulary, idf, weights, intercept, (slope, offset), manifest.bands)


def _check_version(manifest: _Version) -> None:
    if manifest.format != FORMAT or manifest.features != FEATURES:
        raise StoreDamaged(
            f"model {manifest.id} is of format {manifest.format} and features "
            f"{manifest.features}; this litwatch reads {FORMAT} and {FEATURES}",
            REMEDY,
        )


def _check(manifest: Manifest, weights: bytes, vocabulary: bytes) -> None:
    if sha256(weights) != manifest.weights_sha256 or not manifest.id.endswith(
        manifest.weights_sha256[:8]
    ):
        raise StoreDamaged(f"the weights of model {manifest.id} have been altered", REMEDY)
    if sha256(vocabulary) != manifest.vocabulary_sha256:
        raise StoreDamaged(f"the vocabulary of model {manifest.id} has been altered", REMEDY)
