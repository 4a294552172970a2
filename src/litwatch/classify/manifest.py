"""Manifest: a model's papers. What it was made from, how it did, and hashes of its files.

Holds no text of any record. Sealed with its own hash, so that an altered figure is found too.
"""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version

import msgspec
import numpy as np

from litwatch.classify.bands import Bands


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
    """What a model is, was made from, and does not mean. Holds no text of any record.

    What has a default follows from the model's numbers: `model.with_papers` fills it in.
    """

    id: str
    question: str = "relevance"  # relevance or usefulness
    base: str = ""  # the model that decisions corrected; empty where it was learnt from nothing
    format: int = 0
    features: int = 0
    about: str
    seed: int
    terms: int = 0
    positives: int
    negatives: int
    sources: tuple[Source, ...]
    first: str
    last: str
    strategies: dict[str, str]
    bands: Bands = Bands()
    metrics: dict[str, Measured]
    # Positive examples of each watched condition; a condition with none is listed with 0.
    topics: dict[str, int]
    # How often records that are newer than all training were about a condition, by their score.
    reliability: tuple[Bin, ...]
    libraries: dict[str, str] = {}
    weights_sha256: str = ""
    vocabulary_sha256: str = ""
    # Of this manifest as written, with this field empty.
    manifest_sha256: str = ""


def libraries() -> dict[str, str]:
    """The versions that a model trained now depends on."""
    return {
        "numpy": np.__version__,
        "python": platform.python_version(),
        "scikit-learn": version("scikit-learn"),
    }


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as it is written: JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def sealed(manifest: Manifest) -> Manifest:
    """The manifest with its own hash, by which an altered byte is found."""
    unsealed = msgspec.structs.replace(manifest, manifest_sha256="")
    return msgspec.structs.replace(manifest, manifest_sha256=sha256(manifest_bytes(unsealed)))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
