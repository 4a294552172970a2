"""Works cited by number: `[3]`, `[1,4–6]` or `trötthet³`, where the file has a numbered list of its own.

Only a list under a heading that says so counts, numbered from one; and of it only a number under
which exactly one work was matched. A number may be many things: confidence intervals, ranges,
powers, footnotes of the slide itself are no citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from litwatch.records.cited.found import Confidence, Found, Match
from litwatch.records.cited.passage import Passage

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_RAISED = str.maketrans("0123456789", _RAISED)
_PLAIN = str.maketrans(_RAISED + "⁻", "0123456789-")
_LIST = re.compile(
    r"^[ \t]*(?:[0-9]{1,2}[.)]?\s)?(?:referens(?:er|lista)|källor|källförteckning"
    r"|litteratur(?:lista|förteckning)?|references|reference list|bibliography|literature cited"
    r"|works cited)\b[^\n]{0,12}$",
    re.IGNORECASE | re.MULTILINE,
)
_ENTRY = re.compile(r"^[ \t]*(?:\[([0-9]{1,3})\]|([0-9]{1,3})[.)]?)[ \t]+(?=\S)", re.MULTILINE)
_NUMBERS = r"[0-9]{1,3}(?:\s?[-–,;]\s?[0-9]{1,3})*"
_BRACKET = re.compile(rf"\[({_NUMBERS})\]")
_SUPERSCRIPT = re.compile(rf"[{_RAISED}]{{1,3}}(?:[,⁻–-] ?[{_RAISED}]{{1,3}})*")
# What stands before numbers in brackets that are an interval: `95 % KI [1, 4]`, `median 5 [3–7]`.
_INTERVAL = re.compile(
    r"(?:[0-9%=]|\b(?:CI|KI|IQR|range|intervall|median|medel\w*|mean|spridning))[\s,:]*$",
    re.IGNORECASE,
)
# A word, or the end of a sentence or bracket; never a number, a unit or a sign such as χ².
_AFTER_WORD = re.compile(r"(?:\b[^\W\d_]{3,}|[^\W\d_]{2,}[-][^\W\d_]+|[\w”\"»)\]][.,;:)\]”\"»])$")
_UNIT = re.compile(r"\b(?:min|sek|sec|log|chi|mmol|kcal|dag|day)$", re.IGNORECASE)
_FOOTNOTE = re.compile(rf"^[ \t]*([{_RAISED}]{{1,3}}|[0-9]{{1,3}}[.)]?(?=[ \t]))", re.MULTILINE)
_MOST = 30  # works in one citation; more is no citation
_WORDS = 160  # characters of a mention that are shown


def raised(text: str) -> str:
    """Numbers that are set as superscript, in signs that are; other text as it is.

    >>> raised("1,4–6")
    '¹,⁴⁻⁶'
    """
    if not re.fullmatch(rf"\s*{_NUMBERS}\s*", text):
        return text
    return re.sub("[–-]", "⁻", text).replace(" ", "").translate(_TO_RAISED)


def by_number(passages: Sequence[Passage], found: Sequence[Sequence[Found]]) -> list[list[Found]]:
    """For each passage the citations by number; `found` are the mentions told in each already."""
    lists = [_list_of(passage) for passage in passages]
    _continue(passages, lists)
    works = _works(lists, found)
    return [
        list(_citations(passage, spans, works)) if works and not passage.link else []
        for passage, spans in zip(passages, lists, strict=True)
    ]


Spans = dict[int, tuple[int, int]]  # number → where its entry stands
Works = dict[int, dict[str, Confidence]]  # number → the works matched there


def _list_of(passage: Passage) -> Spans:
    """The numbered entries under the passage's last heading of a list; none without one."""
    headings = list(_LIST.finditer(passage.text))
    if passage.link or not headings:
        return {}
    entries = _entries(passage.text, headings[-1].end(), 1)
    if not entries and passage.marks[0][1].kind == "slide":
        # The heading may stand behind the list: shapes are in the order they were drawn. And a
        # slide may go on with the list of the one before.
        entries = _entries(passage.text, 0, None)
    return entries


def _entries(text: str, start: int, first: int | None) -> Spans:
    """The entries from `start` on whose numbers follow each other, from `first` if that is given."""
    told: list[tuple[int, int]] = []
    for hit in _ENTRY.finditer(text, start):
        number = int(hit[1] or hit[2])
        wanted = told[-1][0] + 1 if told else (number if first is None else first)
        if number == wanted:
            told.append((number, hit.start()))
    stops = [*(at for _, at in told[1:]), len(text)]
    return {number: (at, stop) for (number, at), stop in zip(told, stops, strict=False)}


def _continue(passages: Sequence[Passage], lists: list[Spans]) -> None:
    """A slide that goes on where the list of the slide before it ended belongs to the list."""
    last = 0
    for place, passage in enumerate(passages):
        if passage.link or passage.marks[0][1].kind == "notes":
            continue
        if not lists[place] and last:
            more = _entries(passage.text, 0, last + 1)
            if more:
                lists[place] = more
        last = max(lists[place], default=0)


def _works(lists: Sequence[Spans], found: Sequence[Sequence[Found]]) -> Works:
    """What was matched under each number; two works where two lists use one number."""
    works: Works = {}
    for spans, here in zip(lists, found, strict=True):
        for number, (start, end) in spans.items():
            entry = works.setdefault(number, {})
            for one in here:
                if one.match is not None and start <= one.start < end:
                    entry.setdefault(one.match.record_id, one.match.confidence)
    return works


def _citations(passage: Passage, spans: Spans, works: Works) -> Iterator[Found]:
    """The citations outside the list itself whose numbers are all in the list."""
    text = passage.text
    own = _own_notes(text) if not spans and len(passage.marks) == 1 else set()
    for start, end, numbers in _numbers(text):
        if any(a <= start < b for a, b in spans.values()):
            continue
        if not all(number in works and number not in own for number in numbers):
            continue
        for number in numbers:
            if len(works[number]) == 1:
                ((key, sure),) = works[number].items()
                confidence: Confidence = "low" if sure == "low" else "probable"
                match = Match(key, "list", confidence)
                yield Found(_line(text, start, end), passage.place(start), start, end, match)


def _own_notes(text: str) -> set[int]:
    """The numbers that a slide explains itself, at the beginning of a line."""
    return {int(hit[1].translate(_PLAIN).rstrip(".)")) for hit in _FOOTNOTE.finditer(text)}


def _numbers(text: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    for hit in _BRACKET.finditer(text):
        if not _INTERVAL.search(text[max(0, hit.start() - 20) : hit.start()]):
            yield from _read(hit.start(), hit.end(), hit[1])
    for hit in _SUPERSCRIPT.finditer(text):
        before = text[max(0, hit.start() - 24) : hit.start()]
        if _AFTER_WORD.search(before) and not _UNIT.search(before):
            yield from _read(hit.start(), hit.end(), hit[0].translate(_PLAIN))


def _read(start: int, end: int, said: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """`1,4–6` as 1, 4, 5, 6; nothing where a range runs backwards or is too long."""
    numbers: list[int] = []
    for part in re.split(r"\s?[,;]\s?", said):
        first, _, last = (one.strip() for one in re.sub("[–-]", "-", part).partition("-"))
        low, high = int(first), int(last or first)
        if high < low or high - low >= _MOST:
            return
        numbers += range(low, high + 1)
    if 0 < len(numbers) <= _MOST:
        yield start, end, tuple(dict.fromkeys(numbers))


def _line(text: str, start: int, end: int) -> str:
    """The line of a citation, as far as it is shown: a number says little."""
    first = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    words = text[max(first, end - _WORDS) : stop if stop >= 0 else len(text)]
    return " ".join(words.split())[:_WORDS]
