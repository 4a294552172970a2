"""What ESearch, EFetch and EInfo would answer over a corpus: parameters in, an answer out. Pure.

Shapes and limits as measured on NCBI's service between August and October 2026: numbers are
strings in JSON, at most 9,999 records of a set can be listed, and that error's text holds a
raw newline, which makes its JSON invalid.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape

from litwatch.errors import WrongUse
from litwatch.sample.corpus import Corpus
from litwatch.sample.fields import FIELDS
from litwatch.search import And, DateRange, Node, QuerySyntaxError, parse, unparse

CAP = 9999
_PMID = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_LONGEST_AGO = 100_000  # days, so that every date stays one
_XML = "text/xml; charset=UTF-8"
_JSON = "application/json; charset=UTF-8"
_PROLOG = '<?xml version="1.0" encoding="UTF-8" ?>\n'
_ESEARCH = (
    '<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" '
    '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
)
_EINFO = (
    '<!DOCTYPE eInfoResult PUBLIC "-//NLM//DTD einfo 20190110//EN" '
    '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20190110/einfo.dtd">\n'
)
_ARTICLES = (
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
_TOO_FAR = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed, "
    "ESearch can only retrieve the first 9,999 records matching the query. To obtain more than "
    "9,999 PubMed records, consider using EDirect that contains additional logic to batch "
    "PubMed search results automatically so that an arbitrary number can be retrieved. For "
    "details see https://www.ncbi.nlm.nih.gov/books/NBK25499/"
)
_DATETYPES = {"pdat": "dp", "edat": "edat", "mdat": "lr", "crdt": "crdt", "mhda": "mhda"}


class Answer(NamedTuple):
    status: int
    content_type: str
    body: bytes


class _Refused(Exception):
    """Becomes the ERROR of an answer."""


def answer(
    corpus: Corpus, tool: str, asked: Mapping[str, str], today: date | None = None
) -> Answer:
    """The answer to one request: `tool` is `esearch`, `efetch` or `einfo`.

    `today` is what `reldate` counts back from.
    """
    if tool == "esearch":
        return _esearch(corpus, asked, today)
    if tool == "efetch":
        return _efetch(corpus, asked)
    if tool == "einfo":
        return _einfo(corpus, asked)
    return Answer(404, "text/plain; charset=UTF-8", f"There is no {tool} here.\n".encode())


class _Page(NamedTuple):
    total: int
    start: int
    size: int
    pmids: tuple[str, ...]
    translation: str
    not_found: tuple[str, ...]
    messages: tuple[str, ...]


def _esearch(corpus: Corpus, asked: Mapping[str, str], today: date | None) -> Answer:
    as_json = asked.get("retmode", "xml").lower() == "json"
    try:
        page = _page(corpus, asked, today)
    except _Refused as reason:
        return _json_error(str(reason)) if as_json else _xml_error("eSearchResult", str(reason))
    count_only = asked.get("rettype", "uilist") == "count"
    return _page_json(page, count_only) if as_json else _page_xml(page, count_only)


def _page(corpus: Corpus, asked: Mapping[str, str], today: date | None) -> _Page:
    if (db := asked.get("db", "pubmed")) != "pubmed":
        raise _Refused(f"Invalid db name specified: {db}")
    term = asked.get("term", "").strip()
    if not term:
        raise _Refused("Empty term and query_key - nothing todo")
    if asked.get("usehistory", "n") == "y":
        raise _Refused("This server keeps no history: leave usehistory out")
    start, size = _number(asked, "retstart", 0), _number(asked, "retmax", 20)
    window = _window(asked, today)
    try:
        node = parse(term)
        if window is not None:
            node = And((node, window))
        found = corpus.pick(node, asked.get("sort", ""))
    except QuerySyntaxError as problem:
        # PubMed never refuses a query: it says what it could not find.
        said = (str(problem), problem.remedy, "No items found.")
        return _Page(0, start, 0, (), term, (term,), said)
    except WrongUse as problem:
        raise _Refused(f"{problem}. {problem.remedy}") from None
    messages = [] if found else ["No items found."]
    if start >= CAP and len(found) > CAP:
        raise _Refused(_TOO_FAR)
    if start + size > CAP:
        start = min(start, CAP)
        size = CAP - start
        messages.append(f"Restrictions achieved. start and count adjusted to {start}, {size}")
    else:
        size = max(0, min(size, len(found) - start))
    pmids = found[start : start + size]
    return _Page(len(found), start, size, pmids, unparse(node), (), tuple(messages))


def _number(asked: Mapping[str, str], name: str, default: int) -> int:
    text = asked.get(name, "").strip()
    return int(text) if _NUMBER.fullmatch(text) else default


def _window(asked: Mapping[str, str], today: date | None) -> Node | None:
    """The dates asked for beside the term: `mindate` and `maxdate` together, or `reldate`."""
    first, last = asked.get("mindate", ""), asked.get("maxdate", "")
    tag = _DATETYPES.get(asked.get("datetype", "edat").lower())
    if not (first or last or asked.get("reldate")):
        return None
    if tag is None:
        raise _Refused(f"Invalid datetype: {asked['datetype']}")
    if first and last:
        try:
            return parse(f'"{first}"[{tag}] : "{last}"[{tag}]')
        except QuerySyntaxError as problem:
            raise _Refused(f"{problem}. {problem.remedy}") from None
    if first or last:
        raise _Refused("mindate and maxdate must be given together")
    if today is None:
        raise _Refused("This server has no date of its own: give mindate and maxdate")
    days = min(_number(asked, "reldate", 0), _LONGEST_AGO)
    return DateRange(tag, today - timedelta(days=days), today)


def _page_json(page: _Page, count_only: bool) -> Answer:
    result: dict[str, object] = {"count": str(page.total)}
    if not count_only:
        result |= {
            "retmax": str(page.size),
            "retstart": str(page.start),
            "idlist": list(page.pmids),
            "translationset": [],
            "querytranslation": page.translation,
        }
        if page.not_found:
            result["errorlist"] = {"phrasesnotfound": list(page.not_found), "fieldsnotfound": []}
        if page.messages:
            result["warninglist"] = {
                "phrasesignored": [],
                "quotedphrasesnotfound": [],
                "outputmessages": list(page.messages),
            }
    head = {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result}
    return Answer(200, _JSON, json.dumps(head, separators=(",", ":")).encode())


def _json_error(text: str) -> Answer:
    head = {"header": {"type": "esearch", "version": "0.3"}, "esearchresult": {"ERROR": text}}
    # NCBI writes the newline as it is, so that a strict reader fails on it.
    body = json.dumps(head, separators=(",", ":")).replace("\\n", "\n")
    return Answer(200, _JSON, body.encode())


def _page_xml(page: _Page, count_only: bool) -> Answer:
    parts = [_tag("Count", page.total)]
    if not count_only:
        parts += [
            _tag("RetMax", page.size),
            _tag("RetStart", page.start),
            "<IdList>" + "\n".join(_tag("Id", pmid) for pmid in page.pmids) + "</IdList>",
            "<TranslationSet/>",
            _tag("QueryTranslation", page.translation),
        ]
        if page.not_found:
            phrases = "".join(_tag("PhraseNotFound", phrase) for phrase in page.not_found)
            parts.append(f"<ErrorList>{phrases}</ErrorList>")
        if page.messages:
            said = "".join(_tag("OutputMessage", message) for message in page.messages)
            parts.append(f"<WarningList>{said}</WarningList>")
    body = f"{_PROLOG}{_ESEARCH}<eSearchResult>{''.join(parts)}</eSearchResult>\n"
    return Answer(200, _XML, body.encode())


def _tag(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value))}</{name}>"


def _xml_error(root: str, text: str, status: int = 200) -> Answer:
    doctype = _ESEARCH if root == "eSearchResult" else ""
    body = f"{_PROLOG}{doctype}<{root}>\n\t{_tag('ERROR', text)}\n</{root}>\n"
    return Answer(status, _XML, body.encode())


def _efetch(corpus: Corpus, asked: Mapping[str, str]) -> Answer:
    root = "eFetchResult"
    if (db := asked.get("db", "pubmed")) != "pubmed":
        return _xml_error(root, f"Invalid db name specified: {db}", 400)
    if "webenv" in {name.lower() for name in asked}:
        return _xml_error(root, "This server keeps no history: give the ids", 400)
    mode, kind = asked.get("retmode", "xml"), asked.get("rettype", "")
    if mode != "xml" or kind not in ("", "xml", "full"):
        said = f"This server gives records as retmode=xml only, not {mode} {kind}".rstrip()
        return _xml_error(root, said, 400)
    wanted = [part.strip() for part in asked.get("id", "").split(",")]
    pmids = dict.fromkeys(pmid for pmid in wanted if _PMID.fullmatch(pmid))
    if not pmids:
        return _xml_error(root, "ID list is empty! Possibly it has no correct IDs.", 400)
    articles = [raw for pmid in pmids if (raw := corpus.raw(pmid)) is not None]
    head = f"{_PROLOG}{_ARTICLES}<PubmedArticleSet>\n".encode()
    return Answer(200, _XML, head + b"\n".join(articles) + b"\n</PubmedArticleSet>\n")


def _einfo(corpus: Corpus, asked: Mapping[str, str]) -> Answer:
    as_json = asked.get("retmode", "xml").lower() == "json"
    db = asked.get("db")
    if db not in (None, "pubmed"):
        return _xml_error("eInfoResult", f"Can not retrieve DbInfo for db={db}")
    if as_json:
        result: dict[str, object] = {"dblist": ["pubmed"]}
        if db:
            fields = [
                {
                    "name": name,
                    "fullname": full,
                    "description": full,
                    "termcount": "",
                    "isdate": "Y" if full.startswith("Date") else "N",
                    "isnumerical": "N",
                    "singletoken": "N",
                    "hierarchy": "N",
                    "ishidden": "N",
                }
                for name, full in FIELDS
            ]
            about = {"dbname": "pubmed", "menuname": "PubMed", "count": str(len(corpus))}
            result = {"dbinfo": [about | {"fieldlist": fields, "linklist": []}]}
        head = {"header": {"type": "einfo", "version": "0.3"}, "einforesult": result}
        return Answer(200, _JSON, json.dumps(head).encode())
    inner = f"<DbList>{_tag('DbName', 'pubmed')}</DbList>"
    if db:
        listed = "".join(_field(name, full) for name, full in FIELDS)
        inner = (
            f"<DbInfo>{_tag('DbName', 'pubmed')}{_tag('MenuName', 'PubMed')}"
            f"{_tag('Description', 'PubMed bibliographic record')}{_tag('DbBuild', 'sample')}"
            f"{_tag('Count', len(corpus))}{_tag('LastUpdate', '')}"
            f"<FieldList>{listed}</FieldList></DbInfo>"
        )
    return Answer(200, _XML, f"{_PROLOG}{_EINFO}<eInfoResult>{inner}</eInfoResult>\n".encode())


def _field(name: str, full: str) -> str:
    is_date = "Y" if full.startswith("Date") else "N"
    return (
        f"<Field>{_tag('Name', name)}{_tag('FullName', full)}{_tag('Description', full)}"
        f"<TermCount></TermCount>{_tag('IsDate', is_date)}<IsNumerical>N</IsNumerical>"
        "<SingleToken>N</SingleToken><Hierarchy>N</Hierarchy><IsHidden>N</IsHidden></Field>"
    )
