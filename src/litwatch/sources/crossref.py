"""The one door to Crossref: what it says of given DOIs, retried through the limiter.

Its rates stand in the headers and are read there; a list is asked for once a second at most,
whatever they allow, over one connection (contract §3).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar
from urllib.parse import quote, urlsplit

import requests

from litwatch.errors import SourceDown, SourceRefused
from litwatch.records import Doi
from litwatch.sources.crossref_answers import (
    Kind,
    Registered,
    classify,
    error_text,
    gap,
    listed,
    single,
)
from litwatch.sources.limiter import Limiter
from litwatch.sources.transport import (
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
BATCH = 20  # DOIs a list request
_LEAST_GAP = 1.05  # seconds: a little under one list a second
_PAUSES = (2.0, 8.0, 30.0)  # where the server names none
_MAX_BODY = 64 << 20


class Crossref:
    """A client of one Crossref server; `requests` and `retries` count what it sent.

    Raises WrongSettings when the address is none. The email asks for the polite pool and may
    be missing.
    """

    def __init__(
        self,
        base_url: str,
        *,
        email: str | None,
        limiter: Limiter,
        timeout: tuple[float, float] = (10, 60),
        session: requests.Session | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        check_address(
            base_url,
            of="Crossref",
            setting="LITWATCH_CROSSREF_URL",
            usual="https://api.crossref.org/",
        )
        self._works = base_url.rstrip("/") + "/works"
        self._host = urlsplit(base_url).netloc.rpartition("@")[2]
        self._polite = {"mailto": email} if email else {}
        self._limiter = limiter
        self._timeout = timeout
        self._session = session or new_session(base_url)
        self._sleep = sleep
        self._gap = _LEAST_GAP
        self.requests = 0
        self.retries = 0

    def works(
        self, dois: Collection[Doi]
    ) -> Iterator[tuple[Sequence[Doi], tuple[Registered, ...]]]:
        """What was asked, a request at a time, and what Crossref knows of it.

        A DOI that it does not know is in the first and not in the second. Raises SourceDown
        when no usable answer came in all tries, SourceRefused when the request is wrong.
        """
        ordered = sorted(set(dois))
        # A comma parts two filters: a DOI that holds one can only be asked for alone.
        plain = [doi for doi in ordered if "," not in doi]
        for start in range(0, len(plain), BATCH):
            some = plain[start : start + BATCH]
            yield some, self._list(some)
        for doi in ordered:
            if "," in doi:
                yield [doi], self._one(doi)

    def _list(self, dois: Sequence[Doi]) -> tuple[Registered, ...]:
        parameters = {
            "filter": ",".join(f"doi:{doi}" for doi in dois),
            "rows": str(BATCH),
            "select": "DOI,relation,updated-by,update-to",
        }
        answer = self._ask(self._works, parameters, lambda body: listed(body, dois))
        if answer is None:  # a plain 404 means an unknown DOI only where one was asked for
            raise SourceRefused(
                f"{self._host} has nothing at {urlsplit(self._works).path}",
                "Check LITWATCH_CROSSREF_URL.",
            )
        return answer

    def _one(self, doi: Doi) -> tuple[Registered, ...]:
        address = f"{self._works}/{quote(doi, safe='')}"
        found = self._ask(address, {}, lambda body: single(body, doi))
        return () if found is None else (found,)

    def _ask(
        self, address: str, parameters: dict[str, str], read: Callable[[bytes], _T]
    ) -> _T | None:
        """What `read` makes of a good answer; None when the DOI is not Crossref's."""
        trouble, tries = "", 0
        for tries, usual in enumerate((*_PAUSES, None), 1):
            self._limiter.wait(self._host, self._gap, sleep=self._sleep)
            self.requests += 1
            self.retries += tries > 1
            kind, pause = Kind.TRANSIENT, usual
            try:
                status, headers, body = self._get(address, parameters)
                self._gap = gap(headers, _LEAST_GAP)
                kind = classify(status, headers, body)
                if kind is Kind.OK:
                    return read(body)
                if kind is Kind.UNKNOWN:
                    return None
                asked = retry_after(headers)
                pause = usual if asked is None else asked
                trouble = f"HTTP {status}: {error_text(body)}"
            except IncompleteAnswer as error:
                kind, trouble = Kind.TRANSIENT, str(error)
            except NETWORK_TROUBLE as error:
                trouble = trouble_of(error)
            except requests.RequestException as error:  # an address or proxy that cannot work
                kind, trouble = Kind.REFUSED, f"{type(error).__name__}: {error}"
            if kind is Kind.REFUSED:
                raise SourceRefused(
                    f"{self._host} refuses the request: {trouble}", "Check LITWATCH_CROSSREF_URL."
                )
            _log.warning("%s: %s; try %d of %d", self._host, trouble, tries, len(_PAUSES) + 1)
            if pause is not None:
                self._limiter.hold(self._host, pause)
                if pause > PATIENCE:
                    trouble = f"it asks for a pause of {pause:.0f} s ({trouble})"
                    break
        raise SourceDown(
            f"{self._host} gave no usable answer in {tries} tries; the last: {trouble}",
            "Run again later; nothing is lost.",
        )

    def _get(self, address: str, parameters: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        with self._session.get(
            address,
            params={**parameters, **self._polite},
            timeout=self._timeout,
            allow_redirects=False,  # the limiter knows only the host that was asked
            stream=True,
        ) as response:
            return whole_answer(response, most=_MAX_BODY)
