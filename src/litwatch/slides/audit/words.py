"""What the audit's report calls places, states and matches."""

from __future__ import annotations

from litwatch.language import Speech
from litwatch.records.cited import Place
from litwatch.records.cited.found import By, Confidence


def place_words(place: Place, say: Speech) -> str:
    """`bild 3`, `sida 2`."""
    _ = say._
    number = say.number(place.number)
    return {
        "slide": _("slide {number}", number=number),
        "notes": _("notes of slide {number}", number=number),
        "page": _("page {number}", number=number),
        "paragraph": _("paragraph {number}", number=number),
        "footnote": _("footnotes"),
        "header": _("header or footer"),
    }[place.kind]


def match_words(by: By, confidence: Confidence, say: Speech) -> str:
    """How the words were matched, and how sure that is."""
    _ = say._
    how = {
        "identifier": _("by PMID, DOI or PMCID"),
        "title": _("by title"),
        "reference": _("by authors, journal and year"),
        "list": _("by the file's own reference list"),
    }[by]
    return f"{how}: {confidence_words(confidence, say)}"


def confidence_words(confidence: Confidence, say: Speech) -> str:
    _ = say._
    return {"certain": _("certain"), "probable": _("probable"), "low": _("unsure, look yourself")}[
        confidence
    ]
