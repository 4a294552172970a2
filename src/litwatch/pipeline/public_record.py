"""An edition for the public record: what readers got, as people and as machines read it.

Region archives keep it: the page, the PDF, the stored edition, checksums. People who
reviewed stand in it by their roles, never by name.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from litwatch.digest import publish
from litwatch.digest.edition import Edition
from litwatch.errors import StoreDamaged, WrongUse
from litwatch.pipeline.months import check_month
from litwatch.pipeline.revisions import name_of
from litwatch.store import Store, StoredEdition, approvals, editions
from litwatch.store.editions import PUBLISHED

SUMS = "SHA256SUMS"
_KEPT = ("digest.html", "digest.pdf", "manifest.json")


def export_record(
    store: Store, month: str, *, digests: Path, out: Path, diary_number: str = ""
) -> Path:
    """Write the newest published revision of a month into the folder `out`; returns it.

    It holds `digest.html`, `digest.pdf` where it was made, `manifest.json`, `edition.json`
    (all that the edition says), `record.json` (what this is, who reviewed and approved it by
    role, the registry's `diary_number`) and `SHA256SUMS`, as `sha256sum -c` reads it. The same edition gives the
    same bytes.

    Raises WrongUse when nothing is published, its files are not there, or `out` holds
    something else; StoreDamaged when the published files are no longer as they were.
    """
    row, edition, approved = published_record(store, month)
    files = _published_files(digests / name_of(month, edition.revision), row)
    files["edition.json"] = _json(msgspec.json.decode(row.body))
    files["record.json"] = _json(
        {
            **about(row, edition, approved),
            "diary_number": diary_number.strip() or None,
            "pdf": "digest.pdf" in files,
        }
    )
    files[SUMS] = "".join(
        f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    ).encode()
    return publish(files, out)


def published_record(
    store: Store, month: str, revision: int | None = None
) -> tuple[StoredEdition, Edition, tuple[approvals.Approval, ...]]:
    """A published revision, what it says, and the approvals of exactly that.

    The newest one, or the given one. Raises WrongUse when it is not published.
    """
    check_month(month)
    with store.read() as tx:
        rows = [
            row
            for row in editions.list_editions(tx)
            if row.month == month and row.state in PUBLISHED and revision in (None, row.revision)
        ]
        given = approvals.given(tx, month, rows[-1].revision, rows[-1].sha256) if rows else ()
    if not rows:
        raise WrongUse(
            f"{month} is not published, so there is nothing to export",
            f"Run `litwatch edition publish {month}` first.",
        )
    return rows[-1], msgspec.json.decode(rows[-1].body, type=Edition), given


def published_editions(store: Store) -> list[tuple[StoredEdition, Edition]]:
    """All that was ever published, by month and revision, and what each says."""
    with store.read() as tx:
        rows = [row for row in editions.list_editions(tx) if row.state in PUBLISHED]
    return [(row, msgspec.json.decode(row.body, type=Edition)) for row in rows]


def about(
    row: StoredEdition, edition: Edition, approved: tuple[approvals.Approval, ...]
) -> dict[str, Any]:
    """What a published edition is, and who answers for it by role, as JSON values."""
    return {
        "title": "Månadens läsning",
        "month": edition.month,
        "revision": edition.revision,
        "correction": edition.correction,
        "trial": edition.trial,
        "published_on": edition.published_on.isoformat() if edition.published_on else None,
        "reviewed_by": list(edition.method.roles),
        "approved_by": [
            {"role": one.role or None, "on": one.at.date().isoformat()} for one in approved
        ],
        "manifest_sha256": row.manifest_sha256,
        "made_with": f"litwatch {edition.method.litwatch}",
    }


def without_proposals(edition: Edition) -> Edition:
    """The edition without the sentences that the machine has quoted from abstracts."""
    return msgspec.convert(_dropped(msgspec.to_builtins(edition), "proposals"), Edition)


def _dropped(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _dropped(one, key) for name, one in value.items() if name != key}
    return [_dropped(one, key) for one in value] if isinstance(value, list | tuple) else value


def _published_files(folder: Path, row: StoredEdition) -> dict[str, bytes]:
    """The files to be kept, when the manifest is the one signed and they are as it says."""
    if not (folder / "manifest.json").is_file():
        raise WrongUse(
            f"{folder} with the files of {row.month} is not there",
            f"Run `litwatch edition publish {row.month}` to lay them out again.",
        )
    files = {name: (folder / name).read_bytes() for name in _KEPT if (folder / name).is_file()}
    changed = [] if _hash(files["manifest.json"]) == row.manifest_sha256 else ["manifest.json"]
    if not changed:
        listed = json.loads(files["manifest.json"])["files"]
        changed = [
            name
            for name in _KEPT
            if name in listed and (name not in files or _hash(files[name]) != listed[name])
        ]
    if changed:
        raise StoreDamaged(
            f"{', '.join(changed)} in {folder} is not as it was published",
            "Restore the folder from a backup; a published edition is never edited.",
        )
    return files


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def _json(body: object) -> bytes:
    return (json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
