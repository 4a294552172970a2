"""Used works: what our key messages, the slides of followed decks and our editions rest on."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from litwatch.curriculum.wordings import wordings
from litwatch.digest.edition import Edition
from litwatch.errors import InvalidIdentifier
from litwatch.pipeline.revisions import name_of
from litwatch.records.identifiers import record_id
from litwatch.status.raising import Touch
from litwatch.store import StoredEdition, Tx, deck_slides, editions
from litwatch.store.by_identifier import ids_of_dois
from litwatch.store.editions import PUBLISHED
from litwatch.store.statements import relations_to
from litwatch.watch import Watch

_DOI = "doi:"


def used_works(tx: Tx, watch: Watch) -> dict[str, tuple[Touch, ...]]:
    """What each used work touches, by record id, whether it is stored or not.

    A DOI stands under the id of the record that has it, else as `doi:…`. What names no work is
    left out: who reads decks says so.
    """
    found: dict[str, list[Touch]] = {}
    for key, touch in _touching(tx, watch):
        try:
            found.setdefault(record_id(key), []).append(touch)
        except InvalidIdentifier:
            continue
    stored = ids_of_dois(tx, (key.removeprefix(_DOI) for key in found if key.startswith(_DOI)))
    merged: dict[str, list[Touch]] = {}
    for key, touches in found.items():
        merged.setdefault(stored.get(key.removeprefix(_DOI), key), []).extend(touches)
    return {key: tuple(dict.fromkeys(touches)) for key, touches in merged.items()}


def _touching(tx: Tx, watch: Watch) -> Iterator[tuple[str, Touch]]:
    rests_on: dict[str, list[str]] = {}
    said = relations_to(tx)
    for key, wording in wordings(tx, watch).items():
        if wording.now.lifecycle == "retired":
            continue
        related = [one.record_id for one in said.get(key, ())]
        rests_on[key] = list(dict.fromkeys([*wording.now.pmids, *related]))
        touch = Touch(kind="statement", id=key, name=wording.text)
        yield from ((work, touch) for work in rests_on[key])
    for slide in deck_slides.used_slides(tx):
        touch = Touch(
            kind="slide",
            id=str(slide.deck_id),
            name=slide.title,
            place=slide.place,
            path=slide.path,
            owner=slide.owner,
            mail=slide.mail,
        )
        yield from ((work, touch) for work in slide.works)
        for statement in slide.statements:
            through = msgspec.structs.replace(touch, via=statement)
            yield from (
                (work, through) for work in rests_on.get(statement, ()) if work not in slide.works
            )
    yield from _published(tx)


def _published(tx: Tx) -> Iterator[tuple[str, Touch]]:
    """What stands in what readers have now: the newest published revision of each month."""
    newest: dict[str, StoredEdition] = {}
    for row in editions.list_editions(tx):
        if row.state in PUBLISHED and row.revision >= newest.setdefault(row.month, row).revision:
            newest[row.month] = row
    for row in newest.values():
        edition = msgspec.json.decode(row.body, type=Edition)
        name = name_of(row.month, row.revision)
        told = [*edition.shown(), *(line.item for line in edition.notices)]
        # A work in two sections is told in the last: the notices say what it has become.
        for key, state in {item.id: item.state for item in told}.items():
            yield key, Touch(kind="edition", id=name, told=state)
