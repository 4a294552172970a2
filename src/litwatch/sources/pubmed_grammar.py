"""Words for patterns of plain XML: elements without anything unforeseen.

Whatever fits such a pattern to its last character is well-formed by construction (XML 1.0
§2.4, §3.1): the tags are spelt out and balanced, texts hold no markup. Three things are left to
`pubmed_plain`, which looks for them in the whole entry: the balance of RICH text, entities other
than XML's own, and the few characters that no XML holds. A search for one character is several
times as fast as one for a set of them, and most of an entry is text. Every repetition is
possessive, so that matching takes time in proportion to the text.
"""

from __future__ import annotations

# White space between elements; texts; inline markup; what an attribute may hold.
S = r"[ \t\r\n]*+"
TEXT = "[^<]*+"
TAG = "/?+(?:i|b|u|sup|sub)"
RICH = rf"{TEXT}(?:<{TAG}>{TEXT})*+"
WORD = "[0-9A-Za-z]*+"
VALUE = r'[^"<&\x00-\x1f]*+'
LABEL = rf"{VALUE}(?:&(?:amp|lt|gt|quot|apos);{VALUE})*+"


def leaf(tag: str, text: str = TEXT, attributes: str = "") -> str:
    """An element that holds only text, or is written as empty."""
    return f"<{tag}{attributes}(?:>{text}</{tag}>|/>){S}"


def full(tag: str, text: str, attributes: str = "") -> str:
    """An element that holds only text, never written as empty."""
    return f"<{tag}{attributes}>{text}</{tag}>{S}"


def within(tag: str, content: str, attributes: str = "") -> str:
    """An element that holds only elements."""
    return f"<{tag}{attributes}>{S}{content}</{tag}>{S}"


def attribute(name: str, value: str = VALUE) -> str:
    return f' {name}="{value}"'


def maybe(*patterns: str) -> str:
    """Each of them once or not at all, in this order."""
    return "".join(f"(?:{pattern})?+" for pattern in patterns)


def some(pattern: str) -> str:
    """Any number of them."""
    return f"(?:{pattern})*+"


def taken(pattern: str, name: str = "") -> str:
    """Its text is a group of the match."""
    return f"(?P<{name}>{pattern})" if name else f"({pattern})"


def named(name: str) -> str:
    """A text as the group of that name."""
    return taken(TEXT, name)


def day(prefix: str = "") -> str:
    """Year, Month and Day, each a group under its name."""
    parts = ("Year", "Month", "Day")
    return "".join(full(part, taken(WORD, f"{prefix}{part.lower()}")) for part in parts)
