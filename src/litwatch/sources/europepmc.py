"""The one door to Europe PMC: a search with its records, page by page, retried through the limiter.

Europe PMC publishes no rate limit; two requests a second over one connection is our own
choice. Paging follows cursorMark and stops when a page is empty or the cursor stands still,
never by hitCount, which has promised 170 and delivered 168 (ContentMine/getpapers#153).
"""

from __future__ import annotations

import logging
import random as _random
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import requests

from litwatch.errors import SourceDown, SourceRefused
from litwatch.sources.europepmc_answers import (
    FIRST_CURSOR,
    Kind,
    ResultPage,
    classify,
    error_text,
    result_page,
)
from litwatch.sources.europepmc_record import NAME, found_in
from litwatch.sources.limiter import Limiter
from litwatch.sources.protocol import FoundPage
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
PAGE = 1000  # the most that pageSize takes
GAP = 0.55  # seconds: a little under two requests a second
_TRIES = 5  # the empty envelope is asked for again four times (contract §1)
_LONGEST_PAUSE = 60.0
_MAX_BODY = 256 << 20
_REMEDIES = {
    Kind.REFUSED: "Check the query: `litwatch query check` names what is wrong with a strategy.",
    Kind.NOT_FOUND: "Check LITWATCH_EUROPEPMC_URL.",
}


class EuropePmc:
    """A client of one Europe PMC server; `requests` and `retries` count what it sent.

    Raises WrongSettings when the address is none. The email is a courtesy and may be missing.
    """

    name = NAME

    def __init__(
        self,
        base_url: str,
        *,
        email: str | None,
        limiter: Limiter,
        timeout: tuple[float, float] = (10, 60),
        page: int = PAGE,
        session: requests.Session | None = None,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = _random.random,
    ) -> None:
        check_address(
            base_url,
            of="Europe PMC",
            setting="LITWATCH_EUROPEPMC_URL",
            usual="https://www.ebi.ac.uk/europepmc/webservices/rest/",
        )
        self._search = base_url.rstrip("/") + "/search"
        self._host = urlsplit(base_url).netloc.rpartition("@")[2]
        self._courtesy = {"email": email} if email else {}
        self._limiter = limiter
        self._timeout = timeout
        self._page = page
        self._session = session or new_session(base_url)
        self._sleep = sleep
        self._random = random
        self.requests = 0
        self.retries = 0

    def count(self, query: str) -> int:
        """How many hits Europe PMC promises. Raises SourceDown or SourceRefused."""
        return self._ask(query, FIRST_CURSOR, kind="idlist", size=1).hits

    def search(self, query: str) -> Iterator[FoundPage]:
        """Every hit with its record, page by page. Raises SourceDown or SourceRefused.

        The page that follows is asked for when the one before has been used.
        """
        cursor = FIRST_CURSOR
        seen = {cursor}
        while cursor:
            page = self._ask(query, cursor, kind="core", size=self._page)
            yield FoundPage(page.hits, tuple(found_in(entry) for entry in page.entries))
            cursor = page.next_cursor
            if cursor in seen:
                raise SourceDown(
                    f"{self._host} sends the same pages round and round",
                    "Run again later; nothing is lost.",
                )
            seen.add(cursor)

    def _ask(self, query: str, cursor: str, *, kind: str, size: int) -> ResultPage:
        parameters = {
            "query": query,
            "format": "json",
            "resultType": kind,
            "pageSize": str(size),
            "cursorMark": cursor,
            "synonym": "false",  # so that a strategy means the same next year
            **self._courtesy,
        }
        trouble, attempt = "", 0
        for attempt in range(_TRIES):
            self._limiter.wait(self._host, GAP, sleep=self._sleep)
            self.requests += 1
            self.retries += attempt > 0
            answer, asked_pause = Kind.TRANSIENT, None
            try:
                status, headers, body = self._get(parameters)
                answer = classify(status, headers, body)
                if answer is Kind.OK:
                    return result_page(body, cursor)
                asked_pause = retry_after(headers)
                trouble = f"HTTP {status}: {error_text(body)}"
            except IncompleteAnswer as error:
                answer, trouble = Kind.TRANSIENT, str(error)
            except NETWORK_TROUBLE as error:
                trouble = trouble_of(error)
            except requests.RequestException as error:  # an address or proxy that cannot work
                answer, trouble = Kind.NOT_FOUND, f"{type(error).__name__}: {error}"
            if answer in _REMEDIES:
                raise SourceRefused(
                    f"{self._host} refuses the search: {trouble}", _REMEDIES[answer]
                )
            pause = asked_pause
            if pause is None:
                pause = min(_LONGEST_PAUSE, 2.0**attempt) * (0.5 + self._random())
            if answer is Kind.RATE or attempt + 1 < _TRIES:
                self._limiter.hold(self._host, pause)
            _log.warning("%s: %s; try %d of %d", self._host, trouble, attempt + 1, _TRIES)
            if pause > PATIENCE:
                trouble = f"it asks for a pause of {pause:.0f} s ({trouble})"
                break
        raise SourceDown(
            f"{self._host} gave no usable answer in {attempt + 1} tries; the last: {trouble}",
            "Run again later; nothing is lost.",
        )

    def _get(self, parameters: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        with self._session.get(
            self._search,
            params=parameters,
            timeout=self._timeout,
            allow_redirects=False,  # the limiter knows only the host that was asked
            stream=True,
        ) as response:
            return whole_answer(response, most=_MAX_BODY)
