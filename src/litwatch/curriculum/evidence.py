"""Which works may bear what we say: stored ones, in force, and evidence at all (digest.md §8.3–4)."""

from __future__ import annotations

from collections.abc import Collection

from litwatch.curriculum.refused import Refused
from litwatch.curriculum.resting import FALLEN
from litwatch.records.standing import is_preprint
from litwatch.store import Entry, Tx, entries


def check_evidence(tx: Tx, ids: Collection[str], *, known: Collection[str] = ()) -> None:
    """Raise Refused for a work that is not stored or may not bear a key message.

    Works in `known` stand already in what we say; of those only fallen ones are refused.
    """
    found = {entry.record.id: entry for entry in entries(tx, ids=ids)}
    for key in ids:
        entry = found.get(key)
        if entry is None:
            if key not in known:
                raise Refused(
                    "unknown_record",
                    f"no record {key} is stored",
                    "Harvest or import it first, or check the PMID.",
                    key,
                )
            continue
        if entry.state in FALLEN:
            raise Refused(
                "fallen",
                f"{key} is {entry.state}",
                "Nothing we say may rest on it: take it away.",
                key,
            )
        if key not in known:
            check_bears(entry)


def check_bears(entry: Entry) -> None:
    """Raise Refused for a preprint or a protocol: neither says anything of a key message."""
    key = entry.record.id
    if is_preprint(entry.record):
        raise Refused(
            "preprint",
            f"{key} is a preprint",
            "It changes no key message: wait for the published article.",
            key,
        )
    if "protocol" in _designs(entry):
        raise Refused(
            "protocol",
            f"{key} is a study protocol",
            "It is no evidence. Correct its study design if it is not.",
        )


def _designs(entry: Entry) -> set[str]:
    """The study designs of an entry: a person's word before a machine's."""
    mine = [tag for tag in entry.tags if tag.facet == "design" and tag.state != "rejected"]
    by_people = {tag.value for tag in mine if tag.by != "machine"}
    return by_people or {tag.value for tag in mine}
