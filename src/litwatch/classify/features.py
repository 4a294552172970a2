"""From a record to the terms a model counts. Scoring and training share this one path.

What a model reads: title, abstract and author keywords, lower-cased, with the names of the watched
conditions written as one word (`names`), as single words and pairs of neighbouring words; and
signs of where a name stands and of time after an infection (`signs`). What it does not read:

* MeSH and publication types: new records have none for weeks, so a model that leans on them
  ranks last month's papers by how quickly NLM indexed them; they also hurt on the labelled
  sets that were tried, and silver labels rest on MeSH, so they would leak the label.
* Journal, country and year: shortcuts to the period or the source of the training records.
* Section headings, markup, addresses, numbers, function words: style, not subject. Words that could point to
  one text (trial numbers, e-mail addresses) never reach a vocabulary.

A change here, in `names` or in `signs` is a new FEATURES number; a model made with another number
is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from litwatch.classify.names import NAME, marked
from litwatch.classify.signs import IN_ABSTRACT, IN_KEYWORDS, IN_TITLE, signs
from litwatch.records import Record

FEATURES = 2

Stratum = Literal["title", "abstract", "nowhere"]

_TAGGED_HEADING = re.compile(r"<(h\d|title)>[^<]{0,80}</\1>", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z][^<>]{0,80}>", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")
_HEADING_WORDS = (
    "background|introduction|context|importance|rationale|objectives?|aims?|purposes?|goals?"
    "|hypothesis|designs?|settings?|participants|patients|subjects|populations?|samples?"
    "|materials?|methods?|methodology|procedures?|interventions?|exposures?|main|primary"
    "|outcomes?|measures?|measurements?|data|sources?|study|selection|extraction|synthesis"
    "|statistical|analys[ei]s|results?|findings?|discussion|interpretation|conclusions?"
    "|conclusion|limitations?|implications?|relevance|significance|significant|question"
    "|registration|trial|funding|summary|clinical|practice|key|points|review|case|report"
    "|presentation|diagnosis|and|of|for|the|to|in"
)
# "BACKGROUND: ", "Methods and findings: " at the start or after a full stop.
_HEADING = re.compile(
    rf"(?:^|(?<=[.!?)]\s)|(?<=\n))\s*(?:(?:{_HEADING_WORDS})\b[\s/&,-]{{0,3}}){{1,6}}:",
    re.IGNORECASE,
)
# Plain words first, whole or not at all: they are nine of ten, and tried fastest.
_WORD = re.compile(rf"[a-z]{{2,}}+(?![^\W_])|{NAME}|[^\W\d_][^\W_]+")
# Not among them: "me" (ME/CFS), "after", "long", "post".
_FUNCTION_WORDS = frozenset(
    [
        "a",
        "also",
        "although",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "being",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "each",
        "either",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "however",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "might",
        "more",
        "most",
        "no",
        "nor",
        "not",
        "of",
        "on",
        "or",
        "other",
        "our",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "thus",
        "to",
        "up",
        "upon",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whose",
        "will",
        "with",
        "would",
        "you",
        "your",
        "respectively",
    ]
)
_MANY_DIGITS = re.compile(r"\d{3}")


def clean(text: str) -> str:
    """The text without markup, addresses and section headings, lower-cased.

    >>> clean("<h4>Background</h4>Long-COVID is common. METHODS: We asked <i>all</i>.")
    'long-covid is common. we asked all.'
    """
    if "<" in text:
        text = _MARKUP.sub("", _TAGGED_HEADING.sub(" ", text))
    if "@" in text or "http" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if ":" in text:
        text = _HEADING.sub(" ", text)
    return " ".join(text.lower().split())


@dataclass(frozen=True)
class Text:
    """What a model reads of a record: cleaned passages with names marked, and the signs in them."""

    passages: tuple[str, ...]
    signs: tuple[str, ...]

    @property
    def stratum(self) -> Stratum:
        """Where a watched condition is named; keywords count as abstract."""
        if IN_TITLE in self.signs:
            return "title"
        return "abstract" if {IN_ABSTRACT, IN_KEYWORDS}.intersection(self.signs) else "nowhere"


def read(record: Record) -> Text:
    """What a model reads of a record: title, each section of the abstract, each keyword.

    >>> read(Record(title="Pacing in Long COVID")).passages
    ('pacing in ‹name›',)
    """
    title, abstract, keywords = passages(record)
    found = marked((title, *abstract, *keywords))
    middle = 1 + len(abstract)
    return Text(
        tuple(passage for passage in found if passage),
        signs(found[0], found[1:middle], found[middle:]),
    )


def passages(record: Record) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The cleaned title, sections of the abstract and keywords; empty ones are left out."""
    sections = (clean(part.text) for part in record.abstract)
    keywords = (clean(keyword.text) for keyword in record.keywords)
    return clean(record.title), tuple(filter(None, sections)), tuple(filter(None, keywords))


def words(passage: str) -> list[str]:
    """The words of a cleaned passage; hyphens part words, as PubMed's index does.

    >>> words("post-covid-19 at 12 weeks (nct04567890)")
    ['post', 'covid', 'at', 'weeks']
    """
    return [
        word for word in _WORD.findall(passage) if word.isalpha() or not _MANY_DIGITS.search(word)
    ]


def is_function_word(word: str) -> bool:
    """Whether a word says nothing by itself, such as `of` or `respectively`."""
    return word in _FUNCTION_WORDS


def function_words() -> frozenset[str]:
    """All function words."""
    return _FUNCTION_WORDS


def terms(texts: Iterable[str]) -> Counter[str]:
    """How often each word and each pair of neighbouring words stands in cleaned passages.

    Function words count only as part of a pair with another word: `after covid`, `with long`.
    """
    counts: Counter[str] = Counter()
    for passage in texts:
        found = words(passage)
        counts.update([word for word in found if word not in _FUNCTION_WORDS])
        counts.update(
            [
                f"{first} {second}"
                for first, second in pairwise(found)
                if not (first in _FUNCTION_WORDS and second in _FUNCTION_WORDS)
            ]
        )
    return counts


def features(text: Text) -> Counter[str]:
    """The terms of a text with their counts, and its signs, once each."""
    counts = terms(text.passages)
    counts.update(text.signs)
    return counts
