"""Each fault on its own, against the client: asked again, or stopped at once, never zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from litwatch.errors import SourceDown, SourceRefused
from litwatch.records import Pmid
from litwatch.sample.answers import Answer, answer
from litwatch.sample.corpus import Corpus
from litwatch.sample.faults import FAULTS, Fault, Faulty
from litwatch.sample.server import Answering, RunningServer, Sent
from litwatch.sources.eutils import Eutils
from litwatch.sources.limiter import Limiter

TRIES = 3
# These look well to the client; only the ledger, which knows what was listed, sees them.
SEEN_BY_THE_LEDGER = {
    "ID list is empty",
    "a set without records",
    "records left out",
    "a record twice",
    "an id too few",
    "an id twice",
    "a count too high",
}


@pytest.fixture
def client(tmp_path: Path) -> Callable[[RunningServer], Eutils]:
    return lambda server: Eutils(
        server.url,
        email=None,
        api_key=None,
        limiter=Limiter(tmp_path / "limits.db"),
        timeout=(2, 0.3),
        tries=TRIES,
        sleep=lambda _: None,
    )


def ask(client: Eutils, fault: Fault) -> None:
    if fault.tool == "efetch":
        client.fetch([Pmid("11"), Pmid("12")])
    else:
        client.search("smärta[ti] OR covid[ti]")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_is_what_its_row_says(
    corpus: Corpus, client: Callable[[RunningServer], Eutils], fault: Fault
) -> None:
    faulty = Faulty(partial(answer, corpus), seed=1, share=1.0, faults=[fault])
    with RunningServer(faulty) as server:
        asking = client(server)
        if fault.name in SEEN_BY_THE_LEDGER:
            ask(asking, fault)
        elif fault.outcome == "stops":
            with pytest.raises(SourceRefused):
                ask(asking, fault)
            assert asking.requests == 1
        else:
            with pytest.raises(SourceDown):
                ask(asking, fault)
            assert asking.requests == TRIES
    assert faulty.befallen == {fault.name: asking.requests}


def test_the_same_seed_befalls_the_same_calls(corpus: Corpus) -> None:
    def drawn(seed: int) -> list[bool]:
        true = Answer(200, "text/xml", b"<PubmedArticleSet></PubmedArticleSet>")
        calls: Answering = lambda tool, asked: true  # noqa: E731
        faulty = Faulty(calls, seed=seed, faults=[fault for fault in FAULTS if not fault.tool])
        return [faulty("efetch", {}) is true for _ in range(40)]

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
    assert 8 < sum(drawn(7)) < 32


def test_a_body_that_trickles_for_ever_is_given_up(corpus: Corpus, tmp_path: Path) -> None:
    """Each byte starts the socket's own timeout anew; the whole answer has one too."""

    def slowly(tool: str, asked: Mapping[str, str]) -> Sent:
        return Sent(answer(corpus, tool, asked), pause=0.1)

    with RunningServer(slowly) as server:
        client = Eutils(
            server.url,
            email=None,
            api_key=None,
            limiter=Limiter(tmp_path / "limits.db"),
            timeout=(2, 2),
            longest_answer=0.3,
            tries=2,
            sleep=lambda _: None,
        )
        with pytest.raises(SourceDown, match="was not whole after 0 s"):
            client.search("covid[ti]")
