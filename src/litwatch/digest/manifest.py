"""The manifest of an edition: what it was made of, and a SHA-256 for each of its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from litwatch.digest.cited import beyond_pubmed
from litwatch.digest.edition import Edition
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.method import StrategyLine

MANIFEST = "manifest.json"


def _strategy(line: StrategyLine) -> dict[str, Any]:
    return {
        "topic": line.topic.id,
        "part": line.part,
        "version": line.version,
        "from": line.first.isoformat() if line.first else None,
        "to": line.last.isoformat() if line.last else None,
        "count": line.hits,
        "fetched": line.fetched,
        "known": line.known,
        "missing": line.missing,
        "complete": line.complete,
    }


def manifest(
    edition: Edition,
    files: Mapping[str, bytes],
    look: Look = PACKAGED,
    *,
    left_out: Mapping[str, str] | None = None,
) -> bytes:
    """UTF-8 JSON with sorted keys: the same edition and files give the same bytes.

    `items` are the ids of full items, `listed` of everything else the edition names;
    `beyond_pubmed` those without a PMID, whose state PubMed cannot be asked for; `left_out`
    names the files that could not be made, each with the reason; `look` the templates and
    style sheets of a region's own with the SHA-256 of each.
    """
    listed = {
        item.id
        for group in (
            edition.children,
            edition.older,
            edition.guidelines,
            edition.upcoming,
            edition.debate,
            edition.mechanisms,
            edition.preprints,
            edition.further,
            edition.waiting,
            tuple(line.item for line in edition.notices),
        )
        for item in group
    } - {item.id for item in edition.items()}
    method = edition.method
    body = {
        "month": edition.month,
        "revision": edition.revision,
        "trial": edition.trial,
        "state": edition.state,
        "made_at": edition.made_at.isoformat(),
        "published_on": edition.published_on.isoformat() if edition.published_on else None,
        "strategies": [_strategy(line) for line in method.strategies],
        "unsearched": [name.id for name in method.unsearched],
        "fetched_on": method.fetched_on.isoformat() if method.fetched_on else None,
        "model": method.model,
        "schema": method.schema,
        "litwatch": method.litwatch,
        "items": [item.id for item in edition.items()],
        "listed": sorted(listed),
        "pmids": sorted(
            {item.pmid for item in edition.items() if item.pmid}
            | {key for key in listed if key.isdigit()},
            key=int,
        ),
        "beyond_pubmed": list(beyond_pubmed(edition)),
        "correction": edition.correction,
        "decision_ids": list(edition.decision_ids),
        "files": {
            name: sha256(content).hexdigest()
            for name, content in sorted(files.items())
            if name != MANIFEST
        },
        "left_out": dict(left_out or {}),
        "look": look.sums(),
    }
    return (json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
