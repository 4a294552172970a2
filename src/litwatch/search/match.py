"""Does a record match a query? Every node is compiled once into a plain predicate.

Where PubMed is known to ignore something in silence (an unknown tag, proximity on a field
that has none: NCBI, measured 2026-10-08), the matcher does the same; linting tells of it.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from functools import lru_cache

from litwatch.errors import WrongUse
from litwatch.search.document import NAMED, Document
from litwatch.search.tags import EXPLODED, KNOWN
from litwatch.search.tree import And, DateRange, Node, Not, Or, Term
from litwatch.search.words import key, words
from litwatch.watch import MeshTree

Predicate = Callable[[Document], bool]

PROXIMITY_TAGS = frozenset({"ti", "tiab", "ad"})
FILTERS = frozenset(
    {"hasabstract", "medline", "in process", "in data review", "publisher", "pubmed not medline"}
)
# NLM, MEDLINE language codes, those that reach this watch; any code can be searched as it is.
_LANGUAGES = {
    "chinese": "chi",
    "czech": "cze",
    "danish": "dan",
    "dutch": "dut",
    "english": "eng",
    "finnish": "fin",
    "french": "fre",
    "german": "ger",
    "hungarian": "hun",
    "icelandic": "ice",
    "italian": "ita",
    "japanese": "jpn",
    "norwegian": "nor",
    "polish": "pol",
    "portuguese": "por",
    "russian": "rus",
    "spanish": "spa",
    "swedish": "swe",
    "turkish": "tur",
}


def matches(node: Node, document: Document, mesh: MeshTree) -> bool:
    """Whether the record is found by the query; headings explode as far as `mesh` knows them.

    Raises WrongUse for a filter that cannot be answered from a record alone.
    """
    return predicate(node, mesh)(document)


@lru_cache(maxsize=4096)
def predicate(node: Node, mesh: MeshTree) -> Predicate:
    """The test of one node, for asking many documents."""
    match node:
        case Term():
            return _term(node, mesh)
        case DateRange():
            return _date_range(node)
        case And(children):
            return _all([predicate(child, mesh) for child in children])
        case Or(children):
            return _any([predicate(child, mesh) for child in children])
        case Not(wanted, unwanted):
            return _but_not(predicate(wanted, mesh), predicate(unwanted, mesh))


def _all(tests: list[Predicate]) -> Predicate:
    def test(document: Document) -> bool:
        for each in tests:  # noqa: SIM110 - twice as fast as all() over a generator
            if not each(document):
                return False
        return True

    return test


def _any(tests: list[Predicate]) -> Predicate:
    def test(document: Document) -> bool:
        for each in tests:  # noqa: SIM110
            if each(document):
                return True
        return False

    return test


def _but_not(wanted: Predicate, unwanted: Predicate) -> Predicate:
    return lambda document: wanted(document) and not unwanted(document)


def _date_range(node: DateRange) -> Predicate:
    first, last, tag = node.first, node.last, node.tag

    def test(document: Document) -> bool:
        day = document.day(tag)
        return day is not None and first <= day <= last

    return test


def field_of(tag: str) -> str:
    """The tag that answers: an unknown one, like none at all, searches all fields."""
    name = tag.removesuffix(":noexp")
    return name if name in KNOWN and (name == tag or name in EXPLODED) else "all"


def _term(term: Term, mesh: MeshTree) -> Predicate:
    tag = field_of(term.tag)
    if tag in NAMED:
        return _named(term, tag, mesh)
    asked, open_end = asked_words(term)
    if not asked:
        return lambda document: False
    if is_near(term):
        return _near(asked, term.proximity or 0, tag)
    if is_mapped(term):
        return _all([_phrase(f" {word} ", tag) for word in asked])
    return _phrase(f" {' '.join(asked)}{'' if open_end else ' '}", tag)


def asked_words(term: Term) -> tuple[list[str], bool]:
    """The words that a text must hold, and whether the last of them may go on.

    An author's initials may go on unless they are quoted: `smith j` finds Smith JA.
    """
    asked = words(term.text)
    initials = field_of(term.tag) == "au" and not term.phrase and len(asked) > 1
    return asked, term.truncated or initials


def is_near(term: Term) -> bool:
    """A proximity search that PubMed honours: two words or more, in title, abstract or address."""
    near = term.proximity is not None and field_of(term.tag) in PROXIMITY_TAGS
    return near and len(words(term.text)) > 1


def is_mapped(term: Term) -> bool:
    """Bare untagged words: automatic term mapping looks them up one by one."""
    return field_of(term.tag) == "all" and not (term.phrase or term.truncated)


def _phrase(needle: str, tag: str) -> Predicate:
    return lambda document: needle in document.text(tag)


def wanted_names(term: Term, tag: str, mesh: MeshTree) -> frozenset[str]:
    """The folded names of which a record must carry one; what `Document.names` is held against.

    `Heading/qualifier` asks for the pair. Entry terms stand for their heading, and the
    heading for its narrower ones unless the tag says NoExp.
    """
    if tag == "uid":
        return frozenset(term.text.replace(",", " ").split())
    name = key(term.text)
    if tag == "la":
        return frozenset({_LANGUAGES.get(name, name)})
    if tag == "filter" and name not in FILTERS:
        raise WrongUse(
            f"the filter {term.text!r} cannot be answered from a record alone",
            f"Leave it out, or use one of {', '.join(sorted(FILTERS))}.",
        )
    if tag not in EXPLODED or tag == "sh":
        return frozenset({name})
    heading, slash, qualifier = term.text.partition("/")
    if slash and heading not in mesh:
        heading, qualifier = (term.text, "") if term.text in mesh else (heading, qualifier)
    names = {mesh.heading(heading.strip())}
    if not term.tag.endswith(":noexp"):
        names = set(mesh.descendants(heading.strip()))
    if qualifier:
        return frozenset(f"{key(each)}/{key(qualifier)}" for each in names)
    # The unique id still holds where a record carries an older name of the heading.
    uis = {ui.lower() for each in names if (ui := mesh.ui(each))}
    return frozenset(uis | {key(each) for each in names})


def _named(term: Term, tag: str, mesh: MeshTree) -> Predicate:
    if term.truncated:
        start = key(term.text)
        return lambda document: any(name.startswith(start) for name in document.names(tag))
    wanted = wanted_names(term, tag, mesh)
    return lambda document: not wanted.isdisjoint(document.names(tag))


def _near(asked: list[str], between: int, tag: str) -> Predicate:
    needles = [f" {word} " for word in asked]
    need = Counter(asked)
    width = len(asked) + between

    def test(document: Document) -> bool:
        text = document.text(tag)
        if not all(needle in text for needle in needles):
            return False
        return any(window(line.split(), need, width) for line in text.split("\n"))

    return test


def window(line: list[str], need: Counter[str], width: int) -> tuple[int, int] | None:
    """First and last place of the narrowest run, at most `width` words, that holds all `need`.

    NLM Technical Bulletin 2022 Nov-Dec: any order, at most N words between the terms.
    """
    best: tuple[int, int] | None = None
    held: Counter[str] = Counter()
    places: deque[int] = deque()
    for place, word in enumerate(line):
        if word not in need:
            continue
        places.append(place)
        held[word] += 1
        while held[line[places[0]]] > need[line[places[0]]]:
            held[line[places.popleft()]] -= 1
        if held >= need and place - places[0] < width:
            narrower = best is None or place - places[0] < best[1] - best[0]
            best = (places[0], place) if narrower else best
    return best
