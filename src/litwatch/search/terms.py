"""Words near a query: the terms a record could be found by, and why a query missed it. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from litwatch.search.document import NAMED, Document
from litwatch.search.explain import explain
from litwatch.search.match import asked_words, field_of, is_mapped, predicate, window
from litwatch.search.tree import And, DateRange, Node, Not, Or, Term
from litwatch.search.unparse import unparse
from litwatch.search.words import placed
from litwatch.watch import MeshTree

LONGEST = 3  # words in a term
_REACH = 5  # words that may stand between those of a near match
_BLOCKS, _NEAR = 3, 5  # told of one miss

# Words that neither begin nor end a term: function words, what every abstract says, and markup
# that some sources leave in. Words of one or two letters are idle anyway.
_IDLE_WORDS = """
about after all also among and any are because been before being between both but can could
did does during each either for from had has have how however into its may might more most
must nor not other our over per should since some such than that the their them then there
these they this those through thus towards under until upon was were what when where whether
which while who whom whose why will with within without would abstract aim aims background
conclusion conclusions discussion found introduction method methods objective objectives
purpose result results show showed study studies suggest abs amp doi div href http https
italic quot span sub sup www
"""
_IDLE = frozenset(_IDLE_WORDS.split())


def grams(text: str) -> dict[str, int]:
    """The terms of one to three words in a folded text (Document.text), each with its first place.

    A term neither begins nor ends with an idle word or a number, and never reaches from one
    passage into the next.
    """
    found: dict[str, int] = {}
    place = 0
    for line in text.split("\n"):
        run = line.split()
        for first, word in enumerate(run):
            if _idle(word):
                continue
            for size in range(1, min(LONGEST, len(run) - first) + 1):
                if not _idle(run[first + size - 1]):
                    found.setdefault(" ".join(run[first : first + size]), place + first)
        place += len(run)
    return found


def _idle(word: str) -> bool:
    return word in _IDLE or word.isdigit() or len(word) < 3


class Wanted:
    """Terms to be looked for in many texts."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for term in terms:
            self._by_first[term.split(" ", 1)[0]].append(term)

    def within(self, text: str) -> set[str]:
        """Those that a folded text (Document.text) holds."""
        return {
            term
            for first in self._by_first.keys() & text.split()
            for term in self._by_first[first]
            if f" {term} " in text
        }


def as_term(words: str) -> str:
    """A term as PubMed is asked for it."""
    return f'"{words}"[tiab]'


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """A term that almost matched, and the record's own words.

    `how`: another ending of the same stem, the same words farther apart or in another order,
    or the right words in a field that the term does not search.
    """

    term: str
    how: Literal["stem", "apart", "field"]
    field: str
    words: str


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A group of blocks joined with AND, of which some hold and some do not.

    `holds`: for each block that matched, the term that did. `lacks`: the blocks that did not.
    """

    holds: tuple[str, ...]
    lacks: tuple[str, ...]
    near: tuple[Near, ...]


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """Why a query did not find a record: its nearest blocks, and terms of their own that came near."""

    blocks: tuple[Block, ...]
    near: tuple[Near, ...]


def why_missed(node: Node, document: Document, mesh: MeshTree) -> Missed:
    """The nearest blocks and terms of a query that does not find the record."""
    lone: list[Term] = []
    blocks = []
    for branch in _branches(node):
        if isinstance(branch, Term):
            lone.append(branch)
        elif (block := _block(branch, document, mesh)) is not None:
            blocks.append(block)
    blocks.sort(key=lambda block: (len(block.lacks), -len(block.near)))
    return Missed(blocks=tuple(blocks[:_BLOCKS]), near=_nearest(lone, document))


def _branches(node: Node) -> Iterator[Node]:
    """What a query would be satisfied by alone."""
    if isinstance(node, Or):
        for child in node.children:
            yield from _branches(child)
    else:
        yield node


def _block(branch: Node, document: Document, mesh: MeshTree) -> Block | None:
    """The branch as a near miss; None when no part of it holds."""
    match branch:
        case And(children):
            holding = [child for child in children if predicate(child, mesh)(document)]
            failing = [child for child in children if child not in holding]
            lacks = tuple(unparse(child) for child in failing)
        case Not(wanted, unwanted) if predicate(wanted, mesh)(document):
            holding, failing = [wanted], []
            lacks = (f"NOT {unparse(unwanted)}",)
        case _:
            return None
    if not holding:
        return None
    hits = (explain(child, document, mesh) for child in holding)
    terms = [term for child in failing for term in _terms(child)]
    return Block(
        holds=tuple(told[0].term for told in hits if told),
        lacks=lacks,
        near=_nearest(terms, document),
    )


def _terms(node: Node) -> Iterator[Term]:
    """The terms that could make a node hold."""
    match node:
        case Term():
            yield node
        case And(children) | Or(children):
            for child in children:
                yield from _terms(child)
        case Not(wanted, _):
            yield from _terms(wanted)
        case DateRange():
            return


def _nearest(terms: list[Term], document: Document) -> tuple[Near, ...]:
    """The terms that came nearest, each of the record's wordings told once."""
    found = [
        (spread, near) for term in dict.fromkeys(terms) for spread, near in _near(term, document)
    ]
    found.sort(key=lambda each: (each[1].how == "stem", each[0]))
    by_words: dict[str, Near] = {}
    for _, near in found:
        by_words.setdefault(near.words.casefold(), near)
    return tuple(by_words.values())[:_NEAR]


def _near(term: Term, document: Document) -> Iterator[tuple[int, Near]]:
    """The term's nearest wording in the record, with the number of words between."""
    tag = field_of(term.tag)
    if tag in NAMED or is_mapped(term):
        return
    asked, open_end = asked_words(term)
    best: tuple[int, Near] | None = None
    for field, text in document.passages("tiab" if tag in ("ti", "ab") else tag):
        run = list(placed(text))
        meant = [_meant(word, asked, open_end) for word, _, _ in run]
        span = window(meant, Counter(asked), len(asked) + _REACH)
        if span is None:
            continue
        first, last = span
        exact = all(
            not asking or _matches(word, asking, open_end and asking == asked[-1])
            for (word, _, _), asking in zip(
                run[first : last + 1], meant[first : last + 1], strict=True
            )
        )
        spread = last - first + 1 - len(asked)
        how: Literal["stem", "apart", "field"] = "stem"
        if exact:
            how = "apart" if tag not in ("ti", "ab") or spread else "field"
        words = text[run[first][1] : run[last][2]]
        if best is None or spread < best[0]:
            best = spread, Near(term=unparse(term), how=how, field=field, words=words)
    if best is not None:
        yield best


def _meant(word: str, asked: list[str], open_end: bool) -> str:
    """The asked word that a record's word is, or is of one stem with; "" for none."""
    for asking in asked:
        if _matches(word, asking, open_end and asking == asked[-1]):
            return asking
    return next((asking for asking in asked if _one_stem(word, asking)), "")


def _matches(word: str, asking: str, open_end: bool) -> bool:
    return word.startswith(asking) if open_end else word == asking


def _one_stem(word: str, other: str) -> bool:
    """Whether two words share at least four letters and more than either has beside.

    `fatiguing` and `fatigue`, `persisting` and `persistent`; not `exercise` and `exertion`.
    """
    shared = 0
    for mine, its in zip(word, other, strict=False):
        if mine != its:
            break
        shared += 1
    return shared >= 4 and shared > max(len(word), len(other)) - shared and word.isalpha()
