"""Every file of an edition, as bytes by name."""

from __future__ import annotations

from collections.abc import Collection
from io import StringIO

import msgspec

from litwatch import exchange
from litwatch.digest import manifest, render_html, render_markdown
from litwatch.digest.edition import ClosedGate, Edition
from litwatch.language import Lang
from litwatch.slides import build_edition_deck
from litwatch.store import Entry, Store, entries


def files_of(
    edition: Edition, gates: Collection[ClosedGate], store: Store, lang: Lang
) -> dict[str, bytes]:
    """Every file of an edition by name; the manifest, last, holds the hash of each other one."""
    files = {
        "digest.html": render_html(edition, lang).encode(),
        "digest.md": render_markdown(edition, lang).encode(),
        "slides.pptx": build_edition_deck(edition, lang, closed={gate.item for gate in gates}),
    }
    with store.read() as tx:
        shown = entries(tx, ids=[item.id for item in edition.shown()])
        cited = [_bibliographic(entry) for entry in shown]
    for name, kind in (("references.ris", "ris"), ("references.json", "csl-json")):
        out = StringIO()
        exchange.write(kind, cited, out)
        files[name] = out.getvalue().encode()
    files["manifest.json"] = manifest(edition, files)
    return files


def _bibliographic(entry: Entry) -> Entry:
    """Without the abstract, which may be the publisher's: an edition goes to others (digest.md §9)."""
    record = msgspec.structs.replace(entry.record, abstract=(), other_abstracts=())
    return msgspec.structs.replace(entry, record=record)
