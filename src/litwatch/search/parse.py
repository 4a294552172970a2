"""PubMed's query syntax → tree.

Operators are upper case and read strictly from left to right, without precedence; terms
side by side are joined by AND (PubMed User Guide, "Boolean operators").
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple, NoReturn

from litwatch.errors import WrongUse
from litwatch.search.tags import DATES, canonical
from litwatch.search.tree import And, DateRange, Node, Not, Or, Term

_DEEPEST = 100
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<open>\()
      | (?P<close>\))
      | (?P<colon>:)
      | ["“”„](?P<quote>[^"“”„]*)["“”„]
      | \[(?P<tag>[^\[\]"()]*)\]
      | (?P<word>[^\s()\[\]"“”„]+)""",
    re.VERBOSE,
)
_OPERATORS = ("AND", "OR", "NOT")
_PROXIMITY = re.compile(r"~([0-9]{1,3})", re.ASCII)
_DATE = re.compile(r"([0-9]{4})(?:[/-]([0-9]{1,2})(?:[/-]([0-9]{1,2}))?)?", re.ASCII)


class QuerySyntaxError(WrongUse):
    """A query that cannot be read; `position` is the character, from 0, where it breaks."""

    def __init__(self, message: str, remedy: str, position: int) -> None:
        super().__init__(f"{message} at character {position + 1} of the query", remedy)
        self.position = position


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def parse(query: str) -> Node:
    """The tree of a query. Raises QuerySyntaxError that names the place and the remedy."""
    return _Parser(query).whole()


def _tokens(query: str) -> list[_Token]:
    tokens = []
    at = 0
    while at < len(query):
        found = _TOKEN.match(query, at)
        if found is None:
            _refuse_character(query, at)
        kind = str(found.lastgroup)
        if kind == "word" and found.group() in _OPERATORS:
            kind = "operator"
        if kind != "space":
            tokens.append(_Token(kind, found.group(found.lastgroup or 0), at, found.end()))
        at = found.end()
    return tokens


def _refuse_character(query: str, at: int) -> NoReturn:
    if query[at] == "[":
        raise QuerySyntaxError("A field tag is not closed", "Write it as [tiab].", at)
    if query[at] == "]":
        raise QuerySyntaxError("A ] has no [", "Write the field tag as [tiab].", at)
    raise QuerySyntaxError("A quotation mark is not closed", 'Close the phrase with ".', at)


class _Parser:
    """Recursive descent; each method takes what it reads off `self.tokens`."""

    def __init__(self, query: str) -> None:
        self.tokens = _tokens(query)
        self.at = 0
        self.end = len(query)
        self.depth = 0

    def whole(self) -> Node:
        if not self.tokens:
            raise QuerySyntaxError("The query is empty", "Write at least one term.", 0)
        node = self.expression()
        if (left := self.peek()) is not None:
            raise QuerySyntaxError("A ) has no (", "Remove it or open the group.", left.start)
        return node

    def peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, kind: str) -> _Token | None:
        token = self.peek()
        if token is None or token.kind != kind:
            return None
        self.at += 1
        return token

    def expression(self) -> Node:
        operator = ""
        children = [self.operand()]
        switches = 0
        while (token := self.peek()) is not None and token.kind != "close":
            if self.take("operator"):
                following = token.text
            elif token.kind in ("tag", "colon"):
                self.refuse_lone(token)
            else:
                following = "AND"
            if operator and (following != operator or operator == "NOT"):
                children = [_joined(operator, children)]
                switches += 1
                if switches > _DEEPEST:
                    raise QuerySyntaxError(
                        "AND, OR and NOT are mixed too often",
                        "Group the terms with parentheses.",
                        token.start,
                    )
            operator = following
            children.append(self.operand())
        return _joined(operator, children)

    def refuse_lone(self, token: _Token) -> NoReturn:
        if token.kind == "colon":
            raise QuerySyntaxError(
                "A : stands outside a date range",
                'Write "2021/06/01"[crdt] : "2021/06/30"[crdt], or put the words in quotes.',
                token.start,
            )
        raise QuerySyntaxError(
            f"The tag [{token.text}] has no term of its own",
            "PubMed ignores a tag on a group: put the tag after each term.",
            token.start,
        )

    def operand(self) -> Node:
        token = self.peek()
        if token is None:
            raise QuerySyntaxError(
                "A term is missing", "Write a term after the operator or remove it.", self.end
            )
        if token.kind == "open":
            return self.group(token)
        if token.kind in ("quote", "word"):
            return self.term()
        if token.kind in ("tag", "colon"):
            self.refuse_lone(token)
        raise QuerySyntaxError(
            f"A term is missing before {token.text}",
            f"Write a term before {token.text} or remove it.",
            token.start,
        )

    def group(self, opened: _Token) -> Node:
        self.at += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise QuerySyntaxError(
                "The parentheses are nested too deep", "Simplify the query.", opened.start
            )
        node = self.expression()
        if not self.take("close"):
            raise QuerySyntaxError(
                "A parenthesis is not closed", "Add the missing ).", opened.start
            )
        self.depth -= 1
        return node

    def term(self) -> Node:
        """A quoted phrase or a run of bare words, with the tag that follows it."""
        text, phrase, start, end = self.words()
        tag = ""
        proximity = None
        if (tagged := self.take("tag")) is not None:
            end = tagged.end
            tag = canonical(tagged.text)
            if not tag:
                raise QuerySyntaxError("A field tag is empty", "Write [tiab].", tagged.start)
            name, _, modifier = tag.partition(":")
            if (near := _PROXIMITY.fullmatch(modifier)) is not None:
                tag, proximity = name, int(near.group(1))
        following = self.peek()
        if following is not None and following.kind == "colon" and tag in (DATES | {""}):
            return self.date_range(text, tag, start)
        if tag in DATES:
            first, colon, last = text.partition(":")
            return _dates(tag, first, last if colon else first, (start, end))
        truncated = text.endswith("*")
        text = text.removesuffix("*").rstrip()
        if not text.strip('* "'):
            raise QuerySyntaxError(
                "A term is empty", "Write a word before the * or in the quotes.", start
            )
        return Term(text, tag, phrase, truncated, proximity, (start, end))

    def words(self) -> tuple[str, bool, int, int]:
        if (quote := self.take("quote")) is not None:
            return " ".join(quote.text.split()), True, quote.start, quote.end
        run = []
        while (word := self.take("word")) is not None:
            run.append(word)
        return " ".join(word.text for word in run), False, run[0].start, run[-1].end

    def date_range(self, first: str, tag: str, start: int) -> Node:
        colon = self.tokens[self.at]
        self.at += 1
        token = self.peek()
        if token is None or token.kind not in ("quote", "word"):
            self.refuse_lone(colon)
        last, _, _, end = self.words()
        last_tag = tag
        if (tagged := self.take("tag")) is not None:
            last_tag, end = canonical(tagged.text), tagged.end
        if last_tag not in DATES or tag not in ("", last_tag):
            self.refuse_lone(colon)
        return _dates(last_tag, first, last, (start, end))


def _joined(operator: str, children: list[Node]) -> Node:
    if len(children) == 1:
        return children[0]
    if operator == "OR":
        return Or(tuple(children))
    if operator == "NOT":
        wanted, unwanted = children
        return Not(wanted, unwanted)
    return And(tuple(children))


def _dates(tag: str, first: str, last: str, span: tuple[int, int]) -> DateRange:
    begin, end = _days(first, span)[0], _days(last, span)[1]
    if begin > end:
        raise QuerySyntaxError(
            f"The dates {first} : {last} run backwards", "Give the earlier date first.", span[0]
        )
    return DateRange(tag, begin, end, span)


def _days(text: str, span: tuple[int, int]) -> tuple[date, date]:
    """The first and last day of a year, month or day."""
    found = _DATE.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None  # noqa: S101 - the pattern asks for it
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        raise QuerySyntaxError(
            f"{text!r} is no date", "Write 2021, 2021/06 or 2021/06/30.", span[0]
        ) from None
