from __future__ import annotations

from datetime import date

import pytest

from litwatch.errors import WrongUse
from litwatch.search import collapse, fingerprint, with_window


def test_the_window_stands_in_the_term() -> None:
    asked = with_window("a[ti]\n  OR b[ti]", date(2026, 10, 29), date(2026, 11, 30))
    assert asked == '(a[ti] OR b[ti]) AND ("2026/10/29"[crdt] : "2026/11/30"[crdt])'
    day = date(2026, 11, 1)
    assert with_window("a", day, day, field="mhda").endswith(
        '("2026/11/01"[mhda] : "2026/11/01"[mhda])'
    )
    with pytest.raises(WrongUse, match="backwards"):
        with_window("a", date(2026, 11, 2), day)


def test_a_fingerprint_follows_the_wording_not_the_layout() -> None:
    assert collapse(" a\n\tb ") == "a b"
    assert fingerprint("a[ti]\n OR b[ti]") == fingerprint("a[ti] OR b[ti]") == "85ab23ef242d"
    assert fingerprint("a[ti] OR c[ti]") != fingerprint("a[ti] OR b[ti]")
