"""Text → the words that PubMed would index.

Case and diacritics are folded; hyphens, slashes, apostrophes and all other signs separate
words, so that `post-covid` and `post covid` are the same two words and `postcovid` is another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"[\W_]+")
# Of ASCII: letters in lower case, digits, and a space for each sign.
_ASCII = bytes(
    code if code > 127 else ord(chr(code).lower() if chr(code).isalnum() else " ")
    for code in range(256)
)
# Letters that Unicode does not decompose; NLM writes them without their stroke or ligature.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return spaced(text).split()


def spaced(text: str) -> str:
    """The folded words with spaces between; each sign of an ASCII text is one space."""
    if not text.isascii():
        # Few words of a text have other letters or signs, and folding those is slow.
        text = " ".join(part if part.isascii() else _folded(part) for part in text.split())
    return text.encode("utf-8", "replace").translate(_ASCII).decode()


def _folded(text: str) -> str:
    return " ".join(map(_fold, _WORD.findall(unicodedata.normalize("NFC", text))))


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """The folded words with their first and last+1 character. `text` must be in form NFC."""
    if text.isascii():
        for found in _WORD.finditer(text.lower()):
            yield found.group(), *found.span()
    else:
        for found in _WORD.finditer(text):
            yield _fold(found.group()), *found.span()


def spans_of(text: str, first: int, count: int) -> list[tuple[int, int]]:
    """The first and last+1 character of `count` of the `words` of a text, from the `first` on.

    The text must be in form NFC; fewer are given where it ends.
    """
    if not text.isascii():
        return [found.span() for found in islice(_WORD.finditer(text), first, first + count)]
    folded, spans = spaced(text), []  # as long as the text
    rest = "".join(folded.split(maxsplit=first)[first:])
    end = len(folded) - len(rest)
    for word in rest.split(maxsplit=count)[:count]:
        start = folded.index(word, end)
        end = start + len(word)
        spans.append((start, end))
    return spans


def _fold(word: str) -> str:
    word = word.casefold()
    if word.isascii():
        return word
    # ℌ and ǿ are only seen to be a capital and an ø when they are decomposed.
    return _SIGN.sub("", unicodedata.normalize("NFKD", word).casefold().translate(_LETTERS))


def key(text: str) -> str:
    """A name for comparing: its words with single spaces between."""
    return " ".join(words(text))


def lines(texts: Iterable[str]) -> str:
    """The words of several texts, each text one line with a space before and after each word.

    A phrase is then a plain substring, and none can reach from one text into the next.
    """
    return "\n".join(f" {key(text)} " for text in texts if text)
