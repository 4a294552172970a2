"""The search appendix: what was sent, verbatim, with counts that add up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from litwatch.language import speech
from litwatch.report.prisma import flow
from litwatch.report.prisma_s import appendix, strategies
from litwatch.store import Window

TERM = '("Fatigue Syndrome, Chronic"[mh] OR "ME/CFS"[tiab]) AND 2026/10/01:2026/10/31[crdt]'


def window(**fields: Any) -> Window:
    given: dict[str, Any] = {
        "id": 1, "run": 1, "topic": "me_cfs", "part": "", "version": "1.2.0",
        "fingerprint": "abc123", "first": date(2026, 10, 1), "last": date(2026, 10, 31),
        "date_field": "crdt", "source": "pubmed", "term": TERM, "count": 5, "listed": 5,
        "found": 0, "fetched": 3, "known": 1, "missing": 1, "missing_pmids": ("9",),
        "state": "complete", "translation": "", "warnings": (),
        "opened_at": datetime(2026, 11, 3, 8, tzinfo=UTC),
        "listed_at": datetime(2026, 11, 3, 8, tzinfo=UTC), "closed_at": None,
        **fields,
    }  # fmt: skip
    return Window(**given)


def test_windows_of_one_version_are_one_entry_with_the_last_term() -> None:
    earlier = window(
        first=date(2026, 9, 1),
        last=date(2026, 9, 30),
        term="as it was sent in October",
        listed_at=datetime(2026, 10, 2, tzinfo=UTC),
    )
    changed = window(fingerprint="def456", version="1.3.0")
    never_asked = window(topic="postcovid", listed_at=None)
    found = strategies([earlier, window(), changed, never_asked])
    assert [(each.version, each.windows, each.hits) for each in found] == [
        ("1.2.0", 2, 10),
        ("1.3.0", 1, 5),
    ]
    assert found[0].term == TERM
    assert (found[0].first, found[0].run_first) == (date(2026, 9, 1), date(2026, 10, 2))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_text_holds_strategies_verbatim_and_counts(lang: Any) -> None:
    ran = strategies([window(), window(part="wide", term="a ``` fence", state="incomplete")])
    empty = flow(
        (), stored=(), earlier=(), decisions={}, first=None, last=None, on=date(2026, 11, 3)
    )
    counted = msgspec.structs.replace(empty, down=("PubMed did not answer.",))
    text = appendix(
        counted, ran, speech(lang), topics={"me_cfs": "ME/CFS"}, reviewers=2, version="0.1.0"
    )
    assert f"```text\n{TERM}\n```" in text
    assert "````text\na ``` fence\n````" in text
    assert "### ME/CFS, wide" in text
    assert "1.2.0 (abc123)" in text
    assert {"sv": "5 träffar = 3 hämtade + 1 kända + 1 saknade"}.get(lang, "5 hits =") in text
    assert {"sv": "inte komplett"}.get(lang, "not complete") in text
    assert "PubMed did not answer." in text
    assert "{" not in text
