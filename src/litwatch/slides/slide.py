"""What one slide says, decided before anything is drawn."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from litwatch.language import Lang

# `text`: a short heading over much text, as on continuation slides. `alone`: a message by itself.
# `statement`: a small heading that names whose word it is, and the message in large type below.
Kind = Literal["opening", "quiet", "message", "alone", "text", "flow", "news", "statement"]
# A solid band is the national guidance's alone, a frame a new study's; other marks are plain.
MarkStyle = Literal["band", "frame", "plain"]

RUN_LANGUAGE: dict[Lang, str] = {"sv": "sv-SE", "en": "en-GB"}
WRITTEN = "sv-SE"  # people's words are shown as written, and the curators write Swedish
BADGE_GAP = "\N{EM SPACE}\N{EN SPACE}"  # between badges on one line
TITLES = "en-GB"  # PubMed gives every title in English

NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"
_NAMED = re.compile(r"\b(?:covid|sars-cov)-[0-9]+\b", re.IGNORECASE)
_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")


def plain(text: str) -> str:
    """The text on one line, without characters that XML cannot carry; no-break spaces stay."""
    return " ".join(split("".join(char for char in text if _printable(char))))


def unbroken(text: str) -> str:
    """The text, in which no line ends inside the name of a disease such as covid-19."""
    return _NAMED.sub(lambda name: name[0].replace("-", NO_BREAK_HYPHEN), text)


def split(text: str) -> list[str]:
    """The parts between which a line may be broken: `10 %` with a no-break space is one."""
    return [part for part in _BREAKS.split(text) if part]


def _printable(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in {"Cc", "Cs", "Cn"}


@dataclass(frozen=True)
class Text:
    """Words and the language that spelling and screen readers take them for.

    The first `lead` characters are a label, set in bold.
    """

    text: str
    lang: str
    lead: int = 0


@dataclass(frozen=True)
class Bar:
    label: str
    value: int


@dataclass(frozen=True)
class Chart:
    """One series of bars from zero, and the alt text that says what they show."""

    series: str
    bars: tuple[Bar, ...]
    alt: str


@dataclass(frozen=True)
class SlidePlan:
    """One slide: `key` finds it again, `mark` is its origin, drawn as `mark_style` says, and
    `badges` stand beside it.

    `draft` slides get the dashed frame: nobody may take them for reviewed ones.
    `banner` says above all else whose work the whole deck is, where nobody has answered for it.
    `section` is the part of the deck that it stands in, by name.
    `notes` are the speaker's; the line with the key is added when the slide is drawn.
    """

    key: str
    kind: Kind
    title: Text
    source: Text
    body: tuple[Text, ...] = ()
    mark: str = ""
    mark_style: MarkStyle = "frame"
    banner: str = ""
    badges: tuple[str, ...] = ()
    draft: bool = False
    chart: Chart | None = None
    notes: tuple[Text, ...] = ()
    section: str = ""
