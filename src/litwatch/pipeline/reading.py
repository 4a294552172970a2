"""The files of a published edition, as they were published: only those that its manifest names."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from litwatch.digest.manifest import MANIFEST
from litwatch.errors import StoreDamaged
from litwatch.pipeline.revisions import name_of
from litwatch.store import StoredEdition


def files_in(row: StoredEdition, digests: Path) -> dict[str, str]:
    """File name → its SHA-256, of what a published edition holds; the manifest itself comes last.

    Empty when its folder is not there. Raises StoreDamaged when the manifest is not the one
    that was published.
    """
    path = digests / name_of(row.month, row.revision) / MANIFEST
    try:
        manifest = path.read_bytes()
    except OSError:
        return {}
    digest = hashlib.sha256(manifest).hexdigest()
    if digest != row.manifest_sha256:
        raise StoreDamaged(
            f"{path.parent.name}/{MANIFEST} is not the one that was published",
            "Put the folder back from a backup.",
        )
    return {**dict(json.loads(manifest)["files"]), MANIFEST: digest}


def file_of(row: StoredEdition, name: str, digests: Path) -> bytes | None:
    """One file of a published edition; None for every name that its manifest does not hold.

    Raises StoreDamaged when the file is not as it was published.
    """
    digest = files_in(row, digests).get(name)
    if digest is None or Path(name).name != name:
        return None
    path = digests / name_of(row.month, row.revision) / name
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if path.is_symlink() or hashlib.sha256(content).hexdigest() != digest:
        raise StoreDamaged(
            f"{path.parent.name}/{name} is not as it was published",
            "Put the folder back from a backup.",
        )
    return content
