"""Rules for the whole: mixed operators (S01), arms (S08), limits (S09), NOT (S10), dates (S11)."""

from __future__ import annotations

from collections.abc import Iterator

from litwatch.search.lint_finding import Edit, Note
from litwatch.search.lint_parts import Group, Words
from litwatch.search.lint_read import Reading
from litwatch.search.lint_terms import TEXT_FIELDS
from litwatch.search.tags import DATES, PUBMED
from litwatch.search.words import key

_HEADINGS = frozenset({"mesh", "majr"})
_AGES = frozenset(
    {
        *("adult", "young adult", "middle aged", "aged", "aged 80 and over", "adolescent"),
        *("child", "child preschool", "infant", "infant newborn"),
    }
)
_FILTERS = _AGES | {
    *("humans", "human", "english", "hasabstract", "full text", "free full text", "ffrft"),
    *("loattrfull text", "loattrfree full text", "all child", "all adult", "all infant"),
    *("newborn", "preschool child", "male", "female"),
}


def shape(reading: Reading) -> Iterator[Note]:
    """What is wrong with how terms are joined, and what the query lacks or cuts off."""
    negative = set[int]()
    for group in reading.groups:  # outer groups come first
        yield from _mixed(group)
        yield from _exclusions(group)
        yield from _limits(group, within_not=id(group) in negative)
        for place, item in enumerate(group.items):
            if id(group) in negative or group.before(place) == "NOT":
                negative.add(id(item))
    yield from _dates(reading)
    if reading.terms:
        yield from _arms(reading, [term for term in reading.terms if id(term) not in negative])


def _mixed(group: Group) -> Iterator[Note]:
    kinds = group.kinds
    if "OR" not in kinds or len(kinds) < 2:
        return
    first = group.before(1)
    place = next(n for n in range(2, len(group.items)) if group.before(n) != first)
    operator = group.operators[place - 1]
    start = operator.start if operator else group.items[place].start
    end = operator.end if operator else start + 1
    is_and = "AND" in kinds
    yield Note(
        "S01",
        "error" if is_and else "warning",
        start,
        end,
        f"{group.before(place)} follows {first} without parentheses; PubMed reads from left to "
        f"right: (… {first} …) {group.before(place)} …",
        f"Put the terms that {first} joins in parentheses, or those that "
        f"{group.before(place)} joins",
    )


def _exclusions(group: Group) -> Iterator[Note]:
    if _is_animal_filter(group):
        return
    for place, item in enumerate(group.items):
        if group.before(place) != "NOT" or _is_animal_filter(item):
            continue
        operator = group.operators[place - 1]
        assert operator is not None  # noqa: S101 - side by side means AND
        yield Note(
            "S10",
            "warning",
            operator.start,
            item.end,
            "NOT also removes wanted records that mention what is excluded",
            "Remove it, or test it against the gold set and let a curator approve it",
        )


def _is_animal_filter(item: Words | Group) -> bool:
    """`("Animals"[Mesh] NOT "Humans"[Mesh])`."""
    if isinstance(item, Words) or len(item.items) != 2 or item.kinds != {"NOT"}:
        return False
    return [
        key(each.text) if isinstance(each, Words) and each.field in _HEADINGS else ""
        for each in item.items
    ] == ["animals", "humans"]


def _limits(group: Group, *, within_not: bool) -> Iterator[Note]:
    """What is ANDed and only limits; as one way among others (OR) the same words do no harm."""
    if within_not:
        return
    for place, item in enumerate(group.items):
        following = group.before(place + 1) if place + 1 < len(group.items) else ""
        joined = {group.before(place) or following, following or group.before(place)}
        if "AND" not in joined and not (place == 0 and following == "NOT"):
            continue
        if group.before(place) == "NOT" or not _only_limits(item):
            continue
        shown = " ".join(dict.fromkeys(term.text for term in _terms_of(item)))
        yield Note(
            "S09",
            "error",
            item.start,
            item.end,
            f"the limit {shown} drops records that are not indexed yet",
            'Remove it; to drop animal studies use NOT ("Animals"[Mesh] NOT "Humans"[Mesh])',
            _without(group, place),
        )


def _terms_of(item: Words | Group) -> list[Words]:
    return [item] if isinstance(item, Words) else list(item.under())


def _only_limits(item: Words | Group) -> bool:
    """A limit, or a group of ways to be limited of which one is forbidden."""
    found = _terms_of(item)
    if isinstance(item, Group) and not item.kinds <= {"OR"}:
        return False
    return any(map(_is_limit, found)) and all(_is_limit(t) or t.field == "la" for t in found)


def _is_limit(term: Words) -> bool:
    name = key(term.text)
    if term.field in _HEADINGS:
        return name == "humans" or name in _AGES
    if term.field == "la":
        return name in ("english", "eng")
    return name in _FILTERS if term.field == "filter" else name == "hasabstract"


def _without(group: Group, place: int) -> tuple[Edit, ...]:
    """The edit that takes an ANDed item out with its operator."""
    item = group.items[place]
    if group.before(place) == "AND":
        return (Edit(group.items[place - 1].end, item.end, ""),)
    if place == 0 and len(group.items) > 1 and group.before(1) == "AND":
        return (Edit(item.start, group.items[1].start, ""),)
    return ()


def _dates(reading: Reading) -> Iterator[Note]:
    for term in reading.terms:
        if term.field in DATES:
            place = next(n for n, item in enumerate(term.group.items) if item is term)
            yield Note(
                "S11",
                "error",
                term.start,
                term.end,
                f"a date [{term.field}] stands in the query; the harvest sets its own windows",
                "Remove it",
                _without(term.group, place),
            )


def _arms(reading: Reading, positive: list[Words]) -> Iterator[Note]:
    fields = {term.field for term in positive}
    end = len(reading.query)
    # Without a field, or in one that PubMed does not know, all fields are searched.
    if not fields & (TEXT_FIELDS | {"", "all"}) and fields <= PUBMED:
        yield Note(
            "S08",
            "error",
            0,
            end,
            "no term searches the text, and new records have no headings yet",
            'Add text words: "long covid"[tiab]',
        )
    if not fields & (_HEADINGS | {"nm"}):
        yield Note(
            "S08",
            "warning",
            0,
            end,
            "no term searches headings, and some records name the condition only there",
            "Add the heading with [Mesh], or the supplementary concept with [nm]",
        )
