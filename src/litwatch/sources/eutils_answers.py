"""What an answer of E-utilities means. Pure: status, headers and body in, a kind out.

NCBI answers HTTP 200 with errors in the body and HTTP 400 for troubles of its own, so the
body decides with the status. Rule of the house: an error is never read as zero records.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from lxml import etree

from litwatch.errors import InvalidIdentifier
from litwatch.records import Pmid
from litwatch.sources.parsed import BadXml
from litwatch.sources.pubmed_ids import pmid_of
from litwatch.sources.transport import IncompleteAnswer, header, json_object
from litwatch.sources.xml_safety import safe_tree

EMPTY_PAGE = b"<PubmedArticleSet></PubmedArticleSet>"


class Kind(Enum):
    """What to do with an answer."""

    OK = "use it"
    RATE = "wait, and let all workers wait"
    TRANSIENT = "try again"
    EMPTY = "none of the ids exists"
    CONFIG = "stop: key or access is wrong"
    BUG = "stop: the request is wrong"
    SPLIT = "stop: the set is over the cap, split the window"
    HISTORY = "stop: the history session is lost, search again"


# 403 is how a banned address is told; 414 means that somebody sent a GET.
_STOPS = {
    401: Kind.CONFIG,
    403: Kind.CONFIG,
    404: Kind.BUG,
    405: Kind.BUG,
    413: Kind.BUG,
    414: Kind.BUG,
}
# First match wins: a paging error of a history session is a paging error, and
# "Empty term and query_key" is no lost session.
_ERROR_TEXTS: tuple[tuple[str, Kind], ...] = (
    ("'retstart' cannot be larger", Kind.SPLIT),
    ("out of acceptable range", Kind.SPLIT),
    ("id list is empty", Kind.EMPTY),
    ("empty term", Kind.BUG),
    ("invalid db name", Kind.BUG),
    ("unable to obtain query", Kind.HISTORY),
    ("cannot retrieve history data", Kind.HISTORY),
    ("can't fetch uids from history", Kind.HISTORY),
)


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Kind:
    """The kind of any answer whatever; never raises. Table: E-utilities contract §2.1."""
    found = _kind_of_body(body)
    if status == 429 or found is Kind.RATE:
        return Kind.RATE
    if status in _STOPS:
        return _STOPS[status]
    if status not in (200, 400):
        return Kind.TRANSIENT
    if found is Kind.OK and (status == 400 or header(headers, "content-type") == "text/html"):
        return Kind.TRANSIENT
    return found


def _kind_of_body(body: bytes) -> Kind:
    if body.lstrip()[:1] == b"{":
        document = json_object(body)
        if document is None:
            return Kind.TRANSIENT
        if "error" in document:
            return _kind_of_json_error(str(document["error"]))
    texts = error_texts(body)
    if texts is None:
        return Kind.TRANSIENT
    if not texts:
        return Kind.OK
    whole = " ".join(texts).lower()
    return next((kind for words, kind in _ERROR_TEXTS if words in whole), Kind.TRANSIENT)


def _kind_of_json_error(text: str) -> Kind:
    if "rate limit" in text.lower():
        return Kind.RATE
    if "api key" in text.lower():
        return Kind.CONFIG
    return Kind.TRANSIENT


def error_texts(body: bytes) -> list[str] | None:
    """The texts of ERROR in an XML or JSON answer; None when it is neither, or cut short."""
    if body.lstrip()[:1] == b"{":
        document = json_object(body)
        if document is None:
            return None
        texts = [document[word] for word in ("error", "ERROR") if word in document]
        result = document.get("esearchresult")
        if isinstance(result, dict) and "ERROR" in result:
            texts.append(result["ERROR"])
        return [str(text) for text in texts]
    try:
        root = safe_tree(body, "the answer")
    except BadXml:
        return None
    return ["".join(error.itertext()).strip() for error in root.iter("ERROR")]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One esearch answer: the whole count, this page's PMIDs and how PubMed read the query.

    `warnings` are findings about the query (a phrase that was dropped); `paging_notes` are
    about the page only (`Restrictions achieved…`).
    """

    count: int
    pmids: tuple[Pmid, ...]
    translation: str
    warnings: tuple[str, ...] = ()
    paging_notes: tuple[str, ...] = ()


_WARNINGS = (
    ("errorlist", "phrasesnotfound", "phrase not found"),
    ("errorlist", "fieldsnotfound", "field not found"),
    ("warninglist", "phrasesignored", "phrase ignored"),
    ("warninglist", "quotedphrasesnotfound", "quoted phrase not found"),
)


def not_found(warning: str) -> bool:
    """True for a warning that a phrase or a field of the query is unknown to PubMed."""
    return warning.partition(":")[0].endswith(" not found")


def is_error(warning: str) -> bool:
    """True for what PubMed calls an error of the query, not a mere warning."""
    return warning.startswith(("phrase not found:", "field not found:"))


def search_page(body: bytes) -> SearchPage:
    """An esearch answer in JSON. Raises IncompleteAnswer unless the count is digits."""
    document = json_object(body)
    result = document.get("esearchresult") if document else None
    if not isinstance(result, dict):
        raise IncompleteAnswer("the esearch answer holds no result")
    count = str(result.get("count"))
    if not count.isascii() or not count.isdigit():
        raise IncompleteAnswer(f"the esearch answer's count is {count!r}, not digits")
    listed = result.get("idlist", [])
    if not isinstance(listed, list):
        raise IncompleteAnswer("the esearch answer's idlist is no list")
    try:
        pmids = tuple(Pmid(str(text)) for text in listed)
    except InvalidIdentifier as error:
        raise IncompleteAnswer(f"the esearch answer lists something else: {error}") from error
    messages = _texts(result, "warninglist", "outputmessages")
    paging = tuple(text for text in messages if text.startswith("Restrictions achieved"))
    return SearchPage(
        count=int(count),
        pmids=pmids,
        translation=str(result.get("querytranslation", "")),
        warnings=(
            *(f"{label}: {text}" for a, b, label in _WARNINGS for text in _texts(result, a, b)),
            # "No items found." says no more than the count does.
            *(text for text in messages if text not in paging and text != "No items found."),
        ),
        paging_notes=paging,
    )


def _texts(result: dict[str, Any], part: str, word: str) -> tuple[str, ...]:
    inner = result.get(part)
    found = inner.get(word, []) if isinstance(inner, dict) else []
    return tuple(str(text) for text in found) if isinstance(found, list) else ()


def article_page(body: bytes, asked: Collection[Pmid]) -> bytes:
    """The efetch answer itself, checked: a closed PubmedArticleSet of nothing but what was asked.

    What was asked and is absent is for the caller to name. Raises IncompleteAnswer.
    """
    try:
        root = safe_tree(body, "the efetch answer")
    except BadXml as error:
        raise IncompleteAnswer(str(error)) from error
    if root.tag != "PubmedArticleSet":
        raise IncompleteAnswer(f"the efetch answer's root is {root.tag!s}")
    strangers = set(delivered(root)) - set(asked)
    if strangers:
        raise IncompleteAnswer(
            f"the efetch answer holds PMID {min(strangers)}, which was not asked for"
        )
    return body


def delivered(root: etree._Element) -> list[Pmid]:
    """The PMIDs of a set's articles and books, by exact path."""
    found = [
        pmid_of(element)
        for path in ("PubmedArticle/MedlineCitation/PMID", "PubmedBookArticle/BookDocument/PMID")
        for element in root.iterfind(path)
    ]
    return [pmid for pmid in found if pmid is not None]
