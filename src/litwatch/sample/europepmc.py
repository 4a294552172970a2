"""A loopback Europe PMC over some entries: for tests, never for others.

It reads the part of the query language that litwatch writes: FIELD:(…), words, phrases, a
final *, AND, OR, NOT, parentheses, ranges. As the real one it pages by cursor, promises a
hitCount and answers a query that it cannot read with an errCode.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from litwatch.sample.answers import Answer
from litwatch.sample.server import RunningServer
from litwatch.search.words import key

Entry = dict[str, Any]
_TOKEN = re.compile(
    r'\s*(?:(?P<open>\()|(?P<close>\))|"(?P<quote>[^"]*)"'
    r"|\[(?P<first>\S+) TO (?P<last>\S+)\]|(?P<field>[A-Z_]+):|(?P<word>[^\s()\":\[\]]+))"
)
_MARKUP = re.compile(r"<[^>]+>")


def serve_europepmc(entries: Sequence[Entry], port: int = 0) -> EuropePmcServer:
    """A server that already listens on 127.0.0.1; port 0 takes a free one."""
    return EuropePmcServer(partial(answer, entries), port)


class EuropePmcServer(RunningServer):
    """A loopback server whose address looks like Europe PMC's."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/europepmc/webservices/rest/"


def answer(entries: Sequence[Entry], tool: str, asked: Mapping[str, str]) -> Answer:
    """The answer to one request over some `core` entries."""
    if tool != "search" or asked.get("format") != "json":
        return Answer(404, "text/plain", b"There is only search in JSON here.\n")
    try:
        start = int(asked.get("cursorMark", "*").removeprefix("*") or 0)
        test = _Reader(asked.get("query", "")).whole()
    except ValueError as error:
        return _json({"errCode": 404, "errMsg": f"The query cannot be read: {error}"})
    found = [entry for entry in entries if test(entry)]
    size = int(asked.get("pageSize", "25"))
    page = found[start : start + size]
    if asked.get("resultType", "lite") != "core":
        page = [{name: entry[name] for name in ("id", "source")} for entry in page]
    body: dict[str, Any] = {
        "version": "6.9",
        "hitCount": len(found),
        "request": {"queryString": asked["query"], "synonym": asked.get("synonym") == "true"},
        "resultList": {"result": page},
    }
    if page:
        body["nextCursorMark"] = str(start + len(page))
    return _json(body)


def _json(body: Mapping[str, Any]) -> Answer:
    return Answer(200, "application/json;charset=UTF-8", json.dumps(body).encode())


Test = Callable[[Entry], bool]


class _Reader:
    """Recursive descent; NOT and AND bind alike, from left to right. Raises ValueError."""

    def __init__(self, query: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at, query = 0, query.rstrip()
        while at < len(query):
            found = _TOKEN.match(query, at)
            if found is None or not found.lastgroup:
                raise ValueError(f"at character {at + 1}")
            kind = "range" if found.lastgroup == "last" else found.lastgroup
            text = f"{found['first']} {found['last']}" if kind == "range" else found[kind]
            self.tokens.append((kind, text))
            at = found.end()

    def whole(self) -> Test:
        test = self.alternatives("")
        if self.tokens:
            raise ValueError(f"{self.tokens[0][1]!r} is too much")
        return test

    def alternatives(self, field: str) -> Test:
        tests = [self.all_of(field)]
        while self.taken("OR"):
            tests.append(self.all_of(field))
        return lambda entry: any(test(entry) for test in tests)

    def all_of(self, field: str) -> Test:
        tests = [self.one(field)]
        while True:
            if self.taken("NOT"):
                unwanted = self.one(field)
                tests.append(lambda entry, unwanted=unwanted: not unwanted(entry))  # type: ignore[misc]
            elif self.taken("AND"):
                tests.append(self.one(field))
            else:
                return lambda entry: all(test(entry) for test in tests)

    def taken(self, operator: str) -> bool:
        if not self.tokens or self.tokens[0] != ("word", operator):
            return False
        del self.tokens[0]
        return True

    def one(self, field: str) -> Test:
        if not self.tokens:
            raise ValueError("a term is missing at the end")
        kind, text = self.tokens.pop(0)
        if kind == "field":
            if text not in {*_TEXTS, *_DAYS, "TITLE_ABS"}:
                raise ValueError(f"this server has no field {text}")
            return self.one(text)
        if kind == "open":
            test = self.alternatives(field)
            if not self.tokens or self.tokens.pop(0)[0] != "close":
                raise ValueError("a parenthesis is not closed")
            return test
        if kind == "range":
            first, last = text.split()
            return lambda entry: first <= str(entry.get(_DAYS[field], "")) <= last
        if kind == "close" or text in ("AND", "OR", "NOT"):
            raise ValueError(f"{text!r} stands where a term is missing")
        needle = f" {key(text)}" + ("" if kind == "word" and text.endswith("*") else " ")
        return lambda entry: needle in _searched(entry, field)


_DAYS = {"FIRST_IDATE": "firstIndexDate", "FIRST_PDATE": "firstPublicationDate"}
_TEXTS: dict[str, Callable[[Entry], list[str]]] = {
    "TITLE": lambda entry: [entry.get("title", "")],
    "ABSTRACT": lambda entry: [entry.get("abstractText", "")],
    "KW": lambda entry: entry.get("keywordList", {}).get("keyword", []),
    "SRC": lambda entry: [entry.get("source", "")],
    "PUB_TYPE": lambda entry: entry.get("pubTypeList", {}).get("pubType", []),
    "LANG": lambda entry: [entry.get("language", "")],
    "EXT_ID": lambda entry: [entry.get("id", "")],
    "DOI": lambda entry: [entry.get("doi", "")],
}


def _searched(entry: Entry, field: str) -> str:
    """The folded words of a field, each text on a line; without a field, of all of them."""
    names = {"TITLE_ABS": ["TITLE", "ABSTRACT"], "": list(_TEXTS)}.get(field, [field])
    texts = (text for name in names for text in _TEXTS[name](entry))
    return "\n".join(map(_folded, texts))


@lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    return f" {key(_MARKUP.sub(' ', text))} "
