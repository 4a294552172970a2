"""The feed: what RFC 4287 asks for, ids and times that stay, and corrections that show."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from lxml import etree, html

from litwatch.digest.edition import Edition, Item, Written
from litwatch.digest.feed import Told, render_feed
from litwatch.errors import WrongUse
from litwatch.language import LANGUAGES, Lang

from .month import PACING, edition

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FIRST = edition(state="published")
SECOND = msgspec.structs.replace(
    FIRST,
    revision=2,
    correction="Antalet var 184, inte 148.",
    made_at=datetime(2026, 11, 9, 8, tzinfo=UTC),
)
ONE = Told(FIRST, "2026-10/digest.html")
TWO = Told(SECOND, "2026-10.r2/digest.html")


def feed_of(*told: Told, lang: Lang = "sv") -> etree._Element:
    return etree.fromstring(render_feed(told, lang))


def texts(tree: etree._Element, path: str) -> list[str]:
    found = tree.xpath(path, namespaces=ATOM)
    assert isinstance(found, list)
    return [str(one) for one in found]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_holds_what_rfc_4287_requires(lang: Lang) -> None:
    """§4.1.1 and §4.1.2: id, title and updated once, an author, unique ids, an alternate link."""
    tree = feed_of(ONE, TWO, lang=lang)
    assert tree.tag == "{http://www.w3.org/2005/Atom}feed"
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    entries = tree.findall("a:entry", ATOM)
    for element in (tree, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", ATOM)) == 1
            assert (element.findtext(f"a:{name}", "", ATOM)).strip()
        assert datetime.fromisoformat(element.findtext("a:updated", "", ATOM)).tzinfo
    assert tree.findtext("a:author/a:name", "", ATOM)
    assert texts(tree, "a:link[@rel='self']/@href") == ["feed.xml"]
    ids = texts(tree, "//a:id/text()")
    assert len(ids) == len(set(ids))
    assert all(one.startswith("urn:uuid:") for one in ids)
    for entry in entries:
        links = entry.findall("a:link", ATOM)
        assert [link.get("rel", "alternate") for link in links] == ["alternate"]
        assert html.fragments_fromstring(entry.findtext("a:content", "", ATOM))


def test_an_edition_and_its_items_are_entries() -> None:
    tree = feed_of(ONE)
    assert texts(tree, "a:entry/a:title/text()") == [
        "Månadens läsning, oktober 2026",
        "Sex besök med aktivitetsanpassning hos fysioterapeut gav ingen säker skillnad i "
        "trötthet efter sex månader, jämfört med vanlig vård.",
        "Fler sökte vårdcentral för sämre minne efter sepsis än efter annan infektion.",
    ]
    assert texts(tree, "a:entry/a:link/@href") == [
        "2026-10/digest.html",
        "https://pubmed.ncbi.nlm.nih.gov/90000001/",
        "https://pubmed.ncbi.nlm.nih.gov/90000002/",
    ]
    first = texts(tree, "a:entry[1]/a:content/text()")[0]
    assert "Aktivitetsanpassning hos fysioterapeut" in first
    assert "Tillbakadragen, 14 oktober 2026" in first


def test_a_correction_is_a_new_entry_and_the_old_one_says_so_too() -> None:
    before, after = feed_of(ONE), feed_of(ONE, TWO)
    titles = texts(after, "a:entry/a:title/text()")
    assert titles[0] == "Rättelse: Månadens läsning, oktober 2026"
    assert titles[-1] == "Månadens läsning, oktober 2026"
    contents = texts(after, "a:entry/a:content/text()")
    assert "Antalet var 184, inte 148." in contents[0]
    assert "Den här utgåvan är rättad." in contents[-1]
    assert texts(after, "a:entry[last()]/a:updated/text()") == ["2026-11-09T08:00:00+00:00"]
    assert texts(after, "a:entry[last()]/a:published/text()") == ["2026-11-01T06:10:00+00:00"]
    # The old entry and the items keep their ids: they are updated, not doubled.
    assert set(texts(before, "//a:id/text()")) < set(texts(after, "//a:id/text()"))
    assert len(titles) == len(texts(before, "a:entry/a:title/text()")) + 1


def test_a_quiet_month_a_trial_and_a_draft_say_what_they_are() -> None:
    quiet = feed_of(Told(edition((), rows=(), state="published"), "x"))
    assert "Inget den här månaden ändrar råden" in texts(quiet, "//a:content/text()")[0]
    trial = feed_of(Told(msgspec.structs.replace(FIRST, trial=True), "x"))
    assert texts(trial, "a:entry[1]/a:title/text()")[0].startswith("Provutgåva: ")
    draft = feed_of(Told(edition(), "x"))
    assert texts(draft, "a:entry[1]/a:title/text()")[0].startswith("Utkast: ")
    assert len(texts(draft, "//a:entry/a:id/text()")) == 3  # what nobody has read is not in it


def test_no_abstract_is_in_it() -> None:
    words = render_feed([ONE, TWO], "sv").decode()
    for section in PACING.abstract:
        assert section.text[:60] not in words


def test_what_xml_cannot_hold_is_left_out_and_markup_is_text() -> None:
    item = Item(
        id="9",
        pmid="9",
        title="T <script>x</script>",
        reviewed=True,
        written=(Written(field="bottom_line", text="Från en bild\x0b <b>& mer"),),
    )
    made = msgspec.structs.replace(FIRST, primary_care=(item,), rehabilitation=())
    tree = feed_of(Told(made, "digest.html"))
    assert texts(tree, "a:entry[2]/a:title/text()") == ["Från en bild <b>& mer"]
    assert "<script" not in texts(tree, "a:entry[2]/a:content/text()")[0]


def test_the_order_given_does_not_matter_and_the_bytes_are_the_same() -> None:
    copy = msgspec.json.decode(msgspec.json.encode(FIRST), type=Edition)
    assert render_feed([ONE, TWO], "sv") == render_feed([TWO, Told(copy, ONE.page)], "sv")


def test_nothing_published_is_no_feed() -> None:
    with pytest.raises(WrongUse, match="needs an edition"):
        render_feed([], "sv")
