"""Where a reference or a short form begins: `Davis HE, McCorkell L,`, `Davis et al.`, `(Davis, 2023)`.

A head is authors and what follows them up to the next head or the end of the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    r"(?:et\.? ?al\b\.?|m\. ?fl\b\.?|m fl\b\.?|med flera\b|and (?:colleagues|co-?workers|others)\b"
    r"|och (?:medarbetare|kollegor|medförfattare)\b|et coll\b\.?|& al\b\.?|u\. ?a\.(?= ))"
)
_AND = r"(?:&|and|och|und|et)"
YEAR = r"(?<![0-9A-Za-z])(?:19[4-9][0-9]|20[0-4][0-9])(?![0-9])"

_FIRST = re.compile(
    rf"(?<![\w{_APO}&{_DASH}])(?:"
    rf"(?P<inverted>{_NAME}),? (?P<initials>{_INITIALS})"
    rf"|(?P<given>{_NAME}|[{_UP}]{{2,3}}), [{_UP}][{_LOW}]+(?:[ {_DASH}][{_UP}][{_LOW}]*\.?)*(?=[,.;]| {_AND} | {_OTHERS})"
    rf"|(?P<led>{_DOTTED}) ?(?P<last>{_NAME})"
    rf"|(?P<bare>{_NAME})"
    rf")"
)
_REST = re.compile(
    rf"(?:[,;.]? ?{_AND} ?(?=[{_UP}{_LOW}])|[,;&] ?|\.,? (?=[{_UP}][\w{_APO}-]+,? [{_UP}]\.))"
    rf"(?P<who>{_NAME},? {_INITIALS}|{_DOTTED} ?{_NAME}|{_NAME}, (?:[{_UP}][{_LOW}]+ ?)+(?=[,.;])|{_NAME})"
)
_ET_AL = re.compile(rf"[,;.]?\s?\(?{_OTHERS}")
_SECOND = re.compile(rf",?\s{_AND}\s(?:{_DOTTED} ?)?(?P<name>{_NAME})")
_SOON = re.compile(rf"[,.]?\s?[(\[]?(?:{YEAR})")
# A year, or words such as a journal has and then a year.
_JOURNAL_SOON = re.compile(
    rf"[,.]?\s?[(\[]?(?:[{_UP}][\w.&]*[ ,.]{{1,2}}(?:(?:of|and|the|in) )?){{0,8}}\(?(?:{YEAR})"
)
_YEARS = re.compile(YEAR)
_BOUNDARY = re.compile(
    r"\n\s*\n|\n\s*(?:\[?[0-9]{1,3}[\].)]|[•●▪◦–*]|\[[0-9]{1,3}\])\s|(?<=[.)0-9/])\s+\[?[0-9]{1,3}[\].]\s+(?=[A-ZÅÄÖ])"
)
_BARE = re.compile(_NAME)
_SURNAME = re.compile(rf",? {_INITIALS}$|^{_DOTTED} ?")
_YEAR_ALONE = re.compile(rf",? ?(?:{YEAR})[a-z]?[;)\]]")
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


def heads(text: str) -> Iterator[Head]:
    """Every head, in order. None of them is weak within another's authors."""
    flat = text.replace("\n", " ")  # a name is broken over lines as any other words
    starts: list[Head] = []
    at = 0
    while hit := _FIRST.search(flat, at):
        one = _head(flat, hit)
        if one is None:
            # The next word may begin a name that this one hides.
            word = _NEXT_WORD.match(flat, hit.start())
            at = max(hit.start() + 1, word.end() if word else hit.end())
            continue
        starts.append(one)
        at = one.after
    strong = _apart(text, starts)
    breaks = [found.start() for found in _BOUNDARY.finditer(text)]
    for one in starts:
        stops = [stop for stop in (*strong, *breaks) if stop > one.after]
        end = min([len(text), one.start + _LONGEST, *stops])
        years = tuple(dict.fromkeys(int(y) for y in _YEARS.findall(flat, one.after - 1, end)))
        if years and (one.weak or one.start in strong):
            yield msgspec.structs.replace(one, end=end, years=years)


def _apart(text: str, found: list[Head]) -> list[int]:
    """Where the strong heads begin that a reference before them does not hold.

    `Am J` is in `Davis et al., Am J Med 2023` as good a name with an initial as any.
    """
    kept: list[Head] = []
    for one in found:
        if one.weak and not one.second:
            continue
        if kept:
            between = text[kept[-1].after : one.start]
            new_line = _NEW_LINE.search(between) and len(between) > _JOINT
            if not (_YEARS.search(between) or new_line or ";" in between[-3:]):
                continue
        kept.append(one)
    return [one.start for one in kept if not one.weak]


def _head(flat: str, hit: re.Match[str]) -> Head | None:
    name = hit["inverted"] or hit["given"] or hit["last"] or hit["bare"]
    initials = (hit["initials"] or hit["led"] or "").strip()
    authors, second, after = (1, "", hit.end())
    if hit["bare"] is None:
        authors, second, after = _further(flat, after)
    others = _ET_AL.match(flat, after)
    if others:
        after = others.end()
    elif authors == 1 and (found := _SECOND.match(flat, after)):
        authors, second, after = 2, found["name"], found.end()
    given = hit["given"] is not None and authors == 1 and not others
    if given:  # or no given name at all: `Davis, Nat Rev Microbiol`
        after = hit.end("given")
    weak = False
    if hit["bare"] is not None and not others:
        if not _YEARS.search(flat, after, after + _NEAR):
            return None
        in_brackets = flat[max(0, hit.start() - 1) : hit.start()] in ("(", "[", ";")
        alone = in_brackets and _YEAR_ALONE.match(flat, after)
        weak = not (alone or (second and _JOURNAL_SOON.match(flat, after)))
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


def _further(flat: str, after: int) -> tuple[int, str, int]:
    """How many authors a list names, the second of them, and where the list ends."""
    authors, second = 1, ""
    while not _ET_AL.match(flat, after) and (more := _REST.match(flat, after)):
        bare = _BARE.fullmatch(more["who"])
        if bare and not (_ET_AL.match(flat, more.end()) or _SOON.match(flat, more.end())):
            break  # a title begins
        authors += 1
        if authors == 2:
            second = _SURNAME.sub("", more["who"]).split(",")[0]
        after = more.end()
    return authors, second, after
