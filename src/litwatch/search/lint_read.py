"""A query read leniently: its groups and terms, also where the parser gives up.

What cannot be read is noted and passed over, so that one fault hides no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from litwatch.search.lint_finding import Edit, Note
from litwatch.search.lint_parts import Group, Token, Words
from litwatch.search.tags import NAMES

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<open>\()
      | (?P<close>\))
      | (?P<colon>:)
      | ["“”„](?P<quote>[^"“”„\[\]]*)["“”„]
      | \[(?P<tag>[^\[\]"()]*)\]
      | \[(?P<cut>[A-Za-z][A-Za-z/]*(?::[A-Za-z~0-9]+)?)(?=[\s()]|$)
      | (?P<word>[^\s()\[\]"“”„]+)
      | (?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)
_OPERATORS = frozenset({"AND", "OR", "NOT"})
# What Ovid, Embase and CINAHL write where PubMed has [tiab:~N].
_FOREIGN = re.compile(r"(?i:adj|near|next)/?[0-9]+|ADJ|NEAR|NEXT|XOR", re.ASCII)


class Reading:
    """All terms and groups of a query in their order, and what was wrong with its shape."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.whole = Group(0, len(query), None)
        self.groups = [self.whole]
        self.terms: list[Words] = []
        self.notes: list[Note] = []
        self._group = self.whole
        self._tokens = [token for token in self._scan() if token.kind not in ("space", "stray")]
        self._at = 0
        while self._at < len(self._tokens):
            self._step(self._tokens[self._at])
        while self._group.parent is not None:
            opened = self._group.start
            self._shape(opened, opened + 1, "the parenthesis is never closed", "Add the missing )")
            self._close(len(query))
        self._end_of(self.whole)
        if not self.terms:
            self._shape(0, len(query), "the query has no term", "Write at least one term")

    def _shape(
        self, start: int, end: int, reason: str, mend: str, *edits: Edit, rule: str = "S01"
    ) -> None:
        self.notes.append(Note(rule, "error", start, end, reason, mend, edits))

    def _scan(self) -> Iterator[Token]:
        at = 0
        while (found := _TOKEN.match(self.query, at)) is not None:
            kind = str(found.lastgroup)
            token = Token(kind, found.group(kind), found.start(), found.end())
            at = found.end()
            if kind == "word" and token.text in _OPERATORS:
                token.kind = "operator"
            elif kind == "cut":
                token.kind = "tag"
                is_known = token.text.partition(":")[0].lower() in NAMES
                self._shape(
                    token.start,
                    token.end,
                    "the field tag is not closed",
                    "Write it as [tiab]",
                    *([Edit(at, at, "]")] if is_known else []),
                    rule="S02",
                )
            elif kind == "stray":
                self._stray(token)
            yield token

    def _stray(self, token: Token) -> None:
        if token.text == "[":
            what, mend = "the field tag is not closed or not readable", "Write it as [tiab]"
        elif token.text == "]":
            what, mend = "the ] has no [", "Write the field tag as [tiab]"
        else:
            what, mend = "the quotation mark has no partner", 'Close the phrase with "'
        rule = "S02" if token.text in "[]" else "S01"
        self._shape(token.start, token.end, what, mend, rule=rule)

    def _step(self, token: Token) -> None:
        if token.kind in ("word", "quote"):
            self._words()
            return
        self._at += 1
        if token.kind == "operator":
            self._group.waiting.append(token)
        elif token.kind == "open":
            inner = Group(token.start, token.end, self._group)
            self._add(inner)
            self.groups.append(inner)
            self._group = inner
        elif token.kind == "close":
            if self._group.parent is None:
                self._shape(
                    *(token.start, token.end, "the ) has no (", "Remove it or open the group")
                )
            else:
                self._close(token.end)
        elif token.kind == "tag":
            self._tag(token)
        else:
            self._shape(
                token.start,
                token.end,
                "the : stands outside a date range",
                "Put the words in quotes",
            )

    def _close(self, end: int) -> None:
        group = self._group
        self._end_of(group)
        group.end = end
        if not group.items:
            self._shape(
                group.start, end, "the parentheses hold nothing", "Remove them or write a term"
            )
        self._group = group.parent or self.whole

    def _end_of(self, group: Group) -> None:
        for token in group.waiting:
            self._shape(
                token.start,
                token.end,
                f"nothing follows {token.text}",
                f"Write a term after {token.text} or remove it",
                Edit(token.start, token.end, ""),
            )
        group.waiting = []

    def _tag(self, token: Token) -> None:
        """A tag that follows no term: on a group, or lone."""
        last = self._group.items[-1] if self._group.items else None
        is_behind = isinstance(last, Group) and not self._group.waiting
        if isinstance(last, Group) and is_behind and last.tag is None:
            last.tag = token
            inside = [term for term in self.terms if term.start >= last.start and not term.tag]
            tag = self.query[token.start : token.end]
            self._shape(
                token.start,
                token.end,
                f"PubMed ignores the tag {tag} on a group",
                "Put the tag after each term of the group",
                Edit(token.start, token.end, ""),
                *(Edit(term.words_end, term.words_end, tag) for term in inside),
                rule="S02",
            )
            return
        self._shape(
            token.start,
            token.end,
            f"the tag [{token.text}] has no term of its own",
            "Put it after its term or remove it",
            Edit(token.start, token.end, ""),
            rule="S02",
        )

    def _words(self) -> None:
        """A quoted phrase, or a run of bare words, with the tag that follows."""
        first = self._tokens[self._at]
        if first.kind == "quote":
            self._at += 1
            self._term([first], self._take_tag())
            return
        run = []
        while self._at < len(self._tokens) and self._tokens[self._at].kind == "word":
            run.append(self._tokens[self._at])
            self._at += 1
        tag = self._take_tag()
        part: list[Token] = []
        for place, word in enumerate(run):
            at_an_end = place == 0 or (place == len(run) - 1 and not tag)
            if self._stands_for_operator(word, at_an_end=at_an_end or not tag):
                if part:
                    self._term(part, None)
                part = []
            else:
                part.append(word)
        if part:
            self._term(part, tag)
        elif tag is not None:
            self._tag(tag)

    def _stands_for_operator(self, word: Token, *, at_an_end: bool) -> bool:
        """Whether a word is an operator in lower case or of another database; noted if so."""
        if _FOREIGN.fullmatch(word.text):
            self._shape(
                word.start,
                word.end,
                f"PubMed has no {word.text}",
                'Write "first second"[tiab:~N]: N words at most between them, in any order',
                rule="S04",
            )
        elif word.text.upper() in _OPERATORS:
            upper = word.text.upper()
            edit = Edit(word.start, word.end, upper)
            if not at_an_end:
                mend = "Put the phrase in quotes, or write the operator in upper case"
                reason = f"{word.text} stands inside bare words"
                self.notes.append(Note("S01", "warning", word.start, word.end, reason, mend))
                return False
            self._shape(
                word.start,
                word.end,
                f"{word.text} is searched as a word: operators are upper case",
                f"Write {upper}",
                edit,
            )
        else:
            return False
        text = word.text.upper() if word.text.upper() in _OPERATORS else "AND"
        self._group.waiting.append(Token("operator", text, word.start, word.end))
        return True

    def _take_tag(self) -> Token | None:
        if self._at < len(self._tokens) and self._tokens[self._at].kind == "tag":
            self._at += 1
            return self._tokens[self._at - 1]
        return None

    def _term(self, words: list[Token], tag: Token | None) -> None:
        first, last = words[0], words[-1]
        quoted = first.kind == "quote"
        text_start = first.start + quoted
        text = self.query[text_start : last.end - quoted]
        end = tag.end if tag else last.end
        term = Words(text, quoted, first.start, end, text_start, self._group, tag)
        if self._joins_range(term):
            return
        self._add(term)
        self.terms.append(term)

    def _joins_range(self, term: Words) -> bool:
        """`first : last[crdt]` is one term."""
        here = self._tokens[self._at] if self._at < len(self._tokens) else None
        if here is None or here.kind != "colon" or self._at + 1 >= len(self._tokens):
            return False
        if self._tokens[self._at + 1].kind not in ("quote", "word"):
            return False
        last = self._tokens[self._at + 1]
        self._at += 2
        tag = self._take_tag() or term.tag
        end = tag.end if tag and tag.end > last.end else last.end
        joined = Words(
            *(self.query[term.text_start : last.end], False, term.start, end),
            *(term.text_start, self._group, tag),
            is_range=True,
        )
        self._add(joined)
        self.terms.append(joined)
        return True

    def _add(self, item: Words | Group) -> None:
        group = self._group
        waiting, group.waiting = group.waiting, []
        if not group.items:
            for token in waiting:
                self._shape(
                    token.start,
                    token.end,
                    f"nothing stands before {token.text}",
                    f"Write a term before {token.text} or remove it",
                    Edit(token.start, token.end, ""),
                )
        else:
            if len(waiting) > 1:
                texts = " ".join(token.text for token in waiting)
                is_but_not = texts == "AND NOT"
                self._shape(
                    waiting[0].start,
                    waiting[-1].end,
                    f"{texts} stand side by side",
                    "Write NOT" if is_but_not else "Keep one of them",
                    *([Edit(waiting[0].start, waiting[-1].end, "NOT")] if is_but_not else []),
                )
            group.operators.append(waiting[-1] if waiting else None)
        group.items.append(item)
