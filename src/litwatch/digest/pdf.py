"""The edition as an accessible PDF (PDF/UA-1), made from its own page by WeasyPrint.

page | decoration out, facts as tables, figures' full texts | the PDF's own style | tagged PDF

WeasyPrint needs the system library pango. Where it is missing, `pdf_is_possible` says so.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from xml.etree.ElementTree import SubElement

from litwatch.digest.edition import Edition
from litwatch.digest.look import PACKAGED, Look
from litwatch.digest.render import render_html
from litwatch.errors import WrongSettings
from litwatch.language import Lang

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LINES_OF_AN_ITEM, _MOST_LINES = 5, 2_000
_SVG = "{http://www.w3.org/2000/svg}"


def pdf_is_possible() -> str | None:
    """None where a PDF can be made here, else the reason why not, in one clause."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return (
            "the system library pango is missing "
            "(on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0)"
        )
    except ImportError:
        return "the Python library weasyprint is missing (make install)"
    return None


def pdf_is_too_long(edition: Edition) -> str | None:
    """None where the PDF is made in about a minute, else why it is not made, in one clause.

    The time grows evenly with what is shown: beside some 5 s for the rest, a full item takes
    0.15 s and a line of a list 0.03 s, measured on one core in months of up to 240 items. The
    budget keeps a month's items far below; an archive imported as one month is above.
    """
    lines = (*edition.listed(), *edition.waiting, *edition.further, *edition.notices)
    length = len(lines) + _LINES_OF_AN_ITEM * len(edition.items())
    if length <= _MOST_LINES:
        return None
    return (
        f"the month has {len(edition.items())} items and {len(lines)} lines, too many for a PDF "
        "(digest.html holds all that is shown)"
    )


def pdf_of(edition: Edition, lang: Lang, look: Look = PACKAGED, *, compress: bool = True) -> bytes:
    """The PDF of an edition: title, language, tag tree, alternative texts; nothing is fetched.

    The same edition gives the same bytes. Raises WrongSettings where pango is missing,
    or a template of the look does not work.
    """
    if reason := pdf_is_possible():
        raise WrongSettings(f"the PDF cannot be made: {reason}", "Install it, then run again.")
    import weasyprint
    from weasyprint.urls import URLFetcher

    # It warns of every line of style that it does not know; the page is made with that in mind.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    text = render_html(edition, lang, look)
    page = weasyprint.HTML(string=text, url_fetcher=URLFetcher(allowed_protocols=["data"]))
    _prepare(page.etree_element, look)
    document = page.render()
    made = edition.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    document.metadata.created = document.metadata.modified = made
    with _fonts_made_at(edition.made_at):
        written: bytes = document.write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=sha256(text.encode()).hexdigest()[:32].encode(),
            uncompressed_pdf=not compress,
        )
    return written


@contextmanager
def _fonts_made_at(made_at: datetime) -> Iterator[None]:
    """Let fontTools stamp the fonts it cuts down with this moment instead of the present one.

    Source: SOURCE_DATE_EPOCH, https://reproducible-builds.org/specs/source-date-epoch/.
    """
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(made_at.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _prepare(root: Element, look: Look) -> None:
    """Make the page fit for a tagged PDF.

    Every drawing becomes a figure that must have an alternative text, and WeasyPrint takes
    it from the drawing's title alone: so decoration goes, and titles get the description too.
    The page's style does not reach into a drawing there, so each carries its own.
    A list of terms would be tagged as a list of loose halves: it becomes a table of two columns.
    """
    for parent in list(root.iter()):
        for drawing in parent.findall(f"{_SVG}svg"):
            if drawing.get("aria-hidden") == "true":
                _remove(parent, drawing)
                continue
            title, description = drawing.find(f"{_SVG}title"), drawing.find(f"{_SVG}desc")
            if title is not None and description is not None:
                title.text = f"{title.text}. {description.text}"
            SubElement(drawing, f"{_SVG}style").text = look.sheet("pdf_charts.css")
    for facts in list(root.iter("dl")):
        _as_table(facts)
    SubElement(_child(root, "head"), "style").text = look.sheet("pdf.css")


def _child(parent: Element, tag: str) -> Element:
    found = parent.find(tag)
    if found is None:
        raise ValueError(f"the page has no {tag}")
    return found


def _as_table(facts: Element) -> None:
    """A list of terms as a table: one row a term, which is the row's heading."""
    halves = [half for half in facts.iter() if half.tag in ("dt", "dd")]
    for child in list(facts):
        facts.remove(child)
    facts.tag = "table"
    body = SubElement(facts, "tbody")
    for half in halves:
        if half.tag == "dt":
            row = SubElement(body, "tr")
            half.set("scope", "row")
        half.tag = "th" if half.tag == "dt" else "td"
        row.append(half)


def _remove(parent: Element, child: Element) -> None:
    """Take a child out, but keep the text that follows it."""
    before = list(parent).index(child)
    if child.tail:
        if before:
            left = parent[before - 1]
            left.tail = (left.tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)
