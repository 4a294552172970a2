"""Every file of an edition, as bytes by name."""

from __future__ import annotations

from collections.abc import Collection
from io import StringIO

from litwatch import exchange
from litwatch.digest import manifest, pdf_is_possible, pdf_of, render_html, render_markdown
from litwatch.digest.edition import ClosedGate, Edition
from litwatch.language import Lang
from litwatch.slides import build_edition_deck
from litwatch.store import Store, entries


def left_out() -> dict[str, str]:
    """The files that cannot be made on this machine, and the reason for each."""
    reasons = {"digest.pdf": pdf_is_possible()}
    return {name: reason for name, reason in reasons.items() if reason}


def files_of(
    edition: Edition, gates: Collection[ClosedGate], store: Store, lang: Lang
) -> dict[str, bytes]:
    """Every file of an edition by name; the manifest, last, holds the hash of each other one.

    What cannot be made here is left out and named in the manifest.
    """
    absent = left_out()
    files = {
        "digest.html": render_html(edition, lang).encode(),
        "digest.md": render_markdown(edition, lang).encode(),
        "slides.pptx": build_edition_deck(edition, lang, closed={gate.item for gate in gates}),
    }
    if "digest.pdf" not in absent:
        files["digest.pdf"] = pdf_of(edition, lang)
    with store.read() as tx:
        cited = list(entries(tx, ids=[item.id for item in edition.shown()]))
    for name, kind in (("references.ris", "ris"), ("references.json", "csl-json")):
        out = StringIO()
        exchange.write(kind, cited, out)
        files[name] = out.getvalue().encode()
    files["manifest.json"] = manifest(edition, files, left_out=absent)
    return files
