"""Model files: `weights.npz` (arrays, never pickled), `vocabulary.txt`, `manifest.json`.

A folder whose parts do not fit each other, or this version of litwatch, is refused: no score is
better than a wrong one. Nothing in the files can run.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from litwatch.classify.bands import Bands
from litwatch.classify.features import FEATURES
from litwatch.classify.linear import Linear
from litwatch.classify.manifest import Manifest, manifest_bytes, sealed, sha256
from litwatch.errors import StoreDamaged

FORMAT = 2
REMEDY = "Make it again with `make model`, or install litwatch again."

_ARRAYS = ("idf", "weights", "intercept", "calibration", "cuts")


class Parts(NamedTuple):
    """What a model's files hold."""

    manifest: Manifest
    line: Linear
    calibration: tuple[float, float]
    bands: Bands


class _Version(msgspec.Struct, frozen=True):
    id: str
    format: int
    features: int


def packed(parts: Parts) -> dict[str, bytes]:
    """The bytes of a model's files by name; the same model gives the same bytes."""
    return {
        "weights.npz": pack(parts.line, parts.calibration, parts.bands),
        "vocabulary.txt": vocabulary_bytes(parts.line.vocabulary),
        "manifest.json": manifest_bytes(parts.manifest),
    }


def vocabulary_bytes(vocabulary: Sequence[str]) -> bytes:
    return "".join(f"{term}\n" for term in vocabulary).encode()


def pack(line: Linear, calibration: tuple[float, float], bands: Bands) -> bytes:
    """The arrays as an .npz whose bytes depend on nothing but the numbers.

    The calibration and the cuts lie here too, so that the hash of the weights covers all
    that a score depends on.
    """
    arrays = (
        line.idf.astype(np.float32),
        line.weights.astype(np.float32),
        np.float64(line.intercept),
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


def unpacked(folder: Path) -> Parts:
    """What the files in a folder hold. Raises StoreDamaged when they do not fit or are missing."""
    try:
        papers = (folder / "manifest.json").read_bytes()
        weights_file = (folder / "weights.npz").read_bytes()
        words_file = (folder / "vocabulary.txt").read_bytes()
    except OSError as error:
        raise StoreDamaged(
            f"the model in {folder.name} lacks a file: {error.strerror} "
            f"({Path(str(error.filename)).name})",
            REMEDY,
        ) from error
    try:
        _check_version(msgspec.json.decode(papers, type=_Version))
        manifest = msgspec.json.decode(papers, type=Manifest)
    except msgspec.MsgspecError as error:
        raise StoreDamaged(f"the manifest of the model is not readable: {error}", REMEDY) from error
    if papers != manifest_bytes(sealed(manifest)):
        raise StoreDamaged(f"the manifest of model {manifest.id} has been altered", REMEDY)
    _check(manifest, weights_file, words_file)
    try:
        with np.load(io.BytesIO(weights_file), allow_pickle=False) as arrays:
            idf, weights = (arrays[name].astype(np.float64) for name in ("idf", "weights"))
            intercept = float(arrays["intercept"])
            slope, offset = (float(number) for number in arrays["calibration"])
            below, likely = (float(number) for number in arrays["cuts"])
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise StoreDamaged(
            f"the weights of model {manifest.id} are not readable", REMEDY
        ) from error
    vocabulary = tuple(words_file.decode().splitlines())
    if not len(vocabulary) == len(idf) == len(weights) == manifest.terms:
        raise StoreDamaged(f"model {manifest.id} has weights for other words than its own", REMEDY)
    if (below, likely) != (manifest.bands.unlikely_below, manifest.bands.likely_from):
        raise StoreDamaged(
            f"the manifest of {manifest.id} names other bands than its model", REMEDY
        )
    line = Linear(vocabulary, idf, weights, intercept)
    return Parts(manifest, line, (slope, offset), manifest.bands)


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
