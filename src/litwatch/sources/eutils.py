"""The one door to NCBI's E-utilities: esearch and efetch by POST, retried through the limiter.

Every request is a POST, so that neither a query nor the key ever stands in an address. The
client is the only owner of retries: urllib3's would bypass the limiter and cannot see an
error in a 200 body.
"""

from __future__ import annotations

import logging
import random as _random
import time
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar
from urllib.parse import quote, quote_plus, urlsplit

import requests

from litwatch.errors import SourceDown, SourceRefused, WrongSettings
from litwatch.records import Pmid
from litwatch.sources.addresses import host_of, is_loopback, is_ncbi_host
from litwatch.sources.eutils_answers import (
    EMPTY_PAGE,
    Kind,
    SearchPage,
    article_page,
    classify,
    error_texts,
    search_page,
)
from litwatch.sources.limiter import GAP_WITH_KEY, GAP_WITHOUT_KEY, Limiter
from litwatch.sources.transport import (
    LONGEST_ANSWER,
    NETWORK_TROUBLE,
    PATIENCE,
    IncompleteAnswer,
    check_address,
    new_session,
    retry_after,
    trouble_of,
    whole_answer,
)

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_LONGEST_PAUSE = 60.0
_MAX_BODY = 512 << 20
_USUAL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
_OLD_HOST = "www.ncbi.nlm.nih.gov"
_REMEDIES = {
    Kind.CONFIG: "Check the NCBI API key in the settings, or take it out: it is optional.",
    Kind.BUG: "Check the query and the address of E-utilities in the settings.",
    Kind.SPLIT: "Ask for a shorter span of dates; PubMed lists at most 9,999 records a search.",
    Kind.HISTORY: "Search again; the session on the server has ended.",
    Kind.EMPTY: "Check the PMIDs.",
}


class Eutils:
    """A client of one E-utilities server; `requests` and `retries` count what it sent.

    Raises WrongSettings when the address is none, or when a server that is not on this
    machine would be asked without an email. The key goes only to NCBI by https and to
    loopback addresses.
    """

    def __init__(
        self,
        base_url: str,
        *,
        email: str | None,
        api_key: str | None,
        limiter: Limiter,
        tool: str = "litwatch",
        timeout: tuple[float, float] = (10, 120),
        longest_answer: float = LONGEST_ANSWER,
        tries: int = 6,
        session: requests.Session | None = None,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = _random.random,
    ) -> None:
        self._local = is_loopback(base_url)
        _check_settings(base_url, email, local=self._local)
        self._base = base_url.rstrip("/") + "/"
        self._host = urlsplit(base_url).netloc.rpartition("@")[2]
        self._key = api_key if api_key and (self._local or is_ncbi_host(base_url)) else None
        self._identity = {"tool": tool}
        if email:
            self._identity["email"] = email
        if self._key:
            self._identity["api_key"] = self._key
        # The same on loopback: what is measured there is what NCBI will see.
        self._gap = GAP_WITH_KEY if self._key else GAP_WITHOUT_KEY
        self._limiter = limiter
        self._timeout = timeout
        self._longest_answer = longest_answer
        self._tries = tries
        self._session = session or new_session(base_url)
        self._sleep = sleep
        self._random = random
        self.requests = 0
        self.retries = 0

    def search(
        self, term: str, *, retmax: int = 9999, retstart: int = 0, sort: str = "pub_date"
    ) -> SearchPage:
        """The count, PMIDs and translation for a PubMed query.

        Raises SourceDown when no complete answer came in all tries, SourceRefused when the
        server says that the request is wrong.
        """
        parameters = {
            "db": "pubmed",
            "term": term,
            "retmax": str(retmax),
            "retstart": str(retstart),
            "retmode": "json",
            "sort": sort,
        }
        return self._call("esearch.fcgi", parameters, search_page)

    def fetch(self, pmids: Sequence[Pmid]) -> bytes:
        """A PubmedArticleSet with those of the asked records that exist (200 a call, please).

        The page is closed, free of errors and holds nothing that was not asked for; what is
        missing is for the caller to name. Raises like `search`.
        """
        if not pmids:
            return EMPTY_PAGE
        asked = frozenset(pmids)
        parameters = {"db": "pubmed", "id": ",".join(pmids), "retmode": "xml"}
        return self._call(
            "efetch.fcgi", parameters, lambda body: article_page(body, asked), empty=EMPTY_PAGE
        )

    def _call(
        self,
        endpoint: str,
        parameters: dict[str, str],
        read: Callable[[bytes], _T],
        empty: _T | None = None,
    ) -> _T:
        """What `read` makes of a good answer; `empty` when the server knows none of the ids."""
        trouble, attempt = "", 0
        for attempt in range(self._tries):
            self._limiter.wait(self._host, self._gap, sleep=self._sleep)
            self.requests += 1
            self.retries += attempt > 0
            asked_pause = None
            kind = Kind.TRANSIENT
            try:
                status, headers, body = self._post(endpoint, parameters)
                kind = classify(status, headers, body)
                if kind is Kind.OK:
                    return read(body)
                asked_pause = retry_after(headers)
                trouble = f"HTTP {status}: {self._said(body)}"
            except NETWORK_TROUBLE as error:
                trouble = trouble_of(error)
            except requests.RequestException as error:  # an address or proxy that cannot work
                kind = Kind.BUG
                trouble = f"{type(error).__name__}: {error}"
            except IncompleteAnswer as error:
                kind = Kind.TRANSIENT
                trouble = str(error)
            if kind is Kind.EMPTY and empty is not None:
                return empty
            if kind not in (Kind.RATE, Kind.TRANSIENT):
                self._refuse(endpoint, kind, trouble)
            pause = self._pause(kind, attempt, asked_pause)
            what_next = "giving up for now"
            if kind is Kind.RATE or attempt + 1 < self._tries:
                self._limiter.hold(self._host, pause)
                what_next = f"pause {pause:.1f} s"
            _log.warning("%s", self._redacted(f"{self._host} {endpoint}: {trouble}; {what_next}"))
            if pause > PATIENCE:
                trouble = f"it asks for a pause of {pause:.0f} s ({trouble})"
                break
        raise SourceDown(
            self._redacted(
                f"{self._host} gave no usable answer to {endpoint} in {attempt + 1} tries; "
                f"the last: {trouble}"
            ),
            "Run again later; nothing is lost.",
        )

    def _post(self, endpoint: str, parameters: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        with self._session.post(
            self._base + endpoint,
            data={**parameters, **self._identity},
            timeout=self._timeout,
            allow_redirects=False,  # a redirect would carry the key to another host
            stream=True,
        ) as response:
            return whole_answer(response, most=_MAX_BODY, seconds=self._longest_answer)

    def _pause(self, kind: Kind, attempt: int, asked: float | None) -> float:
        """How long all workers wait: what the server asked for, else twice as long each time."""
        if asked is not None:
            return asked
        first = 2.0 if kind is Kind.RATE else 1.0
        return min(_LONGEST_PAUSE, first * 2.0**attempt) * (0.5 + self._random())

    def _refuse(self, endpoint: str, kind: Kind, trouble: str) -> NoReturn:
        raise SourceRefused(
            self._redacted(f"{self._host} refuses {endpoint}: {trouble}"), _REMEDIES[kind]
        )

    def _said(self, body: bytes) -> str:
        """What the server said, on one short line, without the key."""
        texts = error_texts(body)
        words = " ".join(texts) if texts else body.decode("utf-8", "replace")
        return " ".join(self._redacted(words).split())[:200] or "an empty body"

    def _redacted(self, text: str) -> str:
        """The text without the key, which NCBI's own error bodies quote back."""
        if not self._key:
            return text
        for spelling in {self._key, quote(self._key), quote_plus(self._key)}:
            text = text.replace(spelling, "***")
        return text


def _check_settings(base_url: str, email: str | None, *, local: bool) -> None:
    host = host_of(base_url)
    check_address(base_url, of="E-utilities", setting="LITWATCH_EUTILS_URL", usual=_USUAL)
    if host == _OLD_HOST:
        raise WrongSettings(
            f"{host} is the old host of E-utilities, which answers with web pages",
            f"Set LITWATCH_EUTILS_URL to {_USUAL}.",
        )
    if not local and "@" not in (email or ""):
        raise WrongSettings(
            f"{host} wants to know who asks, and no email address is set",
            "Set LITWATCH_NCBI_EMAIL to the address of whoever runs litwatch.",
        )
