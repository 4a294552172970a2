"""Every file of an edition, as bytes by name."""

from __future__ import annotations

from collections.abc import Collection
from io import StringIO

import msgspec

from litwatch import exchange
from litwatch.digest import manifest, pdf_is_possible, pdf_of, render_html, render_markdown
from litwatch.digest.edition import ClosedGate, Edition
from litwatch.digest.feed import Told, render_feed
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.mail import render_mail
from litwatch.digest.pdf import pdf_is_too_long
from litwatch.digest.render import FILES
from litwatch.digest.word import docx_is_possible, docx_of
from litwatch.language import Lang
from litwatch.slides import build_edition_deck
from litwatch.store import Entry, Store, entries


def left_out(edition: Edition | None = None) -> dict[str, str]:
    """The files that cannot be made on this machine, and the reason for each.

    Of an edition also those that would be too long.
    """
    too_long = edition and pdf_is_too_long(edition)
    reasons = {"digest.pdf": pdf_is_possible() or too_long, "digest.docx": docx_is_possible()}
    return {name: reason for name, reason in reasons.items() if reason}


def files_of(
    edition: Edition,
    gates: Collection[ClosedGate],
    store: Store,
    lang: Lang,
    look: Look = PACKAGED,
) -> dict[str, bytes]:
    """Every file of an edition by name; the manifest, last, holds the hash of each other one.

    What cannot be made here is left out and named in the manifest. Raises WrongSettings when
    a template of the look does not work.
    """
    absent = left_out(edition)
    beside = [] if edition.state == "draft" else [name for name in FILES if name not in absent]
    files = {
        "digest.html": render_html(edition, lang, look, beside=beside).encode(),
        "digest.md": render_markdown(edition, lang, look).encode(),
        "slides.pptx": build_edition_deck(edition, lang, closed={gate.item for gate in gates}),
    }
    if "digest.pdf" not in absent:
        files["digest.pdf"] = pdf_of(edition, lang, look)
    if "digest.docx" not in absent:
        files["digest.docx"] = docx_of(edition, lang, look)
    mail = render_mail(edition, lang, look)
    files["mail.html"], files["mail.txt"] = mail.html.encode(), mail.text.encode()
    files["feed.xml"] = render_feed([Told(edition, "digest.html")], lang, look)
    files |= _references(edition, store)
    files["manifest.json"] = manifest(edition, files, look, left_out=absent)
    return files


def _references(edition: Edition, store: Store) -> dict[str, bytes]:
    """What the edition shows, for reference managers; without abstracts, which are not ours."""
    with store.read() as tx:
        shown = [item.id for item in edition.shown()]
        cited = [_bibliographic(entry) for entry in entries(tx, ids=shown)]
    files = {}
    for name, kind in (
        ("references.ris", "ris"),
        ("references.bib", "bibtex"),
        ("references.json", "csl-json"),
    ):
        out = StringIO()
        exchange.write(kind, cited, out)
        files[name] = out.getvalue().encode()
    return files


def _bibliographic(entry: Entry) -> Entry:
    """Without the abstract, which may be the publisher's: an edition goes to others (digest.md §9)."""
    record = msgspec.structs.replace(entry.record, abstract=(), other_abstracts=())
    return msgspec.structs.replace(entry, record=record)
