"""Where a reference or a short form begins: `Davis HE, McCorkell L,`, `Davis et al.`, `(Davis, 2023)`.

A head is authors and what follows them up to the next head or the end of the paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import msgspec

_UP = "A-ZÀ-ÖØ-Þ" + "".join(chr(code) for code in range(0x100, 0x250) if chr(code).isupper())
_LOW = "a-zß-öø-ÿ" + "".join(chr(code) for code in range(0x100, 0x250) if chr(code).islower())
_APO = "'’ʼ`"
_DASH = "‐‑–-"  # the plain one last: in a set it must not make a range
_PARTICLE = (
    r"(?:[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]e[rn]?|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Ll]a|[Ll]e"
    r"|[Aa]f|[Tt]en|[Tt]er|[Ee]l|[Aa]l|[Bb]in|[Zz]u|[Zz]ur|[Tt]’|[Dd]’|St\.?)"
)
# Not `HE` or `JM`: in all capitals a name has four letters or stands before a given name.
_WORD = (
    rf"(?=[{_UP}{_APO}]{{0,3}}[{_LOW}]|[{_UP}]{{4}})(?:[dDlLOt][{_APO}])?[{_UP}][{_LOW}{_UP}{_APO}]+"
    rf"(?:\s?[{_DASH}]\s?[{_UP}{_LOW}][{_LOW}{_UP}{_APO}]+)*"
)
_NAME = rf"(?:{_PARTICLE}[ {_DASH}]){{0,3}}{_WORD}(?: (?:{_PARTICLE} )?{_WORD}){{0,2}}"
# `HE`, `H.E.`, `H. E.`, `J.-P.`; never the beginning of a word.
_TIGHT = rf"[{_UP}]{{1,4}}(?![{_LOW}{_UP}{_APO}])"
_DOTTED = rf"(?:[{_UP}]\.[ {_DASH}]{{0,2}}){{1,4}}(?:[{_UP}](?![{_LOW}{_UP}.]))?"
_INITIALS = rf"(?:{_DOTTED}|{_TIGHT})(?:,? (?:Jr|Sr|2nd|3rd|II|III)\b\.?)?"
_OTHERS = (
    r"(?:et\.?\s?al\b\.?|m\. ?fl\b\.?|m fl\b\.?|med flera\b|and (?:colleagues|co-?workers|others)\b"
    r"|och (?:medarbetare|kollegor|medförfattare)\b|et coll\b\.?|& al\b\.?|u\. ?a\.(?= ))"
)
_AND = r"(?:&|and|och|und|et)"
# `2023`, and not that of the day `2023-11-02`.
YEAR = r"(?<![0-9A-Za-z])(?:19[4-9][0-9]|20[0-4][0-9])(?![0-9]|[-/][01][0-9][-/])"

_FIRST = re.compile(
    rf"(?<![\w{_APO}&{_DASH}])(?:"
    rf"(?P<inverted>{_NAME}),?\s(?P<initials>{_INITIALS})"
    rf"|(?P<given>{_NAME}|[{_UP}]{{2,3}}),\s[{_UP}][{_LOW}]+(?:[ {_DASH}][{_UP}][{_LOW}]*\.?)*(?=[,.;]| {_AND} | {_OTHERS})"
    rf"|(?P<led>{_DOTTED})\s?(?P<last>{_NAME})"
    rf"|(?P<bare>{_NAME})"
    rf")"
)
_REST = re.compile(
    rf"(?:[,;.]?\s?{_AND}\s?(?=[{_UP}{_LOW}])|[,;&]\s?|\.,?\s(?=[{_UP}][\w{_APO}-]+,?\s[{_UP}]\.))"
    rf"(?P<who>{_NAME},?\s{_INITIALS}|{_DOTTED}\s?{_NAME}|{_NAME}, (?:[{_UP}][{_LOW}]+ ?)+(?=[,.;])|{_NAME})"
)
_ET_AL = re.compile(rf"[,;.]?\s?\(?{_OTHERS}")
_SECOND = re.compile(rf",?\s{_AND}\s(?:{_DOTTED} ?)?(?P<name>{_NAME})")
_SOON = re.compile(rf"[,.]?\s?[(\[]?(?:{YEAR})")
# A year, or words such as a journal has and then a year.
_JOURNAL_SOON = re.compile(
    rf"[,.]?\s?[(\[]?(?:[{_UP}][\w.&]*[\s,.]{{1,2}}(?:(?:of|and|the|in) )?){{0,8}}\(?(?:{YEAR})"
)
_YEARS = re.compile(YEAR)
_BOUNDARY = re.compile(
    r"\n\s*\n|\n\s*(?:\[?[0-9]{1,3}[\].)]|[•●▪◦–*]|\[[0-9]{1,3}\])\s|(?<=[.)0-9/])\s+\[?[0-9]{1,3}[\].]\s+(?=[A-ZÅÄÖ])"
)
_BARE = re.compile(_NAME)
_SURNAME = re.compile(rf",?\s{_INITIALS}$|^{_DOTTED}\s?")
_YEAR_ALONE = re.compile(rf",? ?(?:{YEAR})[a-z]?[;)\]]")
_ONLY_YEAR = re.compile(rf"[,.]?\s?[(\[]?(?:{YEAR})[a-z]?[)\]]?[,.:]? ?")
_CAPITAL = re.compile(rf"\s[{_UP}]")
_NEXT_WORD = re.compile(r"\S+\s*")
_NEAR = 110  # characters from a bare name to its year
_NEW_LINE = re.compile(r"[.)\]0-9]\s*\n\s*\S{0,5}\s?$|\n\s*\n")
_JOINT = 12  # characters after authors in which no other reference begins
_LONGEST = 700


class Head(msgspec.Struct, frozen=True):
    """The authors at the beginning of what may be a reference; `text[start:end]` is all of it.

    `after` is where the authors end. `others` says that there are more than are named, `second`
    who the second of exactly two is. A weak head has nothing but a name: it is a citation only
    if a stored work bears it out.
    """

    start: int
    after: int
    end: int
    name: str
    initials: str = ""
    second: str = ""
    others: bool = False
    several: bool = False
    given: bool = False
    weak: bool = False
    years: tuple[int, ...] = ()


def heads(text: str, journals: Sequence[tuple[int, int]] = ()) -> Iterator[Head]:
    """Every head, in order.

    `journals` are the spans where a journal, a year and a place stand together: what looks like
    a name in one (`Cardiol J 2021;28:494`) is none, and one after a year ends what was before.
    """
    starts: list[Head] = []
    at = 0
    while hit := _FIRST.search(text, at):
        one = _head(text, hit)
        if one is None:
            # The next word may begin a name that this one hides.
            word = _NEXT_WORD.match(text, hit.start())
            at = max(hit.start() + 1, word.end() if word else hit.end())
            continue
        if one.others or one.several or not any(a <= one.start < b for a, b in journals):
            starts.append(one)
        at = one.after
    strong = _apart(text, starts)
    stops = sorted({*strong, *(found.start() for found in _BOUNDARY.finditer(text)), len(text)})
    for one in starts:
        if not one.weak and one.start not in strong:
            continue
        stop = stops[min(bisect_right(stops, one.after), len(stops) - 1)]
        end = min(one.start + _LONGEST, stop)
        for start, _ in journals[bisect_right(journals, (one.after, one.after)) :]:
            if start >= end:
                break
            if _YEARS.search(text, one.after, start):
                end = start
                break
        years = tuple(dict.fromkeys(int(y) for y in _YEARS.findall(text, one.after - 1, end)))
        if years:
            yield msgspec.structs.replace(one, end=end, years=years)


def _apart(text: str, found: list[Head]) -> frozenset[int]:
    """Where the strong heads begin that a reference before them does not hold.

    `Am J` is in `Davis et al., Am J Med 2023` as good a name with an initial as any.
    """
    kept: list[Head] = []
    for one in found:
        if one.weak and not one.second:
            continue
        if kept:
            between = text[kept[-1].after : one.start][: _LONGEST + 1]
            if _ONLY_YEAR.fullmatch(between) and not _YEARS.search(_line(text, one.after)):
                continue  # the journal after its year: `Davis et al. (2023), Eur J Pain`
            new_line = _NEW_LINE.search(between) and len(between) > _JOINT
            if len(between) <= _LONGEST and not (
                _YEARS.search(between) or new_line or ";" in between[-3:]
            ):
                continue
        kept.append(one)
    return frozenset(one.start for one in kept if not one.weak)


def _line(text: str, at: int) -> str:
    """What is left of the line."""
    return text[at:].partition("\n")[0]


def _head(text: str, hit: re.Match[str]) -> Head | None:
    name = hit["inverted"] or hit["given"] or hit["last"] or hit["bare"]
    initials = (hit["initials"] or hit["led"] or "").strip()
    authors, second, after = (1, "", hit.end())
    if hit["bare"] is None:
        authors, second, after = _further(text, after)
    others = _ET_AL.match(text, after)
    if others:
        after = others.end()
    elif authors == 1 and (found := _SECOND.match(text, after)):
        authors, second, after = 2, found["name"], found.end()
    given = hit["given"] is not None and authors == 1 and not others
    if given:  # or no given name at all: `Davis, Nat Rev Microbiol`
        after = hit.end("given")
    # `Am J Obstet Gynecol` is a journal, `Ek J. Title` and `Ek J, Fors A` are authors.
    lone = authors == 1 and not others and not given
    weak = lone and hit["inverted"] is not None and _CAPITAL.match(text, after) is not None
    if hit["bare"] is not None and not others:
        if not _YEARS.search(text, after, after + _NEAR):
            return None
        in_brackets = text[max(0, hit.start() - 1) : hit.start()] in ("(", "[", ";")
        alone = in_brackets and _YEAR_ALONE.match(text, after)
        weak = not (alone or (second and _JOURNAL_SOON.match(text, after)))
    return Head(
        start=hit.start(),
        after=after,
        end=after,
        name=name,
        initials=initials,
        second=second if authors == 2 and not others else "",
        others=others is not None,
        several=authors > 2,
        given=given,
        weak=weak,
    )


def _further(text: str, after: int) -> tuple[int, str, int]:
    """How many authors a list names, the second of them, and where the list ends."""
    authors, second = 1, ""
    while not _ET_AL.match(text, after) and (more := _REST.match(text, after)):
        bare = _BARE.fullmatch(more["who"])
        if bare and not (_ET_AL.match(text, more.end()) or _SOON.match(text, more.end())):
            break  # a title begins
        authors += 1
        if authors == 2:
            second = _SURNAME.sub("", more["who"]).split(",")[0]
        after = more.end()
    return authors, second, after
