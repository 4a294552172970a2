"""What is added from outside PubMed is checked before it is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from litwatch.errors import WrongUse
from litwatch.pipeline.outside import add_outside
from litwatch.store import Store, outside
from litwatch.watch import Watch

GIVEN: dict[str, Any] = {
    "body": "SBU",
    "title": "Insatser,  en\nuppdatering",
    "link": "https://www.example.org/rapport?id=1",
    "day": date(2026, 10, 7),
    "words": "Samma råd som förut.",
    "reviewer": "A. Kurator",
}


def test_it_is_kept_as_the_reader_will_see_it(store: Store, watch: Watch, now: datetime) -> None:
    added = add_outside(store, watch, **GIVEN, now=now)
    assert (added.body, added.title) == ("SBU", "Insatser, en uppdatering")
    with store.read() as tx:
        assert outside.live(tx) == (added,)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("body", "Okänd", "no body on the grey list"),
        ("title", "  ", "no title"),
        ("link", "javascript:alert(1)", "no web address"),
        ("link", "ftp://example.org/x", "no web address"),
        ("link", "https://", "no web address"),
        ("link", "https://[example", "no web address"),
        ("link", "https://example.org/a b", "no web address"),
        ("link", "https://someone:word@example.org/", "no web address"),
        ("link", "www.sbu.se", "no web address"),
        ("day", date(2026, 11, 4), "has not come yet"),
        ("reviewer", "", "needs a name"),
        ("words", "Patienten 19121212-1212 hörde av sig.", "personal identity number"),
        ("title", "Om 121212-1212", "personal identity number"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    store: Store, watch: Watch, now: datetime, field: str, value: Any, said: str
) -> None:
    with pytest.raises(WrongUse, match=said):
        add_outside(store, watch, **{**GIVEN, field: value}, now=now)
    with store.read() as tx:
        assert outside.live(tx) == ()
