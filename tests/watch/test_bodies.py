"""The grey list by the names that people know its bodies by."""

from __future__ import annotations

import pytest

from litwatch.errors import WrongUse
from litwatch.watch import Watch
from litwatch.watch.bodies import body, names


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("SBU", "SBU"),
        ("sbu", "SBU"),
        ("social", "Socialstyrelsen"),
        ("helse", "Helsedirektoratet"),
        ("KCE", "KCE"),
        ("cdc", "CDC"),
        ("Svenska Covid", "Svenska Covidföreningen"),
        ("region stockholm", "Region Stockholm"),
        ("  RPO ", "RPO"),
        ("ISRCTN", "ISRCTN"),
    ],
)
def test_a_body_is_found_by_its_name_or_how_it_begins(
    watch: Watch, wanted: str, found: str
) -> None:
    assert body(watch.grey_watch, wanted) == found


def test_a_body_that_is_not_followed_is_refused_with_those_that_are(watch: Watch) -> None:
    with pytest.raises(WrongUse, match="no body on the grey list") as refused:
        body(watch.grey_watch, "Aftonbladet")
    assert "Socialstyrelsen, SBU, Karolinska" in refused.value.remedy
    with pytest.raises(WrongUse, match="no body"):
        body(watch.grey_watch, "  ")


def test_a_beginning_that_many_share_is_asked_for_more(watch: Watch) -> None:
    with pytest.raises(WrongUse, match="may be Nationellt kliniskt kunskapsstöd or NPO"):
        body(watch.grey_watch, "n")


def test_every_entry_has_a_name(watch: Watch) -> None:
    assert all(names(source) for source in watch.grey_watch)
