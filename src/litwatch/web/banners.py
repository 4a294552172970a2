"""What a reader must know of a record before its text: retracted, investigated, corrected, preprint."""

from __future__ import annotations

from typing import Literal

import msgspec

from litwatch.digest.noticing import first_told
from litwatch.language import Speech
from litwatch.records import State
from litwatch.records.standing import is_preprint
from litwatch.records.state_words import MOODS, Mood, state_label
from litwatch.store import Entry


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A way out of litwatch, or to another record in it."""

    name: str
    address: str


class Banner(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader must know of a record before its text."""

    mood: Mood
    heading: str
    words: str
    link: Link | None = None


def pubmed(pmid: str) -> str:
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def banner(entry: Entry, say: Speech) -> Banner | None:
    _ = say._
    state: State | Literal["preprint"] = entry.state
    if state in ("ok", "preprint_published") and is_preprint(entry.record):
        state = "preprint" if state == "ok" else state
    advice: dict[str, str] = {
        "retracted": _("Do not use it."),
        "republished": _("Do not use this version; read the new one."),
        "withdrawn": _("Do not use it."),
        "concern": _("Wait with using the result (expression of concern)."),
        "corrected": _("Read what was corrected."),
        "superseded": _("Read the newer one."),
        "preprint": _("Never taken as an item or on a slide."),
        "preprint_published": _("Read the published article."),
        "gone": _("Check with the journal before you use it."),
        "unknown": _("Read the notice before you use it."),
    }
    if state not in advice:
        return None
    words = advice[state]
    seen = first_told(entry.state, entry.notices)
    if seen:
        words = _("{words} We saw it {day}.", words=words, day=say.day(seen))
    notice = next((one for one in entry.notices if one.direction == "in" and one.pmid), None)
    return Banner(
        mood="preprint" if state == "preprint" else MOODS[state],
        heading=_("Preprint, not reviewed by other researchers")
        if state == "preprint"
        else state_label(say, state),
        words=words,
        link=Link(name=_("Read the notice"), address=pubmed(str(notice.pmid)))
        if notice and state != "preprint"
        else None,
    )
