"""The whole text of an element, plain or as sanitised HTML.

PubMed's inline elements are b, i, u, sup, sub (DTD pubmed_250101, entity %text) and MathML,
so `.text` alone loses the rest. Everything but those five is reduced to its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

_KEPT = frozenset({"b", "i", "u", "sup", "sub"})
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_MATH = frozenset({f"{_MATHML}math", "math"})
# A formula's second spelling (TeX, content MathML) would say everything twice.
_SECOND_SPELLING = frozenset({f"{_MATHML}annotation", f"{_MATHML}annotation-xml"})
_SPACE = re.compile(r"[ \t\r\n]+")


def squeeze(text: str) -> str:
    """The text with XML's white space collapsed; no-break and thin spaces stay."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        text = _SPACE.sub(" ", text)
    return text.strip(" ")


def plain(element: etree._Element | None) -> str:
    """All text below the element, without markup; empty for None."""
    if element is None:
        return ""
    if not len(element):
        text = element.text
        return squeeze(text) if text else ""
    return squeeze("".join(_pieces(element, _as_it_is, marked=False)))


def marked(element: etree._Element) -> str:
    """The text as HTML with only b, i, u, sup and sub; empty where there is no such markup."""
    if not len(element):
        return ""
    html = squeeze("".join(_pieces(element, escaped, marked=True)))
    return html if html != escaped(plain(element)) else ""


def _as_it_is(text: str) -> str:
    return text


def escaped(text: str) -> str:
    """The text as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _pieces(element: etree._Element, spell: Callable[[str], str], *, marked: bool) -> Iterator[str]:
    yield spell(element.text or "")
    for child in element:
        tag: object = child.tag
        if isinstance(tag, str):
            shown = marked and tag in _KEPT
            if shown:
                yield f"<{tag}>"
            if tag in _MATH:
                yield spell(_formula(child))
            else:
                yield from _pieces(child, spell, marked=marked)
            if shown:
                yield f"</{tag}>"
        elif tag is etree.Entity:
            yield spell(child.text or "")  # an undeclared entity stays as it was written
        yield spell(child.tail or "")


def _formula(element: etree._Element) -> str:
    """A formula's symbols in a row; the white space between its elements is only layout."""
    symbols = []
    for part in element.iter(etree.Element):
        if part.tag in _SECOND_SPELLING or any(
            above.tag in _SECOND_SPELLING for above in part.iterancestors()
        ):
            continue
        symbols.append((part.text or "").strip())
        if part is not element:
            symbols.append((part.tail or "").strip())
    return "".join(symbols)
